"""Changing an event in a browser, wide and narrow: told when a colleague was first, and nothing that was typed is left behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.announcements import editing
from bot.announcements.announcement import CuratedAnnouncement
from bot.store.session import transaction
from tests.desk.conftest import House
from tests.desk.test_announcements import PAGE, SLUG
from tests.desk.test_article_browser import fits
from tests.desk.test_browser import address, browser, sign_in, violations  # noqa: F401
from tests.desk.test_pages import full  # noqa: F401


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")], ids=lambda value: str(value))
def test_looking_and_crossing_are_accessible_and_fit(
    full: House,  # noqa: F811
    address: str,  # noqa: F811
    sign_in: Callable[..., Any],  # noqa: F811
    width: int,
    scheme: str,
) -> None:
    full.staff("Ed Example", "editor")
    page = sign_in("ed@example.org", viewport={"width": width, "height": 850}, color_scheme=scheme)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    here = f"{address}{PAGE.removeprefix('/desk')}"
    page.goto(here)
    page.fill("#title", "Left behind")
    page.goto(here)
    assert asked == ["beforeunload"]
    with transaction(full.sessions) as session:
        theirs = replace(CuratedAnnouncement.from_row(editing.find(session, SLUG)), title="Changed at the same moment", place="March")
        editing.save(session, theirs, "published", actor="staff:1", now=full.now)
    page.fill("#title", "Drop-in by the river")
    page.click("text=Look at it")
    page.wait_for_selector("#preview-title")
    assert page.locator("#crossing dd").all_inner_texts() == ["Changed at the same moment", "March"]
    assert page.input_value("#title") == "Drop-in by the river"
    assert violations(page) == []
    assert fits(page)
    page.click("text=Publish the change all the same")
    page.wait_for_url(f"{address}/announcements?done=published")
    with full.sessions() as session:
        assert editing.find(session, SLUG).title == "Drop-in by the river"
    assert asked == ["beforeunload"], "saving leaves nothing behind"
