"""What turns share in one worker process: the redactor, the encoder, the information service, the second look for danger."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.encoder import Encoder
from bot.experiences.providers import Directories
from bot.information.answers import InformationService
from bot.organisation import Organisation
from bot.privacy.redaction import Redactor
from bot.privacy.sealing.vault import Vault
from bot.safety.answering import Answering
from bot.safety.cards import Cards
from bot.safety.second_look.model import SecondLook
from bot.settings import Settings


@dataclass(frozen=True)
class Services:
    """Long-lived and safe to share between turns of one process."""

    settings: Settings
    organisation: Organisation
    vault: Vault
    redactor: Redactor
    encoder: Encoder
    information: InformationService
    second_look: SecondLook
    danger: Answering
    directories: Directories = field(default_factory=Directories)


def load_services(settings: Settings, organisation: Organisation, vault: Vault) -> Services:
    """Loads the models: about two seconds."""
    encoder = Encoder.load()
    encoder.keep_in(settings.vectors)
    return Services(
        settings=settings,
        organisation=organisation,
        vault=vault,
        redactor=Redactor.load(organisation),
        encoder=encoder,
        information=InformationService(encoder, organisation),
        second_look=SecondLook.load(),
        danger=Answering(vault, Cards.load(), organisation),
    )
