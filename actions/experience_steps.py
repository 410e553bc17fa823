"""Small steps that taking any answer of a story needs: asking once more, ending, what is open still."""

from __future__ import annotations

from actions.experience_progress import SKIPPED, Progress
from actions.talk import Talk
from bot.experiences import capture
from bot.experiences.providers import Directory
from bot.store.tables import Experience

TELLS_MORE = frozenset({"heard", "month", "rating", "about", "permission"})
"""Questions beside which a sentence that is no answer belongs to the story. What is said to a consent must not be quoted."""
A_SENTENCE = 5
"""Words."""


def directory(talk: Talk) -> Directory:
    """The services that can be meant."""
    return talk.turn.services.directories.now(talk.turn.session)


def end(talk: Talk, how: str) -> None:
    """Ends the form; ``action_finish_experience`` does what ``how`` says."""
    talk.set("send", how)
    talk.set("requested_slot", None)


def again(talk: Talk, draft: Experience, name: str, hint: str) -> None:
    """Asks once more; after that the question is let go. A sentence that is no answer is not lost: it goes into the story."""
    progress = Progress.of(talk)
    kept = name in TELLS_MORE and len(talk.words.split()) >= A_SENTENCE and not talk.words.endswith("?")
    if kept:
        capture.add_story(draft, talk.words, talk.turn.now)
        talk.say("utter_experience_added")
    if progress.missed_again(name):
        if not kept:
            talk.say("utter_let_go")
        talk.set(name, SKIPPED)
    else:
        if not kept:
            talk.say(hint)
        talk.set(name, None)
    progress.keep(talk)


def now(talk: Talk, name: str) -> object:
    return next((event["value"] for event in reversed(talk.events) if event.get("name") == name), talk.slot(name))


def still_open(talk: Talk, name: str) -> bool:
    return now(talk, {"service_type": "service", "relation": "about"}.get(name, name)) is None
