"""Vehicle registrations."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.uk_vehicle_registration import VehicleRegistration
from tests.privacy.findings import found

RULE = VehicleRegistration()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AB12 CDE", ["AB12 CDE"]),
        ("reg is ae19xyz", ["ae19xyz"]),
        ("car reg K123 ABC", ["K123 ABC"]),
        ("parked my van, FX65LRT", ["FX65LRT"]),
        ("I live in PE29 and work", []),
        ("bed AB12 then home", []),
        ("ward B12", []),
        ("the car park took 10 min", []),
        ("a fine for AE 67 UYT", ["AE 67 UYT"]),
        ("be 12 the", []),
        ("number plate A B 1 2 C D E", ["A B 1 2 C D E"]),
        ("i park M7 NOB on the drive", ["M7 NOB"]),
        ("note on FD71IOU at the doctors", ["FD71IOU"]),
        ("car kx09 iqq was clamped", ["kx09 iqq"]),
        ("st 12 mri please", []),
        ("it took 15 min", []),
        ("the taxi was OI14 QIO", ["OI14 QIO"]),
        ("reg is ABO2 CDE", ["ABO2 CDE"]),
        ("plate AB12/CDE", ["AB12/CDE"]),
        ("polish plate WA 12345", ["WA 12345"]),
        ("clamped: P123 ABC", ["P123 ABC"]),
        ("the car park RN 12345", []),
        ("alpha echo one seven, kilo romeo juliet", ["alpha echo one seven, kilo romeo juliet"]),
        ("p3ddy thats a private plate", ["p3ddy"]),
        ("private plate: BAZ 1", ["BAZ 1"]),
        ("her cherished plate is K9 VET", ["K9 VET"]),
        ("C19 NHS porsche", ["C19 NHS"]),
        ("we had 3 private reg cars", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
