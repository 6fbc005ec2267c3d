"""What one act of a sentence tells about another: who is promised what, whose deed is condemned."""

from __future__ import annotations

from dataclasses import replace

from onrecord.reading import Entity, Event
from onrecord.stages.events import clauses
from onrecord.stages.events.triggers import Candidate

_ABOVE = frozenset({"promise", "threat", "vow", "announce", "refuse"})
_ASKING = frozenset({"demand", "tellto", "want", "insist"})
_JUDGING = frozenset({"ACCUSE", "SUPPORT", "REJECT"})


def linked(pairs: list[tuple[Candidate, Event]]) -> list[Event]:
    """The events of a sentence with empty sides filled from the act below them, and that from them."""
    events = {c.head.i: e for c, e in pairs}
    for candidate, _ in pairs:
        below = next((t.i for t in clauses.complements(candidate.head) if t.i in events and t is not candidate.head), None)
        if below is None:
            continue
        upper, lower = _pair(candidate, events[candidate.head.i], events[below])
        events[candidate.head.i], events[below] = upper, lower
    return [events[c.head.i] for c, _ in pairs]


def _pair(candidate: Candidate, upper: Event, lower: Event) -> tuple[Event, Event]:
    act = candidate.frame.act
    if act in _ABOVE:
        if not lower.actors and act != "refuse" and not lower.recipients:
            lower = replace(lower, actors=upper.actors)
        if not upper.recipients or _things(upper.recipients):
            other = _without(lower.recipients or lower.actors, upper.actors)
            upper = replace(upper, recipients=other or upper.recipients)
        elif not lower.recipients and lower.type in ("AID", "COOPERATE"):
            lower = replace(lower, recipients=_without(upper.recipients, lower.actors))
    elif act in _ASKING:
        if not upper.recipients:
            upper = replace(upper, recipients=_without(lower.actors, upper.actors))
        elif not lower.actors and lower.mentions[0].head.pos == "NOUN":
            lower = replace(lower, actors=_without(upper.recipients, lower.recipients))
    elif candidate.type in _JUDGING and candidate.frame.pos == "v" and _things(upper.recipients) and lower.actors:
        upper = replace(upper, recipients=_without(lower.actors, upper.actors) or upper.recipients)
    return upper, lower


def _without(entities: tuple[Entity, ...], others: tuple[Entity, ...]) -> tuple[Entity, ...]:
    return tuple(e for e in entities if not any(e is o for o in others))


def _things(entities: tuple[Entity, ...]) -> bool:
    return all(not e.salient for e in entities)
