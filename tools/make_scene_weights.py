#!/usr/bin/env python3
"""Learn src/onrecord/data/scene_weights.csv from the written reports (CC0).

    make_scene_weights.py own.jsonl [--every 2] [--out src/onrecord/data]

For each entity that the report codes with no country of its own, the countries of the report are candidates; the gold country is
the answer, or none of them. A softmax over the features of `onrecord.stages.actor_scene` is fitted by gradient ascent.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np

from onrecord import Report
from onrecord import reader as reading_stages
from onrecord.errors import OnrecordError
from onrecord.spans import overlap
from onrecord.stages import actors
from onrecord.stages.actor_scene import FEATURES

STEPS, RATE, MOMENTUM, DECAY = 400, 0.5, 0.9, 1e-3


def examples(path: Path, every: int) -> list[tuple[np.ndarray, int]]:
    """(features of the candidates, index of the right one or -1) for each entity without a country of its own."""
    out: list[tuple[np.ndarray, int]] = []
    asked: list[tuple[object, object]] = []
    original = actors._filled

    def watch(entity, coded, scene, speaks):  # type: ignore[no-untyped-def]
        if coded.country is None and entity.kind not in ("country", "place") and (speaks or actors._belongs(entity, coded)):
            asked.append((entity, scene.features(actors._first_word(entity))))
        return original(entity, coded, scene, speaks)

    actors._filled = watch
    reading_stages.STAGES = tuple(s for s in reading_stages.STAGES if s.name not in ("places", "events"))
    reader = reading_stages.Reader()
    for line in path.read_text("utf-8").splitlines()[::every]:
        gold = json.loads(line)
        asked.clear()
        try:
            next(reader.readings([Report(gold["text"], published=gold["published"])]))
        except OnrecordError as error:
            print(gold["id"], error)
            continue
        for entity, features in asked:
            country = answer(entity, gold)
            if features and country is not ...:
                codes = [c for c, _ in features]
                out.append((np.array([f for _, f in features]), codes.index(country) if country in codes else -1))
    return out


def answer(entity, gold):  # type: ignore[no-untyped-def]
    """The gold country of the entity that most mentions fall on; ... when none does."""
    votes: Counter[str] = Counter()
    for m in entity.mentions:
        best = max((overlap(m.span, tuple(s)) / max(m.span[1] - m.span[0], s[1] - s[0]), e["id"]) for e in gold["entities"] for s in e["mentions"])
        if best[0] > 0:
            votes[best[1]] += 1
    if not votes:
        return ...
    top = votes.most_common(1)[0][0]
    return next(e["country"] for e in gold["entities"] if e["id"] == top)


def fit(rows: list[tuple[np.ndarray, int]]) -> np.ndarray:
    n = len(FEATURES)
    weights, speed = np.zeros(n + 1), np.zeros(n + 1)
    for _ in range(STEPS):
        slope = np.zeros(n + 1)
        for known, right in rows:
            scores = np.append(known @ weights[:n], weights[n])
            odds = np.exp(scores - scores.max())
            miss = -odds / odds.sum()
            miss[right] += 1
            slope[:n] += miss[:-1] @ known
            slope[n] += miss[-1]
        speed = MOMENTUM * speed + slope / len(rows) - DECAY * weights
        weights = weights + RATE * speed
    return weights


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("own", type=Path)
    args.add_argument("--every", type=int, default=2)
    args.add_argument("--out", type=Path, default=Path("src/onrecord/data"))
    options = args.parse_args()
    rows = examples(options.own, options.every)
    weights = fit(rows)
    with (options.out / "scene_weights.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["feature", "weight"])
        out.writerows((f, f"{w:.3f}") for f, w in zip((*FEATURES, "none"), weights, strict=True))
    print(len(rows), "examples")


if __name__ == "__main__":
    main()
