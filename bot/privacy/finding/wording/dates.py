"""How people write a date: in figures, with months, in words, out of order, or as a feast. What makes one a birth is the recogniser's."""

from __future__ import annotations

import re

MONTH = (
    r"(?:jan(?:uary|aury|uray|u?ary)?|feb(?:ruary|uary|urary|ruray|urury|rary)?|mar(?:ch|hc)?|apr(?:il|ill|l)?|ap|may|june?|ju?ly|july?|"
    r"aug(?:ust|sut|ast)?|agust|sept?(?:ember|mber|emeber|tember|emb)?|setp?ember|[o0]ct(?:ober|tober|ber|obre)?|ocotber|"
    r"nov(?:ember|emeber|mber|emb)?|dec(?:ember|emeber|mber|emb)?)"
)
YEAR = r"(?:19\d{2}|20\d{2}|'?\d{2})"
ALONE = r"(?<![\w£$€/\-])(?<!\d[.:])"
NUMERIC = re.compile(rf"{ALONE}(\d{{1,2}})( ?[/.\-\\_,|] ?|  ?|\n)(\d{{1,2}})\2({YEAR})(?![\w/]|[.:\-]\d|%)")
ISO = re.compile(rf"{ALONE}((?:19|20)\d{{2}}) ?[/.\- ] ?(\d{{1,2}}) ?[/.\- ] ?(\d{{1,2}})(?![\w/]|[.:\-]\d)")
DAY_MONTH = re.compile(
    rf"(?<![\w£$€/])(?<!\d[.:])(?:the )?(\d{{1,2}})(?: ?(?:st|nd|rd|th))?(?: (?:of|day of))?(?: the)?[ \-/,.\n]{{0,2}}({MONTH})\.?"
    rf"(?:(?: (?:this|last) year)?(?: in)?[ ,\-/\n]{{0,2}}({YEAR}))?(?![\w:])",
    re.IGNORECASE,
)
MONTH_YEAR = re.compile(
    rf"(?<!\w)({MONTH})\.?,?[ /\-](?:of )?({YEAR})(?![\w:/])|(?<![\w/])((?:0?\d|1[0-2])/(?:19|20)\d{{2}})(?![\w/])", re.IGNORECASE
)
ONES = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
TEENS = r"(?:thir|four|fif|six|seven|eigh|nine)teen"
ORDINAL = rf"(?:{ONES}|tenth|eleventh|twelfth|{TEENS}th|twentieth|twenty[ \-]{ONES}|thirtieth|thirty[ \-]first)"
TENS = (
    r"(?:ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety)(?:[ \-]\w{3,5})?)"
)
YEAR_IN_WORDS = rf"(?:(?:in )?(?:nineteen|twenty|two thousand(?: and)?) ?{TENS}|two thousand(?: and \w+)?|{TENS})"
IN_WORDS = re.compile(
    rf"(?<!\w)(?:the )?(?:{ORDINAL}|\d{{1,2}}(?:st|nd|rd|th)?) (?:of )?{MONTH},? {YEAR_IN_WORDS}(?!\w)|"
    rf"(?<!\w)(?:the )?{ORDINAL} (?:of )?{MONTH}(?:,? {YEAR})?(?!\w)",
    re.IGNORECASE,
)
DAY_AND_MONTH = re.compile(rf"{ALONE}(\d{{1,2}})/(\d{{1,2}})(?![\w/]|[.:\-]\d|%)")
OF = re.compile(
    r"(?<!\w)(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of (?:the )?| the )(\d{1,2})(?:st|nd|rd|th)?(?:(?: of|,)? '?|[/.,\-]'?)((?:19|"
    r"20)?\d{2})(?!\w)",
    re.IGNORECASE,
)
""" "The 3rd of the 4th 1960"."""
MONTH_DAY = re.compile(rf"(?<!\w)({MONTH})\.?[ \-](?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?:(?:,? |-)({YEAR}))?(?![\w:/])", re.IGNORECASE)
SMALL = (
    rf"(?:{ORDINAL}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|{TEENS}|twenty(?:[ \-](?:one|two|three|four|five|six|"
    r"seven|eight|nine))?|thirty(?:[ \-]one)?|\d{1,2}(?:st|nd|rd|th)?)"
)
ALL_IN_WORDS = re.compile(
    rf"(?<!\w)(?:the )?{SMALL}(?: of (?:the )?|[ ,\-/]{{1,2}}){SMALL}(?:,? in |[ ,\-/]{{1,2}})"
    rf"(?:nineteen[ \-]?(?:oh[ \-]\w{{3,5}}|{TENS})|two thousand(?: and)?(?: \w{{3,9}})?|(?:twenty|oh|nought) \w{{3,9}}|"
    rf"(?=[a-z]+ty|[a-z]+teen|ten|eleven|twelve){TENS}|(?:19|20)\d{{2}})(?!\w)",
    re.IGNORECASE,
)
SLASHED = re.compile(rf"(?<!\w){SMALL} ?/ ?{SMALL} ?/ ?(?:nineteen )?{TENS}(?!\w)", re.IGNORECASE)
""" "Eleven/six/ninety two": nothing else is said so."""
""" "Six six sixty six", "the third of the third two thousand and four"."""
ROMAN = re.compile(
    rf"{ALONE}(\d{{1,2}})([. /\-])(?:I{{1,3}}|I?V|VI{{1,3}}|I?X|XI{{1,2}}|i{{1,3}}|i?v|vi{{1,3}}|i?x|xi{{1,2}})\2{YEAR}(?!\w)"
)
LABELLED = re.compile(
    rf"(?<!\w)(?:19|20)\d{{2}}[ ,\-/]{{1,2}}{MONTH}[ ,\-/]{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?(?!\w)|"
    rf"(?<!\w)\d{{1,2}}(?:st|nd|rd|th)/\d{{1,2}}(?:st|nd|rd|th)/{YEAR}(?!\w)|"
    rf"(?<!\w)(?:day:? )?\d{{1,2}},? month:? (?:\d{{1,2}}|{MONTH}),? year:? {YEAR}(?!\w)|"
    rf"(?<!\w)(?:(?:about|around|circa|c\.?) )?'?\d{{2}}, ?(?:on )?(?:the )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH}(?!\w)|"
    rf"(?<!\w)\d{{1,2}}(?:st|nd|rd|th)? day (?:of|in) (?:the )?\w{{3,9}} month,?(?: of| in)? {YEAR}(?!\w)|"
    rf"(?<=born )(?:0?[1-9]|1[0-2])/\d{{2}}(?![\w/])|(?<!\w)(?:19|20)\d{{2}} baby,? (?:on )?(?:the )?\d{{1,2}}(?:st|nd|rd|th)? (?:of "
    rf")?{MONTH}(?!\w)|"
    rf"(?<!\w)'?\d{{2}} in {MONTH},? (?:on )?the \d{{1,2}}(?:st|nd|rd|th)?(?!\w)|"
    rf"(?<!\w)(?:day:? \d{{1,2}},? )(?:\d{{1,2}}|{MONTH}),? {YEAR}(?!\w)",
    re.IGNORECASE,
)
MIXED = re.compile(
    rf"{ALONE}(\d{{1,2}})(?:st|nd|rd|th)?[ /.\-,\\:]{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?[ /.\-,\\:]{{1,3}}({YEAR})(?![\w/]|[.:\-]\d|%)",
    re.IGNORECASE,
)
""" "12/3 60", "12th.3-1960"."""
YEAR_APART = re.compile(
    rf"(?<!\w){MONTH},? (?:19|20)\d{{2}},? (?:on )?the \d{{1,2}}(?:st|nd|rd|th)?(?!\w)|"
    rf"{ALONE}\d{{1,2}}(?:[/.\-]\d{{1,2}}|(?:st|nd|rd|th)?(?: of)? {MONTH})[,/ ]{{1,3}}(?:(?:(?:and |in )?(?:the )?year(?: is| was|:)?|"
    rf"in) )"
    r"(?:19|20)\d{2}(?!\w)",
    re.IGNORECASE,
)
""" "23/06, year 1977"."""
YEAR_FIRST = re.compile(
    rf"(?<!\w)(?:(?:19|20)\d{{2}}|nineteen[ \-]\w{{3,9}}(?:[ \-]\w{{3,5}})?)(?:,| on)? (?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)?|{ORDINAL})"
    rf"(?: of)? {MONTH}(?!\w)",
    re.IGNORECASE,
)
""" "Nineteen fifty two, second of april"."""
IN_CHINESE = re.compile(r"((?:19|20)\d{2}) ?年 ?\d{1,2} ?月(?: ?\d{1,2} ?[日号號])?")
IN_A_LANGUAGE = re.compile(r"(?<![\w£$€/\-])\d{1,2}\.?(?: de| d')? ?[^\W\d_]{3,12}\.?(?: de)? (?:19|20)\d{2}(?!\w)")
""" "3 stycznia 1960", "12 de março de 1971": any word in the place of the month."""
SLIPPED = re.compile(
    r"(?<![\w£$€/.\-])(?=[\d/.\-]{0,9}[oil])([\doil]{1,2})([/.\-])([\doil]{1,2})\2((?:[1il]9|2[0o])[\doil]{2}|[\doil]{2})(?![\w/]|[.\-]\d)",
    re.IGNORECASE,
)
""" "O7.o2.1959": letters struck for the figures they look like."""
ORDINALS = re.compile(
    rf"(?<!\w)(?:the )?{ORDINAL} of (?:the )?{ORDINAL},? (?:of |in )?(?:((?:19|20)\d{{2}})|((?:nineteen[ \-]?)?{TENS}))(?!\w)",
    re.IGNORECASE,
)
""" "Fourth of the fourth forty four": said of little but a birth."""
BEFORE_OF = ("st of ", "nd of ", "rd of ", "th of ")
"""Without one of these there are none of them: asked first, because it is quick."""
WHOLE = re.compile(
    rf"(?<!\w)(?:((?:19|20)\d{{2}})[ ,\-/]{{1,2}}{MONTH}[ ,\-/]{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?|"
    rf"(?:the )?{ORDINAL} (?:of )?{MONTH},? ((?:19|20)\d{{2}})|"
    r"\d{1,2}(?:st|nd|rd|th) of (?:the )?\d{1,2}(?:st|nd|rd|th),? '?((?:19|20)?\d{2})|"
    rf"{MONTH} the {ORDINAL},? (?:in )?((?:19|20)\d{{2}}))(?!\w)",
    re.IGNORECASE,
)
""" "1959 june 14", "may the fourth 2012", "ninth June 1940", "3rd of the 3rd 33": day, month and year, out of their usual dress."""
WEEKDAY = re.compile(r"(?<!\w)(?:mon|tues|wednes|thurs|fri|satur|sun)day,?(?: the)? $", re.IGNORECASE)
