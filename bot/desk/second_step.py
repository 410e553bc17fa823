"""The second step of signing in for accounts with a password: a code of an authenticator app (TOTP, RFC 6238), or a recovery code.

The key lies sealed in the vault, and is re-sealed with everything else. Each time step is good once, a recovery code is good once and
kept as a keyed hash. Whoever comes here has given the right password, so wrong codes count by account.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from typing import Literal

import pyotp
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.desk import accounts, devices
from bot.desk.tokens import hash_token
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.store import audit
from bot.store.tables import Staff, StaffAttempt, StaffAuthenticator, StaffRecoveryCode, StaffSession

STEP_SECONDS = 30
AROUND = 1
"""Steps before and after the present one that are taken, for clocks that differ and for slow typing."""
RECOVERY_CODES, RECOVERY_DIGITS = 10, 12
PURPOSE = "staff.authenticator"
LASTS = dt.timedelta(minutes=10)
"""How long somebody who gave the right password has for the second step."""
KIND = "second_step"

Way = Literal["code", "recovery"]


class SecondStepError(Exception):
    """The second step cannot be set up or changed so. The message says why, for the person who tried."""


def of(session: Session, staff_id: int, *, lock: bool = False) -> StaffAuthenticator | None:
    """The account's authenticator once it is confirmed, and None before."""
    row = _row(session, staff_id, lock=lock)
    return row if row is not None and row.confirmed_at is not None else None


def is_owed(session: Session, organisation: Organisation, browser: StaffSession) -> bool:
    """Whether this signed-in browser must set the second step up before anything else."""
    return organisation.second_step_required and browser.way != "issuer" and of(session, browser.staff_id) is None


def start(session: Session, vault: Vault, staff: Staff, now: dt.datetime) -> None:
    """A new key, which counts from when a code of it has been given. Raises ``SecondStepError`` where one counts already."""
    row = _row(session, staff.id, lock=True)
    if row is not None and row.confirmed_at is not None:
        raise SecondStepError("The second step is on already. Turn it off first to move to another phone.")
    if row is not None:
        _drop(session, vault, row)
    sealed_id = vault.seal(session, PURPOSE, pyotp.random_base32())
    session.add(StaffAuthenticator(staff_id=staff.id, secret_sealed_id=sealed_id, failed=0, last_step=0, created_at=now))
    session.flush()


def pending_key(session: Session, vault: Vault, staff_id: int) -> str | None:
    """The key that waits to be confirmed."""
    row = _row(session, staff_id)
    return vault.open(session, row.secret_sealed_id) if row is not None and row.confirmed_at is None else None


def confirm(session: Session, vault: Vault, staff: Staff, code: str, now: dt.datetime, keep: str) -> list[str]:
    """Turns the second step on by one code of the app; the account's other browsers (all but ``keep``) are signed out.

    Returns the recovery codes, which are shown once. Raises ``SecondStepError`` when the code is not right.
    """
    row = _row(session, staff.id, lock=True)
    if row is None or row.confirmed_at is not None:
        raise SecondStepError("There is nothing to confirm. Begin again.")
    step = _step_of(vault.open(session, row.secret_sealed_id), _digits(code), row.last_step, now)
    if step is None:
        raise SecondStepError("That code is not right. Wait for the next one and type it, and see that the phone's clock is set by itself.")
    row.confirmed_at, row.last_step = now, step
    others = (StaffSession.staff_id == staff.id, StaffSession.token_hash != keep)
    session.execute(delete(StaffSession).where(*others))
    _note(session, f"staff:{staff.id}", "staff.second_step_on", staff.id)
    return recovery_codes(session, vault, staff.id)


def recovery_codes(session: Session, vault: Vault, staff_id: int) -> list[str]:
    """Ten new recovery codes, in groups of four digits; those of before no longer work."""
    session.execute(delete(StaffRecoveryCode).where(StaffRecoveryCode.staff_id == staff_id))
    codes = [f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}d}" for _ in range(RECOVERY_CODES)]
    session.add_all([StaffRecoveryCode(staff_id=staff_id, code_hash=_hashed(vault, staff_id, code)) for code in codes])
    return [" ".join(code[at : at + 4] for at in range(0, RECOVERY_DIGITS, 4)) for code in codes]


def codes_left(session: Session, staff_id: int) -> int:
    """How many recovery codes have not been used."""
    query = select(func.count()).select_from(StaffRecoveryCode).where(StaffRecoveryCode.staff_id == staff_id)
    return int(session.execute(query).scalar() or 0)


def check(session: Session, vault: Vault, staff_id: int, code: str, now: dt.datetime) -> Way | None:
    """Which kind of code this is, used up by it; None when it is wrong, used, or the account rests after wrong ones."""
    row = of(session, staff_id, lock=True)
    if row is None or (row.locked_until is not None and row.locked_until > now):
        return None
    digits = _digits(code)
    way: Way | None = None
    if len(digits) == RECOVERY_DIGITS:
        spent = (StaffRecoveryCode.staff_id == staff_id, StaffRecoveryCode.code_hash == _hashed(vault, staff_id, digits))
        if session.execute(delete(StaffRecoveryCode).where(*spent)).rowcount == 1:
            way = "recovery"
    else:
        step = _step_of(vault.open(session, row.secret_sealed_id), digits, row.last_step, now)
        if step is not None:
            row.last_step, way = step, "code"
    if way is None:
        row.failed += 1
        if row.failed >= accounts.FREE_TRIES:
            row.locked_until = now + accounts.rest_after(row.failed)
            audit.record(
                session, actor="system", act="login.locked", subject="staff", subject_id=staff_id, detail={"in": "the second step"}
            )
        return None
    row.failed, row.locked_until = 0, None
    return way


def take_off(session: Session, vault: Vault, staff_id: int, *, actor: str, keep: str = "") -> bool:
    """Turns the second step off and signs the account's browsers out (but ``keep``); False when there was none."""
    row = _row(session, staff_id, lock=True)
    if row is None:
        return False
    _drop(session, vault, row)
    session.execute(delete(StaffRecoveryCode).where(StaffRecoveryCode.staff_id == staff_id))
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.token_hash != keep))
    session.execute(delete(StaffAttempt).where(StaffAttempt.staff_id == staff_id))
    devices.forget_all(session, staff_id)
    _note(session, actor, "staff.second_step_off", staff_id)
    return True


def begin(session: Session, staff_id: int, now: dt.datetime) -> str:
    """Somebody gave the right password and owes a code: the value of a cookie for the next page."""
    session.execute(delete(StaffAttempt).where(StaffAttempt.expires_at <= now))
    cookie = secrets.token_urlsafe(32)
    session.add(StaffAttempt(token_hash=hash_token(cookie), kind=KIND, staff_id=staff_id, created_at=now, expires_at=now + LASTS))
    return cookie


def waiting(session: Session, cookie: str | None, now: dt.datetime) -> Staff | None:
    """Who gave the right password in the browser with this cookie, a moment ago."""
    row = session.get(StaffAttempt, hash_token(cookie)) if cookie else None
    if row is None or row.kind != KIND or row.expires_at <= now:
        return None
    staff = session.get(Staff, row.staff_id)
    return staff if staff is not None and staff.active else None


def end(session: Session, cookie: str | None) -> bool:
    """Uses the cookie up. False when another request has done so."""
    return bool(session.execute(delete(StaffAttempt).where(StaffAttempt.token_hash == hash_token(cookie or ""))).rowcount)


def address(key: str, email: str, organisation: str) -> str:
    """What an authenticator app reads from the QR code."""
    return pyotp.TOTP(key).provisioning_uri(name=email, issuer_name=f"Quiet Word, {organisation}")


def _row(session: Session, staff_id: int, *, lock: bool = False) -> StaffAuthenticator | None:
    return session.get(StaffAuthenticator, staff_id, with_for_update=lock or None, populate_existing=lock)  # type: ignore[no-any-return]


def _drop(session: Session, vault: Vault, row: StaffAuthenticator) -> None:
    sealed_id = row.secret_sealed_id
    session.delete(row)
    session.flush()
    vault.erase(session, sealed_id)


def _step_of(key: str | None, digits: str, last: int, now: dt.datetime) -> int | None:
    """The time step whose code this is, if it is later than the last one used."""
    if key is None or len(digits) != 6:
        return None
    present, totp, found = int(now.timestamp()) // STEP_SECONDS, pyotp.TOTP(key), None
    for step in range(present - AROUND, present + AROUND + 1):
        # All are compared, whichever fits: how long it takes tells nothing.
        if hmac.compare_digest(totp.generate_otp(step), digits) and step > last:
            found = step
    return found


def _digits(code: str) -> str:
    """A code as it was meant: people type spaces and dashes between groups."""
    kept = "".join(one for one in code if not one.isspace() and one != "-")
    return kept if kept.isascii() and kept.isdigit() else ""


def _hashed(vault: Vault, staff_id: int, digits: str) -> str:
    # Keyed: twelve digits are soon tried out by whoever has the database, and not by whoever lacks the vault's secret.
    return vault.sign(f"desk recovery code {staff_id}/{digits}", 43)


def _note(session: Session, actor: str, act: str, staff_id: int) -> None:
    audit.record(session, actor=actor, act=act, subject="staff", subject_id=staff_id)
