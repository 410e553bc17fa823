"""Storing what somebody wrote in public: sealed, once, and ready to be judged by the worker."""

from __future__ import annotations

import datetime as dt
import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import PublicItem
from bot.privacy.vault import Vault
from bot.safety.lexicon import Lexicon
from bot.store import audit
from bot.store.tables import PublicEvent, PublicPost


def store_item(session: Session, item: PublicItem, vault: Vault, lexicon: Lexicon, now: dt.datetime) -> bool:
    """Stores one public event in the caller's transaction; False when this very event was stored before.

    An added or edited text waits to be judged. A removed one is erased here at once. Hiding and showing only change
    what we know of the item.
    """
    channel = str(item.channel)
    seen = select(PublicEvent.id).where(
        PublicEvent.channel == channel, PublicEvent.account == item.account, PublicEvent.provider_id == item.provider_id
    )
    if session.execute(seen).first():
        return False
    session.add(PublicEvent(channel=channel, account=item.account, provider_id=item.provider_id, at=now))
    query = select(PublicPost).where(PublicPost.channel == channel, PublicPost.account == item.account, PublicPost.item_id == item.item_id)
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        row = _new_row(session, item, vault, now)
    if item.verb in ("add", "edit"):
        _take_text(session, row, item, vault, lexicon, now)
    elif item.verb == "remove":
        _erase(session, row, vault, now)
    else:
        row.hidden = item.verb == "hide"
    session.flush()
    return True


def _new_row(session: Session, item: PublicItem, vault: Vault, now: dt.datetime) -> PublicPost:
    author = json.dumps({"id": item.author_id, "name": item.author_name}, ensure_ascii=False)
    row = PublicPost(
        channel=str(item.channel),
        account=item.account,
        item_id=item.item_id,
        kind=item.kind[:16],
        post_id=item.post_id,
        parent_id=item.parent_id,
        author_hash=vault.hash_address(f"public {item.channel}", item.account, item.author_id) if item.author_id else None,
        author_sealed_id=vault.seal(session, "public.author", author) if item.author_id or item.author_name else None,
        occurred_at=item.occurred_at,
        received_at=now,
        state="done",
    )
    session.add(row)
    return row


def _take_text(session: Session, row: PublicPost, item: PublicItem, vault: Vault, lexicon: Lexicon, now: dt.datetime) -> None:
    vault.erase(session, row.text_sealed_id)
    sign = lexicon.check(item.text) if item.text else None
    row.text_sealed_id = vault.seal(session, "public.text", item.text) if item.text else None
    row.text_redacted = None
    row.danger = sign.category if sign else None
    row.removed_at = None
    if item.text:
        row.state, row.available_at, row.attempts = "waiting", now, 0


def _erase(session: Session, row: PublicPost, vault: Vault, now: dt.datetime) -> None:
    vault.erase(session, row.text_sealed_id)
    vault.erase(session, row.author_sealed_id)
    row.text_sealed_id = row.author_sealed_id = None
    row.text_redacted, row.removed_at, row.state = None, now, "done"
    audit.record(session, actor="system", act="erase_removed", subject="public_item", subject_id=row.id or row.item_id[:40])
