"""The six invariants of a record (docs/record.md), checked on every record that is ever assembled or loaded from outside."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.errors import RecordError
from onrecord.record import Record, Statement
from onrecord.spans import Span, hull, within, within_any


def check(record: Record) -> None:
    """Raise `RecordError` with every broken invariant, each named by the id of its datum."""
    broken = list(faults(record))
    if broken:
        raise RecordError("the record breaks its rules: " + "; ".join(broken[:5]))


def faults(record: Record) -> Iterator[str]:
    """What is wrong with the record, a line each; nothing when it holds."""
    yield from _spans(record)
    yield from _pointers(record)
    yield from _nesting(record)
    yield from _evidence(record)
    yield from _calendar(record)
    yield from _reasons(record)


def _all_spans(record: Record) -> Iterator[tuple[str, Span]]:
    for sentence in record.sentences:
        yield "sentence", sentence
    for entity in record.entities:
        yield from ((entity.id, m) for m in entity.mentions)
    for time in record.times:
        yield time.id, time.span
    for s in record.statements:
        yield from ((s.id, span) for span in (*s.cue, *s.content, *([s.speaker_span] if s.speaker_span else [])))
    for event in record.events:
        for m in event.mentions:
            yield from ((event.id, span) for span in (m.trigger, m.evidence, *m.cues))
    for omission in record.omissions:
        yield "omission", omission.trigger
        yield "omission", omission.evidence


def _spans(record: Record) -> Iterator[str]:
    text = record.document.text
    for owner, (start, end) in _all_spans(record):
        if not 0 <= start < end <= len(text):
            yield f"1 {owner}: span {start}-{end} is empty or outside the text"
        elif text[start].isspace() or text[end - 1].isspace():
            yield f"1 {owner}: span {start}-{end} begins or ends with white space"


def _pointers(record: Record) -> Iterator[str]:
    entities, times, statements = ({x.id for x in layer} for layer in (record.entities, record.times, record.statements))
    for s in record.statements:
        for target in (s.speaker, s.addressee, *s.via):
            if target is not None and target not in entities:
                yield f"2 {s.id}: no entity {target}"
        if s.inside is not None and s.inside not in statements:
            yield f"2 {s.id}: no statement {s.inside}"
    for event in record.events:
        for target in (*event.actors, *event.recipients, *([event.place] if event.place else [])):
            if target not in entities:
                yield f"2 {event.id}: no entity {target}"
        if event.time is not None and event.time not in times:
            yield f"2 {event.id}: no time {event.time}"
        for m in event.mentions:
            if m.statement is not None and m.statement not in statements:
                yield f"2 {event.id}: no statement {m.statement}"
        if not event.mentions:
            yield f"2 {event.id}: no mention"
    for entity in record.entities:
        if not entity.mentions:
            yield f"2 {entity.id}: no mention"
    yield from _order(record)


def _order(record: Record) -> Iterator[str]:
    layers: tuple[tuple[str, list[tuple[str, Span]]], ...] = (
        ("E", [(e.id, min(e.mentions)) for e in record.entities if e.mentions]),
        ("T", [(t.id, t.span) for t in record.times]),
        ("S", [(s.id, (s.content[0][0], -s.content[-1][1])) for s in record.statements]),
        ("V", [(v.id, min(m.trigger for m in v.mentions)) for v in record.events if v.mentions]),
    )
    for letter, items in layers:
        if [i for i, _ in items] != [f"{letter}{n}" for n in range(1, len(items) + 1)]:
            yield f"2 ids of layer {letter} are not numbered from 1"
        if [k for _, k in items] != sorted(k for _, k in items):
            yield f"2 ids of layer {letter} are not in text order"


def _nesting(record: Record) -> Iterator[str]:
    by_id = {s.id: s for s in record.statements}
    for s in record.statements:
        seen, at = {s.id}, s.inside
        while at is not None and at in by_id:
            if at in seen:
                yield f"3 {s.id}: inside goes in a circle"
                break
            seen.add(at)
            at = by_id[at].inside
        outer = by_id.get(s.inside or "")
        if outer is not None and not all(_covered(c, outer) for c in s.content):
            yield f"3 {s.id}: content is not within that of {outer.id}"
        if len(set(s.via)) != len(s.via):
            yield f"3 {s.id}: via names a source twice"


def _covered(piece: Span, outer: Statement) -> bool:
    return within_any(piece, outer.content) or within(piece, hull(outer.content))


def _evidence(record: Record) -> Iterator[str]:
    contents: list[Span] = [hull(s.content) for s in record.statements]
    homes = [*record.sentences, *contents, *(c for s in record.statements for c in s.content)]
    for event in record.events:
        for m in event.mentions:
            if not within(m.trigger, m.evidence):
                yield f"4 {event.id}: trigger {m.trigger} is not within its evidence {m.evidence}"
            if not within_any(m.evidence, homes):
                yield f"4 {event.id}: evidence {m.evidence} is in no sentence or statement"


def _calendar(record: Record) -> Iterator[str]:
    for time in record.times:
        if (time.begin is None) != (time.end is None):
            yield f"5 {time.id}: half an interval"
        elif time.begin is not None and time.end is not None and time.begin[:10] > time.end[:10]:
            yield f"5 {time.id}: from {time.begin} is after to {time.end}"
        elif time.begin is not None and time.value[:4].isdigit() and time.type in ("DATE", "TIME") and time.begin[:2] != time.value[:2]:
            yield f"5 {time.id}: from {time.begin} does not agree with value {time.value}"


def _reasons(record: Record) -> Iterator[str]:
    for entity in record.entities:
        if (entity.country or entity.sector) and not entity.coded_by:
            yield f"6 {entity.id}: a code without coded_by"
    for event in record.events:
        for m in event.mentions:
            if m.certainty != "asserted" and not m.cues:
                yield f"6 {event.id}: {m.certainty} without a cue"
