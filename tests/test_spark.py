"""Spark against one machine: the same rows, with a worker killed in mid-run too; and the dispatch join itself, which needs no Spark."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.joins.dispatches import CROWD, Found, dispatches, pairs
from onrecord.record import Record
from onrecord.record_json import to_json
from test_export import make_record

SENTENCES = (
    "Rebels killed three soldiers near Tarn on Monday, the army said.", "The minister denied the claim and met envoys in Paris.", "Dockers in Port Seldon went back to work after nine days.",
    "A court in the capital sentenced two smugglers to five years in prison.", "The union accused the port authority of breaking its word.", "Thirty ships were waiting in the roads on Sunday evening.",
    "Parliament voted to send aid to the flooded valley.", "Police arrested a man who had thrown stones at a bus.",
)  # fmt: skip


def _record(number: int, text: str, day: str = "2025-05-04", url: str | None = None) -> Record:
    record = make_record(day, url, f"{number:016x}")
    document = replace(record.document, text=text, text_id=f"t{text}")
    return replace(record, document=document, sentences=(), entities=(), times=(), statements=(), events=())


def test_dispatches_are_found_in_any_order() -> None:
    long = " ".join(SENTENCES[:5])
    records = [_record(1, long), _record(2, long + " It was cold."), _record(3, " ".join(SENTENCES[5:])), _record(4, long, "2026-05-04"), _record(5, "X", url="https://a.example/1"), _record(6, "Y", url="https://a.example/1")]
    found = [(int(d.left, 16), int(d.right, 16)) for d in dispatches(records)]
    assert found == [(1, 2), (5, 6)]
    assert dispatches(records[::-1]) == dispatches(records)


def test_a_phrase_of_the_trade_is_no_dispatch() -> None:
    assert list(pairs(Found(str(n)) for n in range(CROWD + 1))) == []
    assert list(pairs([Found("b", 10), Found("a", 10), Found("c", 10_000)])) == [("a", "b")]


# with Spark


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark", reason="needs onrecord[spark] and Java")
    from onrecord import spark as module

    os.environ["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
    running = module.session("local[2]", name="tests")
    yield running
    running.stop()


def _inputs(folder: Path) -> Path:
    folder.mkdir()
    for shard in range(6):
        rows = [{"text": f"{SENTENCES[(shard + n) % 8]} {SENTENCES[n % 8]}\nNumber {shard} of {n}.", "published": f"2025-0{1 + n % 3}-04"} for n in range(8)]
        rows.append({"text": " ".join(SENTENCES), "published": "2025-05-04", "publisher": f"Paper {shard}"})
        rows.append({"text": "The same in every file.", "published": "2025-05-04"})
        (folder / f"{shard}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows) + "{broken\n")
    return folder


def _one_machine(folder: Path) -> tuple[list[str], list[str], list[Record]]:
    from onrecord.intake.sources import reports_from
    from onrecord.pool import read_all

    found = list(read_all(reports_from(str(folder)), processes=1))
    records = {r.document.id: r for r in found if isinstance(r, Record)}
    return sorted(map(to_json, records.values())), sorted(str(r) for r in found if not isinstance(r, Record)), list(records.values())


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.timeout(500)
def test_the_same_rows_as_one_machine(spark: Any, tmp_path: Path) -> None:
    from onrecord import spark as module
    from onrecord.export.parquet import read_records

    folder = _inputs(tmp_path / "in")
    rows, failures, records = _one_machine(folder)
    assert module.read(spark, [str(folder)], tmp_path / "out") == (len(rows), len(failures))
    assert sorted(map(to_json, read_records(tmp_path / "out"))) == rows
    assert sorted(p.name for p in (tmp_path / "out" / "reports").glob("month=*")) == [f"month=2025-0{m}" for m in (1, 2, 3, 5)]
    module.join(spark, tmp_path / "out", tmp_path / "pairs.jsonl")
    wanted = [{"left": d.left, "right": d.right, "score": d.score, "reason": d.reason} for d in dispatches(records)]
    assert [json.loads(line) for line in (tmp_path / "pairs.jsonl").read_text().splitlines()] == wanted
    assert wanted


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.timeout(500)
def test_a_killed_worker_costs_time_never_a_record(spark: Any, tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    from onrecord import spark as module
    from onrecord.export.parquet import read_records

    folder = _inputs(tmp_path / "in")
    rows, failures, _ = _one_machine(folder)
    killed: list[int] = []

    def kill() -> None:
        for _ in range(600):
            workers = [p for p in psutil.Process().children(recursive=True) if _is_worker(p)]
            if len(workers) >= 2 and not killed:
                time.sleep(1.0)
                killed.append(workers[-1].pid)
                os.kill(workers[-1].pid, signal.SIGKILL)
                return
            time.sleep(0.05)

    thread = threading.Thread(target=kill)
    thread.start()
    counts = module.read(spark, [str(folder)], tmp_path / "out")
    thread.join()
    assert killed
    assert counts == (len(rows), len(failures))
    assert sorted(map(to_json, read_records(tmp_path / "out"))) == rows


def _is_worker(process: Any) -> bool:
    """A Python worker of Spark: a child of its daemon."""
    import psutil

    try:
        parent = process.parent()
        return parent is not None and "pyspark" in " ".join(parent.cmdline()) and "daemon" in " ".join(parent.cmdline()) and "daemon" in " ".join(process.cmdline())
    except psutil.Error:
        return False
