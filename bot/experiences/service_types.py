"""The kinds of service an experience can be of, and a first guess at the kind from what somebody calls it.

The list is the local Healthwatch practice's; staff correct the guess at the desk.
"""

from __future__ import annotations

import re

SERVICE_TYPES = {
    "gp": "GP surgery",
    "dental": "Dentist",
    "pharmacy": "Pharmacy",
    "optician": "Optician",
    "nhs_111": "NHS 111",
    "urgent_treatment": "Urgent treatment centre",
    "a_and_e": "Accident and emergency",
    "ambulance": "Ambulance",
    "hospital": "Hospital",
    "hospital_inpatient": "Hospital stay",
    "hospital_outpatient": "Hospital clinic",
    "maternity": "Maternity",
    "cancer": "Cancer care",
    "mental_health_adult": "Mental health, adults",
    "mental_health_child": "Mental health, children and young people",
    "community": "Community nursing or therapy",
    "patient_transport": "Patient transport",
    "sexual_health": "Sexual health",
    "screening_vaccination": "Screening or vaccination",
    "hospice": "Hospice or end of life care",
    "care_home": "Care home",
    "home_care": "Care at home",
    "social_work": "Social work or care assessment",
    "equipment": "Equipment or adaptations",
    "carers_support": "Support for carers",
    "other": "Other",
}

_WORDS = (
    # The narrow before the wide: a hospital pharmacy is a pharmacy, an eye clinic at a hospital is a clinic.
    ("patient_transport", r"(?:patient|hospital) transport|emed"),
    ("a_and_e", r"a ?(?:&|and|n) ?e\b|casualty|emergency department"),
    ("urgent_treatment", r"urgent treatment|minor injur(?:y|ies)|walk[- ]?in cent(?:re|er)|\butc\b|\bmiu\b"),
    ("nhs_111", r"\b111\b"),
    ("ambulance", r"ambulance|paramedic"),
    ("mental_health_child", r"camhs|children and young people'?s mental"),
    ("mental_health_adult", r"mental health|crisis team|first response|psychiatr|counsell|therapist|talking therap|cpft|\bcmht\b"),
    ("maternity", r"maternity|midwi|labour ward|antenatal|postnatal|health visitor|\brosie\b"),
    ("cancer", r"cancer|oncolog|chemo|radiotherap"),
    ("hospice", r"hospice|end of life|palliative|macmillan|arthur rank|sue ryder"),
    ("dental", r"dent(?:ist|al)|orthodont|hygienist|\bteeth\b|\btooth\b"),
    ("pharmacy", r"pharmac|chemist|\bboots\b|dispens"),
    ("optician", r"optician|specsavers|eye test|optometr"),
    ("sexual_health", r"sexual health|contracepti|icash"),
    ("screening_vaccination", r"screening|vaccin|\bjabs?\b|smear|mammogram"),
    ("care_home", r"(?:care|nursing|residential|old people'?s) home"),
    (
        "home_care",
        r"home ?care|care at home|domiciliary|care (?:agency|company|package)|carers? (?:come|came|visit|didn'?t|did not|never|keep|only"
        r"|rush|turn|arrive|from|are late)|(?:home|morning|evening|tea ?time|night) carers?\b|(?:mum|mother|dad|father|nan|gran)'?s carers",
    ),
    ("social_work", r"social (?:worker|services|care)|care assessment|needs assessment|safeguarding team"),
    ("equipment", r"wheelchair service|occupational therap|stairlift|grab rail|adaptation|equipment"),
    ("carers_support", r"carer'?s? (?:support|assessment)|caring together|unpaid carer|respite"),
    ("community", r"district nurse|community nurs|physio|podiatr|chiropod|speech (?:and language )?therap|\bcontinence\b"),
    ("hospital_outpatient", r"outpatient|out-patient|clinic\b|consultant|eye hospital"),
    ("hospital_inpatient", r"\bward\b|inpatient|in-patient|operation|surgery at .*hospital|discharged from"),
    ("hospital", r"hospital|addenbrook|hinchingbrooke|hinchy|papworth|stamford and rutland|\bcuh\b|\bpch\b"),
    ("gp", r"\bg\.?p'?s?\b|surgery|doctor'?s?|docs\b|medical (?:centre|practice)|health centre|practice|receptionist"),
)
_COMPILED = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in _WORDS)


def guess(*texts: str | None) -> str | None:
    """The kind of service that the first telling text names, or None. A suggestion for staff, never a finding."""
    for text in texts:
        for code, pattern in _COMPILED:
            if text and pattern.search(text):
                return code
    return None
