"""Keeping the tables of offices true: reading a saved Wikidata query result, the difference to what is known, and old rows.

The query itself is in docs/knowledge.md; the program never goes to the network.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path

from onrecord.errors import DataError, InputError
from onrecord.knowledge import DATA, countries, offices, overlay
from onrecord.knowledge.offices import COLUMNS, Office
from onrecord.knowledge.roles import roles
from onrecord.knowledge.words import fold

_NEEDED = ("country", "position", "holder", "start")
_STALE_DAYS = 365


@dataclass(frozen=True, slots=True)
class Change:
    """What a query result says that the tables do not: `kind` is new (an office), ended (an end date), or name (another spelling)."""

    kind: str
    office: Office
    before: Office | None

    def line(self) -> str:
        """The change as a line of a diff."""
        o = self.office
        text = f"{o.country} {o.role}: {o.person}, {o.begin or '?'} to {o.end or 'today'}"
        if self.before is not None and self.kind == "ended":
            return f"~ {text} (was open, seen {self.before.seen})"
        return f"+ {text}"


def read_result(path: Path, *, seen: str) -> list[Office]:
    """The offices of a saved query result, JSON (SPARQL results) or CSV with the columns country, position, holder, start, end.
    `seen`: the day of the query, kept with each row. Raises `InputError` naming file and row."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    rows = _json_rows(path, text) if text.lstrip().startswith("{") else _csv_rows(path, text)
    out = [_office(path, number, row, seen) for number, row in rows]
    return sorted({(o.country, o.role, o.person, o.begin): o for o in out if o is not None}.values(), key=_key)


def _json_rows(path: Path, text: str) -> list[tuple[int, Mapping[str, str]]]:
    try:
        bindings = json.loads(text)["results"]["bindings"]
        return [(n, {k: str(v["value"]) for k, v in b.items()}) for n, b in enumerate(bindings, 1)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: is no SPARQL result in JSON (results.bindings is missing or odd)") from error


def _csv_rows(path: Path, text: str) -> list[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(StringIO(text))
    missing = [c for c in _NEEDED if c not in (reader.fieldnames or [])]
    if missing:
        raise InputError(f"{path}:1: no column {', '.join(missing)}; save the query of docs/knowledge.md as CSV")
    return [(reader.line_num, {k: v or "" for k, v in row.items() if isinstance(v, str) or v is None}) for row in reader]


def _office(path: Path, number: int, row: Mapping[str, str], seen: str) -> Office | None:
    """One row as an office; None where its country is none of ours (a dissolved state)."""
    for column in _NEEDED[:3]:
        if not row.get(column):
            raise InputError(f"{path}:{number}: {column} is empty")
    name = row["country"]
    code = name if countries.is_code(name) else countries.code_of(name, "name", "former")
    if code is None:
        return None
    begin, end = (_day(row.get(c, "")) for c in ("start", "end"))
    number_of = row.get("holderId") or row.get("item") or ""
    wikidata = number_of.rsplit("/", 1)[-1] if "Q" in number_of else None
    role = role_of(row["position"])
    return Office(code, role, row["holder"], (), "GOV", begin, end, wikidata, "wikidata", seen)


def _day(value: str) -> str:
    """The ISO day of a Wikidata time ("2019-05-20T00:00:00Z"); empty for none."""
    day = value.strip().lstrip("+")[:10]
    return day if len(day) == 10 and day.replace("-", "").isdigit() else ""


def role_of(position: str) -> str:
    """The role noun of a position's label: "President of Ukraine" gives president, "Minister of Foreign Affairs" foreign minister."""
    low = position.lower()
    if "foreign" in low and "minister" in low:
        return "foreign minister"
    if ("defence" in low or "defense" in low) and "minister" in low:
        return "defence minister"
    head = low.split(" of ")[0]
    return head if head in roles() else low


def difference(found: Iterable[Office], known: Sequence[Office]) -> list[Change]:
    """What the result adds to the known rows: new holders, and ends of terms that the tables leave open."""
    by_holder: dict[tuple[str, str], list[Office]] = {}
    for office in known:
        for name in {fold(n) for n in (office.person, *office.also)}:
            by_holder.setdefault((office.country, name), []).append(office)
    out = []
    for office in found:
        same = [o for o in by_holder.get((office.country, fold(office.person)), ()) if _same_term(o, office)]
        if not same:
            out.append(Change("new", office, None))
        elif office.end and all(not o.end for o in same):
            row = same[0]
            out.append(Change("ended", replace(row, end=office.end, wikidata=row.wikidata or office.wikidata, source="wikidata", seen=office.seen), row))
    return sorted(out, key=lambda c: _key(c.office))


def _same_term(a: Office, b: Office) -> bool:
    """Whether two rows tell of one term: the same role by its last word, begun within the same year or so."""
    if a.role.split()[-1] != b.role.split()[-1]:
        return False
    if not a.begin or not b.begin:
        return True
    return abs(int(a.begin[:4]) - int(b.begin[:4])) <= 1


def _key(office: Office) -> tuple[str, str, str, str]:
    return office.country, office.role, office.begin, office.person


def write_overlay(path: Path, changes: Sequence[Change]) -> int:
    """Add the changes to the user's overlay file, replacing rows of the same office, holder and start; the number of rows in it."""
    own = offices.read_offices(path) if path.exists() else []
    rows = {_key(o): o for o in own} | {_key(c.office): c.office for c in changes}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for o in sorted(rows.values(), key=_key):
            out.writerow((o.country, o.role, o.person, ";".join(o.also), o.sector, o.begin, o.end, o.wikidata or "", o.source, o.seen))
    return len(rows)


def known_offices() -> list[Office]:
    """The shipped rows and the user's."""
    return [*offices.read_offices(DATA / "offices.csv"), *overlay.rows()]


def stale(known: Sequence[Office], today: str) -> list[Office]:
    """Open rows that nobody has confirmed for a year: their holder may have changed."""
    try:
        limit = date.fromisoformat(today).toordinal() - _STALE_DAYS
    except ValueError as error:
        raise DataError(f"{today!r} is no ISO day") from error
    return sorted((o for o in known if not o.end and (len(o.seen) < 10 or date.fromisoformat(o.seen).toordinal() < limit)), key=_key)


def unknown_holders(named: Iterable[tuple[str, str | None, str]], known: Sequence[Office]) -> list[tuple[str, str | None, str]]:
    """Of (person, country, title) triples that reports call president, minister or the like, those that no row names."""
    names = {fold(n) for o in known for n in (o.person, *o.also)}
    return sorted({n for n in named if fold(n[0]) not in names}, key=lambda n: (n[1] or "", n[0], n[2]))
