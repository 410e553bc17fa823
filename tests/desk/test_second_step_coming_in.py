"""Coming in with the second step, and everything somebody may try who has the password only."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from bot.desk import accounts, second_step
from bot.desk.tokens import hash_token
from bot.store.session import transaction
from bot.store.tables import Staff, StaffAttempt, StaffAuthenticator, StaffSession
from tests.desk.conftest import PASSWORD, House, field_of, post
from tests.desk.second_step import STEP, WRONG, give, gone_home, half_way, key_of, now_shown, set_up


@pytest.fixture
def anna(house: House) -> tuple[House, str, list[str]]:
    return gone_home(house)


def test_password_then_code(anna: tuple[House, str, list[str]]) -> None:
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
def test_clocks_may_differ_by_a_step(anna: tuple[House, str, list[str]], steps: int) -> None:
    house, key, _ = anna
    house.now += STEP
    assert give(half_way(house), now_shown(house, key, steps)).status_code == 303


@pytest.mark.parametrize("steps", [-2, 2, 10])
def test_and_by_no_more(anna: tuple[House, str, list[str]], steps: int) -> None:
    house, key, _ = anna
    house.now += 20 * STEP
    assert give(half_way(house), now_shown(house, key, steps)).status_code == 422


def test_spaces_do_not_matter(anna: tuple[House, str, list[str]]) -> None:
    house, key, codes = anna
    code = now_shown(house, key)
    assert give(half_way(house), f" {code[:3]} {code[3:]} ").status_code == 303
    assert give(half_way(house), codes[0].replace(" ", "-")).status_code == 303


def test_a_step_is_good_once(anna: tuple[House, str, list[str]]) -> None:
    """Seen over a shoulder, or caught on its way: a code that was used, and every older one, is worth nothing."""
    house, key, _ = anna
    older, code = now_shown(house, key, -1), now_shown(house, key)
    assert give(half_way(house), code).status_code == 303
    assert give(half_way(house), code).status_code == 422
    assert give(half_way(house), older).status_code == 422
    house.now += STEP
    assert give(half_way(house), code).status_code == 422, "still within the window, and used"
    assert give(half_way(house), now_shown(house, key)).status_code == 303


def test_the_code_that_confirmed_it_is_used(house: House) -> None:
    browser = house.signed_in()
    post(browser, "/desk/me/second-step/start", "/desk/me")
    code = now_shown(house, key_of(browser.get("/desk/me/second-step").text))
    post(browser, "/desk/me/second-step", "/desk/me", code=code)
    assert give(half_way(house), code).status_code == 422


def test_a_recovery_code_is_good_once(anna: tuple[House, str, list[str]]) -> None:
    house, _, codes = anna
    browser = half_way(house)
    answer = give(browser, codes[3])
    assert answer.headers["location"] == "/desk/me?done=recovery"
    page = browser.get("/desk/me?done=recovery").text
    assert "You came in with a recovery code" in page
    assert "9 of 10" in page
    assert give(half_way(house), codes[3]).status_code == 422
    assert [row.detail["by"] for row in house.audit("login")][-1] == "recovery"


def test_a_recovery_code_of_somebody_else(anna: tuple[House, str, list[str]]) -> None:
    house, _, codes = anna
    ben = house.signed_in("Ben Example")
    _, of_ben = set_up(house, ben)
    assert give(half_way(house), of_ben[0]).status_code == 422
    assert give(half_way(house), codes[0]).status_code == 303


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "0" * 12, "9" * 400, "\N{SNOWMAN}", "-1", "None"])
def test_nonsense(anna: tuple[House, str, list[str]], code: str) -> None:
    house, _, _ = anna
    assert give(half_way(house), code).status_code == 422


def test_wrong_codes_make_it_rest_wherever_they_come_from(anna: tuple[House, str, list[str]]) -> None:
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


def test_recovery_codes_cannot_be_guessed_faster(anna: tuple[House, str, list[str]]) -> None:
    house, _, _ = anna
    browser = half_way(house)
    for number in range(accounts.FREE_TRIES):
        assert give(browser, f"{number:012d}").status_code == 422
    with house.sessions() as session:
        assert session.get(StaffAuthenticator, 1).locked_until == house.now + dt.timedelta(minutes=1)


def test_the_way_between_is_short_and_used_up(anna: tuple[House, str, list[str]]) -> None:
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


def test_its_cookie_is_no_session_and_another_kind_of_attempt_is_none(anna: tuple[House, str, list[str]]) -> None:
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


def test_no_session_is_fixed_beforehand(anna: tuple[House, str, list[str]]) -> None:
    house, key, _ = anna
    browser = half_way(house)
    browser.cookies.set("quietword-desk", "planted", domain="testserver.local", path="/desk")
    give(browser, now_shown(house, key))
    values = [cookie.value for cookie in browser.cookies.jar if cookie.name == "quietword-desk"]
    assert browser.get("/desk/").status_code == 200
    with house.sessions() as session:
        assert hash_token("planted") not in session.execute(select(StaffSession.token_hash)).scalars().all()
    assert values


def test_a_new_password_or_a_closed_account_ends_it(anna: tuple[House, str, list[str]]) -> None:
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


def test_a_one_time_link_is_no_way_round_it(anna: tuple[House, str, list[str]]) -> None:
    house, key, _ = anna
    with transaction(house.sessions) as session:
        link = accounts.new_link(session, session.get(Staff, 1), house.now)
    browser = house.browser()
    token = field_of(browser.get(link.path).text, "csrf")
    answer = browser.post(link.path, data={"csrf": token, "password": "another long secret", "again": "another long secret"})
    assert answer.headers["location"] == "/desk/login/code"
    assert browser.get("/desk/").status_code == 303
    assert give(browser, now_shown(house, key)).status_code == 303


def test_a_form_without_its_token(anna: tuple[House, str, list[str]]) -> None:
    house, key, _ = anna
    browser = half_way(house)
    assert browser.post("/desk/login/code", data={"csrf": "", "code": now_shown(house, key)}).status_code == 403
