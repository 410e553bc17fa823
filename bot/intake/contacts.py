"""Who wrote, and in which conversation: found by keyed hash, made on the first message."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, bindparam, select

from bot.messages import Sender
from bot.privacy.vault import Vault
from bot.store import audit
from bot.store.references import new_reference
from bot.store.session import StoreSession
from bot.store.tables import Contact, Conversation, InboundMessage

_KNOWN = (
    select(Contact, Conversation)
    .outerjoin(Conversation, and_(Conversation.contact_id == Contact.id, Conversation.state != "closed"))
    .where(Contact.channel == bindparam("channel"), Contact.account == bindparam("account"), Contact.address_hash == bindparam("hash"))
    .order_by(Conversation.id.desc())
    .limit(1)
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
            address_sealed_id=vault.seal(session, "contact.address", sender.address),
            name_sealed_id=vault.seal(session, "contact.name", sender.name) if sender.name else None,
            language=sender.language[:16] if sender.language else None,
            created_at=now,
        )
        session.add(contact)
        session.flush()
    if conversation is None:
        conversation = Conversation(
            contact_id=contact.id, channel=contact.channel, reference=new_reference("C"), created_at=now, changed_at=now
        )
        session.add(conversation)
        session.flush()
    return contact, conversation


def erase_message(session: StoreSession, conversation: Conversation, provider_id: str, vault: Vault) -> bool:
    """Erases our copy of a message its writer took back, and marks it for the worker to take out of Rasa's memory too."""
    query = select(InboundMessage).where(InboundMessage.conversation_id == conversation.id, InboundMessage.provider_id == provider_id)
    message = session.execute(query).scalar_one_or_none()
    if message is None:
        return False
    vault.erase(session, message.text_sealed_id)
    message.text_sealed_id, message.text_redacted, message.attachments = None, "[taken back]", []
    audit.record(session, actor="system", act="erase_unsent", subject="inbound", subject_id=message.id)
    return True
