"""The organisation, the encoder and a service over the real articles, on the day they were checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.encoder import Encoder
from bot.information.answers import InformationService
from bot.information.article import CuratedArticle
from bot.organisation import Organisation
from bot.store.session import StoreSession, make_engine, make_sessions
from bot.store.tables import Base

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "data" / "articles"
CHECKED = dt.date(2026, 11, 22)


@pytest.fixture(scope="session")
def organisation() -> Organisation:
    return Organisation.load(ROOT / "organisation.yml")


@pytest.fixture(scope="session")
def service(encoder: Encoder, organisation: Organisation) -> InformationService:
    return InformationService.from_dir(encoder, organisation, ARTICLES)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[StoreSession]:
    engine = make_engine(f"sqlite:///{tmp_path / 'articles.db'}")
    Base.metadata.create_all(engine)
    with make_sessions(engine)() as session:
        yield session
    engine.dispose()


@pytest.fixture
def article() -> CuratedArticle:
    return CuratedArticle(
        slug="toy",
        topic="toy",
        title="Borrow a toy",
        questions=(
            "Where can I borrow a toy?",
            "toy library",
            "lend me a toy",
            "toys for my child",
            "is there a toy shop",
            "old toys",
            "borrow toys for free",
            "which toys can I have",
            "toys in the village hall",
            "give a toy back",
            "toys for babies",
            "how long can I keep a toy",
            "a toy is broken",
            "games to borrow",
            "puzzles and toys",
        ),
        publisher="NHS",
        source_url="https://www.nhs.uk/toys",
        checked_on=CHECKED,
        review_by=dt.date(2027, 1, 1),
        status="published",
        body="You can borrow a toy. Ask at the desk. " * 8 + "\n\n- See [the list](https://www.nhs.uk/toys/list).\n- Or ask.",
        short="You can borrow a toy. Ask at the desk.",
    )
