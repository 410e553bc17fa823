"""The page between password and desk, for accounts with a second step."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk import second_step
from bot.desk.pages import url
from bot.desk.views.signing import at_the_door, enter, form_page
from bot.desk.visit import Desk
from bot.store.session import transaction

NO_MATCH = (
    "That code is not right, or has been used already. Wait for the next one and type it. After several wrong codes you wait a while."
)


def code_page(desk: Desk, request: Request, _form: dict[str, str]) -> Response:
    with desk.sessions() as session:
        staff = second_step.waiting(session, desk.cookies.half_way(request), desk.clock())
    return form_page(desk, request, "login_code.html", error="") if staff is not None else _from_the_start()


def code(desk: Desk, request: Request, form: dict[str, str]) -> Response:
    now, cookie = desk.clock(), desk.cookies.half_way(request)
    with transaction(desk.sessions) as session:
        session.begin_write()
        staff = second_step.waiting(session, cookie, now)
        if staff is None:
            return _from_the_start()
        way = second_step.check(session, desk.vault, staff.id, form.get("code", "")[:40], now)
        if way is None:
            return form_page(desk, request, "login_code.html", 422, error=NO_MATCH)
        if not second_step.end(session, cookie):
            return _from_the_start()
        where = url("/me?done=recovery") if way == "recovery" else url("/")
        response = RedirectResponse(where, status_code=303)
        enter(desk, session, request, response, staff, way)
    desk.cookies.end_half_way(response)
    return response


def _from_the_start() -> Response:
    return RedirectResponse(url("/login"), status_code=303)


routes = [
    Route("/login/code", at_the_door(code_page), methods=["GET"]),
    Route("/login/code", at_the_door(code), methods=["POST"]),
]
