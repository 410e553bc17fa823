"""Makes the model's own word lists from the packages they come from.

``python -m bot.privacy.finding.model.recipe.lists FAKER NAMES SYMSPELL``.

The arguments are folders: ``faker`` (of the Faker wheel), ``names`` (of the names source package) and ``symspellpy`` (of its wheel).
README.md names versions and licences.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from bot import yaml_files
from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.model.features import fold
from bot.privacy.finding.model.spelling import count_trigrams

LOCALES = """
en_GB en_IE en_IN en_KE en_NG en_PK ha_NG ig_NG yo_NG tw_GH zu_ZA sw pl_PL lt_LT lv_LV pt_PT ro_RO cs_CZ sk_SK tr_TR hu_HU it_IT es_ES
fr_FR de_DE
""".split()  # noqa: SIM905
MOST_WORDS, MOST_FIRST, MOST_LAST = 45_000, 1200, 9000
USUAL = 6000
"""A name that is among so many of the commonest words is left out: it would teach nothing."""
_RECIPE = Path(__file__).resolve().parent
_TO = _RECIPE.parent


def of_locales(faker: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """First names and surnames of each locale, in Latin letters, as the package has them."""
    sys.path.insert(0, str(faker.parent))
    first, last = {}, {}
    for locale in LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        lists = {
            key: list(getattr(provider, key))
            for key in dir(provider)
            if key.endswith("_names") and hasattr(getattr(provider, key), "__len__")
        }
        first[locale] = _single({name for key, values in lists.items() if key.startswith("first_names") for name in values})
        last[locale] = _single({name for key, values in lists.items() if "last_names" in key for name in values} - {"Doe"})
    return first, last


def of_census(names: Path, file: str, most: int) -> list[str]:
    """The commonest names of a file of the United States census of 1990, commonest first."""
    return [line.split()[0].capitalize() for line in (names / file).read_text().splitlines()[:most]]


def words(symspell: Path) -> list[str]:
    """English words, commonest first."""
    lines = (symspell / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig").splitlines()
    return [word for word in (line.split()[0] for line in lines) if word.isascii() and word.isalpha()][:MOST_WORDS]


def _single(names: set[str]) -> list[str]:
    return sorted(name for name in names if name.replace("-", "").replace("'", "").isalpha() and len(name) > 1)


def main(faker: Path, census: Path, symspell: Path) -> None:
    """Writes ``words.txt``, ``first_names.txt``, ``surnames.txt`` and ``trigrams.txt``."""
    first, last = of_locales(faker)
    english = words(symspell)
    usual = set(english[:USUAL]) | word_lists().common
    givens = {name for names in first.values() for name in names}
    givens |= {*of_census(census, "dist.female.first", MOST_FIRST), *of_census(census, "dist.male.first", MOST_FIRST // 2)}
    ours = yaml_files.read(_RECIPE / "communities.yml").values()
    givens |= {name for one in ours for name in one["first"].split()}
    families = {name for names in last.values() for name in names} | set(of_census(census, "dist.all.last", MOST_LAST))
    families |= {name.rpartition("-")[2] for one in ours for name in one["last"].split()}
    every = []
    for file, entries in (("first_names.txt", givens), ("surnames.txt", families)):
        kept = sorted({fold(name.lower()) for name in entries} - usual)
        every += (plain := [name for name in kept if name.isascii()])
        (_TO / file).write_text("\n".join(plain) + "\n", encoding="ascii")
    (_TO / "words.txt").write_text("\n".join(english) + "\n", encoding="ascii")
    likely = set(english[:15000])
    trigrams = count_trigrams({name for name in every if name.isalpha() and name not in likely}, likely)
    (_TO / "trigrams.txt").write_text("\n".join(trigrams) + "\n", encoding="ascii")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
