"""Redaction for ``quietword try redact``: one JSON value in, one out, labels and offsets as the contract has them."""

from __future__ import annotations

from typing import Any, Protocol

from bot.privacy.finding.spans import Redacted


class Redacts(Protocol):
    """Either redactor."""

    def redact(self, text: str) -> Redacted:
        """The text with placeholders."""


def judge(item: dict[str, Any], redactor: Redacts) -> dict[str, Any]:
    """``{"id", "text"}`` in; ``{"id", "text", "spans": [{"start", "end", "type", "score"}]}`` out.

    Offsets are Unicode code points of the input. Raises ``ValueError`` when there is no text.
    """
    text = item.get("text")
    if not isinstance(text, str):
        raise ValueError('a line needs "id" and "text", and the text must be a string')
    redacted = redactor.redact(text)
    spans = [{"start": span.start, "end": span.end, "type": span.type, "score": round(span.score, 2)} for span in redacted.spans]
    return {"id": item.get("id"), "text": redacted.text, "spans": spans}
