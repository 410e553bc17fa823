"""Presidio: our rules and the name model behind its interfaces. Imported only where Presidio and spaCy are installed."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistry, RecognizerRegistryProvider

from bot.privacy.finding.figures.plausible import plausible
from bot.privacy.finding.figures.tagger import TYPES, NumberTagger
from bot.privacy.finding.model.tagger import NameFound, NameTagger, mostly_strange
from bot.privacy.finding.recognisers.date_of_birth import right_after_an_event
from bot.privacy.finding.registry import make_rule
from bot.privacy.finding.rule import THRESHOLD, Candidate
from bot.privacy.finding.spans import Span
from bot.privacy.finding.wording.names import words_of
from bot.privacy.finding.wording.trimming import trim_to_name

_CHATTY = ("presidio-analyzer", "decision_process", "spacy", "tldextract", "filelock")
_MOST_SCORE = 0.65
"""What introduces a name or a number counts more than the model's own certainty."""
_PIECE, _OVERLAP = 2000, 200
"""Characters Presidio sees at once, because its search for duplicates grows with the square of what is found."""
_LEAST_OF_NUMBERS, _SURE_OF_TYPE = 0.6, 0.9
"""The numbers model's finding counts from this probability that it is somebody's; its type outweighs a rule's guess from this one."""
_LEAST_OF_DATES = 0.9
"""Most dates are nobody's birth: the model must be surer of those."""
_OF_NUMBERS, _OF_SURE_NUMBERS = 0.55, 0.89
_LEAST = 0.4
"""A word is taken for part of a name when the model gives it this probability."""


class RuleRecogniser(EntityRecognizer):  # type: ignore[misc]
    """One of our rules as a Presidio recogniser."""

    def __init__(self, rule: str, supported_language: str = "en", context: list[str] | None = None) -> None:
        self._rule = make_rule(rule)
        super().__init__(supported_entities=[self._rule.entity], name=rule, supported_language=supported_language, context=context)

    def load(self) -> None:
        """Nothing to load: a rule is ready when it is made."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        """What holds, context counted."""
        return [self._result(found) for found in self._rule.find(text)]

    def _result(self, candidate: Candidate) -> RecognizerResult:
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        return RecognizerResult(self._rule.entity, candidate.start, candidate.end, candidate.score, recognition_metadata=metadata)


class NameModelRecogniser(EntityRecognizer):  # type: ignore[misc]
    """Names our model saw, without what our lists know to be no name."""

    def __init__(self, supported_language: str = "en", context: list[str] | None = None) -> None:
        super().__init__(supported_entities=["PERSON"], supported_language=supported_language, context=context)

    def load(self) -> None:
        """Nothing to load: the model is the NLP engine's."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        """The model's findings as names, with its own probability as score."""
        if not nlp_artifacts.entities:
            return []
        words = words_of(text)
        results = []
        for found in nlp_artifacts.entities:
            name = trim_to_name(words, found.start, found.end, found.score)
            if name is not None:
                results.append(RecognizerResult("PERSON", *name, max(THRESHOLD, min(found.score, _MOST_SCORE))))
        return results


class NumberModelRecogniser(EntityRecognizer):  # type: ignore[misc]
    """Numbers our model takes for somebody's by their shape and the words around them, where no rule is surer."""

    def __init__(self, supported_language: str = "en", context: list[str] | None = None) -> None:
        self._tagger = NumberTagger()
        super().__init__(supported_entities=list(TYPES), supported_language=supported_language, context=context)

    def load(self) -> None:
        """Nothing to load: the model is read when this is made."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        """The model's findings: they fill what the rules left, and where the model is sure of the type it outweighs a rule's guess."""
        results = []
        for one in self._tagger.find(text):
            found = plausible(text, one)
            if found is None or found.personal < (_LEAST_OF_DATES if found.type == "DATE_OF_BIRTH" else _LEAST_OF_NUMBERS):
                continue
            if found.type == "DATE_OF_BIRTH" and right_after_an_event(text, found.start):
                continue
            score = _OF_SURE_NUMBERS if found.of_type >= _SURE_OF_TYPE else _OF_NUMBERS
            results.append(RecognizerResult(found.type, found.start, found.end, score))
        return results


class NameModel(NlpEngine):  # type: ignore[misc]
    """Our names model in the place of Presidio's language model: it reads a text once and hands on the names it saw."""

    def __init__(self) -> None:
        self._tagger: NameTagger | None = None

    def load(self) -> None:
        """Loads the model (0.1 s)."""
        self._tagger = NameTagger()

    def is_loaded(self) -> bool:
        """Whether ``load`` has run."""
        return self._tagger is not None

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """The names as ``entities``; no tokens or lemmas, for no rule asks for them."""
        assert self._tagger is not None
        entities: list[NameFound] = self._tagger.find(text, _LEAST)
        if entities and mostly_strange(text):
            entities = [found for found in entities if text[found.start].isupper()]
        return NlpArtifacts(entities, None, [], [], None, language)

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **kwargs: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Text by text."""
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word: str, language: str) -> bool:
        """No rule asks for them."""
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Whether the word is punctuation."""
        return not any(character.isalnum() for character in word)

    def get_supported_entities(self) -> list[str]:
        """Names of people only."""
        return ["PERSON"]

    def get_supported_languages(self) -> list[str]:
        """English only."""
        return ["en"]


class EngineOfRules(AnalyzerEngine):  # type: ignore[misc]
    """Presidio's engine for recognisers that have weighed their context already: its own search for context needs lemmas."""

    def _enhance_using_context(self, text: str, raw_results: list[RecognizerResult], *_: Any, **__: Any) -> list[RecognizerResult]:
        """The results as they are, not sorted by recogniser first."""
        return raw_results


class FixedRegistry(RecognizerRegistry):  # type: ignore[misc]
    """A registry that goes through its recognisers once. Presidio's own goes through all of them for each entity, for every text."""

    def get_recognizers(self, language: str, entities: Collection[str] | None = None, *_: Any, **__: Any) -> list[EntityRecognizer]:
        """Those for any of the entities, in the order of ``recognisers.yml``."""
        if entities is None:
            return self.recognizers  # type: ignore[no-any-return]
        return [one for one in self.recognizers if not entities.isdisjoint(one.supported_entities)]  # type: ignore[attr-defined]


class Analyzer:
    """Presidio's engine with the registry of ``recognisers.yml``."""

    def __init__(self, configuration: dict[str, Any]) -> None:
        silence_libraries()
        made = RecognizerRegistryProvider(registry_configuration=configuration).create_recognizer_registry()
        registry = FixedRegistry(made.recognizers, made.global_regex_flags, made.supported_languages)
        self._engine = EngineOfRules(registry=registry, nlp_engine=NameModel(), default_score_threshold=THRESHOLD)
        self._entities = frozenset({entity for recogniser in registry.recognizers for entity in recogniser.supported_entities})

    def find(self, text: str, types: Collection[str] | None = None) -> list[Span]:
        """What the registry finds in cleaned text, overlaps included: of every type, or of these and whatever else is found beside them."""
        found = []
        wanted = self._entities if types is None else types
        for start, piece in _pieces(text):
            results = self._engine.analyze(piece, language="en", entities=wanted)
            found += [Span(start + one.start, start + one.end, one.entity_type, one.score) for one in results]
        return found


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces, each beginning at a space well before the last one's end, with where each begins."""
    start = 0
    while len(text) - start > _PIECE:
        yield start, text[start : start + _PIECE]
        space = text.rfind(" ", start + _PIECE - 2 * _OVERLAP, start + _PIECE - _OVERLAP)
        start = space + 1 if space >= 0 else start + _PIECE - _OVERLAP
    yield start, text[start:]


def silence_libraries() -> None:
    """Sets the libraries' loggers so that not even debug logging prints what people write."""
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.ERROR)
