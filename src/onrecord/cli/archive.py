"""The archive's commands: add, join, search, events, quotes, claims, incidents, stories, show, check, series, verify, backup, rerun, judge."""

from __future__ import annotations

import csv
import io
import json
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli import exchange
from onrecord.cli.console import DONE, SOME_FAILED, complain, note, out, progress, write
from onrecord.errors import InputError, OnrecordError, UsageError

if TYPE_CHECKING:
    from onrecord.joins.archive import Archive
    from onrecord.reading import Report
    from onrecord.record import Record

ArchiveOption = Annotated[
    str, typer.Option("--archive", envvar="ONRECORD_ARCHIVE", metavar="PATH|DSN", help="a file (SQLite), or postgresql+psycopg://…")
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="WHEN", help="as it was known at this hour, or at the end of this day (ISO 8601, UTC)")]
Json = Annotated[bool, typer.Option("--json", help="rows as JSON")]
Csv = Annotated[bool, typer.Option("--csv", help="rows as CSV")]
Limit = Annotated[int, typer.Option(min=1, help="rows at most")]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="from this day on")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="up to this day")]
Actor = Annotated[str | None, typer.Option(metavar="WHO", help="who did it: a country code (USA) or a name")]
Recipient = Annotated[str | None, typer.Option(metavar="WHO", help="to whom: a country code or a name")]
Who = Annotated[str | None, typer.Option(metavar="WHO", help="either side: a country code or a name")]
Type = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="PLOVER type, several with commas")]
Certain = Annotated[str | None, typer.Option("--certainty", metavar="LABEL", help="asserted, alleged, possible, planned, hypothetical, negated, denied")]
Where = Annotated[str | None, typer.Option("--place", metavar="PLACE", help="a country code, or a place's name")]
Outlet = Annotated[str | None, typer.Option(metavar="NAME", help="the publisher")]
Story = Annotated[str | None, typer.Option(metavar="ID", help="only reports of this story")]
Author = Annotated[str, typer.Option(envvar="ONRECORD_AUTHOR", help="whose verdict it is")]
Note = Annotated[str | None, typer.Option("--note", help="why")]
DEFAULT = "onrecord.db"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, function in (
        ("add", add), ("join", join), ("search", search), ("events", events), ("quotes", quotes), ("claims", claims), ("incidents", incidents),
        ("stories", stories), ("show", show), ("check", check), ("series", series), ("verify", verify), ("backup", backup), ("rerun", rerun),
        ("withdraw", withdraw),
    ):  # fmt: skip
        app.command(name)(function)
    hand = typer.Typer(no_args_is_help=True, help="A person's verdicts: they outrank the machine's, and can be undone.\n\nExample: onrecord judge reject incident REPORT#V1 REPORT#V2 --author ana")
    for name, verdict in (("accept", judge_accept), ("reject", judge_reject), ("split", judge_split), ("merge", judge_merge), ("recode", judge_recode), ("undo", judge_undo), ("list", judge_list)):
        hand.command(name)(verdict)
    app.add_typer(hand, name="judge")


def _open(where: str, as_of: str | None = None, *, create: bool = False) -> Archive:
    from onrecord.joins.archive import Archive

    opened = Archive(where, create=create)
    if as_of is None:
        return opened
    try:
        return opened.as_of(as_of)
    except ValueError as error:
        raise UsageError(f"--as-of {as_of!r} is no hour or day of ISO 8601: 2025-05-04 or 2025-05-04T18:00") from error


def add(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="files, folders, addresses, feeds, .jsonl of reports or records, or - for stdin")],
    archive: ArchiveOption = DEFAULT,
    published: Annotated[str | None, typer.Option(metavar="DATE", help="the day of publication where a report does not say")] = None,
    publisher: Annotated[str | None, typer.Option(help="the outlet, where a report does not say")] = None,
    records: Annotated[bool, typer.Option("--records", help="the sources are .jsonl of records, as `read --jsonl` writes them")] = False,
    and_join: Annotated[bool, typer.Option("--join", help="join what was added")] = False,
    force: Annotated[bool, typer.Option("--force", help="read texts that do not look English, too")] = False,
    processes: Annotated[int, typer.Option(min=0, help="read with so many processes; 0: one for each core")] = 1,
    column: Annotated[list[str] | None, typer.Option(metavar="FIELD=NAME", help="a table's column for text, title, published, url or publisher")] = None,
) -> int:
    """Read reports into the archive. Evidence packs, Parquet folders and .jsonl of records go in as they are. What is there already is passed over, so a stopped run is resumed by running it again.

    Example: onrecord add reports/ --publisher "Atlantic Wire"
    """
    failures: list[str] = []
    with _open(archive, create=True) as kept:
        stored = [] if records else [s for s in sources if exchange.holds_records(s)]
        counts = [_add_stored(kept, source, failures) for source in stored]
        fresh = [s for s in sources if s not in stored]
        if fresh:
            reading = _Reading(published, publisher, force, processes, _columns(column))
            found = _stored_records(fresh, failures) if records else _new_records(kept, fresh, reading, failures)
            summary = kept.add(progress(found, total=None, what="adding"), origin=" ".join(fresh)[:500])
            counts.append((summary.added, summary.versions, summary.same + (found.known if isinstance(found, _NewRecords) else 0)))
        added, versions, known = (sum(c[i] for c in counts) for i in range(3))
        note(f"{added} added, {versions} new versions, {known} there already, {len(failures)} failed")
        if and_join:
            joined = kept.join()
            note(f"{joined.reports} reports joined: {joined.same} verdicts of sameness")
    return SOME_FAILED if failures else DONE


@dataclass(frozen=True, slots=True)
class _Reading:
    """How reports are read."""

    published: str | None
    publisher: str | None
    force: bool
    processes: int
    columns: dict[str, str]


def _columns(named: Sequence[str] | None) -> dict[str, str]:
    from onrecord.intake.tables import FIELDS

    out = dict(c.split("=", 1) for c in named or () if "=" in c)
    if len(out) < len(named or ()) or not set(out) <= set(FIELDS):
        raise UsageError(f"--column: give FIELD=NAME, the field one of {', '.join(FIELDS)}")
    return out


def _add_stored(kept: Archive, source: str, failures: list[str]) -> tuple[int, int, int]:
    """Add what is on record already, each report with the origin that it came with, else the source."""
    from onrecord.invariants import check as hold

    def sound() -> Iterator[tuple[str, Record]]:
        for found in exchange.records_from(source):
            try:
                if isinstance(found, OnrecordError):
                    raise found
                hold(found[0])
                yield f"{found[1]} via {source}" if found[1] else source, found[0]
            except OnrecordError as error:
                _fail(error, failures)

    counts = [0, 0, 0]
    for origin, group in groupby(progress(sound(), total=None, what="adding"), key=itemgetter(0)):
        summary = kept.add((record for _, record in group), origin=origin[:500])
        counts = [a + b for a, b in zip(counts, (summary.added, summary.versions, summary.same), strict=True)]
    return counts[0], counts[1], counts[2]


class _NewRecords:
    """Records of the reports that are not kept yet; `known` counts those that are."""

    def __init__(self, kept: Archive, reading: _Reading, reports: Iterable[Report | InputError], failures: list[str]) -> None:
        self._kept, self._reading, self._reports, self._failures, self.known = kept, reading, reports, failures, 0

    def __iter__(self) -> Iterator[Record]:
        from onrecord.pool import read_all

        for result in read_all(self._new(), processes=self._reading.processes, force=self._reading.force):
            if isinstance(result, OnrecordError):
                _fail(result, self._failures)
            else:
                yield result

    def _new(self) -> Iterator[Report]:
        from onrecord.assemble import document_id

        for report in self._reports:
            if isinstance(report, InputError):
                _fail(report, self._failures)
            elif self._kept.has(document_id(report)):
                self.known += 1
            else:
                yield report


def _new_records(kept: Archive, sources: Sequence[str], reading: _Reading, failures: list[str]) -> _NewRecords:
    from onrecord.intake.sources import reports_from

    def filled(report: Report | InputError) -> Report | InputError:
        if isinstance(report, InputError):
            return report
        return replace(report, published=report.published or reading.published, publisher=report.publisher or reading.publisher)

    reports = map(filled, chain.from_iterable(reports_from(s, columns=reading.columns) for s in sources))
    return _NewRecords(kept, reading, reports, failures)


def _stored_records(sources: Sequence[str], failures: list[str]) -> Iterator[Record]:
    from onrecord.invariants import check as hold
    from onrecord.record_json import from_json

    for source in sources:
        lines: Iterable[str] = sys.stdin if source == "-" else _lines(Path(source))
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = from_json(line)
                hold(record)
                yield record
            except OnrecordError as error:
                _fail(InputError(f"{source}:{number}: {error}"), failures)


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8") as file:
            yield from file
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}") from error


def _fail(error: OnrecordError, failures: list[str]) -> None:
    failures.append(str(error))
    complain(str(error))


def join(archive: ArchiveOption = DEFAULT) -> int:
    """Judge what was added since: same dispatch, same words, same incident, same story.

    Example: onrecord join --archive news.db
    """
    with _open(archive) as kept:
        done = kept.join()
    note(f"{done.reports} reports joined: {done.judgements} verdicts, {done.same} of sameness")
    return DONE


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help='all of these; "a phrase"; -without after --')],
    archive: ArchiveOption = DEFAULT,
    as_of: AsOf = None,
    speaker: Annotated[str | None, typer.Option(help="somebody who is quoted")] = None,
    outlet: Outlet = None,
    country: Annotated[str | None, typer.Option(metavar="CODE", help="a country that is named")] = None,
    type_: Annotated[str | None, typer.Option("--type", metavar="TYPE", help="has an event of this type")] = None,
    certainty: Certain = None,
    story: Story = None,
    actor: Actor = None,
    recipient: Recipient = None,
    place: Where = None,
    since: Since = None,
    until: Until = None,
    facets: Annotated[bool, typer.Option("--facets", help="also the counts by speaker, outlet, country, type, certainty, story")] = False,
    limit: Limit = 20,
    json_: Json = False,
    csv_: Csv = False,
) -> int:
    """Reports that have all the words, with a snippet of each.

    Example: onrecord search ceasefire talks --country YEM --since 2016-10-01
    """
    with _open(archive, as_of) as kept:
        found = kept.search(
            " ".join(words), limit=limit, speaker=speaker, outlet=outlet, country=country, type=type_, certainty=certainty, story=story, actor=actor,
            recipient=recipient, place=place, since=since, until=until,
        )  # fmt: skip
    if json_:
        write(_json({"total": found.total, "hits": _dicts(found.hits), "facets": found.facets}))
        return DONE
    rows = [
        {"report": h.report.id, "published": h.report.published, "publisher": h.report.publisher, "headline": h.report.headline, "snippet": h.snippet}
        for h in found.hits
    ]
    _print(rows, csv_, title=f"{found.total} reports")
    if facets and not csv_:
        for name, counts in found.facets.items():
            write(f"{name}: " + (", ".join(f"{value} {n}" for value, n in counts) or "none"))
    return DONE


def events(
    archive: ArchiveOption = DEFAULT,
    as_of: AsOf = None,
    actor: Actor = None,
    recipient: Recipient = None,
    who: Who = None,
    type_: Type = None,
    certainty: Certain = None,
    place: Where = None,
    outlet: Outlet = None,
    story: Story = None,
    report: Annotated[str | None, typer.Option(metavar="ID", help="of one report")] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    json_: Json = False,
    csv_: Csv = False,
) -> int:
    """Who did what to whom, one row a report's event, the latest first.

    Example: onrecord events --actor USA --recipient IRN --type SANCTION --csv
    """
    with _open(archive, as_of) as kept:
        rows = kept.events(
            actor=actor, recipient=recipient, who=who, type=type_, certainty=certainty, place=place, publisher=outlet, story=story, report=report,
            since=since, until=until, limit=limit,
        )  # fmt: skip
    if json_:
        write(_json(_dicts(rows)))
        return DONE
    _print([_event(e) for e in rows], csv_)
    return DONE


def _event(e: Any) -> dict[str, Any]:
    return {
        "id": e.id, "day": e.day, "type": e.type if not e.mode else f"{e.type} {e.mode}", "actors": _people(e.actors), "recipients": _people(e.recipients),
        "place": e.place, "certainty": e.certainty, "on whose word": e.holder or e.publisher, "words": " ".join(e.words.split()), "incident": e.incident,
    }  # fmt: skip


def _people(sides: Iterable[Any]) -> str:
    return "; ".join(f"{s.name} [{s.country or '?'} {s.sector or '?'}]" for s in sides)


def quotes(
    archive: ArchiveOption = DEFAULT,
    as_of: AsOf = None,
    who: Annotated[str | None, typer.Option("--speaker", metavar="WHO", help="a name, or a country code")] = None,
    kind: Annotated[str | None, typer.Option(help="direct, indirect or mixed")] = None,
    words: Annotated[str | None, typer.Option(help="words in it")] = None,
    outlet: Outlet = None,
    story: Story = None,
    utterance: Annotated[str | None, typer.Option(metavar="ID", help="all tellings of one utterance")] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    json_: Json = False,
    csv_: Csv = False,
) -> int:
    """Who said what, on whose word, the latest first.

    Example: onrecord quotes --speaker "Claudia Sheinbaum" --kind direct
    """
    with _open(archive, as_of) as kept:
        rows = kept.quotes(who=who, kind=kind, words=words, publisher=outlet, story=story, utterance=utterance, since=since, until=until, limit=limit)
    if json_:
        write(_json(_dicts(rows)))
        return DONE
    plain = [
        {"id": q.id, "published": q.published, "speaker": q.speaker, "via": "; ".join(q.via), "kind": q.kind, "words": " ".join(q.words.split()), "outlet": q.publisher}
        for q in rows
    ]
    _print(plain, csv_)
    return DONE


def incidents(
    archive: ArchiveOption = DEFAULT,
    as_of: AsOf = None,
    actor: Actor = None,
    recipient: Recipient = None,
    who: Who = None,
    type_: Type = None,
    place: Where = None,
    story: Story = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    json_: Json = False,
    csv_: Csv = False,
) -> int:
    """Happenings, each as all the reports tell it together, with where the matter stands.

    Example: onrecord incidents --type ASSAULT --place YEM
    """
    with _open(archive, as_of) as kept:
        rows = kept.incidents(actor=actor, recipient=recipient, who=who, type=type_, place=place, story=story, since=since, until=until, limit=limit)
    if json_:
        write(_json(_dicts(rows)))
        return DONE
    _print([_incident(i) for i in rows], csv_)
    return DONE


def _incident(i: Any) -> dict[str, Any]:
    return {
        "id": i.id, "day": i.day, "type": i.type, "actors": "; ".join(i.actors), "recipients": "; ".join(i.recipients), "place": i.place, "state": i.state,
        "reports": i.reports, "sources": i.sources, "history": " → ".join(f"{s.certainty} {s.day or ''}".strip() for s in i.history), "words": i.what,
    }  # fmt: skip


def claims(
    archive: ArchiveOption = DEFAULT,
    as_of: AsOf = None,
    who: Who = None,
    type_: Type = None,
    story: Story = None,
    since: Since = None,
    until: Until = None,
    disputed: Annotated[bool, typer.Option("--disputed", help="only what somebody denies or tells otherwise")] = False,
    limit: Limit = 20,
    json_: Json = False,
    csv_: Csv = False,
) -> int:
    """The ledger: for each incident who asserts, who denies, who only reports it, since when, and whose figures.

    Example: onrecord claims --type ASSAULT --disputed
    """
    with _open(archive, as_of) as kept:
        rows = kept.claims(who=who, type=type_, story=story, since=since, until=until, limit=limit, disputed=disputed)
    if json_:
        write(_json(_dicts(rows)))
    elif csv_:
        _print([{"incident": c.incident.id, "state": c.state, **_voice(v)} for c in rows for v in (*c.asserts, *c.denies, *c.reports)], True)
    else:
        for claim in rows:
            _ledger(claim)
    return DONE


def _voice(v: Any) -> dict[str, Any]:
    return {"stance": v.stance, "who": v.who or v.publisher, "since": v.since, "certainty": v.certainty, "words": v.words, "report": v.report, "source": v.source}


def _ledger(claim: Any) -> None:
    i = claim.incident
    write(f"{i.id}  {i.type}  {i.day or 'day unknown'}  {'; '.join(i.actors) or 'nobody named'} → {'; '.join(i.recipients) or 'nobody named'}: {claim.state}")
    for title, voices in (("asserts", claim.asserts), ("denies", claim.denies), ("reports", claim.reports)):
        for v in voices:
            label = "" if v.certainty in ("asserted", "denied") else f" ({v.certainty})"
            write(f"  {title:8} {v.who or v.publisher or 'the report'}{label}, since {v.since or '?'}: {v.words}  [{v.event}]")
    for f in claim.figures:
        number = f.low if f.low == f.high else f"{f.low} to {f.high}"
        write(f"  {f.what:8} {number}, by {f.whose}, {f.since or '?'}  [{f.event}]")
    for c in claim.contradictions:
        write(f"  against  {c.about}: {c.reason}")
    write("")


def stories(
    archive: ArchiveOption = DEFAULT,
    as_of: AsOf = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    alone: Annotated[bool, typer.Option("--alone", help="also those of a single report")] = False,
    limit: Limit = 50,
    json_: Json = False,
    csv_: Csv = False,
) -> int:
    """Reports on one matter over days, the newest first.

    Example: onrecord stories --since 2025-05-01
    """
    with _open(archive, as_of) as kept:
        rows = kept.stories(publisher=outlet, since=since, until=until, alone=alone, limit=limit)
    if json_:
        write(_json(_dicts(rows)))
        return DONE
    plain = [
        {"id": s.id, "from": s.begin, "to": s.end, "reports": len(s.reports), "sources": s.sources, "headline": s.headline, "names": "; ".join(s.names)} for s in rows
    ]
    _print(plain, csv_)
    return DONE


def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="a report, or a datum of one: REPORT#V1, REPORT#S2, REPORT#E3")],
    archive: ArchiveOption = DEFAULT,
    as_of: AsOf = None,
    json_: Json = False,
) -> int:
    """One report, statement, event, actor, incident or story with its words.

    Example: onrecord show 0e13197850f4bfd3#V2
    """
    with _open(archive, as_of) as kept:
        row = kept.show(name)
        if row is None:
            raise UsageError(f"the archive has no {name!r}")
        claim = kept.claim(name) if "#V" in name else None
        record = kept.record(name) if "#" not in name else None
    if json_:
        from onrecord.record_json import to_dict

        write(_json({"row": _dicts([row])[0], "claim": _dicts([claim])[0] if claim else None, "record": to_dict(record) if record is not None else None}))
        return DONE
    for f in fields(row):
        value = getattr(row, f.name)
        if value not in (None, "", ()):
            write(f"{f.name:14} {_cell(value)}")
    if claim is not None:
        write("")
        _ledger(claim)
    if record is not None:
        from onrecord.view import terminal

        console = out()
        console.print(terminal.page(record, console))
    return DONE


def check(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="a text; - for stdin")],
    archive: ArchiveOption = DEFAULT,
    as_of: AsOf = None,
    published: Annotated[str | None, typer.Option(metavar="DATE", help="the text's day")] = None,
    json_: Json = False,
) -> int:
    """A text against the archive: which of what it tells is known, by whom, and who denies it. The text is not kept.

    Example: pbpaste | onrecord check - --published 2025-05-04
    """
    from onrecord.intake.sources import reports_from
    from onrecord.reader import Reader

    report = next(iter(reports_from(source)), None)
    if report is None or isinstance(report, InputError):
        raise report if isinstance(report, InputError) else InputError(f"{source}: no text")
    with _open(archive, as_of) as kept:
        record = Reader().read(replace(report, published=report.published or published))
        rows = kept.check(record)
    if json_:
        write(_json(_dicts(rows)))
        return DONE
    if not rows:
        write(f"the archive knows none of the {len(record.events)} events that this text tells")
    for claim in rows:
        _ledger(claim)
    return DONE


def series(
    source: Annotated[str | None, typer.Argument(metavar="ACTOR", help="a country code, or IGO, NGO; - for any")] = None,
    target: Annotated[str | None, typer.Argument(metavar="RECIPIENT", help="a country code; - for any")] = None,
    archive: ArchiveOption = DEFAULT,
    as_of: AsOf = None,
    by: Annotated[str, typer.Option(help="day, week or month")] = "month",
    count: Annotated[str, typer.Option(help="events, reports, incidents or sources")] = "incidents",
    rule: Annotated[str, typer.Option(help="all, asserted, officials or independent")] = "all",
    type_: Annotated[str | None, typer.Option("--type", metavar="TYPE")] = None,
    since: Since = None,
    until: Until = None,
    rows: Annotated[bool, typer.Option("--rows", help="also the events behind each count")] = False,
    json_: Json = False,
    csv_: Csv = False,
) -> int:
    """One country acting on another over time: how much cooperation, how much conflict.

    Example: onrecord series USA IRN --by week --rule asserted --csv
    """
    sides = [None if s in (None, "-") else s for s in (source, target)]
    with _open(archive, as_of) as kept:
        found = kept.series(sides[0], sides[1], by=by, count=count, rule=rule, type=type_, since=since, until=until)
    plain = _dicts(found)
    if not (rows or json_):
        plain = [{k: v for k, v in row.items() if k != "rows"} for row in plain]
    if json_:
        write(_json(plain))
    else:
        _print([{**row, **({"rows": " ".join(row["rows"])} if "rows" in row else {})} for row in plain], csv_)
    return DONE


def verify(archive: ArchiveOption = DEFAULT, json_: Json = False) -> int:
    """Prove every stored datum against its text and hash; name what no longer holds.

    Example: onrecord verify --archive news.db
    """
    with _open(archive) as kept:
        faults = kept.verify()
        count = len(kept.reports())
    if json_:
        write(_json(_dicts(faults)))
    for fault in () if json_ else faults:
        complain(f"{fault.report} {fault.datum}: {fault.what}")
    note(f"{count} reports, {len(faults)} faults")
    return SOME_FAILED if faults else DONE


def backup(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="the copy; must not exist")],
    archive: ArchiveOption = DEFAULT,
) -> int:
    """A copy of the archive as one SQLite file, from either store, while others go on.

    Example: onrecord backup 2025-05-04.db
    """
    with _open(archive) as kept:
        written = kept.backup(path)
    note(f"{written}, {written.stat().st_size:,} bytes")
    return DONE


def withdraw(
    report: Annotated[str, typer.Argument(metavar="ID")],
    archive: ArchiveOption = DEFAULT,
    why: Annotated[str | None, typer.Option(help="the reason given")] = None,
    back: Annotated[bool, typer.Option("--back", help="it stands after all")] = False,
) -> int:
    """Mark a report withdrawn by its publisher: it stays, marked, and counts no more.

    Example: onrecord withdraw 0e13197850f4bfd3 --why "retracted on 5 May"
    """
    with _open(archive) as kept:
        if not kept.withdraw(report, why, back=back):
            raise UsageError(f"the archive has no report {report!r}")
    return DONE


def rerun(
    archive: ArchiveOption = DEFAULT,
    diff: Annotated[bool, typer.Option("--diff", help="only show what this version would change")] = False,
    report: Annotated[list[str] | None, typer.Option(metavar="ID", help="only these reports")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="reports at most")] = None,
    json_: Json = False,
) -> int:
    """Read the kept reports again with this version. New readings stand beside the old; a person's verdicts are kept.

    Example: onrecord rerun --diff --limit 100
    """
    from onrecord.reader import Reader
    from onrecord.reading import Report

    reader, failures, changes = Reader(), list[str](), list[dict[str, Any]]()
    with _open(archive) as kept:
        for row in kept.reports(ids=report, limit=limit):
            old = kept.record(row.id)
            if old is None:
                continue
            d = old.document
            given = d.published if d.published_from in ("given", "metadata", "url", "capture") else None
            try:
                new = reader.read(Report(d.text, d.title, given, d.url, d.publisher, d.published_from))
            except OnrecordError as error:
                _fail(error, failures)
                continue
            found = _changes(old, new)
            changes += found
            if not diff:
                kept.add(new, reread=True)
    if json_:
        write(_json(changes))
    else:
        _print(changes, False)
    note(f"{len({c['report'] for c in changes})} reports read otherwise" + ("; nothing was changed" if diff else ""))
    return SOME_FAILED if failures else DONE


def _changes(old: Record, new: Record) -> list[dict[str, Any]]:
    """What the new reading has and the old has not (+), and the other way round (-), by layer and words."""
    rows = []
    for layer, say in (("events", _say_event), ("statements", _say_statement), ("entities", _say_entity), ("times", _say_time)):
        before, after = ({say(r, x) for x in getattr(r, layer)} for r in (old, new))
        rows += [{"report": old.document.id, "layer": layer, "": "-", "what": w} for w in sorted(before - after)]
        rows += [{"report": old.document.id, "layer": layer, "": "+", "what": w} for w in sorted(after - before)]
    return rows


def _words(record: Record, span: tuple[int, int]) -> str:
    return " ".join(record.document.text[span[0] : span[1]].split())


def _names(record: Record, ids: Iterable[str | None]) -> str:
    named = {e.id: e.name for e in record.entities}
    return ", ".join(named.get(i or "", "?") for i in ids)


def _say_event(r: Record, v: Any) -> str:
    return f"{v.type} {v.mode or ''} {v.certainty}: {_names(r, v.actors)} → {_names(r, v.recipients)}: {_words(r, v.mentions[0].trigger)} @{v.mentions[0].trigger[0]}"


def _say_statement(r: Record, s: Any) -> str:
    return f"{s.kind} {s.act}, {_names(r, [s.speaker]) if s.speaker else 'not named'}: {_words(r, s.content[0])[:80]} @{s.content[0][0]}"


def _say_entity(_: Record, e: Any) -> str:
    return f"{e.name} [{e.country or '?'} {e.sector or '?'}] {e.kind}, {len(e.mentions)} mentions"


def _say_time(r: Record, t: Any) -> str:
    return f"{t.type} {t.value}: {_words(r, t.span)} @{t.span[0]}"


Kind = Annotated[str, typer.Argument(metavar="KIND", help="dispatch, utterance, incident or story")]
Items = Annotated[list[str], typer.Argument(metavar="ID...", help="reports, or data of reports")]


def judge_accept(kind: Kind, left: str, right: str, author: Author, archive: ArchiveOption = DEFAULT, note_: Note = None) -> int:
    """Two items are the same. Example: onrecord judge accept incident A#V1 B#V2 --author ana"""
    with _open(archive) as kept:
        write(str(kept.accept(kind, left, right, author=author, note=note_).n))
    return DONE


def judge_reject(kind: Kind, left: str, right: str, author: Author, archive: ArchiveOption = DEFAULT, note_: Note = None) -> int:
    """Two items are not the same. Example: onrecord judge reject story A B --author ana"""
    with _open(archive) as kept:
        write(str(kept.reject(kind, left, right, author=author, note=note_).n))
    return DONE


def judge_split(kind: Kind, items: Items, author: Author, archive: ArchiveOption = DEFAULT, note_: Note = None) -> int:
    """The items are not the same as the rest of their cluster. Example: onrecord judge split incident A#V1 --author ana"""
    with _open(archive) as kept:
        for row in kept.split(kind, items, author=author, note=note_):
            write(str(row.n))
    return DONE


def judge_merge(kind: Kind, items: Items, author: Author, archive: ArchiveOption = DEFAULT, note_: Note = None) -> int:
    """The clusters of the items are one. Example: onrecord judge merge incident A#V1 B#V2 --author ana"""
    if len(items) < 2:
        raise UsageError("a merge needs two items or more")
    with _open(archive) as kept:
        for row in kept.merge(kind, items, author=author, note=note_):
            write(str(row.n))
    return DONE


def judge_recode(
    datum: Annotated[str, typer.Argument(metavar="DATUM", help="REPORT#V1 or REPORT#E2")],
    field: Annotated[str, typer.Argument(help="type, mode, certainty, actors, recipients, place, time; country, sector, name")],
    value: Annotated[str, typer.Argument(help="the new value; - for none")],
    author: Author,
    archive: ArchiveOption = DEFAULT,
    note_: Note = None,
) -> int:
    """Code a datum otherwise; the record stays. Example: onrecord judge recode A#E2 sector MIL --author ana"""
    with _open(archive) as kept:
        write(f"recode {kept.recode(datum, field, None if value == '-' else value, author=author, note=note_)}")
    return DONE


def judge_undo(
    number: Annotated[int, typer.Argument(help="the number that the verdict was answered with")],
    author: Author,
    archive: ArchiveOption = DEFAULT,
    recode: Annotated[bool, typer.Option("--recode", help="it was a recoding")] = False,
) -> int:
    """Undo a person's verdict or recoding. Example: onrecord judge undo 17 --author ana"""
    with _open(archive) as kept:
        if not kept.undo(number, author=author, recode=recode):
            raise UsageError(f"no standing {'recoding' if recode else 'verdict of a person'} has the number {number}")
    return DONE


def judge_list(
    archive: ArchiveOption = DEFAULT,
    as_of: AsOf = None,
    kind: Annotated[str | None, typer.Option(help="dispatch, utterance, incident or story")] = None,
    item: Annotated[str | None, typer.Option(metavar="ID")] = None,
    person: Annotated[bool, typer.Option("--person", help="only those of a person")] = False,
    undone: Annotated[bool, typer.Option("--undone", help="also those undone")] = False,
    limit: Limit = 50,
    json_: Json = False,
    csv_: Csv = False,
) -> int:
    """Verdicts with their reasons, the newest first. Example: onrecord judge list --kind incident --item A#V1"""
    with _open(archive, as_of) as kept:
        rows = kept.judgements(kind=kind, item=item, person=person, undone=undone, limit=limit)
    if json_:
        write(_json(_dicts(rows)))
        return DONE
    names = ("n", "kind", "verdict", "left", "right", "score", "decided_by", "author", "reason", "note")
    _print([{name: getattr(r, name) for name in names} for r in rows], csv_)
    return DONE


def _dicts(rows: Sequence[Any]) -> list[dict[str, Any]]:
    from onrecord.archive.tables import to_dicts

    return to_dicts(rows)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=list)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple | list):
        return "; ".join(_cell(v) for v in value)
    return str(value)


def _print(rows: Sequence[dict[str, Any]], as_csv: bool, *, title: str | None = None) -> None:
    """A table for the terminal, or CSV."""
    if as_csv:
        buffer = io.StringIO()
        if rows:
            writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows({k: _cell(v) for k, v in row.items()} for row in rows)
        write(buffer.getvalue().rstrip("\n"))
        return
    if title is not None:
        note(title)
    if not rows:
        note("nothing found")
        return
    width = out().width
    for row in rows:
        for line in _lines_of(row, width):
            write(line)


_LONG = ("words", "snippet", "headline", "history", "names", "reason", "what", "note")


def _lines_of(row: dict[str, Any], width: int) -> Iterator[str]:
    """A row for people: what is short on one line, what is long indented under it."""
    short = {k: _cell(v) for k, v in row.items() if k not in _LONG}
    head = "  ".join(v if k in _BARE else f"{k} {v}" for k, v in short.items() if v)
    yield from textwrap.wrap(head, width, subsequent_indent="      ", break_long_words=False, break_on_hyphens=False) or [""]
    for key in _LONG:
        if _cell(row.get(key)):
            yield from textwrap.wrap(_cell(row[key]), width, initial_indent="    ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


_BARE = ("id", "report", "day", "published", "type", "certainty", "state", "layer", "", "kind", "verdict", "n", "period")
