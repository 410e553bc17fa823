"""The books of a reply on its way: which part goes, which went, under which key. Each note is one short transaction."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, func, insert, or_, select, update
from sqlalchemy.orm import sessionmaker

from bot.store.ready import Ready
from bot.store.session import StoreSession, transaction
from bot.store.tables import OutboundMessage, OutboundPart, utcnow

_PART, _REPLY = OutboundPart.__table__, OutboundMessage.__table__
_open = or_(_REPLY.c.state == "waiting", _REPLY.c.state == "sending")
_this_part = (_PART.c.outbound_id == bindparam("reply"), _PART.c.part == bindparam("number"))

_FIND = Ready(select(_PART.c.key, _PART.c.state, _PART.c.provider_id, _PART.c.started_at).where(*_this_part))
_BEGIN = Ready(insert(_PART), ("outbound_id", "part", "channel", "key", "state", "started_at", "changed_at"))
_BEGIN_REPLY = Ready(update(_REPLY).where(_REPLY.c.id == bindparam("reply"), _open).values(state="sending"))
_BEGIN_AGAIN = Ready(update(_PART).where(*_this_part).values(started_at=bindparam("now")))
# A report of its delivery may already have overtaken our own note: what is known is kept, and a state never goes back.
_WENT = Ready(
    update(_PART)
    .where(*_this_part)
    .values(
        provider_id=func.coalesce(_PART.c.provider_id, bindparam("provider")),
        changed_at=case((_PART.c.state == "sending", bindparam("now", type_=_PART.c.changed_at.type)), else_=_PART.c.changed_at),
        state=case((_PART.c.state == "sending", "sent"), else_=_PART.c.state),
    )
)
_WENT_ALL = Ready(update(_REPLY).where(_REPLY.c.id == bindparam("reply"), _open).values(state="sent", sent_at=bindparam("now"), error=None))
_LATER = Ready(update(_REPLY).where(_REPLY.c.id == bindparam("reply")).values(available_at=bindparam("at")))
_KNOWN = Ready(
    select(_PART.c.provider_id).where(
        _PART.c.channel == bindparam("channel"), _PART.c.started_at >= bindparam("since"), _PART.c.provider_id.is_not(None)
    )
)


@dataclass(frozen=True)
class Begun:
    """A part that has been noted. ``fresh``: it is certain that nobody has tried to send it before."""

    key: str
    fresh: bool
    state: str = "sending"
    provider_id: str | None = None
    started_at: dt.datetime | None = None


def begin(session: StoreSession, reply: int, number: int, channel: str) -> Begun:
    """Notes in the caller's transaction that part ``number`` is about to go, unless that is noted already.

    The note must be on the disk before the part goes (``durable.OnDisk``), and with it the turn that said it.
    """
    session.need_not_wait()
    session.begin_write()
    found = _FIND.first(session, reply=reply, number=number)
    if found is not None:
        key, state, provider_id, started_at = found
        return Begun(key, False, state, provider_id, started_at)
    key, now = secrets.token_urlsafe(18), utcnow()
    _BEGIN.run(session, outbound_id=reply, part=number, channel=channel, key=key, state="sending", started_at=now, changed_at=now)
    _BEGIN_REPLY.run(session, reply=reply)
    return Begun(key, True, started_at=now)


class Books:
    """The notes that are a transaction of their own."""

    def __init__(self, sessions: sessionmaker) -> None:  # type: ignore[type-arg]
        self._sessions = sessions

    def begin(self, reply: int, number: int, channel: str) -> Begun:
        """``begin``, committed."""
        with transaction(self._sessions) as session:
            return begin(session, reply, number, channel)

    def begin_again(self, reply: int, number: int) -> None:
        """A part that may have gone before goes now."""
        self._write((_BEGIN_AGAIN, {"reply": reply, "number": number, "now": utcnow()}))

    def went(self, reply: int, number: int, provider_id: str | None, last: bool) -> None:
        """A part is with the platform; with the ``last`` one the reply is sent."""
        now = utcnow()
        part = (_WENT, {"reply": reply, "number": number, "provider": provider_id or None, "now": now})
        self._write(part, *([(_WENT_ALL, {"reply": reply, "now": now})] if last else []))

    def went_all(self, reply: int) -> None:
        """Nothing of the reply is left to send."""
        self._write((_WENT_ALL, {"reply": reply, "now": utcnow()}))

    def later(self, reply: int, seconds: float) -> None:
        """The reply is to be looked at again then."""
        self._write((_LATER, {"reply": reply, "at": utcnow() + dt.timedelta(seconds=seconds)}))

    def known_ids(self, channel: str, since: dt.datetime) -> frozenset[str]:
        """The platform's ids of what we sent on a channel since then."""
        with self._sessions() as session:
            return frozenset(row[0] for row in _KNOWN.all(session, channel=channel, since=since))

    def _write(self, *statements: tuple[Ready, dict[str, Any]]) -> None:
        with transaction(self._sessions) as session:
            session.need_not_wait()
            session.begin_write()
            for statement, values in statements:
                statement.run(session, **values)
