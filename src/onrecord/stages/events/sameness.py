"""Which mentions within a report tell one and the same event: type, compatible participants and time, and the same word or class."""

from __future__ import annotations

from dataclasses import replace

from onrecord.knowledge.frames import synonym_class
from onrecord.reading import Entity, Event, Reading, Timex, Token
from onrecord.record import Casualties

_WINDOW = 60  # events looked back at: a report's own story, not an archive


def joined(reading: Reading, events: list[Event]) -> list[Event]:
    """The events with mentions of the same act put together; the order of first mentions is kept."""
    out: list[Event] = []
    by_type: dict[str, list[int]] = {}
    for event in events:
        earlier = by_type.setdefault(event.type, [])
        match = next((i for i in reversed(earlier[-_WINDOW:]) if _same(out[i], event)), None)
        if match is None:
            earlier.append(len(out))
            out.append(event)
        else:
            out[match] = _merged(out[match], event)
    return out


def _same(old: Event, new: Event) -> bool:
    first, later = old.mentions[-1].head, new.mentions[0].head
    if not _times_fit(old.time, new.time) or not _sides_fit(old, new):
        return False
    if first.sentence is later.sentence:
        return _tells_with(first, later)
    group = synonym_class(later.lemma.lower(), new.type)
    if not any(synonym_class(m.head.lemma.lower(), old.type) == group for m in old.mentions):
        return False
    actors, recipients = _shares(old.actors, new.actors), _shares(old.recipients, new.recipients)
    if actors and (recipients or not new.recipients or not old.recipients):
        return recipients or later.pos == "NOUN" or any(m.head.sentence.headline for m in old.mentions)
    if recipients:
        return True
    return not new.actors and not new.recipients and later.pos in ("NOUN", "PROPN")


def _tells_with(noun: Token, verb: Token) -> bool:
    """Whether a noun and its verb tell one act: "the blast killed nine"."""
    return noun.pos in ("NOUN", "PROPN") and verb.pos == "VERB" and noun.dep in ("nsubj", "nsubjpass") and noun.head is verb


def _times_fit(a: Timex | None, b: Timex | None) -> bool:
    return a is None or b is None or a.value == b.value or a.value.startswith(b.value) or b.value.startswith(a.value)


def _shares(a: tuple[Entity, ...], b: tuple[Entity, ...]) -> bool:
    return any(x is y for x in a for y in b)


def _sides_fit(old: Event, new: Event) -> bool:
    """Whether neither side contradicts: one is silent, or they share a name."""
    sides = ((old.actors, new.actors), (old.recipients, new.recipients))
    return all(not mine or not theirs or _shares(mine, theirs) for mine, theirs in sides)


def _union(a: tuple[Entity, ...], b: tuple[Entity, ...]) -> tuple[Entity, ...]:
    return a or b


def _merged(old: Event, new: Event) -> Event:
    actors = _union(old.actors, new.actors)
    recipients = tuple(e for e in _union(old.recipients, new.recipients) if not any(e is a for a in actors))
    return replace(
        old,
        mode=old.mode or new.mode,
        contexts=tuple(sorted(set(old.contexts) | set(new.contexts)))[:5],
        actors=actors,
        recipients=recipients,
        time=old.time or new.time,
        place=old.place or new.place,
        casualties=_counts(old.casualties, new.casualties),
        confidence=max(old.confidence, new.confidence),
        mentions=[*old.mentions, *new.mentions],
    )


def _counts(a: Casualties | None, b: Casualties | None) -> Casualties | None:
    if a is None or b is None:
        return a or b
    return Casualties(_range(a.killed, b.killed), _range(a.injured, b.injured), _range(a.arrested, b.arrested))


def _range(a: tuple[int, int] | None, b: tuple[int, int] | None) -> tuple[int, int] | None:
    if a is None or b is None:
        return a or b
    return min(a[0], b[0]), max(a[1], b[1])
