"""The issuer: down, hanging, strange, or wrongly set up."""

from __future__ import annotations

import asyncio
import base64
import html
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot import doctor
from bot.desk import issuer as issuer_module
from bot.desk import sign_on
from bot.desk.throttle import LIMIT
from bot.settings import SettingError, parse
from bot.store.tables import StaffAttempt
from tests.desk.conftest import House, log_in
from tests.desk.single_sign_on import (
    CALLBACK,
    on_the_way,
    start,
    through,
)
from tests.support.issuer import CLIENT_ID, CLIENT_SECRET, Claims, FakeIssuer


class TestTheIssuerIsDown:
    """Whoever signs in by password, and whoever is signed in, notices nothing."""

    def wrong_secret(self, issuer: FakeIssuer) -> None:
        issuer.token = lambda *_: (401, {"error": "invalid_client"})  # type: ignore[method-assign]

    @pytest.mark.parametrize(
        "describe",
        [
            lambda found: {},
            lambda found: {**found, "issuer": "https://another.example.org"},
            lambda found: {**found, "token_endpoint": "file:///etc/passwd"},
            lambda found: {**found, "jwks_uri": 7},
            lambda found: [1],
            lambda found: b"<html>not json",
            lambda found: b"x" * 300_000,
        ],
        ids=["empty", "another issuer", "no web address", "no text", "no object", "no JSON", "endless"],
    )
    def test_a_strange_discovery_page(self, joined: House, issuer: FakeIssuer, describe: Callable[[Claims], Claims]) -> None:
        issuer.describe = describe
        answer = start(joined.browser())
        assert answer.status_code == 503
        assert sign_on.IssuerDown.words in html.unescape(answer.text)
        with joined.sessions() as session:
            assert session.execute(select(StaffAttempt)).all() == []

    def test_local_sign_in_and_open_sessions_stay(self, joined: House, issuer: FakeIssuer) -> None:
        signed_in = joined.browser()
        through(signed_in)
        issuer.status = 502
        joined.app.routes[0].app.state.desk.issuer._kept.clear()  # type: ignore[attr-defined]
        assert start(joined.browser()).status_code == 503
        assert signed_in.get("/desk/").status_code == 200
        assert log_in(joined.browser(), "anna@example.org").status_code == 303

    def test_a_failure_is_remembered_for_a_moment(self, joined: House, issuer: FakeIssuer) -> None:
        asks = joined.app.routes[0].app.state.desk.issuer  # type: ignore[attr-defined]
        ticks = [1000.0]
        asks._ticks = lambda: ticks[0]
        issuer.status = 500
        for _ in range(3):
            assert start(joined.browser()).status_code == 503
        assert len(issuer.asked) == 1
        issuer.status = 200
        ticks[0] += issuer_module.FAILED_SECONDS
        assert start(joined.browser()).status_code == 200

    def test_a_hanging_issuer_blocks_nobody_else(self, joined: House, issuer: FakeIssuer, monkeypatch: pytest.MonkeyPatch) -> None:
        # Longer than anything here takes: whoever had to wait for the issuer would wait for all of it.
        asks = joined.app.routes[0].app.state.desk.issuer  # type: ignore[attr-defined]
        asks._client.timeout = 30.0
        monkeypatch.setattr(issuer_module, "ANSWER_SECONDS", 60.0)
        issuer.held = threading.Event()
        waiting = [threading.Thread(target=start, args=(joined.browser(),)) for _ in range(6)]
        for thread in waiting:
            thread.start()
        assert issuer.came.wait(20)
        assert log_in(joined.browser(), "anna@example.org").status_code == 303
        assert joined.browser().get("/desk/login").status_code == 200
        assert all(thread.is_alive() for thread in waiting), "they still wait, and nobody else did"
        issuer.held.set()
        for thread in waiting:
            thread.join()

    def test_only_so_many_wait(self, joined: House, issuer: FakeIssuer) -> None:
        asks = joined.app.routes[0].app.state.desk.issuer  # type: ignore[attr-defined]
        for _ in range(issuer_module.IN_LINE):
            assert asks._line.acquire(blocking=False)
        with pytest.raises(sign_on.IssuerDown, match="too_many"):
            asyncio.run(asks.ask(asks.discovery))

    def test_an_answer_that_drips_is_cut_off(self, joined: House, issuer: FakeIssuer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(issuer_module, "ANSWER_SECONDS", -1.0)
        assert start(joined.browser()).status_code == 503

    def test_our_registration_is_wrong(self, joined: House, issuer: FakeIssuer) -> None:
        self.wrong_secret(issuer)
        assert sign_on.IssuerRefused.words in html.unescape(through(joined.browser()).text)

    def test_many_failures_from_an_address_tire_it(self, joined: House) -> None:
        browser = joined.browser()
        for _ in range(LIMIT):
            assert browser.get("/desk/oidc/callback?code=a&state=b").status_code == 403
        assert start(browser).status_code == 429
        assert log_in(browser, "anna@example.org").status_code == 303, "and by password one comes in"

    def test_an_issuer_that_is_down_tires_nobody(self, joined: House, issuer: FakeIssuer) -> None:
        issuer.status = 500
        browser = joined.browser()
        for _ in range(LIMIT + 1):
            assert start(browser).status_code == 503


def test_an_issuer_that_wants_the_secret_in_the_form(joined: House, issuer: FakeIssuer) -> None:
    issuer.describe = lambda found: {**found, "token_endpoint_auth_methods_supported": ["client_secret_post"]}
    real = issuer.token

    def by_post(authorization: str, asked: dict[str, str]) -> tuple[int, Claims]:
        assert authorization == ""
        assert (asked["client_id"], asked["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
        return real("Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode(), asked)

    issuer.token = by_post  # type: ignore[method-assign]
    assert on_the_way(through(joined.browser())) == "/desk/"


REGISTERED = {"DESK_OIDC_CLIENT_ID": "q", "DESK_OIDC_CLIENT_SECRET": "s3cret"}
IN_PRODUCTION = {
    "QUIETWORD_ENV": "production",
    "QUIETWORD_KEYS": base64.b64encode(b"k" * 32).decode(),
    "DATABASE_URL": "postgresql://q@db/q",
    "PUBLIC_URL": "https://desk.example.org",
}


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"DESK_OIDC_ISSUER": "https://login.example.org"}, "DESK_OIDC_CLIENT_ID is not set"),
        ({"DESK_OIDC_CLIENT_SECRET": "s3cret"}, "DESK_OIDC_ISSUER is not set"),
        ({"DESK_OIDC_ISSUER": "login.example.org", **REGISTERED}, "must be the issuer's address"),
        ({"DESK_OIDC_ISSUER": "https://login.example.org/?x=1", **REGISTERED}, "must be the issuer's address"),
        ({"DESK_OIDC_ISSUER": "http://login.example.org", **REGISTERED, **IN_PRODUCTION}, "must start with https"),
    ],
)
def test_settings_that_cannot_be_meant(env: dict[str, str], words: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=words) as caught:
        parse(env, tmp_path)
    assert "s3cret" not in str(caught.value)


def test_an_https_issuer_is_not_followed_to_plain_http(tmp_path: Path) -> None:
    env = {"DESK_OIDC_ISSUER": "https://login.example.org", "DESK_OIDC_CLIENT_ID": "q", "DESK_OIDC_CLIENT_SECRET": "the secret"}
    settings = parse(env, tmp_path).oidc
    assert settings is not None
    assert "the secret" not in repr(settings)
    asks = issuer_module.Issuer(settings, CALLBACK)
    page = {name: f"http://login.example.org/{name}" for name in issuer_module.NEEDED} | {"issuer": "https://login.example.org/"}
    asks._client = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(200, json=page)))
    with pytest.raises(sign_on.IssuerDown, match="unsafe"):
        asks.discovery()


@pytest.mark.parametrize(
    ("describe", "words"),
    [
        (lambda found: found, "answers, with keys"),
        (lambda found: {**found, "issuer": "https://another.example.org"}, "calls itself by another name"),
        (lambda found: b"<html>", "no discovery page"),
        (lambda found: {}, "does not answer"),
    ],
)
def test_the_doctor_explains(issuer: FakeIssuer, tmp_path: Path, describe: Callable[[Claims], Claims], words: str) -> None:
    issuer.describe = describe
    settings = parse({"DESK_OIDC_ISSUER": issuer.address, "PUBLIC_URL": "http://testserver", **REGISTERED}, tmp_path)
    finding = doctor._single_sign_on(settings)
    assert words in finding.text
    assert finding.well == ("answers, with keys" in words)
    assert "s3cret" not in finding.text
    assert not finding.well or CALLBACK in finding.text
    off = doctor._single_sign_on(parse({}, tmp_path))
    assert off.well
    assert all(name in off.text for name in ("DESK_OIDC_ISSUER", *REGISTERED))
