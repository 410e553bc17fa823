"""What a platform says of our own account: an alarm for the desk while it may not send."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from bot.messages import AccountNotice
from bot.store import alarms


def take(session: Session, notice: AccountNotice, now: dt.datetime) -> bool:
    """Raises or ends the account's alarm in the caller's transaction; False when that changes nothing."""
    name = f"blocked_{notice.channel}_{notice.account}"[:40]
    if not notice.blocked:
        return alarms.end(session, name)
    words = (
        f"{notice.channel.value.capitalize()} does not let {notice.account} send messages any more, because of its rules. "
        f"Please tell whoever looks after the Page. The reason given: {notice.reason or 'none'}"
    )
    return alarms.sound(session, name, words, now)
