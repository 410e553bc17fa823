"""Signing in: links, passwords, rests, sessions, and forms that only our own pages may send."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from bot.desk import accounts, app
from bot.desk.throttle import LIMIT
from bot.desk.tokens import hash_token
from bot.desk.visit import MAX_FORM_BYTES
from bot.settings import parse
from bot.store.session import transaction
from bot.store.tables import Staff, StaffSession
from tests.desk.conftest import PASSWORD, House, field_of, log_in, post

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def test_without_signing_in_every_page_leads_to_the_login(house: House) -> None:
    browser = house.browser()
    for path in ("/", "/conversations", "/comments", "/experiences", "/information", "/insights", "/people", "/trail"):
        answer = browser.get(f"/desk{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/login"), path


def test_signing_in_and_out(house: House) -> None:
    browser = house.signed_in()
    assert browser.get("/desk/").status_code == 200
    assert browser.get("/desk/login").headers["location"] == "/desk/"
    assert post(browser, "/desk/logout").headers["location"] == "/desk/login"
    assert browser.get("/desk/").status_code == 303
    with house.sessions() as session:
        assert session.execute(select(StaffSession)).all() == []
    assert [len(house.audit(act)) for act in ("login", "logout")] == [1, 1]


def test_the_cookie_is_for_the_desk_and_for_no_script(house: House) -> None:
    house.staff("Anna Example")
    answer = log_in(house.browser(), "anna@example.org")
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("quietword-desk="))
    assert {"httponly", "path=/desk", "samesite=strict"} <= {part.strip().lower() for part in cookie.split(";")}
    token = cookie.split("=", 1)[1].split(";")[0]
    with house.sessions() as session:
        assert session.execute(select(StaffSession)).scalar_one().token_hash == hash_token(token) != token


def test_under_https_the_cookie_is_secure(house: House, tmp_path: Path) -> None:
    house.staff("Anna Example")
    desk = app.create(
        sessions=house.sessions, settings=parse({"PUBLIC_URL": "https://desk.example.org"}, tmp_path), organisation=house.organisation,
        vault=house.vault, clock=lambda: house.now,
    )  # fmt: skip
    mounted = Starlette(routes=[Mount("/desk", desk)])
    browser = TestClient(
        mounted, base_url="https://desk.example.org", follow_redirects=False, headers={"Origin": "https://desk.example.org"}
    )
    answer = log_in(browser, "anna@example.org")
    assert answer.status_code == 303
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "__Secure-quietword-desk=" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]
    assert browser.get("/desk/").status_code == 200


def test_unknown_wrong_and_resting_look_alike(house: House) -> None:
    house.staff("Anna Example")
    with transaction(house.sessions) as session:
        off = accounts.add_staff(session, "off@example.org", "Off Example", "staff", house.now)
        accounts.choose_password(session, off.token, PASSWORD, house.now)
        session.get(Staff, off.staff_id).active = False
        accounts.add_staff(session, "new@example.org", "New Example", "staff", house.now)
    pages = []
    for email in ("nobody@example.org", "anna@example.org", "new@example.org", "not an e-mail"):
        answer = log_in(house.browser(), email, "wrong wrong wrong")
        assert answer.status_code == 422
        pages.append(answer.text.replace(email, "").replace(field_of(answer.text, "csrf"), ""))
    answer = log_in(house.browser(), "off@example.org")
    pages.append(answer.text.replace("off@example.org", "").replace(field_of(answer.text, "csrf"), ""))
    assert len(set(pages)) == 1


def test_an_account_rests_longer_and_longer(house: House) -> None:
    staff_id = house.staff("Anna Example")
    browser = house.browser()

    def wrong() -> dt.timedelta:
        assert log_in(browser, "anna@example.org", "wrong wrong wrong").status_code == 422
        locked = house.account(staff_id).locked_until
        return (locked - house.now) if locked else dt.timedelta(0)

    assert [wrong() for _ in range(5)] == [dt.timedelta(0)] * 4 + [MINUTE]
    assert log_in(browser, "anna@example.org").status_code == 422, "resting, even with the right password"
    house.now += MINUTE + dt.timedelta(seconds=1)
    assert wrong() == 2 * MINUTE
    house.now += 2 * MINUTE
    assert wrong() == 4 * MINUTE
    house.now += 4 * MINUTE
    assert log_in(browser, "anna@example.org").status_code == 303
    assert house.account(staff_id).failed_logins == 0
    assert len(house.audit("login.locked")) == 3


def test_one_address_is_slowed_across_accounts(house: House) -> None:
    house.staff("Anna Example")
    browser = house.browser()
    for number in range(LIMIT):
        assert log_in(browser, f"guess{number}@example.org", "wrong wrong wrong").status_code == 422
    assert log_in(browser, "anna@example.org").status_code == 429
    house.now += 11 * MINUTE
    assert log_in(browser, "anna@example.org").status_code == 303


def test_a_session_ends_after_quiet_and_in_any_case(house: House) -> None:
    browser = house.signed_in()
    for _ in range(3):
        house.now += 50 * MINUTE
        assert browser.get("/desk/").status_code == 200, "use starts the hour anew"
    house.now += 30 * MINUTE
    assert browser.get("/desk/queue/lists").status_code == 200
    house.now += 31 * MINUTE
    assert browser.get("/desk/").status_code == 303, "the page's own refreshing is no use"
    assert log_in(browser, "anna@example.org").status_code == 303
    for _ in range(14):
        house.now += 55 * MINUTE
        browser.get("/desk/")
    assert browser.get("/desk/").status_code == 303, "twelve hours at the longest"


def test_a_switched_off_account_is_out_at_once(house: House) -> None:
    browser = house.signed_in()
    with transaction(house.sessions) as session:
        session.execute(select(Staff)).scalar_one().active = False
    assert browser.get("/desk/").status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "http://elsewhere.example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[::1"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
    ],
)
def test_forms_of_other_sites_are_refused(house: House, headers: dict[str, str], status: int) -> None:
    browser = house.signed_in()
    token = field_of(browser.get("/desk/").text, "csrf")
    del browser.headers["origin"]
    assert browser.post("/desk/logout", data={"csrf": token}, headers=headers).status_code == status


@pytest.mark.parametrize("token", ["", "wrong", "\N{SNOWMAN}", "x" * 1000])
def test_forms_without_their_token_are_refused(house: House, token: str) -> None:
    house.conversation()
    browser = house.signed_in()
    for path in ("/desk/logout", "/desk/conversations/C-2222-3333/reply", "/desk/conversations/C-2222-3333/close"):
        assert browser.post(path, data={"csrf": token, "text": "x", "nonce": "n"}).status_code == 403
    assert browser.get("/desk/").status_code == 200
    assert house.outbound() == []
    assert house.state() == "bot"
    assert house.browser().post("/desk/login", data={"csrf": token, "email": "a@example.org", "password": "b"}).status_code == 403


def test_a_token_of_another_session_is_refused(house: House) -> None:
    anna, ben = house.signed_in(), house.signed_in("Ben Example")
    token = field_of(ben.get("/desk/").text, "csrf")
    assert post(anna, "/desk/logout", csrf=token).status_code == 403


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"x" * (MAX_FORM_BYTES + 1), "application/x-www-form-urlencoded", 413),
        (b"{}", "application/json", 400),
        (b"\xff\xfe=1", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=1" for _ in range(60)), "application/x-www-form-urlencoded", 400),
        (b"", "", 400),
    ],
    ids=["too long", "json", "not utf-8", "too many fields", "nothing"],
)
def test_what_is_no_form_of_ours_is_refused(house: House, content: bytes, kind: str, status: int) -> None:
    browser = house.signed_in()
    for path in ("/desk/login", "/desk/logout"):
        assert browser.post(path, content=content, headers={"Content-Type": kind}).status_code == status


class TestLinks:
    def link(self, house: House) -> accounts.NewLink:
        with transaction(house.sessions) as session:
            return accounts.add_staff(session, "Cleo@Example.org ", " Cleo   Example", "editor", house.now)

    def choose(self, browser: TestClient, path: str, password: str, again: str | None = None) -> int:
        token = field_of(browser.get(path).text, "csrf")
        data = {"csrf": token, "password": password, "again": password if again is None else again}
        return int(browser.post(path, data=data).status_code)

    def test_a_link_works_once(self, house: House) -> None:
        link, browser = self.link(house), house.browser()
        assert "Welcome, Cleo Example" in browser.get(link.path).text
        assert self.choose(browser, link.path, "long enough words") == 303
        assert browser.get("/desk/").status_code == 200
        assert house.browser().get(link.path).status_code == 410
        assert log_in(house.browser(), "cleo@example.org", "long enough words").status_code == 303
        with house.sessions() as session:
            assert "long enough" not in session.get(Staff, link.staff_id).password_hash

    def test_a_link_lasts_a_day(self, house: House) -> None:
        link, browser = self.link(house), house.browser()
        token = field_of(browser.get(link.path).text, "csrf")
        house.now += 24 * HOUR
        assert browser.get(link.path).status_code == 410
        answer = browser.post(link.path, data={"csrf": token, "password": "long enough words", "again": "long enough words"})
        assert answer.status_code == 410

    def test_a_new_link_replaces_the_old_and_a_new_password_signs_others_out(self, house: House) -> None:
        browser = house.signed_in()
        with transaction(house.sessions) as session:
            staff = session.execute(select(Staff)).scalar_one()
            old = accounts.new_link(session, staff, house.now)
            new = accounts.new_link(session, staff, house.now)
        assert house.browser().get(old.path).status_code == 410
        assert self.choose(house.browser(), new.path, "another long secret") == 303
        assert browser.get("/desk/").status_code == 303

    @pytest.mark.parametrize(
        ("password", "again", "words"),
        [
            ("short", None, "at least 12"),
            ("cleo@example.org", None, "cannot be your password"),
            ("CLEO@example.org 1", None, "cannot be your password"),
            ("aaaaaaaaaaaaaa", None, "different characters"),
            ("x1y2z3" * 40, None, "at most 200"),
            ("long enough words", "long enough world", "not the same"),
        ],
    )
    def test_bad_passwords_are_explained(self, house: House, password: str, again: str | None, words: str) -> None:
        link, browser = self.link(house), house.browser()
        token = field_of(browser.get(link.path).text, "csrf")
        answer = browser.post(link.path, data={"csrf": token, "password": password, "again": password if again is None else again})
        assert answer.status_code == 422
        assert words in answer.text
        assert house.browser().get(link.path).status_code == 200, "the link is not used up"

    def test_nonsense_links(self, house: House) -> None:
        for token in ("x", "%00", "a" * 500, "\N{SNOWMAN}"):
            assert house.browser().get(f"/desk/welcome/{token}").status_code == 410


@pytest.mark.parametrize(
    ("email", "name", "role", "words"),
    [
        ("nonsense", "A", "staff", "e-mail"),
        ("a b@example.org", "A", "staff", "e-mail"),
        ("a@example.org", "  ", "staff", "name"),
        ("a@example.org", "A", "king", "no role"),
        ("anna@example.org", "A", "staff", "already"),
    ],
)
def test_accounts_that_cannot_be_made(house: House, email: str, name: str, role: str, words: str) -> None:
    house.staff("Anna Example")
    with house.sessions() as session, pytest.raises(accounts.AccountError, match=words):
        accounts.add_staff(session, email, name, role, house.now)


def test_the_first_login_of_an_installation(house: House) -> None:
    with transaction(house.sessions) as session:
        first = accounts.ensure_first(session, "admin@example.org", "Admin", house.now)
    with transaction(house.sessions) as session:
        second = accounts.ensure_first(session, "admin@example.org", "Admin", house.now)
        assert first is not None
        assert second is not None
        assert first.staff_id == second.staff_id
        accounts.choose_password(session, second.token, PASSWORD, house.now)
        assert session.get(Staff, first.staff_id).role == "admin"
    with transaction(house.sessions) as session:
        assert accounts.ensure_first(session, "admin@example.org", "Admin", house.now) is None
