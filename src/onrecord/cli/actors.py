"""`onrecord actors`: keeping the tables of who holds which office true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from onrecord.cli.console import note, write
from onrecord.errors import InputError, UsageError
from onrecord.knowledge import overlay, update
from onrecord.record import Record
from onrecord.record_json import from_json

_TITLES = ("president", "prime minister", "foreign minister", "minister", "king", "chancellor", "premier")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("actors", help=HELP, short_help="Update and check the tables of office holders.")(actors)


HELP = """Update and check the tables of office holders.

Example: onrecord actors update query.json --write

`update FILE` reads a Wikidata query result that you saved (JSON or CSV; the query is in docs/knowledge.md) and shows what it adds to
the tables; with --write the rows go into your own file, which is laid over the shipped tables. `check [RECORDS.jsonl]` lists rows
that nobody has confirmed for a year, and persons whom the records call president or minister and no table knows.
"""


def actors(
    action: Annotated[Literal["update", "check"], typer.Argument(help="update or check")],
    file: Annotated[Path | None, typer.Argument(help="the query result, or records as JSON lines")] = None,
    seen: Annotated[str | None, typer.Option(help="day of the query (ISO); today unless given")] = None,
    write_: Annotated[bool, typer.Option("--write", help="write the rows to your own file")] = False,
    actors_: Annotated[Path | None, typer.Option("--actors", metavar="FILE.csv", help="your own file; the usual place unless given")] = None,
) -> None:
    """Run the action."""
    own = actors_ if actors_ is not None else overlay.usual_path()
    if actors_ is not None and actors_.exists():
        overlay.use(actors_)
    if action == "check":
        _check(file)
    elif file is None:
        raise UsageError("actors update needs the file of a query result")
    else:
        _update(file, own, _day(seen), write_)


def _day(seen: str | None) -> str:
    try:
        return date.fromisoformat(seen).isoformat() if seen else date.today().isoformat()
    except ValueError as error:
        raise UsageError(f"--seen {seen}: is no ISO day") from error


def _update(file: Path, own: Path, seen: str, write_them: bool) -> None:
    changes = update.difference(update.read_result(file, seen=seen), update.known_offices())
    for change in changes:
        write(change.line())
    if write_them:
        note(f"{update.write_overlay(own, changes)} rows in {own}")
    else:
        note(f"{len(changes)} changes; --write puts them into {own}")


def _check(records: Path | None) -> None:
    known = update.known_offices()
    for office in update.stale(known, date.today().isoformat()):
        write(f"old: {office.country} {office.role}: {office.person}, last seen {office.seen}")
    if records is not None:
        for person, country, title in update.unknown_holders(_titled(records), known):
            write(f"unknown: {country or '?'} {title}: {person}")


def _titled(path: Path) -> Iterator[tuple[str, str | None, str]]:
    """(name, country, title) of the persons whom the records call by an office."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            record: Record = from_json(line)
        except Exception as error:
            raise InputError(f"{path}:{number}: is no record: {error}") from error
        for entity in record.entities:
            told = (entity.coded_by or "").removeprefix("role: ").split(" + ")[0].split(";")[0]
            if entity.kind == "person" and " " in entity.name and told in _TITLES:
                yield entity.name, entity.country, told
