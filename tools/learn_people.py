#!/usr/bin/env python3
"""Learn the weights by which people ranks antecedents, from reports with every mention marked.

    learn_people.py MARKED.jsonl src/onrecord/data

MARKED.jsonl: one report a line, with `text`, `published` and `entities` (each with `id` and `mentions`, pairs of offsets); the written
reports of the project (CC0) are such a file. Writes people_pronouns.csv and people_nominals.csv. Deterministic: the same file, the same
weights. A multinomial logistic model with an L2 penalty; among the candidates of one mention any of the right ones counts as right,
and every sixth report is held out for the figures that are printed.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from onrecord import parser
from onrecord.reading import Reading, Report
from onrecord.spans import overlap
from onrecord.stages import people, published, statements

resolve: Any = sys.modules["onrecord.stages.people.resolve"]
HELD_OUT, STEPS, RATE, PENALTY, NEW_BIAS = 6, 150, 0.08, 1.0, -1.0
"""`NEW_BIAS`: added to "new" in the end, since most unmarked nouns of the reports are nobody's first mention."""


class Teacher:
    """Stands in for the two choosers while reports are read: takes the right candidate and keeps the example."""

    def __init__(self) -> None:
        self.pronouns: list[tuple[str, list[list[str]], list[int], int]] = []
        self.nominals: list[tuple[list[str], list[list[str]], list[int], int]] = []
        self.spots: list[tuple[tuple[int, int], str]] = []
        self.number = 0
        self.seen: dict[int, str | None] = {}

    def gold(self, draft: Any) -> str | None:
        if id(draft) not in self.seen:
            span = draft.span
            shares = ((overlap(span, g) / max(span[1] - span[0], g[1] - g[0]), i) for g, i in self.spots if overlap(span, g) > 0)
            best = max(shares, default=(0.0, ""))
            self.seen[id(draft)] = best[1] if best[0] > 0.45 else None
        return self.seen[id(draft)]

    def chain(self, chain: Any) -> str | None:
        return Counter(self.gold(d) for d in chain.drafts).most_common(1)[0][0] if chain.drafts else None

    def pronoun(self, draft: Any, found: list[tuple[Any, list[str]]]) -> Any:
        kind, gold = resolve._WEIGHTS_OF[draft.gender], self.gold(draft)
        right = [k for k, (c, _) in enumerate(found) if self.chain(c) == gold]
        if (gold is None and kind == "he") or (gold is not None and not right):
            return None
        self.pronouns.append((kind, [f for _, f in found], right if gold is not None else [*right, -1], self.number))
        return found[right[0]][0] if gold is not None else None

    def nominal(self, draft: Any, fresh: list[str], found: list[tuple[Any, list[str]]]) -> Any:
        gold = self.gold(draft)
        right = [k for k, (c, _) in enumerate(found) if self.chain(c) == gold]
        self.nominals.append((fresh, [f for _, f in found], (right or [-1]) if gold is not None else [*right, -1], self.number))
        return found[right[0]][0] if gold is not None and right else None

    def read(self, number: int, row: dict[str, Any]) -> None:
        self.number, self.seen = number, {}
        self.spots = [((m[0], m[1]), e["id"]) for e in row["entities"] for m in e["mentions"]]
        reading = Reading(Report(row["text"], published=row.get("published")), row["text"])
        parser.parse([reading])
        for stage in (published, statements, people):
            stage.run(reading)


Example = tuple[list[str], list[list[str]], list[int], int]


def pack(examples: list[Example], index: dict[str, int]) -> tuple[Any, Any, int, Any, Any]:
    """Row and column of each feature, the number of rows, and the example and rightness of each row."""
    rows, columns, owner, right = [], [], [], []
    at = 0
    for number, (fresh, found, good, _) in enumerate(examples):
        for k, features in enumerate([*found, fresh]):
            for feature in features:
                if feature in index:
                    rows.append(at)
                    columns.append(index[feature])
            owner.append(number)
            right.append(float(k in good or (k == len(found) and -1 in good)))
            at += 1
    return np.array(rows), np.array(columns), at, np.array(owner), np.array(right)


def fit(packed: tuple[Any, Any, int, Any, Any], width: int) -> Any:
    """The weights, by Adam over the whole set."""
    rows, columns, count, owner, right = packed
    w, m, v = np.zeros(width), np.zeros(width), np.zeros(width)
    for step in range(1, STEPS + 1):
        score = np.bincount(rows, w[columns], minlength=count)
        top = np.full(owner.max() + 1, -1e9)
        np.maximum.at(top, owner, score)
        share = np.exp(score - top[owner])
        share /= np.bincount(owner, share)[owner]
        wanted = share * right
        total = np.bincount(owner, wanted)[owner]
        wanted = np.where(total > 0, wanted / np.maximum(total, 1e-12), share)
        slope = PENALTY * w - np.bincount(columns, (wanted - share)[rows], minlength=width)
        m, v = 0.9 * m + 0.1 * slope, 0.99 * v + 0.01 * slope * slope
        w = w - RATE * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
    return w


def share_right(w: Any, packed: tuple[Any, Any, int, Any, Any]) -> float:
    rows, columns, count, owner, right = packed
    score = np.bincount(rows, w[columns], minlength=count)
    best: dict[int, int] = {}
    for k in range(count):
        if owner[k] not in best or score[k] > score[best[owner[k]]]:
            best[owner[k]] = k
    return sum(right[k] > 0 for k in best.values()) / max(1, len(best))


def learn(name: str, examples: list[Example], least: int) -> dict[str, float]:
    """Weights over all examples; prints how the weights without the held-out reports do on these."""
    counts = Counter(f for fresh, found, _, _ in examples for row in [*found, fresh] for f in set(row))
    features = sorted(f for f, n in counts.items() if n >= least)
    index = {f: k for k, f in enumerate(features)}
    trial = fit(pack([x for x in examples if x[3] % HELD_OUT], index), len(features))
    held = pack([x for x in examples if x[3] % HELD_OUT == 0], index)
    print(f"{name}: {len(examples)} examples, {len(features)} features, held out {share_right(trial, held):.3f} right")
    return dict(zip(features, fit(pack(examples, index), len(features)), strict=True))


def write(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("marked", type=Path)
    options.add_argument("data", type=Path)
    given = options.parse_args()
    teacher = Teacher()
    resolve.best_of, resolve.best_link = teacher.pronoun, teacher.nominal
    for number, line in enumerate(given.marked.read_text("utf-8").split("\n")):
        if line.strip():
            teacher.read(number, json.loads(line))
    kinds = ("he", "it", "they")
    learned = {k: learn(k, [(["nobody"], found, good, n) for kind, found, good, n in teacher.pronouns if kind == k and found], 8) for k in kinds}
    names = sorted({f for weights in learned.values() for f in weights})
    write(given.data / "people_pronouns.csv", ["feature", *kinds], [[f, *(f"{learned[k].get(f, 0.0):.3f}" for k in kinds)] for f in names])
    nominal = learn("nominals", [x for x in teacher.nominals if x[1]], 6)
    nominal["new"] += NEW_BIAS
    write(given.data / "people_nominals.csv", ["feature", "weight"], [[f, f"{w:.3f}"] for f, w in sorted(nominal.items()) if abs(w) >= 0.05])


if __name__ == "__main__":
    main()
