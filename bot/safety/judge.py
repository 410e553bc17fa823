"""``quietword try safety``: one line in, one line out, without starting anything."""

from __future__ import annotations

from collections.abc import Mapping

from bot.safety import classify


def judge(line: Mapping[str, object]) -> dict[str, object]:
    """``{"id", "text"}`` to ``{"id", "category"}``; a missing text is an empty one."""
    return {"id": line.get("id"), "category": classify(str(line.get("text") or ""))}
