"""A time that was kept unresolved, placed when its anchor becomes known.

Such a time has X in its value and an anchor that begins with "?": "?published" or "?text", the day that is needed, with the distance
from it where the words give one ("?published-1Y" for "last year", "?text+2D" for "two days later").
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from onrecord.knowledge.time_calendar import resolve_interval, shift_day, write

_ANCHOR = re.compile(r"\?(?P<needs>[a-z]+)(?:(?P<count>[+-][0-9]+)(?P<unit>[A-Z]+))?$")
_GRAINS = {
    "XXXX": "year", "XXXX-XX": "month", "XXXX-XX-XX": "day", "XXXX-WXX": "week", "XXXX-WXX-WE": "weekend", "XXXX-QX": "quarter", "XXXX-HX": "half",
    "FYXXXX": "fiscal", "XXX": "decade", "XX": "century",
}  # fmt: skip


def resolve_later(value: str, anchor: str | None, day: date) -> str:
    """The value with its anchor known to be `day`; unchanged where it needs none or does not follow from it.

    resolve_later("XXXX", "?published-1Y", date(2019, 9, 14)) is "2018"; a weekday or a month is the latest one not after the day."""
    found = _ANCHOR.match(anchor or "")
    if found is None:
        return value
    place, at, clock = value.partition("T")
    placed = _shifted(place, int(found["count"]), found["unit"], day) if found["count"] else _latest(place, day)
    return placed + at + clock if placed is not None else value


def _shifted(place: str, count: int, unit: str, day: date) -> str | None:
    name = _GRAINS.get(place)
    moved = shift_day(day, count, "Y" if unit == "FY" else unit)
    return write(moved, name) if name is not None and moved is not None else None


def _latest(place: str, day: date) -> str | None:
    """The latest weekday, month, day of a month or season of that name which is not after the day."""
    weekday = re.match(r"XXXX-WXX-([1-7])$", place)
    if weekday is not None:
        return (day - timedelta((day.isoweekday() - int(weekday[1])) % 7)).isoformat()
    if not place.startswith("XXXX-") or "X" in place[5:]:
        return None
    for year in range(day.year, max(0, day.year - 5), -1):
        value = f"{year:04d}{place[4:]}"
        first = resolve_interval(value)[0]
        if first is not None and first <= day.isoformat():
            return value
    return None
