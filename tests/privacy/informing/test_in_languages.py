"""The privacy words of the area's languages: whole, short enough for a text message, and never without the English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import yaml_files
from bot.information.languages import languages
from bot.information.sms_length import TWO_SEGMENTS, length
from bot.messages import Channel, Reply
from bot.organisation import Organisation
from bot.privacy.informing import in_languages, notice
from bot.privacy.informing.in_languages import ANSWERS, FOLDER, above, words

FILES = sorted(FOLDER.glob("*.yml"))
CODES = [file.stem for file in FILES]
VALUES = {"reference": "D-XXXX-XXXX", "due": "30.12.2026", "story": "QW-XXXX-XX", "childline": "0800 1111"}
PLACES = {
    "notice": {"days", "link"}, "withdrawn": {"story"}, "child": {"childline"},
    **{name: {"reference", "due"} for name in ("access", "erase", "rectify", "object", "complaint", "other")},
}  # fmt: skip
UCS2_TWO_SEGMENTS = 134
"""Characters of two joined text messages that hold letters outside GSM 03.38."""


def test_every_language_we_have_words_in_has_these() -> None:
    cards = {file.stem for file in (Path(FOLDER).parent / "languages").glob("*.yml")} - {"layout"}
    assert set(languages()) | cards == set(CODES)


@pytest.mark.parametrize("file", FILES, ids=CODES)
def test_a_file_is_whole_and_says_that_nobody_has_checked_it(file: Path) -> None:
    found = words(file.stem)
    assert found is not None
    raw = yaml_files.read(file)
    assert found.checked is bool(raw["checked_by"])
    assert found.checked or raw["status"] == "draft awaiting a native speaker"
    for name, text in {"notice": found.notice, **found.answers}.items():
        assert set(re.findall(r"{(\w+)}", text)) == PLACES[name], name
        assert "!" not in text
        assert "！" not in text


@pytest.mark.parametrize("code", CODES)
def test_each_fits_two_text_messages(code: str) -> None:
    found = words(code)
    assert found is not None
    for text in (found.short, *(found.answers[name].format(**VALUES) for name in ANSWERS)):
        try:
            assert length(text) <= TWO_SEGMENTS
        except ValueError:
            assert len(text.encode("utf-16-be")) // 2 <= UCS2_TWO_SEGMENTS, text


@pytest.mark.parametrize("language", ["pl", "PL", "pl-PL", "pl_PL"])
def test_the_english_stands_beneath(language: str) -> None:
    (said,) = above(Reply("We will answer.", short="Soon."), language, Channel.TELEGRAM, "erase", **VALUES)
    assert said.text.startswith("Prosisz o usunięcie swoich danych. Numer prośby: D-XXXX-XXXX.")
    assert said.text.endswith("\n\nWe will answer.")
    first, second = above(Reply("We will answer.", short="Soon."), language, Channel.SMS, "erase", **VALUES)
    assert "30.12.2026" in first.text
    assert second == Reply("We will answer.", short="Soon.")


@pytest.mark.parametrize("language", [None, "", "en", "en-GB", "xx", "tlh-Latn"])
def test_english_alone_where_we_have_no_words(language: str | None) -> None:
    english = Reply("Hello.")
    assert above(english, language, Channel.WEB, days="30", link="x") == [english]


def test_the_notice_names_the_period_of_the_schedule() -> None:
    organisation = Organisation.load(Path(__file__).parents[3] / "organisation.yml")
    url = "https://chat.example.org"
    (said,) = notice.shown(notice.opening(organisation, url), organisation, url, "pt", Channel.WHATSAPP)
    assert "30 dias depois" in said.text
    assert said.text.count(f"{url}/chat/privacy") == 2
    assert "computer, not a person" in said.text


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "pl.yml"
    file.write_text("language: pl\nnotice: {text: a}\n", encoding="utf-8")
    with pytest.raises(in_languages.LanguageTextError, match=r"pl\.yml"):
        in_languages._read(file)
