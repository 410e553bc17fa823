"""Setting up and checking the channels, against the sandbox: what is told to each platform, and what is seen to be wrong."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels import profile as profiles
from bot.organisation import Organisation
from bot.settings import MetaSettings, Settings
from connectors.messenger.upkeep import PAGE_FIELDS, MetaUpkeep
from connectors.sms.upkeep import TwilioUpkeep
from connectors.telegram.upkeep import TelegramUpkeep
from connectors.upkeep import Finding, Profile, Upkeep

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def profile() -> Profile:
    return profiles.load(ROOT / "data" / "channels.yml", Organisation.load(ROOT / "organisation.yml"))


@pytest.fixture(autouse=True)
def uncounted(sandbox: Any) -> Iterator[None]:
    """Whether a webhook answers is asked without a signature: other tests count what the sandbox itself had refused."""
    refused = sandbox.recorder.refused
    yield
    sandbox.recorder.refused = refused


@pytest.fixture
def meta(sandbox: Any) -> Iterator[MetaSettings]:
    """The sandbox's Page, with our app known; everything is as it was afterwards."""
    assert sandbox.settings.meta is not None
    yield dataclasses.replace(sandbox.settings.meta, app_id="424242")
    sandbox.world.subscribed, sandbox.world.token_ends = PAGE_FIELDS, 0


def run(upkeep: Upkeep, what: str, profile: Profile) -> list[Finding]:
    async def work() -> list[Finding]:
        try:
            return await getattr(upkeep, what)(profile)  # type: ignore[no-any-return]
        finally:
            await upkeep.aclose()

    return asyncio.run(work())


def wrong(findings: list[Finding]) -> list[tuple[str, str, bool]]:
    return [(one.subject, one.text, one.broken) for one in findings if not one.well]


PLATFORMS: list[Callable[[Settings], Upkeep]] = [
    lambda settings: MetaUpkeep(dataclasses.replace(settings.meta, app_id="424242"), settings.public_url),  # type: ignore[type-var,arg-type]
    lambda settings: TwilioUpkeep(settings.twilio, settings.public_url),  # type: ignore[arg-type]
    lambda settings: TelegramUpkeep(settings.telegram, settings.public_url),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("make", PLATFORMS, ids=["meta", "twilio", "telegram"])
def test_what_was_set_up_is_found_in_order_and_may_be_set_up_again(
    make: Callable[[Settings], Upkeep], sandbox: Any, profile: Profile
) -> None:
    assert wrong(run(make(sandbox.settings), "set_up", profile)) == []
    assert wrong(run(make(sandbox.settings), "set_up", profile)) == []
    assert wrong(run(make(sandbox.settings), "check", profile)) == []


def test_a_page_that_lost_its_subscription(sandbox: Any, meta: MetaSettings, profile: Profile) -> None:
    run(MetaUpkeep(meta, sandbox.url), "set_up", profile)
    sandbox.world.subscribed = ()
    found = wrong(run(MetaUpkeep(meta, sandbox.url), "check", profile))
    assert found == [("page 1000, subscription", "our app is not subscribed. Run: quietword channels setup", True)]
    run(MetaUpkeep(meta, sandbox.url), "set_up", profile)
    assert sandbox.world.subscribed == PAGE_FIELDS


@pytest.mark.parametrize(("lost", "broken"), [("mention", False), ("messages", True)])
def test_a_field_that_is_no_longer_delivered(lost: str, broken: bool, sandbox: Any, meta: MetaSettings, profile: Profile) -> None:
    run(MetaUpkeep(meta, sandbox.url), "set_up", profile)
    sandbox.world.subscribed = tuple(field for field in PAGE_FIELDS if field != lost)
    ((_, words, is_broken),) = wrong(run(MetaUpkeep(meta, sandbox.url), "check", profile))
    assert words.startswith(f"lacks {lost}")
    assert is_broken is broken


@pytest.mark.parametrize(
    ("ends", "well", "words"),
    [
        (0, True, "valid, without an end"),
        (time.time() + 90 * 86400, True, "valid; the token ends on"),
        (time.time() + 3 * 86400, False, "Make a new one before then"),
        (-1, False, "no longer valid"),
    ],
    ids=["without an end", "months", "days", "ended"],  # and no time in a name: every process must collect the same tests
)
def test_how_long_a_token_lasts(ends: float, well: bool, words: str, sandbox: Any, meta: MetaSettings, profile: Profile) -> None:
    sandbox.world.token_ends = int(ends)
    findings = run(MetaUpkeep(meta, sandbox.url), "check", profile)
    (finding,) = [one for one in findings if one.subject == "page 1000, token"]
    assert finding.well is well
    assert words in finding.text


def test_another_token_is_no_secret_in_a_finding(sandbox: Any, meta: MetaSettings, profile: Profile) -> None:
    page = dataclasses.replace(meta.pages[0], token="wrong-token-with-a-secret")
    other = dataclasses.replace(meta, pages=(page,), app_id=None)
    findings = wrong(run(MetaUpkeep(other, sandbox.url), "check", profile))
    assert [(subject, broken) for subject, _, broken in findings] == [("page 1000, token", True)]
    assert "secret" not in repr(findings)


@pytest.mark.parametrize("make", PLATFORMS, ids=["meta", "twilio", "telegram"])
def test_a_webhook_that_nobody_answers_is_broken(make: Callable[[Settings], Upkeep], sandbox: Any, profile: Profile) -> None:
    away = dataclasses.replace(sandbox.settings, public_url=f"{sandbox.url}/elsewhere")
    findings = run(make(away), "check", profile)
    assert [one.broken for one in findings if one.subject == "webhook"] == [True]


@pytest.mark.parametrize("make", PLATFORMS, ids=["meta", "twilio", "telegram"])
def test_a_platform_that_is_away_is_a_finding_and_no_alarm(make: Callable[[Settings], Upkeep], sandbox: Any, profile: Profile) -> None:
    s = sandbox.settings
    nowhere = "http://127.0.0.1:9"
    away = dataclasses.replace(
        s,
        meta=dataclasses.replace(s.meta, graph_url=nowhere),
        twilio=dataclasses.replace(s.twilio, api_url=nowhere),
        telegram=dataclasses.replace(s.telegram, api_url=nowhere),
    )
    for what in ("set_up", "check"):
        findings = wrong(run(make(away), what, profile))
        assert findings
        assert not any(broken for _, _, broken in findings)


def twilio_answers(settings: Settings, number: dict[str, Any] | None, account: dict[str, Any]) -> TwilioUpkeep:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/webhooks/twilio":
            return httpx.Response(403)
        numbers = {"incoming_phone_numbers": [number] if number else []}
        return httpx.Response(200, json=numbers if "IncomingPhoneNumbers" in request.url.path else account)

    assert settings.twilio is not None
    return TwilioUpkeep(settings.twilio, "https://bot.example.org", httpx.AsyncClient(transport=httpx.MockTransport(answer)))


GOOD = {
    "sid": "PN1",
    "phone_number": "+441632960000",
    "capabilities": {"SMS": True, "voice": False},
    "sms_url": "https://bot.example.org/webhooks/twilio",
    "sms_method": "POST",
}
ACTIVE = {"status": "active", "type": "Full"}


@pytest.mark.parametrize(
    ("number", "account", "expected"),
    [
        (GOOD, ACTIVE, []),
        (None, ACTIVE, [("number +441632960000", True)]),
        ({**GOOD, "capabilities": {"voice": True}}, ACTIVE, [("number +441632960000", False)]),
        ({**GOOD, "sms_url": "https://demo.twilio.com/welcome/sms"}, ACTIVE, [("number +441632960000", True)]),
        ({**GOOD, "sms_method": "GET"}, ACTIVE, [("number +441632960000", True)]),
        (GOOD, {"status": "suspended", "type": "Full"}, [("account", True)]),
        (GOOD, {"status": "active", "type": "Trial"}, [("account", False)]),
    ],
)
def test_what_can_be_wrong_with_a_number(
    number: dict[str, Any] | None, account: dict[str, Any], expected: list[tuple[str, bool]], settings: Settings, profile: Profile
) -> None:
    findings = run(twilio_answers(settings, number, account), "check", profile)
    assert [(subject, broken) for subject, _, broken in wrong(findings)] == expected


def test_what_messenger_is_told(settings: Settings, profile: Profile) -> None:
    calls: list[tuple[str, dict[str, Any]]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append((request.url.path.removeprefix("/sandbox/meta/v26.0"), json.loads(request.content)))
        return httpx.Response(200, json={"success": True})

    assert settings.meta is not None
    upkeep = MetaUpkeep(settings.meta, "https://bot.example.org", httpx.AsyncClient(transport=httpx.MockTransport(answer)))
    run(upkeep, "set_up", profile)
    (path, subscription), (_, page), (_, instagram) = calls
    assert path == "/1000/subscribed_apps"
    assert {"messages", "standby", "feed", "messaging_handovers"} <= set(subscription["subscribed_fields"].split(","))
    assert page["get_started"] == {"payload": "GET_STARTED"}
    assert page["greeting"] == [{"locale": "default", "text": profile.greeting}]
    tap = page["ice_breakers"][0]["call_to_actions"][0]
    assert tap == {"question": "How do I find an NHS dentist?", "payload": "say:How do I find an NHS dentist?"}
    assert instagram["platform"] == "instagram"
    assert "greeting" not in instagram
