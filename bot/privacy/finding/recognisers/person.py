"""Names of people, by the words that introduce them and by a list of first names; the model adds what it sees.

A name is told from a ward, a hospital, an illness, a month or a wish by what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.model.features import is_english, is_nearly_english
from bot.privacy.finding.rule import Candidate, Rule, word_set
from bot.privacy.finding.wording.introductions import CUES
from bot.privacy.finding.wording.names import AFTER_A_NAME, PARTICLES, VERBS, Words, words_of
from bot.privacy.finding.wording.token import Token

_BEFORE_A_THING = word_set(
    "in at to from near into on north south east west my our the a an your their around through via of off take takes taking took use "
    "using "
    "used some more any no this that called prescribed has have had need needs want every new old great little upper lower central general "
    "royal is was are were be been it's its i'm im between behind outside inside towards toward over under past live lives visit"
)
""" "In Wansbeck", "my Subtex": words a place, a medicine or a make follows."""
_NEXT_ON_A_FORM = word_set("first forename forenames surname dob nhs tel phone mobile address postcode")
_DOES_AS_PEOPLE = word_set("said told asked rang phoned helped gave took came explained listened made says thinks died did was")


_OF_MEDICINE = re.compile(r"(?:doctor|nurse|sister|matron|surgeon) $", re.IGNORECASE)
_AFTER_REACHED = word_set(
    "the back to that about a an if when on and at please pls not my after before for we i ive thanks thx instead first"
)


_NOBLE = re.compile(r" (?:de|da|do|dos|das|del|della|van|von|el|al|bin|ibn) ", re.IGNORECASE)


class Person(Rule):
    """First and last names with their Mr, Mrs, Dr; words such as "nurse" or "my son" before a name are left to stand."""

    entity = "PERSON"

    def candidates(self, text: str) -> Iterable[Candidate]:
        words = words_of(text)
        if not words.tokens:
            return
        for kind, cue, score in CUES:
            for match in cue.finditer(text):
                first = words.at(match.end())
                if first is None or first.start - match.end() > 1:
                    continue
                if _introduces(kind, words, first) and not words.lists_rooms(first):
                    if words.cancelled(match.start() if kind == "title" else first.start, first.end):
                        continue
                    end = words.end_of_name(first, cued=kind in ("naming", "title", "self", "sign_off"))
                    yield Candidate(match.start() if kind == "title" else words.start_of_name(first), end, score)
        for token in words.tokens:
            if not (token.cased or token.any_name or token.surname or len(token.word) == 1):
                continue  # most words: nothing below would make a name of it
            score = _by_itself(words, token)
            if score:
                initial = len(token.word) == 1
                start, last = (_first_initial(words, token), words.follower(token)) if initial else (words.start_of_name(token), token)
                end = words.end_of_name(last or token, cued=False)
                # "Maria de Fatima" must outweigh the model's "Maria" and "Fatima".
                yield Candidate(start, end, 0.7 if _NOBLE.search(text, start, end) else score)


def _first_initial(words: Words, token: Token) -> int:
    """Where the row of initials begins that ends in this one."""
    before = words.before(token)
    while before is not None and len(before.word) == 1 and before.word.isupper():
        token, before = before, words.before(before)
    return token.start


def _introduces(kind: str, words: Words, token: Token) -> bool:
    """Whether a name begins at the token, given the kind of cue before it."""
    if kind == "naming":
        after = words.follower(token)
        noble = token.lower in PARTICLES and after is not None and not after.common
        form = token.surname and after is not None and after.lower in _NEXT_ON_A_FORM
        return form or noble or token.any_name or not (token.common or token.no_name) or (token.cased and token.surname)
    if kind == "formal":
        return token.cased and not token.no_name and (token.any_name or token.surname or token.unknown)
    if kind == "title":
        if token.word in ("I", "A") and words.text[token.end : token.end + 1] != ".":
            return False  # "the doctor. Dr I saw"
        follower = words.follower(token)
        full = token.any_name and follower is not None and not is_english(follower.lower)
        if token.cased and not token.shouted and not token.no_name and words.text[token.start - 2 : token.start - 1].islower():
            return not words.names_a_place(token)  # "Dr Strange"
        known = token.first_name or token.surname or token.initial or (token.cased and token.any_name)
        return known or not token.common or full or (token.lower in PARTICLES and follower is not None and not follower.common)
    if token.no_name and not token.any_name:
        return False
    follower = words.follower(token)
    tells = token.any_name and (follower is None or follower.lower in AFTER_A_NAME - {"will", "would", "and", "here"})
    if kind == "role":
        written_large = token.cased and (token.any_name or token.surname or token.unknown)
        heard_of = (
            token.unheard
            and not token.cased
            and len(token.word) > 4
            and _OF_MEDICINE.search(words.text, max(0, token.start - 10), token.start) is not None
        )
        return token.first_name or written_large or heard_of or tells or (token.surname and not token.common)
    if kind == "kin":
        return (
            token.first_name
            or tells
            or (token.any_name and (token.cased or not token.common))
            or (token.cased and token.unknown and not is_english(token.lower))
        )
    surname_follows = follower is not None and (follower.surname or (token.cased and follower.cased and follower.unknown))
    if kind == "self":
        if token.first_name or (token.cased and token.cased_name):
            return True
        return (surname_follows and (token.any_name or (token.cased and token.unknown))) or (
            token.cased and token.unknown and words.text[max(0, token.start - 3) : token.start].lower() in ("'m ", "am ", "im ")
        )
    if kind == "meeting":
        return not words.names_a_place(token) and (token.first_name or (token.cased and (token.cased_name or token.unknown)))
    if kind == "reach":
        return token.unheard and len(token.word) > 2 and (follower is None or follower.lower in _AFTER_REACHED)
    if kind == "under":
        return token.first_name or token.surname or (token.cased and token.unknown and not is_english(token.lower))
    if kind == "sign_off":
        return token.any_name or token.initial or (token.cased and token.unknown)
    return token.first_name or (token.cased and token.any_name)


def _by_itself(words: Words, token: Token) -> float:
    """The score of a name nothing introduces: a listed first name, best with a surname after it. 0 for none."""
    if len(token.word) == 1 and (
        token.word not in ("i", "a", "I", "A", "n", "u", "r", "x", "w") or words.text[token.end : token.end + 2] == ". "
    ):
        after = words.follower(token)
        while after is not None and after.lower in PARTICLES:
            after = words.follower(after)
        if after is None or words.names_a_place(after) or after.no_name or after.town:
            return 0.0
        heard = after.surname and (after.cased or not after.common)
        return 0.6 if heard or (len(after.word) > 3 and not after.common and not is_english(after.lower)) else 0.0
    if token.shouted and len(token.word) <= 3:
        return 0.0
    if _surname_first(words, token):
        return 0.6
    if words.names_a_place(token) or (token.no_name and not (token.first_name or _with_a_surname(words, token))):
        return 0.0
    if _stranger(words, token):
        return 0.45
    if not token.any_name:
        return 0.0
    follower = words.follower(token)
    full = follower is not None and not follower.no_name and (
        (token.cased and follower.cased and (follower.surname or follower.unknown))
        or (token.any_name and follower.surname and not follower.common and not is_english(follower.lower))
        or (token.first_name and follower.surname and not follower.common)
    )  # fmt: skip
    if full and follower is not None and words.names_a_thing(follower):
        return 0.0
    if full and (token.cased or token.first_name):
        if token.ambiguous and follower is not None and not follower.surname and is_english(follower.lower):
            return 0.0
        return 0.8
    if token.first_name:
        return 0.0 if words.names_a_thing(token) else 0.65 if token.cased else 0.5
    if token.cased and token.cased_name:
        return 0.55 if not words.opens_sentence(token) or follower is None or _acts(token, follower) else 0.0
    return 0.0


def _with_a_surname(words: Words, token: Token) -> bool:
    """ "May Godbold": a month and the like before a word that only a surname can be."""
    follower = words.follower(token)
    return token.ambiguous and token.cased and follower is not None and follower.cased and follower.unheard


def _acts(token: Token, follower: Token) -> bool:
    """Whether what follows a name at the head of a sentence is something people do: "Jean reads"."""
    does = len(follower.word) > 3 and follower.lower.endswith("s") and is_english(follower.lower) and token.lower not in VERBS
    return does or follower.lower in AFTER_A_NAME


def _stranger(words: Words, token: Token) -> bool:
    """A word no list and no dictionary knows, with a capital inside a sentence and not where a place or a medicine stands.

    At the head of a sentence the next word must be one that people do: "Perpetua was".
    """
    if not token.cased or token.shouted or len(token.word) < 4 or token.any_name or words.mostly_capitals:
        return False
    if not token.unknown or is_english(token.lower) or is_nearly_english(token.lower) or not token.word[1:].isalpha():
        return False
    before, after = words.before(token), words.follower(token)
    if after is not None and after.cased and not (after.surname or after.unknown):
        return False
    if words.opens_sentence(token):
        return after is not None and after.lower in _DOES_AS_PEOPLE
    return before is None or before.lower not in _BEFORE_A_THING


def _surname_first(words: Words, token: Token) -> bool:
    """ "Li Wei Chen", "Kowalska Anna": a surname with its capital before another word with one that is no English."""
    follower = words.follower(token)
    if follower is None or not token.surname or token.shouted:
        return False
    if not (token.cased or follower.cased):  # "nowak ewa"
        plain = token.common or token.no_name or token.town or is_english(token.lower)
        return follower.first_name and not (plain or is_english(follower.lower) or words.names_a_place(follower))
    if not (token.cased and follower.cased):
        return False
    if token.common or token.no_name or follower.no_name or follower.town or is_english(follower.lower):
        return follower.first_name and not token.common and not words.names_a_place(follower)
    return not words.names_a_place(token)
