"""What an event is in the older schemes: CAMEO code, Goldstein value and quad class by type and mode (`data/cameo.csv`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from onrecord.knowledge import DATA
from onrecord.knowledge.frames import MODES, TYPES
from onrecord.knowledge.tables import read_rows
from onrecord.record import EventType

_SIZES = (4, 3, 4, 5)  # how many types each quad has, in the order of `TYPES`
QUADS: Mapping[EventType, int] = dict(zip(TYPES, (q for q, size in enumerate(_SIZES, 1) for _ in range(size)), strict=True))
"""Quad class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""


@dataclass(frozen=True, slots=True)
class Cameo:
    """A CAMEO code with its name and the Goldstein value (from -10, conflict, to +10, cooperation)."""

    code: str
    goldstein: float
    name: str


def read_cameo(path: Path) -> dict[tuple[str, str | None], Cameo]:
    """(type, mode) -> code. Raises `DataError` on a bad row."""
    out: dict[tuple[str, str | None], Cameo] = {}
    for row in read_rows(path, ("type", "mode", "cameo", "goldstein", "name")):
        kind = row.one_of("type", TYPES, "PLOVER type")
        mode = row.one_of("mode", MODES.get(kind, frozenset()), f"mode of {kind}") if row["mode"] else None
        try:
            value = float(row["goldstein"])
        except ValueError:
            raise row.fault(f"goldstein {row['goldstein']!r} is no number") from None
        if not row["cameo"].isdigit() or not -10 <= value <= 10:
            raise row.fault("a CAMEO code is digits, a Goldstein value lies between -10 and 10")
        if (kind, mode) in out:
            raise row.fault(f"{kind} {row['mode']} is there twice")
        out[kind, mode] = Cameo(row["cameo"], value, row.needed("name"))
    return out


@lru_cache(maxsize=1)
def table() -> Mapping[tuple[str, str | None], Cameo]:
    """The shipped table."""
    return read_cameo(DATA / "cameo.csv")


def cameo(kind: EventType, mode: str | None) -> Cameo:
    """The code of an event; that of the type alone where the mode has none of its own."""
    return table().get((kind, mode)) or table()[kind, None]
