"""Typed answers: outcome by outcome, and the words that go with each."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.encoder import Encoder
from bot.information.answers import Answer, InformationService, Outcome, rate, record
from bot.information.article import CuratedArticle
from bot.information.reading_age import grade
from bot.information.replies import PERSON, article_reply
from bot.information.sms_length import TWO_SEGMENTS, length
from bot.information.topics import LABELS, TITLE_LENGTH, label
from bot.messages import Channel, Reply
from bot.organisation import Organisation
from bot.store.session import StoreSession
from bot.store.tables import Contact, ContentGap, Conversation, Enquiry, Sealed
from tests.information.conftest import CHECKED


def test_answered_ends_with_source_and_date(service: InformationService) -> None:
    answer = service.answer("How do I register with a GP?", Channel.MESSENGER, today=CHECKED)
    assert (answer.outcome, answer.topic, answer.article) == (Outcome.ANSWERED, "register_gp", "register_gp")
    assert answer.reply.text.splitlines()[-1] == (
        "Source: Healthwatch England, checked 22 November 2026. "
        "https://www.healthwatch.co.uk/advice-and-information/2019-01-23/registering-your-gp-understanding-your-rights"
    )
    assert answer.reply.short is not None
    assert answer.reply.short.splitlines()[-1].startswith("Source: Healthwatch England, 22 Nov 2026. www.healthwatch.co.uk/")


@pytest.mark.parametrize(
    ("publisher", "url", "said", "said_short"),
    [
        (
            "NHS",
            "https://www.nhs.uk/toys",
            "Source: NHS, checked 3 May 2026. https://www.nhs.uk/toys",
            "Source: NHS, 3 May 2026. www.nhs.uk/toys",
        ),
        ("NHS", "", "Source: NHS, checked 3 May 2026", "Source: NHS, 3 May 2026"),
        ("", "https://www.nhs.uk/toys", "Source: https://www.nhs.uk/toys, checked 3 May 2026", "Source: www.nhs.uk/toys, 3 May 2026"),
        ("", "", "Ask us.", "Ask."),
    ],
)
def test_a_draft_ends_with_what_is_written_of_its_source(
    article: CuratedArticle, organisation: Organisation, publisher: str, url: str, said: str, said_short: str
) -> None:
    day = dt.date(2026, 5, 3)
    draft = replace(article, body="Ask us.", short="Ask.", publisher=publisher, source_url=url, checked_on=day)
    reply = article_reply(draft, organisation)
    assert reply.text.splitlines()[-1] == said
    assert (reply.short or "").splitlines()[-1] == said_short
    undated = article_reply(replace(draft, checked_on=None), organisation)
    assert undated.text.splitlines()[-1] == said.replace(", checked 3 May 2026", "")


def test_replies_are_plain_text(service: InformationService) -> None:
    for topic in LABELS:
        text = service.answer_topic(topic, today=CHECKED).reply.text
        assert "](" not in text
        assert "**" not in text
        assert "{{" not in text


def test_two_close_topics_are_asked_about(encoder: Encoder, organisation: Organisation, article: CuratedArticle) -> None:
    service = InformationService(encoder, organisation)
    service.load_articles([article, replace(article, slug="game", topic="game", title="Borrow a game")])
    answer = service.answer("could somebody lend my little boy toys", today=CHECKED)
    assert answer.outcome == Outcome.CLARIFY
    choices = answer.reply.buttons[:-1]
    assert len(choices) == 2
    assert answer.reply.buttons[-1] == PERSON
    payloads = [button.payload.split("{", 1) for button in choices]
    assert {name for name, _ in payloads} == {"/ask_information"}
    topics = [json.loads("{" + slots)["topic"] for _, slots in payloads]
    assert sorted(topics) == ["game", "toy"]
    assert answer.topic == topics[0]
    assert service.answer_topic(topics[1], today=CHECKED).topic == topics[1]


@pytest.mark.parametrize(
    "text", ["who won the match last night", "?", "", "   ", "[name] [phone number]", "/restart", "x" * 10_000, "\x00", "你好"]
)
def test_no_answer_is_honest_and_offers_a_person(service: InformationService, text: str) -> None:
    answer = service.answer(text, today=CHECKED)
    assert answer.outcome == Outcome.NO_ANSWER
    assert (answer.topic, answer.article) == (None, None)
    assert "do not want to guess" in answer.reply.text
    assert "0330 355 1285" in answer.reply.text
    assert answer.reply.buttons == (PERSON,)


def test_clinical_words_are_fixed(service: InformationService) -> None:
    first = service.answer("how many paracetamol can I take", today=CHECKED)
    second = service.answer("is this rash measles?", today=CHECKED)
    assert first.outcome == second.outcome == Outcome.CLINICAL
    assert first.reply == second.reply
    assert all(word in first.reply.text for word in ("999", "111", "pharmacist", "cannot give medical advice"))
    assert (first.topic, first.article) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "when is my appointment at Hinchingbrooke",
        "can you book me an appointment",
        "have my results come back",
        "can you check my referral",
    ],
)
def test_a_personal_case_is_not_guessed_at(service: InformationService, text: str) -> None:
    assert service.answer(text, today=CHECKED).outcome == Outcome.PERSONAL_CASE


def test_past_its_review_date_an_article_is_not_shown(encoder: Encoder, organisation: Organisation, article: CuratedArticle) -> None:
    service = InformationService(encoder, organisation)
    service.load_articles([article])
    for today, outcome in [(dt.date(2027, 1, 1), Outcome.ANSWERED), (dt.date(2027, 1, 2), Outcome.EXPIRED)]:
        answer = service.answer("Where can I borrow a toy?", today=today)
        assert answer.outcome == outcome
        assert service.answer_topic("toy", today=today).outcome == outcome
    assert "I am not sure" in answer.reply.text
    assert "Ask at the desk" not in answer.reply.text
    assert "0330 355 1285" in answer.reply.text
    assert (answer.topic, answer.article) == (None, None)


def test_an_article_in_date_stands_in_for_an_expired_one_of_its_topic(
    encoder: Encoder, organisation: Organisation, article: CuratedArticle
) -> None:
    service = InformationService(encoder, organisation)
    old = replace(article, slug="toy_old", review_by=dt.date(2026, 11, 1))
    service.load_articles([old, replace(article, questions=tuple(f"{q} please" for q in article.questions))])
    answer = service.answer("Where can I borrow a toy?", today=CHECKED)
    assert (answer.outcome, answer.article) == (Outcome.ANSWERED, "toy")


def test_drafts_and_withdrawn_articles_are_never_shown(encoder: Encoder, organisation: Organisation, article: CuratedArticle) -> None:
    service = InformationService(encoder, organisation)
    for status in ("draft", "withdrawn"):
        service.load_articles([replace(article, status=status)])
        assert service.answer("Where can I borrow a toy?", today=CHECKED).outcome == Outcome.NO_ANSWER
        assert service.answer_topic("toy", today=CHECKED).outcome == Outcome.NO_ANSWER


def test_unconfirmed_contacts_are_left_out(encoder: Encoder, organisation: Organisation) -> None:
    silent = replace(organisation, phone=None, email=None)
    service = InformationService(encoder, silent)
    text = service.answer("zebra", today=CHECKED).reply.text
    assert "call" not in text
    assert "None" not in text


def test_a_name_in_capitals_finds_its_article(service: InformationService) -> None:
    for text, topic in [("imca", "advocacy"), ("what is EMED?", "patient_transport"), ("LGSCO", "complain_social_care")]:
        assert service.answer(text, today=CHECKED).topic == topic


def test_every_short_reply_fits_two_text_messages(service: InformationService) -> None:
    for topic in LABELS:
        reply = service.answer_topic(topic, today=CHECKED).reply
        assert length(reply.short or "") <= TWO_SEGMENTS


def fixed_replies(service: InformationService) -> list[Reply]:
    asked: list[Answer] = [
        service.answer(text, today=day)
        for text, day in [("zebra", CHECKED), ("how many paracetamol can I take", CHECKED), ("when is my appointment", CHECKED),
                          ("what is the number for a dentist in Leeds", CHECKED), ("What is PALS?", dt.date(2030, 1, 1))]
    ]  # fmt: skip
    return [answer.reply for answer in asked]


def test_fixed_words_are_easy_and_fit_a_text_message(service: InformationService) -> None:
    for reply in fixed_replies(service):
        assert grade(reply.text) <= 8
        assert length(reply.short or reply.text) <= TWO_SEGMENTS
        assert "!" not in reply.text


def test_button_titles_fit() -> None:
    assert all(len(title) <= TITLE_LENGTH for title in LABELS.values())
    assert label("new_topic", "A very long title of an article indeed") == "A very long title of"
    assert label("new_topic", "Supercalifragilisticexpialidocious") == "Supercalifragilistic"


def test_refresh_reads_only_what_changed(
    session: StoreSession, encoder: Encoder, organisation: Organisation, article: CuratedArticle
) -> None:
    service = InformationService(encoder, organisation)
    row = article.to_row()
    session.add(row)
    session.commit()
    assert service.refresh(session)
    assert not service.refresh(session)
    assert service.answer("Where can I borrow a toy?", today=CHECKED).article == "toy"
    row.questions = ["Can somebody lend me a bicycle?", *article.questions[1:]]
    row.updated_at = row.updated_at + dt.timedelta(seconds=1)
    session.commit()
    assert service.refresh(session)
    assert service.answer("Can somebody lend me a bicycle?", today=CHECKED).article == "toy"


def test_an_enquiry_keeps_no_words(session: StoreSession, service: InformationService) -> None:
    record(session, None, service.answer("What is PALS?", today=CHECKED))
    session.commit()
    row = session.execute(select(Enquiry)).scalar_one()
    assert (row.outcome, row.topic, row.article_slug) == ("answered", "pals", "pals")
    assert "PALS?" not in repr({column.name: getattr(row, column.name) for column in row.__table__.columns})


def test_a_foreign_message_gets_our_words_in_its_language(service: InformationService) -> None:
    answer = service.answer("jak mogę zapisać się do lekarza w Peterborough", today=CHECKED)
    assert (answer.outcome, answer.language) == (Outcome.UNSUPPORTED_LANGUAGE, "pl")
    assert answer.reply.text.startswith("Dzień dobry")
    assert "I can only answer in English. I think that you wrote in Polish." in answer.reply.text
    assert "999" in (answer.reply.short or "")
    assert answer.reply.buttons == (PERSON,)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("where can I find an NHS dentist in Leeds", Outcome.OUT_OF_AREA),
        ("where can I find an NHS dentist in Ely", Outcome.ANSWERED),
        ("we moved here from Leeds, how do I find an NHS dentist", Outcome.ANSWERED),
        ("what is the NHS App, I live in Leeds", Outcome.ANSWERED),  # the same all over England
        ("how do I get a copy of my health records in Cardiff", Outcome.OUT_OF_AREA),  # and not in Wales
        ("what is the phone number of Healthwatch in Suffolk", Outcome.OUT_OF_AREA),
    ],
)
def test_only_services_here_are_answered_about(service: InformationService, text: str, outcome: Outcome) -> None:
    assert service.answer(text, today=CHECKED).outcome == outcome


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("care needs assessment in Wisbech", "care_assessment_cambridgeshire"),
        ("my mum lives in PE1 and needs a care assessment", "care_assessment_peterborough"),
        ("PALS number for Addenbrookes", "pals_addenbrookes"),
        ("pals at hinchingbrooke", "pals_peterborough"),
        ("how do I ask for a care needs assessment", "social_care_assessment"),
    ],
)
def test_a_place_chooses_among_the_articles_of_a_topic(service: InformationService, text: str, article: str) -> None:
    assert service.answer(text, today=CHECKED).article == article


def test_a_question_in_a_longer_message_is_found(service: InformationService) -> None:
    text = "She was ever so rude to me at the desk and I went home in tears, and how do I change my GP surgery?"
    assert service.answer(text, today=CHECKED).topic == "register_gp"


def test_follow_on_choices_and_a_person_end_an_answer_but_a_text_message_has_room_for_the_person_only(service: InformationService) -> None:
    full = service.answer("What is PALS?", Channel.WEB, today=CHECKED).reply.buttons
    assert [button.title for button in full[:2]] == ["This helped", "This did not help"]
    assert full[-1] == PERSON
    assert len(full) > 3
    assert service.answer("What is PALS?", Channel.SMS, today=CHECKED).reply.buttons == (PERSON,)


def test_what_no_article_answers_is_a_gap_and_whether_one_helped_is_kept_with_its_wording(
    session: StoreSession, service: InformationService
) -> None:
    session.add(Sealed(id="address", purpose="contact.address", key_id="k", nonce=b"n", ciphertext=b"c"))
    session.add(Contact(id=7, channel="web", account="web", address_hash="h", address_sealed_id="address"))
    session.add(Conversation(id=7, contact_id=7, channel="web", reference="C-7"))
    words = "is there a laser clinic for tattoos"
    record(session, 7, service.answer(words, today=CHECKED), words)
    answer = service.answer("What is PALS?", today=CHECKED)
    record(session, 7, answer, "What is PALS?")
    session.commit()
    row = session.execute(select(Enquiry).where(Enquiry.topic == "pals")).scalar_one()
    assert [(gap.words, gap.outcome) for gap in session.execute(select(ContentGap)).scalars()] == [(words, "no_answer")]
    assert answer.article is not None
    assert answer.version is not None
    assert not rate(session, 7, answer.article, "older-wording", helpful=True)
    assert rate(session, 7, answer.article, answer.version, helpful=False)
    assert (row.article_version, row.helpful) == (answer.version, False)
