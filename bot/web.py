"""The web role: webhooks and web chat on the public face, the desk on the other, health and metrics beside them.

Imports no Rasa and no model: this process starts in a second and answers while the others are down.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from bot import log, metrics
from bot.app import House
from bot.desk import app as desk
from bot.intake import webchat
from bot.intake.acceptance import Acceptance
from bot.intake.webhooks import Webhooks
from bot.safety.cards import Cards
from bot.safety.lexicon import Lexicon
from bot.store import alarms, heartbeats
from bot.store.tables import utcnow
from connectors.length import length
from connectors.sms.pages import pages

logger = log.get("web")
BOTH_FACES = frozenset({"public", "desk"})


def create(house: House, faces: frozenset[str] = BOTH_FACES) -> Starlette:
    """The application with the given faces."""
    routes: list[BaseRoute] = [Route("/health/live", live), Route("/health/ready", Readiness(house).ready)]
    if "public" in faces:
        routes += public_routes(house)
    if "desk" in faces:
        routes.append(
            Mount(
                "/desk",
                desk.create(
                    sessions=house.sessions,
                    settings=house.settings,
                    organisation=house.organisation,
                    vault=house.vault,
                    length=length,
                    as_texts=pages,
                ),
            )
        )
        routes.append(Route("/metrics", Metrics(house).page))
    if faces == frozenset({"desk"}):
        routes.append(Route("/", lambda _: RedirectResponse("/desk/")))
    handlers = {500: failed, Exception: failed}
    return Starlette(routes=routes, middleware=[Middleware(PlainHeaders)], exception_handlers=handlers, lifespan=_with_all_of(routes))


def _with_all_of(routes: Sequence[BaseRoute]) -> Lifespan[Starlette]:
    """Starts and ends the applications mounted at the routes with the whole: Starlette does so for the outermost only."""
    mounted = [route.app for route in routes if isinstance(route, Mount) and isinstance(route.app, Starlette)]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for app in mounted:
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    return lifespan


def public_routes(house: House) -> list[BaseRoute]:
    """Webhooks, web chat and, in development, the sandbox."""
    acceptance = Acceptance(house.sessions, house.vault, Lexicon.load(), Cards.load(), house.organisation)
    routes: list[BaseRoute] = [*Webhooks(house.settings, acceptance).routes()]
    routes += webchat.routes(
        sessions=house.sessions,
        vault=house.vault,
        settings=house.settings,
        organisation=house.organisation,
        acceptance=acceptance,
        clock=utcnow,
    )
    if house.settings.production:
        routes.append(Route("/", lambda _: RedirectResponse("/chat/")))
    else:
        from connectors.sandbox import app as sandbox

        routes.append(Mount("/sandbox", sandbox.create(house.settings, target=house.settings.local_url)))
        routes.append(Route("/", lambda _: RedirectResponse("/sandbox/")))
    return routes


class PlainHeaders:
    """What every answer says that does not say it itself: refusals, redirections, health. Nothing of them is a page, or kept."""

    HEADERS = (("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"), ("Content-Security-Policy", "default-src 'none'"))

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.HEADERS:
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


async def live(_: Request) -> Response:
    """The process is up."""
    return PlainTextResponse("live")


class Metrics:
    """Prometheus's page; never through the public face, and only for this machine where both faces share a port."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def page(self, request: Request) -> Response:
        if request.client is None or request.client.host not in ("127.0.0.1", "::1", "testclient") or "x-forwarded-for" in request.headers:
            return PlainTextResponse("not found", status_code=404)
        await run_in_threadpool(self._look)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    def _look(self) -> None:
        """Alarms are raised by any process; what stands of them is in the database."""
        try:
            with self._house.sessions() as session:
                standing = alarms.names(session)
        except SQLAlchemyError as error:
            logger.error("metrics.database", error=error)
            return
        metrics.ALARM.clear()
        for name in standing:
            metrics.ALARM.labels(name).set(1)


async def failed(_: Request, error: Exception) -> Response:
    """Whatever was not foreseen: a plain sentence for the outside, the kind and the place for the log."""
    logger.error("web.failed", error=error)
    return PlainTextResponse("Something went wrong on our side.", status_code=500, headers=dict(PlainHeaders.HEADERS))


class Readiness:
    """Whether everything a message needs is there: the database, and a fresh worker and dispatcher."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def ready(self, _: Request) -> Response:
        """200 when all is there, 503 otherwise, with what is missing."""
        return await run_in_threadpool(self._look)

    def _look(self) -> Response:
        try:
            with self._house.sessions() as session:
                session.execute(text("SELECT 1"))
            found = {"database": True, **heartbeats.fresh_roles(self._house.sessions)}
        except SQLAlchemyError as error:
            logger.error("ready.database", error=error)
            found = {"database": False, "worker": False, "dispatch": False}
        return JSONResponse(found, status_code=200 if all(found.values()) else 503)
