"""PLOVER JSON: one event a line, with the manual's fields (Open Event Data Alliance, PLOVER Manual) and its text offsets filled.

Offsets are code points into the report's text, end exclusive. `read_events` gives back what was written: the events and those who took part.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from pydantic import TypeAdapter, ValidationError

from onrecord.errors import InputError
from onrecord.export.report import LossReport
from onrecord.export.told import DAY_OF_REPORT, Told
from onrecord.record import Entity, Event, Record, Statement

_EVENT, _ENTITY = TypeAdapter(Event), TypeAdapter(Entity)
_SHARED = ("id", "name", "kind", "country", "sector", "coded_by", "wikidata", "mentions", "place")


@dataclass(frozen=True, slots=True)
class SharedEvent:
    """What a line of PLOVER JSON keeps of a record: the event, its participants and place, and which report tells it."""

    document: str
    event: Event
    entities: tuple[Entity, ...]


def write(records: Iterable[Record], out: TextIO, loss: LossReport, *, include_unasserted: bool) -> None:
    """Write all events, each with its certainty: the format can say it, so none is left out."""
    for record in records:
        loss.records += 1
        for event in record.events:
            loss.rows += 1
            out.write(json.dumps(_line(record, event, loss), ensure_ascii=False, separators=(",", ":")) + "\n")


def _line(record: Record, event: Event, loss: LossReport) -> dict[str, Any]:
    document, t = record.document, Told(record, event, None, None, 0)
    mention, time = t.mention, t.time
    told = time is not None and time.begin is not None
    if not told:
        loss.remarks[DAY_OF_REPORT] += 1
    return {
        "id": t.id,
        "date": t.day,
        "dateFrom": "text" if told else "published" if t.day else None,
        "dateEnd": time.end if time else None,
        "dateText": _piece(t, time.span) if time else None,
        "event": event.type,
        "eventText": _piece(t, mention.trigger),
        "mode": event.mode,
        "context": list(event.contexts),
        "quad": t.quad,
        "actor": [_party(t, e) for e in _among(record, event.actors)],
        "recipient": [_party(t, e) for e in _among(record, event.recipients)],
        "location": _party(t, t.place) if t.place else None,
        "certainty": event.certainty,
        "confidence": event.confidence,
        "casualties": _EVENT.dump_python(event, mode="json")["casualties"],
        "text": _piece(t, mention.evidence),
        "mentions": [
            {**_piece(t, m.trigger), "evidence": list(m.evidence), "certainty": m.certainty, "cues": [list(c) for c in m.cues], "statement": m.statement, "speaker": _speaker(record, m.statement), "rule": m.rule}
            for m in event.mentions
        ],
        "time": event.time,
        "source": {"document": document.id, "url": document.url, "publisher": document.publisher, "title": document.title, "published": document.published, "language": document.language},
        "coder": f"onrecord {record.made_by.get('onrecord', '')}".strip(),
    }  # fmt: skip


def _piece(t: Told, span: tuple[int, int]) -> dict[str, Any]:
    return {"text": t.record.document.text[span[0] : span[1]], "start": span[0], "end": span[1]}


def _among(record: Record, ids: Iterable[str]) -> Iterator[Entity]:
    by_id = {e.id: e for e in record.entities}
    return (by_id[i] for i in ids if i in by_id)


def _party(t: Told, who: Entity) -> dict[str, Any]:
    at = t.mention.trigger[0]
    near = min(who.mentions, key=lambda m: (abs(m[0] - at), m)) if who.mentions else None
    fields: dict[str, Any] = _ENTITY.dump_python(who, mode="json")
    return {**fields, **(_piece(t, near) if near else {})}


def _speaker(record: Record, statement: str | None) -> str | None:
    said: Statement | None = next((s for s in record.statements if s.id == statement), None)
    return next((e.name for e in record.entities if said is not None and e.id == said.speaker), None)


def read_events(lines: Iterable[str], *, name: str = "the file") -> Iterator[SharedEvent]:
    """The events of PLOVER JSON that `write` made. Raises `InputError` with the line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _shared(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
            raise InputError(f"{name}:{number}: not a line of PLOVER JSON as onrecord writes it: {error}") from error


def _shared(row: dict[str, Any]) -> SharedEvent:
    document, _, event_id = row["id"].rpartition("#")
    parties = [*row["actor"], *row["recipient"], *([row["location"]] if row["location"] else [])]
    entities = {p["id"]: _ENTITY.validate_python({k: p[k] for k in _SHARED}) for p in parties}
    event = _EVENT.validate_python({
        "id": event_id, "type": row["event"], "mode": row["mode"], "contexts": row["context"], "actors": [p["id"] for p in row["actor"]],
        "recipients": [p["id"] for p in row["recipient"]], "time": row["time"], "place": row["location"]["id"] if row["location"] else None,
        "casualties": row["casualties"], "certainty": row["certainty"], "confidence": row["confidence"],
        "mentions": [{"trigger": (m["start"], m["end"]), **{k: m[k] for k in ("evidence", "certainty", "cues", "statement", "rule")}} for m in row["mentions"]],
    })  # fmt: skip
    return SharedEvent(document, event, tuple(entities.values()))
