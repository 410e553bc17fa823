"""Where somebody lives: house number and street, flats, house names. A street or town without a house is a place and stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.privacy.lists import word_lists
from bot.privacy.rule import Candidate, Rule, word_set, words

_STRONG = "road|rd|street|str|avenue|ave|lane|crescent|cres|gardens|gdns|terrace|drove|grove|mews|boulevard|causeway|cul de sac"
_WEAK = (
    "st|close|cl|clo|drive|dr|way|wy|court|ct|place|pl|square|sq|hill|park|pk|rise|row|walk|view|vw|green|grn|parade|fen|bank|meadows?|mead|"
    "fields?|end|gate|yard|wharf|quay|broadway|common|path|chase|croft|dene|glebe|heath|orchard|ridge|ln|av|ter|cottages|villas|mount|vale|"
    "leys?|spinney|maltings|brow|bridge|holt|paddocks?|hollow|dale|reach|fold|garth|acres?|piece|furlong|copse|coppice|woods?|corner|cross|"
    "hythe|staithe|drift|loke|brink|dyke|towers?|strand|riverside|barns?|hamlet|loan|nook|wynd|lea|coppins|crofts?|warren|market|causey"
)
_BLOCK = "house|court|cottage|lodge|mansions|buildings?|heights|point|tower|hall|villa"
_HOME = (
    "cottages?|farm|farmhouse|house|lodge|barns?|bungalow|forge|mill|rectory|vicarage|croft|manor|villa|stables|grange|gatehouse|smithy|"
    "school ?house|hall|view|oaks|elms|willows|poplars|firs|laurels|hollies|gables|orchard|granary|homestead|chapel|nook"
)
_NAME = r"[^\W\d_][\w'\-.]{0,24}"
_FLAT = (
    r"(?:(?:flat|apartment|apt|unit|room|bungalow|plot|pitch|caravan|chalet|maisonette|studio|block) ?"
    r"(?:no\.? ?)?(?:\d{1,4}[a-z]?|[a-h])(?:,?[ \n]{1,2}|, ?))"
)
_HOUSE = rf"(?:(?:{_NAME} ){{1,2}}(?:{_BLOCK}|{_HOME}|place),?[ \n]{{1,2}}|the {_NAME},[ \n]{{1,2}})"
_NUMBER = r"(?:no\.? ?|number |plot |pitch |flat |unit |apartment |apt |room )?\d{1,4}(?: ?[a-h](?!\w))?(?: ?[\-/] ?\d{1,4}[a-h]?)?"
_STREET = re.compile(
    rf"(?<![\w£$€./\-])(?<!\d:)({_FLAT}?{_HOUSE}?{_NUMBER},? {{1,2}}"
    rf"((?:{_NAME} {{1,2}}){{1,3}}?)({_STRONG}|{_WEAK})(?:(?: end| hill| park| green)? (?:{_STRONG}|drove|close|way))?(?![\w'\-]))",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(
    rf"(?<![\w£$€./\-])(?<!\d:)({_FLAT}?{_NUMBER},? {{1,2}}((?:the {{1,2}})?{_NAME}(?: (?!in\b|at\b|near\b){_NAME})?))(?=(.{{0,40}}))",
    re.IGNORECASE,
)
_FLAT_ONLY = re.compile(
    rf"(?<!\w)(?:flat|apartment|apt|room|unit) ?\d{{1,4}}[a-z]?,?[ \n]{{1,2}}(?:{_NAME} ){{1,2}}(?:{_BLOCK}|{_HOME}|place)"
    rf"(?:,[ \n]{{1,2}}(?:{_NAME} ){{1,2}}(?:{_STRONG}|{_WEAK}))?(?!\w)",
    re.IGNORECASE,
)
_NAMED_HOUSE = re.compile(
    rf"(?<!\w)((?:the )?(?:{_NAME} ){{1,2}}(?:{_HOME})(,?[ \n]{{1,2}})((?:{_NAME} ){{1,2}})({_STRONG}|{_WEAK}))(?![\w'\-])",
    re.IGNORECASE,
)
_LIVING = (
    r"(?:live|living|lives|lived|stay|staying|stays|we're|we are|i'm|im|i am|home|house|address|addy|adress|moved|reside|resident|deliver|"
    r"send (?:it|them|post|letters?)|post (?:it|them)|come|came|went|visit|round|based)"
)
_AFTER_CUE = re.compile(
    rf"(?<!\w){_LIVING}(?: (?:is|to|at|in|from|:)| address)* ?:? ?"
    rf"((?:the )?{_NAME}(?: {_NAME}){{0,2}}, ?(?:{_NAME} ){{1,2}}(?:{_STRONG}|{_WEAK}))(?![\w'\-])",
    re.IGNORECASE,
)
_HOME_ALONE = re.compile(
    rf"(?<!\w)(?:live|living|lives|lived|stay|staying|home is|address is|address|addy is)(?: at| in|:)? ?"
    rf"((?:the (?:old )?)?(?:{_NAME} ){{1,2}}(?:{_HOME}))"
    r"(?![\w'\-])(?! (?:ward|unit|surgery|hospital|care|nursing))",
    re.IGNORECASE,
)
_AT_HOME = words(
    rf"{_LIVING}(?: (?:is|to|at|in|on|from|here|mostly|with \w+)|:)*(?: at)?(?: (?:no|number))?",
    "(?:home |my |post |postal )?addre?ss(?: is|:)?",
    "at",
    "addy(?: is)?",
)
_SERVICE = re.compile(
    r"(?:surger(?:y|ies)|practice|hospital|pharmac(?:y|ies)|chemists?|clinic|dentists?|dental|centre|boots|office|healthwatch|pals|school|"
    r"church|library|shop|bank|hub|hall|lloyds|tesco|asda|specsavers|opticians?|hospice|ward|department|gp|doctors)"
    r"(?: (?:is|are|was|now|has moved|moved|based|located|here|there|to|called \w+))*(?: (?:at|on|in|to|near))?[ ,:(]*$",
    re.IGNORECASE,
)
_NO_HOME = re.compile(
    r"(?<!\w)(?:hospitals?|surgery|clinic|ward|wards|pharmacy|practice|medical|health|centre|care|nursing|day|dental|"
    r"hospice|council|shared|sheltered|warden|own|rented|extra|mental|big|small|nice|new|in|of|and|with|on|a|an|my|his|her|our|their|this|that|"
    r"is|was|are|to|for|from|at|it|has|had|have|who|same|whole|private|retirement|residential|children's|childrens)(?!\w)",
    re.IGNORECASE,
)
_NEVER_IN_NAME = word_set(
    "hour hours hrs hr minute minutes mins min day days week weeks month months year years yrs time times people patients nurses "
    "doctors staff of in on a an to my your his her our their for at from with and or but was were is are am pm i we they he she it "
    "miles mile metres pounds percent other more less different beds wards out that this then when because if so by down up across "
    "along off into over per had have has not no very lots days' hours' stars out mg ml x am pm doors door streets stops "
    "ambulances appointments calls letters weeks' kids children adults bedrooms bedroom bed bus buses tablets quid"
)


class StreetAddress(Rule):
    """Number, one to three words, a street word. In lower case the street words that mean other things need context."""

    entity = "STREET_ADDRESS"
    context = words(
        "live|lives|lived|living|address|addy|home|house|flat|moved|moving|i'm at|im at|we're at|were at|resident|post(?:ed)? to|send|door|"
        "deliver|carers? (?:went|came|come)|visit|ambulance|mum's|mums|dad's|dads|neighbour|stay|staying"
    )
    before, after = 45, 30

    def candidates(self, text: str) -> Iterable[Candidate]:
        common = word_lists().common
        for match in _STREET.finditer(text):
            names = match[2].lower().replace(".", " ").split()
            if not names or any(name in _NEVER_IN_NAME for name in names) or _of_service(text, match.start(1)):
                continue
            in_town = _town_next().match(text, match.end())
            if names == ["the"]:
                score = 0.6 if match[3][0].isupper() or in_town else 0.2
            else:
                strong = re.fullmatch(_STRONG, match[3], re.IGNORECASE) is not None
                cased = match[3][0].isupper() and match[2].lstrip()[0].isupper()
                usual = all(name in common for name in names)
                score = 0.9 if in_town else 0.85 if strong or cased else 0.3 if usual else 0.5
            yield Candidate(match.start(1), match.end(1), score, 0.9)
        yield from self._without_street_word(text)
        for match in _FLAT_ONLY.finditer(text):
            yield Candidate(match.start(), match.end(), 0.7, 0.9)
        for match in _NAMED_HOUSE.finditer(text):
            if _is_home(match[1]) and not _of_service(text, match.start(1)):
                parted = match[2] != " " or match[1][0].isupper()
                yield Candidate(match.start(1), match.end(1), 0.7 if parted else 0.3, 0.85)
        for pattern in (_AFTER_CUE, _HOME_ALONE):
            for match in pattern.finditer(text):
                if _is_home(match[1]):
                    yield Candidate(match.start(1), match.end(1), 0.7)

    def _without_street_word(self, text: str) -> Iterable[Candidate]:
        """ "12 Riverside", "7 the cloisters": only after words of living somewhere, or before a town or postcode."""
        common = word_lists().common
        for match in _ONE_WORD.finditer(text):
            names = match[2].lower().replace(".", " ").split() or [""]
            if names[-1] in _NEVER_IN_NAME or names[0] in _NEVER_IN_NAME or _of_service(text, match.start(1)):
                continue
            if len(names) > 1 and names[0] != "the" and (names[1] in common or names[1] in _NEVER_IN_NAME):
                end = match.start(2) + len(match[2].split()[0])
                names = names[:1]
            else:
                end = match.end(2)
            cue = max((one.end() for one in _AT_HOME.finditer(text, max(0, match.start(1) - 30), match.start(1))), default=-1)
            cued = cue >= 0 and text[cue : match.start(1)].strip(" :,\n") == ""
            placed = _town_next().match(text, end) or _POSTCODE_NEXT.match(text, end)
            unusual = not all(name in common for name in names) or names[0] == "the"
            line = text[: match.start(1)].endswith("\n") and text[end : end + 1] in ("\n", ",") and match[2][0].isupper()
            if unusual and (cued or (placed and len(match[2]) > 3) or line):
                yield Candidate(match.start(1), end, 0.55)


def _of_service(text: str, start: int) -> bool:
    """Whether the words before say that this is where a surgery, shop or hospital is."""
    return _SERVICE.search(text, max(0, start - 45), start) is not None


def _is_home(text: str) -> bool:
    """Whether a house's name, and the street after it if there is one, are neither an institution nor a sentence."""
    house, comma, street = text.partition(",")
    return _NO_HOME.search(house) is None and not (comma and any(word in _NEVER_IN_NAME for word in street.lower().split()))


_POSTCODE_NEXT = re.compile(r"[,\n ]{1,3}(?:\[postcode\]|[a-z]{1,2}\d{1,2}[a-z]? ?\d[a-z]{2}(?!\w))", re.IGNORECASE)


@lru_cache(maxsize=1)
def _town_next() -> re.Pattern[str]:
    """A town right after a street."""
    towns = "|".join(re.escape(town) for town in sorted(word_lists().towns))
    return re.compile(rf",?[ \n]{{0,2}}(?:(?:in|at) )?(?:{towns})(?!\w)", re.IGNORECASE)
