"""The worker's work on one public item, in the caller's transaction: open, redact, judge, decide, done; or leave it to a person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from bot.moderation import cases, groups, suggesting
from bot.moderation.classify import CommentClassifier, RedactorLike
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.store.tables import ModerationCase, PublicPost


def process_item(
    session: Session,
    item: PublicPost,
    classifier: CommentClassifier,
    *,
    redactor: RedactorLike,
    vault: Vault,
    organisation: Organisation,
    now: dt.datetime,
    seek: suggesting.Seek | None = None,
) -> ModerationCase | None:
    """Judges one waiting item and marks it done; returns its case if it has one. Our own Page's items never come here.

    An item whose words are gone (removed, or only a picture) is done without a judgement. ``seek`` looks for a page of ours that
    answers what somebody asks.
    """
    if item.kind == groups.GROUP_MESSAGE:
        return groups.judge(session, item, classifier, vault=vault, organisation=organisation, now=now)
    text = vault.open(session, item.text_sealed_id)
    item.state = "done"
    if not text or item.removed_at is not None:
        return None
    item.text_redacted = redactor.redact(text).text
    verdict = classifier.classify(text)
    if verdict.sign is not None:
        item.danger = verdict.sign.category
    case = cases.decide(session, item, verdict, text, vault=vault, organisation=organisation, now=now)
    if case is not None:
        suggesting.note(case, verdict, item.text_redacted, seek)
    return case


def give_up(session: Session, item: PublicPost, *, vault: Vault, now: dt.datetime) -> None:
    """Ends the attempts at an item that cannot be judged: a person does. In the caller's transaction."""
    item.state = "failed"
    if item.kind == groups.GROUP_MESSAGE:
        groups.give_up(session, item, vault=vault, now=now)
    else:
        cases.give_up(session, item, now)
