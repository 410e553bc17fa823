"""Sort codes and accounts."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.uk_bank_account import BankAccount
from tests.privacy.findings import found

RULE = BankAccount()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my iban is PL61 1090 1014 0000 0712 1981 2874", ["PL61 1090 1014 0000 0712 1981 2874"]),
        ("roll number D/12345678-9", ["D/12345678-9"]),
        ("sort code 12-34-56 account 12345678", ["12-34-56 account 12345678"]),
        ("20-00-00 55779911", ["20-00-00 55779911"]),
        ("account no 31926819", ["31926819"]),
        ("GB29 NWBK 6016 1331 9268 19", ["GB29 NWBK 6016 1331 9268 19"]),
        ("s/c 401122", ["401122"]),
        ("12-10-24", []),
        ("reference 20240311", []),
        ("on account of the 12 staff", []),
        ("account 5 5 7 7 9 9 1 2", ["5 5 7 7 9 9 1 2"]),
        ("sort 20/45/77", ["20/45/77"]),
        ("ac no 55779911", ["55779911"]),
        ("direct debit from 40-09-88, 1882 0041", ["40-09-88, 1882 0041"]),
        ("account of 12 May", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
