"""Quad class and Goldstein value of a PLOVER type (and mode), from `data/event_weights.csv`."""

from __future__ import annotations

import csv
from functools import lru_cache

from onrecord.errors import DataError
from onrecord.knowledge import DATA

_FILE = "event_weights.csv"


@lru_cache(maxsize=1)
def weights() -> dict[tuple[str, str], tuple[int, float]]:
    """(type, mode or "") -> (quad, Goldstein). Raises `DataError` naming the bad row."""
    table: dict[tuple[str, str], tuple[int, float]] = {}
    with (DATA / _FILE).open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            try:
                quad, goldstein = int(row["quad"]), float(row["goldstein"])
            except (TypeError, ValueError, KeyError) as error:
                raise DataError(f"{_FILE}:{number}: quad and goldstein must be numbers") from error
            if not (1 <= quad <= 4 and -10 <= goldstein <= 10):
                raise DataError(f"{_FILE}:{number}: quad is 1 to 4, goldstein -10 to 10")
            if (row["type"], row["mode"]) in table:
                raise DataError(f"{_FILE}:{number}: {row['type']} {row['mode']} stands twice")
            table[row["type"], row["mode"]] = quad, goldstein
    return table


def weight(event_type: str, mode: str | None) -> tuple[int, float]:
    """Quad and Goldstein of a type and mode; those of the type where the mode has none of its own."""
    table = weights()
    return table.get((event_type, mode or "")) or table[event_type, ""]
