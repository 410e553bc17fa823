"""Letters and figures spelt over a bad line ("tango papa four one", "C B twenty three, six X Y", "D for delta 44") made what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.finding.rule import by_letter, word_set
from bot.privacy.finding.spoken import DIGITS, TENS

_RADIO = word_set(
    "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa quebec romeo sierra "
    "tango uniform victor whiskey whisky xray x-ray yankee zulu"
)
_ALSO_SOMETHING_ELSE = word_set(
    "charlie juliet juliett mike oscar romeo victor papa golf hotel india november whiskey whisky uniform xray x-ray"
)
"""Names and words that are said for themselves as well."""
_ALPHABET = by_letter("|".join(sorted(_RADIO, key=len, reverse=True)))
_FIGURE = by_letter("|".join(sorted([*DIGITS.keys() - {"o", "nil"}, *TENS, "double"], key=len, reverse=True)))
_ITEM = rf"(?:(?-i:[A-Z]) (?:for|as in) (?i:[a-z]+)|(?i:{_ALPHABET}|{_FIGURE})(?![^\W_])|(?-i:[A-Z])(?![^\W_]|')|\d{{1,8}}(?![^\W_]))"
_RUN = re.compile(rf"(?<![^\W_'])(?!(?:I|A) ){_ITEM}(?:(?:[ ,.\-]|\n){{1,3}}{_ITEM}){{2,30}}")
_ONE = re.compile(_ITEM)
_WORTH_IT = re.compile(
    rf"(?<![^\W_])(?:(?i:{_ALPHABET})(?![^\W_])|[A-Z] (?:for|as in) (?i:[a-z])|[A-Z] (?:[A-Z] )?(?i:{_FIGURE})(?![^\W_]))"
)
_LEAST_LETTERS_ALONE, _LEAST_FIGURES = 3, 2


def runs(text: str) -> Iterator[tuple[int, int, str]]:
    """What to replace, in order: each word by its letter or figures, and what parts two of a kind by nothing."""
    if not _WORTH_IT.search(text):
        return
    for match in _RUN.finditer(text):
        items = [(one.start() + match.start(), one.end() + match.start(), one[0]) for one in _ONE.finditer(match[0])]
        if _is_spelt([item for _, _, item in items]):
            yield from _replaced(text, items)


def _is_spelt(items: list[str]) -> bool:
    """Whether there are letters enough, said as letters, and figures beside them."""
    radio = [item.lower() for item in items if item.lower() in _RADIO]
    explained = sum(" " in item for item in items)
    letters = sum(len(item) == 1 and item.isalpha() for item in items)
    said = sum(item.lower() in DIGITS or item.lower() in TENS for item in items)
    figures = sum(len(_meant(item)) for item in items if _meant(item).isdigit())
    if figures < _LEAST_FIGURES:
        return False
    if explained or len(radio) > 2 or (len(radio) == 2 and not _ALSO_SOMETHING_ELSE.issuperset(radio)):
        return figures + len(radio) + explained + letters > 4
    return letters >= _LEAST_LETTERS_ALONE and said > 0 and figures + letters > 4


def _replaced(text: str, items: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    before, times, since = "", 1, -1
    at = items[0][0]
    for index, (start, end, item) in enumerate(items):
        if item.lower() == "double":
            times, since = 2, start
            continue
        meant = _meant(item) * times
        after = _meant(items[index + 1][2]) if index + 1 < len(items) else ""
        if item.lower() in TENS and len(meant) == 2 and meant.endswith("0") and len(after) == 1 and after in "123456789":
            meant = meant[0]  # "twenty three"
        begin = since if times == 2 else start
        if at < begin:
            alike = before.isalpha() == meant.isalpha() and not (item.isdigit() and len(item) > 1)
            yield at, begin, "" if alike and "," not in text[at:begin] else " "
        yield begin, end, meant
        before, times, at = meant, 1, end


def _meant(item: str) -> str:
    lower = item.lower()
    return DIGITS.get(lower) or TENS.get(lower) or (item if item.isdigit() else item[0].upper())
