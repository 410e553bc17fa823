"""Both redactors, loaded once: the light one, and the whole one where Presidio and spaCy are installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.organisation import Organisation
from bot.privacy.redaction import PatternRedactor, Redactor


@pytest.fixture(scope="session")
def organisation() -> Organisation:
    """The one the project ships."""
    return Organisation.load(Path(__file__).resolve().parents[2] / "organisation.yml")


@pytest.fixture(scope="session")
def patterns(organisation: Organisation) -> PatternRedactor:
    """The redactor of the web role."""
    return PatternRedactor.load(organisation)


@pytest.fixture(scope="session")
def redactor(organisation: Organisation) -> Redactor:
    """The redactor of the worker role."""
    pytest.importorskip("presidio_analyzer", reason="the worker's extras are not installed")
    return Redactor.load(organisation)
