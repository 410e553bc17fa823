"""Messenger: the handshake and the signature."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace

import pytest

from bot.settings import MetaSettings, Settings
from connectors import messenger
from connectors.errors import SignatureError

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
