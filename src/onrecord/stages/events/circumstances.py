"""What goes with an event: whose words tell it, when, where, in what context, with what casualties, and how sure the rule is."""

from __future__ import annotations

from bisect import bisect_right

from onrecord.knowledge.contexts import contexts
from onrecord.knowledge.frames import casualty_words, confidence, number_words
from onrecord.reading import Entity, Reading, Sentence, Statement, Timex, Token
from onrecord.record import Casualties, EventType
from onrecord.spans import Span, within
from onrecord.stages.event_time import EventTimes
from onrecord.stages.events import clauses

LEAST = (0.46, 0.25, 0.12)
"""Below this share of right events on the written reports a find is dropped; by how many of its sides (actor, recipient) are named."""
_LOCATIVE = frozenset({"in", "at", "near", "outside"})
_DEEP = 40  # statements beginning before a word that are looked at; nesting is never deeper
_LEAD = 12  # sentences whose words tell what a report is about
_STANDS_OUT = 4  # words of one context that make it the report's own
_DEADLY: frozenset[EventType] = frozenset({"ASSAULT", "PROTEST", "COERCE"})


class Scene:
    """Look-ups over one report, made once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        pieces = [(c, s) for s in reading.statements for c in s.content]
        pieces.sort(key=lambda p: (p[0][0], -p[0][1]))
        self._pieces = pieces
        self._starts = [c[0] for c, _ in pieces]
        self._event_times = EventTimes(reading)
        self._contexts: dict[int, tuple[str, ...]] = {}
        self._casualties: dict[int, Casualties | None] = {}
        self._topic: tuple[str, ...] | None = None

    def statement_at(self, span: Span) -> Statement | None:
        """The innermost statement whose content holds the words, or None for the reporter's own."""
        best: tuple[int, Statement] | None = None
        last = bisect_right(self._starts, span[0])
        for content, statement in self._pieces[max(0, last - _DEEP) : last]:
            if within(span, content):
                size = content[1] - content[0]
                if best is None or size <= best[0]:
                    best = size, statement
        return best[1] if best is not None else None

    def time_of(self, token: Token) -> Timex | None:
        """The time expression that governs the trigger."""
        return self._event_times.of(token)

    def place_of(self, token: Token) -> Entity | None:
        """The place that a locative preposition under the trigger names."""
        for prep in clauses.prepositions(token):
            if prep.lower in _LOCATIVE:
                for child in prep.children:
                    entity = self._reading.entity_of(child) if child.dep == "pobj" else None
                    if entity is not None and entity.kind in ("place", "country"):
                        return entity
        return None

    def contexts(self, sentence: Sentence) -> tuple[str, ...]:
        """The contexts that the sentence's words put its events in."""
        found = self._contexts.get(id(sentence))
        if found is None:
            found = self._contexts[id(sentence)] = tuple(sorted({*_best(_hits(sentence), 3, 1), *self._theme()}))
        return found

    def _theme(self) -> tuple[str, ...]:
        """What the whole report is about, where one context stands out in it."""
        if self._topic is None:
            total: dict[str, int] = {}
            for sentence in self._reading.sentences[:_LEAD]:
                for context, count in _hits(sentence).items():
                    total[context] = total.get(context, 0) + count
            self._topic = _best(total, 1, _STANDS_OUT)
        return self._topic

    def casualties(self, sentence: Sentence, kind: EventType) -> Casualties | None:
        """How many were killed, injured or arrested, by the figures of the sentence."""
        if kind not in _DEADLY:
            return None
        if id(sentence) not in self._casualties:
            self._casualties[id(sentence)] = _casualties(sentence)
        return self._casualties[id(sentence)]

    def confidence(self, kind: EventType, lemma: str, rule: str) -> float:
        """How often events of this word and rule were right on the written reports."""
        return confidence(kind, lemma, rule)


def _hits(sentence: Sentence) -> dict[str, int]:
    """How many words of each context the sentence has."""
    table = contexts()
    scores: dict[str, int] = {}
    before = ""
    for token in sentence.tokens:
        lemma = token.lemma.lower()
        for context in table.get(f"{before} {lemma}") or table.get(lemma) or table.get(token.lower) or ():
            scores[context] = scores.get(context, 0) + 1
        before = token.lower
    return scores


def _best(scores: dict[str, int], most: int, least: int) -> tuple[str, ...]:
    return tuple(sorted((c for c in scores if scores[c] >= least), key=lambda c: (-scores[c], c))[:most])


def _casualties(sentence: Sentence) -> Casualties | None:
    counts: dict[str, tuple[int, int]] = {}
    for token in sentence.tokens:
        what = casualty_words().get(token.lemma.lower()) or casualty_words().get(token.lower)
        number = _count(token) if what is not None else None
        if what is not None and number is not None:
            low, high = counts.get(what, (number, number))
            counts[what] = min(low, number), max(high, number)
    if not counts:
        return None
    return Casualties(counts.get("killed"), counts.get("injured"), counts.get("arrested"))


def _count(token: Token) -> int | None:
    """The figure of those a word of harm is said of: "killed 12 people", "12 dead", "three were wounded"."""
    near = [*clauses.objects(token), *clauses.undergoers(token)] if token.pos == "VERB" else [token, *token.children, token.head]
    for item in near:
        number = _number(item)
        if number is not None:
            return number
        for child in item.children:
            number = _number(child) if child.dep == "nummod" else None
            if number is not None:
                return number
    return None


def _number(token: Token) -> int | None:
    if token.pos != "NUM" and token.lower not in number_words():
        return None
    digits = token.lower.replace(",", "")
    if digits.isascii() and digits.isdigit() and len(digits) < 7:
        return int(digits)
    return number_words().get(token.lower)
