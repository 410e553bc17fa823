"""How the rules and the learned second look are put together: which action, and its grounds in words for staff.

The rules keep what they are sure of. What can be seen by the writer stays theirs: nothing is hidden unless a detail was found, and
a detail by which somebody can be called or looked up is hidden whatever the comment is like, unless it is an advertiser's or a
reporter's. A mere name is hidden only where the comment reads like one that should be. The rest is decided by likeness.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.moderation.whose import Details
from bot.safety.lexicon import Sign

HIDES = frozenset({"hide_own_details", "hide_others_details"})
DANGER = {
    "medical_emergency": "a medical emergency",
    "suicide_self_harm": "suicide or self-harm",
    "threat_to_others": "a threat to somebody",
    "child_safeguarding": "a child who may be in danger",
    "domestic_abuse": "abuse at home",
    "adult_safeguarding": "an adult who may be in danger",
}
LIKE = {
    "crisis": "Reads like words of somebody in danger, or about one",
    "hate": "Reads like hate against a group of people",
    "solicitation": "Reads like advertising or selling",
    "media": "Reads like words from the press or a broadcaster",
    "hide_others_details": "Reads like details of another person",
    "hide_own_details": "Reads like the writer's own details",
    "abuse": "Reads like abuse or bullying",
    "steer_experience": "Reads like a story of care",
    "question": "Reads like a question",
    "praise_no_details": "Reads like praise",
}
"""The grounds of a likeness."""
BUSINESS = ("solicitation", "media")
"""Those who give their details in public because they want to be called."""
NAMED, TAGGED = 0.5, 0.7
"""Least chance of a hiding where a name has an owner, and where it has none. These and the next ones were set on the examples, each judged
by a model that had not learned from it."""
DANGER_TOO, SURE_OF_DANGER, HARDLY, BESIDE_HIDING, DANGER_ALONE = 0.25, 0.97, 0.05, 0.3, 0.75
"""Least chances of a crisis: beside the danger look's word, and when that is nearly certain; that word's own; what a crisis needs for each
chance of a hiding; and without that word."""
LOUD = {"crisis": DANGER_ALONE, "hate": 0.4, "abuse": 0.4, "solicitation": 0.4, "media": 0.4}
"""Least chance of what is more than a story, a question, praise or nothing."""


def action(found: Collection[str], details: Details, sign: Sign | None, chances: Mapping[str, float]) -> str:
    """The action for a comment in which the rules found no danger and no hate. ``found`` are the actions they have grounds for."""
    hiding = chances["hide_own_details"] + chances["hide_others_details"]
    whose = max(sorted(HIDES), key=chances.__getitem__)
    like = max((name for name in chances if name not in HIDES), key=chances.__getitem__)
    if sign is not None:
        least = HARDLY if (sign.chance or 0.0) >= SURE_OF_DANGER else DANGER_TOO
        if chances["crisis"] >= max(least, BESIDE_HIDING * hiding):
            return "crisis"
    business = next((name for name in BUSINESS if name in found), None)
    if business is not None:
        return business
    if details.more_than_names:
        return like if like in BUSINESS and chances[like] >= hiding else whose
    if ((details.own or details.others) and hiding >= NAMED) or (details.tagged and hiding >= TAGGED):
        return whose
    if "abuse" in found and like != "hate":
        return "abuse"
    if chances[like] < LOUD.get(like, 0.0):
        return max((name for name in chances if name not in HIDES and name not in LOUD), key=chances.__getitem__)
    return like


def grounds(name: str, details: Details, sign: Sign | None) -> list[str]:
    """Why the second look chose an action that the rules have no grounds of their own for."""
    if name == "crisis" and sign is not None:
        return [f"Reads like {DANGER[sign.category]}"]
    if name in HIDES:
        return [*details.own, *details.others, LIKE[name]]
    return [LIKE[name]]
