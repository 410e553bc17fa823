"""A small database, a vault, the organisation that ships, and a classifier that needs no model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.messages import Channel, PublicItem
from bot.moderation.classify import CommentClassifier
from bot.moderation.intake import store_item
from bot.moderation.process import process_item
from bot.organisation import Organisation
from bot.privacy.redaction import PatternRedactor
from bot.privacy.sealing.vault import Vault
from bot.safety.lexicon import Lexicon
from bot.store.session import StoreSession, make_engine, make_sessions
from bot.store.tables import ModerationAction, ModerationCase, PublicPost, Staff

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.timezone.utc)


@dataclass
class Page:
    """The public page and what moderation makes of it."""

    session: StoreSession
    vault: Vault
    organisation: Organisation
    classifier: CommentClassifier
    redactor: PatternRedactor
    staff: Staff
    count: int = 0

    def event(
        self, text: str = "", *, verb: str = "add", item_id: str = "900_77", provider_id: str | None = None, **more: str | None
    ) -> bool:
        """One delivery of the feed; True when it was stored."""
        self.count += 1
        item = PublicItem(
            channel=Channel.MESSENGER,
            account="1000",
            provider_id=provider_id or f"feed/{self.count}",
            item_id=item_id,
            kind="comment",
            verb=verb,
            occurred_at=NOW,
            text=text,
            post_id="1000_900",
            **{"author_id": "333", "author_name": "Sam Example", **more},  # type: ignore[arg-type]
        )
        return store_item(self.session, item, self.vault, Lexicon.load(), NOW)

    def post(self, item_id: str = "900_77") -> PublicPost:
        self.session.flush()
        self.session.expire_all()
        return self.session.query(PublicPost).filter_by(item_id=item_id).one()

    def judge(self, item_id: str = "900_77") -> ModerationCase | None:
        case = process_item(
            self.session, self.post(item_id), self.classifier,
            redactor=self.redactor, vault=self.vault, organisation=self.organisation, now=NOW,
        )  # fmt: skip
        self.session.flush()
        return case

    def comment(self, text: str) -> ModerationCase | None:
        """A new comment, judged."""
        self.event(text)
        return self.judge()

    def acts(self) -> list[tuple[str, str]]:
        self.session.expire_all()
        return [(row.act, row.state) for row in self.session.query(ModerationAction).order_by(ModerationAction.id)]

    def words(self) -> str:
        """The words of the one private reply."""
        row = self.session.query(ModerationAction).filter_by(act="private_reply").one()
        return self.vault.open(self.session, row.body_sealed_id) or ""


@pytest.fixture(scope="session")
def organisation() -> Organisation:
    return Organisation.load(Path(__file__).parents[2] / "organisation.yml")


@pytest.fixture(scope="session")
def redactor(organisation: Organisation) -> PatternRedactor:
    return PatternRedactor.load(organisation)


@pytest.fixture(scope="session")
def classifier(redactor: PatternRedactor) -> CommentClassifier:
    return CommentClassifier(redactor, Lexicon.load())


@pytest.fixture
def page(sqlite_url: str, organisation: Organisation, redactor: PatternRedactor, classifier: CommentClassifier) -> Iterator[Page]:
    engine = make_engine(sqlite_url)
    with make_sessions(engine)() as session, session.begin():
        staff = Staff(email="anna@example.org", name="Anna", role="moderator")
        session.add(staff)
        session.flush()
        yield Page(session, Vault([b"k" * 32]), organisation, classifier, redactor, staff)
    engine.dispose()
