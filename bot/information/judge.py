"""``quietword try answer``: judges questions from the article files alone, without a database or a running service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.encoder import Encoder
from bot.information.answers import InformationService, Outcome
from bot.organisation import Organisation

ARTICLES = Path("data/articles")


class Judge:
    """Built once for a run over many lines."""

    def __init__(self, service: InformationService, today: dt.date | None = None) -> None:
        self._service = service
        self._today = today

    @classmethod
    def load(cls, root: Path, organisation: Organisation) -> Judge:
        """A judge over ``data/articles`` of the project. Raises ``ArticleError`` or ``EncoderError``."""
        return cls(InformationService.from_dir(Encoder.load(), organisation, root / ARTICLES))

    def judge(self, line: Mapping[str, Any]) -> dict[str, Any]:
        """The contract's line for ``{"id", "text"}``. Topic and article are null unless an article is meant."""
        answer = self._service.answer(str(line["text"]), today=self._today)
        names_article = answer.outcome in (Outcome.ANSWERED, Outcome.CLARIFY)
        return {
            "id": line["id"],
            "outcome": answer.outcome.value,
            "topic": answer.topic if names_article else None,
            "article": answer.article if names_article else None,
            "score": round(answer.score, 4),
            "text": answer.reply.text,
        }
