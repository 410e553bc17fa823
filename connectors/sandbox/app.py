"""The sandbox as one Starlette app: the three stand-ins, the page on which one plays the people, and an API for tests."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.messages import Channel
from bot.settings import Settings
from connectors.sandbox import people
from connectors.sandbox.graph import Graph
from connectors.sandbox.graph_pages import GraphPages
from connectors.sandbox.telegram_api import NAME, TelegramApi
from connectors.sandbox.twilio_api import TwilioApi
from connectors.sandbox.world import POSTS, Fault, Person, SandboxError, World

_HERE = Path(__file__).parent
_TEMPLATES = Environment(loader=FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True)

# The page loads nothing but its own files; it works without any inline script or style.
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

PHONES = (
    (Channel.MESSENGER, "Messenger", "5000000000000101"),
    (Channel.SMS, "SMS", "+447700900101"),
    (Channel.TELEGRAM, "Telegram", "700100101"),
    (Channel.WHATSAPP, "WhatsApp", "+447700900102"),
    (Channel.INSTAGRAM, "Instagram", "6000000000000101"),
)
_MOST_SENT = 5_000


class SandboxApi:
    """What the page and the tests ask for. Every answer is JSON; a refusal is 400 with ``{"error": words}``."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Routes to hang under ``/api``."""
        return [
            Route("/say", self._asked(self._say), methods=["POST"]),
            Route("/fault", self._asked(self._fault), methods=["POST"]),
            Route("/newcomer", self._asked(self._newcomer), methods=["POST"]),
            Route("/sent", self._sent),
            Route("/comments", self._comments),
            Route("/state", self._state),
        ]

    def _asked(self, handler: Any) -> Any:
        async def endpoint(request: Request) -> Response:
            # Only JSON is taken, so that another site's form cannot speak here.
            if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
                return JSONResponse({"error": "Send JSON."}, status_code=415)
            try:
                given = json.loads(await request.body())
                if not isinstance(given, dict):
                    raise SandboxError("Send a JSON object.")
                return JSONResponse(handler(given))
            except SandboxError as error:
                return JSONResponse({"error": str(error)}, status_code=400)
            except (ValueError, TypeError) as error:
                return JSONResponse({"error": f"That cannot be read: {error}"}, status_code=400)

        return endpoint

    def _say(self, given: dict[str, Any]) -> dict[str, Any]:
        """``{channel, person, …}`` and one of ``text``, ``button``, ``comment``, ``attachment``, ``edit`` (with ``text``),
        ``unsend``, ``block``, ``staff`` (with ``takes_over`` by Meta's routing), ``gives_back``, ``group`` (perhaps
        with ``reply_to``). Channel ``page`` is a comment on the Facebook Page, perhaps with an ``attachment``: photo or video."""
        name = given.get("channel")
        channel = Channel.MESSENGER if name == "page" else _channel(name)
        people.check_ours(self._world, channel)
        person = self._world.person(channel, str(given.get("person") or "somebody"))
        text = str(given.get("text") or "")
        if name == "page" or "comment" in given:
            written = str(given.get("comment") or text)
            media = str(given["attachment"]) if given.get("attachment") else None
            if not written.strip() and media is None:
                raise SandboxError("A comment needs words, or a photo or video.")
            comment_id = people.comment(self._world, person, written, given.get("post"), media)
            return {"comment_id": comment_id, "person": person.address}
        if "button" in given:
            entry = people.press(self._world, person, str(given["button"]))
        elif "attachment" in given:
            entry = people.attach(self._world, person, str(given["attachment"]))
        elif "edit" in given:
            entry = people.change(self._world, person, str(given["edit"]), text)
        elif "unsend" in given:
            entry = people.change(self._world, person, str(given["unsend"]), None)
        elif "block" in given:
            entry = people.block(self._world, person, bool(given["block"]))
        elif "staff" in given:
            entry = people.staff_elsewhere(self._world, person, str(given["staff"]), takes_over=bool(given.get("takes_over")))
        elif "gives_back" in given:
            entry = people.give_back(self._world, person)
        elif "group" in given:
            entry = people.group_message(self._world, person, str(given["group"]), given.get("reply_to"))
        elif "text" in given:
            entry = people.write(self._world, person, text)
        else:
            raise SandboxError("Say what: text, button, comment, attachment, edit, unsend, block, staff, gives_back or group.")
        return {"provider_id": entry.provider_id, "person": person.address, "seq": entry.seq}

    def _fault(self, given: dict[str, Any]) -> dict[str, Any]:
        """``{platform, status, code?, subcode?, after?, retry_after?, words?, moved_to?, times?}``: the next calls fail like that."""
        platform = given.get("platform")
        if platform not in ("meta", "twilio", "telegram"):
            raise SandboxError("platform is meta, twilio or telegram.")
        fault = Fault(
            int(given.get("status", 500)),
            given.get("code"),
            given.get("subcode"),
            bool(given.get("after")),
            given.get("retry_after"),
            given.get("words"),
            given.get("moved_to"),
        )
        times = int(given.get("times", 1))
        self._world.faults.setdefault(platform, deque()).extend([fault] * times)
        return {"ordered": times}

    def _newcomer(self, given: dict[str, Any]) -> dict[str, Any]:
        """``{channel}``: somebody who has not written before."""
        person = self._world.newcomer(_channel(given.get("channel")))
        return {"person": person.address, "name": person.name}

    async def _sent(self, request: Request) -> Response:
        """Messages that were accepted, in order of acceptance: ``?channel=&after=SEQ&limit=``."""
        query = request.query_params
        try:
            after, limit = int(query.get("after") or 0), min(int(query.get("limit") or 1000), _MOST_SENT)
        except ValueError:
            return JSONResponse({"error": "after and limit are numbers."}, status_code=400)
        entries = self._world.accepted(query.get("channel") or None, after, limit)
        return JSONResponse({"sent": [entry.as_dict() for entry in entries], "last": entries[-1].seq if entries else after})

    async def _comments(self, request: Request) -> Response:
        return JSONResponse({"comments": [comment.as_dict() for comment in self._world.comments.values()]})

    async def _state(self, request: Request) -> Response:
        """What changed for some people since a revision: ``?after=REV&people=messenger:5000…,sms:+44…``."""
        world = self._world
        after = int(request.query_params.get("after") or 0) if (request.query_params.get("after") or "0").isdigit() else 0
        now = time.time()
        threads = {}
        for name in request.query_params.get("people", "").split(","):
            channel, _, address = name.partition(":")
            if channel not in {value.value for value in Channel} or not address:
                continue
            person = world.known(Channel(channel), address)
            if person is not None:
                threads[name] = _thread(person, after, now)
        return JSONResponse(
            {
                "boot": world.boot,
                "rev": world.rev,
                "waiting": world.post.waiting,
                "troubled": world.post.troubled_since is not None and now - world.post.troubled_since > 1,
                "threads": threads,
                "comments": [comment.as_dict() for comment in world.comments.values() if comment.rev > after],
            }
        )


def _thread(person: Person, after: int, now: float) -> dict[str, Any]:
    return {
        "name": person.name,
        "typing": person.typing_until > now,
        "blocked": person.blocked,
        "entries": [entry.as_dict() for entry in person.thread if entry.rev > after],
    }


def _channel(name: Any) -> Channel:
    try:
        channel = Channel(str(name))
    except ValueError:
        channel = Channel.WEB
    if channel is Channel.WEB:
        raise SandboxError("channel is messenger, instagram, sms, whatsapp, telegram or page.")
    return channel


def create(settings: Settings, target: str | None = None) -> Starlette:
    """The app, to be mounted at ``/sandbox``. ``target`` is the web process to which webhooks go (default: PUBLIC_URL).

    Raises ``RuntimeError`` in production: whoever reaches the sandbox can speak as anybody.
    """
    if settings.production:
        raise RuntimeError("The sandbox is for development and tests only.")
    world = World(settings, target)

    async def page(request: Request) -> Response:
        phones = []
        for channel, title, address in PHONES:
            person = world.at(channel, address)
            real = people.PROVIDER[channel] not in settings.sandboxed
            phones.append({"channel": channel.value, "title": title, "person": person, "real": real})
        meta = settings.meta
        posts = [{"id": f"{meta.page_id if meta else '1000'}_{number}", "text": text} for number, text in POSTS]
        writers = [person for (channel, _), person in world.people.items() if channel is Channel.MESSENGER][:3]
        members = [person for (channel, _), person in world.people.items() if channel is Channel.TELEGRAM and person is not world.group]
        html = _TEMPLATES.get_template("page.html").render(
            phones=phones,
            posts=posts,
            writers=writers,
            group=world.group,
            members=members,
            bot_name=NAME,
            group_is_real="telegram" not in settings.sandboxed,
        )
        return HTMLResponse(html, headers=PAGE_HEADERS)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await world.post.aclose()

    app = Starlette(
        lifespan=lifespan,
        routes=[
            Route("/", page),
            Mount("/api", routes=SandboxApi(world).routes()),
            Mount("/static", StaticFiles(directory=_HERE / "static"), name="static"),
            *GraphPages(world).routes(),
            *Graph(world).routes(),
            *TwilioApi(world).routes(),
            *TelegramApi(world).routes(),
        ],
    )
    app.state.world = world
    return app
