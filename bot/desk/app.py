"""The desk as one Starlette app, to be mounted at ``/desk``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import sessionmaker
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from bot.desk.cookies import Cookies
from bot.desk.headers import SafeHeaders
from bot.desk.issuer import CALLBACK, Issuer
from bot.desk.pages import STATIC, Pages
from bot.desk.stamp import Watch
from bot.desk.views import (
    alarms,
    announcements,
    article,
    comment_answers,
    comments,
    conversation,
    data,
    events,
    experiences,
    here,
    information,
    insights,
    myself,
    notes,
    originals,
    people,
    rights,
    safeguarding,
    saved_replies,
    second_step,
    signing,
    single_sign_on,
    trail,
    waiting,
)
from bot.desk.visit import Desk
from bot.messages import Channel, Length, Reply
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.settings import Settings
from bot.store.tables import utcnow

VIEWS = (
    signing,
    second_step,
    single_sign_on,
    myself,
    alarms,
    waiting,
    conversation,
    notes,
    here,
    saved_replies,
    originals,
    comments,
    comment_answers,
    experiences,
    information,
    article,
    announcements,
    insights,
    data,
    rights,
    safeguarding,
    people,
    trail,
    events,
)


def create(
    *,
    sessions: sessionmaker,
    settings: Settings,
    organisation: Organisation,
    vault: Vault,
    clock: Callable[[], dt.datetime] = utcnow,
    length: Callable[[Channel, str], Length] | None = None,
    as_texts: Callable[[Reply], list[str]] | None = None,
) -> Starlette:
    """The app. ``clock`` gives the aware UTC now; tests put their own in. ``length`` is the channels' word on how long a reply
    is there (``connectors.length``, which the desk itself may not know); without it the reply box does not say. ``as_texts`` gives the text
    messages in which an answer goes (``connectors.sms.pages``)."""
    cookies = Cookies.of(settings, vault)
    app = Starlette(
        routes=[*(route for view in VIEWS for route in view.routes), Mount("/static", StaticFiles(directory=STATIC))],
        middleware=[Middleware(SafeHeaders, https=cookies.secure)],
        exception_handlers={HTTPException: _refuse},
    )
    app.state.desk = Desk(
        sessions=sessions,
        settings=settings,
        organisation=organisation,
        vault=vault,
        clock=clock,
        cookies=cookies,
        pages=Pages(organisation),
        watch=Watch(sessions),
        issuer=Issuer(settings.oidc, settings.desk_url + CALLBACK) if settings.oidc else None,
        length=length,
        as_texts=as_texts,
    )
    return app


async def _refuse(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    desk: Desk = request.app.state.desk
    return desk.pages.refusal(request, status)
