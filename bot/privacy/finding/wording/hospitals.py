"""What the words around a number say of it: that a hospital gave it to a patient, or that it is an order's, a batch's or a telephone's."""

from __future__ import annotations

from bot.privacy.finding.rule import words

PLACE = (
    r"(?:(?:the|royal) ){0,2}(?:hospital|hosp|addenbrooke?'?s?|addies|hinchingbrooke|hinch|papworth|peterborough|rosie|pch|cuh|nwaft|"
    r"nwanglia|"
    r"qeh|city hospital|stamford|doddington|fulbourn|cpft|ward|trust|clinic|eye clinic|unit|department|dept|out ?patients?)"
)
NUMBER_WORD = r"(?:numbers?|nu?mb?e?r|nubmer|numer|numbr|nuber|numbe|numba|nos?|num|nr)"
""" "Number" as it is written short or mistyped."""
AT_HOSPITAL = words(
    r"hosp(?:itals?|ital's)?|hospitol|hopsital|hosptial|addenbrooke?'?s?|addies|hinchingbrooke|hinch|papworth|rosie|pch|cuh|nwaft|qeh|cpft",
    r"wrist ?bands?|bracelets?|name ?bands?|(?:wrist|id|arm) ?(?:band|tag|tags)|sticker|barcode|patients?|pt|mrn|epic|chart|out ?patients?",
    r"epr|datix|specimen|case ?notes|(?:my|his|her|their|the|medical|mums|mum's|dads|dad's) (?:old |new |medical |own )?notes|medical "
    r"records?|(?:eye|fracture|pain|"
    r"heart|skin) clinic",
)
"""Words that say the number beside them may be a patient's; figures alone need one of these."""
OF_A_CLINIC = words(
    r"clinics?|wards?|consultants?|appointments?|appt|app|apt|referr(?:al|ed)|letters?|scan|x-?ray|mri|admi(?:tted|ssion)|discharged?|"
    r"a ?& ?e|ed|maternity|theatre|records?|files?|physio|dentist|dental|surgery|ambulance|999|incident|operation|op|bloods?|sample|"
    r"surgeon|"
    r"specialist|complaint|pals|datix|epr|results?|sheet|slip|specimen|radiology|renal|triage|111|dept|department|plaster|unit|form|"
    r"card|envelope|lab|"
    r"\w{3,12}ology|case (?:no|number)|trust|nurse|doctor|nhs|dob|"
    r"d\.o\.b\.?|born|date of birth|waiting list|camhs|hospice|dialysis|kidney|crew|paramedics?|registrar|crutches|tag|episode|theatre|"
    r"pathway|"
    r"locker|consent|biopsy|stent|chemo(?:therapy)?|radiotherapy|transplant|hcas?|physios?|therapists?|therapy|osteopath|dietitian|rehab"
)
"""Words beside which letters and figures in one are a patient's number."""
OF_SOMETHING_ELSE = words(
    r"orders?|ordered|parcels?|tracking|delivery|invoices?|bills?|receipts?|batch|lot|serial|models?|errors?|parts?|products?|items?|"
    r"tickets?|"
    r"charity|company|registered|gmc|nmc|hcpc|gdc|ofsted|cqc|jobs?|vacancy|policy|account|acc|customer|claims?|petition|planning|versions?|"
    r"build|wi-?fi|pass ?words?|pin|code|voucher|discount|promo|gift|vouchers|codes|dial|phone|tel|telephone|call|calling|called|ring|"
    r"fax|ext|"
    r"extension|bleep|pager|switchboard|text|txt|sms|mobile|mob|flight|train|trains|bus|isbn|permit|dwp|pip|esa|council|housing|court|"
    r"police|"
    r"crime|hmrc|tax|school|water|electric|gas|insurance|meter|population|units|cost|costs|paid|pay|price|quid|budget|salary|hearing aid|"
    r"wheelchair|frame|scooter|machine|device|pump|inhaler|vaccines?|jabs?|iso|lottery|raffle|bond|survey|study|page|grid|w3w|route|"
    r"reg|registration|passport|lisence|licen[cs]e|driving|sort|bank|card|handle|insta(?:gram)?|snap(?:chat)?|user ?name|username|"
    r"facebook|fb|"
    r"wearing|drug|tablets?|strength|barcode on the (?:box|packet)|foi|"
    r"leaflets?|posters?|booklets?|meeting|zoom|teams|webinar|snomed"
)
"""Words that make the number near them none of a patient's."""
