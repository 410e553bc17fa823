"""Messenger: the handshake, the signature, and every kind of item in a delivery."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from bot.messages import Inbound
from bot.settings import MetaSettings, Settings
from connectors import messenger
from connectors.errors import PayloadError, SignatureError

RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
T = datetime(2023, 11, 14, 22, 13, 20, tzinfo=timezone.utc)
SAM = "messenger:1000:222"

# The vector of the channel contract, 1.3: what Meta signs, with its escapes kept.
VECTOR = (
    rb'{"object":"page","entry":[{"id":"111","time":1700000000000,"messaging":[{"sender":{"id":"222"},"recipient":{"id":"111"},'
    rb'"timestamp":1700000000000,"message":{"mid":"m_1","text":"caf\u00e9 \ud83d\ude00"}}]}]}'
)
SIGNED = "sha256=1d759a9ab1bbb53766becfa0299a1dc8e4a504c03092d4b912033ff746e7f09d"


@pytest.fixture
def vector_settings(settings: Settings) -> MetaSettings:
    assert settings.meta is not None
    return replace(settings.meta, app_secret="test-app-secret")


def test_the_vector_is_accepted_in_any_case_of_the_header(vector_settings: MetaSettings) -> None:
    messenger.verify({"X-Hub-Signature-256": SIGNED}, VECTOR, vector_settings)
    messenger.verify({"x-hub-signature-256": SIGNED}, VECTOR, vector_settings)


_SHA1 = "sha1=" + hmac.new(b"test-app-secret", VECTOR, hashlib.sha1).hexdigest()
_MD5 = "md5=" + hmac.new(b"test-app-secret", VECTOR, hashlib.md5).hexdigest()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, VECTOR),
        ({"X-Hub-Signature-256": ""}, VECTOR),
        ({"X-Hub-Signature": _SHA1}, VECTOR),
        ({"X-Hub-Signature-256": _SHA1}, VECTOR),
        ({"X-Hub-Signature-256": _MD5}, VECTOR),
        ({"X-Hub-Signature-256": "foo=" + SIGNED[7:]}, VECTOR),
        ({"X-Hub-Signature-256": SIGNED[7:]}, VECTOR),
        ({"X-Hub-Signature-256": SIGNED[:-1]}, VECTOR),
        ({"X-Hub-Signature-256": SIGNED.upper()}, VECTOR),
        ({"X-Hub-Signature-256": "sha256=é"}, VECTOR),
        ({"X-Hub-Signature-256": SIGNED}, VECTOR.replace(b"222", b"223")),
        ({"X-Hub-Signature-256": SIGNED}, json.dumps(json.loads(VECTOR), ensure_ascii=False, separators=(",", ":")).encode()),
        ({"X-Hub-Signature-256": SIGNED}, b""),
        ({"X-Hub-Signature-256": "sha256=" + hmac.new(b"test-app-secret", b"", hashlib.sha256).hexdigest()}, b""),
    ],
    ids=[
        "missing",
        "empty",
        "only-sha1",
        "sha1",
        "md5",
        "unknown",
        "no-prefix",
        "truncated",
        "upper",
        "not-ascii",
        "changed",
        "redumped",
        "no-body",
        "signed-nothing",
    ],
)
def test_a_wrong_signature_is_refused(headers: dict[str, str], body: bytes, vector_settings: MetaSettings) -> None:
    with pytest.raises(SignatureError):
        messenger.verify(headers, body, vector_settings)


ASKED = {"hub.mode": "subscribe", "hub.verify_token": "sandbox-verify", "hub.challenge": "1158201444"}


def test_the_handshake_gives_the_challenge_back(settings: Settings) -> None:
    assert settings.meta is not None
    assert messenger.verify_subscription(ASKED, settings.meta) == "1158201444"


@pytest.mark.parametrize(
    "wrong",
    [{"hub.mode": "unsubscribe"}, {"hub.mode": ""}, {"hub.verify_token": "other"}, {"hub.challenge": ""}, {"hub.challenge": "<b>1</b>"}],
)
def test_a_wrong_handshake_is_refused(wrong: dict[str, str], settings: Settings) -> None:
    assert settings.meta is not None
    with pytest.raises(SignatureError):
        messenger.verify_subscription({**ASKED, **wrong}, settings.meta)
    with pytest.raises(SignatureError):
        messenger.verify_subscription({}, settings.meta)


def inbound(kind: str, **fields: Any) -> dict[str, Any]:
    return {"inbound": kind, "sender": SAM, **fields}


CASES: list[tuple[str, list[dict[str, Any]]]] = [
    ("text", [inbound("text", provider_id="m_A", text="How do I complain?")]),
    ("text_accents_and_emoji", [inbound("text", provider_id="m_A1", text="café 😀")]),
    ("text_slash", [inbound("text", provider_id="m_S", text="/restart")]),
    ("text_nul_and_lone_surrogate", [inbound("text", provider_id="m_N", text="ab\ufffdc")]),
    ("text_right_to_left", [inbound("text", provider_id="m_R", text="\u202eمرحبا\u200b")]),
    ("text_empty", [{"ignored": "empty"}]),
    ("numbers_as_ids", [inbound("text", provider_id="m_Z", text="numbers")]),
    ("quick_reply", [inbound("button", provider_id="m_B", text="Yes", payload="YES_1")]),
    ("postback", [inbound("button", provider_id="m_P", text="Tell us", payload="tok.1")]),
    ("postback_all_strings", [inbound("button", text="Tell us", payload="tok.1")]),
    ("postback_get_started", [inbound("start", provider_id="m_C", text="Get started", payload="poster7")]),
    ("postback_without_payload", [{"ignored": "no_payload"}]),
    (
        "attachments_image_and_audio",
        [
            inbound(
                "attachment",
                provider_id="m_D",
                attachments=[("image", "https://cdn.example/a.jpg", None), ("audio", "https://cdn.example/b.mp4", None)],
            )
        ],
    ),
    (
        "attachment_beside_text",
        [inbound("text", provider_id="m_D2", text="look at this", attachments=[("image", "https://cdn.example/a.jpg", None)])],
    ),
    ("attachment_unknown_type", [inbound("attachment", provider_id="m_G3", attachments=[("other", None, None)])]),
    ("sticker_thumbs_up", [inbound("attachment", provider_id="m_E1", attachments=[("sticker", "https://cdn.example/s.png", "thumbs_up")])]),
    ("sticker_sent_as_image", [inbound("attachment", provider_id="m_E2", attachments=[("sticker", "https://cdn.example/s.png", None)])]),
    ("location", [inbound("attachment", provider_id="m_F", attachments=[("location", None, "53.8,-1.5")])]),
    (
        "fallback_link",
        [inbound("text", provider_id="m_G", text="https://x.example", attachments=[("link", "https://x.example", "Link card")])],
    ),
    ("fallback_without_payload", [inbound("attachment", provider_id="m_G2", attachments=[("link", "https://x.example", "Link card")])]),
    ("unsupported", [inbound("attachment", provider_id="m_U", attachments=[("other", None, None)])]),
    ("reply_to", [inbound("text", provider_id="m_H", text="that one", reply_to="m_A")]),
    ("echo_ours", [{"delivery": "sent", "provider_id": "m_I", "key": "k1", "address": "222"}]),
    ("echo_ours_with_quick_replies_only", [{"delivery": "sent", "provider_id": "m_I2", "key": "k2", "address": "222"}]),
    ("echo_of_staff_in_the_inbox", [inbound("staff_elsewhere", provider_id="m_I3", text="Hello from staff", payload="263902037430900")]),
    ("echo_of_another_app_with_metadata", [inbound("staff_elsewhere", provider_id="m_I4", text="Hello from staff", payload="12345")]),
    (
        "echo_image_of_staff",
        [
            inbound(
                "staff_elsewhere", provider_id="m_I5", payload="263902037430900", attachments=[("image", "https://cdn.example/a.jpg", None)]
            )
        ],
    ),
    ("unsend", [inbound("unsend", target_id="m_A")]),
    ("edit", [inbound("edit", text="How do I complain about a GP?", target_id="m_A")]),
    ("read", [{"delivery": "read", "address": "222", "watermark": T.replace(microsecond=500_000)}]),
    (
        "delivery",
        [
            {"delivery": "delivered", "provider_id": "m_K", "address": "222"},
            {"delivery": "delivered", "address": "222", "watermark": T.replace(microsecond=400_000)},
        ],
    ),
    ("reaction", [inbound("reaction", text="❤", payload="love", target_id="m_K")]),
    ("reaction_removed", [{"ignored": "reaction_removed"}]),
    ("referral", [inbound("start", payload="poster7")]),
    ("referral_in_seconds", [inbound("start", payload="poster7")]),
    ("optin_without_sender", [{"ignored": "optin"}]),
    ("policy_enforcement_without_sender", [{"ignored": "policy_enforcement"}]),
    ("pass_thread_control", [{"ignored": "thread_control"}]),
    ("app_roles", [{"ignored": "thread_control"}]),
    ("unknown_item", [{"ignored": "unknown_event"}]),
    ("standby_message", [{"ignored": "standby"}]),
    ("standby_postback", [{"ignored": "standby"}]),
    ("standby_echo_of_staff", [inbound("staff_elsewhere", provider_id="m_J2", text="I am here", payload="263902037430900")]),
    ("another_page", [{"ignored": "other_account"}]),
    ("unknown_object", [{"ignored": "unknown_object"}]),
    ("empty_entry", [{"ignored": "empty"}]),
    ("entry_is_text", [{"ignored": "bad_item"}]),
    (
        "batch_with_bad_neighbours",
        [
            inbound("text", provider_id="m_1", text="one"),
            *[{"ignored": "bad_item"}] * 4,
            inbound("text", provider_id="m_3", text="three"),
            *[{"ignored": "bad_item"}] * 3,
            {**inbound("text", provider_id="m_4", text="four"), "sender": "messenger:1000:333"},
        ],
    ),
]


@pytest.mark.parametrize(("name", "expected"), CASES, ids=[name for name, _ in CASES])
def test_events(name: str, expected: list[dict[str, Any]], settings: Settings, recorded: Any, shorten: Any) -> None:
    assert settings.meta is not None
    assert shorten(messenger.parse(recorded(f"messenger/{name}.json"), settings.meta, RECEIVED)) == expected


def test_every_recorded_payload_has_a_row(payload_names: Callable[[str], set[str]]) -> None:
    assert {name for name, _ in CASES} == payload_names("messenger")


@pytest.mark.parametrize("name", ["text", "referral", "referral_in_seconds", "edit"])
def test_times_in_seconds_and_milliseconds_mean_the_same(name: str, settings: Settings, recorded: Any) -> None:
    assert settings.meta is not None
    (event,) = messenger.parse(recorded(f"messenger/{name}.json"), settings.meta, RECEIVED)
    assert isinstance(event, Inbound)
    assert event.occurred_at == T


def test_a_repeat_keeps_its_key_and_different_acts_on_one_message_have_their_own(settings: Settings, recorded: Any) -> None:
    meta = settings.meta
    assert meta is not None

    def key(name: str) -> str:
        (event,) = messenger.parse(recorded(f"messenger/{name}.json"), meta, RECEIVED)
        assert isinstance(event, Inbound)
        return event.provider_id

    names = ["text", "edit", "unsend", "reaction", "postback_all_strings", "referral"]
    assert [key(name) for name in names] == [key(name) for name in names]
    assert len({key(name) for name in names}) == len(names)
    assert all(len(key(name)) <= 255 for name in names)


@pytest.mark.parametrize("body", [b"", b"[]", b'"text"', b"{", b"\xff\xfe", b"[" * 100_000, b"null", b"1" * 5000])
def test_a_body_that_is_no_object_is_refused(body: bytes, settings: Settings) -> None:
    assert settings.meta is not None
    with pytest.raises(PayloadError):
        messenger.parse(body, settings.meta, RECEIVED)
