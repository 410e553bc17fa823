"""Judging a message without starting anything: for ``quietword try safety`` and for measurements."""

from __future__ import annotations

from collections.abc import Mapping

from bot.safety.lexicon import Lexicon


def classify(text: str) -> str:
    """The contract's safety category of a message, or ``none``."""
    sign = Lexicon.load().check(text)
    return sign.category if sign else "none"


def judge(line: Mapping[str, object]) -> dict[str, object]:
    """``{"id", "text"}`` to ``{"id", "category"}``; a missing text is an empty one."""
    return {"id": line.get("id"), "category": classify(str(line.get("text") or ""))}
