"""Whatever form or update comes in: never an exception; and whatever stands beside a message, the message is kept."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot import settings as bot_settings
from bot.messages import Inbound, InboundKind
from connectors import sms, telegram
from connectors.errors import PayloadError, SignatureError
from connectors.sms.fields import undisguised

ALL = bot_settings.parse({}, Path("/nowhere"))
assert ALL.twilio is not None
assert ALL.telegram is not None
TWILIO, TELEGRAM = ALL.twilio, ALL.telegram
RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
URL = "https://bot.example.org/webhooks/twilio"

FIELDS = st.sampled_from(
    [
        *("MessageSid", "SmsSid", "SmsMessageSid", "From", "To", "Body", "NumMedia", "MediaUrl0", "MediaContentType0", "OptOutType"),
        *("ProfileName", "MessageType", "ButtonText", "ButtonPayload", "ListId", "ListTitle", "Latitude", "Longitude", "SmsStatus"),
        *("MessageStatus", "ErrorCode", "OriginalRepliedMessageSid", "ExternalUserId", "Forwarded", "SomethingNew"),
    ]
)
KNOWN = ["", "STOP", "whatsapp:+447700900123", "+447700900123", "received", "failed", "21610", "9" * 30]
VALUES = st.text(max_size=40) | st.sampled_from(KNOWN)
FORMS = st.lists(st.tuples(FIELDS | st.text(max_size=8), VALUES), max_size=14)

NAMES = st.sampled_from(
    [
        *("update_id", "message", "edited_message", "callback_query", "my_chat_member", "message_reaction", "channel_post", "id", "from"),
        *("chat", "type", "text", "caption", "date", "edit_date", "message_id", "reply_to_message", "entities", "offset", "length", "user"),
        *("photo", "location", "sticker", "document", "sender_chat", "is_bot", "message_thread_id", "is_topic_message", "data", "status"),
        *("new_chat_member", "new_reaction", "emoji", "first_name", "language_code", "migrate_to_chat_id"),
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["private", "supergroup", "group", "mention", "bot_command", "text_mention", "/start", "@x_bot", 77, 1, -1001])
)
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=8), max_leaves=30)


@given(FORMS)
def test_any_form_is_read_or_ignored(fields: list[tuple[str, str]]) -> None:
    body = urlencode(fields, errors="surrogatepass").encode()
    assert len(sms.parse(body, TWILIO, RECEIVED)) == 1
    assert len(sms.parse_status(body, "k", TWILIO, RECEIVED)) == 1


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_ignored(body: bytes) -> None:
    assert len(sms.parse(body, TWILIO, RECEIVED, token="t")) == 1
    assert len(sms.parse_status(body, None, TWILIO, RECEIVED)) == 1
    telegram.answer(body)
    try:
        sms.verify(URL, {"X-Twilio-Signature": "AAAA"}, body, TWILIO)
    except SignatureError:
        pass
    else:
        raise AssertionError("a wrong signature was taken")


@given(FORMS)
def test_what_twilio_signs_is_taken_blanks_and_all(fields: list[tuple[str, str]]) -> None:
    fields = [(name, value.encode("utf-8", "replace").decode()) for name, value in fields]
    once = {name: value for name, value in fields if name.isprintable() and name}
    signature = RequestValidator(TWILIO.auth_token).compute_signature(URL, once)
    sms.verify(URL, {"X-Twilio-Signature": signature}, urlencode(once).encode(), TWILIO)


@given(st.dictionaries(FIELDS.filter(lambda name: name in ("SomethingNew", "Forwarded", "Latitude", "NumMedia", "MediaUrl0")), VALUES))
def test_a_message_is_kept_whatever_stands_beside_it(beside: dict[str, str]) -> None:
    body = urlencode({**beside, "MessageSid": "SM1", "From": "+447700900123", "To": "+441632960000", "Body": "kept"}).encode()
    (event,) = sms.parse(body, TWILIO, RECEIVED)
    assert isinstance(event, Inbound)
    assert (event.kind, event.text) == (InboundKind.TEXT, "kept")


@given(st.text(max_size=300))
def test_nothing_a_person_types_is_taken_for_base64(text: str) -> None:
    if " " in text:
        assert undisguised(text) == text


@given(ANYTHING)
@settings(max_examples=300)
def test_any_update_is_read_or_ignored(update: Any) -> None:
    body = json.dumps(update).encode()
    telegram.answer(body)
    try:
        events = telegram.parse(body, TELEGRAM, RECEIVED)
    except PayloadError:
        assert not isinstance(update, dict)
    else:
        assert len(events) == 1


@given(st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"]), ANYTHING)
@settings(max_examples=300)
def test_any_content_of_a_known_update_is_read_or_ignored(kind: str, content: Any) -> None:
    body = json.dumps({"update_id": 1, kind: content}).encode()
    assert len(telegram.parse(body, TELEGRAM, RECEIVED)) == 1
    telegram.answer(body)


@given(ANYTHING, st.sampled_from(["new_thing", "forward_origin", "external_reply", "effect_id"]))
def test_an_unknown_field_does_not_cost_the_words(anything: Any, name: str) -> None:
    chat = {"id": 77, "type": "private"}
    message = {"message_id": 5, "date": 1700000000, "chat": chat, "from": {"id": 77}, "text": "kept", name: anything}
    (event,) = telegram.parse(json.dumps({"update_id": 1, "message": message}).encode(), TELEGRAM, RECEIVED)
    assert isinstance(event, Inbound)
    assert event.text == "kept"
