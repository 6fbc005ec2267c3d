"""Who did what to whom, and did it happen: PLOVER events from frames, the algebra of the manual and the parse."""

from __future__ import annotations

from onrecord.reading import Event, EventMention, Omission, Reading, Sentence
from onrecord.record import Certainty
from onrecord.spans import Span
from onrecord.stages import certainty
from onrecord.stages.events import algebra, circumstances, links, participants, sameness, triggers
from onrecord.stages.events.triggers import Candidate


def run(reading: Reading) -> None:
    """Add the events of the report, with every mention, and the political predicates that gave none."""
    scene = circumstances.Scene(reading)
    events: list[Event] = []
    for sentence in reading.sentences:
        found, misses = triggers.find(sentence)
        told: list[tuple[Candidate, Event]] = []
        for candidate in algebra.decide(found, {c.head.i: c for c in found}):
            event = _event(reading, scene, sentence, candidate)
            if _likely(event):
                told.append((candidate, event))
            else:
                reading.omissions.append(_omitted(event))
        events += links.linked(told)
        reading.omissions += [Omission(m.head.span, sentence.span, m.type, m.reason) for m in misses]
    reading.events = sameness.joined(reading, events)


def _likely(event: Event) -> bool:
    """Whether the rule was right often enough on the written reports; promises to yield are AGREE there, against the manual."""
    if event.type == "CONCEDE" and ":promise:" in event.mentions[0].rule:
        return True
    return event.confidence >= circumstances.LEAST[bool(event.actors) + bool(event.recipients)]


def _omitted(event: Event) -> Omission:
    """Why a find is no event: nobody is named who did it, or the words rarely tell one."""
    mention = event.mentions[0]
    return Omission(mention.trigger, mention.evidence, event.type, "generic" if event.actors else "no actor")


def _event(reading: Reading, scene: circumstances.Scene, sentence: Sentence, candidate: Candidate) -> Event:
    actors, recipients = participants.find(reading, candidate)
    rule = candidate.rule + (":named" if actors or recipients else ":bare") + (":noun-part" if candidate.head.dep in ("compound", "nmod", "amod") else "")
    statement = scene.statement_at(candidate.head.span)
    judged = certainty.of_token(reading, candidate.head)
    label, cues = judged.label, judged.cues
    if label == "asserted" and statement is not None and statement.certainty == "alleged" and statement.cue:
        label, cues = "alleged", statement.cue  # what somebody alleges, also where the parse does not hang it on the word
    if candidate.refusal:
        label, cues = _of_refusal(label, cues)
    span = _trigger(candidate)
    mention = EventMention(span, candidate.head, sentence.span, label, cues, statement, rule)
    return Event(
        candidate.type, candidate.mode, scene.contexts(sentence), tuple(actors), tuple(recipients), scene.time_of(candidate.head),
        scene.place_of(candidate.head), scene.casualties(sentence, candidate.type),
        scene.confidence(candidate.type, candidate.head.lemma.lower(), rule), [mention],
    )  # fmt: skip


def _of_refusal(label: Certainty, cues: tuple[Span, ...]) -> tuple[Certainty, tuple[Span, ...]]:
    """A refusal is an act that the words perform: its "will not" is what it consists of, no doubt about it."""
    return ("asserted", ()) if label in ("negated", "planned", "hypothetical") else (label, cues)


def _trigger(candidate: Candidate) -> Span:
    """The word with its particle or light-verb object where they stand close together."""
    head = candidate.head
    ends = [head, *(c for c in head.children if c.dep == "prt" and c.i - head.i == 1)]
    return min(t.start for t in ends), max(t.end for t in ends)

