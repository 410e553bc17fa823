"""What is sealed, and the secrets that outlive keys."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    LargeBinary,
    String,
)

from bot.store.tables.columns import Base, UtcDateTime, new_uuid, utcnow


class Sealed(Base):
    """One encrypted original. ``purpose`` says what it is of (``inbound.text``, ``contact.address``, …)."""

    __tablename__ = "sealed"
    id = Column(String(36), primary_key=True, default=new_uuid)
    purpose = Column(String(40), nullable=False)
    key_id = Column(String(16), nullable=False, index=True)
    nonce = Column(LargeBinary(12), nullable=False)
    ciphertext = Column(LargeBinary, nullable=False)
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)


class VaultSecret(Base):
    """A secret of the vault's own that outlives its keys (``bot.privacy.keyring``), sealed like an original."""

    __tablename__ = "vault_secret"
    id = Column(String(36), primary_key=True)
    purpose = Column(String(40), nullable=False)
    key_id = Column(String(16), nullable=False)
    nonce = Column(LargeBinary(12), nullable=False)
    ciphertext = Column(LargeBinary, nullable=False)
