"""The dates of named days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from onrecord.knowledge.time_words import NamedDay, named_days

_LAST = 5  # "the last Monday of the month" is the fifth, or the fourth where there are four


@lru_cache(maxsize=1024)
def date_of(name: str, year: int) -> date | None:
    """The date of a named day in a year, or None where it cannot be told."""
    day = named_days().get(name)
    if day is None or not 1 < year < 9999:
        return None
    if day.rule == "date":
        return date.fromisoformat(day.value)
    if day.rule == "fixed":
        month, number = day.value.split("-")
        return date(year, int(month), int(number))
    if day.rule == "easter":
        return easter(year) + timedelta(int(day.value))
    return _nth(day.value, year) if day.rule == "nth" else _library(day, year)


def _nth(value: str, year: int) -> date:
    place, _, after = value.partition("+")
    month, nth, weekday = (int(x) for x in place.split("-"))
    first = date(year, month, 1)
    found = first + timedelta((weekday - 1 - first.weekday()) % 7 + 7 * (nth - 1))
    if (nth == _LAST and found.day > monthrange(year, month)[1]) or found.month != month:
        found -= timedelta(7)
    return found + timedelta(int(after or 0))


def _library(day: NamedDay, year: int) -> date | None:
    """Days of the moon's calendars, by the tables of `holidays`."""
    from holidays.calendars.chinese import _ChineseLunisolar
    from holidays.calendars.hindu import _HinduLunisolar
    from holidays.calendars.islamic import _IslamicLunar

    islamic = _IslamicLunar()
    found: object
    if day.value == "chinese_new_year":
        found = _ChineseLunisolar().lunar_new_year_date(year)
    elif day.value == "diwali":
        found = _HinduLunisolar().diwali_date(year)
    else:
        tables = {"ramadan": islamic.ramadan_beginning_dates, "eid_al_fitr": islamic.eid_al_fitr_dates, "eid_al_adha": islamic.eid_al_adha_dates}
        found = next((d for d in tables[day.value](year) if d[0].year == year), None) if day.value in tables else None
    first = found[0] if isinstance(found, tuple) and found else found
    return first if isinstance(first, date) else None


def is_fixed(name: str) -> str | None:
    """Month and day of a named day that has the same each year ("12-25"), or None."""
    day = named_days().get(name)
    return day.value if day is not None and day.rule == "fixed" else None
