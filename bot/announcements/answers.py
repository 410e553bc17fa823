"""From a wish to an answer: the announcements that fit it, in words, or honestly none."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bot import yaml_files
from bot.announcements import current, words
from bot.announcements.announcement import CuratedAnnouncement
from bot.announcements.kinds import EVENT, IMPACT
from bot.announcements.wish import Wish
from bot.information import replies
from bot.messages import Button, Reply
from bot.organisation import Organisation

_TEXTS = Path(__file__).resolve().parents[2] / "data" / "cards" / "announcements.en.yml"
HAVE_YOUR_SAY = Button("Have your say", replies.topic_payload("events_have_say"))


@dataclass(frozen=True)
class Answer:
    """What is said, and the names of what was said, in their order; none when there was nothing."""

    reply: Reply
    slugs: tuple[str, ...] = ()


def answer(session: Session, wish: Wish, organisation: Organisation, now: dt.datetime, service_types: Sequence[str] = ()) -> Answer:
    """One query, and the words. ``service_types``: what the person told us about before."""
    if wish.outside:
        return Answer(Reply(says("not_here"), (words.PERSON,)))
    found = current.choose(current.read(session, wish.kinds, now), wish, organisation.timezone, service_types)
    shown = found.announcements[: words.MOST]
    if IMPACT in wish.kinds:
        return _changed(shown, wish, organisation)
    if not shown:
        return Answer(nothing_on(wish))
    if len(shown) == 1 and found.near and found.in_time:
        return Answer(words.in_full(shown[0], organisation), (shown[0].slug,))
    return Answer(words.listing(shown, _heading(wish, found, shown), organisation), tuple(one.slug for one in shown))


def nothing_on(wish: Wish) -> Reply:
    """Nothing is on the list, and what else there is."""
    buttons = (words.SHARE, HAVE_YOUR_SAY, words.PERSON)
    return Reply(says("nothing_on", near=_near(wish)), buttons)


def says(name: str, **values: str) -> str:
    """One of the fixed texts, filled in."""
    return " ".join(str(_texts()[name]).format(**values).split())


def _changed(shown: Sequence[CuratedAnnouncement], wish: Wish, organisation: Organisation) -> Answer:
    if not shown:
        return Answer(Reply(says("my_story" if wish.mine else "no_change"), (words.SHARE, words.PERSON)))
    heading = says("my_story_changed" if wish.mine else "changed")
    slugs = tuple(one.slug for one in shown)
    if len(shown) == 1:
        reply = words.in_full(shown[0], organisation)
        first = f"{says('my_story')}\n\n" if wish.mine else ""
        return Answer(Reply(f"{first}{reply.text}", reply.buttons, reply.short), slugs)
    return Answer(words.listing(shown, heading, organisation), slugs)


def _heading(wish: Wish, found: current.Found, shown: Sequence[CuratedAnnouncement]) -> str:
    if not found.in_time and wish.days is not None:
        return says("on_other_days", days_alone=wish.days.words)
    if not found.near and wish.place is not None:
        return says("on_elsewhere", place=_named(wish.place))
    name = "is_on" if any(one.kind == EVENT for one in shown) else "take_part"
    return says(name, near=_near(wish), days=f" {wish.days.words}" if wish.days else "")


def _near(wish: Wish) -> str:
    return f" near {_named(wish.place)}" if wish.place else ""


def _named(place: str) -> str:
    return string.capwords(place)


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    raw: dict[str, Any] = yaml_files.read(_TEXTS)["texts"]
    return raw
