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
        ("sort 60 24 77 acc 31880954", ["60 24 77 acc 31880954"]),
        ("acc no 5561 2093, s/c 40-08-33", ["5561 2093, s/c 40-08-33"]),
        ("sc 82-14-06, ac 00619235", ["82-14-06, ac 00619235"]),
        ("83-00-61 acct 1094 4472", ["83-00-61 acct 1094 4472"]),
        ("20 99 31 and 6601 4482", ["20 99 31 and 6601 4482"]),
        ("(20 71 03  6 4 4 8 0 1 1 9)", ["20 71 03  6 4 4 8 0 1 1 9"]),
        ("16 51 09 account number is 40028713", ["16 51 09 account number is 40028713"]),
        ("sort code 16-51-09, and the account no. 40028713", ["16-51-09, and the account no. 40028713"]),
        ("77 48 14 ac 09337650", ["77 48 14 ac 09337650"]),
        ("sixteen, double two, thirty is the sort code", ["sixteen, double two, thirty"]),
        ("between 12 10 24 and 20240311", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
