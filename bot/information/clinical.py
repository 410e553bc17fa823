"""Tells a request for medical advice from a question about services, by rules that a person can read.

Medical advice is: what is wrong, is it serious, how much may I take, should I have it, what does my result mean, should
I go to A&E. Nobody here answers that. Asking how to see a doctor, order medicine or read results in the app is about
services, and is answered. A rule is a line of words: ``( | )`` offers a choice, `` .. `` passes over a few words of the
same sentence, a name in capitals stands for a list of ``clinical_words``. The tables under ``tests/information`` hold
what must and must not be found.
"""

from __future__ import annotations

import re

from bot.information.clinical_words import LISTS

ADVICE = (
    # How much, how often, together with what.
    "how (much|many) .. DRUG",
    "how (much|many|often|long) .. (take|taking|give|use) .. MEDICINE",
    "how (much|many|often) MEDICINE (can|should|do|may|to) .. (take|give|have|use)",
    "(can|could|should|may|shall|is it (ok|okay|safe|alright) to) .. (take|taking|have|give|drink|mix|use|swap|skip|double|eat) .. DRUG",
    "(can|could|should|may|shall|is it (ok|okay|safe|alright) to) .. (take|mix|skip|double|stop|come off|increase|reduce) .. MEDICINE",
    "(should|can|could) SOMEBODY .. (be on|go on|stay on|start|stop|keep|carry on|come off) .. (taking|on|using|MEDICINE)",
    "(dose|doses|dosage|overdose)",
    "side effects?",
    "(missed|miss|forgot|forgotten|doubled) .. (MEDICINE|dose|injection)",
    "(is|are) .. DRUG .. (safe|ok|okay|alright|dangerous|addictive|any good|better|good for|bad for)",
    "(is|are) .. (these|those|my) MEDICINE .. (safe|dangerous|addictive|any good|working)",
    "what (MEDICINE|vitamin|painkiller) .. (should|can|is best|for)",
    "safe (to (take|use|give|drink|fly|exercise|eat|have|drive)|in pregnancy|while pregnant|when pregnant)",
    "can (i|he|she|we) (fly|drive|swim|exercise|run|have sex|drink) .. (after|with|while|on|when)",
    # What is it, is it serious.
    "what(s|'s| is| could be| might be)? (causing )?wrong with (me|him|her|"
    "my (?!(nhs|app|appointment|referral|surgery|gp|doctor|hospital))\\w+)",
    "what(s|'s| is| could be| might be) (causing )?(this|these|the|my) (BODY )?(rash|lump|pain|pains|spot|spots|mark|bump|SYMPTOM)",
    "SYMPTOM .. what (is|could|can|might) (it|this|that)( be)?",
    "(do|does|have|has|might|could|am|is|are) SOMEBODY (really |also )?(have |got |be |having |getting )?(a |an |the )?ILLNESS",
    "(could|can|might|may|is|does|are) (it|this|that|these|they|this lump|my mole|the lump) .. ILLNESS",
    "(is|could|might) my (\\w+ )?BODY .. ILLNESS",
    "is ILLNESS (still )?(contagious|catching|infectious|serious|dangerous)",
    "(symptoms?|signs?) of",
    "are these .. symptoms",
    "is (it|this|that) (normal|serious|infected|contagious|an emergency|life threatening)(?! (to|for|that|here|in (england|the uk)))",
    "is (it|this|that) (anything|something) to worry",
    "should (i|we) (be )?(worry|worried|concerned)",
    "why (do|does|is|are|am|has|have) (i|he|she|my|his|her) .. (BODY|SYMPTOM|hurts?|hurting|aches?|aching|bleeding|tired)",
    "(diagnose (me|this|my)|what do you think (it is|i have|i've got))",
    "do you think (it|it's|its|this|that|i|he|she|my \\w+)('s| is|s)? .. (ILLNESS|BODY|broken|bad)",
    # What to do about it, where to take it.
    "(should|do|shall|must) SOMEBODY .. (a ?& ?e|a and e|casualty|emergency department|emergency room|accident and emergency)",
    "(do|should|does) SOMEBODY (need|have|call|ring|phone|get|go)( to)?( for| see| call| take \\w+ to| go to| take \\w+)? "
    "(an ambulance|999|(a |the )?(doctor|gp|hospital|walk in)|to hospital)(?! (for|about|to) (a )?(referral|physio|sick note|fit note))",
    "need to (take|bring) (her|him|them|my \\w+) to (the )?(hospital|a&e)",
    "(bad|serious|urgent|ill) enough (to|for)",
    "do (i|we) (really )?need .. (DRUG|stitches|x-?ray|scan|mri|an operation|tetanus)",
    "what (can|should|do|could|shall) (i|we|he|she) (take|give|use|put|eat|drink|do) .. (for|about|to help|with|when|on) .. "
    "(SYMPTOM|BODY|ILLNESS|toothache|tooth|burn|bite|sting|cold|period)",
    "(SYMPTOM|ILLNESS|MEDICINE) .. what (should|do|can|shall) (i|we) do",
    "(how (do|can|should|could) (i|you|we)|how to|best way to) (treat|cure|ease|get rid of|relieve|heal|bring down|clear up)",
    "(best|strongest|right) (treatment|medicine|medication|painkiller|cure|remedy|antibiotic|cream|tablets?) .. (for|is)",
    "(what|which) (treatment|medicine|medication|painkiller|antibiotic|cream)s? .. (for|should|is best|would)",
    "(should|shall|do|is it worth) (i|we|he|she|my \\w+)?( have to)? ?(have|having|get|go ahead with|agree to|refuse|accept|take) .. "
    "(operation|surgery|vaccine|vaccination|jab|chemo\\w*|biopsy|procedure|epidural|hysterectomy|tooth out|injection|hip replacement)",
    "(home remedy|home remedies)",
    "how long (does|do|will|should) .. (ILLNESS|SYMPTOM|cold|virus|bruise|wound) .. (last|take to (heal|go))",
    # What a result means.
    "what (do|does|did|is|are) .. (results?|reading|bloods?|blood test|scan|x-?ray|mri|ecg|smear|level|count) .. "
    "(mean|show|normal|ok|high|low)",
    "(explain|interpret|understand|look at|go through|check) (my|these|his|her|the) (\\w+ )?(results?|bloods?|blood test|scan|x-?ray|mri)",
    "(blood pressure|blood sugar|hba1c|cholesterol|psa|ferritin|heart rate|pulse|tsh|egfr|bmi|temperature) .. [0-9]+",
    "is (a |an )?[0-9]+ .. (normal|high|low|bad|dangerous) for",
    "(results?|bloods|scan|biopsy|smear) .. (bad|abnormal|raised|borderline|mean)",
)
"""What asks for medical advice, whatever else is said."""

COMPLAINT = (
    "(i|he|she|we|my \\w+|my \\w+ \\w+)"
    "( have|'ve|ve|'m| am|m| has| is| feel| feels| keep| keeps| got| have got|'ve got|ve got|'s) .. SYMPTOM",
    "(my|his|her) (left |right |lower |upper )?BODY (is|are|has|have|hurts?|keeps?|feels?|aches?|hurting)",
    "(pains?|ache|lump|rash|swelling|tightness|numbness|burning) (in|on|around|under) (my|his|her)",
    "there(s|'s| is) (blood|a lump|a rash|pus)",
)
"""Somebody says what hurts, now: medical only when no service is in view."""

SERVICE_IN_VIEW = (
    "where (can|do|could|should|is)",
    "who (can|do|should|could|to)",
    "how (do|can|could) (i|we|you) (get|book|order|register|find|see|complain|access|apply|join|change|make|request|"
    "ask|contact|reach|claim)",
    "(appointments?|waiting|waited|list|refer\\w*|register\\w*|surgery|practice|receptionists?|complain\\w*|prescriptions?|"
    "pharmac\\w+|chemist)",
    "(dentists?|dental|tooth\\w*|teeth|number|ward|staff|nurse|hospital|clinic|ambulance|transport|carers?|sick note|fit note|interpreter)",
    "(cost|costs|pay|charges?|free|111|told me|they said|help for|support|benefits?|hearing aids?)",
)
"""Words that put a service in view, so that a complaint of pain is only the background."""

SERVICE_ASK = (
    "(where (can|do|could|should)|how (do|can|could)) (i|we|you) (\\w+ )?"
    "(get|book|order|reorder|register|find|see|complain|access|request|ask|contact|collect|claim|buy|view|check|download|"
    "speak|cancel)(?! (rid|better|over))",
    "(have to|do i|need to|who|help) pay(s|ing)?",
    "(order|ordered|delivered|collect|back to the|give back)",
    "(nhs app|the app)",
)
"""A question of where or how, about a service, even if it names a medicine or a result."""

SERVICE_OF_AN_ILLNESS = "(?! (?:assessments?|clinics?|referrals?|nurses?|teams?|services?|support|groups?|wards?|lists?|units?|centres?))"
"""What makes the name of an illness the name of a service."""

_NEVER_SERVICE = ("(mean|should i|is it safe|is it serious|doses?|dosage|side effects?|wrong with me|how much .. (take|give))",)


_LONGEST = 4000
"""Characters that are read: far more than anybody asks in, few enough for a tenth of a second at worst."""
_A_FEW_WORDS = r"\b[^?.!]{0,40}?\b"


def _compiled(rules: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern, rules)), re.IGNORECASE)


def _pattern(rule: str) -> str:
    for name, words in LISTS.items():
        # "autism" is an illness here, and an autism assessment is a service.
        then = SERVICE_OF_AN_ILLNESS if name == "ILLNESS" else ""
        rule = re.sub(rf"\b{name}\b", lambda _, words=words, then=then: f"(?:{'|'.join(words)}){then}", rule)  # type: ignore[misc]
    return rf"\b(?:{rule.replace(' .. ', _A_FEW_WORDS)})(?!\w)"


_ADVICE, _COMPLAINT = _compiled(ADVICE), _compiled(COMPLAINT)
_SERVICE_IN_VIEW, _SERVICE_ASK, _NOT_SERVICE = _compiled(SERVICE_IN_VIEW), _compiled(SERVICE_ASK), _compiled(_NEVER_SERVICE)


def _read(text: str) -> str:
    return text[:_LONGEST].replace("\u2019", "'")


def names_service(text: str) -> bool:
    """Whether the text has a service in view or asks where and how to get one."""
    text = _read(text)
    return _SERVICE_IN_VIEW.search(text) is not None or _SERVICE_ASK.search(text) is not None


def is_clinical(text: str) -> bool:
    """Whether the text asks for medical advice, or describes an illness as if to have it judged: 0.2 ms for a usual message."""
    text = _read(text)
    if _ADVICE.search(text):
        return not _SERVICE_ASK.search(text) or _NOT_SERVICE.search(text) is not None
    return _COMPLAINT.search(text) is not None and not _SERVICE_IN_VIEW.search(text)
