"""What the clusters say, computed from rows and nothing else: incidents, the claims ledger, contradictions, stories."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from onrecord.archive.rows import ClaimRow, Contradiction, EventRow, Figure, IncidentRow, ReportRow, Side, Stage, StoryRow, Telling, Voice
from onrecord.archive.words import fold

DENYING = frozenset({"denied", "negated"})
_ORDER = ("asserted", "alleged", "possible", "planned", "hypothetical", "negated", "denied")
_COUNTED = ("killed", "injured", "arrested")


def sources_of(reports: Iterable[ReportRow]) -> dict[str, str]:
    """Report id -> the independent source it counts under: its group of copies by the agency credited, else by the outlet that has it first."""
    groups: dict[str, list[ReportRow]] = defaultdict(list)
    for report in reports:
        groups[report.dispatch].append(report)
    names = {dispatch: _source_name(group) for dispatch, group in groups.items()}
    return {r.id: names[dispatch] for dispatch, group in groups.items() for r in group}


def _source_name(group: Sequence[ReportRow]) -> str:
    first = min(group, key=lambda r: (r.published or "9", r.id))
    agency = next((r.agency for r in sorted(group, key=lambda r: (r.published or "9", r.id)) if r.agency), None)
    return f"{agency or first.publisher or first.url or 'unnamed'} [{first.dispatch[:8]}]"


def incident(events: Sequence[EventRow], reports: Mapping[str, ReportRow]) -> IncidentRow:
    """One incident from its events (at least one) and their reports."""
    told = sorted(events, key=lambda e: (e.published or "9", e.report, e.start, e.id))
    best = min(told, key=lambda e: (_ORDER.index(e.certainty), e.begin is None, e.published or "9", e.id))
    dated = min((e for e in told if e.begin), key=lambda e: (_ORDER.index(e.certainty), _length(e), e.published or "9", e.id), default=best)
    placed = next((e for e in (best, *told) if e.place), best)
    within = {e.report: reports[e.report] for e in told}
    standing = [e for e in told if not within[e.report].withdrawn_at]
    return IncidentRow(
        id=best.incident,
        type=_commonest(e.type for e in told),
        mode=_maybe_commonest(e.mode for e in told),
        quad=best.quad,
        what=" ".join(best.words.split())[:240],
        begin=dated.begin,
        end=dated.end,
        day=dated.begin or best.day,
        place=placed.place,
        place_country=placed.place_country,
        lat=placed.lat,
        lon=placed.lon,
        actors=_names(s for e in told for s in e.actors),
        recipients=_names(s for e in told for s in e.recipients),
        countries=tuple(sorted({s.country for e in told for s in (*e.actors, *e.recipients) if s.country})),
        state=state(standing, within),
        reports=len(within),
        sources=len({sources_of(within.values())[e.report] for e in standing}),
        first=min((e.published for e in told if e.published), default=None),
        last=max((e.published for e in told if e.published), default=None),
        history=_history(told),
        story=within[best.report].story,
        events=tuple(e.id for e in told),
    )


def _length(e: EventRow) -> int:
    return 0 if e.begin == e.end else 1 if (e.begin or "")[:7] == (e.end or "")[:7] else 2


def _commonest(values: Iterable[str]) -> str:
    return min(Counter(values).items(), key=lambda x: (-x[1], x[0]))[0]


def _maybe_commonest(values: Iterable[str | None]) -> str | None:
    kept = [v for v in values if v]
    return _commonest(kept) if kept else None


def _names(sides: Iterable[Side]) -> tuple[str, ...]:
    """Names, one a person or body, the most frequent first; the longest form of each."""
    seen: dict[str, list[str]] = defaultdict(list)
    for side in sides:
        seen[fold(side.name)].append(side.name)
    return tuple(names[0] for _, names in sorted(seen.items(), key=lambda x: (-len(x[1]), x[0])))


def _history(told: Sequence[EventRow]) -> tuple[Stage, ...]:
    """The first telling of each certainty, by day of publication."""
    steps: dict[str, Stage] = {}
    for e in told:
        for t in e.tellings:
            steps.setdefault(t.certainty, Stage(e.published, t.certainty, e.report, " ".join(t.words.split())))
    return tuple(steps.values())


def state(standing: Sequence[EventRow], reports: Mapping[str, ReportRow]) -> str:
    """Where the matter stands, in words: withdrawn, disputed, corroborated by n independent sources, or single source."""
    if not standing:
        return "withdrawn"
    sources = sources_of({e.report: reports[e.report] for e in standing}.values())
    stances = {(t.certainty, sources[e.report]) for e in standing for t in e.tellings}
    affirmed = {s for c, s in stances if c in ("asserted", "alleged", "possible")}
    asserted = {s for c, s in stances if c == "asserted"}
    if affirmed and (any(c == "denied" for c, _ in stances) or (asserted and any(c == "negated" for c, _ in stances))):
        return "disputed"
    telling = asserted or {s for _, s in stances}
    count = "single source" if len(telling) == 1 else f"corroborated by {len(telling)} independent sources"
    if asserted:
        return count
    weakest = min((c for c, _ in stances), key=_ORDER.index)
    return f"{weakest} only, {count}"


def claim(row: IncidentRow, events: Sequence[EventRow], reports: Mapping[str, ReportRow]) -> ClaimRow:
    """The ledger of an incident."""
    sources = sources_of({e.report: reports[e.report] for e in events}.values())
    voices = [_voice(e, t, reports[e.report], sources[e.report]) for e in events for t in e.tellings]
    voices.sort(key=lambda v: (v.since or "9", v.report, v.event, v.words))
    by = {stance: _first_each(v for v in voices if v.stance == stance) for stance in ("asserts", "denies", "reports")}
    return ClaimRow(row, row.state, by["asserts"], by["denies"], by["reports"], figures(events), tuple(contradictions(row.id, events)))


def _voice(e: EventRow, t: Telling, report: ReportRow, source: str) -> Voice:
    stance = "denies" if t.certainty in DENYING else "asserts" if t.certainty == "asserted" else "reports"
    return Voice(
        t.holder, t.holder_country, t.holder_sector, stance, t.certainty, e.published, " ".join(t.words.split()), e.id, e.report, report.publisher, source
    )


def _first_each(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """The first telling of each who: a speaker by name, a reporter by source."""
    first: dict[tuple[str, str], Voice] = {}
    for v in voices:
        first.setdefault((fold(v.who), v.certainty) if v.who else (v.source, v.certainty), v)
    return tuple(first.values())


def figures(events: Sequence[EventRow]) -> tuple[Figure, ...]:
    """Every figure told of the incident: what, low, high, and whose."""
    out: dict[tuple[str, tuple[int, int], str], Figure] = {}
    for e in sorted(events, key=lambda e: (e.published or "9", e.id)):
        for what in _COUNTED:
            pair: tuple[int, int] | None = getattr(e, what)
            if pair is not None:
                whose = e.holder or e.publisher or "the report"
                out.setdefault((what, pair, whose), Figure(what, *pair, whose, e.published, " ".join(e.words.split()), e.id))
    return tuple(out.values())


def contradictions(name: str | None, events: Sequence[EventRow]) -> list[Contradiction]:
    """What does not go together in one incident: denials, figures, actors, places, dates, and speakers who changed position."""
    out = _denials(name, events) + _figures_apart(name, events)
    for about, value in (("actor", _actor_country), ("place", _place), ("date", _date)):
        out += _values_apart(name, about, [(e, v) for e in events if (v := value(e)) is not None])
    return sorted(out, key=lambda c: (c.about, c.left, c.right))


def _say(e: EventRow, t: Telling) -> tuple[str, str]:
    return t.holder or e.publisher or "the report", " ".join(t.words.split())


def _denials(name: str | None, events: Sequence[EventRow]) -> list[Contradiction]:
    told = [(e, t) for e in events for t in e.tellings]
    yes = _per_holder([x for x in told if x[1].certainty in ("asserted", "alleged")])
    no = _per_holder([x for x in told if x[1].certainty == "denied"])
    out = []
    for a, s in yes:
        for b, t in no:
            (left, left_words), (right, right_words) = _say(a, s), _say(b, t)
            same = bool(s.holder) and s.holder == t.holder
            if same and a.report == b.report:
                continue
            reason = f"{left} changed position" if same else f"{left} says it was so; {right} denies it"
            out.append(Contradiction("position" if same else "denial", name, a.id, b.id, left_words, right_words, left, right, reason))
    return out


def _per_holder(told: Sequence[tuple[EventRow, Telling]]) -> list[tuple[EventRow, Telling]]:
    first: dict[str, tuple[EventRow, Telling]] = {}
    for e, t in sorted(told, key=lambda x: (x[0].published or "9", x[0].id, x[1].start)):
        first.setdefault(fold(t.holder) if t.holder else f"\n{e.publisher}", (e, t))
    return list(first.values())


def _figures_apart(name: str | None, events: Sequence[EventRow]) -> list[Contradiction]:
    out = []
    for what in _COUNTED:
        told: dict[tuple[int, int], EventRow] = {}
        for e in sorted(events, key=lambda e: (e.published or "9", e.id)):
            pair = getattr(e, what)
            if pair is not None:
                told.setdefault(pair, e)
        for (low, a), (high, b) in combinations(sorted(told.items(), key=lambda x: x[0]), 2):
            if low[1] < high[0]:
                out.append(_apart("figure", name, a, b, f"{what}: {_range(low)} against {_range(high)}"))
    return out


def _range(pair: tuple[int, int]) -> str:
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]} to {pair[1]}"


def _values_apart(name: str | None, about: str, told: Sequence[tuple[EventRow, str]]) -> list[Contradiction]:
    first: dict[str, EventRow] = {}
    for e, value in sorted(told, key=lambda x: (x[0].published or "9", x[0].id)):
        first.setdefault(value, e)
    return [_apart(about, name, a, b, f"{about}: {v} against {w}") for (v, a), (w, b) in combinations(sorted(first.items()), 2)]


def _apart(about: str, name: str | None, a: EventRow, b: EventRow, reason: str) -> Contradiction:
    def who(e: EventRow) -> str:
        return e.holder or e.publisher or "the report"

    return Contradiction(about, name, a.id, b.id, " ".join(a.words.split()), " ".join(b.words.split()), who(a), who(b), reason)


def _actor_country(e: EventRow) -> str | None:
    countries = {s.country for s in e.actors if s.country}
    return next(iter(countries)) if len(countries) == 1 and e.certainty in ("asserted", "alleged") and e.quad == 4 else None


def _place(e: EventRow) -> str | None:
    return e.place_country


def _date(e: EventRow) -> str | None:
    return e.begin if e.begin and e.begin == e.end and e.certainty in ("asserted", "alleged") else None


def story(reports: Sequence[ReportRow], names: Sequence[str]) -> StoryRow:
    """One story from its reports (at least one)."""
    told = sorted(reports, key=lambda r: (r.published or "9", r.id))
    days = [r.published[:10] for r in told if r.published]
    return StoryRow(
        id=told[0].story,
        headline=told[0].headline,
        begin=min(days, default=None),
        end=max(days, default=None),
        reports=tuple(r.id for r in told),
        publishers=tuple(dict.fromkeys(r.publisher for r in told if r.publisher)),
        names=tuple(names),
        sources=len(set(sources_of(told).values())),
    )
