"""onrecord puts reports on record: who said what, on whose word; who did what to whom, when, where, and how certain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.errors import ArchiveError, DataError, InputError, ModelError, OnrecordError, RecordError, StageError, UsageError
from onrecord.reader import Reader
from onrecord.reading import Report
from onrecord.record import Record
from onrecord.record_json import from_json, json_schema, to_dict, to_json

if TYPE_CHECKING:
    from onrecord.joins.archive import Archive

__all__ = [
    "Archive", "ArchiveError", "DataError", "InputError", "ModelError", "OnrecordError", "Reader", "Record", "RecordError", "Report", "StageError",
    "UsageError", "from_json", "json_schema", "read", "to_dict", "to_json",
]  # fmt: skip


def read(text: str, *, published: str | None = None, title: str | None = None, url: str | None = None, publisher: str | None = None) -> Record:
    """The record of one report. Raises `InputError` when the text is no English report. For many reports keep one `Reader`."""
    return Reader().read(Report(text=text, title=title, published=published, url=url, publisher=publisher))


def __getattr__(name: str) -> Any:
    """`Archive` is loaded when it is first asked for: reading alone needs no database."""
    if name == "Archive":
        from onrecord.joins.archive import Archive

        return Archive
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
