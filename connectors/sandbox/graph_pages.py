"""Meta's Graph API, the part an operator needs: subscriptions, the Page's profile, and what a token is good for."""

from __future__ import annotations

from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.errors import SendError
from connectors.http import call, client
from connectors.messenger.token import INSTAGRAM_SCOPES, SCOPES
from connectors.messenger.upkeep import PAGE_FIELDS
from connectors.sandbox.graph_call import Refused, check_page, guarded
from connectors.sandbox.meta_events import OUR_APP
from connectors.sandbox.world import World

_PROFILE = ("get_started", "greeting", "ice_breakers", "persistent_menu", "commands", "whitelisted_domains")


class GraphPages:
    """The stand-in, over one ``World``. A new sandbox is subscribed to everything, so that nothing needs to be set up."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._subscriptions: dict[str, dict[str, Any]] = {}
        self._profiles: dict[str, dict[str, Any]] = {"messenger": {}, "instagram": {}}

    def routes(self) -> list[Route]:
        """Routes to hang under ``/meta/v26.0``, before those of single nodes."""
        world = self._world
        return [
            Route("/meta/{version}/debug_token", guarded(world, self._token), methods=["GET"]),
            Route("/meta/{version}/{node}/subscribed_apps", guarded(world, self._subscribed), methods=["GET", "POST", "DELETE"]),
            Route("/meta/{version}/{node}/messenger_profile", guarded(world, self._profile), methods=["GET", "POST", "DELETE"]),
            Route(f"/meta/{{version}}/{OUR_APP}/subscriptions", guarded(world, self._app), methods=["GET", "POST"]),
        ]

    async def _token(self, request: Request, given: dict[str, Any]) -> Response:
        meta = self._world.settings.meta
        known = meta is not None and given.get("input_token") in [page.token for page in meta.pages]
        data: dict[str, Any] = {"app_id": str(OUR_APP), "type": "PAGE", "is_valid": known and self._world.token_ends != -1}
        if data["is_valid"]:
            data.update(expires_at=self._world.token_ends, data_access_expires_at=0, scopes=[*SCOPES, *INSTAGRAM_SCOPES])
        else:
            data["error"] = {"code": 190, "message": "Error validating access token", "subcode": 463}
        return JSONResponse({"data": data})

    async def _subscribed(self, request: Request, given: dict[str, Any]) -> Response:
        check_page(self._world, request.path_params["node"])
        if request.method == "DELETE":
            self._world.subscribed = ()
        elif request.method == "POST":
            fields = tuple(field.strip() for field in str(given.get("subscribed_fields") or "").split(",") if field.strip())
            unheard_of = [field for field in fields if field not in PAGE_FIELDS]
            if not fields or unheard_of:
                raise Refused(100, f"Param subscribed_fields[0] must be one of {{{', '.join(PAGE_FIELDS)}}}")
            self._world.subscribed = fields
        if request.method != "GET":
            return JSONResponse({"success": True})
        app = {"id": str(OUR_APP), "name": "Sandbox", "subscribed_fields": list(self._world.subscribed)}
        return JSONResponse({"data": [app] if self._world.subscribed else []})

    async def _profile(self, request: Request, given: dict[str, Any]) -> Response:
        check_page(self._world, request.path_params["node"])
        profile = self._profiles["instagram" if given.get("platform") == "instagram" else "messenger"]
        if request.method == "GET":
            fields = [field for field in str(given.get("fields") or "").split(",") if field in profile]
            return JSONResponse({"data": [{field: profile[field] for field in fields}] if fields else []})
        names = given.get("fields") or [] if request.method == "DELETE" else [name for name in _PROFILE if name in given]
        if not names:
            raise Refused(100, "Requires one of the params: get_started, greeting, ice_breakers, persistent_menu")
        if request.method == "DELETE":
            for name in names:
                profile.pop(name, None)
        else:
            _check_profile({**profile, **given}, names, instagram=given.get("platform") == "instagram")
            profile.update({name: given[name] for name in names})
        return JSONResponse({"result": "success"})

    async def _app(self, request: Request, given: dict[str, Any]) -> Response:
        if request.method == "POST":
            url, kind = str(given.get("callback_url") or ""), str(given.get("object") or "")
            if kind not in ("page", "instagram") or not given.get("verify_token"):
                raise Refused(100, "object, callback_url and verify_token are required")
            await self._shake_hands(url, str(given["verify_token"]))
            fields = [{"name": name, "version": "v26.0"} for name in str(given.get("fields") or "").split(",")]
            self._subscriptions[kind] = {"object": kind, "callback_url": url, "active": True, "fields": fields}
            return JSONResponse({"success": True})
        return JSONResponse({"data": list(self._subscriptions.values())})

    async def _shake_hands(self, url: str, verify_token: str) -> None:
        challenge = str(self._world.number())
        asked = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
        public = self._world.settings.public_url
        where = self._world.target + url.removeprefix(public) if url.startswith(public) else url
        answer: httpx.Response | None = None
        async with client() as http:
            try:
                answer = await call(http, "The webhook", "GET", where, params=asked)
            except SendError as error:
                raise Refused(2200, f"Callback verification failed: {error}") from None
        if answer.status_code != 200 or answer.text != challenge:
            raise Refused(2200, f"Callback verification failed with HTTP status {answer.status_code}")


def _check_profile(profile: dict[str, Any], names: list[str], instagram: bool) -> None:
    """The limits of the Messenger Profile API (channel contract 1.8), refused as Meta refuses them."""
    if "greeting" in names:
        _check_locales(profile["greeting"], "greeting")
        if any(not 0 < len(str(item.get("text") or "")) <= 160 for item in profile["greeting"]):
            raise Refused(100, "Length of param greeting[0][text] must be less than or equal to 160")
    if "persistent_menu" in names:
        if not instagram and not profile.get("get_started"):
            raise Refused(100, "You must set a Get Started button if you also wish to use persistent menu")
        _check_actions(profile["persistent_menu"], "persistent_menu", 20, "title", 30)
    if "ice_breakers" in names:
        _check_actions(profile["ice_breakers"], "ice_breakers", 4, "question", 80)


def _check_actions(value: Any, name: str, most: int, words: str, longest: int) -> None:
    _check_locales(value, name)
    for item in value:
        actions = item.get("call_to_actions") or []
        if not 0 < len(actions) <= most:
            raise Refused(100, f"{name} takes 1 to {most} call_to_actions")
        for action in actions:
            if not 0 < len(str(action.get(words) or "")) <= longest or len(str(action.get("payload") or "")) > 1000:
                raise Refused(100, f"{name}: {words} has 1 to {longest} characters, payload at most 1000")


def _check_locales(value: Any, name: str) -> None:
    if not isinstance(value, list) or not any(isinstance(item, dict) and item.get("locale") == "default" for item in value):
        raise Refused(100, f"{name} needs an entry with the locale default")
