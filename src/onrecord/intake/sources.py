"""One door for all that can be read: files of every kind, folders, archives, addresses, feeds, standard input.

What cannot be read is handed on as an `InputError` naming the input, the place and the reason; the rest goes on.
"""

from __future__ import annotations

import gzip
import io
import os
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import IO

from onrecord.errors import InputError
from onrecord.intake.documents import read_mail, read_mbox, read_pdf
from onrecord.intake.feed import Item, read_feed, read_opml
from onrecord.intake.fetch import Fetcher
from onrecord.intake.html import read_page
from onrecord.intake.newsml import read_newsml
from onrecord.intake.tables import read_csv, read_jsonl
from onrecord.intake.text import clean, decode
from onrecord.intake.warc import read_warc
from onrecord.reading import Report

_FILE_BYTES = 60_000_000  # a single document has at most
_ZIP_TOTAL = 2_000_000_000  # bytes all files of a ZIP may grow to
_ZIP_RATIO = 200  # times a file of a ZIP may grow
_ZIP_FILES = 200_000
_FULL_WORDS = 150  # of a feed's entry, from which it is taken as the whole report
_SOME_WORDS = 25  # of a feed's entry, which is better than nothing where its page cannot be had
_TABLE_ENDINGS = (".csv", ".tsv")
_PLAIN = (".txt", ".text", ".md")
_PASSED_OVER = (".jpg", ".jpeg", ".png", ".gif", ".css", ".js", ".svg", ".ico", ".woff", ".woff2", ".mp4", ".mp3", ".yaml", ".yml", ".db", ".toml")
Found = Iterator[Report | InputError]


def reports_from(source: str, *, columns: Mapping[str, str] | None = None, fetch: Fetcher | None = None) -> Found:
    """The reports of a source: a path, an address, or `-`. `columns` names a table's columns for our fields (text, title, published,
    url, publisher). `fetch` reads addresses, and the pages that a feed only announces; without it one is made where the source is an address."""
    if source == "-":
        return _stdin(columns)
    if source.startswith(("http://", "https://")):
        return _address(source, columns, fetch or Fetcher())
    return _path(Path(source), columns, fetch)


def _stdin(columns: Mapping[str, str] | None) -> Found:
    stream = sys.stdin.buffer
    head = stream.peek(4096)[:4096] if isinstance(stream, io.BufferedReader) else b""
    if _looks_like_jsonl(head):
        return read_jsonl(stream, name="stdin", columns=columns)
    return _document(stream.read(_FILE_BYTES + 1), "stdin", "", columns, None)


def _address(url: str, columns: Mapping[str, str] | None, fetch: Fetcher) -> Found:
    try:
        answer = fetch.fetch(url)
    except InputError as error:
        yield error
        return
    ending = ".html" if answer.content_type in ("text/html", "application/xhtml+xml") else ".txt" if answer.content_type == "text/plain" else ""
    yield from _document(answer.data, url, ending, columns, fetch, url=answer.url, declared=answer.charset)


def _path(path: Path, columns: Mapping[str, str] | None, fetch: Fetcher | None) -> Found:
    try:
        if path.is_dir():
            yield from chain.from_iterable(_path(p, columns, fetch) for p in _files(path))
        elif not path.exists():
            yield InputError(f"{path}: no such file or folder")
        elif not path.is_file():
            yield InputError(f"{path}: neither a file nor a folder")
        else:
            yield from _file(path, columns, fetch)
    except OSError as error:
        yield InputError(f"{path}: cannot be opened: {error.strerror or error}")


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, in order. Links that lead out of it are not followed, hidden and foreign files passed over."""
    root = folder.resolve()
    for here, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(here) / name
            if name.startswith(".") or path.suffix.lower() in _PASSED_OVER or (path.is_symlink() and root not in path.resolve().parents):
                continue
            yield path


def _file(path: Path, columns: Mapping[str, str] | None, fetch: Fetcher | None) -> Found:
    name, ending = str(path), "".join(path.suffixes[-2:]).lower()
    if path.suffix.lower() == ".mbox":
        yield from read_mbox(path)
        return
    with path.open("rb") as file:
        if ending.endswith((".warc", ".warc.gz")):
            yield from read_warc(file, name=name)
        elif path.suffix.lower() == ".zip":
            yield from _zip(file, name, columns, fetch)
        elif ending.endswith((".jsonl", ".ndjson")):
            yield from read_jsonl(file, name=name, columns=columns)
        elif path.suffix.lower() in _TABLE_ENDINGS:
            yield from _table(file, name, columns)
        elif path.suffix.lower() == ".gz":
            yield from _gzip(file, name, ending, columns)
        else:
            yield from _document(file.read(_FILE_BYTES + 1), name, path.suffix.lower(), columns, fetch)


def _table(file: IO[bytes], name: str, columns: Mapping[str, str] | None) -> Found:
    head = file.read(100_000)
    file.seek(0)
    encoding = "utf-8-sig"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"
    with io.TextIOWrapper(file, encoding, errors="replace", newline="") as lines:
        yield from read_csv(lines, name=name, columns=columns)


def _gzip(file: IO[bytes], name: str, ending: str, columns: Mapping[str, str] | None) -> Found:
    try:
        with gzip.GzipFile(fileobj=file) as plain:
            if ending.startswith((".jsonl", ".ndjson")):
                yield from read_jsonl(plain, name=name, columns=columns)  # type: ignore[arg-type]
            else:
                yield from _document(plain.read(_FILE_BYTES + 1), name, ending.removesuffix(".gz"), columns, None)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        yield InputError(f"{name}: the gzip file is broken: {error}")


def _zip(file: IO[bytes], name: str, columns: Mapping[str, str] | None, fetch: Fetcher | None) -> Found:
    """The files of a ZIP, read in memory one by one; names that lead outside, bombs and locked files are refused."""
    if name.count("!") > 1:
        yield InputError(f"{name}: a ZIP in a ZIP in a ZIP: unpack it first")
        return
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield InputError(f"{name}: not a ZIP file: {error}")
        return
    total = 0
    with archive:
        entries = archive.infolist()
        if len(entries) > _ZIP_FILES:
            yield InputError(f"{name}: more than {_ZIP_FILES:,} files in one ZIP: split it")
            return
        for entry in entries:
            inner = f"{name}!{entry.filename}"
            ending = Path(entry.filename).suffix.lower()
            total += entry.file_size
            if entry.is_dir() or Path(entry.filename).name.startswith(".") or ending in _PASSED_OVER or entry.filename.startswith("__MACOSX/"):
                continue
            if reason := _refused(entry, total):
                yield InputError(f"{inner}: {reason}")
                continue
            try:
                with archive.open(entry) as packed:
                    data = packed.read(_FILE_BYTES + 1)
            except Exception as error:  # zipfile and its decompressors raise many kinds over broken files
                yield InputError(f"{inner}: cannot be unpacked ({type(error).__name__}: {error})")
                continue
            yield from _document(data, inner, ending, columns, fetch)


def _refused(entry: zipfile.ZipInfo, total: int) -> str | None:
    parts = entry.filename.replace("\\", "/").split("/")
    if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0]:
        return "its name leads out of the archive: refused"
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        return "a link, not a file: refused"
    if entry.flag_bits & 1:
        return "locked by a password: unpack it first"
    if entry.file_size > _FILE_BYTES or total > _ZIP_TOTAL or entry.file_size > _ZIP_RATIO * max(entry.compress_size, 5_000):
        return f"it grows to {entry.file_size:,} bytes: refused as a decompression bomb"
    return None


def _document(data: bytes, name: str, ending: str, columns: Mapping[str, str] | None, fetch: Fetcher | None, *, url: str | None = None, declared: str | None = None) -> Found:
    """The reports of one document by its ending and its first bytes."""
    try:
        yield from _known(data, name, ending, columns, fetch, url, declared)
    except InputError as error:
        yield error


def _known(data: bytes, name: str, ending: str, columns: Mapping[str, str] | None, fetch: Fetcher | None, url: str | None, declared: str | None) -> Found:
    if len(data) > _FILE_BYTES:
        raise InputError(f"{name}: more than {_FILE_BYTES:,} bytes: split it into reports")
    if not data.strip():
        raise InputError(f"{name}: the text is empty")
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    low = head[:2048].lower()
    if data.startswith(b"%PDF"):
        yield read_pdf(data, name=name)
    elif data.startswith(b"PK\x03\x04"):
        yield from _zip(io.BytesIO(data), name, columns, fetch)
    elif data.startswith(b"\x1f\x8b"):
        yield from _gzip(io.BytesIO(data), name, ending, columns)
    elif data.startswith(b"WARC/"):
        yield from read_warc(io.BytesIO(data), name=name)
    elif ending in (".jsonl", ".ndjson"):
        yield from read_jsonl(io.BytesIO(data), name=name, columns=columns)
    elif ending in _TABLE_ENDINGS:
        yield from _table(io.BytesIO(data), name, columns)
    elif ending in _PLAIN:
        yield _plain(data, declared, name, url)
    elif ending == ".eml":
        yield read_mail(data, name=name)
    elif b"<opml" in low:
        yield from _opml(data, name, columns, fetch)
    elif b"<rss" in low or b"<feed" in low or b"<rdf:rdf" in low or _looks_like_json_feed(head):
        yield from _feed(data, name, url, fetch)
    elif b"<newsitem" in low or b"<newsmessage" in low or b"<nitf" in low:
        yield from _agency(data, name)
    elif low.startswith((b"<!doctype html", b"<html")) or b"<html" in low or ending in (".html", ".htm", ".xhtml"):
        yield read_page(data, url=url, declared=declared, name=name).report
    elif ending in (".xml", ".nitf", ".newsml") or low.startswith(b"<?xml"):
        yield from _agency(data, name)
    elif _looks_like_jsonl(head) or ending == ".json":
        yield from read_jsonl(io.BytesIO(_one_line(data)), name=name, columns=columns)
    elif low.startswith((b"<!doctype", b"<head", b"<body", b"<article", b"<main", b"<div", b"<meta", b"<p>", b"<h1")):
        yield read_page(data, url=url, declared=declared, name=name).report
    else:
        yield _plain(data, declared, name, url)


def _agency(data: bytes, name: str) -> Found:
    for found in read_newsml(data, name=name):
        if isinstance(found, Report):
            found.source = name
        yield found


def _plain(data: bytes, declared: str | None, name: str, url: str | None) -> Report:
    text = clean(decode(data, declared, name=name))
    if not text.strip():
        raise InputError(f"{name}: the text is empty")
    return Report(text, url=url, source=name)


def _looks_like_jsonl(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b'{"')


def _looks_like_json_feed(head: bytes) -> bool:
    return head.startswith(b"{") and b"jsonfeed.org/version" in head.replace(b"\\/", b"/")


def _one_line(data: bytes) -> bytes:
    """A JSON file of one object over many lines, or of a list of objects, as JSON lines."""
    import json

    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return data
    return b"\n".join(json.dumps(row).encode() for row in (found if isinstance(found, list) else [found]))


def _opml(data: bytes, name: str, columns: Mapping[str, str] | None, fetch: Fetcher | None) -> Found:
    urls = read_opml(data, name=name)
    if not urls:
        raise InputError(f"{name}: an OPML list without feeds in it")
    for url in urls:
        yield from _address(url, columns, fetch or Fetcher())


def _feed(data: bytes, name: str, url: str | None, fetch: Fetcher | None) -> Found:
    items = read_feed(data, url=url, name=name)
    if not items:
        raise InputError(f"{name}: a feed without entries")
    for number, item in enumerate(items, 1):
        yield report_of_item(item, f"{name}: entry {number}", fetch)


def report_of_item(item: Item, where: str, fetch: Fetcher | None) -> Report | InputError:
    """The report of a feed's entry: its page where the feed only announces it and pages may be fetched, else the entry's own words."""
    own = item.report()
    own.source = where
    if fetch is not None and item.url and len(own.text.split()) < _FULL_WORDS:
        try:
            answer = fetch.fetch(item.url)
            page = read_page(answer.data, url=answer.url, declared=answer.charset, name=item.url).report
        except InputError as error:
            return own if len(own.text.split()) >= _SOME_WORDS else error
        if page.published is None and item.published:
            page.published, page.published_from = item.published, "metadata"
        page.publisher = page.publisher or item.outlet
        return page
    if not own.text.strip():
        return InputError(f"{where}: it has no words of its own, only an address: {item.url}")
    return own
