"""Tells a request for medical advice from a question about services, by rules that a person can read.

Medical advice is: what is wrong with me, is it serious, how much may I take, should I have it, what does my result mean,
should I go to A&E. Nobody here answers that; asking how to see a doctor, order medicine or read results in the app is a
question about services and is answered. A miss is answered from an article about services at worst, a false alarm
sends a person to 111 for nothing: both are kept rare by ``tests/information/clinical_cases.py``.
"""

from __future__ import annotations

import re

_MEDICINE = (
    r"(?:paracetamol|ibuprofen|aspirin|codeine|co-?codamol|naproxen|morphine|tramadol|calpol|nurofen|piriton|antihistamines?|antibiotics?|amoxicillin"
    r"|penicillin|steroids?|statins?|metformin|insulin|warfarin|blood thinners?|beta ?blockers?|sertraline|citalopram|fluoxetine|antidepressants?"
    r"|omeprazole|ramipril|amlodipine|inhalers?|hrt|the pill|painkillers?|laxatives?|sleeping (?:tablets?|pills?)|diazepam|gabapentin|pregabalin"
    r"|thyroxine|levothyroxine|methotrexate|mirtazapine|melatonin|ozempic|mounjaro|vitamins?|tablets?|pills?|capsules?|medication|medicines?|meds"
    r"|doses?|antacids?|gaviscon|strepsils|supplements?|eye ?drops|cream)"
)
_BODY = (
    r"(?:head|chest|stomach|tummy|belly|back|leg|legs|arm|arms|knee|knees|foot|feet|ankle|toe|hand|hands|finger|wrist|elbow|shoulder|neck|throat|ear|ears"
    r"|eye|eyes|nose|skin|heart|lungs?|kidneys?|liver|bladder|bowels?|hip|jaw|face|scalp|breast|groin|calf|thigh|glands?|tongue|poo|stools?|wee|urine|mole)"
)
_SYMPTOM = (
    r"(?:pains?|ache|headaches?|migraines?|rash(?:es)?|lump|cough|fever|high temperature|temperature|sore throat|earache|diarrhoea|vomiting|dizz(?:y|iness)"
    r"|nausea|bleeding|blood|swelling|swollen|bruis(?:e|es|ing)|itch(?:y|ing)?|numb(?:ness)?|tingling|palpitations|breathless(?:ness)?|cramps?|discharge"
    r"|constipat(?:ed|ion)|spots?|blisters?|chest pains?|hot flushes|fatigue|tired all the time|stiff(?:ness)?|burning|tight chest|sick|poorly|unwell)"
)
_ILLNESS = (
    r"(?:cancer|covid|flu|diabet(?:es|ic)|asthma|sepsis|meningitis|measles|chicken ?pox|shingles|scabies|strep(?: throat)?|an? uti|cystitis|thrush|eczema|psoriasis"
    r"|pneumonia|bronchitis|tonsillitis|arthritis|gout|sciatica|a stroke|a heart attack|a blood clot|dvt|dementia|depression|anxiety|adhd|autism|bipolar"
    r"|an? (?:infection|ulcer|hernia|concussion|fracture|allergy)|anaemia|menopause|endometriosis|pregnant|broken|infected|contagious|serious|dangerous)"
)
_SOMEBODY = r"(?:i|he|she|we|my [a-z]+(?: [a-z]+)?|the baby|baby|our [a-z]+)"

ASKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # How much, how often, together with what.
        rf"\bhow (?:much|many|often|long)\b[^?.!]{{0,40}}\b(?:take|give|use|between|of|is it safe)\b[^?.!]{{0,40}}\b{_MEDICINE}\b",
        rf"\bhow (?:much|many|often)\b[^?.!]{{0,12}}\b{_MEDICINE}\b[^?.!]{{0,40}}\b(?:take|give|have|use|safe|allowed|for)\b",
        rf"\b(?:can|could|should|may|shall|do) (?:i|he|she|we|my \w+)\b[^?.!]{{0,25}}\b(?:take|taking|have|give|drink|mix|stop|come off|double|skip|use|up|increase|eat)\b"
        rf"[^?.!]{{0,40}}\b{_MEDICINE}\b(?! (?:review|delivered|back to))",
        rf"\b(?:can|could|should|may|do) (?:i|he|she|we)\b[^?.!]{{0,15}}\b(?:stop|start|keep|carry on|come off|wean off)\b[^?.!]{{0,12}}\b(?:taking|on|using)\b",
        r"\bdos(?:e|es|age)\b(?![^?.!]{0,20}\b(?:vaccine|booster|jab)\b)",
        r"\bside[- ]?effects?\b",
        rf"\b(?:missed|forgot|forgotten|double[d]?|too many|twice as many|accidentally took)\b[^?.!]{{0,30}}\b(?:{_MEDICINE})\b",
        rf"\b(?:is|are)\b[^?.!]{{0,30}}\b{_MEDICINE}\b[^?.!]{{0,30}}\b(?:safe|ok|okay|alright|dangerous|addictive|any good|better|good for|bad for)\b",
        r"\bsafe (?:to (?:take|use|give|drink|fly|exercise|eat|have)|in pregnancy|while pregnant|when pregnant|for my)\b",
        # What is it, is it serious.
        r"\bwhat(?:'s| is|s| could be| might be)? (?:(?:is|be) )?wrong with (?:me|him|her|my)\b",
        r"\bwhat(?:'s| is| could be| might be|s) (?:causing|this (?:rash|lump|pain|spot))\b",
        rf"\b(?:do|does|have|has|might|could|am|is|are) {_SOMEBODY} (?:really )?(?:have|got|be|having|getting)?\s?(?:a |an |the )?{_ILLNESS}\b",
        rf"\b(?:could|can|might|may|is|does) (?:it|this|that|these|they)\b[^?.!]{{0,25}}\b(?:be |mean |sound like )?(?:a |an )?{_ILLNESS}\b",
        rf"\b(?:symptoms?|signs?) of\b(?! (?:distress|abuse))",
        r"\bare these\b[^?.!]{0,30}\bsymptoms\b",
        r"\bis (?:it|this|that) (?:normal|serious|anything to worry|something to worry|infected|contagious|an emergency)\b",
        r"\bshould (?:i|we) (?:be )?(?:worr(?:y|ied)|concerned)\b",
        rf"\bwhy (?:do|does|is|are|am|has|have)\b[^?.!]{{0,10}}\b(?:my|i|his|her)\b[^?.!]{{0,20}}\b(?:{_BODY}|{_SYMPTOM}|hurts?|hurting|aches?|aching|bleeding)\b",
        r"\b(?:diagnose|second opinion on my (?:symptoms|diagnosis)|what do you think (?:it is|i have|i've got))\b",
        # What to do about it, where to take it.
        r"\b(?:should|do|shall|must) (?:i|we|he|she|my \w+)\b[^?.!]{0,20}\b(?:go|get|take|come|be taken)?\b[^?.!]{0,14}\b(?:to )?(?:a ?& ?e|a and e|casualty|the emergency "
        r"department|emergency room|accident and emergency)\b",
        r"\b(?:do|should) (?:i|we|he|she|my \w+) (?:need|call|ring|phone|get)(?: for)? (?:an ambulance|999|111|to (?:see|go)[^?.!]{0,20}(?:doctor|gp|hospital|a ?& ?e))\b",
        r"\b(?:is|does) (?:it|this|that)\b[^?.!]{0,20}\b(?:bad|serious|urgent) enough\b",
        rf"\bdo (?:i|we) (?:really )?need\b[^?.!]{{0,12}}\b(?:antibiotics?|stitches|an? (?:x-?ray|scan|mri|operation|tetanus))\b",
        rf"\bwhat (?:can|should|do|could|shall) (?:i|we) (?:take|give|do|use|put|eat|drink)\b[^?.!]{{0,30}}\b(?:for|about|on|to help|with|when)\b[^?.!]{{0,30}}\b"
        rf"(?:{_SYMPTOM}|{_BODY}|{_ILLNESS}|toothache|tooth|burn|bite|sting|cold|period)\b",
        rf"\b(?:how (?:do|can|should) (?:i|you|we)|how to|best way to|what's the best way to) (?:treat|cure|stop|ease|get rid of|relieve|heal|bring down|clear up)\b",
        rf"\b(?:best|strongest|what) (?:treatment|medicine|medication|painkiller|cure|remedy|antibiotic|cream)s?\b[^?.!]{{0,20}}\b(?:for|should|is best|would)\b",
        r"\b(?:should|shall|would you|do i have to|is it worth)\b[^?.!]{0,20}\b(?:have|having|get|go ahead with|agree to|refuse|accept)\b[^?.!]{0,15}\b(?:operation|surgery|"
        r"vaccin\w+|jab|chemo\w*|scan|biopsy|treatment|procedure|epidural|statins?|hysterectomy|tooth out|injection)\b",
        r"\b(?:home )?remed(?:y|ies)\b",
        r"\bhow long (?:does|do|will|should)\b[^?.!]{0,30}\b(?:rash|cough|cold|flu|covid|virus|infection|fever|symptoms|bruise|wound|pain|swelling)\b[^?.!]{0,20}\blast\b",
        # What a result means.
        r"\bwhat (?:do|does|did|is|are)\b[^?.!]{0,40}\b(?:results?|reading|blood test|bloods|scan|x-?ray|mri|ecg|smear|level|count)\b[^?.!]{0,25}\b(?:mean|show|normal|ok|high|low)\b",
        r"\b(?:explain|interpret|understand|read|look at|go through|tell me about)\b[^?.!]{0,20}\b(?:my|these|his|her)\b[^?.!]{0,20}\b(?:test |blood |scan |x-?ray |mri )?(?:results?|bloods|scan)\b",
        r"\bis\b[^?.!]{0,40}\b\d{1,3}(?:[./ ](?:over )?\d{1,3})?\b[^?.!]{0,20}\b(?:normal|high|low|too high|too low|ok|bad|dangerous)\b",
        r"\b(?:blood pressure|blood sugar|hba1c|cholesterol|psa|ferritin|heart rate|pulse|tsh|egfr|bmi|temperature)\b[^?.!]{0,20}\b\d",
        r"\b(?:test|blood|scan|biopsy|smear) results?\b[^?.!]{0,30}\b(?:bad|abnormal|worr\w+|positive|raised|borderline)\b",
    )
)
"""Requests for medical advice whatever else is said."""

COMPLAINS_OF = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:i have|i've|ive|i've got|i have got|i got|i am having|i'm having|im having|i keep (?:getting|having)|i feel|i'm feeling|i am|i'm|im|my \w+ (?:has|is having|keeps))\b"
        rf"[^?.!]{{0,30}}\b{_SYMPTOM}\b",
        rf"\b(?:my|his|her) (?:left |right |lower |upper )?{_BODY} (?:is|are|has|have|hurts?|keeps?|feels?|aches?)\b[^?.!]{{0,25}}"
        rf"\b(?:hurt|hurts|hurting|ach\w+|swollen|sore|bleed\w*|itch\w*|numb|red|hot|killing me|stiff|pain\w*|throbbing|funny)?\b",
        rf"\b(?:pain|ache|lump|rash|swelling|tightness|numbness|burning) (?:in|on|around|under) (?:my|his|her)\b",
        r"\bthere(?:'s| is) (?:blood|a lump|a rash|pus)\b",
    )
)
"""Somebody says what hurts, now. Medical only when no service is in view."""

SERVICE = re.compile(
    r"\b(?:where (?:can|do|could|should|is)|who (?:can|do|should)|how (?:do|can|could) (?:i|we|you) (?:get|book|order|register|find|see|complain|access|apply|join|change|make|request|ask|"
    r"contact|reach|claim|refer)|appointments?|waiting|waited|list|referr\w+|register\w*|surgery|practice|receptionists?|complain\w*|prescriptions?|pharmac\w+|chemist|dentists?|dental|"
    r"tooth\w*|teeth|number|phone line|ward|staff|nurse|hospital|clinic|ambulance|transport|carers?|sick note|fit note|interpreter|cost|pay|charges?|free|111|hours|told me|they said)\b",
    re.IGNORECASE,
)
"""Words that put a service in view, so that a complaint of pain is background."""

_ANY_SERVICE_ASK = re.compile(
    r"\b(?:where (?:can|do|could|should) (?:i|we|you)|how (?:do|can|could) (?:i|we|you)) (?:\w+ ){0,2}?(?:get|book|order|reorder|register|find|see|complain|access|request|ask|contact|collect|claim|buy|view|check|download|speak)\b"
    r"(?! rid)",
    re.IGNORECASE,
)


def is_clinical(text: str) -> bool:
    """Whether the text asks for medical advice or describes an illness to be judged. Under a millisecond."""
    if any(pattern.search(text) for pattern in ASKS):
        return not _is_service_ask(text)
    return any(pattern.search(text) for pattern in COMPLAINS_OF) and not SERVICE.search(text)


def _is_service_ask(text: str) -> bool:
    """One sentence that asks where or how to get something: "how can I see my blood test results" is about a service."""
    return _ANY_SERVICE_ASK.search(text) is not None and not re.search(r"\b(?:mean|should i|is it (?:safe|serious|normal)|dos(?:e|age)|side[- ]?effects?|wrong with)\b", text, re.I)
