"""The webhooks of Meta, Twilio and Telegram: verify over the raw bytes, parse every event, store, acknowledge.

What each answer means to the platform: 200 stored (or nothing for us), 403 not from the platform, 400 not its shape,
413 too long, 404 this channel is off here, 503 the database is away and it should come again.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial, wraps

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot import log, metrics
from bot.intake.acceptance import Acceptance, Unavailable
from bot.intake.body import BodyTooLarge, read_body
from bot.intake.together import Together
from bot.messages import Delivery, Event, Ignored
from bot.settings import Settings
from bot.store.tables import utcnow
from connectors import messenger, sms, telegram
from connectors.errors import PayloadError, SignatureError

logger = log.get("webhooks")

REPORTS_WAIT_SECONDS = 0.2
"""For others, before they are stored: what became of a message of ours is in no hurry, and must not slow those who write now."""
EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
Handler = Callable[[Request], Awaitable[Response]]


class Webhooks:
    """The handlers, over one ``Acceptance``."""

    def __init__(self, settings: Settings, acceptance: Acceptance) -> None:
        self._settings = settings
        self._together = Together(acceptance)
        self._reports = Together(acceptance, patience=REPORTS_WAIT_SECONDS)

    def routes(self) -> list[Route]:
        """The routes of the channels that are on."""
        found = []
        if self._settings.meta is not None:
            found.append(Route("/webhooks/messenger", guarded("messenger", self.messenger), methods=["GET", "POST"]))
        if self._settings.twilio is not None:
            found.append(Route("/webhooks/twilio", guarded("twilio", self.twilio), methods=["POST"]))
            found.append(Route("/webhooks/twilio/status", guarded("twilio", self.twilio_status), methods=["POST"]))
        if self._settings.telegram is not None:
            found.append(Route("/webhooks/telegram", guarded("telegram", self.telegram), methods=["POST"]))
        return found

    async def messenger(self, request: Request) -> Response:
        """GET: Meta's verification. POST: a batch of events of Pages and Instagram accounts."""
        meta = self._settings.meta
        assert meta is not None
        if request.method == "GET":
            return PlainTextResponse(messenger.verify_subscription(request.query_params, meta))
        body = await read_body(request)
        started = time.perf_counter()
        messenger.verify(request.headers, body, meta)
        await self._accept("messenger", messenger.parse(body, meta, utcnow()), started)
        return PlainTextResponse("EVENT_RECEIVED")

    async def twilio(self, request: Request) -> Response:
        """An SMS or a WhatsApp message."""
        token = request.headers.get("I-Twilio-Idempotency-Token")
        return await self._twilio(request, partial(sms.parse, token=token))

    async def twilio_status(self, request: Request) -> Response:
        """What became of a message of ours; our own key for it stands in the query."""
        key = request.query_params.get("key")

        def parse(body: bytes, settings: object, now: dt.datetime) -> Sequence[Event]:
            return sms.parse_status(body, key, settings, now)  # type: ignore[arg-type]

        return await self._twilio(request, parse)

    async def _twilio(self, request: Request, parse: Callable[..., Sequence[Event]]) -> Response:
        twilio = self._settings.twilio
        assert twilio is not None
        body = await read_body(request)
        started = time.perf_counter()
        self._verify_twilio(request, body)
        await self._accept("twilio", parse(body, twilio, utcnow()), started)
        return Response(EMPTY_TWIML, media_type="text/xml")

    def _verify_twilio(self, request: Request, body: bytes) -> None:
        twilio = self._settings.twilio
        assert twilio is not None
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        try:
            sms.verify(self._settings.public_url + path, request.headers, body, twilio)
        except SignatureError:
            # Twilio signs the address it was given, which behind a proxy is PUBLIC_URL and nothing else. Only a
            # development installation, whose port may differ from PUBLIC_URL's, also goes by the request's own.
            if self._settings.production:
                raise
            sms.verify(str(request.url), request.headers, body, twilio)

    async def telegram(self, request: Request) -> Response:
        """One Telegram update."""
        settings = self._settings.telegram
        assert settings is not None
        telegram.verify(request.headers, settings)
        body = await read_body(request)
        started = time.perf_counter()
        await self._accept("telegram", telegram.parse(body, settings, utcnow()), started)
        answer = telegram.answer(body)
        return Response(status_code=200) if answer is None else JSONResponse(answer)

    async def _accept(self, channel: str, events: Sequence[Event], started: float) -> None:
        """Stores what a request holds. ``started``: when its body was whole, by the clock of ``time.perf_counter``."""
        only_reports = bool(events) and all(isinstance(event, Delivery | Ignored) for event in events)
        await (self._reports if only_reports else self._together).accept(events)
        seconds = time.perf_counter() - started
        (metrics.ACKNOWLEDGE_REPORTS if only_reports else metrics.ACKNOWLEDGE).labels(channel).observe(seconds)


def guarded(channel: str, handler: Handler) -> Handler:
    """The handler with every refusal turned into the status that means it, and counted."""

    @wraps(handler)
    async def guard(request: Request) -> Response:
        try:
            return await handler(request)
        except SignatureError:
            status, reason = 403, "signature"
        except BodyTooLarge:
            status, reason = 413, "too_large"
        except PayloadError:
            status, reason = 400, "payload"
        except Unavailable:
            status, reason = 503, "database"
        metrics.REFUSED.labels(channel, reason).inc()
        logger.warning("webhook.refused", channel=channel, reason=reason, status=status)
        return PlainTextResponse(reason, status_code=status)

    return guard
