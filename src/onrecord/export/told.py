"""Events as the event-data formats want them: one actor, one recipient, one day, one place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from onrecord.export.report import LossReport
from onrecord.knowledge import countries
from onrecord.knowledge.cameo import QUADS, Cameo, cameo
from onrecord.record import Entity, Event, EventMention, Record, Time

NOT_ASSERTED = "not asserted (alleged, possible, planned, hypothetical, negated or denied), and the format cannot say so; --include-unasserted takes them along"
ANOTHERS_WORD = "asserted by somebody the report quotes, not by the report; the format cannot say on whose word"
NOT_COVERED = "of a kind that the format does not cover"
UNASSERTED = "not asserted, taken along as asked; the format cannot say so"
DAY_OF_REPORT = "no time is told: the day of publication stands for it"
RANGE = "the time told is longer than a day: its first day stands for it"


@dataclass(frozen=True, slots=True)
class Told:
    """One event between one actor and one recipient, with what is looked up often. `number`: which pair of the event it is, from 0."""

    record: Record
    event: Event
    actor: Entity | None
    recipient: Entity | None
    number: int

    @property
    def mention(self) -> EventMention:
        """The mention that decides the event's certainty: the first that has it."""
        return next((m for m in self.event.mentions if m.certainty == self.event.certainty), self.event.mentions[0])

    @property
    def id(self) -> str:
        """Stable across runs: document, event, and which pair of it."""
        return f"{self.record.document.id}#{self.event.id}" + (f"/{self.number}" if self.number else "")

    @property
    def code(self) -> Cameo:
        return cameo(self.event.type, self.event.mode)

    @property
    def quad(self) -> int:
        return QUADS[self.event.type]

    @property
    def time(self) -> Time | None:
        return next((t for t in self.record.times if t.id == self.event.time), None)

    @property
    def day(self) -> str | None:
        """The first day of the time told, else the day of publication."""
        time = self.time
        if time is not None and time.begin is not None:
            return time.begin[:10]
        published = self.record.document.published
        return published[:10] if published else None

    @property
    def place(self) -> Entity | None:
        return next((e for e in self.record.entities if e.id == self.event.place), None)

    @property
    def sentence(self) -> int:
        """Which sentence of the report tells it, from 1."""
        at = self.mention.trigger[0]
        return max(1, sum(start <= at for start, _ in self.record.sentences))

    def words(self, span: tuple[int, int]) -> str:
        """The report's words at a span, on one line."""
        return " ".join(self.record.document.text[span[0] : span[1]].split())


def pairs(record: Record, event: Event) -> Iterator[Told]:
    """The event once for each actor and recipient; once for each two actors of an event that has no recipient but several actors."""
    by_id = {e.id: e for e in record.entities}
    actors: list[Entity | None] = [by_id[i] for i in event.actors if i in by_id]
    recipients: list[Entity | None] = [by_id[i] for i in event.recipients if i in by_id]
    if not recipients and len(actors) > 1 and _two_sided(event):
        both = [(a, b) for i, a in enumerate(actors) for b in actors[i + 1 :]]
    else:
        both = [(a, r) for a in actors or [None] for r in recipients or [None]]
    for number, (actor, recipient) in enumerate(both):
        yield Told(record, event, actor, recipient, number)


_SYMMETRIC = ("CONSULT", "AGREE", "COOPERATE", "SUPPORT", "ASSAULT")


def _two_sided(event: Event) -> bool:
    """Whether several actors without a recipient did it to each other (met, signed, clashed), not side by side (marched)."""
    return event.type in _SYMMETRIC


def plain_facts(records: Iterable[Record], loss: LossReport, *, include_unasserted: bool, covers: Callable[[Event], bool] | None = None) -> Iterator[Told]:
    """What may leave in a format that has no word for certainty: asserted events, and others only if asked; and only what the format
    `covers`. What stays is counted."""
    for record in records:
        loss.records += 1
        for event in record.events:
            if event.certainty != "asserted" and not include_unasserted:
                loss.left_out[NOT_ASSERTED] += 1
                continue
            if covers is not None and not covers(event):
                loss.left_out[NOT_COVERED] += 1
                continue
            for told in pairs(record, event):
                loss.remarks.update(_remarks(told))
                loss.rows += 1
                yield told


def _remarks(told: Told) -> Iterator[str]:
    if told.event.certainty != "asserted":
        yield UNASSERTED
    elif told.mention.statement is not None:
        yield ANOTHERS_WORD
    if told.time is None or told.time.begin is None:
        yield DAY_OF_REPORT
    elif told.time.end is not None and told.time.end[:10] != told.time.begin[:10]:
        yield RANGE


def number_of(text: str, bits: int = 53) -> int:
    """A number that is always the same for the same id; 53 bits pass through any reader of numbers unharmed."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big") >> (64 - bits)


def country_name(code: str | None) -> str | None:
    """The usual English name of a country's code."""
    return countries.names().get(code) if code else None


def place_parts(place: Entity | None) -> dict[str, str | None]:
    """City, province and country of a place, as far as its precision says which it is."""
    precision = place.place.precision if place and place.place else None
    return {
        "city": place.name if place and precision == "point" else None,
        "province": place.name if place and precision == "region" else None,
        "country": country_name(place.country) if place else None,
    }
