"""Homes that are no number in a street: flats over shops, boats, pitches, the number next door, and numbers as dictation writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.rule import Candidate, Rule, by_letter
from bot.privacy.finding.wording.homes import SERVICE_NEXT, is_home, of_service
from bot.privacy.finding.wording.streets import BLOCK, NAME, NEVER_IN_NAME, PROPER, STRONG, WEAK

_PLAIN = r"(?!\d)[\w'\-]{2,24}"
_STREET = rf"(?:{_PLAIN} ){{1,2}}(?:{STRONG}|{WEAK})"
_NUMBER = r"(?:no\.? ?|number |nr\.? |num )\d{1,3}[a-e]?"
_LIVE = r"(?:live|lives|lived|living|address is|addy is|home is|house is|staying|moved)"

_NUMBER_ALONE = re.compile(
    rf"(?<!\w)(?:next door(?: is| at| to)*|neighbours?(?: is| are|'s)?(?: \w+)? at|{_LIVE} (?:next door )?(?:at|in)|over the road at|"
    rf"opposite at|door is|our house is|we are at|we're at|up at|round at) ({_NUMBER})"
    r"(?=[,.!?;)\n]|$| (?:and|but|the|with|on|of|not|has|is|was|heard|have|got|takes?|knows?|who|if|so|please|pls)\b)(?! (?:in|of|on) "
    r"(?:the|your|their) (?:queue|line|list|waiting))",
    re.IGNORECASE,
)
""" "Post goes next door at number 11"."""
_FLATS_NUMBER = re.compile(
    rf"(?<!\w)((?:{PROPER} ){{1,3}}(?:flats|apartments|maisonettes|almshouses|cottages|bungalows|{BLOCK}),? (?:no\.? ?|number |flat "
    rf")\d{{1,3}}[a-e]?)(?!\w)",
    re.IGNORECASE,
)
""" "Trinity Hall flats, no. 9"."""
_FLAT_OVER = re.compile(
    rf"(?<!\w)((?:(?:the|a|my|our) )?(?:(?:top|back|upstairs|little) )?(?:flat|rooms?|bedsit|maisonette|studio|apartment)(?: "
    rf"\d{{1,3}}[a-c]?)? "
    rf"(?:over|above|behind|below|under|on top of)(?! the (?:road|street|way|top)\b)(?: (?:the|a|that|our))?(?: {_PLAIN}){{1,2}}?(?:,? "
    rf"?(?:on|in|at|down)? ?)"
    rf"(?:\d{{1,4}}[a-e]?,? {_STREET}|(?:the )?{_STREET}))(?![\w'\-])",
    re.IGNORECASE,
)
""" "The flat above the chippy, 88 Station Road"."""
_DICTATED = re.compile(
    rf"(?<!\w)(?:{_LIVE}|address|home|lives) (?:at |on |in |is )?((?:to|too|for|fore|ate|won|free|tree|nein|sex|tenn) ((?:{_PLAIN} "
    rf"){{1,2}}?)(?:{STRONG}|"
    r"close|way|drive|court|place|walk|row|rise|view|hill))(?![\w'\-])",
    re.IGNORECASE,
)
""" "I live at to Foxglove Way": the two that the telephone heard."""
_ONES = f"(?:{by_letter('one|two|three|four|five|six|seven|eight|nine')})"
_TENS = (
    r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fourty|fifty|sixty|"
    r"seventy|eighty|ninety)"
)
_IN_WORDS = re.compile(
    rf"(?<![\w\-])((?:{_ONES} hundred(?:(?: and)? (?:{_TENS}(?:[ \-]{_ONES})?|{_ONES}))?|{_ONES}(?: (?:oh|o|nought|zero|double)| "
    rf"{_ONES}){{1,2}} {_ONES}|"
    rf"{_ONES} {_TENS}(?:[ \-]{_ONES})?|(?:{_TENS}|{_ONES})(?:[ \-]{_ONES})? [a-e]),? (({_PLAIN} ){{1,2}}?)(?:{STRONG}|close|way|drive|"
    rf"court))(?![\w'\-])",
    re.IGNORECASE,
)
""" "Two hundred and twelve Lincoln Road", "one oh six Mill Road", "twenty two b"."""
_HEARD = r"to|too|for|fore|ate|won|free|tree|nein|sex|tenn"
_NUMBER_FIRST = re.compile(rf"^(?:(?:{_ONES}|{_TENS}|hundred|and|oh|o|nought|zero|double|{_HEARD}|[a-e])[ \-,]+)+")
_BOATS = by_letter("narrow ?boat|house ?boat|wide ?beam|dutch barge|barge|cabin cruiser|cruiser|motor ?boat|boat|yacht|tug|nb|mv|mb|fv")
_BOAT = f"(?:{_BOATS})"
_AFLOAT = re.compile(
    rf"(?<!\w){_BOAT},? (?:is |called |the |name )?(?:[\"']?(?:{_PLAIN} ?){{1,3}}[\"']?),? (?:is )?(?:(?:moored|mooring)? ?(?:at|on|in|"
    rf"by) )?"
    rf"(?:(?:{_PLAIN} ){{0,2}}(?:berth|mooring|pontoon|jetty) ?(?:no\.? ?)?[a-z]?\d{{1,3}}[a-z]?)(?:,? (?:{_PLAIN} ){{1,2}}(?:marina|"
    rf"wharf|quay|moorings?|"
    r"lock|basin|boatyard))?(?!\w)|"
    rf"(?<!\w){_BOAT},? (?:called )?(?:[\"']?(?:{_PLAIN} ?){{1,2}}?[\"']?),? (?:is )?(?:moored )(?:at|on|in|by|near|above|below) "
    rf"(?:the )?"
    rf"(?:{_PLAIN} ){{0,2}}(?:marina|wharf|quay|moorings?|lock|basin|boatyard|bridge|drain|river)(?!\w)",
    re.IGNORECASE,
)
_PITCH = re.compile(
    rf"(?<!\w)((?:pitch|plot|van|static|static caravan|caravan|mobile home|trailer|yard|unit) (?:no\.? ?|number )?\d{{1,3}}[a-e]?,? "
    rf"(?:at |on |in )?(?:the (?:old )?)?(?:{_PLAIN} )"
    r"{0,2}(?:'s )?(?:farm|site|yard|brickworks|fen|caravan park|holiday park|park|paddocks?|drove|orchard|field|sidings|airfield|"
    r"camp))(?![\w'\-])",
    re.IGNORECASE,
)
_ON_A_FARM = re.compile(
    r"(?<!\w)(?:we're|we are|i'm|im|i am|he's|hes|she's|shes|they're|live|lives|living|found us|find us|come) (?:out |all |up |both "
    r")*(?:at|on|to) "
    rf"((?:the )?(?:{PROPER} ){{1,2}}(?:farm|farmhouse|farm cottages?|cottages?|cott|bungalow|barns?|smallholding|nurseries))(?![\w'\-])",
    re.IGNORECASE,
)
_BLOCK_AND_STREET = re.compile(
    rf"(?<![\w£$€./\-:])((?:flat |apt\.? |no\.? ?)?\d{{1,3}}[a-e]? (?:{NAME} ){{1,2}}(?:ho|hse|house|lo|lodge|cotts?|cottages?|mans|"
    rf"bldgs?|buildings|flats|twr|tower|almshouses),"
    rf"? (?:{_PLAIN} ){{1,2}}(?:{STRONG}|{WEAK}))(?![\w'\-])|"
    rf"(?<![\w£$€./\-:])(\d{{1,3}}[a-e]? (?:{NAME} ){{1,2}}(?:ho|hse|cotts|cott|mans|almshouses)(?=[,.\n]|$)|\d{{1,3}}[a-e]? "
    rf"almshouses, (?:{_PLAIN} ){{1,2}}(?:{STRONG}|{WEAK})(?!\w))",
    re.IGNORECASE,
)
""" "6 Mayflower Ho, Fletton Ave"."""
_FLOOR_AND_BLOCK = re.compile(
    rf"(?<!\w)((?:flat|studio|apartment|apt|unit|room) ?\w{{1,4}},? (?:(?:on )?(?:the )?(?:\d(?:st|nd|rd|th)|first|second|third|fourth|"
    rf"top|ground|lower|upper) floor),? "
    rf"(?:of )?(?:{PROPER} ){{1,2}}(?:{BLOCK}))(?!\w)",
    re.IGNORECASE,
)
_HOSTEL = re.compile(
    rf"(?<!\w)(?:room|rm|bed|pod|door|unit|flat) ?(?:no\.? ?|number )?\d{{1,3}}[a-c]?,? (?:at |in |of )?(?:the )?(?:{PROPER} "
    rf"){{0,2}}(?:travel ?l?odge|premier inn|hostel|"
    rf"b ?& ?b|bnb|hotel|refuge|ymca|foyer|night shelter|guest ?house)(?:,? (?:on|in) (?:{_PLAIN} ){{1,2}}(?:{STRONG}|{WEAK}))?(?!\w)",
    re.IGNORECASE,
)
""" "Room 9 at the Travelodge": where the council puts people."""
_PLOT_LAST = re.compile(
    r"(?<!\w)((?:on|at|live|lives) )((?:the )?(?:[^\W\d_][\w'\-]* ){0,2}(?:fen|site|park|farm|drove|marina|common|field),? (?:plot|"
    r"pitch|van|caravan|berth) (?:no\.? ?)?\d{1,3}[a-e]?)(?!\w)",
    re.IGNORECASE,
)
""" "On Smithy Fen, plot 40a"."""
_IN_QUOTES = re.compile(r"(?<!\w)([\"'][A-Z][\w']+(?: [A-Z][\w']+)?[\"'], [A-Z][a-z]+(?: [A-Z][a-z]+)?)(?=[.,\n]|$)")
""" '"Dunroamin", Sutton Gault'."""
_LIVED_AT = re.compile(
    r"(?<!\w)(?:[Ll]ived?|[Ll]ives|[Ll]iving|[Bb]orn|[Mm]oved) (?:\w+ )?(?:at|to) ((?:The )?[A-Z][a-z']+ (?:End|View|Corner|Bank|Lea|"
    r"Rest|Nook|Ridge|Acres?|Haven|Top|Side|Gate))(?= in | at |,|\.|$)"
)
_FIGURE = re.compile(r"\d")
_LIVED = ("live", "living", "lived", "address", "addy", "home", "house is", "staying", "moved", "born")
_NUMBERED = ("no", "number", "nr", "num")
_BLOCKS = (
    *("flats", "almshouse", "maisonettes", "bungalows", "cottage", "apartments", "house", "court", "crt", "lodge", "mansion"),
    *("building", "tower", "hall", "heights", "point", "villa", "manor", "grange"),
)
_FIXED: tuple[tuple[re.Pattern[str], float, tuple[str, ...]], ...] = (
    (_NUMBER_ALONE, 0.6, _NUMBERED),
    (_FLATS_NUMBER, 0.6, _BLOCKS),
    (_FLAT_OVER, 0.85, ("flat", "room", "bedsit", "maisonette", "studio", "apartment")),
    (_DICTATED, 0.7, _LIVED),
    (_AFLOAT, 0.8, ("boat", "beam", "barge", "cruiser", "yacht", "tug", "nb", "mv", "mb", "fv")),
    (_PITCH, 0.6, ("pitch", "plot", "van", "static", "home", "trailer", "yard", "unit")),
    (_ON_A_FARM, 0.6, ("farm", "cott", "bungalow", "barn", "smallholding", "nurseries")),
    (_BLOCK_AND_STREET, 0.85, (" ho", " hse", " lo", "cott", " mans", " bldg", " building", " flats", " twr", " tower", "almshouses")),
    (_FLOOR_AND_BLOCK, 0.7, ("floor",)),
    (_HOSTEL, 0.7, ("odge", "premier inn", "hostel", "&", "bnb", "hotel", "refuge", "ymca", "foyer", "shelter", "guest")),
    (_PLOT_LAST, 0.7, ("plot", "pitch", "van", "berth")),
    (_IN_QUOTES, 0.8, ("'", '"')),
    (_LIVED_AT, 0.6, _LIVED),
    (
        _IN_WORDS,
        0.7,
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "teen", "ty", "hundred"),
    ),
)
"""Each way of writing a home, the score it has, and parts of words of which it has one: asked first, because that is quick."""
_WITH_FIGURES = frozenset({_NUMBER_ALONE, _FLATS_NUMBER, _PITCH, _BLOCK_AND_STREET, _HOSTEL, _PLOT_LAST})
"""These hold a number in figures."""


class OtherHome(Rule):
    """Each way of writing a home with the score it has; services and sentences are left to stand."""

    entity = "STREET_ADDRESS"

    def candidates(self, text: str) -> Iterable[Candidate]:
        lower = text.lower()
        figures = _FIGURE.search(text) is not None
        for pattern, score, parts in _FIXED:
            if (pattern in _WITH_FIGURES and not figures) or not any(part in lower for part in parts):
                continue
            for match in pattern.finditer(text):
                group = _group(pattern, match)
                found = match[group]
                if of_service(text, match) or SERVICE_NEXT.match(text, match.end()) or _a_sentence(found, pattern):
                    continue
                yield Candidate(match.start(group), match.end(group), score)


def _group(pattern: re.Pattern[str], match: re.Match[str]) -> int:
    """Which part of the match is the home."""
    if pattern is _PLOT_LAST:
        return 2
    return next((index for index in (1, 2) if index <= pattern.groups and match[index]), 0)


def _a_sentence(found: str, pattern: re.Pattern[str]) -> bool:
    """Whether the street or house in it is words of a sentence or an institution."""
    if pattern in (_DICTATED, _IN_WORDS):
        named = _NUMBER_FIRST.sub("", found.lower())
        return any(word in NEVER_IN_NAME or word in ("the", "see", "get", "go") for word in named.split()[:-1]) or len(named.split()) < 2
    if pattern in (_ON_A_FARM, _FLOOR_AND_BLOCK):
        return not is_home(found.rpartition("floor")[2].strip(" ,") or found)
    if pattern is _FLATS_NUMBER:
        return not is_home(found)
    return False
