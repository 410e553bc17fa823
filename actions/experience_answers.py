"""What is done with the answer to each question of a story. A question is asked once, and once more when the answer could not be read."""

from __future__ import annotations

from collections.abc import Callable

from actions.experience_progress import DETAILS, NONE_OF_THESE, SKIPPED, Progress
from actions.experience_steps import again, directory, end, now, still_open
from actions.experience_told import apply, as_kept, facts_of, set_about, story, take_heard, take_identifying
from actions.talk import Talk
from bot.experiences import about_you, answers, capture, corrections, when
from bot.experiences.consent import PURPOSES
from bot.experiences.heard import hear
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
    facts = {name: value for name, value in facts_of(heard).items() if name in ("month", "rating", "about") and still_open(talk, name)}
    apply(talk, draft, as_kept(facts))


def _month(talk: Talk, draft: Experience, value: str) -> None:
    month = None if value == SKIPPED else when.month(value, talk.today)
    if value != SKIPPED and month is None:
        again(talk, draft, "month", "utter_hint_month")
        return
    capture.set_month(draft, month)
    talk.set("month", f"{month:%Y-%m}" if month else SKIPPED)


def _rating(talk: Talk, draft: Experience, value: str) -> None:
    rating = None if value == SKIPPED else answers.rating(value)
    if value != SKIPPED and rating is None:
        again(talk, draft, "rating", "utter_hint_rating")
        return
    capture.set_rating(draft, rating)
    talk.set("rating", rating or SKIPPED)


def _about(talk: Talk, draft: Experience, value: str) -> None:
    about = None if value == SKIPPED else value if value in capture.ABOUT else answers.about(value) or corrections.whose_now(value)
    if value != SKIPPED and about is None:
        again(talk, draft, "about", "utter_hint_about")
        if now(talk, "about") is None:
            return
    set_about(talk, draft, about)


def _permission(talk: Talk, draft: Experience, value: str) -> None:
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


# --- the choices


def _consent(talk: Talk, draft: Experience, purpose: str, value: str) -> None:
    granted = None if value == SKIPPED else answers.yes_or_no(value)
    if purpose == "contact_me" and granted is None and answers.has_contact(as_written(talk)):
        # A number or an address is a yes, and the answer to the next question.
        capture.set_consent(talk.turn.session, draft, purpose, True, talk.turn.now)
        talk.set(purpose, "yes")
        _contact_detail(talk, draft, value)
        return
    if value != SKIPPED and granted is None:
        again(talk, draft, purpose, "utter_hint_choice")
        if purpose == "contact_me" and now(talk, purpose) is not None:
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
            again(talk, draft, "about_you", "utter_hint_choice")
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
    elif answers.yes_or_no(value) or answers.is_finish(value) or (answers.is_done(value) and answers.yes_or_no(value) is None):
        end(talk, "yes")
    else:
        talk.say("utter_hint_send")
        talk.set("send", None)
        talk.set("requested_slot", "send")


# --- putting right


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


_TAKERS: dict[str, Callable[[Talk, Experience, str], None]] = {
    "story": story,
    "identifying": take_identifying,
    "heard": take_heard,
    "service": _service,
    "month": _month,
    "rating": _rating,
    "about": _about,
    "permission": _permission,
    "contact_detail": _contact_detail,
    "about_you": _about_you,
    "send": _send,
}
