"""The gate on what the public reads: it finds hard words where they are spoken, and leaves our own notes alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.information.public_texts import ill_mannered, main, too_hard
from tests.conftest import ROOT

HARD = (
    "Notwithstanding organisational responsibilities, individuals experiencing deterioration "
    "necessitate immediate multidisciplinary intervention."
)


def test_a_hard_text_is_found_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "card.yml"
    file.write_text(f"category: x\nnote: {HARD!r}\ntext: {HARD!r}\nshort: Call 999 now. It is free to call.\n")
    (problem,) = too_hard(file)
    assert "text" in problem
    assert main([str(tmp_path)]) == 1


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("Well done!", "shouts"),
        ("Unfortunately we cannot help.", "says 'Unfortunately'"),
        ("Please press “Done”.", "text message alphabet"),
    ],
)
def test_bad_manners_are_found(tmp_path: Path, words: str, problem: str) -> None:
    file = tmp_path / "card.en.yml"
    file.write_text(f"text: '{words}'\nnote: Unfortunately!\n", encoding="utf-8")
    (found,) = ill_mannered(file)
    assert problem in found


def test_another_language_need_not_fit_the_text_message_alphabet(tmp_path: Path) -> None:
    file = tmp_path / "card.pl.yml"
    file.write_text("text: 'Dzień dobry, proszę zadzwonić.'\n", encoding="utf-8")
    assert ill_mannered(file) == []


def test_everything_we_say_is_easy_enough() -> None:
    assert main([str(ROOT / "data" / "cards"), str(ROOT / "data" / "experiences" / "about_you.yml"), str(ROOT / "domain.yml")]) == 0
