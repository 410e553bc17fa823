"""The encoder: shape, length, sameness, sense, and the check of its files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.encoder import DIMENSIONS, Encoder, EncoderError
from bot.encoder.encoder import MODEL_FILE, TOKENIZER_FILE


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


def test_one_unit_row_for_each_text(encoder: Encoder) -> None:
    vectors = encoder.encode(["find a dentist", "", "ẞ 🦷 \x00 \ud800", "word " * 2000])
    assert vectors.shape == (4, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_a_text_has_one_vector_whatever_its_neighbours() -> None:
    texts = [
        "where is the dentist",
        "where is the chemist",
        "how do I join a GP surgery?",
        "no",
        "I have waited nineteen months for a new hip and nobody tells me anything",
    ]
    fresh = Encoder.from_files(MODEL_FILE, TOKENIZER_FILE, cache_size=1)
    together = fresh.encode(texts)
    for row, text in enumerate(texts):
        assert np.allclose(fresh.encode([text])[0], together[row], atol=1e-6)


def test_the_caller_cannot_change_what_is_remembered(encoder: Encoder) -> None:
    first = encoder.encode(["carers"])
    first[:] = 0
    assert np.linalg.norm(encoder.encode(["carers"])[0]) == pytest.approx(1.0, abs=1e-5)


def test_only_the_first_256_word_pieces_are_read(encoder: Encoder) -> None:
    start = "tooth " * 254
    assert np.array_equal(encoder.encode([start])[0], encoder.encode([start + "ambulance hospital"])[0])


@pytest.mark.parametrize(
    ("text", "alike", "unlike"),
    [
        ("I can't find a dentist", "no dental practice will take me on", "my operation was cancelled"),
        ("how do I complain about my GP", "making a complaint against a doctor", "where can I get a flu jab"),
        ("I look after my mum", "I am an unpaid carer for my mother", "which bus goes to the hospital"),
        ("can you translate for me", "I need an interpreter", "who pays for the nursing home"),
    ],
)
def test_a_paraphrase_is_nearer_than_another_subject(encoder: Encoder, text: str, alike: str, unlike: str) -> None:
    asked, near, far = encoder.encode([text, alike, unlike])
    assert asked @ near > asked @ far + 0.1


def test_loads_once_in_a_process(encoder: Encoder) -> None:
    assert Encoder.load() is encoder


def test_another_model_or_tokenizer_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "model.onnx"
    other.write_bytes(b"not the model")
    with pytest.raises(EncoderError, match=r"model.onnx .*PROVENANCE.md"):
        Encoder.from_files(other, TOKENIZER_FILE)
    changed = tmp_path / "tokenizer.json"
    shutil.copy(TOKENIZER_FILE, changed)
    changed.write_text(changed.read_text(encoding="utf-8") + " ", encoding="utf-8")
    with pytest.raises(EncoderError, match=r"tokenizer.json .*fetch_tokenizer"):
        Encoder.from_files(MODEL_FILE, changed)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="cannot be read"):
        Encoder.from_files(tmp_path / "model.onnx", TOKENIZER_FILE)


def test_brings_no_rasa_with_it() -> None:
    program = "import sys, bot.encoder, bot.information.answers; print(sorted({'rasa', 'rasa_sdk', 'tensorflow'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
