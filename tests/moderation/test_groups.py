"""Groups: one invitation a person a day, nothing repeated, nothing kept in clear; and words that show danger reach staff."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import inspect, select

from bot.app import House
from bot.delivery.acts import GROUP_PATIENCE, Acts
from bot.intake.acceptance import Acceptance
from bot.messages import Channel, PublicItem
from bot.moderation.classify import ACTIONS, CommentClassifier
from bot.moderation.groups import PERIOD, Invitations
from bot.moderation.process import process_item
from bot.privacy.redaction import PatternRedactor
from bot.safety.cards import CardError, Cards
from bot.safety.lexicon import Lexicon, Sign
from bot.store.session import transaction
from bot.store.tables import Base, ModerationAction, ModerationCase, PublicPost, Sealed, utcnow
from connectors.errors import Ambiguous, Retryable, SendError, StopContact

HELLO, DETAILS, DANGER = "hello neighbours", "ring me on 07700 900123", "I want to kill myself"


class Telegram:
    """Stands in for the connector: our name is quietword_bot."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.fail_with: list[SendError] = []

    async def invite(self, place: str, text: str, names: list[str]) -> str | None:
        if self.fail_with:
            raise self.fail_with.pop(0)
        if names and "quietword_bot" not in names:
            return None
        self.sent.append((place, text))
        return str(len(self.sent))


class Group:
    """A group in which people write."""

    def __init__(self, house: House) -> None:
        self.house, self.telegram = house, Telegram()
        self.acceptance = Acceptance(house.sessions, house.vault, Lexicon.load(), Cards.load(), house.organisation)
        self.classifier = CommentClassifier(PatternRedactor(house.organisation), Lexicon.load())
        self.acts = Acts(house.sessions, house.vault, house.locks, None, self.telegram)
        self.count = 0

    def write(self, text: str, *, person: str = "77", place: str = "-1001", now: dt.datetime | None = None, **changes: object) -> None:
        self.count += 1
        item = PublicItem(
            Channel.TELEGRAM, "1", str(self.count), f"{place}:{self.count}", "group_message", "add", utcnow(),
            text=text, author_id=person, post_id=place,
        )  # fmt: skip
        self.acceptance.accept([replace(item, **changes)], now)  # type: ignore[arg-type]

    def judge(self, now: dt.datetime | None = None) -> None:
        with transaction(self.house.sessions) as session:
            for row in session.execute(select(PublicPost).where(PublicPost.state == "waiting")).scalars().all():
                process_item(
                    session, row, self.classifier, redactor=PatternRedactor(self.house.organisation),
                    vault=self.house.vault, organisation=self.house.organisation, now=now or utcnow(),
                )  # fmt: skip

    def act(self) -> None:
        async def run() -> None:
            while await self.acts.step():
                pass

        asyncio.run(run())

    def run(self, now: dt.datetime | None = None) -> list[tuple[str, str]]:
        """Everybody works; the invitations sent so far."""
        self.judge(now)
        self.act()
        return self.telegram.sent

    def everything(self) -> str:
        """All that stands in any table in clear."""
        with self.house.sessions() as session:
            tables = inspect(session.get_bind()).get_table_names()
            return repr([session.execute(Base.metadata.tables[name].select()).all() for name in tables if name in Base.metadata.tables])

    def sealed(self) -> list[str]:
        with self.house.sessions() as session:
            return [self.house.vault.open_row(row) for row in session.execute(select(Sealed)).scalars()]

    def cases(self) -> list[tuple[str, str]]:
        with self.house.sessions() as session:
            return [(case.action, case.state) for case in session.execute(select(ModerationCase).order_by(ModerationCase.id)).scalars()]


@pytest.fixture
def group(sqlite_house: House) -> Group:
    return Group(sqlite_house)


def test_each_database_takes_a_message_its_edit_and_lets_go(house: House) -> None:
    group = Group(house)
    group.write(HELLO, item_id="-1001:5")
    group.write(DETAILS, item_id="-1001:5", verb="edit")
    group.write(HELLO, names=("weatherbot",), person="78")
    assert len(group.run()) == 1
    assert group.sealed() == []


def test_what_is_not_for_us_is_let_go(group: Group) -> None:
    group.write(HELLO)
    group.write("my GP is awful and the wait was nine hours")
    assert group.run() == []
    assert (group.sealed(), group.cases()) == ([], [])
    with group.house.sessions() as session:
        assert session.execute(select(PublicPost)).first() is None


@pytest.mark.parametrize(
    ("text", "changes", "why"),
    [
        (HELLO, {"addressed": True}, "asked"),
        ("", {"addressed": True}, "asked"),
        (HELLO, {"names": ("quietword_bot",)}, "asked"),
        (DETAILS, {}, "details"),
        (DETAILS, {"addressed": True}, "details"),
        (DANGER, {}, "danger"),
        (DANGER, {"names": ("weatherbot",)}, "danger"),
    ],
)
def test_the_invitation(group: Group, text: str, changes: dict[str, object], why: str) -> None:
    group.write(text, place="-1001:3", **changes)
    ((place, words),) = group.run()
    assert place == "-1001:3"
    assert words == Invitations.load().words(why, group.house.organisation)
    assert "{link}" in words
    assert group.house.organisation.name in words
    for repeated in ("07700", "kill", "neighbours"):
        assert repeated not in words


def test_another_bot_was_meant(group: Group) -> None:
    group.write("@weatherbot will it rain", names=("weatherbot",))
    assert group.run() == []
    assert (group.sealed(), group.cases()) == ([], [])
    group.write(HELLO, addressed=True)
    assert len(group.run()) == 1, "being told apart from another bot is no invitation"


def test_one_invitation_a_person_a_day(group: Group) -> None:
    start = utcnow()
    group.write(DETAILS)
    group.write(HELLO, addressed=True)
    group.write(DETAILS, place="-1002")
    assert len(group.run()) == 1
    group.write(DETAILS, person="78")
    assert len(group.run()) == 2
    later = start + PERIOD + dt.timedelta(minutes=1)
    group.write(DETAILS, now=later)
    group.judge(later)
    with group.house.sessions() as session:
        assert len(session.execute(select(ModerationAction)).scalars().all()) == 3


def test_danger_is_answered_once_more(group: Group) -> None:
    group.write(DETAILS)
    group.write(DANGER)
    group.write(DANGER)
    assert ["999" in words for _, words in group.run()] == [False, True]
    assert group.cases() == [("hide_own_details", "closed"), ("crisis", "open"), ("crisis", "open")]


def test_an_administrator_who_hides_behind_the_group_is_one_person_there(group: Group) -> None:
    group.write(DETAILS, author_id=None)
    group.write(DETAILS, author_id=None)
    group.write(DETAILS, author_id=None, place="-1002")
    assert [place for place, _ in group.run()] == ["-1001", "-1002"]


@pytest.mark.parametrize("kept", [HELLO, DETAILS, DANGER])
def test_nothing_of_a_group_stands_in_clear(group: Group, kept: str) -> None:
    group.write(kept, person="700100123", place="-1009876", addressed=True)
    for work in (lambda: None, group.judge, group.act):
        work()
        stored = group.everything()
        for secret in (kept, "700100123", "1009876", "07700", "neighbours", "myself"):
            assert secret not in stored
    assert group.sealed() == ([DANGER] if kept == DANGER else [])


def test_a_repeated_delivery_is_one_message(group: Group) -> None:
    group.write(DETAILS, provider_id="u1")
    group.run()
    group.write(DETAILS, provider_id="u1", author_id="78")
    assert len(group.run()) == 1


def test_an_edit_is_judged_anew(group: Group) -> None:
    group.write(HELLO, item_id="-1001:5")
    assert group.run() == []
    group.write(DETAILS, item_id="-1001:5", verb="edit")
    assert len(group.run()) == 1
    group.write(DANGER, item_id="-1001:5", verb="edit")
    assert len(group.run()) == 2
    assert group.cases() == [("crisis", "open")]
    assert group.sealed() == [DANGER]


def test_an_invitation_is_tried_again_only_when_it_surely_did_not_go(group: Group) -> None:
    group.telegram.fail_with = [Ambiguous("no answer")]
    group.write(DETAILS)
    assert group.run() == []
    with group.house.sessions() as session:
        assert session.execute(select(ModerationAction.state)).scalar_one() == "failed"
    group.telegram.fail_with = [Retryable("busy", retry_after=0.0)]
    group.write(DETAILS, person="78")
    group.run()
    with transaction(group.house.sessions) as session:
        for action in session.execute(select(ModerationAction).where(ModerationAction.state == "waiting")).scalars():
            action.available_at = utcnow()
    assert len(group.run()) == 1


@pytest.mark.parametrize("state", ["sending", "waiting"])
def test_an_invitation_is_not_written_twice_and_not_too_late(group: Group, state: str) -> None:
    group.write(DETAILS)
    group.judge()
    with transaction(group.house.sessions) as session:
        action = session.execute(select(ModerationAction)).scalar_one()
        action.state = state
        if state == "waiting":
            action.created_at = utcnow() - GROUP_PATIENCE - dt.timedelta(seconds=1)
    group.act()
    assert group.telegram.sent == []
    assert group.sealed() == []


def test_a_fault_of_our_own_ends_one_act_and_not_the_dispatcher(group: Group) -> None:
    group.write(DETAILS)
    group.judge()
    group.telegram.invite = None  # type: ignore[method-assign, assignment]
    group.act()
    with group.house.sessions() as session:
        assert session.execute(select(ModerationAction.state)).scalar_one() == "failed"


def test_being_thrown_out_of_the_group_ends_the_matter(group: Group) -> None:
    group.telegram.fail_with = [StopContact("gone", "403")]
    group.write(DETAILS)
    assert group.run() == []
    assert group.sealed() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [(("{link}", "here"), "must have"), (("{organisation}", "us"), "must have"), (("116 123", "116 124"), "not confirmed")],
)
def test_broken_words_do_not_load(change: tuple[str, str], words: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    from bot.safety.cards import DEFAULT_PATH

    folder = tmp_path_factory.mktemp("cards")
    for name in ("numbers.yml", "group_invitation.en.yml"):
        text = (DEFAULT_PATH / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(*change) if name.startswith("group") else text, encoding="utf-8")
    with pytest.raises(CardError, match=words):
        Invitations.load(folder)


class Likens:
    """A second look to which everything is like danger."""

    def danger(self, redacted: str) -> Sign | None:
        return Sign("suicide_self_harm", "likeness", "self", chance=0.99)

    def chances(self, redacted: str, fired: object) -> dict[str, float]:
        return {**dict.fromkeys(ACTIONS, 0.0), "crisis": 1.0}


def test_danger_by_likeness_is_told_to_staff_and_the_group_hears_nothing(group: Group) -> None:
    group.classifier = CommentClassifier(PatternRedactor(group.house.organisation), Lexicon.load(), Likens())
    group.write(HELLO)
    assert group.run() == []
    assert group.cases() == [("crisis", "open")]
    assert group.sealed() == [HELLO]
