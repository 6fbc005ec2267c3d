"""Text to pieces: words, numerals and marks, each with the classes of the grammar it may be. One pass, no look-back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from onrecord.knowledge.time_rules import PUNCTUATION, grammar, number_classes
from onrecord.knowledge.time_words import named_days, words

_PIECE = re.compile(
    r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2}\b)"
    r"|(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:]))"
    r"|(?P<slash>[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})(?![0-9/])|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}(?!\.?[0-9]))"
    r"|(?P<decades>[12][0-9]{2}0['’]?s\b|['’][0-9]0s\b)"
    r"|(?P<ordinal>[0-9]{1,2}(?:st|nd|rd|th)\b)"
    r"|(?P<aposyear>['’][0-9]{2}\b(?!['’]))"
    r"|(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<ampm>[aApP]\.\s?[mM]\.?(?![\w]))"
    r"|(?P<word>[oO]['’][cC]lock\b|[QqHh][1-4](?!\w)|[^\W\d_]+)"
    r"|(?P<possessive>['’]s\b)"
    r"|(?P<mark>[^\s])"
)
_DASHES = "-–—‑"
_UPPER_ONLY = frozenset(("ZONE", "ZULU"))  # "est" and "eat" are words
_CAPITAL_ONLY = frozenset(("may", "march", "mar", "jan", "jun", "dec", "sun", "sat", "mon", "wed"))
_SPECIAL = {"iso": "ISO", "clock": "CLK", "slash": "SLASHDATE", "decades": "DECADES", "ordinal": "ORDN", "aposyear": "APOSYEAR", "ampm": "AMPM"}


@dataclass(slots=True)
class Piece:
    """A word, numeral or mark at `start:end` of the text. `low` is its lower case, `classes` what it may be, with values."""

    start: int
    end: int
    low: str
    classes: dict[str, str]


@dataclass(slots=True)
class Line:
    """The pieces of one paragraph and its string of class characters, with a break at either end."""

    pieces: list[Piece]
    codes: str


@lru_cache(maxsize=20_000)
def _classes(low: str, capital: bool, upper: bool) -> dict[str, str]:
    """The classes of a word with their values."""
    found = words().get(low)
    if found is None:
        return {"OTHERCAP" if capital else "OTHERWORD": low}
    if not capital and low in _CAPITAL_ONLY:
        found = {k: v for k, v in found.items() if k not in ("MONTH", "MONAB", "WDAB")} or {"OTHERWORD": low}
    if not upper and "ZONE" in found:
        found = {k: v for k, v in found.items() if k not in _UPPER_ONLY} or {"OTHERWORD": low}
    return found


@lru_cache(maxsize=4096)
def _code(classes: tuple[str, ...]) -> str:
    chars = grammar().char_of
    return chars.get(frozenset(classes)) or chars[frozenset()]


@lru_cache(maxsize=20_000)
def _word(text: str) -> tuple[str, dict[str, str], str]:
    """Lower case, classes and class character of a word."""
    low = text.lower().replace("’", "'")
    found = _classes(low, text[0].isupper(), text.isupper())
    return low, found, _code(tuple(found))


@lru_cache(maxsize=4096)
def _number(text: str) -> tuple[dict[str, str], str]:
    names = number_classes(text)
    return dict.fromkeys(names, text), _code(names)


def read(text: str, start: int, end: int) -> Line:
    """The pieces of `text[start:end]`."""
    pieces: list[Piece] = [Piece(start, start, "", {})]
    codes = [_code(("BREAK",))]
    for found in _PIECE.finditer(text, start, end):
        kind, word = found.lastgroup, found.group()
        low, classes, code = _read_one(kind or "", word, text, found)
        pieces.append(Piece(found.start(), found.end(), low, classes))
        codes.append(code)
    pieces.append(Piece(end, end, "", {}))
    codes.append(_code(("BREAK",)))
    return _name_days(text, Line(pieces, "".join(codes)))


def _read_one(kind: str, word: str, text: str, found: re.Match[str]) -> tuple[str, dict[str, str], str]:
    if kind == "word":
        return _word(word)
    if kind == "number":
        classes, code = _number(word)
        return word, classes, code
    if kind == "mark" and word in _DASHES:
        at, stop = found.span()
        tight = at > 0 and not text[at - 1].isspace() and stop < len(text) and not text[stop].isspace()
        name = "DASH" if tight else "WDASH"
        return word, {name: word}, _code((name,))
    name = _SPECIAL.get(kind) or PUNCTUATION.get(word, "")
    return word.lower(), {name: word}, _code((name,) if name else ())


@lru_cache(maxsize=1)
def _names() -> dict[str, list[tuple[str, ...]]]:
    """First piece -> the names of days beginning with it, as pieces, longest first."""
    out: dict[str, list[tuple[str, ...]]] = {}
    for name in named_days():
        parts = tuple(f.group().lower() for f in _PIECE.finditer(name))
        out.setdefault(parts[0], []).append((*parts, name))
    for names in out.values():
        names.sort(key=len, reverse=True)
    return out


def _name_days(text: str, line: Line) -> Line:
    """The line with each named day as one piece."""
    names, pieces, codes = _names(), line.pieces, line.codes
    if not any(p.low in names for p in pieces):
        return line
    out: list[Piece] = []
    letters: list[str] = []
    at = 0
    while at < len(pieces):
        size = 0
        for *parts, name in names.get(pieces[at].low, ()):
            here = tuple(p.low for p in pieces[at : at + len(parts)])
            if here == tuple(parts) and (not text[pieces[at].start].islower() or "THE" in pieces[at - 1].classes):
                size = len(parts)
                out.append(Piece(pieces[at].start, pieces[at + size - 1].end, name, {"HOLIDAY": name}))
                letters.append(_code(("HOLIDAY",)))
                break
        if not size:
            out.append(pieces[at])
            letters.append(codes[at])
            size = 1
        at += size
    return Line(out, "".join(letters))
