"""Every way out: published columns in published order, nothing that is not asserted as a plain fact, blanks explained, round trips identical."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from onrecord.errors import InputError, UsageError
from onrecord.export import FORMATS, LossReport, export
from onrecord.export.pack import is_pack, read_pack
from onrecord.export.parquet import read_records
from onrecord.export.plover import read_events
from onrecord.export.w3c_annotation import read_data
from onrecord.knowledge.exchange import acled_kinds, columns, country_numbers, sector_words
from onrecord.record import (
    SCHEMA,
    Casualties,
    Certainty,
    Dateline,
    Document,
    Entity,
    Event,
    EventMention,
    EventType,
    Place,
    Record,
    Sector,
    Statement,
    Time,
)
from onrecord.record_json import to_json

TEXT = (
    "Rebels shell Tarn as minister denies losses\n"
    "TARN, Veria - Rebels shelled the town of Tarn on Sunday, killing three people, residents said. 😀\n"
    'Defence Minister Oda Lund denied that the army had fled. "We may strike back," she said.\n'
    "Lund and the Verian president met envoys of the United Nations on 4 May 2025.\tThe talks\tended."
)
DOCS = Path(__file__).parent.parent / "docs" / "export.md"
NO_WORD_FOR_CERTAINTY = ("polecat", "icews", "gdelt", "gdelt-mentions", "acled")
TABLES = {"polecat": 40, "icews": 20, "gdelt": 61, "gdelt-mentions": 16, "acled": 31}


def _at(words: str, nth: int = 0) -> tuple[int, int]:
    start = [m.start() for m in re.finditer(re.escape(words), TEXT)][nth]
    return start, start + len(words)


def _event(id_: str, type_: EventType, mode: str | None, actors: tuple[str, ...], recipients: tuple[str, ...], trigger: str, evidence: str, certainty: Certainty = "asserted",
           statement: str | None = None, **more: object) -> Event:  # fmt: skip
    cues = (_at("denied"),) if certainty == "denied" else (_at("may"),) if certainty == "possible" else ()
    mention = EventMention(_at(trigger), _at(evidence), certainty, cues, statement, "test")
    fields: dict[str, object] = {"time": None, "place": None, "casualties": None, "contexts": ("military",), **more}
    return Event(id_, type_, mode, actors=actors, recipients=recipients, certainty=certainty, confidence=0.8, mentions=(mention,), **fields)  # type: ignore[arg-type]


def make_record(published: str | None = "2025-05-05T08:00:00+02:00", url: str | None = "https://www.courier.example/tarn", id_: str = "0123456789abcdef") -> Record:
    import hashlib

    sha = hashlib.sha256(TEXT.encode()).hexdigest()
    document = Document(id_, "t" + id_, sha, url, "Rebels shell Tarn as minister denies losses", "The Courier", "en", published, "given" if published else None, Dateline("TARN, Veria", None), TEXT)
    entities = (
        Entity("E1", "Rebels", "group", "FRA", "REB", "noun: rebels", None, (_at("Rebels"), _at("Rebels", 1)), None),
        Entity("E2", "Tarn", "place", "FRA", None, "gazetteer", None, (_at("Tarn"), _at("the town of Tarn")), Place(43.6, 2.24, 2973362, "point")),
        Entity("E3", "Oda Lund", "person", "FRA", "MIL", "role: Defence Minister", "Q1", (_at("Defence Minister Oda Lund"), _at("she"), _at("Lund", 1)), None),
        Entity("E4", "army", "organization", "FRA", "MIL", "noun: army", None, (_at("the army"),), None),
        Entity("E5", "Verian president", "person", "FRA", "GOV", "role: president", None, (_at("the Verian president"),), None),
        Entity("E6", "United Nations", "organization", "IGO", None, "name", None, (_at("the United Nations"),), None),
        Entity("E7", "residents", "group", None, None, None, None, (_at("residents"),), None),
    )
    times = (
        Time("T1", _at("Sunday"), "DATE", "2025-05-04", None, "2025-05-04", "2025-05-04", "published", "weekday", 0.9),
        Time("T2", _at("4 May 2025"), "DATE", "2025-05-04", None, "2025-05-04", "2025-05-04", None, "date", 0.99),
    )
    first = "Rebels shelled the town of Tarn on Sunday, killing three people"
    statements = (
        Statement("S1", "E7", _at("residents"), (), None, (_at("said"),), (_at(first),), "indirect", "speech", "asserted", None, "test", 0.9),
        Statement("S2", "E3", _at("Defence Minister Oda Lund"), (), None, (_at("denied"),), (_at("that the army had fled"),), "indirect", "speech", "denied", None, "test", 0.9),
        Statement("S3", "E3", _at("she"), (), None, (_at("said", 1),), (_at("We may strike back,"),), "direct", "speech", "possible", None, "test", 0.9),
    )
    events = (
        _event("V1", "ASSAULT", "heavy-weapons", ("E1",), ("E2",), "shelled", first, statement="S1", time="T1", place="E2", casualties=Casualties((3, 3), None, None)),
        _event("V2", "RETREAT", "withdraw", ("E4",), (), "fled", "that the army had fled", "denied", "S2"),
        _event("V3", "ASSAULT", None, ("E3",), (), "strike back", "We may strike back,", "possible", "S3"),
        _event("V4", "CONSULT", None, ("E3", "E5"), ("E6",), "met", "Lund and the Verian president met envoys of the United Nations on 4 May 2025.", time="T2"),
    )
    made_by = {"onrecord": "0.1.0", "parser": "p", "knowledge": "k"}
    sentences = tuple((m.start(), m.end()) for m in re.finditer(r"[^\n]+", TEXT))
    return Record(SCHEMA, document, sentences, entities, times, statements, events, (), made_by)


RECORD = make_record()


def _out(format_: str, records: list[Record] | None = None, *, include_unasserted: bool = False) -> tuple[str, LossReport]:
    stream = io.StringIO()
    loss = export(records or [RECORD], stream, format=format_, include_unasserted=include_unasserted)
    return stream.getvalue(), loss


def _rows(format_: str, **options: bool) -> list[dict[str, str]]:
    text, _ = _out(format_, include_unasserted=options.get("include_unasserted", False))
    names = [c.name for c in columns()[format_]]
    if format_.startswith("gdelt"):
        return [dict(zip(names, line.split("\t"), strict=True)) for line in text.splitlines()]
    return list(csv.DictReader(io.StringIO(text), delimiter="\t" if format_ in ("polecat", "icews") else ","))


# columns


@pytest.mark.parametrize("format_", [*TABLES, "csv"])
def test_columns_are_those_of_the_docs(format_: str) -> None:
    section = DOCS.read_text("utf-8").split(f"\n## {format_}\n")[1].split("\n## ")[0]
    listed = re.findall(r"^\| \d+ \| `([^`]+)` \| (\w+) \|", section, re.M)
    assert listed == [(c.name, c.type) for c in columns()[format_]]
    assert len(listed) == TABLES.get(format_, len(listed))


@pytest.mark.parametrize("format_", TABLES)
def test_header_and_width(format_: str) -> None:
    text, _ = _out(format_)
    names = [c.name for c in columns()[format_]]
    delimiter = "," if format_ == "acled" else "\t"
    lines = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    assert {len(line) for line in lines} == {TABLES[format_]}
    assert (lines[0] == names) == (not format_.startswith("gdelt"))


@pytest.mark.parametrize("format_", [*TABLES, "csv"])
def test_cells_have_their_types(format_: str) -> None:
    for row in _rows(format_):
        for column in columns()[format_]:
            if value := row[column.name]:
                if column.type == "integer":
                    int(value)
                elif column.type == "float":
                    float(value)
                elif column.type == "date":
                    assert re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", value)


@pytest.mark.parametrize("format_", [*TABLES, "csv"])
def test_every_blank_is_explained(format_: str) -> None:
    rows, (_, loss) = _rows(format_), _out(format_)
    for column in columns()[format_]:
        blank = sum(row[column.name] == "" for row in rows)
        assert blank == sum(n for (name, _), n in loss.blank.items() if name == column.name)
        if blank:
            assert column.blank, f"{column.name} is blank without a reason"
            assert f"{column.name}: {blank} of {len(rows)}: {column.blank}" in loss.text()


# certainty


@pytest.mark.parametrize("format_", NO_WORD_FOR_CERTAINTY)
def test_what_is_not_asserted_stays_unless_asked(format_: str) -> None:
    text, loss = _out(format_)
    everything, asked = _out(format_, include_unasserted=True)
    assert sum(n for why, n in loss.left_out.items() if "not asserted" in why) == 2
    assert not any("not asserted" in why for why in asked.left_out)
    assert len(everything.splitlines()) > len(text.splitlines())
    assert "fled" not in text


@pytest.mark.parametrize("format_", ["plover", "w3c-annotation", "stix", "csv"])
def test_formats_that_can_say_it_carry_all(format_: str) -> None:
    text, loss = _out(format_)
    assert "denied" in text
    assert not loss.left_out


def test_whose_word_is_told_in_the_loss_report() -> None:
    assert any("somebody the report quotes" in what for what in _out("polecat")[1].remarks)


# values


def test_polecat() -> None:
    first = _rows("polecat")[0]
    assert (first["Event Type"], first["Event Mode"], first["Event Date"], first["Quad Code"]) == ("ASSAULT", "heavy-weapons", "2025-05-04", "MATERIAL CONFLICT")
    assert (first["Actor Name"], first["Primary Actor Sector"], first["City"], first["GeoNames ID"]) == ("Rebels", "REB", "Tarn", "2973362")
    assert len(_rows("polecat")) == 3  # the meeting is one row for each of its two actors


def test_icews() -> None:
    first = _rows("icews")[0]
    assert (first["Source Name"], first["Source Country"], first["Target Name"], first["Sentence Number"], first["Latitude"]) == ("Rebels", "France", "Tarn", "2", "43.6")


def test_gdelt() -> None:
    first = _rows("gdelt")[0]
    assert (first["Day"], first["MonthYear"], first["Year"], first["QuadClass"], first["IsRootEvent"]) == ("20250504", "202505", "2025", "4", "1")
    assert (first["Actor1Code"], first["Actor1Type1Code"], first["ActionGeo_CountryCode"], first["DATEADDED"]) == ("FRAREB", "REB", "FR", "20250505060000")
    assert first["EventCode"].startswith(first["EventRootCode"])


def test_gdelt_mentions_have_true_offsets() -> None:
    first = _rows("gdelt-mentions")[0]
    assert TEXT[int(first["ActionCharOffset"]) :].startswith("shelled")
    assert TEXT[int(first["Actor1CharOffset"]) :].startswith("Rebels shelled")
    assert TEXT[int(first["Actor2CharOffset"]) :].startswith("the town of Tarn")
    assert first["MentionSourceName"] == "courier.example"
    assert first["GlobalEventID"] == _rows("gdelt")[0]["GlobalEventID"]


def test_acled() -> None:
    (first,) = _rows("acled")
    assert (first["event_type"], first["sub_event_type"], first["fatalities"], first["iso"], first["inter1"], first["time_precision"]) == (
        "Explosions/Remote violence", "Shelling/artillery/missile attack", "3", "250", "Rebel group", "1")  # fmt: skip


def test_tables_without_quoting_stay_tables() -> None:
    odd = replace(RECORD, document=replace(RECORD.document, publisher="A\tB\nC"))
    assert all(len(line.split("\t")) == 40 for line in _out("polecat", [odd])[0].splitlines())


def test_a_cell_that_a_spreadsheet_would_run() -> None:
    odd = replace(RECORD, document=replace(RECORD.document, publisher='=HYPERLINK("x")'))
    assert "'=HYPERLINK" in _out("csv", [odd])[0]


def test_stix() -> None:
    import stix2

    text, _ = _out("stix")
    bundle = stix2.parse(text, allow_custom=False)
    by_type: dict[str, list[object]] = {}
    for thing in bundle.objects:
        by_type.setdefault(thing["type"], []).append(thing)
    assert {k: len(v) for k, v in by_type.items()} == {"marking-definition": 1, "identity": 8, "incident": 4, "relationship": 7, "opinion": 1}
    (opinion,) = (t for t in bundle.objects if t["type"] == "opinion")
    assert (opinion["opinion"], opinion["authors"]) == ("strongly-disagree", ["Oda Lund"])
    assert all(t["object_marking_refs"] for t in bundle.objects if t["type"] != "marking-definition")
    assert {t["confidence"] for t in bundle.objects if t["type"] == "incident"} == {80}
    assert text == _out("stix")[0]


def test_w3c_selectors_agree() -> None:
    page = json.loads(_out("w3c-annotation")[0])
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    for item in page["items"]:
        for target in item["target"]:
            position, quote = target["selector"]
            assert TEXT[position["start"] : position["end"]] == quote["exact"]
            assert (TEXT[: position["start"]] + quote["exact"]).endswith(quote["prefix"] + quote["exact"])
            assert TEXT[position["end"] :].startswith(quote["suffix"])
    assert len({item["id"] for item in page["items"]}) == len(page["items"])


# round trips


def test_plover_round_trip() -> None:
    shared = list(read_events(_out("plover")[0].splitlines()))
    assert [s.event for s in shared] == list(RECORD.events)
    by_id = {e.id: e for e in RECORD.entities}
    assert all(by_id[e.id] == e for s in shared for e in s.entities)
    assert {s.document for s in shared} == {RECORD.document.id}


def test_plover_offsets() -> None:
    for line in _out("plover")[0].splitlines():
        row = json.loads(line)
        for piece in (row["eventText"], row["text"], *row["actor"], *row["recipient"], *row["mentions"], *([row["dateText"]] if row["dateText"] else [])):
            assert TEXT[piece["start"] : piece["end"]] == piece["text"]


def test_w3c_round_trip() -> None:
    data = read_data(_out("w3c-annotation")[0])[RECORD.document.id]
    assert data == [*RECORD.entities, *RECORD.times, *RECORD.statements, *RECORD.events]


def test_parquet_round_trip(tmp_path: Path) -> None:
    import pyarrow.parquet

    records = [make_record(), make_record("2025-06-01", id_="1123456789abcdef"), make_record(None, id_="2123456789abcdef")]
    loss = export(records, tmp_path / "p", format="parquet")
    assert sorted(p.name for p in (tmp_path / "p" / "events").iterdir()) == ["month=2025-05", "month=2025-06", "month=undated"]
    assert sorted(read_records(tmp_path / "p"), key=lambda r: r.document.id) == records
    table = pyarrow.parquet.read_table(tmp_path / "p" / "events", partitioning=None)
    assert table.num_rows == loss.rows == 12
    assert table.schema.field("latitude").type == pyarrow.float64()
    with pytest.raises(InputError, match="exists"):
        export(records, tmp_path / "p", format="parquet")


@pytest.mark.parametrize("name", ["pack", "pack.zip"])
def test_pack_round_trip(tmp_path: Path, name: str) -> None:
    records = [make_record(), make_record(None, None, "1123456789abcdef")]
    export(records, tmp_path / name, format="pack")
    assert is_pack(tmp_path / name)
    found = list(read_pack(tmp_path / name))
    assert [f[0] for f in found if isinstance(f, tuple)] == records
    export([f[0] for f in found if isinstance(f, tuple)], tmp_path / f"again-{name}", format="pack")
    assert list(read_pack(tmp_path / f"again-{name}")) == found


def _check(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", str(folder / "check.py")], capture_output=True, text=True, check=False)


def test_pack_proves_itself(tmp_path: Path) -> None:
    export([RECORD], tmp_path / "p.zip", format="pack")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        archive.extractall(tmp_path / "p")
    good = _check(tmp_path / "p")
    assert (good.returncode, good.stdout.split(":")[-1].strip()) == (0, "0 wrong")
    assert len((tmp_path / "p" / "check.py").read_text().splitlines()) <= 55
    database = sqlite3.connect(tmp_path / "p" / "pack.sqlite")
    database.execute("UPDATE reports SET text = replace(text, 'Sunday', 'Monday')")
    database.commit()
    database.close()
    assert _check(tmp_path / "p").returncode == 1


def test_pack_that_was_changed_is_refused(tmp_path: Path) -> None:
    export([RECORD], tmp_path / "p", format="pack")
    database = sqlite3.connect(tmp_path / "p" / "pack.sqlite")
    database.execute("UPDATE reports SET record = replace(record, 'Sunday', 'Monday')")
    database.commit()
    database.close()
    (found,) = read_pack(tmp_path / "p")
    assert isinstance(found, InputError)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"SQLite format 3\x00 broken"])
def test_broken_packs(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "pack.sqlite").write_bytes(data)
    with pytest.raises(InputError):
        list(read_pack(tmp_path / "p"))
    (tmp_path / "p.zip").write_bytes(data)
    assert not is_pack(tmp_path / "p.zip")
    with pytest.raises(InputError):
        list(read_pack(tmp_path / "p.zip"))


def test_jsonl() -> None:
    assert _out("jsonl")[0] == to_json(RECORD) + "\n"


# the rest


def test_unknown_formats_and_folders() -> None:
    with pytest.raises(UsageError, match="there are: plover"):
        _out("xml")
    with pytest.raises(UsageError, match="--out"):
        _out("parquet")


@pytest.mark.parametrize("format_", [f for f in FORMATS if f not in ("parquet", "pack")])
def test_nothing_gives_nothing(format_: str) -> None:
    stream = io.StringIO()
    loss = export([], stream, format=format_)
    assert (loss.records, loss.rows) == (0, 0)


@pytest.mark.parametrize("format_", [f for f in FORMATS if f not in ("parquet", "pack")])
def test_same_records_same_bytes(format_: str) -> None:
    undated = make_record(None, None)
    bare = replace(undated, document=replace(undated.document, publisher=None, title=None), entities=tuple(replace(e, country=None, sector=None, place=None) for e in undated.entities))
    assert _out(format_, [bare])[0] == _out(format_, [bare])[0]


def test_tables_of_words() -> None:
    assert set(sector_words()) == set(get_args(Sector))
    assert ("ASSAULT", None) in acled_kinds()
    assert country_numbers()["DEU"] == ("GM", 276)
