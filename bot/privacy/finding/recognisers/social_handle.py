"""Names people go by on social media: @handles, profile links, and "my insta is …"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.model.features import is_english
from bot.privacy.finding.rule import Candidate, Rule, words
from bot.privacy.finding.wording.sites import NAMES_A_SITE, PUBLIC, SITE

_HANDLE = re.compile(r"(?<![\w@.])@[_\d]{0,5}[^\W\d_][\w.\-]{1,29}(?<![.\-])(?![\w@])")
_FEDERATED = re.compile(r"(?<![\w@.])@[\w.]{2,30}@(?:[\w\-]{1,40}\.){1,4}[a-z]{2,12}(?!\w)", re.IGNORECASE)
""" "@fen@social.example": a name on Mastodon, and no e-mail address."""
_LINK = re.compile(
    r"(?<![\w.])(?:https?://)?(?:www\.|m\.)?(?:facebook|instagram|twitter|tiktok|linkedin|snapchat|t|x|fb)\.(?:com|me)/"
    r"(?:in/|add/|@)?[\w.\-]{2,60}(?:\?[\w=&.%\-]{1,80})?",
    re.IGNORECASE,
)
_CUES = ("user", "handle", "screen", "gamer", "nickname", "x account", "x name")
"""Without a site or one of these no handle is said of one: asked first, because it is quick."""
_CUED = re.compile(
    rf"\b(?:{SITE}(?: (?:handle|name|account|profile|user(?: ?name)?|id|tag|add|page|channel|is|under)|'s)*|x (?:handle|account|name)|"
    rf"(?:user ?name|handle|screen ?name|gamer ?tag|nickname)(?:'s)?(?: (?:on|in) (?:{SITE}|(?:the|your|my) app))?)"
    r"(?:[ :=\-\u2192>]|(?<=[: ])/|(?<= )(?:is|as|its|it's|im|i'm|under) )+(?!@|[\d.\-]+(?!\w))([\w.\-]{3,30}(?:#\d{4})?)(?![\w\-]|'[a-z])",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"(?<![\w@.])([a-z][\w.]{{0,30}}[\d_.]\w{{0,30}}) (?:on|at|in) (?:my )?{SITE}\b|"
    rf"\b{SITE},? (?!@)([a-z]\w{{0,30}}[\d_]\w{{0,30}})(?![\w@])",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    rf"(?<!\w)(?:{SITE}(?: (?:handle|name|is|its|it's)|:)* (?=[\w ]{{0,30}} underscore ))?((?:(?!is |at |"
    rf"on )\w{{2,20}} (?:underscore|dot) )+\w{{1,20}})(?: (?:on|at) {SITE})?(?!\w)",
    re.IGNORECASE,
)
""" "Kez underscore 98 on insta"."""
_AS_POSTER = re.compile(
    r"(?<!\w)(?i:(?:dm|pm|msg|(?:follow|tag|add|message|snap|insta|fb|find|inbox) me)(?: me)?(?: on| as| at)?[ ,:]{1,2}|"
    r"(?:tweet|post|comment|log(?:ged)? in|"
    r"sign(?:ed)? in)(?:s|ed|ing)? as )"
    r"((?=\w{0,27}[A-Za-z]{3})(?:[A-Za-z]\w{0,29}[\d_]\w{0,29}|[A-Za-z]\w{0,19}(?:\.\w{1,20}){1,3}(?<!com)(?<!uk)(?<!org)|(?:[A-Z][a-z]+){2,5}))(?![\w@])"
)
""" "DM fentiger61", "I tweet as TheFenTiger"."""
_AFTER_COMMA = re.compile(
    rf"\b{SITE}(?:,|:? (?:is |its |it's )?all (?:in )?(?:lower|small) ?(?:case|letters))[ :]{{1,2}}"
    r"(?!@)((?=[\w.]{0,29}(?:[\d_]|[a-z][A-Z]|\.\w))[\w.]{4,30})(?![\w@])|"
    r"\b(?i:under|by|use|using|as) (?i:the |my )?(?i:user ?name|name|nickname|alias|handle) ((?=\w{0,29}[\d_])[A-Za-z]\w{3,29})(?![\w@])"
)
""" "Twitter, FenlandPhil", "snap is all lower case lukey.b07", "under the name grumpygran47"."""
_DISPLAY_NAME = re.compile(
    r"(?<!\w)(?:[Ff][Bb]|[Ff]ace ?[Bb]ook|[Ff]acey|[Mm]essenger|[Nn]ext ?[Dd]oor)(?:'s)?"
    r"(?: (?:messenger|name(?:'?s)?|profile|is|as|under|its|it's|[iI]'m|im|down)|:)* "
    r"((?:[A-Z][\w'\-]{1,20}|[A-Z]) (?:(?:[A-Z][\w'\-]{1,20}|[A-Z]) ){0,4}[A-Z][\w'\-]{1,20})(?!\w)"
)
""" "Fb Blessing Udo-Nursing": names people go by there are no names of theirs."""
_OF_MANY = words(
    "group|page|hospital|hospitals|surgery|council|nhs|healthwatch|community|support|news|matters|friends|pharmacy|practice|live|marketplace"
)
_GOES_BY = re.compile(rf"(?<!\w)(?:i'm|im|i am|under|as) ([a-z]{{6,30}}) (?:on|over on) (?:my )?{SITE}\b", re.IGNORECASE)
_REDDIT = re.compile(r"(?<![\w/.])u/[\w\-]{3,20}(?![\w/])")


class SocialHandle(Rule):
    """Handles of public bodies are nobody's name and stand."""

    entity = "SOCIAL_HANDLE"

    def candidates(self, text: str) -> Iterable[Candidate]:
        lower = text.lower()
        named = NAMES_A_SITE.search(text) is not None
        if "@" in text:
            yield from _whole(_HANDLE, text, 0.8)
            for match in _FEDERATED.finditer(text):
                yield Candidate(match.start(), match.end(), 1.0)
        if ".com/" in lower or ".me/" in lower:
            for match in _LINK.finditer(text):
                if not PUBLIC.match(match[0].rstrip("/").rpartition("/")[2]):
                    yield Candidate(match.start(), match.end(), 0.8)
        if named or any(cue in lower for cue in _CUES):
            yield from _cued(text)
        if named:
            yield from _beside_a_site(text)
        for match in _AS_POSTER.finditer(text):
            if not PUBLIC.match(match[1]):
                yield Candidate(*match.span(1), 0.86)
        if named or "name" in lower or "alias" in lower or "handle" in lower:
            yield from _either(_AFTER_COMMA, text, 0.86)
        if "underscore" in lower:
            for match in _SPOKEN.finditer(text):
                if "underscore" in match[1].lower():
                    yield Candidate(*match.span(1), 0.8)
        if "u/" in text:
            for match in _REDDIT.finditer(text):
                if not PUBLIC.match(match[0][2:]):
                    yield Candidate(match.start(), match.end(), 0.7)


def _whole(pattern: re.Pattern[str], text: str, score: float) -> Iterable[Candidate]:
    """All that the pattern finds, but for public bodies."""
    return (Candidate(match.start(), match.end(), score) for match in pattern.finditer(text) if not PUBLIC.match(match[0]))


def _either(pattern: re.Pattern[str], text: str, score: float) -> Iterable[Candidate]:
    """The one of two groups that the pattern found, but for public bodies."""
    for match in pattern.finditer(text):
        group = 1 if match[1] else 2
        if not PUBLIC.match(match[group]):
            yield Candidate(*match.span(group), score)


def _cued(text: str) -> Iterable[Candidate]:
    """ "My insta is ..." """
    for match in _CUED.finditer(text):
        word = match[1].rstrip(".-")
        lists, lower = word_lists(), word.lower()
        if not (PUBLIC.match(word) or lower in lists.common or lower in lists.towns or is_english(lower)):
            # A word of letters alone may as well be the name they go by.
            yield Candidate(match.start(1), match.start(1) + len(word), 0.7 if word.isalpha() else 0.92)


def _beside_a_site(text: str) -> Iterable[Candidate]:
    yield from _either(_BESIDE, text, 0.7)
    for match in _DISPLAY_NAME.finditer(text):
        if not (_OF_MANY.search(match[1]) or PUBLIC.match(match[1]) or _OF_MANY.match(text, match.end() + 1)):
            yield Candidate(*match.span(1), 0.86)
    for match in _GOES_BY.finditer(text):
        lists, word = word_lists(), match[1].lower()
        if not (word in lists.first_names or word in lists.surnames or word in lists.common or is_english(word)):
            yield Candidate(*match.span(1), 0.86)
