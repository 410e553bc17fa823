"""Promises 9 and 11: bad input gets a clear answer and breaks nothing; text is only text."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from bot.app import House
from bot.settings import SANDBOX_VALUES, SettingError, parse
from bot.store.tables import InboundMessage, PublicPost, Sealed
from bot.web import create
from tests.conftest import ROOT

SECRET = SANDBOX_VALUES["META_APP_SECRET"].encode()


@pytest.fixture
def client(sqlite_house: House) -> Iterator[TestClient]:
    with TestClient(create(sqlite_house), base_url=sqlite_house.settings.public_url) as client:
        yield client


def post_meta(client: TestClient, payload: object, *, raw: bytes | None = None, secret: bytes = SECRET):  # type: ignore[no-untyped-def]
    body = json.dumps(payload).encode() if raw is None else raw
    signature = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    return client.post("/webhooks/messenger", content=body, headers={"X-Hub-Signature-256": signature, "Content-Type": "application/json"})


def post_sms(client: TestClient, form: dict[str, str], token: str = SANDBOX_VALUES["TWILIO_AUTH_TOKEN"]):  # type: ignore[no-untyped-def]
    url = f"{client.base_url}/webhooks/twilio".replace("//webhooks", "/webhooks")
    headers = {
        "X-Twilio-Signature": RequestValidator(token).compute_signature(url, form),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return client.post("/webhooks/twilio", content=urlencode(form), headers=headers)


def post_telegram(client: TestClient, update: object, secret: str = SANDBOX_VALUES["TELEGRAM_SECRET_TOKEN"]):  # type: ignore[no-untyped-def]
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
    return client.post("/webhooks/telegram", content=json.dumps(update), headers=headers)


def meta(*items: dict[str, object]) -> dict[str, object]:
    return {"object": "page", "entry": [{"id": "1000", "time": 1700000000000, "messaging": list(items)}]}


def message(mid: str, text: object, **more: object) -> dict[str, object]:
    return {"sender": {"id": "222"}, "recipient": {"id": "1000"}, "timestamp": 1700000000000, "message": {"mid": mid, "text": text, **more}}


def sms(text: str, sid: str = "SM1", **more: str) -> dict[str, str]:
    return {
        "MessageSid": sid,
        "AccountSid": "ACsandbox",
        "From": "+447700900123",
        "To": "+441632960000",
        "Body": text,
        "NumMedia": "0",
        **more,
    }


def update(text: str, number: int = 1) -> dict[str, object]:
    chat = {"id": 77, "type": "private", "first_name": "Sam"}
    sender = {"id": 77, "is_bot": False, "first_name": "Sam"}
    return {"update_id": number, "message": {"message_id": 5, "date": 1700000000, "chat": chat, "from": sender, "text": text}}


def stored(house: House) -> int:
    with house.sessions() as session:
        tables = (InboundMessage, PublicPost, Sealed)
        return sum(session.execute(select(func.count()).select_from(table)).scalar() for table in tables)


def texts(house: House) -> list[str]:
    with house.sessions() as session:
        rows = session.execute(select(InboundMessage.text_sealed_id).order_by(InboundMessage.id)).scalars()
        return [house.vault.open(session, row) or "" for row in rows]


def test_a_wrong_signature_is_refused_and_nothing_is_stored(client: TestClient, sqlite_house: House) -> None:
    assert post_meta(client, meta(message("m1", "hello")), secret=b"another").status_code == 403
    assert client.post("/webhooks/messenger", json=meta(message("m1", "hello"))).status_code == 403
    assert post_sms(client, sms("hello"), token="another").status_code == 403
    assert client.post("/webhooks/twilio", data=sms("hello")).status_code == 403
    assert client.post("/webhooks/twilio/status", data={"MessageSid": "SM1", "MessageStatus": "sent"}).status_code == 403
    assert post_telegram(client, update("hello"), secret="another").status_code == 403
    assert client.post("/webhooks/telegram", json=update("hello")).status_code == 403
    assert stored(sqlite_house) == 0


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"hub.mode": "subscribe", "hub.verify_token": "wrong", "hub.challenge": "9"},
        {"hub.mode": "subscribe", "hub.verify_token": "sandbox-verify"},
    ],
)
def test_verification_with_a_wrong_token_echoes_nothing(client: TestClient, query: dict[str, str]) -> None:
    answer = client.get("/webhooks/messenger", params=query)
    assert answer.status_code == 403
    assert "9" not in answer.text


def test_verification_with_the_right_token_gives_the_challenge(client: TestClient) -> None:
    answer = client.get(
        "/webhooks/messenger", params={"hub.mode": "subscribe", "hub.verify_token": "sandbox-verify", "hub.challenge": "1158201444"}
    )
    assert (answer.status_code, answer.text) == (200, "1158201444")


def test_a_body_over_one_megabyte_is_refused(client: TestClient, sqlite_house: House) -> None:
    assert post_meta(client, meta(message("m1", "x" * 1_100_000))).status_code == 413
    assert post_sms(client, sms("x" * 1_100_000)).status_code == 413
    assert post_telegram(client, update("x" * 1_100_000)).status_code == 413
    assert stored(sqlite_house) == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[1,", b'{"object": "page", "entry":', b"\xff\xfe\x00", b"null", b'"text"', b"[]"])
def test_broken_json_is_refused_and_stores_nothing(client: TestClient, sqlite_house: House, body: bytes) -> None:
    assert post_meta(client, None, raw=body).status_code in (400, 403)
    headers = {"X-Telegram-Bot-Api-Secret-Token": SANDBOX_VALUES["TELEGRAM_SECRET_TOKEN"], "Content-Type": "application/json"}
    assert client.post("/webhooks/telegram", content=body, headers=headers).status_code == 400
    assert stored(sqlite_house) == 0


@pytest.mark.parametrize(
    "payload",
    [
        {"object": "whatever", "entry": [{"id": "1"}]},
        {"object": "page", "entry": [{"id": "1000", "time": 1, "unheard_of": [{"x": 1}]}]},
        {"object": "page", "entry": [{"id": "1000", "changes": [{"field": "moon_phase"}]}]},
        {"object": "page"},
        {"object": "page", "entry": [None, 7, "x", {}]},
    ],
)
def test_a_well_formed_payload_that_means_nothing_is_acknowledged(
    client: TestClient, sqlite_house: House, payload: dict[str, object]
) -> None:
    assert post_meta(client, payload).status_code == 200
    assert stored(sqlite_house) == 0


def test_one_bad_event_never_costs_its_neighbours(client: TestClient, sqlite_house: House) -> None:
    items = [message("m1", "first"), {"sender": 7, "message": "nonsense"}, message("m2", {"not": "text"}), message("m3", "third")]
    assert post_meta(client, meta(*items)).status_code == 200
    kept = texts(sqlite_house)
    assert "first" in kept
    assert "third" in kept


def test_the_same_delivery_twice_is_one_message(client: TestClient, sqlite_house: House) -> None:
    for _ in range(3):
        assert post_meta(client, meta(message("m1", "hello"))).status_code == 200
        assert post_sms(client, sms("hello")).status_code == 200
        assert post_telegram(client, update("hello")).status_code == 200
    assert len(texts(sqlite_house)) == 3


ODD = {
    "10,000 characters": "a long story. " * 714 + "end",
    "right to left": "\u202eمرحبا\u202c \u0627\u0644\u0633\u0644\u0627\u0645",
    "zero width": "h\u200be\u200dl\u2060lo\ufeff",
    "restart": "/restart",
    "intent": '/share_experience{"service": "x"}',
    "slashes": "///",
    "markup": "<script>alert(1)</script>",
    "json": '{"intent": "greet"}',
    "control": "hel\x07lo\x1b[31m",
    "nul": "be\x00fore",
    "emoji": "👩‍⚕️" * 40,
    "lone surrogate": "\ud83d oops",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_text_is_taken_in_as_it_is(client: TestClient, sqlite_house: House, name: str) -> None:
    text = ODD[name]
    assert post_meta(client, meta(message("m1", text))).status_code == 200
    assert post_telegram(client, update(text)).status_code == 200
    kept = texts(sqlite_house)
    assert len(kept) == 2
    as_kept = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")
    assert kept[0].replace("\x00", "") == as_kept


def test_empty_text_and_lone_attachments_are_turns_too(client: TestClient, sqlite_house: House) -> None:
    picture = {"attachments": [{"type": "image", "payload": {"url": "https://cdn.example.org/a.jpg"}}]}
    item = message("m1", None, **picture)
    del item["message"]["text"]  # type: ignore[attr-defined]
    assert post_meta(client, meta(item)).status_code == 200
    assert post_sms(client, sms("", sid="SM9")).status_code == 200
    with sqlite_house.sessions() as session:
        row = session.execute(select(InboundMessage.state, InboundMessage.attachments).order_by(InboundMessage.id)).first()
    assert tuple(row) == ("waiting", ["image"])


PRODUCTION = {
    "QUIETWORD_ENV": "production",
    "QUIETWORD_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "DATABASE_URL": "postgresql://quietword@db/quietword",
    "PUBLIC_URL": "https://chat.example.org",
}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"QUIETWORD_KEYS": ""}, "QUIETWORD_KEYS"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"PUBLIC_URL": "http://chat.example.org"}, "PUBLIC_URL"),
        ({"QUIETWORD_ENV": "prod"}, "QUIETWORD_ENV"),
        ({"META_APP_SECRET": "s"}, "META_PAGE_ID"),
        ({"TELEGRAM_TOKEN": "9:real"}, "TELEGRAM_SECRET_TOKEN"),
        ({"TWILIO_AUTH_TOKEN": "sandbox-auth-token"}, "TWILIO_AUTH_TOKEN"),
    ],
)
def test_production_stops_on_a_missing_or_unsafe_setting_and_names_it(change: dict[str, str], named: str) -> None:
    with pytest.raises(SettingError, match=named):
        parse({**PRODUCTION, **change}, ROOT)


def test_production_starts_with_what_it_needs_and_leaves_the_other_channels_off() -> None:
    settings = parse(PRODUCTION, ROOT)
    assert settings.production
    assert (settings.meta, settings.twilio, settings.telegram) == (None, None, None)
    assert not settings.sandboxed


@pytest.mark.parametrize("path", ["/", "/nothing", "/chat", "/webhooks/messenger", "/health/live", "/chat/static/nothing", "/desk/nothing"])
def test_no_answer_is_kept_or_taken_for_a_page_it_is_not(client: TestClient, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'")
