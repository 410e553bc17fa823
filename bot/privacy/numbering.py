"""Names told apart within a conversation: the first person is ``[name]``, the next ``[name 2]``, and each stays so.

What a conversation remembers for this are keyed marks of the words of each name, never a name: without the vault's key a mark says
nothing, and the marks of one conversation are none in another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.privacy.finding.model.features import fold
from bot.privacy.finding.rule import word_set
from bot.privacy.finding.spans import PLACEHOLDERS, Span

Marks = list[list[str]]
"""For each person in order of first mention, the marks of the words they were called by."""
MOST_PEOPLE = 40
"""Further people are all ``[name]``: a list pasted into a chat must not grow the conversation's row without end."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_TITLES = word_set("mr mrs ms miss mx dr doctor prof professor rev reverend sir dame cllr councillor pan pani and")


def replace_numbered(text: str, spans: Sequence[Span], known: Marks, mark: Callable[[str], str]) -> tuple[str, Marks]:
    """The text with placeholders, people numbered, and the marks with those of this text.

    ``spans`` are the redactor's, in order; ``mark`` makes a word's mark. A name that shares all its words with one already known,
    or has all of that one's, is the same person: "Sarah Jones", then "Sarah", then "Mrs Jones".
    """
    known = [list(one) for one in known]
    parts: list[str] = []
    at = 0
    for span in spans:
        words = PLACEHOLDERS[span.type]
        if span.type == "PERSON":
            number = _number(text[span.start : span.end], known, mark)
            words = words if number < 2 else f"{words[:-1]} {number}]"
        parts += text[at : span.start], words
        at = span.end
    return "".join([*parts, text[at:]]), known


def _number(name: str, known: Marks, mark: Callable[[str], str]) -> int:
    """Which person this is, counted from 1; 0 when it cannot be told. Adds to ``known``."""
    marks = {mark(word) for word in (fold(word.lower()) for word in _WORD.findall(name)) if word not in _TITLES}
    if not marks:
        return 0
    for number, one in enumerate(known, start=1):
        if marks.issubset(one) or marks.issuperset(one):
            one += sorted(marks.difference(one))
            return number
    if len(known) >= MOST_PEOPLE:
        return 0
    known.append(sorted(marks))
    return len(known)
