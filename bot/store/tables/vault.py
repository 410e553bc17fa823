"""What is sealed, and the secrets that outlive keys."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    LargeBinary,
    String,
)

from bot.store.tables.columns import Base, BigId, UtcDateTime, new_uuid, ref, utcnow


class Sealed(Base):
    """One encrypted original. ``purpose`` says what it is of (``inbound.text``, ``contact.address``, …)."""

    __tablename__ = "sealed"
    id = Column(String(36), primary_key=True, default=new_uuid)
    purpose = Column(String(40), nullable=False)
    key_id = Column(String(16), nullable=False, index=True)
    nonce = Column(LargeBinary(12), nullable=False)
    ciphertext = Column(LargeBinary, nullable=False)
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)


class DetailMark(Base):
    """A keyed hash of one detail (``kind``: an e-mail address or a number) that stands in a sealed text; gone when that is gone.

    By it a person's request finds what somebody wrote in a text (``bot.privacy.sealing.marks``).
    """

    __tablename__ = "detail_mark"
    id = Column(BigId, primary_key=True)
    sealed_id = Column(ref("sealed.id", ondelete="CASCADE"), nullable=False, index=True)
    kind = Column(String(16), nullable=False)
    mark = Column(String(32), nullable=False, index=True)


class VaultSecret(Base):
    """A secret of the vault's own that outlives its keys (``bot.privacy.sealing.keyring``), sealed like an original."""

    __tablename__ = "vault_secret"
    id = Column(String(36), primary_key=True)
    purpose = Column(String(40), nullable=False)
    key_id = Column(String(16), nullable=False)
    nonce = Column(LargeBinary(12), nullable=False)
    ciphertext = Column(LargeBinary, nullable=False)
