"""Records in the formats of the field, one module a format, each with a report of what could not be said in it."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TextIO

from onrecord.errors import UsageError
from onrecord.export.report import LossReport
from onrecord.record import Record

FORMATS: Mapping[str, tuple[str, str]] = {
    "plover": ("plover", "write"),
    "polecat": ("polecat", "write"),
    "icews": ("icews", "write"),
    "gdelt": ("gdelt", "write"),
    "gdelt-mentions": ("gdelt", "write_mentions"),
    "acled": ("acled", "write"),
    "stix": ("stix", "write"),
    "w3c-annotation": ("w3c_annotation", "write"),
    "csv": ("flat", "write"),
    "parquet": ("parquet", "write"),
    "jsonl": ("jsonl", "write"),
    "pack": ("pack", "write"),
}
"""Format -> module and function."""
FOLDERS = ("parquet", "pack")
"""Formats that are a folder (or a ZIP), not a stream."""

__all__ = ["FOLDERS", "FORMATS", "LossReport", "export"]


def export(records: Iterable[Record], out: Path | TextIO, *, format: str, include_unasserted: bool = False) -> LossReport:
    """Write records to a path or a stream. An event that is not asserted leaves in a format without a word for certainty only if asked.
    Raises `UsageError` for an unknown format, or a stream where the format is a folder."""
    name = format.replace("_", "-")
    if name not in FORMATS:
        raise UsageError(f"no format {format!r} (there are: {', '.join(FORMATS)})")
    module, function = FORMATS[name]
    write = getattr(importlib.import_module(f"onrecord.export.{module}"), function)
    loss = LossReport(name)
    if name in FOLDERS:
        if not isinstance(out, Path):
            raise UsageError(f"{name} is a folder: name one with --out")
        write(records, out, loss, include_unasserted=include_unasserted)
    elif isinstance(out, Path):
        with out.open("w", encoding="utf-8", errors="replace", newline="") as file:
            write(records, file, loss, include_unasserted=include_unasserted)
    else:
        write(records, out, loss, include_unasserted=include_unasserted)
    return loss
