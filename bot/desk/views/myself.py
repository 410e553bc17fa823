"""One's own sign-in: how one came in, and the second step."""

from __future__ import annotations

from typing import Any

import segno
from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import second_step
from bot.desk.second_step import SecondStepError
from bot.desk.visit import Refused, Visit, signed_in


def page(visit: Visit) -> Response:
    row = second_step.of(visit.db, visit.me.id)
    return visit.page(
        "myself.html",
        since=row.confirmed_at if row else None,
        left=second_step.codes_left(visit.db, visit.me.id),
        of=second_step.RECOVERY_CODES,
        required=visit.desk.organisation.second_step_required,
        browser=visit.browser,
        owed=second_step.is_owed(visit.db, visit.desk.organisation, visit.browser),
    )


def start(visit: Visit) -> Response:
    _as_themself(visit)
    if visit.me.password_hash is None:
        raise Refused(409, "You have no password here", "You sign in with your work account, and its own second step is asked there.")
    try:
        second_step.start(visit.db, visit.desk.vault, visit.me, visit.now)
    except SecondStepError as error:
        raise Refused(409, "It is on already", str(error)) from None
    return visit.to("/me/second-step")


def setting_up(visit: Visit) -> Response:
    _as_themself(visit)
    return _key_page(visit)


def confirm(visit: Visit) -> Response:
    _as_themself(visit)
    try:
        keep = visit.browser.token_hash
        codes = second_step.confirm(visit.db, visit.desk.vault, visit.me, visit.form.get("code", "")[:40], visit.now, keep)
    except SecondStepError as error:
        return _key_page(visit, 422, str(error))
    visit.browser.way = "code"
    return visit.page("recovery_codes.html", codes=codes, first=True)


def new_codes(visit: Visit) -> Response:
    _as_themself(visit)
    if second_step.of(visit.db, visit.me.id) is None:
        raise Refused(409, "The second step is off", "Set it up first; you get recovery codes with it.")
    codes = second_step.recovery_codes(visit.db, visit.desk.vault, visit.me.id)
    visit.record("staff.recovery_codes", "staff", visit.me.id)
    return visit.page("recovery_codes.html", codes=codes, first=False)


def turn_off(visit: Visit) -> Response:
    _as_themself(visit)
    second_step.take_off(visit.db, visit.desk.vault, visit.me.id, actor=visit.actor, keep=visit.browser.token_hash)
    return visit.to("/me", "second_step_off")


def _key_page(visit: Visit, status: int = 200, error: str = "") -> Response:
    key = second_step.pending_key(visit.db, visit.desk.vault, visit.me.id)
    if key is None:
        return visit.to("/me")
    address = second_step.address(key, visit.me.email, visit.desk.organisation.short_name)
    # Black on white in every colour scheme: cameras want it so. Made here: the key goes to no other machine.
    drawing: Any = segno.make(address, error="m", micro=False)
    code = Markup(drawing.svg_inline(scale=4, border=4, dark="#000", light="#fff"))  # noqa: S704 - numbers and our own words only
    groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    return visit.page("second_step.html", status, code=code, address=address, key=groups, error=error)


def _as_themself(visit: Visit) -> None:
    if not visit.fresh:
        raise Refused(403, "Please sign in again first", SIGN_IN_AGAIN)


SIGN_IN_AGAIN = "For this the desk wants to be sure that it is you. Sign out, sign in, and come back within a quarter of an hour."

routes = [
    Route("/me", signed_in(page, before_second_step=True), methods=["GET"]),
    Route("/me/second-step", signed_in(setting_up, before_second_step=True), methods=["GET"]),
    Route("/me/second-step/start", signed_in(start, before_second_step=True), methods=["POST"]),
    Route("/me/second-step", signed_in(confirm, before_second_step=True), methods=["POST"]),
    Route("/me/second-step/codes", signed_in(new_codes), methods=["POST"]),
    Route("/me/second-step/off", signed_in(turn_off), methods=["POST"]),
]
