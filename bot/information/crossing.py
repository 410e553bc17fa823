"""Editors who cross: one saves a page or an announcement while another is writing in it, and neither knows of the other.

A form carries the mark of what it began with. When something else is saved by the time it comes back, its writer is told
what would give way, and asked once more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

BECOMES = {"draft": "draft", "publish": "published"}
"""The status that a form's buttons save it with; the third, ``preview``, saves nothing."""


class Saved(Protocol):
    """An article or an announcement, as it is saved."""

    @property
    def status(self) -> str: ...

    @property
    def version(self) -> str: ...


@dataclass(frozen=True)
class Crossing:
    """Somebody saved it while another was writing: who, when, and what is saved now of all that differs, by label."""

    who: str
    at: dt.datetime | None
    saved: tuple[tuple[str, str], ...]


def mark(saved: Saved) -> str:
    """What a form begins with."""
    return f"{saved.status}.{saved.version}"


def carried(saved: Saved | None, typed: Mapping[str, str], crossed: Crossing | None) -> str:
    """The mark for the form to carry on: the one that it came with, until its writer is shown what is saved now."""
    if saved is None or ("seen" in typed and crossed is None):
        return typed.get("seen", "")
    return mark(saved)


def giving_way(
    saved: Saved, seen: str, do: str, theirs: Mapping[str, str], mine: Mapping[str, str], state: str = ""
) -> tuple[tuple[str, str], ...]:
    """What is saved now and would give way, by label; nothing where nobody saved since ``seen``, or what they saved is the same.

    ``do`` is the button that was pressed. ``theirs`` and ``mine`` are the saved and the typed words by label, in the order of
    the form. ``state`` says what has become of it where its status does not.
    """
    if seen == mark(saved):
        return ()
    differs = [(label, words) for label, words in theirs.items() if words != mine[label]]
    if state or saved.status not in (seen.partition(".")[0], BECOMES.get(do)):
        differs.append(("Status", state or saved.status.capitalize()))
    return tuple(differs)
