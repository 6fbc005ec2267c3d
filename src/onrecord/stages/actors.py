"""Actor codes: country and PLOVER sector of each entity, with the evidence.

The order of evidence: the user's own file; the report itself (what a mention says, what it hangs on); the office held on the
day; named bodies; the role with the country of its modifier; then the country that the report plays in. Else nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.knowledge import countries, places
from onrecord.knowledge.overlay import Overlay
from onrecord.knowledge.roles import modifiers
from onrecord.knowledge.scene import scene_weights
from onrecord.reading import Entity, Reading, Token
from onrecord.record import Sector
from onrecord.stages.actor_phrase import Coded, code_phrase
from onrecord.stages.actor_scene import Scene, choose, votes_of

_MOST_MENTIONS = 12  # different wordings of an entity that are looked at
_NO_STATE = ("IGO", "NGO", "IMG")
_SURE = 0.4  # probability, from which the scene's country is given to an actor
_LONGEST = 40  # words of a phrase in apposition that are looked at
_RELATIONS = ("of", "for", "with", "in", "from", "at")


@dataclass(frozen=True, slots=True)
class Code:
    """Country (ISO 3166 alpha-3, or IGO, NGO, IMG), sector, and why; all None when nothing is known."""

    country: str | None
    sector: Sector | None
    coded_by: str | None


def code_mention(mention: str, published: str | None) -> Code:
    """The code of an actor named by a mention alone."""
    book = Overlay()
    coded = _users(mention, published, book)
    if not coded.weight:
        coded = code_phrase(mention, published, places.country_of, book.holders)
    if coded.country is None and coded.sector is None:
        return Code(None, None, None)
    return Code(coded.country, coded.sector, coded.why)


def _users(name: str, published: str | None, book: Overlay) -> Coded:
    """What the user's own file says of a name on the day."""
    found = [o for o in book.find(name) if o.on(published) in ("held", "undated", "unconfirmed")]
    if not found:
        return Coded()
    row = found[-1]
    return Coded(row.country, row.sector, f"user's file: {row.person}, {row.role}", 9, row.person)


def run(reading: Reading) -> None:
    """Code every entity."""
    book = Overlay()
    codes = {id(e): _own_code(e, reading, book) for e in reading.entities}
    for entity in reading.entities:
        codes[id(entity)] = _related(entity, reading, codes)
    scene = _scene_of(reading, codes)
    speakers = {id(reading.entity_of(s.speaker)) for s in reading.statements}
    for entity in reading.entities:
        _write(entity, _filled(entity, codes[id(entity)], scene, id(entity) in speakers))


def _write(entity: Entity, coded: Coded) -> None:
    entity.country, entity.sector = coded.country, coded.sector
    entity.coded_by = (coded.why or "report") if coded.country or coded.sector else None


def _wordings(entity: Entity, reading: Reading) -> list[tuple[str, str]]:
    """The different wordings of an entity that are no pronouns, in text order."""
    out: dict[str, str] = {}
    for mention in entity.mentions:
        if mention.form != "pronoun" and len(out) < _MOST_MENTIONS:
            out.setdefault(reading.words(mention.span), mention.form)
    return list(out.items())


def _beside(head: Token, reading: Reading) -> Iterator[str]:
    """What stands in apposition to a name: "X, a deputy from Qom", "the envoy in Vienna, X"."""
    for child in head.children:
        if child.dep == "appos" and child.pos == "NOUN":
            yield _phrase_of(child, reading, child.sentence.tokens[-1].i)
    if head.dep == "appos" and head.head.pos == "NOUN":
        yield _phrase_of(head.head, reading, head.i - 1)


def _phrase_of(head: Token, reading: Reading, last: int) -> str:
    """The words of a noun and what hangs on it, up to a token."""
    inside = [t for t in head.subtree()[:_LONGEST] if t.i <= last]
    return reading.text[inside[0].start : inside[-1].end] if inside else ""


def _own_code(entity: Entity, reading: Reading, book: Overlay) -> Coded:
    """What the entity's own mentions say."""
    if entity.kind == "country":
        return _country(entity, reading)
    if entity.kind == "place":
        return _place(entity)
    wordings = _wordings(entity, reading)
    for words, _ in wordings:
        if (own := _users(words, reading.published, book)).weight:
            return own
    wordings += [(words, "nominal") for m in entity.mentions if m.form == "name" for words in _beside(m.head, reading)]
    coded = [(form, c) for w, form in wordings[: 2 * _MOST_MENTIONS] if (c := code_phrase(w, reading.published, places.country_of, book.holders)).weight]
    if entity.kind == "person":
        return _person(coded)
    return _body(entity, coded)


def _country(entity: Entity, reading: Reading) -> Coded:
    """A country: its government where it acts, and nobody where things only happen in it."""
    for name in (entity.name, *(w for w, _ in _wordings(entity, reading))):
        word = countries.find(name.removeprefix("the ").removeprefix("The ").replace("’", "'").removesuffix("'s"))
        if word is not None:
            return Coded(word.code, "GOV", f"country: {word.word}", 5, word.word)
    return Coded()


def _place(entity: Entity) -> Coded:
    """A place has the country it lies in and no sector."""
    word = countries.find(entity.name, "name", "capital", "former")
    code = word.code if word is not None else places.country_of(entity.name)
    return Coded(code, None, f"place: {entity.name}", 2, entity.name) if code is not None else Coded()


def _joined(coded: Sequence[Coded]) -> Coded:
    """The first country and the first sector, each with its reason."""
    country = next((c for c in coded if c.country is not None), None)
    sector = next((c for c in coded if c.sector is not None and (country is None or c.country in (None, country.country))), None)
    reasons = dict.fromkeys(c.why for c in (sector, country) if c is not None and c.why)
    return Coded(
        country.country if country else None,
        sector.sector if sector else None,
        "; ".join(reasons),
        max((c.weight for c in coded), default=0),
        country.country_why if country else "",
        sector.open if sector else False,
    )


def _person(coded: Sequence[tuple[str, Coded]]) -> Coded:
    """A person: what descriptions and titles say comes before the table of offices; a name that is a country's says nothing."""
    coded = [(form, c) for form, c in coded if not c.why.startswith("name")]
    kept = [c for form, c in coded if not c.why.startswith(("country", "capital", "place")) or form == "nominal"]
    told = [c for c in kept if c.why.startswith("role")]
    known = [c for c in kept if c.why.startswith("office")]
    rest = [c for c in kept if c not in told and c not in known]
    both = sorted(told, key=lambda c: -((c.country is not None) + (c.sector is not None)))
    return _joined([*both, *known, *rest])


def _body(entity: Entity, coded: Sequence[tuple[str, Coded]]) -> Coded:
    """An organisation, group or outlet: known by name first, then as the report calls it, then by the words of its name."""
    named = [c for _, c in coded if c.weight >= 5]
    called = [c for form, c in coded if form == "nominal" and c.weight < 5]
    worded = [c for form, c in coded if form == "name" and c.weight < 5]
    out = _joined([*named, *called, *worded])
    if entity.kind == "outlet" and out.sector is None:
        return replace(out, sector="JRN", why="; ".join(filter(None, [out.why, "outlet"])), weight=max(out.weight, 2))
    return out


def _related(entity: Entity, reading: Reading, codes: dict[int, Coded]) -> Coded:
    """What the entity lacks, from those it hangs on: "spokeswoman for the mission", "its ambassador", "the army's chief"."""
    coded = codes[id(entity)]
    if entity.kind in ("country", "place") or (coded.country is not None and coded.sector is not None and not coded.open):
        return coded
    for mention in entity.mentions[:_MOST_MENTIONS]:
        if mention.form == "pronoun":
            continue
        for other in _hung_on(mention.head, reading):
            if other is entity or id(other) not in codes:
                continue
            base = codes[id(other)]
            if base.country is None:
                continue
            return _from_relation(coded, base, other)
    return coded


def _hung_on(head: Token, reading: Reading) -> Iterator[Entity]:
    """The entities that a noun hangs on: its possessor and the objects of its prepositions."""
    for child in head.children:
        if child.dep == "poss" and (other := reading.entity_of(child)) is not None:
            yield other
        elif child.dep == "prep" and child.lower in _RELATIONS:
            for noun in child.children:
                if noun.dep == "pobj" and (other := reading.entity_of(noun)) is not None:
                    yield other
        elif child.dep == "relcl" and (verb := modifiers().get(child.lemma)) is not None and verb.effect == "heads":
            yield from _objects(child, reading)


def _objects(verb: Token, reading: Reading) -> Iterator[Entity]:
    """The entities that a verb has for object, direct or after "for"."""
    for child in verb.children:
        for noun in [child] if child.dep == "dobj" else child.children if child.dep == "prep" and child.lower == "for" else []:
            if (other := reading.entity_of(noun)) is not None:
                yield other


def _from_relation(coded: Coded, base: Coded, other: Entity) -> Coded:
    """`coded` with country and, where it carries one, sector of the one it hangs on."""
    if coded.country is not None and coded.country != base.country:
        return coded
    sector = coded.sector
    if (sector is None and other.kind != "place" and "role" in coded.why) or (sector is None and coded.weight == 0 and other.kind in ("organization", "group", "outlet")):
        sector = base.sector
    why = "; ".join(filter(None, [coded.why, f"of: {other.name}"]))
    return Coded(coded.country or base.country, sector, why, max(coded.weight, 2), coded.country_why or other.name)


def _scene_of(reading: Reading, codes: dict[int, Coded]) -> Scene:
    """The scene of the report, by all entities that have a country of their own."""
    told = [(e, code) for e in reading.entities if (code := codes[id(e)].country) is not None and code not in _NO_STATE]
    dateline = places.country_of(reading.words(reading.dateline_place).title()) if reading.dateline_place is not None else None
    return Scene(reading, votes_of(reading, told), dateline)


def _filled(entity: Entity, coded: Coded, scene: Scene, speaks: bool) -> Coded:
    """The code with the country of the scene where it has none of its own, is somebody, and the scene is sure enough."""
    if coded.country is not None or entity.kind in ("country", "place") or not (speaks or _belongs(entity, coded)):
        return coded
    chosen = choose(scene.features(_first_word(entity)), scene_weights())
    if chosen is None or chosen[1] < _SURE:
        return coded
    return replace(coded, country=chosen[0], why="; ".join(filter(None, [coded.why, f"report plays in {chosen[0]}"])))


def _belongs(entity: Entity, coded: Coded) -> bool:
    """Whether the entity is somebody who has a country: a role tells, or it is a person with a whole name, or one the
    report calls he or she."""
    if coded.sector is not None or coded.why.startswith("role"):
        return True
    return entity.kind == "person" and (entity.gender in ("m", "f") or " " in entity.name.strip())


def _first_word(entity: Entity) -> Token:
    """The head of the first mention that is no pronoun."""
    return next((m.head for m in entity.mentions if m.form != "pronoun"), entity.mentions[0].head)


__all__ = ["Code", "code_mention", "run"]
