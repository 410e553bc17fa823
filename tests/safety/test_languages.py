"""Danger signs in the area's other languages, with and without accents; and the words that are English too."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from bot import yaml_files
from bot.safety.concepts import Concepts, Together
from bot.safety.lexicon import Lexicon
from bot.safety.tongues import FOLDER

ROWS = [line.split("\t") for line in (Path(__file__).parent / "languages.tsv").read_text(encoding="utf-8").splitlines()]
LEXICON = Lexicon.load()


@pytest.mark.parametrize(("language", "category", "words"), ROWS)
def test_sign(language: str, category: str, words: str) -> None:
    sign = LEXICON.check(words)
    assert (sign.category if sign else "none") == category
    if sign and language in ("pl", "lt", "lv", "ro", "ru", "zh", "ar", "tr"):
        assert sign.language == language


@pytest.mark.parametrize(("language", "category", "words"), [row for row in ROWS if row[0] in ("pl", "lt", "lv", "pt", "ro", "cs", "tr")])
def test_without_accents(language: str, category: str, words: str) -> None:
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", words) if not unicodedata.combining(letter))
    sign = LEXICON.check(plain.replace("ł", "l").replace("ı", "i").lower())
    assert (sign.category if sign else "none") == category


def test_groups_stand_together_in_any_order_but_near() -> None:
    concepts = Concepts({"HIT": "bij*", "ME": "mnie", "WISH": "chce_.._umrzec"})
    together = Together(("HIT", "ME"), within=4)
    assert together.find(concepts.find(("maz", "mnie", "bije"))) == (1, 3)
    assert together.find(concepts.find(("bije", "mnie"))) == (0, 2)
    assert together.find(concepts.find(("bije", "a", "b", "c", "d", "mnie"))) is None
    assert concepts.find(("chce", "dzis", "umrzec")) == {"WISH": [(0, 3)]}
    assert concepts.find(("chce", "a", "b", "c", "umrzec")) == {}


def test_chinese_is_read_sign_by_sign() -> None:
    assert Concepts({"DIE": "想死"}).find(("我", "想", "死")) == {"DIE": [(1, 3)]}


def test_an_entry_begins_with_a_word() -> None:
    with pytest.raises(ValueError, match="does not begin"):
        Concepts({"X": ".._b"})


def test_every_language_has_the_signs_that_matter_most() -> None:
    for path in FOLDER.glob("??.yml"):
        words = yaml_files.read(path)["words"]
        assert {"WISH_TO_DIE", "SUICIDE", "NOT_BREATHING", "UNCONSCIOUS", "HIT", "PARTNER", "ME", "CHILD", "CALM"} <= set(words), path.name
