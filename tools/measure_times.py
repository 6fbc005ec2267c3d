"""Measure how often each time rule is right and write `src/onrecord/data/time_confidence.csv`.

    python tools/measure_times.py GOLD.jsonl...

Each line of a file is a report with its text, its day and its time expressions: {"text", "published" or "dct", "times": [{"span", "value"}]
or "timex": [{"start", "end", "value"}]}. An expression is right when the one it overlaps has its value; expressions that the file does not
mark are left out of the count, as marking is never complete.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from onrecord import parser
from onrecord.knowledge import DATA
from onrecord.reading import Reading, Report
from onrecord.stages import published, times

Marked = tuple[int, int, str]


def marked(report: dict[str, object]) -> list[Marked]:
    """The marked expressions of a line."""
    rows = report.get("times") or report.get("timex") or []
    return [(*r["span"], r["value"]) if "span" in r else (r["start"], r["end"], r["value"]) for r in rows]  # type: ignore[attr-defined]


def judged(path: Path) -> Iterator[tuple[str, bool]]:
    """Each expression that overlaps a marked one: its rule, and whether its value is the marked one's."""
    for line in path.read_text("utf-8").splitlines():
        report = json.loads(line)
        reading = Reading(Report(report["text"], published=report.get("published") or report.get("dct")), report["text"])
        parser.parse([reading])
        published.run(reading)
        times.run(reading)
        gold = sorted(marked(report))
        at = 0
        for timex in reading.times:
            while at < len(gold) and gold[at][1] <= timex.span[0]:
                at += 1
            if at < len(gold) and gold[at][0] < timex.span[1]:
                yield timex.rule, timex.value == gold[at][2]


def main(paths: list[str]) -> None:
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for path in paths:
        for rule, good in judged(Path(path)):
            seen[rule] += 1
            right[rule] += good
    rows = "".join(f"{rule},{right[rule]},{seen[rule]}\n" for rule in sorted(seen))
    (DATA / "time_confidence.csv").write_text(f"rule,right,seen\n{rows}", "utf-8")
    print(f"{sum(right.values())} right of {sum(seen.values())}, {len(seen)} rules")


if __name__ == "__main__":
    main(sys.argv[1:])
