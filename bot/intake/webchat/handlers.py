"""What web chat does with each request: page, messages in, replies out, history, keeping the chat, leaving it.

A message is taken as JSON from the page's script, or as an ordinary form when there is none; both are durable before
they are answered. Only the browser that holds the session's cookie can write to a chat or read it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import sessionmaker
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot import log, metrics
from bot.intake.acceptance import Accepted, Unavailable
from bot.intake.webchat import guard, incoming, leaving, transcript
from bot.intake.webchat.guard import Refused
from bot.intake.webchat.hub import Hub, look
from bot.intake.webchat.incoming import Message
from bot.intake.webchat.page import COMMON_HEADERS, LEAVE_TO, Pages
from bot.intake.webchat.session import Cookies, Forged, Session, in_frame
from bot.intake.webchat.stream import ReplyStream
from bot.intake.webchat.transcript import Cursor, Line, Transcript
from bot.messages import Event, Inbound
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.settings import Settings
from bot.store.session import transaction
from connectors import webchat as connector
from connectors.errors import PayloadError

logger = log.get("webchat")

WAIT_FOR_REPLY_SECONDS = 3.0
"""How long the form (without JavaScript) waits for a reply before it shows the page again."""


class Accepting(Protocol):
    """What web chat needs of ``bot.intake.acceptance.Acceptance``."""

    def accept(self, events: Sequence[Event], now: dt.datetime | None = None) -> Accepted:
        """Stores the events; durable when it returns."""
        ...


class WebChat:
    """The handlers. They raise ``Refused`` where there is nothing better to show than the reason."""

    def __init__(
        self,
        sessions: sessionmaker,  # type: ignore[type-arg]
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
        secure = urlsplit(settings.public_url).scheme == "https"
        self._cookies = Cookies(vault, secure)
        self.pages = Pages(organisation, secure=secure, clock=clock)
        self.hub = Hub(sessions)
        self._by_session = guard.Buckets(guard.SESSION_BURST, guard.SESSION_PER_SECOND, clock)
        self._by_address = guard.Buckets(guard.ADDRESS_BURST, guard.ADDRESS_PER_SECOND, clock)
        self._reads = guard.Buckets(guard.READ_BURST, guard.READ_PER_SECOND, clock)

    async def page(self, request: Request) -> Response:
        """The chat page, with the chat so far; a browser without a session, or with one that is not ours, gets a new one."""
        session = self._shown(request)
        self._reads.take(session.id if session else guard.address_of(request), "too_often")
        found = await self._transcript(session) if session else None
        if session is None or found is None:
            # A form has just been sent, and the cookie that came with it did not stay.
            lost = "sent" in request.query_params
            response = self.pages.chat(Transcript(), problem="no_cookie" if lost else None, framed=in_frame(request))
            self._cookies.give(response, self._cookies.new(request))
            return response
        response = self.pages.chat(found, kept=session.kept, framed=session.framed)
        if session.kept:
            self._cookies.give(response, session)  # counts from this look
        return response

    async def messages(self, request: Request) -> Response:
        """One message in. JSON is answered with JSON; a form with the page."""
        message: Message | None = None
        try:
            guard.check_origin(request.headers, self._public_url)
            self._by_address.take(guard.address_of(request))
            message = await incoming.read_message(request)
            weight = guard.weight(message.text)
            if weight > 1:
                self._by_address.take(guard.address_of(request), tokens=weight - 1)
            session = self._read(request)
            if session is not None and session.framed:
                guard.check_origin(request.headers, self._public_url, framed=True)
            fresh = session is None
            session = session or self._cookies.new(request)
            self._by_session.take(session.id, tokens=weight)
            accepted, line = await run_in_threadpool(self._accept, session, message)
        except Refused as refused:
            return await self._refuse(request, refused, message)
        response: Response
        if incoming.is_form(request):
            await self._wait_for_reply(session, guard.address_of(request))
            response = RedirectResponse(f"/chat/{'?sent=1' if fresh else ''}#latest", status_code=303, headers=COMMON_HEADERS)
        else:
            response = reply({"id": message.id, "repeated": accepted.repeated > 0, "line": line})
        if fresh:
            self._cookies.give(response, session)
        return response

    async def events(self, request: Request) -> Response:
        """The stream of replies, from ``Last-Event-ID`` (or ``?after=``, for a page that knows what it shows) on."""
        session, cursor = await self._reader(request)
        key = self._cookies.key(session)

        def read(after: Cursor) -> list[tuple[Line, Cursor]]:
            return self._new_lines(key, after)

        return ReplyStream(self.hub, self.hub.join(key, guard.address_of(request)), cursor or Cursor(), read)

    async def history(self, request: Request) -> Response:
        """The chat as JSON: all of it (replies, and the person's own words with personal details taken out), or with
        ``?after=`` the replies since, for a browser whose network lets no stream through."""
        session, cursor = await self._reader(request)
        key = self._cookies.key(session)
        now = (await run_in_threadpool(look, self._sessions, [key]))[key]
        if cursor is None:
            found = await self._transcript(session) or Transcript()
            lines, cursor = list(found.lines), found.cursor
        else:
            news = await run_in_threadpool(self._new_lines, key, cursor)
            lines = [line for line, _ in news]
            cursor = news[-1][1] if news else cursor
        return reply({"lines": [line.as_dict() for line in lines], "cursor": str(cursor), "state": now.state, "typing": now.typing})

    async def keep(self, request: Request) -> Response:
        """Keeps the chat on this device when its browser closes, or no longer: only ever because the person says so."""
        guard.check_origin(request.headers, self._public_url, framed=True)
        wish = await incoming.read_field(request, "keep")
        session = self._read(request)
        if session is None or wish not in ("yes", "no"):
            raise Refused(400, "ended" if session is None else "bad_message")
        response = RedirectResponse("/chat/#latest", status_code=303, headers=COMMON_HEADERS)
        self._cookies.give(response, replace(session, kept=wish == "yes"))
        return response

    async def leave(self, request: Request) -> Response:
        """The quick exit: ends the session here and in the browser, and sends the browser to a neutral page.

        The page's script has gone there by itself already, and only tells us (a beacon): that needs no redirect.
        """
        guard.check_origin(request.headers, self._public_url)
        for session in self._cookies.read_all(request):
            await run_in_threadpool(self._end, session)
        response: Response
        if request.headers.get("sec-fetch-dest") == "empty":
            response = Response(status_code=204, headers=COMMON_HEADERS)
        else:
            response = RedirectResponse(LEAVE_TO, status_code=303, headers={**COMMON_HEADERS, "Referrer-Policy": "no-referrer"})
        self._cookies.clear(response)
        return response

    def _read(self, request: Request) -> Session | None:
        try:
            return self._cookies.read(request)
        except Forged:
            raise Refused(403, "ended") from None

    def _shown(self, request: Request) -> Session | None:
        """The session, or None: where a new one can take its place, a forged one is none."""
        try:
            return self._cookies.read(request)
        except Forged:
            return None

    async def _reader(self, request: Request) -> tuple[Session, Cursor | None]:
        """Who asks for replies, and from where on. Raises ``Refused`` for whoever has no chat to read."""
        guard.check_reader(request.headers)
        session = self._read(request)
        if session is None:
            raise Refused(403, "ended")
        self._reads.take(session.id, "too_often")
        if await run_in_threadpool(self._has_ended, session):
            raise Refused(403, "ended")
        after = request.headers.get("last-event-id") or request.query_params.get("after")
        return session, None if after is None else Cursor.parse(after)

    def _has_ended(self, session: Session) -> bool:
        with self._sessions() as store:
            return leaving.has_ended(store, self._cookies.key(session))

    def _end(self, session: Session) -> None:
        try:
            with transaction(self._sessions) as store:
                leaving.end(store, self._cookies.key(session), self._clock())
        except SQLAlchemyError as error:
            # Nobody who wants to leave waits for a database: the cookie goes all the same.
            logger.error("webchat.leave", error=error)

    def _new_lines(self, key: str, after: Cursor) -> list[tuple[Line, Cursor]]:
        with self._sessions() as store:
            return transcript.read_new(store, self._vault, key, after)

    async def _transcript(self, session: Session) -> Transcript | None:
        """The chat of a session; None when it was left."""

        def read() -> Transcript | None:
            key = self._cookies.key(session)
            with self._sessions() as store:
                return None if leaving.has_ended(store, key) else transcript.read_transcript(store, self._vault, key)

        return await run_in_threadpool(read)

    def _accept(self, session: Session, message: Message) -> tuple[Accepted, str | None]:
        """Stores a message; what became of it, and the id of its line in the chat."""
        now = self._clock()
        try:
            if self._has_ended(session):
                raise Refused(403, "ended")
            events = connector.parse(message.as_json(), session.id, now)
            accepted = self._acceptance.accept(events, now)
            with self._sessions() as store:
                line = next((transcript.own_id(store, event.provider_id) for event in events if isinstance(event, Inbound)), None)
        except PayloadError:
            raise Refused(400, "bad_message") from None
        except (Unavailable, SQLAlchemyError) as error:
            logger.error("webchat.unavailable", error=error)
            raise Refused(503, "busy", retry_after=10) from None
        if accepted.refused:
            raise Refused(400, "bad_message")
        return accepted, line

    async def _wait_for_reply(self, session: Session, address: str) -> None:
        """Gives the assistant a moment, so that a browser without JavaScript usually comes back to an answer."""
        key = self._cookies.key(session)
        try:
            with self.hub.watch(key, address) as watcher:

                async def answered() -> None:
                    now = (await run_in_threadpool(look, self._sessions, [key]))[key]
                    while now.typing:
                        now = await watcher.changed()

                await asyncio.wait_for(answered(), WAIT_FOR_REPLY_SECONDS)
        except (Refused, SQLAlchemyError, asyncio.TimeoutError):
            return  # the message is safe; the page shows what there is, and offers to look again

    async def _refuse(self, request: Request, refused: Refused, message: Message | None) -> Response:
        """The refusal as JSON, or for a form as the page itself, with the person's words still in the box."""
        if not incoming.is_form(request):
            return refusal(refused)
        metrics.REFUSED.labels("web", refused.code).inc()
        if refused.code == "other_site":
            return self.pages.sorry(refused.status, refused.code)
        draft = (message.text or "") if message else refused.draft
        if refused.code == "ended":
            response = self.pages.chat(Transcript(), status=refused.status, problem="restarted", draft=draft, framed=in_frame(request))
            self._cookies.give(response, self._cookies.new(request))
            return response
        session, found = self._shown(request), None
        try:
            found = await self._transcript(session) if session else None
        except SQLAlchemyError as error:
            logger.error("webchat.unavailable", error=error)
        kept = session is not None and session.kept
        return self.pages.chat(found or Transcript(), status=refused.status, problem=refused.code, draft=draft, kept=kept)


def reply(values: Any, status: int = 200) -> Response:
    """JSON that any text survives, and that no cache keeps."""
    headers = {**COMMON_HEADERS, "Cross-Origin-Resource-Policy": "same-origin"}
    return Response(json.dumps(values), status, media_type="application/json", headers=headers)


def refusal(refused: Refused) -> Response:
    """``{"error": code, "message": sentence}`` with the status, and ``Retry-After`` where waiting helps."""
    metrics.REFUSED.labels("web", refused.code).inc()
    response = reply({"error": refused.code, "message": refused.words}, refused.status)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response
