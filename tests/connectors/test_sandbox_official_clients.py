"""The platforms' official clients talk to the sandbox unchanged."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

import pytest
import telegram
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.messages import Channel, Delivery, DeliveryState, Sender
from tests.connectors.playing import fault, say, sent, use

T = TypeVar("T")


class Rewriting(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's own HTTP client, with nothing changed but the host."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def request(self, method: str, url: str, **options: Any) -> Any:
        return super().request(method, url.replace("https://api.twilio.com", self._base), **options)


@pytest.fixture
def official_twilio(sandbox: Any) -> Client:
    return Client("ACsandbox", "sandbox-auth-token", http_client=Rewriting(sandbox.settings.twilio.api_url))


def test_the_official_twilio_client(official_twilio: Client, sandbox: Any) -> None:
    number = "+447700900301"
    made = official_twilio.messages.create(
        to=number, from_="+441632960000", body="Hello", status_callback=f"{sandbox.url}/webhooks/twilio/status?key=o1"
    )
    assert (made.status, made.direction, made.body, made.num_segments) == ("queued", "outbound-api", "Hello", "1")
    assert made.date_created.tzinfo is not None
    again = official_twilio.messages(made.sid).fetch()
    assert (again.status, again.to) == ("delivered", number)
    yesterday = datetime.now(timezone.utc).date() - timedelta(days=1)
    assert [message.sid for message in official_twilio.messages.list(to=number, date_sent_after=yesterday)] == [made.sid]
    assert official_twilio.messages.list(to=number, date_sent_before=yesterday) == []
    assert official_twilio.messages(made.sid).update(body="").body == ""
    assert official_twilio.messages(made.sid).delete()
    assert official_twilio.messages.list(to=number) == []
    delivered = sandbox.recorder.wait_for(lambda e: isinstance(e, Delivery) and e.key == "o1" and e.state is DeliveryState.DELIVERED)
    assert (delivered.provider_id, delivered.address) == (made.sid, number)


def test_the_official_twilio_client_pages_through_a_list(official_twilio: Client) -> None:
    number = "+447700900302"
    sids = [official_twilio.messages.create(to=number, from_="+441632960000", body=f"Hello {count}").sid for count in range(5)]
    assert [message.sid for message in official_twilio.messages.list(to=number, page_size=2)] == sids[::-1]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"to": "nobody"}, 21211),
        ({"body": " "}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"from_": "+441632960001"}, 21606),
    ],
)
def test_what_the_official_twilio_client_is_refused(wrong: dict[str, str], code: int, official_twilio: Client) -> None:
    with pytest.raises(TwilioRestException) as caught:
        official_twilio.messages.create(**{"to": "+447700900303", "from_": "+441632960000", "body": "Hello", **wrong})
    assert caught.value.code == code


def test_a_wrong_twilio_token_is_refused(sandbox: Any) -> None:
    stranger = Client("ACsandbox", "wrong", http_client=Rewriting(sandbox.settings.twilio.api_url))
    with pytest.raises(TwilioRestException) as caught:
        stranger.messages.create(to="+447700900303", from_="+441632960000", body="Hello")
    assert (caught.value.status, caught.value.code) == (401, 20003)


def official_bot(sandbox: Any, act: Callable[[telegram.Bot], Awaitable[T]], token: str = "1:sandbox") -> T:
    async def run() -> T:
        async with telegram.Bot(token, base_url=f"{sandbox.settings.telegram.api_url}/bot") as bot:
            return await act(bot)

    return asyncio.run(run())


def test_the_official_telegram_client(sandbox: Any) -> None:
    async def act(bot: telegram.Bot) -> tuple[telegram.User, telegram.Message]:
        assert await bot.set_webhook("https://bot.example.org/webhooks/telegram", secret_token="s")
        assert (await bot.get_webhook_info()).pending_update_count >= 0
        assert await bot.send_chat_action(700100301, "typing")
        assert await bot.answer_callback_query("4382", text="Thank you")
        keyboard = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Yes", callback_data="t1")]])
        return await bot.get_me(), await bot.send_message(700100301, "Hello <b>", reply_markup=keyboard)

    me, message = official_bot(sandbox, act)
    assert (me.id, me.is_bot) == (1, True)
    assert (message.text, message.chat.type, message.chat_id) == ("Hello <b>", "private", 700100301)
    (entry,) = sent(sandbox, "700100301")
    assert (entry["text"], entry["buttons"]) == ("Hello <b>", [{"title": "Yes", "payload": "t1"}])


@pytest.mark.parametrize(
    ("chat", "text", "error", "words"),
    [
        (700100302, " ", BadRequest, "empty"),
        (700100302, "x" * 4097, BadRequest, "too long"),
        ("@nobody", "Hello", BadRequest, "not found"),
    ],
)
def test_what_the_official_telegram_client_is_refused(chat: Any, text: str, error: type[Exception], words: str, sandbox: Any) -> None:
    with pytest.raises(error, match=words):
        official_bot(sandbox, lambda bot: bot.send_message(chat, text))


def test_telegrams_blocks_tokens_and_pauses(sandbox: Any) -> None:
    say(sandbox, channel="telegram", person="700100303", block=True)
    with pytest.raises(Forbidden):
        official_bot(sandbox, lambda bot: bot.send_message(700100303, "Hello"))
    with pytest.raises(InvalidToken):
        official_bot(sandbox, lambda bot: bot.get_me(), token="2:wrong")

    async def paused(bot: telegram.Bot) -> None:
        fault(sandbox, platform="telegram", status=429, retry_after=3)
        await bot.send_message(700100304, "Hello")

    with pytest.raises(RetryAfter):
        official_bot(sandbox, paused)


def test_whatsapp_after_its_24_hours(sandbox: Any, official_twilio: Client) -> None:
    """Words of our own fail with 63016, an approved template arrives, and whoever has written gets words again."""
    to, ours = "whatsapp:+447700900651", "whatsapp:+441632960000"
    callback = f"{sandbox.settings.public_url}/webhooks/twilio/status?key="

    def report(key: str, state: DeliveryState) -> Delivery:
        found = sandbox.recorder.wait_for(lambda e: isinstance(e, Delivery) and e.key == key and e.state is state)
        assert isinstance(found, Delivery)
        return found

    official_twilio.messages.create(to=to, from_=ours, body="Hello", status_callback=callback + "w1")
    assert report("w1", DeliveryState.FAILED).error_code == "63016"
    official_twilio.messages.create(
        to=to, from_=ours, content_sid="HX" + "0" * 32, content_variables='{"1": "Pat"}', status_callback=callback + "w2"
    )
    assert report("w2", DeliveryState.DELIVERED).channel is Channel.WHATSAPP
    for content, code in (({"content_sid": "12"}, 21655), ({"content_sid": "HX1", "content_variables": "[1]"}, 21656)):
        with pytest.raises(TwilioRestException) as caught:
            official_twilio.messages.create(to=to, from_=ours, **content)
        assert caught.value.code == code
    said = say(sandbox, channel="whatsapp", person="+447700900651", text="hello again")
    official_twilio.messages.create(to=to, from_=ours, body="Hello", status_callback=callback + "w3")
    report("w3", DeliveryState.DELIVERED)
    say(sandbox, channel="whatsapp", person="+447700900651", block=True)
    official_twilio.messages.create(to=to, from_=ours, body="Hello", status_callback=callback + "w4")
    assert report("w4", DeliveryState.FAILED).unreachable
    use(sandbox, Channel.WHATSAPP, lambda connector: connector.seen(Sender(Channel.WHATSAPP, ours, to), said["provider_id"]))
    state = sandbox.http.get(f"{sandbox.url}/sandbox/api/state", params={"people": "whatsapp:+447700900651"}).json()
    assert state["threads"]["whatsapp:+447700900651"]["typing"]
