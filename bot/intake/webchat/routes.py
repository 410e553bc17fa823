"""The routes of web chat under ``/chat/``: page, launcher, messages in, replies out, history, privacy, quick exit.

A message is taken as JSON from the page's script, or as an ordinary form when there is none; both are durable before
they are answered. Only the browser that holds the session's cookie can write to a chat or read it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlsplit

from sqlalchemy.orm import sessionmaker
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot import metrics
from bot.intake.acceptance import Accepted, Unavailable
from bot.intake.webchat import guard, transcript
from bot.intake.webchat.guard import WORDS, Message, Refused
from bot.intake.webchat.page import COMMON_HEADERS, LEAVE_TO, STATIC, Pages, Static
from bot.intake.webchat.session import Cookies, Forged
from bot.intake.webchat.stream import Hub, follow
from bot.intake.webchat.transcript import Cursor, Line, Transcript
from bot.messages import Event
from bot.organisation import Organisation
from bot.privacy.vault import Vault
from bot.settings import Settings
from bot.store.tables import utcnow
from connectors import webchat as connector
from connectors.errors import PayloadError

PING_SECONDS = 15
WAIT_FOR_REPLY_SECONDS = 3.0
"""How long the form (without JavaScript) waits for a reply before it shows the page again."""

Handler = Callable[[Request], Awaitable[Response]]


class Accepting(Protocol):
    """What web chat needs of ``bot.intake.acceptance.Acceptance``."""

    def accept(self, events: Sequence[Event], now: dt.datetime | None = None) -> Accepted:
        """Stores the events; durable when it returns."""
        ...


def routes(
    *,
    sessions: sessionmaker,
    vault: Vault,
    settings: Settings,
    organisation: Organisation,
    acceptance: Accepting,
    clock: Callable[[], dt.datetime] = utcnow,
) -> list[BaseRoute]:
    """Everything under ``/chat/``. ``clock`` gives an aware UTC time."""
    chat = WebChat(sessions, vault, settings, organisation, acceptance, clock)
    return [
        Route("/chat/", answering(chat.page), methods=["GET"]),
        Route("/chat/privacy", answering(chat.privacy), methods=["GET"]),
        Route("/chat/widget.js", widget, methods=["GET"]),
        Route("/chat/messages", chat.messages, methods=["POST"]),
        Route("/chat/events", answering(chat.events), methods=["GET"]),
        Route("/chat/history", answering(chat.history), methods=["GET"]),
        Route("/chat/leave", answering(chat.leave), methods=["POST"]),
        Mount("/chat/static", Static(directory=STATIC)),
    ]


def answering(handler: Handler) -> Handler:
    """Turns ``Refused`` and ``Forged`` into answers with a code for programs and a sentence for people."""

    @wraps(handler)
    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except Refused as refused:
            return refusal(refused)
        except Forged:
            return refusal(Refused(403, "ended"))

    return answered


async def widget(request: Request) -> Response:
    """The launcher that another site's page may load."""
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}
    return FileResponse(STATIC / "widget.js", media_type="text/javascript", headers=headers)


class WebChat:
    """The handlers."""

    def __init__(
        self,
        sessions: sessionmaker,
        vault: Vault,
        settings: Settings,
        organisation: Organisation,
        acceptance: Accepting,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._sessions = sessions
        self._vault = vault
        self._public_url = settings.public_url
        self._acceptance = acceptance
        self._clock = clock
        self._cookies = Cookies(vault, secure=urlsplit(settings.public_url).scheme == "https")
        self._pages = Pages(organisation)
        self._hub = Hub(sessions)
        self._by_session = guard.Buckets(guard.SESSION_BURST, guard.SESSION_PER_SECOND, clock)
        self._by_address = guard.Buckets(guard.ADDRESS_BURST, guard.ADDRESS_PER_SECOND, clock)

    async def page(self, request: Request) -> Response:
        """The chat page, with the chat so far; a browser without a session, or with a forged one, gets a new one."""
        try:
            session_id = self._cookies.read(request)
        except Forged:
            session_id = None
        if session_id is not None:
            return self._pages.chat(await self._transcript(session_id))
        response = self._pages.chat(_empty())
        self._cookies.give(response, self._cookies.new_session())
        return response

    async def privacy(self, request: Request) -> Response:
        """The privacy notice."""
        return self._pages.privacy()

    async def messages(self, request: Request) -> Response:
        """One message in. JSON is answered with JSON; a form with the page."""
        message: Message | None = None
        try:
            guard.check_origin(request.headers, self._public_url)
            self._by_address.take(request.client.host if request.client else "")
            session_id = self._cookies.read(request)
            fresh = session_id is None
            session_id = session_id or self._cookies.new_session()
            self._by_session.take(session_id)
            message = await guard.read_message(request)
            accepted = await self._accept(session_id, message)
        except (Refused, Forged) as error:
            return await self._refuse(request, error if isinstance(error, Refused) else Refused(403, "ended"), message)
        response: Response
        if guard.is_form(request):
            await self._wait_for_reply(session_id)
            response = RedirectResponse("/chat/#latest", status_code=303, headers=COMMON_HEADERS)
        else:
            response = reply({"id": message.id, "repeated": accepted.repeated > 0})
        if fresh:
            self._cookies.give(response, session_id)
        return response

    async def events(self, request: Request) -> Response:
        """The stream of replies, from ``Last-Event-ID`` (or ``?after=``, for a page that knows what it shows) on."""
        key = self._key(request)
        self._hub.admit(key)
        cursor = Cursor.parse(request.headers.get("last-event-id") or request.query_params.get("after"))

        def read(after: Cursor) -> list[tuple[Line, Cursor]]:
            with self._sessions() as session:
                return transcript.read_new(session, self._vault, key, after)

        async def stream() -> AsyncIterator[ServerSentEvent]:
            with self._hub.watch(key) as watcher:
                async for event in follow(watcher, cursor, read):
                    yield event

        return EventSourceResponse(stream(), ping=PING_SECONDS, ping_message_factory=_ping, headers=COMMON_HEADERS)

    async def history(self, request: Request) -> Response:
        """The chat so far as JSON: replies, and the person's own words with personal details taken out."""
        session_id = self._cookies.read(request)
        if session_id is None:
            raise Refused(403, "ended")
        found = await self._transcript(session_id)
        return reply({"lines": [line.as_dict() for line in found.lines], "cursor": str(found.cursor), "state": found.state})

    async def leave(self, request: Request) -> Response:
        """The quick exit: takes the session out of the browser and sends it to a neutral page.

        The page's script has gone there by itself already, and only tells us (a beacon): that needs no redirect.
        """
        guard.check_origin(request.headers, self._public_url)
        response: Response
        if request.headers.get("sec-fetch-dest") == "empty":
            response = Response(status_code=204, headers=COMMON_HEADERS)
        else:
            response = RedirectResponse(LEAVE_TO, status_code=303, headers={**COMMON_HEADERS, "Referrer-Policy": "no-referrer"})
        self._cookies.clear(response)
        return response

    def _key(self, request: Request) -> str:
        session_id = self._cookies.read(request)
        if session_id is None:
            raise Refused(403, "ended")
        return self._cookies.key(session_id)

    async def _transcript(self, session_id: str) -> Transcript:
        def read() -> Transcript:
            with self._sessions() as session:
                return transcript.read_transcript(session, self._vault, self._cookies.key(session_id))

        return await run_in_threadpool(read)

    async def _accept(self, session_id: str, message: Message) -> Accepted:
        now = self._clock()
        try:
            accepted = await run_in_threadpool(self._acceptance.accept, connector.parse(message.as_json(), session_id, now), now)
        except PayloadError:
            raise Refused(400, "bad_message") from None
        except Unavailable:
            raise Refused(503, "busy", retry_after=10) from None
        if accepted.refused:
            raise Refused(400, "bad_message")
        return accepted

    async def _wait_for_reply(self, session_id: str) -> None:
        """Gives the assistant a moment, so that a browser without JavaScript usually comes back to an answer."""
        key = self._cookies.key(session_id)
        with self._hub.watch(key) as watcher:

            async def answered() -> None:
                before = await watcher.changed()
                while before.typing and (await watcher.changed()).typing:
                    pass

            try:
                await asyncio.wait_for(answered(), WAIT_FOR_REPLY_SECONDS)
            except asyncio.TimeoutError:
                return  # the page shows what there is, and offers to look again

    async def _refuse(self, request: Request, refused: Refused, message: Message | None) -> Response:
        """The refusal as JSON, or for a form as the page itself, with the person's words still in the box."""
        if not guard.is_form(request) or refused.code == "other_site":
            return refusal(refused)
        metrics.REFUSED.labels("web", refused.code).inc()
        try:
            session_id = self._cookies.read(request)
        except Forged:
            session_id = None
        found = await self._transcript(session_id) if session_id else _empty()
        return self._pages.chat(found, status=refused.status, error=refused.words, draft=(message.text or "") if message else "")


def reply(values: Any, status: int = 200) -> Response:
    """JSON that any text survives, and that no cache keeps."""
    headers = {**COMMON_HEADERS, "Cross-Origin-Resource-Policy": "same-origin"}
    return Response(json.dumps(values), status, media_type="application/json", headers=headers)


def refusal(refused: Refused) -> Response:
    """``{"error": code, "message": sentence}`` with the status, and ``Retry-After`` where waiting helps."""
    metrics.REFUSED.labels("web", refused.code).inc()
    response = reply({"error": refused.code, "message": WORDS[refused.code]}, refused.status)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def _ping() -> ServerSentEvent:
    return ServerSentEvent(comment="")


def _empty() -> Transcript:
    return Transcript((), Cursor(), "bot")
