"""WARC files: the HTML answers of a crawl, one report each. Other records and failed answers are passed over."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from typing import IO

from onrecord.errors import InputError
from onrecord.intake.html import LONGEST, read_page
from onrecord.reading import Report

_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.I)
_HTML = ("text/html", "application/xhtml+xml")


def read_warc(stream: IO[bytes], *, name: str) -> Iterator[Report | InputError]:
    """The reports of a WARC, plain or compressed by record. A report without a date of its own has that of its capture."""
    from warcio.archiveiterator import ArchiveIterator

    if not _is_warc(stream):
        yield InputError(f"{name}: not a WARC file")
        return
    number = 0
    try:
        for record in ArchiveIterator(stream, check_digests=False):
            number += 1
            if record.rec_type in ("response", "resource"):
                found = _report(record, f"{name}: record {number}")
                if found is not None:
                    yield found
    except Exception as error:  # warcio, zlib and the record's own parsers raise many kinds over broken files
        yield InputError(f"{name}: broken after record {number} ({type(error).__name__}: {error}): what stands before it was read; fetch the file again")


def _is_warc(stream: IO[bytes]) -> bool:
    """Whether it begins as a WARC; the old ARC format, which has no such mark, is not read."""
    try:
        head = stream.read(5)
        stream.seek(0)
        if head.startswith(b"\x1f\x8b"):
            head = gzip.GzipFile(fileobj=stream).read(5)
            stream.seek(0)
    except (OSError, EOFError, zlib.error):
        return False
    return head == b"WARC/"


def _report(record: object, where: str) -> Report | InputError | None:
    headers = record.http_headers  # type: ignore[attr-defined]
    url = record.rec_headers.get_header("WARC-Target-URI")  # type: ignore[attr-defined]
    kind = (headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")) or ""  # type: ignore[attr-defined]
    if headers is not None and headers.get_statuscode() not in ("200", "203"):
        return None
    if kind.split(";")[0].strip().lower() not in _HTML:
        return None
    url = (url or "").strip("<> ") or None
    called = f"{where} ({url})" if url else where
    data = record.content_stream().read(LONGEST + 1)  # type: ignore[attr-defined]
    charset = _CHARSET.search(kind)
    try:
        report = read_page(data, url=url, declared=charset[1] if charset else None, name=called).report
    except InputError as error:
        return error
    captured = record.rec_headers.get_header("WARC-Date")  # type: ignore[attr-defined]
    if report.published is None and captured:
        report.published, report.published_from = captured[:10], "capture"
    return report
