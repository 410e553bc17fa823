"""The desk in a real browser: the browser itself, and how one looks whether a page is accessible and fits."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

OpenDesk = Callable[..., Any]
"""What the fixture ``open_desk`` is: it gives a page in a browser."""
AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """The system's Chromium. Without one the test skips, or fails where QUIETWORD_REQUIRE asks for it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        needed = "chromium" in os.environ.get("QUIETWORD_REQUIRE", "").replace(",", " ").split()
        (pytest.fail if needed else pytest.skip)("Chromium is not installed on this machine")
    return str(found)


def violations(page: Any) -> list[str]:
    result = page.evaluate(f"{AXE};axe.run(document, {{runOnly: {RULES}}})")
    return [f"{found['id']}: {found['nodes'][0]['html']}" for found in result["violations"]]


def fits(page: Any) -> bool:
    """Whether nothing of the page is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
