"""What the model says, held against what a number of that type can be."""

from __future__ import annotations

import pytest

from bot.privacy.finding.figures.plausible import plausible
from bot.privacy.finding.figures.tagger import NumberFound


@pytest.mark.parametrize(
    ("written", "kind", "expected"),
    [
        ("4 Mar 1946", "DATE_OF_BIRTH", "DATE_OF_BIRTH"),
        ("14th", "DATE_OF_BIRTH", "DATE_OF_BIRTH"),
        ("140362", "DATE_OF_BIRTH", "DATE_OF_BIRTH"),
        ("R0094 10 68", "DATE_OF_BIRTH", "HOSPITAL_NUMBER"),
        ("09337650", "DATE_OF_BIRTH", "DATE_OF_BIRTH"),
        ("40337650", "DATE_OF_BIRTH", "HOSPITAL_NUMBER"),
        ("11.58pm", "DATE_OF_BIRTH", None),
        ("BMI 41.7", "DATE_OF_BIRTH", None),
        ("171/95, 160/88", "UK_NHS", None),
        ("12.5 then 25 then 50", "HOSPITAL_NUMBER", None),
        ("08/2021", "HOSPITAL_NUMBER", None),
        ("PALS/24/1187", "HOSPITAL_NUMBER", "HOSPITAL_NUMBER"),
        ("0770090035", "UK_NHS", "PHONE_NUMBER"),
        ("999 482 1170", "UK_NHS", "UK_NHS"),
        ("B208 B209 B210", "UK_DRIVING_LICENCE", None),
        ("MORGA 657054 SM9IJ", "UK_DRIVING_LICENCE", "UK_DRIVING_LICENCE"),
        ("48821936", "UK_DRIVING_LICENCE", "UK_DRIVING_LICENCE"),
    ],
)
def test_what_cannot_be_is_another_type_or_nobodys(written: str, kind: str, expected: str | None) -> None:
    found = plausible(f"so {written} ok", NumberFound(3, 3 + len(written), kind, 0.9, 0.9))
    assert (found.type if found is not None else None) == expected
