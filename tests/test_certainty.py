"""How sure: one label for each bracketed predicate, its cues, and the tables behind it."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest
import yaml

from onrecord import parser
from onrecord.errors import DataError
from onrecord.knowledge.certainty import read_governors, read_words, tables
from onrecord.reading import Reading, Report
from onrecord.record import Certainty
from onrecord.stages import certainty

Case = tuple[str, str, str | None]


def cases() -> list[Case]:
    groups = yaml.safe_load((Path(__file__).parent / "cases" / "certainty.yaml").read_text("utf-8"))
    return [(row[0], row[1], row[2] if len(row) > 2 else None) for rows in groups.values() for row in rows]


@functools.lru_cache(maxsize=1)
def judged() -> dict[str, tuple[Reading, certainty.Judged]]:
    """Every sentence judged, from one batch of parses."""
    work = []
    for marked, _, _ in cases():
        start, end = marked.index("["), marked.index("]") - 1
        text = marked.replace("[", "").replace("]", "")
        work.append((marked, Reading(Report(text), text), (start, end)))
    parser.parse([reading for _, reading, _ in work])
    return {marked: (reading, certainty.of_span(reading, span)) for marked, reading, span in work}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case[0])
def test_label(case: Case) -> None:
    marked, label, cue = case
    reading, result = judged()[marked]
    words = [reading.words(span) for span in result.cues]
    assert result.label == label, words
    assert bool(words) == (label != "asserted")
    if cue is not None:
        assert words == cue.split(" + ")


def test_no_words_no_label() -> None:
    reading = Reading(Report("One two."), "One two.")
    parser.parse([reading])
    assert certainty.of_span(reading, (100, 105)) == certainty.Judged("asserted", ())


def test_order_is_that_of_the_record() -> None:
    assert set(certainty.ORDER) == set(Certainty.__args__) - {"asserted"}  # type: ignore[attr-defined]


def test_the_words_inside_a_quotation_are_judged_by_their_own_clause() -> None:
    text = 'He denied everything. "We will pay the fishermen," he said.'
    reading = Reading(Report(text), text)
    parser.parse([reading])
    at = text.index("pay")
    assert certainty.of_span(reading, (at, at + 3)).label == "planned"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("may,modal", "3 columns"),
        ("may,nothing,possible", "unknown role"),
        ("may,modal,sure", "unknown label"),
        (",modal,possible", "no word"),
        ("may,modal,possible\nmay,modal,planned", "twice"),
    ],
)
def test_bad_word_rows_are_refused(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "certainty_words.csv"
    path.write_text("# head\n" + row + "\n", "utf-8")
    with pytest.raises(DataError, match=rf"certainty_words\.csv:[23]: .*{re.escape(message)}"):
        read_words(path)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("fear,verb,that,possible", "5 columns"),
        ("fear,particle,that,possible,", "unknown pos"),
        ("fear,verb,beside,possible,", "unknown place"),
        ("fear,verb,that,sure,", "unknown label"),
        ("fear,verb,that/that,possible,", "twice"),
    ],
)
def test_bad_governor_rows_are_refused(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "certainty_governors.csv"
    path.write_text(row + "\n", "utf-8")
    with pytest.raises(DataError, match=rf"certainty_governors\.csv:1: .*{re.escape(message)}"):
        read_governors(path)


def test_tables_load() -> None:
    assert tables().words["modal"]["will"] == "planned"
    assert tables().governors["verb", "+of"]["accuse"].effect == "alleged"
