"""Narrowing a list: the page of it that was asked for, and rows whose text holds what was typed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func

LONGEST = 80
"""Characters of a search that are looked at."""


def asked_for(params: Mapping[str, str], *names: str) -> dict[str, str]:
    """What was typed or chosen in the filters of a page, by name; empty where nothing was."""
    return {name: params.get(name, "").strip()[:LONGEST] for name in names}


def skipped(page: str, each: int) -> int:
    """How many rows lie before the page ``page`` of a list (as it stands in the address); none for what is no number."""
    return each * max(0, int(page) - 1) if page.isascii() and page.isdigit() and len(page) < 6 else 0


def older(asked: Mapping[str, str], skip: int, each: int) -> str:
    """The query of the next page of the same list."""
    return urlencode({**{name: value for name, value in asked.items() if value}, "page": skip // each + 2})


def holds(column: Any, words: str) -> Any:
    """Rows whose text holds these words, in small letters or large; every sign in them is only a sign."""
    return func.lower(column).contains(words.lower(), autoescape=True)


def mark(*shown: object) -> str:
    """A mark that differs when anything shown does. It means nothing outside the page."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
