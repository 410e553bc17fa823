"""One request by one signed-in member of staff: who asks, in which transaction, and whether they may.

A view is an ordinary function of a ``Visit``; ``signed_in`` makes a Starlette endpoint of it. The endpoint reads the
form, and in a worker thread checks origin, session, role and form token, opens the transaction, and commits it when
the view returns. No error's text reaches the browser or the log: it could quote what a person wrote.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy.orm import sessionmaker
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot import log
from bot.desk import second_step
from bot.desk.cookies import Cookies
from bot.desk.issuer import Issuer
from bot.desk.pages import DONE, Pages, url
from bot.desk.stamp import Watch
from bot.desk.throttle import Throttle
from bot.messages import Channel, Length, Reply
from bot.organisation import Organisation
from bot.privacy.redaction import PatternRedactor
from bot.privacy.sealing.vault import Vault
from bot.safety.concerns import MAY_SEE
from bot.settings import Settings
from bot.store import audit
from bot.store.session import StoreSession, transaction
from bot.store.tables import Staff, StaffSession

logger = log.get("desk")

LONGEST_FORM = 40_000
"""Characters in all fields together. The most that one field holds is 8,000 (the answer of an information page, an answer to a comment);
the form of a page has some 10,000 in all, and beside them as many questions as an editor likes."""
MAX_FORM_BYTES = 12 * LONGEST_FORM
"""A form writes each byte of UTF-8 as ``%F0``: three bytes for it. A letter in Urdu takes six, in Chinese nine, an emoji twelve."""
TOO_LONG = (
    "Nothing was saved or sent. Your words are still where you wrote them: go back to that page and make them shorter, "
    f"{LONGEST_FORM:,} characters at most in all its boxes together."
)
"""Browsers give the words back to whoever goes back, although none of our pages is kept."""
FRESH = dt.timedelta(minutes=15)
MANAGERS = ("manager", "admin")
KEEPERS = ("office_manager", "manager", "admin")
"""Who carries out people's rights over their data."""
SEES_ORIGINALS = ("staff", "moderator", "office_manager", "safeguarding_lead", "manager", "admin")
"""Everybody but editors, who work on information and need nobody's details."""


@dataclass
class Desk:
    """What the views share, made once by ``bot.desk.app.create``."""

    sessions: sessionmaker
    settings: Settings
    organisation: Organisation
    vault: Vault
    clock: Callable[[], dt.datetime]
    cookies: Cookies
    pages: Pages
    watch: Watch
    issuer: Issuer | None = None
    """Where staff sign in with their work account, if the organisation has such a service."""
    length: Callable[[Channel, str], Length] | None = None
    """How long words are on a channel; None where nobody who knows the channels made this desk."""
    as_texts: Callable[[Reply], list[str]] | None = None
    """The text messages in which an answer of the assistant goes, the others after the first on request; None as above."""
    throttle: Throttle = field(default_factory=Throttle)
    sign_on_throttle: Throttle = field(default_factory=Throttle)
    """Of its own, so that what goes wrong at the issuer keeps nobody from their password."""

    @cached_property
    def redactor(self) -> PatternRedactor:
        """Takes personal details out of what staff write, without a model; made when it is first needed."""
        return PatternRedactor.load(self.organisation)


class Refused(Exception):
    """A view's refusal, with its status and words for the person at the desk. What the view wrote is undone."""

    def __init__(self, status: int, title: str | None = None, message: str | None = None, *, sign_in: bool = False) -> None:
        super().__init__(title or str(status))
        self.status, self.title, self.message, self.sign_in = status, title, message, sign_in


@dataclass
class Visit:
    """What a view may use."""

    request: Request
    desk: Desk
    db: StoreSession
    browser: StaffSession
    form: dict[str, str]
    now: dt.datetime

    @property
    def me(self) -> Staff:
        return self.browser.staff  # type: ignore[no-any-return]

    @property
    def actor(self) -> str:
        return f"staff:{self.me.id}"

    @property
    def fresh(self) -> bool:
        """Whether the person has shown a moment ago who they are: what changes how they sign in wants that."""
        return self.now - self.browser.created_at <= FRESH

    @property
    def htmx(self) -> bool:
        return "HX-Request" in self.request.headers

    @property
    def may_see_originals(self) -> bool:
        return self.me.role in SEES_ORIGINALS

    def record(self, act: str, subject: str, subject_id: object) -> None:
        """Puts on the audit trail what the person did."""
        audit.record(self.db, actor=self.actor, act=act, subject=subject, subject_id=subject_id)

    def number(self, name: str) -> int:
        """A number of the path. Refuses (404) one that no database row can have."""
        text = self.request.path_params[name]
        if not (text.isascii() and text.isdigit() and len(text) < 18):
            raise Refused(404)
        return int(text)

    def context(self, **more: Any) -> dict[str, Any]:
        """What every template of a signed-in page may name."""
        counts = self.desk.watch.look()
        return {
            "me": self.me,
            "csrf": self.browser.csrf,
            "now": self.now,
            "done": DONE.get(self.request.query_params.get("done", ""), ""),
            "counts": counts,
            "managers": self.me.role in MANAGERS,
            "keepers": self.me.role in KEEPERS,
            "sees_concerns": self.me.role in MAY_SEE,
            "may_see_originals": self.may_see_originals,
            "ask_second_step": self.me.role in MANAGERS and self.browser.way in ("password", "link"),
            **more,
        }

    def page(self, template: str, status: int = 200, **more: Any) -> Response:
        return self.desk.pages.page(template, status, **self.context(**more))

    def to(self, path: str, done: str = "") -> Response:
        """Sends the browser on to a page of the desk, which says what was ``done`` (a code of ``pages.DONE``)."""
        where, mark, place = path.partition("#")
        if done:
            where += f"{'&' if '?' in where else '?'}done={done}"
        return RedirectResponse(url(where + mark + place), status_code=303)


def signed_in(
    view: Callable[[Visit], Response],
    *,
    roles: Collection[str] | None = None,
    using: bool = True,
    writes: bool = True,
    before_second_step: bool = False,
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for signed-in staff (of ``roles``, if given). ``using`` False: the page asks by itself, nobody acts.

    ``writes`` False: a form is only read, and what it holds must not stand in an address; no write lock is taken for it.
    ``before_second_step``: open also to somebody who must set up the second step first; nothing else is.
    """

    async def endpoint(request: Request) -> Response:
        form: dict[str, str] = {}
        if request.method == "POST":
            try:
                form = await read_form(request)
            except Refused as refusal:
                refused = request.app.state.desk.pages.refusal(request, refusal.status, refusal.title, refusal.message)
                return refused  # type: ignore[no-any-return]
        return await run_in_threadpool(_visit, view, request, form, roles, using, writes, before_second_step)

    return endpoint


def _visit(
    view: Callable[[Visit], Response],
    request: Request,
    form: dict[str, str],
    roles: Collection[str] | None,
    using: bool,
    writes: bool,
    before_second_step: bool,
) -> Response:
    desk: Desk = request.app.state.desk
    now = desk.clock()
    try:
        with transaction(desk.sessions) as db:
            browser = desk.cookies.find(db, request, now, using=using)
            if browser is None:
                return _sign_in_first(desk, request)
            if request.method == "POST":
                check_origin(request, desk.settings)
                if not hmac.compare_digest(browser.csrf.encode(), form.get("csrf", "").encode("utf-8", "replace")):
                    raise Refused(403)
                if writes:
                    db.begin_write()
            if not before_second_step and second_step.is_owed(db, desk.organisation, browser):
                # A part of a page that asks by itself must not be given a whole page.
                return Response(status_code=204) if "HX-Request" in request.headers else RedirectResponse(url("/me"), status_code=303)
            if roles is not None and browser.staff.role not in roles:
                raise Refused(403, "This page is not for your role", "Ask a manager if you need it.")
            return view(Visit(request, desk, db, browser, form, now))
    except Refused as refusal:
        return desk.pages.refusal(request, refusal.status, refusal.title, refusal.message, sign_in=refusal.sign_in)
    except Exception as error:  # the last net: a traceback could quote what a person wrote, so only its place is noted
        logger.error("desk.failed", view=view.__name__, error=error)
        return desk.pages.refusal(request, 500)


def _sign_in_first(desk: Desk, request: Request) -> Response:
    if "HX-Request" in request.headers or request.method == "POST":
        words = "What you typed is still on this page. Sign in in another tab, then come back, copy it and load this page again."
        return desk.pages.refusal(request, 401, "You have been signed out", words, sign_in=True)
    return RedirectResponse(url("/login"), status_code=303)


def check_origin(request: Request, settings: Settings) -> None:
    """Refuses a form that another site sent. Every browser says where a form comes from; a script may leave it out."""
    origin = request.headers.get("origin")
    if origin is None:
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Refused(403)
        return
    ours = {urlsplit(settings.desk_url).netloc, request.headers.get("host", "")}
    try:
        theirs = urlsplit(origin).netloc
    except ValueError:
        raise Refused(403) from None
    if theirs not in ours - {""}:
        raise Refused(403)


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a posted form (url-encoded). Refuses one that is too long (413) or not such a form (400)."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise Refused(400)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM_BYTES:
            raise Refused(413, "That is too long", TOO_LONG)
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise Refused(400) from None
    # No NUL reaches the database, which may not be able to keep one; line ends are those of every other text.
    return {name: value.replace("\0", "").replace("\r\n", "\n") for name, value in pairs}
