"""Names people go by on social media: @handles, profile links, and "my insta is …"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.lists import word_lists
from bot.privacy.model.features import is_english
from bot.privacy.rule import Candidate, Rule

_HANDLE = re.compile(r"(?<![\w@.])@[_\d]{0,5}[^\W\d_][\w.]{1,29}(?<!\.)(?![\w@])")
_LINK = re.compile(
    r"(?<![\w.])(?:https?://)?(?:www\.|m\.)?(?:facebook|instagram|twitter|tiktok|linkedin|snapchat|t|x|fb)\.(?:com|me)/"
    r"(?:in/|add/|@)?[\w.\-]{2,60}(?:\?[\w=&.%\-]{1,80})?",
    re.IGNORECASE,
)
_SITE = (
    r"(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|twitter|facebook|fb|telegram|messenger|threads|bluesky|discord|youtube|linkedin|"
    r"whats ?app|viber|signal|skype|twitch|reddit|pinterest|next ?door|wechat|weixin|kik|steam|xbox|psn|mastodon)"
)
_CUED = re.compile(
    rf"\b(?:{_SITE}(?: (?:handle|name|account|profile|user(?: ?name)?|id|tag|add|page|is|under))*|x (?:handle|account|name)|"
    rf"(?:user ?name|handle|screen ?name|gamer ?tag|nickname)(?: (?:on|in) (?:{_SITE}|(?:the|your|my) app))?)"
    r"(?:[ :=\-]|(?<= )(?:is|as|its|it's|im|i'm|under) )+(?!@|[\d.\-]+(?!\w))([\w.\-]{3,30}(?:#\d{4})?)(?![\w\-]|'[a-z])",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"(?<![\w@.])([a-z][\w.]{{0,30}}[\d_.]\w{{0,30}}) (?:on|at|in) (?:my )?{_SITE}\b|"
    rf"\b{_SITE},? (?!@)([a-z]\w{{0,30}}[\d_]\w{{0,30}})(?![\w@])",
    re.IGNORECASE,
)
_REDDIT = re.compile(r"(?<![\w/.])u/[\w\-]{3,20}(?![\w/])")
_UNDERSCORED = re.compile(r"(?<![\w@./\-])[a-z]{2,}\d*(?:_[a-z0-9]+)+(?![\w@/]|\.\w)", re.IGNORECASE)
_PUBLIC = re.compile(
    r"@?(?:\w*(?:icb|nhs|council|surgery|hospital)|nhs|hw_|healthwatch|cqc|icb|cpft|cuh|nwangli|addenbrooke|papworth|"
    r"hinchingbrooke|gov|bbc)",
    re.IGNORECASE,
)


class SocialHandle(Rule):
    """Handles of public bodies are nobody's name and stand."""

    entity = "SOCIAL_HANDLE"

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _HANDLE.finditer(text):
            if not _PUBLIC.match(match[0]):
                yield Candidate(match.start(), match.end(), 0.8)
        for match in _LINK.finditer(text):
            if not _PUBLIC.match(match[0].rstrip("/").rpartition("/")[2]):
                yield Candidate(match.start(), match.end(), 0.8)
        for match in _CUED.finditer(text):
            word = match[1].rstrip(".-")
            if not (_PUBLIC.match(word) or word.lower() in word_lists().common or is_english(word.lower())):
                # A word of letters alone may as well be the name they go by.
                yield Candidate(match.start(1), match.start(1) + len(word), 0.7 if word.isalpha() else 0.92)
        for match in _BESIDE.finditer(text):
            group = 1 if match[1] else 2
            if not _PUBLIC.match(match[group]):
                yield Candidate(*match.span(group), 0.7)
        for match in _REDDIT.finditer(text):
            if not _PUBLIC.match(match[0][2:]):
                yield Candidate(match.start(), match.end(), 0.7)
        for match in _UNDERSCORED.finditer(text):
            if not _PUBLIC.match(match[0]):
                yield Candidate(match.start(), match.end(), 0.5)
