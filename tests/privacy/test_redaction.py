"""Redaction as a whole: realistic messages, properties that always hold, and bad input."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.organisation import Organisation
from bot.privacy.finding.published import Published
from bot.privacy.finding.spans import Span, resolve
from bot.privacy.redaction import PLACEHOLDERS, PatternRedactor, Redacted, RedactionError, Redactor
from tests.privacy.findings import harmless_messages, personal_messages

CONTRACT_TYPES = (
    "PERSON PHONE_NUMBER EMAIL_ADDRESS UK_NHS UK_NINO UK_POSTCODE STREET_ADDRESS DATE_OF_BIRTH HOSPITAL_NUMBER UK_PASSPORT "
    "UK_DRIVING_LICENCE UK_VEHICLE_REGISTRATION CREDIT_CARD UK_BANK_ACCOUNT SOCIAL_HANDLE"
)
NEEDS_THE_MODEL = {"Li Wei Chen"}
"""A name on no list with nothing to introduce it: what the model is for."""


def test_placeholders_are_there_for_every_type_of_the_contract() -> None:
    assert set(PLACEHOLDERS) == set(CONTRACT_TYPES.split())


@pytest.mark.parametrize(("text", "details"), personal_messages())
def test_personal_details_are_replaced(redactor: Redactor, text: str, details: list[tuple[str, str]]) -> None:
    redacted = redactor.redact(text)
    assert [(span.type, text[span.start : span.end]) for span in redacted.spans] == _joined(details, redacted, text)
    for _, detail in details:
        assert detail not in redacted.text
    check(text, redacted, redactor)


@pytest.mark.parametrize(("text", "details"), personal_messages())
def test_patterns_alone_replace_nearly_all(patterns: PatternRedactor, text: str, details: list[tuple[str, str]]) -> None:
    redacted = patterns.redact(text)
    assert [detail for _, detail in details if detail in redacted.text and detail not in NEEDS_THE_MODEL] == []
    check(text, redacted, patterns)


@pytest.mark.parametrize("text", harmless_messages())
def test_what_is_not_personal_stands(redactor: Redactor, patterns: PatternRedactor, text: str) -> None:
    assert redactor.redact(text) == Redacted(text, ())
    assert patterns.redact(text) == Redacted(text, ())


@pytest.mark.parametrize(
    "written", ["0330 355 1285", "03303551285", "+44 330 355 1285", "enquiries@healthwatchcambspboro.co.uk", "0808 800 5000"]
)
def test_published_contacts_stand(patterns: PatternRedactor, written: str) -> None:
    assert patterns.redact(f"I rang or wrote to {written} before").spans == ()


def test_another_organisation_has_other_numbers(organisation: Organisation) -> None:
    assert PatternRedactor.load(None).redact("0752 0635 176").text == "[phone number]"
    assert PatternRedactor.load(organisation).redact("0752 0635 176").text == "0752 0635 176"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nhs number 9434765919", "UK_NHS"),
        ("call 07700900123", "PHONE_NUMBER"),
        ("my number is 943 476 5919", "UK_NHS"),
        ("passport 123456789", "UK_PASSPORT"),
        ("4111111111111111", "CREDIT_CARD"),
        ("sort code 12-10-24", "UK_BANK_ACCOUNT"),
        ("dob 12-10-84", "DATE_OF_BIRTH"),
        ("anna@example.org", "EMAIL_ADDRESS"),
    ],
)
def test_a_detail_gets_its_own_type(patterns: PatternRedactor, text: str, expected: str) -> None:
    assert [span.type for span in patterns.redact(text).spans] == [expected]


def test_of_overlapping_spans_the_surest_then_the_longest_holds() -> None:
    sure, long, short = Span(0, 5, "UK_NHS", 1.0), Span(10, 20, "PHONE_NUMBER", 0.6), Span(12, 18, "UK_NHS", 0.6)
    assert resolve([short, Span(2, 4, "PERSON", 0.9), long, sure]) == [sure, long]


def test_the_end_of_a_longer_finding_does_not_stay_in_sight() -> None:
    assert resolve([Span(0, 10, "UK_NHS", 1.0), Span(6, 14, "PHONE_NUMBER", 0.6)]) == [Span(0, 14, "UK_NHS", 1.0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\0", "\0"),
        ("ring 07700\x00900123", "ring [phone number]"),
        ("ring 0\u200b7\u200b7\u200b0\u200b0\u200b900123", "ring [phone number]"),
        ("\u202e07700 900123\u202c", "\u202e[phone number]\u202c"),
        ("\uff10\uff17\uff17\uff10\uff10 \uff19\uff10\uff10\uff11\uff12\uff13", "[phone number]"),
        ("".join(digit + "\ufe0f\u20e3" for digit in "07700900123"), "[phone number]"),
        ("\U0001f600 07700 900123 \U0001f600", "\U0001f600 [phone number] \U0001f600"),
        ("\ud800 07700 900123", "\ud800 [phone number]"),
        ("07700\u00a0900\u2013123", "[phone number]"),
        ("[name] on [phone number] or [name 2]", "[name] on [phone number] or [name 2]"),
        ("[name] 07700 900123", "[name] [phone number]"),
        ("/restart 07700 900123", "/restart [phone number]"),
    ],
)
def test_bad_input_is_redacted_like_any_other(redactor: Redactor, patterns: PatternRedactor, text: str, expected: str) -> None:
    assert patterns.redact(text).text == expected
    assert redactor.redact(text).text == expected


@pytest.mark.parametrize("piece", ["07700 900123 ", "a", "0 ", "my name is ", "John ", "@", "12 mill ", "[name] ", "\u200b", "x\n", "Dr "])
def test_ten_thousand_characters_are_no_trouble(redactor: Redactor, piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    redacted = redactor.redact(text)
    assert all(one.end <= other.start for one, other in zip(redacted.spans, redacted.spans[1:], strict=False))


PLANTED = {
    "PHONE_NUMBER": st.from_regex(r"0(7700 ?900|1632 ?960)[0-9]{3}", fullmatch=True),
    "EMAIL_ADDRESS": st.from_regex(r"[a-z]{3,8}\.[a-z]{3,8}[0-9]{2}@example\.(org|com)", fullmatch=True),
    "UK_NHS": st.from_regex(r"999[ -]?[0-9]{3}[ -]?[0-9]{4}", fullmatch=True),
    "UK_NINO": st.from_regex(r"QQ ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[ABCD]", fullmatch=True),
    "UK_POSTCODE": st.from_regex(r"(PE|CB|pe)[1-9][0-9]? ?[0-9][abdefghjlnpqrstuw]z", fullmatch=True),
    "PERSON": st.sampled_from(["Mrs Kowalska", "Dr Singh", "Agnieszka Nowak", "Michael Stevenson", "Priya Patel"]),
}
JOINTS = st.sampled_from([" ", ", ", " and ", "\n", ". ", " or ring ", " - "])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_planted_details_never_survive(patterns: PatternRedactor, data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(sorted(PLANTED)), min_size=1, max_size=5))
    planted = [data.draw(PLANTED[kind]) for kind in kinds]
    text = "please note " + "".join(detail + data.draw(JOINTS) for detail in planted) + "thank you"
    redacted = patterns.redact(text)
    assert [detail for detail in planted if detail in redacted.text] == []
    check(text, redacted, patterns)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_any_text_keeps_the_promises_of_spans(patterns: PatternRedactor, text: str) -> None:
    check(text, patterns.redact(text), patterns)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="0123456789+- .,()@/aAbJohn[]\u200b", max_size=120))
def test_any_numbers_keep_the_promises_of_spans(patterns: PatternRedactor, text: str) -> None:
    check(text, patterns.redact(text), patterns)


class Broken:
    """An engine that fails with the person's words in its message, as libraries do."""

    def find(self, text: str) -> list[Span]:
        raise RuntimeError(f"cannot read {text}")


def test_a_failure_tells_its_kind_and_none_of_the_text() -> None:
    with pytest.raises(RedactionError) as caught:
        Redactor(Broken(), Published()).redact("the secret words")
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_debug_logging_prints_nothing_people_write(redactor: Redactor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        redactor.redact("Zbigniew Kowalczyk, 07700 900123, of 14 Mill Road")
    assert re.search("Zbigniew|07700|Mill Road", caplog.text) is None


def test_nothing_is_fetched(redactor: Redactor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("redaction opened a network connection")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert redactor.redact("anna@example.org").text == "[email address]"


def test_the_light_redactor_loads_nothing_heavy() -> None:
    code = (
        "import sys; from bot.privacy.redaction import PatternRedactor; PatternRedactor.load().redact('07700 900123');"
        "print(*({'rasa','rasa_sdk','tensorflow','spacy','pycrfsuite','presidio_analyzer','tldextract','numpy'} & set(sys.modules)))"
    )
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert finished.stdout.split() == []


def check(text: str, redacted: Redacted, redactor: PatternRedactor | Redactor) -> None:
    """The promises: spans in order, within the text, apart; the text is the original with placeholders; nothing more to find."""
    at, rebuilt = 0, ""
    for span in redacted.spans:
        assert at <= span.start < span.end <= len(text)
        assert 0 < span.score <= 1
        rebuilt += text[at : span.start] + PLACEHOLDERS[span.type]
        at = span.end
    assert rebuilt + text[at:] == redacted.text
    assert redactor.redact(redacted.text) == Redacted(redacted.text, ())


def _joined(details: list[tuple[str, str]], redacted: Redacted, text: str) -> list[tuple[str, str]]:
    """The expected details; a finding that begins a little earlier (a title, "Flat 3") is taken as found."""
    got = [(span.type, text[span.start : span.end]) for span in redacted.spans]
    if len(got) != len(details):
        return details
    return [
        seen if seen[0] == kind and seen[1].endswith(detail) else (kind, detail) for seen, (kind, detail) in zip(got, details, strict=True)
    ]
