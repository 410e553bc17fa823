"""The registry file: every type of the contract has a rule, and what is wrong in it is said plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.privacy.finding.registry import RegistryError, load_configuration, load_rules, make_rule
from bot.privacy.redaction import PLACEHOLDERS


def test_every_type_has_its_rules() -> None:
    entities = [rule.entity for rule in load_rules(load_configuration())]
    assert set(entities) == set(PLACEHOLDERS)
    several = {"PERSON": 6, "STREET_ADDRESS": 3, "SOCIAL_HANDLE": 2}
    assert {entity: entities.count(entity) for entity in PLACEHOLDERS} == {entity: several.get(entity, 1) for entity in PLACEHOLDERS}


def test_a_rule_can_be_switched_off() -> None:
    configuration = {"recognizers": [{"rule": "person.Person", "enabled": False}, {"rule": "uk_nhs.NhsNumber"}]}
    assert [rule.entity for rule in load_rules(configuration)] == ["UK_NHS"]


@pytest.mark.parametrize("name", ["nothing.Here", "person.Nobody", "person", "person.Candidate"])
def test_a_rule_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(RegistryError, match=name):
        make_rule(name)


@pytest.mark.parametrize("content", ["recognizers: [", "- a", "recognizers: 5"])
def test_a_broken_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "recognisers.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RegistryError, match=r"recognisers\.yml"):
        load_configuration(path)


def test_presidio_reads_the_same_registry() -> None:
    pytest.importorskip("presidio_analyzer", reason="the worker's extras are not installed")
    from bot.privacy.finding.analyzer import Analyzer

    numbers_only = {**load_configuration(), "recognizers": [{"name": "RuleRecogniser", "type": "predefined", "rule": "uk_nhs.NhsNumber"}]}
    assert [span.type for span in Analyzer(numbers_only).find("Ann Smith 999 123 4567, 07700 900123")] == ["UK_NHS"]
