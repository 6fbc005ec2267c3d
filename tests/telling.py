"""Records for tests of the archive, made by hand: a few lines say a report, its actors, statements and events."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from onrecord import invariants
from onrecord.record import Casualties, Dateline, Document, Entity, Event, EventMention, Place, Record, Statement, Time
from onrecord.spans import Span


@dataclass
class Teller:
    """Builds one record. Words are found in the text; entities are listed in text order."""

    text: str
    published: str | None = "2031-03-04"
    publisher: str | None = "Atlantic Wire"
    url: str | None = None
    entities: list[Entity] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def span(self, words: str) -> Span:
        at = self.text.index(words)
        return at, at + len(words)

    def who(self, name: str, country: str | None, sector: str | None, kind: str = "person", at: tuple[float, float] | None = None) -> str:
        place = Place(at[0], at[1], None, "point") if at else None
        number = f"E{len(self.entities) + 1}"
        coded = "test" if country or sector else None
        self.entities.append(Entity(number, name, kind, country, sector, coded, None, (self.span(name),), place))  # type: ignore[arg-type]
        return number

    def when(self, words: str, begin: str, end: str | None = None) -> str:
        number = f"T{len(self.times) + 1}"
        self.times.append(Time(number, self.span(words), "DATE", begin, None, begin, end or begin, "published", "test", 1.0))
        return number

    def said(self, who: str | None, words: str, cue: str, kind: str = "direct", inside: str | None = None) -> str:
        number = f"S{len(self.statements) + 1}"
        self.statements.append(
            Statement(number, who, None, (), None, (self.span(cue),), (self.span(words),), kind, "speech", "asserted", inside, "test", 1.0)  # type: ignore[arg-type]
        )
        return number

    def did(
        self, kind: str, trigger: str, actors: list[str], recipients: list[str], *, certainty: str = "asserted", cue: str | None = None, time: str | None = None,
        place: str | None = None, statement: str | None = None, killed: tuple[int, int] | None = None, mode: str | None = None,
    ) -> str:  # fmt: skip
        number, at = f"V{len(self.events) + 1}", self.span(trigger)
        sentence = next(s for s in self.sentences() if s[0] <= at[0] and at[1] <= s[1])
        cues = (self.span(cue or trigger),) if certainty != "asserted" else ()
        mention = EventMention(at, sentence, certainty, cues, statement, "test")  # type: ignore[arg-type]
        casualties = Casualties(killed, None, None) if killed else None
        self.events.append(
            Event(number, kind, mode, (), tuple(actors), tuple(recipients), time, place, casualties, certainty, 1.0, (mention,))  # type: ignore[arg-type]
        )
        return number

    def sentences(self) -> tuple[Span, ...]:
        out, at = [], 0
        for line in self.text.split("\n"):
            start = at
            for piece in line.replace(". ", ".\ue000").split("\ue000"):
                if piece.strip():
                    out.append((start, start + len(piece)))
                start += len(piece) + 1
            at += len(line) + 1
        return tuple(out)

    def record(self) -> Record:
        sha = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        name = hashlib.sha256("\x1f".join((self.text, self.publisher or "", self.url or "")).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        document = Document(name, sha[:16], sha, self.url, None, self.publisher, "en", self.published, "given" if self.published else None, Dateline(None, None), self.text)
        made = Record(
            "onrecord/1", document, self.sentences(), tuple(self.entities), tuple(self.times), tuple(self.statements), tuple(self.events), (), {"onrecord": "test"}
        )
        invariants.check(made)
        return made


MORNING = (
    "Shelling kills 12 at Qaltoum market\n"
    "General Osman Verrat said on Monday that the Tarkan army shelled the market of Qaltoum on Sunday, killing 12 people.\n"
    "“We count the dead in the old school,” said Mayor Idra Solenne.\n"
)
EVENING = (
    "Tarkan army denies Qaltoum shelling\n"
    "The Tarkan army denied that it shelled the market of Qaltoum on Sunday, where Mayor Idra Solenne now puts the dead at 19.\n"
    "“We count the dead in the old school, and we have not finished,” she said.\n"
)
LATER = (
    "New shelling of Qaltoum market\n"
    "The Tarkan army shelled the market of Qaltoum again on Friday, Mayor Idra Solenne said.\n"
)
APART = (
    "Orvania and Pell sign tin accord\n"
    "Orvania and Pell signed an accord on tin exports in Lisbon on Monday, said Minister Teodor Quill.\n"
)


def morning(*, url: str | None = "https://wire.example/1", publisher: str = "Atlantic Wire", extra: str = "", published: str = "2031-03-03") -> Record:
    t = Teller(MORNING + extra, published, publisher, url)
    place = t.who("Qaltoum", "YEM", None, "place", (15.1, 43.2))
    verrat = t.who("Osman Verrat", "YEM", "MIL")
    army = t.who("Tarkan army", "SAU", "MIL", "organization")
    people = t.who("people", "YEM", "CVL", "group")
    mayor = t.who("Idra Solenne", "YEM", "GOV")
    day = t.when("Sunday", "2031-03-02")
    claim = t.said(verrat, "the Tarkan army shelled the market of Qaltoum on Sunday, killing 12 people", "said on Monday", "indirect")
    t.said(mayor, "“We count the dead in the old school,”", "said Mayor")
    t.did("ASSAULT", "shelled", [army], [people], time=day, place=place, statement=claim, killed=(12, 12), mode="heavy-weapons")
    return t.record()


def evening() -> Record:
    t = Teller(EVENING, "2031-03-04", "The Thames Ledger", "https://thames.example/2")
    army = t.who("Tarkan army", "SAU", "MIL", "organization")
    place = t.who("Qaltoum", "YEM", None, "place", (15.1, 43.2))
    mayor = t.who("Idra Solenne", "YEM", "GOV")
    day = t.when("Sunday", "2031-03-02")
    denial = t.said(army, "it shelled the market of Qaltoum on Sunday", "denied", "indirect")
    t.said(mayor, "“We count the dead in the old school, and we have not finished,”", "said.")
    t.did("ASSAULT", "shelled", [army], [], certainty="denied", cue="denied", time=day, place=place, statement=denial, killed=(19, 19), mode="heavy-weapons")
    return t.record()


def later() -> Record:
    t = Teller(LATER, "2031-03-08", "The Thames Ledger", "https://thames.example/3")
    place = t.who("Qaltoum", "YEM", None, "place", (15.1, 43.2))
    army = t.who("Tarkan army", "SAU", "MIL", "organization")
    t.who("Idra Solenne", "YEM", "GOV")
    day = t.when("Friday", "2031-03-07")
    t.did("ASSAULT", "shelled", [army], [], time=day, place=place, mode="heavy-weapons")
    return t.record()


def apart() -> Record:
    t = Teller(APART, "2031-03-04", "Lisbon Courier", "https://lisbon.example/4")
    one = t.who("Orvania", "ROU", "GOV", "country")
    two = t.who("Pell", "HUN", "GOV", "country")
    t.who("Teodor Quill", "HUN", "GOV")
    day = t.when("Monday", "2031-03-03")
    t.did("COOPERATE", "signed", [one, two], [], time=day)
    return t.record()
