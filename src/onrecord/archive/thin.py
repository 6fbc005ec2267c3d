"""From a record to the thin rows that are searched: one row a datum, with names, codes and words beside the ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import permutations, product
from typing import Any

from onrecord.archive.words import clean, fold, maybe_clean
from onrecord.knowledge.cameo import QUADS, cameo
from onrecord.record import Entity, Event, EventMention, Record, Statement
from onrecord.spans import Span, hull

Row = dict[str, Any]
OFFICIAL = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})
_STRENGTH = ("asserted", "alleged", "possible", "planned", "hypothetical", "negated", "denied")
_CREDIT = re.compile(r"^[^\n(]{2,60}\(([A-Z][\w .&’'-]{1,30})\)\s*[-–—:]", re.MULTILINE)


@dataclass(slots=True)
class Thin:
    """Thin rows by table name."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def put(self, table: str, rows: Iterable[Row]) -> None:
        self.tables.setdefault(table, []).extend(rows)


def recoded(record: Record, changes: Iterable[tuple[str, str, str | None]]) -> Record:
    """The record as a person coded it: each change is (datum id in the report, field, value). The stored record stays as it is."""
    entities, events = {e.id: e for e in record.entities}, {v.id: v for v in record.events}
    for datum, name, value in changes:
        if datum in entities:
            entities[datum] = replace(entities[datum], **_change(name, value))
        elif datum in events:
            events[datum] = replace(events[datum], **_change(name, _event_value(name, value)))
    return replace(record, entities=tuple(entities.values()), events=tuple(events.values()))


def _change(name: str, value: Any) -> dict[str, Any]:
    return {name: value}


def _event_value(name: str, value: str | None) -> Any:
    return tuple(v for v in (value or "").split(",") if v) if name in ("actors", "recipients", "contexts") else value


def thin_rows(record: Record, n: int, into: Thin) -> None:
    """Add the record's thin rows under report number `n`."""
    view = _View(record, n)
    into.put("entities", map(view.entity, record.entities))
    into.put("times", map(view.time, record.times))
    into.put("statements", map(view.statement, record.statements))
    for event in record.events:
        into.put("events", [view.event(event)])
        into.put("sides", view.sides(event))
        into.put("mentions", view.mentions(event))
        into.put("dyads", view.dyads(event))


def headline(record: Record) -> str:
    """The report's title, or its first line."""
    return clean((record.document.title or record.document.text.lstrip().partition("\n")[0]).strip()[:300])


def agency(record: Record) -> str | None:
    """The agency that the report credits: in the dateline ("NAIROBI (AFP) -"), or as its last line."""
    text = record.document.text
    if found := _CREDIT.search(text[:400]):
        return clean(found[1].strip())
    return None


class _View:
    """One record with its data by id, as the rows need it."""

    def __init__(self, record: Record, n: int) -> None:
        self.record, self.n = record, n
        self.text = record.document.text
        self.day = record.document.published[:10] if record.document.published else None
        self.entities = {e.id: e for e in record.entities}
        self.times = {t.id: t for t in record.times}
        self.statements = {s.id: s for s in record.statements}

    def words(self, span: Span) -> str:
        return clean(self.text[span[0] : span[1]])

    def entity(self, e: Entity) -> Row:
        place = e.place
        return {
            "report": self.n, "id": e.id, "name": clean(e.name), "folded": fold(clean(e.name)), "kind": e.kind, "country": e.country, "sector": e.sector,
            "coded_by": maybe_clean(e.coded_by), "wikidata": e.wikidata, "lat": place.lat if place else None, "lon": place.lon if place else None,
            "mentions": len(e.mentions),
        }  # fmt: skip

    def time(self, t: Any) -> Row:
        return {
            "report": self.n, "id": t.id, "type": t.type, "value": t.value, "begin": t.begin, "end": t.end, "words": self.words(t.span),
            "start": t.span[0], "stop": t.span[1],
        }  # fmt: skip

    def statement(self, s: Statement) -> Row:
        speaker = self.entities.get(s.speaker or "")
        start, stop = hull(s.content)
        return {
            "report": self.n, "id": s.id, "speaker": s.speaker, **self._named(speaker), "folded": fold(clean(speaker.name)) if speaker else None,
            "via": json.dumps([clean(self.entities[v].name) for v in s.via if v in self.entities]), "kind": s.kind, "act": s.act, "certainty": s.certainty,
            "inside": s.inside, "cue": " … ".join(map(self.words, s.cue)), "words": " … ".join(map(self.words, s.content)), "start": start, "stop": stop,
            "day": self.day,
        }  # fmt: skip

    def event(self, v: Event) -> Row:
        place, time = self.entities.get(v.place or ""), self.times.get(v.time or "")
        begin, end = (time.begin[:10], (time.end or time.begin)[:10]) if time is not None and time.begin else (None, None)
        first = strongest(v.mentions)
        quad, goldstein = QUADS[v.type], cameo(v.type, v.mode).goldstein
        return {
            "report": self.n, "id": v.id, "type": v.type, "mode": v.mode, "quad": quad, "goldstein": goldstein, "certainty": v.certainty,
            "confidence": v.confidence, "begin": begin, "end": end, "day": begin or self.day,
            "place": clean(place.name) if place else None, "place_country": place.country if place else None,
            "lat": place.place.lat if place and place.place else None, "lon": place.place.lon if place and place.place else None,
            **_figures(v), "contexts": json.dumps(list(v.contexts)), "trigger": self.words(first.trigger), "words": self.words(first.evidence),
            "start": first.evidence[0], "stop": first.evidence[1], **self._holder(first),
        }  # fmt: skip

    def sides(self, v: Event) -> Iterable[Row]:
        for role, ids in (("actor", v.actors), ("recipient", v.recipients)):
            for e in (self.entities[i] for i in dict.fromkeys(ids) if i in self.entities):
                yield {
                    "report": self.n, "event": v.id, "entity": e.id, "role": role, "name": clean(e.name), "folded": fold(clean(e.name)), "kind": e.kind,
                    "country": e.country, "sector": e.sector,
                }  # fmt: skip

    def mentions(self, v: Event) -> Iterable[Row]:
        for k, m in enumerate(v.mentions):
            holder = self._holder(m)
            yield {
                "report": self.n, "event": v.id, "k": k, "start": m.trigger[0], "stop": m.trigger[1], "trigger": self.words(m.trigger),
                "words": self.words(m.evidence), "words_start": m.evidence[0], "words_stop": m.evidence[1], "certainty": m.certainty,
                "cues": json.dumps([self.words(c) for c in m.cues]), "statement": m.statement, **holder,
                "holder_folded": fold(holder["holder"]) if holder["holder"] else None,
            }  # fmt: skip

    def dyads(self, v: Event) -> Iterable[Row]:
        """One row for each pair of countries; both directions of a symmetric event (two or more actors, no recipient)."""
        actors, recipients = self._countries(v.actors), self._countries(v.recipients)
        pairs = product(actors, recipients) if v.recipients else permutations(actors, 2)
        time = self.times.get(v.time or "")
        day = time.begin[:10] if time is not None and time.begin else self.day
        quad, goldstein = QUADS[v.type], cameo(v.type, v.mode).goldstein
        official = any(self._official(m) for m in v.mentions)
        for source, target in dict.fromkeys(pairs):
            yield {
                "report": self.n, "event": v.id, "source": source, "target": target, "day": day, "type": v.type, "quad": quad, "goldstein": goldstein,
                "asserted": int(v.certainty == "asserted"), "official": int(official),
            }  # fmt: skip

    def _official(self, m: EventMention) -> bool:
        statement = self.statements.get(m.statement or "")
        speaker = self.entities.get(statement.speaker or "") if statement is not None else None
        return speaker is not None and speaker.sector in OFFICIAL

    def _countries(self, ids: Iterable[str]) -> list[str]:
        found = (self.entities[i].country for i in ids if i in self.entities)
        return list(dict.fromkeys(c for c in found if c))

    def _holder(self, m: EventMention) -> Row:
        statement = self.statements.get(m.statement or "")
        speaker = self.entities.get(statement.speaker or "") if statement is not None else None
        name = clean(speaker.name) if speaker is not None else ("someone unnamed" if statement is not None else None)
        return {"holder": name, "holder_country": speaker.country if speaker else None, "holder_sector": speaker.sector if speaker else None}

    @staticmethod
    def _named(entity: Entity | None) -> Row:
        return {"name": clean(entity.name) if entity else None, "country": entity.country if entity else None, "sector": entity.sector if entity else None}


def strongest(told: tuple[EventMention, ...]) -> EventMention:
    """The mention the event's certainty comes from; the first of equals."""
    return min(told, key=lambda m: (_STRENGTH.index(m.certainty), m.trigger))


_COUNTED = ("killed", "injured", "arrested")


def _figures(v: Event) -> Mapping[str, int | None]:
    found = {name: getattr(v.casualties, name) if v.casualties is not None else None for name in _COUNTED}
    return {f"{name}_{side}": (pair[i] if pair else None) for name, pair in found.items() for i, side in enumerate(("low", "high"))}
