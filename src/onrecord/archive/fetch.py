"""Rows out of the archive: reports, records, entities, events, quotations."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, or_, select, tuple_

from onrecord.archive.rows import EntityRow, EventRow, QuoteRow, ReportRow, Side, Telling
from onrecord.archive.schema import entities, events, mentions, recodes, reports, sides, statements
from onrecord.archive.scope import Scope, chunks
from onrecord.archive.words import fold
from onrecord.errors import UsageError
from onrecord.record import Record
from onrecord.record_json import from_json

_LIGHT = [c for c in reports.c if c.name not in ("record",)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of events and quotations. `actor`, `recipient`, `who`: a country code or a name; days are ISO dates, ends included.
    `holder`: on whose word; `located`: with coordinates; `box`: within west, south, east, north (west > east crosses the date line)."""

    type: str | None = None
    quad: int | None = None
    certainty: str | None = None
    actor: str | None = None
    recipient: str | None = None
    who: str | None = None
    country: str | None = None
    place: str | None = None
    publisher: str | None = None
    since: str | None = None
    until: str | None = None
    report: str | None = None
    reports: tuple[str, ...] | None = None
    ids: tuple[str, ...] | None = None
    kind: str | None = None
    words: str | None = None
    holder: str | None = None
    located: bool = False
    box: tuple[float, float, float, float] | None = None
    limit: int | None = 200
    offset: int = 0


def report_rows(
    connection: Connection, scope: Scope, *, ids: Sequence[str] | None = None, ns: Sequence[int] | None = None, publisher: str | None = None,
    url: str | None = None, since: str | None = None, until: str | None = None, limit: int | None = None, offset: int = 0,
) -> list[ReportRow]:  # fmt: skip
    """Reports seen, the newest first; or those with the ids or numbers, in that order."""
    if ids is not None or ns is not None:
        column: Any = reports.c.id if ids is not None else reports.c.n
        wanted: Sequence[Any] = ids if ids is not None else (ns or ())
        found = {}
        for part in chunks(wanted):
            for row in connection.execute(select(*_LIGHT).where(column.in_(part), scope.visible())):
                found[row.id if ids is not None else row.n] = row
        return _as_reports(connection, scope, [found[i] for i in wanted if i in found])
    query = select(*_LIGHT).where(scope.visible())
    if publisher is not None:
        query = query.where(reports.c.publisher == publisher)
    if url is not None:
        query = query.where(reports.c.url == url)
    if since is not None:
        query = query.where(reports.c.day >= since)
    if until is not None:
        query = query.where(reports.c.day <= until)
    query = query.order_by(reports.c.day.desc().nulls_last(), reports.c.id).offset(offset)
    return _as_reports(connection, scope, connection.execute(query.limit(limit) if limit is not None else query).all())


def _as_reports(connection: Connection, scope: Scope, rows: Sequence[Row[Any]]) -> list[ReportRow]:
    ids = [r.id for r in rows]
    dispatch, story = (scope.cluster_of(connection, kind, ids) for kind in ("dispatch", "story"))
    return [_report(r, scope, dispatch[r.id], story[r.id]) for r in rows]


def _report(r: Row[Any], scope: Scope, dispatch: str, story: str) -> ReportRow:
    gone = r.withdrawn_at if scope.until is None or (r.withdrawn_at or "") <= scope.until else None
    return ReportRow(
        r.id, r.text_id, r.headline, r.title, r.publisher, r.url, r.published, r.language, r.version, r.reading, r.added_at, gone,
        r.withdrawn_why if gone else None, r.words, r.agency, dispatch, story,
    )  # fmt: skip


def record(connection: Connection, scope: Scope, report: str) -> Record | None:
    """A report's record, as it was read; None when the archive has none."""
    stored = stored_record(connection, scope, report)
    return from_json(stored) if stored is not None else None


def stored_record(connection: Connection, scope: Scope, report: str) -> str | None:
    """The record's stored JSON."""
    return connection.execute(select(reports.c.record).where(reports.c.id == report, scope.visible())).scalar_one_or_none()


def entity_rows(
    connection: Connection, scope: Scope, *, report: str | None = None, name: str | None = None, country: str | None = None, limit: int | None = 200
) -> list[EntityRow]:
    """Entities of one report, or of all by name or country."""
    query = select(reports.c.id.label("doc"), entities).join_from(entities, reports, entities.c.report == reports.c.n).where(scope.visible())
    if report is not None:
        query = query.where(reports.c.id == report)
    if name is not None:
        query = query.where(entities.c.folded == fold(name))
    if country is not None:
        query = query.where(entities.c.country == country.upper())
    rows = connection.execute(query.limit(limit) if limit is not None and report is None else query).all()
    found = [
        EntityRow(f"{r.doc}#{r.id}", r.doc, r.name, r.kind, r.country, r.sector, r.coded_by, r.wikidata, r.lat, r.lon, r.mentions) for r in rows
    ]
    return sorted(found, key=lambda e: (e.report, int(e.id.rpartition("#E")[2])))


def event_rows(connection: Connection, scope: Scope, wanted: Wanted) -> list[EventRow]:
    """Events, the latest first, with sides, tellings and incident."""
    query = select(reports.c.id.label("doc"), reports.c.publisher, reports.c.published, events).join_from(
        events, reports, events.c.report == reports.c.n
    )
    query = query.where(scope.visible(), *_event_conditions(wanted)).order_by(
        events.c.day.desc().nulls_last(), reports.c.id, events.c.start, events.c.id
    )
    return _as_events(connection, scope, _asked_rows(connection, query, wanted, events))


def _asked_rows(connection: Connection, query: Select[Any], wanted: Wanted, table: Table) -> Sequence[Row[Any]]:
    if wanted.ids is not None:
        return _by_ids(connection, query, wanted.ids, table)
    return connection.execute(_paged(query, wanted)).all()


def _paged(query: Select[Any], wanted: Wanted) -> Select[Any]:
    query = query.offset(wanted.offset)
    return query.limit(wanted.limit) if wanted.limit is not None else query


def _by_ids(connection: Connection, query: Select[Any], ids: Iterable[str], table: Table) -> list[Row[Any]]:
    """The rows with global ids, in the order asked for."""
    found: dict[str, Row[Any]] = {}
    for part in chunks(ids):
        numbers = sorted({i.partition("#")[2] for i in part})
        docs = sorted({i.partition("#")[0] for i in part})
        rows = connection.execute(query.order_by(None).where(reports.c.id.in_(docs), table.c.id.in_(numbers)))
        found.update((f"{row.doc}#{row.id}", row) for row in rows)
    return [found[i] for i in ids if i in found]


def _event_conditions(w: Wanted) -> list[ColumnElement[bool]]:
    out: list[ColumnElement[bool]] = []
    if w.type is not None:
        out.append(events.c.type.in_([t.strip().upper() for t in w.type.split(",")]))
    if w.quad is not None:
        out.append(events.c.quad == w.quad)
    if w.certainty is not None:
        out.append(events.c.certainty.in_([c.strip().lower() for c in w.certainty.split(",")]))
    for role, named in (("actor", w.actor), ("recipient", w.recipient), (None, w.who), (None, w.country)):
        if named is not None:
            out.append(_takes_part(role, named))
    if w.place is not None:
        out.append(or_(events.c.place_country == w.place.upper(), events.c.place == w.place))
    if w.since is not None:
        out.append(events.c.day >= w.since)
    if w.until is not None:
        out.append(events.c.day <= w.until)
    return out + _told_by(w) + _located(w) + _report_conditions(w)


def _told_by(w: Wanted) -> list[ColumnElement[bool]]:
    """A telling of the event stands on this one's word."""
    if w.holder is None:
        return []
    who = statements.c.country == w.holder if is_code(w.holder) else statements.c.folded == fold(w.holder)
    same = (mentions.c.report == statements.c.report) & (mentions.c.statement == statements.c.id)
    return [tuple_(events.c.report, events.c.id).in_(select(mentions.c.report, mentions.c.event).join_from(statements, mentions, same).where(who))]


def _located(w: Wanted) -> list[ColumnElement[bool]]:
    if w.box is None:
        return [events.c.lat.is_not(None)] if w.located else []
    west, south, east, north = w.box
    across = or_(events.c.lon >= west, events.c.lon <= east) if west > east else events.c.lon.between(west, east)
    return [events.c.lat.between(south, north), across]


def _report_conditions(w: Wanted) -> list[ColumnElement[bool]]:
    out: list[ColumnElement[bool]] = []
    if w.publisher is not None:
        out.append(reports.c.publisher == w.publisher)
    if w.report is not None:
        out.append(reports.c.id == w.report)
    if w.reports is not None:
        out.append(reports.c.id.in_(w.reports))
    return out


def is_code(name: str) -> bool:
    """Whether a name in a question is a country code rather than a name."""
    return len(name) == 3 and name.isascii() and name.isalpha() and name.isupper()


def _takes_part(role: str | None, named: str) -> ColumnElement[bool]:
    side = sides.c.country == named if is_code(named) else sides.c.folded == fold(named)
    inside = select(sides.c.report, sides.c.event).where(side)
    return tuple_(events.c.report, events.c.id).in_(inside.where(sides.c.role == role) if role is not None else inside)


def _as_events(connection: Connection, scope: Scope, rows: Sequence[Row[Any]]) -> list[EventRow]:
    keys = {(r.report, r.id) for r in rows}
    ns = list({n for n, _ in keys})
    actors, recipients = defaultdict[Any, list[Side]](list), defaultdict[Any, list[Side]](list)
    docs = {r.report: r.doc for r in rows}
    tellings = defaultdict[Any, list[Telling]](list)
    for part in chunks(ns):
        for s in connection.execute(select(sides).where(sides.c.report.in_(part))):
            if (s.report, s.event) in keys:
                side = Side(f"{docs[s.report]}#{s.entity}", s.name, s.kind, s.country, s.sector)
                (actors if s.role == "actor" else recipients)[s.report, s.event].append(side)
        for m in connection.execute(select(mentions).where(mentions.c.report.in_(part)).order_by(mentions.c.report, mentions.c.event, mentions.c.k)):
            if (m.report, m.event) in keys:
                tellings[m.report, m.event].append(_telling(m, docs[m.report]))
    incidents = scope.cluster_of(connection, "incident", [f"{r.doc}#{r.id}" for r in rows])
    changed = _recoded(connection, scope, set(docs.values()))
    out = []
    for r in rows:
        key, name = (r.report, r.id), f"{r.doc}#{r.id}"
        out.append(
            EventRow(
                name, r.doc, r.publisher, r.published, r.type, r.mode, r.quad, r.goldstein, r.certainty, r.confidence, r.begin, r.end, r.day,
                _in_order(actors[key]), _in_order(recipients[key]), r.place, r.place_country, r.lat, r.lon, _pair(r, "killed"), _pair(r, "injured"),
                _pair(r, "arrested"), tuple(json.loads(r.contexts)), r.trigger, r.words, r.start, r.stop, r.holder, tuple(tellings[key]), incidents[name],
                name in changed,
            )
        )  # fmt: skip
    return out


def _in_order(found: list[Side]) -> tuple[Side, ...]:
    return tuple(sorted(found, key=lambda s: int(s.id.rpartition("#E")[2])))


def _recoded(connection: Connection, scope: Scope, docs: set[str]) -> set[str]:
    found: set[str] = set()
    for part in chunks(docs):
        query = select(recodes.c.datum).where(recodes.c.report.in_(part), scope.standing(recodes))
        found.update(connection.execute(query).scalars())
    return found


def _telling(m: Row[Any], doc: str) -> Telling:
    statement = f"{doc}#{m.statement}" if m.statement else None
    return Telling(
        m.trigger, m.words, m.start, m.stop, m.certainty, tuple(json.loads(m.cues)), statement, m.holder, m.holder_country, m.holder_sector
    )


def _pair(r: Row[Any], what: str) -> tuple[int, int] | None:
    low, high = getattr(r, f"{what}_low"), getattr(r, f"{what}_high")
    return (low, high) if low is not None else None


def quote_rows(connection: Connection, scope: Scope, wanted: Wanted) -> list[QuoteRow]:
    """Statements, the latest first."""
    query = select(reports.c.id.label("doc"), reports.c.publisher, reports.c.published, statements).join_from(
        statements, reports, statements.c.report == reports.c.n
    )
    query = query.where(scope.visible(), *_quote_conditions(wanted)).order_by(
        statements.c.day.desc().nulls_last(), reports.c.id, statements.c.start, statements.c.id
    )
    rows = _asked_rows(connection, query, wanted, statements)
    said = scope.cluster_of(connection, "utterance", [f"{r.doc}#{r.id}" for r in rows])
    return [
        QuoteRow(
            f"{r.doc}#{r.id}", r.doc, r.publisher, r.published, r.name, r.country, r.sector, tuple(json.loads(r.via)), r.kind, r.act, r.certainty, r.cue,
            r.words, r.start, r.stop, said[f"{r.doc}#{r.id}"],
        )
        for r in rows
    ]  # fmt: skip


def _quote_conditions(w: Wanted) -> list[ColumnElement[bool]]:
    out: list[ColumnElement[bool]] = []
    if w.who is not None:
        out.append(statements.c.country == w.who if is_code(w.who) else statements.c.folded == fold(w.who))
    if w.country is not None:
        out.append(statements.c.country == w.country.upper())
    if w.kind is not None:
        if w.kind not in ("direct", "indirect", "mixed"):
            raise UsageError(f"a quotation is direct, indirect or mixed, not {w.kind!r}")
        out.append(statements.c.kind == w.kind)
    if w.words is not None:
        out.append(and_(*(statements.c.words.ilike(f"%{_escaped(word)}%", escape="\\") for word in w.words.split())))
    if w.since is not None:
        out.append(statements.c.day >= w.since)
    if w.until is not None:
        out.append(statements.c.day <= w.until)
    return out + _report_conditions(w)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
