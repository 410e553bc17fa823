"""What every answer of a provider means: one recorded answer as a file, one row of expectation each.

A row is (what to do, seconds to wait or None). The codes are those of the channel contract, 1.9, 4.4 and 5.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram.request import HTTPXRequest

from bot.messages import Channel, Sender
from bot.settings import Settings
from connectors.base import Connector, Rendered
from connectors.errors import Ambiguous, Bug, GiveToStaff, Retryable, SendError, StopChannel, StopContact, ThreadTaken, Throttled
from connectors.messenger import MetaConnector
from connectors.sms import TwilioConnector, reported
from connectors.telegram import TelegramConnector

ANSWERS = Path(__file__).parent / "answers"
Row = tuple[type[SendError] | str, float | None]

META: dict[str, Row] = {
    "taken": ("m_9", None),
    "taken_private_reply": ("m_9", None),
    "1_1357046_sent_all_the_same": ("", None),
    "1_99_permission_missing": (StopChannel, None),
    "1_unknown": (Retryable, None),
    "2_temporary": (Retryable, None),
    "2_unavailable": (Retryable, None),
    "4_app_limit": (Throttled, None),
    "10_permission": (StopChannel, None),
    "10_1893063_restricted": (StopChannel, None),
    "10_2018278_outside_window": (GiveToStaff, None),
    "10_2018300_thread_taken": (ThreadTaken, None),
    "10_2534022_outside_window_instagram": (GiveToStaff, None),
    "17_user_limit": (Throttled, None),
    "32_page_limit": (Throttled, 7.0),
    "80001_pages_limit": (Throttled, 180.0),
    "80002_instagram_limit": (Throttled, None),
    "80006_messenger_limit": (Throttled, None),
    "100_bad_parameter": (Bug, None),
    "100_dead_tag": (Bug, None),
    "100_transient": (Retryable, None),
    "100_2018001_no_such_person": (StopContact, None),
    "100_2018218_no_profile": (Bug, None),
    "100_2018292_comment": (GiveToStaff, None),
    "190_token": (StopChannel, None),
    "200_permission": (StopChannel, None),
    "230_no_consent": (Bug, None),
    "551_unavailable": (GiveToStaff, None),
    "551_1545041_unavailable": (GiveToStaff, None),
    "613_calls": (Throttled, None),
    "9010_no_instagram_user": (StopContact, None),
    "10900_replied_already": (GiveToStaff, None),
    "10902_not_replyable": (GiveToStaff, None),
    "code_as_text": (StopChannel, None),
    "code_without_sense": (GiveToStaff, None),
    "unknown_code": (GiveToStaff, None),
    "unknown_code_transient": (Retryable, None),
    "unknown_code_429": (Throttled, None),
    "unknown_code_500": (Retryable, None),
    "html_404": (Bug, None),
    "html_429": (Throttled, 30.0),
    "html_502": (Ambiguous, None),
    "html_503": (Retryable, None),
    "html_504": (Ambiguous, None),
}
TWILIO: dict[str, Row] = {
    "taken": ("SM9", None),
    "taken_without_sid": (Ambiguous, None),
    "20003_credentials": (StopChannel, None),
    "20404_not_found": (StopChannel, None),
    "20429_too_many": (Throttled, None),
    "21211_invalid_to": (StopContact, None),
    "21212_invalid_from": (StopChannel, None),
    "21408_region_off": (StopChannel, None),
    "21602_no_body": (Bug, None),
    "21606_from_not_capable": (StopChannel, None),
    "21608_trial_account": (StopChannel, None),
    "21610_opted_out": (StopContact, None),
    "21611_queue_full": (Throttled, None),
    "21612_no_route": (StopContact, None),
    "21614_not_a_mobile": (StopContact, None),
    "21617_too_long": (Bug, None),
    "21620_bad_media": (Bug, None),
    "30001_queue_overflow": (Throttled, None),
    "30002_suspended": (StopChannel, None),
    "30003_phone_off": (Retryable, 3600.0),
    "30004_blocked": (StopChannel, None),
    "30005_unknown_handset": (StopContact, None),
    "30006_landline": (StopContact, None),
    "30007_filtered": (GiveToStaff, None),
    "30008_unknown_fault": (Retryable, 60.0),
    "30009_part_missing": (GiveToStaff, None),
    "30011_mms_not_supported": (GiveToStaff, None),
    "30410_provider_timeout": (Retryable, 60.0),
    "63003_invalid_recipient": (StopContact, None),
    "63005_content": (GiveToStaff, None),
    "63013_policy": (GiveToStaff, None),
    "63014_blocked_by_person": (StopContact, None),
    "63015_sandbox_not_joined": (StopChannel, None),
    "63016_outside_window": (GiveToStaff, None),
    "63018_whatsapp_rate": (Throttled, None),
    "63019_media": (GiveToStaff, None),
    "63021_template": (GiveToStaff, None),
    "63024_invalid_recipient": (StopContact, None),
    "63032_limitation": (GiveToStaff, None),
    "63033_blocked_by_person": (StopContact, None),
    "63038_daily_limit": (GiveToStaff, None),
    "unknown_code": (GiveToStaff, None),
    "unknown_code_429": (Throttled, None),
    "unknown_code_500": (Ambiguous, None),
    "html_401": (StopChannel, None),
    "html_404": (GiveToStaff, None),
    "html_429": (Throttled, 0.0),
    "html_500": (Ambiguous, None),
    "html_503": (Retryable, 5.0),
    "html_504": (Ambiguous, None),
}
TELEGRAM: dict[str, Row] = {
    "taken": ("9", None),
    "400_chat_not_found": (StopContact, None),
    "400_chat_migrated": (GiveToStaff, None),
    "400_empty": (Bug, None),
    "400_too_long": (Bug, None),
    "400_button_data": (Bug, None),
    "400_no_rights": (GiveToStaff, None),
    "400_peer": (StopContact, None),
    "401_token": (StopChannel, None),
    "404_token": (StopChannel, None),
    "403_blocked": (StopContact, None),
    "403_deactivated": (StopContact, None),
    "403_kicked": (StopContact, None),
    "403_first_word": (StopContact, None),
    "409_conflict": (GiveToStaff, None),
    "429_wait": (Throttled, 14.0),
    "500_internal": (Ambiguous, None),
    "502_gateway": (Ambiguous, None),
}
SAM = {"meta": Sender(Channel.MESSENGER, "1000", "222"), "twilio": Sender(Channel.SMS, "+441632960000", "+447700900123")}


def recorded(platform: str, name: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of a recorded answer; a body that is no JSON stands there as text."""
    answer: dict[str, Any] = json.loads((ANSWERS / platform / f"{name}.json").read_text())
    body = answer["body"]
    return answer["status"], answer.get("headers", {}), body if isinstance(body, str) else json.dumps(body)


def played(platform: str, name: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Connector:
    """The platform's connector, to which every call is answered with the recording."""
    status, headers, body = recorded(platform, name)
    http = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(status, headers=headers, text=body)))
    if platform == "meta":
        assert settings.meta is not None
        return MetaConnector(settings.meta, Channel.MESSENGER, http)
    if platform == "twilio":
        assert settings.twilio is not None
        return TwilioConnector(settings.twilio, "https://bot.example.org", Channel.SMS, http)
    assert settings.telegram is not None

    async def answer(*_: object, **__: object) -> tuple[int, bytes]:
        return status, body.encode()

    monkeypatch.setattr(HTTPXRequest, "do_request", answer)
    return TelegramConnector(settings.telegram)


@pytest.mark.parametrize(
    ("platform", "name"),
    [(platform, name) for platform, rows in (("meta", META), ("twilio", TWILIO), ("telegram", TELEGRAM)) for name in rows],
)
def test_what_an_answer_means(platform: str, name: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, wait = {"meta": META, "twilio": TWILIO, "telegram": TELEGRAM}[platform][name]
    connector = played(platform, name, settings, monkeypatch)
    to = SAM.get(platform, Sender(Channel.TELEGRAM, "1", "77"))
    sending = connector.send(to, Rendered("Hello"), "k1")
    if isinstance(wanted, str):
        assert asyncio.run(sending) == wanted
        return
    with pytest.raises(SendError) as caught:
        asyncio.run(sending)
    assert type(caught.value) is wanted
    assert getattr(caught.value, "retry_after", None) == wait
    assert not any(secret in str(caught.value) for secret in (to.address, "Hello", "sandbox"))


@pytest.mark.parametrize(("platform", "rows"), [("meta", META), ("twilio", TWILIO), ("telegram", TELEGRAM)])
def test_every_recorded_answer_has_its_row(platform: str, rows: dict[str, Row]) -> None:
    assert {path.stem for path in (ANSWERS / platform).iterdir()} == set(rows)


@pytest.mark.parametrize("name", [name for name in TWILIO if name[0].isdigit()])
def test_a_status_callback_means_what_the_answer_does(name: str) -> None:
    code = name.split("_")[0]
    assert type(reported(code)) is TWILIO[name][0]
    assert code in str(reported(code))


def test_what_a_network_loses_is_tried_again_once_or_twice_only() -> None:
    tries = {code: getattr(reported(code), "at_most", None) for code in ("30003", "30008", "30410", "30001", "30007", None)}
    assert tries == {"30003": 1, "30008": 2, "30410": 2, "30001": None, "30007": None, None: None}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"X-App-Usage": '{"call_count": 28, "total_time": 25, "total_cputime": 25}'}, 0.0),
        ({"X-App-Usage": '{"call_count": 92, "total_time": 25, "total_cputime": 25}'}, 5.0),
        ({"X-App-Usage": '{"call_count": 28, "total_time": 100, "total_cputime": 25}'}, 60.0),
        ({"X-Business-Use-Case-Usage": '{"1000": [{"type": "messenger", "call_count": 95}]}'}, 5.0),
        ({"X-Business-Use-Case-Usage": '{"1000": [{"call_count": 100, "estimated_time_to_regain_access": 2}]}'}, 120.0),
        ({"X-Business-Use-Case-Usage": '{"1000": [7], "2000": {"call_count": 100}}', "X-App-Usage": "broken"}, 0.0),
        ({"X-App-Usage": '{"call_count": "many", "total_time": null}'}, 0.0),
        ({"X-App-Usage": '{"call_count": NaN}'}, 0.0),
    ],
)
def test_meta_says_with_every_answer_how_much_is_used(headers: dict[str, str], seconds: float, settings: Settings) -> None:
    assert settings.meta is not None
    answer = httpx.Response(200, headers=headers, json={"message_id": "m_9"})
    connector = MetaConnector(settings.meta, http=httpx.AsyncClient(transport=httpx.MockTransport(lambda _: answer)))
    asyncio.run(connector.send(SAM["meta"], Rendered("Hello"), "k1"))
    assert connector.take_rest() == seconds
    assert connector.take_rest() == 0.0
