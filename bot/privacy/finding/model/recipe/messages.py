"""Invented messages for teaching the names model: sentences filled with names of the area's communities, written as people text."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot import yaml_files

_FOLDER = Path(__file__).parent
_SLOT = re.compile(r"\{(\w+)\}")
_NAME_SLOTS = frozenset("FLNAI")
_TITLES = (
    "dr",
    "mr",
    "mrs",
    "ms",
    "miss",
    "prof",
    "Dr",
    "Mr",
    "Mrs",
    "Ms",
    "Miss",
    "Dr.",
    "Mr.",
    "Mrs.",
    "doctor",
    "nurse",
    "sister",
    "Cllr",
    "rev",
)
_USUAL_WORDS = frozenset({"kin", "role", "appointment", "has", "did", "subj", "pron", "adj", "thing", "odd"})
"""Slots filled with what has no capital."""
_PART = re.compile(r"\w+|\W+")


@dataclass(frozen=True)
class Names:
    """First names and surnames by community, with how often each community is drawn."""

    first: Sequence[Sequence[str]]
    last: Sequence[Sequence[str]]
    weights: Sequence[float]
    usual: Sequence[str]
    """First names that are nothing else."""

    def draw(self, random_: random.Random) -> tuple[str, str]:
        """A first name and a surname, mostly of one community."""
        community = random_.choices(range(len(self.first)), self.weights)[0]
        other = community if random_.random() < 0.85 else random_.choices(range(len(self.last)), self.weights)[0]
        return random_.choice(self.first[community]), random_.choice(self.last[other])


@dataclass
class Piece:
    """A stretch of a message: its text, whether it is a name, and whether those who write capitals give it one."""

    text: str
    name: bool = False
    proper: bool = False
    known: bool = False
    """A name every list knows."""


class Messages:
    """Makes messages from the sentences beside this file and ``fillers.yml``; the same seed makes the same messages."""

    def __init__(self, names: Names, seed: int, without: frozenset[str] = frozenset()) -> None:
        """``without`` are families of sentences to leave out, to see how the model does on what it never saw."""
        self._names = names
        self._random = random.Random(seed)  # noqa: S311
        self._named = [*_lines("named.txt"), *_families("named_more.txt", without)]
        self._plain = [*_lines("plain.txt"), *_families("plain_more.txt", without), *_lines("foreign.txt"), *_lines("word_names.txt")]
        self._fillers: dict[str, list[str | int]] = yaml_files.read(_FOLDER / "fillers.yml")

    def make(self, extra: Sequence[str]) -> list[Piece]:
        """One message of one to three sentences, ``extra`` being sentences in which nobody is named."""
        draw = self._random
        kinds = draw.choices(["n", "p", "np", "pn", "nn", "pp", "pnp", "npn"], [26, 16, 14, 14, 8, 10, 6, 6])[0]
        write = draw.choices([_lower, _proper, _shouted, _every_word, _no_names], [58, 31, 4, 3, 4])[0]
        pieces: list[Piece] = []
        for index, kind in enumerate(kinds):
            if index:
                pieces.append(Piece(draw.choice([" ", " ", ". ", ", ", "\n", " - ", "! ", " and ", ".", "... "])))
            if kind == "n" and extra and draw.random() < 0.25:
                sentence = self._anywhere(draw.choice(extra))
            elif kind == "n":
                sentence = self._fill(draw.choice(self._named))
            else:
                sentence = self._fill(draw.choice(extra) if extra and draw.random() < 0.35 else draw.choice(self._plain))
            pieces += self._slip(write(sentence, draw))
        if draw.random() < 0.25:
            pieces.append(Piece(draw.choice([".", "!", "?", " x", " thanks", " pls", " lol", " :)", "..", " ta"])))
        return pieces

    def _anywhere(self, sentence: str) -> list[Piece]:
        """A sentence with a well-known name somewhere in it: such a name is one wherever it stands."""
        words = sentence.split()
        at = self._random.randint(0, len(words))
        first, last = self._random.choice(self._names.usual), self._names.draw(self._random)[1]
        name = Piece(first if self._random.random() < 0.7 else f"{first} {last}", True, True, known=True)
        pieces = [Piece(" ".join(words[:at]) + " "), name, Piece(" " + " ".join(words[at:]))]
        return [piece for piece in pieces if piece.text.strip()]

    def _fill(self, sentence: str) -> list[Piece]:
        pieces, at = [], 0
        for slot in _SLOT.finditer(sentence):
            pieces.append(Piece(sentence[at : slot.start()]))
            pieces += self._slot(slot[1])
            at = slot.end()
        return [piece for piece in [*pieces, Piece(sentence[at:])] if piece.text]

    def _slot(self, slot: str) -> list[Piece]:
        draw = self._random
        if slot == "M":
            title = draw.choice(_TITLES)
            return [Piece(f"{title} ", proper=title[0].isupper()), *self._name(draw.choice("LLLNF"))]
        if slot in _NAME_SLOTS:
            return self._name(slot)
        if slot == "num":
            return [Piece(str(draw.choice([draw.randint(1, 12), draw.randint(13, 99), 100 * draw.randint(1, 9)])))]
        filler = str(draw.choice(self._fillers[slot]))
        first, last = self._names.draw(draw)
        filled = filler.replace("{L}", last).replace("{F}", first)
        return [Piece(filled, proper=slot not in _USUAL_WORDS or draw.random() < 0.15)]

    def _name(self, slot: str) -> list[Piece]:
        draw = self._random
        first, last = self._names.draw(draw)
        if slot == "A":
            slot = draw.choices("FNL", [65, 32, 3])[0]
        if slot == "I":
            return [Piece(first[0].upper(), True, True)]
        if draw.random() < 0.06:
            first = f"{first}-{self._names.draw(draw)[0]}"
        if draw.random() < 0.05:
            last = f"{last}-{self._names.draw(draw)[1]}"
        words = {"F": [first], "L": [last], "N": [first, last]}[slot]
        if slot == "N" and draw.random() < 0.08:
            words.insert(1, draw.choice([self._names.draw(draw)[0], first[0]]))
        if slot == "N" and draw.random() < 0.05:
            words.reverse()  # family name first
        return [Piece(" ".join(_typo(word, draw) if draw.random() < 0.06 else word for word in words), True, True)]

    def _slip(self, pieces: list[Piece]) -> list[Piece]:
        """Typing errors and dropped apostrophes outside names."""
        draw = self._random
        if draw.random() < 0.45:
            return pieces
        for piece in pieces:
            if not piece.name:
                piece.text = "".join(
                    _typo(part, draw) if len(part) > 3 and draw.random() < 0.07 else part for part in _PART.findall(piece.text)
                )
                if draw.random() < 0.4:
                    piece.text = piece.text.replace("'", "")
        return pieces


def _lower(pieces: list[Piece], draw: random.Random) -> list[Piece]:
    return [replace(piece, text=piece.text.lower()) for piece in pieces]


def _proper(pieces: list[Piece], draw: random.Random) -> list[Piece]:
    """Capitals at the head, on names and on what is a proper noun; some people leave the first out."""
    written = [replace(piece, text=_capitals(piece.text) if piece.proper else re.sub(r"\bi\b", "I", piece.text)) for piece in pieces]
    if written and draw.random() < 0.85:
        written[0].text = written[0].text[0].upper() + written[0].text[1:]
    return written


def _shouted(pieces: list[Piece], draw: random.Random) -> list[Piece]:
    return [replace(piece, text=piece.text.upper()) for piece in pieces]


def _every_word(pieces: list[Piece], draw: random.Random) -> list[Piece]:
    return [replace(piece, text=_capitals(piece.text)) for piece in pieces]


def _no_names(pieces: list[Piece], draw: random.Random) -> list[Piece]:
    """A capital at the head and nowhere else, as telephones write it."""
    written = _lower(pieces, draw)
    if written:
        written[0].text = written[0].text[0].upper() + written[0].text[1:]
    return written


def _capitals(text: str) -> str:
    return re.sub(r"(?<![\w'])[^\W\d_]", lambda match: match[0].upper(), text)


def _typo(word: str, draw: random.Random) -> str:
    """One slip of the finger: two letters changed about, one left out, doubled, or its neighbour struck."""
    if len(word) < 3:
        return word
    at = draw.randrange(1, len(word) - 1)
    slips: tuple[Callable[[], str], ...] = (
        lambda: word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        lambda: word[:at] + word[at + 1 :],
        lambda: word[:at] + word[at] + word[at:],
        lambda: word[:at] + draw.choice("aeioustrnlmp") + word[at + 1 :],
    )
    return draw.choice(slips)()


def _families(name: str, without: frozenset[str]) -> list[str]:
    """The sentences of a file whose families open with ``## name``."""
    kept, family = [], ""
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            family = line[3:].strip()
        elif line and not line.startswith("#") and family not in without:
            kept.append(line)
    return kept


def _lines(name: str) -> list[str]:
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
