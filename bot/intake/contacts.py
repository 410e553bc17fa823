"""Who wrote, and in which conversation: found by keyed hash, made on the first message."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, bindparam, delete, select, update
from sqlalchemy.orm.attributes import set_committed_value

from bot.experiences import unsent
from bot.messages import Sender
from bot.privacy.sealing.vault import Vault
from bot.safety import suspicion
from bot.store import audit
from bot.store.originals import TAKEN_BACK, edits_of
from bot.store.ready import Ready
from bot.store.references import new_reference
from bot.store.session import StoreSession
from bot.store.tables import Contact, Conversation, InboundMessage, Suppression

_KNOWN = (
    select(Contact, Conversation)
    .outerjoin(Conversation, and_(Conversation.contact_id == Contact.id, Conversation.state != "closed"))
    .where(Contact.channel == bindparam("channel"), Contact.account == bindparam("account"), Contact.address_hash == bindparam("hash"))
    .order_by(Conversation.id.desc())
    .limit(1)
)
_HAS_WRITTEN = Ready(update(Contact.__table__).where(Contact.__table__.c.id == bindparam("contact")), ("last_inbound_at",))
_STOPPED = Ready(
    select(Suppression.id, Suppression.opted_out_at).where(
        Suppression.channel == bindparam("channel"),
        Suppression.account == bindparam("account"),
        Suppression.address_hash == bindparam("hash"),
    )
)


def find_or_create(session: StoreSession, sender: Sender, vault: Vault, now: dt.datetime) -> tuple[Contact, Conversation]:
    """The contact for a sender, and their conversation that is not closed: found, or made on a first message.

    The address is kept as a keyed hash beside a sealed value; so is the profile name.
    """
    address_hash = vault.hash_address(str(sender.channel), sender.account, sender.address)
    known = {"channel": str(sender.channel), "account": sender.account, "hash": address_hash}
    contact, conversation = session.execute(_KNOWN, known).first() or (None, None)
    if contact is None:
        contact = Contact(
            channel=str(sender.channel),
            account=sender.account,
            address_hash=address_hash,
            address_sealed_id=vault.seal_at_once(session, "contact.address", sender.address),
            name_sealed_id=vault.seal_at_once(session, "contact.name", sender.name) if sender.name else None,
            language=sender.language[:16] if sender.language else None,
            created_at=now,
        )
        # Erased since they told us to stop, and back again: their wish has outlived everything else we knew of them.
        stopped = _STOPPED.first(session, **known)
        if stopped is not None:
            suppression_id, contact.opted_out_at = stopped
            contact.opt_out_reason = "asked"
            session.execute(delete(Suppression).where(Suppression.id == suppression_id))
    if conversation is None:
        conversation = Conversation(contact=contact, channel=contact.channel, reference=new_reference("C"), created_at=now, changed_at=now)
        session.add(conversation)
        session.flush()
    return contact, conversation


def has_written(session: StoreSession, contact: Contact, now: dt.datetime) -> None:
    """Notes when somebody wrote last: their platform lets us write to them for some time from then on."""
    _HAS_WRITTEN.run(session, contact=contact.id, last_inbound_at=now)
    set_committed_value(contact, "last_inbound_at", now)


def is_known(session: StoreSession, sender: Sender, vault: Vault) -> bool:
    """Whether the person ever wrote to us, or we to them."""
    address_hash = vault.hash_address(str(sender.channel), sender.account, sender.address)
    known = {"channel": str(sender.channel), "account": sender.account, "hash": address_hash}
    return session.execute(_KNOWN, known).first() is not None


def erase_message(session: StoreSession, message: InboundMessage, target_id: str, vault: Vault, now: dt.datetime) -> None:
    """Erases our copy of a message its writer took back (by ``target_id``), with every later wording and in every story.

    The worker, which finds the taking back as a message of its own, takes it out of Rasa's memory too.
    """
    sealed = set()
    for row in (message, *edits_of(session, message, target_id)):
        unsent.take_out(session, message.conversation_id, row.text_redacted, now)
        sealed.add(row.text_sealed_id)
        row.text_sealed_id, row.text_redacted, row.payload, row.attachments = None, TAKEN_BACK, None, []
        suspicion.settle(row)
    session.flush()  # nothing may point at the words when they go
    for sealed_id in sealed:
        vault.erase(session, sealed_id)
    audit.record(session, actor="system", act="erase_unsent", subject="inbound", subject_id=message.id)
