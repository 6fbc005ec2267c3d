"""Compiled reports (one JSON object a line) into windows of word pieces with labels for every head.

A label of IGNORE masks a head at a piece. Reports that do not mark attitudes leave them open: see `Window.attitudes`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

IGNORE = -100
LONGEST = 254  # pieces of a window, without [CLS] and [SEP]
TYPES = ["AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"]
CERTAINTY = ["asserted", "alleged", "possible", "planned", "hypothetical", "negated", "denied"]
KINDS = ["person", "organization", "group", "country", "place", "outlet"]
HEADS: dict[str, list[str]] = {
    "content": ["O", "B-speech", "I-speech", "B-attitude", "I-attitude"],
    "nested": ["O", "B", "I"],
    "cue": ["O", "B", "I"],
    "speaker": ["O", "B", "I"],
    "event": ["O", *TYPES],
    "certainty": CERTAINTY,
    "time": ["O", "B", "I"],
    "entity": ["O", *(f"{p}-{k}" for k in KINDS for p in "BI")],
}
"""Token heads and their labels; the order is that of the exported model."""
POINTERS = ("content_speaker", "content_cue", "antecedent")
"""Heads that point from a piece to one other piece of the window; to [CLS] where there is none."""
PAIRS = ("actor", "recipient")
"""Heads that score a trigger against each entity mention."""


@dataclass
class Window:
    """Pieces of one stretch of a report, with labels."""

    report: str
    ids: list[int]
    offsets: list[tuple[int, int]]
    labels: dict[str, np.ndarray]
    attitudes: bool
    pointers: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    pairs: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)  # trigger, mention, 0 or 1


def reports(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def is_dev(report: dict[str, Any], share: int = 7) -> bool:
    """Whether the report's story is held out; all reports of a story are on one side."""
    key = report.get("story") or report["id"]
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % share == 0


def file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def windows(report: dict[str, Any], tokenizer: Tokenizer) -> Iterator[Window]:
    """Whole paragraphs packed into windows; a paragraph too long for one is cut."""
    text = report["text"]
    ids: list[int] = []
    offsets: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            encoded = tokenizer.encode(line, add_special_tokens=False)
            pieces = [(i, (s + at, e + at)) for i, (s, e) in zip(encoded.ids, encoded.offsets, strict=True)]
            while pieces:
                if ids and len(ids) + len(pieces) > LONGEST:
                    yield _label(report, ids, offsets)
                    ids, offsets = [], []
                ids += [i for i, _ in pieces[:LONGEST]]
                offsets += [o for _, o in pieces[:LONGEST]]
                pieces = pieces[LONGEST:]
        at += len(line) + 1
    if ids:
        yield _label(report, ids, offsets)


def _label(report: dict[str, Any], ids: list[int], offsets: list[tuple[int, int]]) -> Window:
    offsets = [(-1, -1), *offsets, (-1, -1)]
    window = Window(report["id"], [101, *ids, 102], offsets, {h: np.zeros(len(offsets), dtype=np.int64) for h in HEADS}, bool(report["attitudes"]))
    for labels in window.labels.values():
        labels[0] = labels[-1] = IGNORE
    window.labels["certainty"][:] = IGNORE
    starts = [s for s, _ in offsets]
    _statements(report, window, starts)
    mentions = _entities(report, window)
    _events(report, window, mentions)
    for time in report["times"]:
        _bio(window, "time", [time["span"]], 1)
    return window


def _pieces(window: Window, span: list[int]) -> list[int]:
    return [k for k, (s, e) in enumerate(window.offsets) if s >= 0 and s < span[1] and span[0] < e]


def _bio(window: Window, head: str, spans: list[list[int]], first: int) -> None:
    for span in spans:
        for n, k in enumerate(_pieces(window, span)):
            window.labels[head][k] = first + (n > 0)


def _statements(report: dict[str, Any], window: Window, starts: list[int]) -> None:
    window.pointers = {p: [] for p in POINTERS}
    for s in sorted(report["statements"], key=lambda s: s["inside"] is not None):
        if s["inside"] is None:
            _bio(window, "content", s["content"], 1 if s["act"] == "speech" else 3)
        else:
            _bio(window, "nested", s["content"], 1)
        _bio(window, "cue", s["cue"], 1)
        if s["speaker_span"]:
            _bio(window, "speaker", [s["speaker_span"]], 1)
        for content in s["content"]:
            source = _pieces(window, content)
            if source:
                for pointer, spans in (("content_speaker", [s["speaker_span"]] if s["speaker_span"] else []), ("content_cue", s["cue"])):
                    targets = [p[0] for span in spans for p in [_pieces(window, span)] if p]
                    window.pointers[pointer].append((source[0], min(targets, key=lambda t: abs(t - source[0])) if targets else 0))


def _entities(report: dict[str, Any], window: Window) -> dict[str, list[int]]:
    """Entity id -> first pieces of its mentions in the window. The longest of nested mentions is labelled."""
    out: dict[str, list[int]] = {}
    every = sorted(((m, e) for e in report["entities"] for m in e["mentions"]), key=lambda x: x[0][1] - x[0][0])
    for m, e in every:
        pieces = _pieces(window, m)
        if pieces:
            _bio(window, "entity", [m], 1 + 2 * KINDS.index(e["kind"]))
            out.setdefault(e["id"], []).append(pieces[0])
    for places in out.values():
        places.sort()
        for earlier, later in pairwise(places):
            if later > earlier:
                window.pointers["antecedent"].append((later, earlier))
    return out


def _events(report: dict[str, Any], window: Window, mentions: dict[str, list[int]]) -> None:
    window.pairs = {p: [] for p in PAIRS}
    for event in report["events"]:
        for m in event["mentions"]:
            pieces = _pieces(window, m["trigger"])
            if not pieces:
                continue
            for k in pieces:
                window.labels["event"][k] = 1 + TYPES.index(event["type"])
                window.labels["certainty"][k] = CERTAINTY.index(m["certainty"])
            for pair, wanted in (("actor", event["actors"]), ("recipient", event["recipients"])):
                for entity, places in mentions.items():
                    if entity in wanted:
                        window.pairs[pair].append((pieces[0], min(places, key=lambda p: abs(p - pieces[0])), 1))
                    else:
                        window.pairs[pair] += [(pieces[0], p, 0) for p in places]
