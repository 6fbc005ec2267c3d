"""A person's hand: verdicts and recodings with author and note, kept apart from the machine's, outranking it, undoable."""

from __future__ import annotations

import json
from typing import Any, get_args

from sqlalchemy import Connection, func, or_, select, update

from onrecord.archive import schema
from onrecord.archive.adding import Packed, Writer, anchor_of, datum_at
from onrecord.archive.rows import JudgementRow, RecodeRow
from onrecord.archive.scope import Scope
from onrecord.archive.store import Store, now
from onrecord.errors import UsageError
from onrecord.record import Certainty, EventType, Record, Sector
from onrecord.record_json import from_json

KINDS = ("dispatch", "utterance", "incident", "story")
PERSON = "person"
_V, _R = schema.judgements, schema.recodes
_FIELDS: dict[str, dict[str, tuple[str, ...] | None]] = {
    "V": {"type": get_args(EventType), "certainty": get_args(Certainty), "mode": None, "actors": None, "recipients": None, "place": None, "time": None},
    "E": {"sector": get_args(Sector), "country": None, "name": None},
}


def judgement_rows(
    connection: Connection, scope: Scope, *, kind: str | None, item: str | None, person: bool, undone: bool, limit: int | None
) -> list[JudgementRow]:
    """Verdicts that are seen, the newest first."""
    query = select(_V).order_by(_V.c.n.desc())
    if kind is not None:
        query = query.where(_V.c.kind == kind)
    if item is not None:
        query = query.where(or_(_V.c.left == item, _V.c.right == item))
    if person:
        query = query.where(_V.c.decided_by == PERSON)
    if scope.until is not None:
        query = query.where(_V.c.decided_at <= scope.until)
    if not undone:
        query = query.where(_V.c.undone_at.is_(None) if scope.until is None else or_(_V.c.undone_at.is_(None), _V.c.undone_at > scope.until))
    return [_row(r) for r in connection.execute(query.limit(limit) if limit is not None else query)]


def _row(r: Any) -> JudgementRow:
    return JudgementRow(r.n, r.kind, r.left, r.right, r.verdict, r.score, r.reason, r.decided_by, r.decided_at, r.author, r.note, r.undone_at)


def recode_rows(connection: Connection, scope: Scope, *, report: str | None, undone: bool, limit: int | None) -> list[RecodeRow]:
    """Recodings that are seen, the newest first."""
    query = select(_R).order_by(_R.c.n.desc())
    if report is not None:
        query = query.where(_R.c.report == report)
    if scope.until is not None:
        query = query.where(_R.c.decided_at <= scope.until)
    if not undone:
        query = query.where(scope.standing(_R))
    rows = connection.execute(query.limit(limit) if limit is not None else query)
    return [RecodeRow(r.n, r.datum, r.field, r.was, r.value, r.author, r.note, r.decided_at, r.undone_at) for r in rows]


def judge(connection: Connection, verdict: str, kind: str, left: str, right: str, author: str, note: str | None) -> JudgementRow:
    """Write a person's verdict; an earlier one of a person on the same two is undone."""
    if kind not in KINDS:
        raise UsageError(f"{kind!r} is not one of {', '.join(KINDS)}")
    if verdict not in ("same", "different"):
        raise UsageError(f"a verdict is same or different, not {verdict!r}")
    if not author.strip():
        raise UsageError("a person's verdict needs its author's name")
    left, right = sorted((left, right))
    if left == right:
        raise UsageError(f"{left} is named twice")
    anchors = [_anchor(connection, kind, item) for item in (left, right)]
    at = now()
    pair = _V.c.kind == kind, _V.c.left == left, _V.c.right == right, _V.c.decided_by == PERSON, _V.c.undone_at.is_(None)
    connection.execute(update(_V).where(*pair).values(undone_at=at, undone_by=author))
    n = (connection.execute(select(func.max(_V.c.n))).scalar_one() or 0) + 1
    reason = f"{author} says they are {'the same' if verdict == 'same' else 'not the same'}"
    values = {
        "n": n, "kind": kind, "left": left, "right": right, "left_report": None, "right_report": None, "verdict": verdict, "score": 1.0, "reason": reason,
        "decided_by": PERSON, "decided_at": at, "author": author, "note": note, "anchors": json.dumps(anchors), "undone_at": None, "undone_by": None,
    }  # fmt: skip
    connection.execute(_V.insert().values(**values))
    return _row(connection.execute(select(_V).where(_V.c.n == n)).one())


def _anchor(connection: Connection, kind: str, item: str) -> list[Any] | None:
    """Where the item stands in its report. Raises `UsageError` when there is no such item."""
    document, _, datum = item.partition("#")
    expected = {"incident": "V", "utterance": "S"}.get(kind, "")
    stored = connection.execute(
        select(schema.reports.c.record).where(schema.reports.c.id == document, schema.reports.c.superseded_at.is_(None))
    ).scalar_one_or_none()
    if stored is None:
        raise UsageError(f"the archive has no report {document!r}")
    if datum[:1] != expected:
        raise UsageError(f"{item!r} is no item of a join of kind {kind}")
    if not expected:
        return None
    found = anchor_of(from_json(stored), datum)
    if found is None:
        raise UsageError(f"the report {document} has no {datum}")
    return found


def undo(connection: Connection, number: int, author: str) -> JudgementRow | None:
    """Undo a person's verdict; None when there is no such standing one."""
    standing = _V.c.n == number, _V.c.decided_by == PERSON, _V.c.undone_at.is_(None)
    row = connection.execute(select(_V).where(*standing)).one_or_none()
    if row is None:
        return None
    connection.execute(update(_V).where(_V.c.n == number).values(undone_at=now(), undone_by=author))
    return _row(row)


def follow(connection: Connection, record: Record) -> None:
    """After a re-read: a person's verdicts on the report's data go to the data that now stand at the same words. The old row is
    ended and a new one, with the same author and note, written, so that an earlier hour still shows the old ids."""
    prefix = record.document.id + "#"
    mine = or_(_V.c.left.startswith(prefix, autoescape=True), _V.c.right.startswith(prefix, autoescape=True))
    at = now()
    for row in connection.execute(select(_V).where(mine, _V.c.decided_by == PERSON, _V.c.undone_at.is_(None))).all():
        anchors = json.loads(row.anchors or "[null,null]")
        moved = [_moved(record, item, anchor) for item, anchor in zip((row.left, row.right), anchors, strict=True)]
        if moved == [row.left, row.right]:
            continue
        connection.execute(update(_V).where(_V.c.n == row.n).values(undone_at=at, undone_by="read again"))
        if moved[0] is None or moved[1] is None:
            continue
        n = connection.execute(select(func.max(_V.c.n))).scalar_one() + 1
        order = sorted(zip(moved, anchors, strict=True), key=lambda x: str(x[0]))
        values = {**row._mapping, "n": n, "left": order[0][0], "right": order[1][0], "anchors": json.dumps([order[0][1], order[1][1]]), "decided_at": at}
        connection.execute(_V.insert().values(**values))


def _moved(record: Record, item: str, anchor: list[Any] | None) -> str | None:
    document = item.partition("#")[0]
    if document != record.document.id or anchor is None:
        return item
    datum = datum_at(record, anchor)
    return f"{document}#{datum}" if datum is not None else None


def recode(store: Store, datum: str, field: str, value: str | None, author: str, note: str | None) -> int:
    """Code a datum otherwise. A new reading's rows are written beside the old ones; the record stays."""
    document, _, local = datum.partition("#")
    _check(local, field, value)
    if not author.strip():
        raise UsageError("a recoding needs its author's name")
    with store.writing() as connection:
        row, record = _current(connection, document)
        anchor = anchor_of(record, local)
        if anchor is None:
            raise UsageError(f"the report {document} has no {local}")
        n = (connection.execute(select(func.max(_R.c.n))).scalar_one() or 0) + 1
        was = _value(record, local, field)
        values = {
            "n": n, "datum": datum, "report": document, "field": field, "was": was, "value": value,
            "anchor": json.dumps(anchor), "author": author, "note": note, "decided_at": now(), "undone_at": None, "undone_by": None,
        }  # fmt: skip
        connection.execute(_R.insert().values(**values))
        restage(store, connection, row, record)
        return n


def _value(record: Record, local: str, field: str) -> str | None:
    data: list[Any] = [*record.entities, *record.events]
    value = next((getattr(x, field) for x in data if x.id == local), None)
    return ",".join(value) if isinstance(value, tuple) else value


def _check(local: str, field: str, value: str | None) -> None:
    fields = _FIELDS.get(local[:1], {})
    if field not in fields:
        raise UsageError(f"{local or 'a report'} has no field {field!r} to recode: {', '.join(fields) or 'only events and entities are recoded'}")
    allowed = fields[field]
    if allowed is not None and value is not None and value not in allowed:
        raise UsageError(f"{value!r} is no {field}: {', '.join(allowed)}")
    if value is None and field in ("type", "certainty", "name"):
        raise UsageError(f"{field} cannot be left empty")


def _current(connection: Connection, document: str) -> tuple[Any, Record]:
    current = schema.reports.c.id == document, schema.reports.c.superseded_at.is_(None)
    row = connection.execute(select(schema.reports).where(*current)).one_or_none()
    if row is None:
        raise UsageError(f"the archive has no report {document!r}")
    return row, from_json(row.record)


def restage(store: Store, connection: Connection, row: Any, record: Record) -> None:
    """Write the report's rows anew, as now recoded; its joins are judged again by the next `join`."""
    writer = Writer(store, connection)
    writer.supersede(row.id)
    writer.stage(Packed(record, row.record, row.record_sha, row.origin), row.reading + 1, row.version, (row.withdrawn_at, row.withdrawn_why))
    writer.flush()


def undo_recode(store: Store, number: int, author: str) -> bool:
    """Undo a recoding; whether there was such a standing one."""
    with store.writing() as connection:
        row = connection.execute(select(_R).where(_R.c.n == number, _R.c.undone_at.is_(None))).one_or_none()
        if row is None:
            return False
        connection.execute(update(_R).where(_R.c.n == number).values(undone_at=now(), undone_by=author))
        restage(store, connection, *_current(connection, row.report))
        return True
