"""What joins need of the database: reports not judged yet, the inverted index, verdicts, clusters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, delete, func, or_, select, update

from onrecord.archive.adding import active_recodes
from onrecord.archive.hand import PERSON
from onrecord.archive.schema import clusters, judgements, keys, reports
from onrecord.archive.scope import Scope, chunks
from onrecord.archive.store import Store, now
from onrecord.archive.thin import recoded
from onrecord.record import Record
from onrecord.record_json import from_json


@dataclass(frozen=True, slots=True)
class Pending:
    """A reading that joins have to look at."""

    n: int
    reading: int
    record: Record


@dataclass(frozen=True, slots=True)
class Verdict:
    """A machine's verdict on two items, `left` the smaller id, with the numbers of their readings."""

    kind: str
    left: str
    right: str
    left_report: int
    right_report: int
    same: bool
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A standing verdict as clustering sees it."""

    left: str
    right: str
    same: bool
    score: float
    person: bool


def pending(connection: Connection, limit: int) -> list[Pending]:
    """The next readings that are not joined, in the order of adding."""
    query = select(reports.c.n, reports.c.reading, reports.c.record).where(reports.c.joined == 0, reports.c.superseded_at.is_(None))
    rows = connection.execute(query.order_by(reports.c.n).limit(limit)).all()
    return [Pending(r.n, r.reading, coded(connection, r.record)) for r in rows]


def coded(connection: Connection, stored: str) -> Record:
    """A stored record as a person recoded it."""
    record = from_json(stored)
    return recoded(record, active_recodes(connection, record))


def joined_records(connection: Connection, ns: Iterable[int]) -> dict[int, Record]:
    """Number -> record, of readings that stand."""
    out = {}
    for part in chunks(ns):
        rows = connection.execute(select(reports.c.n, reports.c.record).where(reports.c.n.in_(part), reports.c.superseded_at.is_(None)))
        out.update({r.n: coded(connection, r.record) for r in rows})
    return out


def put_keys(store: Store, connection: Connection, n: int, day: int | None, found: Mapping[int, Collection[int]]) -> None:
    """Write a reading's keys, a set of them a kind."""
    rows = [{"kind": kind, "key": key, "day": day or 0, "report": n} for kind, mine in sorted(found.items()) for key in sorted(mine)]
    store.put(connection, keys, rows)


def with_keys(connection: Connection, kind: int, wanted: Collection[int], day: int | None, window: int | None) -> Counter[int]:
    """Reading number -> how many of the keys it has, within `window` days (None: at any time). Unknown days always count as within."""
    hits: Counter[int] = Counter()
    for part in chunks(sorted(wanted)):
        query = select(keys.c.report, func.count()).where(keys.c.kind == kind, keys.c.key.in_(part)).group_by(keys.c.report)
        if window is not None and day is not None:
            query = query.where(or_(keys.c.day.between(day - window, day + window), keys.c.day == 0))
        hits.update({row[0]: row[1] for row in connection.execute(query)})
    return hits


def alike(connection: Connection, record: Record) -> list[int]:
    """Joined readings with the same text, or kept from the same address."""
    document = record.document
    same = [reports.c.text_id == document.text_id]
    if document.url:
        same.append(reports.c.url == document.url)
    query = select(reports.c.n).where(or_(*same), reports.c.joined == 1, reports.c.superseded_at.is_(None), reports.c.id != document.id)
    return list(connection.execute(query.order_by(reports.c.n)).scalars())


def put_verdicts(store: Store, connection: Connection, verdicts: Sequence[Verdict]) -> None:
    """Write the machine's verdicts."""
    if not verdicts:
        return
    first = (connection.execute(select(func.max(judgements.c.n))).scalar_one() or 0) + 1
    at = now()
    rows = [
        {
            "n": first + i, "kind": v.kind, "left": v.left, "right": v.right, "left_report": v.left_report, "right_report": v.right_report,
            "verdict": "same" if v.same else "different", "score": round(v.score, 6), "reason": v.reason, "decided_by": "rule", "decided_at": at, "author": None,
            "note": None, "anchors": None, "undone_at": None, "undone_by": None,
        }
        for i, v in enumerate(verdicts)
    ]  # fmt: skip
    store.put(connection, judgements, rows)


def mark_joined(connection: Connection, ns: Sequence[int]) -> None:
    """The readings have been judged."""
    connection.execute(update(reports).where(reports.c.n.in_(ns)).values(joined=1))


def labelled(connection: Connection, kind: str, document: str) -> list[str]:
    """Items of a report that are in a cluster now."""
    mine = or_(clusters.c.item == document, clusters.c.item.startswith(document + "#", autoescape=True))
    return list(connection.execute(select(clusters.c.item).where(clusters.c.kind == kind, mine)).scalars())


def component(connection: Connection, kind: str, items: Iterable[str]) -> tuple[set[str], list[Edge]]:
    """All items that standing verdicts of sameness, or present clusters, tie to the given ones, and the verdicts among them."""
    inside: set[str] = set()
    edges: dict[int, Edge] = {}
    todo = set(items)
    while todo:
        inside |= todo
        found: set[str] = set()
        for part in chunks(sorted(todo)):
            for side in (judgements.c.left, judgements.c.right):
                query = select(judgements).where(judgements.c.kind == kind, side.in_(part), judgements.c.undone_at.is_(None))
                for row in connection.execute(query):
                    edges[row.n] = _edge(row)
                    if row.verdict == "same":
                        found.update((row.left, row.right))
            mine = select(clusters.c.cluster).where(clusters.c.kind == kind, clusters.c.item.in_(part))
            found.update(connection.execute(select(clusters.c.item).where(clusters.c.kind == kind, clusters.c.cluster.in_(mine))).scalars())
        todo = found - inside
    return inside, [e for e in edges.values() if e.left in inside and e.right in inside]


def _edge(row: Any) -> Edge:
    return Edge(row.left, row.right, row.verdict == "same", row.score, row.decided_by == PERSON)


def put_clusters(store: Store, connection: Connection, kind: str, items: Collection[str], found: Iterable[Sequence[str]]) -> None:
    """Write anew in which cluster the items are; those in none have no row."""
    for part in chunks(sorted(items)):
        connection.execute(delete(clusters).where(clusters.c.kind == kind, clusters.c.item.in_(part)))
    store.put(connection, clusters, [{"kind": kind, "item": item, "cluster": min(group)} for group in found for item in sorted(group)])


def edges_at(connection: Connection, until: str) -> dict[str, list[Edge]]:
    """The verdicts as they stood at an hour: a machine's when both readings were kept by then, a person's when decided by then."""
    left, right, seen = reports.alias("l"), reports.alias("r"), Scope(until)
    stood = or_(judgements.c.undone_at.is_(None), judgements.c.undone_at > until)
    machine = (
        select(judgements)
        .join_from(judgements, left, judgements.c.left_report == left.c.n)
        .join(right, judgements.c.right_report == right.c.n)
        .where(judgements.c.decided_by != PERSON, stood, *(_kept(t, seen.until or "") for t in (left, right)))
    )
    person = select(judgements).where(judgements.c.decided_by == PERSON, stood, judgements.c.decided_at <= until)
    out: dict[str, list[Edge]] = {}
    for query in (machine, person):
        for row in connection.execute(query):
            out.setdefault(row.kind, []).append(_edge(row))
    return out


def _kept(table: Any, until: str) -> Any:
    return and_(table.c.added_at <= until, or_(table.c.superseded_at.is_(None), table.c.superseded_at > until))


