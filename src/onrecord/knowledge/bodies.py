"""Named bodies: armed groups, services, parties, outlets, intergovernmental bodies, courts, organisations, companies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from onrecord.knowledge import DATA
from onrecord.knowledge.countries import names
from onrecord.knowledge.tables import NO_COUNTRY, read_rows, sector_of
from onrecord.record import Kind, Sector

TABLES = ("igos", "courts", "ngos", "groups", "services", "parties", "outlets", "companies")
"""The files, in the order of preference where two know a name."""

_KINDS: tuple[Kind, ...] = ("organization", "group", "outlet")


@dataclass(frozen=True, slots=True)
class Body:
    """A named body. `table` is the file that knows it."""

    name: str
    country: str
    sector: Sector | None
    kind: Kind
    table: str


def read_bodies(path: Path) -> dict[str, Body]:
    """Name or alternate name -> body, as written. Raises `DataError` on a bad row or a name that is there twice."""
    out: dict[str, Body] = {}
    codes = frozenset(names()) | frozenset(NO_COUNTRY)
    for row in read_rows(path, ("name", "also", "country", "sector", "kind")):
        kind: Kind = row.one_of("kind", _KINDS, "kind")  # type: ignore[assignment]
        body = Body(row.needed("name"), row.one_of("country", codes, "country code"), sector_of(row), kind, path.stem)
        for name in (body.name, *filter(None, row["also"].split(";"))):
            if name in out:
                raise row.fault(f"{name!r} is there twice")
            out[name] = body
    return out


def _plain(name: str) -> str:
    """The name with straight apostrophes, without its article unless one word would be left: "The Hindu" is not any Hindu."""
    name = name.replace("’", "'")
    rest = name.removeprefix("the ").removeprefix("The ")
    return rest if " " in rest else name


@lru_cache(maxsize=1)
def bodies() -> Mapping[str, Body]:
    """Every name of every body, as written, with straight apostrophes and without "The"."""
    out: dict[str, Body] = {}
    for table in reversed(TABLES):
        for name, body in read_bodies(DATA / f"{table}.csv").items():
            out[_plain(name)] = body
    return out


@lru_cache(maxsize=1)
def longest() -> int:
    """How many words the longest name has."""
    return max(len(n.split()) for n in bodies())
