"""One spelling for languages that people type in Latin letters as they please: Bulgarian and Russian, Urdu, Hindi and Panjabi.

``shte go zakolq`` and ``ще го заколя`` become the same word for word, ``maara`` and ``mara`` too. Entries of a table and words of a
message go through the same levelling, so it need not be right, only the same for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

# Words come folded: without accents, so that short i is i.
_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i", "к": "k", "л": "l", "м": "m",
        "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh",
        "щ": "sht", "ъ": "u", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "q", "і": "i", "є": "e", "ґ": "g",
    }
)  # fmt: skip
_SLAVONIC = (("shch", "sht"), ("sch", "sht"), ("kh", "h"), ("x", "h"), ("ts", "c"), ("tz", "c"), ("zh", "j"), ("yu", "iu"), ("ju", "iu"),
             ("ya", "q"), ("6", "sh"), ("4", "ch"), ("w", "v"), ("y", "i"))  # fmt: skip
_SOUTH_ASIAN = (("aa", "a"), ("ee", "i"), ("oo", "u"), ("ou", "u"), ("ei", "e"), ("ai", "e"), ("ay", "e"), ("ey", "e"), ("ph", "f"),
                ("w", "v"), ("q", "k"), ("x", "ks"), ("y", "i"))  # fmt: skip
_DOUBLED = re.compile(r"([a-z])\1+")


def slavonic(word: str) -> str:
    """A folded word of Bulgarian or Russian, in either alphabet, as the common Latin form."""
    if word.isascii():
        return _replaced(word, _SLAVONIC)
    return word.replace("ье", "ie").translate(_CYRILLIC)


def south_asian(word: str) -> str:
    """A folded word of Urdu, Hindi or Panjabi in Latin letters with one letter for each vowel; in their own letters as it is."""
    return word if not word.isascii() else _DOUBLED.sub(r"\1", _replaced(word, _SOUTH_ASIAN))


LEVELLERS: dict[str, Callable[[str], str]] = {"bg": slavonic, "ru": slavonic, "ur": south_asian, "pa": south_asian}


def levelled(words: Sequence[str], language: str) -> list[str]:
    """The words as the tables of that language know them."""
    level = LEVELLERS.get(language)
    return [level(word) for word in words] if level is not None else list(words)


def _replaced(word: str, pairs: Sequence[tuple[str, str]]) -> str:
    for written, kept in pairs:
        if written in word:
            word = word.replace(written, kept)
    return word
