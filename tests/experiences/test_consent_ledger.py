"""The ledger: the newest answer holds, withdrawing adds to it, and whoever uses many stories asks it once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.app import House
from bot.experiences import consent
from bot.store.session import transaction
from bot.store.tables import Audit, ConsentGrant, Experience
from tests.privacy.records import NOW, Records


def agreed(session: object, purpose: str) -> set[int]:
    return set(session.execute(consent.agreed_to(purpose)).scalars())  # type: ignore[attr-defined]


def test_withdrawing_holds_from_now_on_and_leaves_the_past_as_it_was(house: House) -> None:
    records = Records(house)
    one, other = records.story(None, 5), records.story(None, 5)
    with transaction(house.sessions) as session:
        assert agreed(session, "quote_anonymously") == {one, other}
        story = session.get(Experience, one)
        assert consent.withdraw(session, story, ["quote_anonymously"], now=NOW) == ("quote_anonymously",)
        assert agreed(session, "quote_anonymously") == {other}
        assert agreed(session, "use_anonymously") == {one, other}
        assert consent.withdraw(session, story, now=NOW, by="staff:3") == ("use_anonymously",), "only what was agreed to"
        assert consent.withdraw(session, story, now=NOW) == ()
        consent.record(session, story, "quote_anonymously", True, now=NOW)
        assert consent.in_force(session, story)["quote_anonymously"], "a change of mind counts both ways"
        assert agreed(session, "quote_anonymously") == {one, other}
        grants = session.execute(select(ConsentGrant).where(ConsentGrant.experience_id == one).order_by(ConsentGrant.id)).scalars().all()
        assert [(grant.granted, grant.by) for grant in grants] == [
            (True, "person"), (True, "person"), (False, "person"), (False, "staff:3"), (True, "person"),
        ]  # fmt: skip
        trail = session.execute(select(Audit).where(Audit.act == "consent.withdraw").order_by(Audit.id)).scalars().all()
        assert [(row.actor, row.detail["purposes"]) for row in trail] == [
            ("system", ["quote_anonymously"]), ("staff:3", ["use_anonymously"]),
        ]  # fmt: skip


def test_an_unknown_purpose_is_refused() -> None:
    with pytest.raises(ValueError, match="marketing"):
        consent.agreed_to("marketing")
