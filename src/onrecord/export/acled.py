"""ACLED-shaped events: the 31 columns of ACLED's export (Codebook, 2024), for the political violence and demonstrations that ACLED covers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

from onrecord.export.report import LossReport
from onrecord.export.tables import Cell, write_table
from onrecord.export.told import Told, country_name, number_of, place_parts, plain_facts
from onrecord.knowledge.exchange import AcledKind, acled_kinds, country_numbers, sector_words
from onrecord.record import Entity, Event, Record, Time

_CIVILIANS = "Civilians"
_GEO_PRECISION = {"point": 1, "region": 2, "country": 3}


def write(records: Iterable[Record], out: TextIO, loss: LossReport, *, include_unasserted: bool) -> None:
    """Write the events."""
    told = plain_facts(records, loss, include_unasserted=include_unasserted, covers=lambda event: _kind(event) is not None)
    write_table((_row(t, kind) for t in told if (kind := _kind(t.event)) is not None), out, loss, format_="acled")


def _kind(event: Event) -> AcledKind | None:
    """ACLED's words for an event of the kinds it covers: violence, demonstrations, strategic developments."""
    return acled_kinds().get((event.type, event.mode)) or acled_kinds().get((event.type, None))


def _row(t: Told, kind: AcledKind) -> dict[str, Cell]:
    document, place, day = t.record.document, t.place, t.day
    where, parts = place.place if place else None, place_parts(place)
    inter1, inter2 = _inter(t.actor, kind), _inter(t.recipient, None)
    numbers = country_numbers().get(place.country or "") if place else None
    killed = t.event.casualties.killed if t.event.casualties else None
    return {
        "event_id_cnty": f"{place.country if place and place.country else 'XXX'}{number_of(t.id)}",
        "event_date": day,
        "year": int(day[:4]) if day else None,
        "time_precision": _time_precision(t.time) if day else None,
        "disorder_type": kind.disorder,
        "event_type": kind.event,
        "sub_event_type": kind.sub_event,
        "actor1": t.actor.name if t.actor else None,
        "inter1": inter1,
        "actor2": t.recipient.name if t.recipient else None,
        "inter2": inter2,
        "interaction": f"{inter1}-{inter2}" if inter1 and inter2 else f"{inter1} only" if inter1 else None,
        "civilian_targeting": "Civilians targeted" if inter2 == _CIVILIANS and kind.event != "Protests" else None,
        "iso": numbers[1] if numbers else None,
        "country": country_name(place.country) if place else None,
        "admin1": parts["province"],
        "location": place.name if place else None,
        "latitude": where.lat if where else None,
        "longitude": where.lon if where else None,
        "geo_precision": _GEO_PRECISION[where.precision] if where else None,
        "source": document.publisher,
        "notes": t.words(t.mention.evidence),
        "fatalities": killed[0] if killed else 0,
        "timestamp": _timestamp(document.published),
    }


def _inter(who: Entity | None, kind: AcledKind | None) -> str | None:
    if who is None:
        return None
    if kind is not None and kind.event in ("Protests", "Riots"):
        return "Protesters" if kind.event == "Protests" else "Rioters"
    return (sector_words().get(who.sector, ("", ""))[1] or None) if who.sector else None


def _time_precision(time: Time | None) -> int:
    """1: the day is known; 2: the week; 3: no more than the month."""
    if time is None or time.begin is None or time.end is None:
        return 3
    days = (datetime.fromisoformat(time.end[:10]) - datetime.fromisoformat(time.begin[:10])).days
    return 1 if days == 0 else 2 if days <= 7 else 3


def _timestamp(published: str | None) -> int | None:
    try:
        moment = datetime.fromisoformat(published) if published else None
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()) if moment else None
