"""What two reports, events or statements have in common, as numbers. Each function is symmetric and knows only the pair."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

from onrecord.joins.profile import Party, Profile, Said, Told
from onrecord.knowledge.word_frequency import rarity


def cosine(a: dict[str, float], b: dict[str, float]) -> float:
    """Likeness of two weighed word lists."""
    if len(b) < len(a):
        a, b = b, a
    return sum(w * b[s] for s, w in a.items() if s in b)


def gap(a: int | None, b: int | None) -> int:
    """Days between; 0 where one is unknown."""
    return abs(a - b) if a is not None and b is not None else 0


def weighed_share(a: frozenset[str], b: frozenset[str]) -> float:
    """How much of the smaller set's weight the two share, rare words weighing more; 0 when one is empty."""
    if not a or not b:
        return 0.0
    least = min(sum(map(rarity, a)), sum(map(rarity, b)))
    return sum(map(rarity, a & b)) / least if least else 0.0


STORY_FEATURES = ("likeness of words", "shared leading terms", "shared names", "days between")


def story_features(a: Profile, b: Profile) -> tuple[float, ...]:
    """Cosine, shared leading terms, weight of shared names, days between."""
    shared = sum(map(rarity, set(a.terms) & set(b.terms)))
    names = sum(map(rarity, a.names & b.names))
    return cosine(a.vector, b.vector), math.log1p(shared), math.log1p(names), math.log1p(gap(a.when, b.when) / 7)


def same_party(a: Party, b: Party) -> float:
    """1 for one actor, 0 for two: by the words of the names first, then by the codes."""
    words = weighed_share(a.words, b.words)
    if words >= 0.6:
        return 1.0
    if a.country and b.country and a.country != b.country:
        return 0.0
    codes = (0.45 if a.country and a.country == b.country else 0.0) + (0.25 if a.sector and a.sector == b.sector else 0.0)
    return max(words, codes)


def same_parties(a: Sequence[Party], b: Sequence[Party]) -> float | None:
    """How well the one side answers to the other: the best pair's likeness; None when one side is empty."""
    if not a or not b:
        return None
    return max(same_party(x, y) for x, y in product(a[:6], b[:6]))


def days_apart(a: Told, b: Told) -> int | None:
    """Days between the told times; 0 when the windows meet; None when one is not told."""
    if a.begin is None or b.begin is None or a.end is None or b.end is None:
        return None
    return max(0, max(a.begin, b.begin) - min(a.end, b.end))


def exact(a: Told, b: Told) -> bool:
    """Whether both times are told to a few days."""
    return a.begin is not None and b.begin is not None and (a.end or 0) - a.begin <= 2 and (b.end or 0) - b.begin <= 2


_VERBAL = {"REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE", "CONSULT"}
EVENT_FEATURES = (
    "same type", "same mode", "other mode", "one planned", "actors", "actors untold", "recipients", "recipients untold", "turned round", "time meets",
    "time untold", "time apart", "same day told", "place", "places differ", "same trigger", "words", "words near", "figures", "one report", "story",
    "both in headline or lead", "both verbal", "days between reports", "trigger in words", "cross certainty",
    "alone of its type", "weight of words near", "both sides", "same type and words near", "names in the sentence", "same type and trigger",
)  # fmt: skip


def event_features(a: Told, b: Told, story: float) -> tuple[float, ...]:
    """What speaks for and against two events being one happening, in the order of `EVENT_FEATURES`."""
    actors, recipients = same_parties(a.actors, b.actors), same_parties(a.recipients, b.recipients)
    turned = min(same_parties(a.actors, b.recipients) or 0.0, same_parties(a.recipients, b.actors) or 0.0)
    apart = days_apart(a, b)
    planned = {"planned", "hypothetical", "possible"}
    trigger = weighed_share(a.triggers, b.triggers)
    named = weighed_share(a.place, b.place) if a.place and b.place else 0.0
    far, near = _far(a, b), weighed_share(a.near, b.near)
    return (
        float(a.type == b.type),
        float(a.mode is not None and a.mode == b.mode),
        float(a.mode is not None and b.mode is not None and a.mode != b.mode),
        float(bool(a.certainties <= planned) != bool(b.certainties <= planned)),
        actors or 0.0,
        float(actors is None),
        recipients or 0.0,
        float(recipients is None),
        turned * (1 - min(actors or 0.0, recipients or 0.0)),
        float(apart == 0 and exact(a, b)),
        float(apart is None),
        math.log1p(min(apart or 0, 400)),
        float(exact(a, b) and apart is not None and apart > 1),
        max(named, float(far is not None and far < 30)),
        float(far is not None and far > 120 and named < 0.5),
        trigger,
        weighed_share(a.words, b.words),
        near,
        float(bool(a.figures & b.figures)),
        float(a.report == b.report),
        story,
        float(a.headline and b.headline),
        float(a.type in _VERBAL and b.type in _VERBAL),
        math.log1p(gap(a.when, b.when) / 7),
        float(bool(a.triggers & b.near) or bool(b.triggers & a.near)),
        float(not a.certainties & b.certainties),
        float(a.type == b.type) / math.sqrt(a.peers * b.peers),
        math.log1p(sum(map(rarity, a.near & b.near))),
        min(actors, recipients) if actors is not None and recipients is not None else 0.0,
        float(a.type == b.type) * near,
        math.log1p(sum(r for w in a.words & b.words if (r := rarity(w)) > 4.0)),
        float(a.type == b.type) * trigger,
    )


def _far(a: Told, b: Told) -> float | None:
    """Kilometres between the places; None when one has no coordinates."""
    if a.lat is None or b.lat is None or a.lon is None or b.lon is None:
        return None
    y, x = math.radians(b.lat - a.lat), math.radians(b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 6371 * math.hypot(x, y)


def containment(a: frozenset[int], b: frozenset[int]) -> float:
    """How much of the smaller set the larger has."""
    least = min(len(a), len(b))
    return len(a & b) / least if least else 0.0


def _runs(words: Sequence[str], n: int) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


QUOTE_FEATURES = ("words", "pairs of words", "quoted words", "quoted pairs", "both quoted", "speaker", "speaker untold", "days", "story", "short", "one report", "attitude", "weight shared", "figures", "one name", "days over a week", "all of the shorter")


def quote_features(a: Said, b: Said, story: float) -> tuple[float, ...]:
    """What speaks for two statements being one utterance, in the order of `QUOTE_FEATURES`."""
    x, y = (frozenset(w for w in s.words if rarity(w) > 2.2) for s in (a, b))
    p, q = _runs(a.words, 3), _runs(b.words, 3)
    qa, qb = frozenset(w for w in a.quoted if rarity(w) > 1.5), frozenset(w for w in b.quoted if rarity(w) > 1.5)
    quoted = max(weighed_share(qa, frozenset(b.words)) if qa else 0.0, weighed_share(qb, frozenset(a.words)) if qb else 0.0)
    runs = _runs(a.quoted, 2) & _runs(b.words, 2) | _runs(b.quoted, 2) & _runs(a.words, 2)
    speaker = same_party(a.speaker, b.speaker) if a.speaker is not None and b.speaker is not None else None
    return (
        weighed_share(x, y),
        min(len(p & q), 8) / 8,
        quoted,
        min(len(runs), 6) / 6,
        float(bool(qa) and bool(qb)),
        speaker or 0.0,
        float(speaker is None),
        math.log1p(gap(a.when, b.when) / 3),
        story,
        float(min(len(x), len(y)) < 4),
        float(a.report == b.report),
        float("attitude" in (a.act, b.act)),
        math.log1p(sum(map(rarity, x & y))),
        float(bool(_numbers(a) & _numbers(b))),
        float(a.speaker is not None and b.speaker is not None and weighed_share(a.speaker.words, b.speaker.words) >= 0.6),
        float(gap(a.when, b.when) > 7),
        float(min(len(x), len(y)) >= 3 and (x <= y or y <= x)),
    )


def _numbers(s: Said) -> set[str]:
    return {w for w in s.words if w[0].isdigit() and len(w) > 1}
