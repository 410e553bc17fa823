"""Names people go by on a site, known by their shape: "quietgirl.cb", "deafdave62", "_hanna.k_"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.model.features import is_english
from bot.privacy.finding.rule import Candidate, Rule, word_set, words
from bot.privacy.finding.wording.sites import IN_SHORT, NAMES_A_SITE, PUBLIC

_SHAPED = re.compile(r"(?<![\w@./\\\-#£$€'])(?=[\w.\-]{0,29}[^\W\d_]{2})[\w.\-]{3,32}(?<![.\-])(?![\w@/]|[.\-]\w)")
_UNDERSCORED = re.compile(r"(?<![\w@./\\\-])(?=[\w.]{0,29}[^\W\d_]{2})(?:_[\w.]{2,29}|[^\W_][\w.]{0,29}_[\w.]{0,29})(?<!\.)(?![\w@/])")
_EMPHASISED = re.compile(r"_+([^\W\d_]+)_+")
_DOTTED = re.compile(r"[^\W\d_][^\W_]*(?:\.[^\W_]+){1,4}")
_NUMBERED = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]+)?\d{1,4}")
_RUN_TOGETHER = re.compile(r"[A-Z]?[a-z]+(?:[A-Z][a-z]+){1,4}|[A-Za-z]?[a-z]{8,29}")
_IN_SHORT = re.compile(
    rf"(?<!\w){IN_SHORT}[ :]{{1,2}}(?:is |its |it's )?(?P<after>[\w.\-]{{3,32}}(?<![.\-]))(?![\w@])|"
    rf"(?<![\w@./\-])(?P<before>[\w.\-]{{3,32}}) on {IN_SHORT}(?!\w)",
    re.IGNORECASE,
)
_SAYS_SO = words("user ?names?", "handle", "screen ?name", "nickname", "gamer ?tag", "the gram")
_CODE = re.compile(r"[A-Z\d]+_\d+")
_RIGHT_BEFORE = re.compile(
    r"(?<!\w)(?:search(?: for)?|goes by|go by|known as|handle\W{1,2}(?:is )?|under|called|name is|name's|account is|page is|me as|as|both|"
    r"i'm|im|i am|just) $",
    re.IGNORECASE,
)
_ENDS_A_SENTENCE = word_set(
    "the a an i im i'm it its he she they we you no not and but so my thanks thank can is was what where how please when why if in on at "
    "this that there then also ok yes do did have had has will would could who which for to of all your our their his her"
)
"""After a full stop without a space: "nobody came.the nurse said"."""
_FILE_OR_SITE = word_set("com co uk org net nhs gov ac eu io tv info pdf doc docx jpg jpeg png gif mp3 mp4 zip xls xlsx csv html htm php")
_AHEAD, _BEHIND, _RIGHT = 70, 45, 24


class UserName(Rule):
    """By an underscore anywhere; by dots, figures or words run together where a site is spoken of."""

    entity = "SOCIAL_HANDLE"

    def candidates(self, text: str) -> Iterable[Candidate]:
        if "_" in text:
            for match in _UNDERSCORED.finditer(text):
                emphasised = _EMPHASISED.fullmatch(match[0])
                if not (PUBLIC.match(match[0]) or _CODE.fullmatch(match[0])) and (emphasised is None or not _known(emphasised[1].lower())):
                    yield Candidate(match.start(), match.end(), 0.72)
        for match in _IN_SHORT.finditer(text):
            name = match.lastgroup or ""
            if _is_name(match[name]) or "_" in match[name]:
                yield Candidate(*match.span(name), 0.72)
        if NAMES_A_SITE.search(text) or _SAYS_SO.search(text):
            yield from _where_a_site_is_named(text)


def _where_a_site_is_named(text: str) -> Iterator[Candidate]:
    for match in _SHAPED.finditer(text):
        word = match[0]
        near = max(0, match.start() - _AHEAD), match.end() + _BEHIND
        if PUBLIC.match(word) or not (NAMES_A_SITE.search(text, *near) or _SAYS_SO.search(text, *near)):
            continue
        introduced = _RIGHT_BEFORE.search(text, max(0, match.start() - _RIGHT), match.start()) is not None
        if _is_name(word) or (introduced and _RUN_TOGETHER.fullmatch(word) and not _known(word.lower())):
            yield Candidate(match.start(), match.end(), 0.72)


def _is_name(word: str) -> bool:
    """Whether dots or figures make a user name of it, and not a file, an address or two sentences."""
    if _NUMBERED.fullmatch(word):
        return not _known(word.rstrip("0123456789").lower())
    if not _DOTTED.fullmatch(word) or word.isupper():
        return False
    parts = word.lower().split(".")
    if any(part in _FILE_OR_SITE for part in parts[1:]) or max(map(len, parts)) < 3:
        return False
    if any(part.istitle() for part in word.split(".")[1:]):
        return False
    return len(parts) > 2 or parts[1] not in _ENDS_A_SENTENCE


def _known(word: str) -> bool:
    """Whether it is a word or a name by itself."""
    lists = word_lists()
    return is_english(word) or word in lists.common or word in lists.towns or word in lists.first_names or word in lists.surnames
