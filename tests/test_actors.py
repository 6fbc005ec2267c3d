"""Who: the code of a mention, the order of evidence within a report, and the user's own rows."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import onrecord
from conftest import sound
from onrecord.knowledge import overlay
from onrecord.stages.actors import code_mention

CASES = Path(__file__).parent / "cases" / "actors.yaml"
Case = tuple[str, str | None, str | None, str | None]


def cases() -> list[Case]:
    groups = yaml.safe_load(CASES.read_text("utf-8"))
    return [(*row, group["day"]) for group in groups for row in group["cases"]]


@pytest.mark.parametrize(("mention", "country", "sector", "day"), cases())
def test_mention_alone(mention: str, country: str | None, sector: str | None, day: str | None) -> None:
    code = code_mention(mention, day)
    assert (code.country, code.sector) == (country, sector), code.coded_by
    assert (code.coded_by is None) == (country is None and sector is None)


def test_row_not_confirmed_for_the_day_is_marked() -> None:
    assert "not confirmed since" in (code_mention("Claudia Sheinbaum", "2029-01-01").coded_by or "")
    assert "not confirmed" not in (code_mention("Claudia Sheinbaum", "2025-01-01").coded_by or "")


REPORTS = {
    "told": ("The governor's words came late. Tomas Okello, an opposition deputy from Kenya, told reporters in Nairobi that the vote was stolen.", "Tomas Okello", "KEN", "OPP"),
    "related": ("Kenya said on Monday it had recalled its ambassador. The ambassador, Grace Wanjiru, said she was ready.", "Grace Wanjiru", "KEN", "GOV"),
    "scene": ("NAIROBI, Kenya. Kenya shut its border on Monday. Nine men were held at the crossing by soldiers, a magistrate in Nairobi said. Kenya gave no reason.", "soldiers", "KEN", "MIL"),
}


@pytest.mark.parametrize("name", REPORTS)
def test_within_a_report(reader: onrecord.Reader, name: str) -> None:
    text, who, country, sector = REPORTS[name]
    record = sound(reader.read(onrecord.Report(text, published="2016-03-09")))
    found = next(e for e in record.entities if e.name.lower() == who.lower())
    assert (found.country, found.sector) == (country, sector), found.coded_by


def test_no_code_without_a_reason(reader: onrecord.Reader) -> None:
    record = reader.read(onrecord.Report("Somebody told somebody else that the bridge at Glubb had fallen. It was raining.", published="2016-03-09"))
    for entity in record.entities:
        assert entity.coded_by or (entity.country is None and entity.sector is None)


def test_users_rows_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("country,role,person,from,to,sector\nNOR,front,Hezbollah,,,SOC\nKEN,president,Amina Diallo,2030-01-01,,\n", "utf-8")
    monkeypatch.setenv(overlay.VARIABLE, str(mine))
    assert code_mention("Hezbollah", None) == type(code_mention("x", None))("NOR", "SOC", "user's file: Hezbollah, front")
    assert code_mention("Amina Diallo", "2031-05-01").country == "KEN"
    assert code_mention("President Diallo", "2031-05-01").country == "KEN"
    assert code_mention("Amina Diallo", "2020-01-01").sector is None


def test_long_mentions_cost_little() -> None:
    assert code_mention("the police of " + "a very long way " * 5000, None).sector == "COP"
