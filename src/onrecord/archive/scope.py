"""The archive as it is, or as it was known at an hour: which reports are seen, and which cluster an item is in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, or_, select

from onrecord.archive.schema import clusters, reports

T = TypeVar("T")
_CHUNK = 5000
Clusters = Mapping[str, Mapping[str, str]]
"""kind -> item -> cluster, for items in a cluster of two or more."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is seen. `until` None: the archive as it is. Else only what had been added by that hour; `known` holds its clusters."""

    until: str | None = None
    known: Clusters = field(default_factory=dict)

    def visible(self) -> ColumnElement[bool]:
        """The condition on `reports` for a reading that is seen."""
        if self.until is None:
            return reports.c.superseded_at.is_(None)
        ended = or_(reports.c.superseded_at.is_(None), reports.c.superseded_at > self.until)
        return (reports.c.added_at <= self.until) & ended

    def standing(self, table: Any) -> ColumnElement[bool]:
        """The condition on a person's verdicts or recodings for one that stands."""
        undone: ColumnElement[bool] = table.c.undone_at.is_(None)
        decided: ColumnElement[bool] = table.c.decided_at <= (self.until or "")
        if self.until is None:
            return undone
        return decided & or_(undone, table.c.undone_at > self.until)

    def cluster_of(self, connection: Connection, kind: str, items: Iterable[str]) -> dict[str, str]:
        """Item -> its cluster; its own id when it is alone."""
        asked = list(dict.fromkeys(items))
        out = {item: item for item in asked}
        if self.until is not None:
            known = self.known.get(kind, {})
            return {item: known.get(item, item) for item in asked}
        for part in chunks(asked):
            out.update(
                (row[0], row[1])
                for row in connection.execute(select(clusters.c.item, clusters.c.cluster).where(clusters.c.kind == kind, clusters.c.item.in_(part)))
            )
        return out

    def members(self, connection: Connection, kind: str, names: Iterable[str]) -> dict[str, list[str]]:
        """Cluster -> its items in order; a cluster of one holds itself."""
        asked = list(dict.fromkeys(names))
        out: dict[str, list[str]] = {name: [] for name in asked}
        if self.until is not None:
            for item, cluster in self.known.get(kind, {}).items():
                if cluster in out:
                    out[cluster].append(item)
        else:
            for part in chunks(asked):
                rows = connection.execute(select(clusters.c.cluster, clusters.c.item).where(clusters.c.kind == kind, clusters.c.cluster.in_(part)))
                for cluster, item in rows:
                    out[cluster].append(item)
        return {name: sorted(items) or [name] for name, items in out.items()}


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in parts that fit one statement's parameters."""
    source = iter(items)
    while part := list(islice(source, _CHUNK)):
        yield part
