"""Whether a time lies before or after the report, by what governs the phrase in the parse."""

from __future__ import annotations

from onrecord.knowledge.time_words import governors
from onrecord.reading import Token

PAST, NONE, FUTURE = -1, 0, 1
_HIGHEST = 10  # heads looked at above a phrase
_WEAK = 2  # a preposition that looks ahead unless a verb says otherwise


def direction(token: Token | None) -> int:
    """PAST, FUTURE or NONE for the phrase that the token heads: "will meet Friday", "due in March", "has run since Monday"."""
    if token is None:
        return NONE
    if _after_past_verb(token):
        return PAST
    words = governors()
    hint = NONE
    low = token
    crossed = False
    for high in _heads(token):
        found = words["prep"].get(high.lower) if high.tag == "IN" or high.dep in ("prep", "mark") else None
        if found == PAST:
            return PAST
        if found == _WEAK and hint == NONE and low.i > high.i:
            hint = FUTURE
        if high.lower in words["noun"] or high.lower in words["verbal"]:
            return FUTURE
        if high.pos in ("VERB", "AUX") or (high.pos == "ADJ" and high.lower in words["verb"]):
            found = _of_verb(high, low, hint)
            if found is not None:
                return NONE if crossed and found == FUTURE and high.tag in ("VBZ", "VBP") and not hint else found or hint
        crossed = crossed or high.pos in ("NOUN", "PROPN")
        low = high
    return hint


def _after_past_verb(token: Token) -> bool:
    """Whether the phrase follows a verb of the past at once, which then has it, whatever the parse says: "said on Monday it would"."""
    tokens = token.sentence.tokens
    at = token.i - tokens[0].i
    if at >= len(tokens) or tokens[at] is not token:
        return False
    at -= 1
    if at > 0 and tokens[at].lower == "on":
        at -= 1
    return at >= 0 and tokens[at].tag == "VBD" and tokens[at].pos == "VERB" and tokens[at].lemma not in governors()["verb"]


def has_ahead_preposition(token: Token | None) -> bool:
    """Whether the phrase stands right under a preposition that looks ahead: by Friday, until March, for Saturday."""
    if token is None:
        return False
    over = token.head
    return over.dep == "prep" and governors()["prep"].get(over.lower) == _WEAK


def _heads(token: Token) -> list[Token]:
    out: list[Token] = []
    while token.head is not token and len(out) < _HIGHEST:
        token = token.head
        out.append(token)
    return out


def _of_verb(verb: Token, below: Token, hint: int) -> int | None:
    """What a verb says of the time under it; None where its own governor decides."""
    words = governors()
    helpers = [c for c in verb.children if c.dep in ("aux", "auxpass")]
    if any(words["aux"].get(h.lower) == FUTURE for h in helpers) and verb.lemma not in words["said"]:
        return FUTURE
    if any(c.dep == "mark" and c.lower in words["mark"] for c in verb.children):
        return FUTURE
    have = any(h.lemma == "have" for h in helpers)
    if any(h.lower == "to" for h in helpers):
        return FUTURE if verb.sentence.headline or verb.head is verb or verb.head.lemma not in words["past"] else None
    if _looks_ahead(verb, below):
        return FUTURE
    if have or verb.tag == "VBD" or any(h.tag == "VBD" for h in helpers):
        return PAST
    if verb.tag == "VBN":
        return PAST if not helpers else NONE
    if verb.tag == "VBG":
        return FUTURE if any(h.lemma == "be" and h.tag in ("VBZ", "VBP") for h in helpers) else None
    if verb.tag in ("VBZ", "VBP"):
        if verb.sentence.headline and hint != FUTURE:
            return PAST
        return FUTURE if _direct(below) and verb.lemma not in words["said"] else NONE
    if verb.tag == "VB" and not helpers:
        return FUTURE if verb.dep in ("ccomp", "ROOT") else None
    return NONE


def _direct(below: Token) -> bool:
    """Whether the time hangs on the verb itself and not on one of its nouns."""
    return below.dep in ("prep", "npadvmod", "advmod", "nsubj", "dep") and below.pos not in ("NOUN", "VERB")


def _looks_ahead(verb: Token, below: Token) -> bool:
    """due on Monday, scheduled for March, expected Friday; agreed to meet on Monday, set for Monday."""
    words = governors()
    ahead = below.dep == "xcomp" or (below.dep == "prep" and below.lower == "for")
    if verb.lemma in words["to"]:
        return ahead
    if verb.lemma in words["verb"] or verb.lower in words["verb"]:
        return ahead or verb.pos == "ADJ" or verb.tag in ("VBN", "VBZ", "VBP")
    return False
