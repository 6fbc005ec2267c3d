"""Who stands where in a clause, by the parse: subjects with passives undone, control and relative clauses, objects, prepositions."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.knowledge.frames import sets
from onrecord.reading import Token

_RELATIVE = frozenset({"who", "whom", "which", "that", "whose"})
_DEEPEST = 8  # how far up a subject is looked for
_LONGEST_LIST = 25  # fellows of one phrase that are told apart


def is_passive(verb: Token, depth: int = 0) -> bool:
    """Whether the verb is a passive ("was arrested", "the man arrested on Monday")."""
    deps = {c.dep for c in verb.children}
    if deps & {"nsubjpass", "auxpass", "agent"}:
        return True
    if verb.tag != "VBN" or "aux" in deps:
        return False
    return verb.dep == "acl" or (verb.dep == "conj" and verb.head is not verb and "nsubj" not in deps and depth < _DEEPEST and is_passive(verb.head, depth + 1))


def prepositions(token: Token) -> Iterator[Token]:
    """The prepositions under a word, and under a preposition beside it ("out of")."""
    for child in token.children:
        if child.dep in ("prep", "dative", "agent") and child.pos in ("ADP", "SCONJ", "ADV", "VERB", "PART"):
            yield child
            if child.lower not in ("according", "due", "prior"):
                yield from (c for c in child.children if c.dep == "prep")


def prep_objects(token: Token, word: str) -> list[Token]:
    """What the preposition `word` under the token governs."""
    out = []
    for prep in prepositions(token):
        if prep.lower == word:
            out += [c for c in prep.children if c.dep in ("pobj", "pcomp")]
    return out


def agents(verb: Token) -> list[Token]:
    """The doer in a by-phrase."""
    return [p for p in prep_objects(verb, "by") if p.dep == "pobj"]


def antecedent(token: Token) -> Token:
    """What a relative pronoun stands for; any other word is returned as it is."""
    if token.lower not in _RELATIVE or token.tag not in ("WDT", "WP", "IN", "DT", "WP$"):
        return token
    for above in token.ancestors():
        if above.dep == "relcl":
            return above.head
    return token


def subjects(verb: Token) -> list[Token]:
    """Who does what the verb says; empty for a passive without an agent."""
    return _doers(verb, 0)


def _doers(verb: Token, depth: int) -> list[Token]:
    if depth > _DEEPEST:
        return []
    if is_passive(verb):
        return agents(verb)
    own = verb.child("nsubj")
    if own is not None:
        return [antecedent(own)]
    return _inherited(verb, depth + 1)


def undergoers(verb: Token, depth: int = 0) -> list[Token]:
    """The grammatical subject of the verb, doer or not."""
    if depth > _DEEPEST:
        return []
    own = verb.child("nsubj", "nsubjpass")
    if own is not None:
        return [antecedent(own)]
    if verb.dep == "acl" and verb.tag in ("VBN", "VBG"):
        return [verb.head]
    return _inherited(verb, depth + 1, passive=True)




def _inherited(verb: Token, depth: int, passive: bool = False) -> list[Token]:
    """The subject of a verb that shows none: of its fellow verb, of the verb that controls it, of the noun it describes."""
    above = verb.head
    if above is verb:
        return []
    if verb.dep == "conj" and above.pos in ("VERB", "AUX"):
        return undergoers(above, depth) if passive or not is_passive(above) else agents(above)
    if verb.dep in ("xcomp", "ccomp", "advcl") and above.pos in ("VERB", "AUX", "ADJ"):
        if above.pos == "ADJ":
            return undergoers(above, depth) or (undergoers(above.head, depth) if above.head is not above else [])
        controlled = above.child("dobj", "iobj", "dative")
        if verb.dep == "xcomp" and controlled is not None and controlled.i < verb.i and above.lemma in sets()["control"]:
            return [controlled]
        return undergoers(above, depth)
    if verb.dep == "pcomp" and above.dep in ("prep", "agent", "mark"):
        governor = above.head
        if governor.pos in ("VERB", "AUX"):
            accused = governor.child("dobj", "nsubjpass")
            if governor.lemma in sets()["accusing"] and accused is not None:
                return [antecedent(accused)]
            return undergoers(governor, depth)
        return owners(governor) or _pursuing(governor, depth)
    if verb.dep == "acl":
        if verb.tag == "VBG":
            return _posting(above, depth) or [above]
        return owners(above) or _leaning(above, depth)
    if verb.dep == "relcl":
        return [above]
    return []


def owners(noun: Token) -> list[Token]:
    """The possessor of a noun."""
    return [antecedent(c) for c in noun.children if c.dep == "poss"]


def _pursuing(noun: Token, depth: int) -> list[Token]:
    """The doer of the verb by which a course of action is kept: "pursued a policy of turning boats away"."""
    verb = support_verb(noun)
    return _doers(verb, depth) if verb is not None and verb.lemma in sets()["pursue"] else []


def _posting(noun: Token, depth: int) -> list[Token]:
    """The doer of a message behind the place where it stands: "posted a note on the site blaming the army"."""
    if noun.dep != "pobj" or noun.head.lower not in ("on", "in", "at") or noun.head.head.lemma not in sets()["message"]:
        return []
    verb = support_verb(noun.head.head)
    return _doers(verb, depth) if verb is not None else []


def _leaning(noun: Token, depth: int) -> list[Token]:
    """The doer of the verb that the noun is an object of ("agreed a plan to …")."""
    verb = support_verb(noun)
    return _doers(verb, depth) if verb is not None else []


def support_verb(noun: Token) -> Token | None:
    """The verb that a noun is the object of, directly or through a preposition or a fellow noun."""
    token = noun
    for _ in range(4):
        if token.dep == "conj":
            token = token.head
        elif token.dep == "pobj" and token.head.dep == "prep" and token.head.head.dep in ("pobj", "dobj") and token.head.lower in ("of", "in"):
            token = token.head.head
        else:
            break
    if token.dep in ("dobj", "nsubjpass", "oprd") and token.head.pos in ("VERB", "AUX"):
        return token.head
    if token.dep == "pobj" and token.head.dep == "prep" and token.head.head.pos == "VERB":
        return token.head.head
    if token.dep == "pobj" and token.head.dep == "prep" and token.head.head.dep == "prep" and token.head.head.head.pos == "VERB":
        return token.head.head.head
    return None


def objects(verb: Token) -> list[Token]:
    """What the verb is done to, passives undone."""
    direct = [c for c in verb.children if c.dep in ("dobj", "obj")]
    if direct:
        return [antecedent(d) for d in direct]
    passive = verb.child("nsubjpass")
    if passive is not None:
        return [antecedent(passive)]
    if is_passive(verb):
        return undergoers(verb)
    if verb.dep == "relcl" and verb.child("nsubj") is not None and antecedent(verb.child("nsubj") or verb) is not verb.head:
        return [verb.head] if not any(True for _ in _stranded(verb)) else []
    if verb.dep == "conj" and verb.head.pos == "VERB":
        return []
    fellow = verb.child("conj")
    if fellow is not None and fellow.pos == "VERB" and fellow.child("nsubj", "nsubjpass") is None and verb.child("prep", "xcomp", "ccomp") is None:
        shared = fellow.child("dobj")
        if shared is not None:
            return [shared]
    odd = verb.child("dative", "iobj")
    return [odd] if odd is not None and odd.pos != "ADP" else []


def _stranded(verb: Token) -> Iterator[Token]:
    return (c for c in verb.children if c.dep == "prep" and not c.children)


def complements(verb: Token) -> list[Token]:
    """The verbs and nouns that stand for what is promised, demanded, refused: clauses, objects, objects of its prepositions."""
    out: list[Token] = []
    for child in verb.children:
        if child.dep in ("xcomp", "ccomp", "acl", "relcl", "pcomp", "dobj", "nsubjpass", "oprd", "attr", "acomp"):
            out.append(child)
            if child.dep in ("dobj", "nsubjpass"):
                out += [c for c in child.children if c.dep in ("acl", "xcomp")]
                out += [p for prep in prepositions(child) for p in prep.children if p.dep in ("pobj", "pcomp")]
        elif child.dep in ("prep", "prt", "dative"):
            out += [c for c in child.children if c.dep in ("pobj", "pcomp")]
    for token in list(out):
        out += [c for c in token.children if c.dep == "conj"]
        if token.pos == "VERB":
            out += [c for c in token.children if c.dep in ("xcomp", "dobj")]
    return out


def fellows(token: Token) -> list[Token]:
    """The token and those coordinated with it, in text order; of a list without end the first."""
    out: list[Token] = []
    todo = [token]
    while todo and len(out) < _LONGEST_LIST:
        here = todo.pop()
        out.append(here)
        todo += [c for c in here.children if c.dep == "conj" and c.pos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X")]
    out.sort(key=lambda t: t.i)
    return out
