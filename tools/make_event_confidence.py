"""Measure how often each rule and word tells an event, on the written reports, and write `data/frames/confidence.csv`.

    python tools/make_event_confidence.py own.jsonl src/onrecord/data/frames/confidence.csv [--part N/M]

own.jsonl: the written reports (CC0), compiled. An event is right when its trigger overlaps a marked one of its type.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
from pathlib import Path
from typing import Any

from onrecord import parser
from onrecord.reader import STAGES
from onrecord.reading import Reading, Report
from onrecord.stages.events import circumstances

_LEAST_FOUND = 3  # words found less often say nothing of their own


def read(doc: dict[str, Any]) -> Reading:
    """The finished reading of a report."""
    reading = Reading(Report(doc["text"], published=doc["published"]), doc["text"])
    parser.parse([reading])
    for stage in STAGES:
        stage.run(reading)
    return reading


def counts(docs: list[dict[str, Any]]) -> dict[tuple[str, str, str], list[int]]:
    """(type, lemma or *, rule) -> right, found."""
    out: dict[tuple[str, str, str], list[int]] = collections.defaultdict(lambda: [0, 0])
    for doc in docs:
        gold = [(e["type"], *m["trigger"]) for e in doc["events"] for m in e["mentions"]]
        for event in read(doc).events:
            for mention in event.mentions:
                low, high = mention.trigger
                right = any(kind == event.type and start < high and low < end for kind, start, end in gold)
                for lemma in ("*", mention.head.lemma.lower()):
                    cell = out[event.type, lemma, mention.rule]
                    cell[0] += right
                    cell[1] += 1
    return out


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("corpus", type=Path)
    args.add_argument("table", type=Path)
    args.add_argument("--part", default="0/1", help="leave out every Mth report from the Nth, to measure on them")
    options = args.parse_args()
    circumstances.LEAST = (0.0, 0.0, 0.0)
    options.table.unlink(missing_ok=True)
    docs = [json.loads(line) for line in options.corpus.read_text("utf-8").splitlines()]
    left, every = map(int, options.part.split("/"))
    if every > 1:
        docs = [d for n, d in enumerate(docs) if n % every != left]
    rows = [(*key, *cell) for key, cell in counts(docs).items() if key[1] == "*" or cell[1] >= _LEAST_FOUND]
    with options.table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("type", "lemma", "rule", "right", "found"))
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    main()
