"""What goes wrong at a platform, played in the sandbox, is the right kind of error for a connector."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from bot.messages import Channel, Delivery, DeliveryState, Sender
from connectors.base import Rendered
from connectors.errors import Ambiguous, Bug, GiveToStaff, Retryable, SendError, StopChannel, StopContact, Throttled
from connectors.sms import TwilioConnector
from connectors.telegram import TelegramConnector
from tests.connectors.playing import fault, sent, use


@pytest.mark.parametrize(("order", "code"), [("[undelivered]", "30003"), ("[failed 30007]", "30007"), ("[undelivered 21610]", "21610")])
def test_a_bad_end_can_be_ordered(order: str, code: str, sandbox: Any) -> None:
    sam = Sender(Channel.SMS, "+441632960000", "+447700900652")
    use(sandbox, Channel.SMS, lambda connector: connector.send(sam, Rendered(f"Hello {order}"), f"end-{code}"))
    report = sandbox.recorder.wait_for(lambda e: isinstance(e, Delivery) and e.key == f"end-{code}" and e.state is DeliveryState.FAILED)
    assert (report.error_code, report.unreachable) == (code, code == "21610")


def test_a_message_that_was_taken_before_the_fault_is_found_again(sandbox: Any) -> None:
    sam = Sender(Channel.SMS, "+441632960000", "+447700900602")
    since = datetime.now(timezone.utc)

    async def act(connector: TwilioConnector) -> tuple[str | None, str | None, str]:
        before = await connector.find_sent(sam, Rendered("Lost?"), "k-lost", since, frozenset())
        fault(sandbox, platform="twilio", status=504, after=True)
        with pytest.raises(Ambiguous):
            await connector.send(sam, Rendered("Lost?"), "k-lost")
        found = await connector.find_sent(sam, Rendered("Lost?"), "k-lost", since, frozenset())
        assert await connector.find_sent(sam, Rendered("Lost?"), "k-lost", since, frozenset({str(found)})) is None
        return before, found, sent(sandbox, sam.address)[0]["provider_id"]

    before, found, accepted = use(sandbox, Channel.SMS, act)
    assert before is None
    assert found == accepted


@pytest.mark.parametrize(
    ("channel", "played", "kind"),
    [
        (Channel.MESSENGER, {"platform": "meta", "status": 400, "code": 10, "subcode": 2018278}, GiveToStaff),
        (Channel.MESSENGER, {"platform": "meta", "status": 400, "code": 4, "retry_after": 9}, Throttled),
        (Channel.MESSENGER, {"platform": "meta", "status": 502, "after": True}, Ambiguous),
        (Channel.SMS, {"platform": "twilio", "status": 429, "code": 20429}, Throttled),
        (Channel.TELEGRAM, {"platform": "telegram", "status": 429, "retry_after": 9}, Throttled),
        (Channel.TELEGRAM, {"platform": "telegram", "status": 403}, StopContact),
        (Channel.TELEGRAM, {"platform": "telegram", "status": 401}, StopChannel),
        (Channel.TELEGRAM, {"platform": "telegram", "status": 400}, Bug),
        (Channel.TELEGRAM, {"platform": "telegram", "status": 502}, Ambiguous),
    ],
)
def test_a_played_fault_is_the_right_kind_of_error(channel: Channel, played: dict[str, Any], kind: type[SendError], sandbox: Any) -> None:
    address = {Channel.SMS: "+447700900701", Channel.TELEGRAM: "700100701"}.get(channel, "5000000000000701")
    account = "+441632960000" if channel is Channel.SMS else "1000"
    fault(sandbox, **played)
    with pytest.raises(SendError) as caught:
        use(sandbox, channel, lambda connector: connector.send(Sender(channel, account, address), Rendered("Hello"), "k-fault"))
    assert type(caught.value) is kind
    if "retry_after" in played:
        assert isinstance(caught.value, Retryable)
        assert caught.value.retry_after == played["retry_after"]


def test_nobody_at_telegrams_address(sandbox: Any) -> None:
    nowhere = replace(sandbox.settings.telegram, api_url="http://127.0.0.1:9")

    async def act() -> None:
        connector = TelegramConnector(nowhere)
        with pytest.raises(Retryable) as caught:
            await connector.send(Sender(Channel.TELEGRAM, "1", "77"), Rendered("Hello"), "k")
        assert type(caught.value) is Retryable
        await connector.seen(Sender(Channel.TELEGRAM, "1", "77"))
        await connector.answer_callback("1")
        await connector.aclose()

    asyncio.run(act())


def test_an_invitation_follows_a_group_that_has_moved(sandbox: Any) -> None:
    group = "-1001000000500"

    async def invite(connector: TelegramConnector) -> str | None:
        await connector.invite(group, "before {link}", [])  # from here on it knows its own name
        fault(sandbox, platform="telegram", status=400, moved_to=int(group))
        return await connector.invite("-55:3", "after {link}", [])

    assert use(sandbox, Channel.TELEGRAM, invite)
    assert sent(sandbox, group)[-1]["text"].startswith("after https://t.me/")


def test_being_out_of_a_group_is_not_retried(sandbox: Any) -> None:
    with pytest.raises(StopContact):
        use(sandbox, Channel.TELEGRAM, lambda connector: connector.invite("-1009", "{link}", []))


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"text": "x" * 2000}, "less than 2000"),
        ({"text": " "}, "text"),
        ({}, "text"),
        ({"text": "x", "metadata": "k" * 1001}, "metadata"),
        ({"text": "x", "quick_replies": [{"content_type": "text", "title": "x" * 21, "payload": "p"}]}, "quick reply"),
        ({"text": "x", "quick_replies": [{"content_type": "text", "title": "x", "payload": "p"}] * 14}, "13"),
    ],
)
def test_what_the_graph_stand_in_refuses(message: dict[str, Any], words: str, sandbox: Any) -> None:
    body = {"recipient": {"id": "5000000000000801"}, "messaging_type": "RESPONSE", "message": message, "access_token": "sandbox-page-token"}
    answer = sandbox.http.post(f"{sandbox.settings.meta.graph_url}/me/messages", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 100
    assert words in answer.json()["error"]["message"]


def test_a_wrong_page_token_is_refused(sandbox: Any) -> None:
    answer = sandbox.http.post(f"{sandbox.settings.meta.graph_url}/1000/messages", json={}, headers={"Authorization": "Bearer wrong"})
    assert answer.json()["error"]["code"] == 190
