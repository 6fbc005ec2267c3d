"""Arithmetic on TIMEX3 values of the calendar: what interval a value covers, and what lies some units before or after it.

A value is a string as TIMEX3 writes it: "1939", "1939-09", "1939-09-01", "2019-W37", "2019-W37-WE", "2019-Q3", "2019-H1",
"2019-SP", "FY2019", "197" (a decade), "19" (a century), with a time of day after "T". Unknown parts are written X.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

Interval = tuple[str | None, str | None]

FIRST_YEAR, LAST_YEAR = 1, 9999
_SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}
_SHAPES = (
    ("day", re.compile(r"(\d{4})-(\d\d)-(\d\d)$")),
    ("month", re.compile(r"(\d{4})-(\d\d)$")),
    ("year", re.compile(r"(\d{4})$")),
    ("week", re.compile(r"(\d{4})-W(\d\d)$")),
    ("weekend", re.compile(r"(\d{4})-W(\d\d)-WE$")),
    ("quarter", re.compile(r"(\d{4})-Q([1-4])$")),
    ("half", re.compile(r"(\d{4})-H([12])$")),
    ("season", re.compile(r"(\d{4})-(SP|SU|FA|WI)$")),
    ("decade", re.compile(r"(\d{3})$")),
    ("century", re.compile(r"(\d\d)$")),
    ("fiscal", re.compile(r"FY(\d{4})$")),
)
_SPAN_OF = {"Y": 12, "Q": 3, "H": 6, "DE": 120, "CE": 1200, "M": 1}
_DAYS_OF = {"D": 1, "W": 7, "WE": 7}
_GRAIN_OF_UNIT = {"Y": "year", "Q": "quarter", "H": "half", "DE": "decade", "CE": "century", "M": "month", "D": "day", "W": "week", "WE": "weekend"}


def day_of(value: str) -> str:
    """The part of a value before its time of day."""
    return value.partition("T")[0] if value[:1].isdigit() else value


@lru_cache(maxsize=4096)
def grain(value: str) -> str | None:
    """The name of the value's granularity ("day", "month", …), or None for what is not on the calendar."""
    value = day_of(value)
    return next((name for name, shape in _SHAPES if shape.match(value)), None)


def _parts(value: str) -> tuple[str, tuple[str, ...]] | None:
    value = day_of(value)
    for name, shape in _SHAPES:
        found = shape.match(value)
        if found:
            return name, found.groups()
    return None


@lru_cache(maxsize=4096)
def resolve_interval(value: str) -> Interval:
    """First and last day (ISO dates, both included) that a TIMEX3 value covers; (None, None) when it is not on the calendar.

    "1998-02" is 1998-02-01 to 1998-02-28. Durations, sets, vague references and values with X cover nothing. A fiscal year is
    taken as the calendar year, as no report says where its own begins; winter begins in the December of its year."""
    start, slash, stop = value.partition("/")
    if slash:
        first, last = resolve_interval(start)[0], resolve_interval(stop)[1]
        return (first, last) if first is not None and last is not None and first <= last else (None, None)
    found = _parts(value)
    if found is None:
        return None, None
    try:
        return _bounds(*found)
    except (ValueError, OverflowError):
        return None, None


def _bounds(name: str, parts: tuple[str, ...]) -> Interval:
    year = int(parts[0])
    if name == "day":
        day = date(year, int(parts[1]), int(parts[2]))
        return day.isoformat(), day.isoformat()
    if name == "week":
        monday = date.fromisocalendar(year, int(parts[1]), 1)
        return monday.isoformat(), (monday + timedelta(6)).isoformat()
    if name == "weekend":
        saturday = date.fromisocalendar(year, int(parts[1]), 6)
        return saturday.isoformat(), (saturday + timedelta(1)).isoformat()
    if name == "decade":
        return _months(year * 10, 1, year * 10 + 9, 12)
    if name == "century":
        return _months(max(year * 100, 1), 1, year * 100 + 99, 12)
    if name == "season":
        low, high = _SEASONS[parts[1]]
        return _months(year, low, year + (high < low), high)
    low, high = {"month": (-1, -1), "quarter": (3, 3), "half": (6, 6)}.get(name, (0, 0))
    if name == "month":
        return _months(year, int(parts[1]), year, int(parts[1]))
    if low:
        last = int(parts[1]) * low
        return _months(year, last - low + 1, year, last)
    return _months(year, 1, year, 12)


def _months(year: int, month: int, last_year: int, last_month: int) -> Interval:
    """From the first day of one month to the last day of another."""
    return date(year, month, 1).isoformat(), date(last_year, last_month, monthrange(last_year, last_month)[1]).isoformat()


@lru_cache(maxsize=4096)
def cast(value: str, name: str) -> str | None:
    """The value at another granularity: the one its first day lies in ("2019-09-14" as "quarter" is "2019-Q3"). None when not on the calendar."""
    if value.startswith("FY") and name == "fiscal":
        return value
    first = resolve_interval(day_of(value))[0]
    return None if first is None else write(date.fromisoformat(first), name)


def write(day: date, name: str) -> str:
    """The value of the granularity that holds a day."""
    year = f"{day.year:04d}"
    if name == "day":
        return day.isoformat()
    if name == "month":
        return f"{year}-{day.month:02d}"
    if name == "quarter":
        return f"{year}-Q{(day.month + 2) // 3}"
    if name == "half":
        return f"{year}-H{1 + (day.month > 6)}"
    if name == "season":
        return f"{day.year - (day.month < 3):04d}-{season_of(day.month)}"
    if name in ("week", "weekend"):
        iso = day.isocalendar()
        return f"{iso[0]:04d}-W{iso[1]:02d}" + ("-WE" if name == "weekend" else "")
    return {"decade": year[:3], "century": year[:2], "fiscal": f"FY{year}"}.get(name, year)


def season_of(month: int) -> str:
    """The season (of the northern half) that a month lies in."""
    return "WI" if month in (12, 1, 2) else ("SP", "SU", "FA")[(month - 3) // 3]


def grain_of_unit(unit: str) -> str | None:
    """The granularity a unit code counts in ("W" counts weeks); None for hours and less."""
    return _GRAIN_OF_UNIT.get(unit)


@lru_cache(maxsize=4096)
def shift(value: str, count: int, unit: str) -> str | None:
    """The value `count` units later (earlier when negative), at the granularity of the value. None when not on the calendar.

    shift("2019-Q3", -1, "Y") is "2018-Q3"; shift("2019-03-31", 1, "M") is "2019-04-30"."""
    first = resolve_interval(day_of(value))[0]
    name = grain(value)
    if first is None or name is None:
        return None
    moved = shift_day(date.fromisoformat(first), count, unit)
    return None if moved is None else write(moved, name)


def shift_day(day: date, count: int, unit: str) -> date | None:
    """The day `count` units later; the last of the month where the month is too short. None when it falls off the calendar."""
    try:
        if unit in _DAYS_OF:
            return day + timedelta(count * _DAYS_OF[unit])
        months = day.year * 12 + day.month - 1 + count * _SPAN_OF[unit]
        year, month = divmod(months, 12)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return None


def valid_day(year: int, month: int, day: int) -> bool:
    """Whether there is such a day. February 29 is one in leap years only."""
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
