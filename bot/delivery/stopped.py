"""Acts in public that a platform does not let us do: all of a kind wait, and staff are told until one got through."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from bot.delivery.throttle import NAMES, Account, alarm_name
from bot.messages import Channel
from bot.store import alarms
from bot.store.session import StoreSession
from bot.store.tables import ModerationAction, ModerationCase, PublicPost
from connectors.errors import SendError

WAIT = dt.timedelta(minutes=5)
"""How long acts of such a kind wait before the oldest is tried again."""

_CANNOT = {
    "hide": "comments cannot be hidden or shown again",
    "unhide": "comments cannot be hidden or shown again",
    "private_reply": "comments cannot be answered in private",
    "public_reply": "comments cannot be answered in public",
    "take_back": "answers in public cannot be taken back",
    "invite": "nobody in a group can be invited to write in private",
}


def stop(session: StoreSession, act: str, ours: Account, error: SendError, now: dt.datetime) -> dt.datetime:
    """Puts the waiting acts of this kind off, raises the alarm, and returns until when. In the caller's transaction.

    Put off together, the oldest goes first when the time has come, and tells whether it is mended.
    """
    until = now + WAIT
    items = select(PublicPost.id).where(PublicPost.channel == ours[0], PublicPost.account == ours[1])
    cases = select(ModerationCase.id).where(ModerationCase.item_id.in_(items))
    alike = (ModerationAction.act == act, ModerationAction.state == "waiting", ModerationAction.case_id.in_(cases))
    session.execute(update(ModerationAction).where(*alike).values(available_at=until).execution_options(synchronize_session=False))
    words = (
        f"{NAMES[Channel(ours[0])]} ({ours[1]}): {_CANNOT[act]}: {error}. What is to be done waits until this is mended. "
        "Please look after it on the platform itself, and tell whoever looks after Quiet Word."
    )
    alarms.sound(session, _alarm(act, ours), words, now)
    return until


def over(session: StoreSession, act: str, ours: Account) -> None:
    """An act of this kind got through: its alarm ends. In the caller's transaction."""
    alarms.end(session, _alarm(act, ours))


def _alarm(act: str, ours: Account) -> str:
    return alarm_name(ours, f"stopped_{'hide' if act == 'unhide' else act.removeprefix('private_')}")
