"""What is on, at the desk: written, looked at, published, changed by two at once, ended; and the list of who would like to come."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.announcements import checks, editing, interest
from bot.announcements.announcement import CuratedAnnouncement
from bot.announcements.kinds import KINDS
from bot.information.crossing import mark
from bot.organisation import Organisation
from bot.store.session import make_engine, make_sessions, transaction
from bot.store.tables import Announcement, Audit, Conversation, Interest
from tests.announcements.invented import event, impact, opportunity, published
from tests.desk.conftest import ROOT, START, House, field_of, post

TODAY = dt.date(2026, 11, 23)
NEW = "/desk/announcements/new/event"
SLUG = "made-up-drop-in-about-dentists"
PAGE = f"/desk/announcements/{SLUG}"
AT_ONCE = 8


def row(house: House) -> Announcement | None:
    with house.sessions() as session:
        return editing.find(session, SLUG)


def seen(browser: TestClient) -> str:
    """What the form of the event carries, for this browser, just now."""
    return field_of(browser.get(PAGE).text, "seen")


def with_event(house: House, **changes: str) -> None:
    with transaction(house.sessions) as session:
        published(session, "event", event(TODAY, **changes), house.organisation, house.now)


def somebody_asks(house: House, needs: str = "a ramp", contact: str | None = "Sam, 07700 900123") -> str:
    number = house.conversation("C-4444-5555")
    with transaction(house.sessions) as session:
        there = editing.find(session, SLUG)
        assert there is not None
        found, _ = interest.record(session, session.get(Conversation, number), there, notice_version="1", now=house.now)
        interest.set_needs(session, house.vault, found, needs, "a ramp for Sam Example")
        interest.set_contact(session, house.vault, found, contact)
        return str(found.reference)


@pytest.mark.parametrize("kind", ["event", "opportunity", "impact_story"])
def test_each_kind_is_looked_at_and_published(house: House, kind: str) -> None:
    typed = {"event": event, "opportunity": opportunity, "impact_story": impact}[kind](TODAY)
    browser = house.signed_in(role="editor")
    new = f"/desk/announcements/new/{kind}"
    assert "Healthwatch Cambridgeshire and Peterborough" in browser.get(new).text
    looked = post(browser, new, page=new, do="preview", **typed)
    assert looked.status_code == 200
    assert "What people read" in looked.text
    assert "Nothing is wrong with it" in looked.text
    with house.sessions() as session:
        assert session.execute(select(Announcement)).first() is None, "looking keeps nothing"
    assert post(browser, new, page=new, do="publish", **typed).headers["location"] == "/desk/announcements?done=published"
    assert typed["title"] in browser.get("/desk/announcements").text
    with house.sessions() as session:
        found = session.execute(select(Announcement)).scalar_one()
        assert (found.kind, found.status) == (kind, "published")
        assert [trail.detail for trail in session.execute(select(Audit).where(Audit.act == editing.EDITED)).scalars()] == [
            {"changed": ["new"], "status": "published"}
        ]


def test_what_is_wrong_is_said_and_what_was_typed_is_still_there(house: House) -> None:
    browser = house.signed_in(role="editor")
    answer = post(browser, NEW, page=NEW, do="publish", **event(TODAY, step_free="", summary="Do come along!"))
    assert answer.status_code == 422
    assert "Is the way in step free?&#39; is empty" in answer.text
    assert "Do come along!" in answer.text
    assert row(house) is None
    answer = post(browser, NEW, page=NEW, do="publish", **event(TODAY, day="soon"))
    assert answer.status_code == 422
    assert "must be a date" in answer.text


def test_an_unfinished_one_is_kept_as_a_draft_and_shown_to_nobody(house: House) -> None:
    browser = house.signed_in(role="editor")
    post(browser, NEW, page=NEW, do="draft", **event(TODAY, step_free=""))
    kept = row(house)
    assert kept is not None
    assert kept.status == "draft"
    assert "Nothing is shown now" in browser.get("/desk/announcements").text
    assert post(browser, PAGE, page=PAGE, do="publish", seen=seen(browser), **event(TODAY)).status_code == 303
    kept = row(house)
    assert kept is not None
    assert kept.status == "published"


def test_what_is_about_to_end_is_listed_first_and_what_is_over_last(house: House) -> None:
    with transaction(house.sessions) as session:
        for title, days in (("soon over", 12), ("long to go", 60)):
            published(session, "event", event(TODAY, title=title, in_days=days), house.organisation, house.now)
        published(session, "event", event(TODAY, title="not yet", in_days=90, shown_from="2027-01-10"), house.organisation, house.now)
    browser = house.signed_in()
    text = browser.get("/desk/announcements").text
    places = [text.index(words) for words in ("Over within two weeks", "soon over", "Shown now", "long to go", "Not shown yet", "not yet")]
    assert places == sorted(places)
    house.now += dt.timedelta(days=12, hours=7)
    browser = house.signed_in("Ben Example")
    text = browser.get("/desk/announcements").text
    assert text.index("Over or withdrawn") < text.index("soon over")


def test_ending_early_needs_a_reason(house: House) -> None:
    with_event(house)
    browser = house.signed_in(role="editor")
    assert post(browser, f"{PAGE}/end", page=PAGE, reason=" ").status_code == 422
    assert post(browser, f"{PAGE}/end", page=PAGE, reason="the hall is flooded").status_code == 303
    assert "Over or withdrawn" in browser.get("/desk/announcements").text
    assert house.audit(editing.ENDED)[0].reason == "the hall is flooded"


def test_what_is_over_or_was_never_shown_has_no_end_to_record(house: House) -> None:
    browser = house.signed_in(role="editor")
    post(browser, NEW, do="draft", **event(TODAY))
    assert post(browser, f"{PAGE}/end", reason="never mind").status_code == 409
    post(browser, PAGE, do="publish", seen=seen(browser), **event(TODAY))
    assert [post(browser, f"{PAGE}/end", reason="the hall is flooded").status_code for _ in range(2)] == [303, 409]
    assert len(house.audit(editing.ENDED)) == 1


def test_what_is_shown_is_not_made_a_draft_unawares(house: House) -> None:
    with_event(house)
    browser = house.signed_in(role="editor")
    assert "Save as a draft" not in browser.get(PAGE).text
    answer = post(browser, PAGE, page=PAGE, do="draft", seen=seen(browser), **event(TODAY))
    assert answer.status_code == 409
    assert "It is shown now" in answer.text


def test_the_second_to_save_is_told_and_overwrites_only_knowingly(house: House) -> None:
    with_event(house)
    ben, cy = house.signed_in("Ben Example", "editor"), house.signed_in("Cy Example", "editor")
    begun = {browser: seen(browser) for browser in (ben, cy)}
    bens = event(TODAY, cost="Two pounds", day="2026-12-08", step_free="no", travel="")
    assert post(ben, PAGE, do="publish", seen=begun[ben], **bens).status_code == 303
    mine = event(TODAY, title="Cy's drop-in")
    answer = post(cy, PAGE, do="publish", seen=begun[cy], **mine)
    assert answer.status_code == 409
    assert "<strong>Ben Example</strong> changed this on " in answer.text
    lost = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", answer.text))
    assert lost == {
        "Title": "Made-up drop-in about dentists",
        "Day": "8 December 2026",
        "How to get there": "Empty",
        "Is the way in step free?": "No, there are steps",
        "Cost": "Two pounds",
    }
    assert 'value="Cy&#39;s drop-in"' in answer.text
    assert 'data-unsaved="yes"' in answer.text
    kept = row(house)
    assert kept is not None
    assert (kept.title, kept.details["cost"]) == ("Made-up drop-in about dentists", "Two pounds")
    again = post(cy, PAGE, do="publish", seen=field_of(answer.text, "seen"), **mine)
    assert again.status_code == 303
    kept = row(house)
    assert kept is not None
    assert (kept.title, kept.details["cost"]) == ("Cy's drop-in", "It is free")


def test_looking_tells_of_it_too_and_so_does_a_form_with_something_wrong(house: House) -> None:
    with_event(house)
    ben, cy = house.signed_in("Ben Example", "editor"), house.signed_in("Cy Example", "editor")
    begun = seen(cy)
    assert post(ben, PAGE, do="publish", seen=seen(ben), **event(TODAY, cost="Two pounds")).status_code == 303
    for do, changes, code in (("preview", {"place": "March"}, 200), ("publish", {"summary": ""}, 422), ("publish", {"day": "soon"}, 422)):
        answer = post(cy, PAGE, do=do, seen=begun, **event(TODAY, **changes))
        assert answer.status_code == code
        assert "<dt>Cost</dt><dd>Two pounds</dd>" in answer.text
    kept = row(house)
    assert kept is not None
    assert kept.details["cost"] == "Two pounds"


def test_who_saves_the_very_same_or_presses_twice_crosses_nobody(house: House) -> None:
    browser = house.signed_in("Ben Example", "editor")
    post(browser, NEW, do="draft", **event(TODAY))
    begun = seen(browser)
    for _ in range(2):
        assert post(browser, PAGE, do="publish", seen=begun, **event(TODAY, cost="Two pounds")).status_code == 303
    assert [trail.detail for trail in house.audit(editing.EDITED)] == [
        {"changed": ["new"], "status": "draft"},
        {"changed": ["details", "status"], "status": "published"},
    ]


def test_one_who_does_not_say_what_they_began_with_overwrites_nothing(house: House) -> None:
    with_event(house)
    browser = house.signed_in("Ben Example", "editor")
    assert post(browser, PAGE, do="publish", **event(TODAY, cost="Two pounds")).status_code == 409
    kept = row(house)
    assert kept is not None
    assert kept.details["cost"] == "It is free"


def test_what_was_ended_or_published_meanwhile_does_not_come_back_unawares(house: House) -> None:
    ben, cy = house.signed_in("Ben Example", "editor"), house.signed_in("Cy Example", "editor")
    post(ben, NEW, do="draft", **event(TODAY))
    begun = seen(cy)
    assert post(ben, PAGE, do="publish", seen=seen(ben), **event(TODAY)).status_code == 303
    answer = post(cy, PAGE, do="draft", seen=begun, **event(TODAY))
    assert answer.status_code == 409
    assert "<dt>Status</dt><dd>Published</dd>" in answer.text
    begun = field_of(answer.text, "seen")
    assert post(ben, f"{PAGE}/end", reason="the hall is flooded").status_code == 303
    answer = post(cy, PAGE, do="publish", seen=begun, **event(TODAY))
    assert answer.status_code == 409
    assert "<dt>Status</dt><dd>Ended early</dd>" in answer.text
    kept = row(house)
    assert kept is not None
    assert kept.ends_at == house.now
    assert post(cy, PAGE, do="publish", seen=field_of(answer.text, "seen"), **event(TODAY)).status_code == 303
    kept = row(house)
    assert kept is not None
    assert kept.ends_at > house.now


@pytest.mark.parametrize("do", ["draft", "publish"])
def test_a_button_pressed_twice_makes_one_and_one_line_on_record(house: House, do: str) -> None:
    browser = house.signed_in(role="editor")
    for _ in range(2):
        assert post(browser, NEW, do=do, **event(TODAY)).status_code == 303
    with house.sessions() as session:
        assert list(session.execute(select(Announcement.slug)).scalars()) == [SLUG]
    assert len(house.audit(editing.EDITED)) == 1
    assert post(browser, NEW, do=do, **event(TODAY, cost="Two pounds")).status_code == 303
    with house.sessions() as session:
        assert set(session.execute(select(Announcement.slug)).scalars()) == {SLUG, f"{SLUG}-2"}, "another one, though its title is the same"


def test_of_those_who_save_at_the_same_moment_all_but_one_are_told(database_url: str) -> None:
    """On both databases, in transactions of their own that begin at once, as the desk's do."""
    organisation, engine = Organisation.load(ROOT / "organisation.yml"), make_engine(database_url)
    sessions, zone, kind = make_sessions(engine), organisation.timezone, KINDS["event"]
    with transaction(sessions) as session:
        published(session, "event", event(TODAY), organisation, START)
    with sessions() as session:
        begun = mark(CuratedAnnouncement.from_row(editing.find(session, SLUG)))
    together = Barrier(AT_ONCE)

    def write(number: int) -> bool:
        typed = event(TODAY, cost=f"{number} pounds")
        one, _ = checks.read_form(kind, typed, SLUG, organisation)
        assert one is not None
        together.wait(20)
        with transaction(sessions) as session:
            session.begin_write()
            there = editing.find(session, SLUG, to_change=True)
            before = CuratedAnnouncement.from_row(there)
            if editing.crossing(session, before, begun, "publish", typed, zone=zone, now=START):
                return False
            editing.save(session, one, "published", actor=f"staff:{number}", now=START)
            return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sum(pool.map(write, range(1, AT_ONCE + 1))) == 1
    engine.dispose()


def test_the_list_shows_needs_and_opens_contact_only_with_a_reason(house: House) -> None:
    with_event(house)
    reference = somebody_asks(house, needs="a ramp for [name]")
    browser = house.signed_in()
    page = browser.get(f"{PAGE}/people").text
    assert reference in page
    assert 'a ramp for <span class="taken-out">[name]</span>' in page
    assert "07700" not in page
    assert [(trail.actor, trail.detail) for trail in house.audit("interest.list")] == [("staff:1", {"people": 1})]
    assert post(browser, "/desk/originals/interest/1", reason="").status_code == 422
    assert "07700 900123" in post(browser, "/desk/originals/interest/1", reason="to say that it moved").text
    assert "a ramp for Sam Example" in post(browser, "/desk/originals/needs/1", reason="the word was unclear").text
    assert [trail.reason for trail in house.audit("reveal")] == ["to say that it moved", "the word was unclear"]


def test_the_list_goes_out_without_names_and_numbers(house: House) -> None:
    with_event(house)
    reference = somebody_asks(house, needs="=a ramp", contact=None)
    answer = post(house.signed_in(), f"{PAGE}/people.csv")
    [one] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert one == {
        "reference": reference,
        "asked_on": "2026-11-23",
        "channel": "messenger",
        "needs": "'=a ramp",
        "reach": "in the conversation",
        "conversation": "C-4444-5555",
    }
    assert len(house.audit("interest.export")) == 1


def test_somebody_is_taken_off_the_list(house: House) -> None:
    with_event(house)
    reference = somebody_asks(house)
    browser = house.signed_in()
    assert post(browser, f"{PAGE}/people/E-0000-0000/off").status_code == 404
    assert post(browser, f"{PAGE}/people/{reference}/off").status_code == 303
    with house.sessions() as session:
        assert session.execute(select(Interest)).first() is None
    assert house.audit("interest.withdraw")[0].actor == "staff:1"


@pytest.mark.parametrize(
    ("role", "writes", "sees_people"), [("staff", 403, 200), ("editor", 200, 403), ("manager", 200, 200), ("moderator", 403, 200)]
)
def test_who_may_write_and_who_may_see_people(house: House, role: str, writes: int, sees_people: int) -> None:
    with_event(house)
    browser = house.signed_in(role=role)
    assert browser.get("/desk/announcements").status_code == 200
    assert browser.get(NEW).status_code == writes
    assert browser.get(PAGE).status_code == writes
    assert browser.get(f"{PAGE}/people").status_code == sees_people


def test_an_unknown_name_or_kind_is_not_found(house: House) -> None:
    browser = house.signed_in(role="manager")
    for path in ("/desk/announcements/no-such", "/desk/announcements/no-such/people", "/desk/announcements/new/party"):
        assert browser.get(path).status_code == 404


def test_a_new_wish_to_come_is_counted_on_the_tab_until_staff_have_seen_the_list(house: House) -> None:
    with_event(house)
    browser, editor = house.signed_in(), house.signed_in("Ede Example", "editor")
    badge = re.compile(r'data-badge="interests"( hidden)?><span data-number>(\d+)')
    assert badge.findall(browser.get("/desk/").text) == [(" hidden", "0")]
    reference = somebody_asks(house)
    assert badge.findall(browser.get("/desk/").text) == [("", "1")]
    assert badge.findall(editor.get("/desk/").text) == [], "editors do not see people"
    assert "1 new" in browser.get("/desk/announcements").text
    listed = browser.get(f"{PAGE}/people").text
    assert reference in listed
    assert ">New<" in listed
    assert badge.findall(browser.get("/desk/").text) == [(" hidden", "0")]
    assert ">New<" not in browser.get(f"{PAGE}/people").text
    assert "1 new" not in browser.get("/desk/announcements").text


def test_an_event_that_comes_again_is_filled_in_for_its_next_day(house: House) -> None:
    with_event(house)
    browser = house.signed_in(role="editor")
    link = re.findall(r'href="([^"]+again=[^"]+)"', browser.get(PAGE).text)[0]
    form = browser.get(link).text
    day = dt.date.fromisoformat(event(TODAY)["day"])

    def value(name: str) -> str:
        return re.findall(rf'id="{name}"[^>]* value="([^"]*)"', form)[0]

    assert value("day") == (day + dt.timedelta(weeks=1)).isoformat()
    assert value("title") == event(TODAY)["title"]
    assert value("shown_from") == TODAY.isoformat()
    assert value("checked_on") == "", "somebody must make sure of it again"
    typed = event(TODAY) | {"day": value("day")}
    assert post(browser, NEW, page=link, do="publish", **typed).status_code == 303
    with house.sessions() as session:
        assert {one.slug for one in session.execute(select(Announcement)).scalars()} == {SLUG, f"{SLUG}-2"}


def test_the_next_day_lies_ahead_and_an_unknown_name_gives_an_empty_form(house: House) -> None:
    with_event(house)
    house.now += dt.timedelta(days=100)
    browser = house.signed_in(role="editor")
    day = re.findall(r'id="day"[^>]* value="([^"]*)"', browser.get(f"{NEW}?again={SLUG}").text)[0]
    first, ahead = dt.date.fromisoformat(event(TODAY)["day"]), dt.date.fromisoformat(day)
    assert 0 < (ahead - house.now.date()).days <= 7
    assert ahead.weekday() == first.weekday()
    for other in (f"{NEW}?again=nothing", f"/desk/announcements/new/opportunity?again={SLUG}"):
        assert 'id="title" name="title" type="text" maxlength="60" required autocomplete="off" value=""' in browser.get(other).text
