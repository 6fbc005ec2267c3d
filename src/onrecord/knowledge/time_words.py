"""The words of time expressions (`data/time_words.csv`), the named days (`data/time_days.csv`) and the measured confidence of
each rule (`data/time_confidence.csv`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from onrecord.knowledge import DATA
from onrecord.knowledge.tables import read_rows

DayRule = Literal["fixed", "easter", "nth", "library", "date"]
_DAY_RULES = ("fixed", "easter", "nth", "library", "date")
_DAY_VALUES = {
    "fixed": re.compile(r"\d\d-\d\d$"),
    "easter": re.compile(r"-?\d+$"),
    "nth": re.compile(r"\d\d-[1-5]-[1-7](\+\d)?$"),
    "library": re.compile(r"[a-z_]+$"),
    "date": re.compile(r"\d{4}-\d\d-\d\d$"),
}
_CLASS = re.compile(r"[A-Z][A-Z0-9]*$")


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day with a name. `rule` says how `value` gives its date in a year: fixed (month-day), easter (days after it), nth
    (month-nth-weekday, the nth one, 5 for the last, days after it), library (a calendar function), date (one day of history)."""

    name: str
    rule: DayRule
    value: str


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, str]]:
    """Word (lower case) -> the classes it may be, each with its value. Raises `DataError` for a bad row."""
    out: dict[str, dict[str, str]] = {}
    for row in read_rows(DATA / "time_words.csv", ("word", "class", "value")):
        word, kind = row.needed("word"), row.needed("class")
        if not _CLASS.match(kind):
            raise row.fault(f"class {kind!r} is not written in capitals")
        if word != word.lower():
            raise row.fault(f"{word!r} is not in lower case")
        classes = out.setdefault(word, {})
        if kind in classes:
            raise row.fault(f"{word!r} is {kind} a second time")
        classes[kind] = row.needed("value")
    return out


@lru_cache(maxsize=1)
def named_days() -> dict[str, NamedDay]:
    """Name (lower case) -> the day. Raises `DataError` for a bad row."""
    out: dict[str, NamedDay] = {}
    for row in read_rows(DATA / "time_days.csv", ("name", "rule", "value")):
        name, rule = row.needed("name"), row.one_of("rule", _DAY_RULES, "rule")
        if not _DAY_VALUES[rule].match(row["value"]):
            raise row.fault(f"{row['value']!r} is no value for the rule {rule}")
        if name in out or name != name.lower():
            raise row.fault(f"{name!r} is there twice, or not in lower case")
        out[name] = NamedDay(name, cast(DayRule, rule), row["value"])
    return out


@lru_cache(maxsize=1)
def confidences() -> dict[str, float]:
    """Rule -> how often its value was right on the reports it was measured on. Raises `DataError` for a bad row."""
    out: dict[str, float] = {}
    for row in read_rows(DATA / "time_confidence.csv", ("rule", "right", "seen")):
        try:
            right, seen = int(row["right"]), int(row["seen"])
        except ValueError as error:
            raise row.fault("right and seen are counts") from error
        if not 0 <= right <= seen:
            raise row.fault("more right than seen")
        out[row.needed("rule")] = smoothed(right, seen)
    return out


def smoothed(right: int, seen: int) -> float:
    """The share, drawn towards .8 (the average of all rules) where little was seen."""
    return round((right + 4) / (seen + 5), 2)


_GOVERNORS = ("aux", "verb", "to", "verbal", "noun", "prep", "mark", "past", "said")


@lru_cache(maxsize=1)
def governors() -> dict[str, dict[str, int]]:
    """Kind of governor -> word -> the direction it gives a time: 1 future, -1 past, 0 none, 2 future unless a verb says past."""
    out: dict[str, dict[str, int]] = {kind: {} for kind in _GOVERNORS}
    for row in read_rows(DATA / "time_governors.csv", ("word", "kind", "direction")):
        kind = row.one_of("kind", _GOVERNORS, "kind of governor")
        out[kind][row.needed("word")] = int(row.one_of("direction", ("-1", "0", "1", "2"), "direction"))
    return out
