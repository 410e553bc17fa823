"""Names told by how they are written; places and things written alike stand."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.written_name import WrittenName
from tests.privacy.findings import found

RULE = WrittenName()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H. & J. Tebbutt of Ely", ["H. & J. Tebbutt"]),
        ("SZABO, Ilona dob", ["SZABO, Ilona"]),
        ("Smithson, Ivy. Bed 3.", ["Smithson, Ivy"]),
        ("Robert (Bob) Hartley", ["Robert (Bob) Hartley"]),
        ("O'Donoghue with an o", ["O'Donoghue"]),
        ("Ping, my daughter in law, waited", ["Ping"]),
        ("post gets to Sully c/o 17 Bridge Street", ["Sully"]),
        ("Lukasz the porter", ["Lukasz"]),
        ("Cambridge, Ely, Soham", []),
        ("the McDonald's in Ely", []),
        ("Yesterday, my son waited", []),
        ("Osler the bear", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
