"""Cells of a file that somebody will open in a spreadsheet: what a person wrote must never become a formula there."""

from __future__ import annotations

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # spreadsheets take the full-width signs for the plain ones


def cell(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would begin to calculate (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text
