"""The page for a terminal: the report with its data marked, then who said what, what happened, times and actors."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.record import Record
from onrecord.view.layout import Rows, paragraph_runs

_STYLES = {"S": "cyan", "E": "bold", "T": "magenta underline", "V": "yellow bold"}
_BADGES = {
    "asserted": "● happened", "alleged": "◔ said to", "possible": "? may be", "planned": "○ planned", "hypothetical": "◌ if", "negated": "✕ not", "denied": "✕ denied",
}  # fmt: skip
_COLOURS = {
    "asserted": "green", "alleged": "yellow", "possible": "yellow", "planned": "blue", "hypothetical": "blue", "negated": "red", "denied": "red",
}  # fmt: skip
_SUPERSCRIPT = str.maketrans("SVTE0123456789", "ˢⱽᵀᴱ⁰¹²³⁴⁵⁶⁷⁸⁹")
_LONGEST_CELL = 160


def page(record: Record, console: Console) -> RenderableType:
    """The whole page. Marks stand beside colours, so it reads without any."""
    plain = not console.encoding.lower().startswith("utf")
    rows = Rows(record)
    parts: list[RenderableType] = [_head(record), _report(record, plain), _legend(plain)]
    parts += [_said(rows, plain), _done(rows, plain), _times(rows), _actors(rows)]
    return Group(*parts)


def mark(datum: str, plain: bool) -> str:
    """The sign that stands beside a datum's words."""
    return f"[{datum}]" if plain else datum.translate(_SUPERSCRIPT)


def clean(text: str) -> str:
    """Report text as a terminal may show it: control characters, that could move the cursor or change colours, made visible."""
    return "".join(c if c == "\n" or (c.isprintable() and c not in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068") else "\ufffd" for c in text.replace("\t", " "))


def _head(record: Record) -> RenderableType:
    doc = record.document
    facts = [doc.publisher or "", doc.published or "publication date unknown", f"({doc.published_from})" if doc.published_from else ""]
    line = Text(" ".join(f for f in facts if f), style="dim")
    if doc.title:
        line = Text.assemble((clean(doc.title), "bold"), "  ", line)
    return Group(Rule(style="dim"), line, Text(""))


def _report(record: Record, plain: bool) -> RenderableType:
    out: list[RenderableType] = []
    for number, runs in enumerate(paragraph_runs(record)):
        line = Text(style="bold" if number == 0 and record.document.text.count("\n") else "")
        for run in runs:
            start = len(line)
            line.append(clean(record.document.text[run.span[0] : run.span[1]]))
            for datum in sorted(run.ids):
                line.stylize(_STYLES[datum[0]], start, len(line))
            for datum in run.ends:
                if datum[0] != "E":
                    line.append(mark(datum, plain), style="dim")
        out += [line, Text("")]
    return Group(*out)


def _legend(plain: bool) -> RenderableType:
    line = Text("marks: ", style="dim")
    for letter, what in (("S", "statement"), ("V", "event"), ("T", "time"), ("E", "actor")):
        line.append(what, style=_STYLES[letter])
        line.append((mark(letter, plain) if letter != "E" else "") + "  ")
    return line


def _table(title: str, *columns: tuple[str, int]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", expand=True, show_lines=False, pad_edge=False, box=None, header_style="dim", padding=(0, 1, 1, 0))
    for name, ratio in columns:
        table.add_column(name, ratio=ratio or None, no_wrap=ratio == 0, overflow="fold")
    return table


def _short(text: str) -> Text:
    text = clean(text)
    return Text(text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1].rstrip() + "…")


def _badge(certainty: str, plain: bool) -> Text:
    words = _BADGES[certainty]
    return Text(words[2:] if plain else words, style=_COLOURS[certainty])


def _said(rows: Rows, plain: bool) -> RenderableType:
    table = _table("\nWho said what", ("", 0), ("on whose word", 3), ("kind", 0), ("words", 6))
    for s in rows.said():
        nested = f" in {s.inside}" if s.inside else ""
        kind = s.kind if s.act == "speech" else f"{s.kind}, {s.act}"
        table.add_row(s.id + nested, _short(s.chain), kind, _short(s.words))
    return table if table.row_count else Text("\nWho said what: nothing found\n", style="dim")


def _done(rows: Rows, plain: bool) -> RenderableType:
    table = _table("What happened, and what was said to", ("", 0), ("type", 0), ("who → whom", 4), ("when", 0), ("certainty", 0), ("on whose word", 2), ("words", 6))
    for v in rows.done():
        kind = v.type + (f"\n{v.mode}" if v.mode else "")
        dyad = f"{v.who or '—'} → {v.whom}" if v.whom else v.who or "not named"
        words = Text.assemble(clean(v.before), (clean(v.trigger), "bold underline"), clean(v.after), f"  [{v.toll}]" if v.toll else "")
        table.add_row(v.id, kind, _short(dyad), v.when or "—", _badge(v.certainty, plain), _short(v.on_whose_word), words)
    return table if table.row_count else Text("What happened: nothing found\n", style="dim")


def _times(rows: Rows) -> RenderableType:
    table = _table("Times", ("", 0), ("words", 2), ("value", 2), ("from – to", 2), ("why", 3))
    for t in rows.times():
        table.add_row(t.id, _short(t.words), t.value, t.interval, _short(t.why))
    return table if table.row_count else Text("Times: none found\n", style="dim")


def _actors(rows: Rows) -> RenderableType:
    table = _table("Actors and places", ("", 0), ("name", 3), ("kind", 0), ("code", 0), ("why", 4), ("words", 0))
    for a in rows.actors():
        table.add_row(a.id, _short(a.name), a.kind, a.code or "—", _short(a.why or a.place), str(a.mentions))
    return table if table.row_count else Text("Actors: none found\n", style="dim")


def why_not(record: Record) -> RenderableType:
    """The political words that gave no event, and the reason."""
    table = _table("Why not", ("type", 0), ("reason", 2), ("words", 6))
    rows = Rows(record)
    for omission in record.omissions:
        table.add_row(omission.type, omission.reason, _short(rows.words([omission.evidence])))
    return table if table.row_count else Text("Why not: every political word gave an event\n", style="dim")
