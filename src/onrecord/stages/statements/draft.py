"""A statement while it is found: what `Statement` will hold, still open for further pieces."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.knowledge.cues import Cue
from onrecord.reading import Quote, Sentence, Statement, Token
from onrecord.record import Act, Certainty
from onrecord.spans import Span


@dataclass(slots=True, eq=False)
class Draft:
    """`level`: the quotation that the cue stands in (None: the report's own prose). `cue` the head of the cue, if any,
    `told` the paper or station that it was said to."""

    cue: Token | None
    kind_of_cue: Cue | None
    cue_spans: list[Span]
    speaker: Token | None
    speaker_span: Span | None
    content: list[Span]
    level: Quote | None
    sentence: Sentence
    rule: str
    act: Act = "speech"
    certainty: Certainty = "asserted"
    via: list[Token] = field(default_factory=list)
    addressee: Token | None = None
    told: Token | None = None
    outer: Draft | None = None
    made: Statement | None = None

    @property
    def start(self) -> int:
        """Where the statement begins, cue and speaker included."""
        spans = [*self.content, *self.cue_spans, *([self.speaker_span] if self.speaker_span else [])]
        return min(s for s, _ in spans)

    @property
    def end(self) -> int:
        """Where its content or cue ends."""
        return max(e for _, e in (*self.content, *self.cue_spans))
