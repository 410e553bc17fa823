"""How often the right article is found, by tables of invented questions.

``tuning.tsv`` is what phrasings and rules were chosen on. The rounds of ``benchmarks/data/questions`` were each written before
anything was changed for them; what each measured then is told by ``docs/decisions/0013-how-a-question-is-judged.md``. The
floors below keep what has been reached from being lost; they are no measure of how good the search is.
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
ROUNDS = Path(__file__).parents[2] / "benchmarks" / "data" / "questions"


def rows(table: str) -> Iterator[tuple[str, str]]:
    file = (ROUNDS if table.startswith("questions") else TABLES) / f"{table}.tsv"
    for line in file.read_text(encoding="utf-8").splitlines():
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
    [
        ("tuning", 0.95, 0.95, 0.04),
        ("questions_1", 0.93, 0.93, 0.05),
        ("questions_2", 0.95, 0.95, 0.02),
        ("questions_3", 0.88, 0.88, 0.05),
        ("questions_4", 0.92, 0.92, 0.05),
        ("questions_5", 0.95, 0.95, 0.05),
        ("questions_6", 0.95, 0.95, 0.05),
    ],
)
def test_the_right_topic_is_found(
    service: InformationService, table: str, least_first: float, least_right_or_offered: float, most_wrong: float
) -> None:
    found = outcomes(service, table, "topic")
    asked = sum(count for outcome, count in found.items() if outcome != "first")
    assert asked >= 80
    assert found["first"] / asked >= least_first
    assert (found["right"] + found["offered"]) / asked >= least_right_or_offered
    assert found["answered"] / asked <= most_wrong


@pytest.mark.parametrize(("table", "most"), [("tuning", 0.05), ("questions_1", 0.05), ("questions_2", 0.05)])
def test_what_is_not_ours_gets_no_answer(service: InformationService, table: str, most: float) -> None:
    found = outcomes(service, table, "-no_answer")
    asked = sum(count for outcome, count in found.items() if outcome != "first")
    assert asked >= 30
    assert 1 - found["no_answer"] / asked <= most


@pytest.mark.parametrize(("table", "least"), [("tuning", 0.95), ("questions_1", 0.92), ("questions_2", 0.92)])
def test_medical_questions_get_the_clinical_words(service: InformationService, table: str, least: float) -> None:
    found = outcomes(service, table, "-clinical")
    asked = sum(count for outcome, count in found.items() if outcome != "first")
    assert asked >= 20
    assert found["clinical"] / asked >= least


@pytest.mark.parametrize("text", (TABLES / "services_not_clinical.tsv").read_text(encoding="utf-8").splitlines())
def test_a_question_about_a_service_is_not_medical(service: InformationService, text: str) -> None:
    assert not is_clinical(text)
    assert service.answer(text, today=CHECKED).outcome != "clinical"


def test_the_held_back_questions_are_not_phrasings() -> None:
    phrasings = {
        q.lower().strip(" ?.") for file in ARTICLES.glob("*.md") for q in parse(file.read_text(encoding="utf-8"), file.name).questions
    }
    assert not [
        text
        for table in ("questions_1", "questions_2", "questions_3", "questions_4", "questions_5", "questions_6", "questions_7")
        for _, text in rows(table)
        if text.lower().strip(" ?.") in phrasings
    ]


def test_every_phrasing_finds_its_own_topic(service: InformationService) -> None:
    astray = [
        (file.stem, question)
        for file in sorted(ARTICLES.glob("*.md"))
        for article in [parse(file.read_text(encoding="utf-8"), file.name)]
        for question in article.questions
        if service.best_topic(question) != article.topic
    ]
    assert len(astray) <= 4, astray
