"""The model of numbers: what it takes for somebody's number, and what for nobody's. None of these lines was read in training."""

from __future__ import annotations

import pytest

from bot.privacy.finding.figures.tagger import NumberTagger

TAGGER = NumberTagger()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tell the clerk my passprt shows 521 664 903", [("UK_PASSPORT", "521 664 903")]),
        ("on the drip chart she wrote hosp num 44-10-29 T", [("HOSPITAL_NUMBER", "44-10-29 T")]),
        ("sort 20-45-77 then account 5577 9912", [("UK_BANK_ACCOUNT", "20-45-77"), ("UK_BANK_ACCOUNT", "5577 9912")]),
        ("got clamped again in AV 64 KTX by the dialysis doors", [("UK_VEHICLE_REGISTRATION", "AV 64 KTX")]),
        ("nhs 999 482 1170 dob 4.3.46", [("UK_NHS", "999 482 1170"), ("DATE_OF_BIRTH", "4.3.46")]),
        ("the crown cost £319.10 and took 3 visits in 2024", []),
        ("clinic 9 is open 08:30 to 16:45 from 12/05/2026", []),
        ("batch FX4471902 of the flu vaccine was recalled", []),
        ("we waited 45mins for NHS111", []),
        ("shell be ninety on the fourth of june", [("DATE_OF_BIRTH", "fourth of june")]),
        ("my uncle was born the tenth of march nineteen thirty nine", [("DATE_OF_BIRTH", "tenth of march nineteen thirty nine")]),
        ("bday twenty one six fifty eight", [("DATE_OF_BIRTH", "twenty one six fifty eight")]),
        ("see you on the fourth of june at the clinic", []),
        ("the ward shuts on 9 feb", []),
        ("1,200 people signed it between 2019 and 2023", []),
    ],
)
def test_finds(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.type, text[one.start : one.end]) for one in TAGGER.find(text) if one.personal >= 0.6] == expected


def test_probabilities_are_probabilities() -> None:
    (found,) = TAGGER.find("my ni number is QQ 12 34 56 C")
    assert 0.6 < found.personal <= 1.0
    assert 0.5 < found.of_type <= found.personal + 1e-9
