"""The HTML page of a record: one self-contained file that works offline. Report text is only ever text: everything is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from onrecord.record import Record
from onrecord.view.layout import WORDS, Rows, Run, paragraph_runs

_HERE = Path(__file__).resolve().parent
STATIC = _HERE / "static"
_KIND = {"S": "said", "V": "done", "T": "time", "E": "actor"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run as the template needs it."""

    text: str
    ids: str
    classes: str
    begins: tuple[str, ...]


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The template environment; autoescape is always on."""
    env = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape(default=True, default_for_string=True), trim_blocks=True, lstrip_blocks=True)
    env.globals["certainty_words"] = WORDS
    return env


def pieces(record: Record) -> list[list[Piece]]:
    """Each paragraph's runs, ready to be written."""
    return [[_piece(record, run) for run in runs] for runs in paragraph_runs(record)]


def _piece(record: Record, run: Run) -> Piece:
    classes = " ".join(dict.fromkeys(_KIND[i[0]] for i in run.ids))
    begins = tuple(i for i in run.begins if i[0] != "E")
    return Piece(record.document.text[run.span[0] : run.span[1]], " ".join(run.ids), classes, begins)


def report_context(record: Record) -> dict[str, object]:
    """What the report template needs, for the single file and for the server's page."""
    rows = Rows(record)
    return {
        "record": record,
        "paragraphs": pieces(record),
        "speakers": rows.speakers(),
        "said": rows.said(),
        "done": rows.done(),
        "times": rows.times(),
        "actors": rows.actors(),
        "omissions": [(rows.words([o.evidence]), o.type, o.reason) for o in record.omissions],
        "title": title_of(record),
    }


def title_of(record: Record) -> str:
    """The report's title, or its first line."""
    return record.document.title or record.document.text.strip().split("\n", 1)[0][:140]


def page(record: Record, *, home: str | None = None) -> str:
    """One file with styles and script inside. `home`: a relative address that the page links back to."""
    template = environment().get_template("single.html")
    return template.render(**report_context(record), css=_asset("report.css"), js=_asset("report.js"), home=home)


def index(records: Sequence[tuple[str, Record]], *, heading: str) -> str:
    """A page that lists records: (relative address, record) pairs."""
    rows = [(address, title_of(r), r.document.published or "", len(r.statements), len(r.events), len(r.entities)) for address, r in records]
    return environment().get_template("index.html").render(rows=rows, heading=heading, css=_asset("report.css"))


def _asset(name: str) -> Markup:
    return Markup((STATIC / name).read_text("utf-8"))  # noqa: S704  our own file, no report text in it
