"""Writing tables by their published columns; every blank is counted under the column's reason."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TextIO

from onrecord.export.report import LossReport
from onrecord.knowledge.exchange import columns

Cell = str | int | float | None
Out = Path | TextIO


def write_table(rows: Iterable[Mapping[str, Cell]], out: TextIO, loss: LossReport, *, format_: str, delimiter: str = ",", header: bool = True) -> None:
    """Write rows in the format's order. A row may leave out columns; one that it does not know is an error of ours."""
    listed = columns()[format_]
    names = [c.name for c in listed]
    if delimiter == "\t":
        writer = csv.writer(out, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
    else:
        writer = csv.writer(out, lineterminator="\n")
    if header:
        writer.writerow(names)
    for row in rows:
        if unknown := row.keys() - set(names):
            raise KeyError(f"{format_} has no column {sorted(unknown)[0]}")
        for column in listed:
            if row.get(column.name) is None:
                loss.blank[column.name, column.blank or "not told"] += 1
        writer.writerow([_cell(row.get(name), delimiter) for name in names])


def _cell(value: Cell, delimiter: str) -> str:
    """A cell; in tab-separated files, which have no quoting, tabs and line ends become spaces. A cell that a spreadsheet would run is made text."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    text = str(value)
    if delimiter == "\t":
        return " ".join(text.split())
    return f"'{text}" if isinstance(value, str) and text[:1] in ("=", "@", "\t", "\r") else text
