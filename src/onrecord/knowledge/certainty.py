"""The words that make a predicate less than asserted: `data/certainty_words.csv` and `data/certainty_governors.csv`, typed.

docs/certainty.md says what the columns mean and how to add a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast, get_args

from onrecord.errors import DataError
from onrecord.knowledge import DATA

Role = Literal["modal", "adverb", "adjective", "mark", "preposition", "determiner", "pronoun", "happens", "answer", "answered", "falsehood", "result", "performed", "calendar", "ahead"]
Effect = Literal["asserted", "alleged", "possible", "planned", "hypothetical", "negated", "denied", "keep", "fact", "said", "reject"]
Pos = Literal["verb", "noun", "adj"]

_CLAUSE_PLACES = frozenset({"to", "ing", "that", "obj", "subj"})


@dataclass(frozen=True, slots=True)
class Governor:
    """What a governing word makes of the predicate in one of its places; `negated`: when it is itself negated, None for the usual."""

    effect: Effect
    negated: Effect | None


@dataclass(frozen=True, slots=True)
class Tables:
    """`words[role][word]` gives a label; `governors[pos, place][word]` what stands in that place becomes."""

    words: dict[Role, dict[str, Effect]]
    governors: dict[tuple[str, str], dict[str, Governor]]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Both tables of the package. Raises `DataError` naming file and line of a bad row."""
    return Tables(read_words(DATA / "certainty_words.csv"), read_governors(DATA / "certainty_governors.csv"))


def read_words(path: Path) -> dict[Role, dict[str, Effect]]:
    """`word,role,label` rows; a word stands once in a role."""
    out: dict[Role, dict[str, Effect]] = {role: {} for role in get_args(Role)}
    for where, (word, role, label) in _rows(path, 3):
        if role not in get_args(Role):
            raise DataError(f"{where}: unknown role {role!r}")
        table = out[cast(Role, role)]
        if word in table:
            raise DataError(f"{where}: {word!r} stands twice as {role}")
        table[word] = _effect(where, label)
    return out


def read_governors(path: Path) -> dict[tuple[str, str], dict[str, Governor]]:
    """`word,pos,places,label,negated` rows; a word stands once in a place."""
    out: dict[tuple[str, str], dict[str, Governor]] = {}
    for where, (word, pos, places, label, negated) in _rows(path, 5):
        if pos not in get_args(Pos):
            raise DataError(f"{where}: unknown pos {pos!r}")
        governor = Governor(_effect(where, label), _effect(where, negated) if negated else None)
        for place in places.split("/"):
            if place not in _CLAUSE_PLACES and not (place.startswith("+") and place[1:].isalpha()):
                raise DataError(f"{where}: unknown place {place!r}")
            table = out.setdefault((pos, place), {})
            if word in table:
                raise DataError(f"{where}: {word!r} stands twice as {pos} with {place}")
            table[word] = governor
    return out


def _rows(path: Path, columns: int) -> Iterator[tuple[str, list[str]]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        where, cells = f"{path.name}:{number}", [cell.strip() for cell in line.split(",")]
        if len(cells) != columns:
            raise DataError(f"{where}: {columns} columns wanted, {len(cells)} found")
        if not cells[0]:
            raise DataError(f"{where}: no word")
        yield where, cells


def _effect(where: str, text: str) -> Effect:
    if text not in get_args(Effect):
        raise DataError(f"{where}: unknown label {text!r}")
    return cast(Effect, text)
