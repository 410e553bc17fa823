"""How people write where they live: number and street, flats, rooms, boats, houses with a name."""

from __future__ import annotations

import re

from bot.privacy.finding.rule import by_letter, words
from bot.privacy.finding.wording.streets import BLOCK, HOME, NAME, PROPER, SITE, SPELT, STRONG, UNIT, WEAK

FLAT = rf"(?:{UNIT}(?:,?[ \n]{{1,2}}|, ?))"
HOUSE = rf"(?:(?:{PROPER} ){{1,2}}(?:{BLOCK}|{HOME}|place),?[ \n]{{1,2}}|the {NAME},[ \n]{{1,2}})"
FIGURES = r"\d{1,4}(?: ?[a-h](?!\w))?(?: ?[\-/&] ?\d{1,4}[a-h]?)?"
NUMBER = rf"(?:no\.? ?|number |nr\.? |plot |pitch |flat |unit |apartment |apt |room |bungalow |caravan )?{FIGURES}"
AFTER = (
    rf"(?:(?: end| hill| park| green| gardens)? (?:{STRONG}|drove|close|way|drive)| (?:park|gardens|gdns|estate|site|north|"
    r"south|east|west))?"
)
STREET = re.compile(
    rf"(?<![\w£$€./\-])(?<!\d:)({FLAT}?{HOUSE}?{NUMBER},? {{1,2}}((?:{NAME} {{1,2}}){{1,3}}?)({STRONG}|{WEAK}){AFTER}(?![\w'\-]))",
    re.IGNORECASE,
)
SPELT_OUT = re.compile(rf"(?<![\w\-])((?:number )?{SPELT},? ((?:{NAME} ){{1,2}}?)({STRONG}|{WEAK}){AFTER}(?![\w'\-]))", re.IGNORECASE)
PREPOSED = re.compile(
    rf"(?<!\w)((?:no\.? ?|number |nr\.? )(?:{FIGURES}|{SPELT}),? (?:on|in|down|along|at|up) ((?:{NAME} ){{1,3}}?)({STRONG}|"
    rf"{WEAK}){AFTER})(?![\w'\-])",
    re.IGNORECASE,
)
REVERSED = re.compile(
    rf"(?<!\w)((?:{NAME} ){{1,2}}?(?:{STRONG}|close|drive|way|approach|court|hill|walk|place|square),? (?:at )?(?:no\.? ?|number |"
    rf"nr\.? )?{FIGURES})(?![\w'\-]|[.:]\d| (?:min|hour|year|day|week|time|month|p|a)m?s?\b)",
    re.IGNORECASE,
)
ONE_WORD = re.compile(
    rf"(?<![\w£$€./\-])(?<!\d:)({FLAT}?{NUMBER},? {{1,2}}((?:the {{1,2}})?{NAME}(?: (?!in\b|at\b|near\b){NAME})?))(?=(.{{0,40}}))",
    re.IGNORECASE,
)
IN_BLOCK = re.compile(
    rf"(?<!\w)(?:{UNIT},?[ \n]{{1,2}}(?:(?:at|in) )?|(?:number |no\.? ?)\d{{1,4}}[a-z]?,? )((?:the )?(?:{PROPER} ){{1,2}}(?:{BLOCK}|"
    rf"{HOME}|place|{SITE}|(?:{PROPER} )?(?=care home|nursing home|residential home)))"
    rf"(?: of residence)?(?:,[ \n]{{1,2}}(?:{NAME} ){{1,2}}(?:{STRONG}|{WEAK}))?(?: care home| nursing home| residential home)?(?!\w)",
    re.IGNORECASE,
)
STREET_WORD = re.compile(rf" (?:{by_letter(f'{STRONG}|{WEAK}')})(?![\w'\-])", re.IGNORECASE)
"""Without one of these there are none of those that hold a street: asked first, because it is quick."""
AFLOAT_WORDS = ("boat", "barge", "nb", "berth", "mooring")
"""Without one of these, in lower case, there is no ``AFLOAT``."""
ROOM_NUMBER = re.compile(r"(?:(?:room|flat|no|number|pitch|plot|unit|apartment|apt)\.?) ?\d", re.IGNORECASE)
"""Without one of these there is no ``ROOM_AFTER``: asked first, because it is quick."""
ROOM_AFTER = re.compile(
    rf"(?<!\w)((?:{PROPER} ){{1,3}}(?:{BLOCK}|{HOME}|caravan park|home park|care home|nursing home),? "
    r"(?:room|flat|no\.?|number|pitch|plot|unit|apartment|apt\.?) ?\d{1,3}[a-z]?)(?!\w)",
    re.IGNORECASE,
)
UNIT_ALONE = re.compile(
    r"(?<!\w)(?:flat|apartment|caravan|maisonette|bedsit|chalet) ?(?:no\.? ?|number )?(?:[a-z]?\d{1,3}(?:/\d)?[a-z]?|[a-h](?= (?:at|on|"
    r"in)\b|[,.]))(?!\w|%|[.:/]\d| ?(?:percent|days?|hours?|hrs|mins?"
    r"|weeks?|months?|years?|mg|quid|pounds|people|of)\b)",
    re.IGNORECASE,
)
AFLOAT = re.compile(
    rf"(?<!\w)(?:(?:narrow ?boat|house ?boat|boat|barge|nb),? (?:called )?(?:{NAME} ?){{1,3}},? (?:at |on |, )?)?(?:berth|mooring) "
    rf"(?:no\.? ?)?\d{{1,3}}(?:,? (?:at )?(?:{NAME} ){{1,2}}"
    rf"(?:marina|wharf|quay|moorings?|lock|bank))?(?!\w)|"
    rf"(?<!\w)(?:narrow ?boat|house ?boat|barge|nb) (?:called )?(?:{NAME} ?){{1,3}},? (?:at |on |in )?(?:{NAME} ){{1,2}}"
    r"(?:marina|wharf|quay|moorings?|lock|basin)(?!\w)",
    re.IGNORECASE,
)
NAMED_HOUSE = re.compile(
    rf"(?<!\w)((?:the )?((?:{PROPER} ){{1,2}}(?:{HOME}|acres|ridge|haven|corner|lea))((?:,|,? on|,? in)?[ \n]{{1,2}})((?:{NAME} "
    rf"){{1,2}})({STRONG}|{WEAK}))(?![\w'\-])",
    re.IGNORECASE,
)
PO_BOX = re.compile(r"(?<!\w)p\.? ?o\.? ?box \d{1,6}(?!\w)", re.IGNORECASE)
COTTAGE = re.compile(
    r"(?<![\w'])(?:The )?[A-Z][a-z']+ (?:[A-Z][a-z']+ )?(?:Cottage|Bungalow|Farmhouse|Barn)(?!\w| (?:[Hh]ospital|[Hh]ome|[Ss]urgery|"
    r"[Cc]linic|[Ww]ard|[Cc]entre|[Cc]are))"
)
LIVING = (
    r"(?:live|living|lives|lived|stay|staying|stays|we're|we are|i'm|im|i am|home|house|address|addy|adress|moved|reside|resident|deliver|"
    r"find (?:me|us|him|her)|reach me|stopping|(?:house|bungalow|cottage|place|home) called|send (?:it|them|post|letters?)|"
    r"post (?:it|them)|come|came|went|visit|round|based|rent)"
)
AFTER_CUE = re.compile(
    rf"(?<!\w){LIVING}(?: (?:is|to|at|in|from|:)| address)* ?:? ?"
    rf"((?:the )?{NAME}(?: {NAME}){{0,2}}, ?(?:{NAME} ){{1,2}}(?:{STRONG}|{WEAK}))(?![\w'\-])",
    re.IGNORECASE,
)
HOME_ALONE = re.compile(
    rf"(?<!\w)(?:live|living|lives|lived|stay|staying|home is|address is|address|addy is)(?: at| in|:)? ?"
    rf"((?:the (?:old )?)?(?:{NAME} ){{1,2}}(?:{HOME}))"
    r"(?![\w'\-])(?! (?:ward|unit|surgery|hospital|care|nursing))",
    re.IGNORECASE,
)
OPENING = re.compile(
    rf"(?:\A|[.!?;:\n] ?)((?:The )?[A-Z][\w']+(?: [A-Z][\w']+)?, (?:[A-Z][\w']+ ){{1,2}}(?i:{STRONG}))(?=,? (?P<town>[A-Z][\w']+)|\n)"
)
""" "Rivermead, Low Road, Fenstanton": a house, its street and its town begin a message or sentence."""
HOUSE_AND_TOWN = re.compile(
    r"(?<!\w)(?i:live|lives|lived|living|staying|stays) at ((?:The )?[A-Z][\w']+(?: [A-Z][\w']+)?)(?=, ?[A-Z][\w']+)"
)
""" "Lives at Ivydene, Murrow"."""
HOUSE_BEFORE = re.compile(
    r"(?:(?i:(?<!\w)(?:to|in|at|is|lives?|called|from|house|bungalow|cottage)|[:,]) |\A|\n)((?:[Tt]he )?(?!(?:Mr|Mrs|Ms|Dr|"
    r"Miss)\b)[A-Z][\w']+(?: [A-Z][\w']+)?),[ \n]\Z"
)
""" "Hillcrest, 2 Back Lane": the house's name before its number."""
AT_HOME = words(
    rf"{LIVING}(?: (?:is|to|at|in|on|from|here|mostly|with \w+)|:)*(?: at)?(?: (?:no|number))?",
    "(?:home |my |post |postal )?addre?ss(?: is|:)?",
    "at",
    "addy(?: is)?",
)
LIVES_HERE = words(
    r"(?:live|living|lives|lived|staying|stay|home|house|address|addy|adress|moved|reside|resident|rent)(?: (?:is|to|at|in|"
    r"on|from|:))*"
)
