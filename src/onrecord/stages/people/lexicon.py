"""Look-ups that the steps share: word classes by lower-case word, countries by the words as written."""

from __future__ import annotations

from functools import lru_cache

from onrecord.knowledge import countries
from onrecord.knowledge.bodies import Body, bodies
from onrecord.knowledge.people import Word, given_names, rings, words

TITLES = words()["title"]
ROLES = words()["role"] | words()["kin"]
GROUPS = words()["group"]
BODIES = words()["body"]
OUTLETS = words()["outlet"]
PLACES = words()["place"]
STATES = words()["state"]
DATES = words()["date"]
JOINS = words()["join"]
SUFFIXES = words()["suffix"]
PLACE_VERBS = words()["placeverb"]
ABBREVIATIONS = words()["abbr"]
PRONOUNS = {word: entry.sort for word, entry in words()["pronoun"].items()}
PLACE_PREPOSITIONS = words()["placeprep"]
EMPTY_MODIFIERS = words()["empty"]
PAIRS = words()["pair"]
OFFICES = words()["office"]
GIVEN = given_names()
RINGS = rings()


@lru_cache(maxsize=20_000)
def country_word(phrase: str) -> countries.CountryWord | None:
    """The country that the words as written stand for by name, adjective or people (no capital, no seat of power)."""
    return countries.find(phrase, "name", "former", "adjective", "demonym")


@lru_cache(maxsize=20_000)
def capital_word(phrase: str) -> countries.CountryWord | None:
    """The country whose capital is so called."""
    return countries.find(phrase, "capital")


@lru_cache(maxsize=20_000)
def body(phrase: str) -> Body | None:
    """The body that the tables know by the words as written, without an article."""
    return bodies().get(phrase.replace("’", "'"))


@lru_cache(maxsize=20_000)
def seat_word(phrase: str) -> countries.CountryWord | None:
    """The country whose seat of power is so called: "White House"."""
    return countries.find(phrase, "seat")


def ring(word: str) -> frozenset[str]:
    """The rings of a noun, singular or plural."""
    return RINGS.get(word) or RINGS.get(word.removesuffix("s")) or frozenset()


def unabbreviated(lower: str) -> str:
    """The role word in full: "governor" for "gov."."""
    word = lower.rstrip(".")
    entry = ABBREVIATIONS.get(word)
    return entry.sort if entry is not None else word


def noun(lemma: str, lower: str, proper: bool = False) -> tuple[str, Word] | None:
    """Class and entry of a noun that may stand for an actor: role, group, body, outlet, place, state. `proper`: it is set in a capital
    ("the Guard"), and is a body before it is a role."""
    if proper and lower in BODIES and lower in ROLES:
        return "body", BODIES[lower]
    if lower.endswith("men") and len(lower) > 4 and lemma == lower:
        lemma = lower[:-3] + "man"
    elif lemma == lower and lower.endswith("s"):
        lemma = lower[:-1]
    for table, name in ((ROLES, "role"), (GROUPS, "group"), (BODIES, "body"), (OUTLETS, "outlet"), (STATES, "state"), (PLACES, "place")):
        found = table.get(lower) or table.get(lemma)
        if found is not None:
            return name, found
    return None
