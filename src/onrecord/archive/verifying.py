"""Re-proving what is stored: every record against its hash, every text against its own, every span and thin row against the text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from onrecord.archive import schema
from onrecord.archive.adding import active_recodes
from onrecord.archive.rows import Fault
from onrecord.archive.thin import Thin, recoded, thin_rows
from onrecord.errors import RecordError
from onrecord.invariants import faults
from onrecord.record import Record
from onrecord.record_json import from_json

_PAGE = 200


def verify(connection: Connection) -> Iterator[Fault]:
    """What no longer proves itself, in the order of adding; nothing when all holds."""
    last = 0
    table = schema.reports
    while rows := connection.execute(select(table).where(table.c.n > last).order_by(table.c.n).limit(_PAGE)).all():
        for row in rows:
            yield from _report(connection, row)
        last = rows[-1].n


def _report(connection: Connection, row: Any) -> Iterator[Fault]:
    stored = row.record.encode("utf-8", "surrogatepass")
    if hashlib.sha256(stored).hexdigest() != row.record_sha:
        yield Fault(row.id, "record", f"the stored record (reading {row.reading}) is not the one that was added: its bytes do not have the hash {row.record_sha[:12]}…")
    try:
        record = from_json(row.record)
    except RecordError as error:
        yield Fault(row.id, "record", f"the stored record cannot be read: {error}")
        return
    text = record.document.text
    if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != record.document.text_sha256:
        yield Fault(row.id, "text", f"the text does not have the hash {record.document.text_sha256[:12]}… that the record gives it")
    if record.document.id != row.id:
        yield Fault(row.id, "document", f"the record is that of {record.document.id}")
    for what in faults(record):
        yield Fault(row.id, what.partition(":")[0].partition(" ")[2], what)
    yield from _rows(connection, row, record)


def _rows(connection: Connection, row: Any, record: Record) -> Iterator[Fault]:
    """The thin rows are those that the record gives; a superseded reading's are left alone where a person has recoded since."""
    if row.superseded_at is not None:
        return
    expected = Thin()
    thin_rows(recoded(record, active_recodes(connection, record)), row.n, expected)
    for table in schema.THIN:
        keys = [c.name for c in table.primary_key]
        want = {tuple(r[k] for k in keys): r for r in expected.tables.get(table.name, [])}
        have = {tuple(getattr(r, k) for k in keys): r._asdict() for r in connection.execute(select(table).where(table.c.report == row.n))}
        for key in sorted(want.keys() | have.keys(), key=str):
            datum = str(key[1])
            if key not in have:
                yield Fault(row.id, datum, f"{table.name}: the row of {datum} is missing")
            elif key not in want:
                yield Fault(row.id, datum, f"{table.name}: a row of {datum} that the record does not have")
            else:
                changed = [name for name, value in want[key].items() if not _same(have[key][name], value)]
                if changed:
                    yield Fault(row.id, datum, f"{table.name}: {', '.join(changed)} of {datum} is not what the record says")


def _same(a: Any, b: Any) -> bool:
    return abs(a - b) < 1e-9 if isinstance(a, float) and isinstance(b, float) else bool(a == b)


