"""Which channels may send now: one that asked us to wait, or that is broken, keeps its replies where they are.

Calling a platform while it throttles us makes it longer, and a broken token is not mended by thirty more attempts. When
the wait is over one reply goes alone, as a probe; the others follow when it got through. Danger cards are not held
(promise 6). What one process learned it keeps to itself: the others learn it with their next call, and a process that
has just started tries everything at once, because settings may have been mended.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import sessionmaker

from bot import log
from bot.messages import Channel
from bot.store import alarms
from bot.store.session import StoreSession, transaction
from bot.store.tables import utcnow
from connectors.errors import SendError, StopChannel

logger = log.get("dispatch")

Account = tuple[str, str]
"""A channel and our own account on it: two Pages are throttled apart."""

FIRST_WAIT_SECONDS = 2.0
FIRST_STOP_SECONDS = 60.0
LONGEST_SECONDS = 900.0
PROBE_SECONDS = 30.0
"""How long a probe may be on its way before another one is sent: longer than any call's time-out."""
ALARM_AFTER_SECONDS = 300.0
"""A wait that long is worth a look by staff; a shorter one is over before anybody could do anything."""

NAMES = {
    Channel.MESSENGER: "Messenger",
    Channel.INSTAGRAM: "Instagram",
    Channel.SMS: "Text messages",
    Channel.WHATSAPP: "WhatsApp",
    Channel.TELEGRAM: "Telegram",
    Channel.WEB: "Web chat",
}


@dataclass
class Hold:
    """A channel that does not send for now. ``times``: how often in a row it had to stop; ``probing``: one reply is under way."""

    until: dt.datetime
    times: int = 1
    probing: bool = False
    alarm: str | None = None


class Throttle:
    """The channels that are held back, for one dispatch process."""

    def __init__(self, sessions: sessionmaker, clock: Callable[[], dt.datetime] = utcnow) -> None:  # type: ignore[type-arg]
        self._sessions = sessions
        self._clock = clock
        self._holds: dict[Account, Hold] = {}
        self._left_over: set[str] | None = None
        """Alarms of ours that stood when this process began; the first success on their channel ends them."""

    @property
    def wary(self) -> bool:
        """Whether any channel is held, or has yet to prove itself."""
        return bool(self._holds)

    def held(self) -> list[Account]:
        """The accounts of which nothing but danger cards may go now."""
        now = self._clock()
        return sorted(account for account, hold in self._holds.items() if hold.until > now)

    def admits(self, account: Account) -> bool:
        """Whether a reply may go: yes where nothing is amiss, and for one reply alone after a wait."""
        hold = self._holds.get(account)
        if hold is None:
            return True
        now = self._clock()
        if hold.until > now:
            return False
        hold.until, hold.probing = now + dt.timedelta(seconds=PROBE_SECONDS), True
        return True

    def not_tried(self, account: Account) -> None:
        """What was admitted as a probe came to nothing that tells of the platform: the next one may go."""
        hold = self._holds.get(account)
        if hold is not None and hold.probing:
            hold.until = self._clock()

    def rest(self, account: Account, seconds: float) -> None:
        """A platform answered, and asked us to call less."""
        self._holds[account] = Hold(self._clock() + dt.timedelta(seconds=seconds))
        logger.info("channel.rests", channel=account[0], seconds=round(seconds, 1))

    def failed(self, session: StoreSession, account: Account, error: SendError) -> float:
        """A platform asked us to wait, or does not work: holds the channel back and returns for how many seconds.

        In the caller's transaction an alarm is raised: at once when somebody must act, else when the wait is long.
        """
        before = self._holds.get(account)
        # What was under way when the first one failed says nothing new.
        again = before is None or before.probing
        times = (before.times if before is not None else 0) + again
        stopped = isinstance(error, StopChannel)
        wait = getattr(error, "retry_after", None) or growing(FIRST_STOP_SECONDS if stopped else FIRST_WAIT_SECONDS, times)
        now = self._clock()
        until = now + dt.timedelta(seconds=wait)
        if before is not None and not again:
            until = max(until, before.until)
        hold = Hold(until, times, alarm=before.alarm if before is not None else None)
        self._holds[account] = hold
        logger.warning("channel.held", channel=account[0], seconds=round(wait, 1), code=error.code, stopped=stopped)
        if stopped or wait >= ALARM_AFTER_SECONDS:
            hold.alarm = alarm_name(account, "stopped" if stopped else "throttled")
            alarms.sound(session, hold.alarm, words(account, error, until), now)
        return wait

    def went(self, account: Account) -> None:
        """A platform took something: whatever held its channel is over, and its alarm ends."""
        if self._left_over is None:
            self._left_over = self._standing()
        hold = self._holds.pop(account, None)
        ended = {alarm_name(account, kind) for kind in ("stopped", "throttled")} & self._left_over
        if hold is not None and hold.alarm is not None:
            ended.add(hold.alarm)
        if ended:
            with transaction(self._sessions) as session:
                session.begin_write()
                for name in sorted(ended):
                    alarms.end(session, name)
            self._left_over -= ended
            logger.info("channel.resumed", channel=account[0])

    def start_afresh(self) -> None:
        """Ends the alarms that an earlier process left: everything is tried anew, and what is still broken says so again."""
        with transaction(self._sessions) as session:
            for name in self._standing():
                alarms.end(session, name)
        self._left_over = set()

    def _standing(self) -> set[str]:
        with self._sessions() as session:
            return {name for name in alarms.names(session) if "_stopped_" in name or "_throttled_" in name}


def growing(first: float, times: int) -> float:
    """Seconds to wait for the ``times``-th time in a row: doubling, capped, with up to a quarter of jitter."""
    return min(LONGEST_SECONDS, first * 2.0 ** min(times - 1, 20)) * random.uniform(1.0, 1.25)  # noqa: S311 - jitter, not a secret


def alarm_name(account: Account, kind: str) -> str:
    """The name of a channel's alarm: at most 40 characters."""
    return f"{account[0]}_{kind}_{account[1]}"[:40]


def words(account: Account, error: SendError, until: dt.datetime) -> str:
    """What staff read of a channel that does not send."""
    name = NAMES[Channel(account[0])]
    if isinstance(error, StopChannel):
        return (
            f"{name} ({account[1]}) does not send: {error}. Replies wait until this is mended. "
            "We try again by ourselves. Please tell whoever looks after Quiet Word."
        )
    return f"{name} ({account[1]}) asks us to wait until {until:%H:%M} UTC: {error}. Replies wait until then."
