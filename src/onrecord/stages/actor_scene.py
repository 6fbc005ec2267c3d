"""The country that an actor without one belongs to: "police" in a report that plays in Nairobi.

Every country, place and coded actor of the report votes for its country where it stands. For an actor without a country, each
country in the report is scored by how much of the report it has, how near its votes are, and of what kind they are. The weights
(`scene_weights.csv`) are learned on the written reports (CC0) by `tools/make_scene_weights.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp

from onrecord.reading import Entity, Reading, Token

FEATURES = (
    "share", "lead", "headline", "dateline", "before_in_sentence", "after_in_sentence", "paragraph", "near", "latest",
    "latest_place", "first", "place_share", "actor_near",
)  # fmt: skip
"""What is known of a candidate country, in the order of the weights."""

_CANDIDATES = 6  # countries of a report that are considered
_LEAD = 3  # sentences that make the lead
_REACH = 40.0  # tokens over which nearness fades


@dataclass(frozen=True, slots=True)
class Vote:
    """A word that stands for a country: its token, its sentence and paragraph, and what it is (country, place or actor)."""

    at: int
    sentence: int
    paragraph: int
    code: str
    kind: str


@dataclass(slots=True)
class _Country:
    """The votes of one country."""

    code: str
    at: list[int] = field(default_factory=list)
    actors: list[int] = field(default_factory=list)
    sentences: set[int] = field(default_factory=set)
    paragraphs: dict[int, int] = field(default_factory=dict)
    places: int = 0
    lead: int = 0
    headline: bool = False


def votes_of(reading: Reading, codes: Sequence[tuple[Entity, str]]) -> list[Vote]:
    """The votes of the coded entities, in text order."""
    number = {id(s): n for n, s in enumerate(reading.sentences)}
    out = []
    for entity, code in codes:
        kind = entity.kind if entity.kind in ("country", "place") else "actor"
        for mention in entity.mentions:
            if mention.form != "pronoun" or kind == "country":
                head = mention.head
                out.append(Vote(head.i, number.get(id(head.sentence), 0), head.sentence.paragraph, code, kind))
    out.sort(key=lambda v: (v.at, v.code))
    return out


class Scene:
    """The countries of a report as candidates for its actors."""

    def __init__(self, reading: Reading, votes: Sequence[Vote], dateline: str | None) -> None:
        self._votes = votes
        self._dateline = dateline
        self._number = {id(s): n for n, s in enumerate(reading.sentences)}
        self._paragraphs: dict[int, int] = {}
        self._at = [v.at for v in votes]
        tally: dict[str, _Country] = {}
        for vote in votes:
            self._count(tally.setdefault(vote.code, _Country(vote.code)), vote)
        self._countries = sorted(tally.values(), key=lambda c: (-len(c.at), c.at[0]))[:_CANDIDATES]
        self._first = votes[0].code if votes else None
        self._leads = sum(c.lead for c in tally.values())

    def _count(self, country: _Country, vote: Vote) -> None:
        country.at.append(vote.at)
        country.sentences.add(vote.sentence)
        country.paragraphs[vote.paragraph] = country.paragraphs.get(vote.paragraph, 0) + 1
        self._paragraphs[vote.paragraph] = self._paragraphs.get(vote.paragraph, 0) + 1
        country.places += vote.kind == "place"
        country.lead += vote.sentence < _LEAD
        country.headline = country.headline or vote.sentence == 0
        if vote.kind == "actor":
            country.actors.append(vote.at)

    def features(self, head: Token) -> list[tuple[str, tuple[float, ...]]]:
        """Each candidate country with what is known of it for an actor at the token, in the order of `FEATURES`."""
        latest = self._votes[k - 1] if (k := bisect_left(self._at, head.i)) else None
        place = next((v for v in reversed(self._votes[max(0, k - 8) : k]) if v.kind != "actor"), None)
        return [(c.code, self._known(c, head, latest, place)) for c in self._countries]

    def _known(self, country: _Country, head: Token, latest: Vote | None, place: Vote | None) -> tuple[float, ...]:
        sentence = self._number.get(id(head.sentence), -1)
        inside = country.at[bisect_left(country.at, head.sentence.tokens[0].i) : bisect_left(country.at, head.sentence.tokens[-1].i + 1)]
        paragraph = head.sentence.paragraph
        return (
            len(country.at) / len(self._votes),
            country.lead / max(1, self._leads),
            float(country.headline),
            float(country.code == self._dateline),
            float(any(a < head.i for a in inside)),
            float(any(a > head.i for a in inside) and sentence >= 0),
            country.paragraphs.get(paragraph, 0) / max(1, self._paragraphs.get(paragraph, 0)),
            _nearness(country.at, head.i),
            float(latest is not None and latest.code == country.code),
            float(place is not None and place.code == country.code),
            float(country.code == self._first),
            country.places / len(country.at),
            _nearness(country.actors, head.i),
        )


def _nearness(at: Sequence[int], i: int) -> float:
    """1 beside the token, fading with the distance to the last before it (or, halved, to the first after it)."""
    k = bisect_left(at, i)
    before = exp((at[k - 1] - i) / _REACH) if k else 0.0
    after = 0.5 * exp((i - at[k]) / _REACH) if k < len(at) else 0.0
    return max(before, after)


def choose(candidates: Sequence[tuple[str, tuple[float, ...]]], weights: Sequence[float]) -> tuple[str, float] | None:
    """The likeliest candidate and its probability, by a softmax over weighted sums; the last weight is for none of them."""
    if not candidates:
        return None
    scores = [sum(w * x for w, x in zip(weights, known, strict=False)) for _, known in candidates]
    top = max(scores)
    total = sum(exp(s - top) for s in scores) + exp(weights[-1] - top)
    best = max(range(len(scores)), key=lambda k: scores[k])
    return candidates[best][0], exp(scores[best] - top) / total
