"""Changing an event in a browser, wide and narrow: told when a colleague was first, and nothing that was typed is left behind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.announcements import editing
from bot.announcements.announcement import CuratedAnnouncement
from bot.store.session import transaction
from tests.desk.chromium import OpenDesk, fits, violations
from tests.desk.conftest import House
from tests.desk.test_announcements import PAGE, SLUG


def test_looking_and_crossing_are_accessible_and_fit(
    full: House,
    address: str,
    open_desk: OpenDesk,
    screen: dict[str, Any],
) -> None:
    page = open_desk("Ed Example", role="editor", **screen)
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
