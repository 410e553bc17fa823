"""The turn in progress: what an action may use, without knowing how it came to run.

The worker sets it before it wakes Rasa; actions read it with ``current()``. It lives in a context variable, so turns
that run side by side never see each other's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.store.session import StoreSession
from bot.store.tables import Conversation, InboundMessage

if TYPE_CHECKING:
    from bot.services import Services


@dataclass
class Turn:
    """One person's one message being answered; everything written goes through ``session`` and commits once."""

    session: StoreSession
    conversation: Conversation
    inbound: InboundMessage | None
    services: Services
    now: dt.datetime
    worries: list[tuple[str, str]] = field(default_factory=list)
    """The dangers that the second look saw, each with the exact words, for the restricted records when the turn is finished."""
    looked: bool = False
    """Whether the second look has been taken: what the door suspected is settled by it, whatever it saw."""


_current: ContextVar[Turn | None] = ContextVar("turn", default=None)


def current() -> Turn | None:
    """The turn this code runs in, or None outside of the worker."""
    return _current.get()


@contextmanager
def entered(turn: Turn) -> Iterator[Turn]:
    """Makes ``turn`` the current one for the block."""
    token = _current.set(turn)
    try:
        yield turn
    finally:
        _current.reset(token)
