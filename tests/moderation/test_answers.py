"""What staff answer: what is taken, what is refused and why, and what the case then holds."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.moderation import answers, staff_acts
from bot.store.tables import Audit, DetailMark, ModerationAction, ModerationCase
from tests.moderation.conftest import NOW, Page
from tests.moderation.test_cases import OWN

ASKED = "Where can I find an NHS dentist in Ely?"
SAID = "Any dentist may take you. Source: NHS, checked 22 November 2026."


@pytest.fixture
def asked(page: Page) -> ModerationCase:
    case = page.comment(ASKED)
    assert case is not None
    return case


def answer(page: Page, case: ModerationCase, text: str = SAID) -> ModerationAction:
    return answers.in_public(page.session, case, page.staff.id, text, vault=page.vault, redactor=page.redactor, now=NOW)


def write(page: Page, case: ModerationCase, text: str = "Shall we look together?", parts: int = 1, later: float = 0) -> ModerationAction:
    now = NOW + dt.timedelta(days=later)
    return answers.in_private(page.session, case, page.staff.id, text, vault=page.vault, parts=parts, now=now)


def refused(page: Page, case: ModerationCase, text: str = SAID) -> str:
    with pytest.raises(answers.NotTaken) as caught:
        answer(page, case, text)
    return str(caught.value)


def test_an_answer_waits_sealed_and_is_on_record(page: Page, asked: ModerationCase) -> None:
    row = answer(page, asked, f"  {SAID}\n")
    assert (row.act, row.state, row.actor) == ("public_reply", "waiting", f"staff:{page.staff.id}")
    assert page.vault.open(page.session, row.body_sealed_id) == SAID
    noted = page.session.query(Audit).filter_by(act="moderation_answer").one()
    assert (noted.actor, noted.subject_id) == (f"staff:{page.staff.id}", str(asked.item_id))
    assert SAID not in repr(noted.detail)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("  ", "Write something"),
        ("x" * 8001, "8,001 characters long. At most 8,000"),
        ("Ask my colleague on 07700 900456.", "phone number"),
    ],
)
def test_what_may_not_be_posted_is_refused_and_nothing_is_kept(text: str, why: str, page: Page, asked: ModerationCase) -> None:
    assert why in refused(page, asked, text)
    assert page.acts() == []


def test_what_the_comment_says_of_somebody_is_not_repeated(page: Page) -> None:
    case = page.comment("Who is Dr Zlatan Quorn? He treats my sister")
    assert case is not None
    page.post().hidden = False
    for action in page.session.query(ModerationAction):
        page.session.delete(action)
    page.session.flush()
    page.session.expire_all()
    assert "[name]" in page.post().text_redacted
    assert "repeats a personal detail" in refused(page, case, "We cannot say who quorn is.")


@pytest.mark.parametrize(
    ("text", "why"), [("x" * 301, "At most 300"), ("See https://nhs.uk/a and www.healthwatch.co.uk", "one web address")]
)
def test_instagram_takes_less(text: str, why: str, page: Page, asked: ModerationCase) -> None:
    asked.item.channel = "instagram"
    page.session.flush()
    assert why in refused(page, asked, text)
    answer(page, asked, "See https://nhs.uk/a")


def test_a_comment_out_of_sight_is_not_answered_and_staff_hear_why(page: Page) -> None:
    hidden = page.comment(OWN)
    assert hidden is not None
    assert "hidden" in refused(page, hidden), "about to be"
    page.session.query(ModerationAction).filter_by(act="hide").one().state = "done"
    page.post().hidden = True
    assert "hidden" in refused(page, hidden)
    staff_acts.undo(page.session, hidden, page.staff.id, "A shop's number")
    assert "hidden" in refused(page, hidden), "not shown yet"
    page.session.query(ModerationAction).filter_by(act="unhide").one().state = "done"
    page.post().hidden = False
    answer(page, hidden)
    page.event(verb="remove")
    assert page.acts()[-1] == ("public_reply", "failed"), "withdrawn with the comment"
    assert "removed" in refused(page, hidden)


def test_only_an_open_case_of_our_own_page_is_answered(page: Page, asked: ModerationCase) -> None:
    staff_acts.close(page.session, asked, page.staff.id, now=NOW)
    assert "closed" in refused(page, asked)
    staff_acts.reopen(page.session, asked, page.staff.id)
    for column, value in (("kind", "mention"), ("channel", "telegram")):
        before = getattr(asked.item, column)
        setattr(asked.item, column, value)
        assert "our own" in refused(page, asked)
        setattr(asked.item, column, before)


def test_one_answer_stands_until_it_is_taken_back(page: Page, asked: ModerationCase) -> None:
    first = answer(page, asked)
    assert "has been answered" in refused(page, asked)
    first.state, first.provider_id = "done", "a1"
    assert "has been answered" in refused(page, asked)
    row = answers.take_back(page.session, asked, page.staff.id, " It named the wrong page ", NOW)
    assert row is not None
    assert (row.act, row.state, row.reason) == ("take_back", "waiting", "It named the wrong page")
    assert page.session.query(Audit).filter_by(act="moderation_take_back").one().reason == "It named the wrong page"
    with pytest.raises(answers.NothingToTakeBack):
        answers.take_back(page.session, asked, page.staff.id, "again", NOW)
    answer(page, asked)


def test_an_answer_that_has_not_gone_is_withdrawn(page: Page, asked: ModerationCase) -> None:
    answer(page, asked)
    with pytest.raises(ValueError, match="reason"):
        answers.take_back(page.session, asked, page.staff.id, "  ", NOW)
    assert answers.take_back(page.session, asked, page.staff.id, "A slip", NOW) is None
    assert page.acts() == [("public_reply", "failed")]


def test_an_answer_whose_taking_back_failed_still_stands(page: Page, asked: ModerationCase) -> None:
    answer(page, asked).state = "done"
    row = answers.take_back(page.session, asked, page.staff.id, "A slip", NOW)
    assert row is not None
    row.state = "failed"
    assert "has been answered" in refused(page, asked)
    answers.take_back(page.session, asked, page.staff.id, "A slip", NOW)


def test_its_writer_is_written_to_in_private_once(page: Page, asked: ModerationCase) -> None:
    row = write(page, asked, "Ring me on 07700 900456", later=6.9)
    assert (row.act, row.actor) == ("private_reply", f"staff:{page.staff.id}")
    assert page.session.query(DetailMark).filter_by(sealed_id=row.body_sealed_id).count() == 1, "found by who asks for it"
    with pytest.raises(answers.NotTaken, match="once for each comment"):
        write(page, asked)
    row.state = "failed"
    write(page, asked)


@pytest.mark.parametrize(("more", "why"), [({"text": " "}, "Write something"), ({"parts": 2}, "2 messages"), ({"later": 7}, "seven days")])
def test_what_is_not_sent_in_private(more: dict[str, object], why: str, page: Page, asked: ModerationCase) -> None:
    with pytest.raises(answers.NotTaken, match=why):
        write(page, asked, **more)  # type: ignore[arg-type]


def test_who_was_invited_already_is_not_written_to_again(page: Page) -> None:
    case = page.comment(OWN)
    assert case is not None
    with pytest.raises(answers.NotTaken, match="has been written to"):
        write(page, case)
