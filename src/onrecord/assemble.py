"""From a reading to a record: the one place where ids are given, in text order, and where the invariants are checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from onrecord import record as public
from onrecord.invariants import check
from onrecord.reading import Entity, Event, Reading, Report, Statement, Timex
from onrecord.record import SCHEMA, Certainty, Dateline, Document, Record

STRENGTH: tuple[Certainty, ...] = ("asserted", "alleged", "possible", "planned", "hypothetical", "negated", "denied")
"""Labels from the strongest: an event is as certain as its strongest mention."""


def assemble(reading: Reading, language: str, made_by: dict[str, str]) -> Record:
    """The record of a finished reading. Raises `RecordError` when an invariant does not hold."""
    times = sorted(reading.times, key=lambda t: t.span)
    statements = sorted(reading.statements, key=lambda s: (min(s.content)[0], -max(s.content)[1]))  # as the invariant orders them
    events = sorted(reading.events, key=lambda e: min(m.trigger for m in e.mentions))
    entities = sorted(_kept(reading, statements, events), key=lambda e: (min(m.span for m in e.mentions), e.name))
    ids = _ids("T", times) | _ids("S", statements) | _ids("V", events) | _ids("E", entities)
    record = Record(
        schema=SCHEMA,
        document=_document(reading, language),
        sentences=tuple(sorted({s.span for s in reading.sentences})),
        entities=tuple(_entity(e, ids) for e in entities),
        times=tuple(_time(t, ids) for t in times),
        statements=tuple(_statement(s, reading, ids) for s in statements),
        events=tuple(_event(e, ids) for e in events),
        omissions=tuple(public.Omission(o.trigger, o.evidence, o.type, o.reason) for o in sorted(reading.omissions, key=lambda o: o.trigger)),
        made_by=made_by,
    )
    check(record)
    return record


def _ids(letter: str, items: Iterable[object]) -> dict[int, str]:
    return {id(item): f"{letter}{number}" for number, item in enumerate(items, 1)}


def _digest(*parts: str | None) -> str:
    return hashlib.sha256("\x1f".join(p or "" for p in parts).encode("utf-8", "surrogatepass")).hexdigest()


def document_id(report: Report) -> str:
    """The id that the report's record will have: so that one may ask whether it is kept, before reading it."""
    return _digest(report.text, report.publisher, report.url)[:16]


def _document(reading: Reading, language: str) -> Document:
    report = reading.report
    sha = _digest(reading.text)
    place, date = (reading.words(s) if s is not None else None for s in (reading.dateline_place, reading.dateline_date))
    return Document(
        id=document_id(report),
        text_id=sha[:16],
        text_sha256=sha,
        url=report.url,
        title=report.title,
        publisher=report.publisher,
        language=language,
        published=reading.published,
        published_from=reading.published_from,
        dateline=Dateline(place, date),
        text=reading.text,
    )


def _kept(reading: Reading, statements: Sequence[Statement], events: Sequence[Event]) -> list[Entity]:
    """The entities that are salient or pointed at; each has a mention."""
    pointed: set[int] = set()
    for statement in statements:
        pointed |= {id(reading.entity_of(t)) for t in (statement.speaker, *statement.via, statement.addressee)}
    for event in events:
        pointed |= {id(e) for e in (*event.actors, *event.recipients, event.place)}
    return [e for e in reading.entities if e.mentions and (e.salient or id(e) in pointed)]


def _entity(entity: Entity, ids: dict[int, str]) -> public.Entity:
    coded = entity.country is not None or entity.sector is not None
    return public.Entity(
        id=ids[id(entity)],
        name=entity.name,
        kind=entity.kind,
        country=entity.country,
        sector=entity.sector,
        coded_by=entity.coded_by if coded else None,
        wikidata=entity.wikidata,
        mentions=tuple(sorted({m.span for m in entity.mentions})),
        place=entity.place,
    )


def _time(time: Timex, ids: dict[int, str]) -> public.Time:
    return public.Time(ids[id(time)], time.span, time.type, time.value, time.mod, time.begin, time.end, time.anchor, time.rule, time.confidence)


def _statement(statement: Statement, reading: Reading, ids: dict[int, str]) -> public.Statement:
    def entity_id(token: object) -> str | None:
        entity = reading.entity_of(token)  # type: ignore[arg-type]
        return ids.get(id(entity)) if entity is not None else None

    speaker = entity_id(statement.speaker)
    via = tuple(v for v in (entity_id(t) for t in statement.via) if v is not None and v != speaker)
    return public.Statement(
        id=ids[id(statement)],
        speaker=speaker,
        speaker_span=statement.speaker_span,
        via=tuple(dict.fromkeys(via)),
        addressee=entity_id(statement.addressee),
        cue=tuple(sorted(statement.cue)),
        content=tuple(sorted(statement.content)),
        kind=statement.kind,
        act=statement.act,
        certainty=statement.certainty,
        inside=ids.get(id(statement.outer)) if statement.outer is not None else None,
        rule=statement.rule,
        confidence=statement.confidence,
    )


def _event(event: Event, ids: dict[int, str]) -> public.Event:
    mentions = sorted(event.mentions, key=lambda m: m.trigger)
    return public.Event(
        id=ids[id(event)],
        type=event.type,
        mode=event.mode,
        contexts=event.contexts,
        actors=tuple(dict.fromkeys(ids[id(e)] for e in event.actors)),
        recipients=tuple(dict.fromkeys(ids[id(e)] for e in event.recipients)),
        time=ids.get(id(event.time)) if event.time is not None else None,
        place=ids[id(event.place)] if event.place is not None else None,
        casualties=event.casualties,
        certainty=min((m.certainty for m in mentions), key=STRENGTH.index),
        confidence=event.confidence,
        mentions=tuple(
            public.EventMention(m.trigger, m.evidence, m.certainty, tuple(sorted(m.cues)), ids.get(id(m.statement)) if m.statement is not None else None, m.rule)
            for m in mentions
        ),
    )
