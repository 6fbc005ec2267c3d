"""Time expressions: found by the grammar (`data/time_rules.toml`), joined, guarded, and placed on the calendar (docs/time.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import cast as typed

from onrecord.knowledge.time_calendar import Interval, day_of, grain, resolve_interval
from onrecord.knowledge.time_words import confidences, smoothed
from onrecord.reading import Reading, Timex, Token
from onrecord.record import TimexType
from onrecord.stages.quotes import paragraphs
from onrecord.stages.times.compose import compose
from onrecord.stages.times.grammar import Expression, find
from onrecord.stages.times.guards import is_time
from onrecord.stages.times.later import resolve_later
from onrecord.stages.times.lexer import Line, read
from onrecord.stages.times.resolve import Context, Governor, Placed, Told, resolve

__all__ = ["Interval", "find_times", "resolve_interval", "resolve_later", "run"]

_DATELINE_DAYS = 4  # a dateline so many days before the publication is the day its "today" means
_NARRATIVE_DATES = 4  # explicit dates at least
_NARRATIVE_YEARS = 3  # years between them and the publication
_NARRATIVE_SHARE = 6  # explicit years for each weekday or "today" that may stand beside them
_FIRST_YEAR, _LAST_YEAR = 1000, 2999  # of publications
_BARE = ("before-bare", "after-bare")
_UNPLACED = ("set", "ref", "duration", "edge")


def run(reading: Reading) -> None:
    """Fill `times`."""
    reading.times = find_times(reading)


def find_times(reading: Reading) -> list[Timex]:
    """The time expressions of a reading, in text order."""
    tokens = {t.start: t for t in reading.tokens if t.holds is None}
    lines = [read(reading.text, *span) for span in paragraphs(reading.text)]
    found = [list(_guarded(compose(find(line), line), line, tokens)) for line in lines]
    context = _context(reading, found)
    out: list[Timex] = []
    place = _sentences(reading)
    for number, (line, expressions) in enumerate(zip(lines, found, strict=True)):
        context.paragraph = number
        for e in expressions:
            head = _head(e, line, tokens)
            context.sentence = place.get(id(head.sentence), context.sentence) if head is not None else context.sentence
            timex = _place(e, line, head, context)
            if timex is not None:
                out.append(timex)
    return out


def _guarded(expressions: list[Expression], line: Line, tokens: dict[int, Token]) -> Iterator[Expression]:
    """The expressions that are times where they stand. "three days after" is a length where a clause or noun follows."""
    for e in expressions:
        if is_time(e, line, _head(e, line, tokens)):
            yield e
        elif e.rule in _BARE:
            yield replace(e, form="duration", last=e.last - 1, rule="duration", anchor=None, shift=0)


def _sentences(reading: Reading) -> dict[int, int]:
    """Each sentence's number in the text; one inside a quotation has that of the sentence it stands in or after."""
    out: dict[int, int] = {}
    number = 0
    for sentence in reading.sentences:
        number += sentence.quote is None
        out[id(sentence)] = number
    return out


def _day(value: str | None) -> date | None:
    """The day of an ISO date or date-time; None for less, and for one so far off that no report is of it."""
    try:
        day = date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
    return day if day is not None and _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _context(reading: Reading, found: list[list[Expression]]) -> Context:
    published = _day(reading.published)
    filed = None
    if reading.dateline_date is not None and published is not None:
        filed = _filed(reading, published)
    today = filed or published
    return Context(published, today, "dateline" if filed else "published", _narrative(found, published))


def _filed(reading: Reading, published: date) -> date | None:
    """The day of the dateline, where it is a few days before the publication."""
    span = reading.dateline_date
    if span is None:
        return None
    line = read(reading.text, *span)
    context = Context(published, published, "published")
    for e in find(line):
        placed = resolve(e, context, Governor(None)) if e.form == "calendar" else None
        day = _day(placed.value) if placed is not None and grain(placed.value) == "day" else None
        if day is not None and 0 < (published - day).days <= _DATELINE_DAYS:
            return day
    return None


def _narrative(found: list[list[Expression]], published: date | None) -> bool:
    """Whether the text tells of another age: most of its explicit years lie well before the publication, and hardly a weekday or "today"
    stands in it."""
    expressions = [e for line in found for e in line]
    years = sorted(e.year for e in expressions if e.form == "calendar" and e.year is not None)
    of_the_week = sum(e.form in ("deictic", "weekday") for e in expressions)
    if len(years) < _NARRATIVE_DATES or of_the_week * _NARRATIVE_SHARE > len(years):
        return False
    return published is None or years[len(years) * 3 // 4] <= published.year - _NARRATIVE_YEARS


def _head(e: Expression, line: Line, tokens: dict[int, Token]) -> Token | None:
    """The parser's word that heads the expression: the first whose own head lies outside it."""
    low, high = line.pieces[e.first].start, line.pieces[e.last - 1].end
    chosen: Token | None = None
    for piece in line.pieces[e.first : e.last]:
        token = tokens.get(piece.start)
        if token is None:
            continue
        if not low <= token.head.start < high or token.head is token:
            return token
        chosen = token
    return chosen


def _place(e: Expression, line: Line, head: Token | None, context: Context) -> Timex | None:
    placed = resolve(e, context, Governor(head))
    if placed is None:
        return None
    _tell(e, placed, head, context)
    span = line.pieces[e.first].start, line.pieces[e.last - 1].end
    begin, end = resolve_interval(placed.value) if placed.type in ("DATE", "TIME") else (None, None)
    known = confidences()
    return Timex(span, typed(TimexType, placed.type), placed.value, placed.mod, begin, end, placed.anchor, e.rule, known.get(e.rule, smoothed(0, 0)))


def _tell(e: Expression, placed: Placed, head: Token | None, context: Context) -> None:
    """Remember a date for those that refer back to it."""
    if e.form not in _UNPLACED and grain(placed.value) is not None:
        value = placed.value if placed.type == "TIME" and ":" in placed.value else day_of(placed.value)
        quoted = head is not None and head.quote is not None
        context.told.append(Told(value, context.sentence, e.year is not None, quoted, context.paragraph))
