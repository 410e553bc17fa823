"""``quietword try answer``: judges questions from the article files alone, without a database or a running service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.encoder import Encoder
from bot.information.answers import InformationService, Outcome
from bot.organisation import Organisation


def judge(encoder: Encoder, organisation: Organisation, folder: Path, today: dt.date | None = None) -> Callable[[str], dict[str, Any]]:
    """What turns a question into the contract's line (without its ``id``), answering from a folder's articles.

    Topic and article are null unless an article is meant. Raises ``ArticleError`` when the folder's files cannot be used.
    """
    service = InformationService.from_dir(encoder, organisation, folder)

    def decide(text: str) -> dict[str, Any]:
        answer = service.answer(text, today=today)
        names_article = answer.outcome in (Outcome.ANSWERED, Outcome.CLARIFY)
        return {
            "outcome": answer.outcome.value,
            "topic": answer.topic if names_article else None,
            "article": answer.article if names_article else None,
            "score": round(answer.score, 4),
            "text": answer.reply.text,
        }

    return decide
