"""One call to the pretend Graph API: its parameters, its token, a failure that was ordered, and how it is refused."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from connectors.sandbox.meta_events import OUR_APP
from connectors.sandbox.world import Fault, World


class Refused(Exception):
    """An error answer: code, subcode, words, HTTP status."""

    def __init__(self, code: int, words: str, subcode: int | None = None, status: int = 400) -> None:
        super().__init__(words)
        self.code, self.words, self.subcode, self.status = code, words, subcode, status

    def response(self) -> Response:
        error: dict[str, Any] = {"message": f"(#{self.code}) {self.words}", "type": "OAuthException", "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return JSONResponse({"error": {**error, "fbtrace_id": "Sandbox"}}, status_code=self.status)


async def parameters(request: Request) -> dict[str, Any]:
    """What was given in query, form or JSON; Graph takes each of them, and JSON inside a form."""
    given: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    if "json" in request.headers.get("content-type", ""):
        try:
            value = json.loads(body)
        except ValueError:
            raise Refused(100, "The body is not JSON") from None
        given.update(value if isinstance(value, dict) else {})
    elif body:
        given.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    # With a recipient it is the Send API; the message of a comment is plain text.
    for name in ("recipient", "message") if "recipient" in given else ():
        if isinstance(given.get(name), str):
            try:
                given[name] = json.loads(given[name])
            except ValueError:
                raise Refused(100, f"{name} must be an object") from None
    return given


def guarded(world: World, handler: Any) -> Any:
    """The handler behind the token, with what was ordered to fail."""

    async def endpoint(request: Request) -> Response:
        try:
            given = await parameters(request)
            _check_token(world, request, given)
            fault = world.take_fault("meta")
            if fault is not None and not fault.after:
                return played(fault)
            answer: Response = await handler(request, given)
        except Refused as refused:
            return refused.response()
        return played(fault) if fault is not None else answer

    return endpoint


def check_page(world: World, node: str) -> None:
    """Raises ``Refused`` unless the node is one of ours."""
    meta = world.settings.meta
    ours = {"me", *(name for page in (meta.pages if meta else ()) for name in (page.id, page.instagram_id))}
    if node not in ours:
        raise Refused(100, f"Object with ID '{node}' does not exist", 33)


def _check_token(world: World, request: Request, given: dict[str, Any]) -> None:
    meta = world.settings.meta
    _, _, bearer = request.headers.get("authorization", "").partition(" ")
    good = {f"{OUR_APP}|{meta.app_secret}", *(page.token for page in meta.pages)} if meta else set()
    if (given.get("access_token") or bearer) not in good:
        raise Refused(190, "Invalid OAuth access token - Cannot parse access token", status=401)


def played(fault: Fault) -> Response:
    if fault.code is None:
        return PlainTextResponse("gateway", status_code=fault.status)
    response = Refused(fault.code, "Played by the sandbox", fault.subcode, fault.status).response()
    if fault.retry_after is not None:
        response.headers["Retry-After"] = str(fault.retry_after)
    return response
