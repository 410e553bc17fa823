"""Single sign-on: the way there and back, once and in one browser."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.desk import app, sign_on
from bot.settings import parse
from bot.store.session import transaction
from bot.store.tables import Staff, StaffAttempt, StaffSession
from tests.desk.conftest import House, field_of, log_in, post
from tests.desk.single_sign_on import (
    BUTTON,
    CALLBACK,
    at_issuer,
    nobody_is_signed_in,
    on_the_way,
    start,
    through,
)
from tests.support.issuer import Claims, FakeIssuer


def test_coming_in_and_going_out(joined: House, issuer: FakeIssuer) -> None:
    browser = joined.browser()
    assert BUTTON in browser.get("/desk/login").text
    answer = through(browser)
    assert (answer.status_code, on_the_way(answer)) == (200, "/desk/")
    assert browser.get("/desk/").status_code == 200
    with joined.sessions() as session:
        assert session.execute(select(StaffSession)).scalar_one().way == "issuer"
    assert [(row.actor, row.detail) for row in joined.audit("login")] == [("staff:1", {"by": "issuer"})]
    assert post(browser, "/desk/logout").headers["location"] == "/desk/login"
    assert browser.get("/desk/").status_code == 303
    assert nobody_is_signed_in(joined)
    assert issuer.asked.count("/.well-known/openid-configuration") == 1, "discovery is kept"


def test_without_the_settings_there_is_no_such_way(house: House) -> None:
    browser = house.browser()
    page = browser.get("/desk/login").text
    assert BUTTON not in page
    assert browser.post("/desk/oidc/start", data={"csrf": field_of(page, "csrf")}).status_code == 404
    assert browser.get("/desk/oidc/callback?code=a&state=b").status_code == 404


def test_what_is_asked_of_the_issuer(joined: House, issuer: FakeIssuer) -> None:
    browser = joined.browser()
    answer = start(browser)
    address = on_the_way(answer)
    asked = dict(httpx.URL(address).params)
    assert address.startswith(f"{issuer.address}/authorize?")
    assert asked["redirect_uri"] == CALLBACK
    assert asked["scope"] == "openid email"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("quietword-way="))
    assert {"httponly", "samesite=lax", "max-age=600"} <= {part.strip().lower() for part in cookie.split(";")}
    again = dict(httpx.URL(on_the_way(start(browser))).params)
    assert not {again[name] for name in ("state", "nonce", "code_challenge")} & set(asked.values())
    # The policy lets a form go nowhere but here; the page moves the browser on.
    assert "form-action 'self';" in answer.headers["content-security-policy"]
    with joined.sessions() as session:
        for row in session.execute(select(StaffAttempt)).scalars():
            assert cookie.split("=", 1)[1].split(";")[0] != row.token_hash


def test_the_e_mail_is_compared_as_accounts_keep_it(joined: House, issuer: FakeIssuer) -> None:
    issuer.person["email"] = " Anna@Example.ORG"
    assert on_the_way(through(joined.browser())) == "/desk/"


@pytest.mark.parametrize("email", ["\N{KELVIN SIGN}im@example.org", "stra\N{LATIN SMALL LETTER SHARP S}e@example.org"])
def test_an_address_that_only_folds_to_somebodys_is_not_theirs(joined: House, issuer: FakeIssuer, email: str) -> None:
    joined.staff("Kim Example")
    joined.staff("Strasse Example")
    assert email.casefold() in ("kim@example.org", "strasse@example.org")
    issuer.person["email"] = email
    assert sign_on.NotStaff.words in html.unescape(through(joined.browser()).text)


@pytest.mark.parametrize(
    ("said", "comes_in"),
    [
        ({"xms_edov": True}, True),
        ({"xms_edov": "1"}, True),
        ({"xms_edov": False}, False),
        ({"xms_edov": "0"}, False),
        ({"xms_edov": True, "email_verified": False}, False),
    ],
)
def test_entra_vouches_in_its_own_way(joined: House, issuer: FakeIssuer, said: Claims, comes_in: bool) -> None:
    issuer.person = {"sub": "1", "email": "anna@example.org", **said}
    through(joined.browser())
    assert nobody_is_signed_in(joined) is not comes_in


def test_roles_stay_ours(joined: House, issuer: FakeIssuer) -> None:
    issuer.person |= {"role": "admin", "roles": ["admin"], "groups": ["admin"], "name": "Somebody Else"}
    browser = joined.browser()
    through(browser)
    assert (joined.account(1).role, joined.account(1).name) == ("staff", "Anna Example")
    assert browser.get("/desk/people").status_code == 403


def test_what_was_signed_in_here_before_is_out(joined: House, issuer: FakeIssuer) -> None:
    joined.staff("Ben Example")
    browser = joined.browser()
    assert log_in(browser, "ben@example.org").status_code == 303
    address = at_issuer(on_the_way(start_signed_in(browser, joined)))
    before = browser.cookies.get("quietword-desk")
    browser.get(address)
    assert browser.cookies.get("quietword-desk") != before, "never the session that was there"
    with joined.sessions() as session:
        assert [row.staff_id for row in session.execute(select(StaffSession)).scalars()] == [1]


def start_signed_in(browser: TestClient, house: House) -> Any:
    """The login page of a signed-in browser leads away; its form still works where it was open in another tab."""
    _, token = house.app.routes[0].app.state.desk.cookies.form_token(_Asks(browser))  # type: ignore[attr-defined]
    return browser.post("/desk/oidc/start", data={"csrf": token})


class _Asks:
    def __init__(self, browser: TestClient) -> None:
        self.cookies = {cookie.name: cookie.value for cookie in browser.cookies.jar}


def test_a_switched_off_account_stays_out(joined: House) -> None:
    with transaction(joined.sessions) as session:
        session.get(Staff, 1).active = False
    answer = through(joined.browser())
    assert sign_on.NotStaff.words in html.unescape(answer.text)
    assert nobody_is_signed_in(joined)


class TestOneAttemptOneBrowserOnce:
    """State, cookie and code: replayed, stolen, swapped, too late."""

    def test_a_replay(self, joined: House) -> None:
        browser = joined.browser()
        address = at_issuer(on_the_way(start(browser)))
        cookie = browser.cookies.get("quietword-way")
        assert on_the_way(browser.get(address)) == "/desk/"
        browser.cookies.set("quietword-way", cookie, domain="testserver.local", path="/")
        assert browser.get(address).status_code == 403
        assert len(joined.audit("login")) == 1

    def test_login_csrf(self, joined: House, issuer: FakeIssuer) -> None:
        """An attacker's own answer, loaded in somebody else's browser, signs nobody in: not fresh, and not half-way either."""
        attacker, victim = joined.browser(), joined.browser()
        address = at_issuer(on_the_way(start(attacker)))
        assert victim.get(address).status_code == 403
        start(victim)
        assert victim.get(address).status_code == 403
        assert nobody_is_signed_in(joined)
        assert "/token" not in issuer.asked, "the code was not even used"

    def test_a_foreign_answer_does_not_spoil_what_is_under_way(self, joined: House) -> None:
        browser = joined.browser()
        address = at_issuer(on_the_way(start(browser)))
        cookie = browser.cookies.get("quietword-way")
        assert browser.get("/desk/oidc/callback?code=x&state=y").status_code == 403
        browser.cookies.set("quietword-way", cookie, domain="testserver.local", path="/")
        assert on_the_way(browser.get(address)) == "/desk/"

    def test_a_code_of_another_attempt(self, joined: House) -> None:
        """PKCE: a stolen code is good for nothing in an attempt that did not ask for it."""
        victim, attacker = joined.browser(), joined.browser()
        stolen = dict(httpx.URL(f"http://testserver{at_issuer(on_the_way(start(victim)))}").params)["code"]
        state = dict(httpx.URL(on_the_way(start(attacker))).params)["state"]
        answer = attacker.get("/desk/oidc/callback", params={"code": stolen, "state": state})
        assert sign_on.IssuerRefused.words in html.unescape(answer.text)
        assert nobody_is_signed_in(joined)

    def test_too_late(self, joined: House) -> None:
        browser = joined.browser()
        address = at_issuer(on_the_way(start(browser)))
        joined.now += sign_on.LASTS
        assert browser.get(address).status_code == 403
        start(joined.browser())
        with joined.sessions() as session:
            assert len(session.execute(select(StaffAttempt)).all()) == 1, "old attempts are swept away"

    @pytest.mark.parametrize("query", ["", "code=a", "state=b", "code=&state=", "code=a&state=%00", "state=\N{SNOWMAN}&code=x"])
    def test_nonsense(self, joined: House, query: str) -> None:
        browser = joined.browser()
        start(browser)
        assert browser.get(f"/desk/oidc/callback?{query}").status_code == 403

    def test_another_issuers_answer(self, joined: House, issuer: FakeIssuer) -> None:
        browser = joined.browser()
        address = at_issuer(on_the_way(start(browser)))
        assert browser.get(re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example.org", address)).status_code == 403
        assert "/token" not in issuer.asked

    def test_a_form_of_another_site(self, joined: House) -> None:
        browser = joined.browser()
        token = field_of(browser.get("/desk/login").text, "csrf")
        assert browser.post("/desk/oidc/start", data={"csrf": ""}).status_code == 403
        assert browser.post("/desk/oidc/start", data={"csrf": token}, headers={"Origin": "https://evil.example.org"}).status_code == 403
        assert browser.get("/desk/oidc/start").status_code == 405

    @pytest.mark.parametrize("error", ["access_denied", "server_error", "<b>x</b>"])
    def test_whoever_turns_back(self, joined: House, error: str) -> None:
        browser = joined.browser()
        state = dict(httpx.URL(on_the_way(start(browser))).params)["state"]
        answer = browser.get("/desk/oidc/callback", params={"error": error, "error_description": "<b>words</b>", "state": state})
        assert answer.status_code == 403
        assert sign_on.IssuerRefused.words in html.unescape(answer.text)
        assert "<b>" not in answer.text

    def test_nothing_leads_elsewhere_afterwards(self, joined: House) -> None:
        browser = joined.browser()
        address = at_issuer(on_the_way(start(browser)))
        answer = browser.get(f"{address}&next=https%3A%2F%2Fevil.example.org&redirect_uri=https%3A%2F%2Fevil.example.org")
        assert on_the_way(answer) == "/desk/"
        assert "evil" not in answer.text


def test_under_https_the_attempt_belongs_to_this_host_alone(joined: House, tmp_path: Path) -> None:
    env = {"PUBLIC_URL": "https://desk.example.org"}
    desk = app.create(
        sessions=joined.sessions, settings=parse(env, tmp_path), organisation=joined.organisation, vault=joined.vault,
    )  # fmt: skip
    assert desk.state.desk.cookies.attempt_name.startswith("__Host-")
