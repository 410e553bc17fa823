"""What is wrong with Rasa 3.6's own Messenger channel, walked line by line: each defect is shown to be absent here.

The names are the lines of ``rasa/core/channels/facebook.py`` (3.6.21) in which each was found.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.app import House
from bot.messages import Button, Channel, Reply, Sender
from bot.store.tables import Contact, InboundMessage, OutboundMessage
from bot.web import create
from connectors.errors import GiveToStaff
from connectors.http import TIMEOUT
from connectors.messenger import MESSENGER_LIMITS, MetaConnector, render, sign

PERSON, PAGE = {"id": "222"}, {"id": "1000"}
T = 1700000000000


def item(**content: Any) -> dict[str, Any]:
    return {"sender": PERSON, "recipient": PAGE, "timestamp": T, **content}


def said(mid: str, text: str | None = None, **more: Any) -> dict[str, Any]:
    return item(message={"mid": mid, **({"text": text} if text is not None else {}), **more})


def echo(mid: str, **content: Any) -> dict[str, Any]:
    return {"sender": PAGE, "recipient": PERSON, "timestamp": T, "message": {"mid": mid, "is_echo": True, "app_id": 7, **content}}


@dataclass
class Door:
    """The webhook, over an empty database, with no worker to answer anything."""

    client: TestClient
    house: House

    @property
    def secret(self) -> str:
        assert self.house.settings.meta is not None
        return self.house.settings.meta.app_secret

    def post(self, *items: dict[str, Any], key: str = "messaging", headers: dict[str, str] | None = None) -> int:
        body = json.dumps({"object": "page", "entry": [{"id": "1000", "time": T, key: list(items)}]}).encode()
        return self.raw(body, headers or {"X-Hub-Signature-256": sign(body, self.secret)})

    def raw(self, body: bytes, headers: dict[str, str]) -> int:
        answer = self.client.post("/webhooks/messenger", content=body, headers={"Content-Type": "application/json", **headers})
        return answer.status_code

    def asked(self, **query: str) -> tuple[int, str]:
        answer = self.client.get("/webhooks/messenger", params={name.replace("_", ".", 1): value for name, value in query.items()})
        return answer.status_code, answer.text

    def rows(self) -> list[InboundMessage]:
        with self.house.sessions() as session:
            return list(session.execute(select(InboundMessage).order_by(InboundMessage.id)).scalars())

    def kept(self) -> list[tuple[str, str | None]]:
        """(kind, words) of what is stored."""
        with self.house.sessions() as session:
            rows = session.execute(select(InboundMessage).order_by(InboundMessage.id)).scalars()
            return [(row.kind, self.house.vault.open(session, row.text_sealed_id)) for row in rows]


@pytest.fixture
def door(sqlite_house: House) -> Iterator[Door]:
    with TestClient(create(sqlite_house), base_url=sqlite_house.settings.public_url) as client:
        yield Door(client, sqlite_house)


def only_the_first_of_a_batch_is_handled(door: Door) -> None:
    postback = item(postback={"mid": "m3", "title": "Yes", "payload": "x"})
    assert door.post(said("m1", "one"), said("m2", "two"), postback) == 200
    assert [kind for kind, _ in door.kept()] == ["text", "text", "button"]


def standby_and_changes_are_a_server_error(door: Door) -> None:
    assert door.post(said("m1", "hello"), key="standby") == 200
    assert door.post({"field": "feed", "value": {"item": "like", "verb": "add"}}, key="changes") == 200


def sha1_is_believed_and_sha256_ignored(door: Door) -> None:
    body = b'{"object":"page","entry":[]}'
    sha1 = "sha1=" + hmac.new(door.secret.encode(), body, hashlib.sha1).hexdigest()
    assert door.raw(body, {"X-Hub-Signature": sha1}) == 403
    assert door.raw(body, {"X-Hub-Signature": sha1, "X-Hub-Signature-256": "sha256=" + "0" * 64}) == 403
    assert door.raw(body, {"X-Hub-Signature-256": sign(body, door.secret)}) == 200


def the_header_names_its_own_algorithm(door: Door) -> None:
    body = b'{"object":"page","entry":[]}'
    for algorithm in ("md5", "sha1", "sha512"):
        digest = hmac.new(door.secret.encode(), body, algorithm).hexdigest()
        assert door.raw(body, {"X-Hub-Signature-256": f"{algorithm}={digest}"}) == 403
    assert door.raw(body, {"X-Hub-Signature-256": "unheard_of=00"}) == 403


def the_handshake_is_not_looked_at(door: Door) -> None:
    right = {"hub_mode": "subscribe", "hub_verify_token": "sandbox-verify", "hub_challenge": "77"}
    assert door.asked(**right) == (200, "77")
    for wrong in ({**right, "hub_mode": "x"}, {**right, "hub_verify_token": "x"}, {**right, "hub_challenge": ""}, {}):
        status, text = door.asked(**wrong)
        assert status == 403
        assert "77" not in text


def an_echoed_picture_or_button_is_the_page_talking_to_itself(door: Door) -> None:
    picture = [{"type": "image", "payload": {"url": "https://cdn.example/a.jpg"}}]
    door.post(echo("m1", attachments=picture), echo("m2", text="Yes?", quick_reply={"payload": "x"}), echo("m3", text="hello"))
    assert {kind for kind, _ in door.kept()} == {"staff_elsewhere"}
    with door.house.sessions() as session:
        (contact,) = session.execute(select(Contact)).scalars()
        assert door.house.vault.open(session, contact.address_sealed_id) == "222"


def all_but_the_first_attachment_are_lost(door: Door) -> None:
    two = [{"type": "image", "payload": {"url": "https://cdn.example/a"}}, {"type": "audio", "payload": {"url": "https://cdn.example/b"}}]
    assert door.post(said("m1", attachments=two), said("m2", "look", attachments=two), said("m3", "none", attachments=[])) == 200
    assert [row.attachments for row in door.rows()] == [["image", "audio"], ["image", "audio"], []]
    assert [words for _, words in door.kept()] == [None, "look", "none"]


def a_files_address_is_taken_for_words_and_the_rest_is_met_with_silence(door: Door) -> None:
    kinds = [
        {"attachments": [{"type": "image", "payload": {"url": "https://cdn.example/a"}}]},
        {"attachments": [{"type": "sticker", "payload": {"url": "https://cdn.example/s", "sticker_id": 1}}]},
        {"attachments": [{"type": "location", "payload": {"coordinates": {"lat": 1, "long": 2}}}]},
        {"attachments": [{"type": "fallback", "url": "https://x.example", "title": "x"}]},
        {"is_unsupported": True},
        {},
    ]
    door.post(*(said(f"m{number}", **content) for number, content in enumerate(kinds)))
    assert [(row.kind, row.text_sealed_id, row.state) for row in door.rows()] == [("attachment", None, "waiting")] * len(kinds)


def a_postback_without_payload_is_a_server_error(door: Door) -> None:
    assert door.post(item(postback={"title": "Yes please"}), item(postback={}), said("m1", "hello")) == 200
    assert [kind for kind, _ in door.kept()] == ["button", "text"]


def calls_have_no_time_out_an_old_version_and_their_errors_are_not_read(door: Door) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert "/v26.0/" in request.url.path
        return httpx.Response(200, json={"error": {"code": 10, "error_subcode": 2018278, "message": "outside"}})

    assert door.house.settings.meta is not None
    connector = MetaConnector(door.house.settings.meta, http=httpx.AsyncClient(transport=httpx.MockTransport(answer)))
    with pytest.raises(GiveToStaff):
        asyncio.run(connector.send(Sender(Channel.MESSENGER, "1000", "222"), render(Reply("Hello"))[0], "k"))
    assert None not in (TIMEOUT.connect, TIMEOUT.read, TIMEOUT.write, TIMEOUT.pool)


def the_answer_waits_for_the_dialogue(door: Door) -> None:
    # Nobody is there to hold a dialogue, and yet the message is acknowledged, and kept for whoever comes.
    assert door.post(said("m1", "hello")) == 200
    assert [row.state for row in door.rows()] == ["waiting"]


def a_repeated_delivery_is_answered_twice_and_its_facts_are_thrown_away(door: Door) -> None:
    for _ in range(3):
        door.post(said("m1", "hello"), item(referral={"ref": "poster7"}))
    message, referral = door.rows()
    assert (message.provider_id, message.account, int(message.occurred_at.timestamp() * 1000)) == ("m1", "1000", T)
    assert (referral.kind, referral.payload) == ("start", "poster7")


def an_error_leaves_the_person_in_silence(door: Door) -> None:
    door.post(said("m1", "I want to kill myself"))
    # With no assistant at all, what cannot wait is answered from the door.
    with door.house.sessions() as session:
        assert [row.author for row in session.execute(select(OutboundMessage)).scalars()] == ["card"]


def long_and_blank_texts_break_the_platforms_rules(door: Door) -> None:
    for text in ("a\n\n\n\nb", "x" * 5000, "word " * 900, "\n\n"):
        parts = render(Reply(text))
        assert all(part.text.strip() and len(part.text) <= MESSENGER_LIMITS.max_text for part in parts)
        assert "".join("".join(part.text for part in parts).split()) == "".join(text.split())


def buttons_are_dropped_or_raise(door: Door) -> None:
    for count in (4, 13, 20):
        buttons = tuple(Button(f"Choice {number}", f"/choose{number}") for number in range(count))
        parts = render(Reply("Which one?", buttons))
        shown = [button.title for part in parts for button in part.buttons]
        text = "\n".join(part.text for part in parts)
        assert len(shown) <= 13
        assert all(button.title in shown or button.title in text for button in buttons)


def a_slash_is_obeyed(door: Door) -> None:
    door.post(said("m1", "/restart"), said("m2", '/inform{"name": "x"}'), said("m3", "yes", quick_reply={"payload": "/restart"}))
    # Words stay words; a button's payload counts only when we signed it (bot.buttons), which this one is not.
    assert door.kept() == [("text", "/restart"), ("text", '/inform{"name": "x"}'), ("button", "yes")]


DEFECTS: list[tuple[str, Callable[[Door], None]]] = [
    ("102-105", only_the_first_of_a_batch_is_handled),
    ("100", standby_and_changes_are_a_server_error),
    ("375, 381", sha1_is_believed_and_sha256_ignored),
    ("411, 416", the_header_names_its_own_algorithm),
    ("364-371", the_handshake_is_not_looked_at),
    ("86, 113-128", an_echoed_picture_or_button_is_the_page_talking_to_itself),
    ("50-77", all_but_the_first_attachment_are_lost),
    ("119-133", a_files_address_is_taken_for_words_and_the_rest_is_met_with_silence),
    ("141", a_postback_without_payload_is_a_server_error),
    ("149-241", calls_have_no_time_out_an_old_version_and_their_errors_are_not_read),
    ("386-387", the_answer_waits_for_the_dialogue),
    ("151-153", a_repeated_delivery_is_answered_twice_and_its_facts_are_thrown_away),
    ("158-162", an_error_leaves_the_person_in_silence),
    ("190", long_and_blank_texts_break_the_platforms_rules),
    ("219-224, 251-252", buttons_are_dropped_or_raise),
    ("every channel", a_slash_is_obeyed),
]


@pytest.mark.parametrize("absent", [check for _, check in DEFECTS], ids=[f"{lines} {check.__name__}" for lines, check in DEFECTS])
def test_the_defect_is_absent(absent: Callable[[Door], None], door: Door) -> None:
    absent(door)
