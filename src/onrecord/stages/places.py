"""Where: coordinates of the places and countries of a report.

A name has candidates in the gazetteer (as a name or an alternate name). What stands beside it ("City, Region"), the countries of the
sentence and the report, and the number of people choose between them; a name has one sense in a report. A place that the
gazetteer does not know takes the region it is said to lie in; otherwise there is no answer. A capital that stands for its
government ("Moscow rejected") is the country's name, not a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log10

from onrecord.knowledge import countries, places
from onrecord.knowledge.bodies import bodies
from onrecord.knowledge.places import Spot
from onrecord.reading import Entity, Mention, Reading, Token
from onrecord.record import Place

_SHARE = 3.0  # what a country that has the whole report is worth, in powers of ten of people
_BESIDE = 6.0  # what the region or country named beside it is worth
_SENTENCE = 1.0  # what a country named in the same sentence is worth
_STRANGER = 5.3  # score (about 200,000 people) that a place must have whose country is nowhere in the report
_RIVAL = 0.3  # share of a report, from which a country's region outranks a country of its name (Georgia)
_ACTING = frozenset(["nsubj", "agent", "poss"])
_TOWN = 15_000  # people, from which a town of a country of the report is recognised without "in"
_AT_HOME = 0.15  # the country's share of the report for that
_LOCATIVE = ("in", "at", "near", "from", "outside", "around", "into", "across", "throughout", "inside")


def run(reading: Reading) -> None:
    """Give coordinates to places and countries, and turn misread names ("in Misrata") into places."""
    shares = _shares(reading)
    for entity in reading.entities:
        if entity.kind not in ("place", "country") and _stands_as_place(entity, reading, shares):
            _turn(entity)
    for entity in reading.entities:
        if entity.kind == "country":
            entity.place = _country_place(entity, reading, shares)
        elif entity.kind == "place":
            _locate(entity, reading, shares)


def _turn(entity: Entity) -> None:
    entity.kind, entity.sector, entity.country, entity.coded_by = "place", None, None, None


def _country_place(entity: Entity, reading: Reading, shares: dict[str, float]) -> Place | None:
    """The middle of a country; of a part of it that is named alone ("Scotland"); of another country's region of its name."""
    names = {reading.words(m.span).removeprefix("the ") for m in entity.mentions if m.form == "name"}
    own = countries.names().get(entity.country or "")
    if len(names) == 1:
        for spot in places.candidates(next(iter(names))):
            part = own not in names and spot.country == entity.country and spot.place.precision == "region" and spot.population < countries.populations().get(spot.country or "", 0)
            rival = spot.country != entity.country and spot.place.precision == "region" and shares.get(spot.country or "", 0.0) > _RIVAL
            if part or rival:
                return spot.place
    middle = places.country(entity.country) if entity.country is not None else None
    return middle.place if middle is not None else None


def _stands_as_place(entity: Entity, reading: Reading, shares: dict[str, float]) -> bool:
    """Whether an entity that was taken for somebody is a place: named only, never as a subject, and either put after "in", "at",
    "near" and known to the gazetteer, or put beside a region ("Pandi, Bulacan"), or a town of a country of the report."""
    names = entity.mentions
    if entity.kind == "outlet" or not all(m.form == "name" for m in names) or any(m.head.dep in _ACTING for m in names):
        return False
    words = reading.words(names[0].span)
    if words in bodies():
        return False
    spots = places.candidates(words)
    beside = [s for m in names for s in _beside(m, reading)]
    if any(_after_locative(m) for m in names):
        return bool(spots or beside)
    if beside and spots:
        return any(_holds(b, s) for b in beside for s in spots)
    return any(s.population >= _TOWN and shares.get(s.country or "", 0.0) >= _AT_HOME for s in spots) and not _called(entity)


def _called(entity: Entity) -> bool:
    """Whether the entity is coded by what it does or is: a role, an office, a body."""
    return entity.coded_by is not None and not entity.coded_by.startswith(("report plays", "place"))


def _after_locative(mention: Mention) -> bool:
    head = mention.head
    return head.dep == "pobj" and head.head.lower in _LOCATIVE


def _shares(reading: Reading) -> dict[str, float]:
    """Each country's share of the report's mentions."""
    votes: dict[str, float] = {}
    for entity in reading.entities:
        if entity.country is not None and countries.is_code(entity.country):
            weight = len(entity.mentions) * (2.0 if entity.kind == "country" else 1.0)
            votes[entity.country] = votes.get(entity.country, 0.0) + weight
    total = sum(votes.values())
    return {c: v / total for c, v in votes.items()} if total else {}


def _locate(entity: Entity, reading: Reading, shares: dict[str, float]) -> None:
    """The place of an entity, by all its names; its country follows."""
    names = [m for m in entity.mentions if m.form == "name"] or entity.mentions[:1]
    beside = [s for m in names for s in _beside(m, reading)]
    near = {e.country for m in names for e in _neighbours(m.head, reading) if e.country is not None}
    for mention in names:
        words = reading.words(mention.span)
        nation = countries.find(words.removeprefix("the ").removeprefix("The "), "name", "former")
        spots = places.candidates(words)
        by_nation = nation is not None and not (spots and beside)
        found = places.country(nation.code) if nation is not None and by_nation else _best(spots, beside, near, shares)
        if found is not None:
            _write(entity, found.place, found.country, f"place: {found.name}")
            return
    around = next((s for s in beside if s.country is None or s.country in shares or s.place.precision == "region"), None)
    if around is not None:
        precision = "country" if around.place.precision == "country" else "region"
        _write(entity, replace(around.place, precision=precision), around.country, f"place: in {around.name}")  # type: ignore[arg-type]


def _write(entity: Entity, place: Place, country: str | None, why: str) -> None:
    entity.place = place
    if country is not None:
        entity.country, entity.coded_by = country, why


def _beside(mention: Mention, reading: Reading) -> list[Spot]:
    """The region or country named right after a name: "Pandi, Bulacan", "the town of Brega in Libya", "Gao (Mali)"."""
    out = []
    tokens = reading.tokens
    i = next((k for k in range(mention.head.i, min(mention.head.i + 6, len(tokens))) if tokens[k].start >= mention.span[1]), None)
    if i is None or i + 1 >= len(tokens) or tokens[i].lower not in (",", "(", "in"):
        return []
    for size in (3, 2, 1):
        last = i + size
        if last < len(tokens) and tokens[i + 1].text[:1].isupper() and tokens[last].sentence is mention.head.sentence:
            out += _region_of(reading.text[tokens[i + 1].start : tokens[last].end])
            if out:
                break
    return out


def _region_of(words: str) -> list[Spot]:
    """The region or country of a name, those with most people first."""
    nation = countries.find(words, "name", "former")
    spot = places.country(nation.code) if nation is not None else None
    regions = [s for s in places.candidates(words) if s.place.precision == "region"][:3]
    return regions + ([spot] if spot is not None else [])


def _neighbours(head: Token, reading: Reading) -> list[Entity]:
    """The other entities of the sentence."""
    found = (reading.entity_of(t) for t in head.sentence.tokens[:120] if t is not head)
    return [e for e in found if e is not None]


def _best(spots: Sequence[Spot], beside: Sequence[Spot], near: set[str], shares: dict[str, float]) -> Spot | None:
    """The likeliest candidate, or None when it is a stranger to the report."""
    if not spots:
        return None
    scored = [(_score(s, beside, near, shares), -k) for k, s in enumerate(spots)]
    score, k = max(scored)
    best = spots[-k]
    known = best.country is None or best.country in shares or any(_holds(b, best) for b in beside)
    return best if known or score >= _STRANGER else None


def _score(spot: Spot, beside: Sequence[Spot], near: set[str], shares: dict[str, float]) -> float:
    score = log10(spot.population + 1000)
    if spot.country is not None:
        score += _SHARE * shares.get(spot.country, 0.0) + (_SENTENCE if spot.country in near else 0.0) + (0.5 if spot.country in shares else 0.0)
    return score + (_BESIDE if any(_holds(b, spot) for b in beside) else 0.0)


def _holds(outer: Spot, inner: Spot) -> bool:
    """Whether a place lies in a region or country. Regions without a code hold what has their country."""
    if outer.country != inner.country or outer is inner:
        return False
    return outer.place.precision == "country" or not outer.region or outer.region == inner.region
