"""The archive, each test on both stores."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

import onrecord
import postgres
from conftest import NOTHING_SKIPPED
from onrecord.archive.tables import to_arrow, to_pandas
from onrecord.errors import ArchiveError, InputError, UsageError
from onrecord.joins.archive import Archive
from telling import Teller, apart, evening, later, morning

ROOT = Path(__file__).resolve().parent.parent
Opener = Callable[[], Archive]


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server | None]:
    """A PostgreSQL for the session; None where it is not installed."""
    if postgres.find_binaries() is None:
        yield None
        return
    with postgres.running() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def where(request: pytest.FixtureRequest, tmp_path: Path, server: postgres.Server | None) -> str:
    """A fresh archive's path or DSN, on each store."""
    if request.param == "sqlite":
        return str(tmp_path / "a.db")
    if server is None:
        message = "PostgreSQL is not installed here"
        if NOTHING_SKIPPED:
            pytest.fail(message)
        pytest.skip(message)
    return server.emptied()


@pytest.fixture
def archive(where: str) -> Iterator[Archive]:
    with Archive(where) as opened:
        yield opened


def filled(archive: Archive) -> Archive:
    archive.add([morning(), evening(), later(), apart()])
    archive.join()
    return archive


def shape(archive: Archive) -> list[object]:
    """All that an archive answers, but for the hours of adding."""
    reports = [replace(r, added_at="") for r in archive.reports()]
    return [reports, archive.events(limit=None), archive.quotes(limit=None), archive.claims(), archive.stories(alone=True), archive.series(), archive.series(rule="independent")]


def test_the_public_door() -> None:
    assert onrecord.Archive is Archive


def test_add_is_idempotent(archive: Archive) -> None:
    first = archive.add([morning(), evening()])
    assert (first.added, first.same, first.failed) == (2, 0, ())
    before = shape(archive)
    again = archive.add([morning(), evening(), morning()])
    assert (again.added, again.same) == (0, 3)
    assert shape(archive) == before


def test_a_record_comes_back_as_it_went_in(archive: Archive) -> None:
    record = morning(extra="\x00 a NUL, a surrogate \udc80, 𝔘 and “marks”.\n")
    archive.add(record)
    assert archive.record(record.document.id) == record
    assert archive.verify() == []


def test_a_failed_report_is_told_and_leaves_the_rest(archive: Archive) -> None:
    summary = archive.add([morning(), InputError("x.txt: empty"), evening()], origin="x")
    assert summary.added == 2
    assert summary.failed == (("x", "x.txt: empty"),)


def test_a_corrected_text_is_a_new_version_beside_the_old(archive: Archive) -> None:
    archive.add(morning())
    summary = archive.add(morning(extra="Correction: the market is in Qaltoum.\n"))
    assert (summary.versions, summary.outcomes[0].version) == (1, 2)
    assert sorted(r.version for r in archive.reports()) == [1, 2]
    archive.join()
    assert len({r.dispatch for r in archive.reports()}) == 1, "two versions are one source"


def test_withdrawn_reports_stay_marked_and_count_no_more(archive: Archive) -> None:
    filled(archive)
    name = later().document.id
    assert [c.state for c in archive.claims(report=name)] == ["single source"]
    assert archive.withdraw(name, "retracted")
    (row,) = archive.reports(ids=[name])
    assert row.withdrawn_at and row.withdrawn_why == "retracted"
    assert [c.state for c in archive.claims(report=name)] == ["withdrawn"]
    assert all(name not in r for p in archive.series() for r in p.rows)
    assert archive.withdraw(name, back=True)
    assert archive.reports(ids=[name])[0].withdrawn_at is None
    assert not archive.withdraw("nothing")


def test_search_words_phrases_and_without(archive: Archive) -> None:
    filled(archive)
    found = archive.search("market shelling")
    assert found.total == 3 and {h.report.id for h in found.hits} == {r().document.id for r in (morning, evening, later)}
    hit = found.hits[0]
    assert {hit.snippet[a:b].lower() for a, b in hit.marks} >= {"market"}
    assert archive.search('"tin exports"').total == 1
    assert archive.search('"exports tin"').total == 0
    assert archive.search("market -denied").total == 2
    assert archive.search("").total == 4
    for hostile in ('"', "' OR 1=1 --", "NEAR(", "a AND", "*", "-", "(()", "\x00"):
        archive.search(hostile)


def test_facets_narrow(archive: Archive) -> None:
    filled(archive)
    found = archive.search("market")
    assert ("The Thames Ledger", 2) in found.facets["outlet"]
    assert ("ASSAULT", 3) in found.facets["type"]
    assert dict(found.facets["certainty"]) == {"asserted": 2, "denied": 1}
    assert archive.search("market", certainty="denied").total == 1
    assert archive.search("market", outlet="Atlantic Wire").total == 1
    assert archive.search("", country="HUN").total == 1
    assert archive.search("", type="assault", actor="SAU", place="Qaltoum").total == 3
    assert archive.search("", speaker="Idra Solenne").total == 2
    assert archive.search("", since="2031-03-05").total == 1
    story = archive.reports(ids=[morning().document.id])[0].story
    assert archive.search("", story=story).total == 3


def test_events_by_pair_time_and_place(archive: Archive) -> None:
    filled(archive)
    assert [e.type for e in archive.events(actor="ROU")] == ["COOPERATE"]
    assert len(archive.events(actor="SAU", recipient="YEM")) == 1
    assert len(archive.events(actor="tarkan army")) == 3
    assert len(archive.events(type="ASSAULT,COOPERATE")) == 4
    assert [e.day for e in archive.events(since="2031-03-03", until="2031-03-05")] == ["2031-03-03"]
    assert len(archive.events(place="YEM")) == 3
    (event,) = archive.events(ids=(f"{morning().document.id}#V1",))
    assert (event.killed, event.holder, event.tellings[0].certainty) == ((12, 12), "Osman Verrat", "asserted")
    assert [s.country for s in event.recipients] == ["YEM"]


def test_quotes(archive: Archive) -> None:
    filled(archive)
    assert len(archive.quotes(who="Idra Solenne")) == 2
    assert len(archive.quotes(who="YEM", kind="direct")) == 2
    assert [q.speaker for q in archive.quotes(words="dead finished")] == ["Idra Solenne"]
    assert archive.quotes(words="100%_") == []
    with pytest.raises(UsageError, match="direct, indirect or mixed"):
        archive.quotes(kind="shouted")


def test_one_incident_with_both_sides(archive: Archive) -> None:
    filled(archive)
    claim = archive.claim(f"{evening().document.id}#V1")
    assert claim is not None
    assert set(claim.incident.events) == {f"{morning().document.id}#V1", f"{evening().document.id}#V1"}
    assert claim.state == "disputed"
    assert [v.who for v in claim.asserts] == ["Osman Verrat"]
    assert [v.who for v in claim.denies] == ["Tarkan army"]
    assert {(f.what, f.low) for f in claim.figures} == {("killed", 12), ("killed", 19)}
    assert {c.about for c in claim.contradictions} == {"denial", "figure"}
    assert (claim.incident.begin, claim.incident.place, claim.incident.sources) == ("2031-03-02", "Qaltoum", 2)


def test_a_look_alike_on_another_day_stays_apart(archive: Archive) -> None:
    filled(archive)
    other = archive.incident(f"{later().document.id}#V1")
    assert other is not None and other.events == (f"{later().document.id}#V1",)


def test_one_utterance_told_twice(archive: Archive) -> None:
    filled(archive)
    both = {f"{morning().document.id}#S2", f"{evening().document.id}#S2"}
    (name,) = {q.utterance for q in archive.quotes(ids=tuple(both))}
    assert {q.id for q in archive.quotes(utterance=name)} == both


def test_stories(archive: Archive) -> None:
    filled(archive)
    (story,) = archive.stories()
    assert set(story.reports) == {r().document.id for r in (morning, evening, later)}
    assert (story.begin, story.end) == ("2031-03-03", "2031-03-08")
    assert len(archive.stories(alone=True)) == 2


def test_copies_are_one_source_named_by_its_agency(archive: Archive) -> None:
    body = "".join(f"The council of ward {n} met at noon to hear how the flood of the river Tamsel had reached its cellars. " for n in ("one", "nine", "six", "two")) + "\n"
    wire = Teller(f"Flood fills cellars\nTAMSEL (Northern Agency) - {body}", "2031-04-01", "Northern Agency", "https://a.example/1").record()
    copy = Teller(f"Cellars under water\nTAMSEL (Northern Agency) - {body[:-106]}\n", "2031-04-02", "Town Crier", "https://b.example/1").record()
    archive.add([wire, copy, apart()])
    archive.join()
    rows = archive.reports(ids=[wire.document.id, copy.document.id])
    assert len({r.dispatch for r in rows}) == 1
    assert [r.agency for r in rows] == ["Northern Agency"] * 2
    (verdict,) = archive.judgements(kind="dispatch")
    assert "runs of four words" in verdict.reason and verdict.decided_by == "rule"


def test_series(archive: Archive) -> None:
    filled(archive)
    (month,) = archive.series("SAU", "YEM", count="events")
    assert (month.period, month.count, month.material_conflict, month.rows) == ("2031-03", 1, 1, (f"{morning().document.id}#V1",))
    assert month.goldstein < 0
    assert [r.period for r in archive.series("ROU", "HUN", by="week")] == ["2031-03-03"]
    assert [r.period for r in archive.series("HUN", "ROU", by="day")] == ["2031-03-03"], "both sides of a symmetric event act"
    assert archive.series("SAU", "YEM", rule="officials")[0].count == 1 and archive.series("ROU", "HUN", rule="officials") == []
    assert archive.series("SAU", "YEM", rule="independent") == [], "one report alone names the people hit"
    with pytest.raises(UsageError, match="'year' is not one of day, week, month"):
        archive.series(by="year")


def test_as_of_equals_a_fresh_archive(where: str, tmp_path: Path) -> None:
    records = [morning(), evening(), later(), apart()]
    with Archive(where) as archive:
        hours = []
        for record in records:
            archive.add(record)
            archive.join()
            hours.append(archive.reports(ids=[record.document.id])[0].added_at)
        archive.withdraw(records[0].document.id, "gone")
        archive.recode(f"{records[1].document.id}#V1", "type", "COERCE", author="ana")
        archive.reject("story", records[0].document.id, records[1].document.id, author="ana")
        archive.join()
        for k, hour in enumerate(hours, 1):
            with Archive(tmp_path / f"fresh{k}.db") as fresh:
                fresh.add(records[:k])
                fresh.join()
                seen = archive.as_of(hour)
                assert [replace(r, withdrawn_at=None) for r in shape(seen)[0]] == shape(fresh)[0]
                assert shape(seen)[1:4] == shape(fresh)[1:4]
                assert shape(seen) == shape(fresh)
        assert shape(archive.as_of("2099-01-01"))[1:] == shape(archive)[1:]
        assert archive.as_of("2000-01-01").reports() == []


def test_order_of_adding_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    records = [morning(), evening(), later(), apart(), morning(url="https://copy.example/9", publisher="Town Crier")]
    archive.add(records)
    archive.join()
    for seed in range(4):
        shuffled = records[:]
        random.Random(seed).shuffle(shuffled)
        with Archive(tmp_path / f"{seed}.db") as other:
            for record in shuffled:
                other.add(record)
                if seed % 2:
                    other.join()
            other.join()
            assert shape(other) == shape(archive)


def test_a_persons_verdict_outranks_and_can_be_undone(archive: Archive) -> None:
    filled(archive)
    one, two = f"{morning().document.id}#V1", f"{evening().document.id}#V1"
    before = shape(archive)
    row = archive.reject("incident", one, two, author="ana", note="two shellings")
    assert archive.events(ids=(one,))[0].incident != archive.events(ids=(two,))[0].incident
    archive.add(morning(url="https://copy.example/9"))
    archive.join()
    assert archive.events(ids=(one,))[0].incident != archive.events(ids=(two,))[0].incident, "new reports do not outvote a person"
    assert [j.author for j in archive.judgements(person=True)] == ["ana"]
    assert archive.undo(row.n, author="ana") and not archive.undo(row.n, author="ana")
    assert archive.events(ids=(one,))[0].incident == archive.events(ids=(two,))[0].incident
    assert len(archive.judgements(person=True, undone=True)) == 1
    third = f"{later().document.id}#V1"
    merged = archive.merge("incident", [one, third], author="ana")
    assert len(archive.claim(third).incident.events) == 4  # type: ignore[union-attr]
    for verdict in merged:
        archive.undo(verdict.n, author="ana")
    archive.split("incident", [two], author="ana")
    assert archive.incident(two).events == (two,)  # type: ignore[union-attr]
    assert len(before) == 7


@pytest.mark.parametrize(
    ("kind", "left", "right", "message"),
    [("incident", "x#V1", "y#V1", "no report 'x'"), ("kind", "a", "b", "is not one of"), ("story", "same", "same", "named twice")],
)
def test_a_verdict_on_nothing_is_refused(archive: Archive, kind: str, left: str, right: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        archive.accept(kind, left, right, author="ana")


def test_recoding_changes_rows_not_the_record_and_is_undone(archive: Archive) -> None:
    filled(archive)
    record, before = evening(), shape(archive)
    number = archive.recode(f"{record.document.id}#E1", "country", "OMN", author="ana", note="not Saudi")
    archive.join()
    assert archive.record(record.document.id) == record
    assert [e.report for e in archive.events(actor="OMN")] == [record.document.id]
    assert archive.verify() == []
    with pytest.raises(UsageError, match="no field 'colour'"):
        archive.recode(f"{record.document.id}#E1", "colour", "red", author="ana")
    with pytest.raises(UsageError, match="is no type"):
        archive.recode(f"{record.document.id}#V1", "type", "HUG", author="ana")
    assert archive.undo(number, author="ana", recode=True)
    archive.join()
    assert [replace(r, reading=1) for r in shape(archive)[0]] == before[0]
    assert shape(archive)[1:] == before[1:]


def test_a_persons_hand_survives_a_reading_that_numbers_otherwise(archive: Archive) -> None:
    filled(archive)
    old = evening()
    name = old.document.id
    archive.recode(f"{name}#V1", "mode", "aerial", author="ana")
    archive.reject("incident", f"{morning().document.id}#V1", f"{name}#V1", author="ana")
    first = replace(old.events[0], id="V1", type="REJECT", mode=None, certainty="asserted", casualties=None, mentions=(replace(old.events[0].mentions[0], trigger=(11, 17), evidence=(0, 35), certainty="asserted", cues=(), statement=None),))
    new = replace(old, events=(first, replace(old.events[0], id="V2")), made_by={"onrecord": "next"})
    assert archive.add(new).same == 1, "reading again is asked for by name"
    assert archive.add(new, reread=True).rereads == 1
    archive.join()
    (event,) = archive.events(ids=(f"{name}#V2",))
    assert event.mode == "aerial"
    assert archive.events(ids=(f"{morning().document.id}#V1",))[0].incident != event.incident
    assert [(j.left, j.right) for j in archive.judgements(person=True)] == [tuple(sorted((f"{morning().document.id}#V1", f"{name}#V2")))]


def test_check_knows_without_keeping(archive: Archive) -> None:
    archive.add([morning(), later(), apart()])
    archive.join()
    (claim,) = archive.check(evening())
    assert f"{morning().document.id}#V1" in claim.incident.events
    assert len(archive.reports()) == 3


def test_show(archive: Archive) -> None:
    filled(archive)
    name = morning().document.id
    for part in ("", "#V1", "#S1", "#E2"):
        row = archive.show(name + part)
        assert row is not None and row.id == name + part
    assert archive.show("nothing") is None and archive.show(name + "#V9") is None


def test_verify_names_one_flipped_byte(where: str) -> None:
    with Archive(where) as archive:
        filled(archive)
        assert archive.verify() == []
        with archive._store.writing() as connection:
            connection.execute(text("UPDATE reports SET record = replace(record, 'old school', 'olt school') WHERE id = :id"), {"id": morning().document.id})
            connection.execute(text("UPDATE events SET certainty = 'asserted' WHERE certainty = 'denied'"))
        faults = archive.verify()
        assert {(f.report, f.datum) for f in faults} >= {(morning().document.id, "record"), (morning().document.id, "text"), (evening().document.id, "V1")}
        assert not [f for f in faults if f.report == apart().document.id]


def test_backup_is_the_same_archive(archive: Archive, tmp_path: Path) -> None:
    filled(archive)
    path = archive.backup(tmp_path / "copy.db")
    with Archive(path) as copy:
        assert shape(copy) == shape(archive)
        assert copy.search("market shelling").total == 3
        assert copy.verify() == []
    with pytest.raises(UsageError, match="overwrites nothing"):
        archive.backup(path)


def test_a_newer_schema_is_refused_by_name(where: str) -> None:
    with Archive(where) as archive, archive._store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ArchiveError, match="schema 9999, newer than"):
        Archive(where)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive at"):
        Archive(tmp_path / "none.db", create=False)
    (tmp_path / "text.db").write_text("not a database, but long enough to look at " * 40)
    with pytest.raises(ArchiveError, match="could not be opened"):
        Archive(tmp_path / "text.db")
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE reports (x)")
    other.close()
    with pytest.raises(ArchiveError, match="is no onrecord archive"):
        Archive(tmp_path / "other.db")
    with pytest.raises(ArchiveError, match="an archive is a path"):
        Archive("mysql://somewhere/x")


def test_tables_for_pandas_and_arrow(archive: Archive) -> None:
    filled(archive)
    rows = archive.events()
    table = to_arrow(rows)
    assert table.num_rows == 4 and table.column("type").to_pylist() == [e.type for e in rows]
    assert table.column("actors")[0].as_py()[0]["name"] == rows[0].actors[0].name
    frame = to_pandas(rows)
    assert list(frame["id"]) == [e.id for e in rows]
    assert to_arrow([]).num_rows == 0 and to_pandas([]).empty


def test_two_adders_wait_for_each_other_while_a_reader_reads(where: str) -> None:
    Archive(where).close()
    failures: list[BaseException] = []

    def work(start: int) -> None:
        try:
            with Archive(where) as mine:
                for n in range(start, start + 12):
                    mine.add(morning(url=f"https://many.example/{n}"))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in (0, 100, 106)]
    with Archive(where) as reader:
        for thread in threads:
            thread.start()
        seen = [len(reader.reports())]
        while any(t.is_alive() for t in threads):
            seen.append(len(reader.reports()))
        for thread in threads:
            thread.join()
        assert failures == []
        assert seen == sorted(seen)
        assert len(reader.reports()) == 30
        assert reader.verify() == []


KILLED = """
import sys
sys.path[:0] = [{tests!r}, {src!r}]
from telling import morning
from onrecord.joins.archive import Archive
archive = Archive({where!r})
for n in range({start}, 100000):
    archive.add([morning(url=f"https://kill.example/{{n}}-{{k}}", extra=f"Ward {{n}} {{k}}.\\n") for k in range(3)], progress=lambda done: print(done.report, flush=True))
    archive.join()
"""


def test_a_kill_loses_nothing_acknowledged_and_leaves_whole_reports(where: str) -> None:
    dice = random.Random(7)
    acknowledged: set[str] = set()
    for turn in range(4):
        code = KILLED.format(tests=str(ROOT / "tests"), src=str(ROOT / "src"), where=where, start=turn * 1000)
        child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        acknowledged.add(child.stdout.readline().strip())
        time.sleep(dice.uniform(0.0, 0.25))
        child.kill()
        acknowledged.update(line for raw in child.stdout.read().split("\n") if len(line := raw.strip()) == 16)
        child.wait()
        child.stdout.close()
    with Archive(where) as archive:
        kept = {r.id for r in archive.reports()}
        assert acknowledged - {""} <= kept
        assert archive.verify() == []
        assert len(kept) % 3 == 0, "a batch is kept whole or not at all"
        archive.join()
        assert len({archive.reports(ids=[i])[0].story for i in sorted(kept)[:20]}) == 1
