"""Every message we ask Twilio to send has the shape of its public OpenAPI description of ``POST …/Messages.json``."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.messages import Channel, Sender
from bot.settings import Settings
from connectors.base import Rendered, Template
from connectors.sms.send import TwilioConnector

# Twilio's API description, api_v2010, CreateMessageRequest, as of November 2026: what may stand in the form.
FIELDS = {
    "To", "StatusCallback", "ApplicationSid", "MaxPrice", "ProvideFeedback", "Attempt", "ValidityPeriod", "ForceDelivery",
    "ContentRetention", "AddressRetention", "SmartEncoded", "PersistentAction", "TrafficType", "ShortenUrls", "ScheduleType",
    "SendAt", "SendAsMms",
    "ContentVariables", "RiskCheck", "From", "MessagingServiceSid", "Body", "MediaUrl", "ContentSid",
}  # fmt: skip
ADDRESS = re.compile(r"(?:whatsapp:)?\+[1-9][0-9]{1,14}")
OURS, SERVICE, THEIRS = "+441632960000", "MG" + "0" * 32, "+447700900123"
PLAIN = Rendered("Hello £5 – “yes”\n😀")
TEMPLATE = Rendered("Ring 111.", template=Template("HX" + "1" * 32, {"1": "Ring 111."}))


@pytest.mark.parametrize("rendered", [PLAIN, TEMPLATE], ids=["words", "template"])
@pytest.mark.parametrize("ours", [OURS, SERVICE], ids=["number", "service"])
@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WHATSAPP])
def test_a_message_has_the_shape_of_the_description(channel: Channel, ours: str, rendered: Rendered, settings: Settings) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(201, json={"sid": "SM" + "0" * 32})

    assert settings.twilio is not None
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    connector = TwilioConnector(settings.twilio, "https://bot.example.org", channel, http)
    asyncio.run(connector.send(Sender(channel, ours, THEIRS), rendered, "key 1&2"))
    (request,) = asked
    form: dict[str, Any] = parse_qs(request.content.decode("ascii"), keep_blank_values=True, strict_parsing=True)
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.url.path.endswith(f"/2010-04-01/Accounts/{settings.twilio.account_sid}/Messages.json")
    assert set(form) <= FIELDS
    assert all(len(values) == 1 and values[0] for values in form.values())
    assert ADDRESS.fullmatch(form["To"][0])
    assert len({"From", "MessagingServiceSid"} & set(form)) == 1
    assert "From" not in form or ADDRESS.fullmatch(form["From"][0])
    assert len({"Body", "MediaUrl", "ContentSid"} & set(form)) == 1
    assert ("ContentVariables" in form) <= ("ContentSid" in form)
    assert len(form.get("Body", [""])[0]) <= 1600
    callback = urlsplit(form["StatusCallback"][0])
    assert (callback.scheme, callback.netloc, parse_qs(callback.query)) == ("https", "bot.example.org", {"key": ["key 1&2"]})
