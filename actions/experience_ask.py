"""The questions of the form whose words depend on what was told; the others stand in ``domain.yml``."""

from __future__ import annotations

import abc

from actions.experience_progress import DETAILS, NONE_OF_THESE, Progress
from actions.talk import SpokenAction, Talk
from bot.experiences import about_you, capture, identifying
from bot.experiences.providers import Service
from bot.experiences.service_types import SERVICE_TYPES
from bot.experiences.summary import about_story, heard_lines, summary
from bot.messages import Button, Reply
from bot.store.tables import Experience

TITLE_LENGTH = 20
"""Characters on a button: Messenger's limit."""


class Ask(SpokenAction):
    """A question asked only while there is a draft."""

    introduces = False

    def act(self, talk: Talk) -> None:
        draft = capture.latest_draft(talk.turn.session, talk.turn.conversation.id)
        if draft is not None:
            self.ask(talk, draft)

    @abc.abstractmethod
    def ask(self, talk: Talk, draft: Experience) -> None:
        """Says the question."""


class AskStory(Ask):
    """Asks for the story, or for more of it."""

    action_name = "action_ask_experience_form_story"

    def ask(self, talk: Talk, draft: Experience) -> None:
        cue = talk.slot("story_cue")
        if cue == "empty":
            talk.say("utter_story_empty")
        elif not draft.story_redacted:
            talk.say("utter_story_ask")
        else:
            talk.say(f"utter_story_{cue or 'carry_on'}")


class AskIdentifying(Ask):
    """Shows what could point at somebody, and offers to take it out."""

    action_name = "action_ask_experience_form_identifying"

    def ask(self, talk: Talk, draft: Experience) -> None:
        kinds = identifying.loosen(draft.story_redacted).kinds
        talk.say("utter_identifying_ask", what=identifying.listed([identifying.WORDS[kind] for kind in kinds]))


class AskHeard(Ask):
    """Says what the story was understood to say."""

    action_name = "action_ask_experience_form_heard"

    def ask(self, talk: Talk, draft: Experience) -> None:
        talk.say("utter_heard_ask", facts="\n".join(heard_lines(Progress.of(talk).heard)))


class AskService(Ask):
    """Asks which service, in words that fit what is known: several that it can be, its kind, or nothing."""

    action_name = "action_ask_experience_form_service"

    def ask(self, talk: Talk, draft: Experience) -> None:
        services = talk.turn.services.directories.now(talk.turn.session).services
        offered = [services[code] for code in Progress.of(talk).offered if code in services]
        kind = SERVICE_TYPES.get(draft.service_type or "")
        if offered:
            buttons = [Button(title(service), f'/choose{{"service": "{service.code}"}}') for service in offered]
            other = Button("Other or not sure", f'/choose{{"service": "{NONE_OF_THESE}"}}')
            talk.say("utter_service_offer", buttons=(*buttons, other))
        elif kind and draft.service_type != "other":
            talk.say(
                "utter_service_which", progress=progress_words(talk), kind=kind[0].lower() + kind[1:] if not kind[:2].isupper() else kind
            )
        else:
            talk.say("utter_service_ask", progress=progress_words(talk))


class AskMonth(Ask):
    """Asks when it was."""

    action_name = "action_ask_experience_form_month"

    def ask(self, talk: Talk, draft: Experience) -> None:
        talk.say("utter_month_ask", progress=progress_words(talk))


class AskRating(Ask):
    """Asks how good the care was; no mark is chosen beforehand."""

    action_name = "action_ask_experience_form_rating"

    def ask(self, talk: Talk, draft: Experience) -> None:
        talk.say("utter_rating_ask", progress=progress_words(talk))


class AskAbout(Ask):
    """Asks whose story it is."""

    action_name = "action_ask_experience_form_about"

    def ask(self, talk: Talk, draft: Experience) -> None:
        talk.say("utter_about_ask", progress=progress_words(talk))


class AskAboutYou(Ask):
    """Asks whether the questions about the person may be asked, then each of them."""

    action_name = "action_ask_experience_form_about_you"

    def ask(self, talk: Talk, draft: Experience) -> None:
        question = about_you.next_question(talk.turn.session, draft)
        if talk.slot("about_you") == "asking" and question is not None:
            number = [item.code for item in about_you.questions()].index(question.code) + 1
            talk.reply(Reply(f"{number} of {len(about_you.questions())}. {question.text}", question.buttons()))
        else:
            talk.say("utter_about_you_ask")


class AskSend(Ask):
    """Shows what there is and asks whether to send it."""

    action_name = "action_ask_experience_form_send"

    def ask(self, talk: Talk, draft: Experience) -> None:
        session = talk.turn.session
        talk.say("utter_send_ask", summary=summary(session, draft), about_story=about_story(session, draft))


def progress_words(talk: Talk) -> str:
    """ "Question 2 of 3. " of those that the story left open; nothing when there is only one."""
    open_ones = [name for name in DETAILS if talk.slot(name) is None]
    progress = Progress.of(talk)
    if progress.questions < len(open_ones):
        progress.questions = len(open_ones)
        progress.keep(talk)
    return f"Question {progress.questions - len(open_ones) + 1} of {progress.questions}. " if progress.questions > 1 else ""


def title(service: Service) -> str:
    """The service's name as short as a button has it."""
    name = service.name.removesuffix(" Hospital") if len(service.name) > TITLE_LENGTH else service.name
    return name if len(name) <= TITLE_LENGTH else name[: TITLE_LENGTH - 1].rsplit(" ", 1)[0]
