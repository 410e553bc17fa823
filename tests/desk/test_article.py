"""Information pages written at the desk: looked at, kept unfinished, published, changed by two at once, withdrawn."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select

from bot.encoder import Encoder
from bot.information import editing, form
from bot.information.answers import InformationService, Outcome
from bot.information.article import CuratedArticle
from bot.information.articles import import_dir
from bot.information.crossing import mark
from bot.store.session import transaction
from bot.store.tables import Article, ContentGap
from tests.desk.conftest import House, field_of, post
from tests.information.conftest import ARTICLES

TODAY = dt.date(2026, 11, 23)
NEW = "/desk/information/pages/new"
SLUG = "mend_a_kite"
PAGE = f"/desk/information/{SLUG}"
MORE = ("", " for free", " near me")
QUESTIONS = [f"{how} a kite{more}" for how in ("mend", "who mends", "broken", "torn", "fix") for more in MORE]


def kite(**changes: str) -> dict[str, str]:
    """A page about nothing that the service knows, as an editor would type it; nothing is wrong with it."""
    return {
        **form.empty(),
        "title": "Mend a kite",
        "new_topic": "Kites",
        "questions": "\n".join(QUESTIONS),
        "body": "Take the kite to the desk. We mend it for you. " * 7 + "\n\n- See [the list](https://www.nhs.uk/kites).",
        "short": "Take the kite to the desk. We mend it.",
        "publisher": "NHS",
        "source_url": "https://www.nhs.uk/kites",
        "checked_on": TODAY.isoformat(),
        "review_by": "2027-05-23",
        **changes,
    }


def write(house: House, name: str = "Edie Example", do: str = "publish", **changes: str) -> None:
    sent = post(house.signed_in(name, "editor"), NEW, page=NEW, do=do, **kite(**changes))
    assert sent.status_code == 303, sent.text


def row(house: House, slug: str = SLUG) -> Article | None:
    with house.sessions() as session:
        return editing.find(session, slug)


def saved(house: House, slug: str = SLUG) -> CuratedArticle:
    found = row(house, slug)
    assert found is not None
    return CuratedArticle.from_row(found)


def asked(house: House, *questions: str) -> list[int]:
    """Questions of one person that no page answered, by number."""
    number = house.conversation()
    with transaction(house.sessions) as session:
        gaps = [ContentGap(conversation_id=number, words=words, outcome="no_answer", at=house.now) for words in questions]
        session.add_all(gaps)
        session.flush()
        return [gap.id for gap in gaps]


def is_open(house: House, gap: int) -> bool:
    with house.sessions() as session:
        return session.get(ContentGap, gap).closed_at is None  # type: ignore[no-any-return]


def test_a_page_written_at_the_desk_is_answered_from_at_once(house: House, encoder: Encoder) -> None:
    service = InformationService(encoder, house.organisation)
    write(house, do="draft")
    with transaction(house.sessions) as session:
        service.refresh(session)
    assert service.answer("who mends a kite near me", today=TODAY).outcome is Outcome.NO_ANSWER, "a draft answers nobody"
    house.now += dt.timedelta(minutes=1)
    browser = house.signed_in("Ben Example", "editor")
    fields = {**form.typed(saved(house)), "seen": field_of(browser.get(PAGE).text, "seen")}
    assert post(browser, PAGE, do="publish", **fields).headers["location"] == "/desk/information?done=published"
    with transaction(house.sessions) as session:
        assert service.refresh(session)
    answer = service.answer("who mends a kite near me", today=TODAY)
    assert (answer.outcome, answer.article, answer.topic) == (Outcome.ANSWERED, SLUG, "kites")
    assert "Source: NHS, checked 23 November 2026. https://www.nhs.uk/kites" in answer.reply.text


def test_looking_shows_both_forms_and_what_is_wrong_and_keeps_nothing(house: House) -> None:
    page = post(house.signed_in(role="editor"), NEW, page=NEW, do="preview", **kite(checked_on="", questions="mend a kite")).text
    assert "Source: NHS. https://www.nhs.uk/kites" in page, "nobody has checked it yet, so no day is said"
    assert "As a text message (1 part)" in page
    assert "Take the kite to the desk. We mend it.\nSource: NHS. www.nhs.uk/kites\n1. Speak to a person\nReply MORE" in page
    assert "&#39;Checked on&#39; is empty" in page
    assert "It has 1 questions; give 15 to 100" in page
    assert 'value="Mend a kite"' in page
    assert row(house) is None
    assert house.audit(editing.EDITED) == []


def test_looking_at_a_draft_without_a_source_says_nothing_of_one(house: House) -> None:
    browser = house.signed_in(role="editor")
    page = post(browser, NEW, page=NEW, do="preview", **kite(publisher="", source_url="", body="We mend it."))
    assert '<p class="bubble-like">We mend it.</p>' in page.text
    assert '<p class="bubble-like">Take the kite to the desk. We mend it.\n1. Speak to a person</p>' in page.text
    assert "Nothing is written yet." in post(browser, NEW, do="preview", **form.empty() | {"title": "Mend a kite"}).text


def test_a_longer_text_message_is_told_in_parts_and_too_long_a_one_is_a_problem(house: House) -> None:
    browser = house.signed_in(role="editor")
    assert "(2 parts)" in post(browser, NEW, page=NEW, do="preview", **kite(short="We mend it for you. " * 8)).text
    answer = post(browser, NEW, page=NEW, do="publish", **kite(short="We mend it for you. " * 15))
    assert answer.status_code == 422
    assert "306 is the most" in answer.text


def test_a_title_alone_makes_a_draft_and_publishing_names_all_that_is_missing(house: House) -> None:
    browser = house.signed_in(role="editor")
    sent = post(browser, NEW, page=NEW, do="draft", **form.empty() | {"title": "Mend a kite"})
    assert sent.headers["location"] == "/desk/information/mend_a_kite?done=draft"
    assert "Mend a kite" in browser.get("/desk/information").text
    answer = post(browser, PAGE, page=PAGE, do="publish", **form.typed(saved(house)), seen=mark(saved(house)))
    assert answer.status_code == 422
    for label in ("Topic", "Questions people ask it with", "The answer", "The answer as a text message", "Who says so", "Checked on"):
        assert f"&#39;{label}&#39; is empty" in answer.text
    assert saved(house).status == "draft"
    assert post(browser, NEW, page=NEW, do="draft", **form.empty()).status_code == 422, "a page needs a title"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source_url": "https://toys.example.org/kites"}, "Address of the source&#39; is on toys.example.org, which is no site"),
        ({"source_url": "http://www.nhs.uk/kites"}, "must start with https"),
        ({"body": "See www.example.org for it. " + kite()["body"]}, "A link is on www.example.org"),
        ({"next_1": "kites"}, "names the page&#39;s own topic"),
        ({"next_1": "pals"}, "there is no published page on PALS"),
        ({"questions": "\n".join([*QUESTIONS, "who mends a kite for [name]"])}, "says [name] where a personal detail was"),
        ({"checked_on": "2026-11-24"}, "still to come"),
        ({"review_by": "soon"}, "must be a date"),
        ({"new_topic": "?!"}, "needs letters or figures"),
        ({"new_topic": "", "topic": "Kites; drop"}, "choose one of the list"),
        ({"new_topic": "kites " * 9}, "is too long"),
        ({"area": "moon"}, "choose one of the list"),
        ({"publisher": "N" * 121}, "has 121 characters; 120 is the most"),
        ({"publisher": "{{organisation.fax}}"}, "organisation.fax}}&#39; is not known"),
    ],
)
def test_what_is_not_fit_is_not_published_and_stays_in_the_form(house: House, changes: dict[str, str], words: str) -> None:
    answer = post(house.signed_in(role="editor"), NEW, page=NEW, do="publish", **kite(**changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Mend a kite"' in answer.text
    assert row(house) is None


def test_the_name_comes_from_the_title_is_nobody_elses_and_stays(house: House) -> None:
    write(house)
    write(house, "Ben Example", publisher="Somebody else")
    assert saved(house, f"{SLUG}_2").title == "Mend a kite"
    browser = house.signed_in("Cy Example", "editor")
    post(browser, PAGE, do="publish", **{**form.typed(saved(house)), "title": "Kites mended"}, seen=mark(saved(house)))
    assert saved(house).title == "Kites mended"
    long = "Où réparer un cerf-volant quand la queue s'est déchirée"
    write(house, "Dee Example", title=long)
    with house.sessions() as session:
        names = set(session.execute(select(Article.slug)).scalars())
    assert names == {SLUG, f"{SLUG}_2", "ou_reparer_un_cerf_volant_quand_la"}


def test_a_button_pressed_twice_makes_one_page_and_one_line_on_record(house: House) -> None:
    browser = house.signed_in(role="editor")
    for _ in range(2):
        assert post(browser, NEW, page=NEW, do="draft", **kite()).headers["location"] == f"{PAGE}?done=draft"
    with house.sessions() as session:
        assert list(session.execute(select(Article.slug)).scalars()) == [SLUG]
    assert len(house.audit(editing.EDITED)) == 1


def test_area_audience_and_topics_offered_after_it_are_kept(house: House) -> None:
    write(house, title="Fly a kite", new_topic="Flying")
    write(house, "Ben Example", area="peterborough", audience="carers", next_1="flying", next_3="flying", topic="pals")
    page = saved(house)
    assert (page.area, page.audience, page.next_topics, page.topic) == ("peterborough", "carers", ("flying",), "kites")


def test_a_question_without_an_answer_becomes_a_page(house: House) -> None:
    gap, same, other = asked(house, "who mends a kite", "Who mends a kite ", "who sells kites")
    browser = house.signed_in(role="editor")
    assert f"/desk/information/pages/new?gap={gap}" in browser.get("/desk/information").text
    assert ">who mends a kite</textarea>" in browser.get(f"{NEW}?gap={gap}").text
    # A draft leaves it open and says that somebody is writing; a published page closes it, and whoever asked the same.
    post(browser, NEW, do="draft", gap=str(gap), **kite())
    assert is_open(house, gap)
    listed = browser.get("/desk/information").text
    assert f'A draft is being written for it: <a href="{PAGE}">Mend a kite</a>' in listed
    assert f"pages/new?gap={gap}" not in listed
    assert f"pages/new?gap={other}" in listed
    post(browser, PAGE, do="publish", **form.typed(saved(house)), seen=mark(saved(house)))
    assert [is_open(house, number) for number in (gap, same, other)] == [False, False, True]
    assert {trail.detail["page"] for trail in house.audit(editing.GAP_CLOSED)} == {SLUG}


def test_a_question_is_added_to_the_nearest_page(house: House) -> None:
    write(house)
    [gap] = asked(house, "my kite has a hole")
    with transaction(house.sessions) as session:
        session.get(ContentGap, gap).nearest = SLUG
    browser = house.signed_in("Ben Example", "editor")
    assert f'href="{PAGE}?gap={gap}"' in browser.get("/desk/information").text
    assert f"{QUESTIONS[-1]}\nmy kite has a hole</textarea>" in browser.get(f"{PAGE}?gap={gap}").text


def test_the_source_is_a_link_that_tells_the_site_nothing(house: House) -> None:
    write(house)
    browser = house.signed_in("Ben Example", "editor")
    link = re.search(r'<a href="https://www.nhs.uk/kites"([^>]*)>', browser.get(PAGE).text)
    assert link is not None
    assert 'rel="noopener noreferrer"' in link[1]
    write(house, "Cy Example", do="draft", title="Bad", source_url="javascript:alert(1)")
    assert 'href="javascript' not in browser.get("/desk/information/bad").text


def test_the_second_to_save_is_told_and_overwrites_only_knowingly(house: House) -> None:
    write(house)
    ben, cy = house.signed_in("Ben Example", "editor"), house.signed_in("Cy Example", "editor")
    seen = {browser: field_of(browser.get(PAGE).text, "seen") for browser in (ben, cy)}
    fields = form.typed(saved(house))
    assert post(ben, PAGE, do="publish", seen=seen[ben], **fields | {"short": "Ben was here."}).status_code == 303
    answer = post(cy, PAGE, do="publish", seen=seen[cy], **fields | {"title": "Cy's kite"})
    assert answer.status_code == 409
    assert "<strong>Ben Example</strong> saved this page" in answer.text
    assert "<dd>Ben was here.</dd>" in answer.text, "what would be lost is shown"
    assert 'value="Cy&#39;s kite"' in answer.text
    assert (saved(house).title, saved(house).short) == ("Mend a kite", "Ben was here.")
    again = post(cy, PAGE, do="publish", seen=field_of(answer.text, "seen"), **fields | {"title": "Cy's kite"})
    assert again.status_code == 303
    assert (saved(house).title, saved(house).short) == ("Cy's kite", fields["short"])


def test_one_who_does_not_say_what_they_began_with_overwrites_nothing(house: House) -> None:
    write(house)
    browser = house.signed_in("Ben Example", "editor")
    assert post(browser, PAGE, do="publish", **form.typed(saved(house)) | {"title": "Other"}).status_code == 409
    assert saved(house).title == "Mend a kite"


def test_a_page_withdrawn_meanwhile_is_not_published_again_unawares(house: House) -> None:
    write(house)
    ben, cy = house.signed_in("Ben Example", "editor"), house.signed_in("Cy Example", "editor")
    seen = field_of(cy.get(PAGE).text, "seen")
    assert post(ben, f"{PAGE}/withdraw", reason="the desk has closed").status_code == 303
    answer = post(cy, PAGE, do="publish", seen=seen, **form.typed(saved(house)))
    assert answer.status_code == 409
    assert "<dt>Status</dt><dd>Withdrawn</dd>" in answer.text
    assert saved(house).status == "withdrawn"


def test_a_draft_published_meanwhile_takes_nothing_that_was_typed(house: House) -> None:
    write(house, do="draft")
    ben, cy = house.signed_in("Ben Example", "editor"), house.signed_in("Cy Example", "editor")
    begun = {browser: field_of(browser.get(PAGE).text, "seen") for browser in (ben, cy)}
    fields = form.typed(saved(house))
    for _ in range(2):
        assert post(ben, PAGE, do="publish", seen=begun[ben], **fields).status_code == 303, "pressed twice, it crosses nobody"
    answer = post(cy, PAGE, do="draft", seen=begun[cy], **fields | {"title": "Cy's kite"})
    assert answer.status_code == 409
    assert "<dt>Status</dt><dd>Published</dd>" in answer.text
    assert 'value="Cy&#39;s kite"' in answer.text


def test_withdrawing_needs_a_reason_and_a_published_page_is_not_made_a_draft(house: House) -> None:
    write(house)
    browser = house.signed_in("Ben Example", "editor")
    assert "Save as a draft" not in browser.get(PAGE).text
    assert post(browser, PAGE, do="draft", **form.typed(saved(house)), seen=mark(saved(house))).status_code == 409
    assert post(browser, f"{PAGE}/withdraw", reason=" ").status_code == 422
    assert saved(house).status == "published"
    assert post(browser, f"{PAGE}/withdraw", reason="the desk has closed").status_code == 303
    assert house.audit(editing.WITHDRAWN)[0].reason == "the desk has closed"
    assert "Save as a draft" in browser.get(PAGE).text


def test_what_was_changed_is_listed_with_who_did_it(house: House) -> None:
    with transaction(house.sessions) as session:
        import_dir(session, ARTICLES)
    browser = house.signed_in("Ben Example", "editor")
    pals = saved(house, "pals")
    post(browser, "/desk/information/pals", do="publish", **form.typed(pals) | {"title": "PALS teams"}, seen=mark(pals))
    post(browser, "/desk/information/pals/withdraw", reason="all moved")
    page = browser.get("/desk/information/pals").text
    places = [
        page.index(words) for words in ("<span>Withdrawn: all moved", "<span>Changed: Title<", "<span>Brought in from the files", "</main>")
    ]
    assert places == sorted(places)
    assert page.count("<strong>Ben Example</strong>") == 2


@pytest.mark.parametrize("path", [NEW, PAGE, f"{PAGE}/withdraw"])
def test_only_editors_and_managers_write(house: House, path: str) -> None:
    write(house)
    assert post(house.signed_in("Sam Example", "staff"), path, do="publish", reason="why", **kite(title="No")).status_code == 403
    assert saved(house).status == "published"
    assert row(house, "no") is None
