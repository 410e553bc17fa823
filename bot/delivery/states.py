"""What platforms tell us of our messages, applied so that a state only ever moves forward.

Most reports tell nothing new (the echo of a message whose sending we saw end). ``tells_something`` finds that out
without a lock, so that they cost the people who are writing nothing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.messages import Channel, Delivery, DeliveryState
from bot.privacy.sealing.vault import Vault
from bot.store import audit
from bot.store.tables import Contact, Conversation, OutboundMessage, OutboundPart

FORWARD = {"waiting": 0, "sending": 0, "sent": 1, "delivered": 2, "read": 3}
"""A later callback may overtake an earlier one; a state of a lower number never replaces one of a higher."""

_PART, _REPLY = OutboundPart.__table__, OutboundMessage.__table__
_parts = select(_PART.c.id, _PART.c.outbound_id, _PART.c.state, _PART.c.provider_id, _REPLY.c.state.label("reply_state")).join(
    _REPLY, _REPLY.c.id == _PART.c.outbound_id
)
_BY_KEY = _parts.where(_PART.c.key == bindparam("key"))
_BY_ID = _parts.where(_PART.c.channel == bindparam("channel"), _PART.c.provider_id == bindparam("provider_id")).limit(1)
_LEARN_ID = update(_PART).where(_PART.c.id == bindparam("this")).values(provider_id=bindparam("provider_id"))
_MOVE_PART = (
    update(_PART)
    .where(_PART.c.id == bindparam("this"))
    .values(state=bindparam("state"), changed_at=bindparam("at"), error_code=bindparam("error_code"))
)
_MOVE_REPLY = update(_REPLY).where(_REPLY.c.id == bindparam("reply")).values(state=bindparam("state"), error=bindparam("error"))
_STATES = select(_PART.c.state).where(_PART.c.outbound_id == bindparam("reply"))
_theirs = (
    select(Conversation.id)
    .join(Contact, Contact.id == Conversation.contact_id)
    .where(Contact.channel == bindparam("channel"), Contact.account == bindparam("account"), Contact.address_hash == bindparam("hash"))
    .scalar_subquery()
)
_STILL_WRITTEN_TO = select(Contact).where(
    Contact.channel == bindparam("channel"),
    Contact.account == bindparam("account"),
    Contact.address_hash == bindparam("hash"),
    Contact.opted_out_at.is_(None),
)
_behind = (
    _REPLY.c.conversation_id.in_(_theirs),
    _REPLY.c.state.in_(bindparam("earlier", expanding=True)),
    _REPLY.c.sent_at <= bindparam("watermark"),
)
_ANY_BEHIND = select(func.count()).select_from(_REPLY).where(*_behind)
_CATCH_UP = update(_REPLY).where(*_behind).values(state=bindparam("to_state"))


def tells_something(session: Session, delivery: Delivery, vault: Vault) -> bool:
    """Whether ``apply`` would change anything as things stand."""
    if delivery.watermark is not None:
        reach = _reach(delivery, vault)
        return reach is not None and bool(session.execute(_ANY_BEHIND, reach).scalar())
    if _stopped_by(session, delivery, vault) is not None:
        return True
    part = _find(session, delivery)
    if part is None:
        return False
    learns_id = bool(delivery.provider_id) and not part.provider_id
    return learns_id or _moves(part, delivery) or (delivery.state is not DeliveryState.FAILED and _lags(session, part))


def apply(session: Session, delivery: Delivery, vault: Vault) -> bool:
    """Records one delivery report in the caller's transaction; False when it concerns no message of ours.

    A report by ``key`` also tells us the provider's id of a part whose sending we did not see end (a crash between
    the platform's acceptance and our note of it).
    """
    if delivery.watermark is not None:
        reach = _reach(delivery, vault)
        return reach is not None and bool(session.execute(_CATCH_UP, {**reach, "to_state": delivery.state.value}).rowcount)
    stopped = _stop_writing_to(session, delivery, vault)
    part = _find(session, delivery)
    if part is None:
        return stopped
    if delivery.provider_id and not part.provider_id:
        session.execute(_LEARN_ID, {"this": part.id, "provider_id": delivery.provider_id})
    if _moves(part, delivery):
        moved = {"this": part.id, "state": delivery.state.value, "at": delivery.occurred_at, "error_code": delivery.error_code}
        session.execute(_MOVE_PART, moved)
    if delivery.state is not DeliveryState.FAILED:
        _lift(session, part)
    elif _moves(part, delivery) and part.reply_state in ("waiting", "sending", "sent"):
        error = f"the platform reported failure {delivery.error_code or ''}".strip()
        session.execute(_MOVE_REPLY, {"reply": part.outbound_id, "state": "failed", "error": error})
    return True


def _stopped_by(session: Session, delivery: Delivery, vault: Vault) -> Any:
    """The contact whom a failure tells us to write to no more, and to whom we still would; None otherwise."""
    if not delivery.unreachable or delivery.address is None:
        return None
    who = {
        "channel": str(delivery.channel),
        "account": delivery.account,
        "hash": vault.hash_address(str(delivery.channel), delivery.account, delivery.address),
    }
    return session.execute(_STILL_WRITTEN_TO, who).scalar_one_or_none()


def _stop_writing_to(session: Session, delivery: Delivery, vault: Vault) -> bool:
    contact = _stopped_by(session, delivery, vault)
    if contact is None:
        return False
    contact.opted_out_at, contact.opt_out_reason = delivery.occurred_at, f"platform {delivery.error_code or ''}".strip()[:40]
    audit.record(
        session, actor="system", act="opt_out", subject="contact", subject_id=contact.id, reason=f"reported {delivery.error_code or ''}"
    )
    return True


def _find(session: Session, delivery: Delivery) -> Any:
    if delivery.key:
        found = session.execute(_BY_KEY, {"key": delivery.key}).first()
        if found is not None:
            return found
    if delivery.provider_id:
        return session.execute(_BY_ID, {"channel": str(delivery.channel), "provider_id": delivery.provider_id}).first()
    return None


def _moves(part: Any, delivery: Delivery) -> bool:
    if delivery.state is DeliveryState.FAILED:
        return part.state in ("sending", "sent")
    return FORWARD.get(part.state, 9) < FORWARD[delivery.state.value]


def _lags(session: Session, part: Any) -> bool:
    return _lowest(session, part) > FORWARD.get(part.reply_state, 9)


def _lift(session: Session, part: Any) -> None:
    # A reply is delivered when its last part is; while parts are still to go, the dispatcher alone moves it.
    lowest = _lowest(session, part)
    if lowest > FORWARD.get(part.reply_state, 9):
        session.execute(_MOVE_REPLY, {"reply": part.outbound_id, "state": {2: "delivered", 3: "read"}[lowest], "error": None})


def _lowest(session: Session, part: Any) -> int:
    """How far the slowest part of a reply has come; 0 while the reply is not wholly sent."""
    if part.reply_state not in ("sent", "delivered"):
        return 0
    return min((FORWARD.get(state, 0) for state in session.execute(_STATES, {"reply": part.outbound_id}).scalars()), default=0)


def _reach(delivery: Delivery, vault: Vault) -> dict[str, Any] | None:
    """Which replies a watermark speaks of; None when it names nobody."""
    if delivery.address is None or delivery.channel is Channel.WEB:
        return None
    return {
        "channel": str(delivery.channel),
        "account": delivery.account,
        "hash": vault.hash_address(str(delivery.channel), delivery.account, delivery.address),
        "earlier": [state for state, rank in FORWARD.items() if 1 <= rank < FORWARD[delivery.state.value]],
        "watermark": delivery.watermark,
    }
