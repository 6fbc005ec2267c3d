"""Keeping records: idempotent, whole reports only, nothing overwritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select, update

from onrecord.archive import schema
from onrecord.archive.rows import Added, AddSummary
from onrecord.archive.store import Store, now
from onrecord.archive.thin import Thin, agency, headline, recoded, thin_rows
from onrecord.archive.words import clean, maybe_clean
from onrecord.errors import OnrecordError, RecordError
from onrecord.record import Record
from onrecord.record_json import to_dict

BATCH = 32
Progress = Callable[[Added], None]
_REPORTS = schema.reports


@dataclass(frozen=True, slots=True)
class Packed:
    """A record with its stored form: ASCII JSON (so that any text fits any store) and the hash of those bytes."""

    record: Record
    stored: str
    sha: str
    origin: str | None


def pack(record: Record, origin: str | None) -> Packed:
    """The record as it will be kept."""
    stored = json.dumps(to_dict(record), ensure_ascii=True, separators=(",", ":"))
    return Packed(record, stored, hashlib.sha256(stored.encode("ascii")).hexdigest(), origin)


def add(
    store: Store,
    records: Iterable[Record | OnrecordError],
    *,
    origin: str | None = None,
    reread: bool = False,
    progress: Progress | None = None,
    batch: int = BATCH,
) -> AddSummary:
    """Keep records, a transaction a batch; `progress` hears of each report after it is safe. An `OnrecordError` in place of a
    record (a report that could not be read) goes into the summary and leaves the others alone."""
    outcomes: list[Added] = []
    failed: list[tuple[str, str]] = []
    for group in _batches(records, batch):
        packed = []
        for item in group:
            if isinstance(item, OnrecordError):
                failed.append((origin or "", str(item)))
                continue
            try:
                packed.append(pack(item, origin))
            except (RecordError, ValueError) as error:
                failed.append((item.document.id, str(error)))
        for outcome in _add_batch(store, packed, reread):
            outcomes.append(outcome)
            if progress is not None:
                progress(outcome)
    counts = {kind: sum(o.outcome == kind for o in outcomes) for kind in ("new", "same", "version", "reread")}
    return AddSummary(counts["new"], counts["same"], counts["version"], counts["reread"], tuple(failed), tuple(outcomes))


def _batches(records: Iterable[Record | OnrecordError], size: int) -> Iterator[Sequence[Record | OnrecordError]]:
    source = iter(records)
    while group := list(islice(source, size)):
        yield group


def _add_batch(store: Store, packed: Sequence[Packed], reread: bool) -> list[Added]:
    if not packed:
        return []
    with store.writing() as connection:
        return Writer(store, connection).add(packed, reread)


class Writer:
    """Writes one transaction's reports: gathers all rows first, then puts them table by table."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self.store, self.connection = store, connection
        last = connection.execute(select(func.max(_REPORTS.c.n), func.max(_REPORTS.c.added_at))).one()
        self.next_n: int = (last[0] or 0) + 1
        self.at = later(last[1])
        self.thin, self.rows, self.words = Thin(), list[dict[str, Any]](), list[tuple[int, str, str]]()

    def add(self, packed: Sequence[Packed], reread: bool) -> list[Added]:
        """What came of each, in order."""
        kept = self._kept([p.record.document.id for p in packed])
        versions = self._versions([p.record.document.url for p in packed])
        outcomes = []
        for p in packed:
            document = p.record.document
            old = kept.get(document.id)
            if old is not None and (not reread or old[2] == p.sha):
                outcomes.append(Added(document.id, "same", old[1]))
                continue
            if old is not None:
                version, outcome, reading = old[1], "reread", old[0] + 1
                self.supersede(document.id)
            else:
                version = versions.get(document.url or "", 0) + 1
                outcome, reading = ("version" if version > 1 else "new"), 1
            if document.url:
                versions[document.url] = max(version, versions.get(document.url, 0))
            kept[document.id] = (reading, version, p.sha)
            self.stage(p, reading, version)
            outcomes.append(Added(document.id, outcome, version))
        self.flush()
        return outcomes

    def _kept(self, ids: Sequence[str]) -> dict[str, tuple[int, int, str]]:
        columns = select(_REPORTS.c.id, _REPORTS.c.reading, _REPORTS.c.version, _REPORTS.c.record_sha)
        found = self.connection.execute(columns.where(_REPORTS.c.id.in_(ids), _REPORTS.c.superseded_at.is_(None)))
        return {row[0]: (row[1], row[2], row[3]) for row in found}

    def _versions(self, urls: Sequence[str | None]) -> dict[str, int]:
        named = {clean(u) for u in urls if u}
        if not named:
            return {}
        columns = select(_REPORTS.c.url, func.max(_REPORTS.c.version)).where(_REPORTS.c.url.in_(named)).group_by(_REPORTS.c.url)
        return {row[0]: row[1] for row in self.connection.execute(columns)}

    def supersede(self, report: str) -> int | None:
        """End the time of a report's current reading and of the machine's verdicts on it; its number, None when there is none."""
        current = _REPORTS.c.id == report, _REPORTS.c.superseded_at.is_(None)
        n = self.connection.execute(select(_REPORTS.c.n).where(*current)).scalar_one_or_none()
        if n is None:
            self.flush()  # it may stand in this very batch
            n = self.connection.execute(select(_REPORTS.c.n).where(*current)).scalar_one_or_none()
        if n is not None:
            self.connection.execute(update(_REPORTS).where(_REPORTS.c.n == n).values(superseded_at=self.at))
            verdicts = schema.judgements
            mine = or_(verdicts.c.left_report == n, verdicts.c.right_report == n)
            self.connection.execute(
                update(verdicts).where(mine, verdicts.c.undone_at.is_(None)).values(undone_at=self.at, undone_by="read again")
            )
            self.connection.execute(delete(schema.keys).where(schema.keys.c.report == n))
        return n

    def stage(self, p: Packed, reading: int, version: int, withdrawn: tuple[str | None, str | None] = (None, None)) -> None:
        """Make one reading's rows, with what a person recoded."""
        n, document = self.next_n, p.record.document
        self.next_n += 1
        thin_rows(recoded(p.record, active_recodes(self.connection, p.record)), n, self.thin)
        self.rows.append(
            {
                "n": n, "id": document.id, "reading": reading, "text_id": document.text_id, "origin": maybe_clean(p.origin), "url": maybe_clean(document.url),
                "publisher": maybe_clean(document.publisher), "title": maybe_clean(document.title), "headline": headline(p.record), "language": document.language,
                "published": document.published, "day": document.published[:10] if document.published else None, "version": version, "added_at": self.at,
                "superseded_at": None, "withdrawn_at": withdrawn[0], "withdrawn_why": withdrawn[1], "words": len(document.text.split()),
                "agency": agency(p.record), "made_by": json.dumps(p.record.made_by, sort_keys=True), "record": p.stored, "record_sha": p.sha, "joined": 0,
            }
        )  # fmt: skip
        self.words.append((n, clean(document.title or ""), clean(document.text)))

    def flush(self) -> None:
        """Put all gathered rows."""
        self.store.put(self.connection, _REPORTS, self.rows)
        for table in schema.THIN:
            self.store.put(self.connection, table, self.thin.tables.get(table.name, []))
        if self.words:
            self.store.put_words(self.connection, self.words)
        self.thin, self.rows, self.words = Thin(), [], []


def later(than: str | None) -> str:
    """The hour now, or just after the archive's last one, should the clock have gone back."""
    at = now()
    if than is None or at > than:
        return at
    micro = int(than[20:26]) + 1
    return f"{than[:20]}{min(micro, 999_999):06d}Z"


def active_recodes(connection: Connection, record: Record) -> list[tuple[str, str, str | None]]:
    """What a person recoded in the report, found again by its words where a new reading numbers its data otherwise."""
    table = schema.recodes
    rows = connection.execute(select(table).where(table.c.report == record.document.id, table.c.undone_at.is_(None)).order_by(table.c.n)).all()
    if not rows:
        return []
    return [(datum, row.field, row.value) for row in rows if (datum := find_again(record, row)) is not None]


def find_again(record: Record, row: Row[Any]) -> str | None:
    """The datum that stands where the recoded one stood."""
    return datum_at(record, json.loads(row.anchor))


def anchor_of(record: Record, datum: str) -> list[Any] | None:
    """Where a datum stands: its letter and first span, so that it is found again in another reading. None: there is no such datum."""
    spans: dict[str, tuple[int, int]] = {
        **{e.id: min(e.mentions) for e in record.entities},
        **{s.id: s.content[0] for s in record.statements},
        **{v.id: min(m.trigger for m in v.mentions) for v in record.events},
    }
    return [datum[0], *spans[datum]] if datum in spans else None


def datum_at(record: Record, anchor: list[Any]) -> str | None:
    """The datum of a reading that shares most characters with an anchor's words; the first of equals."""
    letter, start, stop = anchor
    candidates: list[tuple[str, tuple[tuple[int, int], ...]]] = {
        "E": [(e.id, e.mentions) for e in record.entities],
        "S": [(s.id, s.content) for s in record.statements],
        "V": [(v.id, tuple(m.trigger for m in v.mentions)) for v in record.events],
    }[letter]
    best, most = None, 0
    for datum, spans in candidates:
        shared = max(min(stop, b) - max(start, a) for a, b in spans)
        if shared > most:
            best, most = datum, shared
    return best


def withdraw(store: Store, report: str, why: str | None, *, back: bool = False) -> bool:
    """Mark a report withdrawn by its publisher (or no longer); whether there was such a report."""
    with store.writing() as connection:
        current = _REPORTS.c.id == report, _REPORTS.c.superseded_at.is_(None)
        row = connection.execute(select(_REPORTS).where(*current)).one_or_none()
        if row is None:
            return False
        at = None if back else now()
        connection.execute(update(_REPORTS).where(_REPORTS.c.n == row.n).values(withdrawn_at=at, withdrawn_why=why if at else None))
        return True
