"""What joins look at in a report: its words weighed, its shingles, its names, its events and its statements. A pure function of the record,
so that every verdict is one of the pair alone and the order of adding cannot matter."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from onrecord.archive.words import fold, stem, word_list
from onrecord.knowledge.word_frequency import rarity
from onrecord.record import Entity, Event, Record, Statement
from onrecord.spans import Span

_SHINGLE = 4
_COMMON = 2.2
_TERMS = 12
_QUOTED = re.compile(r"“[^“”\n]{20,}”|\"[^\"\n]{20,}\"|''[^'\n]{20,}''|(?<!\w)‘[^\n‘]{20,}?’(?!\w)")


@dataclass(frozen=True, slots=True)
class Party:
    """One who takes part: the words of the name, and the codes."""

    words: frozenset[str]
    country: str | None
    sector: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a report tells it. Days are ordinals; `begin` None: the time is not told. `when`: day of publication."""

    id: str
    report: str
    type: str
    mode: str | None
    quad: int
    certainties: frozenset[str]
    begin: int | None
    end: int | None
    when: int | None
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    place: frozenset[str]
    place_country: str | None
    lat: float | None
    lon: float | None
    triggers: frozenset[str]
    words: frozenset[str]
    near: frozenset[str]
    figures: frozenset[tuple[str, int]]
    headline: bool
    peers: int


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as a report tells it: content stems in order, those inside quotation marks apart."""

    id: str
    report: str
    speaker: Party | None
    kind: str
    act: str
    words: tuple[str, ...]
    quoted: tuple[str, ...]
    when: int | None


@dataclass(frozen=True, slots=True)
class Profile:
    """One report for joining."""

    report: str
    text_id: str
    url: str | None
    when: int | None
    shingles: frozenset[int]
    lead: frozenset[int]
    vector: dict[str, float]
    names: frozenset[str]
    terms: tuple[str, ...]
    events: tuple[Told, ...]
    statements: tuple[Said, ...]


def profile(record: Record) -> Profile:
    """The profile of a record (as a person recoded it)."""
    text = record.document.text
    when = ordinal(record.document.published)
    words = word_list(text)
    unquoted = word_list(_QUOTED.sub(" ", text))
    told = unquoted if len(unquoted) * 3 >= len(words) else words
    names = _names(record)
    vector = weigh(words)
    view = _View(record, when)
    return Profile(
        report=record.document.id,
        text_id=record.document.text_id,
        url=record.document.url,
        when=when,
        shingles=frozenset(shingles(told)),
        lead=frozenset(shingles(told[:60])),
        vector=vector,
        names=names,
        terms=_terms(vector, names),
        events=tuple(view.event(v) for v in record.events),
        statements=tuple(view.statement(s) for s in record.statements),
    )


def ordinal(day: str | None) -> int | None:
    """An ISO date (or date-time) as a day number."""
    if day is None:
        return None
    try:
        return date.fromisoformat(day[:10]).toordinal()
    except ValueError:
        return None


def shingles(words: list[str]) -> Iterable[int]:
    """Hashes of every four words that follow each other; the same in every process."""
    hashes = [zlib.crc32(w.encode("utf-8", "replace")) for w in words]
    for i in range(len(hashes) - _SHINGLE + 1):
        a, b, c, d = hashes[i : i + _SHINGLE]
        yield (a * 0x9E3779B97F4A7C15 ^ b * 0xC2B2AE3D27D4EB4F ^ c * 0x165667B19E3779F9 ^ d * 0x27D4EB2F165667C5) >> 3 & 0x7FFFFFFFFFFFFFFF


def weigh(words: list[str]) -> dict[str, float]:
    """Stem -> weight (log frequency by rarity), of length one."""
    counts = Counter(stem(w) for w in words if not w.isdigit())
    weights = {s: (1 + math.log(n)) * r for s, n in counts.items() if (r := rarity(s)) > _COMMON}
    norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
    return {s: w / norm for s, w in weights.items()}


def content(words: Iterable[str]) -> list[str]:
    """The stems that carry meaning, in order."""
    return [s for w in words if rarity(s := stem(w)) > _COMMON]


def _names(record: Record) -> frozenset[str]:
    """The rare words of names in the report: what tells one matter from another."""
    found: set[str] = set()
    for e in record.entities:
        if e.kind == "country":
            continue
        if e.kind in ("person", "organization", "outlet", "place") or e.country:
            found.update(s for w in word_list(fold(e.name)) if rarity(s := stem(w)) > 3.0 and not w.isdigit())
    return frozenset(found)


def _terms(vector: dict[str, float], names: frozenset[str]) -> tuple[str, ...]:
    """The terms that tell most of what the report is about, names before other words."""
    weight = {s: w * (1.6 if s in names else 1.0) for s, w in vector.items()}
    return tuple(sorted(weight, key=lambda s: (-weight[s], s))[:_TERMS])


def _lead_end(text: str) -> int:
    """Where the second line ends: headline and lead stand before."""
    first = text.find("\n")
    second = text.find("\n", first + 1)
    return second if 0 < second < 700 else max(first, 0)


class _View:
    def __init__(self, record: Record, when: int | None) -> None:
        self.record, self.when = record, when
        self.text = record.document.text
        self.entities = {e.id: e for e in record.entities}
        self.times = {t.id: t for t in record.times}
        self.lead = _lead_end(self.text)
        self.peers = Counter(v.type for v in record.events)
        self.quotes = [m.span() for m in _QUOTED.finditer(self.text)]

    def words(self, span: Span) -> list[str]:
        return word_list(self.text[span[0] : span[1]])

    def party(self, e: Entity) -> Party:
        longest = max(e.mentions, key=lambda m: (m[1] - m[0], -m[0]))
        words = {stem(w) for w in word_list(fold(e.name))}
        if e.kind in ("group", "organization"):
            words |= set(content(self.words(longest)[:12]))
        return Party(frozenset(w for w in words if rarity(w) > _COMMON), e.country, e.sector, e.kind)

    def event(self, v: Event) -> Told:
        time, place = self.times.get(v.time or ""), self.entities.get(v.place or "")
        begin = ordinal(time.begin) if time is not None else None
        end = ordinal(time.end) if time is not None else None
        point = place.place if place is not None else None
        near = {s for m in v.mentions for s in content(self.words((max(0, m.trigger[0] - 70), m.trigger[1] + 70)))}
        return Told(
            id=f"{self.record.document.id}#{v.id}",
            report=self.record.document.id,
            type=v.type,
            mode=v.mode,
            quad=0,
            certainties=frozenset(m.certainty for m in v.mentions),
            begin=begin,
            end=end if end is not None else begin,
            when=self.when,
            actors=tuple(self.party(self.entities[i]) for i in v.actors if i in self.entities),
            recipients=tuple(self.party(self.entities[i]) for i in v.recipients if i in self.entities),
            place=frozenset(stem(w) for w in word_list(fold(place.name))) if place is not None else frozenset(),
            place_country=place.country if place is not None else None,
            lat=point.lat if point is not None else None,
            lon=point.lon if point is not None else None,
            triggers=frozenset(stem(w) for m in v.mentions for w in self.words(m.trigger) if rarity(stem(w)) > _COMMON),
            words=frozenset(s for m in v.mentions for s in content(self.words(m.evidence))),
            near=frozenset(near),
            figures=_figures(v),
            headline=any(m.trigger[0] < self.lead for m in v.mentions),
            peers=self.peers[v.type],
        )

    def statement(self, s: Statement) -> Said:
        speaker = self.entities.get(s.speaker or "")
        words = [w for c in s.content for w in self.words(c)]
        inside = [(max(a, c[0]), min(b, c[1])) for c in s.content for a, b in self.quotes if a < c[1] and c[0] < b]
        return Said(
            id=f"{self.record.document.id}#{s.id}",
            report=self.record.document.id,
            speaker=self.party(speaker) if speaker is not None else None,
            kind=s.kind,
            act=s.act,
            words=tuple(stem(w) for w in words),
            quoted=tuple(stem(w) for span in inside for w in self.words(span)),
            when=self.when,
        )


def _figures(v: Event) -> frozenset[tuple[str, int]]:
    found = v.casualties
    if found is None:
        return frozenset()
    pairs = (("killed", found.killed), ("injured", found.injured), ("arrested", found.arrested))
    return frozenset((name, n) for name, pair in pairs if pair is not None for n in pair)
