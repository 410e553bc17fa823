"""Records of invented people, of any age, for the tests of keeping and erasing."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from typing import Any

from sqlalchemy import func, select

from bot.app import House
from bot.handover import notes
from bot.messages import Channel, Reply, Sender
from bot.privacy.sealing import marks
from bot.store.outbox import put_reply
from bot.store.session import transaction
from bot.store.tables import (
    Base,
    ConsentGrant,
    Contact,
    Conversation,
    Enquiry,
    Experience,
    InboundMessage,
    LegalHold,
    ModerationAction,
    ModerationCase,
    OutboundPart,
    PublicPost,
    Staff,
    TrackerEvent,
)

NOW = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.timezone.utc)
_numbers = itertools.count(1)


def ago(days: float) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


class Records:
    """Writes into one house; every method returns the id of what it made."""

    def __init__(self, house: House) -> None:
        self.house = house

    def chat(
        self, days: float, *, closed: bool = False, channel: Channel = Channel.SMS, address: str | None = None, danger: str | None = None
    ) -> int:
        """A conversation whose last message is ``days`` old (and whose closing is, if it is closed)."""
        from bot.intake.contacts import find_or_create

        number, at = next(_numbers), ago(days)
        vault = self.house.vault
        with transaction(self.house.sessions) as session:
            session.begin_write()
            sender = Sender(channel, "+441632960000", address or f"+447700{900000 + number}", name="Sam Example")
            contact, conversation = find_or_create(session, sender, vault, at)
            contact.last_inbound_at = at
            message = InboundMessage(
                conversation_id=conversation.id, channel=str(channel), account="+441632960000", provider_id=f"p{number}", kind="text",
                text_sealed_id=vault.seal(session, "inbound.text", "I am Sam Example"), text_redacted="I am [name]", occurred_at=at,
                received_at=at, state="done", danger=danger,
            )  # fmt: skip
            session.add(message)
            session.flush()
            reply = put_reply(session, vault, conversation, Reply("Hello Sam"), author="bot", now=at, inbound=message)
            reply.state = "sent"
            session.flush()
            session.add(OutboundPart(outbound_id=reply.id, part=0, channel=str(channel), key=f"k{number}", state="sent"))
            seq = session.execute(
                select(func.count()).select_from(TrackerEvent).where(TrackerEvent.sender_id == str(conversation.id))
            ).scalar()
            event = {"event": "user", "text": "I am [name]"}
            session.add(TrackerEvent(sender_id=str(conversation.id), seq=seq, event=event))
            conversation.changed_at = at
            if closed:
                conversation.state, conversation.closed_at = "closed", at
            return int(conversation.id)

    def note(self, conversation_id: int, words: str, days: float = 1) -> int:
        """A note of a colleague's on a conversation."""
        number = next(_numbers)
        with transaction(self.house.sessions) as session:
            session.begin_write()
            staff = Staff(email=f"anna{number}@example.org", name="Anna Example", role="staff")
            session.add(staff)
            session.flush()
            conversation = session.get(Conversation, conversation_id)
            note = notes.write(session, conversation, staff, words, vault=self.house.vault, now=ago(days), once=f"form{number}")
            return int(note.id)

    def enquiry(self, conversation_id: int | None, days: float) -> int:
        return self._add(Enquiry(conversation_id=conversation_id, outcome="answered", topic="register_gp", at=ago(days)))

    def story(self, conversation_id: int | None, days: float, *, state: str = "submitted", contact: str | None = None) -> int:
        number, at = next(_numbers), ago(days)
        with transaction(self.house.sessions) as session:
            row = Experience(
                reference=f"QW-T{number:03}-22", conversation_id=conversation_id, channel="sms", state=state,
                story_redacted="I waited. [name] was kind.",
                service_type="gp", notice_version="1", created_at=at, changed_at=at, submitted_at=at if state == "submitted" else None,
                wants_contact=contact is not None,
                contact_sealed_id=marks.seal_findable(session, self.house.vault, "experience.contact", contact) if contact else None,
            )  # fmt: skip
            session.add(row)
            session.flush()
            for purpose in ("use_anonymously", "quote_anonymously"):
                session.add(ConsentGrant(experience_id=row.id, purpose=purpose, granted=True, notice_version="1", at=at))
            return int(row.id)

    def comment(self, days: float, **more: Any) -> int:
        number, at = next(_numbers), ago(days)
        with transaction(self.house.sessions) as session:
            row = PublicPost(
                channel="messenger", account="1000", item_id=f"c{number}", kind="comment", text_redacted="[name] was rude", occurred_at=at,
                text_sealed_id=self.house.vault.seal(session, "public.text", "Joan was rude"), received_at=at, state="done", **more,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return int(row.id)

    def answer(self, comment: int, words: str) -> int:
        """What a member of staff answered to a comment; gives the number of the act."""
        with transaction(self.house.sessions) as session:
            case = ModerationCase(item_id=comment, action="question", grounds=[])
            session.add(case)
            session.flush()
            row = ModerationAction(
                case_id=case.id, act="private_reply", actor="staff:1", reason="Writes in private.", state="done", available_at=NOW,
                body_sealed_id=marks.seal_findable(session, self.house.vault, "moderation.body", words),
            )  # fmt: skip
            session.add(row)
            session.flush()
            return int(row.id)

    def hold(self, subject: str, subject_id: int) -> int:
        return self._add(LegalHold(subject=subject, subject_id=subject_id, reason="a claim", placed_by="staff:1", placed_at=ago(1)))

    def contact_of(self, conversation_id: int) -> int:
        with self.house.sessions() as session:
            return int(session.get(Conversation, conversation_id).contact_id)

    def there(self, table: Any, number: int) -> bool:
        with self.house.sessions() as session:
            return session.get(table, number) is not None

    def counts(self) -> Counter[str]:
        """How many rows each table has, those without any left out."""
        with self.house.sessions() as session:
            found = {table.name: session.execute(select(func.count()).select_from(table)).scalar() for table in Base.metadata.sorted_tables}
        return Counter({name: number for name, number in found.items() if number})

    def all(self, table: Any) -> list[Any]:
        with self.house.sessions() as session:
            return list(session.execute(select(table)).scalars())

    def contacts(self) -> int:
        return len(self.all(Contact))

    def _add(self, row: Any) -> int:
        with transaction(self.house.sessions) as session:
            session.add(row)
            session.flush()
            return int(row.id)
