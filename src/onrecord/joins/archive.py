"""The archive's door: everything kept, searched and joined, on SQLite or PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from onrecord.archive import adding, copying, fetch, hand, searching, verifying
from onrecord.archive import series as counting
from onrecord.archive.fetch import Wanted
from onrecord.archive.rows import (
    Added,
    AddSummary,
    ClaimRow,
    Contradiction,
    EntityRow,
    EventRow,
    Fault,
    Found,
    IncidentRow,
    JoinSummary,
    JudgementRow,
    QuoteRow,
    RecodeRow,
    ReportRow,
    SeriesRow,
    StoryRow,
)
from onrecord.archive.scope import Scope
from onrecord.archive.searching import Narrow
from onrecord.archive.store import Connection, Store, hour
from onrecord.errors import OnrecordError
from onrecord.joins import ledger, run
from onrecord.record import Record

Shown = ReportRow | EventRow | QuoteRow | EntityRow | ClaimRow | StoryRow


class Archive:
    """Records kept together. `where`: a path (SQLite) or a DSN ("postgresql+psycopg://…").

    Ids: a report by its document id; a datum by "report#V3"; a cluster by its smallest member. All methods that answer questions
    return frozen rows (`onrecord.archive.rows`); `to_arrow` and `to_pandas` make tables of them."""

    def __init__(self, where: str | Path, *, create: bool = True) -> None:
        """Open the archive, made or migrated where needed. Raises `ArchiveError`."""
        self._store = Store(where, create=create)
        self._scope = Scope()

    @property
    def name(self) -> str:
        """Where the archive is, without a password."""
        return self._store.name

    @property
    def known_at(self) -> str | None:
        """The hour of an `as_of` view; None for the archive as it is."""
        return self._scope.until

    def as_of(self, when: datetime | str) -> Archive:
        """The archive as it was known at an hour (a day: at its end): equal to one made of what had been added by then."""
        view = object.__new__(Archive)
        view._store = self._store
        until = hour(when)
        with self._store.reading() as connection:
            view._scope = Scope(until, run.clusters_at(connection, until))
        return view

    # keeping

    def add(
        self,
        records: Record | Iterable[Record | OnrecordError],
        *,
        origin: str | None = None,
        reread: bool = False,
        progress: Callable[[Added], None] | None = None,
        batch: int = adding.BATCH,
    ) -> AddSummary:
        """Keep records; what is there already is left alone. `reread`: a record of a known report that reads otherwise becomes its new reading."""
        many = [records] if isinstance(records, Record) else records
        return adding.add(self._store, many, origin=origin, reread=reread, progress=progress, batch=batch)

    def has(self, report: str) -> bool:
        """Whether a report is kept, by its id."""
        with self._store.reading() as connection:
            return bool(fetch.report_rows(connection, self._scope, ids=[report]))

    def withdraw(self, report: str, why: str | None = None, *, back: bool = False) -> bool:
        """Mark a report withdrawn by its publisher (`back`: no longer). It stays, marked, and counts no more."""
        return adding.withdraw(self._store, report, why, back=back)

    # asking

    def reports(
        self, *, ids: Sequence[str] | None = None, publisher: str | None = None, since: str | None = None, until: str | None = None,
        limit: int | None = None, offset: int = 0,
    ) -> list[ReportRow]:  # fmt: skip
        """Reports, the newest first; or those with the ids, in that order."""
        with self._store.reading() as connection:
            return fetch.report_rows(connection, self._scope, ids=ids, publisher=publisher, since=since, until=until, limit=limit, offset=offset)

    def record(self, report: str) -> Record | None:
        """A report's record, as it was read."""
        with self._store.reading() as connection:
            return fetch.record(connection, self._scope, report)

    def copies(self, report: str) -> list[ReportRow]:
        """The other reports that print the same dispatch."""
        return self._kin(report, lambda mine, other: mine.url is None or mine.url != other.url)

    def versions(self, report: str) -> list[ReportRow]:
        """The other versions of a report: the same address, another text."""
        with self._store.reading() as connection:
            mine = next(iter(fetch.report_rows(connection, self._scope, ids=[report])), None)
            if mine is None or mine.url is None:
                return []
            rows = fetch.report_rows(connection, self._scope, url=mine.url)
        return [r for r in rows if r.id != report]

    def _kin(self, report: str, wanted: Callable[[ReportRow, ReportRow], bool]) -> list[ReportRow]:
        with self._store.reading() as connection:
            cluster = self._scope.cluster_of(connection, "dispatch", [report])[report]
            rows = fetch.report_rows(connection, self._scope, ids=self._scope.members(connection, "dispatch", [cluster])[cluster])
        mine = next((r for r in rows if r.id == report), None)
        return [r for r in rows if r.id != report and mine is not None and wanted(mine, r)]

    def entities(self, *, report: str | None = None, name: str | None = None, country: str | None = None, limit: int | None = 200) -> list[EntityRow]:
        """Entities of one report, or of all by name or country."""
        with self._store.reading() as connection:
            return fetch.entity_rows(connection, self._scope, report=report, name=name, country=country, limit=limit)

    def events(self, wanted: Wanted | None = None, **conditions: Any) -> list[EventRow]:
        """Events, the latest first. Conditions are the fields of `Wanted`, and `story` and `incident`."""
        with self._store.reading() as connection:
            return fetch.event_rows(connection, self._scope, self._wanted(connection, wanted, conditions))

    def quotes(self, wanted: Wanted | None = None, **conditions: Any) -> list[QuoteRow]:
        """Statements, the latest first. Conditions are the fields of `Wanted`, and `story` and `utterance`."""
        with self._store.reading() as connection:
            return fetch.quote_rows(connection, self._scope, self._wanted(connection, wanted, conditions))

    def _wanted(self, connection: Connection, wanted: Wanted | None, conditions: dict[str, Any]) -> Wanted:
        if wanted is not None:
            return wanted
        for name, field in (("story", "reports"), ("incident", "ids"), ("utterance", "ids")):
            cluster = conditions.pop(name, None)
            if cluster is not None:
                conditions[field] = tuple(self._scope.members(connection, name, [cluster])[cluster])
        return Wanted(**conditions)

    def search(self, words: str = "", *, limit: int = 20, offset: int = 0, **conditions: Any) -> Found:
        """Reports that have all the words, with snippets and facets. `"a phrase"`, `-without`; conditions are the fields of `Narrow`."""
        with self._store.reading() as connection:
            return searching.search(self._store, connection, self._scope, words, Narrow(**conditions), limit, offset)

    def series(self, source: str | None = None, target: str | None = None, **asked: Any) -> list[SeriesRow]:
        """One country acting on another over time. `by`: day, week, month; `count`: events, reports, incidents, sources;
        `rule`: all, asserted, officials, independent; `type`, `since`, `until`."""
        with self._store.reading() as connection:
            return counting.series(connection, self._scope, counting.Asked(source, target, **asked))

    # joined

    def incidents(self, *, limit: int = 100, offset: int = 0, **conditions: Any) -> list[IncidentRow]:
        """Incidents, the latest first: those with an event that meets the conditions (fields of `Wanted`; `story`)."""
        with self._store.reading() as connection:
            return [row for row, _, _ in self._incidents(connection, limit, conditions, offset)]

    def incident(self, name: str) -> IncidentRow | None:
        """One incident, by its id or that of any of its events."""
        with self._store.reading() as connection:
            found = self._incident(connection, name)
            return found[0] if found is not None else None

    def claims(self, *, limit: int = 100, offset: int = 0, disputed: bool = False, **conditions: Any) -> list[ClaimRow]:
        """The claims ledger of incidents, as for `incidents`; `disputed`: only those that somebody denies or tells otherwise."""
        with self._store.reading() as connection:
            rows = [ledger.claim(*found) for found in self._incidents(connection, limit, conditions, offset)]
        return [row for row in rows if not disputed or row.state == "disputed" or row.contradictions]

    def claim(self, name: str) -> ClaimRow | None:
        """The ledger of one incident, by its id or that of any of its events."""
        with self._store.reading() as connection:
            found = self._incident(connection, name)
            return ledger.claim(*found) if found is not None else None

    def contradictions(self, **conditions: Any) -> list[Contradiction]:
        """What does not go together, with both sides' words."""
        return [c for row in self.claims(**conditions) for c in row.contradictions]

    def stories(
        self, *, limit: int = 100, publisher: str | None = None, since: str | None = None, until: str | None = None, alone: bool = False
    ) -> list[StoryRow]:
        """Stories, the newest first; `alone`: also those of a single report."""
        with self._store.reading() as connection:
            rows = fetch.report_rows(connection, self._scope, publisher=publisher, since=since, until=until, limit=limit * 20)
            names = list(dict.fromkeys(r.story for r in rows))
            members = self._scope.members(connection, "story", names)
            kept = [name for name in names if alone or len(members[name]) > 1][:limit]
            return [self._story(connection, members[name]) for name in kept]

    def story(self, name: str) -> StoryRow | None:
        """One story, by its id or that of any of its reports."""
        with self._store.reading() as connection:
            cluster = self._scope.cluster_of(connection, "story", [name])[name]
            members = self._scope.members(connection, "story", [cluster])[cluster]
            return self._story(connection, members) if fetch.report_rows(connection, self._scope, ids=members[:1]) else None

    def _story(self, connection: Connection, members: Sequence[str]) -> StoryRow:
        reports = fetch.report_rows(connection, self._scope, ids=members)
        seen: Counter[str] = Counter()
        for report in members[:50]:
            seen.update({e.name for e in fetch.entity_rows(connection, self._scope, report=report) if e.kind != "place"})
        return ledger.story(reports, [name for name, _ in sorted(seen.items(), key=lambda x: (-x[1], x[0]))[:8]])

    def _incidents(
        self, connection: Connection, limit: int, conditions: dict[str, Any], offset: int = 0
    ) -> list[tuple[IncidentRow, list[EventRow], dict[str, ReportRow]]]:
        wanted = self._wanted(connection, None, {"limit": (offset + limit) * 8, **conditions})
        names = list(dict.fromkeys(e.incident for e in fetch.event_rows(connection, self._scope, wanted)))[offset : offset + limit]
        return self._built(connection, names)

    def _incident(self, connection: Connection, name: str) -> tuple[IncidentRow, list[EventRow], dict[str, ReportRow]] | None:
        cluster = self._scope.cluster_of(connection, "incident", [name])[name]
        return next(iter(self._built(connection, [cluster])), None)

    def _built(self, connection: Connection, names: Sequence[str]) -> list[tuple[IncidentRow, list[EventRow], dict[str, ReportRow]]]:
        members = self._scope.members(connection, "incident", names)
        events = {e.id: e for e in fetch.event_rows(connection, self._scope, Wanted(ids=tuple(i for n in names for i in members[n]), limit=None))}
        reports = {r.id: r for r in fetch.report_rows(connection, self._scope, ids=list({e.report for e in events.values()}))}
        out = []
        for name in names:
            mine = [events[i] for i in members[name] if i in events]
            if mine:
                within = {e.report: reports[e.report] for e in mine}
                out.append((ledger.incident(mine, within), mine, within))
        return out

    def show(self, name: str) -> Shown | None:
        """One report, datum, incident or story by its id; None when the archive has none. An event that is in an incident with
        others is shown as it stands; ask `claim` for the ledger."""
        document, _, datum = name.partition("#")
        if not datum:
            return next(iter(self.reports(ids=[document])), None)
        kind = datum[:1]
        if kind == "V":
            return next(iter(self.events(ids=(name,))), None)
        if kind == "S":
            return next(iter(self.quotes(ids=(name,))), None)
        return next((e for e in self.entities(report=document, limit=None) if e.id == name), None)

    def check(self, record: Record) -> list[ClaimRow]:
        """What the archive knows of a record's events, without keeping the record: the ledgers of incidents that tell the same."""
        with self._store.reading() as connection:
            names = run.known_incidents(connection, self._scope, record)
            return [ledger.claim(*found) for found in self._built(connection, names)]

    def join(self, *, limit: int | None = None, progress: Callable[[str], None] | None = None) -> JoinSummary:
        """Judge the reports that were added since: same dispatch, same utterance, same incident, same story."""
        return run.join(self._store, limit=limit, progress=progress)

    # a person's hand

    def judgements(self, *, kind: str | None = None, item: str | None = None, person: bool = False, undone: bool = False, limit: int | None = 200) -> list[JudgementRow]:
        """Verdicts with their reasons, the newest first."""
        with self._store.reading() as connection:
            return hand.judgement_rows(connection, self._scope, kind=kind, item=item, person=person, undone=undone, limit=limit)

    def recodes(self, report: str | None = None, *, undone: bool = False, limit: int | None = 200) -> list[RecodeRow]:
        """What people coded otherwise, the newest first; of one report or of all."""
        with self._store.reading() as connection:
            return hand.recode_rows(connection, self._scope, report=report, undone=undone, limit=limit)

    def judge(self, verdict: str, kind: str, left: str, right: str, *, author: str, note: str | None = None) -> JudgementRow:
        """A person's verdict that two items are the `same` or `different`; it outranks the machine's, and can be undone."""
        with self._store.writing() as connection:
            row = hand.judge(connection, verdict, kind, left, right, author, note)
            run.recluster(self._store, connection, kind, [left, right])
            return row

    def accept(self, kind: str, left: str, right: str, *, author: str, note: str | None = None) -> JudgementRow:
        """The two are the same."""
        return self.judge("same", kind, left, right, author=author, note=note)

    def reject(self, kind: str, left: str, right: str, *, author: str, note: str | None = None) -> JudgementRow:
        """The two are not the same."""
        return self.judge("different", kind, left, right, author=author, note=note)

    def merge(self, kind: str, clusters: Sequence[str], *, author: str, note: str | None = None) -> list[JudgementRow]:
        """All the clusters (by any item of each) are one: every item of them is the same as the first named."""
        with self._store.reading() as connection:
            names = self._scope.cluster_of(connection, kind, clusters)
            members = self._scope.members(connection, kind, names.values())
        items = dict.fromkeys(i for c in clusters for i in (c, *members[names[c]]))
        return [self.accept(kind, clusters[0], other, author=author, note=note) for other in items if other != clusters[0]]

    def split(self, kind: str, items: Sequence[str], *, author: str, note: str | None = None) -> list[JudgementRow]:
        """The items are not the same as the rest of their cluster."""
        with self._store.reading() as connection:
            cluster = self._scope.cluster_of(connection, kind, items[:1])[items[0]]
            rest = [m for m in self._scope.members(connection, kind, [cluster])[cluster] if m not in items]
        return [self.reject(kind, item, other, author=author, note=note) for item in items for other in rest]

    def recode(self, datum: str, field: str, value: str | None, *, author: str, note: str | None = None) -> int:
        """Code a datum otherwise: type, mode or certainty of an event, country or sector or name of an entity. The number to undo it by."""
        return hand.recode(self._store, datum, field, value, author, note)

    def undo(self, number: int, *, author: str, recode: bool = False) -> bool:
        """Undo a person's verdict, or recoding, by its number."""
        if recode:
            return hand.undo_recode(self._store, number, author)
        with self._store.writing() as connection:
            row = hand.undo(connection, number, author)
            if row is not None:
                run.recluster(self._store, connection, row.kind, [row.left, row.right])
            return row is not None

    # safe

    def verify(self) -> list[Fault]:
        """Re-prove every stored datum against its text and hash: what no longer holds, each named."""
        with self._store.reading() as connection:
            return list(verifying.verify(connection))

    def backup(self, path: str | Path) -> Path:
        """A copy of the archive as one SQLite file, while others read and write."""
        return copying.backup(self._store, Path(path))

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
