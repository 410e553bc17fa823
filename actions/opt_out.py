"""No more messages, please. (A bare STOP is obeyed at the door; this is for the same wish in other words.)"""

from __future__ import annotations

import re

from actions.talk import SpokenAction, Talk
from bot.store import audit

_CLEAR = re.compile(
    r"\b(?:un ?subscribe|opt (?:me )?out)\b|\b(?:stop|no more|don'?t|do not|cease|quit|end|cancel)\b.{0,25}\b(?:messag\w*"
    r"|texts?|texting|txt\w*|contact\w*|communicat\w*|send\w*|write|call\w*|ring\w*)\b"
    r"|\btake (?:me|my number) off\b|\bremove me\b",
    re.IGNORECASE,
)


def is_clear(words: str) -> bool:
    """Whether the words can only mean that we should write no more."""
    return _CLEAR.search(words) is not None


class ActionOptOut(SpokenAction):
    """Stops messages when that is clearly meant, and asks when it may not be: a stopped person hears nothing from us."""

    action_name = "action_opt_out"
    introduces = False

    def act(self, talk: Talk) -> None:
        if not talk.is_button and not is_clear(talk.words):
            talk.say("utter_opt_out_check")
            return
        contact = talk.turn.conversation.contact
        contact.opted_out_at, contact.opt_out_reason = talk.turn.now, "asked"
        audit.record(talk.turn.session, actor="system", act="opt_out", subject="contact", subject_id=contact.id)
        talk.say("utter_opted_out")
