"""The words of a question as the search sees them: short forms written out, endings taken off, empty words left out."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_PLACEHOLDER = re.compile(r"\[[A-Za-z ]{2,30}\]")
_SPACES = re.compile(r"\s+")

SHORT_FORMS = {
    "a&e": "accident and emergency",
    "appt": "appointment",
    "appts": "appointments",
    "appointmnet": "appointment",
    "cos": "because",
    "docs": "gp surgery",
    "drs": "gp surgery",
    "hosp": "hospital",
    "meds": "medicines",
    "med": "medicine",
    "pt": "patient transport",
    "pls": "please",
    "plz": "please",
    "scrip": "prescription",
    "script": "prescription",
    "scripts": "prescriptions",
    "chc": "nhs continuing healthcare",
    "sar": "subject access request",
    "u": "you",
    "ur": "your",
    "r": "are",
    "wanna": "want to",
    "gonna": "going to",
    "asap": "soon",
    "physio": "physiotherapy",
    "perscription": "prescription",
    "perscriptions": "prescriptions",
    "prescripton": "prescription",
    "dentest": "dentist",
    "docter": "doctor",
    "doctors": "gp surgery",
    "recepit": "receipt",
}
"""How people shorten and misspell; kept small, because the encoder knows most words and many misspellings by itself."""

_EMPTY = """
    a about after all am an and any are as at be because been before but by can could did do does for from get
    getting go going got had has have he her here him his how i i'm i've if in into is it it's its just know let
    like me my need no not now of off ok on one or our out over please say she should so some someone something
    tell than thank thanks that the their them then there they thing this to too up us want was we were what
    what's when where which who why will with would you your hello hi there's really anyone anything
"""
EMPTY = frozenset(_EMPTY.split())
"""Words that say nothing of what a question is about."""
_ENDINGS = ("ations", "ation", "ings", "ing", "ments", "ment", "ies", "ers", "er", "ed", "es", "s", "y", "e")


def tidy(text: str) -> str:
    """The question for the encoder: placeholders of taken-out details gone, short forms written out, one space."""
    text = _PLACEHOLDER.sub(" ", text)
    written_out = (SHORT_FORMS.get(word.lower().strip(".,?!"), word) for word in text.split())
    return _SPACES.sub(" ", " ".join(written_out)).strip()


def terms(text: str) -> list[str]:
    """The words that say what a text is about, without their endings, in order, for BM25."""
    return [stem(word) for word in _TOKEN.findall(tidy(text).lower()) if word not in EMPTY]


def stem(word: str) -> str:
    """A word without its commonest English ending; at least four letters stay."""
    word = word.removesuffix("'s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
