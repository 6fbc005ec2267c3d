"""Whether a time lies before or after the report, by what governs the phrase in the parse."""

from __future__ import annotations

from onrecord.knowledge.time_words import governors
from onrecord.reading import Token

PAST, NONE, FUTURE = -1, 0, 1
_HIGHEST = 10  # heads looked at above a phrase


def direction(token: Token | None) -> int:
    """PAST, FUTURE or NONE for the phrase that the token heads: "will meet Friday", "due in March", "has run since Monday"."""
    if token is None:
        return NONE
    words = governors()
    hint = NONE
    low = token
    for high in _heads(token):
        found = words["prep"].get(high.lower) if high.tag == "IN" or high.dep in ("prep", "mark", "agent") else None
        if found == PAST:
            return PAST
        if found == 2:
            hint = FUTURE
        if high.lower in words["noun"]:
            return FUTURE
        if high.pos in ("VERB", "AUX") or (high.pos == "ADJ" and high.lower in words["verb"]):
            found = _of_verb(high, low)
            if found is not None:
                return found or hint
        low = high
    return hint


def _heads(token: Token) -> list[Token]:
    out: list[Token] = []
    while token.head is not token and len(out) < _HIGHEST:
        token = token.head
        out.append(token)
    return out


def _of_verb(verb: Token, below: Token) -> int | None:
    """What a verb says of the time under it; None where its own governor decides."""
    words = governors()
    helpers = [c for c in verb.children if c.dep in ("aux", "auxpass")]
    if any(words["aux"].get(h.lower) == FUTURE for h in helpers) and verb.lemma not in words["said"]:
        return FUTURE
    have = any(h.lemma == "have" for h in helpers)
    if verb.tag == "VB" and any(h.lower == "to" for h in helpers):
        return _of_infinitive(verb)
    if verb.lemma in words["verb"] and below.dep not in ("npadvmod", "nsubj", "npmod") and not have and (verb.tag != "VBD" or below.dep == "xcomp"):
        return FUTURE
    if verb.lower in words["verb"] and verb.pos == "ADJ":
        return FUTURE
    if have or verb.tag == "VBD" or any(h.tag == "VBD" for h in helpers):
        return PAST
    if verb.tag == "VBN":
        return PAST if verb.dep in ("acl", "ROOT", "advcl", "relcl") and not helpers else NONE
    if verb.tag == "VBG":
        return FUTURE if any(h.lemma == "be" and h.tag in ("VBZ", "VBP") for h in helpers) else None
    if verb.tag in ("VBZ", "VBP"):
        return PAST if verb.sentence.headline else NONE
    if verb.tag == "VB":
        return FUTURE if not helpers and verb.dep in ("conj",) and verb.head.tag == "VB" else NONE
    return None


def _of_infinitive(verb: Token) -> int | None:
    """"to meet on Friday" is to come, unless what it hangs on is done: "managed to", "began to"."""
    words, over = governors(), verb.head
    if over is verb or verb.sentence.headline:
        return FUTURE
    if over.lemma in words["past"]:
        return None
    if over.lemma in words["verb"] or over.tag in ("VBZ", "VBP", "MD") or over.lemma == "be":
        return FUTURE
    return FUTURE if over.pos in ("NOUN", "ADJ") else NONE
