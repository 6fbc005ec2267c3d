"""Reports in rows: JSON lines and CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from onrecord.errors import InputError
from onrecord.intake.metadata import iso
from onrecord.intake.text import LONGEST, clean
from onrecord.knowledge.boilerplate import names_of
from onrecord.reading import Report
from onrecord.record import SCHEMA

FIELDS = ("text", "title", "published", "url", "publisher")
_LINE = 40_000_000  # bytes a line may have


def read_jsonl(lines: IO[bytes], *, name: str, columns: Mapping[str, str] | None = None) -> Iterator[Report | InputError]:
    """The reports of JSON lines (text, title, published, url, publisher), or of records that onrecord wrote. A bad line is named and left out."""
    for number, raw in enumerate(_lines(lines), 1):
        where = f"{name}:{number}"
        if raw is None:
            yield InputError(f"{where}: the line has more than {_LINE:,} bytes")
        elif raw.strip():
            yield _json_report(raw, where, columns)


def _lines(lines: IO[bytes]) -> Iterator[bytes | None]:
    """Lines of bounded length; None for one that is longer, which is skipped without being held."""
    while line := lines.readline(_LINE):
        if line.endswith(b"\n") or len(line) < _LINE:
            yield line
            continue
        while (rest := lines.readline(_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None


def _json_report(raw: bytes, where: str, columns: Mapping[str, str] | None) -> Report | InputError:
    try:
        row = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return InputError(f"{where}: not UTF-8: convert the file first")
    except (ValueError, RecursionError) as error:
        return InputError(f"{where}: not JSON: {error}")
    if not isinstance(row, dict):
        return InputError(f"{where}: a JSON object is needed, with at least \"text\"")
    if row.get("schema") == SCHEMA and isinstance(row.get("document"), dict):
        row = row["document"]
    return report_of(row, where, columns or _columns(row, where))


def report_of(row: Mapping[str, Any], where: str, columns: Mapping[str, str]) -> Report | InputError:
    """The report of a row. `columns` names, for each of our fields, the row's own."""
    cells = {field: row.get(columns.get(field, field)) for field in FIELDS}
    text = cells["text"]
    if not isinstance(text, str) or not text.strip():
        return InputError(f"{where}: no text (the field {columns.get('text', 'text')!r} is missing or empty; there are: {', '.join(map(str, row))})")
    if len(text) > LONGEST:
        return InputError(f"{where}: the text has {len(text):,} characters, more than {LONGEST:,}: split it into reports")
    for field in FIELDS[1:]:
        if cells[field] is not None and not isinstance(cells[field], str | int):
            return InputError(f"{where}: {field} must be a string, not {type(cells[field]).__name__}")
    published = str(cells["published"]).strip() if cells["published"] else None
    if published and (day := iso(published)) is None:
        return InputError(f"{where}: {published!r} is no date (ISO 8601 is: 2025-05-04)")
    title, url, publisher = ((str(cells[f]).strip() or None) if cells[f] else None for f in ("title", "url", "publisher"))
    return Report(text, title, day if published else None, url, publisher, "given" if published else None, where)


def _columns(row: Mapping[str, Any], where: str) -> dict[str, str]:
    """Our fields by the row's names: ours where they stand, else the commonest other names."""
    by_lower = {str(k).strip().lower(): str(k) for k in row}
    return {field: next((by_lower[n] for n in names_of(f"column {field}") if n in by_lower), field) for field in FIELDS}


def read_csv(lines: IO[str], *, name: str, columns: Mapping[str, str] | None = None) -> Iterator[Report | InputError]:
    """The reports of a CSV (or tab- or semicolon-separated) table with a header. `columns` maps our fields to its own names."""
    csv.field_size_limit(LONGEST * 4)
    head = lines.readline(1_000_000)
    delimiter = max(",;\t|", key=head.count) if head else ","
    try:
        header = next(csv.reader([head], delimiter=delimiter), [])
    except csv.Error as error:
        yield InputError(f"{name}:1: no header of a table: {error}")
        return
    header = [h.strip().lstrip("\ufeff") for h in header]
    mapping = {**_columns(dict.fromkeys(header), name), **(columns or {})}
    if mapping["text"] not in header:
        yield InputError(f"{name}:1: no column {mapping['text']!r} for the text (there are: {', '.join(header) or 'none'}): name it with --column text=NAME")
        return
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        where = f"{name}:{reader.line_num + 2}"
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield InputError(f"{where}: not a row of CSV: {error}")
            continue
        if cells is None:
            return
        if not cells:
            continue
        if len(cells) != len(header):
            yield InputError(f"{where}: {len(cells)} cells where the header has {len(header)}")
            continue
        found = report_of(dict(zip(header, cells, strict=True)), where, mapping)
        if isinstance(found, Report):
            found.text = clean(found.text)
        yield found
