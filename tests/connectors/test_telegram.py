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
HERE = {**SAM, "message_id": "5"}
GROUP = {
    "public": "group_message",
    "provider_id": "9001",
    "item_id": "-1001:5",
    "verb": "add",
    "author_id": "77",
    "post_id": "-1001",
}
TO_US = {**GROUP, "addressed": "True"}


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
    ("text", {"inbound": "text", **HERE, "text": "How do I find a dentist?"}),
    ("text_slash", {"inbound": "text", **HERE, "text": "/restart"}),
    ("bottle", {"inbound": "text", **HERE, "text": "the /bottle of pills and the /bot"}),
    ("ids_as_text", {"inbound": "text", **HERE, "text": "hello"}),
    ("start", {"inbound": "start", **HERE}),
    ("start_deep_link", {"inbound": "start", **HERE, "payload": "poster7"}),
    ("start_naming_us", {"inbound": "start", **HERE}),
    ("start_with_words", {"inbound": "text", **HERE, "text": "/start I need a dentist, please"}),
    ("starting_is_text", {"inbound": "text", **HERE, "text": "/starting with a slash"}),
    ("reply", {"inbound": "text", **HERE, "text": "that one", "reply_to": "4"}),
    ("forwarded", {"inbound": "text", **HERE, "text": "look at this"}),
    ("without_from", {"inbound": "text", **HERE, "text": "hello"}),
    ("photo_with_caption", {"inbound": "text", **HERE, "text": "my letter", "attachments": [("image", None, None)]}),
    ("voice", {"inbound": "attachment", **HERE, "attachments": [("audio", None, None)]}),
    ("sticker", {"inbound": "attachment", **HERE, "attachments": [("sticker", None, None)]}),
    ("document", {"inbound": "attachment", **HERE, "attachments": [("file", None, "letter.pdf")]}),
    ("animation", {"inbound": "attachment", **HERE, "attachments": [("video", None, None)]}),
    ("location", {"inbound": "attachment", **HERE, "attachments": [("location", None, "52.2,0.12")]}),
    ("venue", {"inbound": "attachment", **HERE, "attachments": [("location", None, None)]}),
    ("contact", {"inbound": "attachment", **HERE, "attachments": [("contact", None, None)]}),
    ("poll", {"inbound": "attachment", **HERE, "attachments": [("other", None, None)]}),
    ("web_app", {"inbound": "attachment", **HERE, "attachments": [("other", None, None)]}),
    ("chat_without_a_type", {"inbound": "text", **HERE, "text": "hello"}),
    ("group_without_a_type", {**GROUP, "text": "hello"}),
    ("edited", {"inbound": "edit", **HERE, "text": "new words", "target_id": "5"}),
    ("edited_caption", {"inbound": "edit", **HERE, "text": "new caption", "target_id": "5"}),
    ("live_location_moves", {"ignored": "live_location"}),
    ("button", {"inbound": "button", **SAM, "payload": "tok.1", "reply_to": "6", "target_id": "4382"}),
    ("button_without_message", {"inbound": "button", **SAM, "payload": "YES", "target_id": "4382"}),
    ("button_on_a_message_out_of_reach", {"inbound": "button", **SAM, "payload": "tok.1", "reply_to": "6", "target_id": "4382"}),
    ("button_without_data", {"ignored": "no_payload"}),
    ("button_in_a_group", {"ignored": "group_button"}),
    ("blocked", {"inbound": "opt_out", **SAM}),
    ("unblocked", {"inbound": "opt_in", **SAM}),
    ("added_to_a_group", {"ignored": "group_membership"}),
    ("removed_from_a_group", {"ignored": "group_membership"}),
    ("reaction", {"inbound": "reaction", **SAM, "text": "👍", "target_id": "6"}),
    ("reaction_removed", {"ignored": "reaction_removed"}),
    ("group_text", {**GROUP, "text": "my GP is awful"}),
    ("group_small", {**GROUP, "text": "hello", "item_id": "-55:5", "post_id": "-55"}),
    ("group_thread_reply", {**GROUP, "text": "mine too", "parent_id": "-1001:4"}),
    ("group_topic", {**GROUP, "text": "mine too", "post_id": "-1001:3", "parent_id": "-1001:3"}),
    ("group_edited", {**GROUP, "verb": "edit", "text": "my GP was awful"}),
    ("group_command", {**TO_US, "text": "/help"}),
    ("group_command_naming_a_bot", {**GROUP, "text": "/help@QuietWord_bot", "names": "('quietword_bot',)"}),
    ("group_mention", {**GROUP, "text": "😀 @QuietWord_bot how do I find a dentist", "names": "('quietword_bot',)"}),
    ("group_mention_of_a_person", {**GROUP, "text": "@kit_lark are you well"}),
    ("group_text_mention", {**TO_US, "text": "Quiet Word, help"}),
    ("group_caption_mention", {**GROUP, "text": "@quietword_bot see my letter", "names": "('quietword_bot',)"}),
    ("group_reply_to_us", {**TO_US, "parent_id": "-1001:4"}),
    ("group_anonymous_admin", {**GROUP, "author_id": "-1001", "text": "hi"}),
    ("group_as_a_channel", {**GROUP, "author_id": "-1007", "text": "hi"}),
    ("group_post_of_the_linked_channel", {"ignored": "channel_post"}),
    ("group_from_a_bot", {"ignored": "bot"}),
    ("group_joined", {"ignored": "service_message"}),
    ("group_becomes_a_supergroup", {"ignored": "service_message"}),
    ("group_was_a_small_one", {"ignored": "service_message"}),
    ("service_message", {"ignored": "service_message"}),
    ("from_a_bot", {"ignored": "bot"}),
    ("channel_post", {"ignored": "channel_post"}),
    ("edited_channel_post", {"ignored": "channel_post"}),
    ("channel_message", {"ignored": "channel_post"}),
    ("business_message", {"ignored": "unknown_update"}),
    ("inline_query", {"ignored": "unknown_update"}),
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


ANSWERED = {name for name, _ in CASES if name.startswith("button")}


@pytest.mark.parametrize("name", [name for name, _ in CASES])
def test_the_clock_on_every_pressed_button_is_stopped_at_once(name: str, recorded: Any) -> None:
    wanted = {"method": "answerCallbackQuery", "callback_query_id": "4382"} if name in ANSWERED else None
    assert telegram.answer(recorded(f"telegram/{name}.json")) == wanted


@pytest.mark.parametrize("body", [b'{"callback_query": 7}', b'{"callback_query": {}}', b"callback_query", b'["callback_query"]'])
def test_a_press_that_cannot_be_read_is_not_answered(body: bytes) -> None:
    assert telegram.answer(body) is None
