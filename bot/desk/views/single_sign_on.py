"""Signing in through the organisation's own service: the way there, and what comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import sign_on
from bot.desk.id_token import verified_email
from bot.desk.issuer import Issuer
from bot.desk.pages import url
from bot.desk.sign_on import Attempt, IssuerDown, IssuerRefused, NotBelieved, SignOnError
from bot.desk.throttle import whence
from bot.desk.views.signing import checked_form, enter, login_form
from bot.desk.visit import Desk, Refused, logger
from bot.store.session import transaction

TURNED_BACK = ("access_denied", "login_required", "interaction_required", "consent_required")


def told_plainly(view: Callable[[Desk, Issuer, Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that says on the login page what went wrong, and nowhere more than that."""

    async def endpoint(request: Request) -> Response:
        desk: Desk = request.app.state.desk
        try:
            if desk.issuer is None:
                raise Refused(404)
            return await view(desk, desk.issuer, request)
        except SignOnError as error:
            logger.warning("desk.sign_on", error_kind=type(error).__name__, reason=error.reason)
            if not isinstance(error, IssuerDown):
                desk.sign_on_throttle.failed(_where(request), desk.clock())
            response = login_form(desk, request, error.status, error=error.words)
            desk.cookies.end_attempt(response)
            return response
        except Refused as refusal:
            return desk.pages.refusal(request, refusal.status, refusal.title, refusal.message)
        except Exception as error:  # the last net, as in bot.desk.visit
            logger.error("desk.failed", view=view.__name__, error=error)
            return desk.pages.refusal(request, 500)

    return endpoint


async def start(desk: Desk, issuer: Issuer, request: Request) -> Response:
    await checked_form(desk, request)
    if desk.sign_on_throttle.tired(_where(request), desk.clock()):
        raise Refused(429)
    await issuer.ask(issuer.discovery)  # before there is an attempt: while the issuer is down nothing is written

    def begin() -> Attempt:
        with transaction(desk.sessions) as session:
            return sign_on.begin(session, desk.vault, desk.clock())

    attempt = await run_in_threadpool(begin)
    response = desk.pages.page("going.html", to=await issuer.ask(issuer.way_there, attempt), where=issuer.name)
    desk.cookies.set_attempt(response, attempt.cookie)
    return response


async def back(desk: Desk, issuer: Issuer, request: Request) -> Response:
    asked = request.query_params

    def take() -> Attempt:
        with transaction(desk.sessions) as session:
            session.begin_write()
            return sign_on.take(session, desk.vault, desk.cookies.attempt(request), asked.get("state", ""), desk.clock())

    attempt = await run_in_threadpool(take)
    if "error" in asked:
        raise IssuerRefused(asked["error"] if asked["error"] in TURNED_BACK else "error")
    email = await issuer.ask(partial(_identify, desk, issuer, attempt), asked.get("code", ""), asked.get("iss"))

    def come_in() -> Response:
        response = desk.pages.page("going.html", to=url("/"), where="")
        with transaction(desk.sessions) as session:
            session.begin_write()
            enter(desk, session, request, response, sign_on.staff_of(session, email), way="issuer")
        desk.cookies.end_attempt(response)
        return response

    return await run_in_threadpool(come_in)


def _identify(desk: Desk, issuer: Issuer, attempt: Attempt, code: str, said_by: str | None) -> str:
    """The e-mail address that a code stands for."""
    found = issuer.discovery()
    if said_by is not None and said_by != found["issuer"]:
        raise NotBelieved("iss_parameter")  # RFC 9207: the answer of another issuer
    if not code or len(code) > 4096:
        raise NotBelieved("no_code")
    answer = issuer.exchange(code, attempt)
    return verified_email(
        answer["id_token"],
        issuer.keys,
        issuer=found["issuer"],
        client_id=issuer.settings.client_id,
        nonce=attempt.nonce,
        access_token=answer.get("access_token"),
        now=desk.clock(),
    )


def _where(request: Request) -> str:
    return whence(request.client.host) if request.client else "unknown"


routes = [
    Route("/oidc/start", told_plainly(start), methods=["POST"]),
    Route("/oidc/callback", told_plainly(back), methods=["GET"]),
]
