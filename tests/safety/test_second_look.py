"""The second look: what the lexicon does not know is found by its likeness; what it learned from is in no benchmark."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bot.encoder import Encoder
from bot.encoder.layers import Layers, weights_in
from bot.safety import weighed
from bot.safety.lexicon import Lexicon, Sign
from bot.safety.second_look import examples
from bot.safety.second_look.glossary import Glossary
from bot.safety.second_look.judge import judge, teller
from bot.safety.second_look.model import CLOSER, WEIGHTS, Likeness, SecondLook, labels_of, together
from bot.safety.second_look.network import Matrix, Network
from bot.safety.weighed import Door

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "data" / "danger"
HARMLESS = ["thank you, that was very helpful", "how do i find a dentist in ely", "the food on the ward was cold", "hello", "yes please"]
GOODBYE = "I have said what I needed to say and given my cat to my sister, it will all be over soon"


def _look(text: str) -> str:
    return next((likeness.category for likeness in SecondLook.load().look(text, Encoder.load())), "none")


@pytest.mark.parametrize(
    ("text", "category"),
    [
        (GOODBYE, "suicide_self_harm"),
        ("he decides who I speak to and takes the bank card off me", "domestic_abuse"),
        ("dad is rambling, his hands are like ice and he has not passed water since yesterday", "medical_emergency"),
    ],
)
def test_what_the_lexicon_does_not_know(text: str, category: str) -> None:
    assert Lexicon.load().check(text) is None, "then this is no test of the second look"
    assert _look(text) == category


@pytest.mark.parametrize("text", HARMLESS)
def test_everyday_words_are_left_alone(text: str) -> None:
    assert _look(text) == "none"


@pytest.mark.parametrize(
    ("text", "category", "language"),
    [
        ("teść nagle bełkocze i ręka mu wisi, usta krzywo", "medical_emergency", "pl"),
        ("utekla jsem od manžela, zlomil mi prst, spím v autě", "domestic_abuse", "cs"),
        ("jak mogę zapisać dziecko do dentysty", "none", ""),
    ],
)
def test_other_languages_are_read_by_their_gloss(text: str, category: str, language: str) -> None:
    found = [(likeness.category, likeness.language) for likeness in SecondLook.load().look(text, Encoder.load())]
    assert found == ([(category, language)] if category != "none" else [])


def test_the_judgement_takes_either() -> None:
    decide = judge(Encoder.load())
    assert decide({"id": 7, "text": "wanna kms"}) == {"id": 7, "category": "suicide_self_harm"}
    assert decide({"id": 8, "text": GOODBYE})["category"] == "suicide_self_harm"
    assert decide({"id": 9, "text": " "}) == {"id": 9, "category": "none"}


def test_the_second_look_reads_what_redaction_leaves() -> None:
    read: list[str] = []

    def redact(text: str) -> str:
        read.append(text)
        return ""

    assert judge(Encoder.load(), redact)({"id": 1, "text": "the soup was cold"})["category"] == "none"
    assert read == ["the soup was cold"]


def test_nothing_to_read_is_like_nothing() -> None:
    assert SecondLook.load().look("...", Encoder.load()) == ()


def test_the_encoder_knows_the_vector_afterwards() -> None:
    encoder = Encoder.load()
    SecondLook.load().look("the ward was noisy and I slept badly", encoder)
    with_read = encoder.encode(["the ward was noisy and I slept badly"])[0]
    assert np.array_equal(with_read, encoder.read("the ward was noisy and I slept badly").vector)


def test_the_models_have_learned_from_the_examples_that_are_here() -> None:
    """After a change of the examples, the tables or the encoder: ``PROVENANCE.md`` of the second look says what to run."""
    for made in (WEIGHTS, CLOSER):
        with np.load(made, allow_pickle=False) as file:
            assert str(file["learned_from"]) == examples.fingerprint()
    assert json.loads(weighed.TABLE.read_bytes().partition(b"\n")[0])["learned_from"] == examples.fingerprint()


def test_every_pattern_can_be_filled() -> None:
    found = examples.read()
    assert not [example.text for example in found if "<" in example.text or ">" in example.text]
    assert {example.label for example in found} == {*examples.CATEGORIES, "none"}


def test_variants_are_the_same_each_time() -> None:
    assert examples.varied(examples.read()[::20]) == examples.varied(examples.read()[::20])


def test_no_example_is_in_the_benchmark() -> None:
    learned = {line.strip().lower() for path in examples.EXAMPLES.rglob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()}
    held = {
        line.split("\t")[-1].strip().lower() for path in BENCHMARK.rglob("*.tsv") for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert not learned & held


@pytest.mark.parametrize(
    ("chances", "seen", "told"),
    [
        ({"none": 0.5, "threat_to_others": 0.3, "domestic_abuse": 0.2}, None, ()),
        ({"none": 0.6, "medical_emergency": 0.3, "domestic_abuse": 0.1}, None, (("medical_emergency", 0.4),)),
        ({"none": 0.6, "suicide_self_harm": 0.3, "domestic_abuse": 0.1}, None, ()),
        ({"none": 0.1, "threat_to_others": 0.8, "domestic_abuse": 0.1}, None, (("threat_to_others", 0.9),)),
        ({"none": 0.1, "threat_to_others": 0.6, "domestic_abuse": 0.3}, None, (("threat_to_others", 0.9), ("domestic_abuse", 0.3))),
        ({"none": 0.1, "threat_to_others": 0.6, "domestic_abuse": 0.3}, "threat_to_others", (("domestic_abuse", 0.3),)),
        ({"none": 0.1, "threat_to_others": 0.6, "domestic_abuse": 0.3}, "domestic_abuse", (("threat_to_others", 0.6),)),
        ({"none": 0.1, "threat_to_others": 0.8, "domestic_abuse": 0.1}, "threat_to_others", ()),
        ({"none": 0.7, "threat_to_others": 0.2, "domestic_abuse": 0.1}, "medical_emergency", (("threat_to_others", 0.2),)),
    ],
)
def test_where_it_may_well_be_either_both_are_told(
    chances: dict[str, float], seen: str | None, told: tuple[tuple[str, float], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = SecondLook.load()
    of_each = np.array([chances.get(label, 0.0) for label in labels_of()], np.float32)
    monkeypatch.setattr(looked, "_chances", lambda reading, found: of_each)
    found = looked.look("he says he will burn it down", Encoder.load(), seen)
    assert tuple((one.category, pytest.approx(one.chance, abs=1e-6)) for one in found) == told


def test_of_a_gloss_too_much_is_lost_to_tell_of_another() -> None:
    text = "utekla jsem od manžela, zlomil mi prst, spím v autě"
    assert SecondLook.load().look(text, Encoder.load(), "threat_to_others") == ()


@pytest.mark.parametrize(
    ("seen", "likenesses", "told"),
    [
        (None, (), ()),
        (None, (Likeness("domestic_abuse", 0.9), Likeness("threat_to_others", 0.3)), ("domestic_abuse", "threat_to_others")),
        ("medical_emergency", (), ("medical_emergency",)),
        ("medical_emergency", (Likeness("domestic_abuse", 0.3),), ("medical_emergency", "domestic_abuse")),
        ("medical_emergency", (Likeness("domestic_abuse", 0.5),), ("domestic_abuse", "medical_emergency")),
        ("doubted medical_emergency", (), ()),
        ("doubted medical_emergency", (Likeness("domestic_abuse", 0.3),), ("medical_emergency", "domestic_abuse")),
    ],
)
def test_the_likeliest_is_named_first(
    seen: str | None, likenesses: tuple[Likeness, ...], told: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign = Sign(seen.split()[-1], "invented", "self", waits=" " in seen) if seen else None
    monkeypatch.setattr(Door, "check", lambda self, text: sign)
    monkeypatch.setattr(SecondLook, "look", lambda self, text, encoder, seen: likenesses)
    assert teller(Encoder.load())("anything") == told
    assert judge(Encoder.load())({"id": 1, "text": "anything"})["category"] == next(iter(told), "none")


def test_both_looks_have_half_of_the_say() -> None:
    first, closer = np.array([0.5, 0.4, 0.1], np.float32), np.log(np.array([0.1, 0.1, 0.8], np.float32)) + 3
    expected = np.sqrt([0.5 * 0.1, 0.4 * 0.1, 0.1 * 0.8])
    assert together(first, closer) == pytest.approx(expected / expected.sum(), abs=1e-5)


@pytest.mark.parametrize(("text", "looked"), [("what time does the pharmacy in ely open", 0), (GOODBYE, 1)])
def test_only_what_is_at_all_worrying_is_looked_at_closely(text: str, looked: int) -> None:
    class Counting(Layers):
        read = 0

        def logits(self, x: Matrix) -> Matrix:
            self.read += 1
            return super().logits(x)

    closer = Counting(weights_in(CLOSER))
    with np.load(WEIGHTS, allow_pickle=False) as file:
        SecondLook(Network.unpacked(file), closer, Glossary.load()).look(text, Encoder.load())
    assert closer.read == looked


def test_joined_networks_give_the_mean_of_their_scores() -> None:
    chance = np.random.RandomState(1)

    def network() -> Network:
        sizes = ((384, 4), (4,), (8, 7), (384, 7), (9, 7), (7,))
        return Network(*(chance.randn(*size).astype(np.float32) * 0.1 for size in sizes))

    reading = Encoder.load().read("he keeps the keys and counts the steps")
    each = [network(), network()]
    scores = [np.log(one.chances(reading.vector, reading.fourth, [2, 5], 0.5)) for one in each]
    together = np.exp(np.mean(scores, axis=0))
    assert Network.joined(each).chances(reading.vector, reading.fourth, [2, 5], 0.5) == pytest.approx(together / together.sum(), rel=1e-4)
