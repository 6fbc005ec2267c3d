"""`onrecord bench`: CPU time of the whole reader as a ratio to the bare parser, on the same texts in the same run."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Annotated

import typer

from onrecord import parser
from onrecord.cli.console import write
from onrecord.errors import InputError
from onrecord.reader import STAGES, Reader
from onrecord.reading import Reading, Report
from onrecord.record_json import to_json

ROUNDS = 3
_MANY = 16  # reports from which growth with length is measured, too
SAMPLES = Path("examples/reports.jsonl")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bench", help=HELP, short_help="Speed against the bare parser, memory, start-up.")(bench)


HELP = """CPU time of the whole reader as a ratio to the bare spaCy pipeline on the same texts in the same run; words a second, memory, start-up.

Example: onrecord bench reports.jsonl

FILE is a .jsonl of reports; they are read over and over until there are as many as asked for.
"""


def load(path: Path, count: int) -> list[Report]:
    if not path.is_file():
        raise InputError(f"{path}: no such file: name a .jsonl of reports (text, published)")
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    return [Report(r["text"], published=r.get("published")) for r in islice(cycle(rows), count)]


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def bare(texts: list[str]) -> None:
    for _ in parser.load().pipe(texts, batch_size=32):
        pass


def stage_seconds(reports: list[Report]) -> dict[str, float]:
    """CPU seconds of the parse and of each stage."""
    out = {"parse": 0.0}
    readings = [Reading(r, r.text) for r in reports]
    out["parse"] = cpu(lambda: parser.parse(readings))
    for stage in STAGES:
        out[stage.name] = cpu(lambda run=stage.run: [run(reading) for reading in readings])  # type: ignore[misc]
    return out


def start_up() -> float:
    """CPU seconds of a new process from nothing to its first record."""
    code = "import onrecord; onrecord.to_json(onrecord.read('Iran rejected the offer on Monday, its minister said.'))"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603  our own interpreter and code
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def linear() -> list[tuple[int, float]]:
    """CPU seconds by length of one report, doubled each time: the time must grow as the length does."""
    line = "The minister said on Monday that the army had attacked the town, and “we will answer,” he told reporters in Nairobi. "
    reader = Reader()
    return [(n * len(line), cpu(lambda k=n: reader.read(Report(line * k)))) for n in (100, 200, 400, 800)]  # type: ignore[misc]


def bench(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a .jsonl of reports")] = SAMPLES,
    reports: Annotated[int, typer.Option(min=1, help="how many to read")] = 64,
) -> None:
    given = load(file, reports)
    texts = [r.text for r in given]
    words = sum(len(t.split()) for t in texts)
    reader = Reader()
    reader.read(replace(given[0]))
    bare(texts[:4])
    pairs = [(cpu(lambda: bare(texts)), cpu(lambda: [to_json(r) for r in reader.read_many(given)])) for _ in range(ROUNDS)]
    spacy, whole = min(a for a, _ in pairs), min(b for _, b in pairs)
    write(f"{len(given)} reports, {words} words, best of {ROUNDS} rounds")
    write(f"bare parser      {words / spacy:8.0f} words a CPU second")
    write(f"whole reader     {words / whole:8.0f} words a CPU second, {len(given) / whole:.1f} reports")
    write(f"ratio            {sorted(b / a for a, b in pairs)[ROUNDS // 2]:8.2f} (median of the rounds)")
    for name, seconds in stage_seconds(given).items():
        write(f"  {name:14} {seconds / spacy:8.2f} of the bare parser")
    write(f"resident memory  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB at most")
    write(f"start-up         {start_up():8.2f} CPU seconds to the first record")
    for length, seconds in linear() if reports >= _MANY else []:
        write(f"  one report of {length:7} characters: {seconds:6.2f} s, {1e6 * seconds / length:5.1f} µs a character")
