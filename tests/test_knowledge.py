"""The tables: each loader refuses a bad row by file and line; keys are single, rows sorted, codes exist; updating."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.errors import DataError, InputError
from onrecord.knowledge import DATA, bodies, countries, offices, places, roles, scene, update
from onrecord.stages.actor_scene import FEATURES

BAD: list[tuple[str, Callable[[Path], object], str]] = [
    ("word,code,kind,from,to\nKenya,KEN,name,,\nTogo,TGX,name,,\n", countries.read_words, "t.csv:3: no country code 'TGX'"),
    ("word,code,kind,from,to\nKenya,KEN,name,,\nKenya,KEN,name,,\n", countries.read_words, "t.csv:3: 'Kenya' is there twice"),
    ("word,code,kind,from,to\nKenya,KEN,nam,,\n", countries.read_words, "t.csv:2: no kind 'nam' (did you mean name?)"),
    ("phrase,sector,kind,carries\npolice,CPO,organization,\n", roles.read_roles, "t.csv:2: no PLOVER sector 'CPO' (did you mean COP?)"),
    ("phrase,sector,kind,carries\npolice,COP\n", roles.read_roles, "t.csv:2: 2 cells where the header has 4"),
    ("phrase,effect,sector\nrebel,sett,REB\n", roles.read_modifiers, "t.csv:2: no effect 'sett'"),
    ("name,also,country,sector,kind\nX,Y;Y,KEN,REB,group\n", bodies.read_bodies, "t.csv:2: 'Y' is there twice"),
    ("country,role,person,from,to\nKEN,president,A B,2019-31,\n", offices.read_offices, ""),
    ("country,role,person,from,to\nKEN,president,A B,2019,2018\n", offices.read_offices, "t.csv:2: from 2019 is after to 2018"),
    ("country,role,from,to\n", offices.read_offices, "t.csv:1: no column person"),
    ("name,lat,lon,country,precision\nX,a,2,KEN,point\n", places.read_natural, "t.csv:2: lat or lon is no number"),
]


@pytest.mark.parametrize(("text", "load", "message"), BAD)
def test_a_bad_row_is_refused_by_file_and_line(tmp_path: Path, text: str, load: Callable[[Path], object], message: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, "utf-8")
    if not message:
        load(path)
        return
    with pytest.raises(DataError) as refused:
        load(path)
    assert message in str(refused.value)


SORTED = ["countries", "country_names", "roles", "modifiers", "offices", "cities", "regions", "natural", "country_points", *bodies.TABLES]


@pytest.mark.parametrize("table", SORTED)
def test_rows_are_sorted_and_single(table: str) -> None:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    keys = [tuple(r) for r in rows]
    assert len(set(keys)) == len(keys)
    assert [k[0] for k in keys] == sorted(k[0] for k in keys)


def test_every_table_loads() -> None:
    assert len(countries.names()) > 240
    assert len(roles.roles()) > 2500 and len(roles.modifiers()) > 250
    assert len(bodies.bodies()) > 1500
    rows = offices.read_offices(DATA / "offices.csv")
    ministers = {o.country for o in rows if o.begin < "2020" and o.source == "hand"}
    assert len(ministers) >= 60
    assert len(scene.scene_weights()) == len(FEATURES) + 1
    assert {countries.find(n).code for n in ("Soviet Union", "Zaire", "Burma") if countries.find(n)} == {"RUS", "COD", "MMR"}  # type: ignore[union-attr]


def test_french_is_france() -> None:
    assert countries.code_of("French", "adjective") == "FRA"
    assert countries.code_of("Turkey") == "TUR"


@pytest.mark.parametrize(("day", "standing"), [("2016-07-13", "held"), ("2019-07-25", "past"), ("2010-01-01", "future"), (None, "undated")])
def test_standing_of_a_row_on_a_day(day: str | None, standing: str) -> None:
    row = next(o for o in offices.read_offices(DATA / "offices.csv") if o.person == "Theresa May" and o.role == "prime minister")
    assert row.on(day) == standing


RESULT = {
    "results": {
        "bindings": [
            {k: {"value": v} for k, v in row.items()}
            for row in (
                {"country": "Kenya", "position": "President of Kenya", "holder": "William Ruto", "start": "2022-09-13T00:00:00Z", "end": "2027-09-01T00:00:00Z"},
                {"country": "Kenya", "position": "President of Kenya", "holder": "Grace Wanjiru", "start": "2027-09-01T00:00:00Z", "holderId": "http://x/Q42"},
                {"country": "Kenya", "position": "President of Kenya", "holder": "Uhuru Kenyatta", "start": "2013-04-09T00:00:00Z", "end": "2022-09-13T00:00:00Z"},
            )
        ]
    }
}


def test_update_shows_what_is_new_and_what_ended(tmp_path: Path) -> None:
    path = tmp_path / "query.json"
    path.write_text(json.dumps(RESULT), "utf-8")
    changes = update.difference(update.read_result(path, seen="2028-01-01"), offices.read_offices(DATA / "offices.csv"))
    assert [c.line() for c in changes] == [
        "~ KEN president: William Ruto, 2022-09-13 to 2027-09-01 (was open, seen 2026-01-22)",
        "+ KEN president: Grace Wanjiru, 2027-09-01 to today",
    ]
    own = tmp_path / "own" / "actors.csv"
    assert update.write_overlay(own, changes) == 2
    assert update.write_overlay(own, changes) == 2
    assert offices.read_offices(own)[0].wikidata in (None, "Q42")


def test_update_reads_csv_and_refuses_what_is_no_result(tmp_path: Path) -> None:
    path = tmp_path / "query.csv"
    path.write_text("country,position,holder,start,end\nKEN,Minister of Foreign Affairs,Grace Wanjiru,2027-09-01,\n", "utf-8")
    assert update.read_result(path, seen="2028-01-01")[0].role == "foreign minister"
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(InputError, match=r"query.csv:1: no column country"):
        update.read_result(path, seen="2028-01-01")
    path.write_text("{}", "utf-8")
    with pytest.raises(InputError, match="no SPARQL result"):
        update.read_result(path, seen="2028-01-01")


def test_old_rows_and_unknown_holders() -> None:
    known = offices.read_offices(DATA / "offices.csv")
    assert not update.stale(known, "2025-07-01")
    assert any(o.country == "FRA" for o in update.stale(known, "2030-01-01"))
    assert update.unknown_holders([("Grace Wanjiru", "KEN", "president"), ("William Ruto", "KEN", "president")], known) == [("Grace Wanjiru", "KEN", "president")]
