"""Signing in and out, and the one-time link by which a password is chosen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk import accounts, devices, second_step
from bot.desk.pages import url
from bot.desk.throttle import whence
from bot.desk.visit import Desk, Refused, Visit, check_origin, logger, read_form, signed_in
from bot.store import audit
from bot.store.session import transaction
from bot.store.tables import Staff

NO_MATCH = "That e-mail and password do not go together. After several wrong tries an account rests for a while."


async def checked_form(desk: Desk, request: Request) -> dict[str, str]:
    """The form of somebody who is not signed in yet; refused unless it comes from a page that this browser got from us."""
    form = await read_form(request)
    check_origin(request, desk.settings)
    if not desk.cookies.form_token_fits(request, form.get("csrf", "")):
        raise Refused(403)
    return form


def at_the_door(view: Callable[[Desk, Request, dict[str, str]], Response]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for people who are not signed in yet."""

    async def endpoint(request: Request) -> Response:
        desk: Desk = request.app.state.desk
        try:
            form = await checked_form(desk, request) if request.method == "POST" else {}
            return await run_in_threadpool(view, desk, request, form)
        except Refused as refusal:
            return desk.pages.refusal(request, refusal.status, refusal.title, refusal.message)
        except Exception as error:  # the last net, as in bot.desk.visit
            logger.error("desk.failed", view=view.__name__, error=error)
            return desk.pages.refusal(request, 500)

    return endpoint


def form_page(desk: Desk, request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page with a form for somebody who is not signed in yet."""
    value, token = desk.cookies.form_token(request)
    response = desk.pages.page(template, status, csrf=token, **context)
    desk.cookies.set_form(response, value)
    return response


def login_form(desk: Desk, request: Request, status: int = 200, *, error: str = "", email: str = "") -> Response:
    """The login page, with what went wrong."""
    return form_page(desk, request, "login.html", status, error=error, email=email, issuer=desk.issuer.name if desk.issuer else "")


def enter(desk: Desk, session: Session, request: Request, response: Response, staff: Staff, way: str) -> None:
    """Signs somebody in who has shown who they are, and notes by which way they came."""
    audit.record(session, actor=f"staff:{staff.id}", act="login", subject="staff", subject_id=staff.id, detail={"by": way})
    desk.cookies.sign_in(session, request, response, staff, desk.clock(), way)


def _sign_in(desk: Desk, request: Request, staff_id: int, way: str) -> Response:
    """After the password: the desk, or first the second step of an account that has one."""
    with transaction(desk.sessions) as session:
        session.begin_write()
        if second_step.of(session, staff_id) is not None:
            response = RedirectResponse(url("/login/code"), status_code=303)
            desk.cookies.set_half_way(response, second_step.begin(session, staff_id, desk.clock()))
        else:
            response = RedirectResponse(url("/"), status_code=303)
            enter(desk, session, request, response, session.get(Staff, staff_id), way)
    return response


def login_page(desk: Desk, request: Request, _form_: dict[str, str]) -> Response:
    with transaction(desk.sessions) as session:
        if desk.cookies.find(session, request, desk.clock()) is not None:
            return RedirectResponse(url("/"), status_code=303)
    return login_form(desk, request)


def login(desk: Desk, request: Request, form: dict[str, str]) -> Response:
    now = desk.clock()
    where = whence(request.client.host) if request.client else "unknown"
    email, known_by = form.get("email", "")[:200], desk.cookies.known_by(request)
    # Whose browser has signed in before does not wait for what others at the same address got wrong: it counts its own.
    if desk.throttle.tired(where, now) and not devices.is_known(desk.sessions, email, known_by, now):
        return desk.pages.refusal(request, 429)
    staff_id = accounts.log_in(desk.sessions, email, form.get("password", ""), now, known_by)
    if staff_id is None:
        desk.throttle.failed(where, now)
        return login_form(desk, request, 422, error=NO_MATCH, email=email)
    return _sign_in(desk, request, staff_id, "password")


def welcome_page(desk: Desk, request: Request, _form_: dict[str, str]) -> Response:
    with desk.sessions() as session:
        staff = accounts.staff_of_link(session, request.path_params["token"], desk.clock())
    if staff is None:
        return _spent(desk, request)
    return form_page(desk, request, "welcome.html", staff=staff, error="", least=accounts.MIN_PASSWORD)


def welcome(desk: Desk, request: Request, form: dict[str, str]) -> Response:
    token, now = request.path_params["token"], desk.clock()
    with desk.sessions() as session:
        staff = accounts.staff_of_link(session, token, now)
    if staff is None:
        return _spent(desk, request)
    try:
        if form.get("password", "") != form.get("again", ""):
            raise accounts.AccountError("The two are not the same. Type them again.")
        with transaction(desk.sessions) as session:
            staff_id = accounts.choose_password(session, token, form.get("password", ""), now).id
    except accounts.AccountError as error:
        return form_page(desk, request, "welcome.html", 422, staff=staff, error=str(error), least=accounts.MIN_PASSWORD)
    return _sign_in(desk, request, staff_id, "link")


def logout(visit: Visit) -> Response:
    response = visit.to("/login")
    audit.record(visit.db, actor=visit.actor, act="logout", subject="staff", subject_id=visit.me.id)
    visit.desk.cookies.sign_out(visit.db, response, visit.browser)
    return response


def _spent(desk: Desk, request: Request) -> Response:
    words = "A link works once, and for one day. Ask a manager for a new one, or sign in if you have a password."
    return desk.pages.refusal(request, 410, "This link no longer works", words, sign_in=True)


routes = [
    Route("/login", at_the_door(login_page), methods=["GET"]),
    Route("/login", at_the_door(login), methods=["POST"]),
    Route("/welcome/{token}", at_the_door(welcome_page), methods=["GET"]),
    Route("/welcome/{token}", at_the_door(welcome), methods=["POST"]),
    Route("/logout", signed_in(logout, before_second_step=True), methods=["POST"]),
]
