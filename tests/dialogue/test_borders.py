"""Whether a message is ours to answer: the decision by itself, on numbers made up for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.dialogue.borders import Borders, gather, sides_of, unit

INTENTS = ["ask_information", "clinical_advice_request", "out_of_scope", "share_experience"]
# Three examples of each side, each side in a corner of its own.
VECTORS = np.repeat(np.eye(3, dtype=np.float32), 3, axis=0)
SIDES = np.repeat(np.asarray([0, 1, 2], dtype=np.int8), 3)


@pytest.fixture
def borders() -> Borders:
    """Weighs only how near the outside's nearest examples are against the inside's."""
    weights = np.zeros(11, dtype=np.float32)
    weights[[4, 6]], weights[8] = 10.0, -10.0
    return Borders(VECTORS, SIDES, weights, 0.0)


def decided(borders: Borders, likely: list[float], vector: list[float]) -> tuple[str, np.ndarray]:
    found = borders.decide(np.asarray(likely, dtype=np.float32), INTENTS, np.asarray(vector, dtype=np.float32), "hello")
    return INTENTS[int(found.argmax())], found


@pytest.mark.parametrize(
    ("likely", "vector", "expected"),
    [
        # Sure of a question, but near to nothing that is asked: not ours.
        ([0.8, 0.05, 0.1, 0.05], [0.0, 0.0, 2.0], "out_of_scope"),
        ([0.8, 0.1, 0.05, 0.05], [0.0, 3.0, 0.0], "clinical_advice_request"),
        # Taken for out of scope, but just like what people ask: the likeliest that is ours.
        ([0.3, 0.05, 0.6, 0.05], [5.0, 0.0, 0.0], "ask_information"),
        ([0.01, 0.05, 0.9, 0.04], [1.0, 0.0, 0.0], "share_experience"),
    ],
)
def test_the_side_is_decided_by_the_evidence_and_the_intent_by_the_classifier(
    borders: Borders, likely: list[float], vector: list[float], expected: str
) -> None:
    assert decided(borders, likely, vector)[0] == expected


def test_the_intent_that_won_is_first_though_many_share_its_side(borders: Borders) -> None:
    even = Borders(VECTORS, SIDES, np.zeros(11, dtype=np.float32), -0.01)  # a hair inside
    intent, found = decided(even, [0.26, 0.01, 0.49, 0.24], [1.0, 0.0, 0.0])
    assert intent == "ask_information"
    assert found.max() == found[0]


def test_a_message_without_a_vector_is_decided_too(borders: Borders) -> None:
    assert decided(borders, [0.9, 0.03, 0.03, 0.04], [0.0, 0.0, 0.0])[1].sum() <= 1.0 + 1e-6


def test_the_rules_for_medical_questions_are_evidence() -> None:
    likely = np.asarray([0.25] * 4, dtype=np.float32)
    said = [gather(likely, INTENTS, VECTORS @ VECTORS[0], SIDES, text)[-1] for text in ("how many paracetamol can I take", "hello")]
    assert said == [1.0, 0.0]


def test_what_is_kept_decides_as_what_was_learned(borders: Borders, tmp_path: Path) -> None:
    borders.save(tmp_path)
    again = Borders.load(tmp_path)
    for vector in VECTORS:
        np.testing.assert_allclose(
            again.decide(np.full(4, 0.25, np.float32), INTENTS, vector, "x"),
            borders.decide(np.full(4, 0.25, np.float32), INTENTS, vector, "x"),
        )


def test_sides_and_lengths() -> None:
    assert sides_of(["greet", "out_of_scope", "clinical_advice_request"]).tolist() == [0, 1, 2]
    assert np.linalg.norm(unit(np.asarray([3.0, 4.0], dtype=np.float32))) == pytest.approx(1.0)
    assert unit(np.zeros(2, dtype=np.float32)).tolist() == [0.0, 0.0]
