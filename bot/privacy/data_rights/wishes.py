"""What somebody who uses their rights wants: read from their words, with personal details taken out.

The assistant has already understood that it is about their data; here only which right. Whatever cannot be told apart
goes to a person as it is. Order matters: a complaint names what it complains about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.experiences.consent import PURPOSES

LONGEST = 2000
"""Characters that are looked at: whoever writes more says in them what they want."""

_REFERENCE = re.compile(r"\bQW-[0-9A-Z]{4}-[0-9A-Z]{2}\b", re.IGNORECASE)
_NOT = r"\b(?:do\s*n[o'’]?t|don['’]?t|dont|never|not|no longer|stop|no more|without)\b"
_TAKE_BACK = r"\b(?:withdraw|withdrew|take back|took back|revoke|retract|cancel|undo|change[d]? my mind (?:about|on))\b"

_COMPLAINT = re.compile(
    r"\b(?:complain\w*|complaint)\b|\bdata breach\b|\bleak(?:ed)?\b|\b(?:shared|passed|gave|given|sent|told)\b.{0,60}\b(?:without"
    r"|wrong person|wrong address|no permission|not allowed)\b|\bnever agreed\b",
    re.IGNORECASE,
)
_QUOTE = re.compile(rf"(?:{_NOT}|{_TAKE_BACK}).{{0,40}}\b(?:quot\w+|word for word)\b", re.IGNORECASE)
_SHARE = re.compile(
    rf"(?:{_NOT}|{_TAKE_BACK}).{{0,40}}\b(?:shar\w+|pass\w*|giv\w+|send\w*|tell\w*|forward\w*)\b.{{0,40}}"
    r"\b(?:hospital|surgery|gp|doctor|dentist|practice|service|provider|clinic|trust|care home|pharmacy|anyone|anybody|them|others?)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    rf"{_NOT}.{{0,25}}\b(?:contact\w*|ring\w*|call\w*|phon\w*|e-?mail\w*|text\w*)\b.{{0,30}}\b(?:about|for|because|regarding)\b.{{0,20}}\bstor",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    rf"{_TAKE_BACK}.{{0,40}}\b(?:consent|permission|agreement|agreed|choices|story|stories|experience)\b|"
    rf"{_NOT}.{{0,30}}\b(?:us(?:e|ed|ing))\b.{{0,30}}\b(?:story|stories|experience|told you|what i (?:said|told|wrote)|my words)\b|"
    r"\b(?:story|stories|experience)\b.{0,30}\b(?:not|no longer|never)\b.{0,12}\bus(?:e|ed|ing)\b|\bdon['’]?t agree any ?more\b|"
    r"\bno longer (?:agree|consent)\b|\bi want my story back\b|\bmy story back\b",
    re.IGNORECASE,
)
_ERASE = re.compile(
    r"\b(?:delet\w*|eras\w*|wip\w+|remov\w*|destroy\w*|scrub\w*|forget (?:me|about me|everything)|right to be forgotten"
    r"|get rid of|take (?:it |this |that |my \w+ )?(?:down|off)|cancel my story)\b",
    re.IGNORECASE,
)
_RECTIFY = re.compile(
    r"\b(?:correct\w*|rectif\w*|wrong|mistake|incorrect|out of date|update|put (?:it|this|that|them)? ?right|chang(?:e|ed) my)\b",
    re.IGNORECASE,
)
_ACCESS = re.compile(
    r"\b(?:hold|holds|held|have|has|got|stor\w+|record\w*|kept|keep|know|file|copy|copies|subject access"
    r"|s\.?a\.?r|see|show|send me|access)\b",
    re.IGNORECASE,
)
_OBJECT = re.compile(rf"\bobject\b|\brestrict\w*\b|{_NOT}.{{0,25}}\b(?:us(?:e|ing)|process\w*|shar\w+)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Wish:
    """``kind``: consent, or a kind of ``bot.privacy.data_rights.requests``. ``purposes``: those taken back.
    ``story``: a reference they named.
    """

    kind: str
    purposes: tuple[str, ...] = ()
    story: str | None = None


def read(words: str) -> Wish:
    """Which right somebody wants to use."""
    words = words[:LONGEST]
    named = _REFERENCE.search(words)
    story = named[0].upper() if named else None
    if _COMPLAINT.search(words):
        return Wish("complaint", story=story)
    for pattern, purposes in (
        (_QUOTE, ("quote_anonymously",)), (_CONTACT, ("contact_me",)), (_CONSENT, PURPOSES), (_SHARE, ("share_with_provider",)),
    ):  # fmt: skip
        if pattern.search(words) and not _ERASE.search(words):
            return Wish("consent", purposes, story)
    for pattern, kind in ((_ERASE, "erase"), (_OBJECT, "object"), (_RECTIFY, "rectify"), (_ACCESS, "access")):
        if pattern.search(words):
            return Wish(kind, PURPOSES if kind == "erase" else (), story)
    return Wish("other", story=story)
