"""`onrecord export` and `onrecord watch`: out to other formats, in from feeds."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.console import DONE, SOME_FAILED, complain, note
from onrecord.errors import InputError, OnrecordError, UsageError
from onrecord.export import FOLDERS, FORMATS, LossReport
from onrecord.export import export as export_records
from onrecord.export.pack import is_pack, read_pack
from onrecord.export.pack import write as write_pack
from onrecord.export.parquet import read_records
from onrecord.intake.fetch import Fetcher
from onrecord.intake.sources import reports_from
from onrecord.intake.watching import Watch
from onrecord.joins.archive import Archive
from onrecord.pool import read_all
from onrecord.reader import Reader
from onrecord.reading import Report
from onrecord.record import Record
from onrecord.record_json import from_json
from onrecord.view import html

_PAGE = 500  # reports asked of the archive at a time


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("export", help=EXPORT, short_help="Write records in another format.")(export)
    app.command("watch", help=WATCH, short_help="Poll feeds and add what is new.")(watch)
    app.command("spark-read", help=SPARK_READ, short_help="Read on Apache Spark, to Parquet.")(spark_read)
    app.command("spark-join", help=SPARK_JOIN, short_help="Find the dispatches of a Parquet folder on Apache Spark.")(spark_join)


EXPORT = """Write records in another format, of the archive or of SOURCE...; what the format cannot say is told on stderr.

Example: onrecord export --format polecat --out events.tsv

SOURCE is a .jsonl of records, a Parquet folder, an evidence pack, or anything that `onrecord read` takes.
"""
WATCH = """Poll feeds politely and add what is new to the archive. Stop with Ctrl-C; started again it goes on where it stopped.

Example: onrecord watch https://example.org/news.rss --every 15
"""
SPARK_READ = """Read reports on Apache Spark into a Parquet folder that `onrecord add` takes. Needs onrecord[spark] and Java 17.

Example: onrecord spark-read crawl/ --out records --master "local[2]"
"""
SPARK_JOIN = """Find which reports of a Parquet folder print one dispatch, on Apache Spark; one pair a line, in order.

Example: onrecord spark-join records --out dispatches.jsonl
"""
Master = Annotated[str | None, typer.Option(metavar="URL", help="the Spark master, as local[2] or spark://host:7077; else as Spark is set up")]


def spark_read(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="files or folders that every worker can open: WARC, JSON lines, …")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="a new Parquet folder")],
    master: Master = None,
) -> int:
    from onrecord import spark

    running = spark.session(master)
    try:
        good, bad = spark.read(running, sources, out)
    finally:
        running.stop()
    note(f"{good} records, {bad} inputs failed" + (f": {out / 'failures'}" if bad else ""))
    return SOME_FAILED if bad else DONE


def spark_join(
    parquet: Annotated[Path, typer.Argument(metavar="PARQUET", help="a folder that spark-read or `export --format parquet` wrote")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="the pairs, as JSON lines")],
    master: Master = None,
) -> int:
    from onrecord import spark

    running = spark.session(master)
    try:
        count = spark.join(running, parquet, out)
    finally:
        running.stop()
    note(f"{count} pairs of one dispatch")
    return DONE


def export(
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE...", help="instead of the archive")] = None,
    format_: Annotated[str, typer.Option("--format", help=", ".join(FORMATS))] = "jsonl",
    out: Annotated[Path | None, typer.Option("--out", metavar="PATH", help="write there and not to stdout; a folder for parquet, a folder or .zip for pack")] = None,
    pack: Annotated[Path | None, typer.Option("--pack", metavar="PATH", help="the same as --format pack --out PATH")] = None,
    archive: Annotated[str | None, typer.Option("--archive", metavar="PATH|DSN", envvar="ONRECORD_ARCHIVE", help="the archive")] = None,
    publisher: Annotated[str | None, typer.Option(help="only this outlet's reports")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="only reports of this day or later")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="only reports of this day or earlier")] = None,
    include_unasserted: Annotated[bool, typer.Option("--include-unasserted", help="also events that are not asserted, in formats that cannot say so")] = False,
    origin: Annotated[str | None, typer.Option(metavar="NAME", help="whose pack it is; kept on every row of it")] = None,
) -> int:
    if pack is not None:
        format_, out = "pack", pack
    name = format_.replace("_", "-")
    if name not in FORMATS:
        raise UsageError(f"no format {format_!r} (there are: {', '.join(FORMATS)})")
    if name in FOLDERS and out is None:
        raise UsageError(f"{name} is a folder: name one with --out")
    failures: list[str] = []
    records = _given(sources, failures) if sources else _kept(Archive(archive or "onrecord.db", create=False), publisher, since, until)
    loss = _write(records, name, out, include_unasserted, origin)
    note(loss.text())
    return SOME_FAILED if failures else DONE


def _write(records: Iterable[Record], name: str, out: Path | None, include_unasserted: bool, origin: str | None) -> LossReport:
    if name == "pack" and out is not None:
        loss = LossReport(name)
        write_pack(records, out, loss, page=lambda record: html.page(record, home="index.html"), origin=origin)
        return loss
    if out is not None:
        return export_records(records, out, format=name, include_unasserted=include_unasserted)
    stream = io.TextIOWrapper(sys.stdout.buffer, "utf-8", errors="replace", newline="")
    try:
        return export_records(records, stream, format=name, include_unasserted=include_unasserted)
    finally:
        stream.flush()
        stream.detach()


def _kept(archive: Archive, publisher: str | None, since: str | None, until: str | None) -> Iterator[Record]:
    """The records of the archive, page by page."""
    offset = 0
    while rows := archive.reports(publisher=publisher, since=since, until=until, limit=_PAGE, offset=offset):
        offset += len(rows)
        for row in rows:
            record = archive.record(row.id)
            if record is not None:
                yield record


def _given(sources: Iterable[str], failures: list[str]) -> Iterator[Record]:
    for source in sources:
        for found in records_from(source):
            if isinstance(found, OnrecordError):
                failures.append(str(found))
                complain(str(found))
            else:
                yield found[0]


def records_from(source: str, *, processes: int = 1, force: bool = False) -> Iterator[tuple[Record, str | None] | OnrecordError]:
    """The records of a source with their origin: kept ones as they are (packs, Parquet, records in JSON lines), reports as they are read."""
    path = Path(source)
    try:
        if "://" not in source and source != "-" and is_pack(path):
            yield from read_pack(path)
        elif path.is_dir() and any(path.rglob("*.parquet")):
            yield from ((record, None) for record in read_records(path))
        elif path.suffix == ".jsonl" and _holds_records(path):
            yield from _record_lines(path)
        else:
            for result in read_all(reports_from(source), processes=processes, force=force):
                yield result if isinstance(result, OnrecordError) else (result, None)
    except OnrecordError as error:
        yield error


def holds_records(source: str) -> bool:
    """Whether a source holds records that were read before: an evidence pack, a Parquet folder, JSON lines of records."""
    path = Path(source)
    if "://" in source or source == "-":
        return False
    return is_pack(path) or (path.is_dir() and next(path.rglob("*.parquet"), None) is not None) or (path.suffix == ".jsonl" and _holds_records(path))


def _holds_records(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b'"schema":"onrecord/' in file.read(200).replace(b" ", b"")
    except OSError:
        return False


def _record_lines(path: Path) -> Iterator[tuple[Record, str | None] | OnrecordError]:
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield from_json(line), None
                except OnrecordError as error:
                    yield type(error)(f"{path}:{number}: {error}")


def watch(
    feeds: Annotated[list[str], typer.Argument(metavar="FEED...", help="addresses of RSS, Atom or JSON feeds, or .opml files")],
    archive: Annotated[str | None, typer.Option("--archive", metavar="PATH|DSN", envvar="ONRECORD_ARCHIVE", help="the archive")] = None,
    every: Annotated[float, typer.Option(metavar="MINUTES", help="between two polls of a feed")] = 15.0,
    once: Annotated[bool, typer.Option("--once", help="poll each feed once and stop")] = False,
    state: Annotated[Path | None, typer.Option(metavar="FILE", help="what was seen (beside the archive: ARCHIVE.watch.json)")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="also fetch from addresses inside your own network")] = False,
) -> int:
    if every < 1:
        raise UsageError("--every: at least one minute, for the sake of the sites")
    where = archive or "onrecord.db"
    store, reader = Archive(where), Reader()
    watching = Watch(_feed_urls(feeds), state or Path(f"{where if '://' not in where else 'onrecord'}.watch.json"), Fetcher(allow_private=allow_private), every * 60)
    failures: list[str] = []

    def keep(found: Report | InputError) -> None:
        results = [found] if isinstance(found, InputError) else list(reader.try_many([found]))
        for result in results:
            if isinstance(result, OnrecordError):
                failures.append(str(result))
                complain(str(result))
            else:
                store.add(result, origin=f"watch {found.source}" if isinstance(found, Report) else None)
                note(f"added: {result.document.title or result.document.id}")

    while True:
        watching.poll(keep)
        if once:
            return SOME_FAILED if failures else DONE
        time.sleep(max(1.0, watching.next_due() - watching.clock()))


def _feed_urls(feeds: Iterable[str]) -> list[str]:
    from onrecord.intake.feed import read_opml

    out: list[str] = []
    for feed in feeds:
        if feed.startswith(("http://", "https://")):
            out.append(feed)
        elif Path(feed).is_file():
            with Path(feed).open("rb") as file:
                out += read_opml(file.read(), name=feed)
        else:
            raise UsageError(f"{feed}: neither an address nor an OPML file")
    return list(dict.fromkeys(out))


