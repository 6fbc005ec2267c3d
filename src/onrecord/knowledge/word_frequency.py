"""How rare a word's stem is in newspapers, from `data/word_frequency.csv`: a fixed table, so that likeness of two reports never depends
on what else an archive holds."""

from __future__ import annotations

import csv
import math
from functools import lru_cache

from onrecord.errors import DataError
from onrecord.knowledge import DATA

_FILE = "word_frequency.csv"


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, float], float]:
    """Stem -> rarity, and that of a stem the table does not have. Raises `DataError` naming the bad row."""
    counts: dict[str, int] = {}
    with (DATA / _FILE).open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            try:
                counts[row["stem"]] = int(row["reports"])
            except (TypeError, ValueError, KeyError) as error:
                raise DataError(f"{_FILE}:{number}: needs stem and reports, a number") from error
    total = counts.get("", 0)
    if total <= 0:
        raise DataError(f"{_FILE}:2: the first row, with an empty stem, gives how many reports were counted")
    return {s: math.log(total / n) for s, n in counts.items() if s}, math.log(total / 0.7)


def rarity(stem: str) -> float:
    """The natural logarithm of one report in how many has the stem."""
    table, unknown = _table()
    return table.get(stem, unknown)
