"""Is it our own answer that comes back? Its writer is the rule, and the connector's; this is for events that name no writer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import PublicItem
from bot.privacy.sealing.vault import Vault
from bot.store.tables import ModerationAction, ModerationCase, PublicPost


def is_ours(session: Session, item: PublicItem, vault: Vault) -> bool:
    """Whether the platform gave our answer this id, or it says what we are posting there right now: it can be here before the id is."""
    if item.author_id is not None or item.author_name is not None:
        return False
    mine = (
        select(ModerationAction)
        .join(ModerationCase, ModerationCase.id == ModerationAction.case_id)
        .join(PublicPost, PublicPost.id == ModerationCase.item_id)
        .where(PublicPost.channel == str(item.channel), PublicPost.account == item.account, ModerationAction.act == "public_reply")
    )
    if session.execute(mine.where(ModerationAction.provider_id == item.item_id).limit(1)).first() is not None:
        return True
    said = item.text.split()
    if item.verb != "add" or not said:
        return False
    here = PublicPost.item_id == item.parent_id if item.parent_id else PublicPost.post_id == item.post_id
    beside = PublicPost.parent_id == item.parent_id if item.parent_id else here
    on_its_way = mine.where(ModerationAction.state == "sending", here | beside)
    return any((vault.open(session, row.body_sealed_id) or "").split() == said for row in session.execute(on_its_way).scalars())
