"""Who held which office when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from onrecord.knowledge import DATA
from onrecord.knowledge.countries import names
from onrecord.knowledge.tables import NO_COUNTRY, read_rows, sector_of
from onrecord.knowledge.words import fold
from onrecord.record import Sector

Standing = Literal["held", "unconfirmed", "past", "future", "undated"]
"""How a row stands to a day: held then; still held when last seen, but that was before the day; over; not begun; no day given."""

COLUMNS = ("country", "role", "person", "also", "sector", "from", "to", "wikidata", "source", "seen")


@dataclass(frozen=True, slots=True)
class Office:
    """A person in an office. `begin`, `end`: ISO dates, months or years (end empty: still held when `seen`)."""

    country: str
    role: str
    person: str
    also: tuple[str, ...]
    sector: Sector
    begin: str
    end: str
    wikidata: str | None
    source: str
    seen: str

    def on(self, day: str | None) -> Standing:
        """How the row stands to an ISO day."""
        if day is None:
            return "undated"
        day = day[:10]
        if self.begin and day[: len(self.begin)] < self.begin:
            return "future"
        if self.end:
            return "past" if day[: len(self.end)] > self.end else "held"
        return "held" if day <= self.seen else "unconfirmed"


def read_offices(path: Path) -> list[Office]:
    """The rows of a table of offices. Raises `DataError` on a bad row, or one that is there twice."""
    codes = frozenset(names()) | frozenset(NO_COUNTRY)
    out, keys = [], set()
    for row in read_rows(path, ("country", "role", "person", "from", "to"), optional=COLUMNS):
        begin, end = row.date("from"), row.date("to")
        if begin and end and end[: len(begin)] < begin[: len(end)]:
            raise row.fault(f"from {begin} is after to {end}")
        key = (row.one_of("country", codes, "country code"), row.needed("role"), row.needed("person"), begin)
        if key in keys:
            raise row.fault(f"{row['person']} as {row['role']} of {row['country']} from {begin} is there twice")
        keys.add(key)
        also = tuple(a for a in row["also"].split(";") if a)
        out.append(Office(*key[:3], also, sector_of(row) or "GOV", begin, end, row["wikidata"] or None, row["source"], row.date("seen")))
    return out


@dataclass(frozen=True, slots=True)
class Holders:
    """Offices by the names of those who held them, folded. `full`: whole names; `short`: surnames and names of one word."""

    full: Mapping[str, tuple[Office, ...]]
    short: Mapping[str, tuple[Office, ...]]


def index(offices: list[Office]) -> Holders:
    """The offices by every name of their holders."""
    full: dict[str, list[Office]] = {}
    short: dict[str, list[Office]] = {}
    for office in offices:
        spellings = {fold(n) for n in (office.person, *office.also)}
        for name in spellings:
            if " " in name:
                full.setdefault(name, []).append(office)
        for name in {n.rsplit(" ", 1)[-1] for n in spellings}:
            short.setdefault(name, []).append(office)
    return Holders({n: tuple(o) for n, o in full.items()}, {n: tuple(o) for n, o in short.items()})


@lru_cache(maxsize=1)
def holders() -> Holders:
    """The shipped table by names."""
    return index(read_offices(DATA / "offices.csv"))
