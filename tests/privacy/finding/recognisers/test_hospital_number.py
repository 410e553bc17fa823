"""Hospital numbers, by the words before them."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.hospital_number import HospitalNumber
from tests.privacy.findings import found

RULE = HospitalNumber()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my hospital number is 1234567", ["1234567"]),
        ("Hosp no: K123456", ["K123456"]),
        ("patient ID 00456123", ["00456123"]),
        ("MRN 4412345", ["4412345"]),
        ("unit number A12 3456", ["A12 3456"]),
        ("my number at Addenbrooke's is 123456", ["123456"]),
        ("ward 23 bed 14", []),
        ("the patient waited 1234567 years", []),
        ("1234567", []),
        ("patient since 1987", []),
        ("number at addenbrookes is 4417720", ["4417720"]),
        ("my ref at the eye clinic is RT1/448120", ["RT1/448120"]),
        ("hospital no. on both letters: D730064 and D730046", ["D730064", "D730046"]),
        ("hospital number is on the letter, 4471902", ["4471902"]),
        ("Hosp. No. B 229 104", ["B 229 104"]),
        ("our ref ENT/2214/KB", ["ENT/2214/KB"]),
        ("your reference is QW-7F3K-92", []),
        ("ref the letter of 12/10/2025", []),
        ("ref 12345678", []),
        ("the ref on my hospital letter is PCH/220918", ["PCH/220918"]),
        ("K0049381 its on my wristband", ["K0049381"]),
        ("hospital number? its 388102", ["388102"]),
        ("he's down as 2210938 at the hospital", ["2210938"]),
        ("my hospital nmber is X 281 994", ["X 281 994"]),
        ("My late wife was a patient at Papworth, RP118264.", ["RP118264"]),
        ("the barcode on the wrist band reads 9912837", ["9912837"]),
        ("the eye clinic use another one, E553201", ["E553201"]),
        ("lab form had PCH/449120/B in the corner", ["PCH/449120/B"]),
        ("unit number S-00731-K", ["S-00731-K"]),
        ("Mine is C.208.114 according to the dermatology dept", ["C.208.114"]),
        ("x-ray envelope: 554/03/JT", ["554/03/JT"]),
        ("the hospital said 45000 people are waiting", []),
        ("batch FX4471902 of the vaccine at the clinic", []),
        ("my hearing aid from the hospital is a model P3920475", []),
        ("call the ward on 216756", []),
        ("the hospital car park machine gave error 88120", []),
        ("clinic is 10.30am-12.30pm on 12-Mar-2026", []),
        ("order no. 4471902 from the pharmacy at the hospital", []),
        ("i got 99-04-1182 off the front of her notes", ["99-04-1182"]),
        ("his epr number EPR8820193", ["EPR8820193"]),
        ("path lab number 26H001928", ["26H001928"]),
        ("specimen 26-B-11029 got lost", ["26-B-11029"]),
        ("complaint no. C26/0441", ["C26/0441"]),
        ("the dentist's number is 673405", []),
        ("job advert ref 1182-26 for a health care assistant", []),
        ("my hospital number is 0338471 J", ["0338471 J"]),
        ("unit number: 88214 / C", ["88214 / C"]),
        ("H no 0098 2271 gastro", ["0098 2271"]),
        ("chased it under 00-41-77-20", ["00-41-77-20"]),
        ("Quote C/0381/NEURO when you ring", ["C/0381/NEURO"]),
        ("told to quote this X-RAY/55120/B", ["X-RAY/55120/B"]),
        ("Hx 5518 A: quoted as hospital id", ["Hx 5518 A"]),
        ("hospital 91-PR-3075", ["91-PR-3075"]),
        ("addenbrookes 7721940", ["7721940"]),
        ("hosp#4471920", ["4471920"]),
        ("HN: 4471920", ["4471920"]),
        ("they gave me PCH447192", ["PCH447192"]),
        ("quote QW-7F3K-92 when you write", []),
        ("quote NG12/2023 at them", []),
        ("hospital 12-03-2024 visit", []),
        ("ISO 15189 on the wall of the lab", []),
        ("papworth 2019-20-21 report", []),
        ("addenbrookes 10000000 pounds", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
