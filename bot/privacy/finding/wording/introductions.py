"""What introduces a name: "my name is", titles, jobs, family, greetings and endings, each with the score of a name after it."""

from __future__ import annotations

import re

from bot.privacy.finding.rule import by_letter
from bot.privacy.finding.wording.people import KIN, ROLE

_NAMING = by_letter(
    r"call me|known as|goes under|nazywam si[eę]|mam na imi[eę]|mano vardas|m[aă] numesc|numele meu este|o meu nome [eé]|chamo[- ]me|"
    r"jmenuji se|vol[aá]m sa|mer[ai] na{1,2}m?|in charge(?: is| was|:)|imi[eę](?: i nazwisko)?:|vardas:|nume(?:le)?:|nome:|jm[eé]no:|meno:|"
    r"amar na{1,2}m|benim ad[iı]m|kazvam se|menya zovut|mani sauc|je m'appelle|me llamo|"
    r"i go by|goes by(?: the name(?: of)?)?|under the name(?: of)?|registered as|booked in as|spelt|"
    r"a (?:lady|man|woman|nurse|doctor|girl|guy|chap) (?:called|named)|(?:was|is|were|'s|'m|im|am|are|hes|shes) (?:called|named)|"
    r"(?:my|his|her|their|the|full|our|your)?(?:sur)?names?(?:'s| is| was|:| -|,? it's)|"
    r"(?:patient|client|resident|pt|attn|fao|next of kin|nok|re|contact|carer)(?: name)?:|"
    r"меня зовут|мене звати|казвам се|[іи]м'?я:?|име:|میرا نام|اسمي|نام من|م?ਮੇ?ਰਾ ਨਾਮ?|मे?रा नाम|আমার নাম"
)
_HONORIFIC = by_letter(
    r"mr\.? ?(?:and|&) ?mrs|mr|mrs|ms|mx|dr|prof|professor|rev|reverend|cllr|councillor|dame|"
    r"miss(?= [A-Z])|Sir(?= [A-Z])|Fr(?=\.? [A-Z])|Sr(?=\.? [A-Z])|P(?:an|ani)(?= [A-Z])"
)
_MEETING = by_letter(
    r"sp[eo]a?ke?n? (?:to|with)|ask(?:ed)? for|seen by|saw|treated by|looked after by|cared for by|named|called|help(?:ed)? (?:from|by)|"
    r"nurses?,? like|thanks to|thank you to|contact|about|(?:in |under )?(?:the )?name of"
)
_SELF = by_letter("i'm|i am|im|this is|it's|its|it is|here is|hi from|hello from")
_REACH = by_letter("e-?mail|text|txt|ring|phone|message|msg|whatsapp|tell|ask|let")
_LAST_WORDS = by_letter("thanks|thank you|many thanks|cheers|ta|ta-ra|tara|bye|ttfn|love|from")
_REGARDS = r"(?:kind |best |warm )?regards|(?:yours )?(?:sincerely|faithfully|truly)|signed"
_WHOSE = r"my|me|our|his|her|their|your|a|the"
_LETTER = r"[^\W\d_]"


def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


CUES: tuple[tuple[str, re.Pattern[str], float], ...] = (
    ("naming", _cue(rf"(?<!\w)(?:{_NAMING}) ?\"?"), 0.9),
    (
        "formal",
        re.compile(
            r"(?<!\w)(?=[EeIiLlMmNnPpTtWw])(?:"
            r"(?:(?<![^.,!?\n])|(?<=[.,!?\n] ))I, (?=[A-Z][a-z]+ [A-Z][a-z])|"
            r"(?i:we're|we are) the (?=[A-Z][a-z]+ family(?!\w))|"
            r"(?i:we|i|they|everyone|everybody|people) (?i:calls?|called) (?i:him|her|me|them|us) (?=[A-Z][a-z])|"
            r"(?i:this|message|note|letter) (?i:reaches|finds|gets to) (?=[A-Z][a-z])|(?i:mines|mine is|mine's) (?=[A-Z][a-z]))"
        ),
        0.8,
    ),
    ("title", re.compile(rf"(?<![\w'])(?i:{_HONORIFIC})(?!\w)\.?(?= ?{_LETTER})(?! (?i:and|&) )"), 0.9),
    ("role", _cue(rf"(?<![\w'])(?:{ROLE})s?(?: is| was| are| were|:| called| named|,)?(?= {_LETTER})"), 0.75),
    ("kin", _cue(rf"(?<![\w'])(?:{_WHOSE}) (?:\w+ )?(?:{KIN})(?: is| called| named|,|'s name is)?(?= {_LETTER})"), 0.8),
    ("self", _cue(rf"(?<![\w'])(?:{_SELF})(?= {_LETTER})"), 0.75),
    ("meeting", _cue(rf"(?<![\w'])(?:{_MEETING})(?= {_LETTER})"), 0.6),
    ("under", _cue(rf"(?<![\w'])(?:it's|its|is|booked|was|all|be) under (?={_LETTER})"), 0.6),
    ("sign_off", _cue(rf"(?<![\w'])(?:{_REGARDS})[,.!\s\-]*(?={_LETTER})"), 0.8),
    ("reach", _cue(rf"(?<![\w'])(?:{_REACH})(?= {_LETTER})"), 0.6),
    (
        "closing",
        _cue(
            rf"(?:(?<!\w)(?:{_LAST_WORDS})[,.!\s\-]{{1,4}}|[\n.!?] ?-+ ?)"
            rf"(?={_LETTER}+(?: {_LETTER}+)?[\s.!x]*\Z)"
        ),
        0.6,
    ),
)
"""Kinds of words that introduce a name, and the score of a name after them."""
