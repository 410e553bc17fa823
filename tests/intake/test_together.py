"""Requests stored together: each is told when its own events are safe, and one that cannot be stored costs the others nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from bot.intake.acceptance import Unavailable
from bot.intake.together import Together
from bot.messages import Event, Ignored

POISON = Ignored("poison")


class Recording:
    """An acceptance that holds its first call until told to go on, and notes what it was given."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.go_on = threading.Event()
        self.away = False

    def accept(self, events: Sequence[Event]) -> None:
        self.calls.append([event.reason for event in events if isinstance(event, Ignored)])
        assert self.go_on.wait(10)
        if self.away:
            raise Unavailable("away")
        if POISON in events:
            raise RuntimeError("unforeseen")


async def under_way(recording: Recording, together: Together, *rest: Event) -> list[asyncio.Task[None]]:
    """One request being stored, and ``rest`` waiting behind it."""
    tasks = [asyncio.create_task(together.accept([Ignored("first")]))]
    while not recording.calls:  # noqa: ASYNC110 - the call runs in a thread of its own
        await asyncio.sleep(0)
    tasks += [asyncio.create_task(together.accept([event])) for event in rest]
    await asyncio.sleep(0)
    recording.go_on.set()
    return tasks


async def test_what_arrives_meanwhile_is_stored_in_one_go() -> None:
    recording = Recording()
    together = Together(recording)  # type: ignore[arg-type]
    await asyncio.gather(*await under_way(recording, together, Ignored("second"), Ignored("third")))
    await together.accept([Ignored("later")])
    assert recording.calls == [["first"], ["second", "third"], ["later"]]


async def test_one_that_cannot_be_stored_costs_its_neighbours_nothing() -> None:
    recording = Recording()
    together = Together(recording)  # type: ignore[arg-type]
    tasks = await under_way(recording, together, Ignored("second"), POISON, Ignored("third"))
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), type(None), RuntimeError, type(None)]
    assert recording.calls[-3:] == [["second"], ["poison"], ["third"]]


async def test_all_hear_of_it_when_the_database_is_away() -> None:
    recording = Recording()
    recording.away = True
    together = Together(recording)  # type: ignore[arg-type]
    outcomes = await asyncio.gather(*await under_way(recording, together, Ignored("second"), Ignored("third")), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Unavailable] * 3
    recording.away = False
    await together.accept([Ignored("again")])


async def test_one_who_hangs_up_leaves_the_others_alone() -> None:
    recording = Recording()
    together = Together(recording)  # type: ignore[arg-type]
    first, second, third = await under_way(recording, together, Ignored("second"), Ignored("third"))
    second.cancel()
    await asyncio.gather(first, third)
    with pytest.raises(asyncio.CancelledError):
        await second


async def test_what_is_in_no_hurry_waits_for_company() -> None:
    recording = Recording()
    recording.go_on.set()
    together = Together(recording, patience=0.001)  # type: ignore[arg-type]
    await asyncio.gather(*(together.accept([Ignored(name)]) for name in ("first", "second", "third")))
    assert recording.calls == [["first", "second", "third"]]
