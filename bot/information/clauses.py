"""A message that says more than one thing: the parts of it that ask something."""

from __future__ import annotations

import re

LEAST_WORDS = 3
_BREAK = re.compile(r"(?<=[.?!;])\s+|\n+|,\s+|\s+-\s+|\s+(?:and|but|so|also|plus|then)\s+", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:so |and |also |but |please |pls |can you tell me |could you tell me |tell me |i want to know |i need to know |do you know |"
    r"any idea |just wondering |wondering )*"
    r"(?:how|hw|what|wot|whats|where|wher|when|who|whos|which|why|can|could|cud|is there|are there|is it|do i|do you|do they|does|am i|"
    r"should i|will|would|may i|is my|are my|need to know|any)\b",
    re.IGNORECASE,
)


def questions_in(text: str) -> list[str]:
    """The parts that ask something, in order, when the text has more parts than one; else nothing.

    A part is what stands between full stops, commas and words such as "and"; from a question on, everything up to the next
    full stop belongs to it.
    """
    parts = _parts(text)
    if len(parts) < 2:
        return []
    return [part for part in parts if len(part.split()) >= LEAST_WORDS and (_ASKS.match(part) or part.endswith("?"))]


def without_questions(text: str) -> str:
    """What is left of the text when the parts that ask are taken out."""
    asking = set(questions_in(text))
    return " ".join(part for part in _parts(text) if part not in asking)


def _parts(text: str) -> list[str]:
    # Single spaces first: in a long run of them the pattern would look again from each one to the end.
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return [part.strip() for part in _BREAK.split("\n".join(filter(None, lines))) if part and part.strip()]
