"""`onrecord read`: reports in, records out."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.console import DONE, SOME_FAILED, complain, note, out, progress, write
from onrecord.errors import InputError, OnrecordError, UsageError
from onrecord.intake.sources import reports_from
from onrecord.reader import Reader
from onrecord.reading import Report
from onrecord.record import Record
from onrecord.record_json import to_json
from onrecord.view import html

_MANY = (".jsonl", ".warc", ".gz", ".zip", ".csv", ".mbox", ".xml", ".opml")
_LONG_NAME = 60  # characters of a page's file name


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("read", help=HELP, short_help="Read reports: a page for the terminal, or JSON, or HTML.")(read)


HELP = """Read reports and show what they put on record.

Example: onrecord read report.txt --published 2025-05-04

SOURCE is a file, a folder, an address, a .jsonl of reports (text, published, title, url, publisher), or - for standard input.
"""


def read(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="FILE, URL, REPORTS.jsonl, or - for stdin")],
    published: Annotated[str | None, typer.Option(metavar="DATE", help="the day of publication (ISO 8601) where a report does not say")] = None,
    publisher: Annotated[str | None, typer.Option(help="the outlet, where a report does not say")] = None,
    json_: Annotated[bool, typer.Option("--json", help="the record as JSON (one report)")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="one record a line")] = False,
    html_: Annotated[bool, typer.Option("--html", help="a page that works offline; of many reports with --out FOLDER, with an index")] = False,
    out_: Annotated[Path | None, typer.Option("--out", metavar="PATH", help="write there and not to stdout")] = None,
    why: Annotated[bool, typer.Option("--why", help="also the sentences with a political word that gave no event, and the reason")] = False,
    force: Annotated[bool, typer.Option("--force", help="read texts that do not look English, too")] = False,
    fast: Annotated[bool, typer.Option("--fast", help="rules alone")] = False,
    actors: Annotated[Path | None, typer.Option(metavar="FILE.csv", help="your own actors, laid over the tables")] = None,
) -> int:
    if sum((json_, jsonl, html_)) > 1:
        raise UsageError("--json, --jsonl and --html exclude each other: choose one")
    if actors is not None:
        _overlay(actors)
    reports = chain.from_iterable(reports_from(s) for s in sources)
    filled = (_filled(r, published, publisher) for r in reports)
    failures: list[str] = []
    records = progress(_records(filled, Reader(force=force, fast=fast), failures), total=None, what="reading")
    if jsonl:
        _write_lines(records, out_)
    elif json_:
        _write_lines(_only_one(records, sources), out_)
    elif html_:
        _write_pages(records, out_)
    else:
        _show(records, why)
    if failures:
        note(f"{len(failures)} of the inputs failed")
    return SOME_FAILED if failures else DONE


def _overlay(path: Path) -> None:
    overlay = importlib.import_module("onrecord.knowledge.overlay")
    overlay.use(path)


def _filled(report: Report | InputError, published: str | None, publisher: str | None) -> Report | InputError:
    if isinstance(report, InputError):
        return report
    return replace(report, published=report.published or published, publisher=report.publisher or publisher, published_from=report.published_from if report.published else None)


def _records(reports: Iterable[Report | InputError], reader: Reader, failures: list[str]) -> Iterator[Record]:
    """The records of what can be read; what cannot is named on stderr and the rest goes on."""

    def good() -> Iterator[Report]:
        for report in reports:
            if isinstance(report, InputError):
                _fail(report, failures)
            else:
                yield report

    for result in reader.try_many(good()):
        if isinstance(result, OnrecordError):
            _fail(result, failures)
        else:
            yield result


def _fail(error: OnrecordError, failures: list[str]) -> None:
    failures.append(str(error))
    complain(str(error))


def _only_one(records: Iterator[Record], sources: Sequence[str]) -> Iterator[Record]:
    for number, record in enumerate(records):
        if number:
            raise UsageError(f"{sources[0]} holds more than one report: use --jsonl")
        yield record


def _write_lines(records: Iterable[Record], path: Path | None) -> None:
    if path is None:
        for record in records:
            write(to_json(record))
        return
    with path.open("w", encoding="utf-8", errors="replace") as file:
        for record in records:
            file.write(to_json(record) + "\n")


def _write_pages(records: Iterator[Record], path: Path | None) -> None:
    found = list(records)
    if path is None:
        if len(found) > 1:
            raise UsageError("several reports do not go into one page: name a folder with --out")
        for record in found:
            write(html.page(record))
        return
    if path.suffix == ".html" and len(found) == 1:
        path.write_text(html.page(found[0]), "utf-8", "replace")
        return
    path.mkdir(parents=True, exist_ok=True)
    named = [(f"{number:03d}-{_slug(html.title_of(r))}.html", r) for number, r in enumerate(found, 1)]
    for name, record in named:
        (path / name).write_text(html.page(record, home="index.html"), "utf-8", "replace")
    (path / "index.html").write_text(html.index(named, heading="Reports on record"), "utf-8", "replace")
    note(f"{len(named)} pages and an index: {path / 'index.html'}")


def _slug(title: str) -> str:
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in title.lower()).split()
    return "-".join(words)[:_LONG_NAME].strip("-") or "report"


def _show(records: Iterable[Record], why: bool) -> None:
    from onrecord.view import terminal

    console = out()
    if sys.stdout.encoding.lower().replace("-", "") != "utf8":
        note("this terminal is not set to UTF-8: some characters are replaced")
    for record in records:
        console.print(terminal.page(record, console))
        if why:
            console.print(terminal.why_not(record))
