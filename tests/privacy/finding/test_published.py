"""Published contacts: read from the organisation and from cards and articles, known however they are written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.privacy.finding.published import Published


@pytest.fixture
def published(tmp_path: Path) -> Published:
    (tmp_path / "articles").mkdir()
    (tmp_path / "cards" / "en").mkdir(parents=True)
    (tmp_path / "nlu").mkdir()
    (tmp_path / "articles" / "pals.md").write_text("Ring PALS on 01632 960 111 or write to pals@example.org, PE1 9ZZ.", encoding="utf-8")
    (tmp_path / "cards" / "en" / "card.yml").write_text("text: Call +44 1632 960222", encoding="utf-8")
    (tmp_path / "nlu" / "nlu.yml").write_text("my number is 01632 960333", encoding="utf-8")
    return Published.load(None, tmp_path)


@pytest.mark.parametrize(
    "written", ["01632 960111", "+44 1632 960 111", "0044 (0)1632 960111", "PALS@example.org", "pe19zz", "01632-960222"]
)
def test_what_is_published_is_known(published: Published, written: str) -> None:
    assert published.holds(written)


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("follow @NHSuk or @FenlandICB", ["NHSuk", "FenlandICB"]),
        ("@HealthwatchEly asked", ["HealthwatchEly"]),
        ("ask @lena_nhs_fan or @kezzacouncil", []),
        ("write to lena@NHSmail.example", []),
    ],
)
def test_accounts_of_public_bodies_stand(published: Published, text: str, standing: list[str]) -> None:
    words = [(match.start(), match.end()) for match in re.finditer(r"\w+", text)]
    where = published.standing(text, [])
    assert [text[start:end] for start, end in words if where.cover(start, end)] == standing


@pytest.mark.parametrize("written", ["01632 960333", "anna@example.org", "PE1 9ZA", "07700 900123"])
def test_what_is_not_is_not(published: Published, written: str) -> None:
    assert not published.holds(written)
