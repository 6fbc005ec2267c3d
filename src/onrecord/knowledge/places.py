"""The gazetteer: cities, first-level regions, natural regions and countries with coordinates and people."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from onrecord.errors import DataError
from onrecord.knowledge import DATA, countries, offices
from onrecord.knowledge.people import given_names
from onrecord.knowledge.tables import read_rows
from onrecord.knowledge.words import fold
from onrecord.record import Place, Precision

_CITY_COLUMNS = ["name", "iso2", "admin1", "lat", "lon", "population", "geonames", "also"]
_REGION_COLUMNS = ["iso2", "admin1", "name", "also", "lat", "lon", "population", "geonames"]
_ARABIC = ("al", "el", "ad", "as")
_GENERIC = frozenset(["province", "state", "region", "district", "governorate", "county", "city", "town", "prefecture", "oblast", "department"])
_KNOWN = 100_000  # people, from which a name by itself means its greatest bearer
_WELL_KNOWN = 1_000_000  # the same for an alternate name
_NATURAL_WEIGHT = 2_000_000  # people a natural region counts as where names compete


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the gazetteer. `country`: alpha-3 code, or None where it lies in several. `region`: its first-level code."""

    name: str
    country: str | None
    region: str
    place: Place
    population: int


_Line = tuple[str, ...]


def _key(name: str) -> str:
    return fold(name).replace("-", " ")


def _forms(name: str) -> Iterator[str]:
    """The keys a name is looked up by: as it is, without or with the Arabic article, without "province", "city of"."""
    key = _key(name).removeprefix("the ")
    yield key
    article, _, rest = key.partition(" ")
    if article in _ARABIC and rest:
        yield from (f"{a} {rest}" for a in _ARABIC if a != article)
        yield rest
    else:
        yield f"al {key}"
    first, of, rest = key.partition(" of ")
    if of and first in _GENERIC:
        yield rest
    stem, _, last = key.rpartition(" ")
    if stem and last in _GENERIC:
        yield stem


def _lines(path: Path, columns: list[str]) -> list[_Line]:
    """The rows of a big table as tuples, without checking cells. Raises `DataError` on a wrong header or width."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if next(reader, []) != columns:
            raise DataError(f"{path.name}:1: the columns must be {','.join(columns)}")
        rows = []
        for row in reader:
            if len(row) != len(columns):
                raise DataError(f"{path.name}:{reader.line_num}: {len(row)} cells where the header has {len(columns)}")
            rows.append(tuple(row))
    return rows


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, list[_Line]]:
    """Folded name or alternate name -> rows of cities. Alternate names stand behind real ones."""
    out: dict[str, list[_Line]] = {}
    later: list[tuple[str, _Line]] = []
    for row in _lines(DATA / "cities.csv", _CITY_COLUMNS):
        out.setdefault(_key(row[0]), []).append(row)
        if row[7]:
            later += [(name, row) for name in row[7].lower().replace("-", " ").split("|")]
    for name, row in later:
        rows = out.setdefault(name, [])
        if row not in rows:
            rows.append(row)
    return out


@lru_cache(maxsize=1)
def _regions() -> Mapping[str, list[_Line]]:
    out: dict[str, list[_Line]] = {}
    for row in _lines(DATA / "regions.csv", _REGION_COLUMNS):
        if row[1]:
            for name in {_key(row[2]), *(_key(n) for n in row[3].split("|") if n)}:
                out.setdefault(name, []).append(row)
    return out


@lru_cache(maxsize=1)
def _centres() -> Mapping[str, Spot]:
    """Alpha-3 code -> its middle: the Factbook's, else that of its towns."""
    codes = countries.from_iso2()
    made = {codes[r[0]]: _region(r, "country") for r in _lines(DATA / "regions.csv", _REGION_COLUMNS) if not r[1] and r[0] in codes}
    for row in read_rows(DATA / "country_points.csv", ("code", "lat", "lon")):
        code = row.one_of("code", countries.names(), "country code")
        place = Place(float(row["lat"]), float(row["lon"]), made[code].place.geonames if code in made else None, "country")
        made[code] = Spot(countries.names()[code], code, "", place, countries.populations()[code])
    return made


def read_natural(path: Path) -> dict[str, Spot]:
    """The table of natural and contested regions: folded name -> spot. Raises `DataError` on a bad or doubled row."""
    out: dict[str, Spot] = {}
    for row in read_rows(path, ("name", "lat", "lon", "country", "precision")):
        precision: Precision = row.one_of("precision", ("point", "region", "country"), "precision")  # type: ignore[assignment]
        try:
            place = Place(float(row["lat"]), float(row["lon"]), None, precision)
        except ValueError as error:
            raise row.fault("lat or lon is no number") from error
        key = _key(row.needed("name"))
        if key in out:
            raise row.fault(f"{row['name']!r} is there twice")
        country = row.one_of("country", countries.names(), "country code") if row["country"] else None
        out[key] = Spot(row["name"], country, "", place, _NATURAL_WEIGHT)
    return out


@lru_cache(maxsize=1)
def _natural() -> Mapping[str, Spot]:
    return read_natural(DATA / "natural.csv")


def _city(row: _Line) -> Spot:
    place = Place(float(row[3]), float(row[4]), int(row[6]), "point")
    return Spot(row[0], countries.from_iso2().get(row[1]), row[2], place, int(row[5]))


def _region(row: _Line, precision: Precision = "region") -> Spot:
    place = Place(float(row[4]), float(row[5]), int(row[7]), precision)
    return Spot(row[2], countries.from_iso2().get(row[0]), row[1], place, int(row[6]))


def country(code: str) -> Spot | None:
    """A country as a place."""
    return _centres().get(code)


def _with_natural(natural: Spot, spots: list[Spot]) -> list[Spot]:
    """The hand-made spot first, in the place of the region that it is ("Texas"), whose people and number it takes."""
    twin = next((s for s in spots if s.place.precision == "region" and s.country == natural.country), None)
    if twin is None:
        return [natural, *spots]
    place = replace(natural.place, geonames=twin.place.geonames)
    return [Spot(natural.name, natural.country, twin.region, place, twin.population), *(s for s in spots if s is not twin)]


@lru_cache(maxsize=4096)
def candidates(name: str) -> tuple[Spot, ...]:
    """The cities and regions of a name, those with most people first; natural regions before all."""
    for key in _forms(name):
        spots = [_city(r) for r in _cities().get(key, ())] + [_region(r) for r in _regions().get(key, ())]
        spots.sort(key=lambda s: -s.population)
        if (natural := _natural().get(key)) is not None:
            spots = _with_natural(natural, spots)
        if spots:
            return tuple(spots)
    return ()


def _is_name(name: str) -> bool:
    """Whether the word is as well somebody's: a leader's surname or a given name."""
    return fold(name) in offices.holders().short or fold(name) in given_names()


@lru_cache(maxsize=4096)
def country_of(name: str) -> str | None:
    """The country that a place name means by itself: its greatest bearer is far greater than those of other countries."""
    if not name[:1].isupper() or len(name) < 4 or _is_name(name):
        return None
    spots = candidates(name)
    if not spots or spots[0].country is None:
        return None
    first = spots[0]
    if _key(first.name) != _key(name).removeprefix("the ") and first.population < _WELL_KNOWN and first.place.precision != "region":
        return None
    rival = max((s.population for s in spots if s.country != first.country), default=0)
    return first.country if first.population >= _KNOWN and first.population > 5 * rival else None
