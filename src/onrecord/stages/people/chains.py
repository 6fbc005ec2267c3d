"""Names to entities: exact words, countries, full name and surname, acronym, part of an organisation's name."""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.knowledge import countries
from onrecord.record import Kind
from onrecord.stages.people import lexicon as lex
from onrecord.stages.people.drafts import Chain, Draft

_KINDS: dict[str, Kind] = {
    "person": "person", "organization": "organization", "group": "group", "country": "country", "place": "place", "outlet": "outlet",
}  # fmt: skip
_SMALL = frozenset(["of", "the", "and", "for", "de", "la", "in", "on", "du", "des"])
_WEAK = 2.5  # votes that an entity label alone can give
_INITIALS = 2  # letters an acronym must have


def chain_names(drafts: Iterable[Draft]) -> list[Chain]:
    """One chain for each name; every name draft belongs to one."""
    exact: dict[tuple[str, ...], Chain] = {}
    order: list[Chain] = []
    for draft in drafts:
        if draft.form != "name":
            continue
        key = ("=" + draft.country,) if draft.country is not None else draft.words
        known = lex.body(draft.text) if draft.country is None and draft.votes.get("person", 0) < _WEAK else None
        if known is not None:
            key = ("#" + known.name,)
        chain = exact.get(key)
        if chain is None:
            chain = exact[key] = Chain(words=draft.words, name=draft.text)
            chain.country = draft.country
            order.append(chain)
        add(chain, draft)
    for chain in order:
        settle(chain)
    return _join_parts(order)


def add(chain: Chain, draft: Draft) -> None:
    """Put the mention in the chain, with what it tells of the entity."""
    draft.chain = chain
    chain.drafts.append(draft)
    for kind, weight in draft.votes.items():
        chain.votes[kind] = chain.votes.get(kind, 0.0) + weight
    if draft.gender in ("m", "f") and chain.gender not in ("m", "f"):
        chain.gender = draft.gender
    if draft.sort and not chain.sort:
        chain.sort = draft.sort
    chain.plural = chain.plural or draft.plural
    if draft.form == "name" and draft.modifiers:
        for role in draft.modifiers:
            chain.roles.setdefault(role, set())


def settle(chain: Chain) -> None:
    """Decide the kind by the weight of the evidence."""
    votes = {k: v for k, v in chain.votes.items() if v > 0}
    best = max(sorted(votes), key=lambda k: votes[k], default="organization")
    chain.thing = best == "thing"
    chain.kind = _KINDS.get(best, "organization")


def merge(into: Chain, other: Chain) -> Chain:
    """All of the other's mentions go to `into`, which keeps its name unless the other's is fuller."""
    if into is other:
        return into
    for draft in other.drafts:
        draft.chain = into
    into.drafts += other.drafts
    for kind, weight in other.votes.items():
        into.votes[kind] = into.votes.get(kind, 0.0) + weight
    for role, modifiers in other.roles.items():
        into.roles.setdefault(role, set()).update(modifiers)
    into.rings |= other.rings
    into.gender = into.gender if into.gender in ("m", "f") else other.gender
    into.country = into.country or other.country
    into.sort = into.sort or other.sort
    into.side = into.side or other.side
    other.drafts = []
    return into


def _join_parts(order: list[Chain]) -> list[Chain]:
    """Surnames to full names, acronyms to what they stand for, parts to whole names of organisations."""
    by_last: dict[str, list[Chain]] = {}
    by_word: dict[str, list[Chain]] = {}
    by_initials: dict[str, list[Chain]] = {}
    for chain in order:
        if len(chain.words) > 1 and chain.country is None:
            if _may_be_person(chain):
                by_last.setdefault(chain.words[-1], []).append(chain)
                by_last.setdefault(chain.words[0], []).append(chain)
            if chain.kind != "person":
                for word in dict.fromkeys(w for w in chain.words if w not in _SMALL):
                    by_word.setdefault(word, []).append(chain)
                for initials in _initials(chain.words):
                    by_initials.setdefault(initials, []).append(chain)
    by_edge: dict[str, list[Chain]] = {}
    for chain in order:
        if len(chain.words) > 1 and chain.country is None:
            for word in dict.fromkeys((chain.words[0], chain.words[-1])):
                by_edge.setdefault(word, []).append(chain)
    gone: set[int] = set()
    went: dict[int, Chain] = {}
    for chain in order:
        if chain.country is not None:
            continue
        whole = _whole(chain, by_last, by_word, by_initials, by_edge)
        while whole is not None and id(whole) in went:
            whole = went[id(whole)]
        if whole is not None and whole is not chain:
            merge(whole, chain)
            settle(whole)
            went[id(chain)] = whole
            gone.add(id(chain))
    return [c for c in order if id(c) not in gone]


def _whole(chain: Chain, by_last: dict[str, list[Chain]], by_word: dict[str, list[Chain]], by_initials: dict[str, list[Chain]], by_edge: dict[str, list[Chain]]) -> Chain | None:
    words = chain.words
    if not words:
        return None
    if len(words) == 1:
        word = words[0]
        people = [c for c in by_last.get(word, ()) if c is not chain and _fits(c, chain)]
        strong = people and (chain.votes.get("person", 0) >= 3 or word not in lex.BODIES)
        place = lex.capital_word(chain.name) is not None or chain.votes.get("place", 0) > 4 * max(chain.votes.get("person", 0), 0.5)
        if people and max(chain.votes.values(), default=0) > _WEAK and not chain.votes.get("person", 0) and all(c.votes.get("person", 0) < _WEAK for c in people):
            people = []
        if people and strong and not place:
            last = [c for c in people if c.words[-1] == word] or [c for c in people if word in lex.GIVEN or len(people) == 1]
            if last:
                return _nearest(chain, last)
        if word in by_initials and chain.name.replace(".", "").isupper() and len(word) >= _INITIALS:
            return by_initials[word][0]
        if chain.kind != "person" and (chain.kind != "place" or chain.votes["place"] <= 2 * len(chain.drafts)) and lex.capital_word(chain.name) is None:
            wholes = [c for c in by_word.get(word, ()) if c is not chain and c.kind in ("organization", "outlet", "group")]
            firsts = [c for c in wholes if c.words[0] == word] or wholes
            if chain.kind == "place":
                firsts = [c for c in firsts if c.words[0] == word]
            if len(firsts) == 1 and lex.country_word(chain.name) is None and not _comes_first(chain, firsts[0]):
                return firsts[0]
        return _only(chain, by_edge.get(word, []))
    if chain.kind == "person" or (_may_be_person(chain) and chain.votes.get("organization", 0) < 5):
        found = [c for c in by_last.get(words[-1], ()) if c is not chain and _longer_person(c.words, words) and _fits(c, chain)]
        if len(found) == 1:
            return found[0]
        return _only(chain, [c for c in by_edge.get(words[-1], ()) if _longer_person(c.words, words)])
    if chain.kind in ("organization", "outlet", "group"):
        wholes = [c for c in by_word.get(words[0], ()) if c is not chain and len(c.words) > len(words) and _within(words, c.words) and c.kind != "place"]
        return wholes[0] if len(wholes) == 1 else None
    return None


def _comes_first(part: Chain, whole: Chain) -> bool:
    """Whether the report has the short name in its body before the long one: then the long one is likely another's (a subsidiary)."""
    body = [d for d in part.drafts if not d.head.sentence.headline]
    return len(body) > 1 and bool(whole.drafts) and body[0].span[0] < whole.drafts[0].span[0]


def _only(chain: Chain, wholes: list[Chain]) -> Chain | None:
    """The one longer name that begins or ends so, where nothing but the tagger tells the two apart."""
    others = [c for c in wholes if c is not chain and c.kind != "place"]
    others = [c for c in others if not any(o is not c and len(o.words) > len(c.words) and _within(c.words, o.words) for o in others)]
    weak = max(chain.votes.values(), default=0.0) <= _WEAK * len(chain.drafts) and lex.country_word(chain.name) is None and lex.capital_word(chain.name) is None
    return others[0] if weak and len(others) == 1 and not _comes_first(chain, others[0]) else None


def _nearest(chain: Chain, wholes: list[Chain]) -> Chain:
    """Of several people of one surname, the one named last before the part's first mention."""
    at = chain.drafts[0].span[0]
    before = [c for c in wholes if c.drafts and c.drafts[0].span[0] < at]
    return max(before, key=lambda c: c.drafts[0].span[0]) if before else wholes[0]


def _may_be_person(chain: Chain) -> bool:
    person = chain.votes.get("person", 0.0)
    return (person > 0 and person * 2 >= max(chain.votes.values())) or chain.kind == "person"


def _fits(whole: Chain, part: Chain) -> bool:
    if whole.kind not in ("person", "organization") and not _may_be_person(whole):
        return False
    return not (whole.gender and part.gender and whole.gender != part.gender)


def _longer_person(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """ "Ali Khan" in "Ali Hassan Khan": the same first and last word, or an ending of two words or more."""
    if len(whole) <= len(part):
        return False
    return whole[-len(part) :] == part or (whole[0] == part[0] and whole[-1] == part[-1])


def _within(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    return any(whole[k : k + len(part)] == part for k in range(len(whole) - len(part) + 1))


def _initials(words: tuple[str, ...]) -> list[str]:
    big = [w[0] for w in words if w not in _SMALL]
    every = [w[0] for w in words]
    return [x for x in dict.fromkeys(["".join(big), "".join(every)]) if len(x) >= _INITIALS]


def country_name(code: str) -> str:
    """The usual name of the country."""
    return countries.names().get(code, code)
