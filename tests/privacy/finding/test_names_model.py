"""The names model: what it sees that no list has, and its own limits."""

from __future__ import annotations

import time

import pytest

pytest.importorskip("pycrfsuite", reason="the worker's extras are not installed")

from bot.privacy.finding.model.tagger import NameTagger, mostly_strange


@pytest.fixture(scope="module")
def tagger() -> NameTagger:
    return NameTagger()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my daughter oluwadamilola is 3", ["oluwadamilola"]),
        ("the nurse kwabenah was kind", ["kwabenah"]),
        ("hello my name is zephyrine oddlestone", ["zephyrine oddlestone"]),
        ("the ward was dirty and the food cold", []),
        ("[name 2] rang about my letter", []),
        ("", []),
    ],
)
def test_names_on_no_list(tagger: NameTagger, text: str, expected: list[str]) -> None:
    assert [text[found.start : found.end] for found in tagger.find(text, 0.4)] == expected


@pytest.mark.parametrize(
    ("text", "strange"),
    [("szukam dentysty dla mojej mamy", True), ("i am looking for a dentist for my mum", False), ("dzien dobry", False)],
)
def test_another_language_shows(text: str, strange: bool) -> None:
    assert mostly_strange(text) is strange


def test_a_long_text_takes_time_as_it_is_long(tagger: NameTagger) -> None:
    def seconds(times: int) -> float:
        text = "my son Callum saw nurse Joanne on the ward. " * times
        goes = []
        for _ in range(3):
            before = time.process_time()
            assert len(tagger.find(text, 0.4)) == 2 * times
            goes.append(time.process_time() - before)
        return min(goes)  # what else the machine does makes a go slower, never faster

    seconds(50)
    assert seconds(2000) < 40 * max(seconds(200), 0.01)
