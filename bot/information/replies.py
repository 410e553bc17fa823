"""The words around an article: its source line, the question back, and what is said when there is no answer.

Everything the public reads here is fixed text; the only things put in are an article's own words, the organisation's
confirmed details and dates.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bot.information.article import CuratedArticle
from bot.information.plain import fill, plain_text
from bot.information.topics import in_words, label
from bot.messages import Button, Channel, Reply
from bot.organisation import Organisation

if TYPE_CHECKING:  # the desk checks articles with these words, and has no need of the recogniser
    from bot.information.languages import Language

PERSON = Button("Speak to a person", "/speak_to_person")


def long_date(day: dt.date) -> str:
    """``22 November 2026``."""
    return f"{day.day} {day:%B %Y}"


def article_reply(article: CuratedArticle, organisation: Organisation, channel: Channel | None = None) -> Reply:
    """The article in plain text, and its short form, each ending with where it is from and when it was checked.

    A draft that is looked at before its source is written ends without one.

    Buttons follow: whether it helped, what else there is, and a person. A text message has room for the person only.
    """
    publisher, url = fill(article.publisher, organisation), fill(article.source_url, organisation)
    day = article.checked_on
    checked, checked_short = (f", checked {long_date(day)}", f", {day.day} {day:%b %Y}") if day else ("", "")
    source, short_source = _source(publisher, checked, url), _source(publisher, checked_short, url.removeprefix("https://"))
    return Reply(
        text="\n\n".join(filter(None, (plain_text(fill(article.body, organisation)), source))),
        short="\n".join(filter(None, (fill(article.short, organisation), short_source))),
        buttons=(PERSON,) if channel is Channel.SMS else (*_helpful(article), *_next(article), PERSON),
    )


def _source(publisher: str, checked: str, url: str) -> str:
    """Who says so, when that was checked, and where; of a draft what is written of it so far, and nothing where nothing is."""
    where = [part for part in (publisher, url) if part]
    return f"Source: {'. '.join([where[0] + checked, *where[1:]])}" if where else ""


def as_text_message(article: CuratedArticle, organisation: Organisation) -> str:
    """The whole text message: the short form, its source line and the way to a person."""
    reply = article_reply(article, organisation, Channel.SMS)
    menu = "".join(f"\n{number}. {button.title}" for number, button in enumerate(reply.buttons, start=1))
    return f"{reply.short}\n{menu}"


def _helpful(article: CuratedArticle) -> tuple[Button, Button]:
    """Whether it helped, tied to the very wording that was shown."""
    about = f'"article":"{article.slug}","version":"{article.version}"'
    return (
        Button("This helped", f'/rate_answer{{"helpful":"yes",{about}}}'),
        Button("This did not help", f'/rate_answer{{"helpful":"no",{about}}}'),
    )


def _next(article: CuratedArticle) -> tuple[Button, ...]:
    return tuple(Button(label(topic, in_words(topic)), topic_payload(topic)) for topic in article.next_topics)


def topic_payload(topic: str) -> str:
    """What a button sends to ask for a topic."""
    return f'/ask_information{{"topic":"{topic}"}}'


def clarify(articles: list[CuratedArticle]) -> Reply:
    """Asks which of two or three articles is meant; a button for each, and one for a person."""
    buttons = tuple(Button(label(a.topic, a.title), topic_payload(a.topic)) for a in articles)
    return Reply("I want to point you to the right place. Which of these do you mean?", buttons=(*buttons, PERSON))


def no_answer(organisation: Organisation) -> Reply:
    """There is no article near enough."""
    text = "I am sorry, I do not have checked information on that, and I do not want to guess. A person in our team may know."
    return _with_contact(text, organisation)


def expired(article: CuratedArticle, organisation: Organisation) -> Reply:
    """The nearest article is past its review date."""
    due = f"by {long_date(article.review_by)}" if article.review_by else "by now"
    text = f"I am not sure. I had information on this, but it was due to be checked again {due}, so it may be out of date."
    return _with_contact(text, organisation)


def clinical() -> Reply:
    """Medical advice was asked for. Fixed words: who can give it, and never the advice."""
    text = (
        "I am sorry, I cannot give medical advice. I am an automated assistant, and I cannot tell you what is wrong or what to take.\n\n"
        "If someone's life may be in danger, call 999 now.\n\n"
        "If you need medical help soon, call 111 or go to https://111.nhs.uk. It is free, day and night.\n\n"
        "A pharmacist can also give advice about medicines and minor illness. For test results, ask the team that did the test."
    )
    short = (
        "I cannot give medical advice. If life may be in danger, call 999 now. For medical help soon, call 111 or go to 111.nhs.uk. "
        "A pharmacist can advise on medicines."
    )
    return Reply(text, buttons=(PERSON,), short=short)


def personal_case() -> Reply:
    """Somebody asks about their own appointment, referral or record, which we cannot see."""
    text = (
        "I cannot see your records, appointments or test results, and I cannot change them. "
        "Please ask the surgery, hospital or team that looks after you. "
        "If they do not help you, a person in our team can tell you what to try next."
    )
    return Reply(text, buttons=(PERSON,))


def out_of_area(organisation: Organisation) -> Reply:
    """The question is about services somewhere else."""
    text = (
        f"I am sorry, I only know about services in our own area. We are {organisation.name}. "
        "Every part of England has a local Healthwatch, and the one there can help you. "
        "For medical help soon you can call 111 from anywhere in England. If it is about care in our area, please ask me again."
    )
    return Reply(text, buttons=(PERSON,))


def unsupported_language(language: Language | None, organisation: Organisation) -> Reply:
    """The message is in a language we cannot answer in: our fixed words in it if we have some, then the same in English."""
    named = f" I think that you wrote in {language.english_name}." if language else ""
    english = (
        f"I am sorry, I can only answer in English.{named} If someone's life may be in danger, call 999. For medical help soon, "
        "call 111 and say which language you speak. A person in our team can try to help you."
    )
    text = f"{language.card()}\n\n{english}" if language else english
    return Reply(_contact_added(text, organisation), buttons=(PERSON,), short=text if language is None else language.short())


def _contact_added(text: str, organisation: Organisation) -> str:
    return f"{text} Our phone number is {organisation.phone}." if organisation.phone else text


def _with_contact(text: str, organisation: Organisation) -> Reply:
    ways = [f"call {organisation.phone}"] if organisation.phone else []
    if organisation.email:
        ways.append(f"email {organisation.email}")
    contact = f" You can also {' or '.join(ways)}." if ways else ""
    return Reply(f"{text}{contact}", buttons=(PERSON,))
