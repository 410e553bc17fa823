"""Twilio's side of ``quietword channels``: the account, the number, what it can do and where it delivers."""

from __future__ import annotations

from typing import Any

import httpx

from bot.settings import TwilioSettings
from connectors.errors import SendError
from connectors.http import call, client, json_body
from connectors.payload import some_dict, some_list
from connectors.sms.failures import failure
from connectors.upkeep import Finding, Profile, webhook_answers


class TwilioUpkeep:
    """The number of one account. A WhatsApp sender has no such call: its address is entered in Twilio's console."""

    platform = "twilio"

    def __init__(self, settings: TwilioSettings, public_url: str, http: httpx.AsyncClient | None = None) -> None:
        self._settings = settings
        self._webhook = f"{public_url}/webhooks/twilio"
        self._account = f"{settings.api_url}/2010-04-01/Accounts/{settings.account_sid}"
        self._http = http or client()

    async def set_up(self, profile: Profile) -> list[Finding]:
        """See ``connectors.upkeep``."""
        subject = f"number {self._settings.sms_from}"
        try:
            number = await self._number()
            if number is None:
                return [Finding(subject, False, "this account has no such number. Check TWILIO_FROM")]
            address = {"SmsUrl": self._webhook, "SmsMethod": "POST", "SmsFallbackUrl": ""}
            await self._call("POST", f"{self._account}/IncomingPhoneNumbers/{number['sid']}.json", data=address)
        except SendError as error:
            return [Finding(subject, False, str(error))]
        return [Finding(subject, True, f"delivers to {self._webhook}"), *self._whatsapp()]

    async def check(self, profile: Profile) -> list[Finding]:
        """See ``connectors.upkeep``."""
        findings = [await webhook_answers(self._http, "POST", self._webhook, None, 403)]
        try:
            account = await self._call("GET", f"{self._account}.json")
            number = await self._number()
        except SendError as error:
            return [*findings, Finding("account", False, str(error), broken=error.code == "20003")]
        status = str(account.get("status"))
        trial = "; a trial account, which writes to numbers you have confirmed only" if account.get("type") == "Trial" else ""
        findings.append(Finding("account", status == "active" and not trial, f"{status}{trial}", broken=status != "active"))
        return [*findings, *self._judge(number), *self._whatsapp()]

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    def _judge(self, number: dict[str, Any] | None) -> list[Finding]:
        subject = f"number {self._settings.sms_from}"
        if number is None:
            return [Finding(subject, False, "this account has no such number. Check TWILIO_FROM", broken=True)]
        can = [name for name, able in some_dict(number.get("capabilities")).items() if able]
        findings = [Finding(subject, "sms" in map(str.lower, can), f"can do {', '.join(sorted(can)) or 'nothing'}")]
        url, method = number.get("sms_url"), str(number.get("sms_method") or "POST").upper()
        if url == self._webhook and method == "POST":
            findings.append(Finding(subject, True, "delivers to us"))
        else:
            words = f"delivers by {method} to {url or 'nowhere'}, not by POST to {self._webhook}. Run: quietword channels setup"
            findings.append(Finding(subject, False, words, broken=True))
        return findings

    def _whatsapp(self) -> list[Finding]:
        if not self._settings.whatsapp_from:
            return []
        words = f"in Twilio's console its sender must deliver to {self._webhook}; there is no call to set or see that"
        return [Finding("WhatsApp", True, words)]

    async def _number(self) -> dict[str, Any] | None:
        answer = await self._call("GET", f"{self._account}/IncomingPhoneNumbers.json", params={"PhoneNumber": self._settings.sms_from})
        numbers = [some_dict(number) for number in some_list(answer.get("incoming_phone_numbers"))]
        return next((number for number in numbers if number.get("phone_number") == self._settings.sms_from and number.get("sid")), None)

    async def _call(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        auth = (self._settings.account_sid, self._settings.auth_token)
        response = await call(self._http, "Twilio", method, url, auth=auth, **options)
        problem = failure(response)
        if problem is not None:
            raise problem
        return json_body(response)
