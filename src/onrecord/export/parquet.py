"""Parquet: a folder with events, statements and reports, each partitioned by the month of publication.

`reports` keeps each record whole beside its columns, so that `read_records` gives back the very records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from onrecord.errors import InputError
from onrecord.export import flat
from onrecord.export.report import LossReport
from onrecord.knowledge.exchange import columns
from onrecord.record import Record
from onrecord.record_json import from_json, to_json

UNDATED = "undated"
_ROWS = 2_000  # reports written at a time
_STATEMENT = ("id", "document", "speaker", "kind", "act", "certainty", "content", "content_start", "content_end", "cue")


def write(records: Iterable[Record], out: Path, loss: LossReport, *, include_unasserted: bool) -> None:
    """Write the folder `out`, `_ROWS` reports at a time. Raises `InputError` when it exists and is not empty."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out}: exists: name a new folder for Parquet")
    batch: list[Record] = []
    number = 0
    for record in records:
        batch.append(record)
        if len(batch) == _ROWS:
            _write_batch(batch, out, number, loss)
            batch, number = [], number + 1
    _write_batch(batch, out, number, loss)


def _write_batch(batch: list[Record], out: Path, number: int, loss: LossReport) -> None:
    by_month: dict[str, list[Record]] = {}
    for record in batch:
        by_month.setdefault((record.document.published or UNDATED)[:7], []).append(record)
    for month, records in sorted(by_month.items()):
        loss.records += len(records)
        loss.rows += sum(len(r.events) for r in records)
        _table(out / "events" / f"month={month}", number, [flat.row(r, e) for r in records for e in r.events], _event_schema())
        _table(out / "statements" / f"month={month}", number, [s for r in records for s in _statements(r)], _statement_schema())
        _table(out / "reports" / f"month={month}", number, [_report(r) for r in records], _report_schema())


def _table(folder: Path, number: int, rows: list[dict[str, Any]], schema: Any) -> None:
    import pyarrow
    import pyarrow.parquet

    folder.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), folder / f"part-{number:05d}.parquet", compression="zstd")


def _event_schema() -> Any:
    import pyarrow

    types = {"string": pyarrow.string(), "date": pyarrow.string(), "integer": pyarrow.int64(), "float": pyarrow.float64()}
    return pyarrow.schema([(c.name, types[c.type]) for c in columns()["csv"]])


def _statement_schema() -> Any:
    import pyarrow

    return pyarrow.schema([(n, pyarrow.int64() if n.startswith("content_") else pyarrow.string()) for n in _STATEMENT])


def _report_schema() -> Any:
    import pyarrow

    names = ("id", "text_id", "text_sha256", "url", "title", "publisher", "language", "published", "published_from", "text", "record")
    return pyarrow.schema([(n, pyarrow.string()) for n in names])


def _statements(record: Record) -> Iterator[dict[str, Any]]:
    names, text = {e.id: e.name for e in record.entities}, record.document.text
    for s in record.statements:
        words = " … ".join(text[a:b] for a, b in s.content)
        yield {"id": f"{record.document.id}#{s.id}", "document": record.document.id, "speaker": names.get(s.speaker or ""), "kind": s.kind, "act": s.act, "certainty": s.certainty,
               "content": words, "content_start": s.content[0][0] if s.content else None, "content_end": s.content[-1][1] if s.content else None,
               "cue": " … ".join(text[a:b] for a, b in s.cue) or None}  # fmt: skip


def _report(record: Record) -> dict[str, Any]:
    d = record.document
    return {"id": d.id, "text_id": d.text_id, "text_sha256": d.text_sha256, "url": d.url, "title": d.title, "publisher": d.publisher, "language": d.language,
            "published": d.published, "published_from": d.published_from, "text": d.text, "record": to_json(record)}  # fmt: skip


def read_records(folder: Path) -> Iterator[Record]:
    """The records of a folder that `write` or Spark made, by month and file. Raises `InputError` or `RecordError`."""
    import pyarrow
    import pyarrow.parquet

    files = sorted((folder / "reports").rglob("*.parquet")) or sorted(folder.rglob("*.parquet"))
    if not files:
        raise InputError(f"{folder}: no Parquet files in it")
    for file in files:
        try:
            batches = pyarrow.parquet.ParquetFile(file).iter_batches(batch_size=256, columns=["record"])
            for batch in batches:
                for value in batch.column(0).to_pylist():
                    yield from_json(value)
        except (pyarrow.ArrowException, OSError, KeyError) as error:
            raise InputError(f"{file}: not Parquet with records in it: {error}") from error
