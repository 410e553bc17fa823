"""What an operator reads when a command cannot go on: one sentence that says what happened and what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from bot.organisation import OrganisationError
from bot.privacy.sealing.vault import VaultError
from bot.settings import SettingError


class Unusable(Exception):
    """A command cannot do what was asked; the message is for the person who typed it."""


@contextmanager
def said_plainly() -> Iterator[None]:
    """Ends the process with code 2 and the sentence, for the errors an operator can mend."""
    try:
        yield
    except (Unusable, SettingError, OrganisationError, VaultError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except OperationalError as error:
        sys.stderr.write(
            f"The database does not answer as it should ({type(error.orig).__name__}). Check DATABASE_URL, and run: quietword migrate\n"
        )
        sys.exit(2)
