"""Which questions lean on the one before them."""

from __future__ import annotations

import pytest

from bot.information.follow_up import leans


@pytest.mark.parametrize(
    "text",
    [
        "is it free",
        "and do they need id",
        "are they open at weekends?",
        "How long does it take?",
        "how do i get one",
        "can i do that online",
        "what about Peterborough",
        "and in wisbech?",
    ],
)
def test_leans_on_the_question_before(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "how do i complain about the hospital",
        "what about hearing aids",
        "is it ok to bring my dog",
        "my dentist says they are full so what can i do now",
        "can i get a blue badge",
        "",
    ],
)
def test_stands_alone(text: str) -> None:
    assert not leans(text)
