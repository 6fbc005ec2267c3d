"""What an archive answers with: typed, frozen rows. Ids of data are "report#E1", "report#S2", "report#V3"."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as kept. `version` counts the texts kept of one address; `dispatch` and `story` name its clusters (its own id when alone)."""

    id: str
    text_id: str
    headline: str
    title: str | None
    publisher: str | None
    url: str | None
    published: str | None
    language: str
    version: int
    reading: int
    added_at: str
    withdrawn_at: str | None
    withdrawn_why: str | None
    words: int
    agency: str | None
    dispatch: str
    story: str


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An actor, body or place of one report."""

    id: str
    report: str
    name: str
    kind: str
    country: str | None
    sector: str | None
    coded_by: str | None
    wikidata: str | None
    lat: float | None
    lon: float | None
    mentions: int


@dataclass(frozen=True, slots=True)
class Side:
    """One who takes part in an event, as the report names and the archive codes them."""

    id: str
    name: str
    kind: str
    country: str | None
    sector: str | None


@dataclass(frozen=True, slots=True)
class Telling:
    """One place where an event is told: the words, how certain, and on whose word (None: the reporter's own)."""

    trigger: str
    words: str
    start: int
    stop: int
    certainty: str
    cues: tuple[str, ...]
    statement: str | None
    holder: str | None
    holder_country: str | None
    holder_sector: str | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """Who did what to whom, by one report. `begin` and `end`: when, as told; `day`: that or, untold, the day of publication."""

    id: str
    report: str
    publisher: str | None
    published: str | None
    type: str
    mode: str | None
    quad: int
    goldstein: float
    certainty: str
    confidence: float
    begin: str | None
    end: str | None
    day: str | None
    actors: tuple[Side, ...]
    recipients: tuple[Side, ...]
    place: str | None
    place_country: str | None
    lat: float | None
    lon: float | None
    killed: tuple[int, int] | None
    injured: tuple[int, int] | None
    arrested: tuple[int, int] | None
    contexts: tuple[str, ...]
    trigger: str
    words: str
    start: int
    stop: int
    holder: str | None
    tellings: tuple[Telling, ...]
    incident: str
    recoded: bool = False


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A statement: whose words, told by whom. `utterance` names the cluster of tellings of one utterance."""

    id: str
    report: str
    publisher: str | None
    published: str | None
    speaker: str | None
    country: str | None
    sector: str | None
    via: tuple[str, ...]
    kind: str
    act: str
    certainty: str
    cue: str
    words: str
    start: int
    stop: int
    utterance: str


@dataclass(frozen=True, slots=True)
class Voice:
    """One who asserts, denies or only reports an incident, with the words. `source`: the independent source it is counted under."""

    who: str | None
    country: str | None
    sector: str | None
    stance: str
    certainty: str
    since: str | None
    words: str
    event: str
    report: str
    publisher: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of an incident (killed, injured, arrested) from lowest to highest, and whose it is."""

    what: str
    low: int
    high: int
    whose: str
    since: str | None
    words: str
    event: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A step in an incident's history: on this day it was first told to be planned, asserted, denied, …"""

    day: str | None
    certainty: str
    report: str
    words: str


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One happening as several reports tell it. `sources`: independent sources, copies of a dispatch counting as one."""

    id: str
    type: str
    mode: str | None
    quad: int
    what: str
    begin: str | None
    end: str | None
    day: str | None
    place: str | None
    place_country: str | None
    lat: float | None
    lon: float | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    countries: tuple[str, ...]
    state: str
    reports: int
    sources: int
    first: str | None
    last: str | None
    history: tuple[Stage, ...]
    story: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """The ledger of one incident: who asserts, who denies, who only reports, since when, and the figures. No verdict of ours."""

    incident: IncidentRow
    state: str
    asserts: tuple[Voice, ...]
    denies: tuple[Voice, ...]
    reports: tuple[Voice, ...]
    figures: tuple[Figure, ...]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two data that do not go together, with both sides' words. `about`: denial, figure, actor, place, date or position."""

    about: str
    incident: str | None
    left: str
    right: str
    left_words: str
    right_words: str
    left_who: str
    right_who: str
    reason: str


@dataclass(frozen=True, slots=True)
class StoryRow:
    """Reports on one matter, over days."""

    id: str
    headline: str
    begin: str | None
    end: str | None
    reports: tuple[str, ...]
    publishers: tuple[str, ...]
    names: tuple[str, ...]
    sources: int


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One period of a series: how many, how much cooperation and conflict, and the rows behind it."""

    period: str
    count: int
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int
    goldstein: float
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A report found, with a snippet of its text; `marks` are the spans of the found words in the snippet."""

    report: ReportRow
    snippet: str
    marks: tuple[tuple[int, int], ...]
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search: how many in all, the hits asked for, and counts by facet over the best of them."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, int], ...]] = field(hash=False)


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """A verdict that two are the same or not, with its reason in words, and who decided it when."""

    n: int
    kind: str
    left: str
    right: str
    verdict: str
    score: float
    reason: str
    decided_by: str
    decided_at: str
    author: str | None
    note: str | None
    undone_at: str | None


@dataclass(frozen=True, slots=True)
class RecodeRow:
    """A datum that a person coded otherwise than the machine: from what to what, by whom, when."""

    n: int
    datum: str
    field: str
    was: str | None
    value: str | None
    author: str
    note: str | None
    decided_at: str
    undone_at: str | None


@dataclass(frozen=True, slots=True)
class Added:
    """What came of one record given to `add`: `new`, `same`, `version` (same address, other text) or `reread`."""

    report: str
    outcome: str
    version: int


@dataclass(frozen=True, slots=True)
class AddSummary:
    """What came of all of them."""

    added: int
    same: int
    versions: int
    rereads: int
    failed: tuple[tuple[str, str], ...]
    outcomes: tuple[Added, ...]


@dataclass(frozen=True, slots=True)
class JoinSummary:
    """What a run of joins looked at and found."""

    reports: int
    judgements: int
    same: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A stored datum that no longer proves itself."""

    report: str
    datum: str
    what: str
