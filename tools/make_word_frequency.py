"""Make src/onrecord/data/word_frequency.csv from reports: make_word_frequency.py REPORTS.jsonl (one JSON object with "text" a line)."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path

from onrecord.archive.words import stem, word_list
from onrecord.knowledge import DATA

LEAST = 8


def main() -> None:
    counts: Counter[str] = Counter()
    total = 0
    for line in Path(sys.argv[1]).read_text("utf-8").splitlines():
        total += 1
        counts.update({stem(w) for w in word_list(json.loads(line)["text"]) if not w.isdigit()})
    with (DATA / "word_frequency.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["stem", "reports"])
        writer.writerow(["", total])
        writer.writerows(sorted((s, n) for s, n in counts.items() if n >= LEAST))


if __name__ == "__main__":
    main()
