"""The sandbox: official clients talk to it unchanged, our connectors too, and its webhooks are signed and understood."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

import httpx
import pytest
import telegram
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.messages import Button, Channel, Delivery, DeliveryState, Ignored, Inbound, InboundKind, PublicItem, Reply, Sender
from connectors.base import Connector, Rendered
from connectors.errors import Ambiguous, Bug, GiveToStaff, Retryable, SendError, StopChannel, StopContact, Throttled
from connectors.messenger import MetaConnector
from connectors.registry import build
from connectors.sandbox.app import create
from connectors.sms import TwilioConnector
from connectors.telegram import TelegramConnector

T = TypeVar("T")


def say(sandbox: Any, **what: Any) -> dict[str, Any]:
    answer = sandbox.http.post(f"{sandbox.url}/sandbox/api/say", json=what)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def sent(sandbox: Any, to: str) -> list[dict[str, Any]]:
    entries = sandbox.http.get(f"{sandbox.url}/sandbox/api/sent", params={"limit": 5000}).json()["sent"]
    return [entry for entry in entries if entry["to"] == to]


def use(sandbox: Any, channel: Channel, act: Callable[[Any], Awaitable[T]]) -> T:
    """Runs one act of a connector built for the sandbox."""

    async def run() -> T:
        connectors = build(sandbox.settings)
        try:
            return await act(connectors[channel])
        finally:
            for connector in connectors.values():
                await connector.aclose()

    return asyncio.run(run())


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
    fault(sandbox, platform="telegram", status=429, retry_after=3)
    with pytest.raises(RetryAfter):
        official_bot(sandbox, lambda bot: bot.send_message(700100304, "Hello"))


def fault(sandbox: Any, **what: Any) -> None:
    # The official Telegram client asks getMe first: that call must not take the failure.
    if what["platform"] == "telegram":
        what["times"] = 2 if what.get("times") is None else what["times"]
    assert sandbox.http.post(f"{sandbox.url}/sandbox/api/fault", json=what).status_code == 200


CONVERSATIONS = [
    (Channel.MESSENGER, "5000000000000401"),
    (Channel.INSTAGRAM, "6000000000000401"),
    (Channel.SMS, "+447700900401"),
    (Channel.WHATSAPP, "+447700900402"),
    (Channel.TELEGRAM, "700100401"),
]
REPLY = Reply("Here is “one” answer – thank you. 😀", (Button("Yes", "t1"), Button("No", "t2")))


@pytest.mark.parametrize(("channel", "address"), CONVERSATIONS, ids=[str(channel) for channel, _ in CONVERSATIONS])
def test_there_and_back_on_every_channel(channel: Channel, address: str, sandbox: Any) -> None:
    words = f"café 😀 /slash & more, {channel}"
    said = say(sandbox, channel=channel.value, person=address, text=words)
    event = sandbox.recorder.wait_for(lambda e: isinstance(e, Inbound) and e.text == words)
    assert (event.kind, event.sender.channel, event.sender.address) == (InboundKind.TEXT, channel, address)

    async def answer(connector: Connector) -> tuple[list[Rendered], str]:
        await connector.seen(event.sender)
        (rendered,) = connector.render(REPLY)
        return [rendered], await connector.send(event.sender, rendered, f"key-{channel}")

    (rendered,), provider_id = use(sandbox, channel, answer)
    (entry,) = sent(sandbox, address)
    assert (entry["text"], entry["provider_id"]) == (rendered.text, provider_id)
    assert entry["buttons"] == rendered.as_dict()["buttons"]
    if channel is not Channel.TELEGRAM:
        assert entry["key"] == f"key-{channel}"
        state = sandbox.recorder.wait_for(lambda e: isinstance(e, Delivery) and e.key == f"key-{channel}")
        assert state.provider_id == provider_id
    if channel in (Channel.SMS, Channel.WHATSAPP):
        assert entry["text"].endswith("1. Yes\n2. No")
    else:
        pressed = say(sandbox, channel=channel.value, person=address, button="No")
        event = sandbox.recorder.wait_for(lambda e: isinstance(e, Inbound) and e.payload == "t2" and e.sender.address == address)
        assert event.kind is InboundKind.BUTTON
        assert pressed["seq"] > said["seq"]
    assert sandbox.recorder.refused == 0


def test_a_button_that_was_never_sent_cannot_be_pressed(sandbox: Any) -> None:
    for what in ({"button": "t9"}, {"unsend": "m_x"}, {}, {"channel": "fax", "text": "x"}, {"channel": "sms", "comment": "x"}):
        answer = sandbox.http.post(f"{sandbox.url}/sandbox/api/say", json={"channel": "messenger", "person": "nobody", **what})
        assert answer.status_code == 400, what
        assert answer.json()["error"]
    form = sandbox.http.post(f"{sandbox.url}/sandbox/api/say", data={"channel": "messenger", "text": "x"})
    assert form.status_code == 415


def test_from_public_to_private(sandbox: Any) -> None:
    words = "Call me on 07700 900123, my GP lost my results"
    comment_id = say(sandbox, channel="page", person="5000000000000501", comment=words)["comment_id"]
    item = sandbox.recorder.wait_for(lambda e: isinstance(e, PublicItem) and e.text == words)
    assert (item.item_id, item.verb, item.kind, item.parent_id) == (comment_id, "add", "comment", None)
    assert item.author_id != "5000000000000501"

    async def act(connector: MetaConnector) -> str:
        await connector.hide(comment_id)
        provider_id = await connector.private_reply(comment_id, "Let us talk here.", "k-private")
        with pytest.raises(GiveToStaff):
            await connector.private_reply(comment_id, "Again.", "k-again")
        with pytest.raises(GiveToStaff):
            await connector.private_reply("1000_901_0", "Who?", "k-who")
        return provider_id

    provider_id = use(sandbox, Channel.MESSENGER, act)
    (entry,) = sent(sandbox, "5000000000000501")
    assert (entry["text"], entry["kind"], entry["provider_id"]) == ("Let us talk here.", "private_reply", provider_id)
    sandbox.recorder.wait_for(lambda e: isinstance(e, PublicItem) and e.item_id == comment_id and e.verb == "hide")
    assert comment(sandbox, comment_id)["hidden"]
    use(sandbox, Channel.MESSENGER, lambda connector: connector.unhide(comment_id))
    sandbox.recorder.wait_for(lambda e: isinstance(e, PublicItem) and e.item_id == comment_id and e.verb == "unhide")
    assert not comment(sandbox, comment_id)["hidden"]


def test_a_comment_that_is_only_a_photo(sandbox: Any) -> None:
    comment_id = say(sandbox, channel="page", person="5000000000000501", attachment="photo")["comment_id"]
    item = sandbox.recorder.wait_for(lambda e: isinstance(e, PublicItem) and e.item_id == comment_id)
    assert (item.text, item.media) == ("", "photo")
    for wrong in ({}, {"attachment": "hat"}):
        assert sandbox.http.post(f"{sandbox.url}/sandbox/api/say", json={"channel": "page", "person": "x", **wrong}).status_code == 400


def comment(sandbox: Any, comment_id: str) -> dict[str, Any]:
    comments = sandbox.http.get(f"{sandbox.url}/sandbox/api/comments").json()["comments"]
    return next(item for item in comments if item["id"] == comment_id)


def test_an_instagram_comment_is_hidden_by_its_own_switch(sandbox: Any) -> None:
    comment_id = say(sandbox, channel="instagram", person="6000000000000501", comment="hello insta")["comment_id"]
    item = sandbox.recorder.wait_for(lambda e: isinstance(e, PublicItem) and e.text == "hello insta")
    assert item.channel is Channel.INSTAGRAM
    use(sandbox, Channel.INSTAGRAM, lambda connector: connector.hide(comment_id))
    assert comment(sandbox, comment_id)["hidden"]


def test_what_people_do_besides_writing(sandbox: Any) -> None:
    recorder = sandbox.recorder
    person = "5000000000000601"
    mid = say(sandbox, channel="messenger", person=person, text="take this back")["provider_id"]
    say(sandbox, channel="messenger", person=person, edit=mid, text="changed")
    say(sandbox, channel="messenger", person=person, unsend=mid)
    say(sandbox, channel="messenger", person=person, attachment="sticker")
    say(sandbox, channel="messenger", person=person, staff="I am here myself")
    recorder.wait_for(lambda e: isinstance(e, Inbound) and e.kind is InboundKind.EDIT and e.target_id == mid)
    recorder.wait_for(lambda e: isinstance(e, Inbound) and e.kind is InboundKind.UNSEND and e.target_id == mid)
    recorder.wait_for(lambda e: isinstance(e, Inbound) and e.kind is InboundKind.STAFF_ELSEWHERE and e.sender.address == person)
    sticker = recorder.wait_for(lambda e: isinstance(e, Inbound) and e.kind is InboundKind.ATTACHMENT and e.sender.address == person)
    assert sticker.attachments[0].name == "thumbs_up"
    say(sandbox, channel="telegram", person="700100601", group="hello neighbours")
    recorder.wait_for(lambda e: isinstance(e, PublicItem) and e.text == "hello neighbours")
    say(sandbox, channel="telegram", person="700100601", attachment="image")
    recorder.wait_for(lambda e: isinstance(e, Inbound) and e.kind is InboundKind.ATTACHMENT and e.sender.address == "700100601")
    say(sandbox, channel="telegram", person="700100601", block=True)
    recorder.wait_for(lambda e: isinstance(e, Inbound) and e.kind is InboundKind.OPT_OUT and e.sender.address == "700100601")


def test_a_group_where_somebody_asks_us(sandbox: Any) -> None:
    """A mention in, an invitation out, a reply to it in; all in one thread."""
    group = "-1001000000500"
    words = "😀 @quietword_sandbox_bot how do I find a dentist"
    say(sandbox, channel="telegram", person="700100611", group=words)
    asked = sandbox.recorder.wait_for(lambda e: isinstance(e, PublicItem) and e.text == words)
    assert (asked.names, asked.addressed, asked.post_id) == (("quietword_sandbox_bot",), False, group)

    async def invite(connector: TelegramConnector) -> tuple[str | None, str | None]:
        mine = await connector.invite(group, "Write to us: {link}", list(asked.names))
        return mine, await connector.invite(group, "Write to us: {link}", ["weatherbot"])

    provider_id, for_another = use(sandbox, Channel.TELEGRAM, invite)
    assert for_another is None
    (entry,) = sent(sandbox, group)
    assert (entry["text"], entry["provider_id"]) == ("Write to us: https://t.me/quietword_sandbox_bot?start=group", provider_id)
    say(sandbox, channel="telegram", person="700100612", group="thank you both", reply_to=provider_id)
    answer = sandbox.recorder.wait_for(lambda e: isinstance(e, PublicItem) and e.text == "thank you both")
    assert (answer.addressed, answer.parent_id) == (True, f"{group}:{provider_id}")
    thread = sandbox.http.get(f"{sandbox.url}/sandbox/api/state", params={"people": f"telegram:{group}"}).json()["threads"]
    assert [(entry["origin"], bool(entry["author"])) for entry in thread[f"telegram:{group}"]["entries"]][-3:] == [
        ("person", True),
        ("us", False),
        ("person", True),
    ]


def test_an_invitation_follows_a_group_that_has_moved(sandbox: Any) -> None:
    group = "-1001000000500"

    async def invite(connector: TelegramConnector) -> str | None:
        await connector.invite(group, "before {link}", [])  # from here on it knows its own name
        fault(sandbox, platform="telegram", status=400, moved_to=int(group), times=1)
        return await connector.invite("-55:3", "after {link}", [])

    assert use(sandbox, Channel.TELEGRAM, invite)
    assert sent(sandbox, group)[-1]["text"].startswith("after https://t.me/")


def test_being_out_of_a_group_is_not_retried(sandbox: Any) -> None:
    with pytest.raises(StopContact):
        use(sandbox, Channel.TELEGRAM, lambda connector: connector.invite("-1009", "{link}", []))


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


@pytest.mark.parametrize(("order", "code"), [("[undelivered]", "30003"), ("[failed 30007]", "30007"), ("[undelivered 21610]", "21610")])
def test_a_bad_end_can_be_ordered(order: str, code: str, sandbox: Any) -> None:
    sam = Sender(Channel.SMS, "+441632960000", "+447700900652")
    use(sandbox, Channel.SMS, lambda connector: connector.send(sam, Rendered(f"Hello {order}"), f"end-{code}"))
    report = sandbox.recorder.wait_for(lambda e: isinstance(e, Delivery) and e.key == f"end-{code}" and e.state is DeliveryState.FAILED)
    assert (report.error_code, report.unreachable) == (code, code == "21610")


def test_stop_and_start_by_text_message(sandbox: Any) -> None:
    number = "+447700900601"
    sam = Sender(Channel.SMS, "+441632960000", number)
    say(sandbox, channel="sms", person=number, text="STOP")
    sandbox.recorder.wait_for(lambda e: isinstance(e, Inbound) and e.kind is InboundKind.OPT_OUT and e.sender.address == number)
    with pytest.raises(StopContact):
        use(sandbox, Channel.SMS, lambda connector: connector.send(sam, Rendered("Hello"), "k-stop"))
    say(sandbox, channel="sms", person=number, text="START")
    assert use(sandbox, Channel.SMS, lambda connector: connector.send(sam, Rendered("Hello"), "k-start"))


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
        (Channel.TELEGRAM, {"platform": "telegram", "status": 429, "retry_after": 9, "times": 1}, Throttled),
        (Channel.TELEGRAM, {"platform": "telegram", "status": 403, "times": 1}, StopContact),
        (Channel.TELEGRAM, {"platform": "telegram", "status": 401, "times": 1}, StopChannel),
        (Channel.TELEGRAM, {"platform": "telegram", "status": 400, "times": 1}, Bug),
        (Channel.TELEGRAM, {"platform": "telegram", "status": 502, "times": 1}, Ambiguous),
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


def test_meta_events_of_a_busy_moment_travel_together_and_in_order(sandbox: Any) -> None:
    people = [f"50000000000009{number:02d}" for number in range(20)]
    for round_ in range(3):
        for person in people:
            say(sandbox, channel="messenger", person=person, text=f"busy {round_}")
    sandbox.recorder.wait_for(lambda e: isinstance(e, Inbound) and e.sender.address == people[-1] and e.text == "busy 2")
    for person in people:
        texts = [e.text for e in sandbox.recorder.events if isinstance(e, Inbound) and e.sender.address == person]
        assert texts == ["busy 0", "busy 1", "busy 2"]


def test_nothing_the_sandbox_sends_is_unreadable(sandbox: Any) -> None:
    assert sandbox.recorder.refused == 0
    assert [e for e in sandbox.recorder.events if isinstance(e, Ignored) and e.reason == "bad_item"] == []


def test_the_page_loads_nothing_from_elsewhere(sandbox: Any) -> None:
    page = sandbox.http.get(f"{sandbox.url}/sandbox/")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for forbidden in ("http://", "https://", "style=", "onclick", "<script>"):
        assert forbidden not in page.text
    for name in ("sandbox.css", "sandbox.js", "icon.svg"):
        assert f"static/{name}" in page.text
        assert sandbox.http.get(f"{sandbox.url}/sandbox/static/{name}").status_code == 200
    state = sandbox.http.get(f"{sandbox.url}/sandbox/api/state", params={"after": "x", "people": "sms:+447700900101,fax:1,"}).json()
    assert list(state["threads"]) == ["sms:+447700900101"]


def test_production_has_no_sandbox(sandbox: Any) -> None:
    with pytest.raises(RuntimeError):
        create(replace(sandbox.settings, env="production"))


def test_a_channel_with_real_settings_is_left_alone(sandbox: Any) -> None:
    app = create(replace(sandbox.settings, sandboxed=frozenset({"twilio", "telegram"})))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sandbox") as client:
            return await client.post("/api/say", json={"channel": "messenger", "person": "rosa", "text": "Hello"})

    answer = asyncio.run(ask())
    assert answer.status_code == 400
    assert "real settings" in answer.json()["error"]
