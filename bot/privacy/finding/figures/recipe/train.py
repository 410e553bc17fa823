"""Trains the model of numbers: ``python -m bot.privacy.finding.figures.recipe.train``, half a minute on one core.

Read are the frames beside this file, filled with invented numbers, and the messages of ``benchmarks/data/details`` that have been
seen, each several times over with other numbers of the same types in it. The held-back messages are not read.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pycrfsuite

from bot.privacy.finding.cleaned import clean
from bot.privacy.finding.figures.features import features
from bot.privacy.finding.figures.recipe.harmless import harmless
from bot.privacy.finding.figures.recipe.odd import odd
from bot.privacy.finding.figures.recipe.values import VALUES, account, birth_in_words, birthday, sort_code
from bot.privacy.finding.figures.runs import runs

_FOLDER = Path(__file__).parent
_TO = _FOLDER.parent / "figures.crfsuite"
_SEEN = Path(__file__).resolve().parents[5] / "benchmarks" / "data" / "details"
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)(?:\|([^}]*))?\}")
_WORD = re.compile(r"[a-z]{5,}")
_NAMES = ("kev", "Maria Nowak", "shaz", "mrs begum", "Tomasz", "J. Okafor", "grace", "Rita Patel", "mum", "dave t")
_HEADS = ("hi ", "hello ", "hi its {WHO}, ", "sorry ", "ok ", "yes ", "also ", "thanks ", "right then ", "Good morning. ", "complaint: ")
_TAILS = (
    " thanks",
    " ta",
    ".",
    "?",
    "!",
    " pls help",
    " can you check",
    " is that ok",
    " if that helps",
    " x",
    " cheers",
    ", what happens now",
    " do u need anything else",
)

_PART_OF = {"SORT": "UK_BANK_ACCOUNT", "BIRTHDAY": "DATE_OF_BIRTH"}
"""Slots for a part of a detail: a sort code alone; a day and month, or a year, of birth."""
_IN_WORDS = 0.08
"""How many dates of birth are written out."""
_YEAR = re.compile(r"(?:19|20)\d\d|\d[/.\- ]\d{2,4}(?!\d)|'\d\d|[a-z]\w* \d\d(?!\d|st|nd|rd|th)|\d{6,8}|ty|teen", re.IGNORECASE)

Example = tuple[str, list[tuple[int, int, str]]]
"""A message and its details: start, end, type."""


def of_frames(draw: random.Random, count: int) -> Iterator[Example]:
    """Messages of one to three frames, with numbers and without."""
    frames, nothing = lines("frames.txt"), lines("harmless.txt")
    for _ in range(count):
        kinds = draw.choices(["f", "h", "fh", "hf", "ff", "hh", "fff"], [34, 18, 12, 12, 12, 8, 4])[0]
        text = draw.choice([" ", " ", ". ", ", ", "\n", " - ", " and ", "; ", " also "]).join(
            _chosen(draw.choice(frames if kind == "f" else nothing), draw) for kind in kinds
        )
        if draw.random() < 0.35:
            text = draw.choice(_HEADS) + text
        if draw.random() < 0.35:
            text += draw.choice(_TAILS)
        yield filled(_dressed(text, draw), draw)


def of_marked(messages: Sequence[str], draw: random.Random, times: int) -> Iterator[Example]:
    """Marked messages as they are, and again with other numbers of the same types."""
    for message in messages:
        yield filled(message, draw, keep=1.0)
        for _ in range(times if _SLOT.search(message) else 2):
            yield filled(_dressed(message, draw) if draw.random() < 0.4 else message, draw, keep=0.1)


def filled(text: str, draw: random.Random, keep: float = 0.0) -> Example:
    """The message with every slot filled; ``keep`` is how often a marked detail stays the one that was written."""
    made, details, at = "", [], 0
    for slot in _SLOT.finditer(text):
        made += text[at : slot.start()]
        kind, written = slot[1], slot[2]
        value = written if written is not None and (kind not in VALUES or draw.random() < keep) else _value(kind, written, draw)
        if kind in VALUES or kind in _PART_OF:
            details.append((len(made), len(made) + len(value), _PART_OF.get(kind, kind)))
        made += value
        at = slot.end()
    return made + text[at:], details


def rows(example: Example) -> Iterator[tuple[list[list[str]], list[str]]]:
    """The features and labels of each run of a message."""
    text, details = example
    cleaned = clean(text)
    for run in runs(cleaned.text):
        labels, open_ = [], -1
        for piece in run.pieces:
            start, end = cleaned.back(piece.start, piece.end)
            index = next((at for at, one in enumerate(details) if min(end, one[1]) - max(start, one[0]) > (end - start) / 2), -1)
            labels.append("O" if index < 0 else f"{'I' if index == open_ else 'B'}-{details[index][2]}")
            open_ = index
        yield features(run), labels


def lines(name: str) -> list[str]:
    """The frames of a file."""
    read = (line for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return [line.replace("\\n", "\n") for line in read]


def marked(paths: Iterable[Path]) -> list[str]:
    """The lines of marked messages (``benchmarks/marked.py``)."""
    return [
        line.replace("\\n", "\n")
        for path in sorted(paths)
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]


def train(to: Path, messages: Sequence[str], *, made: int, times: int, rounds: int = 60) -> None:
    """Trains on ``made`` invented messages and the marked ones, each ``times`` over, and writes the model."""
    draw = random.Random(5)  # noqa: S311
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.1, "c2": 0.05, "max_iterations": rounds, "feature.minfreq": 3, "feature.possible_transitions": True})
    for source in (of_frames(draw, made), of_marked(messages, draw, times)):
        for example in source:
            for one, labels in rows(example):
                trainer.append(one, labels)
    trainer.train(str(to))


def main() -> None:
    """Makes the messages, trains, writes the model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--made", type=int, default=18_000)
    parser.add_argument("--times", type=int, default=6)
    parser.add_argument("--to", type=Path, default=_TO)
    parser.add_argument("--marked", type=Path, nargs="*", default=None)
    given = parser.parse_args()
    train(given.to, marked(given.marked if given.marked is not None else _SEEN.glob("*.txt")), made=given.made, times=given.times)
    print(f"{given.to.name}: {given.to.stat().st_size / 1e6:.1f} MB")


def _value(kind: str, written: str | None, draw: random.Random) -> str:
    if kind == "UK_BANK_ACCOUNT" and written is not None and sum(sign.isdigit() for sign in written) in (13, 14):
        return sort_code(draw) + draw.choice([" ", " ", ", ", "  ", " / ", "-"]) + account(draw)
    if kind == "SORT" or (kind == "UK_BANK_ACCOUNT" and written is not None and sum(sign.isdigit() for sign in written) == 6):
        return sort_code(draw)
    if kind == "BIRTHDAY" or (kind == "DATE_OF_BIRTH" and written is not None and _is_part(written)):
        return birthday(draw)
    if kind == "DATE_OF_BIRTH" and draw.random() < _IN_WORDS:
        return birth_in_words(draw)
    if kind == "WHO":
        return draw.choice(_NAMES)
    return odd(kind, VALUES[kind](draw), draw) if kind in VALUES else harmless(kind, draw)


def _is_part(birth: str) -> bool:
    """Whether it is a day and a month, or a year alone."""
    return (birth.isdigit() and len(birth) == 4) or _YEAR.search(birth) is None


def _chosen(frame: str, draw: random.Random) -> str:
    """One of each ``[a|b]``, from the inside out."""
    while (choice := _CHOICE.search(frame)) is not None:
        frame = frame[: choice.start()] + draw.choice(_parts(choice[1])) + frame[choice.end() :]
    return re.sub(r" {2,}", " ", frame).strip(" ")


def _parts(inside: str) -> list[str]:
    return inside.split("|")


def _dressed(text: str, draw: random.Random) -> str:
    """In small letters, in capitals, or with a slip of the finger in one word in twenty; slots stay."""
    parts = re.split(r"(\{[^}]*\})", text)
    way = draw.choices(["as is", "lower", "upper", "first"], [50, 30, 4, 16])[0]
    for index in range(0, len(parts), 2):
        part = _WORD.sub(lambda match: _slip(match[0], draw) if draw.random() < 0.05 else match[0], parts[index])
        parts[index] = part.lower() if way == "lower" else part.upper() if way == "upper" else part
    made = "".join(parts)
    return made[:1].upper() + made[1:] if way == "first" and made[:1] != "{" else made


def _slip(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word) - 1)
    return draw.choice([word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]])


if __name__ == "__main__":
    main()
