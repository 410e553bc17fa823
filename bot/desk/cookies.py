"""Signed-in browsers: a random cookie whose hash is a row, with an end after quiet and an end in any case."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from bot.desk import devices, second_step, sign_on
from bot.desk.tokens import hash_token
from bot.privacy.sealing.vault import Vault
from bot.settings import Settings
from bot.store.tables import Staff, StaffSession

PATH = "/desk"
IDLE = dt.timedelta(hours=1)
"""A browser nobody uses for this long is signed out; the page's own refreshing is no use."""
LONGEST = dt.timedelta(hours=12)
"""A working day: then one signs in again."""
NOTE_USE_EVERY = dt.timedelta(minutes=1)
MOST_KNOWN = 20
"""Accounts that one browser can have signed in with and be known to."""


@dataclass(frozen=True)
class Cookies:
    """The desk's cookies: named and marked for https when the installation has it."""

    secure: bool
    vault: Vault

    @classmethod
    def of(cls, settings: Settings, vault: Vault) -> Cookies:
        return cls(settings.desk_url.startswith("https://"), vault)

    @property
    def session_name(self) -> str:
        # "__Host-" would demand Path=/, and the cookie is nobody's business outside of /desk.
        return "__Secure-quietword-desk" if self.secure else "quietword-desk"

    @property
    def form_name(self) -> str:
        return f"{self.session_name}-form"

    @property
    def device_name(self) -> str:
        return f"{self.session_name}-known-"

    def known_by(self, request: Request) -> list[str]:
        """The cookies of accounts that have signed in before in this browser (``bot.desk.devices``)."""
        return [value for name, value in request.cookies.items() if name.startswith(self.device_name)][:MOST_KNOWN]

    def sign_in(self, session: Session, request: Request, response: Response, staff: Staff, now: dt.datetime, way: str) -> None:
        """Starts a session for ``staff``, who came by ``way``, and sets its cookie; what was signed in here before is out."""
        before = hash_token(request.cookies.get(self.session_name, ""))
        session.execute(delete(StaffSession).where((StaffSession.expires_at <= now) | (StaffSession.token_hash == before)))
        token = secrets.token_urlsafe(32)
        session.add(
            StaffSession(
                token_hash=hash_token(token),
                staff_id=staff.id,
                csrf=secrets.token_urlsafe(32),
                created_at=now,
                seen_at=now,
                expires_at=now + LONGEST,
                way=way,
            )
        )
        self._set(response, self.session_name, token)
        known = devices.remember(session, staff.id, self.known_by(request), now)
        if known is not None:
            # Of use to nobody but the login form, and so it goes nowhere else.
            self._set(response, f"{self.device_name}{staff.id}", known, path=f"{PATH}/login", max_age=int(devices.KEPT.total_seconds()))

    def find(self, session: Session, request: Request, now: dt.datetime, *, using: bool = True) -> StaffSession | None:
        """The live session of a request. ``using`` says that a person did something, which starts the hour anew."""
        token = request.cookies.get(self.session_name)
        row = session.get(StaffSession, hash_token(token)) if token else None
        if row is None or row.expires_at <= now or row.seen_at + IDLE <= now or not row.staff.active:
            return None
        if using and row.seen_at + NOTE_USE_EVERY <= now:
            row.seen_at = now
        return row  # type: ignore[no-any-return]

    def sign_out(self, session: Session, response: Response, row: StaffSession) -> None:
        """Ends a session, here and in the browser."""
        session.delete(row)
        response.delete_cookie(self.session_name, path=PATH, secure=self.secure, httponly=True, samesite="strict")

    def form_token(self, request: Request) -> tuple[str, str]:
        """For forms before signing in: the cookie's value (see ``set_form``) and the token that goes with it in the form."""
        value = request.cookies.get(self.form_name) or secrets.token_urlsafe(24)
        return value, self._sign(value)

    def set_form(self, response: Response, value: str) -> None:
        """Sets the cookie that a form before signing in is checked against."""
        self._set(response, self.form_name, value)

    def form_token_fits(self, request: Request, given: str) -> bool:
        """Whether a form before signing in came from a page of ours in this browser."""
        value = request.cookies.get(self.form_name)
        return bool(value) and hmac.compare_digest(self._sign(value or "").encode(), given.encode())

    @property
    def attempt_name(self) -> str:
        # Here "__Host-" is worth its Path=/: another host of the same domain must not plant an attempt of its own.
        return "__Host-quietword-way" if self.secure else "quietword-way"

    def attempt(self, request: Request) -> str | None:
        """The single sign-on that this browser has under way (``bot.desk.sign_on``)."""
        return request.cookies.get(self.attempt_name)

    def set_attempt(self, response: Response, value: str) -> None:
        """Sets it. Not "strict", for it must come along when the issuer sends the browser back to us."""
        lasts = int(sign_on.LASTS.total_seconds())
        response.set_cookie(self.attempt_name, value, path="/", max_age=lasts, secure=self.secure, httponly=True, samesite="lax")

    def end_attempt(self, response: Response) -> None:
        """Takes it away."""
        response.delete_cookie(self.attempt_name, path="/", secure=self.secure, httponly=True, samesite="lax")

    @property
    def half_way_name(self) -> str:
        return f"{self.session_name}-half"

    def half_way(self, request: Request) -> str | None:
        """Whether somebody gave the right password in this browser and owes a code (``bot.desk.second_step``)."""
        return request.cookies.get(self.half_way_name)

    def set_half_way(self, response: Response, value: str) -> None:
        """Sets it, for the login pages only."""
        self._set(response, self.half_way_name, value, path=f"{PATH}/login", max_age=int(second_step.LASTS.total_seconds()))

    def end_half_way(self, response: Response) -> None:
        """Takes it away."""
        response.delete_cookie(self.half_way_name, path=f"{PATH}/login", secure=self.secure, httponly=True, samesite="strict")

    def _sign(self, value: str) -> str:
        return self.vault.sign(f"desk form/{value}", 32)

    def _set(self, response: Response, name: str, value: str, *, path: str = PATH, max_age: int | None = None) -> None:
        response.set_cookie(name, value, path=path, max_age=max_age, secure=self.secure, httponly=True, samesite="strict")
