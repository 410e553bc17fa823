"""What invented people do in the sandbox arrives signed and understood, and what we answer reaches them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.messages import Button, Channel, Delivery, Inbound, InboundKind, PublicItem, Reply, Sender
from connectors.base import Connector, Rendered
from connectors.errors import GiveToStaff, StopContact
from connectors.messenger import MetaConnector
from connectors.telegram import TelegramConnector
from tests.connectors.playing import comment, say, sent, use

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
    before = len(sent(sandbox, group))
    words = "😀 @quietword_sandbox_bot how do I find a dentist"
    say(sandbox, channel="telegram", person="700100611", group=words)
    asked = sandbox.recorder.wait_for(lambda e: isinstance(e, PublicItem) and e.text == words)
    assert (asked.names, asked.addressed, asked.post_id) == (("quietword_sandbox_bot",), False, group)

    async def invite(connector: TelegramConnector) -> tuple[str | None, str | None]:
        mine = await connector.invite(group, "Write to us: {link}", list(asked.names))
        return mine, await connector.invite(group, "Write to us: {link}", ["weatherbot"])

    provider_id, for_another = use(sandbox, Channel.TELEGRAM, invite)
    assert for_another is None
    (entry,) = sent(sandbox, group)[before:]
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


def test_stop_and_start_by_text_message(sandbox: Any) -> None:
    number = "+447700900601"
    sam = Sender(Channel.SMS, "+441632960000", number)
    say(sandbox, channel="sms", person=number, text="STOP")
    sandbox.recorder.wait_for(lambda e: isinstance(e, Inbound) and e.kind is InboundKind.OPT_OUT and e.sender.address == number)
    with pytest.raises(StopContact):
        use(sandbox, Channel.SMS, lambda connector: connector.send(sam, Rendered("Hello"), "k-stop"))
    say(sandbox, channel="sms", person=number, text="START")
    assert use(sandbox, Channel.SMS, lambda connector: connector.send(sam, Rendered("Hello"), "k-start"))


def test_meta_events_of_a_busy_moment_travel_together_and_in_order(sandbox: Any) -> None:
    people = [f"50000000000009{number:02d}" for number in range(20)]
    for round_ in range(3):
        for person in people:
            say(sandbox, channel="messenger", person=person, text=f"busy {round_}")
    sandbox.recorder.wait_for(lambda e: isinstance(e, Inbound) and e.sender.address == people[-1] and e.text == "busy 2")
    for person in people:
        texts = [e.text for e in sandbox.recorder.events if isinstance(e, Inbound) and e.sender.address == person]
        assert texts == ["busy 0", "busy 1", "busy 2"]
