"""Writing an information page in a browser: with the keyboard, on a telephone, without script, and told when a colleague was first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.information import editing, form
from bot.store.session import transaction
from tests.desk.chromium import OpenDesk, fits, violations
from tests.desk.conftest import House
from tests.desk.test_article import PAGE, kite, saved, write


def fill_in(page: Any, typed: dict[str, str]) -> None:
    for name, value in typed.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def test_looking_and_crossing_are_accessible_and_fit(
    full: House,
    address: str,
    open_desk: OpenDesk,
    screen: dict[str, Any],
) -> None:
    write(full)
    page = open_desk("Ed Example", "/information/pages/new", "editor", **screen)
    fill_in(page, kite(title="Fly a kite", checked_on="", short="Fly it!"))
    page.focus("#title")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=How it looks")
    assert page.locator("#problems li").all_inner_texts() == [
        "'Checked on' is empty",
        "'The answer as a text message' has an exclamation mark",
    ]
    assert page.input_value("#short") == "Fly it!"
    assert violations(page) == []
    assert fits(page)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{address}/information/mend_a_kite")
    assert asked == ["beforeunload"], "nothing that was typed is left behind unawares"
    with transaction(full.sessions) as session:
        theirs = replace(saved(full), title="Mended at the same moment")
        editing.save(session, theirs, actor="staff:1", now=full.now)
    page.fill("#title", "Kites mended")
    page.click("text=Publish the change")
    page.wait_for_selector("#crossing")
    assert page.locator("#crossing dd").all_inner_texts() == ["Mended at the same moment"]
    assert page.input_value("#title") == "Kites mended"
    assert violations(page) == []
    assert fits(page)
    page.click("text=Publish the change all the same")
    page.wait_for_url(f"{address}/information?done=published")
    assert saved(full).title == "Kites mended"
    assert asked == ["beforeunload"], "saving leaves nothing behind"


def test_a_page_is_written_without_script(address: str, open_desk: OpenDesk) -> None:
    page = open_desk("Ed Example", "/information", "editor", java_script_enabled=False)
    page.click("text=Write a new page")
    for name, value in kite().items():
        if name not in ("topic", "area", "audience", *form.NEXT):
            page.fill(f"[name={name}]", value)
    page.click("text=See how it looks")
    assert "Nothing stands in the way of publishing it." in page.inner_text("main")
    page.click("button[value=publish]")
    page.wait_for_url(f"{address}/information?done=published")
    page.goto(f"{address}{PAGE.removeprefix('/desk')}")
    assert "Ed Example Written and published" in page.inner_text(".changes")
