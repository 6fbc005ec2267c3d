"""GDELT 2.0 events (61 columns) and mentions (16), tab-separated without a header as GDELT publishes them (Event Codebook V2.0, 2015)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import TextIO
from urllib.parse import urlsplit

from onrecord.export.report import LossReport
from onrecord.export.tables import Cell, write_table
from onrecord.export.told import NOT_ASSERTED, Told, country_name, number_of, plain_facts
from onrecord.knowledge.exchange import country_numbers, sector_words
from onrecord.record import Document, Entity, EventMention, Record

_SOME_ADDRESS, _OTHER = 1, 2  # MentionType: WEB, CITATIONONLY
_GEO_TYPES = {"country": 1, "point": 4, "region": 5}  # COUNTRY, WORLDCITY, WORLDSTATE
_NO_GEO = 0
_NO_COUNTRY = {"IGO": "IGO", "NGO": "NGO", "IMG": "IMG"}  # CAMEO has them as types


def write(records: Iterable[Record], out: TextIO, loss: LossReport, *, include_unasserted: bool) -> None:
    """Write the events."""
    told = plain_facts(records, loss, include_unasserted=include_unasserted)
    write_table(map(_row, told), out, loss, format_="gdelt", delimiter="\t", header=False)


def write_mentions(records: Iterable[Record], out: TextIO, loss: LossReport, *, include_unasserted: bool) -> None:
    """Write where each event is told, with the true offsets of actors and action."""
    told = plain_facts(records, loss, include_unasserted=include_unasserted)
    write_table(_mentions(told, loss, include_unasserted), out, loss, format_="gdelt-mentions", delimiter="\t", header=False)


def _mentions(told: Iterable[Told], loss: LossReport, include_unasserted: bool) -> Iterator[dict[str, Cell]]:
    """A row a mention. An asserted event may also be told with less certainty: those mentions stay as unasserted events do."""
    count = 0
    for t in told:
        for mention in t.event.mentions:
            if include_unasserted or mention.certainty == "asserted":
                count += 1
                yield _mention(t, mention)
            else:
                loss.left_out[f"only this mention: {NOT_ASSERTED}"] += 1
    loss.rows = count


def _row(t: Told) -> dict[str, Cell]:
    document, code, day = t.record.document, t.code.code, _day(t.day)
    return {
        "GlobalEventID": number_of(t.id),
        "Day": _number(day) if day else None,
        "MonthYear": _number(day) // 100 if day else None,
        "Year": day.year if day else None,
        "FractionDate": round(day.year + (day.month * 30 + day.day) / 365, 4) if day else None,
        **_actor(t.actor, 1),
        **_actor(t.recipient, 2),
        "IsRootEvent": int(t.record.document.text.count("\n", 0, t.mention.trigger[0]) <= 1),
        "EventCode": code,
        "EventBaseCode": code[:3],
        "EventRootCode": code[:2],
        "QuadClass": t.quad,
        "GoldsteinScale": t.code.goldstein,
        "NumMentions": len(t.event.mentions),
        "NumSources": 1,
        "NumArticles": 1,
        "Actor1Geo_Type": _NO_GEO,
        "Actor2Geo_Type": _NO_GEO,
        **_action_geo(t.place),
        "DATEADDED": _stamp(document),
        "SOURCEURL": document.url,
    }


def _actor(who: Entity | None, number: int) -> dict[str, Cell]:
    if who is None:
        return {}
    kind = (sector_words().get(who.sector, ("", ""))[0] if who.sector else "") or _NO_COUNTRY.get(who.country or "")
    country = who.country if who.country not in _NO_COUNTRY else None
    code = f"{country or ''}{kind or ''}"
    return {f"Actor{number}Code": code or None, f"Actor{number}Name": who.name.upper(), f"Actor{number}CountryCode": country, f"Actor{number}Type1Code": kind or None}


def _action_geo(place: Entity | None) -> dict[str, Cell]:
    where = place.place if place else None
    if place is None or where is None:
        return {"ActionGeo_Type": _NO_GEO}
    country = country_name(place.country)
    full = place.name if where.precision == "country" or not country else f"{place.name}, {country}"
    fips = country_numbers().get(place.country or "")
    feature = str(where.geonames) if where.geonames else None
    return {
        "ActionGeo_Type": _GEO_TYPES[where.precision], "ActionGeo_FullName": full, "ActionGeo_CountryCode": fips[0] if fips else None,
        "ActionGeo_Lat": where.lat, "ActionGeo_Long": where.lon, "ActionGeo_FeatureID": feature,
    }  # fmt: skip


def _mention(t: Told, m: EventMention) -> dict[str, Cell]:
    document, day = t.record.document, _day(t.day)
    host = urlsplit(document.url or "").hostname or ""
    return {
        "GlobalEventID": number_of(t.id),
        "EventTimeDate": _number(day) * 1_000_000 if day else None,
        "MentionTimeDate": _stamp(document),
        "MentionType": _SOME_ADDRESS if document.url else _OTHER,
        "MentionSourceName": host.removeprefix("www.") or document.publisher,
        "MentionIdentifier": document.url or document.id,
        "SentenceID": max(1, sum(start <= m.trigger[0] for start, _ in t.record.sentences)),
        "Actor1CharOffset": _offset(t.actor, m),
        "Actor2CharOffset": _offset(t.recipient, m),
        "ActionCharOffset": m.trigger[0],
        "InRawText": 1,
        "Confidence": max(10, min(100, round(t.event.confidence * 10) * 10)),
        "MentionDocLen": len(document.text),
    }


def _offset(who: Entity | None, m: EventMention) -> int:
    """Where the actor is named for this mention: in its evidence, else nearest; -1 where there is no actor, as GDELT writes it."""
    if who is None:
        return -1
    inside = [s for s in who.mentions if m.evidence[0] <= s[0] and s[1] <= m.evidence[1]]
    return min(inside or who.mentions, key=lambda s: (abs(s[0] - m.trigger[0]), s))[0]


def _day(day: str | None) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None


def _number(day: date | None) -> int:
    return day.year * 10_000 + day.month * 100 + day.day if day else 0


def _stamp(document: Document) -> int | None:
    """YYYYMMDDHHMMSS in UTC; midnight where only the day is known."""
    if not document.published:
        return None
    try:
        moment = datetime.fromisoformat(document.published)
    except ValueError:
        return None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment
    return int(moment.strftime("%Y%m%d%H%M%S"))
