"""Training the assistant, and knowing when it need not be trained again.

A model's file is named after a fingerprint of everything it was made from, so looking for the file is enough.
Nothing here imports Rasa until it trains.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from bot import log

SOURCES = (
    "config.yml", "domain.yml", "data/nlu", "data/rules", "data/stories", "uv.lock", "bot/encoder",
    "bot/dialogue/featurizer.py", "bot/dialogue/classifier.py", "bot/dialogue/pieces.py",
    "bot/dialogue/scope.py", "bot/dialogue/borders.py", "bot/dialogue/other_language.py",
    "bot/information/clinical.py", "bot/information/clinical_words.py",
)  # fmt: skip
"""What a model depends on. The lock file stands for the versions of Rasa and its kin."""
SUFFIXES = (".yml", ".py", ".json", ".lock", ".onnx")


class TrainingError(Exception):
    """Training did not end in a model; what Rasa printed above says why."""


def fingerprint(root: Path) -> str:
    """A hash of the sources below ``root``: 20 hex digits."""
    digest = hashlib.sha256()
    for source in SOURCES:
        path = root / source
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and file.suffix in SUFFIXES:
                digest.update(str(file.relative_to(root)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:20]


def model_path(root: Path, models: Path) -> Path:
    """Where the model of the present sources is, or would be."""
    return models / f"quietword-{fingerprint(root)}.tar.gz"


def train(root: Path, models: Path) -> Path:
    """Trains with Rasa, in this process, and returns the model's path. Raises ``TrainingError``."""
    # Without this Rasa prints every example at debug level, which takes longer than learning from it.
    log.set_up("train", "WARNING")
    from rasa.model_training import train as rasa_train

    target = model_path(root, models)
    models.mkdir(parents=True, exist_ok=True)
    result = rasa_train(
        domain=str(root / "domain.yml"),
        config=str(root / "config.yml"),
        training_files=[str(root / "data" / part) for part in ("nlu", "rules", "stories")],
        output=str(models),
        fixed_model_name=target.name.removesuffix(".tar.gz"),
        force_training=True,
    )
    if result.code != 0 or not target.exists():
        raise TrainingError("Rasa did not make a model. Run 'rasa data validate' to see what is wrong with the training data.")
    return target


if __name__ == "__main__":  # a process of its own, so that what trains does not stay in the memory of what serves
    try:
        train(Path(sys.argv[1]), Path(sys.argv[2]))
    except TrainingError as error:
        sys.exit(str(error))
