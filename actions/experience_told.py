"""The story itself, and what it says already: taken from it, confirmed once, and never asked again."""

from __future__ import annotations

import datetime as dt

from actions.experience_progress import DETAILS, SKIPPED, Progress
from actions.experience_steps import again, directory, end, now, still_open
from actions.talk import Talk
from bot.experiences import answers, capture, identifying
from bot.experiences.heard import Heard, hear
from bot.store.tables import Experience


def story(talk: Talk, draft: Experience, value: str) -> None:
    if value == "stop":
        if draft.story_redacted:
            talk.set("send", None)
            talk.set("requested_slot", "send")
        else:
            end(talk, "stopped")
    elif value == "finish" or answers.is_done(value):
        if not draft.story_redacted:
            talk.set("story_cue", "empty")
            talk.set("story", None)
        else:
            _story_told(talk, draft, finish=value == "finish")
    else:
        progress = Progress.of(talk)
        progress.parts += 1
        capture.add_story(draft, value, talk.turn.now)
        talk.set("story_cue", "noted" if progress.parts == 1 else f"noted_{progress.parts % 3 + 1}")
        talk.set("story", None)
        progress.keep(talk)


def _story_told(talk: Talk, draft: Experience, *, finish: bool) -> None:
    """Nothing that the story says is asked; who wants no more questions is asked for the one choice that matters."""
    talk.set("story", "told")
    found = identifying.taken_out(draft.story_redacted)
    if found and talk.slot("identifying") is None:
        talk.say("utter_taken_out", what=identifying.listed(found))
    if not identifying.loosen(draft.story_redacted).kinds:
        talk.set("identifying", "none")
    progress = Progress.of(talk)
    heard = hear(f"{progress.opening}\n{draft.story_redacted}".strip(), talk.today, directory(talk))
    progress.heard = as_kept({name: value for name, value in facts_of(heard).items() if still_open(talk, name)})
    if len(heard.services) > 1:
        progress.offered = [service.code for service in heard.services if service.shown][:4]
    if finish:
        apply(talk, draft, progress.heard)  # shown in what is read over before sending
        for name in (
            "heard",
            *DETAILS,
            "permission",
            "quote_anonymously",
            "share_with_provider",
            "contact_me",
            "contact_detail",
            "about_you",
        ):
            if now(talk, name) is None:
                talk.set(name, SKIPPED)
        talk.say("utter_one_last")
    elif not progress.heard or talk.slot("heard") is not None:
        talk.set("heard", "none")
    progress.keep(talk)


def facts_of(heard: Heard) -> dict[str, object]:
    """What is offered for confirmation, by field; a service only when it is one."""
    service = heard.services[0] if len(heard.services) == 1 else None
    label = (service.label if service.shown else None) if service else heard.service_name
    facts: dict[str, object] = {
        "service": {"name": label or (service.name if service else None), "code": service and service.code} if service or label else None,
        "service_type": heard.service_type,
        "month": heard.month,
        "rating": heard.rating,
        "about": heard.about,
        "relation": heard.relation,
    }
    return {name: value for name, value in facts.items() if value}


def as_kept(facts: dict[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in facts.items()}


def apply(talk: Talk, draft: Experience, facts: dict) -> None:  # type: ignore[type-arg]
    """Writes confirmed facts into the draft; their questions are answered."""
    if service := facts.get("service"):
        kind = facts.get("service_type")
        capture.set_service(draft, name=service["name"], provider_code=service["code"], service_type=kind)
        talk.set("service", "given")
    elif kind := facts.get("service_type"):
        capture.set_service(draft, service_type=kind)
    if month := facts.get("month"):
        capture.set_month(draft, dt.date.fromisoformat(month))
        talk.set("month", month[:7])
    if rating := facts.get("rating"):
        capture.set_rating(draft, rating)
        talk.set("rating", rating)
    if about := facts.get("about"):
        set_about(talk, draft, about)


def take_identifying(talk: Talk, draft: Experience, value: str) -> None:
    """Yes takes the exact day, hour, age or bed out of the story; anything else leaves it as it was told."""
    if answers.yes_or_no(value) is True:
        draft.story_redacted = identifying.loosen(draft.story_redacted).text
        talk.say("utter_loosened")
    talk.set("identifying", "yes" if answers.yes_or_no(value) else "no")


def take_heard(talk: Talk, draft: Experience, value: str) -> None:
    progress = Progress.of(talk)
    agreed = True if answers.is_done(value) and value.lower() != "no" else answers.yes_or_no(value)
    if agreed is None and value != SKIPPED:
        again(talk, draft, "heard", "utter_hint_choice")
        return
    if agreed:
        apply(talk, draft, progress.heard)
    else:
        talk.say("utter_heard_wrong")
    progress = Progress.of(talk)
    progress.heard = {}
    progress.keep(talk)
    talk.set("heard", "yes" if agreed else "no")


def set_about(talk: Talk, draft: Experience, about: str | None) -> None:
    capture.set_about(draft, about)
    talk.set("about", about or SKIPPED)
    if about in (None, "me"):
        capture.set_permission(draft, None)
        talk.set("permission", "none")
    elif Progress.of(talk).felt == "grief":  # who has died is not asked after
        capture.set_permission(draft, "cannot")
        talk.set("permission", "cannot")
    elif draft.permission is None:
        talk.set("permission", None)
