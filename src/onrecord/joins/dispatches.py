"""The same-dispatch join over many records at once, without an archive: the same verdicts on one machine and on Spark.

Three pure steps: what a report is found by, which pairs to compare, and the verdict on a pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from onrecord.joins.pairs import gap
from onrecord.joins.profile import Profile, profile
from onrecord.joins.run import SHINGLE, STORY_DAYS, keys_of
from onrecord.joins.verdicts import dispatch_score
from onrecord.record import Record

CROWD = 400
"""Reports that may share one key: more share a phrase of the trade, not a dispatch, and the key is passed over."""


@dataclass(frozen=True, slots=True, order=True)
class Dispatch:
    """Two reports that print one dispatch, the smaller id first, and why."""

    left: str
    right: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A report under one of its keys."""

    report: str
    when: int | None = None


def keys(p: Profile) -> Iterator[str]:
    """What a report is found by: a sample of its shingles, its text, its address."""
    yield f"text {p.text_id}"
    if p.url is not None:
        yield f"url {p.url}"
    yield from (f"shingle {k}" for k in keys_of(p)[SHINGLE])


def pairs(under_one_key: Iterable[Found]) -> Iterator[tuple[str, str]]:
    """The pairs of reports under one key that lie near enough in time to compare, the smaller id first."""
    found = sorted(set(under_one_key), key=lambda f: f.report)
    if len(found) > CROWD:
        return
    for a, b in combinations(found, 2):
        if a.report != b.report and gap(a.when, b.when) <= STORY_DAYS:
            yield a.report, b.report


def verdict(a: Profile, b: Profile) -> Dispatch | None:
    """The verdict when two reports are one dispatch. The order of the two does not matter."""
    if b.report < a.report:
        a, b = b, a
    score = dispatch_score(a, b)
    return Dispatch(a.report, b.report, round(score.value, 6), score.reason) if score.same else None


def dispatches(records: Iterable[Record]) -> list[Dispatch]:
    """All pairs of one dispatch among the records, in order of their ids. Of records with one id the first counts."""
    profiles: dict[str, Profile] = {}
    for record in records:
        if record.document.id not in profiles:
            profiles[record.document.id] = profile(record)
    index: dict[str, list[Found]] = {}
    for p in profiles.values():
        for key in keys(p):
            index.setdefault(key, []).append(Found(p.report, p.when))
    candidates = {pair for found in index.values() if len(found) > 1 for pair in pairs(found)}
    return _judged(profiles, sorted(candidates))


def _judged(profiles: dict[str, Profile], candidates: Sequence[tuple[str, str]]) -> list[Dispatch]:
    return [v for left, right in candidates if (v := verdict(profiles[left], profiles[right])) is not None]
