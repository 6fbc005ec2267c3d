"""STIX 2.1: a bundle of incidents (events), identities (who took part, who reports) and opinions (denials), with confidence and a TLP marking.

Ids are version-5 UUIDs of our own ids, and times are those of publication, so the same records give the same bytes.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TextIO

from onrecord.export.report import LossReport
from onrecord.export.told import Told
from onrecord.export.w3c_annotation import NAMESPACE
from onrecord.record import Entity, Event, EventMention, Record

_CLASSES = {"person": "individual", "organization": "organization", "outlet": "organization", "group": "group"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_DATE = "the report has no date: 1970-01-01 stands for it in created and modified"


def write(records: Iterable[Record], out: TextIO, loss: LossReport, *, include_unasserted: bool) -> None:
    """Write one bundle. Certainty stands in labels and description, so no event is left out; a denial is also an opinion on its incident."""
    ids: set[str] = set()
    digest = uuid.uuid5(NAMESPACE, "bundle")
    out.write('{"type":"bundle","objects":[\n')
    between = ""
    for record in records:
        loss.records += 1
        loss.rows += len(record.events)
        if record.events and not record.document.published:
            loss.remarks[NO_DATE] += len(record.events)
        for thing in _objects(record):
            if thing["id"] not in ids:
                ids.add(thing["id"])
                digest = uuid.uuid5(digest, thing["id"])
                out.write(between + thing.serialize())
                between = ",\n"
    out.write(f'\n],"id":"bundle--{digest}"}}\n')


def _objects(record: Record) -> Iterator[Any]:
    if not record.events:
        return
    import stix2

    yield stix2.TLP_WHITE
    outlet = _outlet(record)
    yield outlet
    taking_part = {i for e in record.events for i in (*e.actors, *e.recipients)} | {s.speaker for s in record.statements if s.speaker}
    identities = {e.id: _identity(record, e) for e in record.entities if e.id in taking_part}
    yield from identities.values()
    for event in record.events:
        incident = _incident(record, event, outlet)
        yield incident
        yield from _links(record, event, incident, identities)
        for number, mention in enumerate(event.mentions):
            if mention.certainty == "denied":
                yield _denial(record, event, mention, number, incident, identities, outlet)


def _common(record: Record, kind: str, key: str) -> dict[str, Any]:
    import stix2

    when = _moment(record.document.published)
    return {"id": f"{kind}--{uuid.uuid5(NAMESPACE, key)}", "created": when, "modified": when, "object_marking_refs": [stix2.TLP_WHITE]}


def _moment(published: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(published) if published else _EPOCH
    except ValueError:
        return _EPOCH
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _outlet(record: Record) -> Any:
    import stix2

    name = record.document.publisher or "unnamed outlet"
    common = {**_common(record, "identity", f"outlet {name}"), "created": _EPOCH, "modified": _EPOCH}
    return stix2.v21.Identity(name=name, identity_class="organization", **common)


def _identity(record: Record, who: Entity) -> Any:
    import stix2

    labels = [f"country:{who.country}"] * bool(who.country) + [f"sector:{who.sector}"] * bool(who.sector)
    return stix2.v21.Identity(
        name=who.name, identity_class=_CLASSES.get(who.kind, "class"), **({"labels": labels} if labels else {}), **_common(record, "identity", f"{record.document.id}#{who.id}")
    )


def _incident(record: Record, event: Event, outlet: Any) -> Any:
    import stix2

    t, document = Told(record, event, None, None, 0), record.document
    names = {e.id: e.name for e in record.entities}
    actors, recipients = (", ".join(names[i] for i in ids if i in names) for ids in (event.actors, event.recipients))
    labels = [f"plover:{event.type.lower()}", f"certainty:{event.certainty}", *([f"mode:{event.mode}"] if event.mode else []), *(f"context:{c}" for c in event.contexts)]
    reference = {"source_name": document.publisher or "report", "description": t.words(t.mention.evidence), "external_id": t.id, **({"url": document.url} if document.url else {})}
    return stix2.v21.Incident(
        name=f"{event.type} ({event.certainty}): {actors or 'unnamed'} → {recipients or 'unnamed'}",
        description=t.words(t.mention.evidence), created_by_ref=outlet["id"], confidence=round(100 * max(0.0, min(1.0, event.confidence))), labels=labels,
        external_references=[reference], **_common(record, "incident", t.id),
    )  # fmt: skip


def _links(record: Record, event: Event, incident: Any, identities: dict[str, Any]) -> Iterator[Any]:
    import stix2

    for role, ids in (("actor", event.actors), ("recipient", event.recipients)):
        for i in ids:
            if i in identities:
                key = f"{record.document.id}#{event.id} {role} {i}"
                yield stix2.v21.Relationship(relationship_type="related-to", description=role, source_ref=incident["id"], target_ref=identities[i]["id"], **_common(record, "relationship", key))


def _denial(record: Record, event: Event, mention: EventMention, number: int, incident: Any, identities: dict[str, Any], outlet: Any) -> Any:
    import stix2

    said = next((s for s in record.statements if s.id == mention.statement), None)
    speaker = identities.get(said.speaker or "") if said else None
    return stix2.v21.Opinion(
        opinion="strongly-disagree", explanation=" ".join(record.document.text[mention.evidence[0] : mention.evidence[1]].split()),
        authors=[speaker["name"]] if speaker else [outlet["name"]], created_by_ref=(speaker or outlet)["id"], object_refs=[incident["id"]],
        **_common(record, "opinion", f"{record.document.id}#{event.id} denial {number}"),
    )  # fmt: skip
