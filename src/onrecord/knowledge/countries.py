"""Countries by their names, adjectives, people, capitals and seats of power."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from onrecord.knowledge import DATA
from onrecord.knowledge.tables import NO_COUNTRY, read_rows

WordKind = Literal["name", "former", "adjective", "demonym", "capital", "seat"]
"""What a word is to its country. The order is that of preference where one word is several ("Singapore")."""

_KINDS: tuple[WordKind, ...] = get_args(WordKind)
_HEADLINE = 4  # letters a word in capitals must have to be looked up in small ones: CHAD, not US


@dataclass(frozen=True, slots=True)
class CountryWord:
    """One word for a country: "Moscow" is the capital of RUS. `begin`, `end`: ISO dates when it held, or empty."""

    word: str
    code: str
    kind: WordKind
    begin: str
    end: str


@lru_cache(maxsize=1)
def names() -> Mapping[str, str]:
    """ISO 3166 alpha-3 code -> usual English name."""
    return {row.needed("code"): row.needed("name") for row in read_rows(DATA / "countries.csv", ("code", "name"))}


@lru_cache(maxsize=1)
def populations() -> Mapping[str, int]:
    """ISO 3166 alpha-3 code -> people."""
    return {row["code"]: int(row["population"]) for row in read_rows(DATA / "countries.csv", ("code", "population"))}


@lru_cache(maxsize=1)
def from_iso2() -> Mapping[str, str]:
    """ISO 3166 alpha-2 code -> alpha-3 code."""
    return {row["iso2"]: row["code"] for row in read_rows(DATA / "countries.csv", ("code", "iso2"))}


def is_code(code: str) -> bool:
    """Whether it is an alpha-3 code, or IGO, NGO, IMG."""
    return code in names() or code in NO_COUNTRY


def read_words(path: Path) -> dict[str, tuple[CountryWord, ...]]:
    """The table of country words: word -> its rows, the most usual kind first. Raises `DataError` on a bad or doubled row."""
    out: dict[str, list[CountryWord]] = {}
    for row in read_rows(path, ("word", "code", "kind", "from", "to")):
        kind: WordKind = row.one_of("kind", _KINDS, "kind")  # type: ignore[assignment]
        word = CountryWord(row.needed("word"), row.one_of("code", names(), "country code"), kind, row.date("from"), row.date("to"))
        rows = out.setdefault(word.word, [])
        if any(other.kind == kind for other in rows):
            raise row.fault(f"{word.word!r} is there twice as {kind}")
        rows.append(word)
    return {w: tuple(sorted(rows, key=lambda r: _KINDS.index(r.kind))) for w, rows in out.items()}


@lru_cache(maxsize=1)
def words() -> Mapping[str, tuple[CountryWord, ...]]:
    """Every word for a country, as written ("U.S.", "Ivorian", "Kremlin"), and its headline form in capitals."""
    table = read_words(DATA / "country_names.csv")
    capitals = {w.upper(): rows for w, rows in table.items() if len(w) >= _HEADLINE}
    return capitals | table


@lru_cache(maxsize=1)
def longest() -> int:
    """How many words the longest entry has."""
    return max(len(w.split()) for w in words())


def find(phrase: str, *kinds: WordKind) -> CountryWord | None:
    """The country that the phrase stands for, case as written; only of the given kinds when there are any."""
    for row in words().get(phrase, ()):
        if not kinds or row.kind in kinds:
            return row
    return None


def code_of(phrase: str, *kinds: WordKind) -> str | None:
    """The alpha-3 code that the phrase stands for, or None."""
    row = find(phrase, *kinds)
    return row.code if row is not None else None
