"""Any text gives a record that keeps the invariants, or a clear error; never a traceback."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import onrecord
from conftest import sound
from onrecord import InputError, Report
from onrecord.record import Record

WORDS = st.sampled_from(
    "The minister said told reporters that “ ” \" ' ‘ ’ he she they denied attacked troops on Monday last week Reuters reported Iran Kenya 's not if would will "
    "accused president Smith of killing 12 people , . — : ? ( ) \n …  \u202e 😀 é a\u0301 \x00 \r\n said . ” “ two years ago May 3, 2021 in Nairobi never plan to sign".split(" ")
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)
ANY_TEXT = st.text(max_size=300)


def read_or_refuse(reader: onrecord.Reader, text: str, published: str | None) -> Record | None:
    (result,) = list(reader.try_many([Report(text, published=published)]))
    if isinstance(result, Record):
        assert result.document.text == text
        return sound(result)
    assert isinstance(result, InputError), result
    assert str(result)
    return None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(text=SENTENCES, published=st.sampled_from([None, "2021-05-04", "1999-12-31T23:00:00+03:00"]))
def test_words_of_news_in_any_order_give_a_sound_record(reader: onrecord.Reader, text: str, published: str | None) -> None:
    read_or_refuse(reader, text, published)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(text=ANY_TEXT)
def test_any_unicode_gives_a_sound_record_or_a_clear_error(reader: onrecord.Reader, text: str) -> None:
    read_or_refuse(reader, text, None)


HOSTILE = {
    "fifty levels of quotation marks": "“‘" * 25 + "No, he said." + "’”" * 25,
    "never closed": "“We will not go, she said. “And we will not pay, he added.\nThe end of the report came on Monday.",
    "one long line": ("The minister said on Monday that the army had attacked the town. " * 3_200),
    "only marks": "“”‘’\"\"''«»",
    "carriage returns": "The minister spoke.\r\nHe said: “No.”\rThe army left on Monday.\r\n",
    "control characters": "The minister\x07 said\x1b[31m that\x00 the army\x9b attacked.",
    "right to left": "The minister \u202esaid\u202c that \u0627\u0644\u062c\u064a\u0634 attacked the town on Monday.",
    "combining and astral": "Café\u0301 owners 😀 said 👩‍👩‍👧 the 𝔪inister lied on Monday.",
    "markup": "<script>alert(1)</script> The minister said {{ 7*7 }} '; DROP TABLE reports; -- on Monday.",
    "a lone surrogate": "The minister said \ud800 on Monday.",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text(reader: onrecord.Reader, name: str) -> None:
    read_or_refuse(reader, HOSTILE[name], "2021-05-04")


def test_the_same_report_gives_the_same_bytes(reader: onrecord.Reader) -> None:
    report = Report("Iran rejected the offer on Monday, the minister said. “We will not sign,” he told Reuters.", published="2021-05-04")
    alone = onrecord.to_json(reader.read(report))
    with_others = [onrecord.to_json(r) for r in reader.read_many([Report("Kenya sent troops."), report, Report("Police arrested 12 people.")])]
    assert with_others[1] == alone
    assert onrecord.to_json(onrecord.Reader().read(report)) == alone


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\x00\x01\x02" * 50, "binary"),
        ("1234 5678", "no word"),
        ("a " * 3_000_000, "characters"),
        ("El ministro dijo el lunes que el ejército había atacado la ciudad y que el gobierno no firmaría el acuerdo de paz.", "Spanish"),
    ],
)
def test_what_is_no_english_report_is_refused_with_the_reason(reader: onrecord.Reader, text: str, word: str) -> None:
    with pytest.raises(InputError, match=word):
        reader.read(Report(text))


def test_force_reads_another_language() -> None:
    text = "El ministro dijo el lunes que el ejército había atacado la ciudad y que el gobierno no firmaría el acuerdo de paz."
    assert sound(onrecord.Reader(force=True).read(Report(text))).document.language == "es"


def test_a_bad_report_leaves_the_others_alone(reader: onrecord.Reader) -> None:
    results = list(reader.try_many([Report("Kenya sent troops on Monday."), Report(""), Report("Police arrested 12 people.")]))
    assert [isinstance(r, Record) for r in results] == [True, False, True]
