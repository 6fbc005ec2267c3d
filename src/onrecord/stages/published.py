"""When the report was published, and the dateline: where and when it says it was filed.

The publication date is what the user gives, else the page's metadata, else the address, else a dateline with a year, else the day
the page was captured. Without any of them it stays unknown, and times that need it stay unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from onrecord.errors import InputError
from onrecord.knowledge.time_calendar import valid_day
from onrecord.knowledge.time_words import words
from onrecord.reading import Reading, Report
from onrecord.record import PublishedFrom
from onrecord.spans import Span, strip
from onrecord.stages.quotes import paragraphs

_LINES = 5  # a dateline stands in one of the first lines
_LONGEST = 140  # characters of a line looked at
_URL_DATE = re.compile(r"[/_-]((?:19|20)[0-9]{2})([/_-]?)(0?[1-9]|1[0-2])\2(0[1-9]|[12][0-9]|3[01]|[1-9])(?![0-9])")
_CAPITALS = r"[^\W\d_a-zß-ÿ][^\W\d_a-zß-ÿ.'’]{1,24}"
_NAME = r"[^\W\d_a-zß-ÿ][^\W\d_]{1,24}"
_REGION = r"(?:, [^\W\d_a-zß-ÿ][\w.'’]{0,24}(?: [^\W\d_a-zß-ÿ][\w.'’]{0,24}){0,2})?"
_AGENCY = r"(?: ?\([^()\n]{1,40}\))?"
_CLOSE = r" ?(?:--|[-–—:]|\.(?= ))"

Found = tuple[str, PublishedFrom]


def run(reading: Reading) -> None:
    """Fill `published`, `published_from`, `dateline_place` and `dateline_date`. Raises `InputError` for a given date that is none."""
    reading.dateline_place, reading.dateline_date = find_dateline(reading.text)
    found = next(_sources(reading), None)
    if found is not None:
        reading.published, reading.published_from = found


def _sources(reading: Reading) -> Iterator[Found]:
    """The dates of publication that can be had, the most trusted first."""
    report = reading.report
    told: PublishedFrom = report.published_from or "given"
    date_told = _told(report, told)
    if date_told is not None and told in ("given", "metadata"):
        yield date_told, told
    from_address = date_in_url(report.url)
    if from_address is not None:
        yield from_address, "url"
    if date_told is not None and told in ("url", "dateline"):
        yield date_told, told
    filed = read_date(reading.words(reading.dateline_date)) if reading.dateline_date is not None else None
    if filed is not None:
        yield filed, "dateline"
    if date_told is not None and told == "capture":
        yield date_told, told


def _told(report: Report, told: PublishedFrom) -> str | None:
    """The date that came with the report. A user's must be one; a page's may be anything, and is left out when it is none."""
    if not report.published:
        return None
    found = read_date(report.published)
    if found is None and told == "given":
        raise InputError(f"published {report.published!r} is no date: give it as 2025-05-04, 2025-05-04T18:30:00+02:00 or 4 May 2025")
    return found


def read_date(text: str) -> str | None:
    """An ISO date or date-time for what a person or a page writes as one ("4 May 2025", "Sun, 04 May 2025 10:00:00 GMT"); None for anything else."""
    text = " ".join(text.split())
    for reader in (_iso, _mail, _written):
        found = reader(text)
        if found is not None:
            return found
    return None


def _iso(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else datetime.fromisoformat(text).isoformat() if len(text) > 10 else None
    except ValueError:
        return None


def _mail(text: str) -> str | None:
    """The form of mails and feeds."""
    if not re.search(r"[0-9]:[0-9]", text[:60]):
        return None
    try:
        return parsedate_to_datetime(text[:60]).isoformat()
    except (TypeError, ValueError, OverflowError):
        return None


def _written(text: str) -> str | None:
    found = _date_pattern().fullmatch(text.rstrip(".,"))
    if found is None:
        return None
    month = _months()[(found["m1"] or found["m2"]).lower().rstrip(".")]
    year = found["y1"] or found["y2"]
    day = int(found["d1"] or found["d2"])
    return f"{year}-{month:02d}-{day:02d}" if year and valid_day(int(year), month, day) else None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {word: int(c.get("MONTH") or c["MONAB"]) for word, c in words().items() if "MONTH" in c or "MONAB" in c}


@lru_cache(maxsize=1)
def _date_source() -> str:
    month = "(?:" + "|".join(sorted(_months(), key=lambda m: (-len(m), m))) + r")\b\.?"
    return rf"(?:(?P<m1>{month}) (?P<d1>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y1>[0-9]{{4}}))?|(?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)? (?P<m2>{month})(?:,? (?P<y2>[0-9]{{4}}))?)"


@lru_cache(maxsize=1)
def _date_pattern() -> re.Pattern[str]:
    return re.compile(_date_source(), re.I)


@lru_cache(maxsize=1)
def _datelines() -> tuple[re.Pattern[str], ...]:
    """LA PAZ, April 7 (Meridiana) - ; PARIS — ; Niamey, 9 December 2009; March 1, 2008."""
    dated = f"(?P<date>(?i:{_date_source()}))"
    place = rf"(?P<place>{_CAPITALS}(?:[ /-]{_CAPITALS}){{0,3}}{_REGION}|{_CAPITALS}(?:[ /-]{_CAPITALS}){{0,3}})"
    return (
        re.compile(rf"(?:[^\W\d_]{{6,9}}, )?{dated}$"),
        re.compile(rf"{place}{_AGENCY},? {dated}{_AGENCY}(?:{_CLOSE}|$)"),
        re.compile(rf"(?P<place>{_NAME}(?:[ /-]{_NAME}){{0,3}}{_REGION}),? {dated}{_AGENCY}(?:{_CLOSE}|$)"),
        re.compile(rf"{place}{_AGENCY}(?: ?(?:--|[–—])| -(?= )|:(?= )|\.(?= ))"),
    )


def find_dateline(text: str) -> tuple[Span | None, Span | None]:
    """Where the report says it was filed and when: spans of the place and of the date, each None where it is not told."""
    for number, (start, end) in enumerate(paragraphs(text)):
        if number >= _LINES:
            break
        line = text[start : min(end, start + _LONGEST)].rstrip()
        for pattern in _datelines():
            found = pattern.match(line)
            if found is not None and (number > 0 or found.end() < len(line)):
                parts = found.groupdict()
                place = _span(text, start, found.span("place")) if parts.get("place") else None
                return place, _span(text, start, found.span("date")) if parts.get("date") else None
    return None, None


def _span(text: str, start: int, span: Span) -> Span | None:
    return strip(text, (start + span[0], start + span[1]))


def date_in_url(url: str | None) -> str | None:
    """The day that an address names: /2019/09/14/, 2019-09-14, 20190914."""
    for found in _URL_DATE.finditer(url or ""):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
        if valid_day(year, month, day):
            return f"{year:04d}-{month:02d}-{day:02d}"
    return None
