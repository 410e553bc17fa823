"""Cases: what is queued without a person, once only, never repeating a detail, and how staff undo and close."""

from __future__ import annotations

import pytest

from bot.moderation import cases, staff_acts
from bot.safety.cards import Cards
from bot.store.tables import Audit, ModerationAction, ModerationCase
from tests.moderation.conftest import NOW, Page

OWN = "My name is Sarah Thompson, ring me on 07700 900123 about my dad's operation"
OTHERS = "His number is 07700 900789 and he lives at 22 Mill Lane"
STORY = "My mum waited nine hours in A&E at Hinchingbrooke"


@pytest.mark.parametrize(
    ("comment", "action", "acts"),
    [
        (OWN, "hide_own_details", ["hide", "private_reply"]),
        (OTHERS, "hide_others_details", ["hide", "private_reply"]),
        (STORY, "steer_experience", ["private_reply"]),
        ("I want to kill myself", "crisis", ["private_reply"]),
        ("I want to kill myself, ring me on 07700 900123", "crisis", ["hide", "private_reply"]),
        ("You lot are useless idiots", "abuse", []),
        ("go back to your own country", "hate", []),
        ("Earn 500 a week from home, DM me on 07700 900111", "solicitation", []),
        ("I'm a journalist with the Cambs Times, jane@example.org", "media", []),
        ("How do I find a dentist?", "question", []),
        ("Well done team", "praise_no_details", []),
    ],
)
def test_what_is_done_without_a_person(page: Page, comment: str, action: str, acts: list[str]) -> None:
    case = page.comment(comment)
    assert case is not None
    assert (case.action, case.state) == (action, "open")
    assert case.grounds
    assert page.acts() == [(act, "waiting") for act in acts]
    assert all(row.actor == "system" for row in page.session.query(ModerationAction))


def test_nothing_to_do_opens_no_case(page: Page) -> None:
    assert page.comment("See you there") is None
    assert page.acts() == []
    assert page.post().state == "done"


@pytest.mark.parametrize("comment", [OWN, OTHERS, STORY])
def test_the_private_reply_repeats_nothing_and_gives_only_confirmed_ways(page: Page, comment: str) -> None:
    page.comment(comment)
    words = page.words()
    for detail in ("Sarah", "Thompson", "07700", "Mill Lane", "operation", "Hinchingbrooke"):
        assert detail not in words
    organisation = page.organisation
    assert organisation.name in words
    for way in (organisation.phone, organisation.email, organisation.feedback_form, "reply to this message"):
        assert way in words
    assert "text us" not in words, "the text number is not confirmed"
    assert "{" not in words
    assert "!" not in words
    assert "automated" in words


def test_a_crisis_is_answered_with_the_words_of_the_card(page: Page) -> None:
    page.comment("my husband hits me")
    assert Cards.load().card("domestic_abuse", "messenger").reply.text in page.words()  # type: ignore[arg-type]
    assert page.post().danger == "domestic_abuse"


def test_words_are_sealed_and_rows_hold_no_detail(page: Page) -> None:
    case = page.comment(OWN)
    assert case is not None
    rows = [*page.session.query(ModerationAction), *page.session.query(Audit), case]
    for row in rows:
        for column in row.__table__.columns:
            value = str(getattr(row, column.name))
            assert "Sarah" not in value
            assert "900123" not in value
    assert "Sarah" not in page.post().text_redacted or "900123" not in page.post().text_redacted


def test_every_automatic_act_is_on_the_audit_trail(page: Page) -> None:
    page.comment(OWN)
    trail = [(row.actor, row.act) for row in page.session.query(Audit).order_by(Audit.id)]
    assert trail == [("system", "moderation_case"), ("system", "moderation_hide"), ("system", "moderation_private_reply")]


def test_an_edit_is_judged_again_but_answered_once(page: Page) -> None:
    first = page.comment(STORY)
    page.event(OWN, verb="edit")
    second = page.judge()
    assert first is not None
    assert second is not None
    assert second.id == first.id
    assert second.action == "hide_own_details"
    assert [act for act, _ in page.acts()] == ["private_reply", "hide"]
    page.event("I want to kill myself", verb="edit")
    page.judge()
    assert [act for act, _ in page.acts()] == ["private_reply", "hide"]


def test_a_failed_private_reply_is_never_followed_by_a_second(page: Page) -> None:
    page.comment(STORY)
    page.session.query(ModerationAction).one().state = "failed"
    page.event(STORY + ". My mum was left on a trolley in the ward", verb="edit")
    page.judge()
    assert page.acts() == [("private_reply", "failed")]


def test_an_edit_opens_a_closed_case_again_only_for_a_new_reason(page: Page) -> None:
    case = page.comment(STORY)
    assert case is not None
    staff_acts.close(page.session, case, page.staff.id, now=NOW)
    page.event(STORY + " again", verb="edit")
    page.judge()
    assert case.state == "closed"
    page.event(OTHERS, verb="edit")
    page.judge()
    assert case.state == "open"
    assert case.closed_by_id is None


@pytest.mark.parametrize(("media", "ground"), [("photo", "Holds a photo"), ("video", "Holds a video"), (None, "Has no words")])
def test_what_has_no_words_is_put_before_staff(page: Page, media: str | None, ground: str) -> None:
    page.event(permalink="https://www.facebook.com/900", **({"media": media} if media else {}))
    case = page.session.query(ModerationCase).one()
    assert (case.action, case.state) == (cases.LOOK, "open")
    assert case.grounds[0].startswith(ground)
    assert (case.item.media, case.item.permalink, case.item.state) == (media, "https://www.facebook.com/900", "done")
    assert page.acts() == []


def test_a_picture_beside_words_is_a_ground_and_alone_a_case(page: Page) -> None:
    page.event(STORY, media="photo")
    case = page.judge()
    assert case is not None
    assert case.action == "steer_experience"
    assert case.grounds[-1].startswith("Holds a photo")
    page.event("See you there", media="photo", item_id="900_78")
    case = page.judge("900_78")
    assert case is not None
    assert case.action == cases.LOOK


def test_words_put_to_a_picture_are_judged_and_a_removed_one_is_left_alone(page: Page) -> None:
    page.event(media="photo")
    page.event(OTHERS, verb="edit", media="photo")
    case = page.judge()
    assert case is not None
    assert case.action == "hide_others_details"
    page.event(media="photo", verb="remove", item_id="900_78", permalink="https://www.facebook.com/900")
    assert page.post("900_78").permalink is None
    assert page.session.query(ModerationCase).count() == 1
