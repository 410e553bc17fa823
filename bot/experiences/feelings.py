"""What somebody seems to feel while they tell: grief, distress, anger or gladness. It changes our words, and nothing else.

A guess from plain words. What is answered is fixed and the same for everybody; whether it was right matters little,
because the answer offers a person and claims nothing.
"""

from __future__ import annotations

import re

_RELATIVE = (
    r"(?:mum|mom|mother|dad|father|nan|nana|gran|grandma|grandad|son|daughter|baby|child|wife|husband|partner|brother|sister|friend|he|she)"
)
_GRIEF = re.compile(
    rf"\b{_RELATIVE} (?:has |had |sadly |just |then |later |also )*(?:died|passed|dies|was dying|is dying)\b|\bpassed away\b"
    rf"|\bdied\b.{{0,40}}\bmy\b"
    rf"|\b(?:we|i|she) lost (?:my|our|her|the) (?:\w+ )?{_RELATIVE}\b|\bfuneral\b|\bbereave|\bstillb(?:orn|irth)|\bmiscarr"
    rf"|\bthe death of\b|\bmy late \w+",
    re.IGNORECASE,
)
_DISTRESS = re.compile(
    r"\b(?:crying|cried|in tears|sobb\w+|scared|terrified|frighten\w*|petrified|asham\w+|humiliat\w+|desperate|traumati\w+|devastat\w+"
    r"|heartbr\w+|distress\w*"
    r"|panic\w*|exhausted|at my wits? end|broke down|break(?:ing)? down|helpless|alone and|in agony|screaming|made me cry|can'?t cope"
    r"|cannot cope|can'?t take"
    r"|nightmares?|so worried|worried sick|can'?t sleep"
    r"|(?:i am|i'?m|i feel|feel|feeling|so|very|really|am) (?:so |very |really |just |a bit )*"
    r"(?:sad|lonely|low|down|upset|anxious|worried|depressed|hopeless|overwhelmed|lost|awful|alone)|struggling to cope|overwhelm\w+)\b",
    re.IGNORECASE,
)
_ANGER = re.compile(
    r"\b(?:disgust\w*|disgrace\w*|furious|angry|fuming|livid|outrag\w+|appall\w+|a joke|shambles|useless|pathetic|shocking|sick of"
    r"|fed up|how dare|unacceptable"
    r"|ridiculous|scandal\w*|couldn'?t care less|absolute joke|shame on)\b|!{2,}",
    re.IGNORECASE,
)
_GLAD = re.compile(
    r"\b(?:wonderful|brilliant|amazing|fantastic|excellent|outstanding|so kind|very kind|lovely|grateful|can'?t thank|cannot thank"
    r"|thank you to|couldn'?t have been"
    r" (?:kinder|better|nicer)|first class|angels?|saved my life)\b",
    re.IGNORECASE,
)
_FAULTLESS = re.compile(
    r"\b(?:can'?t|cannot|could ?n'?t|could not) (?:fault|thank|praise|ask for|have been|be more|wish for)\b"
    r"|\bno (?:complaints?|problems?|fuss|wait\w*)\b|\bnothing but\b",
    re.IGNORECASE,
)
_BUT = re.compile(
    r"\b(?:but|however|except|although|though|apart from|shame|pity|let ?down|unfortunately|sadly|nobody|no ?one|never|not|\w+n'?t"
    r"|rude|cold|dirty|late|waited|wait(?:ing)? \w+ hours|wrong|lost|pain|worse|worst|awful|terrible|grim|poor|bad)\b",
    re.IGNORECASE,
)
"""What else a glad story may hold: then nobody should be told that it is good to hear."""


def feeling(text: str) -> str | None:
    """``grief``, ``distress``, ``anger`` or ``glad``: the first that the words show, in this order; None for none."""
    for name, pattern in (("grief", _GRIEF), ("distress", _DISTRESS), ("anger", _ANGER)):
        if pattern.search(text):
            return name
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) >= 20 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters):
        return "anger"
    return "glad" if _GLAD.search(text) and not _BUT.search(_FAULTLESS.sub("", _GLAD.sub("", text))) else None
