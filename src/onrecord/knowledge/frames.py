"""Event frames: which words tell which PLOVER event, and where its actor and recipient stand.

One file a type in `data/frames` (`none.csv` holds the near misses that look political and are not). A row:

- `words`: lemmas with one meaning here, parted by `|`; `pos`: v (verb), n (noun), a (adjective or participle, as written)
- `plus`: a particle or preposition that must stand with the word ("call off": `off`); an empty alternative (`off|`) lets it be
  missing; `to+` an infinitive complement, `that+` a clause
- `object`: what the object must be (for a noun: its modifier or complement); `@aid` is a set of `sets.csv`
- `needs`, `unless`: words of which one must, or none may, stand in the sentence
- `actor`, `recipient`: where they stand, tried in order (see `PLACES`)
- `act`: what the word does to the act below it ("promise", "demand", "threat", "refuse" …), or `mutual`: both sides are actors
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from onrecord.knowledge import DATA
from onrecord.knowledge.tables import Row, read_rows
from onrecord.record import EventType

TYPES: tuple[EventType, ...] = get_args(EventType)
Pos = Literal["v", "n", "a"]
MODES: Mapping[str, frozenset[str]] = {
    kind: frozenset(modes.split())
    for kind, modes in {
        "CONSULT": "visit third-party multilateral phone", "RETREAT": "withdraw release disarm ceasefire access resign",
        "REQUEST": "assist change yield meet", "ACCUSE": "disapprove investigate allege", "REJECT": "assist change yield meet",
        "THREATEN": "restrict arrest relations expel territory violence", "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
        "SANCTION": "convict expel withdraw discontinue", "MOBILIZE": "troops weapons police militia",
        "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
        "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone heavy-weapons "
        "crowd-control unconventional",
    }.items()
}  # fmt: skip
ACTS = frozenset(["mutual", "promise", "demand", "threat", "refuse", "vow", "tellto", "want", "allege", "label", "announce", "decide", "intend", "consider", "must", "future", "failagree", "orderpay", "insist"])
PREPOSITIONS = frozenset(
    ["to", "on", "upon", "with", "against", "of", "from", "for", "by", "in", "into", "between", "at", "over", "behind", "beside", "about", "near", "along", "outside", "through", "toward", "towards", "around", "off"]
)
PLACES = frozenset({"subj", "obj", "iobj", "that", "poss", "mod", "support", "sayer", "bidden"}) | PREPOSITIONS
"""subj, obj, iobj: of a verb, passives undone; that: subject of the clause below; poss: possessor; mod: modifier of a noun;
support: subject of the verb that a noun leans on ("launched an attack"); sayer, bidden: of "must", whoever says it of whom; else the object of that preposition. `obj.of`: from there."""
COLUMNS = ("words", "pos", "plus", "object", "mode", "actor", "recipient", "needs", "unless", "act")


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One row. `type` is None for a near miss, whose `reason` then says why it is no event."""

    type: EventType | None
    words: tuple[str, ...]
    pos: Pos
    plus: frozenset[str]
    plus_optional: bool
    infinitive: bool
    clause: bool
    object: frozenset[str]
    mode: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    needs: frozenset[str]
    unless: frozenset[str]
    act: str
    reason: str
    weight: int
    where: str


def _alternatives(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split("|") if word.strip())


def read_sets(path: Path) -> dict[str, frozenset[str]]:
    """Named word sets. Raises `DataError` on an empty or doubled one."""
    out: dict[str, frozenset[str]] = {}
    for row in read_rows(path, ("name", "words")):
        if row.needed("name") in out:
            raise row.fault(f"the set {row['name']!r} is there twice")
        out[row["name"]] = frozenset(_alternatives(row.needed("words")))
    return out


@lru_cache(maxsize=1)
def sets() -> Mapping[str, frozenset[str]]:
    """The shipped word sets."""
    return read_sets(DATA / "frames" / "sets.csv")


def _words(row: Row, column: str, named: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The alternatives of a cell with sets written out; `@person` stays as a mark beside its words, `@any` is any object at all."""
    out: set[str] = set()
    for word in _alternatives(row[column]):
        if not word.startswith("@"):
            out.add(word)
            continue
        if word == "@any":
            out.add(word)
            continue
        if word[1:] not in named:
            raise row.fault(f"no word set {word!r} (there are: {', '.join(sorted(named))})")
        out |= named[word[1:]] | {word}
    return frozenset(out)


def _places(row: Row, column: str) -> tuple[str, ...]:
    places = tuple(row[column].split())
    for place in places:
        if any(part not in PLACES for part in place.split(".")):
            raise row.fault(f"{column}: no place {place!r}")
    return places


def _frame(row: Row, kind: EventType | None, pos: Pos, named: Mapping[str, frozenset[str]]) -> Frame:
    plus = [word.strip() for word in row["plus"].split("|")] if row["plus"] else []
    words = frozenset(word for word in plus if word and not word.endswith("+"))
    optional = "" in plus
    mode = row["mode"] or None
    if mode is not None and mode not in MODES.get(kind or "", ()):
        raise row.fault(f"no mode {mode!r} of {kind}")
    if kind is not None and row["act"] and row["act"] not in ACTS:
        raise row.fault(f"no act {row['act']!r} (there are: {', '.join(sorted(ACTS))})")
    objects, needs = _words(row, "object", named), _words(row, "needs", named)
    weight = 4 * bool(objects) + 3 * bool(plus and not optional) + 2 * bool(needs) + (kind is None)
    lemmas = _alternatives(row.needed("words"))
    if len(set(lemmas)) != len(lemmas):
        raise row.fault("a word is there twice: " + ", ".join(sorted({w for w in lemmas if lemmas.count(w) > 1})))
    return Frame(
        type=kind, words=lemmas, pos=pos, plus=words, plus_optional=optional, infinitive="to+" in plus, clause="that+" in plus,
        object=objects, mode=mode, actor=_places(row, "actor"), recipient=_places(row, "recipient"), needs=needs,
        unless=_words(row, "unless", named), act=row["act"] if kind else "", reason="" if kind else (row["act"] or "idiom"),
        weight=weight, where=f"{row.file}:{row.line}",
    )  # fmt: skip


def read_frames(path: Path, kind: EventType | None, named: Mapping[str, frozenset[str]]) -> list[Frame]:
    """The frames of one file. Raises `DataError` on a bad row."""
    out: list[Frame] = []
    for row in read_rows(path, COLUMNS):
        for letter in _alternatives(row.needed("pos")):
            if letter not in get_args(Pos):
                raise row.fault(f"no part of speech {letter!r} (v, n or a)")
            out.append(_frame(row, kind, letter, named))  # type: ignore[arg-type]
    return out


def index(frames: Iterable[Frame]) -> dict[tuple[Pos, str], tuple[Frame, ...]]:
    """Frames by part of speech and lemma, the most particular first."""
    out: dict[tuple[Pos, str], list[Frame]] = {}
    for frame in frames:
        for word in frame.words:
            out.setdefault((frame.pos, word), []).append(frame)
    return {key: tuple(sorted(value, key=lambda f: -f.weight)) for key, value in out.items()}


@lru_cache(maxsize=1)
def frames() -> Mapping[tuple[Pos, str], tuple[Frame, ...]]:
    """All shipped frames by part of speech and lemma."""
    folder = DATA / "frames"
    rows = read_frames(folder / "none.csv", None, sets())
    for kind in TYPES:
        rows += read_frames(folder / f"{kind.lower()}.csv", kind, sets())
    return index(rows)


@lru_cache(maxsize=1)
def casualty_words() -> Mapping[str, str]:
    """Lemma -> killed, injured or arrested."""
    out: dict[str, str] = {}
    for row in read_rows(DATA / "frames" / "casualties.csv", ("kind", "words")):
        kind = row.one_of("kind", ("killed", "injured", "arrested"), "kind of casualty")
        out.update(dict.fromkeys(_alternatives(row.needed("words")), kind))
    return out


@lru_cache(maxsize=1)
def number_words() -> Mapping[str, int]:
    """Numbers written out."""
    small = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
    tens = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12, "hundred": 100}
    return {word: n for n, word in enumerate(small.split(), 1)} | tens


@dataclass(frozen=True, slots=True)
class Measured:
    """How often a rule's events were right on the written reports."""

    right: int
    found: int


def read_measured(path: Path) -> dict[tuple[str, str, str], Measured]:
    """(type, lemma, rule) -> counts; a row with lemma `*` is that of the rule. Raises `DataError` on a bad row."""
    out: dict[tuple[str, str, str], Measured] = {}
    for row in read_rows(path, ("type", "lemma", "rule", "right", "found")):
        kind = row.one_of("type", TYPES, "PLOVER type")
        if not row["right"].isdigit() or not row["found"].isdigit() or int(row["right"]) > int(row["found"]):
            raise row.fault("right and found are counts, and right is not above found")
        out[kind, row.needed("lemma"), row.needed("rule")] = Measured(int(row["right"]), int(row["found"]))
    return out


@lru_cache(maxsize=1)
def measured() -> Mapping[tuple[str, str, str], Measured]:
    """The shipped counts, made by `tools/make_event_confidence.py` on the written reports."""
    path = DATA / "frames" / "confidence.csv"
    return read_measured(path) if path.exists() else {}


_PRIOR = 0.55  # of a rule that was never measured
_PRIOR_WEIGHT = 4.0
_RULE_WEIGHT = 6.0


@lru_cache(maxsize=8192)
def confidence(kind: str, lemma: str, rule: str) -> float:
    """The share of right events by this word and rule, drawn towards the rule's own share, and that towards a prior."""
    whole = measured().get((kind, "*", rule), Measured(0, 0))
    base = (whole.right + _PRIOR * _PRIOR_WEIGHT) / (whole.found + _PRIOR_WEIGHT)
    word = measured().get((kind, lemma, rule), Measured(0, 0))
    return round((word.right + base * _RULE_WEIGHT) / (word.found + _RULE_WEIGHT), 3)


@lru_cache(maxsize=1)
def _classes() -> Mapping[tuple[str, str], str]:
    out: dict[tuple[str, str], str] = {}
    for row in read_rows(DATA / "frames" / "synonyms.csv", ("type", "class", "words")):
        kind = row.one_of("type", TYPES, "PLOVER type")
        for word in _alternatives(row.needed("words")):
            out.setdefault((kind, word), row.needed("class"))
    return out


def synonym_class(lemma: str, kind: str) -> str:
    """The name of the group of words that tell the same kind of act, or the word itself."""
    return _classes().get((kind, lemma), lemma)


@lru_cache(maxsize=1)
def _mode_words() -> Mapping[str, tuple[tuple[str, frozenset[str]], ...]]:
    out: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for row in read_rows(DATA / "frames" / "modes.csv", ("type", "mode", "words")):
        kind = row.one_of("type", TYPES, "PLOVER type")
        out.setdefault(kind, []).append((row.one_of("mode", MODES[kind], f"mode of {kind}"), frozenset(_alternatives(row.needed("words")))))
    return {kind: tuple(rows) for kind, rows in out.items()}


def mode_by_words(kind: str, words: Set[str]) -> str | None:
    """The mode that the words around a trigger tell, by the first row of `modes.csv` that has one of them."""
    return next((mode for mode, row in _mode_words().get(kind, ()) if not row.isdisjoint(words)), None)
