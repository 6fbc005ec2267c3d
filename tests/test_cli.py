"""The command as a user types it: real processes, real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord

ROOT = Path(__file__).resolve().parent.parent
REPORT = "Iran rejects plan\nIran rejected the plan on Monday, its foreign minister told Reuters. “We will not sign,” he said.\n"


def run(*arguments: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100", **env}
    return subprocess.run([sys.executable, "-m", "onrecord", *arguments], input=stdin, capture_output=True, env=environment, cwd=ROOT, timeout=120, check=False)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reports") / "plan.txt"
    path.write_text(REPORT, "utf-8")
    return path


def test_a_page_for_the_terminal(report: Path) -> None:
    done = run("read", str(report), "--published", "2021-05-04")
    out = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "Who said what" in out and "What happened" in out and "Times" in out and "Actors" in out
    assert "\x1b[" not in out, "no colours into a pipe"


def test_json_is_the_record(report: Path) -> None:
    done = run("read", str(report), "--json", "--published", "2021-05-04")
    record = onrecord.from_json(done.stdout.decode())
    assert record.document.published == "2021-05-04"
    assert record.document.text.startswith("Iran rejects plan\nIran rejected")


def test_jsonl_in_jsonl_out_in_order(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    rows = [{"text": f"Kenya sent {n} soldiers on Monday.", "published": "2021-05-04", "publisher": f"Paper {n}"} for n in (3, 1, 2)]
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    done = run("read", str(path), "--jsonl")
    records = [onrecord.from_json(line) for line in done.stdout.decode().splitlines()]
    assert [r.document.publisher for r in records] == ["Paper 3", "Paper 1", "Paper 2"]


def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text('{"text": "Kenya sent soldiers on Monday."}\n{"text": \n{"text": "Police arrested 12 people."}\n', "utf-8")
    done = run("read", str(path), "--jsonl")
    assert done.returncode == 1
    assert len(done.stdout.decode().splitlines()) == 2
    assert f"{path}:2" in done.stderr.decode().replace("\n", "")


def test_standard_input(report: Path) -> None:
    done = run("read", "-", "--json", stdin=REPORT.encode())
    assert onrecord.from_json(done.stdout.decode()).document.published is None


def test_html_holds_all_and_nothing_runs(tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_text("<script>alert(1)</script> and {{ 7*7 }} rejected the plan on Monday, the minister said.", "utf-8")
    page = run("read", str(path), "--html").stdout.decode()
    assert "&lt;script&gt;alert(1)" in page and "{{ 7*7 }}" in page
    assert page.count("<script>") == 1
    assert "http://" not in page and "src=" not in page


def test_many_pages_with_an_index(tmp_path: Path) -> None:
    done = run("read", "examples/reports.jsonl", "--html", "--out", str(tmp_path / "pages"))
    assert done.returncode == 0, done.stderr.decode()
    pages = sorted(p.name for p in (tmp_path / "pages").iterdir())
    assert len(pages) == 17 and "index.html" in pages


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("empty.txt", b"", "empty"),
        ("binary.bin", bytes(range(256)) * 20, "binary"),
        ("digits.txt", b"1 2 3", "no word"),
        ("spanish.txt", "El ministro dijo el lunes que el ejército había atacado la ciudad y que no firmaría.".encode(), "Spanish"),
    ],
)
def test_bad_input_is_named_with_the_reason(tmp_path: Path, name: str, data: bytes, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    done = run("read", str(path), "--json")
    message = done.stderr.decode().replace("\n", " ")
    assert done.returncode == 1 and word in message and name in message and "Traceback" not in message


@pytest.mark.parametrize(
    "data",
    [REPORT.encode("utf-16"), REPORT.encode("utf-8-sig"), REPORT.replace("“", '"').replace("”", '"').replace("its", "Iran’s é").encode("cp1252")],
)
def test_other_encodings_are_read(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "coded.txt"
    path.write_bytes(data)
    done = run("read", str(path), "--json")
    assert done.returncode == 0, done.stderr.decode()
    text = onrecord.from_json(done.stdout.decode()).document.text
    assert text.startswith("Iran rejects plan") and "\x00" not in text and "\ufeff" not in text


def test_a_missing_file_is_named() -> None:
    done = run("read", "no/such/file.txt")
    assert done.returncode == 1 and b"no/such/file.txt" in done.stderr


def test_wrong_usage_is_told() -> None:
    assert run("read", "x.txt", "--json", "--html").returncode == 2
    assert run("read", "x.txt", "--nonsense").returncode == 2


def test_doctor_and_schema() -> None:
    checks = json.loads(run("doctor", "--json").stdout)
    assert all(c["ok"] for c in checks), checks
    assert json.loads(run("schema").stdout)["title"] == "Record"


def test_help_begins_with_an_example() -> None:
    out = run("read", "--help").stdout.decode()
    assert "Example: onrecord read report.txt" in out


def test_bench_compares_with_the_bare_parser() -> None:
    done = run("bench", "examples/reports.jsonl", "--reports", "2")
    assert done.returncode == 0, done.stderr.decode()
    assert "ratio" in done.stdout.decode() and "start-up" in done.stdout.decode()
    assert run("bench", "no/such.jsonl").returncode == 1
