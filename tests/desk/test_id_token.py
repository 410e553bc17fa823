"""Tokens that are to be believed, and those that are not, each refused for its own reason."""

from __future__ import annotations

import base64
import hmac
import html
import json
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy import func, select

from bot.desk import issuer as issuer_module
from bot.desk import sign_on
from bot.store.tables import Staff
from tests.desk.conftest import House
from tests.desk.single_sign_on import (
    changed,
    nobody_is_signed_in,
    on_the_way,
    through,
    without,
)
from tests.support.issuer import CLIENT_ID, Claims, FakeIssuer


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
