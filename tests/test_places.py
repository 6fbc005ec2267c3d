"""Where: the place meant by a name, and no answer where none is right."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import yaml

import onrecord
from conftest import sound
from onrecord.knowledge import places

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "places.yaml").read_text("utf-8"))


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    la, lb = math.radians(a[0]), math.radians(b[0])
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * 6371 * math.asin(min(1.0, math.sqrt(h)))


@pytest.fixture(scope="module")
def records(reader: onrecord.Reader) -> list[onrecord.Record]:
    return [sound(r) for r in reader.read_many([onrecord.Report(c["text"], published="2016-03-09") for c in CASES])]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_place_of_a_name(records: list[onrecord.Record], number: int) -> None:
    record = records[number]
    for name, where in CASES[number]["places"].items():
        at = record.document.text.index(name)
        found = [e.place for e in record.entities if e.place and any(s <= at < t for s, t in e.mentions)]
        if where is None:
            assert not found
        else:
            assert found and kilometres((found[0].lat, found[0].lon), tuple(where[:2])) <= where[2], found


def test_alternate_names_and_articles() -> None:
    assert places.candidates("Bombay")[0].name == "Mumbai"
    assert places.candidates("Al-Hasakah") == places.candidates("al Hasakah")
    assert places.candidates("Helmand Province")[0].country == "AFG"


def test_a_country_only_where_the_name_says_so() -> None:
    assert places.country_of("Idlib") == "SYR"
    assert places.country_of("Springfield") is None or places.country_of("Springfield") == "USA"
    assert places.country_of("Bush") is None
    assert places.country_of("the capital city") is None
