"""The docs are true: commands, options, fields and modules named there exist, and the reverse."""

from __future__ import annotations

import importlib
import importlib.util
import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from onrecord import record
from onrecord.cli.main import make_app
from onrecord.view.layout import WORDS

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
COMMANDS: dict[str, set[str]] = {
    name: {o for p in command.params for o in p.opts} for name, command in typer.main.get_command(make_app()).commands.items()  # type: ignore[attr-defined]
}


def lines_of_code(page: Path) -> list[str]:
    blocks = re.findall(r"```\w*\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_and_options_exist(page: Path) -> None:
    for line in lines_of_code(page):
        found = re.match(r"(?:\S*/)?onrecord ([a-z][a-z-]*)\b([^#|>]*)", line)
        if not found:
            continue
        command, rest = found.groups()
        assert command in COMMANDS, f"{page.name}: {line}"
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", rest):
            assert option in COMMANDS[command], f"{page.name}: {line}: {option}"


def test_every_command_is_in_the_docs() -> None:
    text = "\n".join(p.read_text("utf-8") for p in PAGES)
    assert [c for c in COMMANDS if f"onrecord {c}" not in text] == []


def test_every_field_of_the_record_is_in_its_page() -> None:
    page = (ROOT / "docs" / "record.md").read_text("utf-8")
    renamed = {"begin": "from", "end": "to"}
    for kind in (record.Record, record.Document, record.Entity, record.Time, record.Statement, record.Event, record.EventMention, record.Casualties, record.Place, record.Omission):
        for f in fields(kind):
            name = renamed.get(f.name, f.name) if kind is record.Time else f.name
            assert f"`{name}`" in page, f"{kind.__name__}.{f.name}"


def test_every_certainty_is_explained() -> None:
    page = (ROOT / "docs" / "record.md").read_text("utf-8")
    assert all(f"| {label} |" in page for label in WORDS)


def exists(dotted: str) -> bool:
    """Whether a module of that name, or a name in a module, exists."""
    parent, _, name = dotted.rpartition(".")
    try:
        return importlib.util.find_spec(dotted) is not None
    except ModuleNotFoundError:
        return hasattr(importlib.import_module(parent), name)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_modules_and_files_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    for dotted in set(re.findall(r"`(onrecord(?!\.db)(?:\.\w+)+)", text)):
        assert exists(dotted), f"{page.name}: {dotted}"
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_data_file_has_a_source() -> None:
    data = ROOT / "src" / "onrecord" / "data"
    sources = (data / "SOURCES.md").read_text("utf-8")
    names = [p.name for p in data.iterdir() if p.is_file() and p.suffix != ".md"]
    assert [n for n in names if n not in sources] == []
