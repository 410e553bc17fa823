"""The questions about the person: read from ``data/experiences/about_you.yml``, asked one at a time, all of them free to leave out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import yaml_files
from bot.messages import Button
from bot.store.tables import AboutPerson, Experience

FILE = Path(__file__).parents[2] / "data" / "experiences" / "about_you.yml"
ALIKE = 85


@dataclass(frozen=True)
class Question:
    """``options``: code to title, with the one for not saying last."""

    code: str
    text: str
    options: dict[str, str]

    def buttons(self) -> tuple[Button, ...]:
        """A button for every option."""
        return tuple(Button(title, f'/choose{{"about_you": "{self.code}={code}"}}') for code, title in self.options.items())

    def read(self, words: str) -> str | None:
        """The option that ``words`` name by title or code, or None."""
        titles = {title.casefold(): code for code, title in self.options.items()}
        found = process.extractOne(words.casefold().strip(" ."), list(titles), scorer=fuzz.ratio, score_cutoff=ALIKE)
        return titles[found[0]] if found else None


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """All questions in their order. Read once."""
    raw: dict[str, Any] = yaml_files.read(FILE)
    last = {str(raw["prefer_not"]["code"]): str(raw["prefer_not"]["title"])}
    return tuple(
        Question(entry["code"], entry["text"], {_code(code): str(title) for code, title in entry["options"].items()} | last)
        for entry in raw["questions"]
    )


def not_said() -> str:
    """The code for "prefer not to say"."""
    return list(questions()[0].options)[-1]


def _code(code: object) -> str:
    return {True: "yes", False: "no"}[code] if isinstance(code, bool) else str(code)  # YAML reads a bare yes as true


def record(session: Session, experience: Experience, question: str, answer: str) -> None:
    """Keeps one answer, in the place of an earlier one. Raises ``ValueError`` for a question or answer that is not listed."""
    known = {item.code: item.options for item in questions()}
    if answer not in known.get(question, {}):
        raise ValueError(f"'{question}={answer}' is no answer to a question about the person")
    forget(session, experience, question)
    session.add(AboutPerson(experience_id=experience.id, question=question, answer=answer))


def next_question(session: Session, experience: Experience) -> Question | None:
    """The first question without an answer."""
    session.flush()
    answered = set(session.execute(select(AboutPerson.question).where(AboutPerson.experience_id == experience.id)).scalars())
    return next((item for item in questions() if item.code not in answered), None)


def forget(session: Session, experience: Experience, question: str | None = None) -> None:
    """Removes the answers of an experience, or its answer to one question."""
    statement = delete(AboutPerson).where(AboutPerson.experience_id == experience.id)
    session.execute(statement if question is None else statement.where(AboutPerson.question == question))
