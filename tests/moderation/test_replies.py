"""The fixed words of private replies."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.messages import Channel
from bot.moderation.replies import PrivateReplies
from bot.organisation import Organisation
from bot.safety.cards import DEFAULT_PATH, CardError

MESSENGER_LIMIT = 2000
"""Characters of one Messenger message (send API reference)."""


@pytest.mark.parametrize("action", ["hide_own_details", "hide_others_details", "steer_experience"])
def test_one_message_is_enough(organisation: Organisation, action: str) -> None:
    words = PrivateReplies.load().invitation(action, organisation)
    assert len(words) <= MESSENGER_LIMIT
    assert "{" not in words


def test_a_confirmed_text_number_is_offered(organisation: Organisation) -> None:
    confirmed = replace(organisation, text_number="07700 900999", phone=None)
    words = PrivateReplies.load().ways_to_reach(confirmed)
    assert "text us on 07700 900999" in words
    assert "call us" not in words


@pytest.mark.parametrize("category", ["medical_emergency", "domestic_abuse"])
def test_the_crisis_reply_is_the_card_and_fits(organisation: Organisation, category: str) -> None:
    words, source = PrivateReplies.load().crisis(category, Channel.MESSENGER, organisation)
    assert len(words) <= MESSENGER_LIMIT
    assert source.startswith(f"card:{category}.en@")


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    shutil.copytree(DEFAULT_PATH, folder)
    path = folder / "private_reply.en.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("steer_experience:", "other:"), encoding="utf-8")
    with pytest.raises(CardError, match="steer_experience"):
        PrivateReplies.load(folder)
