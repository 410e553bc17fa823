"""What the names model is told of a text: its words and marks, and for each what it looks like and what stands around it.

The same for training and at run time. A word's own features are worked out once and kept; a token's are its own and its neighbours'.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.model.spelling import NearMisses, made_like_a_name
from bot.privacy.finding.rule import word_set
from bot.privacy.finding.spans import PLACEHOLDER

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+|'(?!s(?!\w))[^\W\d_]+)*|'s(?!\w)|\d+|\n|[^\w\s]|_", re.IGNORECASE)
_FOLDER = Path(__file__).parent
_COMMONEST = (300, 1500, 5000, 15000)
"""Ranks of frequency at which a word counts as one class less common."""
_HARDLY_A_WORD = 20_000
"""Rank of frequency from which a word that is a name as well is taken for the name."""
_BRITISH = (("ll", "l"), ("our", "or"), ("is", "iz"), ("ae", "e"), ("re", "er"))
"""British spellings and the American ones of the dictionary."""
_OFTEN_MISTYPED = 9000
"""So many of the commonest words are looked for behind a slip of the finger."""


class Token(NamedTuple):
    """A word, a run of digits, a mark or a line break, and where it stands."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The text in tokens. A placeholder becomes one token, its first bracket; 's parts from its word."""
    holes = [match.span() for match in PLACEHOLDER.finditer(text)]
    if not holes:
        return [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    found, at = [], 0
    for start, end in holes:
        found += [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text, at, start)]
        found.append(Token("\u25a1", start, end))
        at = end
    return found + [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text, at)]


def features(words: list[str], strangers: Collection[str] = (), unread: Collection[str] = ()) -> list[list[str]]:
    """The features of each token of one text.

    ``strangers`` are words, in lower case, to be treated as if no list knew them: how training learns to tell a name by its
    surroundings. Of ``unread`` words only their kind and their company are told: how it learns to read new surroundings.
    """
    looks = [_look(word, word.lower() in strangers, word.lower() in unread) for word in words]
    short = f"few|{min(len(words), 5)}"
    with_capitals = any(word[0].isupper() for word in words) and any(word.islower() and len(word) > 1 for word in words)
    padded = [_START, _START, *looks, _END, _END]
    rows = []
    for two, one, look, after, later in zip(padded, padded[1:], looks, padded[3:], padded[4:], strict=False):
        row = [
            *look.own,
            *one.as_before,
            *two.as_second_before,
            *after.as_after,
            *later.as_second_after,
            f"b2|{two.word}|{one.word}",
            f"a2|{after.word}|{later.word}",
            f"b|{one.word}|{look.kind}",
            f"a|{look.kind}|{after.word}",
            f"k|{one.kind}|{look.kind}|{after.kind}",
            f"bc|{one.company}|{look.kind}",
            f"ac|{look.kind}|{after.company}",
            f"b2c|{two.company}|{one.company}|{look.strangeness}",
            f"a2c|{after.company}|{later.company}|{look.strangeness}",
            f"bac|{one.company}|{after.company}|{look.strangeness}",
            f"{short}|{look.strangeness}",
        ]
        if with_capitals:
            opens = one is _START or one.word in _ENDS
            row += f"cap|{look.capital}|{opens}", f"capk|{look.capital}|{opens}|{look.kind}"
            if look.capital != "low":
                row.append(f"capn|{after.capital}|{one.capital}|{opens}")
        rows.append(row)
    return rows


@dataclass(frozen=True)
class _Look:
    """A word's features, as itself and as a neighbour."""

    word: str
    kind: str
    capital: str
    company: str
    """The group of words that are used like it."""
    strangeness: str
    own: list[str]
    as_before: list[str]
    as_second_before: list[str]
    as_after: list[str]
    as_second_after: list[str]


@lru_cache(maxsize=20_000)
def _look(word: str, stranger: bool = False, unread: bool = False) -> _Look:
    lower = word.lower()
    kind = _kind(lower, stranger)
    capital = "low" if not word[0].isupper() else "one" if len(word) == 1 else "all" if word.isupper() else "first"
    wide, company = ("-", kind) if stranger else _known().company.get(lower, ("-", kind))
    strangeness = kind
    own = ["bias", f"k|{kind}", f"n|{min(len(word), 8)}", f"g|{wide}", f"c|{company}"]
    if word[0].isalpha():
        folded = fold(lower)
        if not unread:
            own += [f"s{n}|{folded[-n:]}" for n in (1, 2, 3, 4) if len(folded) >= n]
            own += [f"p{n}|{folded[:n]}" for n in (2, 3, 4) if len(folded) >= n]
        own += [f"f|{flag}" for flag in kind.split(".")]
        if "strange" in kind:
            strangeness = f"{kind}|{_spelling(folded)}"
            own += [f"y|{strangeness}"]
    read = f"<{company}>" if unread else lower
    if not unread:
        own.append(f"w|{lower}")
    return _Look(
        read,
        kind,
        capital,
        company,
        strangeness,
        own,
        *([f"{at}|{read}", f"{at}k|{kind}", f"{at}g|{wide}", f"{at}c|{company}"] for at in ("-1", "-2", "+1", "+2")),
    )


def _spelling(word: str) -> str:
    """What its letters say of a word that is on no list."""
    known = _known()
    return f"{made_like_a_name(word)}{'e' * known.near_english.has(word)}{'n' * known.near_name.has(word)}"


def fold(word: str) -> str:
    """Without the marks of other alphabets: ``ł`` as l, ``š`` as s."""
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(character for character in plain if not unicodedata.combining(character))


_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "ı": "i", "æ": "ae"})


def _kind(lower: str, stranger: bool) -> str:
    """Which lists know a word: first names and surnames of ours (F, S) and of others (f, s), ambiguous (A), town, how common."""
    if not lower[0].isalpha():
        return "digits" if lower[0].isdigit() else "mark"
    if stranger:
        return "strange"
    known, lists = _known(), word_lists()
    folded = fold(lower)
    flags = []
    head = folded.partition("-")[0]
    if folded in lists.first_names or head in lists.first_names or lower in lists.first_names:
        flags.append("F")
    elif head in known.first or folded in known.first:
        flags.append("f")
    if folded in lists.ambiguous_names or folded in lists.cased_names:
        flags.append("A")
    if folded in lists.surnames or lower in lists.surnames:
        flags.append("S")
    elif folded in known.last or folded.rpartition("-")[2] in known.last:
        flags.append("s")
    if lower in lists.not_names:
        flags.append("no")
    if lower in lists.towns:
        flags.append("town")
    rank = 0 if lower in _CONTRACTIONS else known.words.get(folded)
    if rank is None:
        flags.append("c" if lower in lists.common else "strange")
    else:
        flags.append(f"c{sum(rank > limit for limit in _COMMONEST)}")
    return ".".join(flags)


def is_english(word: str) -> bool:
    """Whether a word, in lower case, is English rather than a name: rarer ones only when no list of names has them."""
    known = _known()
    rank = 0 if word in _CONTRACTIONS else known.words.get(word, _american(word))
    return rank is not None and (rank < _COMMONEST[2] or (word not in known.first and word not in known.last))


def is_nearly_english(word: str) -> bool:
    """Whether a word, in lower case, is one slip of the finger away from a common English one."""
    return _known().near_english.has(word)


def is_first_name(word: str) -> bool:
    """Whether a list of names has a word, in lower case, as a first name, and English does not."""
    return word in _known().first and not is_english(word) and word not in word_lists().not_names and word not in word_lists().towns


def is_no_first_name(word: str) -> bool:
    """Whether a dictionary has a word, in lower case, and no list of first names: "bolt", "marsh", be they surnames."""
    return word in _known().words and word not in _known().first


def is_only_a_name(word: str) -> bool:
    """Whether a list of names has a word of four letters or more, in lower case, and a dictionary does not, or hardly."""
    known = _known()
    lists = word_lists()
    if len(word) < 4 or word not in known.first or word in lists.common or word in lists.not_names or word in lists.towns:
        return False
    rank = known.words.get(word)
    # "marvellous" is a name in Zimbabwe, and English in a spelling the dictionary does not have.
    return (rank is None or rank >= _HARDLY_A_WORD) and _american(word) is None


def _american(word: str) -> int | None:
    """How common the dictionary's American spelling of a British word is; None when it has none."""
    found = [rank for ours, theirs in _BRITISH if ours in word and (rank := _known().words.get(word.replace(ours, theirs))) is not None]
    return min(found, default=None)


@dataclass(frozen=True)
class _Known:
    first: frozenset[str]
    last: frozenset[str]
    words: dict[str, int]
    company: dict[str, tuple[str, str]]
    """Of 64 and of 600 groups of words used alike, which a word belongs to."""
    near_english: NearMisses
    near_name: NearMisses


@lru_cache(maxsize=1)
def _known() -> _Known:
    """The model's own lists; README.md says where they come from."""
    words = (_FOLDER / "words.txt").read_text(encoding="ascii").split()
    first, last = ((_FOLDER / name).read_text(encoding="ascii").split() for name in ("first_names.txt", "surnames.txt"))
    groups = (line.split() for line in (_FOLDER / "clusters.txt").read_text(encoding="ascii").splitlines())
    return _Known(
        frozenset(first),
        frozenset(last),
        {word: rank for rank, word in enumerate(words)},
        {word: (wide, close) for word, wide, close in groups},
        NearMisses(words[:_OFTEN_MISTYPED]),
        NearMisses(word_lists().first_names),
    )


_START = _Look("<start>", "start", "low", "start", "start", [], ["-1|<start>"], ["-2|<start>"], [], [])
_END = _Look("<end>", "end", "low", "end", "end", [], [], [], ["+1|<end>"], ["+2|<end>"])
_CONTRACTIONS = word_set(
    "dont wont cant isnt arent wasnt werent didnt doesnt hadnt hasnt havent wouldnt couldnt shouldnt mustnt aint ive youve weve theyve id "
    "youd hed shed wed theyd itd ill youll itll theyll im youre were theyre hes shes thats whats wheres whos hows theres heres lets gonna "
    "gotta wanna innit dunno kinda lotta coulda woulda shoulda"
)
_ENDS = frozenset({".", "!", "?", "\n", ":"})
