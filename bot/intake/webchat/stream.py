"""The stream of replies to one browser, from where it left off: in order, each once, and never more than it can read."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable

from sqlalchemy.exc import SQLAlchemyError
from sse_starlette import EventSourceResponse, JSONServerSentEvent, ServerSentEvent
from sse_starlette.sse import SendTimeoutError
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from bot import log
from bot.intake.webchat.hub import Hub, Watcher
from bot.intake.webchat.page import COMMON_HEADERS
from bot.intake.webchat.transcript import MAX_NEW, Cursor, Line

logger = log.get("webchat")

RETRY_MS = (1500, 4000)
"""How long a browser waits before it connects again: not all at the same instant after a restart."""

PING_SECONDS = 15
"""How often a browser hears from us at least: its script takes a line that is silent for longer for broken."""

SEND_TIMEOUT_SECONDS = 20.0
"""How long a browser may take no bytes before its stream is closed; it connects again when it can."""

Read = Callable[[Cursor], list[tuple[Line, Cursor]]]


class ReplyStream(EventSourceResponse):
    """The response that carries the stream. The listener's place is given back however the stream ends."""

    def __init__(self, hub: Hub, watcher: Watcher, cursor: Cursor, read: Read) -> None:
        super().__init__(
            follow(watcher, cursor, read),
            ping=PING_SECONDS,
            ping_message_factory=_ping,
            send_timeout=SEND_TIMEOUT_SECONDS,
            headers=COMMON_HEADERS,
        )
        self._hub = hub
        self._watcher = watcher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Streams until the browser goes, stops reading, or the server stops."""
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            logger.info("webchat.stream_stuck")
        finally:
            self._hub.part(self._watcher)


async def follow(watcher: Watcher, cursor: Cursor, read: Read) -> AsyncIterator[ServerSentEvent]:
    """The events of one browser from ``cursor`` on: ``message`` (with the cursor as its id), ``typing``, ``state``, ``left``.

    ``read`` gives the next replies after a cursor; it runs in a thread.
    """
    yield ServerSentEvent(retry=random.randint(*RETRY_MS))  # noqa: S311
    typing, state = False, None
    while True:
        snapshot = await watcher.changed()
        if snapshot.left:
            yield JSONServerSentEvent({"left": True}, event="left")
            return
        try:
            async for line, after in _news(cursor, read):
                cursor = after
                yield JSONServerSentEvent(line.as_dict(), event="message", id=str(cursor))
        except SQLAlchemyError as error:
            # Ends this stream: the browser connects again by itself, from the same place.
            logger.error("webchat.stream", error=error)
            return
        if snapshot.state != state:
            state = snapshot.state
            yield JSONServerSentEvent({"state": state}, event="state")
        if snapshot.typing != typing:
            typing = snapshot.typing
            yield JSONServerSentEvent({"on": typing}, event="typing")


async def _news(cursor: Cursor, read: Read) -> AsyncIterator[tuple[Line, Cursor]]:
    """All replies after a cursor, read a few at a time: the next ones when the browser has taken the last."""
    while True:
        lines = await run_in_threadpool(read, cursor)
        for line, cursor in lines:
            yield line, cursor
        if len(lines) < MAX_NEW:
            return


def _ping() -> ServerSentEvent:
    # An event and not a comment: the page's script must notice when it stays away.
    return ServerSentEvent(data="1", event="ping")
