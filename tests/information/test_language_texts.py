"""The checks on words in languages that we do not speak: a table of what can be wrong with a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import yaml_files
from bot.information.language_texts import ill_translated
from bot.information.languages import CARDS, UNKNOWN, languages, recognise


@pytest.mark.parametrize("file", sorted(CARDS.glob("*.yml")), ids=lambda file: file.stem)
def test_every_language_is_in_order(file: Path) -> None:
    assert ill_translated(file) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": "checked by a native speaker"}, "'status' must be 'draft awaiting a native speaker'"),
        ({"checked_by": "a volunteer"}, "belong together"),
        ({"language": "lt"}, "says it is 'lt'"),
        ({"cards": {"welcome": "Dzień dobry!"}}, "welcome shouts"),
        ({"cards": {"interpreter": ""}}, "interpreter is missing"),
        ({"cards": {"emergency": "Zadzwoń pod 999 lub 111, albo 0300 123 456."}}, "prints 0300 123 456, which is not a confirmed number"),
        ({"cards": {"emergency": "Jeśli czyjeś życie jest w niebezpieczeństwie, zadzwoń pod 112."}}, "emergency does not say 999"),
        ({"cards": {"call_back": "Napisz: person."}}, "must name the button 'Speak to a person'"),
        ({"cards": {"short": f"999, 111, person. {'Proszę czekać. ' * 8}"}}, "110 is the most"),
        (
            {"cards": dict.fromkeys(("welcome", "call_back"), "I am automated. I can only answer in English. " * 5)},
            "look like",
        ),
    ],
)
def test_what_is_wrong_with_a_language_is_said(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    raw = yaml_files.read(CARDS / "pl.yml")
    raw["cards"].update(change.pop("cards", {}))
    file = tmp_path / "pl.yml"
    file.write_text(yaml.safe_dump({**raw, **change}, allow_unicode=True), encoding="utf-8")
    assert any(problem in line for line in ill_translated(file)), ill_translated(file)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("jak mogę zapisać się do lekarza w Peterborough", "pl"),
        ("gdzie jest lekarz w peterborough", "pl"),
        ("как записаться к врачу", "ru"),
        ("где врач", UNKNOWN),  # Russian or Serbian: surely not English
        ("我需要看医生", "zh"),
        ("whats ur email", None),
        ("patient liaison telephone", None),
        ("bsl signer plz", None),
        ("emergency dentist peterborough", None),
    ],
)
def test_a_language_is_recognised_only_when_it_is_sure(text: str, code: str | None) -> None:
    assert recognise(text) == code


def test_what_matters_most_fits_one_text_message_in_every_language() -> None:
    assert len(languages()) >= 12
    assert all("999" in language.short() and "person" in language.short() for language in languages().values())
