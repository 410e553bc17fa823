"""Twilio's API, the part an operator needs: the account, and its one number with where it delivers."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from connectors.sandbox.world import World

_CHANGES = {"SmsUrl": "sms_url", "SmsMethod": "sms_method", "SmsFallbackUrl": "sms_fallback_url"}


class TwilioNumbers:
    """Handlers over one ``World``. A new sandbox delivers to the web process, so that nothing needs to be set up."""

    def __init__(self, world: World) -> None:
        twilio = world.settings.twilio
        self._number: dict[str, Any] = {
            "sid": f"PN{secrets.token_hex(16)}",
            "phone_number": twilio.sms_from if twilio else "",
            "capabilities": {"sms": True, "mms": False, "voice": True, "fax": False},
            "sms_url": f"{world.settings.public_url}/webhooks/twilio",
            "sms_method": "POST",
            "sms_fallback_url": "",
        }

    async def account(self, request: Request) -> Response:
        """The account itself."""
        return JSONResponse({"sid": request.path_params["account"], "friendly_name": "Sandbox", "status": "active", "type": "Full"})

    async def list(self, request: Request) -> Response:
        """Its numbers; ``PhoneNumber`` is a part of one."""
        numbers = [self._number] if request.query_params.get("PhoneNumber", "") in self._number["phone_number"] else []
        return JSONResponse({"incoming_phone_numbers": numbers, "page": 0, "next_page_uri": None})

    async def one(self, request: Request) -> Response:
        """One number, and what is changed of it."""
        if request.path_params["sid"] != self._number["sid"]:
            return JSONResponse({"code": 20404, "message": "The requested resource was not found", "status": 404}, status_code=404)
        if request.method == "POST":
            form = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
            self._number.update({field: form[name][-1] for name, field in _CHANGES.items() if name in form})
        return JSONResponse(self._number)
