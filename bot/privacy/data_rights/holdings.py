"""Everything that is held about a person, read into plain values: for a member of staff to see, and for the person to have.

What is sealed is opened, so whoever calls puts that on the audit trail. Members of staff stay unnamed: what is told of
them is that somebody of the team wrote, or opened an original, when and why.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.organisation import Organisation
from bot.privacy.data_rights.subjects import Subject, answered_comments
from bot.privacy.keeping import erasing
from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import Vault
from bot.store.outbox import read_reply
from bot.store.tables import (
    Audit,
    ColleagueNote,
    ConsentGrant,
    Contact,
    Conversation,
    DangerSign,
    DataRequest,
    Enquiry,
    Experience,
    InboundMessage,
    Interest,
    LegalHold,
    ModerationAction,
    ModerationCase,
    NoticeShown,
    OutboundMessage,
    PublicPost,
    SafeguardingConcern,
    Sealed,
)

TOLD = {
    table.__tablename__
    for table in (ConsentGrant, Contact, Conversation, DataRequest, Enquiry, Experience, InboundMessage, ModerationCase, ModerationAction,
                  NoticeShown, OutboundMessage, PublicPost, ColleagueNote)
}  # fmt: skip
"""Tables told in words below; every other one that belongs to the person is given as it stands, under ``other_records``."""
RESTRICTED = frozenset({SafeguardingConcern.__tablename__, DangerSign.__tablename__})
"""What is given out only when the safeguarding lead agrees."""
WHERE = {
    InboundMessage.__tablename__: "in a message somebody wrote to us",
    OutboundMessage.__tablename__: "in an answer of our team",
    ColleagueNote.__tablename__: "in a note between members of our team",
    PublicPost.__tablename__: "in a public comment",
    ModerationAction.__tablename__: "in an answer of our team to a public comment",
    Interest.__tablename__: "in what somebody wrote who would like to join in",
}
AUTHORS = {"bot": "the assistant", "card": "the assistant (help card)"}
NOT_THEIRS = ("staff_id", "taken_by_id", "closed_by_id", "assigned_to_id")
Record = dict[str, Any]


def summary(session: Session, subject: Subject) -> Counter[str]:
    """How many records of each kind there are; nothing is opened."""
    found: Counter[str] = Counter()
    for table, ids in _roots(subject):
        _count(session, table.__table__, list(ids), found)
    found[SafeguardingConcern.__tablename__] = len(_concerns(session, subject))
    found["detail_in_text"] = len({place.sealed_id for place in subject.places})
    return +found


def gather(
    session: Session, vault: Vault, organisation: Organisation, subject: Subject, now: dt.datetime, *, safeguarding: bool = False
) -> Record:
    """Everything, with sealed originals opened; only texts, numbers, lists and ``None``, so that it can be written as JSON.

    Without ``safeguarding`` the tables of ``RESTRICTED`` are left out, and danger signs of single messages and comments too.
    """
    return {
        "held_by": organisation.name,
        "made_at": _iso(now),
        "lawful_basis": {name.replace("_", " "): basis for name, basis in organisation.lawful_basis.items()},
        "you_on_our_channels": [_contact(session, vault, row) for row in _rows(session, Contact, subject.contacts)],
        "conversations": [_conversation(session, vault, row, safeguarding) for row in _rows(session, Conversation, subject.conversations)],
        "stories": [_story(session, vault, row) for row in _rows(session, Experience, subject.experiences)],
        "public_comments": [_comment(session, vault, row, safeguarding) for row in _rows(session, PublicPost, subject.comments)],
        "originals_opened_by_staff": _opened(session, subject),
        "where_else_your_details_stand": _elsewhere(session, subject),
        "other_records": {name: rows for name, rows in _others(session, vault, subject).items() if safeguarding or name not in RESTRICTED},
    }


def is_held(session: Session, subject: Subject) -> list[LegalHold]:
    """The legal holds in force on any of it."""
    found = []
    others = [one.contact_id for one in marks.conversations(session, subject.places)]
    posts = [place.row for place in subject.places if place.table == PublicPost.__tablename__]
    answered = answered_comments(session, [place.row for place in subject.places if place.table == ModerationAction.__tablename__])
    comments = (*subject.comments, *posts, *answered.values())
    held = (("contact", (*subject.contacts, *others)), ("experience", subject.experiences), ("public_item", comments))
    for name, ids in held:
        query = select(LegalHold).where(LegalHold.subject == name, LegalHold.subject_id.in_(ids), LegalHold.released_at.is_(None))
        found += session.execute(query).scalars().all()
    return found


def is_safeguarding(session: Session, subject: Subject) -> bool:
    """Whether a danger sign was seen in any of it, or a safeguarding record belongs to it."""
    talks = (*subject.conversations, *(place.conversation for place in subject.places if place.conversation is not None))
    seen = select(InboundMessage.id).where(InboundMessage.conversation_id.in_(talks), InboundMessage.danger.is_not(None))
    commented = select(PublicPost.id).where(PublicPost.id.in_(subject.comments), PublicPost.danger.is_not(None))
    return any(session.execute(one.limit(1)).first() is not None for one in (seen, commented)) or bool(_concerns(session, subject))


def _concerns(session: Session, subject: Subject) -> list[int]:
    """The safeguarding records of their conversations, and those in whose words their detail stands."""
    named = [place.row for place in subject.places if place.table == SafeguardingConcern.__tablename__]
    mine = or_(SafeguardingConcern.conversation_id.in_(subject.conversations), SafeguardingConcern.id.in_(named))
    return list(session.execute(select(SafeguardingConcern.id).where(mine)).scalars())


def _roots(subject: Subject) -> tuple[tuple[Any, tuple[int, ...]], ...]:
    apart = tuple(subject.experiences)
    return ((Contact, subject.contacts), (Experience, apart), (PublicPost, subject.comments))


def _count(session: Session, table: Any, ids: list[int], found: Counter[str]) -> None:
    if not ids:
        return
    found[table.name] += len(ids)
    for other, column, goes in erasing.dependents(table):
        if goes:
            key = next(iter(other.primary_key.columns))
            _count(session, other, list(session.execute(select(key).where(column.in_(ids))).scalars()), found)


def _rows(session: Session, table: Any, ids: tuple[int, ...]) -> list[Any]:
    return list(session.execute(select(table).where(table.id.in_(ids)).order_by(table.id)).scalars())


def _contact(session: Session, vault: Vault, row: Contact) -> Record:
    notices = session.execute(select(NoticeShown).where(NoticeShown.contact_id == row.id).order_by(NoticeShown.id)).scalars()
    return {
        "channel": row.channel,
        "address": vault.open(session, row.address_sealed_id),
        "profile_name": vault.open(session, row.name_sealed_id),
        "language": row.language,
        "first_wrote": _iso(row.created_at),
        "last_wrote": _iso(row.last_inbound_at),
        "asked_us_to_stop": _iso(row.opted_out_at),
        "privacy_notices_shown": [{"version": notice.version, "form": notice.form, "at": _iso(notice.at)} for notice in notices],
    }


def _elsewhere(session: Session, subject: Subject) -> list[Record]:
    """Where their detail stands in what others wrote: the place and the channel, no word of it, for it is not theirs alone."""
    channels = {row.id: row.channel for row in marks.conversations(session, subject.places)}
    return [
        {"where": WHERE[place.table], "channel": channels.get(place.conversation or 0)} for place in subject.places if place.table in WHERE
    ]


def _conversation(session: Session, vault: Vault, row: Conversation, safeguarding: bool) -> Record:
    came = session.execute(select(InboundMessage).where(InboundMessage.conversation_id == row.id)).scalars()
    went = session.execute(select(OutboundMessage).where(OutboundMessage.conversation_id == row.id)).scalars()
    lines = [(one.received_at, 0, one.id, _from_person(session, vault, one, safeguarding)) for one in came]
    lines += [(one.created_at, 1, one.id, _from_us(session, vault, one)) for one in went]
    asked = session.execute(select(Enquiry).where(Enquiry.conversation_id == row.id).order_by(Enquiry.id)).scalars()
    requests = session.execute(select(DataRequest).where(DataRequest.conversation_id == row.id).order_by(DataRequest.id)).scalars()
    return {
        "reference": row.reference,
        "channel": row.channel,
        "started": _iso(row.created_at),
        "closed": _iso(row.closed_at),
        "told_us_they_are_under_13": _iso(row.under_13_at),
        "messages": [line[3] for line in sorted(lines, key=lambda line: line[:3])],
        "notes_between_members_of_our_team": _notes(session, vault, row, safeguarding),
        "questions": [{"at": _iso(one.at), "topic": one.topic, "outcome": one.outcome, "page": one.article_slug} for one in asked],
        "requests_about_your_data": [
            {"reference": one.reference, "kind": one.kind, "at": _iso(one.opened_at), "closed": _iso(one.closed_at), "outcome": one.outcome}
            for one in requests
        ],
    }


def _notes(session: Session, vault: Vault, row: Conversation, safeguarding: bool) -> list[Record]:
    """What colleagues told each other about it. Where there is a worry for somebody's safety, that belongs to its record."""
    if not safeguarding and is_safeguarding(session, Subject(conversations=(row.id,))):
        return []
    notes = session.execute(select(ColleagueNote).where(ColleagueNote.conversation_id == row.id).order_by(ColleagueNote.id)).scalars()
    return [{"at": _iso(note.at), "words": vault.open(session, note.words_sealed_id)} for note in notes]


def _from_person(session: Session, vault: Vault, row: InboundMessage, safeguarding: bool) -> Record:
    return {
        "at": _iso(row.received_at),
        "from": "you",
        "kind": row.kind,
        "words": vault.open(session, row.text_sealed_id),
        "as_the_assistant_read_it": row.text_redacted,
        "attachments": list(row.attachments),
        "taken_to_mean": row.intent,
        **({"danger_sign": row.danger} if safeguarding else {}),
    }


def _from_us(session: Session, vault: Vault, row: OutboundMessage) -> Record:
    return {
        "at": _iso(row.created_at),
        "from": AUTHORS.get(row.author, "a member of our team"),
        "words": read_reply(session, vault, row).text,
        "state": row.state,
    }


def _story(session: Session, vault: Vault, row: Experience) -> Record:
    grants = session.execute(select(ConsentGrant).where(ConsentGrant.experience_id == row.id).order_by(ConsentGrant.id)).scalars()
    plain = {
        column.name: _plain(getattr(row, column.name))
        for column in row.__table__.columns
        if column.name not in ("id", "conversation_id", "contact_sealed_id")
    }
    return {
        **plain,
        "how_to_reach_you": vault.open(session, row.contact_sealed_id),
        "choices": [
            {"purpose": grant.purpose, "granted": grant.granted, "at": _iso(grant.at), "notice": grant.notice_version, "by": _who(grant.by)}
            for grant in grants
        ],
    }


def _comment(session: Session, vault: Vault, row: PublicPost, safeguarding: bool) -> Record:
    case = session.execute(select(ModerationCase).where(ModerationCase.item_id == row.id)).scalar_one_or_none()
    acts = session.execute(select(ModerationAction).where(ModerationAction.case_id == case.id)).scalars().all() if case is not None else ()
    author = vault.open(session, row.author_sealed_id)
    told = case is not None and (safeguarding or row.danger is None)
    return {
        "channel": row.channel,
        "kind": row.kind,
        "at": _iso(row.occurred_at),
        "words": vault.open(session, row.text_sealed_id),
        "author": json.loads(author) if author else None,
        "judged": {"action": case.action, "grounds": list(case.grounds)} if told else None,
        "done": [
            {"what": act.act, "at": _iso(act.done_at), "state": act.state, "words": vault.open(session, act.body_sealed_id)} for act in acts
        ],
    }


def _opened(session: Session, subject: Subject) -> list[Record]:
    inbound = session.execute(select(InboundMessage.id).where(InboundMessage.conversation_id.in_(subject.conversations))).scalars()
    notes = session.execute(select(ColleagueNote.id).where(ColleagueNote.conversation_id.in_(subject.conversations))).scalars()
    acts = session.execute(
        select(ModerationAction.id)
        .join(ModerationCase, ModerationCase.id == ModerationAction.case_id)
        .where(ModerationCase.item_id.in_(subject.comments))
    ).scalars()
    places = {
        "inbound": list(inbound), "colleague_note": list(notes), "experience": subject.experiences, "public_item": subject.comments,
        "moderation_action": list(acts),
    }  # fmt: skip
    found: list[Record] = []
    for name, ids in places.items():
        query = select(Audit).where(Audit.act == "reveal", Audit.subject == name, Audit.subject_id.in_([str(number) for number in ids]))
        found += [{"at": _iso(row.at), "what": name, "why": row.reason} for row in session.execute(query.order_by(Audit.id)).scalars()]
    return found


def _others(session: Session, vault: Vault, subject: Subject) -> Record:
    """Rows of tables that are not told in words above, with what is sealed in them opened."""
    found: dict[str, list[Record]] = {}
    seen: set[tuple[str, Any]] = set()
    for table, ids in (*_roots(subject), (Conversation, subject.conversations)):
        _collect(session, vault, table.__table__, list(ids), found, seen)
    return found


def _collect(
    session: Session, vault: Vault, table: Any, ids: list[int], found: dict[str, list[Record]], seen: set[tuple[str, Any]]
) -> None:
    for other, column, _goes in erasing.dependents(table):
        key = next(iter(other.primary_key.columns))
        rows = session.execute(select(other).where(column.in_(ids))).mappings().all() if ids else []
        rows = [row for row in rows if (other.name, row[key]) not in seen]
        seen |= {(other.name, row[key]) for row in rows}
        if rows and other.name not in TOLD:
            found.setdefault(other.name, []).extend(_record(session, vault, other, row) for row in rows)
        _collect(session, vault, other, [row[key] for row in rows], found, seen)


def _record(session: Session, vault: Vault, table: Any, row: Any) -> Record:
    sealed = {key.parent.name for key in table.foreign_keys if key.column.table is Sealed.__table__}
    links = {key.parent.name for key in table.foreign_keys} - sealed
    return {
        name.replace("_sealed_id", ""): vault.open(session, value) if name in sealed else _plain(value)
        for name, value in row.items()
        if name != "id" and name not in links and name not in NOT_THEIRS
    }


def _who(by: str) -> str:
    return "you" if by == "person" else "a member of our team, for you"


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return _iso(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at is not None else None
