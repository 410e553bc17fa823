"""Names of people, by the words that introduce them and by a list of first names; the model adds what it sees.

A name is told from a ward, a hospital, an illness, a month or a wish by what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.model.features import is_english, is_nearly_english
from bot.privacy.names import AFTER_A_NAME, PARTICLES, VERBS, Token, Words, words_of
from bot.privacy.people import KIN, ROLE
from bot.privacy.rule import Candidate, Rule, word_set

_NAMING = (
    r"(?:my|his|her|their|the|full|our|your)?'? ?(?:full |first |sur|last |maiden )?names?(?:'s| is| was|:| -|,? it's)|call me|known as|"
    r"(?:in |under )?(?:the )?name of|goes under|"
    r"nazywam si[eę]|mam na imi[eę]|mano vardas|m[aă] numesc|numele meu este|o meu nome [eé]|chamo[- ]me|jmenuji se|vol[aá]m sa|"
    r"mer[ai] na{1,2}m?|میرا نام|اسمي|نام من|م?ਮੇ?ਰਾ ਨਾਮ?|मे?रा नाम|আমার নাম|"
    r"in charge(?: is| was|:)|[іи]м'?я:?|imi[eę](?: i nazwisko)?:|vardas:|nume(?:le)?:|nome:|jm[eé]no:|meno:|име:|"
    r"(?:patient|client|resident|pt|attn|fao|next of kin|nok|re|contact|carer)(?: name)?:|"
    r"amar na{1,2}m|benim ad[iı]m|меня зовут|мене звати|казвам се|kazvam se|menya zovut|mani sauc|je m'appelle|me llamo|"
    r"i go by|goes by(?: the name(?: of)?)?|under the name(?: of)?|registered as|booked in as|spelt|(?:was|is|were|'s|"
    r"'m|im|am|are|hes|shes) (?:called|named)|a (?:lady|man|woman|nurse|doctor|girl|guy|chap) (?:called|named)"
)
_HONORIFIC = (
    r"mr\.? ?(?:and|&) ?mrs|mr|mrs|ms|mx|dr|prof|professor|rev|reverend|cllr|councillor|dame|"
    r"miss(?= [A-Z])|Sir(?= [A-Z])|Fr(?=\.? [A-Z])|Sr(?=\.? [A-Z])|P(?:an|ani)(?= [A-Z])"
)
_MEETING = (
    r"sp[eo]a?ke?n? (?:to|with)|ask(?:ed)? for|seen by|saw|treated by|looked after by|cared for by|named|called|help(?:ed)? (?:from|by)|"
    r"nurses?,? like|thanks to|thank you to|contact|about"
)
_DOES = re.compile(
    rf"(?<![\w'\-])[^\W\d_]{{3,}}(?=,? (?:(?:the|our|my|your) (?:\w+ )?(?:{ROLE}|{KIN})(?!\w)(?! (?:teams?|service|clinic|desk|"
    rf"app|line|association|rota|unit))|"
    rf"(?:on|from|at|behind|in) (?:the )?(?:reception|front desk)))",
    re.IGNORECASE,
)
""" "Siva the pharmacist", "Aga on reception"."""
_REGARDS = r"(?:kind |best |warm )?regards|(?:yours )?(?:sincerely|faithfully|truly)|signed"
_WHOSE = r"my|me|our|his|her|their|your|a|the"
_LETTER = r"[^\W\d_]"


def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_CUES: tuple[tuple[str, re.Pattern[str], float], ...] = (
    ("naming", _cue(rf"(?<!\w)(?:{_NAMING}) ?\"?"), 0.9),
    ("title", re.compile(rf"(?<![\w'])(?i:{_HONORIFIC})(?!\w)\.?(?= ?{_LETTER})(?! (?i:and|&) )"), 0.9),
    ("role", _cue(rf"(?<![\w'])(?:{ROLE})s?(?: is| was| are| were|:| called| named|,)?(?= {_LETTER})"), 0.75),
    ("kin", _cue(rf"(?<![\w'])(?:{_WHOSE}) (?:\w+ )?(?:{KIN})(?: is| called| named|,|'s name is)?(?= {_LETTER})"), 0.8),
    ("self", _cue(rf"(?<![\w'])(?:i'm|i am|im|this is|it's|its|it is|here is|hi from|hello from)(?= {_LETTER})"), 0.75),
    ("meeting", _cue(rf"(?<![\w'])(?:{_MEETING})(?= {_LETTER})"), 0.6),
    ("under", _cue(rf"(?<![\w'])(?:it's|its|is|booked|was|all|be) under (?={_LETTER})"), 0.6),
    ("sign_off", _cue(rf"(?<![\w'])(?:{_REGARDS})[,.!\s\-]*(?={_LETTER})"), 0.8),
    ("reach", _cue(rf"(?<![\w'])(?:e-?mail|text|txt|ring|phone|message|msg|whatsapp|tell|ask|let)(?= {_LETTER})"), 0.6),
    (
        "closing",
        _cue(
            r"(?:(?<!\w)(?:thanks|thank you|many thanks|cheers|ta|love|from)[,.!\s\-]{1,4}|[\n.!?] ?-+ ?)"
            rf"(?={_LETTER}+(?: {_LETTER}+)?[\s.!x]*\Z)"
        ),
        0.6,
    ),
)
"""Kinds of words that introduce a name, and the score of a name after them."""


_BEFORE_A_THING = word_set(
    "in at to from near into on north south east west my our the a an your their around through via of off take takes taking took use "
    "using "
    "used some more any no this that called prescribed has have had need needs want every new old great little upper lower central general "
    "royal is was are were be been it's its i'm im between behind outside inside towards toward over under past live lives visit"
)
""" "In Wansbeck", "my Subtex": words a place, a medicine or a make follows."""
_NEXT_ON_A_FORM = word_set("first forename forenames surname dob nhs tel phone mobile address postcode")
_DOES_AS_PEOPLE = word_set("said told asked rang phoned helped gave took came explained listened made says thinks died did was")


_COUPLE = re.compile(r"(?<!\w)[A-Z]\.? ?(?:&|and|\+) ?[A-Z]\.? (?=([A-Z][^\W\d_]+))")
""" "H. & P. Blackwell"."""
_SURNAME_FIRST = re.compile(
    r"(?<![\w'\-])[A-Z][A-Za-z'\-]{2,30}, (?=([A-Z][a-z]{1,30}))\1(?![\w'])(?=\W{0,3}(?:$|\n|\d|(?i:dob|nhs|tel)\b))"
)
""" "MBEKI, Thandiwe" on a form."""


_APPOSED = re.compile(
    rf"(?:(?<![^\n])|(?<=[.!?] ))([A-Z][a-z]{{1,20}}), (?:my|our|his|her|their) (?:\w+ )?(?:{KIN})(?=,| ?\(| (?:has|had|was|"
    rf"waited|cant|can't|needs|got)\b)",
    re.IGNORECASE,
)
""" "Ping, my daughter in law, waited"."""
_CARE_OF = re.compile(r"(?:(?<!\w)([A-Z][a-z]{1,20})(?=,? c/o )|(?<!\w)c/o (?=([^\W\d_]{2,})))")
""" "Sully c/o 17 Bridge Street", "c/o Sully"."""
_SAYS_WHEN = word_set(
    "yesterday today tonight tomorrow now then also apparently sadly luckily thankfully honestly really again so well ok okay yes no "
    "sorry thanks please hello hi hey morning evening afternoon later since cancer dementia diabetes last next finally basically"
)
_AFTER_REACHED = word_set(
    "the back to that about a an if when on and at please pls not my after before for we i ive thanks thx instead first"
)


class Person(Rule):
    """First and last names with their Mr, Mrs, Dr; words such as "nurse" or "my son" before a name are left to stand."""

    entity = "PERSON"

    def candidates(self, text: str) -> Iterable[Candidate]:
        words = words_of(text)
        if not words.tokens:
            return
        for kind, cue, score in _CUES:
            for match in cue.finditer(text):
                first = words.at(match.end())
                if first is None or first.start - match.end() > 1:
                    continue
                if _introduces(kind, words, first) and not words.lists_rooms(first):
                    if words.cancelled(match.start() if kind == "title" else first.start, first.end):
                        continue
                    end = words.end_of_name(first, cued=kind in ("naming", "title", "self", "sign_off"))
                    yield Candidate(match.start() if kind == "title" else words.start_of_name(first), end, score)
        for match in _COUPLE.finditer(text):
            first = words.at(match.start(1))
            if first is not None and not (first.common or first.no_name or first.town) and not words.names_a_place(first):
                yield Candidate(match.start(), words.end_of_name(first, cued=False), 0.6)
        for match in _SURNAME_FIRST.finditer(text):
            surname, given = words.at(match.start()), words.at(match.start(1))
            if surname is not None and given is not None and given.any_name and not (surname.common or surname.no_name or surname.town):
                yield Candidate(match.start(), match.end(), 0.7)
        for match in _APPOSED.finditer(text):
            first = words.at(match.start(1))
            if first is not None and first.cased and first.lower not in _SAYS_WHEN and not first.no_name:
                yield Candidate(*match.span(1), 0.6)
        for match in _CARE_OF.finditer(text):
            first = words.at(match.start(1) if match[1] else match.end())
            if first is not None and (first.any_name or (first.cased and _unknown(first))) and not words.names_a_place(first):
                yield Candidate(first.start, words.end_of_name(first, cued=False), 0.6)
        for match in _DOES.finditer(text):
            first = words.at(match.start())
            if first is not None and _unheard(first) and not words.names_a_place(first):
                yield Candidate(first.start, words.end_of_name(first, cued=False), 0.6)
        for token in words.tokens:
            score = _by_itself(words, token)
            if score:
                initial = len(token.word) == 1
                start, last = (_first_initial(words, token), words.follower(token)) if initial else (words.start_of_name(token), token)
                yield Candidate(start, words.end_of_name(last or token, cued=False), score)


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
    if kind == "title":
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
        written_large = token.cased and (token.any_name or token.surname or _unknown(token))
        return token.first_name or written_large or tells or (token.surname and not token.common)
    if kind == "kin":
        return (
            token.first_name
            or tells
            or (token.any_name and (token.cased or not token.common))
            or (token.cased and _unknown(token) and not is_english(token.lower))
        )
    surname_follows = follower is not None and (follower.surname or (token.cased and follower.cased and _unknown(follower)))
    if kind == "self":
        if token.first_name or (token.cased and token.cased_name):
            return True
        return (surname_follows and (token.any_name or (token.cased and _unknown(token)))) or (
            token.cased and _unknown(token) and words.text[max(0, token.start - 3) : token.start].lower() in ("'m ", "am ", "im ")
        )
    if kind == "meeting":
        return not words.names_a_place(token) and (token.first_name or (token.cased and (token.cased_name or _unknown(token))))
    if kind == "reach":
        return _unheard(token) and len(token.word) > 2 and (follower is None or follower.lower in _AFTER_REACHED)
    if kind == "under":
        return token.first_name or token.surname or (token.cased and _unknown(token) and not is_english(token.lower))
    if kind == "sign_off":
        return token.any_name or token.initial or (token.cased and _unknown(token))
    return token.first_name or (token.cased and token.any_name)


def _by_itself(words: Words, token: Token) -> float:
    """The score of a name nothing introduces: a listed first name, best with a surname after it. 0 for none."""
    if len(token.word) == 1 and (token.lower not in "ia" or words.text[token.end : token.end + 2] == ". "):
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
    if words.names_a_place(token) or (token.no_name and not token.first_name):
        return 0.0
    if _stranger(words, token):
        return 0.45
    if not token.any_name:
        return 0.0
    follower = words.follower(token)
    full = follower is not None and not follower.no_name and (
        (token.cased and follower.cased and (follower.surname or _unknown(follower)))
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
    if not _unknown(token) or is_english(token.lower) or is_nearly_english(token.lower) or not token.word[1:].isalpha():
        return False
    before, after = words.before(token), words.follower(token)
    if after is not None and after.cased and not (after.surname or _unknown(after)):
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


def _unheard(token: Token) -> bool:
    """A word no list of any kind knows, or one the names lists have and English does not."""
    return (
        _unknown(token)
        and not (is_english(token.lower) or is_nearly_english(token.lower))
        and (token.cased or not token.lower.endswith(("ing", "ed", "ly", "s")))
    )


def _unknown(token: Token) -> bool:
    """A word that is on no list: with a capital and a cue, most likely a name."""
    return not (token.common or token.no_name or token.town or token.shouted or token.initial)
