"""What the model of numbers is told of each piece of a run: its shape, its neighbours, the whole run's, and the words around it."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from bot.privacy.finding.figures.runs import Run

_LONG = 12
_NEAR = 5
_WHOLE = 7
"""Pieces up to which the whole run's pattern is told."""


def features(run: Run) -> list[list[str]]:
    """A list of features for each piece; the same for training and at run time."""
    shapes = [_shape(piece.text) for piece in run.pieces]
    around = _around(run, shapes)
    rows = []
    for index, piece in enumerate(run.pieces):
        one, two = (shapes[index - back] if index >= back else "^" for back in (1, 2))
        after = shapes[index + 1] if index + 1 < len(shapes) else "$"
        later = shapes[index + 2] if index + 2 < len(shapes) else "$"
        gap = _gap(piece.gap) if index else "^"
        next_gap = _gap(run.pieces[index + 1].gap) if index + 1 < len(shapes) else "$"
        row = [*_own(piece.text), *around]
        row.append(f"p|{one}|{gap}|{shapes[index]}")
        row.append(f"n|{shapes[index]}|{next_gap}|{after}")
        row.append(f"pn|{one}|{gap}|{shapes[index]}|{next_gap}|{after}")
        row.append(f"pp|{two}|{one}|{shapes[index]}")
        row.append(f"nn|{shapes[index]}|{after}|{later}")
        row.append(f"g|{gap}|{next_gap}")
        row.append(f"at|{min(index, 4)}")
        if index and run.pieces[index - 1].text.isalpha():
            row.append(f"pw|{run.pieces[index - 1].text.lower()}")
        rows.append(row)
    return rows


def _around(run: Run, shapes: list[str]) -> list[str]:
    """The words before and after the run, and its own pattern: the same for all of its pieces."""
    told = []
    for distance, word in enumerate(run.before[:4]):
        told.append(f"-{distance}|{word}")
    for distance, word in enumerate(run.after[:3]):
        told.append(f"+{distance}|{word}")
    told += [f"b{_close(distance)}|{word}" for distance, word in enumerate(run.before) if len(word) > 1]
    told += [f"b|{word[:4]}" for word in run.before if len(word) > 3]
    told += [f"a|{word[:4]}" for word in run.after if len(word) > 3]
    told.append(f"-01|{'|'.join(run.before[:2])}")
    if not run.before:
        told.append("first")
        if not run.after:
            told.append("alone")
    elif not run.after:
        told.append("last")
    told += [f"<|{run.edges[0]}", f">|{run.edges[1]}"]
    figures = sum(character.isdigit() for piece in run.pieces for character in piece.text)
    told.append(f"figures|{min(figures, 18)}")
    if len(shapes) <= _WHOLE:
        told.append("whole|" + "".join(f"{_gap(piece.gap)}{shape}" for piece, shape in zip(run.pieces, shapes, strict=True)))
        told.append("shapes|" + " ".join(shapes))
    return told


def _close(distance: int) -> str:
    return "1" if distance < _NEAR else "2"


def _own(text: str) -> tuple[str, ...]:
    """What a piece tells by itself. (Remembered for no next time: a piece may be somebody's whole number.)"""
    shape = _shape(text)
    told = [f"s|{shape}", f"sc|{_shape(text, case=True)}"]
    if text.isdigit():
        told += [f"d|{len(text)}|{text[0]}", f"d2|{text[:2]}|{len(text)}"]
        if len(text) <= 2:
            number = int(text)
            told.append("day" if 13 <= number <= 31 else "month" if 1 <= number <= 12 else "year" if number > 31 else "none")
        elif len(text) == 4:
            told.append("year4" if text[:2] in ("19", "20") else "no year")
        if len(text) > 3 and text.endswith("00"):
            told.append("round")
    elif text.isalpha():
        told += [f"w|{text.lower()}", f"case|{'X' if text.isupper() else 'x'}"]
    else:
        letters = "".join(character.lower() for character in text if character.isalpha())
        told.append(f"l|{letters[:5]}")
    return tuple(told)


def _shape(text: str, case: bool = False) -> str:
    """ "K0417732" is "x1d7", or "X1d7" when case is told."""
    parts = []
    for kind, letters in groupby(text, lambda character: "d" if character.isdigit() else "X" if case and character.isupper() else "x"):
        parts.append(f"{kind}{min(len(list(letters)), _LONG)}")
    return "".join(parts)


@lru_cache(maxsize=2_000)
def _gap(gap: str) -> str:
    """What parts two pieces, in short."""
    return gap.replace("\n", "/n")[:2] or "0"
