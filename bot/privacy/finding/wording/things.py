"""What stands around a name that is a thing's: a firm, an illness, a law, a robot or a dog; and how the words of medicine end."""

from __future__ import annotations

import re

from bot.privacy.finding.rule import word_set

CLINICAL = (
    "ology", "ologist", "iatry", "iatrics", "iatric", "iatrist", "otomy", "oscopy", "ectomy", "ostomy",
    "otherapy", "ography", "ographer", "ogram", "aemia", "emia", "itis", "osis", "opathy", "plasty",
    "otic", "tric", "bot", "statin", "pril", "sartan", "olol", "azole", "cillin", "mycin",
    "xaban", "dipine", "gliptin", "flozin", "tidine", "setron", "triptan", "parin", "umab", "ximab",
    "zumab", "azepam", "lukast", "afil", "glutide", "cycline", "floxacin", "thyroxine", "amine", "idone",
    "apine", "oxetine", "tadine", "izine", "gesic",
)  # fmt: skip
"""How specialities, operations, illnesses and medicines end."""
FIRM_AFTER = word_set(
    "academy accountants act appeal arena arms award bakery bandage bathroom biscuits block boots brace brewery bridge bros brothers "
    "building butchers bypass cafe care catheter cereal charter classification coaches collar course crisps criteria cup diet drip duct "
    "estate florists fluid forceps fracture frame gallery garage gland guidelines gym homecare hotel index inn inquiry junction knife "
    "law lecture limited lounge ltd manoeuvre method museum needle node nodes nursery ointment opticians phenomenon pies plc pool prize "
    "procedure programme protocol pub pump ratings reflex removals report review roads roundabout rule sauce scale scheme score scores "
    "screwdriver shirt sign site sling solicitors solution sons soup spanner splint stadium staging statue stockings study suite syrup "
    "taxis technique theatre training trial trophy trustees tumour tyres vets wing"
)
"""Right after a name with a capital these make it a firm's, a law's or a thing's."""
STREET_AFTER = word_set("place row rise view walk gate yard fields crescent mews grove drove crossing line")
ROOMS = re.compile(r"\b(?:bays?|wards?|units?|rooms?|suites?|surger(?:y|ies)|houses?|teams?)\b", re.IGNORECASE)
ROOM_CALLED = re.compile(r"(?<!\w)([^\W\d_]+) (?:ward|unit|bay)(?!\w)", re.IGNORECASE)
OR_ROOM = re.compile(r"(?:ward|unit|bay)(?!\w).{0,40}(?:, |\b(?:or|not|and|is that|was that|called) )$", re.IGNORECASE)
ROOMS_BEFORE = re.compile(
    r"\b(?:(?:bays|wards|units|rooms|suites|surgeries|houses|teams|bedrooms|theatres)\b[^.!?\n]{0,25}\b(?:called|named|are|like)(?: "
    r"after)?|"
    r"(?:bay|ward|unit|room|suite|house|team|theatre)s? (?:is|are|was|were) (?:called|named)(?: after)?)(?:[ ,]{1,2}(?:and |& |or "
    r")?[^\W\d_]{2,12}){0,4}"
    r"[ ,]{1,2}(?:and |& |or )?$",
    re.IGNORECASE,
)
""" "The bays are called Jade and Amber and"."""
PLAYS = re.compile(r"\b(?:play(?:s|ed|ing)?|hold music(?: is| was)?|listen(?:ing|ed)? to)(?: \w{1,9}){0,2} $", re.IGNORECASE)
""" "Plays Vivaldi": whoever wrote the music on hold."""
SHOP_AFTER = re.compile(
    r"'?s (?:closed|shut|opened|(?:has|have) (?:closed|shut|gone)|pies|syrup|web|bus|coach|coaches|bakery|shop|store|cafe|garage|the "
    r"(?:estate|travel|letting)"
    r"|estate agents?|butchers?|bakers?|florists?|crisps|sauce|soup|law|rule)\b",
    re.IGNORECASE,
)
""" "Wilkinson's closed", "Wright's pies"."""
EPONYM = re.compile(
    r"'s? ?(?:(?:disease|syndrome|palsy|nodes?|cysts?|signs?|fracture|sarcoma|tumou?rs?|tests?|tube|catheter|splint|spots?|point|triad|"
    r"oesophagus|thyroiditis|ulcers?|contracture|chorea|ataxia|aphasia|nerve|gland|tendon|lymphoma|reflex|phenomenon|neuroma|deformity|"
    r"manoeuvre|maneuver|hernia|angina|arthritis|anaemia|encephalopathy|dementia|local|pharmacy|card|clock|bakery|cafe|corner|yard|field|"
    r"court|arms|caf[eé]|tart|pudding|biscuits?|act|charter|review|report|tunnel|loop|stadium|academy|school|night shelter|bistro|"
    r"oak|wish|diner|kitchen|place|gym|salon|barbers|taxis|cars|coaches|bus|bikes)(?!\w))|"
    r"'s(?= (?:is|are|was) (?:by|at|in|on|near|open|shut|closed|free|cheap|next|opposite|behind|where|better|brilliant|good|lovely)\b)|"
    r"'s(?=[?]| (?:or|maybe|is what|what|whatever|disease|did (?:mine|my)))|"
    r",?(?:'s| is| was)? (?:the|a|my|our) (?:\w+ )?(?:chat ?bot|bot|robot|app|tank|bus|minibus|cat|dog|puppy|hamster|rabbit|"
    r"budgie|parrot|pony|"
    r"horse|bear|bakery|pub|boat|snowman|skeleton|doll|dummy|manikin|van|train|tortoise|goldfish|therapy dog|assistance dog|guide dog|"
    r"satnav|hoover)(?!\w)",
    re.IGNORECASE,
)
""" "Heberden's nodes", "Osler's?", "Ceri the chatbot"."""
THING_AFTER = word_set("score scores scale bandage knife pool ratings splint fracture tumour manoeuvre pub museum roundabout")
