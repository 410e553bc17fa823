"""Names that are spelt out or said again: "k a c p e r", "P-E-Y-T-O-N", "Whitcombe with a b on", "Zin, not Sin", "COPSEY, J"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.model.features import is_english
from bot.privacy.finding.rule import Candidate, Rule, word_set
from bot.privacy.finding.wording.names import Words, words_of
from bot.privacy.finding.wording.token import Token

_LETTERS = re.compile(r"(?<![\w'])[^\W\d_](?:(?: ?- ?|\. ?|, ?| )[^\W\d_]){2,14}(?![\w'])")
_ASKED = re.compile(r"(?:spell|spelt|name|that'?s|its|it's)\W*(?:\w+\W+){0,2}$", re.IGNORECASE)
_WITH_A_LETTER = re.compile(
    r"(?<![\w'\-])([^\W\d_]{2,}),? (?:that's |thats |its )?(?:with|without) (?:an?|two|one|no|the|a silent|a double|double) "
    r"[\"']?[a-z][\"']?'?s?(?![\w'])",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"(?:\A|[.!?\n,] ?)(?:its |it's )?([A-Z][a-z]{2,}),? (?:one|two|double|no) [a-z]'?s?(?=[.,!]|$)")
""" "Ana, one n"."""
_TITLED_AFTER = re.compile(r"(?<!\w)(?:[A-Z]\.? ?){1,3}[A-Z][a-z'\-]{2,20}(?= \((?:Mrs|Mr|Miss|Ms|Mx|Dr|Rev)\.?\))")
_INITIAL_LAST = re.compile(
    r"(?<![\w,'\-])([A-Z]{3,20}|(?<![^\n])[A-Z][a-z]{2,20}), [A-Z](?:\.|(?= ?[A-Z]\b))?(?:,? ?[A-Z]\b\.?)?(?=,? \d|,? ?(?:DOB|dob|"
    r"NHS)\b|\.?(?:\n|$))",
)
_NOT_THOSE = re.compile(
    r"(?<![\w'\-])([A-Z][a-z]+)(?:,? [Nn]ot ([A-Z][a-z]+))(?:,? [Nn]ot ([A-Z][a-z]+))?(?:,? (?:and |or )?[Nn]ot "
    r"([A-Z][a-z]+))?(?=[.,!?]|$| with)",
)
_NOT_IT = re.compile(r"(?:\A|[.!\n] ?)[Nn]ot ([A-Z][a-z]+)(?: with an? [a-z])?[,.!]? (?:it'?s|its|but) ([A-Z][a-z]+)")
_EITHER = re.compile(r"(?<![\w'\-])([A-Z][a-z]{2,}) or ([A-Z][a-z]{2,})(?=,? (?:who|which|I|i|something|maybe|perhaps)\b|[.?!,]|$)")
_AMONG = re.compile(r"(?<![\w'\-])[A-Z][a-z]+(?:, [A-Z][a-z]+){0,4},? (?:and|&|n) [A-Z][a-z]+(?![\w'\-])")


class SpeltName(Rule):
    """Letters that spell a name of the text or are asked for, and a name beside how it is or is not written."""

    entity = "PERSON"

    def candidates(self, text: str) -> Iterable[Candidate]:
        words = words_of(text)
        if not words.tokens:
            return
        yield from _spelt(words, text)
        for pattern in (_WITH_A_LETTER, _HOW_MANY) if "with" in text.lower() else (_HOW_MANY,):
            for match in pattern.finditer(text):
                token = words.at(match.start(1))
                if token is not None and not token.no_name and (token.any_name or token.surname or not is_english(token.lower)):
                    yield Candidate(token.start, token.end, 0.7)
        for match in _TITLED_AFTER.finditer(text):
            yield Candidate(*match.span(), 0.8)
        for match in _INITIAL_LAST.finditer(text):
            token = words.at(match.start(1))
            if token is not None and not (token.common or token.no_name or token.town) and (token.surname or not is_english(token.lower)):
                yield Candidate(*match.span(), 0.91)
        for match in _NOT_THOSE.finditer(text):
            yield from _all_if_one(words, match, least=2 if match[3] else 3)
        for match in _NOT_IT.finditer(text):
            yield from _all_if_one(words, match, least=1)
        for match in _EITHER.finditer(text):
            one, other = words.at(match.start(1)), words.at(match.start(2))
            if one and other and one.lower[:2] == other.lower[:2] and _a_name(words, one) + _a_name(words, other):
                yield from (Candidate(token.start, token.end, 0.6) for token in (one, other) if not token.no_name)
        yield from _with_middle_names(words)
        for match in _AMONG.finditer(text):
            yield from _among(words, match)


def _spelt(words: Words, text: str) -> Iterable[Candidate]:
    """Rows of single letters that spell a word of the text, or four and more where a name is spoken of."""
    rows = [(match, "".join(letter for letter in match[0].lower() if letter.isalpha())) for match in _LETTERS.finditer(text)]
    if not rows:
        return
    known: dict[str, Token] = {token.lower: token for token in words.tokens}
    for match, letters in rows:
        same = known.get(letters)
        if same is not None and not (same.common or same.no_name or (same.shouted and len(letters) < 4)):
            yield Candidate(*match.span(), 0.7)
            yield Candidate(same.start, same.end, 0.6)
        elif len(letters) > 3 and (_ASKED.search(text, max(0, match.start() - 30), match.start()) or _is_a_name(letters)):
            yield Candidate(*match.span(), 0.6)


def _is_a_name(letters: str) -> bool:
    token = Token(letters, letters, 0, len(letters), False, False)
    return token.any_name or token.surname


def _a_name(words: Words, token: Token) -> bool:
    return (token.any_name or token.surname) and not words.names_a_place(token)


def _all_if_one(words: Words, match: re.Match[str], *, least: int) -> Iterable[Candidate]:
    """All words of a correction when one is surely a first name, or ``least`` of them are names of any kind."""
    tokens = [words.at(match.start(group)) for group in range(1, match.re.groups + 1) if match[group]]
    named = [token for token in tokens if token is not None and _a_name(words, token)]
    if any(token.first_name for token in named) or len(named) >= least:
        for token in tokens:
            if token is not None and not token.no_name and token.lower not in _TIMES:
                yield Candidate(token.start, token.end, 0.6)


_TIMES = word_set("monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday")


def _with_middle_names(words: Words) -> Iterable[Candidate]:
    """ "Ivy May Chilvers": a first name, a middle name that is a word, and a word that only a surname can be."""
    tokens = words.tokens
    for first, middle, last in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if not (first.any_name and middle.any_name and last.unheard and len(last.lower) > 2):
            continue
        if first.cased != last.cased or first.cased != middle.cased or words.text[first.end : last.start].split() != [middle.word]:
            continue
        if words.opens_sentence(first) and first.lower in ("will", "may"):
            continue
        if not words.names_a_place(last):
            yield Candidate(first.start, last.end, 0.86)


def _among(words: Words, match: re.Match[str]) -> Iterable[Candidate]:
    """ "Ngozi, Ify and Uche": a strange word in a row of first names."""
    tokens = [token for token in words.within(*match.span()) if token.cased]
    if len(tokens) < 3 or sum(token.first_name for token in tokens) < 2 or words.names_a_place(tokens[-1]):
        return
    for token in tokens:
        if token.unknown and not words.names_a_place(token):
            yield Candidate(token.start, token.end, 0.5)
