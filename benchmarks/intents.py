"""The table "intents": our pipeline beside stock DIET, both trained on the same examples in this run; and two public sets.

The held-back messages are the rounds of ``benchmarks/data/questions``: invented, in the style of the people who write in, and each round
written before anything was changed for it. The last round was never learned from; what is claimed rests on it alone. What counts
as let in is a message that is out of scope or asks for medical advice and is taken for anything else.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import yaml
from rich.console import Console
from rich.table import Table
from sklearn.metrics import f1_score

from benchmarks.details import PUBLIC_DATA
from benchmarks.processes import OUT, ROOT
from benchmarks.report import Verdict
from bot import yaml_files

Example = tuple[str, str]
"""An intent and a text."""
Judge = Callable[[Sequence[str]], list[str]]
OUTSIDE = ("out_of_scope", "clinical_advice_request")
ROUNDS = Path(__file__).parent / "data" / "questions"
EACH, DRAWS = 10, 5
"""Examples an intent of the public sets, drawn so many times: the first ten in the files are much alike."""
REFUSED = 0.05
EPOCHS, EPOCHS_SETTING = 100, "QUIETWORD_BENCH_DIET_EPOCHS"
"""What the starter gives DIET; and the name of the setting that gives it fewer, where a hundred take too long. The table says so."""
ENCODED: dict[str, np.ndarray] = {}


@dataclass(frozen=True)
class Score:
    """Macro-F1 over all intents; shares of outside messages let in, and of inside ones turned away."""

    macro_f1: float
    let_in: float
    turned_away: float


def run(console: Console) -> list[Verdict]:
    """Measures, prints the tables, returns the bars."""
    trained = training_examples()
    rounds = sorted(ROUNDS.glob("intents_*.tsv"))
    blind, seen = read_tsv(rounds[-1]), [example for file in rounds[:-1] for example in read_tsv(file)]
    table = Table(title=f"Intents: {len(trained)} examples; {len(blind)} messages never learned from, and {len(seen)} of earlier rounds")
    for heading in ("", "macro-F1", "outside recall", "outside let in", "inside turned away", "macro-F1, earlier", "let in, earlier"):
        table.add_column(heading, justify="left" if not heading else "right")
    scores = {}
    epochs = int(os.environ.get(EPOCHS_SETTING, EPOCHS))
    peer = "stock DIET" if epochs == EPOCHS else f"stock DIET, {epochs} of its {EPOCHS} epochs: no time for more"
    for name, judge in (("Quiet Word", ours(trained)), (peer, stock(trained, console, epochs))):
        one, before = (score(judge([text for _, text in some]), some) for some in (blind, seen))
        scores[name] = one
        figures = (one.macro_f1, 1 - one.let_in, one.let_in, one.turned_away, before.macro_f1, before.let_in)
        table.add_row(name, *(f"{figure:.3f}" for figure in figures))
    console.print(table)
    found = scores["Quiet Word"]
    return [
        Verdict("intents: macro-F1", found.macro_f1, "at least 0.90", found.macro_f1 >= 0.90),
        Verdict("intents: outside messages let in", found.let_in, "at most 0.08", found.let_in <= 0.08),
        *run_public(console),
    ]


def score(judged: Sequence[str], held_back: Sequence[Example]) -> Score:
    """What was judged against what it was."""
    meant = [intent for intent, _ in held_back]
    pairs = list(zip(meant, judged, strict=True))
    outside = [found for intent, found in pairs if intent in OUTSIDE]
    inside = [found for intent, found in pairs if intent not in OUTSIDE]
    return Score(
        float(f1_score(meant, judged, average="macro", labels=sorted(set(meant)))),
        sum(found not in OUTSIDE for found in outside) / len(outside),
        sum(found in OUTSIDE for found in inside) / len(inside),
    )


def training_examples() -> list[Example]:
    """Everything the assistant learns from."""
    found = []
    for file in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml_files.read(file)["nlu"]:
            found += [(block["intent"], line.removeprefix("- ").strip()) for line in block["examples"].splitlines() if line.strip()]
    return found


def read_tsv(file: Path) -> list[Example]:
    """The lines of a round."""
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return [(row[0], row[1]) for row in rows]


def write_nlu(examples: Sequence[Example], file: Path) -> None:
    """The examples as Rasa reads them."""
    intents = sorted({intent for intent, _ in examples})
    blocks = [{"intent": name, "examples": "".join(f"- {text}\n" for intent, text in examples if intent == name)} for name in intents]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), encoding="utf-8")


def rasa_judge(pipeline: list[dict[str, object]], examples: Sequence[Example], name: str, keep: bool = False) -> Judge:
    """A pipeline trained with Rasa on the examples, asked by Rasa's own agent. ``keep``: not trained again on the same ones."""
    import asyncio

    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    folder = OUT / "intents" / name
    write_nlu(examples, folder / "nlu.yml")
    config = {"recipe": "default.v1", "assistant_id": name, "language": "en", "pipeline": pipeline}
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    made_from = hashlib.sha256(version("rasa").encode() + (folder / "nlu.yml").read_bytes() + (folder / "config.yml").read_bytes())
    model = folder / f"{made_from.hexdigest()[:16]}.tar.gz"
    if not (keep and model.exists()):
        train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder), fixed_model_name=model.name.removesuffix(".tar.gz"))
    agent = Agent.load(model)

    async def judge(texts: Sequence[str]) -> list[str]:
        found = []
        for text in texts:
            parsed = await agent.parse_message(text)
            ranking = [parsed["intent"], *parsed.get("intent_ranking", [])]
            found.append(next((one["name"] for one in ranking if one["name"] not in (None, "nlu_fallback")), "out_of_scope"))
        return found

    return lambda texts: asyncio.run(judge(texts))


def ours(examples: Sequence[Example]) -> Judge:
    """The pipeline of ``config.yml``."""
    return rasa_judge(yaml_files.read(ROOT / "config.yml")["pipeline"], examples, "quietword")


def stock(examples: Sequence[Example], console: Console, epochs: int = EPOCHS) -> Judge:
    """Rasa's starter pipeline for intents: its featurizers, and DIET; fallback left out, in its favour."""
    console.print("Stock DIET: trained on the same examples, unless it was before. This takes from ten minutes to an hour, once.")
    pipeline: list[dict[str, object]] = [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": epochs},
    ]
    return rasa_judge(pipeline, examples, "stock-diet", keep=True)


def run_public(console: Console) -> list[Verdict]:
    """CLINC150 and BANKING77 with ten examples an intent, judged by our features and our classifier."""
    folder = os.environ.get(PUBLIC_DATA)
    if not folder:
        console.print(f"[yellow]{PUBLIC_DATA} is not set: CLINC150 and BANKING77 are left out (benchmarks/README.md).[/]")
        return []
    clinc = json.loads((Path(folder) / "clinc150" / "data_full.json").read_text(encoding="utf-8"))
    with (
        (Path(folder) / "banking77" / "train.csv").open(encoding="utf-8") as train,
        (Path(folder) / "banking77" / "test.csv").open(encoding="utf-8") as test,
    ):
        banking = [[(row["category"], row["text"]) for row in csv.DictReader(file)] for file in (train, test)]
    clinc_train, clinc_test = ([(intent, text) for text, intent in clinc[part]] for part in ("train", "test"))
    table = Table(title=f"Public sets, {EACH} examples an intent, our features and classifier; mean (lowest-highest) of {DRAWS} draws")
    for heading in ("", "accuracy in scope", f"outside found when {REFUSED:.0%} of inside is refused"):
        table.add_column(heading, justify="left" if not heading else "right")
    outside = [text for text, _ in clinc["oos_test"]]
    of_clinc = [few_shot(draw(clinc_train, seed), clinc_test, outside) for seed in range(DRAWS)]
    of_banking = [few_shot(draw(banking[0], seed), banking[1], [])[0] for seed in range(DRAWS)]
    accuracy, found = ([one[part] for one in of_clinc] for part in (0, 1))
    table.add_row("CLINC150", spread(accuracy), spread(found))
    table.add_row("BANKING77", spread(of_banking), "-")
    console.print(table)
    return [
        Verdict("CLINC150: accuracy", float(np.mean(accuracy)), "at least 0.92", np.mean(accuracy) >= 0.92),
        Verdict("CLINC150: outside found", float(np.mean(found)), "at least 0.78", np.mean(found) >= 0.78),
        Verdict("BANKING77: accuracy", float(np.mean(of_banking)), "at least 0.84", np.mean(of_banking) >= 0.84),
    ]


def spread(values: Sequence[float]) -> str:
    """A mean with its lowest and highest."""
    return f"{np.mean(values):.3f} ({min(values):.3f}-{max(values):.3f})"


def draw(train: Sequence[Example], seed: int) -> list[Example]:
    """Ten examples of each intent, by chance; the same for the same ``seed``."""
    chance = np.random.default_rng(seed)
    of_intent: dict[str, list[Example]] = {}
    for example in train:
        of_intent.setdefault(example[0], []).append(example)
    return [of_intent[intent][place] for intent in sorted(of_intent) for place in chance.permutation(len(of_intent[intent]))[:EACH]]


def few_shot(few: Sequence[Example], test: Sequence[Example], outside: Sequence[str]) -> tuple[float, float]:
    """Accuracy on ``test``; and the share of ``outside`` refused at the threshold that refuses 5 % of ``test``.

    Features and classifier are set as in ``config.yml``. Refused is what is unlike everything learned: low likelihood, little
    lead, and no near example (the evidence of ``bot.dialogue.borders`` that needs no examples of the outside).
    """
    from bot.dialogue.classifier import learn
    from bot.encoder import DIMENSIONS

    pipeline = yaml_files.read(ROOT / "config.yml")["pipeline"]
    settings = {one["name"].rpartition(".")[2]: one for one in pipeline}
    features, how = settings["SentenceEncoderFeaturizer"], settings["PiecesAndMeaningClassifier"]
    scales = np.repeat(np.float32([features["scale"], features["early_scale"]]), DIMENSIONS)
    known = encoded([text for _, text in few])
    learned = learn(
        [text.split() for _, text in few],
        known * scales,
        [intent for intent, _ in few],
        max_iter=how["max_iter"],
        seldom=how["min_df"],
        trust=how["C"],
    )

    def look(texts: Sequence[str]) -> tuple[list[str], np.ndarray]:
        intents, inside = [], []
        for text, vector in zip(texts, encoded(texts), strict=True):
            likely = learned.judge(text.split(), vector * scales)
            near = np.sort(known[:, :DIMENSIONS] @ vector[:DIMENSIONS])[-3:]
            intents.append(learned.intents[int(likely.argmax())])
            inside.append(float(np.log(likely.max())) + 4.0 * float(near.mean() + near[-1]))
        return intents, np.asarray(inside)

    judged, inside = look([text for _, text in test])
    accuracy = float(np.mean([found == intent for found, (intent, _) in zip(judged, test, strict=True)]))
    if not outside:
        return accuracy, 0.0
    return accuracy, float(np.mean(look(outside)[1] < np.quantile(inside, REFUSED)))


def encoded(texts: Sequence[str]) -> np.ndarray:
    """The texts' vectors; those of the public sets are asked for at every draw and made once."""
    from bot.encoder import Encoder

    new = [text for text in dict.fromkeys(texts) if text not in ENCODED]
    ENCODED.update(zip(new, Encoder.load().encode_twice(new), strict=True))
    return np.stack([ENCODED[text] for text in texts])
