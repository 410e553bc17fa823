"""Sending: what goes over the wire, and what every failure means. The platforms are played by a function."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from bot.messages import Button, Channel, Reply, Sender
from bot.settings import MetaSettings, Settings
from connectors.base import UNKNOWN, Rendered, Template
from connectors.errors import Ambiguous, GiveToStaff, Retryable, SendError, StopChannel
from connectors.messenger import MetaConnector
from connectors.registry import build
from connectors.sms import TwilioConnector

SAM = Sender(Channel.MESSENGER, "1000", "222")
SAM_PHONE = Sender(Channel.SMS, "+441632960000", "+447700900123")
HELLO = Rendered("Hello", (Button("Yes", "t1"),))
SINCE = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)

Answer = Callable[[httpx.Request], httpx.Response]


def played(answer: Answer) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.MockTransport(answer))


def meta(settings: Settings, answer: Answer, channel: Channel = Channel.MESSENGER) -> MetaConnector:
    assert settings.meta is not None
    return MetaConnector(settings.meta, channel, played(answer))


def twilio(settings: Settings, answer: Answer) -> TwilioConnector:
    assert settings.twilio is not None
    return TwilioConnector(settings.twilio, "https://bot.example.org", Channel.SMS, played(answer))


def test_a_messenger_message_as_it_leaves(settings: Settings) -> None:
    calls: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(200, json={"recipient_id": "222", "message_id": "m_9"})

    assert asyncio.run(meta(settings, answer).send(SAM, HELLO, "k1")) == "m_9"
    (request,) = calls
    assert request.url.path == "/sandbox/meta/v26.0/1000/messages"
    assert not request.url.query
    assert request.headers["authorization"] == "Bearer sandbox-page-token"
    assert json.loads(request.content) == {
        "recipient": {"id": "222"},
        "messaging_type": "RESPONSE",
        "message": {
            "text": "Hello",
            "metadata": "qw:k1",
            "quick_replies": [{"content_type": "text", "title": "Yes", "payload": "t1"}],
        },
    }


def test_words_of_a_person_go_late_under_their_tag(settings: Settings) -> None:
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(200, json={"message_id": "m_9"})

    assert asyncio.run(meta(settings, answer).send(SAM, Rendered("Hello", human_agent=True), "k1")) == "m_9"
    assert (bodies[0]["messaging_type"], bodies[0]["tag"]) == ("MESSAGE_TAG", "HUMAN_AGENT")


@pytest.mark.parametrize(
    ("code", "kind"), [(10, GiveToStaff), (100, GiveToStaff), (200, GiveToStaff), (190, StopChannel), (551, GiveToStaff)]
)
def test_a_page_without_the_human_agent_feature_is_not_a_broken_page(code: int, kind: type[SendError], settings: Settings) -> None:
    refused = {"error": {"code": code, "message": "(#10) no"}}
    with pytest.raises(SendError) as caught:
        asyncio.run(meta(settings, lambda request: httpx.Response(400, json=refused)).send(SAM, Rendered("Hello", human_agent=True), "k1"))
    assert type(caught.value) is kind


def test_a_template_as_it_leaves(settings: Settings) -> None:
    forms: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        forms.append(parse_qs(request.content.decode()))
        return httpx.Response(201, json={"sid": "SM9"})

    late = Rendered("Ring 111.", template=Template("HX1", {"1": "Ring 111."}))
    assert settings.twilio is not None
    connector = TwilioConnector(settings.twilio, "https://bot.example.org", Channel.WHATSAPP, played(answer))
    assert asyncio.run(connector.send(Sender(Channel.WHATSAPP, "+441632960000", "+447700900123"), late, "k1")) == "SM9"
    assert forms[0]["ContentSid"] == ["HX1"]
    assert json.loads(forms[0]["ContentVariables"][0]) == {"1": "Ring 111."}
    assert forms[0]["To"] == ["whatsapp:+447700900123"]
    assert "Body" not in forms[0]


def test_a_template_is_found_again_by_the_words_in_it(settings: Settings) -> None:
    found = {"messages": [listed("SM2", "Healthwatch writes: Ring 111. Bye", 1)], "next_page_uri": None}
    late = Rendered("Ring\n111.", template=Template("HX1", {"1": "Ring 111."}))
    sought = twilio(settings, lambda request: httpx.Response(200, json=found)).find_sent(SAM_PHONE, late, "k1", SINCE, frozenset())
    assert asyncio.run(sought) == "SM2"


@pytest.mark.parametrize(
    ("channel", "hidden", "query", "form"),
    [
        (Channel.MESSENGER, True, {}, {"is_hidden": ["true"]}),
        (Channel.MESSENGER, False, {}, {"is_hidden": ["false"]}),
        (Channel.INSTAGRAM, True, {"hide": "true"}, {}),
    ],
)
def test_hiding_a_comment(channel: Channel, hidden: bool, query: dict[str, str], form: dict[str, list[str]], settings: Settings) -> None:
    calls: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(200, json={"success": True})

    connector = meta(settings, answer, channel)
    asyncio.run(connector.hide("900_77") if hidden else connector.unhide("900_77"))
    assert calls[0].url.path == "/sandbox/meta/v26.0/900_77"
    assert dict(calls[0].url.params) == query
    assert parse_qs(calls[0].content.decode()) == form


def test_a_private_reply_names_the_comment(settings: Settings) -> None:
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(200, json={"message_id": "m_9"})

    assert asyncio.run(meta(settings, answer).private_reply("900_77", "Hello", "k1")) == "m_9"
    assert bodies[0]["recipient"] == {"comment_id": "900_77"}


BROKEN: list[tuple[type[httpx.HTTPError], type[SendError]]] = [
    (httpx.ConnectError, Retryable),
    (httpx.ConnectTimeout, Retryable),
    (httpx.PoolTimeout, Retryable),
    (httpx.ReadTimeout, Ambiguous),
    (httpx.WriteTimeout, Ambiguous),
    (httpx.RemoteProtocolError, Ambiguous),
]


@pytest.mark.parametrize(("error", "kind"), BROKEN)
def test_a_broken_connection_says_whether_it_may_have_been_sent(
    error: type[httpx.HTTPError], kind: type[SendError], settings: Settings
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error("https://secret.example/?To=+447700900123")

    for send in (meta(settings, answer).send(SAM, HELLO, "k1"), twilio(settings, answer).send(SAM_PHONE, HELLO, "k1")):
        with pytest.raises(SendError) as caught:
            asyncio.run(send)
        assert type(caught.value) is kind
        assert "secret" not in str(caught.value)


def test_seen_fails_quietly(settings: Settings) -> None:
    asyncio.run(meta(settings, lambda request: httpx.Response(500)).seen(SAM))


def test_a_text_message_as_it_leaves(settings: Settings) -> None:
    calls: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(201, json={"sid": "SM9", "status": "queued"})

    assert asyncio.run(twilio(settings, answer).send(SAM_PHONE, Rendered("Hello"), "k 1")) == "SM9"
    assert calls[0].url.path == "/sandbox/twilio/2010-04-01/Accounts/ACsandbox/Messages.json"
    assert calls[0].headers["authorization"].startswith("Basic ")
    assert parse_qs(calls[0].content.decode()) == {
        "To": ["+447700900123"],
        "From": ["+441632960000"],
        "Body": ["Hello"],
        "StatusCallback": ["https://bot.example.org/webhooks/twilio/status?key=k%201"],
    }


def test_a_messaging_service_chooses_the_number(settings: Settings) -> None:
    calls: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(200, json={"sid": "SM9", "messages": []})

    through = replace(SAM_PHONE, account="MG1")
    asyncio.run(twilio(settings, answer).send(through, Rendered("Hello"), "k"))
    asyncio.run(twilio(settings, answer).find_sent(through, Rendered("Hello"), "k", SINCE, frozenset()))
    form = parse_qs(calls[0].content.decode())
    assert (form["MessagingServiceSid"], "From" in form) == (["MG1"], False)
    assert "From" not in dict(calls[1].url.params)


@pytest.mark.parametrize(
    ("api_url", "at"),
    [
        ("https://api.twilio.com", "https://messaging.twilio.com/v2/Indicators/Typing.json"),
        ("http://localhost:9/twilio", "http://localhost:9/twilio/v2/Indicators/Typing.json"),
    ],
)
def test_whatsapp_shows_that_we_are_typing_and_sms_cannot(api_url: str, at: str, settings: Settings) -> None:
    assert settings.twilio is not None
    calls: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(400, json={"code": 20404})

    account = replace(settings.twilio, api_url=api_url)
    for channel in (Channel.SMS, Channel.WHATSAPP):
        connector = TwilioConnector(account, "https://bot.example.org", channel, played(answer))
        asyncio.run(connector.seen(SAM_PHONE, "SM1"))
    (call,) = calls
    assert (str(call.url), parse_qs(call.content.decode())) == (at, {"messageId": ["SM1"], "channel": ["whatsapp"]})


def listed(sid: str, body: str, minute: int, direction: str = "outbound-api") -> dict[str, Any]:
    return {"sid": sid, "body": body, "direction": direction, "date_created": f"Sun, 22 Nov 2026 12:{minute:02d}:00 +0000"}


@pytest.mark.parametrize(
    ("messages", "known", "found"),
    [
        ([], set(), None),
        ([listed("SM2", "Hello", 1)], set(), "SM2"),
        ([listed("SM2", "Other", 1)], set(), None),
        ([listed("SM2", "Hello", 1)], {"SM2"}, None),
        ([listed("SM3", "Hello", 2), listed("SM2", "Hello", 1)], {"SM3"}, "SM2"),
        ([listed("SM2", "Hello", 1, "inbound")], set(), None),
        ([{**listed("SM1", "Hello", 0), "date_created": "Sun, 22 Nov 2026 11:00:00 +0000"}], set(), None),
    ],
    ids=["none", "there", "another text", "known", "the unknown one", "theirs", "too old"],
)
def test_looking_for_a_text_message_that_may_have_been_sent(
    messages: list[dict[str, Any]], known: set[str], found: str | None, settings: Settings
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert dict(request.url.params) == {"To": "+447700900123", "From": "+441632960000", "PageSize": "100"}
        return httpx.Response(200, json={"messages": messages, "next_page_uri": None})

    sought = twilio(settings, answer).find_sent(SAM_PHONE, Rendered("Hello"), "k1", SINCE, frozenset(known))
    assert asyncio.run(sought) == found


def test_a_list_that_cannot_be_read_is_no_proof(settings: Settings) -> None:
    with pytest.raises(Retryable):
        asyncio.run(twilio(settings, lambda request: httpx.Response(200, json={})).find_sent(SAM_PHONE, HELLO, "k1", SINCE, frozenset()))


def test_the_registry_has_a_connector_for_every_channel(settings: Settings) -> None:
    connectors = build(settings)
    assert set(connectors) == set(Channel)
    for channel, connector in connectors.items():
        assert connector.channel is channel
        assert connector.render(Reply("Hello"))

    async def close() -> None:
        web = connectors[Channel.WEB]
        assert await web.send(Sender(Channel.WEB, "web", "s1"), Rendered("Hello"), "k1") == "k1"
        assert await connectors[Channel.TELEGRAM].find_sent(SAM, HELLO, "k1", SINCE, frozenset()) is UNKNOWN
        assert await connectors[Channel.MESSENGER].find_sent(SAM, HELLO, "k1", SINCE, frozenset()) is UNKNOWN
        for connector in connectors.values():
            await connector.aclose()

    asyncio.run(close())


def test_a_channel_without_settings_is_off(settings: Settings) -> None:
    from dataclasses import replace

    assert set(build(replace(settings, meta=None, twilio=None, telegram=None))) == {Channel.WEB}


def test_each_page_speaks_for_itself(two_pages: MetaSettings) -> None:
    calls: list[tuple[str, str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append((request.url.path.rpartition("v26.0/")[2], request.headers["authorization"], request.url.query.decode()))
        return httpx.Response(200, json={"message_id": "m_9"})

    async def work() -> None:
        connector = MetaConnector(two_pages, Channel.MESSENGER, played(answer))
        await connector.send(Sender(Channel.MESSENGER, "1001", "222"), HELLO, "k1")
        await connector.send(Sender(Channel.INSTAGRAM, "2000", "555"), HELLO, "k2")
        await connector.hide("77", "1001")
        await connector.hide("88", "2000")
        await connector.private_reply("99", "Hello", "k3", "1001")

    asyncio.run(work())
    first, second = "Bearer token of the first", "Bearer token of the second"
    assert calls == [
        ("1001/messages", second, ""),
        ("1000/messages", first, ""),
        ("77", second, ""),
        ("88", first, "hide=true"),  # Instagram's own name for it
        ("1001/messages", second, ""),
    ]
