"""The topics' names on a button: at most twenty characters, which is what Messenger and WhatsApp show."""

from __future__ import annotations

TITLE_LENGTH = 20

LABELS = {
    "find_nhs_dentist": "Find a dentist",
    "urgent_dental": "Urgent dental help",
    "health_costs": "Help with costs",
    "register_gp": "Join a GP surgery",
    "gp_access": "GP appointments",
    "complain_nhs": "Complain: NHS",
    "complain_social_care": "Complain: care",
    "pals": "Hospital PALS",
    "nhs_app": "NHS App",
    "referral_waiting": "Waiting lists",
    "hospital_discharge": "Leaving hospital",
    "patient_transport": "Patient transport",
    "travel_costs": "Travel costs",
    "repeat_prescription": "Prescriptions",
    "pharmacy_first": "Pharmacy help",
    "nhs_111": "NHS 111",
    "mental_health_crisis_service_info": "Mental health help",
    "social_care_assessment": "Care assessment",
    "carers": "Help for carers",
    "continuing_healthcare": "Continuing care",
    "access_records": "My health records",
    "interpreters_formats": "Interpreters",
    "advocacy": "Advocacy",
    "volunteering": "Volunteering",
    "events_have_say": "Have your say",
    "about_healthwatch": "About Healthwatch",
    "contact_healthwatch": "Contact us",
    "privacy_and_data": "Privacy",
}


_WRITTEN = {"nhs": "NHS", "gp": "GP", "pals": "PALS", "sms": "SMS"}
"""Words of a topic's name that are written in capitals."""


def in_words(topic: str) -> str:
    """A topic's name as words: ``find_nhs_dentist`` is Find NHS dentist."""
    spelt = topic.replace("_", " ").split()
    return " ".join(_WRITTEN.get(word, word.capitalize() if index == 0 else word) for index, word in enumerate(spelt))


def label(topic: str, title: str) -> str:
    """The topic's name for a button; for a topic an editor added, as much of the article's title as fits in whole words."""
    if topic in LABELS:
        return LABELS[topic]
    short = ""
    for word in title.split():
        if len(f"{short} {word}".strip()) > TITLE_LENGTH:
            break
        short = f"{short} {word}".strip()
    return short or title[:TITLE_LENGTH]
