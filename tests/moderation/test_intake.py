"""Storing public items: once, sealed, in whatever order the platform tells of them."""

from __future__ import annotations

import pytest

from bot.moderation import answers
from bot.store.tables import Audit, ModerationCase, PublicEvent, PublicPost, Sealed
from tests.moderation.conftest import NOW, Page

OWN = "My name is Sarah, ring me on 07700 900123"


def purposes(page: Page) -> list[str]:
    return sorted(row.purpose for row in page.session.query(Sealed))


def test_a_new_comment_waits_sealed(page: Page) -> None:
    assert page.event(OWN)
    row = page.post()
    assert row.state == "waiting"
    assert row.text_redacted is None
    assert page.vault.open(page.session, row.text_sealed_id) == OWN
    assert row.author_hash
    assert purposes(page) == ["public.author", "public.text"]


def test_the_same_event_twice_is_one(page: Page) -> None:
    assert page.event(OWN, provider_id="feed/same")
    assert not page.event(OWN, provider_id="feed/same")
    assert page.session.query(PublicPost).count() == page.session.query(PublicEvent).count() == 1


def test_danger_is_noted_at_the_door(page: Page) -> None:
    page.event("I want to kill myself")
    assert page.post().danger == "suicide_self_harm"
    page.event("I am fine now", verb="edit")
    assert page.post().danger is None


def test_an_edit_replaces_the_words_and_waits_again(page: Page) -> None:
    page.comment(OWN)
    assert page.event("Well done team", verb="edit")
    row = page.post()
    assert (row.state, row.text_redacted) == ("waiting", None)
    assert page.vault.open(page.session, row.text_sealed_id) == "Well done team"
    assert purposes(page).count("public.text") == 1


def test_an_add_after_its_own_edit_keeps_the_newer_words(page: Page) -> None:
    page.event("newer", verb="edit")
    page.event("older")
    assert page.vault.open(page.session, page.post().text_sealed_id) == "newer"


def test_removal_erases_the_words_and_stops_what_was_queued(page: Page) -> None:
    page.comment(OWN)
    page.event(verb="remove")
    row = page.post()
    assert (row.text_sealed_id, row.author_sealed_id, row.text_redacted, row.state) == (None, None, None, "done")
    assert row.removed_at is not None
    assert page.acts() == [("hide", "failed"), ("private_reply", "failed")]
    assert purposes(page) == ["moderation.body"]
    assert page.session.query(Audit).filter_by(act="erase_removed").count() == 1


def test_what_was_removed_stays_so_whatever_comes_late(page: Page) -> None:
    page.event(verb="remove")
    page.event(OWN)
    page.event(OWN, verb="edit")
    row = page.post()
    assert row.text_sealed_id is None
    assert row.state == "done"
    assert purposes(page) == []


def test_hide_and_unhide_are_only_noted(page: Page) -> None:
    page.comment(OWN)
    page.event(verb="hide")
    assert page.post().hidden
    assert page.post().state == "done"
    page.event(verb="unhide")
    assert not page.post().hidden
    assert page.post().text_sealed_id is not None


def test_an_item_already_hidden_is_not_hidden_again(page: Page) -> None:
    page.event(OWN)
    page.event(verb="hide")
    page.judge()
    assert [act for act, _ in page.acts()] == ["private_reply"]


def test_a_comment_without_words_is_done(page: Page) -> None:
    page.event("")
    assert page.post().state == "done"
    assert page.judge() is None


SAID = "Any dentist may take you. Source: NHS."


def answered(page: Page, state: str, provider_id: str | None) -> None:
    """A question on the Page that staff answer."""
    page.event("Where can I find a dentist?")
    case = page.judge()
    assert case is not None
    row = answers.in_public(page.session, case, page.staff.id, SAID, vault=page.vault, redactor=page.redactor, now=NOW)
    row.state, row.provider_id = state, provider_id
    page.session.flush()


NAMELESS = {"author_id": None, "author_name": None}
"""What the platform tells of its writer to an app that may not know."""


@pytest.mark.parametrize(
    ("state", "known", "words"), [("done", "900_99", SAID), ("done", "900_99", "changed on the Page"), ("sending", None, f"{SAID}\n")]
)
def test_our_own_answer_that_comes_back_without_a_writer_makes_no_case(state: str, known: str | None, words: str, page: Page) -> None:
    answered(page, state, known)
    assert page.event(words, item_id="900_99", parent_id="900_77", **NAMELESS)
    assert page.session.query(PublicPost).count() == page.session.query(ModerationCase).count() == 1
    assert page.event(verb="remove", item_id="900_99", **NAMELESS) or known is None
    assert page.session.query(ModerationCase).count() == 1


@pytest.mark.parametrize("other", [{"item_id": "900_98"}, {"author_id": "444", "author_name": "Sam"}, {"parent_id": "900_11"}])
def test_somebody_elses_words_are_theirs_though_they_say_the_same(other: dict[str, str], page: Page) -> None:
    answered(page, "done" if "item_id" in other else "sending", "900_99" if "item_id" in other else None)
    page.event(SAID, **{"item_id": "900_97", "parent_id": "900_77", **NAMELESS, **other})
    assert page.session.query(PublicPost).count() == 2
