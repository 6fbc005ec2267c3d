"""Which time governs a predicate: its own clause's, else that of the clause it is joined to or hangs in, else the lead's for a headline.

A year told of in passing ("the treaty signed in 1994") stays with the event of its own clause and never spreads to others.
"""

from __future__ import annotations

from onrecord.knowledge.time_calendar import grain
from onrecord.knowledge.time_words import governors
from onrecord.reading import Reading, Timex, Token

_HIGHEST = 12  # heads looked at above a time
_CLAUSES = frozenset(("ccomp", "advcl", "relcl", "acl", "pcomp", "csubj", "parataxis"))
_JOINED = frozenset(("conj", "xcomp"))
_APART = frozenset(("relcl", "acl", "ccomp", "pcomp"))  # clauses that tell of other times than their sentence
_SPREADING = frozenset(("day", "week", "weekend"))  # granularities that may hold for a whole sentence


class EventTimes:
    """The times of a reading by the sentence and clause they stand in."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        tokens = {t.start: t for t in reading.tokens if t.holds is None}
        self._heads: dict[int, list[tuple[Timex, Token]]] = {}
        for timex in reading.times:
            if timex.type in ("DATE", "TIME") and not timex.value.endswith("_REF"):
                head = _head(timex, reading, tokens)
                if head is not None:
                    self._heads.setdefault(id(head.sentence), []).append((timex, head))

    def of(self, token: Token) -> Timex | None:
        """The time that governs the predicate, or None where the text does not tell."""
        here = self._heads.get(id(token.sentence), [])
        chosen = self._in_clause(token, here)
        if chosen is None and token.sentence.headline:
            chosen = self._of_lead()
        return chosen

    def _in_clause(self, token: Token, here: list[tuple[Timex, Token]]) -> Timex | None:
        """Under the word itself; then under the verb of its clause; then under the verbs joined to that; then the sentence's day."""
        if not here:
            return None
        owned = {id(timex): _owners(head) for timex, head in here}
        for place in _places(token):
            found = [(abs(head.i - token.i), timex) for timex, head in here if place.i in owned[id(timex)]]
            if found:
                return min(found, key=lambda f: (f[0], f[1].span))[1]
        return _of_sentence(token, here)

    def _of_lead(self) -> Timex | None:
        """The first day told in the first sentence of the body: a headline tells of that."""
        for sentence in self._reading.sentences:
            if not sentence.headline:
                days = [t for t, _ in self._heads.get(id(sentence), []) if grain(t.value) in _SPREADING]
                return days[0] if days else None
        return None


def governing_time(reading: Reading, token: Token) -> Timex | None:
    """The time that governs the predicate. For many predicates of one reading make an `EventTimes` once."""
    return EventTimes(reading).of(token)


def _head(timex: Timex, reading: Reading, tokens: dict[int, Token]) -> Token | None:
    """The word of the time whose own head lies outside it."""
    low, high = timex.span
    token = tokens.get(low)
    for _ in range(_HIGHEST):
        if token is None or token.head is token or not low <= token.head.start < high:
            return token
        token = token.head
    return token


def _owners(head: Token) -> set[int]:
    """The words a time stands under, up to and with the verb of its clause."""
    out: set[int] = set()
    token = head
    for _ in range(_HIGHEST):
        if token.head is token:
            break
        token = token.head
        out.add(token.i)
        if token.pos in ("VERB", "AUX") and token.dep not in ("aux", "auxpass"):
            break
    return out


def _places(token: Token) -> list[Token]:
    """The words under which a time governs the token: itself, what it hangs on within its clause, and verbs joined to that."""
    out = [token]
    low = token
    for _ in range(_HIGHEST):
        if low.head is low or low.dep in _CLAUSES:
            break
        low = low.head
        out.append(low)
        if low.pos in ("VERB", "AUX") and low.dep not in _JOINED:
            break
    verb = out[-1]
    out += [c for c in verb.children if c.dep == "conj"]
    return out


def _of_sentence(token: Token, here: list[tuple[Timex, Token]]) -> Timex | None:
    """The day that the main clause tells, where the predicate stands beside it and has no time of its own. What
    somebody said on a day did not therefore happen on it."""
    root = token.sentence.root
    if root.lemma in governors()["said"] or any(t.dep in _APART for t in (token, *token.ancestors())):
        return None
    for timex, head in here:
        if grain(timex.value) in _SPREADING and root.i in _owners(head):
            return timex
    return None


__all__ = ["EventTimes", "governing_time"]
