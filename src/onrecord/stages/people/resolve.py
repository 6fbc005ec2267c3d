"""From left to right over the mentions: appositions and roles, definite nominals, pronouns, first and second persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.knowledge.people import pronoun_weights
from onrecord.reading import Reading, Statement, Token
from onrecord.stages.people import lexicon as lex
from onrecord.stages.people.chains import add, settle
from onrecord.stages.people.drafts import Chain, Draft
from onrecord.stages.people.nominals import folded
from onrecord.stages.people.renaming import best_link, link_features, manner, new_features, noun_class

_WINDOW = 60  # mentions looked back over for an antecedent
_MOST = 24  # chains that a nominal is compared with
_FAR = 8  # sentences looked back over for a pronoun's antecedent
_CANDIDATES = 12  # earlier bearers of a role that are compared
_DEEPEST = 24  # statements within each other that are kept in mind
_CLAUSE = 5  # heads looked up for the verb that governs a possessive
_WEIGHTS_OF = {"m": "he", "f": "he", "n": "it", "p": "they"}
_ROLE_OF = {
    "nsubj": "subject", "nsubjpass": "subject", "dobj": "object", "dative": "object", "pobj": "after preposition", "poss": "possessor",
    "compound": "modifier", "amod": "modifier", "nmod": "modifier", "appos": "apposition", "conj": "conjunct",
}  # fmt: skip
_SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj"])
_EMPTY_VERBS = frozenset(["seem", "appear", "happen", "take", "turn"])
_WEATHER = frozenset(["rain", "snow", "hail", "thunder"])
_CLAUSES = frozenset(["ccomp", "xcomp", "csubj", "advcl"])
_LONGEST_WHOLE = 160  # characters of a phrase with its apposition
_CLOSING = frozenset([",", ".", ";", ":", ")", "—", "–", "-", '"', "”", "?"])
_SURE = 2.0  # votes that a name needs to be taken for a person's
_SIDES = frozenset(["organization", "group", "country", "outlet", "place"])


@dataclass(slots=True)
class Discourse:
    """What has been read so far."""

    reading: Reading
    heads: dict[int, Draft]
    order: dict[int, int]
    says: dict[int, Statement]
    recent: list[Draft] = field(default_factory=list)
    roles: dict[str, list[Chain]] = field(default_factory=dict)
    chains: list[Chain] = field(default_factory=list)
    ahead: bool = False
    home: Chain | None = None
    appositions: dict[int, Draft] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    countries: dict[str, Chain] = field(default_factory=dict)

    def topic(self) -> Chain | None:
        """The country named most often so far, the later one of equals; None where two are as frequent and none is clear."""
        seen = [c for c in self.countries.values() if c.count]
        return max(seen, key=lambda c: (c.count, c.last), default=None)


def resolve(reading: Reading, drafts: Sequence[Draft], chains: list[Chain]) -> list[Chain]:
    """Give every draft its chain; the chains of names are there already. Returns all chains."""
    heads: dict[int, Draft] = {}
    for draft in drafts:
        old = heads.get(draft.head.i)
        if old is None or (draft.form == "name" and old.form != "name"):
            heads[draft.head.i] = draft
    order = {id(s): k for k, s in enumerate(reading.sentences)}
    talk = Discourse(reading, heads, order, _says(reading, drafts), chains=list(chains))
    talk.countries = {c.country: c for c in chains if c.country is not None}
    talk.home = _home(reading, talk.countries)
    appositions = _appositions(drafts, heads)
    _side_by_side(reading, drafts, appositions)
    _posted(drafts, heads, appositions)
    talk.appositions = appositions
    _sides(talk, drafts, appositions)
    for draft in drafts:
        if not draft.head.sentence.headline:
            _read(talk, draft)
    _turn_round(talk)
    for draft in drafts:
        if draft.head.sentence.headline:
            _read(talk, draft)
    return talk.chains


def _read(talk: Discourse, draft: Draft) -> None:
    if draft.chain is None:
        _place(talk, draft)
    if draft.chain is not None:
        _note(talk, draft)


def _turn_round(talk: Discourse) -> None:
    """Before the headline is read, which points forward: the first mentions of the body are now the latest."""
    talk.recent = list(reversed(talk.recent[:_WINDOW]))
    talk.last = {id(d.chain): k for k, d in enumerate(talk.recent) if d.chain is not None}
    for draft in talk.recent:
        if draft.chain is not None:
            draft.chain.latest = draft
    for role, bearers in talk.roles.items():
        talk.roles[role] = sorted(bearers, key=lambda c: talk.last.get(id(c), -1))


def _home(reading: Reading, known: dict[str, Chain]) -> Chain | None:
    """The country that the report was filed from, where the dateline tells it."""
    if reading.dateline_place is None:
        return None
    for part in reversed(reading.words(reading.dateline_place).split(",")):
        name = part.strip()
        word = lex.country_word(name) or lex.capital_word(name) or lex.capital_word(name.title())
        if word is not None:
            return known.get(word.code)
    return None


def _says(reading: Reading, drafts: Sequence[Draft]) -> dict[int, Statement]:
    """For each pronoun of the first, second or third person: the innermost statement whose content it stands in."""
    out: dict[int, Statement] = {}
    pieces = sorted(((c[0], -c[1], s) for s in reading.statements for c in s.content), key=lambda p: (p[0], p[1]))
    at = 0
    open_: list[tuple[int, Statement]] = []
    for draft in drafts:
        while at < len(pieces) and pieces[at][0] <= draft.span[0]:
            _, minus_end, statement = pieces[at]
            open_.append((-minus_end, statement))
            at += 1
        open_ = [(end, s) for end, s in open_ if end > draft.span[0]][-_DEEPEST:]
        if draft.form == "pronoun" and open_:
            out[draft.head.i] = open_[-1][1]
    return out


def _appositions(drafts: Sequence[Draft], heads: dict[int, Draft]) -> dict[int, Draft]:
    """Head index of a draft -> the draft that it renames, both ways where one is a name."""
    out: dict[int, Draft] = {}
    for draft in drafts:
        head = draft.head
        if head.dep != "appos" or draft.form == "pronoun":
            continue
        other = heads.get(head.head.i)
        if other is None or other is draft or other.form == "pronoun":
            continue
        if draft.form == "name" and other.form == "name":
            continue
        if not _renames(draft, other):
            continue
        out[head.i] = other
        out.setdefault(other.head.i, draft)
        first = (other.outer or other.span)[0]
        if draft.span[1] - first < _LONGEST_WHOLE:
            other.whole = (first, draft.span[1])
    return out


def _side_by_side(reading: Reading, drafts: Sequence[Draft], found: dict[int, Draft]) -> None:
    """Appositions that the parse has missed: "the judge, Ada Novak," with a mark on either side and no list."""
    tokens = reading.tokens
    ends: dict[int, Draft] = {}
    for draft in drafts:
        if draft.form != "pronoun":
            ends[draft.span[1]] = draft
    for draft in drafts:
        if draft.form == "pronoun" or draft.head.i in found:
            continue
        start = (draft.outer or draft.span)[0]
        at = draft.head.i
        while at > 0 and tokens[at - 1].start >= start:
            at -= 1
        if at < 2 or tokens[at - 1].text != "," or tokens[at].sentence is not tokens[at - 2].sentence:
            continue
        other = ends.get(tokens[at - 2].end)
        if other is None or other.head.i in found or (draft.form == "name") == (other.form == "name") or other.head.sentence is not draft.head.sentence:
            continue
        last = draft.head.i
        while last + 1 < len(tokens) and tokens[last + 1].end <= draft.span[1]:
            last += 1
        after = tokens[last + 1].text if last + 1 < len(tokens) else "."
        name, noun = (draft, other) if draft.form == "name" else (other, draft)
        if after in _CLOSING and noun.person and name.votes.get("person", 0) >= _SURE and _renames(draft, other):
            found[draft.head.i] = other
            found.setdefault(other.head.i, draft)


def _posted(drafts: Sequence[Draft], heads: dict[int, Draft], found: dict[int, Draft]) -> None:
    """An office, where it is held, and its holder in a row, which the parse takes for one name: "US Ambassador to Chad Luke Moore"."""
    for noun in drafts:
        if noun.form != "nominal" or not noun.person or noun.plural or noun.head.i in found:
            continue
        for prep in noun.head.children:
            if prep.dep != "prep" or prep.lower not in ("to", "in", "for"):
                continue
            name = next((heads[o.i] for o in prep.children if o.dep == "pobj" and o.i in heads), None)
            if name is None or name.form != "name" or name.head.i in found or name.votes.get("country", 0) or not name.votes.get("person", 0):
                continue
            place = heads.get(prep.i + 1)
            if place is not None and place is not name and place.form == "name" and place.span[1] <= name.span[0]:
                found[name.head.i] = noun
                found.setdefault(noun.head.i, name)


def _renames(draft: Draft, other: Draft) -> bool:
    if draft.plural != other.plural or any(c.dep == "conj" for c in other.head.children):
        return False
    if draft.thing or other.thing:
        return False
    name, noun = (draft, other) if draft.form == "name" else (other, draft)
    if name.form != "name":
        return draft.votes.keys() == other.votes.keys() and draft.definite
    if noun.person:
        return name.votes.get("country", 0) == 0 and name.votes.get("organization", 0) < 5
    kind = next(iter(noun.votes), None)
    if kind in ("organization", "group", "outlet"):
        return name.votes.get("country", 0) == 0 and name.votes.get("person", 0) < 5
    return kind in ("place", "country") and name.votes.get("person", 0) < 3


def _sides(talk: Discourse, drafts: Sequence[Draft], appositions: dict[int, Draft]) -> None:
    """For whom the named people speak, from the words at their names, before anybody says "we"."""
    for draft in drafts:
        chain = draft.chain
        if draft.form != "name" or chain is None or not chain.is_person:
            continue
        outside = _outside(draft)
        _body_from(talk, chain, outside)
        _note_body(talk, chain, draft.head)
        roles = {lex.unabbreviated(t.lower) for t in outside}
        noun = appositions.get(draft.head.i)
        if noun is not None and noun.form == "nominal":
            _note_body(talk, chain, noun.head)
            roles.add(noun.words[0])
            outside = [*outside, *noun.head.children]
        if roles & lex.OFFICES.keys():
            for role in sorted(roles & lex.OFFICES.keys()):
                chain.roles.setdefault(role, set()).update(folded(t) for t in outside)


def _place(talk: Discourse, draft: Draft) -> None:
    if draft.form == "pronoun":
        chain = _pronoun(talk, draft)
    else:
        pair = _pair(talk, draft)
        if pair is not None:
            draft.plural, draft.votes, draft.also = False, {}, pair[1]
            add(pair[0], draft)
            return
        other = talk.appositions.get(draft.head.i)
        chain = other.chain if other is not None else None
        if chain is not None and draft.form == "nominal":
            add(chain, draft)
            settle(chain)
            return
        chain = _nominal(talk, draft)
        if chain is None:
            chain = Chain(words=draft.words, name=draft.text)
            chain.thing = draft.thing
            talk.chains.append(chain)
            add(chain, draft)
            settle(chain)
            chain.thing = draft.thing
            return
    if chain is not None:
        add(chain, draft)


def _note(talk: Discourse, draft: Draft) -> None:
    """Remember the mention: for recency, and the roles that it names."""
    chain = draft.chain
    if chain is None:
        return
    talk.recent.append(draft)
    talk.last[id(chain)] = len(talk.recent)
    chain.latest = draft
    chain.count += 1
    chain.last = talk.order[id(draft.head.sentence)]
    if draft.form == "nominal" and draft.also is None:
        _role(talk, chain, draft.words[0], set(draft.modifiers))
        _note_body(talk, chain, draft.head)
    elif draft.form == "name":
        _roles_of_name(talk, chain, draft)


def _role(talk: Discourse, chain: Chain, role: str, modifiers: set[str]) -> None:
    chain.roles.setdefault(role, set()).update(modifiers)
    chain.rings |= lex.ring(role)
    bearers = talk.roles.setdefault(role, [])
    if bearers and bearers[-1] is chain:
        return
    if chain in bearers[-_CANDIDATES:]:
        bearers.remove(chain)
    bearers.append(chain)


def _roles_of_name(talk: Discourse, chain: Chain, draft: Draft) -> None:
    outside = _outside(draft)
    modifiers = {folded(c) for c in outside}
    for token in outside:
        role = lex.unabbreviated(token.lower)
        if role in lex.ROLES:
            _role(talk, chain, role, modifiers - {token.lower})
            _note_body(talk, chain, token)
    _body_from(talk, chain, outside)
    if chain.kind in ("organization", "outlet", "group"):
        for word in draft.words:
            if word in lex.BODIES or word in lex.OUTLETS or word in lex.GROUPS:
                _role(talk, chain, word, set(draft.words) - {word})


def _outside(draft: Draft) -> list[Token]:
    """The words of the phrase before the name proper: titles, roles, countries, bodies."""
    before = [c for c in draft.head.children if c.i < draft.head.i and c.dep in ("compound", "nmod", "amod", "poss")]
    before += [c for b in before for c in b.children if c.i < b.i]
    return [c for c in before if c.end <= draft.span[0] or c.lower.rstrip(".") in draft.modifiers]


def _body_from(talk: Discourse, chain: Chain, outside: list[Token]) -> None:
    if chain.side is not None or not chain.is_person:
        return
    chain.side = next((d for t in outside if (d := talk.heads.get(t.i)) is not None and _is_side(d, chain)), None)


def _is_side(draft: Draft, chain: Chain) -> bool:
    """Whether the mention may be of a body, a country or a group that the person speaks for."""
    if draft.thing or draft.person or draft.form == "pronoun" or draft.chain is chain:
        return False
    if draft.chain is not None:
        return draft.chain.kind in _SIDES and not draft.chain.thing
    return any(kind in _SIDES for kind in draft.votes)


def _note_body(talk: Discourse, chain: Chain, head: Token) -> None:
    """Whose the person is: "the company's president", "a spokesman for the ministry"."""
    if chain.side is not None or not chain.is_person:
        return
    for child in head.children:
        target = child.child("pobj") if child.dep == "prep" and child.lower in ("of", "for", "at", "in", "with") else child if child.dep in ("poss", "compound", "amod", "nmod") else None
        draft = talk.heads.get(target.i) if target is not None else None
        if draft is not None and draft.span != head.span and _is_side(draft, chain):
            chain.side = draft
            return


# Nominals


def _nominal(talk: Discourse, draft: Draft) -> Chain | None:
    """The chain that a nominal goes on with, or None where it brings in somebody new."""
    role = draft.words[0]
    if draft.sort == "state-organ":
        state = _state(talk, draft)
        if state is not None:
            return state
    how = manner(draft)
    if how in ("a", "number") or draft.negative:
        return None
    if draft.thing:
        return next((c for c in reversed(talk.roles.get(role, [])[-_CANDIDATES:]) if draft.definite and compatible(draft, c, role) == 2), None)
    return _ranked(talk, draft, how)


def _pair(talk: Discourse, draft: Draft) -> tuple[Chain, Chain] | None:
    """ "both sides", "the two countries": the two that the report speaks of most, so far."""
    if draft.words[0] not in lex.PAIRS or any(not m.startswith("#") for m in draft.modifiers):
        return None
    two = draft.head.lower == "both" and draft.head.dep in _SUBJECTS
    two = two or (draft.head.tag == "NNS" and any((c.lower == "both" or (c.lower == "two" and draft.definite)) for c in draft.head.children))
    if not two:
        return None
    seen = sorted((c for c in talk.countries.values() if c.count), key=lambda c: (-c.count, -c.last))
    if draft.words[0] not in lex.STATES and draft.words[0] not in ("government", "capital", "neighbour", "neighbor") and len(seen) < 2:
        recent = [d.chain for d in reversed(talk.recent[-_WINDOW:]) if d.form == "name" and d.chain is not None and d.chain.kind in ("organization", "group")]
        seen = [*seen, *(c for c in dict.fromkeys(recent) if c not in seen)]
    return (seen[0], seen[1]) if len(seen) > 1 else None


def _ranked(talk: Discourse, draft: Draft, how: str) -> Chain | None:
    """The chain by the weights of what speaks for each, or None for somebody new."""
    role, kind = draft.words[0], noun_class(draft)
    here = talk.order[id(draft.head.sentence)]
    topic = talk.topic() if kind in ("body", "group", "state") else None
    bearers = talk.roles.get(role, [])[-_CANDIDATES:]
    same = {id(c) for c in bearers}
    candidates: dict[int, Chain] = {id(c): c for c in reversed(bearers)}
    for earlier in reversed(talk.recent[-_WINDOW:]):
        chain = earlier.chain
        if chain is not None and not chain.thing and len(candidates) < _MOST:
            candidates.setdefault(id(chain), chain)
    for country in (topic, talk.home):
        if country is not None and country.latest is not None and topic is not None:
            candidates.setdefault(id(country), country)
    leaders: dict[str, int] = {}
    for chain in candidates.values():
        leaders[chain.kind or ""] = max(chain.count, leaders.get(chain.kind or "", 0))
    found: list[tuple[Chain, list[str]]] = []
    for chain in sorted(candidates.values(), key=lambda c: -talk.last.get(id(c), -1)):
        last = chain.latest
        if last is None or not _may_rename(draft, chain) or (last.span[0] <= draft.head.start < last.span[1]) or _holds(draft, last):
            continue
        fit = compatible(draft, chain, role) if id(chain) in same else -1
        distance = abs(here - talk.order[id(last.head.sentence)])
        features = link_features(draft, chain, last, distance, len(found), fit, how, kind, chain is topic)
        if chain.count >= leaders[chain.kind or ""]:
            features.append(f"foremost {kind} for {chain.kind}")
        if chain is talk.home:
            features += ["home", f"home for {role}"]
        found.append((chain, features))
    return best_link(draft, new_features(draft, how, kind), found)


def _holds(draft: Draft, earlier: Draft) -> bool:
    """Whether the earlier mention stands within the nominal ("the company's owner" is not the company), or is its neighbour in a list."""
    if draft.span[0] <= earlier.span[0] and earlier.span[1] <= draft.span[1]:
        return True
    return draft.head.dep == "conj" and draft.head.head is earlier.head


def _may_rename(draft: Draft, chain: Chain) -> bool:
    if draft.gender in ("m", "f") and chain.gender in ("m", "f") and draft.gender != chain.gender:
        return False
    person = "person" in draft.votes
    if person != chain.is_person and (chain.kind is not None):
        return False
    return draft.plural == chain.plural or not (person or chain.is_person)


def _state(talk: Discourse, draft: Draft) -> Chain | None:
    """The country whose government it is, where it is named at the noun."""
    codes = [m for m in draft.modifiers if len(m) == 3 and m.isupper()]
    return talk.countries.get(codes[0]) if codes else None


def compatible(draft: Draft, chain: Chain, role: str) -> int:
    """2: nothing speaks against it; 1: the nominal says more than was known; 0: not the same."""
    if draft.plural != chain.plural and not (chain.kind in ("group", "organization") and draft.sort):
        return 0
    if draft.thing != chain.thing:
        return 0
    if draft.gender and chain.gender and draft.gender in ("m", "f") and chain.gender in ("m", "f") and draft.gender != chain.gender:
        return 0
    old = chain.roles.get(role, set())
    new = {m for m in draft.modifiers if not m.startswith("#")}
    numbers = {m for m in draft.modifiers if m.startswith("#")}
    if numbers and not numbers <= old:
        return 0
    if new <= old or new <= set(chain.words) or (chain.country is not None and new <= {chain.country}):
        return 2
    return 1 if not {m for m in old if not m.startswith("#")} else 0


# Pronouns


def _pronoun(talk: Discourse, draft: Draft) -> Chain | None:
    gender = draft.gender
    if gender in ("i", "we", "you"):
        return _person_of_speech(talk, draft)
    if gender == "n" and _pleonastic(draft.head):
        return None
    return _antecedent(talk, draft)


def _speaker(talk: Discourse, statement: Statement | None) -> Chain | None:
    if statement is None or statement.speaker is None:
        return None
    draft = talk.heads.get(statement.speaker.i)
    return draft.chain if draft is not None else None


def _person_of_speech(talk: Discourse, draft: Draft) -> Chain | None:
    statement = talk.says.get(draft.head.i)
    if statement is None:
        return _voice(talk, draft)
    if draft.gender == "you":
        target = statement.addressee
        found = talk.heads.get(target.i) if target is not None else None
        return found.chain if found is not None else None
    speaker = _speaker_ahead(talk, statement)
    if speaker is None or draft.gender == "i":
        return speaker
    return _side(talk, speaker)


def _voice(talk: Discourse, draft: Draft) -> Chain | None:
    """Within a quotation that no statement holds: whoever spoke so shortly before."""
    if draft.head.quote is None or draft.gender == "you":
        return None
    here = talk.order[id(draft.head.sentence)]
    for earlier in reversed(talk.recent[-_WINDOW:]):
        if earlier.form == "pronoun" and earlier.gender == draft.gender and earlier.head.quote is not None:
            return earlier.chain if abs(here - talk.order[id(earlier.head.sentence)]) <= _FAR else None
    return None


def _side(talk: Discourse, speaker: Chain) -> Chain:
    """For whom somebody says "we": the body that the report gives the speaker, an official's country, else the speaker."""
    if not speaker.is_person:
        return speaker
    if speaker.body is not None:
        return speaker.body
    if speaker.roles.keys() & lex.OFFICES.keys():
        codes = [m for modifiers in speaker.roles.values() for m in modifiers if len(m) == 3 and m.isupper()]
        state = talk.countries.get(codes[0]) if codes else talk.home or talk.topic()
        if state is not None:
            return state
    return speaker


def _speaker_ahead(talk: Discourse, statement: Statement) -> Chain | None:
    """The speaker, who may be named after the words."""
    chain = _speaker(talk, statement)
    if chain is not None or statement.speaker is None:
        return chain
    draft = talk.heads.get(statement.speaker.i)
    if draft is None or talk.ahead or (draft.form == "pronoun" and draft.gender in ("i", "we", "you")):
        return None
    talk.ahead = True  # only one look ahead at a time, or two pronouns would wait for each other
    _place(talk, draft)
    talk.ahead = False
    return draft.chain


def _pleonastic(token: Token) -> bool:
    """ "It is likely that", "it seems", "it rained": an "it" that stands for nothing."""
    if token.lower != "it" or token.dep not in ("nsubj", "expl", "nsubjpass"):
        return False
    verb = token.head
    if verb.lemma in _WEATHER:
        return True
    if token.dep == "expl" or (verb.lemma in _EMPTY_VERBS and any(c.dep in _CLAUSES or c.dep == "oprd" for c in verb.children)):
        return True
    if verb.lemma == "be" and any(c.dep == "attr" and c.ent in ("DATE", "TIME") for c in verb.children):
        return True
    if verb.lemma == "be":
        return any(c.dep in _CLAUSES for c in verb.children) and any(c.dep in ("acomp", "attr") for c in verb.children)
    return token.dep == "nsubjpass" and any(c.dep == "ccomp" for c in verb.children)


def _antecedent(talk: Discourse, draft: Draft) -> Chain | None:
    """The chain that a third-person pronoun stands for: the best of those that agree with it, or None."""
    here = talk.order[id(draft.head.sentence)]
    statement = talk.says.get(draft.head.i)
    speaker = _speaker_ahead(talk, statement) if statement is not None else None
    quoted = draft.head.quote is not None
    found: list[tuple[Chain, list[str]]] = []
    seen: set[int] = set()
    for earlier in reversed(talk.recent[-_WINDOW:]):
        chain = earlier.chain
        if chain is None or id(chain) in seen:
            continue
        distance = abs(here - talk.order[id(earlier.head.sentence)])
        if distance > _FAR:
            break
        agreement = _agrees(draft, chain)
        if agreement is None or earlier.negative or _blocked(draft, earlier):
            continue
        seen.add(id(chain))
        if chain is speaker and quoted:
            continue
        found.append((chain, [agreement, *_features(draft, earlier, chain, distance, len(found), chain is speaker, quoted)]))
    if speaker is not None and not quoted and id(speaker) not in seen:
        agreement = _agrees(draft, speaker)
        if agreement is not None:
            found.append((speaker, [agreement, "speaker", "speaker ahead"]))
    return best_of(draft, found)


def best_of(draft: Draft, found: list[tuple[Chain, list[str]]]) -> Chain | None:
    """The candidate of the highest weight; None where nobody outweighs "nobody that is named"."""
    weights = pronoun_weights()[_WEIGHTS_OF[draft.gender or "n"]]
    best, most = None, weights.get("nobody", 0.0)
    for chain, features in found:
        score = sum(weights.get(f, 0.0) for f in features)
        if score > most:
            best, most = chain, score
    return best


def _agrees(draft: Draft, chain: Chain) -> str | None:
    """How gender, number and kind agree, as a feature; None where they do not."""
    gender = draft.gender
    if gender in ("m", "f"):
        if chain.kind != "person" or chain.plural or chain.thing or (chain.gender in ("m", "f") and chain.gender != gender):
            return None
        return "known gender" if chain.gender == gender else "unknown gender"
    if gender == "n":
        if chain.kind == "person" or chain.plural:
            return None
        return "thing" if chain.thing else f"kind {chain.kind}"
    if chain.kind == "person" and not chain.plural:
        return None
    number = "plural" if chain.plural else "singular"
    return f"{number} thing" if chain.thing else f"{number} {chain.kind}"


def _features(draft: Draft, earlier: Draft, chain: Chain, distance: int, rank: int, speaker: bool, quoted: bool) -> list[str]:
    """What speaks for and against a candidate, as names of weights."""
    dep, own = earlier.head.dep, draft.head.dep
    subject = dep in _SUBJECTS
    out = [
        f"distance {min(distance, 5)}",
        f"rank {min(rank, 5)}",
        f"role {_ROLE_OF.get(dep, 'other')}",
        f"form {earlier.form}",
        f"count {min(chain.count, 6)}",
        "definite" if earlier.definite or earlier.form != "nominal" else "indefinite",
    ]
    if own in _SUBJECTS and subject:
        out.append("both subjects")
        if distance == 1:
            out.append("both subjects, next sentence")
        if distance == 0:
            out.append("both subjects, same sentence")
    elif subject:
        out.append(f"subject for {_ROLE_OF.get(own, 'other')}")
    if distance == 0 and subject and draft.head.tag == "PRP$" and earlier.head.head in _governors(draft.head):
        out.append("owner is subject of the clause")
    if speaker:
        out.append("speaker")
        if own in _SUBJECTS:
            out.append("speaker for subject")
    if earlier.head.sentence.headline:
        out.append("headline")
    if (earlier.head.quote is not None) != quoted:
        out.append("out of the quotation" if quoted else "from a quotation")
    if earlier.head.sentence.paragraph != draft.head.sentence.paragraph:
        out.append("other paragraph")
    if earlier.head.sentence.tokens[0].i >= earlier.head.i - 3:
        out.append("sentence begins with it")
    if chain.name and chain.words and earlier.form != "name" and chain.drafts[0].form == "name":
        out.append("named before")
    return out


def _governors(token: Token) -> list[Token]:
    """The heads above, as far as the clause of a possessive goes."""
    out: list[Token] = []
    for _ in range(_CLAUSE):
        if token.head is token:
            break
        token = token.head
        out.append(token)
    return out


def _blocked(draft: Draft, earlier: Draft) -> bool:
    """Whether grammar forbids it: the co-argument of one verb, or a phrase that holds the pronoun."""
    token, other = draft.head, earlier.head
    if earlier.span[0] <= token.start and token.end <= earlier.span[1]:
        return True
    if token.tag == "PRP$" and ((token.head.dep == "appos" and token.head.head is other) or token.head is other):
        return True
    reflexive = token.lower.endswith(("self", "selves"))
    if token.tag == "PRP$" or reflexive or (earlier.form == "pronoun" and other.tag == "PRP$"):
        return False
    verb = token.head if token.dep in ("dobj", "nsubj", "nsubjpass", "dative", "iobj") else token.head.head if token.dep == "pobj" else None
    return verb is not None and other.head is verb and other.dep in ("nsubj", "nsubjpass", "dobj", "dative") and other is not token



