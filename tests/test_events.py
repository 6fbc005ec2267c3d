"""Events: cases of a sentence and its reading, one act told twice, circumstances, tables that refuse a bad row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import onrecord
from conftest import CASES, sound
from onrecord.errors import DataError
from onrecord.knowledge import cameo, contexts, frames
from onrecord.record import Event, Record

ROWS: list[dict[str, Any]] = yaml.safe_load((CASES / "events.yaml").read_text("utf-8"))
HEADER = ",".join(frames.COLUMNS) + "\n"


@pytest.fixture(scope="module")
def records(reader: onrecord.Reader) -> list[Record]:
    """A record for each case, read in one batch."""
    return [sound(r) for r in reader.read_many(onrecord.Report(row["text"], published="2021-06-16") for row in ROWS)]


def at(record: Record, word: str, kind: str) -> Event | None:
    """The event of the type that is told at the word."""
    for event in record.events:
        for mention in event.mentions:
            if word in record.document.text[mention.trigger[0] : mention.trigger[1]] and event.type == kind:
                return event
    return None


def names(record: Record, ids: tuple[str, ...]) -> set[str]:
    """What the entities are called."""
    return {e.name.lower() for e in record.entities if e.id in ids}


def told(record: Record, side: tuple[str, ...], wanted: list[str]) -> bool:
    """Whether the side names exactly those: each by its head words."""
    have = names(record, side)
    return len(have) == len(wanted) and all(any(w.lower().split(" in ")[0].split()[-1] in h for h in have) for w in wanted)


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[row["text"][:50] for row in ROWS])
def test_case(records: list[Record], number: int) -> None:
    row, record = ROWS[number], records[number]
    for want in row.get("events", []):
        event = at(record, want["at"], want["type"])
        assert event is not None, [(e.type, e.mode, e.mentions[0].trigger) for e in record.events]
        assert event.mode == want.get("mode", event.mode)
        assert event.certainty == want.get("certainty", event.certainty)
        assert "actors" not in want or told(record, event.actors, want["actors"]), names(record, event.actors)
        assert "recipients" not in want or told(record, event.recipients, want["recipients"]), names(record, event.recipients)
    assert not {e.type for e in record.events} & set(row.get("never", []))


def test_one_act_told_twice_is_one_event(reader: onrecord.Reader) -> None:
    text = "Chad frees two Libyan pilots\nChad freed two Libyan pilots on Monday.\nThe release of the pilots ends a long quarrel."
    record = sound(reader.read(onrecord.Report(text, published="2021-06-16")))
    freed = [e for e in record.events if e.type == "RETREAT"]
    assert len(freed) == 1
    assert len(freed[0].mentions) == 3


def test_casualties_and_contexts(reader: onrecord.Reader) -> None:
    record = sound(reader.read(onrecord.Report("Gunmen attacked a barracks near Gao on Monday, killing 12 soldiers and wounding three.")))
    counts = next(e.casualties for e in record.events if e.type == "ASSAULT" and e.casualties)
    assert counts.killed == (12, 12)
    assert counts.injured == (3, 3)
    assert all("military" in e.contexts for e in record.events)


def test_a_find_that_is_none_says_why(reader: onrecord.Reader) -> None:
    record = sound(reader.read(onrecord.Report("The home side shot wide twice in the league match and lost the game.")))
    assert not record.events
    assert any(o.reason == "sport" for o in record.omissions)


def test_over_a_thousand_words() -> None:
    assert len({word for _, word in frames.frames()}) > 1400


def test_every_type_has_a_code_and_a_quad() -> None:
    assert {cameo.QUADS[t] for t in frames.TYPES} == {1, 2, 3, 4}
    assert all(cameo.cameo(t, m).code for t in frames.TYPES for m in (None, *frames.MODES.get(t, ())))


def test_contexts_are_those_of_plover() -> None:
    assert {c for found in contexts.contexts().values() for c in found} <= contexts.CONTEXTS


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("hit,v,,,sword,,,,,", "bad.csv:2: no mode 'sword' of ASSAULT"),
        ("hit,x,,,,,,,,", "bad.csv:2: no part of speech 'x'"),
        ("hit,v,,@ships,,,,,,", "bad.csv:2: no word set '@ships'"),
        ("hit,v,,,,nobody,,,,", "bad.csv:2: actor: no place 'nobody'"),
        ("hit|hit,v,,,,,,,,", "bad.csv:2: a word is there twice: hit"),
        ("hit,v,,,,,,,,shout", "bad.csv:2: no act 'shout'"),
        (",v,,,,,,,,", "bad.csv:2: words is empty"),
    ],
)
def test_a_bad_frame_is_refused_by_its_place(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(HEADER + line + "\n", "utf-8")
    with pytest.raises(DataError, match=message):
        frames.read_frames(path, "ASSAULT", frames.sets())
