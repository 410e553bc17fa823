"""Two colleagues who answer the same comment at the same moment: everybody reads one of them."""

from __future__ import annotations

import threading

from sqlalchemy import select

from bot.app import House
from bot.moderation import answers
from bot.privacy.redaction import PatternRedactor
from bot.store.session import transaction
from bot.store.tables import ModerationAction, ModerationCase, PublicPost, utcnow


def test_one_of_two_is_taken(house: House) -> None:
    with transaction(house.sessions) as session:
        session.begin_write()
        item = PublicPost(channel="messenger", account="1000", item_id="c1", kind="comment", occurred_at=utcnow(), state="done")
        session.add(item)
        session.flush()
        case = ModerationCase(item_id=item.id, action="question", grounds=[])
        session.add(case)
        session.flush()
        number = case.id
    redactor, together, refusals = PatternRedactor.load(house.organisation), threading.Barrier(2, timeout=20), []

    def answer(staff_id: int) -> None:
        with transaction(house.sessions) as session:
            case = session.get(ModerationCase, number)
            assert list(case.actions) == []  # both have seen that nobody has answered
            together.wait()
            session.begin_write()
            try:
                answers.in_public(session, case, staff_id, "Any dentist can take you.", vault=house.vault, redactor=redactor, now=utcnow())
            except answers.NotTaken as refusal:
                refusals.append(str(refusal))

    threads = [threading.Thread(target=answer, args=(staff_id,)) for staff_id in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with house.sessions() as session:
        assert len(session.execute(select(ModerationAction)).scalars().all()) == 1
    assert len(refusals) == 1
    assert "has been answered" in refusals[0]
