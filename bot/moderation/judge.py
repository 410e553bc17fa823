"""``quietword try comment``: one line in, one line out, without starting anything."""

from __future__ import annotations

from collections.abc import Mapping

from bot.moderation.classify import CommentClassifier


def judge(line: Mapping[str, object], classifier: CommentClassifier) -> dict[str, object]:
    """``{"id", "text"}`` to ``{"id", "action", "grounds"}``; a missing text is an empty one."""
    verdict = classifier.classify(str(line.get("text") or ""))
    return {"id": line.get("id"), "action": verdict.action, "grounds": list(verdict.grounds)}
