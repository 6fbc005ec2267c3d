"""What stages work on: one text, its tokens, and layers whose items point at each other directly and have no ids.

A stage adds one layer and never changes another's items; `entity` links are the exception that `coreference` owns:
a `Mention` learns its entity once. Offsets are code points into `Reading.text`, end exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from onrecord.record import Act, Casualties, Certainty, EventType, Kind, Place, PublishedFrom, Sector, SpeechKind, TimexType
from onrecord.spans import Span


@dataclass(slots=True)
class Report:
    """A report as it comes in. `text` is kept as it is, headline first when there is one, one paragraph a line."""

    text: str
    title: str | None = None
    published: str | None = None
    url: str | None = None
    publisher: str | None = None
    published_from: PublishedFrom | None = None
    source: str | None = None
    """Where it came from ("reports.jsonl:12"), for messages; not part of the record."""

    @property
    def named(self) -> str:
        """How messages call it."""
        return self.source or self.url or self.title or "the report"


@dataclass(slots=True, eq=False)
class Quote:
    """A passage between quotation marks. `span` includes the marks, `inner` does not. `closed` is false where the closing
    mark is missing; `continues` is the quotation of an earlier paragraph that this one goes on with (an opening mark at
    the head of a paragraph after a paragraph left open). `single`: set in single marks. `own`: parsed as a text of its
    own (whole clauses); otherwise its words are parsed as part of the sentence around it (a quoted fragment)."""

    span: Span
    inner: Span
    parent: Quote | None
    single: bool
    closed: bool
    continues: Quote | None = None
    own: bool = False


@dataclass(slots=True, eq=False)
class Token:
    """A word as the parser sees it. `dep`, `pos`, `tag`, `lemma`, `ent` follow spaCy's English labels (ClearNLP deps).

    `quote` is the innermost quotation the word stands in. A placeholder (text "…", `holds` set) stands in a frame for a
    quotation that is parsed by itself; its offsets are those of the quotation's inside."""

    i: int
    start: int
    end: int
    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    ent: str
    ent_begins: bool
    quote: Quote | None
    holds: Quote | None
    head: Token = field(init=False)
    sentence: Sentence = field(init=False)
    children: list[Token] = field(default_factory=list)

    @property
    def span(self) -> Span:
        return self.start, self.end

    def subtree(self) -> list[Token]:
        """The token and all below it, in text order."""
        out, todo = [], [self]
        while todo:
            token = todo.pop()
            out.append(token)
            todo += token.children
        out.sort(key=lambda t: t.i)
        return out

    def ancestors(self) -> Iterator[Token]:
        """The heads above, nearest first."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def child(self, *deps: str) -> Token | None:
        """The first dependent with one of the labels."""
        return next((c for c in self.children if c.dep in deps), None)

    def __repr__(self) -> str:
        return f"<{self.text}/{self.dep} {self.start}>"


@dataclass(slots=True, eq=False)
class Sentence:
    """A parsed unit: a sentence of a frame, or of a quotation's inside. `span` covers its tokens (a frame sentence's span
    covers the quotations in it). `paragraph` counts lines from 0; `headline` marks the report's first line when it is one.
    `quote` is the quotation it was parsed inside of, or None."""

    span: Span
    tokens: list[Token]
    root: Token
    paragraph: int
    headline: bool
    quote: Quote | None


@dataclass(slots=True, eq=False)
class Timex:
    """A time expression. `begin`/`end`: ISO dates, ends included, None where not on the calendar."""

    span: Span
    type: TimexType
    value: str
    mod: str | None
    begin: str | None
    end: str | None
    anchor: str | None
    rule: str
    confidence: float


@dataclass(slots=True, eq=False)
class Statement:
    """Somebody's words or position. Speakers are named by the head word of the phrase that names them; which entity that is,
    coreference says. `speaker_span` is that phrase when it stands with this statement; where a quotation goes on without
    naming anyone, `speaker` is the head of the earlier phrase and `speaker_span` None. `via`: nearest to the reader last."""

    speaker: Token | None
    speaker_span: Span | None
    via: tuple[Token, ...]
    addressee: Token | None
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: SpeechKind
    act: Act
    certainty: Certainty
    outer: Statement | None
    rule: str
    confidence: float
    cue_head: Token | None = None


@dataclass(slots=True, eq=False)
class Mention:
    """Words that stand for an entity. `form`: name, nominal (role noun, group) or pronoun."""

    span: Span
    head: Token
    form: str
    entity: Entity | None = None
    also: Entity | None = None
    """The other one where the words stand for two ("both sides")."""


@dataclass(slots=True, eq=False)
class Entity:
    """One actor, body or place of the report. `gender`: m, f, n (thing) or None; `plural` where its mentions are.

    `salient` says that the record keeps it even if no statement, event or code points at it."""

    name: str
    kind: Kind
    mentions: list[Mention]
    gender: str | None = None
    plural: bool = False
    salient: bool = True
    country: str | None = None
    sector: Sector | None = None
    coded_by: str | None = None
    wikidata: str | None = None
    place: Place | None = None


@dataclass(slots=True, eq=False)
class EventMention:
    """One place where an event is told."""

    trigger: Span
    head: Token
    evidence: Span
    certainty: Certainty
    cues: tuple[Span, ...]
    statement: Statement | None
    rule: str


@dataclass(slots=True, eq=False)
class Event:
    """A PLOVER event with its mentions, strongest first not required."""

    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    actors: tuple[Entity, ...]
    recipients: tuple[Entity, ...]
    time: Timex | None
    place: Entity | None
    casualties: Casualties | None
    confidence: float
    mentions: list[EventMention]


@dataclass(slots=True, eq=False)
class Omission:
    """A political predicate that gave no event, and why."""

    trigger: Span
    evidence: Span
    type: EventType
    reason: str


@dataclass(slots=True, eq=False)
class Reading:
    """One report while it is read. Layers are filled in the order of `onrecord.reader.STAGES`; each is written once."""

    report: Report
    text: str
    quotes: list[Quote] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    published: str | None = None
    published_from: PublishedFrom | None = None
    dateline_place: Span | None = None
    dateline_date: Span | None = None
    times: list[Timex] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    mention_of: dict[int, Mention] = field(default_factory=dict)
    """Token index of a mention's head -> the mention (the longest one with that head)."""

    def entity_of(self, token: Token | None) -> Entity | None:
        """The entity whose mention the word heads, or None."""
        mention = self.mention_of.get(token.i) if token is not None else None
        return mention.entity if mention is not None else None

    def words(self, span: Span) -> str:
        return self.text[span[0] : span[1]]
