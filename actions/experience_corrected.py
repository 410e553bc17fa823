"""Putting right what was said before: changed and said anew, or asked again."""

from __future__ import annotations

from actions.experience_progress import Progress
from actions.experience_steps import directory
from actions.experience_told import apply, as_kept, facts_of
from actions.talk import Talk
from bot.experiences import corrections
from bot.experiences.summary import heard_lines
from bot.store.tables import Experience


def correct(talk: Talk, draft: Experience, asked: str, correction: corrections.Correction) -> None:
    """Changes what was said before, and says what it is now; what is named without a new value is asked again."""
    progress = Progress.of(talk)
    facts = as_kept(facts_of(correction.heard))
    facts.pop("service_type", None)
    if asked == "heard" and not correction.ask:
        progress.heard |= facts
        progress.keep(talk)
        talk.set("heard", None)
        return
    if asked == "heard":  # what was heard is right but for what is asked again
        kept = {name: value for name, value in progress.heard.items() if name not in correction.ask}
        apply(talk, draft, kept)
        talk.set("heard", "yes")
    if correction.ask:
        _ask_again(talk, draft, progress, correction)
    else:
        apply(talk, draft, facts)
        talk.say("utter_changed", what="\n".join(heard_lines(facts)))
        if asked in ("send", "about_you"):
            talk.set("requested_slot", asked)


def _ask_again(talk: Talk, draft: Experience, progress: Progress, correction: corrections.Correction) -> None:
    for name in correction.ask:
        talk.set(name, None)
    if correction.other:
        was = draft.provider_code or (progress.heard.get("service") or {}).get("code")
        kind = directory(talk).services[was].service_type if was in directory(talk).services else "hospital"
        others = [match.service for match in directory(talk).search(kind or "hospital", limit=5)]
        progress = Progress.of(talk)
        progress.offered = [service.code for service in others if service.code != was][:4]
        progress.typed = None
    progress.heard = {}
    progress.keep(talk)
    talk.set("requested_slot", correction.ask[0])
