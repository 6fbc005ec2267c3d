"""Reading CSV tables: a row is a mapping with a place (`file:line`), and a bad row is refused by that place."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from onrecord.errors import DataError
from onrecord.record import Sector

SECTORS: frozenset[str] = frozenset(get_args(Sector))
NO_COUNTRY = ("IGO", "NGO", "IMG")  # codes of bodies of no country
_DATE_LENGTHS = (0, 4, 7, 10)  # nothing, a year, a month, a day


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table. `line` counts from 1 with the header."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def fault(self, message: str) -> DataError:
        """The error that refuses this row."""
        return DataError(f"{self.file}:{self.line}: {message}")

    def one_of(self, column: str, allowed: Collection[str], what: str) -> str:
        """The cell, which is one of the allowed values; raises with the nearest one."""
        value = self.cells[column]
        if value in allowed:
            return value
        near = difflib.get_close_matches(value, allowed, 1, 0.4)
        raise self.fault(f"no {what} {value!r}" + (f" (did you mean {near[0]}?)" if near else ""))

    def needed(self, column: str) -> str:
        """The cell, which may not be empty."""
        if not self.cells[column]:
            raise self.fault(f"{column} is empty")
        return self.cells[column]

    def date(self, column: str) -> str:
        """The cell as an ISO date, month or year, or empty."""
        value = self.cells[column]
        if len(value) not in _DATE_LENGTHS or (value and not value.replace("-", "").isdigit()):
            raise self.fault(f"{column} {value!r} is no ISO date")
        return value


def read_rows(path: Path, columns: tuple[str, ...], *, optional: tuple[str, ...] = ()) -> Iterator[Row]:
    """The rows of a CSV file whose header names `columns` (any order); cells are stripped; missing optional columns are empty.
    Raises `DataError` for a wrong header or a row with too many or too few cells."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}:1: cannot be read as UTF-8 text: {error}") from error
    reader = csv.reader(text.splitlines())
    head = [h.strip() for h in next(reader, [])]
    missing = [c for c in columns if c not in head]
    if missing:
        raise DataError(f"{path.name}:1: no column {', '.join(missing)} (there are: {', '.join(head)})")
    blank = dict.fromkeys(optional, "")
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(head):
            raise DataError(f"{path.name}:{reader.line_num}: {len(cells)} cells where the header has {len(head)}")
        yield Row(path.name, reader.line_num, blank | dict(zip(head, (c.strip() for c in cells), strict=True)))


def sector_of(row: Row, column: str = "sector") -> Sector | None:
    """The PLOVER sector of a row, or None where the cell is empty."""
    if not row[column]:
        return None
    return row.one_of(column, SECTORS, "PLOVER sector")  # type: ignore[return-value]
