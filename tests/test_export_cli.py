"""`onrecord export`, `onrecord add` of what was exported, and reading with several processes, as a user runs them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.cli.main import run
from onrecord.export import export
from onrecord.record import Record
from onrecord.record_json import from_json, to_json
from test_export import RECORD, make_record

RECORDS = [RECORD, replace(make_record("2025-06-01", None), document=replace(make_record("2025-06-01", None).document, id="1123456789abcdef"))]


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text("".join(to_json(r) + "\n" for r in RECORDS), "utf-8")
    return path


def test_export_of_records_to_stdout(records: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["export", str(records), "--format", "polecat"]) == 0
    captured = capfdbinary.readouterr()
    assert captured.out.count(b"\n") == 1 + 3 * 2
    assert b"left out: 4 events: not asserted" in captured.err


@pytest.mark.parametrize("kind", ["pack", "pack.zip", "parquet"])
def test_what_was_exported_comes_back(kind: str, records: Path, tmp_path: Path) -> None:
    out = tmp_path / kind
    assert run(["export", str(records), "--format", kind.split(".")[0], "--out", str(out)]) == 0
    assert run(["export", str(out), "--format", "jsonl", "--out", str(tmp_path / "again.jsonl")]) == 0
    assert sorted((tmp_path / "again.jsonl").read_text("utf-8").splitlines()) == sorted(records.read_text("utf-8").splitlines())


def test_wrong_usage(records: Path, tmp_path: Path) -> None:
    assert run(["export", str(records), "--format", "xml"]) == 2
    assert run(["export", str(records), "--format", "parquet"]) == 2
    assert run(["export", "--archive", str(tmp_path / "none.db")]) == 3
    assert run(["watch", str(tmp_path / "none.opml")]) == 2


def test_bad_line_of_records(records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with records.open("a") as file:
        file.write('{"schema":"onrecord/9"}\n')
    assert run(["export", str(records), "--out", str(tmp_path / "o.jsonl")]) == 1
    assert f"{records}:3" in "".join(capsys.readouterr().err.split())


TEXTS = ("Rebels killed three soldiers near Tarn on Monday, the army said.", "The minister denied the claim.\nShe met envoys in Paris.")


@pytest.mark.slow
def test_desk_to_desk_through_the_archive(tmp_path: Path) -> None:
    """archive → pack → another archive → pack: the same bytes, the origin on every row."""
    reports = tmp_path / "reports.jsonl"
    reports.write_text("".join(json.dumps({"text": t, "published": "2025-05-04"}) + "\n" for t in TEXTS))
    first, second = str(tmp_path / "a.db"), str(tmp_path / "b.db")
    assert run(["add", str(reports), "--archive", first]) == 0
    assert run(["export", "--archive", first, "--pack", str(tmp_path / "p.zip"), "--origin", "desk one"]) == 0
    assert run(["add", str(tmp_path / "p.zip"), "--archive", second]) == 0
    assert run(["export", "--archive", second, "--pack", str(tmp_path / "q.zip"), "--origin", "desk one"]) == 0
    assert (tmp_path / "p.zip").read_bytes() == (tmp_path / "q.zip").read_bytes()


@pytest.mark.slow
def test_several_processes_give_what_one_gives() -> None:
    from onrecord.errors import InputError
    from onrecord.pool import read_all
    from onrecord.reading import Report

    reports: list[Report | InputError] = [Report(f"{t}\nNumber {n}.", published="2025-05-04") for n in range(20) for t in TEXTS]
    reports[7:7] = [InputError("a bad one"), Report("")]
    both = [[to_json(r) if isinstance(r, Record) else str(r) for r in read_all(reports, processes=n)] for n in (1, 2)]
    assert both[0] == both[1]
    assert len(both[0]) == len(reports)


def test_export_function_takes_what_from_json_gives(tmp_path: Path) -> None:
    again = [from_json(to_json(r)) for r in RECORDS]
    export(again, tmp_path / "a.csv", format="csv")
    export(RECORDS, tmp_path / "b.csv", format="csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
