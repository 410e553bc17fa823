"""Acts in public obey the throttle of their channel, and what a platform does not let us do waits until it is mended."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from bot.app import House
from bot.delivery import stopped
from bot.delivery.acts import Acts
from bot.delivery.throttle import Throttle
from bot.store import alarms
from bot.store.session import transaction
from bot.store.tables import Alarm, ModerationAction, ModerationCase, PublicPost, utcnow
from connectors.errors import GiveToStaff, Retryable, SendError, StopChannel, Throttled

BUSY = Throttled("Meta 4: too many calls", "4", retry_after=30)
NOT_ALLOWED = StopChannel("Meta 200: a permission is missing", "200")
OURS = ("messenger", "1000")


class Page:
    """Stands in for the connector of the Page."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str, str | None]] = []
        self.calls = 0
        self.fail_with: dict[str, list[SendError]] = {}
        self.rests = 0.0

    def take_rest(self) -> float:
        seconds, self.rests = self.rests, 0.0
        return seconds

    async def hide(self, comment_id: str, account: str | None = None) -> None:
        self._do("hide", comment_id, account)

    async def unhide(self, comment_id: str, account: str | None = None) -> None:
        self._do("unhide", comment_id, account)

    async def private_reply(self, comment_id: str, text: str, key: str, account: str | None = None) -> str:
        self._do("private_reply", comment_id, account)
        return f"m{len(self.done)}"

    def _do(self, act: str, comment_id: str, account: str | None) -> None:
        self.calls += 1
        if self.fail_with.get(act):
            raise self.fail_with[act].pop(0)
        self.done.append((act, comment_id, account))


class Public:
    """Our page in public, with a clock for the throttle and what waits."""

    def __init__(self, house: House) -> None:
        self.house, self.page = house, Page()
        self.later = dt.timedelta()
        self.throttle = Throttle(house.sessions, lambda: utcnow() + self.later)
        self.acts = Acts(house.sessions, house.vault, house.locks, self.page, throttle=self.throttle)
        self.count = 0

    def put(self, act: str, action: str = "hide_own_details", account: str = "1000") -> int:
        """An act that waits, for a comment of its own."""
        self.count += 1
        with transaction(self.house.sessions) as session:
            item = PublicPost(
                channel="messenger", account=account, item_id=f"c{self.count}", kind="comment", occurred_at=utcnow(), state="done"
            )
            session.add(item)
            session.flush()
            case = ModerationCase(item_id=item.id, action=action, grounds=[])
            session.add(case)
            session.flush()
            row = ModerationAction(case_id=case.id, act=act, actor="system", reason="because", available_at=utcnow())
            session.add(row)
            session.flush()
            return int(row.id)

    def run(self, after: float = 0.0) -> list[str]:
        """Does all that may be done when so many seconds have gone by; gives what was done, in order."""
        self.later += dt.timedelta(seconds=after)
        with transaction(self.house.sessions) as session:
            for row in session.execute(select(ModerationAction)).scalars():
                row.available_at -= dt.timedelta(seconds=after)

        async def act() -> None:
            while await self.acts.step():
                pass

        before = len(self.page.done)
        asyncio.run(act())
        return [f"{act} {comment}" for act, comment, _ in self.page.done[before:]]

    def states(self) -> list[tuple[str, int]]:
        with self.house.sessions() as session:
            return [(row.state, row.attempts) for row in session.execute(select(ModerationAction).order_by(ModerationAction.id)).scalars()]

    @property
    def alarms(self) -> list[str]:
        with self.house.sessions() as session:
            return alarms.names(session)


@pytest.fixture
def public(sqlite_house: House) -> Public:
    return Public(sqlite_house)


def test_a_throttled_act_holds_the_other_acts_and_the_replies_of_its_account(public: Public) -> None:
    public.page.fail_with["hide"] = [BUSY]
    public.put("hide")
    public.put("hide")
    public.put("private_reply")
    public.put("hide", account="1001")
    assert public.run() == ["hide c4"], "another account has a share of its own"
    assert public.throttle.held() == [OURS]
    assert public.run(29) == []
    assert public.run(3) == ["hide c1", "hide c2", "private_reply c3"]
    assert public.states() == [("done", 0)] * 4, "waiting is no fault of an act"
    assert public.throttle.held() == []


def test_acts_wait_while_replies_are_throttled_but_a_danger_card_does_not(public: Public) -> None:
    with transaction(public.house.sessions) as session:
        public.throttle.failed(session, OURS, BUSY)
    public.put("hide")
    public.put("hide", action="crisis")
    public.put("private_reply", action="crisis")
    assert public.run()[0] == "private_reply c3"


def test_after_a_wait_one_act_goes_alone(public: Public) -> None:
    public.page.fail_with["hide"] = [BUSY, BUSY]
    for _ in range(3):
        public.put("hide")
    public.run()
    public.run(31)
    assert public.page.calls == 2
    assert public.run(31) == ["hide c1", "hide c2", "hide c3"]


def test_what_came_to_nothing_leaves_the_probe_to_the_next(public: Public) -> None:
    public.page.fail_with["hide"] = [BUSY]
    first = public.put("hide")
    public.run()
    public.put("hide")
    with transaction(public.house.sessions) as session:
        session.get(ModerationAction, first).state = "sending"

    def withdrawn(action_id: int) -> None:
        with transaction(public.house.sessions) as session:
            session.get(ModerationAction, action_id).state = "failed"

    begin = public.acts._begin

    def late(action_id: int) -> object:
        if action_id == first:
            withdrawn(action_id)
        return begin(action_id)

    public.acts._begin = late  # type: ignore[method-assign, assignment]
    assert public.run(31) == ["hide c2"]


def test_a_call_that_asks_for_fewer_is_heeded(public: Public) -> None:
    public.page.rests = 5.0
    public.put("hide")
    public.put("hide")
    assert public.run() == ["hide c1"]
    assert public.run(6) == ["hide c2"]


def test_a_missing_permission_waits_for_its_kind_alone_and_says_so(public: Public) -> None:
    public.page.fail_with["hide"] = [NOT_ALLOWED] * 3
    for _ in range(3):
        public.put("hide")
    public.put("private_reply")
    assert public.run() == ["private_reply c4"]
    assert public.page.calls == 2, "one hiding was tried, not three"
    assert public.throttle.held() == [], "replies go on"
    assert public.alarms == ["messenger_stopped_hide_1000"]
    with public.house.sessions() as session:
        words = session.execute(select(Alarm.words)).scalar_one()
    assert "cannot be hidden" in words
    assert "permission is missing" in words
    for _ in range(2):
        assert public.run(stopped.WAIT.total_seconds() + 1) == []
    assert public.run(stopped.WAIT.total_seconds() + 1) == ["hide c1", "hide c2", "hide c3"]
    assert public.alarms == []
    assert all(state == "done" for state, _ in public.states())


@pytest.mark.parametrize(
    ("error", "state"), [(Retryable("cut off"), ("waiting", 1)), (GiveToStaff("this comment cannot be answered"), ("failed", 1))]
)
def test_the_fault_of_one_act_holds_no_other(public: Public, error: SendError, state: tuple[str, int]) -> None:
    public.page.fail_with["hide"] = [error]
    public.put("hide")
    public.put("hide")
    assert public.run() == ["hide c2"]
    assert public.states() == [state, ("done", 0)]
