"""Small steps that taking any answer of a story needs: asking once more, ending, what is open still."""

from __future__ import annotations

from actions.experience_progress import SKIPPED, Progress
from actions.talk import Talk
from bot.experiences.providers import Directory


def directory(talk: Talk) -> Directory:
    """The services that can be meant."""
    return talk.turn.services.directories.now(talk.turn.session)


def end(talk: Talk, how: str) -> None:
    """Ends the form; ``action_finish_experience`` does what ``how`` says."""
    talk.set("send", how)
    talk.set("requested_slot", None)


def again(talk: Talk, name: str, hint: str) -> None:
    """Asks once more, in other words; after that the question is let go."""
    progress = Progress.of(talk)
    if progress.missed_again(name):
        talk.say("utter_let_go")
        talk.set(name, SKIPPED)
    else:
        talk.say(hint)
        talk.set(name, None)
    progress.keep(talk)


def now(talk: Talk, name: str) -> object:
    return next((event["value"] for event in reversed(talk.events) if event.get("name") == name), talk.slot(name))


def still_open(talk: Talk, name: str) -> bool:
    return now(talk, {"service_type": "service", "relation": "about"}.get(name, name)) is None
