"""The second step: setting it up, coming in with it, and everything somebody may try who has the password only."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import replace
from typing import Any

import pyotp
import pytest
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from bot.desk import accounts, second_step
from bot.desk.tokens import hash_token
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.store.session import transaction
from bot.store.tables import Sealed, Staff, StaffAttempt, StaffAuthenticator, StaffRecoveryCode, StaffSession
from tests.desk.conftest import PASSWORD, ROOT, House, field_of, log_in, post

STEP = dt.timedelta(seconds=30)
WRONG = "000000"


def key_of(page: str) -> str:
    found = re.search(r'id="key"[^>]*>([A-Z2-7 ]+)</textarea>', page)
    assert found, page
    return found[1].replace(" ", "")


def now_shown(house: House, key: str, steps: int = 0) -> str:
    """What the app shows, ``steps`` away from now."""
    return pyotp.TOTP(key).at(house.now + steps * STEP)


def set_up(house: House, browser: TestClient) -> tuple[str, list[str]]:
    """The key and the recovery codes of somebody who turns the second step on."""
    assert post(browser, "/desk/me/second-step/start", "/desk/me").headers["location"] == "/desk/me/second-step"
    key = key_of(browser.get("/desk/me/second-step").text)
    answer = post(browser, "/desk/me/second-step", "/desk/me", code=now_shown(house, key))
    assert answer.status_code == 200, answer.text
    house.now += STEP
    return key, re.findall(r'<li class="ref">([\d ]+)</li>', answer.text)


def give(browser: TestClient, code: str) -> Any:
    """Types a code on the page between password and desk."""
    token = field_of(browser.get("/desk/login/code").text, "csrf")
    return browser.post("/desk/login/code", data={"csrf": token, "code": code})


@pytest.fixture
def anna(house: House) -> tuple[House, str, list[str]]:
    """Anna has a second step and has gone home."""
    browser = house.signed_in()
    key, codes = set_up(house, browser)
    post(browser, "/desk/logout")
    return house, key, codes


def half_way(house: House) -> TestClient:
    """A browser in which Anna's password was given."""
    browser = house.browser()
    assert log_in(browser, "anna@example.org").headers["location"] == "/desk/login/code"
    return browser


def test_setting_it_up(house: House) -> None:
    other = house.signed_in()
    browser = house.browser()
    log_in(browser, "anna@example.org")
    assert "Set it up" in browser.get("/desk/me").text
    assert post(browser, "/desk/me/second-step/start", "/desk/me").status_code == 303
    page = browser.get("/desk/me/second-step").text
    key = key_of(page)
    assert len(key) == 32
    assert "<svg" in page
    assert html.unescape(re.search(r'href="(otpauth:[^"]+)"', page)[1]) == pyotp.TOTP(key).provisioning_uri(  # type: ignore[index]
        name="anna@example.org", issuer_name=f"Quiet Word, {house.organisation.short_name}"
    )
    assert " style=" not in page, "the policy forbids it"
    answer = post(browser, "/desk/me/second-step", "/desk/me", code=WRONG)
    assert answer.status_code == 422
    assert "That code is not right" in answer.text
    assert log_in(house.browser(), "anna@example.org").headers["location"] == "/desk/", "not before it is confirmed"
    answer = post(browser, "/desk/me/second-step", "/desk/me", code=now_shown(house, key))
    codes = re.findall(r'<li class="ref">([\d ]+)</li>', answer.text)
    assert len(set(codes)) == 10
    assert browser.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 303, "other browsers are signed out"
    assert "10 of 10 recovery codes" in browser.get("/desk/me").text
    assert not any(code in browser.get(path).text for path in ("/desk/me", "/desk/me/second-step") for code in codes), "shown once"
    assert post(browser, "/desk/me/second-step", "/desk/me", code=now_shown(house, key)).status_code == 303
    assert len(house.audit("staff.second_step_on")) == 1


def test_the_picture_holds_the_key(house: House) -> None:
    """Read back module by module: what a camera would see is the address that the page links to."""
    import segno

    browser = house.signed_in()
    post(browser, "/desk/me/second-step/start", "/desk/me")
    page = browser.get("/desk/me/second-step").text
    address = html.unescape(re.search(r'href="(otpauth:[^"]+)"', page)[1])  # type: ignore[index]
    drawn = re.search(r'class="qrline" stroke="#000" d="([^"]+)"', page)
    assert drawn
    assert drawn[1] in segno.make(address, error="m", micro=False).svg_inline(scale=4, border=4, dark="#000", light="#fff")
    assert 'fill="#fff"' in page


def test_nothing_of_it_lies_in_the_clear(anna: tuple[House, str, list[str]]) -> None:
    house, key, codes = anna
    held = ""
    with house.sessions() as session:
        for table in (StaffAuthenticator, StaffRecoveryCode, Sealed, StaffAttempt, StaffSession):
            for row in session.execute(select(table.__table__)).mappings():
                held += repr(dict(row))
        assert session.execute(select(Sealed.purpose)).scalars().all() == ["staff.authenticator"]
    held += repr([(row.act, row.detail, row.reason) for row in house.audit("login") + house.audit("staff.second_step_on")])
    assert key not in held
    assert not any(code in held or code.replace(" ", "") in held for code in codes)


def test_the_key_is_re_sealed_with_everything_else(anna: tuple[House, str, list[str]]) -> None:
    house, key, codes = anna
    newer = Vault([b"n" * 32, b"k" * 32], lasting=lambda _: house.vault.lasting)
    with transaction(house.sessions) as session:
        assert newer.rotate(session) == 1
        assert newer.under_older_keys(session) == 0
    house.app.routes[0].app.state.desk.vault = Vault([b"n" * 32], lasting=lambda _: house.vault.lasting)  # type: ignore[attr-defined]
    assert give(half_way(house), now_shown(house, key)).headers["location"] == "/desk/"
    assert give(half_way(house), codes[0]).status_code == 303, "recovery codes outlive the key, too"


class TestComingIn:
    def test_password_then_code(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, _ = anna
        browser = half_way(house)
        assert browser.cookies.get("quietword-desk") is None
        for path in ("/desk/", "/desk/me", "/desk/conversations"):
            assert browser.get(path).headers["location"] == "/desk/login", "a password alone opens nothing"
        assert browser.get("/desk/events").status_code == 204
        assert 'autocomplete="one-time-code"' in browser.get("/desk/login/code").text
        assert give(browser, now_shown(house, key)).headers["location"] == "/desk/"
        assert browser.get("/desk/").status_code == 200
        assert [row.detail["by"] for row in house.audit("login")] == ["password", "code"]

    @pytest.mark.parametrize("steps", [-1, 0, 1])
    def test_clocks_may_differ_by_a_step(self, anna: tuple[House, str, list[str]], steps: int) -> None:
        house, key, _ = anna
        house.now += STEP
        assert give(half_way(house), now_shown(house, key, steps)).status_code == 303

    @pytest.mark.parametrize("steps", [-2, 2, 10])
    def test_and_by_no_more(self, anna: tuple[House, str, list[str]], steps: int) -> None:
        house, key, _ = anna
        house.now += 20 * STEP
        assert give(half_way(house), now_shown(house, key, steps)).status_code == 422

    def test_spaces_do_not_matter(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, codes = anna
        code = now_shown(house, key)
        assert give(half_way(house), f" {code[:3]} {code[3:]} ").status_code == 303
        assert give(half_way(house), codes[0].replace(" ", "-")).status_code == 303

    def test_a_step_is_good_once(self, anna: tuple[House, str, list[str]]) -> None:
        """Seen over a shoulder, or caught on its way: a code that was used, and every older one, is worth nothing."""
        house, key, _ = anna
        older, code = now_shown(house, key, -1), now_shown(house, key)
        assert give(half_way(house), code).status_code == 303
        assert give(half_way(house), code).status_code == 422
        assert give(half_way(house), older).status_code == 422
        house.now += STEP
        assert give(half_way(house), code).status_code == 422, "still within the window, and used"
        assert give(half_way(house), now_shown(house, key)).status_code == 303

    def test_the_code_that_confirmed_it_is_used(self, house: House) -> None:
        browser = house.signed_in()
        post(browser, "/desk/me/second-step/start", "/desk/me")
        code = now_shown(house, key_of(browser.get("/desk/me/second-step").text))
        post(browser, "/desk/me/second-step", "/desk/me", code=code)
        assert give(half_way(house), code).status_code == 422

    def test_a_recovery_code_is_good_once(self, anna: tuple[House, str, list[str]]) -> None:
        house, _, codes = anna
        browser = half_way(house)
        answer = give(browser, codes[3])
        assert answer.headers["location"] == "/desk/me?done=recovery"
        page = browser.get("/desk/me?done=recovery").text
        assert "You came in with a recovery code" in page
        assert "9 of 10" in page
        assert give(half_way(house), codes[3]).status_code == 422
        assert [row.detail["by"] for row in house.audit("login")][-1] == "recovery"

    def test_a_recovery_code_of_somebody_else(self, anna: tuple[House, str, list[str]]) -> None:
        house, _, codes = anna
        ben = house.signed_in("Ben Example")
        _, of_ben = set_up(house, ben)
        assert give(half_way(house), of_ben[0]).status_code == 422
        assert give(half_way(house), codes[0]).status_code == 303

    @pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "0" * 12, "9" * 400, "\N{SNOWMAN}", "-1", "None"])
    def test_nonsense(self, anna: tuple[House, str, list[str]], code: str) -> None:
        house, _, _ = anna
        assert give(half_way(house), code).status_code == 422

    def test_wrong_codes_make_it_rest_wherever_they_come_from(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, codes = anna
        for _ in range(accounts.FREE_TRIES):
            assert give(half_way(house), WRONG).status_code == 422
        for right in (now_shown(house, key), codes[0]):
            assert give(half_way(house), right).status_code == 422, "even the right one waits"
        house.now += dt.timedelta(minutes=1, seconds=1)
        assert give(half_way(house), WRONG).status_code == 422
        assert give(half_way(house), now_shown(house, key)).status_code == 422, "two minutes now"
        house.now += dt.timedelta(minutes=2, seconds=1)
        assert give(half_way(house), codes[0]).status_code == 303
        assert [row.detail["in"] for row in house.audit("login.locked")] == ["the second step"] * 2

    def test_recovery_codes_cannot_be_guessed_faster(self, anna: tuple[House, str, list[str]]) -> None:
        house, _, _ = anna
        browser = half_way(house)
        for number in range(accounts.FREE_TRIES):
            assert give(browser, f"{number:012d}").status_code == 422
        with house.sessions() as session:
            assert session.get(StaffAuthenticator, 1).locked_until == house.now + dt.timedelta(minutes=1)

    def test_the_way_between_is_short_and_used_up(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, _ = anna
        late = half_way(house)
        house.now += second_step.LASTS
        assert late.get("/desk/login/code").headers["location"] == "/desk/login"
        browser = half_way(house)
        cookie, token = browser.cookies.get("quietword-desk-half"), field_of(browser.get("/desk/login/code").text, "csrf")
        assert browser.post("/desk/login/code", data={"csrf": token, "code": now_shown(house, key)}).status_code == 303
        house.now += STEP
        browser.cookies.set("quietword-desk-half", cookie, domain="testserver.local", path="/desk/login")
        answer = browser.post("/desk/login/code", data={"csrf": token, "code": now_shown(house, key)})
        assert answer.headers["location"] == "/desk/login", "used up with the first"

    def test_its_cookie_is_no_session_and_another_kind_of_attempt_is_none(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, _ = anna
        browser = half_way(house)
        cookie = browser.cookies.get("quietword-desk-half")
        fixed = house.browser()
        fixed.cookies.set("quietword-desk", cookie, domain="testserver.local", path="/desk")
        assert fixed.get("/desk/").status_code == 303
        with transaction(house.sessions) as session:
            session.execute(update(StaffAttempt).values(kind="issuer"))
        assert browser.get("/desk/login/code").headers["location"] == "/desk/login"
        assert key

    def test_no_session_is_fixed_beforehand(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, _ = anna
        browser = half_way(house)
        browser.cookies.set("quietword-desk", "planted", domain="testserver.local", path="/desk")
        give(browser, now_shown(house, key))
        values = [cookie.value for cookie in browser.cookies.jar if cookie.name == "quietword-desk"]
        assert browser.get("/desk/").status_code == 200
        with house.sessions() as session:
            assert hash_token("planted") not in session.execute(select(StaffSession.token_hash)).scalars().all()
        assert values

    def test_a_new_password_or_a_closed_account_ends_it(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, _ = anna
        browser = half_way(house)
        token = field_of(browser.get("/desk/login/code").text, "csrf")
        with transaction(house.sessions) as session:
            link = accounts.new_link(session, session.get(Staff, 1), house.now)
            accounts.choose_password(session, link.token, PASSWORD, house.now)
        assert browser.post("/desk/login/code", data={"csrf": token, "code": now_shown(house, key)}).headers["location"] == "/desk/login"
        browser = half_way(house)
        with transaction(house.sessions) as session:
            session.get(Staff, 1).active = False
        assert browser.get("/desk/login/code").status_code == 303

    def test_a_one_time_link_is_no_way_round_it(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, _ = anna
        with transaction(house.sessions) as session:
            link = accounts.new_link(session, session.get(Staff, 1), house.now)
        browser = house.browser()
        token = field_of(browser.get(link.path).text, "csrf")
        answer = browser.post(link.path, data={"csrf": token, "password": "another long secret", "again": "another long secret"})
        assert answer.headers["location"] == "/desk/login/code"
        assert browser.get("/desk/").status_code == 303
        assert give(browser, now_shown(house, key)).status_code == 303

    def test_a_form_without_its_token(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, _ = anna
        browser = half_way(house)
        assert browser.post("/desk/login/code", data={"csrf": "", "code": now_shown(house, key)}).status_code == 403


class TestChangingIt:
    def test_who_signed_in_long_ago_signs_in_again_first(self, house: House) -> None:
        """A browser left open is not enough to take an account over."""
        browser = house.signed_in()
        house.now += dt.timedelta(minutes=16)
        for path in ("/start", "", "/codes", "/off"):
            answer = post(browser, f"/desk/me/second-step{path}", "/desk/me", code=WRONG)
            assert answer.status_code == 403, path
            assert "sign in again" in answer.text
        assert browser.get("/desk/me/second-step").status_code == 403

    def test_new_recovery_codes_replace_the_old(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, old = anna
        browser = half_way(house)
        give(browser, now_shown(house, key))
        page = post(browser, "/desk/me/second-step/codes", "/desk/me").text
        new = re.findall(r'<li class="ref">([\d ]+)</li>', page)
        assert len(new) == 10
        assert give(half_way(house), old[0]).status_code == 422
        assert give(half_way(house), new[0]).status_code == 303
        assert len(house.audit("staff.recovery_codes")) == 1

    def test_turning_it_off(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, _ = anna
        browser = half_way(house)
        give(browser, now_shown(house, key))
        assert post(browser, "/desk/me/second-step/off", "/desk/me").headers["location"] == "/desk/me?done=second_step_off"
        assert browser.get("/desk/").status_code == 200
        assert log_in(house.browser(), "anna@example.org").headers["location"] == "/desk/"
        with house.sessions() as session:
            for table in (StaffAuthenticator, StaffRecoveryCode, Sealed):
                assert session.execute(select(func.count()).select_from(table)).scalar() == 0

    def test_a_key_that_counts_is_not_replaced_in_silence(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, _ = anna
        browser = half_way(house)
        give(browser, now_shown(house, key))
        assert post(browser, "/desk/me/second-step/start", "/desk/me").status_code == 409
        house.now += STEP
        assert give(half_way(house), now_shown(house, key)).status_code == 303

    def test_beginning_again_makes_another_key(self, house: House) -> None:
        browser = house.signed_in()
        keys = []
        for _ in range(2):
            post(browser, "/desk/me/second-step/start", "/desk/me")
            keys.append(key_of(browser.get("/desk/me/second-step").text))
        assert keys[0] != keys[1]
        with house.sessions() as session:
            assert session.execute(select(func.count()).select_from(Sealed)).scalar() == 1

    def test_whoever_has_no_password_needs_none(self, house: House) -> None:
        browser = house.signed_in()
        with transaction(house.sessions) as session:
            session.get(Staff, 1).password_hash = None
        assert "work account" in browser.get("/desk/me").text
        assert post(browser, "/desk/me/second-step/start", "/desk/me").status_code == 409


class TestTakenOffByAManager:
    def test_at_the_desk(self, anna: tuple[House, str, list[str]]) -> None:
        house, key, _ = anna
        browser = half_way(house)
        give(browser, now_shown(house, key))
        manager = house.signed_in("Mona Example", "manager")
        page = manager.get("/desk/people").text
        assert "second step on" in page
        answer = post(manager, "/desk/people/1/second-step/off", "/desk/people")
        assert answer.headers["location"] == "/desk/people?done=second_step_taken_off"
        assert browser.get("/desk/").status_code == 303, "signed out"
        assert log_in(house.browser(), "anna@example.org").headers["location"] == "/desk/"
        assert [row.actor for row in house.audit("staff.second_step_off")] == ["staff:2"]
        assert post(manager, "/desk/people/1/second-step/off", "/desk/people").status_code == 409
        assert post(manager, "/desk/people/2/second-step/off", "/desk/people").status_code == 409

    def test_not_an_admins_by_a_manager_nor_by_others(self, house: House) -> None:
        admin = house.signed_in("Ada Example", "admin")
        set_up(house, admin)
        manager, staff = house.signed_in("Mona Example", "manager"), house.signed_in("Sam Example")
        assert post(manager, "/desk/people/1/second-step/off", "/desk/people").status_code == 403
        assert post(staff, "/desk/people/1/second-step/off").status_code == 403
        with house.sessions() as session:
            assert second_step.of(session, 1) is not None


class TestRequired:
    @pytest.fixture
    def strict(self, house: House) -> House:
        """An organisation that asks everybody for it."""
        desk = house.app.routes[0].app.state.desk  # type: ignore[attr-defined]
        desk.organisation = replace(desk.organisation, second_step_required=True)
        return house

    def test_nothing_opens_before_it_is_set_up(self, strict: House) -> None:
        strict.conversation()
        browser = strict.signed_in(role="admin")
        for path in ("/", "/conversations", "/conversations/C-2222-3333", "/people", "/trail", "/data"):
            assert browser.get(f"/desk{path}").headers["location"] == "/desk/me", path
        assert browser.get("/desk/alarms", headers={"HX-Request": "true"}).status_code == 204
        assert browser.get("/desk/events").status_code == 204
        assert post(browser, "/desk/conversations/C-2222-3333/close", "/desk/me").headers["location"] == "/desk/me"
        assert strict.state() == "bot"
        assert "asks everybody for a second step" in browser.get("/desk/me").text
        set_up(strict, browser)
        assert browser.get("/desk/").status_code == 200

    def test_one_may_leave(self, strict: House) -> None:
        assert post(strict.signed_in(), "/desk/logout", "/desk/me").headers["location"] == "/desk/login"

    def test_turned_off_it_is_asked_for_again(self, strict: House) -> None:
        browser = strict.signed_in()
        set_up(strict, browser)
        post(browser, "/desk/me/second-step/off", "/desk/me")
        assert browser.get("/desk/").headers["location"] == "/desk/me"

    def test_work_accounts_are_not_asked(self, strict: House) -> None:
        browser = strict.signed_in()
        with transaction(strict.sessions) as session:
            session.execute(update(StaffSession).values(way="issuer"))
        assert browser.get("/desk/").status_code == 200


@pytest.mark.parametrize(("role", "asked"), [("admin", True), ("manager", True), ("staff", False)])
def test_those_who_look_after_accounts_are_asked(house: House, role: str, asked: bool) -> None:
    browser = house.signed_in(role=role)
    assert ("Add a second step" in browser.get("/desk/").text) is asked
    set_up(house, browser)
    assert "Add a second step" not in browser.get("/desk/").text


@pytest.mark.parametrize(("words", "required"), [("optional", False), ("required", True)])
def test_the_organisation_says_whether_it_must_be(words: str, required: bool, tmp_path: Any) -> None:
    text = (ROOT / "organisation.yml").read_text(encoding="utf-8")
    path = tmp_path / "organisation.yml"
    path.write_text(text.replace("second_step: optional", f"second_step: {words}"), encoding="utf-8")
    assert Organisation.load(path).second_step_required is required
    path.write_text(text.replace("second_step: optional", "second_step: maybe"), encoding="utf-8")
    with pytest.raises(Exception, match="second_step"):
        Organisation.load(path)
