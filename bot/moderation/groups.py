"""Messages in a group the assistant is in: read once, answered at most with an invitation to a private chat, and let go.

Nothing of a group is kept in clear: its ids are keyed hashes, the words and the place are sealed until the message is
judged, and then erased. Only words that show danger stay, sealed, for a person to look at.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import yaml_files
from bot.messages import PublicItem
from bot.moderation import cases
from bot.moderation.classify import CommentClassifier, Verdict
from bot.organisation import Organisation
from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import Vault
from bot.safety.cards import DEFAULT_PATH, CardError, confirmed_numbers, unconfirmed
from bot.safety.lexicon import Lexicon
from bot.store import audit
from bot.store.tables import ModerationAction, ModerationCase, PublicPost

GROUP_MESSAGE = "group_message"
INVITE = "invite"
PERIOD = dt.timedelta(days=1)
"""One invitation for a person in this time; one more if they then show danger."""

_PLACE, _BODY = "group.place", "group.invitation"
_SAID: dict[str, tuple[str, list[str]]] = {
    "asked": ("question", ["Spoke to the assistant in a group"]),
    "details": ("hide_own_details", ["Gave personal details in a group"]),
}
"""The contract's comment action, and the grounds, where we only invite."""
_REASONS = {
    "asked": "Invites someone who spoke to us in a group to a private chat.",
    "details": "Invites someone who gave personal details in a group to a private chat.",
    "danger": "Gives emergency numbers in a group, and the way to a private chat.",
}


@dataclass(frozen=True)
class Invitations:
    """The fixed texts of ``group_invitation.LANGUAGE.yml``."""

    version: str
    texts: dict[str, str]

    @staticmethod
    @lru_cache(maxsize=4)
    def load(folder: Path = DEFAULT_PATH, language: str = "en") -> Invitations:
        """Reads and checks the texts. Raises ``CardError`` naming the file and what is wrong with it."""
        path = folder / f"group_invitation.{language}.yml"
        try:
            raw = yaml_files.read(path)
        except FileNotFoundError:
            raise CardError(f"{path.name} is missing from {folder.name}.") from None
        numbers = confirmed_numbers(folder / "numbers.yml")
        for name in _REASONS:
            text = raw.get("texts", {}).get(name) or ""
            if "{link}" not in text or "{organisation}" not in text:
                raise CardError(f"{path.name}: '{name}' must have {{link}} and {{organisation}}.")
            if unconfirmed(text, numbers):
                raise CardError(f"{path.name}: '{name}' has the number {unconfirmed(text, numbers)[0]}, which is not confirmed.")
        return Invitations(raw["version"], raw["texts"])

    def words(self, why: str, organisation: Organisation) -> str:
        """The text for ``why`` (asked, details, danger); ``{link}`` stays in it for the connector to fill in."""
        return self.texts[why].replace("{organisation}", organisation.name).strip()


def store(session: Session, item: PublicItem, vault: Vault, lexicon: Lexicon, now: dt.datetime) -> None:
    """Keeps a group message, sealed, until the worker has judged it. In the caller's transaction, which knows it is new."""
    channel, account = str(item.channel), item.account
    item_id = vault.hash_address(f"group {channel}", account, item.item_id)
    query = select(PublicPost).where(PublicPost.channel == channel, PublicPost.account == account, PublicPost.item_id == item_id)
    row = session.execute(query.with_for_update()).scalar_one_or_none()
    if row is None:
        row = PublicPost(channel=channel, account=account, item_id=item_id, kind=GROUP_MESSAGE, occurred_at=item.occurred_at)
        session.add(row)
    _let_go(session, row, vault)
    sign = lexicon.check(item.text) if item.text else None
    place = {"place": item.post_id, "addressed": item.addressed, "names": item.names}
    row.author_hash = vault.hash_address(f"group {channel}", account, item.author_id or str(item.post_id))
    row.author_sealed_id = vault.seal(session, _PLACE, json.dumps(place))
    row.text_sealed_id = marks.seal_findable(session, vault, "public.text", item.text) if item.text else None
    row.danger = sign.category if sign else None
    row.received_at, row.state, row.available_at, row.attempts = now, "waiting", now, 0


def judge(
    session: Session, row: PublicPost, classifier: CommentClassifier, *, vault: Vault, organisation: Organisation, now: dt.datetime
) -> ModerationCase | None:
    """Decides about one waiting group message, and lets go of it. Returns its case; None when nothing is to be done.

    A case is open only where there is danger. The rest is closed at once: it says that we wrote, and no more.
    """
    text = vault.open(session, row.text_sealed_id) or ""
    place = json.loads(vault.open(session, row.author_sealed_id) or "{}")
    verdict = classifier.classify(text)
    danger, why = verdict.action == "crisis", _why(verdict, place)
    invites = why is not None and bool(place) and not _invited(session, row, why, now)
    case = session.execute(select(ModerationCase).where(ModerationCase.item_id == row.id)).scalar_one_or_none()
    row.state = "done"
    if case is None and not danger and not invites:
        _let_go(session, row, vault)
        session.delete(row)
        return None
    if case is None:
        case = ModerationCase(item_id=row.id, action="question", grounds=[], state="closed", opened_at=now, closed_at=now)
        session.add(case)
        session.flush()
    if danger:
        row.danger = verdict.sign.category if verdict.sign else row.danger
        case.action, case.grounds, case.state, case.closed_at = "crisis", list(verdict.grounds), "open", None
        audit.record(session, actor="system", act="moderation_case", subject="public_item", subject_id=row.id, detail={"action": "crisis"})
    elif why is not None and invites and case.action != "crisis":
        case.action, case.grounds = _SAID[why]
    if why is not None and invites:
        _invite(session, case, why, place, vault=vault, organisation=organisation, now=now)
    _let_go(session, row, vault, words=case.action != "crisis")
    return case


def give_up(session: Session, row: PublicPost, *, vault: Vault, now: dt.datetime) -> None:
    """Lets go of a message that cannot be judged: its words are kept only where the door saw danger, for a person to see."""
    if row.danger:
        cases.give_up(session, row, now)
        _let_go(session, row, vault, words=False)
    else:
        _let_go(session, row, vault)
        session.delete(row)


def _why(verdict: Verdict, place: dict[str, Any]) -> str | None:
    if verdict.sign is not None and verdict.sign.chance is None:  # of a mere likeness only staff are told
        return "danger"
    if verdict.holds_details:
        return "details"
    return "asked" if place.get("addressed") or place.get("names") else None


def _invited(session: Session, row: PublicPost, why: str, now: dt.datetime) -> bool:
    """Whether this person, in whatever group, had an invitation within the period that covers this one."""
    query = (
        select(ModerationAction.id)
        .join(ModerationCase, ModerationCase.id == ModerationAction.case_id)
        .join(PublicPost, PublicPost.id == ModerationCase.item_id)
        .where(
            PublicPost.author_hash == row.author_hash,
            PublicPost.channel == row.channel,
            PublicPost.account == row.account,
            ModerationAction.act == INVITE,
            ModerationAction.state != "failed",
            ModerationAction.created_at > now - PERIOD,
        )
    )
    if why == "danger":
        query = query.where(ModerationAction.reason == _REASONS["danger"])
    return session.execute(query.limit(1)).first() is not None


def _invite(
    session: Session,
    case: ModerationCase,
    why: str,
    place: dict[str, Any],
    *,
    vault: Vault,
    organisation: Organisation,
    now: dt.datetime,
) -> None:
    invitations = Invitations.load()
    # Where it is not certain that we were meant, who sends it looks whether one of the names is ours.
    names = place["names"] if why == "asked" and not place["addressed"] else []
    body = json.dumps({"place": place["place"], "text": invitations.words(why, organisation), "names": names}, ensure_ascii=False)
    sealed_id = vault.seal(session, _BODY, body)
    session.add(
        ModerationAction(
            case_id=case.id, act=INVITE, actor="system", reason=_REASONS[why], body_sealed_id=sealed_id, available_at=now, created_at=now
        )
    )
    audit.record(
        session, actor="system", act="moderation_invite", subject="public_item", subject_id=case.item_id,
        detail={"why": why, "words": f"group_invitation.en@{invitations.version}"},
    )  # fmt: skip
    session.flush()


def _let_go(session: Session, row: PublicPost, vault: Vault, *, words: bool = True) -> None:
    """Erases the place, and the words too unless they are kept for a person to see."""
    gone = [row.author_sealed_id]
    row.author_sealed_id = None
    if words:
        gone.append(row.text_sealed_id)
        row.text_sealed_id = None
    session.flush()  # nothing may point at them when they go
    for sealed_id in gone:
        vault.erase(session, sealed_id)
