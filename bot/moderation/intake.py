"""Storing what somebody wrote in public: sealed, once, and ready to be judged by the worker."""

from __future__ import annotations

import datetime as dt
import json

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.messages import PublicItem
from bot.moderation import cases, groups, ours
from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import Vault
from bot.safety.lexicon import Lexicon
from bot.store import audit
from bot.store.tables import ModerationAction, ModerationCase, PublicEvent, PublicPost


def store_item(session: Session, item: PublicItem, vault: Vault, lexicon: Lexicon, now: dt.datetime) -> bool:
    """Stores one public event in the caller's transaction; False when this very event was stored before.

    An added or edited text waits to be judged; what has no words goes on the list for staff as it is. A removed one is
    erased here at once, and stays so whatever arrives late. Hiding and showing only change what we know of the item. Of an answer of
    our own that comes back nothing is kept.
    """
    channel = str(item.channel)
    seen = select(PublicEvent.id).where(
        PublicEvent.channel == channel, PublicEvent.account == item.account, PublicEvent.provider_id == item.provider_id
    )
    if session.execute(seen).first():
        return False
    session.add(PublicEvent(channel=channel, account=item.account, provider_id=item.provider_id, at=now))
    if item.kind == groups.GROUP_MESSAGE:
        groups.store(session, item, vault, lexicon, now)
        return True
    if ours.is_ours(session, item, vault):
        return True
    query = select(PublicPost).where(PublicPost.channel == channel, PublicPost.account == item.account, PublicPost.item_id == item.item_id)
    row = session.execute(query.with_for_update()).scalar_one_or_none()
    if row is None:
        row = _new_row(session, item, vault, now)
    if item.verb == "remove":
        _erase(session, row, vault, now)
    elif item.verb in ("hide", "unhide"):
        row.hidden = item.verb == "hide"
    elif row.removed_at is None and (item.verb == "edit" or row.text_sealed_id is None):
        # An "add" that comes after its own edit holds the older words: the newer ones stay.
        _take_text(session, row, item, vault, lexicon, now)
        if not item.text:
            cases.look(session, row, now)
    session.flush()
    return True


def _new_row(session: Session, item: PublicItem, vault: Vault, now: dt.datetime) -> PublicPost:
    author = json.dumps({"id": item.author_id, "name": item.author_name}, ensure_ascii=False)
    known = item.verb != "remove" and (item.author_id or item.author_name)
    row = PublicPost(
        channel=str(item.channel),
        account=item.account,
        item_id=item.item_id,
        kind=item.kind[:16],
        post_id=item.post_id,
        parent_id=item.parent_id,
        author_hash=vault.hash_address(f"public {item.channel}", item.account, item.author_id) if item.author_id else None,
        author_sealed_id=vault.seal(session, "public.author", author) if known else None,
        occurred_at=item.occurred_at,
        received_at=now,
        state="done",
    )
    session.add(row)
    return row


def _take_text(session: Session, row: PublicPost, item: PublicItem, vault: Vault, lexicon: Lexicon, now: dt.datetime) -> None:
    old = row.text_sealed_id
    sign = lexicon.check(item.text) if item.text else None
    row.text_sealed_id = marks.seal_findable(session, vault, "public.text", item.text) if item.text else None
    row.text_redacted = None
    row.danger = sign.category if sign else None
    row.media, row.permalink = item.media, item.permalink or row.permalink
    if item.text:
        row.state, row.available_at, row.attempts = "waiting", now, 0
    session.flush()  # nothing may point at the old words when they go
    vault.erase(session, old)


def _erase(session: Session, row: PublicPost, vault: Vault, now: dt.datetime) -> None:
    """The person took it back: the words and the name go at once, and nothing more is done about it on the platform."""
    gone = (row.text_sealed_id, row.author_sealed_id)
    row.text_sealed_id = row.author_sealed_id = row.text_redacted = row.permalink = None
    row.removed_at, row.state = now, "done"
    session.flush()
    for sealed_id in gone:
        vault.erase(session, sealed_id)
    case = select(ModerationCase.id).where(ModerationCase.item_id == row.id)
    waiting = update(ModerationAction).where(ModerationAction.case_id.in_(case), ModerationAction.state == "waiting")
    session.execute(
        waiting.values(state="failed", error="Not done: its writer removed the comment.").execution_options(synchronize_session="fetch")
    )
    audit.record(session, actor="system", act="erase_removed", subject="public_item", subject_id=row.id)
