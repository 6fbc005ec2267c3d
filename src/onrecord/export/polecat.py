"""POLECAT: 40 columns, tab-separated with a header (Halterman, Bagozzi, Beger, Schrodt and Scarborough 2023, Harvard Dataverse AJGVIT)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TextIO

from onrecord.export.report import LossReport
from onrecord.export.tables import Cell, write_table
from onrecord.export.told import Told, place_parts, plain_facts
from onrecord.record import Entity, Record

_FEATURES = {"point": "PPL", "region": "ADM1", "country": "PCLI"}


def write(records: Iterable[Record], out: TextIO, loss: LossReport, *, include_unasserted: bool) -> None:
    """Write the events."""
    told = plain_facts(records, loss, include_unasserted=include_unasserted)
    write_table(map(_row, told), out, loss, format_="polecat", delimiter="\t")


def _row(t: Told) -> dict[str, Cell]:
    document, place = t.record.document, t.place
    where = place.place if place else None
    return {
        "Event ID": t.id,
        "Event Date": t.day,
        "Event Type": t.event.type,
        "Event Mode": t.event.mode,
        "Intensity": t.code.goldstein,
        "Quad Code": ("VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT")[t.quad - 1],
        "Contexts": ";".join(t.event.contexts) or None,
        **_side(t, t.actor, "Actor"),
        **_side(t, t.recipient, "Recipient"),
        "Placename": place.name if place else None,
        "City": place_parts(place)["city"],
        "Province": place_parts(place)["province"],
        "Country": place.country if place else None,
        "Latitude": where.lat if where else None,
        "Longitude": where.lon if where else None,
        "GeoNames ID": where.geonames if where else None,
        "Raw Placename": t.words(place.mentions[0]) if place else None,
        "Feature Type": _FEATURES[where.precision] if where else None,
        "Source": document.publisher,
        "Publication Date": document.published[:10] if document.published else None,
        "Story People": _named(t.record, "person"),
        "Story Organizations": _named(t.record, "organization", "group", "outlet"),
        "Story Locations": _named(t.record, "place", "country"),
        "Language": document.language,
        "Version": f"onrecord {t.record.made_by.get('onrecord', '')}".strip(),
    }


def _side(t: Told, who: Entity | None, role: str) -> Mapping[str, Cell]:
    if who is None:
        return {}
    return {
        f"{role} Name": who.name,
        f"{role} Country": who.country,
        f"Primary {role} Sector": who.sector,
        f"{role} Sectors": who.sector,
        f"{role} Name Raw": t.words(_nearest(who, t)),
    }


def _nearest(who: Entity, t: Told) -> tuple[int, int]:
    """The mention of somebody nearest to the words of the event."""
    at = t.mention.trigger[0]
    return min(who.mentions, key=lambda m: (abs(m[0] - at), m))


def _named(record: Record, *kinds: str) -> str | None:
    return ";".join(e.name for e in record.entities if e.kind in kinds) or None


