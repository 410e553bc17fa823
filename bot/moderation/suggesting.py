"""What the information service has for a question asked in public: noted for staff, who decide whether it is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.moderation.classify import Verdict
from bot.store.tables import ModerationCase

ANSWERED = "answered"
"""The outcome with which there is a page that answers."""


class AnswerLike(Protocol):
    """What is read of ``bot.information.answers.Answer``; this module may not import it: the web role reads it too, and has no model."""

    @property
    def outcome(self) -> object: ...
    @property
    def article(self) -> str | None: ...


Seek = Callable[[str], AnswerLike]
"""Looks for the answer to a question, its details taken out."""


def note(case: ModerationCase, verdict: Verdict, redacted: str, seek: Seek | None) -> None:
    """Notes the outcome and the page, by its slug; what an earlier judgement noted goes. The page's words are read when they are shown."""
    case.outcome = case.article_slug = None
    if verdict.asks and seek is not None:
        found = seek(redacted)
        case.outcome = str(found.outcome)
        case.article_slug = found.article if case.outcome == ANSWERED else None
