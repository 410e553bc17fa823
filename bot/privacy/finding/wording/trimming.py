"""What of the model's finding is a name: wards, months and words of English that only look like one are taken back."""

from __future__ import annotations

from bot.privacy.finding.model.features import is_english, is_first_name, is_nearly_english, is_no_first_name
from bot.privacy.finding.rule import word_set
from bot.privacy.finding.wording.names import AFTER_A_NAME, INTRODUCES, MONTHS, VERBS, Words
from bot.privacy.finding.wording.token import Token

_SURE = 0.95
_LEAST_OF_STRANGE, _LEAST_OF_SLIPS = 0.8, 0.9
_INTRODUCE = frozenset(
    {("ask", "for"), ("asked", "for"), ("seen", "by"), ("thanks", "to"), ("help", "from"), ("looked", "after")}
    | {(verb, joint) for verb in ("spoke", "speak", "speaking", "spoken", "talk", "talked", "talking") for joint in ("to", "with")}
)
_ENDEARMENTS = word_set("bud buddy duck pet love mate pal flower petal chick babe lovey darling dear boss chief bro sis angel honey gem")
_GREETS = word_set("cheers thanks ta hi hello hiya alright morning evening bye thx hey")
_AFTER_SOMEBODY = word_set("on from my our at was is has the")


def trim_to_name(words: Words, start: int, end: int, score: float) -> tuple[int, int] | None:
    """What of the model's finding is a name: without services and the like at its ends. None: nothing is."""
    inside = words.within(start, end)
    while inside and _no_name_here(words, inside[0]):
        inside.pop(0)
    while inside and _no_name_here(words, inside[-1]):
        inside.pop()
    if not inside or words.text[inside[0].start - 1 : inside[0].start] == "@" or words.cancelled(inside[0].start, inside[-1].end):
        return None
    if len(inside) == 1 and (len(inside[0].word) == 1 or _endearment(words, inside[0])):
        return None
    if len(inside) == 1 and inside[0].town and not inside[0].any_name and not _person_near(words, inside[0]):
        return None
    if len(inside) == 1 and inside[0].lower in MONTHS and not _person_near(words, inside[0]):
        return None
    if len(inside) == 1 and inside[0].lower in VERBS and words.opens_sentence(inside[0]) and not _person_near(words, inside[0]):
        return None
    if len(inside) == 1 and inside[0].ambiguous and words.speaks_of_rooms(inside[0]) and not _person_near(words, inside[0]):
        return None
    if len(inside) == 1 and inside[0].any_name and not inside[0].first_name and words.is_a_room(inside[0]):
        return None
    if len(inside) == 1 and (_only_a_word(words, inside[0], score) or _unlikely(inside[0], score)):
        return None
    if words.names_a_place(inside[-1]) or (len(inside) > 1 and words.names_a_place(inside[0])):
        return None
    if words.names_a_thing(inside[-1]) or words.lists_rooms(inside[0]):
        return None
    ahead = words.before(inside[0])
    if ahead is not None and words.cancelled(ahead.start, ahead.end) and not inside[0].any_name:
        return None
    given = ahead is not None and (ahead.any_name or ahead.initial) and not ahead.no_name and not is_english(inside[0].lower)
    return (ahead.start if given and ahead is not None else words.start_of_name(inside[0])), inside[-1].end


def _endearment(words: Words, token: Token) -> bool:
    """ "Cheers bud", "hello duck"."""
    before = words.before(token)
    return not token.cased and token.lower in _ENDEARMENTS and before is not None and before.lower in _GREETS


def _person_near(words: Words, token: Token) -> bool:
    """Whether a word that a name follows stands before, or what people do after: "my nan June", "June rang"."""
    before, after = words.before(token), words.follower(token)
    return (before is not None and before.lower in INTRODUCES) or (
        after is not None and after.lower in AFTER_A_NAME - _AFTER_SOMEBODY - {"and"}
    )


def _only_a_word(words: Words, token: Token, score: float) -> bool:
    """A word of English that may be a name, in lower case, with nothing around it that says so: "rob my savings"."""
    if token.common and not (token.any_name or token.surname or token.cased):
        return True
    if token.cased or token.first_name or "-" in token.word:
        return False
    if not (token.any_name or is_english(token.lower) or (is_no_first_name(token.lower) and not token.surname)):
        return False
    before, after = words.before(token), words.follower(token)
    earlier = words.before(before) if before else None
    if before is not None and (before.lower in INTRODUCES or (earlier is not None and (earlier.lower, before.lower) in _INTRODUCE)):
        return False
    if token.any_name and score > _SURE and token.lower not in VERBS:
        return False
    if after is None or not token.any_name:
        return True
    later = words.follower(after)
    beside_another = after.lower in ("n", "and") and later is not None and later.first_name
    return not beside_another and (token.lower in VERBS or after.lower not in _AFTER_SOMEBODY)


def _unlikely(token: Token, score: float) -> bool:
    """A word alone that no list of names knows: an abbreviation, a compound of English words, or most likely a slip of the finger."""
    if token.any_name or token.surname or is_first_name(token.lower):
        return False
    if not token.cased and score < _LEAST_OF_SLIPS and is_nearly_english(token.lower):
        return True
    if token.shouted and len(token.word) <= 5:
        return True
    parts = token.lower.split("-")
    return (len(parts) > 1 and all(is_english(part) for part in parts)) or (not token.cased and score < _LEAST_OF_STRANGE)


def _no_name_here(words: Words, token: Token) -> bool:
    return words.cancelled(token.start, token.end) or (token.no_name and not (token.surname or token.any_name))
