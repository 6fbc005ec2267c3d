"""The archive's commands, as a user types them, in this process."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import onrecord
from onrecord.cli.main import run
from telling import apart, evening, later, morning


class Shell:
    """Runs commands on one archive and gives what they printed."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.where, self.capture = str(folder / "a.db"), capture

    def __call__(self, *arguments: str, code: int = 0) -> str:
        self.capture.readouterr()
        assert run([*arguments, "--archive", self.where]) == code, self.capture.readouterr().err
        return self.capture.readouterr().out


@pytest.fixture
def shell(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path, capfd)
    lines = tmp_path / "records.jsonl"
    lines.write_text("".join(onrecord.to_json(r) + "\n" for r in (morning(), evening(), later(), apart())), "utf-8")
    made("add", "--records", str(lines))
    made("join")
    return made


def test_adding_again_changes_nothing(shell: Shell, tmp_path: Path) -> None:
    before = shell("events", "--json")
    shell("add", "--records", str(tmp_path / "records.jsonl"))
    assert shell("events", "--json") == before


def test_a_bad_line_is_named_and_the_rest_goes_on(shell: Shell, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.jsonl").write_text("{}\n" + onrecord.to_json(morning(url="https://new.example/")) + "\n", "utf-8")
    assert run(["add", "--records", str(tmp_path / "bad.jsonl"), "--archive", shell.where]) == 1
    assert "bad.jsonl:1: not a record" in capfd.readouterr().err.replace("\n", " ")
    assert len(json.loads(shell("events", "--json"))) == 5


def test_tables_json_and_csv(shell: Shell) -> None:
    assert "Tarkan army" in shell("events", "--type", "ASSAULT")
    rows = list(csv.DictReader(io.StringIO(shell("events", "--csv"))))
    assert len(rows) == 4 and {"id", "type", "actors", "words"} <= set(rows[0])
    found = json.loads(shell("search", "market", "--json"))
    assert found["total"] == 3 and found["facets"]["outlet"]
    assert "Idra Solenne" in shell("quotes", "--speaker", "Idra Solenne")
    assert "disputed" in shell("claims", "--disputed") and "denies" in shell("claims", "--disputed")
    assert len(json.loads(shell("incidents", "--type", "ASSAULT", "--json"))) == 2
    assert "shelling" in shell("stories").lower()
    assert json.loads(shell("series", "SAU", "YEM", "--by", "day", "--json"))[0]["period"] == "2031-03-02"


def test_show_and_as_of(shell: Shell) -> None:
    name = f"{morning().document.id}#V1"
    assert "asserts" in shell("show", name)
    assert json.loads(shell("show", name, "--json"))["claim"]["state"] == "disputed"
    assert shell("events", "--as-of", "2000-01-01", "--json").strip() == "[]"
    shell("events", "--as-of", "yesterday", code=2)
    shell("show", "nothing", code=2)


def test_a_persons_hand(shell: Shell) -> None:
    one, two = f"{morning().document.id}#V1", f"{evening().document.id}#V1"
    number = shell("judge", "reject", "incident", one, two, "--author", "ana", "--note", "two shellings").strip()
    assert len(json.loads(shell("incidents", "--type", "ASSAULT", "--json"))) == 3
    assert "two shellings" in shell("judge", "list", "--person")
    shell("judge", "undo", number, "--author", "ana")
    assert len(json.loads(shell("incidents", "--type", "ASSAULT", "--json"))) == 2
    assert shell("judge", "recode", one, "mode", "aerial", "--author", "ana").startswith("recode ")
    shell("judge", "undo", "99", "--author", "ana", code=2)


def test_verify_backup_and_withdraw(shell: Shell, tmp_path: Path) -> None:
    shell("verify")
    shell("backup", str(tmp_path / "copy.db"))
    shell("backup", str(tmp_path / "copy.db"), code=2)
    shell("withdraw", later().document.id, "--why", "retracted")
    assert "withdrawn" in shell("incidents", "--since", "2031-03-05")


def test_no_archive_is_exit_three(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["events", "--archive", str(tmp_path / "none.db")]) == 3
    assert "no archive at" in capfd.readouterr().err.replace("\n", " ")
