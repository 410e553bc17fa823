"""The training messages: marks land on the pieces they should, and frames are filled with the right kind."""

from __future__ import annotations

import random

from bot.privacy.finding.figures.recipe.harmless import harmless
from bot.privacy.finding.figures.recipe.train import filled, lines, of_frames, rows
from bot.privacy.finding.figures.recipe.values import VALUES
from bot.privacy.finding.figures.tagger import TYPES


def test_labels_follow_the_marks() -> None:
    text = "sort {UK_BANK_ACCOUNT|20-45-77} acc {UK_BANK_ACCOUNT|55779912} seen 12/05/2026"
    labels = [one for _, one in rows(filled(text, random.Random(1), keep=1.0))]
    assert labels == [
        ["B-UK_BANK_ACCOUNT", "I-UK_BANK_ACCOUNT", "I-UK_BANK_ACCOUNT"],
        ["B-UK_BANK_ACCOUNT"],
        ["O", "O", "O"],
    ]


def test_types_the_model_does_not_know_keep_their_words_and_are_nothing_to_it() -> None:
    text, details = filled("im {PERSON|kev} at {STREET_ADDRESS|14a mill rd}, {UK_NHS|999 482 1170}", random.Random(1), keep=1.0)
    assert text == "im kev at 14a mill rd, 999 482 1170"
    assert details == [(23, 35, "UK_NHS")]


def test_every_slot_of_the_frames_can_be_filled() -> None:
    draw = random.Random(3)
    for text, details in of_frames(draw, 3_000):
        assert not {"{", "["} & set(text)
        assert all(text[start:end].strip() for start, end, _ in details)


def test_each_type_has_values_and_frames() -> None:
    assert set(VALUES) == set(TYPES)
    frames = "\n".join(lines("frames.txt"))
    assert all(f"{{{kind}}}" in frames for kind in TYPES)


def test_harmless_slots_are_drawn() -> None:
    draw = random.Random(2)
    assert all(
        any(sign.isdigit() for sign in harmless(kind, draw)) for kind in ("event", "code", "public", "time", "money", "dose", "half")
    )
