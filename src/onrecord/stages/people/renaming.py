"""What speaks for and against a nominal going on with a chain: the names of the weights by which chains are ranked."""

from __future__ import annotations

from onrecord.knowledge.people import nominal_weights
from onrecord.stages.people import lexicon as lex
from onrecord.stages.people.drafts import Chain, Draft

_SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj"])
_COUNTED = 6
_RANKED = 6
_STEPS = (0, 1, 2, 4, 7)  # sentences


def manner(draft: Draft) -> str:
    """How the noun is brought in: by article, possessor, demonstrative, bare."""
    if draft.head.sentence.headline:
        return "headline"
    for child in draft.head.children:
        if child.i > draft.head.i:
            break
        if child.dep == "poss":
            return "own" if child.tag == "PRP$" else "owned"
        if child.dep in ("det", "predet"):
            return "the" if child.lower == "the" else "this" if child.lower in ("this", "that", "these", "those", "such", "both") else "a"
        if child.dep == "nummod" and not any(c.dep == "det" for c in draft.head.children):
            return "number"
    if draft.head.tag in ("NNP", "NNPS") or draft.head.text[0].isupper():
        return "capital"
    return "bare" if draft.plural else "bare singular"


def noun_class(draft: Draft) -> str:
    """The class of the head noun, or other."""
    found = lex.noun(draft.words[0], draft.head.lower)
    return found[0] if found is not None else "other"


def new_features(draft: Draft, how: str, kind: str) -> list[str]:
    """What speaks for somebody new."""
    out = ["new", f"new {how}", f"new {kind}", f"new {how} {kind}"]
    if draft.modifiers:
        out += ["new with modifiers", f"new {how} with modifiers"]
    if draft.head.dep in _SUBJECTS:
        out.append("new subject")
    if how == "the" and not draft.modifiers:
        out.append(f"new the {draft.words[0]}")
    return out


def link_features(draft: Draft, chain: Chain, earlier: Draft, distance: int, rank: int, fit: int, how: str, kind: str, topic: bool) -> list[str]:
    """What speaks for this chain. `fit`: -1 where the chain does not know the word; else 0 to 2, see `resolve.compatible`."""
    named = "named" if chain.drafts[0].form == "name" else "unnamed"
    step = sum(distance > s for s in _STEPS)
    word = draft.words[0]
    if fit >= 0:
        out = [f"same word {fit}", f"same word {fit} {how}", f"same word {fit} {kind}", f"same word {named}"]
    else:
        pair = f"{draft.sort or kind} for {chain.sort or chain.kind}"
        out = [f"other word {how}", f"other {kind} for {chain.kind}", f"other {pair}", f"other {how} {named}", f"other {kind} {named}"]
        if how in ("the", "headline", "capital", "this"):
            out.append(f"{word} for {chain.kind}")
            if draft.modifiers:
                out.append(f"{kind} with modifiers for {chain.kind}")
        if chain.rings:
            out.append(f"{'ring' if lex.ring(word) & chain.rings else 'no ring'} {how}")
            out.append(f"{'ring' if lex.ring(word) & chain.rings else 'no ring'} {kind} {named}")
        if chain.roles and named == "named":
            out.append(f"other {kind} for one with a role")
    out.append(_modifiers(draft, chain))
    tail = "same" if fit >= 0 else "other"
    out += [f"{tail} distance {step}", f"{tail} rank {min(rank, _RANKED)}", f"{tail} count {min(chain.count, _COUNTED)}", f"{tail} last {earlier.form}"]
    if earlier.head.dep in _SUBJECTS:
        out.append(f"{tail} last subject")
    if draft.gender in ("m", "f") and chain.gender == draft.gender:
        out.append("gender agrees")
    if draft.plural != chain.plural:
        out.append("number differs")
    if topic:
        out.append(f"topic for {word}")
    return out


def _modifiers(draft: Draft, chain: Chain) -> str:
    """How the noun's modifiers go with what is known of the chain."""
    new = {m for m in draft.modifiers if not m.startswith("#")}
    if not new:
        return "no modifiers"
    codes = {m for m in new if len(m) == 3 and m.isupper()}
    known = {m for modifiers in chain.roles.values() for m in modifiers}
    if chain.country is not None:
        known.add(chain.country)
    old = {m for m in known if len(m) == 3 and m.isupper()}
    if codes and old:
        return "country agrees" if codes <= old else "country differs"
    if new <= known:
        return "modifiers known"
    if new & set(chain.words):
        return "modifier in name"
    return "some modifiers known" if new & known else "modifiers new"


def best_link(draft: Draft, fresh: list[str], found: list[tuple[Chain, list[str]]]) -> Chain | None:
    """The chain of the highest weight; None where somebody new outweighs them all."""
    weights = nominal_weights()
    best, most = None, sum(weights.get(f, 0.0) for f in fresh)
    for chain, features in found:
        score = sum(weights.get(f, 0.0) for f in features)
        if score > most:
            best, most = chain, score
    return best
