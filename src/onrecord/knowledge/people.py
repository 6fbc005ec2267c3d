"""Words for people and bodies: titles, roles, kin, groups, kinds of organisation, and given names with their gender."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from onrecord.errors import DataError
from onrecord.knowledge import DATA

CLASSES = frozenset(["title", "role", "kin", "group", "body", "outlet", "place", "state", "date", "join", "suffix", "placeverb", "office", "abbr", "pair", "pronoun", "placeprep", "empty"])
_GENDERS = frozenset(["", "m", "f", "n", "p"])


@dataclass(frozen=True, slots=True)
class Word:
    """A word of one class. `sort` is finer (a body's: gov, court, force, party, group, company, school, team). `gender`: m, f, n (thing),
    p (people, plural) or empty."""

    word: str
    sort: str
    gender: str


def _rows(path: Path, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != columns:
            raise DataError(f"{path.name}:1: the columns must be {', '.join(columns)}")
        for row in reader:
            if None in row or None in row.values():
                raise DataError(f"{path.name}:{reader.line_num}: the row must have {len(columns)} fields")
            yield reader.line_num, row


def load_words(path: Path) -> dict[str, dict[str, Word]]:
    """Class -> lower-case word -> entry. Raises `DataError` naming file and line of a bad row."""
    table: dict[str, dict[str, Word]] = {c: {} for c in CLASSES}
    for line, row in _rows(path, ["word", "class", "sort", "gender"]):
        where = f"{path.name}:{line}"
        if row["class"] not in CLASSES:
            raise DataError(f"{where}: no class {row['class']!r}")
        if row["gender"] not in _GENDERS:
            raise DataError(f"{where}: no gender {row['gender']!r}")
        if not row["word"] or row["word"] != row["word"].strip().lower():
            raise DataError(f"{where}: a word is written in lower case, got {row['word']!r}")
        if row["word"] in table[row["class"]]:
            raise DataError(f"{where}: {row['word']!r} stands twice in class {row['class']}")
        table[row["class"]][row["word"]] = Word(row["word"], row["sort"], row["gender"])
    return table


def load_given(path: Path) -> dict[str, str]:
    """Given name, lower case -> m, f or empty (both). Raises `DataError` naming file and line of a bad row."""
    table: dict[str, str] = {}
    for line, row in _rows(path, ["name", "gender"]):
        if row["gender"] not in ("", "m", "f"):
            raise DataError(f"{path.name}:{line}: gender is m, f or empty, got {row['gender']!r}")
        name = row["name"].lower()
        if not name or name in table:
            raise DataError(f"{path.name}:{line}: {row['name']!r} is empty or stands twice")
        table[name] = row["gender"]
    return table


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, Word]]:
    """The shipped words, by class."""
    return load_words(DATA / "people_words.csv")


@lru_cache(maxsize=1)
def given_names() -> dict[str, str]:
    """The shipped given names, lower case -> gender."""
    return load_given(DATA / "people_given.csv")


def load_rings(path: Path) -> dict[str, frozenset[str]]:
    """Noun -> the rings it belongs to; two nouns of one ring may be said of the same one. Raises `DataError` by file and line."""
    table: dict[str, set[str]] = {}
    for line, row in _rows(path, ["ring", "word"]):
        if not row["ring"] or not row["word"] or row["word"] != row["word"].strip().lower():
            raise DataError(f"{path.name}:{line}: a ring and a word in lower case are needed, got {row['ring']!r}, {row['word']!r}")
        if row["ring"] in table.setdefault(row["word"], set()):
            raise DataError(f"{path.name}:{line}: {row['word']!r} stands twice in ring {row['ring']}")
        table[row["word"]].add(row["ring"])
    return {word: frozenset(rings) for word, rings in table.items()}


@lru_cache(maxsize=1)
def rings() -> dict[str, frozenset[str]]:
    """The shipped rings of nouns."""
    return load_rings(DATA / "people_rings.csv")


PRONOUN_CLASSES = ("he", "it", "they")


def load_weights(path: Path, classes: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Class -> feature -> weight. Raises `DataError` naming file and line of a bad row."""
    table: dict[str, dict[str, float]] = {c: {} for c in classes}
    for line, row in _rows(path, ["feature", *classes]):
        for name in classes:
            try:
                table[name][row["feature"]] = float(row[name])
            except ValueError as error:
                raise DataError(f"{path.name}:{line}: {row[name]!r} is no number") from error
    return table


@lru_cache(maxsize=1)
def pronoun_weights() -> dict[str, dict[str, float]]:
    """The shipped weights by which a pronoun's antecedents are ranked."""
    return load_weights(DATA / "people_pronouns.csv", PRONOUN_CLASSES)


@lru_cache(maxsize=1)
def nominal_weights() -> dict[str, float]:
    """The shipped weights by which the chains are ranked that a noun may go on with."""
    return load_weights(DATA / "people_nominals.csv", ("weight",))["weight"]
