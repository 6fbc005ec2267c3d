"""What looks like a time and is none: May the person, march the verb, 2000 people, Boeing 747, the Sunday Times."""

from __future__ import annotations

from onrecord.reading import Token
from onrecord.stages.times.grammar import Expression
from onrecord.stages.times.lexer import Line

_AMBIGUOUS_MONTHS = (3, 5)  # march and may are words, too
_COUNTS = ("CARDINAL", "QUANTITY", "MONEY", "PERCENT", "ORDINAL")


def is_time(e: Expression, line: Line, token: Token | None) -> bool:
    """Whether the expression is a time where it stands. `token` is the parser's word at its head, when there is one."""
    guard = _GUARDS.get(e.rule)
    return guard(e, line, token) if guard is not None else True


def _around(e: Expression, line: Line) -> tuple[dict[str, str], dict[str, str]]:
    return line.pieces[e.first - 1].classes, line.pieces[e.last].classes


def _month(e: Expression, line: Line, token: Token | None) -> bool:
    before, after = _around(e, line)
    if "MONTHCUE" in before:
        return e.month not in _AMBIGUOUS_MONTHS or "FOR" not in before or "OTHERWORD" not in after or token is None or token.pos == "PROPN"
    if e.month in _AMBIGUOUS_MONTHS or "OTHERCAP" in after:
        return False
    return "OTHERCAP" not in before and (token is None or token.ent != "PERSON")


def _year(e: Expression, line: Line, token: Token | None) -> bool:
    before, after = _around(e, line)
    if "MONEY" in before or {"COUNTED", "UNITS", "HUNDRED", "MONEY", "SLASH", "TIMESW"} & set(after) or ("LABEL" in before and "YEARCUE" not in before):
        return False
    if "DOT" in before and len(line.pieces[e.first - 2].low) == 1:  # H.R. 1776
        return False
    if "DASH" in before and not ("YEAR" in line.pieces[e.first - 2].classes or "MID" in line.pieces[e.first - 2].classes):
        return False
    if "DASH" in after and "YEAR" not in line.pieces[e.last + 1].classes and "TWO" not in line.pieces[e.last + 1].classes:
        return token is not None and token.ent == "DATE"
    if token is not None:
        if token.ent == "DATE":
            return True
        if token.dep == "nummod" and token.head.tag == "NNS" and token.head.i == token.i + 1:
            return False
        if token.ent in _COUNTS and "YEARCUE" not in before:
            return False
    return bool({"YEARCUE", "BREAK", "LPAR", "COMMA", "MONTH", "SEASON", "YEAR", "DASH", "WDASH"} & set(before)) or (e.year or 0) >= 1900


def _short_year(e: Expression, line: Line, token: Token | None) -> bool:
    return "YEARCUE" in _around(e, line)[0]


def _season(e: Expression, line: Line, token: Token | None) -> bool:
    before, after = _around(e, line)
    if "OF" in after or (token is not None and token.pos not in ("NOUN", "PROPN")):
        return False
    return "SEASONCUE" in before


def _rel_season(e: Expression, line: Line, token: Token | None) -> bool:
    return token is None or token.pos in ("NOUN", "PROPN", "ADV")


def _weekday(e: Expression, line: Line, token: Token | None) -> bool:
    after = _around(e, line)[1]
    return "PAPER" not in after and line.pieces[e.first - 1].low not in ("black", "bloody")


def _duration(e: Expression, line: Line, token: Token | None) -> bool:
    before, after = _around(e, line)
    first = line.pieces[e.first]
    if {"OLD", "MONEY"} & set(after) or "MONEY" in before or ("LABEL" in before and "YEARCUE" not in before):
        return False
    last = line.pieces[e.last - 1]
    plural = "UNITS" in last.classes
    alone = "A" in first.classes and e.last - e.first == 2
    if "SOME" in first.classes and not plural:
        return False
    if e.unit == "S" and (alone or (e.n == 1 and not plural)):
        return False
    if (e.unit == "Q" and not plural) or e.unit in ("WE",):
        return False
    if "A" in first.classes and not alone and e.n == 1 and e.unit in ("D", "H", "MN", "M", "W", "Y") and e.last - e.first > 2:
        return any("ADJ" in p.classes and p.low in ("full", "whole", "entire", "further", "single") for p in line.pieces[e.first : e.last])
    if e.n is not None and e.n != float("inf") and e.n >= 1000 and not plural:
        return False
    return not ("DASH" in before and "NUM" not in line.pieces[e.first - 2].classes and "ORD" not in line.pieces[e.first - 2].classes) or alone


def _part(e: Expression, line: Line, token: Token | None) -> bool:
    """The bare word needs its article: "in the evening", not "evening news"."""
    before, after = _around(e, line)
    if e.base is not None:
        return True
    if "THE" in line.pieces[e.first].classes:
        narrowed = token is not None and (token.dep in ("compound", "amod", "nmod") or any(k.dep in ("relcl", "acl") for k in token.children))
        return not narrowed and "OF" not in after and "OTHERCAP" not in after
    return e.mod is not None or (e.pod != "NI" and bool({"BY", "UNTIL", "SINCE", "TOWARDS"} & set(before)))


def _day_of_near_month(e: Expression, line: Line, token: Token | None) -> bool:
    """on the 24th, but not on the 24th floor."""
    return token is None or not (token.dep in ("amod", "nummod", "compound") and token.head.i > token.i)


def _set_adverb(e: Expression, line: Line, token: Token | None) -> bool:
    return "OTHERCAP" not in _around(e, line)[1] and (token is None or token.text.islower())


def _half(e: Expression, line: Line, token: Token | None) -> bool:
    if e.year is not None or e.year_rel is not None:
        return True
    return any("QTR" in p.classes or p.low in ("percent", "per", "profit", "sales", "%") for p in line.pieces)


def _plain_clock(e: Expression, line: Line, token: Token | None) -> bool:
    """at 3:45, but not a race run in 3:45, nor John 3:16."""
    before = _around(e, line)[0]
    return e.base is not None or e.ampm is not None or e.zone is not None or not ({"IN", "OTHERCAP"} & set(before))


def _unit_before(e: Expression, line: Line, token: Token | None) -> bool:
    """the day before, but not the day before the vote, nor the day after he left."""
    after = _around(e, line)[1]
    if token is None:
        return bool({"COMMA", "DOT", "BREAK", "AND", "IN", "AT", "RPAR", "COLON"} & set(after)) or not after.keys() - {""}
    start = line.pieces[e.last - 1].start
    word = next((t for t in token.sentence.tokens if t.start == start), None)
    if word is None or word.dep == "mark":
        return False
    return word.pos == "ADV" or word.dep == "advmod" or not word.children


def _the_quarter(e: Expression, line: Line, token: Token | None) -> bool:
    """the quarter, but not the quarter ended June 30, which the date tells."""
    return line.pieces[e.last].low not in ("ended", "ending", "through")


def _soon(e: Expression, line: Line, token: Token | None) -> bool:
    """soon, but not "as soon as"."""
    return line.pieces[e.first - 1].low != "as"


def _per_unit(e: Expression, line: Line, token: Token | None) -> bool:
    """per year, but not so many miles per hour."""
    return e.unit not in ("H", "MN", "S")


def _the_unit(e: Expression, line: Line, token: Token | None) -> bool:
    """the year, but not Person of the Year."""
    return token is None or not token.text[:1].isupper() or token.text.isupper()


def _clock(e: Expression, line: Line, token: Token | None) -> bool:
    after = _around(e, line)[1]
    return not ({"COUNTED", "HUNDRED"} & set(after))


_GUARDS = {
    "month": _month, "year": _year, "range-year": _year, "year-short": _short_year, "season": _season, "rel-season": _rel_season, "weekday": _weekday, "weekday-before": _weekday,
    "duration": _duration, "number-or-number": _duration, "the-part": _part, "set-adverb": _set_adverb, "half": _half, "day-of-near-month": _day_of_near_month, "clock-dotted-day": _clock, "soon": _soon, "the-quarter": _the_quarter, "before-bare": _unit_before, "after-bare": _unit_before,
     "unit-before": _unit_before, "unit-after": _unit_before, "per-unit": _per_unit, "the-unit": _the_unit, "clock": _plain_clock,
}  # fmt: skip
