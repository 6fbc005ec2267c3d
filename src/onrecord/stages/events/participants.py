"""Who did it, and to whom: the places a frame names, looked up in the clause and turned into entities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.knowledge import countries
from onrecord.knowledge.frames import frames, sets
from onrecord.reading import Entity, Reading, Token
from onrecord.stages.events import clauses
from onrecord.stages.events.triggers import Candidate

_DEFAULTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "v": (("subj",), ("obj",)),
    "a": (("subj",), ()),
    "n": (("poss", "by", "from", "mod", "support"), ("against", "on", "of", "to", "with")),
}
_OPEN = frozenset({"obj", "iobj", "on", "against", "into", "at", "to", "of"})  # where a thing may stand for itself
_INSIDE = frozenset({"in", "at", "near", "outside"})  # where a city is only the scene of what a noun tells
_DEEP = 4  # phrases within phrases that are opened on the way to a participant


def find(reading: Reading, candidate: Candidate) -> tuple[list[Entity], list[Entity]]:
    """Actors and recipients, each in text order of their phrases; both sides of a symmetric event are actors."""
    frame = candidate.frame
    actor_places, recipient_places = _places(candidate)
    actors = _first(reading, candidate, actor_places, ())
    recipients = _first(reading, candidate, recipient_places, actors, things=frame.act != "mutual") or _targeted(reading, candidate.head)
    if frame.act == "mutual":
        if not recipients or len(actors) < 2:
            actors += _first(reading, candidate, ("with", "between") if frame.recipient else (), actors)
        if candidate.type not in ("ACCUSE", "REJECT"):
            return _unique(actors + recipients) or _in_relative(reading, candidate.head), []
    return actors, recipients


def _targeted(reading: Reading, noun: Token) -> list[Entity]:
    """Whom a sentence calls the target of the act: "The firm is the subject of American sanctions"."""
    over = noun.head.head if noun.dep == "pobj" and noun.head.lower == "of" else noun
    if over.lemma.lower() not in sets()["target"] or over.dep != "attr" or over.head.lemma != "be":
        return []
    return _unique([e for t in clauses.undergoers(over.head) for e in resolve(reading, t, things=True)])


def _in_relative(reading: Reading, noun: Token) -> list[Entity]:
    """Both sides of a talk that only the clause about it names: "a call in which Moreau urged Okello to wait"."""
    for verb in noun.children:
        within = [p for c in verb.children if c.dep == "prep" and c.lower in ("in", "during", "at") for p in c.children if p.lower == "which"]
        if verb.dep == "relcl" and within:
            return _unique([e for t in (*clauses.undergoers(verb), *clauses.objects(verb)) for e in resolve(reading, t)])
    return []


def _places(candidate: Candidate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Where actor and recipient may stand. Whose "arrest" it is depends on what else is said: "Iran's arrest of two" but "her arrest"."""
    frame, head = candidate.frame, candidate.head
    actor_places, recipient_places = _DEFAULTS[frame.pos]
    actor_places, recipient_places = frame.actor or actor_places, frame.recipient or recipient_places
    if frame.pos == "v" and clauses.is_passive(head) and "obj" not in recipient_places:
        return actor_places, (*recipient_places, "obj")
    if frame.pos == "n" and "poss" in recipient_places:
        suffered = head.lemma.lower() in sets()["undergoer"] and not clauses.prep_objects(head, "of")
        if suffered:
            return tuple(p for p in actor_places if p != "poss"), recipient_places
        return actor_places, tuple(p for p in recipient_places if p != "poss")
    return actor_places, recipient_places


def _unique(entities: Sequence[Entity]) -> list[Entity]:
    out: list[Entity] = []
    for entity in entities:
        if not any(entity is other for other in out):
            out.append(entity)
    return out


def _first(reading: Reading, candidate: Candidate, places: Sequence[str], taken: Sequence[Entity], *, things: bool = False) -> list[Entity]:
    """The entities at the first place that has any besides those already taken."""
    for place in places:
        tokens = _at(candidate.head, place)
        found = _unique([e for t in tokens for e in resolve(reading, t, things=things and place in _OPEN)])
        if place in _INSIDE:
            found = [e for e in found if e.kind != "place" or candidate.frame.pos == "v"]
        left = [e for e in found if not any(e is other for other in taken)]
        if left:
            return left
    return []


def _at(head: Token, place: str) -> list[Token]:
    """The words at a place (`knowledge.frames.PLACES`); "obj.of" opens the object."""
    first, _, rest = place.partition(".")
    tokens = _step(head, first, top=True)
    while rest and tokens:
        step, _, rest = rest.partition(".")
        tokens = [t for token in tokens for t in _step(token, step, top=False)]
    return tokens


def _step(token: Token, place: str, *, top: bool) -> list[Token]:
    if place == "subj":
        return _subject(token)
    if place == "obj":
        return clauses.objects(token)
    if place == "sayer":
        return clauses.subjects(token.head.head)
    if place == "bidden":
        return clauses.undergoers(token.head)
    if place == "iobj":
        return [c for c in token.children if c.dep in ("dative", "iobj") and c.pos != "ADP"]
    if place == "that":
        return [s for c in token.children if c.dep in ("ccomp", "xcomp") and c.holds is None for s in clauses.undergoers(c)[:1]]
    if place == "poss":
        return clauses.owners(token)
    if place == "mod":
        return _modifiers(token)
    if place == "support":
        return _leaning(token)
    found = clauses.prep_objects(token, place)
    if not found and top:
        found = _near(token, place)
    return found


def _subject(token: Token) -> list[Token]:
    if token.dep == "acl" and token.tag == "VBG" and _abstract(token.head):
        verb = clauses.support_verb(token.head)
        return clauses.owners(token.head) or (clauses.subjects(verb) if verb is not None else [])
    if token.pos in ("NOUN", "PROPN", "ADJ"):
        verb = token.head if token.dep in ("acomp", "attr", "oprd", "xcomp", "ccomp") else token
        return clauses.undergoers(verb)
    return clauses.subjects(token)


def _near(token: Token, place: str) -> list[Token]:
    """The object of a preposition that the parse has put under the object or complement of the verb."""
    out: list[Token] = []
    for child in token.children:
        if child.dep in ("dobj", "nsubjpass", "prt", "advmod", "acomp", "oprd", "attr", "pobj", "xcomp") or child.dep == "prep":
            out += clauses.prep_objects(child, place)
            out += [p for g in child.children if g.dep == "pobj" for p in clauses.prep_objects(g, place)] if child.dep == "prep" else []
    if not out and token.dep in ("dobj", "nsubjpass") and place != "by":
        out = clauses.prep_objects(token.head, place)
    if not out and token.dep == "dobj" and place == "by":
        out = []
    return out


def _modifiers(noun: Token) -> list[Token]:
    """Modifiers that name somebody: "Israeli strike", "US-led raid", "government troops"."""
    out = []
    for child in noun.children:
        if child.dep in ("compound", "amod", "nmod"):
            out.append(child)
            out += [c for c in child.children if c.dep in ("npadvmod", "compound", "amod", "nmod")]
    return out


def _leaning(noun: Token) -> list[Token]:
    """The doer behind a noun that is the object of a light verb: "launched an attack"."""
    verb = clauses.support_verb(noun)
    if verb is None or verb.lemma not in sets()["support"]:
        return []
    return clauses.subjects(verb)


def resolve(reading: Reading, token: Token, *, things: bool = False) -> list[Entity]:
    """The entities a phrase stands for, lists expanded. A phrase that names no one is opened: "the Armenian proposal" -> Armenia.
    With `things`, what cannot be opened stands for itself ("the convoy")."""
    heads = [h for t in clauses.fellows(clauses.antecedent(token)) for h in (t, *_examples(t))]
    return [e for t in heads for e in _one(reading, t, 0, things)]


def _examples(token: Token) -> list[Token]:
    """Those named as examples: "allies such as Germany and Italy"."""
    such = [c for c in token.children if c.dep == "prep" and c.lower == "as" and any(a.lower == "such" for a in c.children)]
    return [f for prep in such for o in prep.children if o.dep == "pobj" for f in clauses.fellows(o)]


def _one(reading: Reading, token: Token, depth: int, things: bool) -> list[Entity]:
    entity = reading.entity_of(token)
    if entity is not None and _somebody(entity, token):
        other = reading.mention_of[token.i].also  # "both sides", "the two countries"
        return [_state(reading, e) for e in (entity, other) if e is not None]
    if entity is None and depth > 0 and token.pos in ("NOUN", "PROPN") and token.lemma.lower() in sets()["bodies"]:
        return _body(reading, token.lemma.lower())
    if depth >= _DEEP or token.pos not in ("NOUN", "PROPN", "VERB", "ADJ", "NUM", "DET", "PRON"):
        return []
    if things and entity is not None and depth == 0 and not _abstract(token):
        return _people_of(reading, token) or [entity]
    for tokens in _openings(token):
        found = [e for t in tokens for f in clauses.fellows(t) for e in _one(reading, f, depth + 1, False)]
        if found:
            return found
    whole = things and entity is not None and depth == 0 and token.pos != "PRON" and token.dep in ("dobj", "nsubjpass")
    return [entity] if whole and entity is not None else []


def _people_of(reading: Reading, token: Token) -> list[Entity]:
    """The people that a thing is full of: "boats of migrants", "a bus of pilgrims"."""
    inside = [f for o in clauses.prep_objects(token, "of") for f in clauses.fellows(o)]
    found = [reading.entity_of(f) for f in inside if f.tag == "NNS"]
    return _unique([e for e in found if e is not None and e.salient and e.kind in ("group", "person")])


def _openings(token: Token) -> Iterator[list[Token]]:
    """Inside a phrase, where somebody may be named, the likeliest first."""
    yield clauses.owners(token)
    yield clauses.prep_objects(token, "of")
    yield _modifiers(token)
    yield clauses.prep_objects(token, "by")
    yield clauses.prep_objects(token, "from")
    for child in token.children:
        if child.dep == "acl" and child.tag == "VBN":
            yield clauses.agents(child)


def _somebody(entity: Entity, token: Token) -> bool:
    """Whether the entity can act: a person, body, group, country, place; no mere thing."""
    return entity.salient or token.pos == "PRON" or any(m.form == "name" for m in entity.mentions) or token.lemma.lower() in sets()["person"]


def _abstract(token: Token) -> bool:
    """Whether the noun tells an act or idea, behind which its owner is meant."""
    lemma = token.lemma.lower()
    return lemma in sets()["abstract"] or ("n", lemma) in frames()


def _state(reading: Reading, entity: Entity) -> Entity:
    """The country where a capital or seat stands for it, when the report names the country too."""
    if entity.kind != "place":
        return entity
    code = countries.code_of(entity.name, "capital", "seat")
    if code is None:
        return entity
    return next((e for e in reading.entities if e.kind == "country" and countries.code_of(e.name) == code), entity)


def _body(reading: Reading, lemma: str) -> list[Entity]:
    """The body or group of the report that a bare modifier means: "police" in "police gunfire"."""
    for entity in reading.entities:
        if entity.salient and any(m.form == "nominal" and m.head.lemma.lower() == lemma for m in entity.mentions):
            return [entity]
    return []
