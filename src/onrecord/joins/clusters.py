"""Clusters from judgements: a pure function of the items and the verdicts among them, whatever order they came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from onrecord.archive.judging import Edge


def clusters(kind: str, edges: Iterable[Edge]) -> list[list[str]]:
    """Groups of two or more, each sorted, in order.

    A person's verdicts come first and bind: what a person parts stays apart, whatever else joins. Then the machine's, the surest
    first; two groups are joined only when enough of the pairs between them (`SHARE`) are held to be the same, so that one wrong link
    does not make a chain."""
    ranked = sorted(edges, key=lambda e: (not e.person, not e.same, -e.score, e.left, e.right))
    decided = {(e.left, e.right) for e in ranked if e.person}
    machine = [e for e in ranked if not e.person and (e.left, e.right) not in decided]
    groups = _Groups(SHARE[kind], [e for e in ranked if e.person and not e.same], machine)
    for e in ranked:
        if e.same and e.person:
            groups.join(e.left, e.right, forced=True)
    for e in machine:
        if e.same:
            groups.join(e.left, e.right, forced=False)
    return groups.found()


SHARE = {"dispatch": 0.34, "story": 0.34, "incident": 0.5, "utterance": 0.67}
"""Of the pairs between two groups, as many must be held the same, less those held different, for the groups to be joined."""


class _Groups:
    """Groups that grow, with the ties and bars between them."""

    def __init__(self, share: float, apart: list[Edge], machine: list[Edge]) -> None:
        self.share = share
        self.members: dict[str, list[str]] = {}
        self.group: dict[str, str] = {}
        self.bars: dict[str, set[str]] = defaultdict(set)
        self.leaning: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for e in apart:
            self.bars[e.left].add(e.right)
            self.bars[e.right].add(e.left)
        for e in machine:
            step = 1 if e.same else -1
            self.leaning[e.left][e.right] += step
            self.leaning[e.right][e.left] += step

    def _of(self, item: str) -> str:
        if item not in self.group:
            self.group[item] = item
            self.members[item] = [item]
        return self.group[item]

    def join(self, left: str, right: str, *, forced: bool) -> None:
        a, b = self._of(left), self._of(right)
        if a == b or self._barred(a, b) or (not forced and self._lean(a, b) < self.share * len(self.members[a]) * len(self.members[b])):
            return
        if (len(self.members[a]), b) < (len(self.members[b]), a):
            a, b = b, a
        for item in self.members.pop(b):
            self.group[item] = a
            self.members[a].append(item)

    def _barred(self, a: str, b: str) -> bool:
        return any(self.group.get(other) == b for item in self.members[a] for other in self.bars.get(item, ()))

    def _lean(self, a: str, b: str) -> int:
        return sum(step for item in self.members[a] for other, step in self.leaning.get(item, {}).items() if self.group.get(other, other) == b)

    def found(self) -> list[list[str]]:
        return sorted(sorted(items) for items in self.members.values() if len(items) > 1)
