"""Calls to Twilio's REST API: sending a message, and looking whether one was taken."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx

from bot.messages import Channel, Reply, Sender
from bot.settings import TWILIO_API_URL, TwilioSettings
from connectors.base import Limits, Rendered
from connectors.errors import Ambiguous, Retryable, SendError
from connectors.http import call, client, json_body
from connectors.sms.failures import failure
from connectors.sms.render import SMS_LIMITS, WHATSAPP_LIMITS, render

log = logging.getLogger(__name__)

TYPING_URL = "https://messaging.twilio.com"
_CLOCK_SLACK = timedelta(seconds=60)
"""Twilio's clock and ours may differ, and its times have whole seconds."""


class TwilioConnector:
    """SMS or WhatsApp of one Twilio account, by ``channel``."""

    def __init__(
        self, settings: TwilioSettings, public_url: str, channel: Channel = Channel.SMS, http: httpx.AsyncClient | None = None
    ) -> None:
        self.channel = channel
        self.limits: Limits = WHATSAPP_LIMITS if channel is Channel.WHATSAPP else SMS_LIMITS
        self._from = (settings.whatsapp_from or "") if channel is Channel.WHATSAPP else settings.sms_from
        self._status_url = f"{public_url}/webhooks/twilio/status"
        self._api = settings.api_url
        self._messages = f"{settings.api_url}/2010-04-01/Accounts/{settings.account_sid}/Messages.json"
        # Twilio keeps this one at a host of its own; a stand-in has everything in one place.
        typing_at = TYPING_URL if settings.api_url == TWILIO_API_URL else settings.api_url
        self._typing = f"{typing_at}/v2/Indicators/Typing.json"
        self._http = http or client()
        self._auth = httpx.BasicAuth(settings.account_sid, settings.auth_token)

    def render(self, reply: Reply) -> list[Rendered]:
        """See ``sms.render``."""
        return render(reply, self.channel)

    async def send(self, to: Sender, rendered: Rendered, key: str) -> str:
        """Sends one message; gives its SID. Our key comes back in the status callbacks' address. Raises ``SendError``."""
        answer = await self._call(
            "POST",
            self._messages,
            data={
                "To": self._wire(to.address),
                **_from(self._ours(to)),
                **_content(rendered),
                "StatusCallback": f"{self._status_url}?key={quote(key, safe='')}",
            },
        )
        sid = answer.get("sid")
        if not isinstance(sid, str) or not sid:
            raise Ambiguous("Twilio took the message without naming it.")
        return sid

    async def find_sent(self, to: Sender, rendered: Rendered, key: str, since: datetime, known: frozenset[str]) -> str | None:
        """The SID of a message to this person with this text, taken since then and not among ``known``; else None.

        Twilio keeps no key of ours on a message, so the text itself must tell. Its date filter is left aside: it looks
        at the day of sending, which a message still in the queue does not have. Raises ``SendError``.
        """
        earliest = since - _CLOCK_SLACK
        url = self._messages
        query: dict[str, Any] = {"params": {"To": self._wire(to.address), **_listed_from(self._ours(to)), "PageSize": "100"}}
        while True:
            page = await self._call("GET", url, **query)
            messages = page.get("messages")
            if not isinstance(messages, list):
                raise Retryable("Twilio's list of messages could not be read.")
            taken = [item for item in messages if isinstance(item, dict) and _created(item) >= earliest]
            for item in taken:
                if item.get("sid") not in known and _is_of(item, rendered) and item.get("direction") != "inbound":
                    return str(item["sid"])
            # Newest first: a page that reaches behind the time we ask for is the last one of interest.
            onward = page.get("next_page_uri")
            if len(taken) < len(messages) or not isinstance(onward, str) or not onward.startswith("/"):
                return None
            url, query = self._api + onward, {}

    async def seen(self, to: Sender, message_id: str | None = None) -> None:
        """On WhatsApp, marks that message as read and shows "typing" for up to 25 seconds. A text message has no such sign."""
        if self.channel is not Channel.WHATSAPP or not message_id:
            return
        try:
            await self._call("POST", self._typing, data={"messageId": message_id, "channel": "whatsapp"})
        except SendError as error:
            log.debug("typing was not shown: %s", error)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    def _ours(self, to: Sender) -> str:
        # Answer from the number the person wrote to; there may be more than one. Or from the Messaging Service.
        return self._wire(to.account) if to.account else self._from

    def _wire(self, address: str) -> str:
        named = self.channel is Channel.WHATSAPP and not address.startswith("MG")
        return f"whatsapp:{address}" if named else address

    async def _call(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        response = await call(self._http, "Twilio", method, url, auth=self._auth, **options)
        problem = failure(response)
        if problem is not None:
            raise problem
        return json_body(response)


def _from(ours: str) -> dict[str, str]:
    """Our number, or the Messaging Service that chooses one of ours."""
    return {"MessagingServiceSid" if ours.startswith("MG") else "From": ours}


def _listed_from(ours: str) -> dict[str, str]:
    # The list of messages knows numbers only: a service's may come from any of its own.
    return {} if ours.startswith("MG") else {"From": ours}


def _content(rendered: Rendered) -> dict[str, str]:
    if rendered.template is None:
        return {"Body": rendered.text}
    return {"ContentSid": rendered.template.id, "ContentVariables": json.dumps(rendered.template.variables, ensure_ascii=False)}


def _is_of(item: dict[str, Any], rendered: Rendered) -> bool:
    """Whether a listed message has our words: all of them, or in a template's gap (where the platform squeezes spaces)."""
    body = item.get("body")
    if rendered.template is None:
        return body == rendered.text
    return isinstance(body, str) and " ".join(rendered.text.split()) in " ".join(body.split())


def _created(item: dict[str, Any]) -> datetime:
    """When Twilio took a message; its times look like ``Tue, 31 Aug 2010 20:36:28 +0000``. Unreadable counts as now."""
    try:
        created = parsedate_to_datetime(str(item.get("date_created")))
    except (TypeError, ValueError):
        return datetime.now(timezone.utc)
    return created if created.tzinfo else created.replace(tzinfo=timezone.utc)
