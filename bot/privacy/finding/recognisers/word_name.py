"""Names that are words of English as well (Grace, Hope, Mark, Pat): names only where the sentence speaks of a person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.rule import Candidate, Rule, word_set
from bot.privacy.finding.wording.names import Words, words_of
from bot.privacy.finding.wording.people import KIN, ROLE
from bot.privacy.finding.wording.token import Token

_N = r"(?P<name>[^\W\d_]{2,}(?:-[^\W\d_]+)?)"
_WHOSE = r"(?:my|me|our|his|her|their|your|a|the|mums|mum's|dads|dad's)"
_SOMEBODY = rf"(?:{KIN}|{ROLE})"
_END = r"(?=\s*(?:[,.!?;:()\n]|$|(?:and|&|n|from|here|again|who|whos|hes|shes|in|on|at|the|with|speaking)\b))"


def _frame(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_FRAMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("is", _frame(rf"(?<![\w'\-]){_N},? (?:is|was|who is|whos|who's|who was) {_WHOSE} (?:\w+ )?{_SOMEBODY}(?!\w)")),
    ("beside", _frame(rf"(?<![\w'\-]){_N}(?P<comma>,?) {_WHOSE} (?:\w+ )?{_SOMEBODY}(?!\w)(?: (?P<verb>\w+))?")),
    ("self", _frame(rf"(?<![\w'])(?:i'm|i am|im|this is|it's|its|it is|me|hi|hello|hey|dear) {_N}{_END}")),
    ("by", _frame(rf"(?<![\w'])(?:told|seen|treated|helped|looked after|cared for|examined|assessed|served|signed|sent|done|run|led) "
        rf"by {_N}{_END}")),
    ("here", _frame(rf"(?<![\w'])(?:i'm|i am|im|this is|it's|its|it is|me|hi|hello|hey) {_N},? (?:here|speaking|again|calling)(?!\w)")),
    ("here", _frame(rf"(?:^|[.!\n] ?){_N} here(?: again)?(?=,|[.!\n]|$| (?:about|from|again|just|with|to|re)\b)")),
    ("greeted", _frame(rf"(?:^|[.!?\n] ?)(?:good )?(?:morning|afternoon|evening|hi|hiya|hey|hello|alright) {_N}(?=[,.!?\n]|$| (?:its|"
    rf"it's|this|its|i|can|could|"
        r"hope|how|just|thanks|x)\b)")),
    ("who_did", _frame(rf"(?<![\w'])(?:it was|it's|its|was it|thanks to) {_N} (?:who|whos|who's|at|on|from) ")),
    ("self", _frame(rf"(?<!\w)(?:thanks|thank you|cheers|ta|thx),? {_N},? (?:you|for|so much|ur|u|we|i'?ll|from)(?!\w)")),
    ("is_in", _frame(rf"(?<!\w)(?:is|was|has|if) {_N} (?:working|in today|on today|around|free|available|still there|back|there)(?!\w)")),
    ("down", _frame(rf"(?<!\w)(?:put|got|have|had|has|list|listed) {_N} (?:down|listed|named|as (?:my|his|her|our|the|next))(?!\w)")),
    ("desk", _frame(rf"(?:^|[.!?,\n] ?|(?<!\w)(?:and|n|&|with|by|from|to|thanks|hi|was|is) ){_N} (?:on|at|from|behind) (?:the )?(?:front )?"
        r"(?:desk|reception|switchboard|till|counter|door)(?!\w)")),
    ("desk", _frame(rf"(?:^|[.!?,\n] ?){_N} from (?:the|our|your) (?:agency|office|surgery|team|ward|church|hostel|council|group|club|"
        r"food bank|pharmacy|school|mosque|gurdwara|temple|chemist|practice|centre|cafe|hub|kitchen)(?!\w)")),
    ("pronoun", _frame(rf"(?<![\w'\-]){_N},? (?:hes|shes|he's|she's|who is|whos|who's)(?!\w)")),
    ("where", _frame(
        rf"(?<![\w'\-]){_N},? (?:next door|over the road|across the road|upstairs|downstairs|down the road|at number \d|"
        r"(?:on|from|at|behind|in) (?:the )?(?:reception|front desk|desk|counter|\w+ ward|ward|bed \d))"
    )),
    ("called", _frame(rf"(?<!\w)(?:{_SOMEBODY}|lady|man|woman|guy|chap|bloke|someone|somebody|one|girl|boy)s?,? (?:is |was |were "
        rf")?(?:called|named|name is|names|name's) {_N}{_END}")),
    ("name", _frame(rf"(?<!\w)(?:my|his|her|their|the|carers?|carer's|sons?|daughters?|mums?|dads?|full|first)(?: \w+)? names?(?:'s| "
        rf"is| was|:)? {_N}{_END}")),
    ("between", _frame(rf"(?<!\w)(?:{_SOMEBODY}|lady|man|woman|guy|chap|bloke|girl|lad)(?: \w+){{0,5}}, {_N}(?=, )")),
    ("apposition", _frame(rf"(?<=\w, ){_N}(?=, )")),
    ("closing", _frame(rf"(?:(?<!\w)(?:thanks|thank you|many thanks|thx|cheers|ta|love|regards|from|bye|signed)[,.!\s\-]{{1,4}}|"
        rf"[\n.!?] ?-+ ?){_N}(?=[\s.!x]*\Z)")),
    ("aged", _frame(rf"(?<![\w'\-]){_N},? (?:aged?|is) \d{{1,3}}(?![\d%:/.])")),
    ("did", _frame(
        rf"(?<![\w'\-]){_N} (?:rang|told|said|phoned|texted|emailed|helped|visited|explained|listened|promised|apologised|starts|"
        rf"needs|has been|"
        r"wants|lives|waited|fell)(?!\w)"
    )),
    ("moved", _frame(
        rf"(?<![\w'\-]){_N} (?:moved (?:out|in|away|house)|passed away|(?:wont|won't) (?:go|eat|take|come|see|get|leave|talk|let)|"
        r"lost (?:hers|his)|has (?:her|his)|had (?:her|his)|never (?:came|rang))(?!\w)"
    )),
    ("wrong", _frame(
        rf"(?<!\w)(?:rang|called|phoned|told|texted|saw|asked for|rung|sent \w+ to|wrote to|got) "
        rf"(?:the wrong|another|a different|the other) {_N}"
        r"(?=[!.,?]|$| (?:and|who|so|again)\b)"
    )),
    ("before", _frame(rf"(?<!\w)(?:call|ring|phone|text|ask|tell) {_N} (?:before|after|about|back|if|when|please|pls|re)(?!\w)")),
    ("says", _frame(rf"(?:(?:^|[.!?\n] ?|(?<!\w)(?:that's|thats|no that's|is|its|it's) ){_N}'s)"
        r"(?= (?:says?|is 9|appointment|appt|tablets|meds|red book|"
        r"jabs?|results?|letter)(?!\w)|[,.;])")),
    ("ere", _frame(rf"(?:^|[.,!\n] ?){_N} (?:ere|'ere)(?=[,.!\n]|$| (?:again|from)\b)")),
    ("whose", _frame(rf"(?<![\w'\-]){_N}'s {_SOMEBODY}(?!\w)")),
    ("owner", _frame(
        rf"(?<![\w'])(?:so|is|its|it's|use|ring|on|at|text|call|to|from|only) {_N}'s(?= (?:is|number|phone|mobile|house|flat|"
        rf"email|car|room|place|"
        r"name|dob)(?!\w)|[,.!?]|$)"
    )),
    ("is_the", _frame(rf"(?<![\w'\-]){_N}'s (?:the|my|our) (?:\w+ )?{_SOMEBODY}(?!\w)(?! (?:team|service|clinic))")),
    ("asked", _frame(
        rf"(?<!\w)(?:ask(?:ed)? for|spoke (?:to|with)|speak (?:to|with)|talk(?:ed)? to|tell|told|ask|ring|text|contact|email|met|"
        rf"bless|saw|thank|"
        rf"thanks to|thank you to|called|phone|visit(?:ed|ing)?|(?:in|under) the name(?: of)?|name of|credit to|well done|shout ?out to) "
        rf"{_N}{_END}"
    )),
)  # fmt: skip
_PAIR = _frame(rf"(?<![\w'\-]){_N},? (?:and|n|&|\+) (?P<other>[^\W\d_]{{2,}})(?![\w'\-])")
_TWO_PEOPLE = _frame(r" (?:from (?:the|our|next)|both|were|are|have|said|told|took|came|send)(?!\w)")
""" "Bill and sue from the surgery"."""
_TIMES = word_set("april may june august summer autumn winter spring easter christmas tuesday sunday monday friday march dawn")
_ACTS = word_set(
    "will may mark hope bill grace rob sue grant chase drew jack pat guy nick don rich max art dot can skip page trust love rain "
    "promise bless"
)
"""Words that do something in a sentence as often as not."""
_TELLS = word_set("had got cant wont waited died fell was told said rang came went gave helped isnt wasnt")
"""After "Pat our postman" these tell of him; after "will my son" they cannot stand."""
_GIRLS = word_set("poppy daisy ruby violet olive amber grace hope faith joy rose lily ivy holly summer dawn autumn pearl")
_WHO = word_set("i we they you he she to and will can would do i'd we'd id")
_NEVER_DOES = word_set("will may can bill trust peace pride love memory comfort rain page star angel gift")
_DESCRIBES = word_set(
    "happy rich sunny frank gay norm merry noble royal bright innocent lovely precious tiny constant true blue guy fortunate lofty dusty "
    "curly rusty sandy ginger violet amber olive misty bonny sterling roman free lucky mercy patience comfort pride peace trust "
    "wisdom beauty "
    "success progress justice memory hope faith joy love will may grace charity chance summer winter autumn dawn storm gift treasure "
    "shame angel star "
    "love buddy bud pet duck flower honey candy shade bliss mate bear fox ace legend heaven haven temple page lane porter pepper ash "
    "rain china paris india "
    "georgia chelsea kent lincoln preston ward clay stone west wing dean earl duke prince princess santa pops nan nana"
)
"""Words that say of themselves or of another what they are: no name in lower case after "I'm" or "thanks"."""


class WordName(Rule):
    """A word of the lists ``ambiguous_names`` and ``cased_names``, capital or none, in a frame that only a person fits."""

    entity = "PERSON"

    def candidates(self, text: str) -> Iterable[Candidate]:
        words = words_of(text)
        if not any((token.ambiguous or token.cased_name) and not token.first_name for token in words.tokens):
            return
        for kind, frame in _FRAMES:
            for match in frame.finditer(text):
                token = words.at(match.start("name"))
                if token is not None and token.start == match.start("name") and _person(kind, words, token, match):
                    yield Candidate(token.start, words.end_of_name(token, cued=False), 0.6)
        for match in _PAIR.finditer(text):
            one, other = words.at(match.start("name")), words.at(match.start("other"))
            if one is not None and other is not None and _pair(words, one, other):
                yield Candidate(one.start, one.end, 0.6)
                yield Candidate(other.start, words.end_of_name(other, cued=False), 0.6)


def _person(kind: str, words: Words, token: Token, match: re.Match[str]) -> bool:
    if not token.any_name or words.names_a_place(token):
        return False
    word, usual = token.lower, token.cased_name
    if kind in ("here", "ere"):
        return True
    if kind == "moved":
        return word not in _NEVER_DOES - {"will", "may"} and (word not in _TIMES or token.cased)
    if kind in ("wrong", "before"):
        return token.cased or (usual and kind == "before")
    if kind == "says":
        return token.cased and word not in _TIMES
    if kind == "greeted":
        return token.cased or usual or word in _GIRLS or word not in _DESCRIBES
    if word in _TIMES and kind == "beside" and token.cased and words.before(token) is None and not match["comma"]:
        return (match["verb"] or "").lower() in _TELLS | {"has", "is"}  # "May my neighbour has no heating"
    if word in _TIMES and kind in ("apposition", "by", "closing", "beside", "where"):
        return False
    if kind == "beside":
        if word not in _ACTS or match["comma"]:
            return token.cased or usual or word not in _DESCRIBES
        # "Will my son needs braces" tells of him; "will my son need braces" asks.
        before = words.before(token)
        if before is not None and before.lower in _WHO:
            return False
        verb = (match["verb"] or "").lower()
        return verb.endswith("s") or verb in _TELLS
    if kind == "aged":
        return word not in _TIMES and (token.cased or usual or word not in _DESCRIBES or word in _GIRLS)
    if kind == "did":
        return word not in _NEVER_DOES and word not in _TIMES and (token.cased or usual)
    if kind in ("is_in", "down"):
        return word not in _TIMES and (token.cased or usual)
    if kind == "between":
        return word not in _TIMES or token.cased
    if kind == "who_did":
        return word not in _TIMES and (token.cased or usual or word in _GIRLS or word not in _DESCRIBES)
    if kind == "desk":
        return word not in _TIMES and (token.cased or usual or word in _GIRLS or word not in _DESCRIBES | _ACTS)
    if kind in ("is", "whose", "is_the", "owner"):
        return token.cased or usual or word not in _DESCRIBES
    if kind == "pronoun":
        return token.cased or usual or word not in _DESCRIBES or word in ("joy", "grace", "faith", "hope")
    if kind in ("self", "closing", "asked", "by"):
        return token.cased or (usual and len(word) > 2) or (word not in _DESCRIBES and word not in _ACTS)
    if kind == "apposition":
        return token.cased and not words.opens_sentence(token)
    if kind == "where":
        return token.cased or usual or (word not in _DESCRIBES and word not in _ACTS)
    return True


def _pair(words: Words, one: Token, other: Token) -> bool:
    """ "pat and ron", "Hope and Daisy": both names, and not both words that do something."""
    if not (one.any_name and other.any_name) or one.cased != other.cased or words.names_a_place(other) or words.names_a_place(one):
        return False
    if any(token.lower in _TIMES for token in (one, other)) or words.speaks_of_rooms(other):
        return False
    if _TWO_PEOPLE.match(words.text, other.end):
        return True
    names = [token.first_name or (token.cased_name and token.lower not in _ACTS) for token in (one, other)]
    return all(names) or any(names) or (one.cased and not words.opens_sentence(one))
