"""JSON lines: whole records, one a line, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from onrecord.export.report import LossReport
from onrecord.record import Record
from onrecord.record_json import to_json


def write(records: Iterable[Record], out: TextIO, loss: LossReport, *, include_unasserted: bool) -> None:
    """Write the records."""
    for record in records:
        loss.records += 1
        loss.rows += 1
        out.write(to_json(record) + "\n")
