"""The words by which people ask for announcements: patterns only, one phrase a line. ``wish`` says what they mean."""

from __future__ import annotations

import re


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


EVENT = _any(
    r"\b(?:public )?(?:events?|meetings?)\b",
    r"\bdrop[- ]?ins?\b|\bworkshops?\b|\bfairs?\b|\bcoffee mornings?\b",
    r"\bwhat(?:'?s| is) (?:on|happening|coming up|going on)\b",
    r"\b(?:any|some)thing (?:on|happening|coming up|going on|planned)\b",
    r"\bmeet you\b|\byour stall\b|\bstall in\b|\bcoming to\b",
)
FORMS = {
    "survey": _any(r"\bsurveys?\b", r"\bquestionnaires?\b", r"\bpolls?\b"),
    "focus_group": _any(r"\b(?:focus|discussion) groups?\b", r"\bforums?\b", r"\bpanels?\b"),
    "research": _any(r"\bresearch\b", r"\b(?:a|your|the) stud(?:y|ies)\b"),
    "representative": _any(r"\b(?:patient|public|lay) (?:rep\w*|voice|member|leader)s?\b", r"\brepresent (?:patients|people)\b"),
    "volunteering": _any(
        r"\bvolunt\w*|\bcommunity listeners?\b|\bwork experience\b|\bhelpers?\b",
        r"\bhelp out\b|\bwant to help\b|\boffer my services\b",
        r"\bspare time\b|\b(?:give|donate) (?:some |my )?time\b",
    ),
}
"""For each form of an opportunity; the first that is named counts."""
OPPORTUNITY = _any(
    r"\bopportunit\w+|\bconsultations?\b",
    r"\b(?:have|having) (?:my|a|our) say\b|\bwant a say\b|\bgive my (?:views?|opinion)\b",
    r"\b(?:get|be|become|getting) involved\b|\bjoin in\b|\btake part\b",
)
ANYTHING = _any(r"\b(?:get|be|become|getting) involved\b", r"\bjoin in\b", r"\bwhat can i do\b")
_OURS = r"(?:our|my) (?:\w+ ){0,3}(?:group|club|mosque|church|school|college|event|day|fair|housing|home|centre|meeting)"
NOT_A_LIST = _any(
    r"\b(?:talk|speak|speaker|present\w*) (?:to|at|for|with|in) (?:our|my|the|a|us|schools?)\b",
    r"\bgive (?:us )?a talk\b|\bdo (?:you do )?(?:a )?talks?\b",
    rf"\b(?:visit|attend|come (?:to|and)|bring|send someone to)\b.{{0,30}}\b{_OURS}\b",
    r"\bnewsletter\b|\bmailing list\b",
    r"\b(?:paid )?jobs?\b|\bvacanc\w+\b|\bwork for you\b|\btrustees?\b",
    r"\bdonat\w+ money\b|\braise money\b|\bfundrais\w+\b",
    r"\bppg\b|\bpatient (?:participation )?groups?\b",
    r"\bdbs\b|\bexpenses\b|\bmileage\b|\btravel money\b|\btraining\b|\bwhat do volunteers do\b|\bwhat is a\b",
)
"""An invitation to us, a job, the newsletter, a question about volunteering as such: the articles and a person answer these."""

_TOLD = r"(?:what )?people (?:have |had )?(?:say|said|told|tell)\w*"
_FEEDBACK = rf"(?:feed ?back|stories|comments|views|complaints|experiences|reports?|surveys?|{_TOLD})"
_CHANGED = r"(?:chang\w+|improv\w+|differ\w+)"
_BECAME = r"(?:came|has come|is the (?:result|outcome)|happened|has happened|did you do|have you done|are you doing)"
IMPACT = _any(
    r"\byou said,? we did\b",
    rf"\bwhat (?:has|have|had|did|was|is|will)?\s?(?:been |get |got )?{_CHANGED}\b.{{0,40}}\b{_FEEDBACK}",
    rf"\bwhat\b.{{0,30}}\bchang\w+ because\b|\bchang\w+ because (?:of (?:the |our |my )?)?{_FEEDBACK}",
    r"\b(?:did|do|does|has|have|can|will|would)\b.{0,40}\b(?:make|made|makes) (?:a|any) difference\b",
    rf"\bwhat (?:have|has|did|do) (?:you|healthwatch|they) (?:ever )?(?:achiev\w+|{_CHANGED}|done (?:with|about) )",
    rf"\bwhat {_BECAME} (?:of|out of|with|to|about|after|from) (?:all )?(?:the |my |our |your )?{_FEEDBACK}",
    r"\bdo(?:es)? anything (?:ever )?change\b|\bhas anything (?:been )?(?:changed|improved|got better)\b",
)
_WHAT_BECAME = r"what (?:has )?(?:happened|came|become|became|did you do|have you done|is happening)"
_ANY_NEWS = (
    r"any(?:thing)? (?:news|happened|come|update|changed)|has any(?:thing|one|body) (?:\w+ )?(?:happened|come|changed|read|done|listened)"
    r"|did (?:any(?:thing|one|body)|you|they) (?:ever |even )?(?:come|happen|change|read|do (?:anything|something)|act|look|listen)"
)
"""Only of what is past: what we do with a story, or deleting it, is a matter of privacy."""
_WHAT_I_TOLD = r"what (?:i|we) (?:\w+ )?(?:told|said|shared|wrote|sent|reported)"
_MY_STORY = r"(?:my|our) (?:\w+ )?(?:story|feedback|experience|comments?|report|review)"
MINE = _any(rf"\b(?:{_WHAT_BECAME}|{_ANY_NEWS})\b.{{0,40}}\b(?:{_WHAT_I_TOLD}|{_MY_STORY})\b")

_SOON = r"(?: (?:this|next) (?:week|month|weekend)| soon| today| tomorrow)?"
PLACE_QUESTION = _any(
    r"(?:hi |hello |please )?(?:is there |are there |have you (?:got )?|got |do you have )?"
    r"(?:anything|something|any events?|events?|what'?s on|what is on|what'?s happening|any(?:thing)? meetings?|meetings?)"
    rf"(?: else)?(?: (?:on|happening|going on|coming up|planned))?{_SOON}"
    rf"(?: (?:near|in|around|at|for|close to|by) (?P<place>[\w' -]{{2,30}}?))?{_SOON}[\s?.]*"
)
"""A whole message that asks what is on, perhaps near a place."""

JOIN = _any(
    r"\b(?:i|we|id|we'?d|i'?d|i'?ll|my \w+|me)\b.{0,30}\b(?:like|love|want|wish|hope|happy|keen|able|interested|will|going|can)\b.{0,16}"
    r"\b(?:come|coming|attend\w*|go|going|join(?:ing)?|be there|take part|sign(?:ed)? up|come along)\b",
    r"\b(?:sign|put|book) (?:me|us)\b|\bbook (?:a|my|our|us a|me a) (?:place|space|seat)\b|\bcount (?:me|us) in\b",
    r"\bi'?ll (?:be there|come)\b|\bcan i (?:come|attend|join|book|sign up|go|take part)\b",
)
CANNOT_COME = _any(
    r"\b(?:can'?t|cannot|can not|won'?t be able to|unable to|not able to|no longer|not going to|don'?t want to)\b.{0,14}"
    r"\b(?:come|attend|go|make it|join|take part|be there)\b",
    r"\btake (?:my name|me) off (?:the|your) (?:list|event)\b",
    r"\bcancel my (?:place|booking|space|seat|interest)\b|\bchanged my mind about (?:coming|joining|the (?:event|meeting))\b",
)
REFERENCE = _any(r"\bE-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
"""The reference of an interest."""
UNCLEAR_PLACE = _any(r"\b(?:in|near|at|around) (march|eye|walton|hampton|hunts|ramsey|linton)\b")
"""Places whose names are also words: ``ambiguous`` in ``bot/information/places.yml``."""
