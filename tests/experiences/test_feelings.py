"""What somebody seems to feel while they tell: above all, that a mixed story is not called a good one."""

from __future__ import annotations

import pytest

from bot.experiences.feelings import feeling


@pytest.mark.parametrize(
    ("text", "felt"),
    [
        ("The midwives were amazing, can't thank them enough", "glad"),
        ("could not fault it, lovely team", "glad"),
        ("wonderful nurse, no complaints at all", "glad"),
        ("nurses lovely but the food was grim", None),
        ("wonderful staff. waited 6 hours", None),
        ("lovely doctor. receptionist rude", None),
        ("I was so scared, the nurse was lovely", "distress"),
        ("my mum passed away, the hospice was wonderful", "grief"),
        ("it was a shambles", "anger"),
        ("WHY DOES NOBODY ANSWER THE PHONE", "anger"),
        ("the eye clinic in March", None),
    ],
)
def test_feeling(text: str, felt: str | None) -> None:
    assert feeling(text) == felt
