"""Who is meant: names, roles and pronouns to entities, over sentences written for the purpose."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from onrecord import Reader, Report
from onrecord.errors import DataError
from onrecord.knowledge import people as knowledge
from onrecord.reading import Entity, Reading

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "people.yaml").read_text("utf-8"))


@lru_cache(maxsize=1)
def reader() -> Reader:
    return Reader(force=True)


def read(text: str) -> Reading:
    return next(iter(reader().readings([Report(text.strip(), published="2021-03-18")])))


def place(text: str, words: str) -> tuple[int, int]:
    """Where the words stand; "he#2": the second time."""
    wanted, _, number = words.partition("#")
    at = -1
    for _ in range(int(number or 1)):
        at = text.index(wanted, at + 1)
        while not _whole(text, at, len(wanted)):
            at = text.index(wanted, at + 1)
    return at, at + len(wanted)


def _whole(text: str, at: int, length: int) -> bool:
    return (at == 0 or not text[at - 1].isalnum()) and not text[at + length : at + length + 1].isalnum()


def owners(reading: Reading, words: str) -> list[Entity]:
    span = place(reading.text, words)
    return [e for e in reading.entities if any(m.span == span for m in e.mentions)]


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:40] for c in CASES])
def test_reading(case: dict[str, Any]) -> None:
    reading = read(case["text"])
    shown = {e.name: [reading.words(m.span) for m in e.mentions] for e in reading.entities}
    for name, mentions in case.get("same", {}).items():
        for words in mentions:
            assert name in [e.name for e in owners(reading, words)], (words, shown)
    for name, kind in case.get("kind", {}).items():
        assert [e.kind for e in reading.entities if e.name == name] == [kind], (name, shown)
    for one, other in case.get("apart", []):
        assert not {id(e) for e in owners(reading, one)} & {id(e) for e in owners(reading, other)}, (one, other, shown)
    for words in case.get("nobody", []):
        assert not [e for e in owners(reading, words) if e.salient], (words, shown)
    for word, name in case.get("pointing", {}).items():
        token = next(t for t in reading.tokens if t.text == word)
        entity = reading.entity_of(token)
        assert entity is not None and entity.name == name, (word, shown)


def test_every_speaker_has_an_entity() -> None:
    reading = read("Nobody at the plant spoke. Eleven of them, a neighbour said, had left. Those who stayed complained that the doors were locked.")
    for statement in reading.statements:
        if statement.speaker is not None:
            assert reading.entity_of(statement.speaker) is not None


def test_mentions_are_in_order_and_in_the_text() -> None:
    reading = read("The mayor of Ghent, Elke Maes, met dockers. She told them that the port and its owners would pay.")
    for entity in reading.entities:
        spans = [m.span for m in entity.mentions]
        assert spans == sorted(spans)
        assert all(0 <= s < e <= len(reading.text) and reading.text[s:e].strip() == reading.text[s:e] for s, e in spans)
        assert all(m.entity is entity for m in entity.mentions)


def test_long_lists_take_linear_time() -> None:
    text = "The envoys of " + ", ".join(f"Avaria{n} Borland" for n in range(900)) + " met the minister, and he thanked them."
    assert read(text).entities


@pytest.mark.parametrize(
    ("row", "message"),
    [("minister,rank-and-file,,", "no class"), ("Minister,role,,", "lower case"), ("minister,role,,q", "no gender"), ("minister,role,", "4 fields")],
)
def test_a_bad_word_is_refused_by_its_line(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "words.csv"
    path.write_text(f"word,class,sort,gender\njudge,role,,\n{row}\n", "utf-8")
    with pytest.raises(DataError, match=r"words\.csv:3") as caught:
        knowledge.load_words(path)
    assert message in str(caught.value)


def test_a_bad_given_name_a_bad_weight_and_a_bad_ring_are_refused(tmp_path: Path) -> None:
    names, weights, rings = tmp_path / "names.csv", tmp_path / "weights.csv", tmp_path / "rings.csv"
    names.write_text("name,gender\nAda,f\nAda,f\n", "utf-8")
    weights.write_text("feature,weight\nnew,heavy\n", "utf-8")
    rings.write_text("ring,word\nfirm-company,Firm\n", "utf-8")
    for call in (lambda: knowledge.load_given(names), lambda: knowledge.load_weights(weights, ("weight",)), lambda: knowledge.load_rings(rings)):
        with pytest.raises(DataError, match=r"\.csv:[23]"):
            call()


def test_shipped_tables_load() -> None:
    assert knowledge.given_names()["ada"] == "f"
    assert "minister" in knowledge.words()["role"]
    assert set(knowledge.pronoun_weights()) == set(knowledge.PRONOUN_CLASSES)
    assert knowledge.nominal_weights()
