"""ICEWS event data: 20 columns, tab-separated with a header (Boschee et al. 2015, Harvard Dataverse 28075)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from onrecord.export.report import LossReport
from onrecord.export.tables import Cell, write_table
from onrecord.export.told import Told, country_name, number_of, place_parts, plain_facts
from onrecord.record import Record


def write(records: Iterable[Record], out: TextIO, loss: LossReport, *, include_unasserted: bool) -> None:
    """Write the events."""
    told = plain_facts(records, loss, include_unasserted=include_unasserted)
    write_table(map(_row, told), out, loss, format_="icews", delimiter="\t")


def _row(t: Told) -> dict[str, Cell]:
    document, place = t.record.document, t.place
    where, parts = place.place if place else None, place_parts(place)
    return {
        "Event ID": number_of(t.id),
        "Event Date": t.day,
        "Source Name": t.actor.name if t.actor else None,
        "Source Sectors": t.actor.sector if t.actor else None,
        "Source Country": (country_name(t.actor.country) or t.actor.country) if t.actor else None,
        "Event Text": t.code.name,
        "CAMEO Code": t.code.code,
        "Intensity": t.code.goldstein,
        "Target Name": t.recipient.name if t.recipient else None,
        "Target Sectors": t.recipient.sector if t.recipient else None,
        "Target Country": (country_name(t.recipient.country) or t.recipient.country) if t.recipient else None,
        "Story ID": number_of(document.id),
        "Sentence Number": t.sentence,
        "Publisher": document.publisher,
        "City": parts["city"],
        "Province": parts["province"],
        "Country": parts["country"],
        "Latitude": where.lat if where else None,
        "Longitude": where.lon if where else None,
    }
