"""What each page shows: typed answers, the same for HTML, JSON and CSV."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import Depends, HTTPException, Query, Request
from pydantic import BaseModel

from onrecord.archive.rows import ClaimRow, EntityRow, EventRow, IncidentRow, QuoteRow, ReportRow, SeriesRow, StoryRow
from onrecord.errors import OnrecordError
from onrecord.joins.archive import Archive
from onrecord.record_json import to_dict

T = TypeVar("T")
PAGE = 50
"""Rows of a page."""

Rule = Literal["all", "asserted", "officials", "independent"]
Day = Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}$", description="ISO date")]
Word = Annotated[str | None, Query(max_length=200)]
Cursor = Annotated[str | None, Query(pattern=r"^\d{1,9}$", description="from `next` of the page before")]


class Rows(BaseModel, Generic[T]):
    """One page of rows. `next`: the cursor of the following page, null on the last."""

    rows: list[T]
    next: str | None = None


class ReportAnswer(BaseModel):
    """One report: its row, its record, and what it is joined with."""

    report: ReportRow
    record: dict[str, Any]
    copies: list[ReportRow]
    versions: list[ReportRow]
    incidents: list[IncidentRow]


class StoryAnswer(BaseModel):
    """One story: its reports and incidents."""

    story: StoryRow
    reports: list[ReportRow]
    incidents: list[IncidentRow]


class DyadAnswer(BaseModel):
    """Two countries over time under one rule."""

    source: str | None
    target: str | None
    by: str
    rule: str
    direction: str
    series: list[SeriesRow]
    incidents: list[IncidentRow]


class ActorAnswer(BaseModel):
    """What an actor did, said, and what was done to it."""

    name: str
    codes: list[EntityRow]
    did: list[EventRow]
    suffered: list[EventRow]
    said: list[QuoteRow]


class SearchHit(BaseModel):
    """A report found; `marks` are spans of the found words within the snippet."""

    report: ReportRow
    snippet: str
    marks: list[tuple[int, int]]


class SearchAnswer(BaseModel):
    """The answer to a search."""

    total: int
    hits: list[SearchHit]
    facets: dict[str, list[tuple[str, int]]]
    next: str | None


def archive_of(request: Request, as_of: Annotated[str | None, Query(max_length=40, description="the archive as it was known at this hour")] = None) -> Archive:
    """The archive, or its view of an hour."""
    archive: Archive = request.app.state.archive
    if as_of is None or not as_of.strip():
        return archive
    try:
        return archive.as_of(as_of)
    except (OnrecordError, ValueError) as error:
        raise HTTPException(422, f"as_of: {error}") from error


View = Annotated[Archive, Depends(archive_of)]


def _page(rows: list[T], at: int) -> Rows[T]:
    return Rows(rows=rows[:PAGE], next=str(at + PAGE) if len(rows) > PAGE else None)


def reports(archive: View, publisher: Word = None, since: Day = None, until: Day = None, cursor: Cursor = None) -> Rows[ReportRow]:
    """Reports, the newest first."""
    at = int(cursor or 0)
    return _page(archive.reports(publisher=publisher or None, since=since, until=until, limit=PAGE + 1, offset=at), at)


def report(archive: View, id: str) -> ReportAnswer:
    """One report with its record."""
    row = next(iter(archive.reports(ids=[id])), None)
    record = archive.record(id) if row is not None else None
    if row is None or record is None:
        raise HTTPException(404, f"no report {id!r} in the archive")
    incidents = archive.incidents(report=id, limit=PAGE)
    return ReportAnswer(report=row, record=to_dict(record), copies=archive.copies(id), versions=archive.versions(id), incidents=incidents)


def events(
    archive: View, type: Word = None, certainty: Word = None, actor: Word = None, recipient: Word = None, who: Word = None, place: Word = None,
    publisher: Word = None, since: Day = None, until: Day = None, cursor: Cursor = None,
) -> Rows[EventRow]:  # fmt: skip
    """Events, the latest first."""
    at = int(cursor or 0)
    conditions = _given(type=type, certainty=certainty, actor=actor, recipient=recipient, who=who, place=place, publisher=publisher, since=since, until=until)
    return _page(archive.events(**conditions, limit=PAGE + 1, offset=at), at)


def quotes(archive: View, who: Word = None, words: Word = None, kind: Word = None, publisher: Word = None, since: Day = None, until: Day = None, cursor: Cursor = None) -> Rows[QuoteRow]:
    """Statements, the latest first. `who`: the speaker."""
    at = int(cursor or 0)
    conditions = _given(who=who, words=words, kind=kind, publisher=publisher, since=since, until=until)
    return _page(archive.quotes(**conditions, limit=PAGE + 1, offset=at), at)


def _given(**values: str | None) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v}


def claims(
    archive: View, disputed: bool = False, official: bool = False, type: Word = None, who: Word = None, since: Day = None, until: Day = None
) -> Rows[ClaimRow]:
    """Incidents with their ledgers. `disputed`: somebody denies it or tells it otherwise; `official`: a government asserts or denies it."""
    rows = archive.claims(limit=PAGE, disputed=disputed, **_given(type=type, who=who, since=since, until=until))
    if official:
        rows = [r for r in rows if any(v.sector in ("GOV", "MIL") for v in (*r.asserts, *r.denies))]
    return Rows(rows=rows)


def claim(archive: View, id: str) -> ClaimRow:
    """One incident: who asserts, who denies, who only reports."""
    found = archive.claim(id)
    if found is None:
        raise HTTPException(404, f"no incident {id!r} in the archive")
    return found


def stories(archive: View, since: Day = None, until: Day = None, alone: bool = False) -> Rows[StoryRow]:
    """Stories, the newest first; `alone`: also those of one report."""
    return Rows(rows=archive.stories(limit=PAGE, since=since, until=until, alone=alone))


def story(archive: View, id: str) -> StoryAnswer:
    """One story."""
    found = archive.story(id)
    if found is None:
        raise HTTPException(404, f"no story {id!r} in the archive")
    return StoryAnswer(story=found, reports=archive.reports(ids=list(found.reports)), incidents=archive.incidents(story=found.id, limit=PAGE))


def dyad(
    archive: View, source: Annotated[str | None, Query(pattern="^([A-Z]{3})?$")] = None, target: Annotated[str | None, Query(pattern="^([A-Z]{3})?$")] = None,
    by: Literal["day", "week", "month"] = "week", rule: Rule = "all", direction: Literal["to", "from", "both"] = "both", since: Day = None, until: Day = None,
) -> DyadAnswer:  # fmt: skip
    """Two countries over time. `direction`: source on target (to), target on source (from), or both."""
    pairs = {"to": [(source, target)], "from": [(target, source)], "both": [(source, target), (target, source)]}[direction]
    if source == target:
        pairs = pairs[:1]
    rows: dict[str, SeriesRow] = {}
    incidents: dict[str, IncidentRow] = {}
    for one, other in pairs:
        for row in archive.series(one or None, other or None, by=by, rule=rule, since=since, until=until):
            rows[row.period] = _added(rows[row.period], row) if row.period in rows else row
        for found in archive.incidents(limit=200, **_given(actor=one, recipient=other, since=since, until=until)):
            incidents[found.id] = found
    return DyadAnswer(source=source, target=target, by=by, rule=rule, direction=direction, series=[rows[k] for k in sorted(rows)], incidents=list(incidents.values()))


def _added(a: SeriesRow, b: SeriesRow) -> SeriesRow:
    """Two directions of one period together; an incident of both counts once in its rows, twice in the sums."""
    return SeriesRow(
        a.period, a.count + b.count, a.verbal_cooperation + b.verbal_cooperation, a.material_cooperation + b.material_cooperation,
        a.verbal_conflict + b.verbal_conflict, a.material_conflict + b.material_conflict, a.goldstein + b.goldstein, tuple(dict.fromkeys((*a.rows, *b.rows))),
    )  # fmt: skip


def actors(archive: View, name: Word = None, country: Word = None) -> Rows[EntityRow]:
    """Actors by name or country, one row a report that names them."""
    return Rows(rows=archive.entities(**_given(name=name, country=country), limit=PAGE * 4))


def actor(archive: View, name: Annotated[str, Query(min_length=1, max_length=200)]) -> ActorAnswer:
    """What one actor did, said, and what was done to it."""
    return ActorAnswer(
        name=name, codes=archive.entities(name=name, limit=PAGE), did=archive.events(actor=name, limit=PAGE),
        suffered=archive.events(recipient=name, limit=PAGE), said=archive.quotes(who=name, limit=PAGE),
    )  # fmt: skip


def places(archive: View, since: Day = None, until: Day = None, type: Word = None, who: Word = None) -> Rows[IncidentRow]:
    """Incidents whose place is known."""
    rows = archive.incidents(limit=500, **_given(since=since, until=until, type=type, who=who))
    return Rows(rows=[r for r in rows if r.lat is not None])


def search(
    archive: View, q: Annotated[str, Query(max_length=300)] = "", speaker: Word = None, outlet: Word = None, country: Word = None, type: Word = None, certainty: Word = None,
    story: Word = None, actor: Word = None, recipient: Word = None, place: Word = None, since: Day = None, until: Day = None, cursor: Cursor = None,
) -> SearchAnswer:  # fmt: skip
    """Reports that have all the words: `"a phrase"`, `-without`."""
    at = int(cursor or 0)
    conditions = _given(
        speaker=speaker, outlet=outlet, country=country, type=type, certainty=certainty, story=story, actor=actor, recipient=recipient, place=place, since=since, until=until
    )
    found = archive.search(q, limit=20, offset=at, **conditions)
    hits = [SearchHit(report=h.report, snippet=h.snippet, marks=list(h.marks)) for h in found.hits]
    return SearchAnswer(
        total=found.total, hits=hits, facets={k: list(v) for k, v in found.facets.items()}, next=str(at + 20) if found.total > at + 20 else None
    )
