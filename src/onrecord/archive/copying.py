"""Backup: the whole archive as one SQLite file, from either store, while others go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from onrecord.archive import schema
from onrecord.archive.store import Store
from onrecord.errors import ArchiveError, UsageError
from onrecord.record_json import from_json

_PAGE = 2000


def backup(store: Store, path: Path) -> Path:
    """Write the archive to `path`, which must not exist."""
    if path.exists():
        raise UsageError(f"{path} exists: a backup overwrites nothing")
    half = path.with_name(path.name + ".part")
    half.unlink(missing_ok=True)
    try:
        if store.sqlite:
            _sqlite(store, half)
        else:
            _copied(store, half)
        half.rename(path)
    except (OSError, sqlite3.Error) as error:
        raise ArchiveError(f"the backup {path} could not be written: {error}") from error
    finally:
        half.unlink(missing_ok=True)
    return path


def _sqlite(store: Store, path: Path) -> None:
    with store.engine.connect() as connection:
        source: Any = connection.connection.driver_connection
        target = sqlite3.connect(path)
        try:
            source.backup(target)
        finally:
            target.close()
    one_file(path)


def one_file(path: Path) -> None:
    """Fold the write-ahead log into the file."""
    target = sqlite3.connect(path)
    try:
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()


def _copied(store: Store, path: Path) -> None:
    """Table by table, in one state of the archive; the full-text index is made anew."""
    target = Store(path)
    try:
        with store.reading() as source, target.writing() as connection:
            for table in schema.ALL:
                for rows in _pages(source, table):
                    target.put(connection, table, rows)
                    if table is schema.reports:
                        target.put_words(connection, [(r["n"], r["title"] or "", from_json(r["record"]).document.text) for r in rows])
    finally:
        target.close()
    one_file(path)


def _pages(source: Connection, table: Any) -> Iterator[list[dict[str, Any]]]:
    result = source.execution_options(yield_per=_PAGE).execute(select(table))
    for rows in result.partitions(_PAGE):
        yield [dict(r._mapping) for r in rows]
