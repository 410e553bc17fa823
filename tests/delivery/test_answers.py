"""Answers in public: posted once whatever happens, looked for before they are posted again, and taken back."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Collection

import pytest
from sqlalchemy import select

from bot.app import House
from bot.delivery import answers
from bot.delivery.acts import ATTEMPTS, Acts
from bot.delivery.throttle import Throttle
from bot.moderation.cases import BODY_PURPOSE
from bot.store import alarms
from bot.store.session import transaction
from bot.store.tables import Audit, ModerationAction, ModerationCase, PublicPost, utcnow
from connectors.errors import Ambiguous, Bug, GiveToStaff, Retryable, SendError, StopChannel, Throttled

WORDS = "Any dentist may take you. Source: NHS."
GRACE = 20.0
OUT_OF_SIGHT = "Not posted: the comment is not in sight any more."
NOT_WANTED = "Not posted: it was taken back before it was there."
CUT_OFF = Ambiguous("Meta did not answer (ReadTimeout).")


class Page:
    """Stands in for the connector of the Page: ``there`` is what everybody can read under the comments."""

    def __init__(self) -> None:
        self.there: dict[str, tuple[str, str]] = {}
        self.fail_with: list[Exception] = []
        self.takes_and_fails = False
        self.looks_fail_with: list[SendError] = []
        self.looks = 0
        self.known: list[frozenset[str]] = []
        self._count = 0

    async def public_reply(self, comment_id: str, text: str, account: str | None = None) -> str:
        if not self.fail_with or self.takes_and_fails:
            self._count += 1
            self.there[f"a{self._count}"] = (comment_id, text)
        if self.fail_with:
            raise self.fail_with.pop(0)
        return f"a{self._count}"

    async def find_public_reply(
        self, comment_id: str, text: str, known: Collection[str], parent_id: str | None = None, account: str | None = None
    ) -> str | None:
        self.looks += 1
        self.known.append(frozenset(known))
        if self.looks_fail_with:
            raise self.looks_fail_with.pop(0)
        return next((name for name, said in self.there.items() if said == (comment_id, text) and name not in known), None)

    async def take_back(self, answer_id: str, account: str | None = None) -> None:
        if self.fail_with:
            raise self.fail_with.pop(0)
        self.there.pop(answer_id, None)


class Wall:
    """A comment on the Page, what staff do about it, and a clock for what waits."""

    def __init__(self, house: House) -> None:
        self.house, self.page = house, Page()
        self.later = dt.timedelta()
        self.acts = self.dispatcher()
        with transaction(house.sessions) as session:
            session.begin_write()
            self.item = self._comment(session, "c1")
            self.case = self._case(session, self.item)

    def dispatcher(self) -> Acts:
        """A new process."""
        throttle = Throttle(self.house.sessions, lambda: utcnow() + self.later)
        return Acts(self.house.sessions, self.house.vault, self.house.locks, self.page, throttle=throttle, grace_seconds=GRACE)  # type: ignore[arg-type]

    def _comment(self, session: object, name: str) -> int:
        item = PublicPost(
            channel="messenger", account="1000", item_id=name, post_id="p1", kind="comment", occurred_at=utcnow(), state="done"
        )
        session.add(item)  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        return int(item.id)

    def _case(self, session: object, item: int) -> int:
        case = ModerationCase(item_id=item, action="question", grounds=[])
        session.add(case)  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        return int(case.id)

    def put(self, act: str = "public_reply", state: str = "waiting", **more: object) -> int:
        with transaction(self.house.sessions) as session:
            session.begin_write()
            body = self.house.vault.seal(session, BODY_PURPOSE, WORDS) if act == "public_reply" else None
            given = {"case_id": self.case, "act": act, "actor": "staff:1", "reason": "because", "available_at": utcnow(), **more}
            row = ModerationAction(body_sealed_id=body, state=state, **given)
            session.add(row)
            session.flush()
            return int(row.id)

    def run(self, after: float = 0.0) -> list[tuple[str, str]]:
        """Does all that may be done when so many seconds have gone by; gives every act with its state."""
        self.later += dt.timedelta(seconds=after)
        with transaction(self.house.sessions) as session:
            session.begin_write()
            for row in session.execute(select(ModerationAction)).scalars():
                row.available_at -= dt.timedelta(seconds=after)

        async def act() -> None:
            while await self.acts.step():
                pass

        asyncio.run(act())
        with self.house.sessions() as session:
            return [(row.act, row.state) for row in session.execute(select(ModerationAction).order_by(ModerationAction.id)).scalars()]

    def row(self, number: int) -> ModerationAction:
        with self.house.sessions() as session:
            return session.get(ModerationAction, number)  # type: ignore[no-any-return]

    def change(self, **values: object) -> None:
        with transaction(self.house.sessions) as session:
            session.begin_write()
            for name, value in values.items():
                setattr(session.get(PublicPost, self.item), name, value)

    def trail(self) -> list[tuple[str, str]]:
        with self.house.sessions() as session:
            return [(row.actor, row.act) for row in session.execute(select(Audit).order_by(Audit.id)).scalars()]


@pytest.fixture
def wall(house: House) -> Wall:
    return Wall(house)


@pytest.fixture
def small(sqlite_house: House) -> Wall:
    return Wall(sqlite_house)


def test_an_answer_is_posted_once_with_its_proof(wall: Wall) -> None:
    number = wall.put()
    assert wall.run() == [("public_reply", "done")]
    assert wall.run(3600) == [("public_reply", "done")]
    assert list(wall.page.there.values()) == [("c1", WORDS)]
    assert wall.page.looks == 0
    assert (wall.row(number).provider_id, wall.trail()) == ("a1", [("staff:1", "comment_public_reply")])


def test_after_a_crash_it_is_looked_for_and_not_posted_again(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    number = wall.put()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Acts, "_done", die)
        with pytest.raises(KeyboardInterrupt):
            wall.run()
    assert wall.row(number).state == "sending", "noted before it went"
    wall.acts = wall.dispatcher()
    assert wall.run(GRACE - 1) == [("public_reply", "sending")], "the platform may not show it yet"
    assert wall.run(2) == [("public_reply", "done")]
    assert len(wall.page.there) == 1
    assert wall.row(number).provider_id == "a1"


def test_after_a_crash_before_it_went_it_is_posted(wall: Wall) -> None:
    wall.put(state="sending")
    assert wall.run() == [("public_reply", "done")]
    assert (wall.page.looks, len(wall.page.there)) == (1, 1)


def test_the_same_words_of_an_earlier_answer_are_not_taken_for_it(small: Wall) -> None:
    small.put()
    small.run()
    with transaction(small.house.sessions) as session:
        session.begin_write()
        small.case = small._case(session, small._comment(session, "c2"))
    small.put(state="sending")
    assert small.run()[-1] == ("public_reply", "done")
    assert small.page.known == [frozenset({"a1"})]
    assert [comment for comment, _ in small.page.there.values()] == ["c1", "c2"]


@pytest.mark.parametrize("taken", [True, False])
def test_when_the_platform_does_not_answer_it_is_there_once(taken: bool, small: Wall) -> None:
    small.page.fail_with, small.page.takes_and_fails = [CUT_OFF], taken
    small.put()
    assert small.run() == [("public_reply", "sending")]
    assert small.run(GRACE / 2) == [("public_reply", "sending")], "not before the platform can show it"
    assert small.run(120) == [("public_reply", "done")]
    assert len(small.page.there) == 1


def test_what_surely_did_not_go_is_tried_again_without_looking(small: Wall) -> None:
    small.page.fail_with = [Retryable("Meta could not be reached")]
    small.put()
    assert small.run() == [("public_reply", "waiting")]
    assert small.run(60) == [("public_reply", "done")]
    assert small.page.looks == 0


@pytest.mark.parametrize("error", [Throttled("Meta 4: too many calls", "4", 30), StopChannel("Meta 200: a permission is missing", "200")])
def test_while_nobody_may_look_nothing_is_posted_a_second_time(error: SendError, small: Wall) -> None:
    small.page.fail_with, small.page.takes_and_fails = [CUT_OFF], True
    small.page.looks_fail_with = [error]
    small.put()
    small.run()
    assert small.run(120) == [("public_reply", "sending")]
    assert small.run(600) == [("public_reply", "done")]
    assert (small.page.looks, len(small.page.there)) == (2, 1)


@pytest.mark.parametrize("error", [GiveToStaff("Meta refused"), Bug("a parameter is wrong"), CUT_OFF])
def test_what_cannot_be_found_out_is_told_to_staff(error: SendError, small: Wall) -> None:
    small.page.fail_with, small.page.takes_and_fails = [CUT_OFF], True
    small.page.looks_fail_with = [error] * ATTEMPTS
    number = small.put()
    small.run()
    for _ in range(ATTEMPTS):
        small.run(3600)
    assert (small.row(number).state, len(small.page.there)) == ("failed", 1)
    assert small.row(number).error.startswith(answers.LOOK_YOURSELF)
    assert small.trail()[-1] == ("system", "comment_public_reply_failed")


def test_a_fault_of_our_own_is_not_repeated_in_public(small: Wall) -> None:
    small.page.fail_with, small.page.takes_and_fails = [ValueError("ours")], True
    number = small.put()
    assert small.run() == [("public_reply", "failed")]
    assert small.run(3600) == [("public_reply", "failed")]
    assert small.row(number).error.startswith(answers.LOOK_YOURSELF)


def test_a_refusal_says_so_and_nothing_is_in_doubt(small: Wall) -> None:
    small.page.fail_with = [GiveToStaff("Meta 368: Meta refused the message", "368")]
    number = small.put()
    assert small.run() == [("public_reply", "failed")]
    assert small.row(number).error == "Meta 368: Meta refused the message"


@pytest.mark.parametrize("gone", [{"hidden": True}, {"removed_at": utcnow()}])
def test_a_comment_that_left_our_sight_is_not_answered(gone: dict[str, object], small: Wall) -> None:
    number = small.put()
    small.change(**gone)
    assert small.run() == [("public_reply", "failed")]
    assert (small.page.there, small.row(number).error) == ({}, OUT_OF_SIGHT)


@pytest.mark.parametrize("taken", [True, False])
def test_one_that_was_hidden_while_we_did_not_know_is_settled(taken: bool, small: Wall) -> None:
    small.page.fail_with, small.page.takes_and_fails = [CUT_OFF], taken
    number = small.put()
    small.run()
    small.change(hidden=True)
    assert small.run(120) == [("public_reply", "done" if taken else "failed")]
    assert len(small.page.there) == int(taken)
    if not taken:
        assert small.row(number).error == OUT_OF_SIGHT


def test_an_answer_is_taken_back(wall: Wall) -> None:
    wall.put()
    wall.run()
    wall.put("take_back")
    assert wall.run() == [("public_reply", "done"), ("take_back", "done")]
    assert wall.page.there == {}
    assert wall.trail()[-1] == ("staff:1", "comment_take_back")


def test_taking_back_waits_for_an_answer_that_is_just_being_posted(small: Wall) -> None:
    small.page.fail_with, small.page.takes_and_fails = [CUT_OFF], True
    small.put()
    small.run()
    small.put("take_back")
    assert small.run() == [("public_reply", "sending"), ("take_back", "waiting")]
    small.run(120)
    assert small.run(120) == [("public_reply", "done"), ("take_back", "done")]
    assert small.page.there == {}


def test_an_answer_that_is_not_there_yet_and_was_taken_back_is_not_posted_after_all(small: Wall) -> None:
    small.page.fail_with = [CUT_OFF]
    number = small.put()
    small.run()
    small.put("take_back")
    assert small.run(120)[0] == ("public_reply", "failed")
    assert small.run(120) == [("public_reply", "failed"), ("take_back", "failed")]
    assert (small.page._count, small.row(number).error) == (0, NOT_WANTED)


@pytest.mark.parametrize(
    ("actor", "error", "state"),
    [
        ("staff:1", GiveToStaff("Meta 368: Meta refused the message", "368"), "open"),
        ("system", GiveToStaff("Meta 368: Meta refused the message", "368"), "closed"),
        ("staff:1", GiveToStaff(NOT_WANTED), "open"),
        ("staff:1", None, "closed"),
    ],
)
def test_what_staff_asked_for_and_was_not_done_opens_the_case_that_they_closed(
    actor: str, error: SendError | None, state: str, small: Wall
) -> None:
    small.page.fail_with = [error] if error is not None else []
    small.put(actor=actor)
    with transaction(small.house.sessions) as session:
        session.begin_write()
        session.get(ModerationCase, small.case).state = "closed"
    small.run()
    with small.house.sessions() as session:
        assert session.get(ModerationCase, small.case).state == state


@pytest.mark.parametrize("state", ["waiting", "sending"])
def test_what_staff_took_back_leaves_the_case_closed(state: str, small: Wall) -> None:
    small.put(state=state)
    small.put("take_back")
    with transaction(small.house.sessions) as session:
        session.begin_write()
        session.get(ModerationCase, small.case).state = "closed"
    assert small.run()[0] == ("public_reply", "failed")
    with small.house.sessions() as session:
        assert session.get(ModerationCase, small.case).state == "closed"


def test_a_comment_out_of_sight_leaves_a_trace_that_nobody_was_answered(small: Wall) -> None:
    small.put()
    small.change(hidden=True)
    small.run()
    assert small.trail()[-1] == ("system", "comment_public_reply_failed")


def test_what_staff_withdraw_while_the_dispatcher_takes_it_up_stays_withdrawn(house: House) -> None:
    wall = Wall(house)
    number = wall.put()
    with transaction(house.sessions) as session:
        session.begin_write()
        session.get(ModerationAction, number).state = "failed"
        session.flush()
        began_with: list[object] = []
        began = threading.Thread(target=lambda: began_with.append(wall.acts._begin(number)))
        began.start()
        began.join(0.5)
    began.join(20)
    assert began_with == [None]
    assert wall.row(number).state == "failed"


def test_there_is_nothing_to_take_back_of_an_answer_that_failed(small: Wall) -> None:
    small.page.fail_with = [GiveToStaff("Meta refused")]
    small.put()
    small.run()
    number = small.put("take_back")
    assert small.run()[-1] == ("take_back", "failed")
    assert "nothing to take back" in small.row(number).error


@pytest.mark.parametrize(("act", "words"), [("public_reply", "cannot be answered in public"), ("take_back", "cannot be taken back")])
def test_a_missing_permission_waits_and_says_so(act: str, words: str, small: Wall) -> None:
    if act == "take_back":
        small.put()
        small.run()
    small.page.fail_with = [StopChannel("Meta 200: a permission is missing", "200")]
    small.put(act)
    assert small.run()[-1] == (act, "waiting")
    with small.house.sessions() as session:
        assert alarms.names(session) == [f"messenger_stopped_{act}_1000"]
    assert small.run(600)[-1] == (act, "done")
    with small.house.sessions() as session:
        assert alarms.names(session) == []
