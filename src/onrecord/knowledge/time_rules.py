"""The grammar of time expressions (`data/time_rules.toml`): patterns over classes of words, compiled to expressions without
open repetition, so that each attempt looks at a bounded stretch.

A pattern is written with class names (`MONTH DAY COMMA? YEAR`), `name=CLASS` or `name(…)` for what is kept, and the usual
`( | ) ?` with look-ahead and look-behind. Each word of a text is one character that stands for the set of classes it may be.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from onrecord.errors import DataError
from onrecord.knowledge import DATA
from onrecord.knowledge.time_words import words

FORMS = ("calendar", "weekday", "unit", "offset", "duration", "set", "ref", "clock", "part", "deictic", "holiday", "edge", "drop")
_FIRST_CHAR = 0x100
_ATOM = re.compile(r"(?P<name>[a-z]+)=(?P<kept>[A-Z][A-Z0-9]*)|(?P<open>[a-z]+)\(|(?P<class>[A-Z][A-Z0-9]*)|(?P<group>\((?!\?))|(?P<space>\s+)|(?P<other>.)")

PUNCTUATION = {",": "COMMA", ":": "COLON", ".": "DOT", "(": "LPAR", ")": "RPAR", "/": "SLASH", "'s": "POSS", "’s": "POSS", "'": "APOS", "’": "APOS", "$": "MONEY", "£": "MONEY", "€": "MONEY", "#": "LABEL", "%": "COUNTED", "+": "PLUS"}  # fmt: skip
SHAPES = ("0", "1", "05", "14", "24", "28", "31", "45", "99", "100", "0030", "0999", "1000", "1030", "1099", "1930", "1999", "2030", "2099", "2130", "2199", "2230", "2299", "2399", "2500", "1.5", "6.15", "6.75", "25.10", "1,000")  # fmt: skip
_LAST_YEAR_READ = 2199


def number_classes(text: str) -> tuple[str, ...]:
    """The classes a numeral may be by its shape: a day, an hour, a year, a clock time as "0530" or "6.15"."""
    whole, dot, fraction = text.partition(".")
    if "," in text:
        return ("NUM",)
    if dot:
        clock = len(whole) <= 2 and len(fraction) == 2 and int(whole) < 25 and int(fraction) < 60
        return ("NUM", "DOTCLK") if clock else ("NUM",)
    value, length = int(text) if len(text) < 6 else -1, len(text)
    found = ["NUM"]
    if length <= 2:
        found += [c for c, good in (("DAY", 1 <= value <= 31), ("HOUR", value <= 24), ("MINUTE", length == 2 and value < 60), ("TWO", length == 2)) if good]
    if length == 4:
        hours, minutes = divmod(value, 100)
        found += [c for c, good in (("YEAR", 1000 <= value <= _LAST_YEAR_READ), ("HHMM", hours <= 24 and minutes < 60)) if good]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `fixed`: fields it sets whatever the words; `first`: the characters its expressions may begin with."""

    name: str
    form: str
    pattern: re.Pattern[str]
    fixed: Mapping[str, str]
    first: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """`char_of`: set of classes -> its character. `by_first`: character -> the rules whose expressions may begin with it."""

    char_of: Mapping[frozenset[str], str]
    by_first: Mapping[str, tuple[Rule, ...]]
    rules: tuple[Rule, ...]
    triggers: frozenset[str]


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The compiled grammar. Raises `DataError` for a rule that is not well formed or names a class that no word has."""
    chars = _characters()
    with (DATA / "time_rules.toml").open("rb") as handle:
        data = tomllib.load(handle)
    macros = dict(data.get("macro", {}))
    rules = tuple(_rule(number, entry, macros, chars) for number, entry in enumerate(data["rule"]))
    names = [r.name for r in rules]
    if len(set(names)) != len(names):
        raise DataError(f"time_rules.toml:1: two rules are called {next(n for n in names if names.count(n) > 1)!r}")
    by_first = {char: tuple(r for r in rules if char in r.first) for char in chars.values()}
    return Grammar(chars, by_first, rules, frozenset(c for c, found in by_first.items() if found))


def _characters() -> dict[frozenset[str], str]:
    sets: list[frozenset[str]] = [frozenset(classes) for classes in words().values()]
    sets += [frozenset(number_classes(shape)) for shape in SHAPES]
    sets += [frozenset((name,)) for name in PUNCTUATION.values()]
    special = ("DASH", "WDASH", "ISO", "CLK", "SLASHDATE", "ORDN", "DECADES", "APOSYEAR", "AMPM", "HOLIDAY", "OTHERWORD", "OTHERCAP", "BREAK")
    sets += [frozenset((name,)) for name in special]
    sets += [s - {"MONTH"} for s in sets] + [s - {"MONAB"} for s in sets] + [s - {"WDAB"} for s in sets] + [s - {"ZONE", "ZULU"} for s in sets]
    sets += [frozenset()]
    return {found: chr(_FIRST_CHAR + i) for i, found in enumerate(dict.fromkeys(sets))}


def _rule(number: int, entry: Mapping[str, object], macros: Mapping[str, str], chars: Mapping[frozenset[str], str]) -> Rule:
    name = str(entry.get("name", f"rule {number}"))
    form = str(entry.get("form"))
    if form not in FORMS:
        raise DataError(f"time_rules.toml:{name}: no form {form!r}")
    fixed = entry.get("set", {})
    if not isinstance(fixed, dict):
        raise DataError(f"time_rules.toml:{name}: set is no table")
    source = str(entry.get("pattern", ""))
    try:
        pattern = re.compile(_translate(name, source, macros, chars))
    except re.error as error:
        raise DataError(f"time_rules.toml:{name}: {error} in {source!r}") from error
    return Rule(name, form, pattern, {k: str(v) for k, v in fixed.items()}, _first(pattern.pattern))


def _translate(name: str, source: str, macros: Mapping[str, str], chars: Mapping[frozenset[str], str]) -> str:
    """The pattern as a regular expression over class characters."""
    out: list[str] = []
    for found in _ATOM.finditer(source):
        if found["kept"]:
            out.append(f"(?P<{found['name']}>{_class(name, found['kept'], macros, chars)})")
        elif found["open"]:
            out.append(f"(?P<{found['open']}>")
        elif found["class"]:
            out.append(_class(name, found["class"], macros, chars))
        elif found["group"]:
            out.append("(?:")
        elif found["other"]:
            out.append(found["other"])
    if "*" in out or "+" in out:
        raise DataError(f"time_rules.toml:{name}: open repetition is not allowed")
    return "".join(out)


def _class(name: str, kind: str, macros: Mapping[str, str], chars: Mapping[frozenset[str], str]) -> str:
    if kind in macros:
        return "(?:" + _translate(name, macros[kind], macros, chars) + ")"
    letters = "".join(char for found, char in chars.items() if kind in found)
    if not letters:
        raise DataError(f"time_rules.toml:{name}: no word is {kind}")
    return f"[{letters}]"


def _first(pattern: str) -> frozenset[str]:
    """The characters that a match of a compiled-to pattern may begin with: a set of alternatives of sequences, read from the left."""
    source = re.sub(r"\(\?P<[a-z]+>|\(\?:", "(", pattern)
    marks = re.findall(r"\(\?<?[=!]|\[[^\]]*\]|[()|?]", source)
    return frozenset(_alternatives(marks, 0)[0])


def _alternatives(marks: list[str], at: int) -> tuple[set[str], bool, int]:
    """First characters, whether nothing at all may match, and where the group ends."""
    found: set[str] = set()
    empty, open_ = False, True
    while at < len(marks) and marks[at] != ")":
        mark = marks[at]
        if mark == "|":
            empty, open_ = empty or open_, True
            at += 1
            continue
        letters, nothing, at = _step(marks, at)
        if open_:
            found |= letters
            open_ = nothing
    return found, empty or open_, at


def _step(marks: list[str], at: int) -> tuple[set[str], bool, int]:
    """One class or group with its question mark. A look-around takes nothing."""
    mark = marks[at]
    if mark.startswith("["):
        letters, nothing, at = set(mark[1:-1]), False, at + 1
    else:
        letters, nothing, at = _alternatives(marks, at + 1)
        at += 1
        if mark != "(":
            letters, nothing = set(), True
    if at < len(marks) and marks[at] == "?":
        nothing, at = True, at + 1
    return letters, nothing, at
