"""Neighbouring expressions made one: "8 p.m." + "on" + "Monday", "the end of" + "March", "two days" + "before" + "Christmas"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from onrecord.stages.times.grammar import Expression, first_class
from onrecord.stages.times.lexer import Line, Piece

_Joiner = Callable[[Expression, Expression, "list[Piece]", Line], "Expression | None"]
_LONGEST_GAP = 3  # pieces
_DAYS = frozenset(("weekday", "deictic", "holiday"))


def compose(found: list[Expression], line: Line) -> list[Expression]:
    """The expressions with neighbours joined, from left to right, and prefixes that found nothing to stand before taken out."""
    out: list[Expression] = []
    for e in _days_of_ranges(found, line):
        joined = e
        while out and (made := _join(out[-1], joined, line)) is not None:
            out.pop()
            joined = made
        out.append(joined)
    return _days_after_brackets([e for e in out if e.form != "edge"], line)


def _days_after_brackets(found: list[Expression], line: Line) -> list[Expression]:
    """The expressions, with the day of "11:47 p.m. (1547 GMT) Saturday" given to its clock time."""
    out = list(found)
    for at in range(len(found) - 2):
        clock, other, day = found[at : at + 3]
        bracketed = _is(line.pieces[clock.last : other.first], "LPAR") and _is(line.pieces[other.last : day.first], "RPAR", "RPAR ON", "RPAR COMMA")
        if clock.form == other.form == "clock" and clock.base is None and bracketed and is_day(day):
            out[at] = replace(clock, base=day)
    return out


def _join(left: Expression, right: Expression, line: Line) -> Expression | None:
    gap = line.pieces[left.last : right.first]
    if len(gap) > _LONGEST_GAP:
        return None
    for joiner in _JOINERS:
        made = joiner(left, right, gap, line)
        if made is not None:
            return made
    return None


def _is(gap: list[Piece], *shapes: str) -> bool:
    """Whether the gap's words are, one for one, of the classes one of the shapes names ("COMMA AT"; "" is no gap)."""
    for shape in shapes:
        names = shape.split()
        if len(names) == len(gap) and all(n in p.classes for n, p in zip(names, gap, strict=True)):
            return True
    return False


def is_day(e: Expression) -> bool:
    """Whether an expression names one day."""
    if e.clock is not None or e.pod is not None:
        return False
    return e.form in _DAYS or (e.form == "calendar" and e.day is not None) or (e.form == "unit" and e.unit == "D") or (e.form == "offset" and e.unit == "D")


def _span(left: Expression, right: Expression, keep: Expression, **changes: object) -> Expression:
    return replace(keep, first=left.first, last=right.last, **changes)  # type: ignore[arg-type]


def _edge(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    if left.form != "edge" or gap or right.form in ("duration", "set", "ref", "edge", "clock"):
        return None
    return _span(left, right, right, mod=right.mod or left.mod, rule=right.rule)


def _late_on(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    if left.form == "edge" and _is(gap, "ON", "IN", "AT") and right.form in ("weekday", "calendar", "deictic", "unit", "part"):
        return _span(left, right, right, mod=right.mod or left.mod)
    return None


def _clock_day(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    """8 p.m. on Monday; six on Monday morning; the morning of 3 May; the night of Sunday."""
    if left.form not in ("clock", "part") or left.base is not None or not _is(gap, "", "ON", "OF", "COMMA", "COMMA ON", "ON THE", "FROM"):
        return None
    if is_day(right) and (left.form == "clock" or left.rel is None):
        return _span(left, right, left, base=right, rel=None)
    if left.form == "clock" and right.form == "part" and (right.base is not None or right.rel is not None or _is(gap, "ON THE")):
        return _span(left, right, left, base=replace(right, pod=None, form="part"), pod=right.pod)
    return None


def _day_clock(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    """Monday at 8 p.m.; 20 September 2006, 18:00; Monday noon; yesterday morning at six."""
    if right.form != "clock" or right.base is not None:
        return None
    if is_day(left) and _is(gap, "", "AT", "COMMA", "COMMA AT"):
        return _span(left, right, right, base=left)
    if left.form == "part" and left.base is not None and _is(gap, "AT", "COMMA AT", ""):
        return _span(left, right, right, base=left.base, pod=left.pod)
    return None


def _day_part(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    """Monday morning; yesterday afternoon; Friday-evening; four on Saturday + afternoon."""
    if left.form == "clock" and left.base is not None and left.pod is None and right.form == "part" and right.base is None and right.rel is None and not gap:
        return _span(left, right, left, pod=right.pod)
    if right.form == "part" and right.base is None and right.rel is None and is_day(left) and _is(gap, "", "DASH"):
        return _span(left, right, right, base=left, mod=right.mod or left.mod)
    return None


def _of_year(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    """March last year; the third quarter of this year; 30 June next year."""
    if left.form != "calendar" or left.year is not None or left.rel is not None or right.form != "unit" or right.unit not in ("Y", "FY"):
        return None
    if left.value is None and (left.month is not None or left.part is not None) and _is(gap, "", "OF", "COMMA"):
        return _span(left, right, left, year_rel=right.rel)
    return None


def _of_week(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    """Tuesday of last week; the weekend of this week."""
    if left.form == "weekday" and left.rel in (None, "prev") and right.form == "unit" and right.unit == "W" and _is(gap, "OF"):
        return _span(left, right, left, rel="of", base=right)
    return None


def _holding(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    """the week of March 16."""
    if left.rel == "holding" and not gap and right.form == "calendar" and right.day is not None:
        return _span(left, right, left, base=right)
    return None


def _same_period(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    """the same period last year; the same month a year earlier; the same quarter of 2013."""
    if left.form != "unit" or left.rel != "same" or left.unit not in ("P", "M", "Q", "W", "D", "H"):
        return None
    if right.form == "offset" and right.unit == "Y" and _is(gap, ""):
        return _span(left, right, left, rel="samewas", shift=right.shift * int(right.n or 1))
    if right.form == "unit" and right.unit == "Y" and right.rel in ("last", "next", "this", "prev") and _is(gap, "", "OF", "IN"):
        return _span(left, right, left, rel="samewas", shift={"last": -1, "prev": -1, "next": 1}.get(right.rel or "", 0))
    if right.form == "calendar" and right.year is not None and right.month is None and right.part is None and _is(gap, "OF", "IN"):
        return _span(left, right, left, rel="samein", year=right.year)
    return None


def _before_after(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    """two days before Christmas; a week after 3 May."""
    if left.form != "duration" or len(gap) != 1 or left.ordinal or left.leading:
        return None
    sign = int(first_class(gap, "BEFORE", "AFTER") or 0)
    placed = is_day(right) or (right.form == "calendar" and (right.year or right.month) is not None)
    if sign and placed and left.n != float("inf"):
        return _span(left, right, left, form="offset", shift=sign, anchor="base", base=right, rule="before-after-date", type="DATE", value=None)
    return None


def _ago_day(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    """a week ago Sunday; a year ago today."""
    if left.form == "offset" and left.anchor == "now" and not gap and right.rel is None and right.form in ("weekday", "deictic") and right.pod is None:
        return _span(left, right, left, anchor="base", base=right, rule="ago-day")
    return None


def _leading(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    """the first eight months of 2013; the first three months of this year."""
    if left.form != "duration" or not left.leading or not _is(gap, "OF"):
        return None
    if right.form == "calendar" and right.year is not None and right.month is None and right.part is None:
        return _span(left, right, left, base=right)
    return _span(left, right, left, base=right) if right.form == "unit" and right.unit == "Y" else None


def _and_length(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    """six years and three months; an hour and forty minutes."""
    order = ("Y", "M", "W", "D", "H", "MN", "S")
    if left.form != "duration" or right.form != "duration" or left.base is not None or not _is(gap, "AND", ""):
        return None
    if left.unit in order and right.unit in order and order.index(left.unit) < order.index(right.unit) and float("inf") not in (left.n, right.n):
        return _span(left, right, left, base=right, rule="duration-and-duration")
    return None


def _night_to(left: Expression, right: Expression, gap: list[Piece], line: Line) -> Expression | None:
    """the night of Sunday to Monday; the night from Sunday to Monday."""
    if left.form == "part" and left.base is not None and left.base.form == "weekday" and left.pod == "NI" and right.form == "weekday" and _is(gap, "TO"):
        return _span(left, right, left)
    return None


_JOINERS: tuple[_Joiner, ...] = (
    _late_on, _edge, _clock_day, _day_clock, _day_part, _of_year, _of_week, _holding, _same_period, _before_after, _ago_day, _leading, _and_length, _night_to,
)  # fmt: skip


def _days_of_ranges(found: list[Expression], line: Line) -> list[Expression]:
    """The expressions with the bare ends of ranges added and completed: "Nov. 3-5", "3 to 5 November", "April and June 2008", "2013-14"."""
    out: list[Expression] = []
    for number, e in enumerate(found):
        if (e.month, e.day, e.year) == (9, 11, None) and "ATTACK" in line.pieces[e.last].classes:
            e.year = 2001
        if e.form == "calendar" and e.month is not None and e.day is not None:
            before = _bare_before(e, line, out[-1].last if out else 1)
            if before is not None:
                out.append(before)
        out.append(e)
        following = found[number + 1] if number + 1 < len(found) else None
        if e.form == "calendar":
            after = _bare_after(e, line, following.first if following else len(line.pieces) - 1)
            if after is not None:
                out.append(after)
            if following is not None:
                _share_year(e, following, line)
    return out


def _bare_before(e: Expression, line: Line, floor: int) -> Expression | None:
    """The "3" of "3 to 5 November" or "3-5 November"."""
    p, at = line.pieces, e.first
    if at - 2 < floor or "DAY" not in p[at].classes or "DAY" not in p[at - 2].classes or not ({"DASH", "TO", "AND", "OR"} & set(p[at - 1].classes)):
        return None
    if "AND" in p[at - 1].classes and not ({"BETWEEN", "ON", "FROM"} & set(p[at - 3].classes)):
        return None
    return replace(e, first=at - 2, last=at - 1, day=int(p[at - 2].low), weekday=None, rule="range-day")


def _bare_after(e: Expression, line: Line, ceiling: int) -> Expression | None:
    """The "5" of "Nov. 3-5", the "14" of "2013-14"."""
    p, at = line.pieces, e.last
    if at + 1 >= ceiling or not ({"DASH", "TO", "AND"} & set(p[at].classes)):
        return None
    after, number = p[at + 2].classes, p[at + 1]
    if {"UNIT", "UNITS", "COUNTED", "HUNDRED", "OTHERWORD", "DASH"} & set(after):
        return None
    if e.day is not None and e.month is not None and "DAY" in number.classes and "DAY" in p[e.last - 1].classes and int(number.low) > e.day:
        return replace(e, first=at + 1, last=at + 2, day=int(number.low), weekday=None, rule="range-day")
    if e.rule == "year" and e.year is not None and "TWO" in number.classes and "DASH" in p[at].classes and int(number.low) == (e.year + 1) % 100:
        return replace(e, first=at + 1, last=at + 2, year=e.year + 1, rule="range-year")
    return None


def _share_year(e: Expression, following: Expression, line: Line) -> None:
    """Give the month before "and June 2008" its year."""
    gap = line.pieces[e.last : following.first]
    open_month = e.year is None and e.month is not None and e.rel is None
    if not open_month or following.form != "calendar" or following.year is None or following.month is None:
        return
    if e.month is not None and _is(gap, "AND", "TO", "DASH", "WDASH", "OR", "THROUGH", "UNTIL"):
        e.year = following.year if e.month <= following.month else following.year - 1
