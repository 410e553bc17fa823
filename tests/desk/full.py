"""One of everything that a desk shows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.announcements import interest
from bot.store.session import transaction
from bot.store.tables import (
    Article,
    ConsentGrant,
    Enquiry,
    Experience,
    Interest,
    ModerationAction,
    ModerationCase,
    PublicPost,
)
from tests.announcements import invented
from tests.announcements.invented import published

if TYPE_CHECKING:  # where a fixture is made of this
    from tests.desk.conftest import House


def fill(house: House) -> None:
    """Puts one of everything into the house."""
    house.conversation()
    house.ask_for_person(reason="danger_domestic_abuse", priority=100)
    with transaction(house.sessions) as session:
        item = PublicPost(
            channel="messenger", account="1000", item_id="c1", kind="comment", text_redacted="<i>my neighbour [name]</i>", hidden=True,
            text_sealed_id=house.vault.seal(session, "public.text", "my neighbour Joan"), occurred_at=house.now, state="done",
        )  # fmt: skip
        session.add(item)
        session.flush()
        case = ModerationCase(item_id=item.id, action="hide_others_details", grounds=["third_party_personal_data"], opened_at=house.now)
        session.add(case)
        session.flush()
        session.add(ModerationAction(case_id=case.id, act="hide", actor="system", reason="somebody else's name", state="done"))
        for number in (2, 3):
            asked = PublicPost(
                channel="messenger", account="1000", item_id=f"c{number}", kind="comment", text_redacted="where is a dentist?",
                occurred_at=house.now, state="done",
            )  # fmt: skip
            session.add(asked)
            session.flush()
            session.add(
                ModerationCase(
                    item_id=asked.id,
                    action="question",
                    grounds=["Asks something"],
                    opened_at=house.now,
                    outcome="answered",
                    article_slug="fresh",
                )
            )
            session.flush()
        said = house.vault.seal(session, "moderation.body", "Any dentist may take you. Ask Joan on 07700 900456.")
        session.add(ModerationAction(case_id=3, act="public_reply", actor="staff:1", reason="Answers.", state="done", body_sealed_id=said))
        experience = Experience(
            reference="E-2222-3333", channel="sms", state="submitted", story_redacted="<b>waited</b> nine hours", service_type="gp",
            rating=1, contact_sealed_id=house.vault.seal(session, "experience.contact", "07700 900456"), month=dt.date(2026, 10, 1),
            notice_version="1", submitted_at=house.now,
        )  # fmt: skip
        session.add(experience)
        session.flush()
        for granted in (True, False):
            session.add(
                ConsentGrant(experience_id=experience.id, purpose="quote_anonymously", granted=granted, notice_version="1", at=house.now)
            )
        for slug, due in (("late", dt.date(2026, 11, 22)), ("fresh", dt.date(2026, 11, 23))):
            session.add(
                Article(
                    slug=slug,
                    topic="find_nhs_dentist",
                    title=f"{slug} page",
                    body="b",
                    short="s",
                    publisher="NHS",
                    status="published",
                    source_url="https://www.nhs.uk",
                    checked_on=dt.date(2026, 1, 1),
                    review_by=due,
                )
            )  # fmt: skip
        session.add(Enquiry(conversation_id=1, outcome="answered", at=house.now))
        event = published(session, "event", invented.event(house.now.date()), house.organisation, house.now)
        for needs, contact in (("a ramp for [name]", "Sam, 07700 900123"), ("", None)):
            found = Interest(
                reference=f"E-2222-333{contact is None:d}", announcement_id=event.id, announcement_version="1", contact_id=1,
                conversation_id=1, channel="messenger", kind="event", needs_redacted=needs, notice_version="1", agreed_at=house.now,
            )  # fmt: skip
            session.add(found)
            interest.set_contact(session, house.vault, found, contact)
