"""The dispatch role keeps the schedule, and staff learn when it does not."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from bot import roles
from bot.app import House
from bot.privacy.keeping.retention import Retention
from bot.store import alarms
from bot.store.tables import Conversation, utcnow
from tests.privacy.records import NOW, Records


class Rounds(threading.Event):
    """Lets so many rounds go by at once, and then stops."""

    def __init__(self, before_each: list[Callable[[], None]]) -> None:
        super().__init__()
        self._before_each = before_each

    def wait(self, timeout: float | None = None) -> bool:
        if not self._before_each:
            return True
        self._before_each.pop(0)()
        return False


def test_a_round_that_fails_sounds_an_alarm_and_the_next_one_ends_it(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def look() -> None:
        with sqlite_house.sessions() as session:
            seen.append(alarms.names(session))

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    records = Records(sqlite_house)
    chat = records.chat((NOW - utcnow()).days + 40)
    real = Retention.run
    monkeypatch.setattr(Retention, "run", fail)
    steps = [lambda: None, lambda: (look(), monkeypatch.setattr(Retention, "run", real)), look]  # type: ignore[list-item]
    roles.keep_schedule(sqlite_house, Rounds(steps)).join(20)  # type: ignore[arg-type]
    assert seen == [["retention"], []]
    assert not records.there(Conversation, chat)
