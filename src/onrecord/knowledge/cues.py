"""Words that lay words or thoughts to somebody: verbs, nouns, adjectives and phrases with the frames their content stands in.

`cues.csv` has a row for each cue: `words` (lemma, or lemma and particle), `class` (what kind of saying or thinking it is), `act`, the
`certainty` with which the holder is said to hold the content, and `frames`:

| frame | content |
|---|---|
| `that` | a finite clause: "said (that) it had left", "asked whether …" |
| `to` | an infinitive: "promised to pay", "urged both sides to stop" |
| `ing` | a gerund: "denied having left" |
| `np`, `np=a|b`, `np=quoted` | a noun phrase; only with these heads; only with quotation marks in it |
| `sc`, `sc=as` | object and complement: "called it a farce"; with a preposition: "described it as a farce" |
| `of+ing`, `of+np`, `for+to` | a preposition with a gerund, a noun phrase, an infinitive |
| `q` | quoted words in any place: "spoke of “a gift”", and whole quotations beside it |
| `pass` | a passive with an infinitive: "is said to have left" |
| `quote` | names a speaker as its object: "quoted him as saying" |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from onrecord.errors import DataError
from onrecord.knowledge import DATA
from onrecord.knowledge.tables import Row, read_rows
from onrecord.record import Act, Certainty

CueKind = Literal["verb", "noun", "adj", "phrase", "poss"]
SourceKind = Literal["outlet", "self", "text", "person", "body", "thing", "measure", "label", "relay", "anyone"]
FLAGS = frozenset({"that", "to", "ing", "np", "sc", "q", "pass", "quote", "would-to", "none"})
_AFTER_PREPOSITION = frozenset({"ing", "np", "to"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A row. `small` holds the prepositions of small clauses, `preps` what may follow each preposition, `nps` the noun heads
    that may be content ("quoted": any, with quotation marks)."""

    words: tuple[str, ...]
    kind: CueKind
    cls: str
    act: Act
    certainty: Certainty
    flags: frozenset[str]
    nps: frozenset[str]
    small: frozenset[str]
    preps: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Cues:
    """The table, by first word; longer entries before shorter ones."""

    verbs: Mapping[str, tuple[Cue, ...]]
    nouns: Mapping[str, Cue]
    adjectives: Mapping[str, Cue]
    phrases: Mapping[str, tuple[Cue, ...]]
    possessive: Mapping[str, Cue]


def cues_path() -> Path:
    return DATA / "cues.csv"


@lru_cache(maxsize=1)
def cues() -> Cues:
    """The shipped cues."""
    return read_cues(cues_path())


def read_cues(path: Path) -> Cues:
    """The cues of a file. Raises `DataError` with file and line for an unknown kind, act, certainty or frame, or a row told twice."""
    by_kind: dict[str, dict[tuple[str, ...], Cue]] = {kind: {} for kind in get_args(CueKind)}
    for row in read_rows(path, ("kind", "words", "class", "act", "certainty", "frames")):
        cue = _cue(row)
        if cue.words in by_kind[cue.kind]:
            raise row.fault(f"{cue.kind} {' '.join(cue.words)!r} is told twice")
        by_kind[cue.kind][cue.words] = cue
    return Cues(
        _by_first(by_kind["verb"]),
        {words[0]: cue for words, cue in by_kind["noun"].items()},
        {words[0]: cue for words, cue in by_kind["adj"].items()},
        _by_first(by_kind["phrase"]),
        {" ".join(words): cue for words, cue in by_kind["poss"].items()},
    )


def _by_first(table: Mapping[tuple[str, ...], Cue]) -> Mapping[str, tuple[Cue, ...]]:
    out: dict[str, list[Cue]] = {}
    for words, cue in table.items():
        out.setdefault(words[0], []).append(cue)
    return {first: tuple(sorted(found, key=lambda c: (-len(c.words), c.words))) for first, found in out.items()}


def _cue(row: Row) -> Cue:
    kind = row.one_of("kind", get_args(CueKind), "kind of cue")
    act = row.one_of("act", get_args(Act), "act")
    certainty = row.one_of("certainty", get_args(Certainty), "certainty")
    flags: set[str] = set()
    nps: set[str] = set()
    small: set[str] = set()
    preps: dict[str, frozenset[str]] = {}
    for frame in row["frames"].split():
        name, _, value = frame.partition("=")
        prep, _, after = frame.partition("+")
        if name == "np" and value:
            nps |= set(value.split("|"))
        elif name == "sc" and value:
            small.add(value)
        elif after in _AFTER_PREPOSITION:
            preps[prep] = preps.get(prep, frozenset()) | {after}
        elif frame in FLAGS:
            flags.add(frame)
        else:
            raise row.fault(f"no frame {frame!r}")
    words = tuple(row.needed("words").split())
    return Cue(words, kind, row.needed("class"), act, certainty, frozenset(flags), frozenset(nps), frozenset(small), preps)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def source_words() -> Mapping[str, frozenset[str]]:
    """Words that tell what a source is: `outlet` (newspaper, radio, Reuters), `self` (the report's own staff: us, this newspaper),
    `text` (report, poll, letter: a subject that can say), `person` (official, spokesman: heads of people who can be cited), `body`
    (Congress, the Commons: told something, they are no outlet), `thing` (endings of nouns that suggest but do not say: -tion), `measure` (rules, plans: one acts according to
    them), `label` (words before a colon that name no speaker: "Analysis: …"), `relay` (verbs that pass on another's claim), `anyone`
    (you, nobody, anyone: subjects that are no source)."""
    out: dict[str, set[str]] = {kind: set() for kind in get_args(SourceKind)}
    for row in read_rows(DATA / "cues_sources.csv", ("word", "kind")):
        out[row.one_of("kind", get_args(SourceKind), "kind of source")].add(row.needed("word"))
    return {kind: frozenset(words) for kind, words in out.items()}


@lru_cache(maxsize=1)
def lemmas() -> Mapping[str, str]:
    """Verb forms of which the parser gives a wrong lemma, with the right one."""
    return {row.needed("form"): row.needed("lemma") for row in read_rows(DATA / "cues_lemmas.csv", ("form", "lemma"))}


@lru_cache(maxsize=1)
def rule_confidence() -> Mapping[str, float]:
    """How often a statement found by a rule was right on the project's own marked reports."""
    out: dict[str, float] = {}
    for row in read_rows(DATA / "cues_rules.csv", ("rule", "confidence", "found")):
        try:
            value = float(row["confidence"])
        except ValueError as error:
            raise row.fault(f"confidence {row['confidence']!r} is no number") from error
        if not 0 <= value <= 1:
            raise row.fault(f"confidence {value} is not between 0 and 1")
        out[row.needed("rule")] = value
    return out


__all__ = ["Cue", "Cues", "DataError", "cues", "lemmas", "read_cues", "rule_confidence", "source_words"]
