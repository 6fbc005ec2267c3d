"""Who is meant: the entities of a report and every mention of them, by sieves from the surest to the least sure."""

from __future__ import annotations

from onrecord.reading import Entity, Mention, Reading, Token
from onrecord.stages.people.chains import chain_names, country_name
from onrecord.stages.people.drafts import Chain, Draft
from onrecord.stages.people.names import find_names
from onrecord.stages.people.nominals import find_others
from onrecord.stages.people.resolve import resolve

_RELATIVES = frozenset(["WDT", "WP", "WP$"])
_LONGEST_SPEAKER = 240  # characters of a speaker's phrase that is kept as a mention
_CLIMB = 5  # heads looked up from a relative pronoun to its clause
_ARTICLES = ("the ", "a ", "an ")


def run(reading: Reading) -> None:
    """Fill `reading.entities` and `reading.mention_of`."""
    names, taken = find_names(reading)
    chains = chain_names(names)
    others = find_others(reading, taken, _pointed(reading))
    drafts = sorted([*names, *others], key=lambda d: (d.head.i, d.span[0], -d.span[1]))
    entities = {id(chain): _entity(chain, reading) for chain in resolve(reading, drafts, chains) if chain.drafts}
    reading.entities = list(entities.values())
    _pairs(drafts, entities)
    _speakers(reading)
    _index(reading)
    _relatives(reading)
    _cover(reading)


def _pointed(reading: Reading) -> set[int]:
    """Heads that statements point at."""
    out: set[int] = set()
    for s in reading.statements:
        out.update(t.i for t in (s.speaker, *s.via, s.addressee) if t is not None)
    return out


def _entity(chain: Chain, reading: Reading) -> Entity:
    names = [d for d in chain.drafts if d.form == "name"]
    entity = Entity(
        name=_name(chain, names, reading),
        kind=chain.kind or "organization",
        mentions=[],
        gender=chain.gender if chain.gender in ("m", "f") else "n" if not chain.is_person and not chain.plural else None,
        plural=chain.plural,
        salient=any(d.salient for d in chain.drafts) and not chain.thing,
    )
    for draft in chain.drafts:
        spans = [s for s in (draft.span, draft.outer, draft.whole) if s is not None]
        for span in spans:
            entity.mentions.append(Mention(span, draft.head, draft.form, entity))
    entity.mentions.sort(key=lambda m: m.span)
    chain.entity = entity
    return entity


def _pairs(drafts: list[Draft], entities: dict[int, Entity]) -> None:
    """Words that stand for two are a mention of the other one, too."""
    for draft in drafts:
        if draft.also is None or draft.chain is None:
            continue
        first, second = entities.get(id(draft.chain)), entities.get(id(draft.also))
        if first is None or second is None:
            continue
        for mention in first.mentions:
            if mention.head is draft.head:
                mention.also = second
        second.mentions.append(Mention(draft.span, draft.head, draft.form, second, first))
        second.mentions.sort(key=lambda m: m.span)


def _name(chain: Chain, names: list[Draft], reading: Reading) -> str:
    """The fullest name without title; a country's usual name where the report has only its adjective; else the description."""
    if names and chain.country is not None:
        return country_name(chain.country)
    if names:
        return max(names, key=lambda d: (len(d.words), len(d.text))).text
    first = max(chain.drafts, key=lambda d: (d.form == "nominal", -d.span[0]))
    text = reading.words(first.span)
    for article in _ARTICLES:
        if text.lower().startswith(article):
            return text[len(article) :]
    return text


def _speakers(reading: Reading) -> None:
    """The whole phrase that names a speaker is a mention of the speaker."""
    by_head: dict[int, list[Mention]] = {}
    for entity in reading.entities:
        for mention in entity.mentions:
            by_head.setdefault(mention.head.i, []).append(mention)
    for statement in reading.statements:
        span = statement.speaker_span
        mentions = by_head.get(statement.speaker.i, []) if statement.speaker is not None else []
        if span is None or not mentions or any(m.span == span for m in mentions):
            continue
        first = mentions[0]
        if first.entity is not None and span[0] <= first.span[0] and first.span[1] <= span[1] and span[1] - span[0] < _LONGEST_SPEAKER:
            first.entity.mentions.append(Mention(span, first.head, first.form, first.entity))
            first.entity.mentions.sort(key=lambda m: m.span)


def _index(reading: Reading) -> None:
    for entity in reading.entities:
        for mention in entity.mentions:
            old = reading.mention_of.get(mention.head.i)
            if old is None or old.span[1] - old.span[0] < mention.span[1] - mention.span[0]:
                reading.mention_of[mention.head.i] = mention


def _relatives(reading: Reading) -> None:
    """A relative pronoun stands for the noun that its clause hangs on."""
    for token in reading.tokens:
        if token.tag not in _RELATIVES or token.i in reading.mention_of:
            continue
        antecedent = _antecedent(token)
        mention = reading.mention_of.get(antecedent.i) if antecedent is not None else None
        if mention is not None:
            reading.mention_of[token.i] = mention


def _antecedent(token: Token) -> Token | None:
    at = token
    for _ in range(_CLIMB):
        if at.dep == "relcl":
            return at.head
        if at.head is at:
            return None
        at = at.head
    return None


def _cover(reading: Reading) -> None:
    """A word that a statement points at inside a longer name stands for that name."""
    missing = sorted(_pointed(reading) - reading.mention_of.keys())
    if not missing:
        return
    for i in missing:
        token = reading.tokens[i]
        for near in (token.head, *token.children):
            mention = reading.mention_of.get(near.i)
            if mention is not None and mention.span[0] <= token.start and token.end <= mention.span[1]:
                reading.mention_of[i] = mention
                break

