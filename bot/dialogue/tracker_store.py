"""Rasa's memory, in our tables and in the turn's own transaction.

Rasa would read every event of a conversation at every turn, and replay them all at every prediction. Here a tracker
stays in memory between turns and the table is only asked how far it has come; when another worker was there
meanwhile, or a turn was rolled back, it is read afresh. Each turn outside of a form starts from what lasts (the slots)
and not from the turns before: our rules and stories look no further back than the turn itself. The table keeps every
event, in sessions of ``SESSION_EVENTS``, so that no conversation takes longer to read the longer it is.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from bot import turn
from bot.dialogue.tracker import TurnTracker
from bot.store.ready import Ready
from bot.store.session import StoreSession
from bot.store.tables import TrackerEvent

SESSION_EVENTS = 200
"""About twenty-five turns: what a worker reads at most that meets a conversation for the first time."""
CACHED_TRACKERS = 512
TAKEN_BACK = "[taken back]"


@dataclass
class _Held:
    tracker: DialogueStateTracker
    saved: int  # how many of tracker.events are in the table, as it stands in memory
    last_seq: int  # the number of the newest of them
    in_session: int  # how many the table holds of the present session


_LAST_SEQ = Ready(select(func.max(TrackerEvent.seq)).where(TrackerEvent.sender_id == bindparam("sender")))
_ADD = Ready(insert(TrackerEvent.__table__), ("sender_id", "seq", "event"))


class TurnTrackerStore(TrackerStore):  # type: ignore[misc]
    """Keeps trackers in ``tracker_event`` through the session of the current turn. Nothing commits here."""

    def __init__(self, domain: Domain | None = None) -> None:
        super().__init__(domain)
        self._held: OrderedDict[str, _Held] = OrderedDict()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the latest session; None for a conversation Rasa has not met."""
        session = _turn().session
        last_seq = _last_seq(session, sender_id)
        if last_seq is None:
            self._held.pop(sender_id, None)
            return None
        held = self._held.get(sender_id)
        if held is None or held.last_seq != last_seq:
            held = self._read(session, sender_id, last_seq)
            self._hold(sender_id, held)
        if held.tracker.active_loop is None:
            self._start_turn(held)
        return held.tracker

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """A tracker for a conversation that Rasa has not met."""
        return TurnTracker(sender_id, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Adds the tracker's new events to the turn's transaction."""
        held = self._held.get(tracker.sender_id)
        if held is None or held.tracker is not tracker:
            held = _Held(tracker, 0, 0, 0)
            self._hold(tracker.sender_id, held)
        fresh = list(islice(tracker.events, held.saved, None))
        if not fresh:
            return
        rows = [
            {"sender_id": tracker.sender_id, "seq": held.last_seq + offset, "event": event.as_dict()}
            for offset, event in enumerate(fresh, start=1)
        ]
        _turn().session.keep_back(_ADD, *rows)
        held.saved += len(fresh)
        held.last_seq += len(fresh)
        held.in_session += len(fresh)

    def in_memory(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker as the turn in progress has left it: its newest events may not be written yet."""
        held = self._held.get(sender_id)
        return held.tracker if held else None

    def forget(self, sender_id: str) -> None:
        """Drops a tracker from memory: after a rollback, what is in memory never happened."""
        self._held.pop(sender_id, None)

    def forget_all(self) -> None:
        """Drops every tracker from memory."""
        self._held.clear()

    def _hold(self, sender_id: str, held: _Held) -> None:
        self._held[sender_id] = held
        self._held.move_to_end(sender_id)
        while len(self._held) > CACHED_TRACKERS:
            self._held.popitem(last=False)

    def _read(self, session: Session, sender_id: str, last_seq: int) -> _Held:
        started = session.execute(
            select(func.max(TrackerEvent.seq)).where(
                TrackerEvent.sender_id == sender_id, TrackerEvent.event["event"].as_string() == SessionStarted.type_name
            )
        ).scalar()
        query = select(TrackerEvent.event).where(TrackerEvent.sender_id == sender_id)
        if started is not None:
            # The action_session_start before it belongs to the session too, as Rasa's own stores have it.
            query = query.where(TrackerEvent.seq >= started - 1)
        events: list[dict[str, Any]] = list(session.execute(query.order_by(TrackerEvent.seq)).scalars())
        tracker = TurnTracker.from_dict(sender_id, events, self.domain.slots)
        return _Held(tracker, len(tracker.events), last_seq, len(tracker.events))

    def _start_turn(self, held: _Held) -> None:
        """Leaves the turns before behind. Kept in the table as a new session only when the old one has grown long."""
        lasting = held.tracker.current_slot_values().items()
        beginning: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
        beginning += [SlotSet(name, value) for name, value in lasting if value is not None]
        beginning.append(ActionExecuted(ACTION_LISTEN_NAME))
        tracker = TurnTracker(held.tracker.sender_id, self.domain.slots)
        for event in beginning:
            tracker.update(event, self.domain)
        if held.in_session > SESSION_EVENTS:
            held.saved = held.in_session = 0
        else:
            held.saved = len(beginning)
        held.tracker = tracker


def take_back(session: Session, sender_id: str, message_id: str) -> int:
    """Takes the words of one message out of Rasa's memory; returns how many events were changed."""
    rows = session.execute(select(TrackerEvent).where(TrackerEvent.sender_id == sender_id)).scalars().all()
    words = {
        event["text"]
        for event in (row.event for row in rows)
        if event.get("event") == "user" and event.get("message_id") == message_id and event.get("text")
    }
    if not words:
        return 0
    changed = 0
    for row in rows:
        event = _without(row.event, words)
        if event != row.event:
            row.event, changed = event, changed + 1
    return changed


def _without(value: Any, words: set[str]) -> Any:
    """``value`` with every string that holds the taken-back words (a slot may have copied them) replaced."""
    if isinstance(value, dict):
        return {key: _without(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, words) for item in value]
    if isinstance(value, str) and len(value) > 3 and any(word in value for word in words):
        return TAKEN_BACK
    return value


def _last_seq(session: StoreSession, sender_id: str) -> int | None:
    found = _LAST_SEQ.first(session, sender=sender_id)
    return found[0] if found else None


def _turn() -> turn.Turn:
    current = turn.current()
    if current is None:
        raise RuntimeError("the tracker store works only inside a turn")
    return current
