"""What every table is made of: the base, times in UTC, identifiers, references."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    Integer,
    TypeDecorator,
)
from sqlalchemy.orm import declarative_base

Base: Any = declarative_base()
BigId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator):  # type: ignore[type-arg]
    """An aware UTC datetime on both databases (SQLite keeps none of its own)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(dt.timezone.utc)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=dt.timezone.utc)
        return value.astimezone(dt.timezone.utc)


def ref(target: str, ondelete: str | None = None) -> ForeignKey:
    """A foreign key that is checked at commit: rows of one transaction may be written in any order."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED", ondelete=ondelete)


def utcnow() -> dt.datetime:
    """Now, aware, in UTC."""
    return dt.datetime.now(dt.timezone.utc)


def new_uuid() -> str:
    """A random identifier that says nothing about what it names."""
    return str(uuid.uuid4())
