"""Statements: every rule family by cases with near misses; names and quotation marks change nothing; a bad row is refused."""

from __future__ import annotations

import functools
import time
from pathlib import Path

import pytest
import yaml

from onrecord import parser
from onrecord.errors import DataError
from onrecord.knowledge.cues import cues, lemmas, read_cues, rule_confidence, source_words
from onrecord.reading import Reading, Report, Statement
from onrecord.stages import statements

FILE = Path(__file__).parent / "cases" / "statements.yaml"
CASES = [(family, case) for family, cases in yaml.safe_load(FILE.read_text("utf-8")).items() for case in cases]
NEWS = """President {name} rejects the offer
{name} said on Monday that the port would not be sold, and accused the company of hiding its debts.
“We will not sign,” {name} told Reuters. “There is nothing to sign.”
The company, which denied that it had any debts, called the speech “a show”.
“He told us, ‘Wait for the rain,’ and we waited,” a clerk at the port recalled.
{name} wants a vote before the summer, according to two officials.
"""


def read(*texts: str) -> list[Reading]:
    """The texts with their statements."""
    readings = [Reading(Report(text), text) for text in texts]
    parser.parse(readings)
    for reading in readings:
        statements.run(reading)
    return readings


@functools.lru_cache(maxsize=1)
def all_cases() -> dict[str, Reading]:
    texts = [case["text"] for _, case in CASES]
    return dict(zip(texts, read(*texts), strict=True))


def told(reading: Reading, statement: Statement) -> list[object]:
    """A statement as the case file writes it."""
    speaker = statement.speaker
    name = reading.words(statement.speaker_span) if statement.speaker_span else f"({speaker.text})" if speaker else None
    unusual: dict[str, object] = {}
    if statement.kind != "indirect":
        unusual["kind"] = statement.kind
    if statement.act != "speech":
        unusual["act"] = statement.act
    if statement.certainty != "asserted":
        unusual["certainty"] = statement.certainty
    if statement.via:
        unusual["via"] = [v.text for v in statement.via]
    if statement.outer is not None:
        unusual["nested"] = True
    row: list[object] = [name, " | ".join(map(reading.words, statement.content)), " | ".join(map(reading.words, statement.cue))]
    return [*row, unusual] if unusual else row


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[f"{family}: {case['text'][:50]}" for family, case in CASES])
def test_case(case: dict[str, object]) -> None:
    reading = all_cases()[str(case["text"])]
    assert [told(reading, s) for s in reading.statements] == case["said"]


def outline(reading: Reading) -> list[tuple[object, ...]]:
    """What stays the same when names and quotation marks change: the words without marks, rule, kind and shape."""
    marks = str.maketrans("", "", "“”«»\"‘’'")
    return [
        (
            s.rule, s.kind, s.act, s.certainty, s.outer is not None, len(s.via),
            tuple(reading.words(c).translate(marks) for c in s.content), reading.words(s.speaker_span) if s.speaker_span else None,
        )
        for s in reading.statements
    ]  # fmt: skip


def test_another_name_is_read_the_same() -> None:
    plain, *others = (NEWS.format(name=name) for name in ("Brown", "Okonkwo", "Sheinbaum", "Lindqvist"))
    first, *rest = read(plain, *others)
    for name, reading in zip(("Okonkwo", "Sheinbaum", "Lindqvist"), rest, strict=True):
        renamed = [tuple(str(x).replace(name, "Brown") if isinstance(x, str) else x for x in row) for row in outline(reading)]
        expected = [tuple(str(x) if isinstance(x, str) else x for x in row) for row in outline(first)]
        assert [r[:6] for r in renamed] == [r[:6] for r in expected]
        assert [r[7] for r in renamed] == [r[7] for r in expected]


@pytest.mark.parametrize(("opening", "closing", "inner"), [('"', '"', "''"), ("‘", "’", "“”"), ("«", "»", "‘’")])
def test_other_quotation_marks_are_read_the_same(opening: str, closing: str, inner: str) -> None:
    text = NEWS.format(name="Brown")
    changed = text.replace("‘", "\x00").replace("’", "\x01").replace("“", opening).replace("”", closing)
    changed = changed.replace("\x00", inner[0]).replace("\x01", inner[1])
    first, other = read(text, changed)
    assert outline(other) == outline(first)


def test_a_subject_inside_the_quotation_never_speaks() -> None:
    text = "“The minister lied and the army shot,” said a nurse.\n“Police came,” the baker said. “They took him.”"
    (reading,) = read(text)
    assert [reading.words(s.speaker_span) for s in reading.statements if s.speaker_span] == ["a nurse", "the baker"]


def test_nested_contents_lie_within_the_outer() -> None:
    for reading in all_cases().values():
        for statement in reading.statements:
            if statement.outer is not None:
                low = min(s for s, _ in statement.outer.content)
                high = max(e for _, e in statement.outer.content)
                assert all(low <= s and e <= high for s, e in statement.content)


def test_spans_are_whole_words_of_the_text() -> None:
    for reading in all_cases().values():
        for statement in reading.statements:
            spans = [*statement.content, *statement.cue, *([statement.speaker_span] if statement.speaker_span else [])]
            assert all(reading.words(s) == reading.words(s).strip() != "" for s in spans)


def test_long_lines_take_linear_time() -> None:
    sentence = "The minister said that “the port”, which he had seen, was closed, and a clerk told Reuters the crew wanted to leave. "
    short, long = Reading(Report(sentence * 20), sentence * 20), Reading(Report(sentence * 200), sentence * 200)
    parser.parse([short, long])
    spent = []
    for reading in (short, long):
        start = time.process_time()
        statements.run(reading)
        spent.append(time.process_time() - start)
    assert len(long.statements) > 300
    assert spent[1] < 40 * max(spent[0], 0.002)


def test_tables_hold() -> None:
    table = cues()
    assert len(table.verbs) + len(table.nouns) + len(table.adjectives) > 600
    assert source_words()["outlet"] and lemmas()["hoped"] == "hope"
    assert all(0 < value <= 1 for value in rule_confidence().values())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("verb,say,say,speech,asserted,thta", "no frame 'thta'"),
        ("vreb,say,say,speech,asserted,that", "no kind of cue 'vreb' \\(did you mean verb\\?\\)"),
        ("verb,say,say,speach,asserted,that", "no act 'speach'"),
        ("verb,say,say,speech,sure,that", "no certainty 'sure'"),
        ("verb,,say,speech,asserted,that", "words is empty"),
        ("verb,say,say,speech,asserted,that\nverb,say,say,speech,asserted,q", "told twice"),
    ],
)
def test_a_bad_row_is_refused_by_its_place(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "cues.csv"
    path.write_text(f"kind,words,class,act,certainty,frames\n{row}\n", "utf-8")
    with pytest.raises(DataError, match=rf"cues\.csv:\d+: .*{message}"):
        read_cues(path)
