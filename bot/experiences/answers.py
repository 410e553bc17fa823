"""What a person's short answer means while a story is taken: done, stop, skip, yes, no, a mark, whom it is about."""

from __future__ import annotations

import re

_SPACE = re.compile(r"[\s.,!?'’\"]+")


def _words(text: str) -> str:
    """Small letters, single spaces, no punctuation; apostrophes go, so that "that's" and "thats" are one."""
    return _SPACE.sub(" ", re.sub(r"['’]", "", text.casefold())).strip()


_DONE = re.compile(
    r"(?:(?:ok|yes|no|right|well) )?(?:(?:i am|im|i have|ive) )?(?:done|finish|finished|all done|the end|end|send|send it|send now"
    r"|complete|nothing (?:else|more)|no more"
    r"|(?:thats|that is|this is|that was) (?:it|all|everything|the end)(?: (?:now|really|for now|thanks|thank you"
    r"|i think))?|no thats (?:it|all)|no|nope|nothing)(?: (?:now|thanks|thank you|please))?"
)
_STOP = re.compile(
    r"(?:please )?(?:stop|cancel|quit|exit|abort|never ?mind|forget it|leave it|stop (?:it|this|now|please)|cancel (?:it"
    r"|this|that|please|my story)|delete (?:it|this|my story)"
    r"|i (?:want|would like|need) to (?:stop|cancel)(?: (?:this|now))?|(?:i have|ive) changed my mind|i (?:do not"
    r"|dont) want to (?:do this|carry on|go on|continue)(?: any ?more| now)?)(?: please)?"
)
_SKIP = re.compile(
    r"(?:skip(?: (?:it|this|that|please))*|pass|next|(?:i am |im )?not sure|unsure|(?:i )?(?:do not|dont|dunno|cant"
    r"|cannot) ?(?:know|remember|say|recall)?"
    r"|(?:id |i would )?(?:rather|prefer) not(?: to)?(?: say)?|prefer not to say|no idea|none|n ?a|not applicable|no comment|skip to next)"
)
_FINISH = re.compile(
    r"(?:skip (?:to the end|all|everything|the rest)|finish(?: now)?|send(?: it)?(?: now| as it is)?|just send it"
    r"|no more questions|enough questions)",
)
_PAUSE = re.compile(
    r"(?:ok |sorry |can i |could i |ill |i will |i can |let me |i need to |i have to |ive got to |i should |please )*(?:do (?:this|it"
    r"|the rest) later|come back(?: to (?:this|it))?(?: later)?"
    r"|finish(?: this| it)? (?:later|another time|tomorrow)|carry on (?:later|tomorrow)|continue (?:later|tomorrow)|later|not now"
    r"|another time|maybe later|pause|take a break"
    r"|go now|go|brb|be right back|back later|tomorrow|save(?: it| this)?(?: for later)?)(?: please| now| sorry| thanks| if thats ok)*"
)
_BACK = re.compile(
    r"(?:hi|hello|hey|hiya|hi again|hello again|good (?:morning|afternoon|evening)|morning|evening)?(?: ?(?:sorry )?(?:im|i am"
    r"|its me)(?: (?:back|here|again|back again|back now))+)?"
    r"(?: ?(?:where were we|can we (?:carry on|continue)|carry on|continue|shall we go on))?"
)
_AT_US = re.compile(r"\b(?:you|u|ur|your|youre|this|bot|robot|computer|thing|chat)\b", re.IGNORECASE)
_YES = re.compile(
    r"(?:y|ye|yes|yea|yeah|yep|yup|yes please|ok|okay|sure|of course|certainly|definitely|absolutely|please do|go ahead"
    r"|fine|thats fine|i agree|agreed|i do|you can|you may|yes you (?:can|may)"
    r"|happy (?:with|for) that|alright|all right|aye|no problem)(?: (?:yes|please|that is fine|thats fine|thank you|thanks"
    r"|you can|you may|of course|i do|i would))*"
)
_NO = re.compile(
    r"(?:n|no|nah|nope|no thanks|no thank you|not really|never|dont|do not|please dont|id rather not|i would rather not"
    r"|i do not want that|i dont want that|you (?:cant|cannot|may not)"
    r"|definitely not|certainly not|absolutely not)(?: (?:thanks|thank you|please|sorry|you cant|you cannot|i dont|i do not|not|never))*"
)
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_RATING = re.compile(
    r"(?:(?:a|about|maybe|i would say|id say|rating|score|its|it was|probably) )*([1-5]|one|two|three|four"
    r"|five)(?: ?(?:stars?|out of (?:5|five)|/ ?5))?(?: .{0,40})?",
)
_RATING_WORDS = {
    1: ("very poor", "very bad", "terrible", "awful", "appalling", "dreadful", "disgusting"),
    2: ("poor", "bad", "not good", "not very good"),
    3: ("ok", "okay", "average", "so so", "mixed", "alright", "all right", "fair", "in between"),
    4: ("good", "pretty good", "quite good"),
    5: ("very good", "excellent", "brilliant", "perfect", "amazing", "fantastic", "wonderful", "great", "outstanding"),
}


def is_done(text: str) -> bool:
    """The story is told: "done", "that's all", and in answer to "is there more?" a plain no."""
    return _DONE.fullmatch(_words(text)) is not None


def is_stop(text: str) -> bool:
    """The person wants to give up telling: "stop", "cancel", "I changed my mind"."""
    return _STOP.fullmatch(_words(text)) is not None


def is_skip(text: str) -> bool:
    """The person does not want to or cannot answer this question."""
    return _SKIP.fullmatch(_words(text)) is not None


def is_finish(text: str) -> bool:
    """The person wants no more questions: straight to sending."""
    return _FINISH.fullmatch(_words(text)) is not None


_UNABLE = re.compile(
    r"\b(?:cant|cannot|can not|could not|couldnt|unable to) (?:say|agree|answer|tell|speak|understand|ask)\b|\b(?:died|dead|passed away"
    r"|dementia|too (?:young|ill|small)|no longer"
    r"|a baby|unconscious|coma)\b"
)


def is_unable(text: str) -> bool:
    """The person the story is about cannot be asked."""
    return _UNABLE.search(_words(text)) is not None


def is_pause(text: str) -> bool:
    """The person wants to go on another time: "I'll do this later", "got to go"."""
    return _PAUSE.fullmatch(_words(text)) is not None


def is_back(text: str) -> bool:
    """The words only say that somebody is here again: "hi", "I'm back", "where were we"."""
    words = _words(text)
    return bool(words) and _BACK.fullmatch(words) is not None


def is_puzzled(text: str) -> bool:
    """Nothing that can be read: "?", "...". An emoji says something and is none of these."""
    return bool(text.strip()) and all(character in "?.!,;:-_ \n…¿" for character in text)


_TEST = re.compile(
    r"(?:(?:this is|just|only) )*(?:an? )*(?:test(?:ing)?)(?: (?:test(?:ing)?|message|\d[\d ]*|one two three|only|please ignore))*"
)


def is_test(text: str) -> bool:
    """Somebody only tries whether this works: "test", "testing 123"."""
    return _TEST.fullmatch(_words(text)) is not None


def is_at_us(text: str) -> bool:
    """Whether rough words can be meant for the assistant: short, and with a "you" in them."""
    return len(text.split()) <= 8 and _AT_US.search(text) is not None


def yes_or_no(text: str) -> bool | None:
    """True, False, or None when the answer is neither: consent is never guessed."""
    words = _words(text)
    if words in ("👍", "👎"):
        return words == "👍"
    if _YES.fullmatch(words):
        return True
    return False if _NO.fullmatch(words) else None


def rating(text: str) -> int | None:
    """A mark from 1 to 5 in figures, words or plain praise; None when there is none."""
    words = _words(text)
    for mark, phrases in _RATING_WORDS.items():
        if words in phrases or words.removeprefix("it was ") in phrases:
            return mark
    match = _RATING.fullmatch(words)
    if match is None:
        return None
    return _NUMBER_WORDS.get(match[1]) or int(match[1])


_SELF = re.compile(r"(?:its |it is |it was |about |just )*(?:me|myself|mine|my own|i am|its me|me only)")
_RELATIVE = (
    r"(?:mum|mom|mam|mother|dad|father|nan|nana|gran|grandma|grandad"
    r"|granddad|son|daughter|child|children|kids?|baby|wife|husband|partner|brother|sister|aunt(?:ie)?|uncle|parents?|friend|neighbour)"
)
_CARED_FOR = re.compile(
    r"(?:someone|somebody|a person|the person) i (?:care for|look after)|(?:my )?(?:client|cared for)|i (?:am|m) (?:her|his"
    r"|their) carer|as a carer",
    re.IGNORECASE,
)
_OTHER = re.compile(
    rf"some(?:one|body) else|\b(?:my |our )(?:\w+ )?{_RELATIVE}\b|\b(?:a )?(?:friend|relative|neighbour|family member)\b"
    rf"|^{_RELATIVE}$",
    re.IGNORECASE,
)


def about(text: str) -> str | None:
    """Whose story it is: ``me``, ``cared_for``, ``someone_else``, or None when the text does not say."""
    words = _words(text)
    if _SELF.fullmatch(words):
        return "me"
    if _CARED_FOR.search(words):
        return "cared_for"
    return "someone_else" if _OTHER.search(words) else None


_OFFER = re.compile(
    r"\b(?:share|tell|give|leave|report|record|send|make|say|talk|write|want|like|wish)\b.{0,40}\b(?:experiences?|stor(?:y"
    r"|ies)|feedback|review|comments?|views?|opinion|something|what happened)\b"
    r"|\b(?:my|an?|some) (?:experience|story|feedback)\b|^(?:experience|feedback|review|story)$|\bgo on with my story\b|^(?:hi |hello "
    r"|please )?(?:can|could|may|i)\b.{0,25}\btell you about\b.{0,40}$",
    re.IGNORECASE,
)


_TELLING = re.compile(
    r"\b(?:was|were|wasnt|werent|had to|did|didn.?t|lost|told|said|came|went|waited|gave|got|never|ignored|refused|kept|left|is|are"
    r"|cannot|can.?t|won.?t)\b",
    re.IGNORECASE,
)


def only_offers(text: str) -> bool:
    """Whether the words only say that a story is coming ("I'd like to give feedback on my GP"), so are none themselves."""
    return len(text.split()) <= 14 and _OFFER.search(text) is not None and _TELLING.search(text) is None


_THIS_CHAT = re.compile(
    r"(?:(?:in|on|by|via|through|just|use) )*(?:this chat|here|chat|this|message me here|right here|this number"
    r"|on here)(?: (?:is fine|please|is ok|thanks))?",
)
_CONTACT = re.compile(r"[^\s@]@[^\s@]+\.\w|(?:\d[\s().-]*){7,}")


def is_this_chat(text: str) -> bool:
    """The person wants to be answered where they are writing."""
    return _THIS_CHAT.fullmatch(_words(text)) is not None


def has_contact(text: str) -> bool:
    """Whether the words hold something that can be a telephone number (7 figures or more) or an e-mail address."""
    return _CONTACT.search(text) is not None
