"""Single sign-on: what can go wrong, in words for whoever tries to sign in, and the one attempt that a browser has under way.

An attempt is a random cookie of the browser whose hash is a row. State, nonce and PKCE verifier are made from it by a keyed
hash: the database holds nothing that could be used, and an answer of the issuer fits the browser that asked, once, for ten minutes.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.desk.tokens import hash_token
from bot.privacy.sealing.vault import Vault
from bot.store.tables import Staff, StaffAttempt

LASTS = dt.timedelta(minutes=10)
KIND = "issuer"


class SignOnError(Exception):
    """Nobody was signed in. ``words`` are for the person, ``status`` for the browser; ``reason`` is a code for the log, and no detail."""

    status = 403
    words = ""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason or type(self).__name__)
        self.reason = reason or type(self).__name__


class IssuerDown(SignOnError):
    """The issuer does not answer, or not as the standard says."""

    status = 503
    words = "Your organisation's sign-in service does not answer. Try again in a few minutes, or use your e-mail and password."


class IssuerRefused(SignOnError):
    """The issuer did not let the person in, or they turned back."""

    words = "Your organisation's sign-in service did not let you in. Try again, or ask whoever looks after your work account."


class AttemptOver(SignOnError):
    """The answer belongs to no attempt of this browser: too old, used already, begun elsewhere, or not begun at all."""

    words = "That sign-in took too long, or was begun in another window. Nobody was signed in. Please start again."


class NotBelieved(SignOnError):
    """What came back is not what the issuer would say to us about this attempt."""

    words = (
        "What came back from your organisation's sign-in service could not be trusted, so nobody was signed in. "
        "Try again, and if it happens twice, tell whoever runs this desk."
    )


class NotVerified(SignOnError):
    """The issuer names no e-mail address, or does not vouch for it."""

    words = (
        "Your organisation's sign-in service does not vouch for your e-mail address. "
        "Ask whoever looks after your work account to confirm it there."
    )


class NotStaff(SignOnError):
    """The address is known to the issuer and has no account here that may come in."""

    words = "Your work account is known, but there is no account at this desk for its e-mail address. Ask a manager to add you."


@dataclass(frozen=True)
class Attempt:
    """One way to the issuer and back."""

    cookie: str
    state: str
    nonce: str
    verifier: str

    @classmethod
    def of(cls, vault: Vault, cookie: str) -> Attempt:
        """The attempt that belongs to a cookie."""
        made = (vault.sign(f"desk sign-on {use}/{cookie}", 43) for use in ("state", "nonce", "verifier"))
        return cls(cookie, *made)


def begin(session: Session, vault: Vault, now: dt.datetime) -> Attempt:
    """A new attempt; those past their time are swept away."""
    session.execute(delete(StaffAttempt).where(StaffAttempt.expires_at <= now))
    cookie = secrets.token_urlsafe(32)
    session.add(StaffAttempt(token_hash=hash_token(cookie), kind=KIND, created_at=now, expires_at=now + LASTS))
    return Attempt.of(vault, cookie)


def take(session: Session, vault: Vault, cookie: str | None, state: str, now: dt.datetime) -> Attempt:
    """The attempt an answer belongs to, used up by this. Raises ``AttemptOver``."""
    if not cookie:
        raise AttemptOver("no_cookie")
    attempt = Attempt.of(vault, cookie)
    # A state that does not fit uses nothing up: else any page could spoil a sign-in that is under way.
    if not hmac.compare_digest(attempt.state.encode(), state.encode("utf-8", "replace")):
        raise AttemptOver("state")
    here = (StaffAttempt.token_hash == hash_token(cookie), StaffAttempt.kind == KIND, StaffAttempt.expires_at > now)
    if session.execute(delete(StaffAttempt).where(*here)).rowcount != 1:
        raise AttemptOver("used_or_late")
    return attempt


def staff_of(session: Session, email: str) -> Staff:
    """Whose account has this e-mail. Raises ``NotStaff``: accounts are made here, never by the issuer."""
    email = email.strip()
    # Capitals are small letters only in ASCII: elsewhere folding makes one address of two (the sign for Kelvin is a k, ß is ss).
    kept = email.lower() if email.isascii() else email
    staff = session.execute(select(Staff).where(Staff.email == kept)).scalar_one_or_none()
    if staff is None:
        raise NotStaff("unknown")
    if not staff.active:
        raise NotStaff("switched_off")
    return staff  # type: ignore[no-any-return]
