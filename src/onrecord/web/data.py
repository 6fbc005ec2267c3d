"""What each page shows: typed answers, the same for HTML, JSON and CSV."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import Depends, HTTPException, Query, Request
from pydantic import BaseModel

from onrecord.archive.rows import ClaimRow, EntityRow, EventRow, IncidentRow, JudgementRow, QuoteRow, RecodeRow, ReportRow, SeriesRow, StoryRow
from onrecord.archive.words import fold
from onrecord.errors import OnrecordError
from onrecord.joins.archive import Archive
from onrecord.knowledge import places as gazetteer
from onrecord.record import Precision
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
    """One report: its row, its record as the machine read it, what it is joined with, and what people coded otherwise.
    `incidents`: those of its events that others tell too, or that are disputed."""

    report: ReportRow
    record: dict[str, Any]
    copies: list[ReportRow]
    versions: list[ReportRow]
    incidents: list[IncidentRow]
    decisions: list[RecodeRow]


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


@dataclass(frozen=True, slots=True)
class Position:
    """What one speaker held of an event, on a day. `changed`: it had told the same incident otherwise before."""

    day: str | None
    certainty: str
    words: str
    event: str
    incident: str
    publisher: str | None
    changed: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """An incident with coordinates. `precision`: whether they are a point, or the middle of a region or a country."""

    id: str
    what: str
    type: str
    mode: str | None
    quad: int
    day: str | None
    place: str | None
    country: str | None
    lat: float
    lon: float
    precision: Precision
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    state: str
    sources: int
    reports: int


class ActorAnswer(BaseModel):
    """What an actor did, said, and what was done to it; its positions over time, the oldest first."""

    name: str
    codes: list[EntityRow]
    did: list[EventRow]
    suffered: list[EventRow]
    said: list[QuoteRow]
    positions: list[Position]


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
    incidents = [i for i in archive.incidents(report=id, limit=PAGE) if i.reports > 1 or i.state == "disputed"]
    return ReportAnswer(
        report=row, record=to_dict(record), copies=archive.copies(id), versions=archive.versions(id), incidents=incidents, decisions=archive.recodes(id)
    )


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
    archive: View, disputed: bool = False, official: bool = False, week: bool = False, type: Word = None, who: Word = None, since: Day = None, until: Day = None,
    as_of: str | None = None, cursor: Cursor = None,
) -> Rows[ClaimRow]:  # fmt: skip
    """Incidents with their ledgers. `disputed`: somebody denies it or tells it otherwise; `official`: a government asserts or denies it;
    `week`: of the last seven days (to `as_of`, or today). A page looks at 50 incidents: with a filter it can be short and still have a `next`."""
    at = int(cursor or 0)
    if week:
        last = _day(as_of) or date.today()
        since, until = (last - timedelta(days=6)).isoformat(), until or last.isoformat()
    rows = archive.claims(limit=PAGE + 1, offset=at, **_given(type=type, who=who, since=since, until=until))
    kept = [r for r in rows[:PAGE] if (not disputed or _disputed(r)) and (not official or _official(r))]
    return Rows(rows=kept, next=str(at + PAGE) if len(rows) > PAGE else None)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None


def _disputed(row: ClaimRow) -> bool:
    return row.state == "disputed" or bool(row.contradictions)


def _official(row: ClaimRow) -> bool:
    return any(v.sector in ("GOV", "MIL") for v in (*row.asserts, *row.denies))


def claim(archive: View, id: str) -> ClaimRow:
    """One incident: who asserts, who denies, who only reports."""
    found = archive.claim(id)
    if found is None:
        raise HTTPException(404, f"no incident {id!r} in the archive")
    return found


def stories(archive: View, since: Day = None, until: Day = None, alone: bool = False) -> Rows[StoryRow]:
    """Stories, the newest 50; `alone`: also those of one report."""
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
        for found in archive.incidents(limit=150, **_given(actor=one, recipient=other, since=since, until=until)):
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
    """What one actor did, said, and what was done to it; where it stood, day by day."""
    return ActorAnswer(
        name=name, codes=archive.entities(name=name, limit=PAGE), did=archive.events(actor=name, limit=PAGE),
        suffered=archive.events(recipient=name, limit=PAGE), said=archive.quotes(who=name, limit=PAGE),
        positions=_positions(name, archive.events(holder=name, limit=PAGE)),
    )  # fmt: skip


def _positions(name: str, rows: list[EventRow]) -> list[Position]:
    """What the speaker held, the oldest first."""
    out: list[Position] = []
    before: dict[str, str] = {}
    for e in sorted(rows, key=lambda e: (e.published or "9", e.id)):
        for t in e.tellings:
            if t.holder is not None and fold(t.holder) == fold(name):
                changed = before.setdefault(e.incident, t.certainty) != t.certainty
                before[e.incident] = t.certainty
                out.append(Position(e.published, t.certainty, " ".join(t.words.split()), e.id, e.incident, e.publisher, changed))
    return out


West = Annotated[float | None, Query(ge=-180, le=180, description="a side of the box that incidents must lie in; w > e crosses the date line")]
South = Annotated[float | None, Query(ge=-90, le=90)]


def places(
    archive: View, since: Day = None, until: Day = None, type: Word = None, who: Word = None, w: West = None, s: South = None, e: West = None, n: South = None
) -> Rows[Placed]:
    """Incidents whose place is known, the latest 300; within a box where one is given."""
    box = None if w is s is e is n is None else (_or(w, -180.0), _or(s, -90.0), _or(e, 180.0), _or(n, 90.0))
    rows = archive.incidents(limit=300, located=True, box=box, **_given(since=since, until=until, type=type, who=who))
    return Rows(rows=[_placed(r, r.lat, r.lon) for r in rows if r.lat is not None and r.lon is not None])


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _placed(i: IncidentRow, lat: float, lon: float) -> Placed:
    precision = precision_of(i.place or "", i.place_country, lat, lon)
    return Placed(
        i.id, i.what, i.type, i.mode, i.quad, i.day, i.place, i.place_country, lat, lon, precision, i.actors, i.recipients, i.state, i.sources, i.reports
    )


@lru_cache(maxsize=4096)
def precision_of(name: str, country: str | None, lat: float, lon: float) -> Precision:
    """How precise coordinates are: as the gazetteer says of the spot that has them; a region where it has none, never more precise than known."""
    centre = gazetteer.country(country) if country else None
    spots = [*([centre] if centre is not None else []), *gazetteer.candidates(name)]
    for spot in spots:
        if abs(spot.place.lat - lat) < 0.01 and abs(spot.place.lon - lon) < 0.01:
            return spot.place.precision
    return "region"


def judgements(archive: View, person: bool = True, cursor: Cursor = None) -> Rows[JudgementRow]:
    """Verdicts on joins, the newest first, undone ones too; `person`: only those of people."""
    at = int(cursor or 0)
    rows = archive.judgements(person=person, undone=True, limit=at + PAGE + 1)
    return _page(rows[at:], at)


def recodes(archive: View, report: Word = None) -> Rows[RecodeRow]:
    """What people coded otherwise than the machine, the newest 200, undone ones too."""
    return Rows(rows=archive.recodes(report or None, undone=True))


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
