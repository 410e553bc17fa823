"""Small steps that taking any answer of a story needs: adding to it, asking once more, ending, what is open still."""

from __future__ import annotations

from actions.experience_progress import SKIPPED, Progress
from actions.talk import Talk
from bot.experiences import capture, identifying
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


def tell_more(talk: Talk, draft: Experience, words: str, cue: str | None = "utter_experience_added") -> None:
    """Adds ``words`` (redacted) to the story and answers with ``cue``.

    Once the story's own question is behind us its look for what could point at somebody is, too. So it is repeated for
    these words: what was taken out of them is said; an exact day, hour, age or bed goes the way the person chose for the
    rest, or is asked about where the rest held nothing of its kind.
    """
    before = draft.story_redacted or ""
    capture.add_story(draft, words, talk.turn.now)
    if cue:
        talk.say(cue)
    if now(talk, "story") is None:
        return
    known = identifying.taken_out(before)
    gone = [name for name in identifying.taken_out(words) if name not in known]
    fresh = identifying.loosen(words)
    if fresh.kinds and now(talk, "identifying") == "yes":
        draft.story_redacted = identifying.loosen(draft.story_redacted).text
        gone += [identifying.WORDS[kind] for kind in fresh.kinds]
    elif set(fresh.kinds) - set(identifying.loosen(before).kinds):
        talk.set("identifying", None)
    if gone:
        talk.say("utter_taken_out", what=identifying.listed(gone))


def again(talk: Talk, draft: Experience, name: str, hint: str) -> None:
    """Asks once more; after that the question is let go. A sentence that is no answer is not lost: it goes into the story."""
    progress = Progress.of(talk)
    kept = name in TELLS_MORE and len(talk.words.split()) >= A_SENTENCE and not talk.words.endswith("?")
    if kept:
        tell_more(talk, draft, talk.words)
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


def as_written(talk: Talk) -> str:
    """The message before its details were taken out: opened to be sealed again as a contact, or to look for the name of a month."""
    inbound = talk.turn.inbound
    if inbound is None:
        return str(talk.tracker.latest_message.get("text") or "")
    return talk.turn.services.vault.open(talk.turn.session, inbound.text_sealed_id) or ""
