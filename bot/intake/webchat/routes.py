"""The routes of web chat under ``/chat/``, and how a refusal looks to a program and to a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from functools import wraps

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import sessionmaker
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot import log, metrics
from bot.intake.webchat.guard import Refused
from bot.intake.webchat.handlers import Accepting, WebChat, refusal
from bot.intake.webchat.page import STATIC, Pages, Static
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.settings import Settings
from bot.store.tables import utcnow

logger = log.get("webchat")

Handler = Callable[[Request], Awaitable[Response]]


def routes(
    *,
    sessions: sessionmaker,  # type: ignore[type-arg]
    vault: Vault,
    settings: Settings,
    organisation: Organisation,
    acceptance: Accepting,
    clock: Callable[[], dt.datetime] = utcnow,
) -> list[BaseRoute]:
    """Everything under ``/chat/``. ``clock`` gives an aware UTC time."""
    chat = WebChat(sessions, vault, settings, organisation, acceptance, clock)
    return chat_routes(chat)


def chat_routes(chat: WebChat) -> list[BaseRoute]:
    """The routes of one web chat."""

    async def privacy(_: Request) -> Response:
        return chat.pages.privacy()

    async def helping(_: Request) -> Response:
        return chat.pages.help()

    static = Static(directory=STATIC)
    return [
        Route("/chat/", showing(chat.page, chat.pages), methods=["GET"]),
        Route("/chat/privacy", privacy, methods=["GET"]),
        Route("/chat/help", helping, methods=["GET"]),
        Route("/chat/widget.js", widget, methods=["GET"]),
        Route("/chat/messages", chat.messages, methods=["POST"]),
        Route("/chat/events", answering(chat.events), methods=["GET"]),
        Route("/chat/history", answering(chat.history), methods=["GET"]),
        Route("/chat/keep", showing(chat.keep, chat.pages), methods=["POST"]),
        Route("/chat/leave", showing(chat.leave, chat.pages), methods=["POST"]),
        Mount("/chat/static/{version}", static),
        Mount("/chat/static", static),
    ]


def answering(handler: Handler) -> Handler:
    """Turns ``Refused``, and a database that is away, into answers with a code for programs and a sentence for people."""

    @wraps(handler)
    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except Refused as refused:
            return refusal(refused)
        except SQLAlchemyError as error:
            return refusal(_down(error))

    return answered


def showing(handler: Handler, pages: Pages) -> Handler:
    """The same for what a person looks at: a page that says what is wrong and where else to turn."""

    @wraps(handler)
    async def shown(request: Request) -> Response:
        try:
            return await handler(request)
        except Refused as error:
            refused = error
        except SQLAlchemyError as error:
            refused = _down(error)
        metrics.REFUSED.labels("web", refused.code).inc()
        response = pages.sorry(refused.status, refused.code)
        if refused.retry_after is not None:
            response.headers["Retry-After"] = str(refused.retry_after)
        return response

    return shown


async def widget(_: Request) -> Response:
    """The launcher that another site's page may load."""
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}
    return FileResponse(STATIC / "widget.js", media_type="text/javascript", headers=headers)


def _down(error: SQLAlchemyError) -> Refused:
    logger.error("webchat.unavailable", error=error)
    return Refused(503, "down", retry_after=10)
