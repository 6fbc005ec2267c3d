"""Counts over time of one country acting on another, each with the rows behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, literal_column, select

from onrecord.archive.rows import SeriesRow
from onrecord.archive.schema import clusters, dyads, reports
from onrecord.archive.scope import Scope
from onrecord.errors import UsageError

PERIODS = ("day", "week", "month")
COUNTED = ("events", "reports", "incidents", "sources")
RULES = ("all", "asserted", "officials", "independent")


@dataclass(frozen=True, slots=True)
class Asked:
    """A series: who on whom (country codes), a row a `by`, counting what, under which rule."""

    source: str | None
    target: str | None
    by: str = "month"
    count: str = "incidents"
    rule: str = "all"
    type: str | None = None
    since: str | None = None
    until: str | None = None
    rows: bool = True

    def __post_init__(self) -> None:
        for value, allowed in ((self.by, PERIODS), (self.count, COUNTED), (self.rule, RULES)):
            if value not in allowed:
                raise UsageError(f"{value!r} is not one of {', '.join(allowed)}")


def series(connection: Connection, scope: Scope, asked: Asked) -> list[SeriesRow]:
    """The periods that have anything, in order. Withdrawn reports are not counted.

    `rule`: `asserted` leaves out what is only alleged, planned, …; `officials` keeps what an official is the source of;
    `independent` keeps incidents that at least two independent sources tell."""
    periods: dict[str, list[_Counted]] = defaultdict(list)
    for row in _rows(connection, scope, asked):
        periods[period(row.day, asked.by)].append(row)
    allowed = _corroborated(periods.values()) if asked.rule == "independent" else None
    return [made for name in sorted(periods) if (made := _period(name, periods[name], asked, allowed)) is not None]


@dataclass(frozen=True, slots=True)
class _Counted:
    day: str
    quad: int
    goldstein: float
    event: str
    report: str
    incident: str
    source: str


def _rows(connection: Connection, scope: Scope, asked: Asked) -> list[_Counted]:
    incident, dispatch = clusters.alias("incident"), clusters.alias("dispatch")
    name = reports.c.id + literal_column("'#'") + dyads.c.event
    now = scope.until is None
    query: Select[Any] = select(dyads.c.day, dyads.c.quad, dyads.c.goldstein, dyads.c.event, reports.c.id)
    query = query.join_from(dyads, reports, dyads.c.report == reports.c.n)
    if now:
        query = query.add_columns(incident.c.cluster.label("incident"), dispatch.c.cluster.label("dispatch"))
        query = query.outerjoin(incident, (incident.c.kind == "incident") & (incident.c.item == name))
        query = query.outerjoin(dispatch, (dispatch.c.kind == "dispatch") & (dispatch.c.item == reports.c.id))
    found = connection.execute(_narrowed(query, scope, asked)).all()
    if now:
        return [_counted(r, r.incident, r.dispatch) for r in found]
    events = scope.cluster_of(connection, "incident", [f"{r.id}#{r.event}" for r in found])
    copies = scope.cluster_of(connection, "dispatch", [r.id for r in found])
    return [_counted(r, events[f"{r.id}#{r.event}"], copies[r.id]) for r in found]


def _counted(r: Row[Any], incident: str | None, dispatch: str | None) -> _Counted:
    name = f"{r.id}#{r.event}"
    return _Counted(r.day, r.quad, r.goldstein, name, r.id, incident or name, dispatch or r.id)


def _narrowed(query: Select[Any], scope: Scope, asked: Asked) -> Select[Any]:
    standing = reports.c.withdrawn_at.is_(None) if scope.until is None else func.coalesce(reports.c.withdrawn_at, "~") > scope.until
    query = query.where(scope.visible(), standing, dyads.c.day.is_not(None))
    if asked.source is not None:
        query = query.where(dyads.c.source == asked.source.upper())
    if asked.target is not None:
        query = query.where(dyads.c.target == asked.target.upper())
    if asked.type is not None:
        query = query.where(dyads.c.type == asked.type.upper())
    if asked.since is not None:
        query = query.where(dyads.c.day >= asked.since)
    if asked.until is not None:
        query = query.where(dyads.c.day <= asked.until)
    if asked.rule == "asserted":
        query = query.where(dyads.c.asserted == 1)
    if asked.rule == "officials":
        query = query.where(dyads.c.official == 1)
    return query


def _corroborated(periods: Iterable[Sequence[_Counted]]) -> set[str]:
    sources: dict[str, set[str]] = defaultdict(set)
    for rows in periods:
        for row in rows:
            sources[row.incident].add(row.source)
    return {incident for incident, told in sources.items() if len(told) > 1}


def _unit(row: _Counted, count: str) -> str:
    return {"events": row.event, "reports": row.report, "incidents": row.incident, "sources": row.source}[count]


def _period(name: str, rows: Sequence[_Counted], asked: Asked, allowed: set[str] | None) -> SeriesRow | None:
    """One period. A unit (an incident, a report …) counts once a quad; Goldstein is the mean over events, one an incident."""
    kept = [r for r in rows if allowed is None or r.incident in allowed]
    if not kept:
        return None
    quads = [len({_unit(r, asked.count) for r in kept if r.quad == q}) for q in (1, 2, 3, 4)]
    scale: dict[str, list[float]] = defaultdict(list)
    for r in kept:
        scale[r.incident].append(r.goldstein)
    mean = sum(sum(v) / len(v) for v in scale.values()) / len(scale)
    events = tuple(sorted({r.event for r in kept})) if asked.rows else ()
    count = len({_unit(r, asked.count) for r in kept})
    return SeriesRow(name, count, quads[0], quads[1], quads[2], quads[3], round(mean, 3), events)


def period(day: str, by: str) -> str:
    """The period a day is in: the day, its ISO week's Monday, or its month."""
    if by == "day":
        return day
    if by == "month":
        return day[:7]
    at = date.fromisoformat(day)
    return (at - timedelta(days=at.weekday())).isoformat()
