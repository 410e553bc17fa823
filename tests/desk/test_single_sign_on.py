"""Single sign-on: the way there and back, tokens that are not to be believed, replays, and an issuer that is down."""

from __future__ import annotations

import asyncio
import base64
import hmac
import html
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from bot import doctor
from bot.desk import app, sign_on
from bot.desk import issuer as issuer_module
from bot.desk.throttle import LIMIT
from bot.settings import SettingError, parse
from bot.store.session import transaction
from bot.store.tables import Staff, StaffAttempt, StaffSession
from tests.desk.conftest import House, field_of, log_in, post
from tests.support.issuer import CLIENT_ID, CLIENT_SECRET, Claims, FakeIssuer, running

CALLBACK = "http://testserver/desk/oidc/callback"
BUTTON = "Sign in with your work account"


@pytest.fixture
def issuer() -> Iterator[FakeIssuer]:
    with running() as found:
        found.redirects = (CALLBACK,)
        yield found


@pytest.fixture
def joined(house: House, issuer: FakeIssuer, tmp_path: Path) -> House:
    """The desk with single sign-on at ``issuer``, and Anna on its staff."""
    issuer.now = lambda: house.now.timestamp()
    settings = parse(
        {
            "PUBLIC_URL": "http://testserver",
            "DESK_OIDC_ISSUER": issuer.address,
            "DESK_OIDC_CLIENT_ID": CLIENT_ID,
            "DESK_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        },
        tmp_path,
    )
    desk = app.create(
        sessions=house.sessions, settings=settings, organisation=house.organisation, vault=house.vault, clock=lambda: house.now
    )
    house.app = Starlette(routes=[Mount("/desk", desk)])
    house.staff("Anna Example")
    return house


def start(browser: TestClient) -> Any:
    token = field_of(browser.get("/desk/login").text, "csrf")
    return browser.post("/desk/oidc/start", data={"csrf": token})


def on_the_way(answer: Any) -> str:
    """The address to which a page of ours sends the browser."""
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.text)
    assert found, answer.text
    return html.unescape(found[1])


def at_issuer(address: str) -> str:
    """What the issuer sends the browser back to, after the person has signed in there."""
    answer = httpx.get(address, follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(CALLBACK)
    return str(answer.headers["location"]).removeprefix("http://testserver")


def through(browser: TestClient) -> Any:
    """All the way."""
    return browser.get(at_issuer(on_the_way(start(browser))))


def nobody_is_signed_in(house: House) -> bool:
    with house.sessions() as session:
        return session.execute(select(func.count()).select_from(StaffSession)).scalar() == 0


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


def changed(**more: Any) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, **more}


def without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def part(value: Claims | bytes) -> str:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def unsigned(_key: RSAKey, header: Claims, claims: Claims) -> str:
    return f"{part({**header, 'alg': 'none'})}.{part(claims)}."


def by_hand(header: Claims, claims: Claims, signed: Callable[[bytes], bytes]) -> str:
    """A token that no library would make."""
    head = f"{part(header)}.{part(claims)}"
    return f"{head}.{part(signed(head.encode()))}"


def with_public_key_as_secret(key: RSAKey, header: Claims, claims: Claims) -> str:
    return by_hand({**header, "alg": "HS256"}, claims, lambda head: hmac.digest(key.as_pem(private=False), head, "sha256"))


def rightly_by_hand(key: RSAKey, header: Claims, claims: Claims) -> str:
    return by_hand(header, claims, lambda head: key.private_key.sign(head, PKCS1v15(), SHA256()))


def by_somebody_else(_key: RSAKey, header: Claims, claims: Claims) -> str:
    return jwt.encode(header, claims, RSAKey.generate_key(2048))


def altered_afterwards(key: RSAKey, header: Claims, claims: Claims) -> str:
    head, _, signature = jwt.encode(header, claims, key).split(".")
    return f"{head}.{part({**claims, 'email': 'boss@example.org'})}.{signature}"


def bringing_its_own_key(_key: RSAKey, header: Claims, claims: Claims) -> str:
    own = ECKey.generate_key("P-256")
    brought = own.as_dict(private=False)
    own_header = {"alg": "ES256", "jwk": {name: brought[name] for name in ("kty", "crv", "x", "y")}}
    return jwt.encode(own_header, claims, own)


def a_list(key: RSAKey, header: Claims, _claims: Claims) -> str:
    head = f"{part(header)}.{part(b'[1]')}"
    return f"{head}.{part(key.private_key.sign(head.encode(), PKCS1v15(), SHA256()))}"


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "wrong audience": ({"alter": changed(aud="another-client")}, "InvalidClaimError:aud"),
    "several audiences and not meant for us": ({"alter": changed(aud=[CLIENT_ID, "other"], azp="other")}, "InvalidClaimError:azp"),
    "several audiences and nobody named": ({"alter": changed(aud=[CLIENT_ID, "other"])}, "MissingClaimError:azp"),
    "no audience": ({"alter": without("aud")}, "MissingClaimError:aud"),
    "wrong issuer": ({"alter": changed(iss="https://evil.example.org")}, "InvalidClaimError:iss"),
    "no issuer": ({"alter": without("iss")}, "MissingClaimError:iss"),
    "wrong nonce": ({"alter": changed(nonce="x")}, "InvalidClaimError:nonce"),
    "no nonce": ({"alter": without("nonce")}, "MissingClaimError:nonce"),
    "says that nonces are not its thing": (
        {"alter": lambda c: {**without("nonce")(c), "nonce_supported": False}},
        "MissingClaimError:nonce",
    ),
    "expired": ({"alter": lambda c: {**c, "exp": c["iat"] - 61}}, "ExpiredTokenError:exp"),
    "no expiry": ({"alter": without("exp")}, "MissingClaimError:exp"),
    "expiry in words": ({"alter": changed(exp="tomorrow")}, "InvalidClaimError:exp"),
    "not yet": ({"alter": lambda c: {**c, "nbf": c["iat"] + 3600}}, "InvalidClaimError:nbf"),
    "from the future": ({"alter": lambda c: {**c, "iat": c["iat"] + 3600, "exp": c["iat"] + 7200}}, "InvalidClaimError:iat"),
    "of another access token": ({"alter": changed(at_hash="AAAAAAAAAAAAAAAAAAAAAA")}, "InvalidClaimError:at_hash"),
    "nobody": ({"alter": without("sub")}, "MissingClaimError:sub"),
    "alg none": ({"sign": unsigned}, "UnsupportedAlgorithmError"),
    "HS256 with the public key": ({"sign": with_public_key_as_secret}, "UnsupportedAlgorithmError"),
    "signed by somebody else": ({"sign": by_somebody_else}, "BadSignatureError"),
    "altered afterwards": ({"sign": altered_afterwards}, "BadSignatureError"),
    "brings its own key": ({"sign": bringing_its_own_key}, "InvalidKeyTypeError"),
    "unknown key": ({"header": changed(kid="nobody-knows")}, "InvalidKeyIdError"),
    "a demand we do not know": ({"header": changed(crit=["exp-ish"], **{"exp-ish": 1}), "sign": rightly_by_hand}, "UnsupportedHeaderError"),
    "no token": ({"sign": lambda *_: "nonsense"}, "DecodeError"),
    "an empty one": ({"sign": lambda *_: ".."}, "DecodeError"),
    "a huge one": ({"sign": lambda *_: "x" * 40_000}, "no_id_token"),
    "no object": ({"sign": a_list}, "claims"),
    "a secret among its keys": (
        {"jwks": lambda found: {"keys": [{"kty": "oct", "k": part(b"x" * 32), "kid": "s"}]}, "header": changed(kid="s")},
        "no_keys",
    ),
    "unverified e-mail": ({"alter": changed(email_verified=False)}, "NotVerified"),
    "verified in words": ({"alter": changed(email_verified="false")}, "NotVerified"),
    "verification not told": ({"alter": without("email_verified")}, "NotVerified"),
    "no e-mail": ({"alter": without("email")}, "NotVerified"),
    "an e-mail that is no text": ({"alter": changed(email=["anna@example.org"])}, "NotVerified"),
    "unknown staff": ({"alter": changed(email="stranger@example.org")}, "unknown"),
}
"""What is broken, and the reason for which it must be refused: for no other."""


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_a_token_that_is_not_to_be_believed(joined: House, issuer: FakeIssuer, case: str) -> None:
    changes, reason = BROKEN[case]
    words = {"NotVerified": sign_on.NotVerified.words, "unknown": sign_on.NotStaff.words}.get(reason, sign_on.NotBelieved.words)
    for name, value in changes.items():
        setattr(issuer, name, value)
    browser = joined.browser()
    with structlog.testing.capture_logs() as said:
        answer = through(browser)
    assert answer.status_code == 403
    assert [line["reason"] for line in said] == [reason]
    assert words in html.unescape(answer.text)
    assert 'role="alert"' in answer.text
    assert "Password" in answer.text, "the other way stands open"
    assert nobody_is_signed_in(joined)
    assert browser.get("/desk/").status_code == 303
    assert joined.audit("login") == []
    with joined.sessions() as session:
        assert session.execute(select(func.count()).select_from(Staff)).scalar() == 1, "nobody is made by the issuer"
    assert "@" not in repr(said), "no address in the log"


def test_a_token_signed_by_hand_is_a_token(joined: House, issuer: FakeIssuer) -> None:
    issuer.sign = rightly_by_hand
    issuer.header = changed(**{"a field of its own": 1})
    assert on_the_way(through(joined.browser())) == "/desk/"


def test_clocks_may_differ_a_little(joined: House, issuer: FakeIssuer) -> None:
    issuer.alter = lambda claims: {**claims, "exp": claims["iat"] - 30}
    assert on_the_way(through(joined.browser())) == "/desk/"


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
        issuer.wait = 1.5
        waiting = [threading.Thread(target=start, args=(joined.browser(),)) for _ in range(6)]
        for thread in waiting:
            thread.start()
        time.sleep(0.2)
        begun = time.monotonic()
        assert log_in(joined.browser(), "anna@example.org").status_code == 303
        assert joined.browser().get("/desk/login").status_code == 200
        assert time.monotonic() - begun < 1.0
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


def test_new_keys_are_fetched_when_a_token_names_one(joined: House, issuer: FakeIssuer) -> None:
    asks = joined.app.routes[0].app.state.desk.issuer  # type: ignore[attr-defined]
    ticks = [1000.0]
    asks._ticks = lambda: ticks[0]
    assert on_the_way(through(joined.browser())) == "/desk/"
    issuer.key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "new"})
    ticks[0] += issuer_module.NEW_KEYS_SECONDS
    assert on_the_way(through(joined.browser())) == "/desk/"
    issuer.header = changed(kid="nobody-knows")
    for _ in range(3):
        assert through(joined.browser()).status_code == 403
    assert issuer.asked.count("/keys") == 2, "and not again for every token with a made-up key"


def test_an_issuer_that_wants_the_secret_in_the_form(joined: House, issuer: FakeIssuer) -> None:
    issuer.describe = lambda found: {**found, "token_endpoint_auth_methods_supported": ["client_secret_post"]}
    real = issuer.token

    def by_post(authorization: str, asked: dict[str, str]) -> tuple[int, Claims]:
        assert authorization == ""
        assert (asked["client_id"], asked["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
        return real("Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode(), asked)

    issuer.token = by_post  # type: ignore[method-assign]
    assert on_the_way(through(joined.browser())) == "/desk/"


def test_under_https_the_attempt_belongs_to_this_host_alone(joined: House, tmp_path: Path) -> None:
    env = {"PUBLIC_URL": "https://desk.example.org"}
    desk = app.create(
        sessions=joined.sessions, settings=parse(env, tmp_path), organisation=joined.organisation, vault=joined.vault,
    )  # fmt: skip
    assert desk.state.desk.cookies.attempt_name.startswith("__Host-")


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
