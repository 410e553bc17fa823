"""Words of addresses: kinds of streets, of houses, of flats, numbers as words, and what is never part of a street's name."""

from __future__ import annotations

from bot.privacy.finding.rule import by_letter, word_set

STRONG = by_letter(
    "road|rd|street|str|avenue|ave|lane|crescent|cres|gardens|gdns|gdn|terrace|terr|blvd|cresc|drove|grove|mews|boulevard|causeway|cul "
    "de sac|"
    "raod|roaf|rode|stret|streeet|sreet|steet|avanue|avenu|avneue|cresent|crescant|cresant|crecent|terrance|terace|laen"
)
"""Words that are a street's wherever they follow a name, the commonest slips of the finger among them."""
WEAK = by_letter(
    "st|close|clsoe|colse|cl|clo|clse|drive|driev|drv|dve|dr|way|wy|court|crt|ct|place|pl|square|sq|hill|park|pk|rise|row|walk|view|vw|green|grn|parade|fen|"
    "bank|meadows?|mead|"
    "fields?|end|gate|yard|wharf|quay|broadway|common|path|chase|croft|dene|glebe|heath|orchard|ridge|ln|av|ter|cottages|cotts|cotgs|villas|mount|vale|"
    "leys?|spinney|maltings|brow|bridge|holt|paddocks?|hollow|dale|reach|fold|garth|acres?|piece|furlong|copse|coppice|woods?|corner|cross|"
    "hythe|staithe|drift|loke|brink|dyke|towers?|strand|riverside|barns?|hamlet|loan|nook|wynd|lea|coppins|crofts?|warren|market|causey|"
    "marina|moorings?|droveway|lodes?|haven|point|mill|priory|circus|passage|alley|track|bungalows|approach|almshouses|arcade|"
    "lakes|delph|foot|mere|pastures|pightle|weir|basin|headlands?|plantation|staunch|sluice|ings|elms|limes|chare|"
    "crossing|roundhouse|parkway|precinct|estate"
)
BLOCK = by_letter("almshouses?|house|hse|crt|court|cottage|lodge|mansions|buildings?|heights|point|tower|hall|villa|manor|grange|towers")
HOME = by_letter(
    "cottages?|farm|farmhouse|house|lodge|barns?|bungalow|forge|mill|rectory|vicarage|croft|manor|villa|stables|grange|gatehouse|smithy|"
    "school ?house|hall|view|oaks|elms|willows|poplars|firs|laurels|hollies|gables|orchard|granary|homestead|chapel|nook|"
    "limes|beeches|cedars|chestnuts|sycamores|hawthorns|pines|birches|larches|hazels|maples|ashes|rowans|brambles|"
    r"gatehouse|lodge house|old school|schoolhouse|bakery|brewery|dairy|coach ?house|parsonage|manse|boathouse|retreat|nest|paddocks?|"
    r"cabin|annexe?|homelea|rookery|warren|hayloft|maltings"
)
SITE = by_letter(
    "site|park|estate|caravan park|caravan site|mobile home park|home park|travellers? site|traveller site|marina|court|house|place"
)
NAME = r"[^\W\d_][\w'\-.]{0,24}"
PROPER = (
    r"(?!(?:both|all|at|in|on|is|a|an|my|to|from|of|and|with|i|im|i'm|its|it's|are|was|live|lives|living|staying|moved|into|for|"
    r"near|by|or|he|"
    r"she|they|"
    r"we|you|no|not|this|that|there|about|called|going|go|went|back|get|got|have|has|had|her|his|our|their|your)\b)" + NAME
)
"""A word that can begin the name of a house."""
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
SPELT = rf"(?:(?:(?:a|one) hundred(?: and)? )?(?:(?:{_TENS})(?:[ \-](?:{_ONES}))?|{_TEENS}|{_ONES}))"
"""A house number in words, to a hundred and ninety-nine."""
FLOOR = (
    r"(?:(?:the )?(?:(?:end|mid|middle)[ \-]?(?:of[ \-])?terraced?(?: house)?|annexe?|granny flat|rear|back)|(?:top|ground|"
    r"first|second|third|1st|2nd|3rd|lower|upper|basement|attic|garden)(?:[ \-]floor)?(?: (?:flat|bedsit|maisonette))?)"
)
UNIT = (
    "(?:(?:"
    + by_letter(
        "flat|flt|fl|hse|apartment|apt|ap|unit|room|bed|door|suite|bungalow|plot|pitch|caravan|chalet|maisonette|studio|bedsit|block|"
        "berth|mooring|house|lodge|cabin|hut"
    )
    + r") ?"
    r"(?:no\.? ?|number )?(?:[a-z]?\d{1,4}(?:/\d)?[a-z]?|[a-h])(?!\w))"
)
NEVER_IN_NAME = word_set(
    "hour hours hrs hr minute minutes mins min day days week weeks month months year years yrs time times people patients nurses "
    "doctors staff of in on a an to my your his her our their for at from with and or but was were is are am pm i we they he she it "
    "miles mile metres pounds percent other more less different beds wards out that this then when because if so by down up across "
    "along off into over per had have has not no very lots days' hours' stars out mg ml x am pm doors door streets stops mph kg cm mm ft "
    "ambulances appointments calls letters weeks' kids children adults bedrooms bedroom bed bus buses tablets quid chemists pharmacies "
    "dentists surgeries shops homes houses sites places clinics drs gps men women others both all"
)
ONE_WORD_STREETS = word_set(
    "broadway cowgate priestgate westgate eastgate southgate northgate bridgegate newgate highgate millfield riverside waterside bankside "
    "parkside hillside causeway cornmarket haymarket newmarket poultry cheapside wharfside quayside eastfield northfield southfield "
    "westfield"
)
"""Streets that are one word of English."""
