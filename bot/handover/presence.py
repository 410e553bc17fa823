"""Who else is here: which colleagues have a conversation open now, and whether they write a reply.

An open page says so again and again, through whichever web process it reached, in a row that ends by itself a minute after
the last time. Nobody's row outlives that: every page that says so, and each role's sign of life, takes away what has ended.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.store import heartbeats
from bot.store.session import StoreSession
from bot.store.tables import Presence, Staff

STAYS = dt.timedelta(seconds=60)
"""How long a page counts as open after its last sign."""
SAY_EVERY_SECONDS = 20
"""Three signs in the time that one lasts: a lost one is not missed."""
_KEY = re.compile(r"[\w-]{8,24}", re.ASCII)


@dataclass(frozen=True)
class OpenPage:
    """One page in one browser that shows a conversation. ``key`` tells the pages of one colleague apart."""

    conversation_id: int
    staff_id: int
    key: str


@dataclass(frozen=True)
class Here:
    """A sign of a page, with its colleague's name."""

    conversation_id: int
    staff_id: int
    name: str
    writing: bool
    until: dt.datetime


def is_key(text: str) -> bool:
    """Whether a page may be called this."""
    return _KEY.fullmatch(text) is not None


def say(session: StoreSession, page: OpenPage, now: dt.datetime, *, writing: bool | None = None) -> None:
    """The page is open for another minute. ``writing``: whether words stand in its reply box; None leaves that as it was."""
    session.begin_write()
    session.need_not_wait()
    heartbeats.forget_pages(session, now)
    if not _move_on(session, page, now, writing):
        try:
            with session.begin_nested():
                session.add(
                    Presence(
                        conversation_id=page.conversation_id,
                        staff_id=page.staff_id,
                        page=page.key,
                        writing=bool(writing),
                        until=now + STAYS,
                    )
                )
        except IntegrityError:  # the same page, through another process, in this instant
            _move_on(session, page, now, writing)


def leave(session: StoreSession, page: OpenPage) -> None:
    """The page was left: no need to wait for its minute."""
    session.need_not_wait()
    session.execute(delete(Presence).where(*_is(page)).execution_options(synchronize_session=False))


def everybody(session: Session) -> tuple[Here, ...]:
    """All signs, those that have ended and still stand among them."""
    rows = session.execute(
        select(Presence.conversation_id, Presence.staff_id, Staff.name, Presence.writing, Presence.until)
        .join(Staff, Staff.id == Presence.staff_id)
        .order_by(Staff.name, Staff.id)
    )
    return tuple(Here(*row) for row in rows)


def in_words(here: Iterable[Here], conversation_id: int, staff_id: int, now: dt.datetime) -> str:
    """Which colleagues of ``staff_id`` are on a conversation, as a page says it; empty when there are none."""
    reading: dict[int, str] = {}
    writing: dict[int, str] = {}
    for one in here:
        if one.conversation_id == conversation_id and one.staff_id != staff_id and one.until > now:
            (writing if one.writing else reading)[one.staff_id] = one.name
    readers = [name for number, name in reading.items() if number not in writing]
    said = [_sentence(list(writing.values()), "writing a reply"), _sentence(readers, "reading this too")]
    return " ".join(sentence for sentence in said if sentence)


def _sentence(names: list[str], doing: str) -> str:
    if not names:
        return ""
    if len(names) == 1:
        return f"{names[0]} is {doing}."
    return f"{', '.join(names[:-1])} and {names[-1]} are {doing}."


def _move_on(session: StoreSession, page: OpenPage, now: dt.datetime, writing: bool | None) -> bool:
    values = {"until": now + STAYS, **({} if writing is None else {"writing": writing})}
    moved = session.execute(update(Presence).where(*_is(page)).values(values).execution_options(synchronize_session=False))
    return bool(moved.rowcount)


def _is(page: OpenPage) -> tuple[object, ...]:
    return (
        Presence.conversation_id == page.conversation_id,
        Presence.staff_id == page.staff_id,
        Presence.page == page.key,
    )
