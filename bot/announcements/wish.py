"""What somebody asks of events, of having a say, or of what changed: read from their words, personal details taken out.

Only patterns, no look at the database: an ordinary message that asks for none of this costs a few of them and nothing more.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.announcements import phrases
from bot.announcements.days import Days, read_days
from bot.announcements.kinds import EVENT, IMPACT, OPPORTUNITY
from bot.information.places import Places

LONGEST = 400
"""Characters that are looked at: whoever writes more tells something."""
PLAIN = 14
"""Words. A longer message may mention what changed without asking for it."""


@dataclass(frozen=True)
class Wish:
    """``kinds``: of announcements, in the order in which they are wanted. ``form``: of an opportunity, if one is named.

    ``place`` as we know it (small letters) and its ``area``; ``outside``: the place is none of ours. ``days``: within which.
    ``mine``: what came of the person's own story.
    """

    kinds: tuple[str, ...] = ()
    form: str | None = None
    place: str | None = None
    area: str | None = None
    outside: bool = False
    days: Days | None = None
    mine: bool = False


def read(words: str, today: dt.date) -> Wish | None:
    """What is asked for; None when the words ask for no list of ours. For words that were understood to be about taking part."""
    words = _level(words)
    if asks_what_changed(words):
        return _with_place(words, today, (IMPACT,), None, mine=phrases.MINE.search(words) is not None)
    if phrases.NOT_A_LIST.search(words):
        return None
    form = next((name for name, pattern in phrases.FORMS.items() if pattern.search(words)), None)
    event = phrases.EVENT.search(words) is not None or (form is None and phrases.PLACE_QUESTION.fullmatch(words) is not None)
    if phrases.ANYTHING.search(words) and form is None:
        kinds: tuple[str, ...] = (EVENT, OPPORTUNITY)
    elif form is not None and not event:
        kinds = (OPPORTUNITY,)
    elif event:
        kinds = (EVENT,) if form is None else (EVENT, OPPORTUNITY)
    elif phrases.OPPORTUNITY.search(words):
        kinds = (OPPORTUNITY, EVENT)
    else:
        return None
    return _with_place(words, today, kinds, form)


def asks_plainly(words: str) -> bool:
    """Whether the words can only ask what is on near some place of ours, or what changed: whatever else they were taken for."""
    if len(words.split()) > PLAIN:
        return False
    words = _level(words)
    if phrases.IMPACT.search(words) or phrases.MINE.search(words):
        return True
    asked = phrases.PLACE_QUESTION.fullmatch(words)
    return asked is not None and (asked["place"] is None or bool(_named(asked["place"])))


def asks_what_changed(words: str) -> bool:
    """Whether somebody asks what came of what people told us, or of what they told us themselves."""
    words = _level(words)
    return phrases.IMPACT.search(words) is not None or phrases.MINE.search(words) is not None


def wants_to_join(words: str) -> bool:
    """Whether somebody says that they would like to come, or to join in."""
    return phrases.JOIN.search(_level(words)) is not None and not cannot_come(words)


def cannot_come(words: str) -> bool:
    """Whether somebody takes back that they would come."""
    words = _level(words)
    return phrases.CANNOT_COME.search(words) is not None or (phrases.REFERENCE.search(words) is not None and "withdraw" in words.lower())


def reference(words: str) -> str | None:
    """The reference of somebody's interest, if the words name one."""
    found = phrases.REFERENCE.search(words)
    return found[0].upper() if found else None


def _with_place(words: str, today: dt.date, kinds: tuple[str, ...], form: str | None, *, mine: bool = False) -> Wish:
    places = Places.load()
    named = _named(words)
    days = read_days(words, today)
    if named == ["march"]:
        days = None  # the town or the month: what is there comes first, and nothing is left out
    return Wish(
        kinds=kinds,
        form=form,
        place=named[0] if named else None,
        area=places.area(words) or (places.area(f"in {named[0]}") if named else None),
        outside=places.is_outside(words, "events_have_say"),
        days=days,
        mine=mine,
    )


def _named(words: str) -> list[str]:
    """The towns and villages that are named. A name that is also a word counts only behind "in", "near" and the like."""
    places = Places.load()
    clear = [match[0].lower() for match in places.names.finditer(words)]
    return clear or [match[1].lower() for match in phrases.UNCLEAR_PLACE.finditer(words)]


def _level(words: str) -> str:
    return " ".join(words[:LONGEST].replace("\u2019", "'").split())
