"""Whether words of ours may stand in public: no personal details, and nothing that was taken out of the comment they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from bot.moderation import whose
from bot.moderation.classify import RedactorLike
from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.spans import PLACEHOLDER
from bot.privacy.redaction import RedactionError

_WORD = re.compile(r"\w+")
_NAME = "[name"
_SHORTEST = 4
"""Letters and figures of a detail, below which the same ones may stand anywhere."""
_SHORTEST_PART = 6
_SHORTEST_NAME = 3
_MOST_WORDS = 40
"""Words of one detail that are compared part by part."""


def problem(text: str, original: str, redacted: str, redactor: RedactorLike) -> str:
    """Why the words may not be posted, for staff; empty when they may.

    ``original`` and ``redacted`` are the comment with and without its details.
    """
    try:
        found = redactor.redact(text).spans
    except RedactionError:
        return "Your answer could not be looked through for personal details, so it was not posted. Say it in other words."
    if found:
        kinds = list(dict.fromkeys(whose.NAMES.get(span.type, "personal detail") for span in found))
        return (
            f"Your answer holds what looks like somebody's {_listed(kinds)}. Everybody would read it, so please leave it out. Numbers and "
            "addresses of our own and of our information pages may stand."
        )
    if any(_repeats(text, detail, is_name) for detail, is_name in _taken_out(original, redacted)):
        return "Your answer repeats a personal detail of the comment, such as a name. Everybody would read it, so please leave it out."
    return ""


def _taken_out(original: str, redacted: str) -> Iterator[tuple[str, bool]]:
    """What stands in a comment where its redacted form has placeholders, and whether a name may be among it."""
    was, now = original.split(), _one_word_each(redacted)
    for change, start, end, begin, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if change != "equal" and start < end:
            here = [word for word in now[begin:stop] if PLACEHOLDER.fullmatch(word)]
            yield " ".join(was[start:end]), not here or any(word.startswith(_NAME) for word in here)


def _one_word_each(redacted: str) -> list[str]:
    """The words of a redacted text, each placeholder one of them."""
    words: list[str] = []
    at = 0
    for match in PLACEHOLDER.finditer(redacted):
        words += [*redacted[at : match.start()].split(), match[0]]
        at = match.end()
    return [*words, *redacted[at:].split()]


def _repeats(text: str, detail: str, is_name: bool) -> bool:
    said, taken = _WORD.findall(text), _WORD.findall(detail)
    if is_name and any(_is_said(name, said) for name in taken if len(name) >= _SHORTEST_NAME and not name.isdigit()):
        return True
    if is_name and len(taken) == 1:
        return False
    everything = "".join(said).casefold()
    whole = "".join(taken).casefold()
    return (len(whole) >= _SHORTEST and whole in everything) or any(part in everything for part in _telling_parts(taken))


def _telling_parts(words: list[str]) -> Iterator[str]:
    """Neighbouring words of a detail, or of several that stood together, that are one by themselves: a number, a postcode."""
    words = words[:_MOST_WORDS]
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            part = "".join(words[start:end]).casefold()
            if len(part) >= _SHORTEST_PART and any(letter.isdigit() for letter in part):
                yield part


def _is_said(name: str, said: list[str]) -> bool:
    """Whether a word of a name is among the words; one that is an ordinary word too only with a capital."""
    lists = word_lists()
    ordinary = name.lower() in lists.common or name.lower() in lists.ambiguous_names
    return any(word.casefold() == name.casefold() and not (ordinary and word[0].islower()) for word in said)


def _listed(kinds: list[str]) -> str:
    return kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} and {kinds[-1]}"
