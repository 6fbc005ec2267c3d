"""When: every expression of a sentence with its value, the calendar, the publication date, and what holds for any text."""

from __future__ import annotations

import functools
import re
import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import parser
from onrecord.errors import DataError, InputError
from onrecord.knowledge import time_rules, time_words
from onrecord.knowledge.time_calendar import resolve_interval, shift
from onrecord.reading import Reading, Report
from onrecord.stages import published, times
from onrecord.stages.event_time import EventTimes, governing_time

CASES = Path(__file__).parent / "cases" / "times.yaml"
Case = tuple[str, str | None, tuple[str, ...]]


def cases() -> list[Case]:
    groups = yaml.safe_load(CASES.read_text("utf-8"))
    return [(row[0], group["published"], tuple(row[1:])) for group in groups for row in group["cases"]]


def plain(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its brackets, and the spans that they held."""
    spans, opened, text = [], 0, ""
    for part in re.split(r"([\[\]])", marked):
        if part == "[":
            opened = len(text)
        elif part == "]":
            spans.append((opened, len(text)))
        else:
            text += part
    return text, spans


def read(*reports: Report) -> list[Reading]:
    readings = [Reading(report, report.text) for report in reports]
    parser.parse(readings)
    for reading in readings:
        published.run(reading)
        times.run(reading)
    return readings


@functools.lru_cache(maxsize=1)
def readings() -> dict[Case, Reading]:
    """Every case read, from one batch of parses."""
    todo = cases()
    return dict(zip(todo, read(*(Report(plain(marked)[0], published=day) for marked, day, _ in todo)), strict=True))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case[0])
def test_case(case: Case) -> None:
    marked, _, values = case
    text, spans = plain(marked)
    found = readings()[case].times
    assert [text[slice(*t.span)] for t in found] == [text[slice(*s)] for s in spans]
    assert [t.value for t in found] == list(values)
    for timex in found:
        assert (timex.begin is None) == (timex.end is None)
        assert timex.rule
        assert 0 < timex.confidence <= 1


def test_a_confidence_is_measured_for_the_common_rules() -> None:
    known = time_words.confidences()
    assert {"weekday", "month", "year", "duration", "rel-unit"} <= set(known)
    assert len(set(known.values())) > 5


@pytest.mark.parametrize(
    ("value", "begin", "end"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019-09-14", "2019-09-14", "2019-09-14"),
        ("2019-09-14T16:15Z", "2019-09-14", "2019-09-14"),
        ("2019-W01", "2018-12-31", "2019-01-06"),
        ("2019-W37-WE", "2019-09-14", "2019-09-15"),
        ("2019-Q3", "2019-07-01", "2019-09-30"),
        ("2019-H2", "2019-07-01", "2019-12-31"),
        ("2019-WI", "2019-12-01", "2020-02-29"),
        ("199", "1990-01-01", "1999-12-31"),
        ("18", "1800-01-01", "1899-12-31"),
        ("2018-10/2018-12", "2018-10-01", "2018-12-31"),
        ("2019-02-30", None, None),
        ("2019-W60", None, None),
        ("XXXX-09", None, None),
        ("P3D", None, None),
        ("PAST_REF", None, None),
        ("9999-WI", None, None),
        ("", None, None),
    ],
)
def test_resolve_interval(value: str, begin: str | None, end: str | None) -> None:
    assert times.resolve_interval(value) == (begin, end)


def test_shift_keeps_the_granularity() -> None:
    assert shift("2019-Q3", -1, "Y") == "2018-Q3"
    assert shift("2019-03-31", 1, "M") == "2019-04-30"
    assert shift("2020-02-29", 1, "Y") == "2021-02-28"
    assert shift("9999", 1, "Y") is None
    assert shift("P3D", 1, "D") is None


@pytest.mark.parametrize(
    ("text", "later"),
    [("on Monday", "2019-09-16"), ("last year", "2018"), ("yesterday", "2019-09-17"), ("in March", "2019-03"), ("two weeks ago", "2019-W36"), ("last night", "2019-09-17TNI")],
)
def test_an_unresolved_time_can_be_resolved_later(text: str, later: str) -> None:
    (reading,) = read(Report(f"The envoy met the rebels {text}."))
    (timex,) = reading.times
    assert "X" in timex.value
    assert timex.begin is None
    assert timex.anchor is not None
    assert timex.anchor.startswith("?")
    assert times.resolve_later(timex.value, timex.anchor, date(2019, 9, 18)) == later
    assert times.resolve_later("2018", None, date(2019, 9, 18)) == "2018"


@pytest.mark.parametrize(
    ("report", "day", "source"),
    [
        (Report("A.", published="2025-05-04"), "2025-05-04", "given"),
        (Report("A.", published="4 May 2025"), "2025-05-04", "given"),
        (Report("A.", published="2025-05-04T18:30:00+02:00", url="https://a.example/2024/01/02/x"), "2025-05-04T18:30:00+02:00", "given"),
        (Report("A.", published="2025-05-04", published_from="metadata"), "2025-05-04", "metadata"),
        (Report("A.", published="no date", published_from="metadata", url="https://a.example/2024/01/02/x"), "2024-01-02", "url"),
        (Report("A.", url="https://a.example/news/20240102-x.html"), "2024-01-02", "url"),
        (Report("A.", url="https://a.example/2024/13/02/x"), None, None),
        (Report("Bridge falls\nNiamey, 9 December 2009\nA bridge fell."), "2009-12-09", "dateline"),
        (Report("Bridge falls\nNIAMEY, Dec. 9 - A bridge fell.", published="2024-01-02", published_from="capture"), "2024-01-02", "capture"),
        (Report("A bridge fell."), None, None),
    ],
)
def test_published(report: Report, day: str | None, source: str | None) -> None:
    reading = Reading(report, report.text)
    published.run(reading)
    assert (reading.published, reading.published_from) == (day, source)


@pytest.mark.parametrize("given", ["soon", "2025-13-40", "12", "the fourth of May", "x" * 5000])
def test_a_given_date_that_is_none_is_refused(given: str) -> None:
    report = Report("A bridge fell.", published=given)
    with pytest.raises(InputError, match="is no date"):
        published.run(Reading(report, report.text))


@pytest.mark.parametrize(
    ("line", "place", "day"),
    [
        ("LA PAZ, April 7 (Meridiana) - A bridge fell.", "LA PAZ", "April 7"),
        ("DULUTH, Minn. - A bridge fell.", "DULUTH, Minn.", None),
        ("BEIJING/TOKYO, Nov 5 – A bridge fell.", "BEIJING/TOKYO", "Nov 5"),
        ("Pyongyang, September 14 – A bridge fell.", "Pyongyang", "September 14"),
        ("PARIS — A bridge fell.", "PARIS", None),
        ("September 14, 2010", None, "September 14, 2010"),
        ("A bridge fell - nobody was hurt.", None, None),
        ("The minister said: A bridge fell.", None, None),
    ],
)
def test_dateline(line: str, place: str | None, day: str | None) -> None:
    text = f"Bridge falls\n{line}"
    found = published.find_dateline(text)
    assert [text[slice(*s)] if s else None for s in found] == [place, day]


def test_today_is_the_day_of_the_dateline() -> None:
    (reading,) = read(Report("Bridge falls\nLA PAZ, April 7 - A bridge fell today, police said.", published="1998-04-08"))
    assert [(t.value, t.anchor) for t in reading.times][-1] == ("1998-04-07", "dateline")


def test_today_in_a_quotation_is_the_day_it_was_said() -> None:
    (reading,) = read(Report("Speaking on Monday, the minister said: “We leave the union today, and nobody will stop us.”", published="2019-09-18"))
    assert [(t.value, t.anchor) for t in reading.times][-1] == ("2019-09-16", "quote")


@pytest.mark.parametrize(
    ("text", "word", "value"),
    [
        ("Troops shelled the town on Monday.", "shelled", "2019-09-16"),
        ("On Monday troops shelled the town and arrested the mayor.", "arrested", "2019-09-16"),
        ("The treaty signed in 1994 collapsed on Monday.", "signed", "1994"),
        ("The treaty signed in 1994 collapsed on Monday.", "collapsed", "2019-09-16"),
        ("The minister said on Monday that troops had shelled the town.", "shelled", None),
        ("The attack on Sunday killed two guards.", "attack", "2019-09-15"),
        ("Troops shelled the town.", "shelled", None),
    ],
)
def test_the_time_that_governs_a_predicate(text: str, word: str, value: str | None) -> None:
    (reading,) = read(Report(text, published="2019-09-18"))
    token = next(t for t in reading.tokens if t.text == word)
    found = governing_time(reading, token)
    assert (found.value if found else None) == value
    assert EventTimes(reading).of(token) is found


_WORDS = sorted(time_words.words())
_TEXT = st.lists(
    st.one_of(st.sampled_from(_WORDS), st.sampled_from(_WORDS).map(str.title), st.integers(0, 99_999).map(str), st.sampled_from(list(",.:-–’'()/$%\n")), st.text(max_size=6)), max_size=40
).map(" ".join)  # fmt: skip


@given(_TEXT, st.one_of(st.none(), st.dates().map(date.isoformat)))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_sound_times(text: str, day: str | None) -> None:
    reading = Reading(Report(text, published=day), text)  # without a parse: the grammar alone
    published.run(reading)
    times.run(reading)
    last = 0
    for timex in reading.times:
        start, end = timex.span
        assert last <= start < end <= len(text)
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        last = end
        assert (timex.begin is None) == (timex.end is None)
        if timex.begin is not None and timex.end is not None:
            assert date.fromisoformat(timex.begin) <= date.fromisoformat(timex.end)
            assert resolve_interval(timex.value) == (timex.begin, timex.end)


def test_a_long_line_takes_linear_time() -> None:
    def seconds(size: int) -> float:
        text = ("the end of the first three and a half days of last 12 March 5 2014 - " * size)[: size * 70]
        reading = Reading(Report(text, published="2019-09-18"), text)
        start = time.process_time()
        times.run(reading)
        return time.process_time() - start

    seconds(50)
    small, large = seconds(500), seconds(3000)  # 210,000 characters
    assert large < 6 * 3 * small + 0.5


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("9" * 3000 + " hours ago, " + "9" * 400 + " years later", "2019-09-18"),
        ("tomorrow, next Monday, next year and a century later", "9999-12-31"),
        ("yesterday, last Monday, last year and a century earlier", "0001-01-01"),
        ("9999-12-31, the following Monday; 0001-01-01, the previous Monday, a week earlier", "2019-09-18"),
        ("February 30, 2019; 99:99; 24:61; 0000; 2400 GMT", "2019-09-18"),
    ],
)
def test_the_ends_of_the_calendar(text: str, day: str) -> None:
    reading = Reading(Report(text, published=day), text)
    published.run(reading)
    times.run(reading)
    assert all((t.begin is None) == (t.end is None) for t in reading.times)


def test_a_bad_row_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(time_words, "DATA", tmp_path)
    for file, rows, message in (
        ("time_words.csv", "word,class,value\nMay,MONTH,5\n", "time_words.csv:2: 'May' is not in lower case"),
        ("time_days.csv", "name,rule,value\nmay day,fixd,05-01\n", "time_days.csv:2: no rule 'fixd'"),
        ("time_governors.csv", "word,kind,direction\nwill,aux,9\n", "time_governors.csv:2: no direction"),
        ("time_confidence.csv", "rule,right,seen\nmonth,9,3\n", "time_confidence.csv:2: more right than seen"),
    ):
        (tmp_path / file).write_text(rows, "utf-8")
        loader = {"time_words.csv": time_words.words, "time_days.csv": time_words.named_days, "time_governors.csv": time_words.governors, "time_confidence.csv": time_words.confidences}[file]
        with pytest.raises(DataError, match=re.escape(message)):
            loader.__wrapped__()


def test_the_grammar_has_no_open_repetition() -> None:
    for rule in time_rules.grammar().rules:
        assert not re.search(r"(?<!\\)[*+]", re.sub(r"\[[^\]]*\]", "", rule.pattern.pattern))
