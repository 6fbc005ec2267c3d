"""Verdicts on two reports, events or statements: a score, and its reason in words. Weights are data (`data/join_weights.csv`); a score is
the logarithm of the odds that the two are the same, less the threshold."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.errors import DataError
from onrecord.joins.pairs import (
    EVENT_FEATURES,
    QUOTE_FEATURES,
    STORY_FEATURES,
    containment,
    days_apart,
    event_features,
    exact,
    gap,
    quote_features,
    story_features,
)
from onrecord.joins.profile import Profile, Said, Told
from onrecord.knowledge import DATA

_FILE = "join_weights.csv"
_NAMES = {"story": STORY_FEATURES, "incident": EVENT_FEATURES, "utterance": QUOTE_FEATURES}
NEAR = -2.0
"""From this story score on, two reports are close enough for their events and statements to be compared."""
DISPATCH_DAYS = 30
_AHEAD = frozenset({"planned", "hypothetical", "possible"})
_SLIP = 14  # days by which what was planned may come about late


@dataclass(frozen=True, slots=True)
class Score:
    """Above zero: the same. `reason` says what weighed most."""

    value: float
    reason: str

    @property
    def same(self) -> bool:
        return self.value > 0


@lru_cache(maxsize=1)
def _weights() -> dict[str, tuple[tuple[float, ...], float]]:
    """Join -> weights in the order of its features, and the constant. Raises `DataError` naming the bad row."""
    table: dict[str, dict[str, float]] = {name: {} for name in _NAMES}
    with (DATA / _FILE).open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            join, feature = row.get("join") or "", row.get("feature") or ""
            if join not in table or feature not in (*_NAMES[join], "constant", "threshold"):
                raise DataError(f"{_FILE}:{number}: no feature {feature!r} of a join {join!r}")
            try:
                table[join][feature] = float(row["weight"])
            except (TypeError, ValueError) as error:
                raise DataError(f"{_FILE}:{number}: the weight must be a number") from error
    for join, names in _NAMES.items():
        if missing := [n for n in (*names, "constant", "threshold") if n not in table[join]]:
            raise DataError(f"{_FILE}: no weight of {join}: {', '.join(missing)}")
    return {j: (tuple(table[j][n] for n in names), table[j]["constant"] - table[j]["threshold"]) for j, names in _NAMES.items()}


def _score(join: str, features: Sequence[float]) -> Score:
    weights, constant = _weights()[join]
    parts = [w * f for w, f in zip(weights, features, strict=True)]
    return Score(constant + sum(parts), _reason(join, parts, features))


def _value(join: str, features: Sequence[float]) -> float:
    weights, constant = _weights()[join]
    return constant + sum(w * f for w, f in zip(weights, features, strict=True))


def _reason(join: str, parts: Sequence[float], features: Sequence[float]) -> str:
    ranked = sorted(zip(parts, _NAMES[join], features, strict=True), key=lambda x: (-abs(x[0]), x[1]))
    told = [f"{'+' if p > 0 else '−'} {name} {f:.2f}" for p, name, f in ranked if abs(p) >= 0.3][:6]
    return "; ".join(told)


def story_score(a: Profile, b: Profile) -> Score:
    """Whether two reports are on one matter."""
    return _score("story", story_features(a, b))


def story_value(a: Profile, b: Profile) -> float:
    """The story score alone, for comparing what is in the reports; the same report is as near as can be."""
    return 4.0 if a.report == b.report else max(-3.0, min(6.0, _value("story", story_features(a, b))))


def incident_score(a: Told, b: Told, story: float) -> Score | None:
    """Whether two events are one happening; None when they are not even alike."""
    if not _alike(a, b):
        return None
    features = event_features(a, b, story)
    value = _value("incident", features)
    if value < -4:
        return None
    score = _score("incident", features)
    if look_alike(a, b):
        days = days_apart(a, b)
        return Score(min(score.value, 0.0) - 0.5, f"alike, but told of days that lie {days} apart; {score.reason}")
    return score


def _alike(a: Told, b: Told) -> bool:
    return a.type == b.type or bool(a.triggers & b.triggers) or bool(a.near & b.triggers and b.near & a.triggers)


def look_alike(a: Told, b: Told) -> bool:
    """Whether two events are told of days that do not meet, so that they cannot be the same, however alike. A plan may be carried out
    on a later day than was planned."""
    apart = days_apart(a, b)
    if apart is None or apart <= 1 or not exact(a, b):
        return False
    return not (apart <= _SLIP and bool(a.certainties <= _AHEAD) != bool(b.certainties <= _AHEAD))


def utterance_score(a: Said, b: Said, story: float) -> Score | None:
    """Whether two statements are one utterance; None when they share no word and no speaker."""
    features = quote_features(a, b, story)
    if features[0] == 0.0 and features[5] == 0.0:
        return None
    value = _value("utterance", features)
    return _score("utterance", features) if value > -4 else None


def dispatch_score(a: Profile, b: Profile) -> Score:
    """Whether one report repeats the other's text: how many of the shorter one's four-word shingles, quotations aside, the longer has."""
    if a.text_id == b.text_id:
        return Score(1.0, "the same text, letter for letter")
    if a.url is not None and a.url == b.url:
        return Score(0.9, "two versions from one address")
    share, common = containment(a.shingles, b.shingles), len(a.shingles & b.shingles)
    lead = max(_lead(a, b), _lead(b, a))
    days = gap(a.when, b.when)
    same = common >= 12 and days <= DISPATCH_DAYS and (share >= 0.5 or (share >= 0.2 and lead >= 0.2 and days <= 4))
    reason = f"{share:.0%} of the shorter one's runs of four words stand in the longer one, {lead:.0%} of its lead"
    return Score(share if same else share - 1.0, reason)


def _lead(a: Profile, b: Profile) -> float:
    return len(a.lead & b.shingles) / len(a.lead) if a.lead else 0.0
