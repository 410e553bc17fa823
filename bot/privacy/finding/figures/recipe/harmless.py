"""What has figures in it and is nobody's: dates of appointments, prices, doses, orders. Invented, for training."""

from __future__ import annotations

import random
from collections.abc import Callable

from bot.privacy.finding.figures.recipe.values import AREAS, MONTHS, birthday, cased, date, figures, groups, letters


def harmless(kind: str, draw: random.Random) -> str:
    """What has figures and is nobody's: ``kind`` is a slot of ``harmless.txt``."""
    return _HARMLESS[kind](draw)


def _event(draw: random.Random) -> str:
    day, month = draw.randint(1, 31), draw.randint(1, 12)
    if draw.random() < 0.35:
        name = MONTHS[month - 1]
        return f"{day}{draw.choice(['', 'st', 'th'])} {draw.choice([name, name[:3], name.capitalize()])}"
    return date(draw, day, month, draw.choices([draw.randint(2023, 2027), draw.randint(1990, 2022)], [80, 20])[0])


def _code(draw: random.Random) -> str:
    kind = draw.randrange(6)
    number = figures(draw, draw.choice([4, 5, 6, 7, 8, 9]))
    return (
        number,
        cased(draw, letters(draw, draw.choice([1, 2, 3])) + number),
        letters(draw, 2) + "-" + number,
        draw.choice(["/", "-"]).join([letters(draw, draw.choice([2, 3, 4])), number[:4], figures(draw, 2)]),
        f"{draw.randint(19, 26)}/{figures(draw, 5)}/{draw.choice(['FUL', 'HHA', 'OUT', 'LBC'])}",
        groups(draw, number, ((3, 3), (4, 4), (2, 4))),
    )[kind]


def _public(draw: random.Random) -> str:
    head = draw.choice(["0300", "0300", "0800", "0808", "0345", "0303", "116", "0330"])
    if head == "116":
        return draw.choice(["116 123", "116123", "116 000"])
    return f"{head}{draw.choice([' ', ' ', ''])}{groups(draw, figures(draw, 7), ((3, 4), (7,), (3, 2, 2)), marks=(' ',))}"


def _own(draw: random.Random) -> str:
    """A reference of ours."""
    middle = "".join(draw.choice("ACDEFGHJKMNPQRTWXY2345679") for _ in range(4))
    return draw.choice([f"QW-{middle}-{figures(draw, 2)}", f"QW-{figures(draw, 5)}", f"qw-{middle.lower()}-{figures(draw, 2)}"])


_DOSES = (5, 10, 20, 25, 50, 75, 100, 200, 250, 400, 500, 1000, 2500)
_HARMLESS: dict[str, Callable[[random.Random], str]] = {
    "event": _event,
    "day": birthday,
    "code": _code,
    "public": _public,
    "own": _own,
    "time": lambda draw: draw.choice(["{}.{}", "{}:{}", "{}.{}am", "{}:{}pm", "{}{} hrs"]).format(
        draw.randint(1, 12), draw.choice(["00", "15", "30", "45", "10", "20", "50"])
    ),
    "year": lambda draw: str(draw.randint(1948, 2027)),
    "years": lambda draw: draw.choice(["{}-{}", "{}/{}", "{} to {}"]).format(
        y := draw.randint(1990, 2026), draw.choice([y + 1, (y + 1) % 100])
    ),
    "n": lambda draw: str(draw.choice([draw.randint(1, 12), draw.randint(10, 99), draw.randint(100, 999)])),
    "big": lambda draw: draw.choice(["{}", "{:,}"]).format(
        draw.choice([draw.randint(1000, 9999), draw.randint(10, 99) * 1000, draw.randint(100000, 999999), draw.randint(1, 9) * 100000])
    ),
    "money": lambda draw: (
        "£"
        + draw.choice(
            [
                f"{draw.randint(1, 99)}.{draw.randint(10, 99)}",
                str(draw.randint(1, 9999)),
                f"{draw.randint(1, 99)},{figures(draw, 3)}",
                f"{draw.randint(100, 1999)}.{draw.randint(10, 99)}",
            ]
        )
    ),
    "half": lambda draw: f"{draw.choice(AREAS)}{draw.randint(1, 38)}",
    "dose": lambda draw: f"{draw.choice(_DOSES)}{draw.choice(['mg', ' mg', 'mcg', 'ml', ' micrograms', ' units', 'g'])}",
    "pressure": lambda draw: f"{draw.randint(95, 210)}{draw.choice(['/', ' over ', ' / '])}{draw.randint(50, 120)}",
    "ward": lambda draw: draw.choice(["{}{}", "{} {}", "{}-{}"]).format(draw.choice("ABCDEFGHJKLM"), draw.randint(1, 24)),
}
