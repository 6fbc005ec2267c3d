"""The record's JSON: read, written, refused."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

import onrecord
from conftest import sound
from onrecord import RecordError, Report, invariants
from onrecord.record import Event, EventMention, Record, Statement

TEXT = "Iran rejects the plan\nIran rejected the plan on Monday, the foreign minister told Reuters. “We will not sign,” he said."


@pytest.fixture(scope="module")
def record(reader: onrecord.Reader) -> Record:
    return sound(reader.read(Report(TEXT, published="2021-05-04", publisher="Example Wire")))


def test_a_record_obeys_its_json_schema(record: Record) -> None:
    jsonschema.validate(json.loads(onrecord.to_json(record)), onrecord.json_schema())


def test_null_fields_are_written_and_key_order_is_fixed(record: Record) -> None:
    data = onrecord.to_dict(record)
    assert list(data) == ["schema", "document", "sentences", "entities", "times", "statements", "events", "omissions", "made_by"]
    assert data["document"]["url"] is None


def test_versions_are_in_the_record(record: Record) -> None:
    assert set(record.made_by) >= {"onrecord", "parser", "knowledge", "reader"}


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "onrecord/99"}', "not json", '{"schema": "onrecord/1"}'])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        onrecord.from_json(text)


def test_an_unknown_schema_is_refused_by_name() -> None:
    with pytest.raises(RecordError, match="onrecord/99"):
        onrecord.from_json('{"schema": "onrecord/99"}')


def _statement(**changes: object) -> Statement:
    base = Statement("S1", None, None, (), None, (), ((0, 4),), "indirect", "speech", "asserted", None, "test", 1.0)
    return replace(base, **changes)  # type: ignore[arg-type]


def _event(mention: EventMention, **changes: object) -> Event:
    base = Event("V1", "REJECT", None, (), (), (), None, None, None, "asserted", 1.0, (mention,))
    return replace(base, **changes)  # type: ignore[arg-type]


MENTION = EventMention((5, 12), (0, 21), "asserted", (), None, "test")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"sentences": ((0, 5),)}, "1"),
        ({"sentences": ((3, 3),)}, "1"),
        ({"statements": (_statement(speaker="E99"),)}, "2"),
        ({"statements": (_statement(id="S2"),)}, "2"),
        ({"statements": (_statement(inside="S1"),)}, "3"),
        ({"events": (_event(replace(MENTION, evidence=(6, 12))),)}, "4"),
        ({"events": (_event(replace(MENTION, evidence=(0, 60))),)}, "4"),
        ({"events": (_event(replace(MENTION, certainty="denied")),)}, "6"),
    ],
)
def test_a_broken_invariant_is_found(record: Record, changes: dict[str, object], rule: str) -> None:
    bare = replace(record, statements=(), events=(), sentences=((0, 21),), omissions=())
    assert not list(invariants.faults(bare))
    broken = replace(bare, **changes)  # type: ignore[arg-type]
    assert any(fault.startswith(rule) for fault in invariants.faults(broken)), list(invariants.faults(broken))
    with pytest.raises(RecordError):
        invariants.check(broken)
