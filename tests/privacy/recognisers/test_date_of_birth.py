"""Dates of birth; dates of appointments and operations, prices and times stand."""

from __future__ import annotations

import pytest

from bot.privacy.recognisers.date_of_birth import DateOfBirth
from tests.privacy.findings import found

RULE = DateOfBirth()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dob 12/03/1985", ["12/03/1985"]),
        ("D.O.B. 3-4-61", ["3-4-61"]),
        ("date of birth: 3rd April 1961", ["3rd April 1961"]),
        ("born on April 3, 2019", ["April 3, 2019"]),
        ("dob 120385", ["120385"]),
        ("my birthday is the 21st of march", ["the 21st of march"]),
        ("1974-11-30 dob", ["1974-11-30"]),
        ("Ann, 14/02/1970", ["14/02/1970"]),
        ("dob 12 03 85", ["12 03 85"]),
        ("my appointment was on 12/03/2024", []),
        ("the operation of 12/03/1999", []),
        ("diagnosed 3 March 2005", []),
        ("on 3 March they cancelled", []),
        ("\u00a312.03.85", []),
        ("at 12:30 or 12.45", []),
        ("30/12/25 to 05/01/26", []),
        ("37/15/1980", []),
        ("born the seventh of may nineteen sixty two", ["the seventh of may nineteen sixty two"]),
        ("i was born in november 1971", ["november 1971"]),
        ("12.11.47", ["12.11.47"]),
        ("d o b 12 / 09 / 1949", ["12 / 09 / 1949"]),
        ("DOB:7-Jun-83", ["7-Jun-83"]),
        ("born the 4th of the 5th 1958", ["the 4th of the 5th 1958"]),
        ("born Boxing Day 1951", ["Boxing Day 1951"]),
        ("birthday 19/2", ["19/2"]),
        ("dob six six sixty six", ["six six sixty six"]),
        ("born 15.III.1966", ["15.III.1966"]),
        ("dob March the 15th 66", ["March the 15th 66"]),
        ("dob day 4 month 6 year 1950", ["day 4 month 6 year 1950"]),
        ("six six sixty six", []),
        ("closed Boxing Day 2025", []),
        ("bp was 14/9", []),
        ("DOB12/3/60", ["12/3/60"]),
        ("date ov birth 15.10.90", ["15.10.90"]),
        ("dob 12/3 60", ["12/3 60"]),
        ("born 23/06, year 1977", ["23/06, year 1977"]),
        ("born nineteen fifty two, second of april", ["nineteen fifty two, second of april"]),
        ("080755 is my dob", ["080755"]),
        ("he was 80 on 12 March", ["12 March"]),
        ("im a march 1964 baby", ["march 1964"]),
        ("my daughter (12/03/2022) needs it", ["12/03/2022"]),
        ("[name], 02/07/19, nhs [NHS number]", ["02/07/19"]),
        ("twins [name] and [name], both 19.02.2025, one is registered", ["19.02.2025"]),
        ("she is eleven/six/ninety two", ["eleven/six/ninety two"]),
        ("data urodzenia 3 stycznia 1960", ["3 stycznia 1960"]),
        ("出生日期1985年3月12日", ["1985年3月12日"]),
        ("she was a premmie, the 2nd of March this year, 2026", ["the 2nd of March this year, 2026"]),
        ("they got my date of birth wrong on the letter dated 12/03/2026", []),
        ("our baby is due 12 March 2027", []),
        ("the baby clinic on 14/07/2026 is cancelled", []),
        ("[name] saw me on 02/07/2025", []),
        ("an appointment with [name], 02/07/2025", []),
        ("my lad's 14.6.15 and still no plan", ["14.6.15"]),
        ("age 5, 9/1/2021", ["9/1/2021"]),
        ("my lad's 14.6.26 appointment", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
