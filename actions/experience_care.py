"""Answers to what is asked of the care itself: which service, when, how good, whose story, and whether they know."""

from __future__ import annotations

from actions.experience_progress import NONE_OF_THESE, SKIPPED, Progress
from actions.experience_steps import again, directory, now, still_open
from actions.experience_told import apply, as_kept, facts_of, set_about
from actions.talk import Talk
from bot.experiences import answers, capture, corrections, when
from bot.experiences.heard import hear
from bot.experiences.providers import Directory, clear
from bot.experiences.service_types import SERVICE_TYPES, guess
from bot.store.tables import Experience


def take_service(talk: Talk, draft: Experience, value: str) -> None:
    """Which service: a button's code or kind, or words in which one is found; several are offered to choose from."""
    progress = Progress.of(talk)
    offered, progress.offered = progress.offered, []
    found = directory(talk)
    if value == SKIPPED:
        if progress.typed:
            capture.set_service(draft, name=progress.typed)
        elif draft.service_type is None:
            capture.set_service(draft)
        talk.set("service", SKIPPED)
    elif value in SERVICE_TYPES:
        capture.set_service(draft, service_type=value)
        talk.set("service", "given")
    elif value in found.services:
        _choose(talk, draft, found, value)
    elif value == NONE_OF_THESE:
        if progress.typed:
            capture.set_service(draft, name=progress.typed)
        talk.set("service", "given" if progress.typed else None)
        if not progress.typed:
            talk.say("utter_which_then")
    elif answers.yes_or_no(value) is not None:  # no service is called yes
        again(talk, draft, "service", "utter_hint_service")
        return
    else:
        matches = found.search(value)
        matches = [match for match in matches if match.service.code in offered] or matches
        service = clear(matches)
        if service is not None:
            _choose(talk, draft, found, service.code, typed=value)
        elif matches and not offered:
            progress.offered, progress.typed = [match.service.code for match in matches if match.service.shown], value
            talk.set("service", None)
        else:
            capture.set_service(draft, name=value, service_type=_type_named(draft, value))
            talk.set("service", "given")
            _more_in(talk, draft, value)
    progress.keep(talk)


def _type_named(draft: Experience, words: str) -> str | None:
    return guess(words) or draft.service_type


def _choose(talk: Talk, draft: Experience, found: Directory, code: str, typed: str | None = None) -> None:
    service = found.services[code]
    kind = draft.service_type if draft.service_type not in (None, "hospital", "other") else service.service_type
    capture.set_service(draft, name=service.label if service.shown else typed or service.name, provider_code=code, service_type=kind)
    talk.set("service", "given")
    if typed:
        _more_in(talk, draft, typed)


def _more_in(talk: Talk, draft: Experience, words: str) -> None:
    """An answer that says more than it was asked ("Hinchingbrooke in June, it was my mum") answers those questions too."""
    heard = hear(words, talk.today, directory(talk))
    facts = {name: value for name, value in facts_of(heard).items() if name in ("month", "rating", "about") and still_open(talk, name)}
    apply(talk, draft, as_kept(facts))


def take_month(talk: Talk, draft: Experience, value: str) -> None:
    """When it was. Words in which no month is found are asked for once more."""
    month = None if value == SKIPPED else when.month(value, talk.today)
    if value != SKIPPED and month is None:
        again(talk, draft, "month", "utter_hint_month")
        return
    capture.set_month(draft, month)
    talk.set("month", f"{month:%Y-%m}" if month else SKIPPED)


def take_rating(talk: Talk, draft: Experience, value: str) -> None:
    """How good the care was, 1 to 5, by words or figure."""
    rating = None if value == SKIPPED else answers.rating(value)
    if value != SKIPPED and rating is None:
        again(talk, draft, "rating", "utter_hint_rating")
        return
    capture.set_rating(draft, rating)
    talk.set("rating", rating or SKIPPED)


def take_about(talk: Talk, draft: Experience, value: str) -> None:
    """Whose story it is; then also whether the other person knows is open."""
    about = None if value == SKIPPED else value if value in capture.ABOUT else answers.about(value) or corrections.whose_now(value)
    if value != SKIPPED and about is None:
        again(talk, draft, "about", "utter_hint_about")
        if now(talk, "about") is None:
            return
    set_about(talk, draft, about)


def take_permission(talk: Talk, draft: Experience, value: str) -> None:
    """Whether the person it is about knows and agrees, or cannot say."""
    agreed = answers.yes_or_no(value)
    if value == SKIPPED:
        talk.set("permission", SKIPPED)
    elif value == "cannot" or answers.is_unable(value):
        capture.set_permission(draft, "cannot")
        talk.set("permission", "cannot")
    elif agreed is None:
        again(talk, draft, "permission", "utter_hint_choice")
    else:
        capture.set_permission(draft, "yes" if agreed else "no")
        talk.set("permission", "yes" if agreed else "no")
        if not agreed:
            talk.say("utter_no_permission")
