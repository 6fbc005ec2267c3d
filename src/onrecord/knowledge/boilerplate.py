"""What on a news page is not the report: `data/boilerplate.csv`, one pattern a row."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal, get_args

from onrecord.errors import DataError

What = Literal["box", "line", "paywall", "consent", "gallery", "live", "notice"]
How = Literal["is", "starts", "holds", "word"]
_FILE = "boilerplate.csv"
_HEADER = ["what", "how", "words", "note"]


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Patterns of one kind, lower-cased: whole texts, beginnings, inner words, class tokens."""

    whole: frozenset[str]
    starts: tuple[str, ...]
    holds: tuple[str, ...]
    tokens: frozenset[str]

    def fits(self, text: str) -> bool:
        """Whether a line, lower-cased and with single spaces, is of this kind."""
        return text.rstrip(" :.…>»→") in self.whole or text.startswith(self.starts) or any(words in text for words in self.holds)

    def count(self, text: str) -> int:
        """How many of the patterns a lower-cased text holds."""
        return sum(words in text for words in (*self.whole, *self.starts, *self.holds))


@lru_cache(maxsize=1)
def load_boilerplate() -> dict[What, Boilerplate]:
    """All patterns by kind. Raises `DataError` for a bad row."""
    rows: dict[What, dict[How, list[str]]] = {what: {how: [] for how in get_args(How)} for what in get_args(What)}
    with resources.files("onrecord.data").joinpath(_FILE).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if next(reader, None) != _HEADER:
            raise DataError(f"{_FILE}:1: the header must be {','.join(_HEADER)}")
        for row in reader:
            where = f"{_FILE}:{reader.line_num}"
            if len(row) != len(_HEADER):
                raise DataError(f"{where}: {len(row)} columns, {len(_HEADER)} expected")
            what, how, words, _ = row
            if what not in rows:
                raise DataError(f"{where}: no kind {what!r} (one of {', '.join(rows)})")
            if how not in rows[what]:
                raise DataError(f"{where}: no way to match {how!r} (one of {', '.join(get_args(How))})")
            if not words or words != words.lower().strip():
                raise DataError(f"{where}: {words!r} must be lower case and not empty")
            if words in rows[what][how]:
                raise DataError(f"{where}: {words!r} stands twice")
            rows[what][how].append(words)
    return {w: Boilerplate(frozenset(m["is"]), tuple(m["starts"]), tuple(m["holds"]), frozenset(m["word"])) for w, m in rows.items()}
