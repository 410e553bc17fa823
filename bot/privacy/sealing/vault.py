"""The vault: originals, encrypted with AES-256-GCM under numbered keys, and keyed hashes to find people by.

A sealed row is bound to its own id and purpose, so that one row's ciphertext cannot stand in another's place. Opening
is for delivery (an address, a reply on its way) and for a named member of staff with a reason, who goes on the audit
trail through ``reveal``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.store import audit
from bot.store.ready import Ready
from bot.store.session import StoreSession
from bot.store.tables import Sealed, VaultSecret, new_uuid, utcnow

SealedRow = Any
"""A row of ``sealed`` or ``vault_secret``: an id, a purpose, and what is encrypted."""

_SEAL = Ready(insert(Sealed.__table__), ("id", "purpose", "key_id", "nonce", "ciphertext", "created_at"))


class VaultError(Exception):
    """A key is missing or wrong, or a sealed row has been tampered with. Never holds what was sealed."""


@dataclass(frozen=True)
class Lasting:
    """Two secrets that no rotation changes: ``lookup`` finds people by their address, ``signing`` signs buttons and sessions."""

    lookup: bytes
    signing: bytes


class Vault:
    """Seals and opens with the given keys (32 bytes each, newest first).

    ``lasting`` gives the secrets that outlive keys (``bot.privacy.sealing.keyring``); without it they come from the oldest key.
    ``reread`` gives the keys as they are set now, and is asked when a row stands under a key that is not known yet.
    """

    def __init__(
        self,
        keys: Sequence[bytes],
        *,
        lasting: Callable[[Vault], Lasting] | None = None,
        reread: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        self._take(keys)
        self._read_lasting = lasting
        self._reread = reread
        self._lasting: Lasting | None = None

    @classmethod
    def from_base64(
        cls,
        keys: Sequence[str],
        *,
        lasting: Callable[[Vault], Lasting] | None = None,
        reread: Callable[[], Sequence[str]] | None = None,
    ) -> Vault:
        """A vault from the ``QUIETWORD_KEYS`` setting. Raises ``VaultError`` naming the setting when one is no key."""
        return cls(_decode(keys), lasting=lasting, reread=reread)

    def _take(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise VaultError("The vault has no key. Set QUIETWORD_KEYS.")
        if any(len(key) != 32 for key in keys):
            raise VaultError("A vault key is not 32 bytes long. Make one with: openssl rand -base64 32")
        self._ciphers = {key_id(key): AESGCM(_derive(key, b"seal")) for key in keys}
        self._newest = key_id(keys[0])
        self._oldest = keys[-1]

    @property
    def newest(self) -> str:
        """The public name of the key that seals."""
        return self._newest

    @property
    def lasting(self) -> Lasting:
        """The secrets that outlive keys, read once a process."""
        if self._lasting is None:
            self._lasting = self._read_lasting(self) if self._read_lasting else self.lasting_of_oldest_key()
        return self._lasting

    def ready(self) -> None:
        """Reads the secrets that outlive keys, or makes them. That writes to the database, so never call it inside a transaction."""
        _ = self.lasting

    def lasting_of_oldest_key(self) -> Lasting:
        """The secrets as they were made before they had a place of their own."""
        return Lasting(_derive(self._oldest, b"address"), _derive(self._oldest, b"buttons"))

    def seal(self, session: Session, purpose: str, text: str) -> str:
        """Encrypts ``text`` into a new row of the caller's transaction and returns the row's id."""
        row = self.fill(Sealed(id=new_uuid(), purpose=purpose), text)
        session.add(row)
        return str(row.id)

    def seal_at_once(self, session: StoreSession, purpose: str, text: str) -> str:
        """Like ``seal``, for rows that nothing in the session asks for again: written now, and with SQLite's lock in hand."""
        row_id = new_uuid()
        key, nonce, ciphertext = self._encrypted(row_id, purpose, text)
        _SEAL.run(session, id=row_id, purpose=purpose, key_id=key, nonce=nonce, ciphertext=ciphertext, created_at=utcnow())
        return row_id

    def fill(self, row: SealedRow, text: str) -> SealedRow:
        """Encrypts ``text`` into a row that has its id and purpose, under the newest key and a nonce never used before."""
        row.key_id, row.nonce, row.ciphertext = self._encrypted(row.id, row.purpose, text)
        return row

    def _encrypted(self, row_id: str, purpose: str, text: str) -> tuple[str, bytes, bytes]:
        key, nonce = self._newest, os.urandom(12)
        return key, nonce, self._ciphers[key].encrypt(nonce, text.encode("utf-8", "surrogatepass"), _bind(row_id, purpose))

    def open(self, session: Session, sealed_id: str | None) -> str | None:
        """The text of a sealed row; None when it was erased. For delivery and processing: staff use ``reveal``."""
        row = session.get(Sealed, sealed_id) if sealed_id else None
        return None if row is None else self.open_row(row)

    def open_row(self, row: SealedRow) -> str:
        """The text of a row already read. Raises ``VaultError`` when its key is missing or it was altered."""
        cipher = self._ciphers.get(row.key_id) or self._cipher_set_since(row.key_id)
        if cipher is None:
            raise VaultError(f"Key {row.key_id} is not among QUIETWORD_KEYS. Add the old key after the new one.")
        try:
            return cipher.decrypt(row.nonce, row.ciphertext, _bind(row.id, row.purpose)).decode("utf-8", "surrogatepass")
        except InvalidTag:
            raise VaultError(f"Sealed row {row.id} does not open: it was altered, or its key is another.") from None

    def _cipher_set_since(self, wanted: str) -> AESGCM | None:
        """The cipher of a key that was set after this process started, as another process's rotation makes us meet it."""
        if self._reread is None:
            return None
        keys = _decode(self._reread())
        if wanted in {key_id(key) for key in keys}:
            self._take(keys)
        return self._ciphers.get(wanted)

    def reveal(self, session: Session, sealed_id: str, *, actor: str, subject: str, subject_id: object, reason: str) -> str | None:
        """Opens a row for a person and puts that on the audit trail. Raises ``ValueError`` without a reason."""
        if not reason.strip():
            raise ValueError("a reason is needed to see the original")
        audit.record(session, actor=actor, act="reveal", subject=subject, subject_id=subject_id, reason=reason.strip()[:200])
        return self.open(session, sealed_id)

    def erase(self, session: Session, sealed_id: str | None) -> None:
        """Removes a sealed row for good."""
        row = session.get(Sealed, sealed_id) if sealed_id else None
        if row is not None:
            session.delete(row)

    def under_older_keys(self, session: Session) -> int:
        """How many rows do not stand under the newest key yet."""
        counts = (select(func.count()).select_from(table).where(table.key_id != self._newest) for table in (Sealed, VaultSecret))
        return sum(int(session.execute(count).scalar() or 0) for count in counts)

    def rotate(self, session: Session, limit: int = 500) -> int:
        """Re-seals up to ``limit`` rows that stand under an older key; returns how many. Call until it returns 0.

        Safe beside running roles and beside another rotation: rows that somebody else has in hand are left for the
        next call, and each call is a whole step, so that a rotation cut short goes on where it stopped.
        """
        rows: list[SealedRow] = []
        for table in (Sealed, VaultSecret):
            query = select(table).where(table.key_id != self._newest).limit(limit - len(rows)).with_for_update(skip_locked=True)
            rows += session.execute(query).scalars().all()
        for row in rows:
            self.fill(row, self.open_row(row))
        return len(rows)

    def hash_address(self, channel: str, account: str, address: str) -> str:
        """The keyed hash (hex HMAC-SHA256) by which a contact is found without its address being readable."""
        return hmac.new(self.lasting.lookup, "\0".join((channel, account, address)).encode(), hashlib.sha256).hexdigest()

    def sign(self, text: str, length: int = 16) -> str:
        """A short keyed signature, URL-safe, of ``length`` characters (6 bits each)."""
        digest = hmac.new(self.lasting.signing, text.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode()[:length]


def _decode(keys: Sequence[str]) -> list[bytes]:
    try:
        return [base64.b64decode(key, validate=True) for key in keys]
    except binascii.Error:
        raise VaultError("QUIETWORD_KEYS holds something that is not base64.") from None


def key_id(key: bytes) -> str:
    """A public name for a key: the first 16 hex digits of a hash of it."""
    return hashlib.sha256(b"quietword key id" + key).hexdigest()[:16]


def load_keys(settings_keys: Sequence[str], key_file: Path, production: bool) -> list[str]:
    """The configured keys, or in development those of ``var/keys``, made on first use and readable by the owner only."""
    if settings_keys:
        return list(settings_keys)
    if production:
        raise VaultError("QUIETWORD_KEYS is not set. In production give at least one base64 key of 32 bytes.")
    if not key_file.exists():
        key_file.parent.mkdir(parents=True, exist_ok=True)
        draft = key_file.with_name(f"{key_file.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(base64.b64encode(os.urandom(32)).decode() + "\n")
        try:
            os.link(draft, key_file)  # the first of several starting processes wins
        except FileExistsError:
            pass  # another process made it a moment ago: its key is the one to use
        finally:
            draft.unlink()
    return key_file.read_text(encoding="ascii").split()


def _derive(key: bytes, use: bytes) -> bytes:
    return hmac.new(key, b"quietword/" + use, hashlib.sha256).digest()


def _bind(row_id: str, purpose: str) -> bytes:
    return f"{row_id}/{purpose}".encode()
