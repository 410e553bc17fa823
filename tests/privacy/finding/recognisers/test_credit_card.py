"""Payment cards."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.credit_card import CreditCard
from tests.privacy.findings import found

RULE = CreditCard()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4111 1111 1111 1111", ["4111 1111 1111 1111"]),
        ("5500-0000-0000-0004", ["5500-0000-0000-0004"]),
        ("4111111111111111", ["4111111111111111"]),
        ("4111 1111 1111 1112", ["4111 1111 1111 1112"]),
        ("card 41111111111111", ["41111111111111"]),
        ("I paid by card, \u00a326.80", []),
        ("41111111111112", []),
        ("debit from 40-09-88, 1882 0041", []),
        ("card 4929_1234_5678_9012", ["4929_1234_5678_9012"]),
        ("card 4929 - 1234 - 5678 - 9012", ["4929 - 1234 - 5678 - 9012"]),
        ("card 4929 1234\n5678 9012", ["4929 1234\n5678 9012"]),
        ("the long number is 4929123456789012", ["4929123456789012"]),
        (
            "forty twelve, eighty eight eighty eight, eighty eight eighty eight, eighteen eighty one",
            ["forty twelve, eighty eight eighty eight, eighty eight eighty eight, eighteen eighty one"],
        ),
        ("wanted the 16 on the front, I'd read out 5355 6341 9262", ["5355 6341 9262"]),
        ("card 5355 6341 9262", ["5355 6341 9262"]),
        ("meeting 5355 6341 9262", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
