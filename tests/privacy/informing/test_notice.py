"""The notice: short enough for its channel, true to the schedule, and recorded as it was shown."""

from __future__ import annotations

import dataclasses

import pytest

from bot.app import House
from bot.information import sms_length
from bot.messages import Channel
from bot.organisation import Organisation
from bot.privacy.informing import notice
from bot.store.session import transaction
from bot.store.tables import Conversation, NoticeShown
from connectors.sms.pages import pages
from tests.privacy.records import NOW, Records

URL = "https://chat.healthwatch-example.org"


def test_who_writes_and_the_notice_are_one_message_that_fits_two_text_messages(organisation: Organisation) -> None:
    shown = notice.opening(organisation, URL)
    assert shown.short
    assert sms_length.length(shown.short) <= sms_length.TWO_SEGMENTS
    for said in (shown.short, shown.text):
        assert f"automated assistant of {organisation.name}" in said
        assert "computer" in said
        assert "30 days" in said
        assert f"{URL}/chat/privacy" in said
    child = notice.child(organisation)
    assert child.short
    assert sms_length.length(child.short) <= 306
    assert "0800 1111" in child.short


def test_by_text_the_greeting_asks_nobody_to_reply_more(organisation: Organisation) -> None:
    for english in (notice.opening(organisation, URL), notice.notice(organisation, URL)):
        (said,) = notice.shown(english, organisation, URL, None, Channel.SMS)
        assert pages(said) == [english.short]
        assert notice.shown(english, organisation, URL, None, Channel.TELEGRAM) == [english]
    polish, english_too = notice.shown(english, organisation, URL, "pl", Channel.SMS)
    assert len(pages(polish)) == len(pages(english_too)) == 1


def test_periods_are_those_of_the_schedule(organisation: Organisation) -> None:
    changed = dataclasses.replace(organisation, retention_days={**organisation.retention_days, "transcript_after_close": 60})
    assert "2 months after it ends" in notice.notice(changed, URL).text


@pytest.mark.parametrize(("channel", "form"), [(Channel.SMS, "short"), (Channel.WEB, "full"), (Channel.WHATSAPP, "full")])
def test_what_was_shown_is_recorded(sqlite_house: House, organisation: Organisation, channel: Channel, form: str) -> None:
    records = Records(sqlite_house)
    chat = records.chat(1, channel=channel)
    shown = notice.notice(organisation, URL)
    with transaction(sqlite_house.sessions) as session:
        notice.record(session, session.get(Conversation, chat), [shown], organisation.notice_version, NOW)
    row = records.all(NoticeShown)[0]
    assert (row.version, row.form, row.at, len(row.words_hash)) == (organisation.notice_version, form, NOW, 32)


def test_every_answer_is_in_the_file() -> None:
    from bot.experiences.consent import PURPOSES
    from bot.privacy.data_rights.requests import KINDS

    responses = notice.texts()["texts"]
    assert {*KINDS, *(f"withdrawn_{purpose}" for purpose in PURPOSES)} <= set(responses)


def test_every_answer_has_a_form_for_two_text_messages() -> None:
    long = {
        "messages": "1000 messages",
        "first": "30 September 2026",
        "due": "30 September 2026",
        "reference": "D-XXXX-XXXX",
        "story": "QW-XXXX-XX",
    }
    values = {**long, "stories": notice.response("stories_stopped", story="QW-XXXX-XX").text, "phone": "01632 960000"}
    for name in notice.texts()["texts"]:
        reply = notice.response(name, **values)
        assert sms_length.length(reply.short or reply.text) <= sms_length.TWO_SEGMENTS, name
