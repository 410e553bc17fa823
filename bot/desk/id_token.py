"""Is this ID token the issuer's word, to us, about this sign-in, now? (OpenID Connect Core 1.0, section 3.1.3.7.)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from bot.desk.sign_on import NotBelieved, NotVerified

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures that only the issuer can make. ``none`` and those with a shared secret are not among them, whatever the issuer's page says."""
LEEWAY_SECONDS = 60
"""By how much the issuer's clock may differ from ours."""
LONGEST = 32 * 1024


def verified_email(
    text: object,
    keys: Callable[[bool], dict[str, Any]],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: object,
    now: dt.datetime,
) -> str:
    """The e-mail address that the issuer vouches for.

    ``keys`` gives the issuer's public keys as a JWK set; called with True, fetched anew, because the token names a key we do not know.
    Raises ``NotBelieved`` with what is wrong, ``NotVerified`` when the address is missing or not confirmed.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise NotBelieved("no_id_token")
    token = _signed(text, keys)
    if not isinstance(token.claims, dict):
        raise NotBelieved("claims")
    must = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}
    given = {"nonce": nonce, "client_id": client_id, "access_token": access_token if isinstance(access_token, str) else None}
    claims = CodeIDToken(token.claims, token.header, must, given)
    try:
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    except JoseError as error:
        raise NotBelieved(f"{type(error).__name__}:{getattr(error, 'claim', '')}") from None
    except (TypeError, ValueError, AttributeError):
        raise NotBelieved("claims") from None
    email = claims.get("email")
    if not isinstance(email, str) or not email or not _vouched_for(claims):
        raise NotVerified
    return email


def _vouched_for(claims: dict[str, Any]) -> bool:
    """Whether the issuer says that the address is the person's own.

    Microsoft Entra ID never sends ``email_verified``; asked to, it says with ``xms_edov`` that it has verified the owner of the address's
    domain (Microsoft, Optional claims reference). That counts only where the standard's own word is missing.
    """
    if "email_verified" in claims:
        return claims["email_verified"] is True  # and nothing like it: "false" in words is true to a computer
    return claims.get("xms_edov") in (True, "1")


def _signed(text: str, keys: Callable[[bool], dict[str, Any]]) -> jwt.Token:
    try:
        try:
            return _decoded(text, keys(False))
        except InvalidKeyIdError:
            return _decoded(text, keys(True))  # the issuer has changed its keys since we looked
    except JoseError as error:
        raise NotBelieved(type(error).__name__) from None
    except (TypeError, ValueError, KeyError, AttributeError):
        raise NotBelieved("malformed") from None


def _decoded(text: str, jwks: dict[str, Any]) -> jwt.Token:
    signing = [key for key in jwks.get("keys", ()) if isinstance(key, dict) and key.get("use", "sig") == "sig" and key.get("kty") != "oct"]
    if not signing:
        raise NotBelieved("no_keys")
    # Issuers put header fields of their own beside the standard's; a field named in "crit" is refused all the same.
    registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    return jwt.decode(text, KeySet.import_key_set({"keys": signing}), registry=registry)  # type: ignore[typeddict-item]
