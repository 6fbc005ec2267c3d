"""Pieces to expressions: the longest rule at each place, and what its words say, not yet placed on the calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from onrecord.knowledge.time_calendar import valid_day
from onrecord.knowledge.time_rules import Rule, grammar
from onrecord.stages.times.lexer import Line, Piece

_DURATION = {"S": ("PT", "S"), "MN": ("PT", "M"), "H": ("PT", "H"), "D": ("P", "D"), "N": ("P", "D"), "W": ("P", "W"), "M": ("P", "M"), "Q": ("P", "Q"), "Y": ("P", "Y"), "WE": ("P", "WE")}  # fmt: skip
_LONG = {"FN": (2, "W"), "DE": (10, "Y"), "CE": (100, "Y"), "KY": (1000, "Y"), "H6": (6, "M")}
_VAGUE = {"DE": "DE", "CE": "CE", "KY": "KY", "FN": "W", "H6": "M"}
_UNIT_DOWN = {"Y": ("M", 12), "H": ("MN", 60), "MN": ("S", 60), "D": ("H", 24)}
_FIRST_YEAR, _LAST_YEAR = 100, 2999  # years read in texts
_LONGEST = 1_000_000  # units
_CENTURY_TURN = 50  # '49 is 2049 or 1949, '50 is 1950


@dataclass(slots=True)
class Expression:
    """A found expression: pieces `first:last`, the rule, and its fields. `value` is there where the words alone give it."""

    first: int
    last: int
    rule: str
    form: str
    type: str = "DATE"
    value: str | None = None
    mod: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    part: str | None = None
    rel: str | None = None
    unit: str | None = None
    n: float | None = None
    shift: int = 0
    anchor: str | None = None
    clock: tuple[int, int] | None = None
    ampm: str | None = None
    pod: str | None = None
    zone: str | None = None
    holiday: str | None = None
    year_rel: str | None = None
    month_of: str | None = None
    base: Expression | None = None
    ordinal: bool = False
    leading: bool = False


def find(line: Line) -> list[Expression]:
    """The expressions of a line, in text order, none overlapping."""
    rules, codes = grammar().by_first, line.codes
    out: list[Expression] = []
    at, end = 1, len(codes) - 1
    while at < end:
        best: re.Match[str] | None = None
        chosen: Rule | None = None
        for rule in rules.get(codes[at], ()):
            found = rule.pattern.match(codes, at)
            if found and found.end() > (best.end() if best else at):
                best, chosen = found, rule
        if best is None or chosen is None:
            at += 1
            continue
        made = _build(chosen, best, line)
        if made is not None:
            out.append(made)
        at = best.end() if made is not None or chosen.form == "drop" else at + 1
    return out


def _build(rule: Rule, found: re.Match[str], line: Line) -> Expression | None:
    """What a match says, or None where its words make no sense together ("February 30")."""
    if rule.form == "drop":
        return None
    made = Expression(found.start(), found.end(), rule.name, rule.form, unit=rule.fixed.get("unit"), rel=rule.fixed.get("rel"), mod=rule.fixed.get("mod"))
    made.value, made.anchor, made.month_of = rule.fixed.get("value"), rule.fixed.get("anchor"), rule.fixed.get("monthof")
    made.pod = rule.fixed.get("pod")
    made.shift = int(rule.fixed.get("shift", "0"))
    made.type = "TIME" if rule.form == "part" else "DATE"
    made.ordinal = "ordinal" in rule.fixed
    made.leading = "first" in rule.fixed
    fixed = rule.fixed.get("n")
    made.n = float("inf") if fixed == "X" else float(fixed) if fixed else None
    for name, words in found.groupdict().items():
        if words is not None:
            low, high = found.span(name)
            _FIELDS[name](made, line.pieces[low:high])
    return made if _sensible(made) else None


def _sensible(e: Expression) -> bool:
    if e.form == "calendar" and e.year is not None and not _FIRST_YEAR <= e.year <= _LAST_YEAR:
        return False
    if e.form == "calendar" and e.day is not None and e.month is not None:
        return valid_day(e.year or 2000, e.month, e.day)
    if e.form in ("duration", "offset"):
        return e.n is not None and (0 < e.n <= _LONGEST or e.n == float("inf"))
    return not (e.form == "clock" and e.clock is None)


def first_class(pieces: list[Piece], *names: str) -> str | None:
    """The value of the first piece that is one of the classes."""
    return next((p.classes[n] for p in pieces for n in names if n in p.classes), None)


def _iso(e: Expression, p: list[Piece]) -> None:
    year, month, day = p[0].low.split("-")
    e.year, e.month, e.day = int(year), int(month), int(day)


def _figures(e: Expression, p: list[Piece]) -> None:
    """7/8/07 is month first, unless its first figure can be no month; 8.7.2007 is day first."""
    dotted = "." in p[0].low
    one, two, year = (int(x) for x in re.split(r"[/.]", p[0].low))
    month, day = (two, one) if dotted or one > 12 else (one, two)
    e.year, e.month, e.day = _full_year(year), month, day


def _full_year(year: int) -> int:
    return year if year > 99 else year + (2000 if year < _CENTURY_TURN else 1900)


def _year(e: Expression, p: list[Piece]) -> None:
    e.year = _full_year(int(p[0].low.lstrip("'’")))


def _fiscal(e: Expression, p: list[Piece]) -> None:
    _year(e, p)
    e.value, e.year = f"FY{e.year}", None


def _month(e: Expression, p: list[Piece]) -> None:
    e.month = int(first_class(p, "MONTH", "MONAB") or 1)


def _day(e: Expression, p: list[Piece]) -> None:
    e.day = int(ordinal(p))


def ordinal(pieces: list[Piece]) -> float:
    """21 for "21", "21st", "twenty-first"."""
    total = 0.0
    for p in pieces:
        if "ORDN" in p.classes:
            total += int(re.sub(r"\D", "", p.low))
        elif "ORD" in p.classes:
            total += int(p.classes["ORD"])
        elif "NUM" in p.classes:
            total += float(p.classes["NUM"])
    return total


def number(pieces: list[Piece]) -> float:
    """3 for "three", 120 for "a hundred and twenty", 2.5 for "two and a half"; infinity for "several"."""
    total, named = 0.0, False
    for p in pieces:
        c = p.classes
        if "SEVERAL" in c or "FEW" in c or ("SOME" in c and len(pieces) == 1):
            return float("inf")
        if "COUPLE" in c:
            return 2.0
        if "HALFW" in c:
            total, named = total + 0.5, True
        elif "QUARTERW" in c:
            total, named = total + 0.25, True
        elif "HUNDRED" in c:
            total, named = max(total, 1.0) * float(c["HUNDRED"]), True
        elif "NUM" in c:
            total, named = total + float(c["NUM"].replace(",", "")), True
    return total if named else 1.0


def _weekday(e: Expression, p: list[Piece]) -> None:
    e.weekday = int(first_class(p, "WDAY", "WDAYS", "WDAB") or 1)


def _rel(e: Expression, p: list[Piece]) -> None:
    for name, rel in (("SAME", "same"), ("LAST", "last"), ("LATEST", "latest"), ("NEXT", "next"), ("THIS", "this"), ("PREV", "prev"), ("FOLL", "foll"), ("THAT", "that")):
        if any(name in x.classes for x in p):
            e.rel = rel
            return


def _unit(e: Expression, p: list[Piece]) -> None:
    if e.unit is None:
        e.unit = first_class(p, "UNIT", "UNITS")


def _count(e: Expression, p: list[Piece]) -> None:
    e.n = ordinal(p) if any("ORD" in x.classes or "ORDN" in x.classes for x in p) else number(p)


def _shift(e: Expression, p: list[Piece]) -> None:
    e.shift = int(first_class(p, "DEICTIC", "TODAY") or 0)


def _twice(e: Expression, p: list[Piece]) -> None:
    e.shift = 2 * int(first_class(p, "DEICTIC") or 0)


def _mod(e: Expression, p: list[Piece]) -> None:
    early = first_class(p, "EARLY", "LATE", "MID", "EDGE", "MORE", "NEARLY", "LEAST")
    e.mod = early or {"earlier": "START", "later": "END", "up": "EQUAL_OR_LESS", "over": "MORE_THAN"}.get(p[0].low)


def _part(e: Expression, p: list[Piece]) -> None:
    e.part = first_class(p, "SEASON")


def _quarter(e: Expression, p: list[Piece]) -> None:
    e.part = f"Q{first_class(p, 'QN') or int(ordinal(p))}"
    if e.part[1:] not in ("1", "2", "3", "4"):
        e.part = "Q1"


def _half(e: Expression, p: list[Piece]) -> None:
    e.part = f"H{first_class(p, 'HN') or min(2, int(ordinal(p)))}"


def _decade(e: Expression, p: list[Piece]) -> None:
    word = first_class(p, "NINETIES")
    digits = re.sub(r"\D", "", p[0].low)
    e.value = f"19{word}" if word else digits[:3] if len(digits) == 4 else f"19{digits[0]}" if digits >= "20" else f"20{digits[0]}"


def _century(e: Expression, p: list[Piece]) -> None:
    e.value = f"{max(0, int(ordinal(p)) - 1):02d}"


def _clock(e: Expression, p: list[Piece]) -> None:
    digits = re.split(r"[:.]", p[0].low)
    hour, minute = (int(p[0].low[:2]), int(p[0].low[2:])) if len(digits) == 1 else (int(digits[0]), int(digits[1]))
    e.clock = (hour, minute) if hour <= 24 and minute < 60 else None
    e.type = "TIME"


def _hour(e: Expression, p: list[Piece]) -> None:
    hour = int(number(p))
    minute = e.clock[1] if e.clock else 0
    e.clock, e.type = ((hour - 1) % 24 if minute < 0 else hour, minute % 60), "TIME"


def _minutes(e: Expression, p: list[Piece]) -> None:
    c = p[-1].classes
    e.clock = (0, 30 if "HALFW" in c else 15 if "QUARTERW" in c else int(number(p)))


def _dir(e: Expression, p: list[Piece]) -> None:
    if "TO" in p[0].classes and e.clock:
        e.clock = (0, -e.clock[1])


def _ampm(e: Expression, p: list[Piece]) -> None:
    e.ampm = re.sub(r"[^apm]", "", p[0].low)


def _zone(e: Expression, p: list[Piece]) -> None:
    e.zone = first_class(p, "ZONE") or first_class(p, "LOCAL")


def _noon(e: Expression, p: list[Piece]) -> None:
    e.clock, e.type = (0 if "MIDNIGHT" in p[0].classes else 12, 0), "TIME"


def _pod(e: Expression, p: list[Piece]) -> None:
    e.pod = first_class(p, "PODX", "POD", "LIGHT", "PODS", "TONIGHT", "OVERNIGHT", "NIGHTW")
    if e.form == "part":
        e.type = "TIME"


def _holiday(e: Expression, p: list[Piece]) -> None:
    e.holiday = p[0].low


def _value(e: Expression, p: list[Piece]) -> None:
    e.value = first_class(p, "NOWW", "RECENTLY", "RECENT", "SOON", "SETADV", "PASTN", "FUTURE", "PREVIOUSLY")


_FIELDS = {
    "iso": _iso, "figures": _figures, "year": _year, "fiscal": _fiscal, "month": _month, "day": _day, "weekday": _weekday, "rel": _rel, "unit": _unit,
    "n": _count, "shift": _shift, "twice": _twice, "mod": _mod, "season": _part, "quarter": _quarter, "half": _half, "decade": _decade, "century": _century,
    "clock": _clock, "hour": _hour, "minutes": _minutes, "dir": _dir, "ampm": _ampm, "zone": _zone, "noon": _noon, "pod": _pod, "holiday": _holiday, "value": _value,
}  # fmt: skip


@lru_cache(maxsize=4096)
def length(n: float, unit: str) -> str:
    """The TIMEX3 value of a duration: 5, "Y" -> "P5Y"; 0.5, "H" -> "PT30M"; infinity -> "PXY"."""
    if n == float("inf"):
        before, letter = _DURATION.get(_VAGUE.get(unit, unit), ("P", _VAGUE.get(unit, unit)))
        return f"{before}X{letter}"
    if unit in _LONG:
        times, unit = _LONG[unit]
        n *= times
    if n != int(n) and unit in _UNIT_DOWN and (n < 1 or unit not in ("Y", "D")):
        smaller, times = _UNIT_DOWN[unit]
        if n * times == int(n * times):
            n, unit = n * times, smaller
    before, letter = _DURATION[unit]
    return f"{before}{int(n) if n == int(n) else n}{letter}"


def copied(e: Expression, **changes: object) -> Expression:
    """The expression with some fields changed."""
    return replace(e, **changes)  # type: ignore[arg-type]
