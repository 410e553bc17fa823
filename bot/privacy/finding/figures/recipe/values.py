"""Invented numbers as people write them: parted, spaced, in small letters, with a figure too few. Made for training and kept nowhere."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

LETTERS = "ABCDEFGHJKLMNOPRSTUVWXYZ"
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_ONES = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ORDINALS = (
    "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
    "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
AREAS = ("PE", "PE", "PE", "CB", "CB", "SG", "NR", "IP", "NN", "LE", "MK", "E", "N", "SW", "B", "M", "LS", "NG", "CM")
_SURNAMES = (
    "MORGA",
    "SMITH",
    "BELLA",
    "PATEL",
    "OKONK",
    "KOWAL",
    "JONES",
    "NGUYE",
    "BROWN",
    "FINCH",
    "TAYLO",
    "KHAN9",
    "LEE99",
    "CLEGG",
    "WHITE",
)
_WARDS = (
    "PCH",
    "HIN",
    "ADD",
    "CUH",
    "RPH",
    "NWA",
    "ENT",
    "CPFT",
    "BU",
    "QE",
    "HB",
    "RGN",
    "DER",
    "OPH",
    "GYN",
    "MRI",
    "CT",
    "XR",
    "LAB",
    "PAT",
)


def phone(draw: random.Random) -> str:
    """A mobile, a landline, one from abroad; now and then a figure short."""
    kind = draw.choices("mlgai", [50, 20, 12, 4, 6])[0]
    if kind == "m":
        number = groups(
            draw, "07" + figures(draw, 9), ((5, 6), (5, 3, 3), (4, 3, 4), (11,), (3, 4, 4), (5, 2, 2, 2), (2, 3, 3, 3), (1,) * 11)
        )
    elif kind == "l":
        number = groups(draw, draw.choice(["01", "02"]) + figures(draw, 9), ((5, 6), (5, 3, 3), (11,), (4, 3, 4), (5, 2, 2, 2)))
        if draw.random() < 0.2:
            number = f"({number[:5]}){number[5:]}"
    elif kind == "g":
        rest = groups(draw, "7" + figures(draw, 9), ((4, 6), (4, 3, 3), (10,), (3, 3, 4)))
        number = draw.choice(["+44", "+44 ", "0044", "0044 ", "44 ", "44", "+44 (0)", "+44-"]) + rest
    elif kind == "a":
        country = draw.choice(["48", "370", "40", "351", "91", "371", "353", "33"])
        number = f"+{country} {groups(draw, figures(draw, 9), ((3, 3, 3), (9,), (2, 3, 4)))}"
    else:
        number = groups(draw, draw.choice("23456789") + figures(draw, 5), ((6,), (3, 3), (2, 2, 2)))
    return _short(draw, number)


def nhs(draw: random.Random) -> str:
    """Ten figures, mostly 3-3-4."""
    shapes = ((3, 3, 4), (3, 3, 4), (3, 3, 4), (10,), (10,), (5, 5), (4, 3, 3), (3, 4, 3), (2, 2, 2, 2, 2), (1,) * 10, (3, 3, 2, 2), (6, 4))
    return _short(draw, groups(draw, draw.choice("4679") + figures(draw, 9), shapes), 0.06)


def nino(draw: random.Random) -> str:
    """Two letters, six figures, mostly a letter."""
    gap = draw.choice(["", " ", " ", " ", "-", ".", "/"])
    six = figures(draw, 6)
    parts = [letters(draw, 2), *draw.choice([[six], [six[:2], six[2:4], six[4:]], [six[:2], six[2:4], six[4:]], [six[:3], six[3:]]])]
    if draw.random() < 0.9:
        parts.append(draw.choice("ABCD"))
    return cased(draw, gap.join(parts))


def postcode(draw: random.Random) -> str:
    """Real areas, any district."""
    area = draw.choice(AREAS)
    outward = f"{area}{draw.randint(1, 9) if draw.random() < 0.4 else draw.randint(10, 39)}"
    return cased(draw, outward + draw.choice([" ", " ", " ", "", "", "  ", "-", ".", ", "]) + draw.choice("0123456789") + letters(draw, 2))


def birth(draw: random.Random) -> str:
    """A day, month and year of somebody's birth."""
    day, month, year = (
        draw.randint(1, 31),
        draw.randint(1, 12),
        draw.choices([draw.randint(1925, 2009), draw.randint(2010, 2026)], [85, 15])[0],
    )
    return date(draw, day, month, year)


def birthday(draw: random.Random) -> str:
    """A day and a month, or a year alone, in figures or words."""
    day, month = draw.randint(1, 31), draw.randint(1, 12)
    kind = draw.choices(["day first", "month first", "in words", "year"], [50, 22, 16, 12])[0]
    if kind == "year":
        return str(draw.randint(1925, 2009))
    name = MONTHS[month - 1]
    name = draw.choice([name, name[:3], name.capitalize(), name[:3].capitalize()])
    number = ordinal(day) if kind == "in words" else draw.choice([str(day), f"{day}{_ending(day)}", f"{day}{_ending(day)}"])
    if kind == "month first":
        return draw.choice([f"{name} {number}", f"{name} the {number}"])
    return draw.choice(["", "the "]) + draw.choice([f"{number} {name}", f"{number} of {name}"])


def birth_in_words(draw: random.Random) -> str:
    """A whole date of birth without a figure: "the ninth of may fifty eight", "twenty two eleven ninety four"."""
    day, month, year = draw.randint(1, 31), draw.randint(1, 12), draw.randint(1930, 1999)
    years = draw.choice([f"nineteen {in_words(year % 100)}", in_words(year % 100)])
    if draw.random() < 0.6:
        name = draw.choice([MONTHS[month - 1], MONTHS[month - 1].capitalize()])
        return f"{draw.choice(['', 'the '])}{ordinal(day)} {draw.choice(['', 'of '])}{name}{draw.choice([' ', ', '])}{years}"
    mark = draw.choice([" ", " ", ", "])
    return mark.join([draw.choice([ordinal, in_words])(day), draw.choice([ordinal, in_words])(month), years])


def ordinal(number: int) -> str:
    """ "Twenty first" for 21, up to 31."""
    if number <= 20 or number % 10 == 0:
        return _ORDINALS[number] if number <= 20 else "thirtieth"
    return f"{_TENS[number // 10]} {_ORDINALS[number % 10]}"


def in_words(number: int) -> str:
    """A number of two figures in words; "oh six" for 6."""
    if number < 10:
        return f"oh {_ONES[number]}" if number else "hundred"
    if number < 20:
        return _ONES[number]
    return _TENS[number // 10] + (f" {_ONES[number % 10]}" if number % 10 else "")


def _ending(day: int) -> str:
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10 if day not in (11, 12, 13) else 0, "th")


def date(draw: random.Random, day: int, month: int, year: int) -> str:
    """A date in one of the ways people write one."""
    short = draw.random() < 0.45
    years = f"{year % 100:02}" if short else str(year)
    kind = draw.choices(["n", "w", "m", "i", "r", "s"], [50, 25, 9, 6, 6, 4])[0]
    if kind == "n":
        mark = draw.choice(["/", "/", "/", "-", ".", " ", " / ", "\\", ",", "-", "_"])
        two = draw.random() < 0.5
        return mark.join([f"{day:02}" if two else str(day), f"{month:02}" if two else str(month), years])
    name = MONTHS[month - 1]
    name = draw.choice([name, name[:3], name.capitalize(), name[:3].capitalize(), name[:3].upper()])
    ending = draw.choice(["", "", _ending(day)])
    if kind == "w":
        return draw.choice(
            [
                f"{day}{ending} {name} {years}",
                f"{day}{ending} {name} {years}",
                f"{day}{ending} of {name} {years}",
                f"{day}-{name}-{years}",
                f"{day}{name}{years}",
            ]
        )
    if kind == "m":
        return f"{name} {day}{ending}{draw.choice([' ', ', '])}{years}"
    if kind == "i":
        return draw.choice(["-", "/", "."]).join([str(year), f"{month:02}", f"{day:02}"])
    if kind == "r":
        return f"{day:02}{month:02}{years}"
    return f"{day}{draw.choice(['/', '.', ' '])}{month}{draw.choice(['-', ' ', '/', ' / '])}{years}"


def hospital(draw: random.Random) -> str:
    """Letters and number of a trust, a lab, a clinic or a complaint."""
    kind = draw.choices("pslnwgcyt", [26, 22, 10, 14, 10, 6, 6, 6, 6])[0]
    number = figures(draw, draw.choice([5, 6, 6, 7, 7, 7, 8, 8]))
    if kind == "p":
        return number
    if kind == "s":
        return cased(draw, letters(draw, draw.choice([1, 1, 1, 2, 2, 3])) + draw.choice(["", "", "", " ", "-"]) + number)
    if kind == "l":
        return number + draw.choice(["", " ", "-", "/"]) + draw.choice(LETTERS)
    if kind == "n":
        return cased(
            draw,
            draw.choice(["", "", draw.choice(LETTERS) + draw.choice([" ", "", "-"])])
            + groups(draw, number, ((3, 4), (3, 3), (2, 2, 2), (2, 4), (4, 4), (3, 2, 3))),
        )
    if kind == "w":
        mark = draw.choice(["/", "-", "/", ".", " "])
        parts = [
            draw.choice(_WARDS),
            figures(draw, draw.choice([3, 4, 5, 6])),
            draw.choice([letters(draw, 1), letters(draw, 2), figures(draw, 2), figures(draw, 3)]),
        ]
        return cased(draw, mark.join(parts[: draw.choice([2, 3, 3])]))
    if kind == "g":
        return draw.choice(["/", "-", "."]).join([figures(draw, 2), figures(draw, 4), draw.choice([figures(draw, 2), letters(draw, 2)])])
    if kind == "c":
        year = f"{draw.randint(19, 26)}{draw.choice(['/', '-'])}"
        return f"{draw.choice('CDIPR')}{draw.choice(['', '-', '/'])}{year}{figures(draw, draw.choice([3, 4, 5]))}"
    if kind == "y":
        return f"20{draw.randint(19, 26)}{draw.choice(['/', '-'])}{figures(draw, draw.choice([4, 5, 6]))}"
    return cased(
        draw,
        letters(draw, 2) + figures(draw, 2) + draw.choice([" ", "-", ""]) + figures(draw, 4) + draw.choice(["", draw.choice(LETTERS)]),
    )


def passport(draw: random.Random) -> str:
    """Nine figures, or letters and figures of another country."""
    kind = draw.choices("9lma", [55, 20, 15, 10])[0]
    if kind == "9":
        value = draw.choice(["", "", "", "GBR ", "GB", "gb "]) + groups(
            draw, figures(draw, 9), ((9,), (9,), (9,), (3, 3, 3), (3, 3, 3), (2, 3, 4), (1,) * 9, (4, 5))
        )
    elif kind == "l":
        value = letters(draw, 2) + draw.choice(["", "", " "]) + groups(draw, figures(draw, 7), ((7,), (7,), (3, 4)))
    elif kind == "m":
        value = letters(draw, 1) + draw.choice(["", "", " "]) + figures(draw, 8)
    else:
        value = "".join(draw.choice(LETTERS + "0123456789" * 2) for _ in range(7)) + figures(draw, 2)
    return cased(draw, _short(draw, value, 0.04))


def licence(draw: random.Random) -> str:
    """Sixteen signs as in Great Britain, eight figures as in Northern Ireland."""
    if draw.random() < 0.12:
        return figures(draw, 8)
    first = draw.choice(_SURNAMES) if draw.random() < 0.4 else "".join(draw.choice("ABCDEILMNORSTUY") for _ in range(5))
    middle = f"{draw.randint(2, 9)}{draw.choice('0156')}{draw.randint(1, 9)}{draw.randint(10, 31)}{draw.randint(0, 9)}"
    last = draw.choice(LETTERS) + draw.choice(LETTERS + "9" * 12)
    end = draw.choice("9234ABX") + letters(draw, 2)
    gap = draw.choice(["", "", "", " ", " ", "-", "."])
    parts = draw.choice(
        [
            [first, middle, last + end],
            [first, middle, last + end],
            [first, middle, last, end],
            [first, middle + last + end],
            [first + middle, last + end],
        ]
    )
    value = gap.join(parts) + draw.choice(["", "", "", " " + figures(draw, 2)])
    return cased(draw, value[:-1] if draw.random() < 0.05 else value)


def plate(draw: random.Random) -> str:
    """Plates of today, of earlier years, and without a date."""
    kind = draw.choices("cpsd", [72, 14, 6, 8])[0]
    gap = draw.choice([" ", " ", " ", "", "", "-", "."])
    if kind == "c":
        age = draw.choice([draw.randint(2, 26), draw.randint(51, 76)])
        value = f"{letters(draw, 2)}{draw.choice(['', '', '', ' '])}{age:02}{gap}{letters(draw, 3)}"
    elif kind == "p":
        value = f"{letters(draw, 1)}{draw.choice(['', ' '])}{draw.randint(1, 999)}{gap}{letters(draw, 3)}"
    elif kind == "s":
        value = f"{letters(draw, 3)}{gap}{draw.randint(1, 999)}{draw.choice(['', ' '])}{letters(draw, 1)}"
    else:
        value = draw.choice([f"{letters(draw, 3)}{gap}{draw.randint(1, 9999)}", f"{draw.randint(1, 999)}{gap}{letters(draw, 3)}"])
    if draw.random() < 0.03:
        value = " ".join(value.replace(" ", ""))
    return cased(draw, value)


def card(draw: random.Random) -> str:
    """Sixteen figures, or the fifteen of American Express."""
    if draw.random() < 0.12:
        return groups(draw, "37" + figures(draw, 13), ((4, 6, 5), (15,), (4, 4, 4, 3)))
    return _short(
        draw,
        groups(
            draw,
            draw.choice("4455") + figures(draw, 15),
            ((4, 4, 4, 4), (4, 4, 4, 4), (4, 4, 4, 4), (16,), (16,), (8, 8), (6, 10), (2,) * 8),
        ),
        0.06,
    )


def sort_code(draw: random.Random) -> str:
    """Six figures in twos."""
    return groups(draw, figures(draw, 6), ((2, 2, 2), (2, 2, 2), (2, 2, 2), (6,), (3, 3)), marks=("-", "-", "-", " ", "/", "."))


def account(draw: random.Random) -> str:
    """Eight figures, now and then seven; a building society's roll number; an IBAN."""
    kind = draw.choices("aari", [44, 44, 6, 6])[0]
    if kind == "a":
        return _short(draw, groups(draw, figures(draw, 8), ((8,), (8,), (8,), (4, 4), (2, 2, 2, 2), (3, 3, 2), (1,) * 8)), 0.06)
    if kind == "r":
        return draw.choice(
            [
                f"{letters(draw, 1)}{figures(draw, 9)}",
                f"{figures(draw, 4)}/{figures(draw, 6)}-{figures(draw, 1)}",
                f"{letters(draw, 3)}{figures(draw, 7)}",
            ]
        )
    return cased(
        draw, groups(draw, f"GB{figures(draw, 2)}{letters(draw, 4)}{figures(draw, 14)}", ((22,), (4, 4, 4, 4, 4, 2)), marks=(" ",))
    )


VALUES: dict[str, Callable[[random.Random], str]] = {
    "PHONE_NUMBER": phone,
    "UK_NHS": nhs,
    "UK_NINO": nino,
    "UK_POSTCODE": postcode,
    "DATE_OF_BIRTH": birth,
    "HOSPITAL_NUMBER": hospital,
    "UK_PASSPORT": passport,
    "UK_DRIVING_LICENCE": licence,
    "UK_VEHICLE_REGISTRATION": plate,
    "CREDIT_CARD": card,
    "UK_BANK_ACCOUNT": account,
}
"""A maker for each type of the contract that figures can carry; a sort code is made apart."""


def figures(draw: random.Random, count: int) -> str:
    """Figures drawn by chance."""
    return "".join(draw.choice("0123456789") for _ in range(count))


def letters(draw: random.Random, count: int) -> str:
    """Capitals drawn by chance, without I and Q."""
    return "".join(draw.choice(LETTERS) for _ in range(count))


def groups(
    draw: random.Random,
    signs: str,
    shapes: Sequence[Sequence[int]],
    marks: Sequence[str] = (" ", " ", " ", " ", "-", "-", ".", " - ", "/", ", ", "_", "\n"),
) -> str:
    """The signs in groups as one of the shapes has them, parted by one mark."""
    mark, parts, at = draw.choice(marks), [], 0
    for size in draw.choice(shapes):
        parts.append(signs[at : at + size])
        at += size
    return mark.join(part for part in [*parts, signs[at:]] if part)


def cased(draw: random.Random, text: str) -> str:
    """The text, now and then in small letters."""
    return text.lower() if draw.random() < 0.4 else text


def _short(draw: random.Random, text: str, share: float = 0.04) -> str:
    """Now and then a figure left out or struck twice."""
    if draw.random() >= share:
        return text
    at = draw.randrange(2, len(text) - 1)
    return text[:at] + text[at + 1 :] if draw.random() < 0.5 else text[:at] + text[at] + text[at:]
