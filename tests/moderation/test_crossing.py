"""A comment that is edited while it is answered: what the mark on the form knows of it."""

from __future__ import annotations

import pytest

from bot.moderation import answers, crossing
from bot.privacy.sealing.vault import Vault
from bot.store.tables import ModerationCase
from tests.moderation.conftest import NOW, Page
from tests.moderation.test_answers import ASKED, SAID

OTHER = "Where can I find an NHS dentist in March?"
PHONE = "Ring me on 07700 900456"


def seen(page: Page) -> str:
    return crossing.seen(page.session, page.post(), page.vault)


def changed(page: Page, mark: str) -> bool:
    return crossing.changed_since(page.session, page.post(), page.vault, mark)


def edit(page: Page, text: str, **more: str) -> None:
    page.event(text, verb="edit", **more)


@pytest.fixture
def asked(page: Page) -> ModerationCase:
    case = page.comment(ASKED)
    assert case is not None
    return case


@pytest.mark.parametrize("media", [None, "photo"])
def test_other_words_or_a_picture_change_it(media: str | None, page: Page, asked: ModerationCase) -> None:
    mark = seen(page)
    assert not changed(page, mark)
    edit(page, ASKED if media else OTHER, **({"media": media} if media else {}))
    assert changed(page, mark), "at once, though the new words are not judged yet"
    held = seen(page)
    assert not changed(page, held)
    page.judge()
    assert changed(page, held), "they can be read only now"


def test_an_edit_that_leaves_the_words_as_they_were_is_none(page: Page, asked: ModerationCase) -> None:
    mark = seen(page)
    edit(page, ASKED)
    assert not changed(page, mark)
    page.judge()
    assert not changed(page, mark)


def test_another_detail_under_the_same_placeholder_changes_it(page: Page) -> None:
    page.comment(PHONE)
    mark, before = seen(page), page.post().text_redacted
    edit(page, PHONE.replace("456", "789"))
    page.judge()
    assert page.post().text_redacted == before
    assert changed(page, mark)


def test_a_mark_tells_no_word_and_one_that_is_none_of_ours_holds_nothing_up(page: Page, asked: ModerationCase) -> None:
    assert seen(page) != crossing.seen(page.session, page.post(), Vault([b"o" * 32]))
    assert not any(changed(page, mark) for mark in ("", "x", ASKED))


@pytest.mark.parametrize("public", [True, False])
def test_the_answer_is_not_taken(public: bool, page: Page, asked: ModerationCase) -> None:
    mark = seen(page)
    edit(page, OTHER)
    page.judge()

    def answer(mark: str) -> None:
        if public:
            answers.in_public(page.session, asked, page.staff.id, SAID, vault=page.vault, redactor=page.redactor, now=NOW, seen=mark)
        else:
            answers.in_private(page.session, asked, page.staff.id, SAID, vault=page.vault, parts=1, now=NOW, seen=mark)

    with pytest.raises(answers.Changed):
        answer(mark)
    assert page.acts() == []
    answer(seen(page))
    assert page.acts() == [("public_reply" if public else "private_reply", "waiting")]
