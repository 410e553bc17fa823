"""The secrets that outlive the vault's keys, kept in the vault itself.

People are found by a keyed hash of their address, and buttons and browser sessions are signed. Were those keys made
from a vault key, taking that key out of use would lose everybody. So they are secrets of their own, sealed like an
original: a rotation re-seals them under the newest key and leaves them as they are.
"""

from __future__ import annotations

import base64
import os

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker

from bot.privacy.sealing.vault import Lasting, Vault, VaultError
from bot.store.session import StoreSession, transaction
from bot.store.tables import Contact, VaultSecret

LOOKUP, SIGNING = "lookup", "signing"
"""The ids of the two rows."""
PURPOSE = "vault.secret"


class Keyring:
    """Reads the secrets of one database, and makes them the first time."""

    def __init__(self, sessions: sessionmaker) -> None:  # type: ignore[type-arg]
        self._sessions = sessions

    def __call__(self, vault: Vault) -> Lasting:
        """The secrets. Raises ``VaultError`` when the key that seals them is not among the vault's."""
        with self._sessions() as session:
            found = _read(session, vault)
        return found or self._make(vault)

    def _make(self, vault: Vault) -> Lasting:
        try:
            with transaction(self._sessions) as session:
                session.begin_write()
                found = _read(session, vault)
                if found is not None:
                    return found
                # People known from before there was a keyring must still be found: their hashes were made with this.
                known = session.execute(select(Contact.id).limit(1)).first() is not None
                made = vault.lasting_of_oldest_key() if known else Lasting(os.urandom(32), os.urandom(32))
                for row_id, secret in ((LOOKUP, made.lookup), (SIGNING, made.signing)):
                    session.add(vault.fill(VaultSecret(id=row_id, purpose=PURPOSE), base64.b64encode(secret).decode()))
            return made
        except IntegrityError:
            # Another process made them at the same moment: its secrets are the ones to use.
            with self._sessions() as session:
                found = _read(session, vault)
        if found is None:
            raise VaultError("The vault's own secrets could not be stored in the database.")
        return found


def _read(session: StoreSession, vault: Vault) -> Lasting | None:
    rows = [session.get(VaultSecret, row_id) for row_id in (LOOKUP, SIGNING)]
    if None in rows:
        return None
    lookup, signing = (base64.b64decode(vault.open_row(row)) for row in rows)
    return Lasting(lookup, signing)
