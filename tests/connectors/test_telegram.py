"""Telegram: the secret, and every kind of update."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from bot.messages import Inbound
from bot.settings import Settings
from connectors import telegram
from connectors.errors import PayloadError, SignatureError

RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
SAM = {"sender": "telegram:1:77", "provider_id": "9001"}
GROUP = {
    "public": "group_message",
    "provider_id": "9001",
    "item_id": "-1001:5",
    "verb": "add",
    "author_id": "77",
    "author_name": "Sam Pike",
    "post_id": "-1001",
}


@pytest.mark.parametrize("header", ["X-Telegram-Bot-Api-Secret-Token", "x-telegram-bot-api-secret-token"])
def test_the_secret_is_accepted(header: str, settings: Settings) -> None:
    assert settings.telegram is not None
    telegram.verify({header: "sandbox-secret"}, settings.telegram)


@pytest.mark.parametrize("given", [None, "", "sandbox-secre", "sandbox-secret ", "Sandbox-Secret", "é"])
def test_a_wrong_secret_is_refused(given: str | None, settings: Settings) -> None:
    assert settings.telegram is not None
    with pytest.raises(SignatureError):
        telegram.verify({} if given is None else {"X-Telegram-Bot-Api-Secret-Token": given}, settings.telegram)


CASES: list[tuple[str, dict[str, Any]]] = [
    ("text", {"inbound": "text", **SAM, "text": "How do I find a dentist?"}),
    ("text_slash", {"inbound": "text", **SAM, "text": "/restart"}),
    ("start", {"inbound": "start", **SAM, "text": "/start"}),
    ("start_deep_link", {"inbound": "start", **SAM, "text": "/start poster7", "payload": "poster7"}),
    ("starting_is_text", {"inbound": "text", **SAM, "text": "/starting with a slash"}),
    ("reply", {"inbound": "text", **SAM, "text": "that one", "reply_to": "4"}),
    ("photo_with_caption", {"inbound": "text", **SAM, "text": "my letter", "attachments": [("image", None, None)]}),
    ("voice", {"inbound": "attachment", **SAM, "attachments": [("audio", None, None)]}),
    ("sticker", {"inbound": "attachment", **SAM, "attachments": [("sticker", None, None)]}),
    ("document", {"inbound": "attachment", **SAM, "attachments": [("file", None, "letter.pdf")]}),
    ("animation", {"inbound": "attachment", **SAM, "attachments": [("video", None, None)]}),
    ("location", {"inbound": "attachment", **SAM, "attachments": [("location", None, "52.2,0.12")]}),
    ("edited", {"inbound": "edit", **SAM, "text": "new words", "target_id": "5"}),
    ("edited_caption", {"inbound": "edit", **SAM, "text": "new caption", "target_id": "5"}),
    ("button", {"inbound": "button", **SAM, "payload": "tok.1", "reply_to": "6", "target_id": "4382"}),
    ("button_without_message", {"inbound": "button", **SAM, "payload": "YES", "target_id": "4382"}),
    ("button_without_data", {"ignored": "no_payload"}),
    ("button_in_a_group", {"ignored": "group_button"}),
    ("blocked", {"inbound": "opt_out", **SAM}),
    ("unblocked", {"inbound": "opt_in", **SAM}),
    ("added_to_a_group", {"ignored": "group_membership"}),
    ("reaction", {"inbound": "reaction", **SAM, "text": "👍", "target_id": "6"}),
    ("reaction_removed", {"ignored": "reaction_removed"}),
    ("group_text", {**GROUP, "text": "my GP is awful"}),
    ("group_thread_reply", {**GROUP, "text": "mine too", "post_id": "-1001:3", "parent_id": "-1001:4"}),
    ("group_edited", {**GROUP, "verb": "edit", "text": "my GP was awful"}),
    ("group_anonymous_admin", {**{key: GROUP[key] for key in GROUP if not key.startswith("author")}, "text": "hi"}),
    ("group_joined", {"ignored": "service_message"}),
    ("service_message", {"ignored": "service_message"}),
    ("from_a_bot", {"ignored": "bot"}),
    ("channel_post", {"ignored": "channel_post"}),
    ("unknown_update", {"ignored": "unknown_update"}),
    ("message_is_text", {"ignored": "bad_item"}),
    ("without_chat", {"ignored": "bad_item"}),
    ("without_update_id", {"ignored": "bad_item"}),
]


@pytest.mark.parametrize(("name", "expected"), CASES, ids=[name for name, _ in CASES])
def test_events(name: str, expected: dict[str, Any], settings: Settings, recorded: Any, shorten: Any) -> None:
    assert settings.telegram is not None
    assert shorten(telegram.parse(recorded(f"telegram/{name}.json"), settings.telegram, RECEIVED)) == [expected]


def test_every_recorded_payload_has_a_row(payload_names: Any) -> None:
    assert {name for name, _ in CASES} == payload_names("telegram")


def test_name_and_language_come_along(settings: Settings, recorded: Any) -> None:
    assert settings.telegram is not None
    (event,) = telegram.parse(recorded("telegram/text.json"), settings.telegram, RECEIVED)
    assert isinstance(event, Inbound)
    assert (event.sender.name, event.sender.language) == ("Sam Pike", "en")
    assert "Sam" not in repr(event)
    assert "dentist" not in repr(event)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"7"])
def test_a_body_that_is_no_object_is_refused(body: bytes, settings: Settings) -> None:
    assert settings.telegram is not None
    with pytest.raises(PayloadError):
        telegram.parse(body, settings.telegram, RECEIVED)
