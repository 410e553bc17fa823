"""What staff do about a comment: hide it, show it again, close its case and open it again."""

from __future__ import annotations

import pytest

from bot.moderation import staff_acts
from bot.store.tables import Audit, ModerationAction
from tests.moderation.conftest import NOW, Page
from tests.moderation.test_cases import OTHERS, OWN, STORY


def test_staff_hide_what_no_rule_hid(page: Page) -> None:
    case = page.comment(STORY)
    assert case is not None
    assert staff_acts.can_hide(case)
    staff_acts.hide(page.session, case, page.staff.id, "Names a nurse", NOW)
    page.session.expire_all()
    assert page.acts()[-1] == ("hide", "waiting")
    row = page.session.query(Audit).filter_by(act="moderation_hide").one()
    assert (row.actor, row.reason) == (f"staff:{page.staff.id}", "Names a nurse")
    assert not staff_acts.can_hide(case)
    with pytest.raises(staff_acts.CannotHide):
        staff_acts.hide(page.session, case, page.staff.id, "Again", NOW)
    assert staff_acts.can_undo(case)
    with pytest.raises(ValueError, match="reason"):
        staff_acts.hide(page.session, case, page.staff.id, " ", NOW)


def test_a_hiding_that_failed_can_be_asked_for_again_and_one_that_was_undone(page: Page) -> None:
    case = page.comment(OWN)
    assert case is not None
    assert not staff_acts.can_hide(case), "it is about to be hidden"
    page.session.query(ModerationAction).filter_by(act="hide").one().state = "failed"
    page.session.flush()
    page.session.expire_all()
    assert staff_acts.can_hide(case)
    staff_acts.hide(page.session, case, page.staff.id, "Try again", NOW)
    page.session.expire_all()
    staff_acts.undo(page.session, case, page.staff.id, "It was a shop's number")
    page.session.expire_all()
    assert staff_acts.can_hide(case)


def test_what_its_writer_removed_and_what_is_no_comment_cannot_be_hidden(page: Page) -> None:
    case = page.comment(STORY)
    assert case is not None
    page.post().kind = "post"
    assert not staff_acts.can_hide(case)
    page.post().kind = "comment"
    page.event(verb="remove")
    page.session.expire_all()
    assert not staff_acts.can_hide(case)


def test_a_closed_case_can_be_opened_again(page: Page) -> None:
    case = page.comment(STORY)
    assert case is not None
    staff_acts.reopen(page.session, case, page.staff.id)
    assert page.session.query(Audit).filter_by(act="moderation_reopen").count() == 0, "it was open"
    staff_acts.close(page.session, case, page.staff.id, now=NOW)
    staff_acts.reopen(page.session, case, page.staff.id)
    page.session.flush()
    assert (case.state, case.closed_at, case.closed_by_id) == ("open", None, None)
    assert page.session.query(Audit).filter_by(act="moderation_reopen").one().actor == f"staff:{page.staff.id}"


def test_undo_before_the_hiding_withdraws_it_and_shows_the_item(page: Page) -> None:
    case = page.comment(OWN)
    assert case is not None
    staff_acts.undo(page.session, case, page.staff.id, "It was a shop's number")
    assert page.acts() == [("hide", "failed"), ("private_reply", "waiting"), ("unhide", "waiting")]
    row = page.session.query(Audit).filter_by(act="moderation_undo").one()
    assert (row.actor, row.reason) == (f"staff:{page.staff.id}", "It was a shop's number")


def test_undo_after_the_hiding(page: Page) -> None:
    case = page.comment(OWN)
    assert case is not None
    for action in page.session.query(ModerationAction):
        action.state = "done"
    page.post().hidden = True
    staff_acts.undo(page.session, case, page.staff.id, "Not personal")
    assert page.acts() == [("hide", "done"), ("private_reply", "done"), ("unhide", "waiting")]
    with pytest.raises(staff_acts.NothingToUndo):
        staff_acts.undo(page.session, case, page.staff.id, "Again")


def test_an_edit_after_an_undo_is_hidden_again_when_it_holds_details(page: Page) -> None:
    case = page.comment(OWN)
    assert case is not None
    staff_acts.undo(page.session, case, page.staff.id, "Not personal")
    page.event(OTHERS, verb="edit")
    page.judge()
    assert [act for act, _ in page.acts()] == ["hide", "private_reply", "unhide", "hide"]


def test_undo_needs_something_to_undo_and_a_reason(page: Page) -> None:
    case = page.comment(STORY)
    assert case is not None
    with pytest.raises(staff_acts.NothingToUndo):
        staff_acts.undo(page.session, case, page.staff.id, "Why not")
    with pytest.raises(ValueError, match="reason"):
        staff_acts.undo(page.session, case, page.staff.id, "  ")


def test_close_is_recorded_once(page: Page) -> None:
    case = page.comment(STORY)
    assert case is not None
    staff_acts.close(page.session, case, page.staff.id, "Answered by phone", now=NOW)
    staff_acts.close(page.session, case, page.staff.id, now=NOW)
    page.session.flush()
    assert (case.state, case.closed_at, case.closed_by_id) == ("closed", NOW, page.staff.id)
    assert page.session.query(Audit).filter_by(act="moderation_close").one().reason == "Answered by phone"
