"""Safeguarding concerns: a restricted record that only a few roles may open, each time on the audit trail.

The exact words are kept apart from the conversation, sealed, because a referral needs what was said and not a summary
(policy: "record exact words, no probing, no promise of secrecy, a person decides"). Referring is always a person's
decision.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import Vault
from bot.store import audit
from bot.store.references import new_reference
from bot.store.session import StoreSession
from bot.store.tables import Conversation, SafeguardingConcern, Staff

CATEGORIES = frozenset({"child_safeguarding", "adult_safeguarding", "domestic_abuse"})
"""The danger categories that are safeguarding concerns."""

MAY_SEE = ("safeguarding_lead", "manager", "admin")
"""The roles that may see the restricted records."""

DECISIONS = {"referred": "Referred", "closed": "Closed without a referral"}
LONGEST_DECISION = 2000


def open_for(
    session: StoreSession, vault: Vault, conversation: Conversation, category: str, words: str, now: dt.datetime
) -> SafeguardingConcern:
    """Opens a record with the person's exact words, sealed, or adds them to the open one of this conversation and category.

    Two processes may both have something to add: from here to the caller's commit they take turns, so that there is one record, read
    again by the second, which neither writes over the other's words. On SQLite that needs the write lock, on PostgreSQL the conversation's
    row; not so firmly (``NO KEY``) that messages could not be stored meanwhile, or that two who have stored one wait for each other.
    """
    session.begin_write()
    session.execute(select(Conversation.id).where(Conversation.id == conversation.id).with_for_update(key_share=True))
    query = select(SafeguardingConcern).where(
        SafeguardingConcern.conversation_id == conversation.id,
        SafeguardingConcern.category == category,
        SafeguardingConcern.state == "open",
    )
    held = query.order_by(SafeguardingConcern.id).with_for_update().execution_options(populate_existing=True)
    concern: SafeguardingConcern | None = session.execute(held).scalars().first()
    if concern is None:
        concern = SafeguardingConcern(
            reference=new_reference("S"), conversation_id=conversation.id, category=category, channel=conversation.channel, opened_at=now
        )
        session.add(concern)
    before = vault.open(session, concern.words_sealed_id)
    vault.erase(session, concern.words_sealed_id)
    said = f"{now:%Y-%m-%d %H:%M} UTC\n{words}"
    concern.words_sealed_id = marks.seal_findable(session, vault, "safeguarding.words", f"{before}\n\n{said}" if before else said)
    audit.record(session, actor="system", act="concern_opened" if before is None else "concern_added", subject="concern",
                 subject_id=concern.reference, detail={"category": category})  # fmt: skip
    return concern


def look(session: Session, vault: Vault, concern: SafeguardingConcern, staff: Staff, reason: str) -> str:
    """The exact words, for a named person with a reason, on the audit trail. Raises ``ValueError`` without a reason."""
    if not concern.words_sealed_id:
        return ""
    words = vault.reveal(
        session, concern.words_sealed_id, actor=f"staff:{staff.id}", subject="concern", subject_id=concern.reference, reason=reason
    )
    return words or ""


def decide(session: Session, vault: Vault, concern: SafeguardingConcern, staff: Staff, decision: str, why: str, now: dt.datetime) -> None:
    """Writes down what a person decided and why, sealed. Raises ``ValueError`` for another decision or without a why."""
    if decision not in DECISIONS or not why.strip():
        raise ValueError("a decision needs one of the known outcomes and a reason")
    vault.erase(session, concern.decision_sealed_id)
    concern.decision_sealed_id = vault.seal(session, "safeguarding.decision", why.strip()[:LONGEST_DECISION])
    concern.state, concern.decided_at, concern.decided_by_id = decision, now, staff.id
    audit.record(session, actor=f"staff:{staff.id}", act=f"concern_{decision}", subject="concern", subject_id=concern.reference)
