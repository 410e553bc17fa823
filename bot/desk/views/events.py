"""Live: a stream that tells an open page when to look again. It carries counts, never what anybody wrote.

The page of a conversation says in the stream's address which one it shows. While the stream is open the colleague counts as
being there, and is told who else is.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import anyio
from sqlalchemy import select
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import second_step
from bot.desk.stamp import LOOK_EVERY_SECONDS, Seen
from bot.desk.visit import Desk, logger
from bot.handover import presence
from bot.handover.presence import OpenPage
from bot.store.session import transaction
from bot.store.tables import Conversation

RECHECK_EVERY = 30
"""Looks between two checks that the browser is still signed in."""


async def events(request: Request) -> Response:
    """One event on connecting, so that a page which was away catches up, and one at every change."""
    desk: Desk = request.app.state.desk
    if not await run_in_threadpool(_signed_in, desk, request):
        # 204 tells an EventSource to stop asking.
        return Response(status_code=204)
    return EventSourceResponse(_changes(desk, request, await run_in_threadpool(_open_page, desk, request)), ping=15)


async def _changes(desk: Desk, request: Request, page: OpenPage | None = None) -> AsyncIterator[ServerSentEvent]:
    last, looks, others = "", 0, None
    while True:
        try:
            if looks % RECHECK_EVERY == RECHECK_EVERY - 1 and not await run_in_threadpool(_signed_in, desk, request):
                yield ServerSentEvent(event="bye", data="{}")
                return
            if page is not None and looks % presence.SAY_EVERY_SECONDS == 0:
                await run_in_threadpool(_say_open, desk, page)
            seen = await run_in_threadpool(desk.watch.look)
        except Exception as error:  # a database that is away for a moment must not end every open page
            logger.error("desk.events_failed", error=error)
        else:
            if seen.stamp != last:
                last = seen.stamp
                yield ServerSentEvent(event="change", data=_data(seen), retry=3000)
            words = presence.in_words(seen.here, page.conversation_id, page.staff_id, desk.clock()) if page is not None else None
            if words != others:
                others = words
                yield ServerSentEvent(event="here", data=json.dumps({"words": words}))
        looks += 1
        await anyio.sleep(LOOK_EVERY_SECONDS)


def _data(seen: Seen) -> str:
    names = ("stamp", "waiting", "danger", "comments", "comments_danger", "interests")
    return json.dumps({name: getattr(seen, name) for name in names})


def _say_open(desk: Desk, page: OpenPage) -> None:
    with transaction(desk.sessions) as session:
        presence.say(session, page, desk.clock())


def _open_page(desk: Desk, request: Request) -> OpenPage | None:
    """The page that listens, where it shows a conversation."""
    reference, key = request.query_params.get("conversation", ""), request.query_params.get("page", "")
    if not presence.is_key(key):
        return None
    with desk.sessions() as session:
        number = session.execute(select(Conversation.id).where(Conversation.reference == reference)).scalar_one_or_none()
        browser = desk.cookies.find(session, request, desk.clock(), using=False)
        return OpenPage(number, browser.staff_id, key) if number is not None and browser is not None else None


def _signed_in(desk: Desk, request: Request) -> bool:
    with desk.sessions() as session:
        browser = desk.cookies.find(session, request, desk.clock(), using=False)
        return browser is not None and not second_step.is_owed(session, desk.organisation, browser)


routes = [Route("/events", events, methods=["GET"])]
