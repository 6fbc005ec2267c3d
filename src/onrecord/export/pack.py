"""Evidence packs: a folder or ZIP with a page to read, a SQLite file, and a script of fifty lines that proves every datum against its text.

A colleague opens it offline and adds it to an archive of their own; where each report came from is kept on its row.
"""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path

from onrecord.errors import InputError, OnrecordError
from onrecord.export.report import LossReport
from onrecord.record import Record
from onrecord.record_json import from_json, to_json
from onrecord.spans import Span

PACK = "pack.sqlite"
VERSION = "onrecord-pack/1"
_BYTES = 4_000_000_000  # a packed database may grow to
_MOMENT = (1980, 1, 1, 0, 0, 0)  # of the files in a ZIP: the same records give the same bytes
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE reports (n INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, text_sha256 TEXT NOT NULL, url TEXT, title TEXT, publisher TEXT, published TEXT, origin TEXT, text TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE spans (report TEXT NOT NULL REFERENCES reports(id), datum TEXT NOT NULL, what TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, words TEXT NOT NULL);
CREATE TABLE events (report TEXT NOT NULL REFERENCES reports(id), datum TEXT NOT NULL, type TEXT NOT NULL, mode TEXT, certainty TEXT NOT NULL, actors TEXT, recipients TEXT, evidence TEXT NOT NULL);
CREATE TABLE statements (report TEXT NOT NULL REFERENCES reports(id), datum TEXT NOT NULL, speaker TEXT, content TEXT NOT NULL);
"""
_README = """An evidence pack of onrecord: what news reports say, on whose word, each datum with its exact words.

index.html    read it in any browser, offline
pack.sqlite   the same as tables (reports, events, statements, spans), with each record whole as JSON (onrecord/1)
check.py      proves every datum against its text:  python check.py

onrecord add THIS_PACK takes its reports into an archive of your own; their origin is kept.
"""
Page = Callable[[Record], str]


def write(records: Iterable[Record], out: Path, loss: LossReport, *, include_unasserted: bool = False, page: Page | None = None, origin: str | None = None) -> None:
    """Write a pack to the folder, or the ZIP, `out`. `page` makes the HTML of a record, `origin` names whose pack it is.
    Raises `InputError` when the folder exists and is not empty."""
    if out.suffix.lower() == ".zip":
        with tempfile.TemporaryDirectory() as folder:
            _fill(records, Path(folder), loss, page, origin)
            _zip(Path(folder), out)
        return
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out}: exists: name a new folder, or a file ending in .zip")
    out.mkdir(parents=True, exist_ok=True)
    _fill(records, out, loss, page, origin)


def _fill(records: Iterable[Record], folder: Path, loss: LossReport, page: Page | None, origin: str | None) -> None:
    (folder / "check.py").write_bytes(Path(__file__).with_name("pack_check.py").read_bytes())
    (folder / "README.txt").write_text(_README, "utf-8")
    links: list[tuple[str, str]] = []
    database = sqlite3.connect(folder / PACK)
    try:
        database.executescript(_SCHEMA)
        database.executemany("INSERT INTO meta VALUES (?, ?)", [("version", VERSION), ("origin", origin or "")])
        for number, record in enumerate(records, 1):
            loss.records += 1
            loss.rows += 1
            _insert(database, number, record, origin)
            name = f"{number:05d}.html"
            (folder / name).write_text(page(record) if page else _plain_page(record), "utf-8", "replace")
            links.append((name, record.document.title or record.document.text[:80]))
        database.commit()
    finally:
        database.close()
    (folder / "index.html").write_text(_index(links), "utf-8", "replace")


def _insert(db: sqlite3.Connection, number: int, record: Record, origin: str | None) -> None:
    d, names = record.document, {e.id: e.name for e in record.entities}
    db.execute("INSERT INTO reports VALUES (?,?,?,?,?,?,?,?,?,?)", (number, d.id, d.text_sha256, d.url, d.title, d.publisher, d.published, origin, d.text, to_json(record)))
    db.executemany("INSERT INTO spans VALUES (?,?,?,?,?,?)", [(d.id, i, what, a, b, d.text[a:b]) for i, what, (a, b) in _spans(record)])
    for e in record.events:
        a, b = e.mentions[0].evidence
        sides = ["; ".join(names[i] for i in ids if i in names) for ids in (e.actors, e.recipients)]
        db.execute("INSERT INTO events VALUES (?,?,?,?,?,?,?,?)", (d.id, e.id, e.type, e.mode, e.certainty, *sides, d.text[a:b]))
    for s in record.statements:
        db.execute("INSERT INTO statements VALUES (?,?,?,?)", (d.id, s.id, names.get(s.speaker or ""), " … ".join(d.text[a:b] for a, b in s.content)))


def _spans(record: Record) -> Iterator[tuple[str, str, Span]]:
    """Every place in the text that the record points at."""
    for e in record.entities:
        yield from ((e.id, "mention", m) for m in e.mentions)
    for t in record.times:
        yield t.id, "time", t.span
    for s in record.statements:
        yield from ((s.id, "content", c) for c in s.content)
        yield from ((s.id, "cue", c) for c in s.cue)
        if s.speaker_span:
            yield s.id, "speaker", s.speaker_span
    for v in record.events:
        for m in v.mentions:
            yield v.id, "trigger", m.trigger
            yield v.id, "evidence", m.evidence
            yield from ((v.id, "cue", c) for c in m.cues)


def _plain_page(record: Record) -> str:
    d, names = record.document, {e.id: e.name for e in record.entities}
    rows = "".join(
        f"<li><b>{e.type}</b> ({e.certainty}): {escape(', '.join(names.get(i, i) for i in e.actors))} → {escape(', '.join(names.get(i, i) for i in e.recipients))}: "
        f"<q>{escape(d.text[slice(*e.mentions[0].evidence)])}</q></li>" for e in record.events
    )  # fmt: skip
    said = "".join(f"<li>{escape(names.get(s.speaker or '', 'somebody unnamed'))}: <q>{escape(' … '.join(d.text[a:b] for a, b in s.content))}</q></li>" for s in record.statements)
    text = "".join(f"<p>{escape(p)}</p>" for p in d.text.split("\n") if p.strip())
    return _html(d.title or "Report", f"<p><a href='index.html'>All reports</a></p>{text}<h2>Events</h2><ul>{rows}</ul><h2>Who said what</h2><ul>{said}</ul>")


def _index(links: list[tuple[str, str]]) -> str:
    return _html("Evidence pack", "<ol>" + "".join(f"<li><a href='{name}'>{escape(title)}</a></li>" for name, title in links) + "</ol>")


def _html(title: str, body: str) -> str:
    style = "body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}"
    return f"<!doctype html><html lang='en'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>{escape(title)}</title><style>{style}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>"


def _zip(folder: Path, out: Path) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(path.name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as target, path.open("rb") as source:
                while chunk := source.read(1 << 20):
                    target.write(chunk)


def is_pack(path: Path) -> bool:
    """Whether a folder or ZIP is an evidence pack."""
    if path.is_dir():
        return (path / PACK).is_file()
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return PACK in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def read_pack(path: Path) -> Iterator[tuple[Record, str | None] | OnrecordError]:
    """The records of a pack and their origin, each checked by its hash; a bad row is an error and leaves the others alone. Raises `InputError`."""
    if path.is_dir():
        yield from _rows(path / PACK, str(path))
        return
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / PACK
        try:
            with zipfile.ZipFile(path) as archive:
                if archive.getinfo(PACK).file_size > _BYTES:
                    raise InputError(f"{path}: its database grows to more than {_BYTES:,} bytes: refused")
                with archive.open(PACK) as source, target.open("wb") as out:
                    left = _BYTES
                    while (chunk := source.read(1 << 20)) and (left := left - len(chunk)) > 0:
                        out.write(chunk)
        except InputError:
            raise
        except Exception as error:  # zipfile and zlib raise many kinds over broken files
            raise InputError(f"{path}: not a whole evidence pack ({type(error).__name__}: {error})") from error
        yield from _rows(target, str(path))


def _rows(database: Path, called: str) -> Iterator[tuple[Record, str | None] | OnrecordError]:
    import hashlib

    try:
        db = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        db.execute("PRAGMA trusted_schema=OFF")
        version = db.execute("SELECT value FROM meta WHERE key='version'").fetchone()
        if version is None or version[0] != VERSION:
            raise InputError(f"{called}: a pack of {version[0] if version else None!r}; this version of onrecord reads {VERSION!r}")
        for n, sha, stored, origin in db.execute("SELECT n, text_sha256, record, origin FROM reports ORDER BY n"):
            try:
                record = from_json(stored)
                if hashlib.sha256(record.document.text.encode("utf-8", "surrogatepass")).hexdigest() != sha or record.document.text_sha256 != sha:
                    raise InputError(f"{called}: report {n}: its text is not the one that was packed")
                yield record, origin
            except OnrecordError as error:
                yield error
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise InputError(f"{called}: not a whole evidence pack: {error}") from error
