"""What goes with an event: whose words tell it, when, where, in what context, with what casualties, and how sure the rule is."""

from __future__ import annotations

from bisect import bisect_right

from onrecord.reading import Entity, Reading, Sentence, Statement, Timex, Token
from onrecord.record import Casualties, EventType
from onrecord.spans import Span, within


class Scene:
    """Look-ups over one report, made once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        pieces = [(c, s) for s in reading.statements for c in s.content]
        pieces.sort(key=lambda p: (p[0][0], -p[0][1]))
        self._pieces = pieces
        self._starts = [c[0] for c, _ in pieces]

    def statement_at(self, span: Span) -> Statement | None:
        """The innermost statement whose content holds the words, or None for the reporter's own."""
        best: tuple[int, Statement] | None = None
        last = bisect_right(self._starts, span[0])
        for content, statement in self._pieces[max(0, last - 40) : last]:
            if within(span, content):
                size = content[1] - content[0]
                if best is None or size <= best[0]:
                    best = size, statement
        return best[1] if best is not None else None

    def time_of(self, token: Token) -> Timex | None:
        return None

    def place_of(self, token: Token) -> Entity | None:
        return None

    def contexts(self, sentence: Sentence) -> tuple[str, ...]:
        return ()

    def casualties(self, sentence: Sentence, kind: EventType, mode: str | None) -> Casualties | None:
        return None

    def confidence(self, rule: str) -> float:
        return 0.6
