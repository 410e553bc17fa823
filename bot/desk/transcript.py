"""The transcript of a conversation as staff read it: the person's words redacted, ours opened from the vault."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import buttons
from bot.handover import notes
from bot.handover.queue import DANGER_WORDS, why
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault, VaultError
from bot.safety import verdicts
from bot.store.outbox import read_reply
from bot.store.tables import Audit, Conversation, DangerSign, InboundMessage, OutboundMessage, Sealed, Staff

NEWEST = 300
"""Messages shown each way. A longer conversation says that older ones are not shown."""

DID = {
    "start": "Started the conversation",
    "unsend": "Took a message back",
    "opt_out": "Asked us to stop writing",
    "opt_in": "Asked us to write again",
    "reaction": "Reacted to a message",
    "staff_elsewhere": "",
    "standby": "While a colleague has the conversation in the platform's own inbox",
    "attachment": "",
    "button": "Pressed a button",
    "edit": "Changed an earlier message",
    "text": "",
}
ATTACHMENTS = {"image": "a picture", "audio": "a sound recording", "video": "a video", "file": "a file", "sticker": "a sticker",
               "location": "a place", "contact": "a contact card", "link": "a link"}  # fmt: skip
DELIVERY = {
    "waiting": "Waiting to be sent",
    "sending": "Being sent",
    "sent": "Sent",
    "delivered": "Delivered",
    "read": "Read",
    "failed": "Not delivered",
    "returned": "Not sent",
    "held": "Not delivered yet: it will be tried again",
}
NOTES = {
    "handover.request": "Passed to the queue",
    "handover.raise": "Moved up in the queue",
    "handover.take": "took the conversation",
    "handover.put_back": "put it back in the queue",
    "handover.back": "handed back to the assistant",
    "handover.back_elsewhere": "Given back to the assistant, from the platform's own inbox",
    "handover.elsewhere": "Answered in the platform's own inbox: the assistant is silent",
    "conversation.close": "closed the conversation",
}


@dataclass(frozen=True)
class Entry:
    """One line. ``kind`` is person, bot, card, staff, colleague (a note for colleagues) or note (what was done); ``day`` is set on
    the first entry of a day."""

    kind: str
    id: int
    at: dt.datetime
    who: str
    text: str = ""
    did: str = ""
    buttons: tuple[str, ...] = ()
    state: str = ""
    delivery: str = ""
    error: str = ""
    danger: str = ""
    sealed: bool = False
    day: dt.date | None = None


@dataclass(frozen=True)
class Danger:
    """A danger sign seen: the category in words, when, and if it was recorded which sign, which card, and staff's verdict."""

    words: str
    at: dt.datetime
    message: int
    id: int | None = None
    sign: str = ""
    card: str = ""
    verdict: str = ""
    judge: str = ""


@dataclass(frozen=True)
class Transcript:
    """All lines in order, the danger signs seen (words, when), and a digest that differs when anything shown does."""

    entries: tuple[Entry, ...]
    dangers: tuple[Danger, ...]
    cut: bool
    digest: str
    last_from_person: int
    card_lost: bool = False
    """A card for the newest message that got one did not reach the person."""
    card_shown: bool = False
    """A danger card is among what we said."""
    noted_by: tuple[int | None, ...] = ()
    """Who wrote the notes for colleagues that are among the lines."""


def build(
    session: Session, conversation: Conversation, *, vault: Vault, organisation: Organisation, redactor: Callable[[], notes.Redacts]
) -> Transcript:
    """Reads the conversation's newest messages, both ways, what colleagues noted, and what was done with it."""
    names = dict(session.execute(select(Staff.id, Staff.name)).all())
    # Giving the conversation back reaches the assistant as an event of its own; staff see it as a note.
    inbound = [row for row in _newest(session, InboundMessage, conversation) if row.kind not in ("hand_back", "given_back")]
    outbound = _newest(session, OutboundMessage, conversation)
    # One query instead of one a message: the vault then finds the rows in the session.
    session.execute(select(Sealed).where(Sealed.id.in_([row.body_sealed_id for row in outbound]))).scalars().all()
    dangers = _dangers(session, inbound, names)
    seen: dict[int, list[str]] = {}
    for danger in dangers:
        seen.setdefault(danger.message, []).append(danger.words)
    lines = [(row.received_at, 0, row.id, _from_person(session, row, conversation, vault, seen.get(row.id, ()))) for row in inbound]
    lines += [(row.created_at, 2, row.id, _from_us(session, row, vault, names, organisation)) for row in outbound]
    noted = notes.listed(session, conversation, vault=vault, redactor=redactor)
    lines += [(one.at, 2, one.id, _from_colleague(one, names)) for one in noted]
    acts = session.execute(
        select(Audit).where(Audit.subject == "conversation", Audit.subject_id == str(conversation.id), Audit.act.in_(NOTES))
    ).scalars()
    lines += [(row.at, 1, row.id, _note(row, names)) for row in acts]
    lines.sort(key=lambda line: line[:3])
    entries = _with_days([line[3] for line in lines], organisation)
    cards = [row for row in outbound if row.author == "card"]
    shown = repr((conversation.state, conversation.assigned_to_id, conversation.contact.opted_out_at, entries, dangers))
    return Transcript(
        entries=entries,
        dangers=dangers,
        cut=NEWEST in (len(inbound), len(outbound), len(noted)),
        digest=hashlib.sha256(shown.encode()).hexdigest()[:16],
        last_from_person=max((row.id for row in inbound), default=0),
        card_lost=any(row.state in ("failed", "returned") for row in cards if row.inbound_id == cards[-1].inbound_id),
        card_shown=bool(cards),
        noted_by=tuple(one.staff_id for one in noted),
    )


def _dangers(session: Session, inbound: list[InboundMessage], names: dict[int, str]) -> tuple[Danger, ...]:
    """Every sign seen, in the order of the messages: one of a message by the door, and perhaps another by the second look."""
    worrying = [row for row in inbound if row.danger]
    if not worrying:
        return ()
    query = select(DangerSign).where(DangerSign.inbound_id.in_([row.id for row in worrying])).order_by(DangerSign.id)
    recorded: dict[int, list[DangerSign]] = {}
    for sign in session.execute(query).scalars():
        recorded.setdefault(sign.inbound_id, []).append(sign)
    found = []
    for message in worrying:
        signs = recorded.get(message.id, [])
        if not signs:
            found.append(Danger(_category(message.danger), message.received_at, message.id))
        for row in signs:
            judge = names.get(row.verdict_by_id, "a former colleague") if row.verdict else ""
            words = _category(row.category)
            found.append(Danger(words, row.at, message.id, row.id, verdicts.in_words(row), row.card or "", row.verdict or "", judge))
    return tuple(found)


def _category(code: str) -> str:
    return DANGER_WORDS.get(code, code)


def pressed(session: Session, vault: Vault, conversation: Conversation, row: InboundMessage) -> str:
    """The title of the button a person pressed, or an empty text when it cannot be told any more."""
    button = buttons.resolve(session, vault, conversation.contact_id, row.payload)
    return button.title if button is not None else ""


def _newest(session: Session, table: Any, conversation: Conversation) -> list[Any]:
    query = select(table).where(table.conversation_id == conversation.id).order_by(table.id.desc()).limit(NEWEST)
    return list(reversed(session.execute(query).scalars().all()))


def _from_person(session: Session, row: InboundMessage, conversation: Conversation, vault: Vault, dangers: Sequence[str]) -> Entry:
    did = [DID.get(row.kind, row.kind.replace("_", " ").capitalize())] if DID.get(row.kind, "?") else []
    elsewhere = row.kind == "staff_elsewhere"
    text = row.text_redacted or ""
    if row.kind == "button":
        title = pressed(session, vault, conversation, row)
        did = [f"Pressed \N{LEFT DOUBLE QUOTATION MARK}{title}\N{RIGHT DOUBLE QUOTATION MARK}"] if title else ["Pressed a button"]
    if row.attachments:
        did.append("Sent " + ", ".join(ATTACHMENTS.get(kind, "something that is not text") for kind in row.attachments))
    if row.text_sealed_id is not None and row.text_redacted is None:
        did.append("Personal details are being taken out" if row.state == "waiting" else "The words are sealed")
    elif row.kind == "text" and row.text_sealed_id is None and not text and not row.attachments:
        did.append("This message was taken back or erased")
    return Entry(
        kind="staff" if elsewhere else "person",
        id=row.id,
        at=row.received_at,
        who="A colleague, in the platform's own inbox" if elsewhere else "Person",
        text=text,
        did=". ".join(did),
        danger=", ".join(dangers),
        sealed=row.text_sealed_id is not None,
    )


def _from_us(session: Session, row: OutboundMessage, vault: Vault, names: dict[int, str], organisation: Organisation) -> Entry:
    try:
        reply = read_reply(session, vault, row)
        text, titles = reply.text, tuple(button.title for button in reply.buttons)
        did = "" if text else "These words have been erased"
    except VaultError:
        text, titles, did = "", (), "These words cannot be opened: their key is missing"
    kind, who = {"bot": ("bot", "Assistant"), "card": ("card", "Safety card")}.get(row.author, ("staff", ""))
    if kind == "staff":
        number = row.author.removeprefix("staff:")
        who = names.get(int(number), "A former colleague") if number.isdigit() else organisation.short_name
    return Entry(
        kind=kind,
        id=row.id,
        at=row.created_at,
        who=who,
        text=text,
        did=did,
        buttons=titles,
        state=row.state,
        delivery=DELIVERY.get(row.state, row.state),
        error=(row.error or "") if row.state in ("waiting", "sending", "held", "failed", "returned") else "",
    )


def _from_colleague(note: notes.Note, names: dict[int, str]) -> Entry:
    who = names.get(note.staff_id, "A former colleague") if note.staff_id is not None else "A former colleague"
    return Entry(kind="colleague", id=note.id, at=note.at, who=who, text=note.text, did=note.lost, sealed=note.hides)


def _note(row: Audit, names: dict[int, str]) -> Entry:
    number = row.actor.removeprefix("staff:")
    name = names.get(int(number), "A former colleague") if number.isdigit() else ""
    words = f"{name} {NOTES[row.act]}" if name else NOTES[row.act]
    if row.act in ("handover.request", "handover.raise") and row.reason:
        words = f"{words}: {why(row.reason)}"
    return Entry(kind="note", id=row.id, at=row.at, who="", did=words)


def _with_days(entries: list[Entry], organisation: Organisation) -> tuple[Entry, ...]:
    days = [entry.at.astimezone(organisation.timezone).date() for entry in entries]
    return tuple(
        replace(entry, day=day) if index == 0 or day != days[index - 1] else entry
        for index, (entry, day) in enumerate(zip(entries, days, strict=True))
    )
