"""Expressions to values: each is placed by an anchor (the publication, the dateline, the last date told), or stays unplaced with XXXX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from onrecord.knowledge.time_calendar import cast, day_of, grain, grain_of_unit, resolve_interval, season_of, shift, shift_day, write
from onrecord.reading import Token
from onrecord.stages.times.days import date_of, is_fixed
from onrecord.stages.times.direction import FUTURE, NONE, PAST, direction, has_ahead_preposition
from onrecord.stages.times.grammar import Expression, length

UNKNOWN = {"Y": "XXXX", "M": "XXXX-XX", "D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "Q": "XXXX-QX", "H": "XXXX-HX", "FY": "FYXXXX", "DE": "XXX", "CE": "XX"}
_SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_STEP = {"last": -1, "next": 1, "this": 0, "prev": -1, "foll": 1, "that": 0, "same": 0, "afternext": 2, "beforelast": -2}
_TEXT_RELS = ("prev", "foll", "that", "same")
_SHORT = ("S", "MN", "H")
_YEAR_DAYS, _HALF_YEAR, _NEAR_DAYS = 360, 182, 62  # of months of 30 days
_TURN_MONTHS = 7
_NEAR_MONTHS = 3
_NEAR_SENTENCES = 4  # a bare clock time goes with a day told so many sentences before
_NEAREST_WEEKS = 2  # so many weeks ago is a day; more is a week


@dataclass(frozen=True, slots=True)
class Placed:
    """A value with its type, modifier and what it was placed by: None (the words alone), "published", "dateline", "text", or "?…" for an
    anchor that is not known (`onrecord.stages.times.resolve_later` places it when it is)."""

    value: str
    type: str
    anchor: str | None
    mod: str | None = None


@dataclass(slots=True)
class Told:
    """A date that the text has told, and in which sentence."""

    value: str
    sentence: int
    explicit: bool
    quoted: bool
    paragraph: int


@dataclass(slots=True)
class Context:
    """Where the resolver stands: `published`, the day of the report (None when unknown); `today`, the day its writer calls today;
    `told`, the dates so far, latest last; `narrative`: the text tells of another age, so the last date told goes before the publication."""

    published: date | None
    today: date | None
    today_from: str
    narrative: bool = False
    sentence: int = 0
    paragraph: int = 0
    told: list[Told] = field(default_factory=list)

    def last(self, *grains: str) -> str | None:
        """The latest date told, of one of the granularities when some are given."""
        for told in reversed(self.told[-12:]):
            if not grains or grain(told.value) in grains:
                return told.value
        return None

    def last_day(self, back: int | None) -> str | None:
        """The latest day told that is not after the publication, in this sentence or one of the `back` sentences before it."""
        limit = self.published.isoformat() if self.published is not None else "9"
        for told in reversed(self.told[-12:]):
            if back is not None and told.sentence < self.sentence - back:
                return None
            if grain(told.value) == "day" and (told.sentence == self.sentence or day_of(told.value) <= limit):
                return told.value
        return None

    def here(self, *grains: str, back: int = 0) -> str | None:
        """The same, in this sentence, or one of the `back` sentences before it."""
        for told in reversed(self.told[-6:]):
            if told.sentence >= self.sentence - back and (not grains or grain(told.value) in grains):
                return told.value
        return None


@dataclass(slots=True)
class Governor:
    """What governs the phrase: `way` is its direction, `ahead` whether it stands under "by", "until", "before" or "for"."""

    token: Token | None

    def __call__(self) -> int:
        return direction(self.token)

    @property
    def ahead(self) -> bool:
        return has_ahead_preposition(self.token)

    @property
    def quoted(self) -> bool:
        return self.token is not None and self.token.quote is not None


Direction = Governor


def resolve(e: Expression, context: Context, direction: Direction) -> Placed | None:
    """The value of an expression, or None where it turns out to be none."""
    return _FORMS[e.form](e, context, direction)


def _calendar(e: Expression, c: Context, d: Direction) -> Placed | None:
    if e.value is not None:
        return Placed(e.value, "DATE", None, e.mod)
    if e.month_of is not None:
        return _day_of_month(e, c, d)
    if e.year is not None:
        return Placed(_written(e, f"{e.year:04d}"), "DATE", None, e.mod)
    year, anchor = _year_of(e, c, d)
    return Placed(_written(e, f"{year:04d}" if year is not None else "XXXX"), "DATE", anchor, e.mod)


def _written(e: Expression, year: str) -> str:
    if e.part is not None:
        return f"{year}-{e.part}"
    if e.month is None:
        return year
    return f"{year}-{e.month:02d}" + (f"-{e.day:02d}" if e.day is not None else "")


def _year_of(e: Expression, c: Context, d: Direction) -> tuple[int | None, str]:
    """The year an expression without one lies in, and by which anchor."""
    if e.year_rel in _TEXT_RELS or e.rel in _TEXT_RELS:
        last = c.last()
        if last is not None and (first := resolve_interval(day_of(last))[0]) is not None:
            return _near_text(e, date.fromisoformat(first)), "text"
        return None, "?text"
    last_year = _told_year(c, e.month)
    if c.narrative and last_year is not None and e.rel is None and e.year_rel is None:
        return last_year, "text"
    if c.published is None:
        return (last_year, "text") if last_year is not None and e.rel is None and e.year_rel is None else (None, "?published")
    if e.year_rel is not None:
        return c.published.year + _STEP.get(e.year_rel, 0), "published"
    if e.rel is not None:
        return _by_rel(e, c.published), "published"
    return _by_direction(e, c, c.published, d(), d.ahead)


def _told_year(c: Context, month: int | None) -> int | None:
    """The year of the last date told; the next one where a month follows that lies most of a year before: December 1944 … in January."""
    last = c.last("day", "month", "year", "quarter", "season", "half")
    if last is None:
        return None
    turned = month is not None and grain(last) in ("day", "month") and int(last[5:7]) - month >= _TURN_MONTHS
    return int(last[:4]) + turned


def _near_text(e: Expression, told: date) -> int:
    """The year of "that March", "the following May" by the date told before."""
    first = _first_month(e)
    if e.year_rel is not None:
        return told.year + _STEP[e.year_rel]
    if e.rel == "foll":
        return told.year + (first <= told.month)
    if e.rel == "prev":
        return told.year - (first >= told.month)
    return told.year


def _first_month(e: Expression) -> int:
    if e.part is not None:
        return _SEASON_START.get(e.part) or (int(e.part[1]) - 1) * (3 if e.part[0] == "Q" else 6) + 1
    return e.month or 1


def _by_rel(e: Expression, published: date) -> int:
    """The year of "last March" (the latest that is over), "next spring", "this June"."""
    first, year = _first_month(e), published.year
    now = published.month
    if e.part in _SEASON_START:
        now = _SEASON_START[season_of(now)]
        year -= published.month < 3 and now == 12
    if e.rel == "last":
        return year - (first >= now)
    if e.rel == "next":
        return year + (first <= now)
    return year


def _by_direction(e: Expression, c: Context, published: date, way: int, ahead: bool) -> tuple[int, str]:
    """The year of a month, season, quarter or day of the month: the latest that has begun, or the next where its governor looks ahead."""
    here = c.here("month", "day", "quarter")
    if way != FUTURE and here is not None and e.month is not None and c.told[-1].explicit and int(here[:4]) < published.year - 1:
        return int(here[:4]), "text"
    first, year = _first_month(e), published.year
    if e.day is not None and e.month is not None:
        return _year_of_day(e.month, e.day, published, way, ahead), "published"
    if e.month is not None:
        return _year_of_month(e.month, published, way, ahead), "published"
    if way == FUTURE:
        over = first + (2 if e.part in _SEASON_START or (e.part or "")[:1] == "Q" else 5 if e.part else 0)
        return year + (over < published.month), "published"
    if e.part == "WI" and published.month < 12:
        return year - 1, "published"
    return year - (first > published.month), "published"


def _year_of_month(month: int, published: date, way: int, hinted: bool) -> int:
    """The year of a month: the latest that has begun, or the next where its governor looks ahead, unless that is most of a year away."""
    back, ahead = (published.month - month) % 12, (month - published.month) % 12
    soon = (hinted and ahead <= _NEAR_MONTHS) or (way == NONE and ahead == 1)
    coming = not 0 < back <= _NEAR_MONTHS if way == FUTURE else soon
    if coming:
        return published.year + (month < published.month)
    return published.year - (month > published.month)


def _year_of_day(month: int, day: int, published: date, way: int, hinted: bool) -> int:
    """The year of a month and day: by its direction, unless that lies most of a year away and the other only weeks."""
    here, now = (month, day), (published.month, published.day)
    days = (month - published.month) * 30 + day - published.day
    back, ahead = (-days) % _YEAR_DAYS, days % _YEAR_DAYS
    if way == FUTURE:
        return published.year + (here < now) - (here < now and back < _NEAR_DAYS < ahead)
    if way == PAST:
        return published.year - (here > now) + (here > now and hinted and ahead < _NEAR_DAYS < back)
    return published.year + (days < -_HALF_YEAR) - (days > _NEAR_DAYS)


def _day_of_month(e: Expression, c: Context, d: Direction) -> Placed | None:
    """the 18th; Monday the 3rd; the sixth of this month."""
    last = c.last("day", "month")
    base = c.published
    if e.month_of == "near" and last is not None:
        found = f"{last[:7]}-{e.day:02d}"
        if resolve_interval(found)[0] and (c.published is None or c.narrative or (c.published - date.fromisoformat(found)).days > -45):
            return Placed(found, "DATE", "text", e.mod)
    if base is None or e.day is None:
        return Placed(f"XXXX-XX-{e.day or 1:02d}", "DATE", "?published", e.mod)
    way = d() if e.month_of == "near" else NONE
    months = base.year * 12 + base.month - 1 + (1 if way == FUTURE and e.day < base.day else -1 if e.month_of == "near" and way != FUTURE and e.day > base.day else 0)
    value = f"{months // 12:04d}-{months % 12 + 1:02d}-{e.day:02d}"
    return Placed(value, "DATE", "published", e.mod) if resolve_interval(value)[0] else None


def _weekday(e: Expression, c: Context, d: Direction) -> Placed | None:
    wanted = e.weekday or 1
    unknown = f"XXXX-WXX-{wanted}"
    if e.rel == "of" and e.base is not None:
        week = resolve(e.base, c, d)
        monday = resolve_interval(week.value)[0] if week else None
        if week is None or monday is None:
            return Placed(unknown, "DATE", "?published", e.mod)
        return Placed((date.fromisoformat(monday) + timedelta(wanted - 1)).isoformat(), "DATE", week.anchor, e.mod)
    if e.rel in _TEXT_RELS:
        last = c.last("day")
        if last is None and c.published is None:
            return Placed(unknown, "DATE", "?text", e.mod)
        base = date.fromisoformat(day_of(last)) if last is not None else c.published
        if base is not None:
            step = {"foll": 1, "prev": -1}.get(e.rel or "", 0)
            return Placed(_weekday_near(base, wanted, step).isoformat(), "DATE", "text" if last else "published", e.mod)
    if c.published is None or c.narrative:
        last = c.here("day")
        if last is None:
            return Placed(unknown, "DATE", "?published", e.mod)
        return Placed(_weekday_near(date.fromisoformat(last), wanted, 1).isoformat(), "DATE", "text", e.mod)
    if e.rel in ("last", "next"):
        step = -1 if e.rel == "last" else 1
        return Placed(_weekday_near(c.published, wanted, step).isoformat(), "DATE", "published", e.mod)
    if e.rel == "week":
        return Placed((_weekday_near(c.published, wanted, 1) + timedelta(7)).isoformat(), "DATE", "published", e.mod)
    ahead = (wanted - c.published.isoweekday()) % 7
    day = c.published + timedelta(ahead if d() == FUTURE else -((7 - ahead) % 7))
    return Placed(day.isoformat(), "DATE", "published", e.mod)


def _weekday_near(base: date, wanted: int, step: int) -> date:
    """The first such weekday after the base (step 1), the last before it (-1), or the last not after it (0)."""
    ahead = (wanted - base.isoweekday()) % 7
    if step > 0:
        return base + timedelta(ahead or 7)
    behind = (7 - ahead) % 7
    return base - timedelta(behind or (7 if step < 0 else 0))


def _deictic(e: Expression, c: Context, d: Direction) -> Placed | None:
    if c.today is None:
        return Placed("XXXX-XX-XX", "DATE", f"?published{e.shift:+d}D", e.mod)
    said = _said_on(c) if d.quoted else None
    if said is not None:
        return Placed((said + timedelta(e.shift)).isoformat(), "DATE", "quote", e.mod)
    return Placed((c.today + timedelta(e.shift)).isoformat(), "DATE", c.today_from, e.mod)


def _said_on(c: Context) -> date | None:
    """The day that the frame of a quotation names, where it is one of the days before the publication: he said on Thursday: “… today …”."""
    for told in reversed(c.told[-3:]):
        if told.paragraph == c.paragraph and not told.quoted and grain(told.value) == "day" and c.published is not None:
            day = date.fromisoformat(day_of(told.value))
            return day if 0 < (c.published - day).days < 7 else None
    return None


def _unit(e: Expression, c: Context, d: Direction) -> Placed | None:
    unit = e.unit or "Y"
    if unit in _SHORT or unit == "KY":
        return Placed(length(1, unit), "DURATION", None, e.mod) if e.rel in ("last", "next", "prev") and e.last - e.first > 2 and unit != "KY" else None
    if e.rel in _UNIT_RULES:
        return _UNIT_RULES[e.rel](e, c, d)
    if unit == "FN":
        return Placed("P2W", "DURATION", None, e.mod)
    if unit == "D" and e.rel == "last":
        return None
    rel = "foll" if unit == "D" and e.rel == "next" else e.rel
    if unit == "H6":
        unit = "H"
    return _by_text(unit, rel or "same", c, e.mod) if rel in _TEXT_RELS else _by_today(unit, _STEP.get(rel or "this", 0), c, e.mod)


def _by_today(unit: str, step: int, c: Context, mod: str | None) -> Placed:
    """this week, last year, next month."""
    name = "fiscal" if unit == "FY" else grain_of_unit(unit)
    if c.published is None or name is None:
        return Placed(UNKNOWN.get(unit, "XXXX"), "DATE", f"?published{step:+d}{unit}", mod)
    moved = shift_day(c.published.replace(day=1) if unit in ("M", "Y", "FY", "Q", "H") else c.published, step, "Y" if unit == "FY" else unit)
    return Placed(write(moved, name) if moved else UNKNOWN.get(unit, "XXXX"), "DATE", "published", mod)


def _by_text(unit: str, rel: str, c: Context, mod: str | None) -> Placed:
    """that year, the same month, the following day: from the last date told."""
    name = "fiscal" if unit == "FY" else grain_of_unit(unit) or "year"
    last = c.last_day(None) if unit == "D" else c.last()
    value = cast(last, name) if last is not None else None
    moved = shift(value, _STEP[rel], "Y" if unit == "FY" else unit) if value is not None and grain(value) == name else value
    return Placed(moved, "DATE", "text", mod) if moved else Placed(UNKNOWN.get(unit, "XXXX"), "DATE", f"?text{_STEP[rel]:+d}{unit}", mod)


def _the_unit(e: Expression, c: Context, d: Direction) -> Placed | None:
    """the year, the month: the one told of in this sentence, else the report's."""
    here = c.here()
    name = grain_of_unit(e.unit or "Y")
    if here is not None and name is not None and (value := cast(here, name)) is not None:
        return Placed(value, "DATE", "text", e.mod)
    return _by_today(e.unit or "Y", 0, c, e.mod)


def _the_next(e: Expression, c: Context, d: Direction) -> Placed | None:
    """the next month: after the one told of in a narrative, else after the report's."""
    if c.narrative or c.published is None:
        return _by_text(e.unit or "Y", "foll", c, e.mod)
    return _by_today(e.unit or "Y", 1, c, e.mod)


def _holding(e: Expression, c: Context, d: Direction) -> Placed | None:
    """the week of March 16; alone ("the week of" something else) it is none."""
    base = resolve(e.base, c, d) if e.base is not None else None
    value = cast(base.value, grain_of_unit(e.unit or "W") or "week") if base is not None else None
    return Placed(value, "DATE", base.anchor, e.mod) if base is not None and value is not None else None


def _the_day(e: Expression, c: Context, d: Direction) -> Placed | None:
    last = c.last("day")
    if last is not None:
        return Placed(day_of(last), "DATE", "text", e.mod)
    return _deictic(e, c, d)


def _latest_quarter(e: Expression, c: Context, d: Direction) -> Placed | None:
    last = c.last("quarter")
    return Placed(last, "DATE", "text", e.mod) if last is not None else _by_today("Q", -1, c, e.mod)


def _near_weekend(e: Expression, c: Context, d: Direction) -> Placed | None:
    if c.published is None:
        return Placed(UNKNOWN["WE"], "DATE", "?published-1WE", e.mod)
    back = c.published.isoweekday() < 6 and d() != FUTURE
    return _by_today("WE", -1 if back else 0, c, e.mod)


def _same_period(e: Expression, c: Context, d: Direction) -> Placed | None:
    """the same period (P), of the year-earlier kind, or "in 2013"."""
    unit = e.unit or "P"
    last = c.last() if unit == "P" else c.last(grain_of_unit(unit) or "year") or c.last()
    if last is None:
        return Placed("XXXX", "DATE", "?text", e.mod)
    value = last if unit == "P" else cast(last, grain_of_unit(unit) or "year") or last
    if e.rel == "samein" and e.year is not None:
        return Placed(f"{e.year:04d}{value[4:]}", "DATE", "text", e.mod)
    step = {"yearago": -1, "samewas": e.shift}.get(e.rel or "", 0)
    return Placed(shift(value, step, "Y") or "XXXX", "DATE", "text", e.mod)


def _same(e: Expression, c: Context, d: Direction) -> Placed | None:
    return _same_period(e, c, d) if e.unit == "P" else _by_text(e.unit or "Y", "same", c, e.mod)


_UNIT_RULES = {
    "the": _the_unit, "theday": _the_day, "latest": _latest_quarter, "near": _near_weekend, "yearago": _same_period, "samewas": _same_period, "samein": _same_period, "same": _same,
    "thenext": _the_next, "holding": _holding,
}  # fmt: skip


def _offset(e: Expression, c: Context, d: Direction) -> Placed | None:
    unit, n = e.unit or "D", e.n or 1.0
    mod = {"MORE_THAN": "BEFORE" if e.shift < 0 else "AFTER", "LESS_THAN": "AFTER" if e.shift < 0 else "BEFORE"}.get(e.mod or "", e.mod)
    if n == float("inf"):
        return Placed("PAST_REF" if e.shift < 0 else "FUTURE_REF", "DATE", None, None)
    if e.anchor == "base" and e.base is not None:
        base = resolve(e.base, c, d)
        return _moved(base.value, e, n, unit, base.anchor, mod) if base is not None else None
    if e.anchor == "now":
        return _from_now(e, c, n, unit, mod)
    last = c.here() or (c.last("day") if unit in ("D", "W", "FN") else None) or c.last()
    if last is not None:
        return _moved(last, e, n, unit, "text", mod)
    count, small = _steps(n, unit)
    return Placed(UNKNOWN.get(_whole(unit), "XXXX-XX-XX"), "DATE", f"?text{e.shift * count:+d}{small}", mod)


def _whole(unit: str) -> str:
    return {"FN": "W", "DE": "Y", "CE": "Y", "KY": "Y", "H6": "M", "N": "D", "WE": "W"}.get(unit, unit)


def _steps(n: float, unit: str) -> tuple[int, str]:
    """A number of units as whole units that the calendar can be moved by: two and a half years are 30 months."""
    times = {"FN": (2, "W"), "DE": (10, "Y"), "CE": (100, "Y"), "KY": (1000, "Y"), "H6": (6, "M"), "N": (1, "D"), "WE": (1, "W")}.get(unit, (1, unit))
    n, unit = n * times[0], times[1]
    if n != int(n) and unit == "Y":
        n, unit = n * 12, "M"
    return round(n), unit


def _from_now(e: Expression, c: Context, n: float, unit: str, mod: str | None) -> Placed:
    count, small = _steps(n, unit)
    if c.today is None:
        return Placed(UNKNOWN.get(small, "XXXX-XX-XX"), "DATE", f"?published{e.shift * count:+d}{small}", mod)
    if small in _SHORT:
        return Placed(c.today.isoformat(), "DATE", c.today_from, mod)
    moved = shift_day(c.today, e.shift * count, small)
    if moved is None:
        return Placed("XXXX", "DATE", None, mod)
    name = "day" if small == "D" or (small == "W" and count <= _NEAREST_WEEKS) else grain_of_unit(_whole(unit) if small != "M" else "M") or "day"
    return Placed(write(moved, name), "DATE", c.today_from, mod)


def _moved(value: str, e: Expression, n: float, unit: str, anchor: str | None, mod: str | None) -> Placed:
    """A told date moved: a day by years is a year, a month by years stays a month, and a year by days stays a year."""
    count, small = _steps(n, unit)
    first = resolve_interval(day_of(value))[0]
    name = grain(value)
    if first is None or name is None:
        return Placed(UNKNOWN.get(_whole(unit), "XXXX-XX-XX"), "DATE", anchor, mod)
    if small in _SHORT:
        return _moved_clock(value, e.shift * count, small, anchor, mod)
    moved = shift_day(date.fromisoformat(first), e.shift * count, small)
    if moved is None:
        return Placed("XXXX", "DATE", anchor, mod)
    if name == "day" and e.anchor != "base":
        name = {"Y": "year", "M": "month"}.get(small, "day")
    return Placed(write(moved, name), "DATE", anchor, mod)


def _moved_clock(value: str, count: int, unit: str, anchor: str | None, mod: str | None) -> Placed:
    """Four minutes after a clock time that was told; otherwise the day itself."""
    day, at, clock = value.partition("T")
    if not at or clock[2:3] != ":" or grain(day) != "day":
        return Placed(day, "DATE", anchor, mod)
    minutes = int(clock[:2]) * 60 + int(clock[3:5]) + count * {"H": 60, "MN": 1, "S": 0}[unit]
    when = date.fromisoformat(day) + timedelta(minutes // 1440)
    return Placed(f"{when.isoformat()}T{minutes % 1440 // 60:02d}:{minutes % 60:02d}{'Z' if clock.endswith('Z') else ''}", "TIME", anchor, mod)


def _duration(e: Expression, c: Context, d: Direction) -> Placed | None:
    unit, n = e.unit or "D", e.n or 1.0
    value = length(n, unit)
    if e.base is not None and e.leading:
        return _leading(e, n, unit, c, d)
    if e.base is not None:
        more = length(e.base.n or 1.0, e.base.unit or "D")
        value += more[1:] if value.startswith("PT") == more.startswith("PT") and not more.startswith("PT") else more[2:] if more.startswith("PT") and "T" in value else more[1:]
    return Placed(value, "SET" if _rate(e, d.token) else "DURATION", None, e.mod)


def _rate(e: Expression, token: Token | None) -> bool:
    """Whether "a year" tells how often: three million a year."""
    alone = e.n == 1 and e.last - e.first == 2 and e.rule == "duration"
    return alone and token is not None and token.dep == "npadvmod" and token.head.pos in ("NOUN", "NUM", "SYM") and token.head.i < token.i


def _leading(e: Expression, n: float, unit: str, c: Context, d: Direction) -> Placed:
    """the first three months of 2013 is its first quarter, the first six its first half; others stay a length."""
    base = resolve(e.base, c, d) if e.base is not None else None
    part = {(3.0, "M"): "Q1", (6.0, "M"): "H1"}.get((n, unit))
    if base is not None and part and grain(base.value) == "year":
        return Placed(f"{base.value}-{part}", "DATE", base.anchor, e.mod)
    return Placed(length(n, unit), "DURATION", None, e.mod)


def _set(e: Expression, c: Context, d: Direction) -> Placed | None:
    if e.weekday is not None:
        return Placed(f"XXXX-WXX-{e.weekday}" + (f"T{e.pod}" if e.pod else ""), "SET", None)
    if e.month is not None:
        return Placed(f"XXXX-{e.month:02d}", "SET", None)
    if e.part is not None:
        return Placed(f"XXXX-{e.part}", "SET", None)
    if e.value is not None:
        return Placed(e.value, "SET", None)
    return Placed(length(e.n or 1, e.unit), "SET", None) if e.unit else Placed("P1D", "SET", None)


def _ref(e: Expression, c: Context, d: Direction) -> Placed | None:
    return Placed(e.value or "PRESENT_REF", "DATE", None)


def _day_for_time(e: Expression, c: Context, d: Direction) -> Placed:
    """The day of a clock time or part of the day."""
    if e.base is not None:
        base = resolve(e.base, c, d)
        if base is not None:
            return replace_value(base, day_of(base.value))
    if e.form == "part" and e.rel in ("this", "last", "lastnight", "next"):
        here = c.here("day") if e.rel == "lastnight" else None
        if here is not None:
            return Placed(day_of(here), "TIME", "text")
        step = {"last": -1, "lastnight": -1, "next": 1}.get(e.rel, 0)
        if c.today is None:
            return Placed("XXXX-XX-XX", "TIME", f"?published{step:+d}D")
        return Placed((c.today + timedelta(step)).isoformat(), "TIME", c.today_from)
    last = c.last_day(None if c.narrative or e.rel in _TEXT_RELS else _NEAR_SENTENCES)
    if e.form == "clock" and e.first == 1 and c.today is not None:  # an entry of a minute-by-minute report
        return Placed(c.today.isoformat(), "TIME", c.today_from)
    if last is not None:
        step = _STEP.get(e.rel or "", 0)
        return Placed(shift(day_of(last), step, "D") or day_of(last), "TIME", "text")
    if c.today is not None and e.rel not in _TEXT_RELS:
        return Placed(c.today.isoformat(), "TIME", c.today_from)
    return Placed("XXXX-XX-XX", "TIME", f"?text{_STEP.get(e.rel or '', 0):+d}D" if e.rel in _TEXT_RELS else "?published+0D")


def replace_value(placed: Placed, value: str) -> Placed:
    """The same with another value."""
    return Placed(value, placed.type, placed.anchor, placed.mod)


def _clock(e: Expression, c: Context, d: Direction) -> Placed | None:
    if e.clock is None:
        return None
    day = _day_for_time(e, c, d)
    hour, minute = e.clock
    if e.ampm == "pm" or (e.pod in ("AF", "EV") and hour < 12) or (e.pod == "NI" and 5 <= hour < 12):
        hour += 12 * (hour < 12)
    elif e.ampm == "am":
        hour %= 12
    value = f"{day.value}T{hour:02d}:{minute:02d}"
    if e.zone == "Z":
        value += "Z"
    return Placed(value, "TIME", day.anchor, e.mod)


def _part(e: Expression, c: Context, d: Direction) -> Placed | None:
    day = _day_for_time(e, c, d)
    return Placed(f"{day.value}T{e.pod}", "TIME", day.anchor, e.mod)


def _holiday(e: Expression, c: Context, d: Direction) -> Placed | None:
    name = e.holiday or ""
    fixed = is_fixed(name)
    if e.year is not None:
        day = date_of(name, e.year)
        return Placed(day.isoformat(), "DATE", None, e.mod) if day else None
    known = date_of(name, 2000)
    if known is not None and known == date_of(name, 2001):
        return Placed(known.isoformat(), "DATE", None, e.mod)
    told = _told_year(c, None) if c.narrative or c.published is None else None
    day = date_of(name, told) if told is not None and e.rel is None else None
    if day is not None:
        return Placed(day.isoformat(), "DATE", "text", e.mod)
    if c.published is None:
        return Placed(f"XXXX-{fixed}" if fixed else "XXXX-XX-XX", "DATE", "?published", e.mod)
    way = d()
    days = [x for x in (date_of(name, c.published.year + k) for k in (-1, 0, 1)) if x is not None]
    if not days:
        return Placed("XXXX-XX-XX", "DATE", "?published", e.mod)
    after = [x for x in days if x > c.published or (way == FUTURE and x == c.published)]
    before = [x for x in days if x <= c.published]
    if e.rel == "this":
        chosen = days[1] if len(days) > 1 else days[0]
    elif e.rel == "last" or (way == PAST and e.rel != "next"):
        chosen = before[-1] if before else days[0]
    elif e.rel == "next" or way == FUTURE:
        chosen = after[0] if after else days[-1]
    else:
        chosen = min(days, key=lambda x: (abs((x - c.published).days), x))  # type: ignore[operator]
    return Placed(chosen.isoformat(), "DATE", "published", e.mod)


_FORMS: dict[str, Callable[[Expression, Context, Direction], Placed | None]] = {
    "calendar": _calendar, "weekday": _weekday, "deictic": _deictic, "unit": _unit, "offset": _offset, "duration": _duration, "set": _set, "ref": _ref,
    "clock": _clock, "part": _part, "holiday": _holiday,
}  # fmt: skip
