"""Whether a reply may go to its person now, and how: the person's own wish first, then what the platform allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bot.delivery import windows
from bot.delivery.windows import Way
from bot.handover.service import HANDED_BACK
from bot.messages import Channel
from bot.organisation import Organisation
from bot.store.tables import Contact, OutboundMessage
from connectors.base import Rendered, Template

TEMPLATE_MAX = 900
"""Characters of ours in a template: WhatsApp takes 1024 with the template's own words (channel contract 4.7)."""


@dataclass(frozen=True)
class Refusal:
    """It may not go. ``reason`` is for staff, at most 200 characters; ``quiet``: nobody need do anything about it."""

    reason: str
    quiet: bool = False


def ask(
    session: Session,
    outbound: OutboundMessage,
    contact: Contact,
    organisation: Organisation,
    channels: Collection[Channel],
    now: dt.datetime,
) -> Way | Refusal:
    """How a reply may go now, or why not."""
    by_person = outbound.author.startswith("staff:")
    # Only the words that answer the wish itself ("we will not write any more") bear its very moment. A danger card is
    # tried all the same (promise 6); where the platform blocks it, staff are told.
    if contact.opted_out_at is not None and outbound.created_at != contact.opted_out_at and not outbound.urgent:
        return Refusal("the person asked us to stop", quiet=not by_person)
    if contact.address_sealed_id is None:
        return Refusal("the person's address was erased")
    if Channel(contact.channel) not in channels:
        return Refusal(f"the channel {contact.channel} is turned off")
    how = windows.way(contact, by_person, organisation, now)
    if how is not None:
        return how
    return Refusal(windows.why_closed(session, contact, by_person, organisation, now), quiet=outbound.source == HANDED_BACK)


def dressed(session: Session, parts: list[Rendered], how: Way, contact: Contact, organisation: Organisation) -> list[Rendered] | Refusal:
    """The rendered messages as they must travel."""
    if how is Way.HUMAN_AGENT:
        return [replace(part, human_agent=True) for part in parts]
    if how is Way.TEMPLATE:
        template = organisation.whatsapp_template
        assert template is not None
        if len(parts) > 1 or any(len(one_line(part.text)) > TEMPLATE_MAX for part in parts):
            return Refusal(f"WhatsApp's 24 hours are over, and this is too long for our template. {windows.other_way(session, contact)}")
        return [replace(part, template=Template(template.content_sid, template.filled(one_line(part.text)))) for part in parts]
    return parts


def one_line(text: str) -> str:
    """Text as a template's variable may hold it: no line breaks, tabs or long runs of spaces (WhatsApp refuses them)."""
    return " ".join(text.split())
