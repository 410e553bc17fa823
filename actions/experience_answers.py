"""What is done with the answer to each question of a story. A question is asked once, and once more when the answer could not be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from actions.experience_progress import DETAILS, NONE_OF_THESE, SKIPPED, Progress
from actions.talk import Talk
from bot.experiences import about_you, answers, capture, corrections, identifying, when
from bot.experiences.consent import PURPOSES
from bot.experiences.heard import Heard, hear
from bot.experiences.providers import Directory, clear
from bot.experiences.service_types import SERVICE_TYPES
from bot.experiences.summary import heard_lines
from bot.store.tables import Experience


def take(talk: Talk, draft: Experience, name: str, value: str) -> None:
    """One answer to the question ``name``: from a button a fixed value, otherwise the person's words."""
    if name in PURPOSES:
        _consent(talk, draft, name, value)
    else:
        _TAKERS[name](talk, draft, value)


def directory(talk: Talk) -> Directory:
    """The services that can be meant."""
    return talk.turn.services.directories.now(talk.turn.session)


def end(talk: Talk, how: str) -> None:
    """Ends the form; ``action_finish_experience`` does what ``how`` says."""
    talk.set("send", how)
    talk.set("requested_slot", None)


def _again(talk: Talk, name: str, hint: str) -> None:
    """Asks once more, in other words; after that the question is let go."""
    progress = Progress.of(talk)
    if progress.missed_again(name):
        talk.say("utter_let_go")
        talk.set(name, SKIPPED)
    else:
        talk.say(hint)
        talk.set(name, None)
    progress.keep(talk)


# --- the story itself


def _story(talk: Talk, draft: Experience, value: str) -> None:
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
    heard = hear(draft.story_redacted, talk.today, directory(talk))
    progress.heard = _as_kept({name: value for name, value in _facts(heard).items() if _still_open(talk, name)})
    if len(heard.services) > 1:
        progress.offered = [service.code for service in heard.services if service.shown][:4]
    if finish:
        _apply(talk, draft, progress.heard)  # shown in what is read over before sending
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
            if _now(talk, name) is None:
                talk.set(name, SKIPPED)
        talk.say("utter_one_last")
    elif not progress.heard or talk.slot("heard") is not None:
        talk.set("heard", "none")
    progress.keep(talk)


def _now(talk: Talk, name: str) -> object:
    return next((event["value"] for event in reversed(talk.events) if event.get("name") == name), talk.slot(name))


def _still_open(talk: Talk, name: str) -> bool:
    return _now(talk, {"service_type": "service", "relation": "about"}.get(name, name)) is None


def _facts(heard: Heard) -> dict[str, object]:
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


def _as_kept(facts: dict[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in facts.items()}


def _apply(talk: Talk, draft: Experience, facts: dict) -> None:  # type: ignore[type-arg]
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
        _set_about(talk, draft, about)


def _identifying(talk: Talk, draft: Experience, value: str) -> None:
    """Yes takes the exact day, hour, age or bed out of the story; anything else leaves it as it was told."""
    if answers.yes_or_no(value) is True:
        draft.story_redacted = identifying.loosen(draft.story_redacted).text
        talk.say("utter_loosened")
    talk.set("identifying", "yes" if answers.yes_or_no(value) else "no")


def _heard(talk: Talk, draft: Experience, value: str) -> None:
    progress = Progress.of(talk)
    agreed = True if answers.is_done(value) and value.lower() != "no" else answers.yes_or_no(value)
    if agreed is None and value != SKIPPED:
        _again(talk, "heard", "utter_hint_choice")
        return
    if agreed:
        _apply(talk, draft, progress.heard)
    else:
        talk.say("utter_heard_wrong")
    progress = Progress.of(talk)
    progress.heard = {}
    progress.keep(talk)
    talk.set("heard", "yes" if agreed else "no")


# --- the care


def _service(talk: Talk, draft: Experience, value: str) -> None:
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
    from bot.experiences.service_types import guess

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
    facts = {name: value for name, value in _facts(heard).items() if name in ("month", "rating", "about") and _still_open(talk, name)}
    _apply(talk, draft, _as_kept(facts))


def _month(talk: Talk, draft: Experience, value: str) -> None:
    month = None if value == SKIPPED else when.month(value, talk.today)
    if value != SKIPPED and month is None:
        _again(talk, "month", "utter_hint_month")
        return
    capture.set_month(draft, month)
    talk.set("month", f"{month:%Y-%m}" if month else SKIPPED)


def _rating(talk: Talk, draft: Experience, value: str) -> None:
    rating = None if value == SKIPPED else answers.rating(value)
    if value != SKIPPED and rating is None:
        _again(talk, "rating", "utter_hint_rating")
        return
    capture.set_rating(draft, rating)
    talk.set("rating", rating or SKIPPED)


def _about(talk: Talk, draft: Experience, value: str) -> None:
    about = None if value == SKIPPED else value if value in capture.ABOUT else answers.about(value) or corrections.whose_now(value)
    if value != SKIPPED and about is None:
        _again(talk, "about", "utter_hint_about")
        if _now(talk, "about") is None:
            return
    _set_about(talk, draft, about)


def _set_about(talk: Talk, draft: Experience, about: str | None) -> None:
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


def _permission(talk: Talk, draft: Experience, value: str) -> None:
    agreed = answers.yes_or_no(value)
    if value == SKIPPED:
        talk.set("permission", SKIPPED)
    elif value == "cannot" or answers.is_unable(value):
        capture.set_permission(draft, "cannot")
        talk.set("permission", "cannot")
    elif agreed is None:
        _again(talk, "permission", "utter_hint_choice")
    else:
        capture.set_permission(draft, "yes" if agreed else "no")
        talk.set("permission", "yes" if agreed else "no")
        if not agreed:
            talk.say("utter_no_permission")


# --- the choices


def _consent(talk: Talk, draft: Experience, purpose: str, value: str) -> None:
    granted = None if value == SKIPPED else answers.yes_or_no(value)
    if value != SKIPPED and granted is None:
        _again(talk, purpose, "utter_hint_choice")
        if purpose == "contact_me" and _now(talk, purpose) is not None:
            talk.set("contact_detail", "none")
        return
    if granted is not None:
        capture.set_consent(talk.turn.session, draft, purpose, granted, talk.turn.now)
    talk.set(purpose, SKIPPED if granted is None else "yes" if granted else "no")
    if purpose == "contact_me":
        # Asked only after a yes; a later yes asks again.
        talk.set("contact_detail", None if granted else "none")


def _contact_detail(talk: Talk, draft: Experience, value: str) -> None:
    session, vault = talk.turn.session, talk.turn.services.vault
    if value in ("none", SKIPPED) or answers.yes_or_no(value) is False:
        capture.set_consent(session, draft, "contact_me", False, talk.turn.now)
        talk.set("contact_me", "no")
        talk.set("contact_detail", "none")
    elif value == "this_chat" or answers.is_this_chat(value):
        capture.set_contact(session, vault, draft, None)
        talk.set("contact_detail", "this_chat")
    else:
        original = as_written(talk)
        if answers.has_contact(original):
            capture.set_contact(session, vault, draft, original)
            talk.set("contact_detail", "given")
        else:
            talk.say("utter_hint_contact")
            talk.set("contact_detail", None)


def as_written(talk: Talk) -> str:
    """The message before its details were taken out: opened to be sealed again as a contact, or to look for the name of a month."""
    inbound = talk.turn.inbound
    if inbound is None:
        return str(talk.tracker.latest_message.get("text") or "")
    return talk.turn.services.vault.open(talk.turn.session, inbound.text_sealed_id) or ""


def _about_you(talk: Talk, draft: Experience, value: str) -> None:
    """First whether the questions may be asked, then each; the slot is filled when none is left."""
    session = talk.turn.session
    begun = talk.slot("about_you") == "asking"
    question = about_you.next_question(session, draft) if begun else None
    named, _, answer = value.partition("=")
    if answer:
        about_you.record(session, draft, named, answer)
    elif question is None:
        agreed = answers.yes_or_no(value)
        if agreed is None and value != SKIPPED:
            _again(talk, "about_you", "utter_hint_choice")
            return
        talk.set("about_you", "asking" if agreed else "no")
        if agreed:
            talk.set("requested_slot", "about_you")
        return
    else:
        chosen = about_you.not_said() if value == SKIPPED else question.read(value)
        about_you.record(session, draft, question.code, chosen or about_you.not_said())
        if chosen is None:
            talk.say("utter_let_go")
    more = about_you.next_question(session, draft) is not None
    talk.set("about_you", "asking" if more else "answered")
    if more:
        talk.set("requested_slot", "about_you")


def _send(talk: Talk, draft: Experience, value: str) -> None:
    if value == "back":
        talk.set("send", None)
        talk.set("story_cue", "carry_on")
        if all(talk.slot(name) is not None for name in ("story", *DETAILS, *PURPOSES)):
            talk.set("story", None)
    elif value == "delete":
        end(talk, "delete")
    elif answers.yes_or_no(value) or (answers.is_done(value) and answers.yes_or_no(value) is None):
        end(talk, "yes")
    else:
        talk.say("utter_hint_send")
        talk.set("send", None)
        talk.set("requested_slot", "send")


# --- putting right


def correct(talk: Talk, draft: Experience, asked: str, correction: corrections.Correction) -> None:
    """Changes what was said before, and says what it is now; what is named without a new value is asked again."""
    progress = Progress.of(talk)
    facts = _as_kept(_facts(correction.heard))
    facts.pop("service_type", None)
    if asked == "heard" and not correction.ask:
        progress.heard |= facts
        progress.keep(talk)
        talk.set("heard", None)
        return
    if asked == "heard":  # what was heard is right but for what is asked again
        kept = {name: value for name, value in progress.heard.items() if name not in correction.ask}
        _apply(talk, draft, kept)
        talk.set("heard", "yes")
    if correction.ask:
        _ask_again(talk, draft, progress, correction)
    else:
        _apply(talk, draft, facts)
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


_TAKERS: dict[str, Callable[[Talk, Experience, str], None]] = {
    "story": _story,
    "identifying": _identifying,
    "heard": _heard,
    "service": _service,
    "month": _month,
    "rating": _rating,
    "about": _about,
    "permission": _permission,
    "contact_detail": _contact_detail,
    "about_you": _about_you,
    "send": _send,
}
