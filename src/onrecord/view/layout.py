"""What both pages share: the text cut into runs that carry the same data, and rows in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.record import Certainty, Event, EventMention, Record, Statement
from onrecord.spans import Span

WORDS: dict[Certainty, str] = {
    "asserted": "happened",
    "alleged": "said to have happened",
    "possible": "may have happened",
    "planned": "planned or asked for",
    "hypothetical": "if",
    "negated": "did not happen",
    "denied": "denied",
}
"""Each certainty label as a reader says it."""
_NEAR = 70  # characters of evidence shown on each side of a trigger


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text on which the same data lie. `begins` are those whose first words start here."""

    span: Span
    ids: tuple[str, ...]
    begins: tuple[str, ...]
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One statement in words. `via` reads from the speaker to the reader's side."""

    id: str
    speaker: str
    chain: str
    kind: str
    act: str
    certainty: Certainty
    words: str
    cue: str
    inside: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """One speaker as the reader has the words: name, code, chain, and the statements."""

    name: str
    code: str
    chain: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoneRow:
    """One event in words."""

    id: str
    type: str
    mode: str
    who: str
    whom: str
    when: str
    place: str
    certainty: Certainty
    on_whose_word: str
    before: str
    trigger: str
    after: str
    contexts: str
    cues: str
    toll: str
    mentions: int
    why: str


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One time expression: as written and as resolved, with the reason."""

    id: str
    words: str
    value: str
    interval: str
    why: str


@dataclass(frozen=True, slots=True)
class ActorRow:
    """One entity with its code and the reason for it."""

    id: str
    name: str
    kind: str
    code: str
    why: str
    mentions: int
    place: str


def spans_by_id(record: Record) -> list[tuple[str, Span]]:
    """Every highlighted span with the id of its datum; an event's triggers stand for it."""
    out: list[tuple[str, Span]] = []
    out += [(s.id, span) for s in record.statements for span in s.content]
    out += [(e.id, span) for e in record.entities for span in e.mentions]
    out += [(t.id, t.span) for t in record.times]
    out += [(v.id, m.trigger) for v in record.events for m in v.mentions]
    return out


def paragraph_runs(record: Record) -> Iterator[list[Run]]:
    """For each line of text that holds words, its runs in order; linear in text and data."""
    text = record.document.text
    spans = sorted(spans_by_id(record), key=lambda x: x[1])
    cuts = sorted({c for _, span in spans for c in span})
    starting: dict[int, list[tuple[str, Span]]] = {}
    for datum, span in spans:
        starting.setdefault(span[0], []).append((datum, span))
    live: list[tuple[str, Span]] = []
    at_cut = 0
    for start, end in _lines(text):
        runs: list[Run] = []
        at = start
        while at < end:
            while at_cut < len(cuts) and cuts[at_cut] <= at:
                at_cut += 1
            stop = min(end, cuts[at_cut]) if at_cut < len(cuts) else end
            live = [x for x in live if x[1][1] > at] + starting.get(at, [])
            begins = tuple(d for d, s in starting.get(at, []))
            ends = tuple(d for d, s in live if s[1] == stop)
            runs.append(Run((at, stop), tuple(dict.fromkeys(d for d, _ in live)), begins, ends))
            at = stop
        if runs:
            yield runs


def _lines(text: str) -> Iterator[Span]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


class Rows:
    """The rows of one record in words."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.text = record.document.text
        self.entity = {e.id: e for e in record.entities}
        self.time = {t.id: t for t in record.times}
        self.statement = {s.id: s for s in record.statements}

    def words(self, spans: Iterable[Span]) -> str:
        return " … ".join(self.text[s:e] for s, e in spans)

    def name(self, entity_id: str | None) -> str:
        return self.entity[entity_id].name if entity_id is not None and entity_id in self.entity else ""

    def names(self, ids: Iterable[str]) -> str:
        return ", ".join(self.coded(i) for i in ids)

    def code(self, entity_id: str) -> str:
        entity = self.entity[entity_id]
        return " ".join(part for part in (entity.country, entity.sector) if part)

    def coded(self, entity_id: str) -> str:
        code = self.code(entity_id)
        return f"{self.name(entity_id)} ({code})" if code else self.name(entity_id)

    def speaker(self, statement: Statement) -> str:
        if statement.speaker is not None:
            return self.name(statement.speaker)
        return self.words([statement.speaker_span]) if statement.speaker_span else "not named"

    def chain(self, statement: Statement) -> str:
        """"outlet < agency < official": on whose word the reader has it."""
        links = [self.record.document.publisher or "this report", *(self.name(v) for v in reversed(statement.via)), self.speaker(statement)]
        return " < ".join(links)

    def said(self) -> list[SaidRow]:
        return [
            SaidRow(s.id, self.speaker(s), self.chain(s), s.kind, s.act, s.certainty, self.words(s.content), self.words(s.cue), s.inside, s.rule)
            for s in self.record.statements
        ]

    def speakers(self) -> list[SpeakerRow]:
        """Who speaks, by which way the reader has it, and in which statements; the first to speak first."""
        by: dict[tuple[str, str], list[Statement]] = {}
        for s in self.record.statements:
            by.setdefault((self.speaker(s), self.chain(s)), []).append(s)
        return [SpeakerRow(name, self.code(said[0].speaker) if said[0].speaker else "", chain, tuple(s.id for s in said)) for (name, chain), said in by.items()]

    def word_of(self, mention: EventMention) -> str:
        if mention.statement is None:
            return "the reporter"
        return self.speaker(self.statement[mention.statement])

    def around(self, mention: EventMention) -> tuple[str, str, str]:
        """The evidence, cut to what stands near the trigger: before, trigger, after."""
        (start, end), (first, last) = mention.trigger, mention.evidence
        before, after = self.text[first:start], self.text[end:last]
        if len(before) > _NEAR:
            before = "…" + before[-_NEAR:].partition(" ")[2]
        if len(after) > _NEAR:
            after = after[:_NEAR].rpartition(" ")[0] + "…"
        return before, self.text[start:end], after

    def toll(self, event: Event) -> str:
        if event.casualties is None:
            return ""
        pairs = (("killed", event.casualties.killed), ("injured", event.casualties.injured), ("arrested", event.casualties.arrested))
        return ", ".join(f"{what} {low}" if low == high else f"{what} {low}–{high}" for what, figures in pairs if figures for low, high in [figures])

    def done(self) -> list[DoneRow]:
        out = []
        for v in self.record.events:
            strongest = next((m for m in v.mentions if m.certainty == v.certainty), v.mentions[0])
            time = self.time.get(v.time or "")
            out.append(
                DoneRow(
                    v.id, v.type, v.mode or "", self.names(v.actors), self.names(v.recipients), time.value if time else "", self.name(v.place),
                    v.certainty, self.word_of(strongest), *self.around(strongest), ", ".join(v.contexts), self.words(strongest.cues), self.toll(v), len(v.mentions), strongest.rule,
                )
            )
        return out

    def times(self) -> list[TimeRow]:
        out = []
        for t in self.record.times:
            interval = "not on the calendar" if t.begin is None else t.begin if t.begin == t.end else f"{t.begin} to {t.end}"
            why = t.rule + (f", from {t.anchor}" if t.anchor else "")
            out.append(TimeRow(t.id, self.words([t.span]), t.value + (f" ({t.mod})" if t.mod else ""), interval, why))
        return out

    def actors(self) -> list[ActorRow]:
        out = []
        for e in self.record.entities:
            place = f"{e.place.lat:.2f}, {e.place.lon:.2f} ({e.place.precision})" if e.place else ""
            out.append(ActorRow(e.id, e.name, e.kind, self.code(e.id), e.coded_by or "", len(e.mentions), place))
        return out
