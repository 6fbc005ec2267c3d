"""Events as flat rows with certainty and on whose word: CSV, and the tables of Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from onrecord.export.report import LossReport
from onrecord.export.tables import Cell, write_table
from onrecord.export.told import Told
from onrecord.record import Event, Record


def write(records: Iterable[Record], out: TextIO, loss: LossReport, *, include_unasserted: bool) -> None:
    """Write one row an event; certainty is a column, so none is left out."""
    write_table(_counted(records, loss), out, loss, format_="csv")


def _counted(records: Iterable[Record], loss: LossReport) -> Iterator[dict[str, Cell]]:
    for record in records:
        loss.records += 1
        for event in record.events:
            loss.rows += 1
            yield row(record, event)


def row(record: Record, event: Event) -> dict[str, Cell]:
    """The flat row of an event; parties are joined by "; "."""
    t, document = Told(record, event, None, None, 0), record.document
    time, where = t.time, t.place.place if t.place else None
    by_id = {e.id: e for e in record.entities}
    said = next((s for s in record.statements if s.id == t.mention.statement), None)
    whose = by_id.get(said.speaker or "") if said else None
    out: dict[str, Cell] = {
        "id": t.id, "document": document.id, "type": event.type, "mode": event.mode, "quad": t.quad, "contexts": "; ".join(event.contexts) or None,
        "from": time.begin if time else None, "to": time.end if time else None, "place": t.place.name if t.place else None,
        "latitude": where.lat if where else None, "longitude": where.lon if where else None, "certainty": event.certainty,
        "on_whose_word": whose.name if whose else "somebody unnamed" if said else None, "confidence": event.confidence, "mentions": len(event.mentions),
        "trigger_start": t.mention.trigger[0], "trigger_end": t.mention.trigger[1], "trigger": t.words(t.mention.trigger), "evidence": t.words(t.mention.evidence),
        "published": document.published, "publisher": document.publisher, "url": document.url, "title": document.title,
    }  # fmt: skip
    for side, ids in (("actor", event.actors), ("recipient", event.recipients)):
        who = [by_id[i] for i in ids if i in by_id]
        out[f"{side}s"] = "; ".join(e.name for e in who) or None
        out[f"{side}_countries"] = "; ".join(e.country or "" for e in who).strip("; ") or None
        out[f"{side}_sectors"] = "; ".join(e.sector or "" for e in who).strip("; ") or None
    for what in ("killed", "injured", "arrested"):
        figures = getattr(event.casualties, what) if event.casualties else None
        out[f"{what}_low"], out[f"{what}_high"] = figures or (None, None)
    return out
