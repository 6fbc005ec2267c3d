"""Finding triggers: the words of a sentence that a frame of `data/frames` fits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from onrecord.knowledge.frames import Frame, Pos, frames
from onrecord.reading import Sentence, Token
from onrecord.record import EventType
from onrecord.stages.events import clauses

_PARTICLES = frozenset({"prt", "advmod", "prep", "acomp", "oprd", "agent", "dative", "dobj", "npadvmod", "attr", "pcomp", "nmod", "mark", "amod", "advcl", "xcomp", "ccomp"})
_BESIDE = frozenset({"RP", "IN", "RB"})
_NAMED = frozenset({"DATE", "TIME", "ORG", "PERSON", "GPE", "LOC", "FAC", "WORK_OF_ART", "LAW", "PRODUCT"})
_NEAR = 20  # words on one storey that are looked at
_ABOUT = frozenset({"REJECT", "ACCUSE", "SUPPORT", "REQUEST", "AGREE", "THREATEN"})
_PEOPLE = frozenset({"PERSON", "NORP"})


@dataclass(slots=True, eq=False)
class Candidate:
    """A trigger with the frame that fits it. `type` and `mode` are the frame's until the algebra has spoken."""

    head: Token
    frame: Frame
    type: EventType
    mode: str | None
    used: list[Token] = field(default_factory=list)
    refusal: bool = False
    rule: str = ""


@dataclass(slots=True)
class NearMiss:
    """A word that a near miss of the tables fits better than any frame."""

    head: Token
    type: EventType
    reason: str


def bag(sentence: Sentence) -> frozenset[str]:
    """The words of a sentence in small letters and as lemmas."""
    out = {t.lower for t in sentence.tokens}
    out.update(t.lemma.lower() for t in sentence.tokens)
    return frozenset(out)


def part_of_speech(token: Token) -> Pos | None:
    """The part of speech by which frames are looked up; None for words that cannot tell an event."""
    if token.pos in ("VERB", "AUX"):
        return "v"
    if token.pos in ("NOUN", "PROPN"):
        return None if token.ent in _NAMED and (token.pos == "PROPN" or token.ent in ("DATE", "TIME")) else "n"
    return "a" if token.pos == "ADJ" else None


def find(sentence: Sentence) -> tuple[list[Candidate], list[NearMiss]]:
    """The triggers of a sentence in text order, each with its best frame, and the near misses."""
    found: list[Candidate] = []
    misses: list[NearMiss] = []
    words: frozenset[str] | None = None
    for token in sentence.tokens:
        pos = part_of_speech(token)
        if pos is None or token.holds is not None:
            continue
        rows = _rows(token, pos)
        if not rows or (pos == "v" and token.dep in ("amod", "aux", "auxpass", "compound")):
            continue
        words = bag(sentence) if words is None else words
        frame = _best(token, rows, words)
        if frame is None:
            continue
        if frame.type is None:
            other = next((f.type for f in rows if f.type is not None), None)
            if other is not None:
                misses.append(NearMiss(token, other, frame.reason))
        else:
            found.append(Candidate(token, frame, frame.type, frame.mode, _consumed(token, frame)))
    return _without_consumed(found), misses


def hyphenated(token: Token) -> str | None:
    """The whole of a word that the parser has cut at its hyphen: "cease-fire" for "fire", "co-operate" for "operated"."""
    words = token.sentence.tokens
    place = token.i - words[0].i
    if not 2 <= place < len(words) or words[place] is not token:
        return None
    hyphen, first = words[place - 1], words[place - 2]
    if hyphen.text != "-" or hyphen.end != token.start or first.end != hyphen.start:
        return None
    return f"{first.lower}-{token.lemma.lower()}"


def _rows(token: Token, pos: Pos) -> tuple[Frame, ...]:
    whole = hyphenated(token)
    if whole is not None and (pos, whole) in frames():
        return frames()[pos, whole]
    rows = frames().get((pos, token.lemma.lower()), ())
    if pos == "n":
        return rows or frames().get((pos, token.lower), ())
    if token.tag == "VBN" or pos == "a":
        rows += frames().get(("a", token.lower), ())
    return rows


def _best(token: Token, rows: Iterable[Frame], words: frozenset[str]) -> Frame | None:
    seen: _Seen | None = None
    best: Frame | None = None
    score = -1
    for frame in rows:
        if frame.weight <= score and not frame.plus_optional:
            continue
        if frame.needs and frame.needs.isdisjoint(words):
            continue
        seen = seen or _Seen(token)
        if frame.unless and not frame.unless.isdisjoint(seen.near):
            continue
        if not seen.fits(frame):
            continue
        here = frame.weight + (1 if frame.plus_optional and not frame.plus.isdisjoint(seen.beside) else 0)
        if here > score:
            best, score = frame, here
    return best


class _Seen:
    """What stands around a word, gathered once for all its frames."""

    __slots__ = ("beside", "clause", "core", "core_person", "described", "far", "far_person", "infinitive", "near", "token")

    def __init__(self, token: Token) -> None:
        self.token = token
        noun = part_of_speech(token) == "n"
        self.beside = {c.lower for c in token.children if c.dep in _PARTICLES and (c.i > token.i or noun)}
        after = token.sentence.tokens
        place = token.i - after[0].i + 1 if after[0].i <= token.i else len(after)
        if 0 < place < len(after) and after[place].tag in _BESIDE:
            self.beside.add(after[place].lower)
        core = _modifiers(token) if noun else clauses.objects(token) + [c for c in token.children if c.dep in ("attr", "oprd", "acomp")]
        described: list[Token] = []
        for item in core[:_NEAR]:
            core += [c for c in item.children if c.dep == "conj"]
            core += clauses.prep_objects(item, "of") if not noun else []
            if not noun:
                self.beside.update(c.lower for c in item.children if c.dep in ("prep", "prt", "advmod"))
                described += [c for c in item.children if c.dep == "compound" and item.pos == "NOUN"]
        far = [p for prep in clauses.prepositions(token) for p in prep.children if p.dep in ("pobj", "pcomp", "amod")]
        for item in far[:_NEAR]:
            far += [c for c in item.children if c.dep in ("conj", "compound", "amod")]
            far += clauses.prep_objects(item, "of")
        self.described = {t.lemma.lower() for t in described} | {t.lower for t in described}
        self.near = near_words(token, noun)
        self.core = {t.lemma.lower() for t in core} | {t.lower for t in core} | {h for h in map(hyphenated, core) if h is not None}
        self.far = {t.lemma.lower() for t in far} | {t.lower for t in far}
        self.core_person = any(_is_person(t) for t in core if t.dep not in ("compound", "amod"))
        self.far_person = any(_is_person(t) for t in far if t.dep not in ("compound", "amod"))
        self.infinitive = any(c.dep in ("xcomp", "ccomp", "advcl", "acl") and any(a.tag == "TO" for a in c.children) for c in token.children)
        self.clause = any(c.dep in ("ccomp", "relcl") and c.pos in ("VERB", "AUX") and c.holds is None for c in token.children)

    def fits(self, frame: Frame) -> bool:
        needed = (frame.infinitive and self.infinitive) or (frame.clause and self.clause) or not frame.plus.isdisjoint(self.beside)
        if (frame.plus or frame.infinitive or frame.clause) and not frame.plus_optional and not needed:
            return False
        if not frame.object or ("@any" in frame.object and self.core):
            return True
        if "@person" not in frame.object and not frame.object.isdisjoint(self.described):
            return True
        if not frame.object.isdisjoint(self.core) or ("@person" in frame.object and self.core_person):
            return True
        if not frame.plus and frame.pos != "n":
            return False
        return not frame.object.isdisjoint(self.far) or ("@person" in frame.object and self.far_person)


def near_words(token: Token, noun: bool) -> set[str]:
    """The words around a word: two storeys below it, and above a noun its verb with what hangs on that."""
    around = [g for c in token.children[:_NEAR] for g in (c, *c.children[:_NEAR])]
    for c in token.children[:_NEAR]:
        if c.dep in ("prep", "agent"):
            around += [g for p in c.children for g in p.children]
    if noun or token.dep in ("acl", "relcl", "conj", "xcomp", "pcomp", "advcl"):
        around += [token.head, *(c for c in token.head.children[:_NEAR] if c is not token)]
        if token.head.dep in ("prep", "agent", "conj", "xcomp"):
            around += [token.head.head, *token.head.head.children[:_NEAR]]
    return {t.lower for t in around} | {t.lemma.lower() for t in around}


def _modifiers(noun: Token) -> list[Token]:
    return [c for c in noun.children if c.dep in ("compound", "amod", "poss", "nmod")]


def _is_person(token: Token) -> bool:
    if token.pos == "PRON":
        return token.lower in ("him", "her", "them", "us", "me", "you", "who", "whom", "he", "she", "they", "we", "i", "himself")
    return token.ent in _PEOPLE or token.pos == "NUM"


def _consumed(token: Token, frame: Frame) -> list[Token]:
    """The nouns that the frame has used up: "talks" in "held talks" is no trigger of its own."""
    if frame.pos != "v" or not frame.object:
        return []
    near = clauses.objects(token) + [c for c in token.children if c.dep in ("attr", "oprd")]
    if frame.plus:
        near += [p for prep in clauses.prepositions(token) for p in prep.children if p.dep == "pobj"]
    return [t for t in near if t.lemma.lower() in frame.object or t.lower in frame.object]


def _without_consumed(found: list[Candidate]) -> list[Candidate]:
    used = {t.i: c for c in found for t in c.used}
    return [c for c in found if not _is_used(c, used.get(c.head.i)) and not _verdict_below(c, found)]


def _is_used(c: Candidate, by: Candidate | None) -> bool:
    """Whether the noun is only what the verb above it is about: "held talks", "lifted the curfew", "suspended aid"."""
    return by is not None and (by.type == c.type or by.type not in _ABOUT)


def _verdict_below(c: Candidate, found: list[Candidate]) -> bool:
    """Whether an adjective only completes the verb above it: "found him guilty"."""
    return c.frame.pos == "a" and any(o.head is c.head.head and o.type == c.type for o in found)
