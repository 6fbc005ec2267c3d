"""Role nouns, groups, bodies and pronouns: the mentions that are no names."""

from __future__ import annotations

from onrecord.knowledge.people import Word
from onrecord.reading import Reading, Token
from onrecord.spans import Span
from onrecord.stages.people import lexicon as lex
from onrecord.stages.people.drafts import Draft
from onrecord.stages.people.names import noun_span

_ARGUMENTS = frozenset(["nsubj", "nsubjpass", "dobj", "pobj", "iobj", "dative", "conj", "appos", "attr", "poss", "agent", "ROOT", "oprd", "npadvmod"])
_MODIFIERS = frozenset(["amod", "compound", "nmod"])
_DEFINITE = frozenset(["the", "this", "that", "these", "those", "both"])
_TIMES = frozenset(["DATE", "TIME", "PERCENT", "MONEY", "QUANTITY"])
_LONGEST_OF = 9  # tokens of a phrase after the noun that belong to the mention


def find_others(reading: Reading, taken: set[int], pointed: set[int]) -> list[Draft]:
    """Nominal and pronoun drafts in text order. `taken`: tokens of names; `pointed`: heads that statements point at."""
    out: list[Draft] = []
    heads = set(pointed)
    for token in reading.tokens:
        if token.i in taken or token.holds is not None:
            continue
        gender = lex.PRONOUNS.get(token.lower)
        if gender is not None and token.tag in ("PRP", "PRP$"):
            out.append(_pronoun(token, gender))
        elif token.pos in ("NOUN", "PROPN") or token.i in heads or token.lower == "both":
            draft = _nominal(reading, token, token.i in heads)
            if draft is not None:
                out.append(draft)
    return out


def _pronoun(token: Token, gender: str) -> Draft:
    draft = Draft(token.span, token, "pronoun", (token.lower,), token.text)
    draft.gender = gender
    draft.plural = gender in ("p", "we")
    draft.salient = False
    return draft


def _nominal(reading: Reading, token: Token, wanted: bool) -> Draft | None:
    if token.dep not in _ARGUMENTS and not wanted:
        return None
    if token.ent in _TIMES and not wanted:
        return None
    found = lex.noun(token.lemma.lower(), token.lower, token.tag == "NNP")
    if found is None and token.tag in ("CD", "DT", "JJ", "PRP") and not wanted:
        return None
    draft = Draft(full_span(token), token, "nominal", (token.lemma.lower(),), token.text)
    _describe(draft, token)
    if found is None:
        draft.thing = not wanted
        draft.salient = False
        draft.plural = token.tag in ("NNS", "NNPS", "CD") or token.lower in ("both", "those", "many", "some", "others")
        if token.lower.endswith(("ers", "ists", "ians")) and draft.plural:
            draft.vote("group", 1)
            draft.thing = False
            draft.salient = True
        elif wanted:
            draft.vote("group" if draft.plural else "organization", 0.5)
        return draft
    _classify(draft, token, *found)
    return draft


def _classify(draft: Draft, token: Token, name: str, word: Word) -> None:
    plural = token.tag in ("NNS", "NNPS")
    draft.plural = plural or (name == "group" and word.gender == "p")
    draft.sort = word.sort
    if name == "role":
        draft.person = True
        draft.vote("group" if plural else "person", 3)
        draft.gender = word.gender or None
    elif name == "group":
        draft.vote("group", 3)
    elif name == "body":
        draft.vote("group" if plural else "organization", 3)
        draft.sort = "state-organ" if word.word == "government" and not plural else word.sort
    elif name == "outlet":
        draft.vote("outlet", 2)
        draft.salient = token.dep in ("nsubj", "nsubjpass", "appos") or draft.definite
    elif name == "state":
        draft.vote("country", 2)
        draft.sort = "state"
    else:
        draft.vote("place", 2)
        draft.sort = "place"
        draft.salient = False


def _describe(draft: Draft, token: Token) -> None:
    modifiers: set[str] = set()
    for child in token.children:
        if child.i < token.i and child.dep in _MODIFIERS:
            if child.lower not in lex.EMPTY_MODIFIERS:
                modifiers.add(folded(child))
            modifiers.update(folded(c) for c in child.children if c.dep in _MODIFIERS and c.lower not in lex.EMPTY_MODIFIERS)
        elif child.dep == "nummod" or child.tag == "CD":
            modifiers.add("#" + child.lower)
        elif child.dep in ("det", "predet") and child.lower in _DEFINITE:
            draft.definite = True
        elif child.dep == "det" and child.lower in ("no", "any", "every", "neither"):
            draft.negative = True
        elif child.dep == "poss":
            draft.definite = True
            if child.tag != "PRP$":
                modifiers.add(folded(child))
        elif child.dep == "prep" and child.lower in ("of", "for", "from", "in", "at") and child.i == token.i + 1:
            target = child.child("pobj")
            if target is not None:
                modifiers.add(folded(target))
    if token.text[0].isupper() and token.tag in ("NNP", "NNPS"):
        draft.definite = True
    draft.modifiers = frozenset(modifiers)


def folded(token: Token) -> str:
    """A modifier as it is compared: the country's code for its name or adjective, else the word."""
    word = lex.country_word(token.text) if token.text[0].isupper() else None
    return word.code if word is not None else token.lower


def full_span(head: Token) -> Span:
    """A noun phrase from its left modifiers over an of-phrase right behind the head."""
    start, end = noun_span(head)
    after = next((c for c in head.children if c.i == head.i + 1 and c.dep == "prep" and c.lower in ("of", "for", "in", "at", "from")), None)
    if after is not None:
        inside = after.subtree()
        if len(inside) <= _LONGEST_OF and all(t.i == after.i + k for k, t in enumerate(inside)) and not any(t.dep in ("relcl", "appos", "punct") for t in inside):
            end = inside[-1].end
    return start, end
