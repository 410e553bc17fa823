"""What platforms tell us of our messages, applied so that a state only ever moves forward."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.messages import Channel, Delivery, DeliveryState
from bot.privacy.vault import Vault
from bot.store.tables import Contact, Conversation, OutboundMessage, OutboundPart

FORWARD = {"waiting": 0, "sending": 0, "sent": 1, "delivered": 2, "read": 3}
"""A later callback may overtake an earlier one; a state of a lower number never replaces one of a higher."""


def apply(session: Session, delivery: Delivery, vault: Vault) -> bool:
    """Records one delivery report in the caller's transaction; False when it concerns no message of ours.

    A report by ``key`` also tells us the provider's id of a part whose sending we did not see end (a crash between
    the platform's acceptance and our note of it).
    """
    if delivery.watermark is not None:
        return _apply_watermark(session, delivery, vault)
    part = _find(session, delivery)
    if part is None:
        return False
    if delivery.provider_id and not part.provider_id:
        part.provider_id = delivery.provider_id
    outbound = session.get(OutboundMessage, part.outbound_id)
    if delivery.state is DeliveryState.FAILED:
        if part.state in ("sending", "sent"):
            part.state, part.error_code, part.changed_at = "failed", delivery.error_code, delivery.occurred_at
            if outbound is not None and outbound.state in ("waiting", "sending", "sent"):
                outbound.state, outbound.error = "failed", f"the platform reported failure {delivery.error_code or ''}".strip()
        return True
    if FORWARD.get(part.state, 9) < FORWARD[delivery.state.value]:
        part.state, part.changed_at = delivery.state.value, delivery.occurred_at
    if outbound is not None:
        _lift(session, outbound)
    return True


def _find(session: Session, delivery: Delivery) -> OutboundPart | None:
    if delivery.key:
        found = session.execute(select(OutboundPart).where(OutboundPart.key == delivery.key)).scalar_one_or_none()
        if found is not None:
            return found  # type: ignore[no-any-return]
    if delivery.provider_id:
        query = select(OutboundPart).where(OutboundPart.channel == str(delivery.channel), OutboundPart.provider_id == delivery.provider_id)
        return session.execute(query).scalars().first()  # type: ignore[no-any-return]
    return None


def _lift(session: Session, outbound: OutboundMessage) -> None:
    # A reply is delivered when its last part is; while parts are still to go, the dispatcher alone moves it.
    if outbound.state not in ("sent", "delivered"):
        return
    states = session.execute(select(OutboundPart.state).where(OutboundPart.outbound_id == outbound.id)).scalars().all()
    lowest = min((FORWARD.get(state, 0) for state in states), default=0)
    if lowest > FORWARD[outbound.state]:
        outbound.state = {2: "delivered", 3: "read"}[lowest]


def _apply_watermark(session: Session, delivery: Delivery, vault: Vault) -> bool:
    if delivery.address is None or delivery.channel is Channel.WEB:
        return False
    address_hash = vault.hash_address(str(delivery.channel), delivery.account, delivery.address)
    conversations = (
        select(Conversation.id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(Contact.channel == str(delivery.channel), Contact.account == delivery.account, Contact.address_hash == address_hash)
    )
    earlier = [state for state, rank in FORWARD.items() if 1 <= rank < FORWARD[delivery.state.value]]
    result = session.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.conversation_id.in_(conversations.scalar_subquery()),
            OutboundMessage.state.in_(earlier),
            OutboundMessage.sent_at <= delivery.watermark,
        )
        .values(state=delivery.state.value)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)
