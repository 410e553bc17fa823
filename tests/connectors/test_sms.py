"""Text messages and WhatsApp through Twilio: the signature, messages, opt-out words and delivery states."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from bot.messages import Inbound
from bot.settings import Settings, TwilioSettings
from connectors import sms
from connectors.errors import GiveToStaff, Retryable, SignatureError, StopChannel, StopContact

RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)

# The vectors of the channel contract, 4.2.
EXAMPLE_URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
EXAMPLE = b"CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309"
OURS_URL = "https://bot.example.org/webhooks/twilio/webhook"
OURS = b"ToCountry=GB&MessageSid=SM1&Body=&NumMedia=1&From=%2B447700900123&To=%2B447700900456&AccountSid=AC1&FromCity="


@pytest.fixture
def vector_settings(settings: Settings) -> TwilioSettings:
    assert settings.twilio is not None
    return replace(settings.twilio, auth_token="12345")


@pytest.mark.parametrize(
    ("url", "body", "signature"),
    [(EXAMPLE_URL, EXAMPLE, "RSOYDt4T1cUTdK1PDd93/VVr8B8="), (OURS_URL, OURS, "gZuyu9LI0njbvDkoA9LmAvAktl8=")],
    ids=["twilio's own", "blank fields kept"],
)
def test_the_vectors_are_accepted(url: str, body: bytes, signature: str, vector_settings: TwilioSettings) -> None:
    sms.verify(url, {"X-Twilio-Signature": signature}, body, vector_settings)
    sms.verify(url, {"x-twilio-signature": signature}, body, vector_settings)
    sms.verify(url + "#rc=2", {"X-Twilio-Signature": signature}, body, vector_settings)
    assert sms.sign(url, body, "12345") == signature


@pytest.mark.parametrize(
    ("url", "body", "signature"),
    [
        (OURS_URL, OURS, "Hn5Yh0k62/PvqIt/UCsa4lREWNM="),
        (OURS_URL, OURS, ""),
        (OURS_URL, OURS, "é"),
        (OURS_URL, OURS.replace(b"Body=", b"Body=x"), "gZuyu9LI0njbvDkoA9LmAvAktl8="),
        (OURS_URL.replace("https", "http"), OURS, "gZuyu9LI0njbvDkoA9LmAvAktl8="),
        (OURS_URL + "?a=b", OURS, "gZuyu9LI0njbvDkoA9LmAvAktl8="),
        (OURS_URL, b"", "gZuyu9LI0njbvDkoA9LmAvAktl8="),
        (OURS_URL, b"\xff\xfe=%ff", "gZuyu9LI0njbvDkoA9LmAvAktl8="),
    ],
    ids=["blanks dropped", "empty", "not ascii", "body changed", "scheme changed", "query changed", "no body", "no text"],
)
def test_a_wrong_signature_is_refused(url: str, body: bytes, signature: str, vector_settings: TwilioSettings) -> None:
    with pytest.raises(SignatureError):
        sms.verify(url, {"X-Twilio-Signature": signature}, body, vector_settings)
    with pytest.raises(SignatureError):
        sms.verify(url, {}, body, vector_settings)


def _hand_signed(text: str) -> str:
    return base64.b64encode(hmac.new(b"12345", text.encode(), hashlib.sha1).digest()).decode()


def test_fields_that_repeat_are_signed_once_each_in_order(vector_settings: TwilioSettings) -> None:
    signature = _hand_signed(OURS_URL + "A1A2B")
    sms.verify(OURS_URL, {"X-Twilio-Signature": signature}, b"B=&A=2&A=1&A=2", vector_settings)
    with pytest.raises(SignatureError):
        sms.verify(OURS_URL, {"X-Twilio-Signature": signature}, b"B=&A=2&A=2", vector_settings)


@pytest.mark.parametrize("given", ["https://bot.example.org/x", "https://bot.example.org:443/x"])
@pytest.mark.parametrize("signed", ["https://bot.example.org/x", "https://bot.example.org:443/x"])
def test_the_port_may_be_in_the_signed_address_or_not(given: str, signed: str, vector_settings: TwilioSettings) -> None:
    sms.verify(given, {"X-Twilio-Signature": _hand_signed(signed + "A1")}, b"A=1", vector_settings)


def test_another_port_is_another_address(vector_settings: TwilioSettings) -> None:
    with pytest.raises(SignatureError):
        sms.verify(
            "https://bot.example.org/x",
            {"X-Twilio-Signature": _hand_signed("https://bot.example.org:8443/xA1")},
            b"A=1",
            vector_settings,
        )


def test_more_fields_than_twilio_sends_are_not_even_sorted(vector_settings: TwilioSettings) -> None:
    body = "&".join(f"f{number}=" for number in range(1001)).encode()
    with pytest.raises(SignatureError, match="more fields"):
        sms.verify(OURS_URL, {"X-Twilio-Signature": "AAAA"}, body, vector_settings)


def test_a_json_body_is_covered_by_its_hash_in_the_address(vector_settings: TwilioSettings) -> None:
    body = b'{"a": 1}'
    url = f"{OURS_URL}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = _hand_signed(url)
    sms.verify(url, {"X-Twilio-Signature": signature}, body, vector_settings)
    with pytest.raises(SignatureError):
        sms.verify(url, {"X-Twilio-Signature": signature}, b'{"a": 2}', vector_settings)


SAM = {"sender": "sms:+441632960000:+447700900123", "provider_id": "SM1"}
SAM_WHATSAPP = {"sender": "whatsapp:+441632960000:+447700900123", "provider_id": "SM1"}
HIDDEN = {"sender": "whatsapp:+441632960000:GB.1234", "provider_id": "SM1"}
OTHER_STOP_WORDS = ("STOPALL", "Unsubscribe", "END", "quit", "Cancel", "REVOKE", "OPTOUT")
QUESTION = "How do I find a dentist?"
PHOTO = [("image", "https://api.twilio.com/m/1", None)]

LONG = "My mother waited nine hours in a corridor. Nobody told us “why” — and she is 91."
LETTER = ("file", "https://api.twilio.com/m/2", None)

CASES: list[tuple[str, dict[str, Any]]] = [
    ("text", {"inbound": "text", **SAM, "text": QUESTION}),
    ("text_slash", {"inbound": "text", **SAM, "text": "/restart"}),
    ("emoji", {"inbound": "text", **SAM, "text": "😀 €5"}),
    ("nul", {"inbound": "text", **SAM, "text": "ab"}),
    ("empty", {"inbound": "text", **SAM}),
    ("blank", {"inbound": "text", **SAM, "text": "  "}),
    ("unknown_fields", {"inbound": "text", **SAM, "text": "hello"}),
    ("json", {"inbound": "text", **SAM, "text": "hello"}),
    ("only_the_oldest_id", {"inbound": "text", **SAM, "text": "hello"}),
    ("through_a_messaging_service", {"inbound": "text", **SAM, "text": "hello"}),
    ("base64", {"inbound": "text", **SAM, "text": LONG}),
    ("base64_cut_in_a_letter", {"inbound": "text", **SAM, "text": "Nobody told us anything at all, not even “why"}),
    ("long_word", {"inbound": "text", **SAM, "text": "A" * 48}),
    ("media_only", {"inbound": "attachment", **SAM, "attachments": PHOTO}),
    ("media_without_a_type", {"inbound": "attachment", **SAM, "attachments": [("other", "https://api.twilio.com/m/1", None)]}),
    ("media_count_is_no_number", {"inbound": "text", **SAM}),
    ("two_pictures_and_words", {"inbound": "text", **SAM, "text": "my letter", "attachments": [*PHOTO, LETTER]}),
    ("contact_card", {"inbound": "attachment", **SAM, "attachments": [("contact", "https://api.twilio.com/m/1", None)]}),
    ("stop", {"inbound": "opt_out", **SAM, "text": " Stop "}),
    *((f"stop_{word.lower()}", {"inbound": "opt_out", **SAM, "text": word}) for word in OTHER_STOP_WORDS),
    ("stop_by_advanced_opt_out", {"inbound": "opt_out", **SAM, "text": "arret"}),
    ("stop_in_a_sentence", {"inbound": "text", **SAM, "text": "Stop texting me"}),
    ("start", {"inbound": "opt_in", **SAM, "text": "START"}),
    ("start_unstop", {"inbound": "opt_in", **SAM, "text": "unstop"}),
    ("start_by_advanced_opt_out", {"inbound": "opt_in", **SAM, "text": "recommencer"}),
    ("yes", {"inbound": "text", **SAM, "text": "YES"}),
    ("yes_by_advanced_opt_out", {"inbound": "text", **SAM, "text": "Yes"}),
    ("help", {"inbound": "text", **SAM, "text": "HELP"}),
    ("help_by_advanced_opt_out", {"inbound": "text", **SAM, "text": "HELP"}),
    ("info", {"inbound": "text", **SAM, "text": "INFO"}),
    ("sms_button_text_is_no_button", {"inbound": "text", **SAM, "text": "hello"}),
    ("whatsapp_text", {"inbound": "text", **SAM_WHATSAPP, "text": QUESTION}),
    ("whatsapp_business_scoped_id", {"inbound": "text", **HIDDEN, "text": QUESTION}),
    ("whatsapp_hidden_number", {"inbound": "text", **HIDDEN, "text": "hello"}),
    ("whatsapp_button", {"inbound": "button", **SAM_WHATSAPP, "text": "Yes", "payload": "tok.1"}),
    ("whatsapp_button_without_payload", {"inbound": "text", **SAM_WHATSAPP, "text": "Confirm"}),
    ("whatsapp_list", {"inbound": "button", **SAM_WHATSAPP, "text": "GP", "payload": "tok.2"}),
    ("whatsapp_location", {"inbound": "attachment", **SAM_WHATSAPP, "attachments": [("location", None, "52.2,0.12")]}),
    ("whatsapp_voice", {"inbound": "attachment", **SAM_WHATSAPP, "attachments": [("audio", "https://api.twilio.com/m/1", None)]}),
    ("whatsapp_contacts", {"inbound": "attachment", **SAM_WHATSAPP, "attachments": [("contact", None, None)]}),
    ("whatsapp_unsupported", {"inbound": "attachment", **SAM_WHATSAPP, "attachments": [("other", None, None)]}),
    ("whatsapp_forwarded", {"inbound": "text", **SAM_WHATSAPP, "text": "look"}),
    ("whatsapp_reply", {"inbound": "text", **SAM_WHATSAPP, "text": QUESTION, "reply_to": "SM0"}),
    ("whatsapp_stop", {"inbound": "text", **SAM_WHATSAPP, "text": "STOP"}),
    ("whatsapp_stop_by_advanced_opt_out", {"inbound": "opt_out", **SAM_WHATSAPP, "text": "STOP"}),
    ("whatsapp_start", {"inbound": "text", **SAM_WHATSAPP, "text": "START"}),
    ("without_sid", {"ignored": "bad_item"}),
    ("nothing", {"ignored": "bad_item"}),
    ("not_a_form", {"ignored": "bad_item"}),
]


@pytest.mark.parametrize(("name", "expected"), CASES, ids=[name for name, _ in CASES])
def test_events(name: str, expected: dict[str, Any], settings: Settings, recorded: Any, shorten: Any) -> None:
    assert settings.twilio is not None
    assert shorten(sms.parse(recorded(f"sms/{name}.form"), settings.twilio, RECEIVED)) == [expected]


SENT = {"provider_id": "SM9", "key": "k1", "address": "+447700900123"}
FAILED = {"delivery": "failed", **SENT}
STATES: list[tuple[str, dict[str, Any]]] = [
    *((state, {"delivery": "sent", **SENT}) for state in ("accepted", "scheduled", "queued", "sending", "sent", "partially_delivered")),
    ("delivered", {"delivery": "delivered", **SENT}),
    ("delivered_raw_date", {"delivery": "delivered", **SENT}),
    ("read", {"delivery": "read", **SENT}),
    ("whatsapp_read", {"delivery": "read", **SENT}),
    ("whatsapp_without_from", {"delivery": "read", **SENT}),
    ("failed", FAILED),
    ("canceled", FAILED),
    ("undelivered", {**FAILED, "error_code": "21610", "unreachable": "True"}),
    ("failed_number", {**FAILED, "error_code": "21211", "unreachable": "True"}),
    ("undelivered_phone_off", {**FAILED, "error_code": "30003"}),
    ("with_little", {"delivery": "delivered", "provider_id": "SM9", "key": "k1"}),
    ("unheard_of", {"ignored": "unknown_status"}),
    ("nothing", {"ignored": "unknown_status"}),
    ("without_sid", {"ignored": "bad_item"}),
]


@pytest.mark.parametrize(("name", "expected"), STATES, ids=[name for name, _ in STATES])
def test_states(name: str, expected: dict[str, Any], settings: Settings, recorded: Any, shorten: Any) -> None:
    assert settings.twilio is not None
    assert shorten(sms.parse_status(recorded(f"sms_status/{name}.form"), "k1", settings.twilio, RECEIVED)) == [expected]


def test_a_state_that_comes_to_the_message_address_is_still_a_state(settings: Settings, recorded: Any, shorten: Any) -> None:
    assert settings.twilio is not None
    (event,) = shorten(sms.parse(recorded("sms_status/delivered.form"), settings.twilio, RECEIVED))
    assert event == {"delivery": "delivered", "provider_id": "SM9", "address": "+447700900123"}


def test_an_event_without_an_id_is_known_by_what_all_its_attempts_share(settings: Settings, recorded: Any, shorten: Any) -> None:
    assert settings.twilio is not None
    (event,) = shorten(sms.parse(recorded("sms/without_sid.form"), settings.twilio, RECEIVED, token="t-1"))
    assert event["provider_id"] == "token:t-1"


def test_the_name_and_the_words_are_in_no_log(settings: Settings, recorded: Any) -> None:
    assert settings.twilio is not None
    (event,) = sms.parse(recorded("sms/whatsapp_forwarded.form"), settings.twilio, RECEIVED)
    assert isinstance(event, Inbound)
    assert event.sender.name == "Sam Pike"
    for secret in ("Sam", "look", "900123"):
        assert secret not in repr(event)


def test_every_recorded_payload_has_a_row(payload_names: Any) -> None:
    assert {name for name, _ in CASES} == payload_names("sms")
    assert {name for name, _ in STATES} == payload_names("sms_status")


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("21610", StopContact),
        ("30003", Retryable),
        ("30007", GiveToStaff),
        ("20003", StopChannel),
        ("99999", GiveToStaff),
        (None, GiveToStaff),
    ],
)
def test_what_an_error_code_means(code: str | None, meaning: type[Exception]) -> None:
    assert sms.meaning(code) is meaning
