"""What the steps of coreference hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.reading import Entity, Mention, Token
from onrecord.record import Kind
from onrecord.spans import Span


@dataclass(slots=True, eq=False)
class Draft:
    """A mention before it is known whose. `words`: a name's words in lower case, or the head word of a nominal, or the pronoun.
    `modifiers`: content words that stand before or of-phrases after a nominal head. `votes`: kinds with the weight of the evidence."""

    span: Span
    head: Token
    form: str
    words: tuple[str, ...]
    text: str
    modifiers: frozenset[str] = frozenset()
    votes: dict[str, float] = field(default_factory=dict)
    gender: str | None = None
    plural: bool = False
    definite: bool = False
    country: str | None = None
    sort: str = ""
    salient: bool = True
    person: bool = False
    outer: Span | None = None
    whole: Span | None = None
    chain: Chain | None = None
    thing: bool = False
    negative: bool = False
    also: Chain | None = None

    def vote(self, kind: str, weight: float) -> None:
        """Add evidence for a kind."""
        self.votes[kind] = self.votes.get(kind, 0.0) + weight


@dataclass(slots=True, eq=False)
class Chain:
    """An entity in the making: its mentions in the order they were found, and what is known of it."""

    drafts: list[Draft] = field(default_factory=list)
    name: str = ""
    words: tuple[str, ...] = ()
    kind: Kind | None = None
    votes: dict[str, float] = field(default_factory=dict)
    gender: str | None = None
    plural: bool = False
    country: str | None = None
    roles: dict[str, set[str]] = field(default_factory=dict)
    rings: set[str] = field(default_factory=set)
    sort: str = ""
    thing: bool = False
    side: Draft | None = None
    entity: Entity | None = None
    mentions: list[Mention] = field(default_factory=list)
    last: int = -1
    latest: Draft | None = None
    count: int = 0

    @property
    def body(self) -> Chain | None:
        """Whom the person speaks for, as the words at the person's name say."""
        chain = self.side.chain if self.side is not None else None
        return chain if chain is not self and chain is not None and not chain.is_person else None

    @property
    def is_person(self) -> bool:
        return self.kind == "person"
