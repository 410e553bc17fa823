"""Several Pages on one app: how the settings name them, and which answers for an account."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import MetaSettings, SettingError, parse


def meta(**env: str) -> MetaSettings:
    found = parse({f"META_{name}": value for name, value in env.items()}, Path("/nowhere")).meta
    assert found is not None
    return found


def test_one_page_as_ever() -> None:
    found = meta(PAGE_ID="111", PAGE_TOKEN="t", INSTAGRAM_ID="222")
    assert (found.page_id, found.page_token, found.instagram_id, found.app_id) == ("111", "t", "222", None)


def test_lists_belong_together_by_place() -> None:
    found = meta(PAGE_ID="111, 112,113", PAGE_TOKEN="t1,t2,t3", INSTAGRAM_ID="-,222", APP_ID="9")
    assert [(page.id, page.token, page.instagram_id) for page in found.pages] == [
        ("111", "t1", None),
        ("112", "t2", "222"),
        ("113", "t3", None),
    ]
    assert [found.page_of(account).id for account in ("113", "222", "elsewhere")] == ["113", "112", "111"]
    assert (found.instagram_id, found.app_id) == ("222", "9")


@pytest.mark.parametrize(
    "wrong",
    [
        {"PAGE_ID": "111,112,113", "PAGE_TOKEN": "t1,t2"},
        {"PAGE_ID": "111", "PAGE_TOKEN": "t1", "INSTAGRAM_ID": "221,222"},
        {"PAGE_ID": ",", "PAGE_TOKEN": "t1"},
    ],
)
def test_lists_that_do_not_fit_are_named_without_a_secret(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="META_") as caught:
        meta(**wrong)
    assert "t1" not in str(caught.value)
