"""The queue of people who wait for a person, as staff see it: danger first, then the longest wait."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.handover.service import DANGER_PRIORITY
from bot.store.tables import Conversation, Handover, InboundMessage, OutboundMessage, Staff

REASONS = {
    "asked": "Asked to speak to a person",
    "speak_to_person": "Asked to speak to a person",
    "danger": "Showed a danger sign",
    "danger_possible": "May have shown a danger sign",
    "crisis": "Showed a danger sign",
    "no_answer": "The assistant had no answer",
    "fallback": "The assistant did not understand",
    "clinical": "Asked for medical advice",
    "clinical_advice_request": "Asked for medical advice",
    "personal_case": "Asked about their own case",
    "out_of_area": "Lives or gets care outside our area",
    "unsupported_language": "Wrote in another language",
    "expired": "Our information on this is out of date",
    "not_helpful": "Our answer did not help",
    "make_complaint": "Wants to complain",
    "complaint": "Wants to complain",
    "media_enquiry": "Press enquiry: for the Communications Manager or Chief Executive",
    "data_rights": "Asked about their personal data",
    "opt_out": "Asked us to stop",
    "abuse": "Was abusive to the assistant",
    "attachment": "Sent a file or picture",
    "contact_me": "Shared an experience and wants to be contacted",
    "undelivered": "A reply could not be delivered",
    "error": "The assistant failed",
    "put_back": "A colleague put it back in the queue",
}
"""What each reason code of a handover means, in words for staff."""

DANGER_WORDS = {
    "medical_emergency": "Medical emergency",
    "suicide_self_harm": "Suicide or self-harm",
    "child_safeguarding": "A child may be at risk",
    "adult_safeguarding": "An adult may be at risk",
    "domestic_abuse": "Domestic abuse",
    "threat_to_others": "Threat to somebody else",
}
"""The safety categories of the contract, in words for staff."""

WANTS_AN_ANSWER = ("text", "button", "attachment", "start")
"""The kinds of inbound message that somebody should answer; a thumbs-up or an edit is none."""


@dataclass(frozen=True)
class Waiting:
    """One line of the queue. ``since`` is when a person was asked for (or, for staff's own, when it last changed)."""

    conversation_id: int
    reference: str
    channel: str
    reason: str
    why: str
    priority: int
    since: dt.datetime
    staff_id: int | None
    staff_name: str | None
    unanswered: bool
    free: bool = False
    """Staff answered it, and a person is wanted, but nobody has it now."""

    @property
    def danger(self) -> bool:
        return self.priority >= DANGER_PRIORITY


def why(reason: str, detail: str | None = None) -> str:
    """A reason in words; a danger category in ``detail`` is named with it, and why a reply did not go. An unknown code is spelt out."""
    if reason.removeprefix("danger_") in DANGER_WORDS:
        reason, detail = "danger", reason.removeprefix("danger_")
    words = REASONS.get(reason) or reason.replace("_", " ").replace(".", " ").capitalize()
    if reason == "undelivered" and detail:
        return f"{words}. {detail[0].upper()}{detail[1:]}"
    return f"{words}: {DANGER_WORDS[detail].lower()}" if detail in DANGER_WORDS else words


def waiting(session: Session) -> list[Waiting]:
    """Everyone who waits for a first human reply: danger first, then the oldest request."""
    rows = session.execute(
        select(Handover, Conversation, Staff.name)
        .join(Conversation, Conversation.id == Handover.conversation_id)
        .outerjoin(Staff, Staff.id == Conversation.assigned_to_id)
        .where(Handover.state.in_(("waiting", "taken")), Conversation.state != "staff")
        .order_by(Handover.priority.desc(), Handover.opened_at, Handover.id)
    ).all()
    lines: dict[int, Waiting] = {}
    for handover, conversation, name in rows:
        lines.setdefault(conversation.id, _line(handover, conversation, name, unanswered=True))
    return list(lines.values())


def with_staff(session: Session) -> list[Waiting]:
    """Every conversation that staff have answered: danger first, then those with an unanswered message, then the oldest."""
    last_in = select(func.max(InboundMessage.received_at)).where(
        InboundMessage.conversation_id == Conversation.id, InboundMessage.kind.in_(WANTS_AN_ANSWER)
    )
    last_out = select(func.max(OutboundMessage.created_at)).where(
        OutboundMessage.conversation_id == Conversation.id, OutboundMessage.author.like("staff:%")
    )
    rows = session.execute(
        select(Conversation, Handover, Staff.name, last_in.scalar_subquery(), last_out.scalar_subquery())
        .outerjoin(Handover, (Handover.conversation_id == Conversation.id) & (Handover.state.in_(("waiting", "taken"))))
        .outerjoin(Staff, Staff.id == Conversation.assigned_to_id)
        .where(Conversation.state == "staff")
        .order_by(Handover.priority.desc(), Conversation.changed_at)
    ).all()
    lines: dict[int, Waiting] = {}
    for conversation, handover, name, came, went in rows:
        # Answered in the platform's own inbox there is no row of ours: then the moment it became staff's counts.
        unanswered = came is not None and came > (went or conversation.changed_at)
        lines.setdefault(conversation.id, _line(handover, conversation, name, unanswered=unanswered))
    return sorted(lines.values(), key=lambda line: (-line.priority, not line.unanswered, line.since))


def _line(handover: Handover | None, conversation: Conversation, name: str | None, *, unanswered: bool) -> Waiting:
    reason = handover.reason if handover is not None else "elsewhere"
    return Waiting(
        conversation_id=conversation.id,
        reference=conversation.reference,
        channel=conversation.channel,
        reason=reason,
        why=why(reason, handover.detail) if handover is not None else "Answered by staff",
        priority=handover.priority if handover is not None else 0,
        since=handover.opened_at if handover is not None else conversation.changed_at,
        staff_id=conversation.assigned_to_id,
        staff_name=name,
        unanswered=unanswered,
        free=handover is not None and handover.state == "waiting" and conversation.assigned_to_id is None,
    )
