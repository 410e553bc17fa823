"""A comment that its writer edits while a colleague writes the answer to it: what the colleague has read, and whether it stands still."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.privacy.sealing.vault import Vault, VaultError
from bot.store.tables import PublicPost


def seen(session: Session, item: PublicPost, vault: Vault) -> str:
    """A mark of the comment as it can be read now, without a word of it. The form of an answer carries it along."""
    try:
        words = vault.open(session, item.text_sealed_id)
    except VaultError:
        words = item.text_sealed_id
    return f"{vault.sign(repr((words, item.media)))}.{'read' if item.text_redacted else 'sealed'}"


def changed_since(session: Session, item: PublicPost, vault: Vault, mark: str) -> bool:
    """Whether there is something to read that ``mark`` does not know: other words, or words that could not be read then.

    False where the mark is none of ours. An edit that leaves the words as they were is none.
    """
    before, dot, could_be = mark.partition(".")
    now, _, can_be = seen(session, item, vault).partition(".")
    return bool(dot) and (before != now or (could_be, can_be) == ("sealed", "read"))
