"""The lists of words that the clinical rules name in capitals; entries are parts of regular expressions."""

from __future__ import annotations

_DRUGS = (
    "paracetamol", "ibuprofen", "aspirin", "codeine", "co-?codamol", "naproxen", "morphine", "tramadol", "calpol",
    "nurofen", "piriton", "antihistamines?", "antibiotics?", "amoxicillin", "penicillin", "metronidazole",
    "steroids?", "prednisolone", "statins?", "metformin", "insulin", "warfarin", "apixaban", "blood thinners?",
    "beta ?blockers?", "propranolol", "sertraline", "citalopram", "fluoxetine", "mirtazapine", "antidepressants?",
    "omeprazole", "ramipril", "amlodipine", "hrt", "the pill", "my pill", "painkillers?", "laxatives?",
    "sleeping (?:tablets?|pills?)", "diazepam", "gabapentin", "pregabalin", "thyroxine", "levothyroxine",
    "methotrexate", "melatonin", "ozempic", "wegovy", "mounjaro", "vitamins?(?: [a-e])?", "antacids?", "gaviscon",
    "supplements?", "eye ?drops", "alcohol with",
)  # fmt: skip
_MEDICINES = (*_DRUGS, "tablets?", "pills?", "capsules?", "medications?", "medicines?", "meds", "inhalers?", "cream", "injections?")
_BODY = (
    "head", "chest", "stomach", "tummy", "belly", "back", "legs?", "arms?", "knees?", "foot", "feet", "ankles?",
    "toes?", "hands?", "fingers?", "wrist", "elbow", "shoulders?", "neck", "throat", "ears?", "eyes?", "nose",
    "skin", "heart", "lungs?", "kidneys?", "liver", "bladder", "bowels?", "hips?", "jaw", "face", "scalp",
    "breasts?", "groin", "calf", "thighs?", "glands?", "tongue", "poo", "stools?", "wee", "urine", "moles?",
    "ribs?", "muscles?", "joints?",
)  # fmt: skip
_SYMPTOMS = (
    "pains?", "aches?", "headaches?", "migraines?", "rash(?:es)?", "lumps?", "cough(?:ing)?", "fever",
    "(?:high )?temperature", "sore throat", "earache", "diarrhoea", "vomiting", "dizzy", "dizziness", "nausea",
    "bleeding", "swelling", "swollen", "bruis(?:es|ed|ing)", "itch(?:y|ing)?", "numb(?:ness)?", "tingling",
    "palpitations", "breathless(?:ness)?", "cramps?", "constipat(?:ed|ion)", "blisters?", "hot flushes", "fatigue",
    "tired all the time", "stiff(?:ness)?", "being sick", "feeling sick", "feel sick", "poorly", "unwell",
    "tight chest", "throwing up",
)  # fmt: skip
_ILLNESSES = (
    "cancer(?:ous)?", "covid", "flu", "diabet(?:es|ic)", "asthma", "sepsis", "meningitis", "measles",
    "chicken ?pox", "shingles", "scabies", "strep(?: throat)?", "(?:an? )?uti", "cystitis", "thrush", "eczema",
    "psoriasis", "pneumonia", "bronchitis", "tonsillitis", "arthritis", "gout", "sciatica", "(?:a )?stroke",
    "(?:a )?heart attack", "(?:a )?(?:blood )?clot", "dvt", "dementia", "depression", "depressed", "anxiety",
    "adhd", "autism", "autistic", "bipolar", "infection", "ulcer", "hernia", "concussion", "fracture(?:d)?",
    "allerg(?:y|ic)", "anaemia", "menopause", "endometriosis", "pregnant", "broken", "infected", "contagious",
    "hay ?fever", "impetigo", "norovirus", "piles",
)  # fmt: skip
_SOMEBODY = ("i", "we", "he", "she", "my [a-z]+", "my [a-z]+ [a-z]+", "the baby", "our [a-z]+")

LISTS: dict[str, tuple[str, ...]] = {
    "DRUG": _DRUGS,
    "MEDICINE": _MEDICINES,
    "BODY": _BODY,
    "SYMPTOM": _SYMPTOMS,
    "ILLNESS": _ILLNESSES,
    "SOMEBODY": _SOMEBODY,
}
