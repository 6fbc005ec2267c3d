"""Judging what was added since, and computing clusters from judgements.

A report is compared only with those that an inverted index finds: sampled shingles for dispatches, pairs of leading terms within a window of
days for stories (and, inside those, events and statements), rare runs of quoted words for utterances. So its time follows from how many
reports are like it, not from how many there are. Verdicts are functions of the pair alone; the order of adding cannot change them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, product

from onrecord.archive import hand, judging
from onrecord.archive.judging import Verdict
from onrecord.archive.rows import JoinSummary
from onrecord.archive.scope import Clusters, Scope
from onrecord.archive.store import Connection, Store
from onrecord.joins.clusters import clusters
from onrecord.joins.profile import Profile, profile
from onrecord.joins.verdicts import NEAR, Score, dispatch_score, incident_score, look_alike, story_score, story_value, utterance_score
from onrecord.record import Record

KINDS = hand.KINDS
SHINGLE, TERMS, RUN = 1, 2, 3
STORY_DAYS = 120
_SAMPLE = 16
_RUN = 5
_BATCH = 16


def join(store: Store, *, limit: int | None, progress: Callable[[str], None] | None) -> JoinSummary:
    """Judge all readings that are not joined yet, or the first `limit` of them; a transaction a batch, whole or not at all."""
    done = made = same = 0
    profiles = Profiles()
    while limit is None or done < limit:
        with store.writing() as connection:
            batch = judging.pending(connection, _BATCH if limit is None else min(_BATCH, limit - done))
            if not batch:
                break
            verdicts: list[Verdict] = []
            touched: dict[str, set[str]] = {kind: set() for kind in KINDS}
            for item in batch:
                mine = profiles.put(item.n, profile(item.record))
                if item.reading > 1:
                    hand.follow(connection, item.record)
                    for kind in KINDS:
                        touched[kind].update(judging.labelled(connection, kind, mine.report))
                verdicts += _judged(connection, profiles, item.n, mine, item.record)
                judging.put_keys(store, connection, item.n, mine.when, keys_of(mine))
                judging.mark_joined(connection, [item.n])
            judging.put_verdicts(store, connection, verdicts)
            for v in verdicts:
                touched[v.kind].update((v.left, v.right))
            for kind, items in touched.items():
                recluster(store, connection, kind, items)
        done += len(batch)
        made += len(verdicts)
        same += sum(v.same for v in verdicts)
        if progress is not None:
            for item in batch:
                progress(item.record.document.id)
    return JoinSummary(done, made, same)


class Profiles:
    """Profiles by reading number, the last few thousand kept."""

    def __init__(self, size: int = 4000) -> None:
        self._kept: dict[int, Profile] = {}
        self._size = size

    def put(self, n: int, made: Profile) -> Profile:
        while len(self._kept) >= self._size:
            self._kept.pop(next(iter(self._kept)))
        self._kept[n] = made
        return made

    def get(self, connection: Connection, ns: Iterable[int]) -> dict[int, Profile]:
        wanted = list(ns)
        missing = [n for n in wanted if n not in self._kept]
        found = {n: profile(r) for n, r in judging.joined_records(connection, missing).items()}
        for n in missing:
            if n in found:
                self.put(n, found[n])
        return {n: p for n in wanted if (p := found.get(n) or self._kept.get(n)) is not None}


def keys_of(p: Profile) -> dict[int, set[int]]:
    """What a report is found by."""
    return {
        SHINGLE: {s for s in p.shingles if s % _SAMPLE == 0},
        TERMS: {_hash(f"{a} {b}") for a, b in combinations(sorted(p.terms), 2)},
        RUN: {h for s in p.statements for h in _runs(s.quoted)},
    }


def _runs(words: Sequence[str]) -> Iterator[int]:
    for i in range(len(words) - _RUN + 1):
        found = _hash(" ".join(words[i : i + _RUN]))
        if found % 4 == 0:
            yield found


@lru_cache(maxsize=65536)
def _hash(words: str) -> int:
    raw = words.encode("utf-8", "replace")
    return (zlib.crc32(raw) << 31 | zlib.adler32(raw[::-1]) >> 1) & 0x7FFFFFFFFFFFFFFF


def candidates(connection: Connection, p: Profile) -> tuple[set[int], set[int], set[int]]:
    """Readings to compare: as dispatches, as stories, for utterances."""
    found = keys_of(p)
    need = 2 if len(found[SHINGLE]) > 4 else 1
    dispatch = {n for n, hits in judging.with_keys(connection, SHINGLE, found[SHINGLE], p.when, STORY_DAYS).items() if hits >= need}
    story = set(judging.with_keys(connection, TERMS, found[TERMS], p.when, STORY_DAYS))
    runs = set(judging.with_keys(connection, RUN, found[RUN], p.when, None))
    return dispatch, story, runs


def _judged(connection: Connection, profiles: Profiles, n: int, p: Profile, record: Record) -> list[Verdict]:
    dispatch, story, runs = candidates(connection, p)
    dispatch |= set(judging.alike(connection, record))
    others = {m: q for m, q in profiles.get(connection, sorted((dispatch | story | runs) - {n})).items() if q.report != p.report}
    out = _within(p, p, n, n)
    for m, q in others.items():
        if m in dispatch:
            out += _verdicts("dispatch", p.report, q.report, n, m, dispatch_score(p, q))
        near = story_value(p, q)
        if m in dispatch or m in story:
            out += _verdicts("story", p.report, q.report, n, m, story_score(p, q), floor=0.0)
        if m in story and near > NEAR:
            out += _within(p, q, n, m)
        elif m in runs or m in dispatch:
            out += _statements(p, q, n, m, near)
    return out


def _within(p: Profile, q: Profile, n: int, m: int) -> list[Verdict]:
    """Verdicts on the events and statements of two near reports, or of one."""
    near = story_value(p, q)
    out = _statements(p, q, n, m, near)
    for a, b in combinations(p.events, 2) if p.report == q.report else product(p.events, q.events):
        score = incident_score(a, b, near)
        if score is not None:
            apart = look_alike(a, b) and a.type == b.type
            out += _verdicts("incident", a.id, b.id, n, m, score, floor=-2.0 if apart else 0.0)
    return out


def _statements(p: Profile, q: Profile, n: int, m: int, near: float) -> list[Verdict]:
    out = []
    for a, b in combinations(p.statements, 2) if p.report == q.report else product(p.statements, q.statements):
        score = utterance_score(a, b, near)
        if score is not None:
            out += _verdicts("utterance", a.id, b.id, n, m, score, floor=0.0)
    return out


def _verdicts(kind: str, a: str, b: str, n: int, m: int, score: Score, *, floor: float = 0.0) -> list[Verdict]:
    """The verdict, when it says the same, or a difference worth keeping (from `floor` on)."""
    if (not score.same and score.value < floor) or (not score.same and floor == 0.0):
        return []
    left, right = (a, n), (b, m)
    if b < a:
        left, right = right, left
    return [Verdict(kind, left[0], right[0], left[1], right[1], score.same, score.value, score.reason)]


def recluster(store: Store, connection: Connection, kind: str, items: Iterable[str]) -> None:
    """Compute anew the clusters of the items and of all that is tied to them."""
    inside, edges = judging.component(connection, kind, items)
    judging.put_clusters(store, connection, kind, inside, clusters(kind, edges))


def clusters_at(connection: Connection, until: str) -> Clusters:
    """The clusters as they stood at an hour."""
    found = judging.edges_at(connection, until)
    return {kind: {item: min(group) for group in clusters(kind, edges) for item in group} for kind, edges in found.items()}


def known_incidents(connection: Connection, scope: Scope, record: Record) -> list[str]:
    """Incidents of the archive that a record's events tell, the likeliest first; the record need not be kept."""
    p = profile(record)
    _, story, _ = candidates(connection, p)
    best: dict[str, float] = {}
    for q in Profiles().get(connection, sorted(story)).values():
        near = story_value(p, q)
        for a, b in product(p.events, q.events) if near > NEAR and q.report != p.report else ():
            score = incident_score(a, b, near)
            if score is not None and score.same:
                best[b.id] = max(best.get(b.id, 0.0), score.value)
    names = scope.cluster_of(connection, "incident", best)
    order = sorted(best, key=lambda e: (-best[e], e))
    return list(dict.fromkeys(names[e] for e in order))
