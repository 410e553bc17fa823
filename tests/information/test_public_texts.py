"""The gate on what the public reads: it finds hard words where they are spoken, and leaves our own notes alone."""

from __future__ import annotations

from pathlib import Path

from bot.information.public_texts import main, too_hard
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


def test_everything_we_say_is_easy_enough() -> None:
    assert main([str(ROOT / "data" / "cards"), str(ROOT / "domain.yml")]) == 0
