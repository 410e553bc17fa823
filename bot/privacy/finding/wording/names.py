"""Words of a text as the name rules see them: what lists each is on, how far a name reaches, what makes it a place."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise

from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.model.features import is_english
from bot.privacy.finding.ranges import Ranges
from bot.privacy.finding.rule import word_set
from bot.privacy.finding.spans import PLACEHOLDER
from bot.privacy.finding.wording.followers import FOLLOWS_A_NAME
from bot.privacy.finding.wording.things import (
    EPONYM,
    FIRM_AFTER,
    OR_ROOM,
    PLAYS,
    ROOM_CALLED,
    ROOMS,
    ROOMS_BEFORE,
    SHOP_AFTER,
    STREET_AFTER,
    THING_AFTER,
)
from bot.privacy.finding.wording.token import Token

_LETTERS = r"(?:[^\W\d_]+|[\u0900-\u0dff]+)+"
"""Signs for vowels in the scripts of India count as letters."""
_WORD = re.compile(rf"{_LETTERS}(?:['\-]{_LETTERS})*")
PARTICLES = word_set("de da do dos das del della di du la le van von der den ter el al bin ibn ben abu ap ul ur st")
_PLACE_AFTER = word_set(
    "ward wards hospital hospitals house road rd street st lane avenue close court way surgery surgeries practice clinic clinics "
    "centre center unit units building wing school college university church park lodge hall home homes nursing residential "
    "hospice pharmacy chemist chemists dental medical health trust foundation library hub suite theatre disease syndrome palsy "
    "lymphoma contracture hernia test scale bay infirmary maternity academy memorial group day bridge square gardens terrace "
    "drive green cottage villa manor disorder team oncology children's childrens community"
)
_A_PERSONS = word_set(
    "house home drive garden gardens bed place school college bungalow flat building surgery hospital team group ward day"
)
_TOWNS_AND_NAMES = word_set(
    "lynn lincoln preston milton stanley chelsea sydney georgia jordan florence paris victoria kent ashby ashton clay"
)
_AT_A_TOWN = word_set("in to from near around via towards outside at")
_BEFORE_A_THING = word_set("the a an that this in at to from of on opposite near used had these those another new old")
AFTER_A_NAME = word_set(
    "was is has had from who said told at in did does will would gave took made helped here again and died needs came looks lives works "
    "rang phoned called says isnt cant wont didnt hes shes aged"
)
"""Words that follow a name rather than another word at the head of a sentence."""
INTRODUCES = word_set(
    "name called named nurse doctor dr mr mrs ms miss sister physio receptionist midwife carer porter matron driver surgeon consultant "
    "dentist pharmacist paramedic practitioner hca manager worker visitor therapist mum dad mam son daughter husband wife partner brother "
    "nan gran grandad granny uncle auntie aunty aunt cousin friend mate neighbour hubby stepdad stepmum boy girl lad lady bloke guy chap "
    "colleague hi hello hey dear love cheers thanks regards im i'm its it's"
)
"""Words a name follows, be it one that is a word as well."""
VERBS = word_set("reg will may mark hope bill grace rob sue grant chase drew jack pat guy nick don rich max art faith joy dawn bob kit jay")
_BYNAMES, _BYNAMES_WITH_CAPITAL = word_set("big lil wee"), word_set("little old young auntie aunty uncle nanny granny")
MONTHS = word_set("jan april may june august autumn summer winter spring easter christmas")
_LETTERS_OF_NAMES = frozenset("bcdefghjklmopstvwz")
_GOES_ON = re.compile(r"\.?(?:\s*(?:[,.;:)\n]|$)| (?:and|&|is|was|has|had|from|said|told|who|here|at|on)\b)")
_FIGURE_BEFORE, _FIGURE_AFTER = re.compile(r"\d(?:st|nd|rd|th)? ?$"), re.compile(r" ?'?\d")
_PLACE_BEFORE = word_set("queen king princess prince lady royal san santa port mount lake alderman lord")


class Words:
    """The words of a text, placeholders left out, possessive 's cut off."""

    def __init__(self, text: str) -> None:
        self.text = text
        holes = Ranges(match.span() for match in PLACEHOLDER.finditer(text))
        capitals_mean_nothing = not any(character.islower() for character in text)
        self.tokens: list[Token] = []
        for match in _WORD.finditer(text):
            if holes and holes.touch(match.start(), match.end()):
                continue
            word, start = match[0], match.start()
            lower = word.lower()
            if lower.endswith("'s"):
                word, lower = word[:-2], lower[:-2]
            cased = word[0].isupper() and not capitals_mean_nothing
            self.tokens.append(Token(word, lower, start, start + len(word), cased, cased and len(word) > 1 and word.isupper()))
        capitals = sum(token.cased for token in self.tokens)
        self.mostly_capitals = len(self.tokens) > 2 and 2 * capitals > len(self.tokens)
        """Whether every other word has a capital, so that one says little."""
        self._starts = [token.start for token in self.tokens]
        self._cancelled = Ranges(self._phrases())

    def at(self, position: int) -> Token | None:
        """The first word at or after the position."""
        index = bisect_left(self._starts, position)
        return self.tokens[index] if index < len(self.tokens) else None

    def within(self, start: int, end: int) -> list[Token]:
        """The words that lie in the range."""
        return self.tokens[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def before(self, token: Token) -> Token | None:
        """The word right before, in the same phrase."""
        index = bisect_left(self._starts, token.start)
        return self.tokens[index - 1] if index and self._joined(self.tokens[index - 1], token) else None

    def follower(self, token: Token) -> Token | None:
        """The word right after, in the same phrase."""
        index = bisect_left(self._starts, token.start) + 1
        return self.tokens[index] if index < len(self.tokens) and self._joined(token, self.tokens[index]) else None

    def start_of_name(self, token: Token) -> int:
        """Where the name begins that this word opens: with the "Big" of "Big Dave"."""
        before = self.before(token)
        if before is None:
            return token.start
        byname = before.lower in _BYNAMES or (before.cased and before.lower in _BYNAMES_WITH_CAPITAL and not self.opens_sentence(before))
        return before.start if byname else token.start

    def end_of_name(self, token: Token, *, cued: bool) -> int:
        """Where the name that begins at the token ends. ``cued``: unknown lower-case words may be its surname."""
        last, here = token, token
        for _ in range(4):
            follower = self.follower(here)
            if follower is None or follower.lower in _PLACE_AFTER:
                break
            if follower.lower in PARTICLES and (token.cased or not follower.common or self._noble(token, follower)):
                here = follower
                continue
            if not self._continues(token, follower, cued and last is token):
                if last is token and self._initial_of_surname(token, follower):
                    last = follower
                break
            last = here = follower
        return last.end

    def _initial_of_surname(self, token: Token, letter: Token) -> bool:
        """ "Tina w and i": a letter that is no short word, where the sentence goes on after a name."""
        return token.first_name and letter.lower in _LETTERS_OF_NAMES and _GOES_ON.match(self.text, letter.end) is not None

    def _noble(self, token: Token, particle: Token) -> bool:
        """ "Maria de fatima", in lower case: a name, and after the particle a word that is no English one."""
        last = self.follower(particle)
        return token.first_name and last is not None and (last.surname or last.any_name or not (last.common or is_english(last.lower)))

    def _continues(self, first: Token, token: Token, cued: bool) -> bool:
        if token.no_name and not token.surname:
            return False
        if cued and first.first_name and first.cased and token.cased and not (token.town or token.shouted) and len(token.word) > 3:
            return True  # "I am Peggy Lavender"
        if token.cased or token.initial:
            return token.initial or token.surname or token.any_name or not (token.common or token.town or token.shouted)
        if token.common:
            return cued and token.surname and not first.cased
        # After "craig" a word no English list knows is the surname, known or not.
        unheard = first.first_name and not token.town and not is_english(token.lower) and len(token.word) > 3
        return token.surname or token.first_name or unheard or (cued and not first.cased)

    def names_a_place(self, token: Token) -> bool:
        """Whether the words around make this a ward, a street, an illness … rather than a person."""
        if all(part in MONTHS for part in token.lower.split("-")) and "-" in token.word:
            return True
        if self._cancelled.touch(token.start, token.end) or (token.lower in MONTHS and self._beside_a_figure(token)):
            return True
        if token.cased and PLAYS.search(self.text, max(0, token.start - 30), token.start):
            return True
        if token.any_name and self.lists_rooms(token):
            return True
        before = self.before(token)
        if before is not None and (before.lower in ("st", "saint") or (before.cased and before.lower in _PLACE_BEFORE)):
            return True
        follower = self.follower(token)
        if token.cased and EPONYM.match(self.text, token.end):
            return True
        if token.lower in _TOWNS_AND_NAMES and before is not None and self._beside_a_town(before):
            return True
        if token.cased and SHOP_AFTER.match(self.text, token.end):
            return True
        if token.cased and follower is not None and follower.cased and follower.lower in STREET_AFTER:
            return True
        if token.cased and follower is not None and self.text[token.end : follower.start] == " ":
            # "Robert Jones bandage", "Harris hip score".
            later = self.follower(follower)
            if follower.lower in FIRM_AFTER or (later is not None and later.lower in THING_AFTER and not follower.no_name):
                return True
        index = bisect_left(self._starts, token.start)
        for position in (index + 1, index + 2):
            if position >= len(self.tokens) or not self._joined(self.tokens[position - 1], self.tokens[position], possessive=True):
                return False
            if self.tokens[position].lower in _PLACE_AFTER:
                if token.first_name and not self.tokens[position].cased and self._owns(self.tokens[position]):
                    return False
                # "Sarah home" is a slip of the pen; "Sarah Home" a place only when it has its capital or 's does not part them.
                return position == index + 1 or self.tokens[index + 1].cased
        return False

    def _owns(self, thing: Token) -> bool:
        """ "Bogdan's drive": what a person has, after 's."""
        return thing.lower in _A_PERSONS and self.text[max(0, thing.start - 3) : thing.start] == "'s "

    def speaks_of_rooms(self, token: Token) -> bool:
        """Whether wards, bays or teams follow soon: "Violet and Daisy are the two bays"."""
        return ROOMS.search(self.text, token.end, token.end + 40) is not None

    def is_a_room(self, token: Token) -> bool:
        """ "Rose Ward, or is that Primrose": a ward is spoken of before, and nothing is said that people do; or it is a ward's name."""
        if ROOM_CALLED.search(self.text) is None:
            return False
        if any(match[1].lower() == token.lower for match in ROOM_CALLED.finditer(self.text)):
            return True
        follower = self.follower(token)
        ends = follower is None or follower.lower in ("not", "or")
        return ends and token.cased and OR_ROOM.search(self.text, max(0, token.start - 60), token.start) is not None

    def lists_rooms(self, token: Token) -> bool:
        """Whether the word stands in a list of what wards, bays or teams are called."""
        return ROOMS_BEFORE.search(self.text, max(0, token.start - 70), token.start) is not None

    def names_a_thing(self, token: Token) -> bool:
        """Whether a name with a capital that nothing introduces is followed by a noun, as in "Stanley knife", "Oliver bus"."""
        follower = self.follower(token)
        if not token.cased or follower is None or follower.cased or self.text[token.end : follower.start] != " ":
            return False
        word = follower.lower
        does = word.endswith(("ed", "ing", "ly")) or (word.endswith("s") and is_english(word[:-1]))
        if does or word in FOLLOWS_A_NAME or len(word) < 3 or not is_english(word) or follower.any_name:
            return False
        first = token
        while (before := self.before(first)) is not None and before.cased:
            first = before
        return self.opens_sentence(first) or (before is not None and before.lower in _BEFORE_A_THING)

    def _beside_a_town(self, joint: Token) -> bool:
        """ "In Lynn", "Wisbech and Lynn"."""
        other = self.before(joint) if joint.lower in ("and", "or") else None
        return joint.lower in _AT_A_TOWN or (other is not None and other.town)

    def _beside_a_figure(self, token: Token) -> bool:
        """ "2 Jan", "Jan 2026"."""
        ahead, behind = self.text[max(0, token.start - 4) : token.start], self.text[token.end : token.end + 3]
        return _FIGURE_BEFORE.search(ahead) is not None or _FIGURE_AFTER.match(behind) is not None

    def cancelled(self, start: int, end: int) -> bool:
        """Whether a phrase that is no name covers the whole range."""
        return self._cancelled.cover(start, end)

    def opens_sentence(self, token: Token) -> bool:
        """Whether nothing, or the end of a sentence, stands before the word."""
        ahead = self.text[max(0, token.start - 12) : token.start].rstrip(" \"'(")
        return not ahead or ahead[-1] in ".!?\n\r:"

    def _joined(self, left: Token, right: Token, possessive: bool = False) -> bool:
        gap = self.text[left.end : right.start]
        return gap in (" ", "  ", ' "', '" ') or (gap in (".", ". ") and len(left.word) <= 2) or (possessive and gap == "'s ")

    def _phrases(self) -> list[tuple[int, int]]:
        """Where phrases of several words that are no names stand."""
        found = []
        known = _phrases_by_first_words()
        words = [token.lower for token in self.tokens]
        for index, opening in enumerate(pairwise(words)):
            for phrase in known.get(opening, ()):
                end = index + len(phrase)
                if words[index:end] == phrase:
                    found.append((self.tokens[index].start, self.tokens[end - 1].end))
        return found


@lru_cache(maxsize=2)
def words_of(text: str) -> Words:
    """The words of a text, made once for all who read it one after another; only the last texts are kept, and only in memory."""
    return Words(text)


@lru_cache(maxsize=1)
def _phrases_by_first_words() -> dict[tuple[str, str], list[list[str]]]:
    """By their first two words phrases of ``not_names.txt`` and two-word towns, split as ``Words`` splits a text."""
    known: dict[tuple[str, str], list[list[str]]] = {}
    lists = word_lists()
    for entry in lists.not_names | lists.towns:
        parts = [match[0].removesuffix("'s") for match in _WORD.finditer(entry)]
        if len(parts) > 1:
            known.setdefault((parts[0], parts[1]), []).append(parts)
    return known
