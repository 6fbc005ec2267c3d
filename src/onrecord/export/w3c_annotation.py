"""W3C Web Annotation (Recommendation, 2017): an AnnotationPage, one annotation a datum, its words chosen by position and by quotation.

Positions are code points, as the Recommendation asks. Each annotation has a body to read and a body of JSON that a machine reads back.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from pydantic import TypeAdapter, ValidationError

from onrecord.errors import InputError
from onrecord.export.report import LossReport
from onrecord.record import Entity, Event, Record, Statement, Time
from onrecord.spans import Span

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "onrecord.schema.1")
_AROUND = 32  # characters of prefix and suffix
Datum = Entity | Time | Statement | Event
_KINDS: Mapping[str, TypeAdapter[Any]] = {"entity": TypeAdapter(Entity), "time": TypeAdapter(Time), "statement": TypeAdapter(Statement), "event": TypeAdapter(Event)}


def write(records: Iterable[Record], out: TextIO, loss: LossReport, *, include_unasserted: bool) -> None:
    """Write one page with all annotations; certainty stands in each event's bodies, so none is left out."""
    out.write(f'{{"@context":"{CONTEXT}","type":"AnnotationPage","items":[\n')
    between = ""
    for record in records:
        loss.records += 1
        for annotation in annotated(record):
            loss.rows += 1
            out.write(between + json.dumps(annotation, ensure_ascii=False, separators=(",", ":")))
            between = ",\n"
    out.write("\n]}\n")


def annotated(record: Record) -> Iterator[dict[str, Any]]:
    """The annotations of a record, in its order."""
    for entity in record.entities:
        yield _annotation(record, "entity", entity, f"{entity.kind}: {entity.name}", "identifying", entity.mentions)
    for time in record.times:
        yield _annotation(record, "time", time, f"{time.type}: {time.value}", "tagging", (time.span,))
    names = {e.id: e.name for e in record.entities}
    for s in record.statements:
        yield _annotation(record, "statement", s, f"said by {names.get(s.speaker or '', 'somebody unnamed')}", "describing", s.content)
    for event in record.events:
        label = f"{event.type}{' ' + event.mode if event.mode else ''} ({event.certainty})"
        yield _annotation(record, "event", event, label, "classifying", [m.trigger for m in event.mentions])


def _annotation(record: Record, kind: str, datum: Datum, label: str, motivation: str, spans: Iterable[Span]) -> dict[str, Any]:
    document = record.document
    machine = json.dumps({"datum": kind, **_KINDS[kind].dump_python(datum, mode="json")}, ensure_ascii=False, separators=(",", ":"))
    source = document.url or f"urn:sha-256:{document.text_sha256}"
    return {
        "id": f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{document.id}#{datum.id}')}",
        "type": "Annotation",
        "motivation": motivation,
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": label},
            {"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": machine},
        ],
        "target": [{"source": source, "type": "SpecificResource", "selector": _selectors(document.text, span)} for span in spans],
        "via": f"urn:onrecord:{document.id}",
    }


def _selectors(text: str, span: Span) -> list[dict[str, Any]]:
    start, end = span
    quote = {"type": "TextQuoteSelector", "exact": text[start:end], "prefix": text[max(0, start - _AROUND) : start], "suffix": text[end : end + _AROUND]}
    return [{"type": "TextPositionSelector", "start": start, "end": end}, quote]


def read_data(text: str, *, name: str = "the file") -> dict[str, list[Datum]]:
    """The data of a page that `write` made, by the id of their document, in order. Raises `InputError`."""
    out: dict[str, list[Datum]] = {}
    try:
        for item in json.loads(text)["items"]:
            machine = json.loads(next(b["value"] for b in item["body"] if b["format"] == "application/json"))
            kind = machine.pop("datum")
            out.setdefault(item["via"].removeprefix("urn:onrecord:"), []).append(_KINDS[kind].validate_python(machine))
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, ValidationError) as error:
        raise InputError(f"{name}: not a page of annotations as onrecord writes it: {error}") from error
    return out
