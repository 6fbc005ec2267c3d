"""The record: what one report says, anchored to its words.

The types mirror the JSON of `docs/record.md` field for field. Offsets are `(start, end)` in Unicode code points
into `Document.text`, end exclusive. Everything is frozen; joins and corrections are kept beside records, never in them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from onrecord.spans import Span

SCHEMA = "onrecord/1"

Kind = Literal["person", "organization", "group", "country", "place", "outlet"]
Certainty = Literal["asserted", "alleged", "possible", "planned", "hypothetical", "negated", "denied"]
SpeechKind = Literal["direct", "indirect", "mixed"]
Act = Literal["speech", "attitude"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
PublishedFrom = Literal["given", "metadata", "url", "dateline", "capture"]
Precision = Literal["point", "region", "country"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Sector = Literal[
    "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM", "CVL",
    "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when the report says it was filed ("NAIROBI, March 3"), as written."""

    place: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """The report itself. `id` follows from text, publisher and address; `text_id` from the text alone."""

    id: str
    text_id: str
    text_sha256: str
    url: str | None
    title: str | None
    publisher: str | None
    language: str
    published: str | None
    published_from: PublishedFrom | None
    dateline: Dateline
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Coordinates in degrees (WGS 84), the GeoNames id where known, and how precise the answer is."""

    lat: float
    lon: float
    geonames: int | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor, body or place, with every mention of it. `coded_by` is the evidence of country and sector."""

    id: str
    name: str
    kind: Kind
    country: str | None
    sector: Sector | None
    coded_by: str | None
    wikidata: str | None
    mentions: tuple[Span, ...]
    place: Place | None


@dataclass(frozen=True, slots=True)
class Time:
    """A TIMEX3 expression. `begin` and `end` (JSON: `from`, `to`) are the same as an interval of ISO dates, ends included;
    null where the value cannot be placed on the calendar."""

    id: str
    span: Span
    type: TimexType
    value: str
    mod: str | None
    begin: str | None
    end: str | None
    anchor: str | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Statement:
    """Words or a position ascribed to somebody. `via`: on whose word we have it, nearest to the reader last."""

    id: str
    speaker: str | None
    speaker_span: Span | None
    via: tuple[str, ...]
    addressee: str | None
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: SpeechKind
    act: Act
    certainty: Certainty
    inside: str | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class EventMention:
    """One place where the event is told. `statement` null: the reporter's own word."""

    trigger: Span
    evidence: Span
    certainty: Certainty
    cues: tuple[Span, ...]
    statement: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Casualties:
    """Lowest and highest figure told, or null where none is."""

    killed: tuple[int, int] | None
    injured: tuple[int, int] | None
    arrested: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Event:
    """A PLOVER event: who did what to whom. Both sides of a symmetric event are actors."""

    id: str
    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    time: str | None
    place: str | None
    casualties: Casualties | None
    certainty: Certainty
    confidence: float
    mentions: tuple[EventMention, ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """A political predicate that gave no event, and why ("no actor", "sport", "generic", "history")."""

    trigger: Span
    evidence: Span
    type: EventType
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """One report, on record."""

    schema: str
    document: Document
    sentences: tuple[Span, ...]
    entities: tuple[Entity, ...]
    times: tuple[Time, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    omissions: tuple[Omission, ...]
    made_by: dict[str, str] = field(hash=False)
