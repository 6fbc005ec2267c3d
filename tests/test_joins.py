"""Joins: verdicts are functions of a pair, clusters of the verdicts; what is alike and not the same stays apart."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from onrecord.archive.judging import Edge
from onrecord.archive.store import Store
from onrecord.archive.words import fold, stem
from onrecord.errors import DataError
from onrecord.joins import verdicts
from onrecord.joins.clusters import clusters
from onrecord.joins.profile import Profile, profile, shingles, weigh
from onrecord.joins.verdicts import dispatch_score, incident_score, story_score, utterance_score
from onrecord.record import Record
from telling import Teller, apart, evening, later, morning


def profiles() -> list[Profile]:
    return [profile(r) for r in (morning(), evening(), later(), apart())]


def test_verdicts_are_symmetric() -> None:
    for a, b in itertools.permutations(profiles(), 2):
        assert story_score(a, b).value == pytest.approx(story_score(b, a).value)
        assert dispatch_score(a, b).value == pytest.approx(dispatch_score(b, a).value)
        for x, y in itertools.product(a.events, b.events):
            one, two = incident_score(x, y, 1.0), incident_score(y, x, 1.0)
            assert (one is None) == (two is None)
            assert one is None or two is None or one.value == pytest.approx(two.value)
        for s, t in itertools.product(a.statements, b.statements):
            first, second = utterance_score(s, t, 1.0), utterance_score(t, s, 1.0)
            assert (first is None) == (second is None)
            assert first is None or second is None or first.value == pytest.approx(second.value)


def test_every_verdict_says_why() -> None:
    one, two, *_ = profiles()
    score = incident_score(one.events[0], two.events[0], 2.0)
    assert score is not None and score.same
    assert "+ same type" in score.reason or "+ same trigger" in score.reason


def test_days_that_do_not_meet_part_what_is_alike() -> None:
    one, _, three, _ = profiles()
    score = incident_score(one.events[0], three.events[0], 4.0)
    assert score is not None and not score.same
    assert "days that lie 5 apart" in score.reason


def plan(certainty: str, day: str, published: str) -> Record:
    text = f"Harbour of Velmora\nThe Orvanian navy {'will close' if certainty == 'planned' else 'closed'} the harbour of Velmora on {day}, Admiral Petra Lund said.\n"
    t = Teller(text, published, "Wire", f"https://w.example/{published}")
    place = t.who("Velmora", "ROU", None, "place", (44.2, 28.6))
    navy = t.who("Orvanian navy", "ROU", "MIL", "organization")
    t.who("Petra Lund", "ROU", "MIL")
    time = t.when(day, "2031-05-0" + ("6" if day == "Tuesday" else "7"))
    t.did("COERCE", "close" if certainty == "planned" else "closed", [navy], [], certainty=certainty, cue="will" if certainty == "planned" else None, time=time, place=place, mode="restrict")
    return t.record()


def test_planned_and_done_a_day_late_is_one() -> None:
    one, two = profile(plan("planned", "Tuesday", "2031-05-02")), profile(plan("asserted", "Wednesday", "2031-05-08"))
    score = incident_score(one.events[0], two.events[0], 3.0)
    assert score is not None and score.same


def test_background_repeated_is_no_copy() -> None:
    background = "The river Tamsel rose after nine days of rain and reached the cellars of the old town, as it had in the spring of the year before.\n"
    news = ["Council meets\nThe council of Tamsel met on Monday to vote on a wall of stone along the quay, and put it off until the autumn for want of money.\n" * 2,
            "Ferry sinks\nA ferry with forty on board went down in the estuary on Friday night; all were taken off by a dredger that lay at anchor nearby.\n" * 2]  # fmt: skip
    one, two = (profile(Teller(n + background, f"2031-04-0{i}", "Wire", f"https://w.example/{i}").record()) for i, n in enumerate(news, 1))
    assert not dispatch_score(one, two).same
    cut = profile(Teller(news[0], "2031-04-02", "Crier", "https://c.example/1").record())
    assert dispatch_score(one, cut).same


def test_long_quotations_in_common_are_no_copy() -> None:
    speech = "“" + "We built this bridge with our own hands and we shall not leave it to those who came for the toll and never for the stones. " * 2 + "”"
    one = profile(Teller(f"Mayor defends bridge\nThe mayor of Pell spoke for an hour to a hall that did not want to hear him out, while rain came through the roof and the clerk wrote down what little he could follow of it. {speech}\n", "2031-04-01", "Wire").record())
    two = profile(Teller(f"Toll dispute heats up\nOpponents of the crossing jeered on Sunday as its builder took the floor at last, and two of them were led out by ushers before the vote on the toll could be called at all. {speech}\n", "2031-04-01", "Crier").record())
    assert not dispatch_score(one, two).same


def edges(*pairs: tuple[str, str, float], person: bool = False, same: bool = True) -> list[Edge]:
    return [Edge(a, b, same, score, person) for a, b, score in pairs]


def test_clusters_do_not_depend_on_order() -> None:
    found = edges(*[(f"{a:02}", f"{b:02}", (a * 7 + b) % 5 + 0.5) for a, b in itertools.combinations(range(12), 2) if (a * b) % 3 == 0])
    first = clusters("incident", found)
    for seed in range(20):
        random.Random(seed).shuffle(found)
        assert clusters("incident", found) == first


def test_one_wrong_link_makes_no_chain() -> None:
    two_groups = edges(("a", "b", 3), ("b", "c", 3), ("a", "c", 3), ("x", "y", 3), ("y", "z", 3), ("x", "z", 3))
    assert clusters("incident", two_groups + edges(("c", "x", 0.5))) == [["a", "b", "c"], ["x", "y", "z"]]


def test_a_person_parts_and_joins() -> None:
    machine = edges(("a", "b", 3), ("b", "c", 3), ("a", "c", 3))
    assert clusters("incident", machine + edges(("a", "b", 1), person=True, same=False)) == [["a", "c"]] or clusters(
        "incident", machine + edges(("a", "b", 1), person=True, same=False)
    ) == [["b", "c"]]
    assert clusters("incident", edges(("a", "b", 1), person=True)) == [["a", "b"]]


def test_words() -> None:
    assert fold("The  Élysée’s") == "elysee"
    assert {stem(w) for w in ("bombing", "bombed", "bombs", "bomb")} == {"bomb"}
    assert list(shingles("a b c".split())) == [] and len(set(shingles("a b c d e".split()))) == 2
    vector = weigh("the strike of the miners of kolvar".split())
    assert "kolvar" in vector and "the" not in vector


def test_a_bad_weight_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "join_weights.csv").write_text("join,feature,weight\nstory,colour,1\n")
    monkeypatch.setattr(verdicts, "DATA", tmp_path)
    verdicts._weights.cache_clear()
    try:
        with pytest.raises(DataError, match=r"join_weights\.csv:2: no feature 'colour'"):
            verdicts._weights()
    finally:
        verdicts._weights.cache_clear()


def test_the_first_migration_is_the_schema(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from onrecord.archive.schema import metadata

    store = Store(tmp_path / "a.db")
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": lambda name, kind, _: kind != "table" or not str(name).startswith("fulltext")})
        changes = compare_metadata(context, metadata)
    store.close()
    assert changes == []
