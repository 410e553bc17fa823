"""Numbers in odd dress: a gap between all signs, letters struck for figures, a department's letters, breaks in the wrong place."""

from __future__ import annotations

import random

from bot.privacy.finding.figures.recipe.values import LETTERS, cased, figures, groups, letters

_DEPARTMENTS = (
    "CAMHS", "PALS", "NNUH", "QEH", "PBH", "EEAST", "EMAS", "CAD", "ONC", "REN", "RENAL", "NEURO", "ORTHO", "CARD", "DERM", "GYNAE",
    "OPHTH", "RHEUM", "URO", "ENDO", "GASTRO", "HAEM", "PAED", "MAT", "PHYSIO", "AUD", "DIAB", "RESP", "MSK", "SALT", "MRI", "PATH", "OMFS",
    "STROKE", "VASC", "WCS", "OT", "SPEC", "REQ", "EPS", "IAPT", "LC", "DAT", "INC", "CMP", "HOSP", "OUT", "ENT", "BRST", "PAIN", "THR",
)  # fmt: skip
_NINES = ((3, 2, 2, 2), (2, 2, 2, 3), (4, 3, 2), (2, 3, 2, 2), (3, 4, 2), (5, 4), (3, 3, 3), (2, 2, 2, 2, 1))
_TENS = ((2, 4, 4), (4, 4, 2), (3, 4, 3), (1, 3, 3, 3), (5, 3, 2), (4, 2, 4), (2, 3, 5))
_SHARE = {
    "HOSPITAL_NUMBER": 0.3, "UK_PASSPORT": 0.25, "UK_NINO": 0.2, "UK_DRIVING_LICENCE": 0.2, "UK_POSTCODE": 0.12, "UK_NHS": 0.08,
    "UK_VEHICLE_REGISTRATION": 0.06, "DATE_OF_BIRTH": 0.05, "UK_BANK_ACCOUNT": 0.05,
}  # fmt: skip
"""How many of a type's numbers are written oddly."""


def odd(kind: str, value: str, draw: random.Random) -> str:
    """The value, or one of its type in a less usual dress."""
    if draw.random() >= _SHARE.get(kind, 0.0):
        return value
    if kind == "HOSPITAL_NUMBER":
        return _hospital(draw)
    if kind == "UK_PASSPORT":
        two = letters(draw, 2)
        return draw.choice(
            [
                groups(draw, figures(draw, 9), _NINES, marks=(" ", " ", "-", ".")),
                f"{two} {figures(draw, 7)}",
                f"{two}{figures(draw, 7)}",
                f"{two}{figures(draw, 4)} {figures(draw, 3)}",
                " ".join(two + figures(draw, 7)),
            ]
        )
    if kind == "UK_NHS":
        return groups(draw, draw.choice("4679") + figures(draw, 9), _TENS, marks=(" ", " ", "-", "."))
    if kind == "DATE_OF_BIRTH":
        return f"{draw.randint(1, 12):02}/{draw.randint(1930, 2025)}"
    if kind == "UK_VEHICLE_REGISTRATION":
        return draw.choice([" ", "."]).join(value.replace(" ", ""))
    return _loosened(kind, value, draw)


def _hospital(draw: random.Random) -> str:
    head, year = draw.choice(_DEPARTMENTS), draw.randint(18, 26)
    return draw.choice(
        [
            f"{head}{draw.choice([' ', '/', '-', '.', ''])}{figures(draw, draw.choice([4, 5, 6]))}",
            f"{head}{draw.choice('/-.')}{year}{draw.choice('/-.')}{figures(draw, draw.choice([3, 4, 5]))}",
            f"{head}.20{year}.{figures(draw, 5)}",
            f"{head} {figures(draw, 2)}/{figures(draw, 4)}",
            f"{head}{figures(draw, 4)}-{figures(draw, 3)}",
            f"20{year}-{figures(draw, 6)}-{figures(draw, 2)}",
            f"{draw.choice(LETTERS)}{figures(draw, 4)} {figures(draw, 2)} {figures(draw, 2)}",
            f"{draw.choice(LETTERS)}{draw.choice('/.-')}{figures(draw, 4)}",
            f"{draw.choice(LETTERS)} {' '.join(figures(draw, 6))}",
            f"{figures(draw, 4)} {figures(draw, 3)} {figures(draw, 3)}",
            f"{figures(draw, 2)} {figures(draw, 2)} {figures(draw, 3)}",
            f"{figures(draw, 2)} {figures(draw, 2)} {figures(draw, 2)} {figures(draw, 1)}",
            f"{letters(draw, 2)}{year}{draw.choice(LETTERS)}{figures(draw, 5)}",
            f"{draw.choice(LETTERS)}{figures(draw, 4)}{letters(draw, 2)}",
            cased(draw, f"{letters(draw, 3)}-{figures(draw, 4)}-{draw.choice(LETTERS)}"),
        ]
    )


def _loosened(kind: str, value: str, draw: random.Random) -> str:
    """With a gap between all its signs, with O for 0, or broken where nobody breaks it."""
    plain = "".join(sign for sign in value if sign.isalnum())
    way = draw.randrange(3)
    if way == 0 or kind == "UK_BANK_ACCOUNT":
        return draw.choice([" ", " ", "-", "."]).join(plain)
    if way == 1 and kind != "UK_POSTCODE":
        return plain.replace("0", draw.choice("Oo")).replace("1", draw.choice("1lI"))
    at = sorted(draw.sample(range(1, len(plain)), min(2, len(plain) - 1)))
    mark = draw.choice([" ", "-", " ", "\n" if kind == "UK_POSTCODE" else "."])
    return mark.join([plain[: at[0]], plain[at[0] : at[-1]], plain[at[-1] :]]).replace(mark * 2, mark)
