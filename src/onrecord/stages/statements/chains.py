"""Which statement stands in which, and on whose word we have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate

from onrecord.knowledge.cues import source_words
from onrecord.reading import Token
from onrecord.spans import Span, hull, within, within_any
from onrecord.stages.statements.draft import Draft
from onrecord.stages.statements.frame import Frame
from onrecord.stages.statements.predicates import cited, inverted

_FIRST = frozenset({"i", "we", "me", "us", "my", "our"})
_PRONOUNS = frozenset({"he", "she"})
_FARTHEST = 400  # drafts looked back over for one that holds another


def link(frame: Frame, drafts: list[Draft]) -> None:
    """Give every draft its outer one and its chain of sources, nearest to the reader last."""
    drafts.sort(key=lambda d: (d.content[0][0], -d.content[-1][1]))
    hulls = [hull(d.content) for d in drafts]
    reach = list(accumulate((end for _, end in hulls), max))
    for at, draft in enumerate(drafts):
        draft.outer = _outer(drafts, at, hulls, reach)
    for draft in drafts:
        draft.via += [t for t in _sources(frame, draft) if t not in draft.via]
    _carry(drafts)
    own = {id(d): tuple(d.via) for d in drafts}
    for draft in drafts:
        draft.via = list(dict.fromkeys(_chain(draft, own)))


def _chain(draft: Draft, own: Mapping[int, tuple[Token, ...]]) -> Iterator[Token]:
    """The sources of a statement: its own, then whoever speaks the statement around it, and that one's."""
    yield from own[id(draft)]
    seen = {id(draft)}
    outer, speaker = draft.outer, draft.speaker
    while outer is not None and id(outer) not in seen:
        seen.add(id(outer))
        if outer.speaker is not None and not _same(outer, speaker):
            yield outer.speaker
        yield from own[id(outer)]
        outer = outer.outer


def _same(outer: Draft, speaker: Token | None) -> bool:
    """Whether the speaker is the one around him: the very word, or "I" in what he says."""
    return speaker is not None and (outer.speaker is speaker or speaker.lower in _FIRST)


def _carry(drafts: list[Draft]) -> None:
    """Who told a paper something in one sentence is told by it in the next one, too, where a pronoun goes on."""
    last: Draft | None = None
    for draft in sorted(drafts, key=lambda d: d.start):
        if draft.level is not None or draft.outer is not None or draft.speaker is None:
            continue
        goes_on = (
            last is not None
            and last.speaker is not None
            and last.sentence.paragraph == draft.sentence.paragraph
            and (draft.speaker.lower in _PRONOUNS or draft.speaker.lower == last.speaker.lower)
        )
        if goes_on and last is not None and not draft.via and last.told is not None:
            draft.via, draft.told = [last.told], last.told
        last = draft


def _outer(drafts: list[Draft], at: int, hulls: list[Span], reach: list[int]) -> Draft | None:
    """The smallest statement whose content holds this one's content and cue. `reach`: how far any draft up to here goes."""
    best: Draft | None = None
    best_size = 0
    for k in _near(at, hulls, reach):
        if not _holds(drafts[k], drafts[at]):
            continue
        size = sum(e - s for s, e in drafts[k].content)
        if best is None or size < best_size:
            best, best_size = drafts[k], size
    return best


def _near(at: int, hulls: list[Span], reach: list[int]) -> Iterator[int]:
    """The drafts that may hold this one: those before it that go on at least as far, and the few that begin with it."""
    end = hulls[at][1]
    for k in range(at - 1, max(-1, at - _FARTHEST), -1):
        if reach[k] < end:
            break
        if hulls[k][1] >= end:
            yield k
    yield from (k for k in range(at + 1, min(len(hulls), at + 4)) if hulls[k][0] <= hulls[at][0] and hulls[k][1] >= end)


def _holds(outer: Draft, inner: Draft) -> bool:
    span = hull(outer.content)
    if not all(within_any(c, outer.content) or within(c, span) for c in inner.content):
        return False
    if hull(inner.content) == span or sum(e - s for s, e in inner.content) >= sum(e - s for s, e in outer.content):
        return False
    anchor = inner.cue_spans or ([inner.speaker_span] if inner.speaker_span else inner.content)
    return all(_inside(a, outer) for a in anchor)


def _inside(span: Span, outer: Draft) -> bool:
    return within_any(span, outer.content)


def _sources(frame: Frame, draft: Draft) -> list[Token]:
    """Sources that the statement's own sentence names: the outlet told, the quoting body, the agency that cites."""
    verb = draft.cue
    if verb is None or verb.tag[:1] != "V":
        return _quoted_by(frame, draft.speaker)
    draft.told = _told(frame, verb, draft)
    found = (_quoting(frame, verb), _citing(frame, verb, draft.speaker), draft.told)
    return [n for n in found if n is not None and n is not draft.speaker] + _quoted_by(frame, draft.speaker) + _quoted_by(frame, verb)


def _quoting(frame: Frame, verb: Token) -> Token | None:
    """NBC in "NBC quoted her as saying", "she was quoted by NBC as saying"."""
    quote = verb
    if verb.lemma not in ("quote", "cite"):
        prep = frame.head(verb)
        quote = frame.head(prep) if verb.dep == "pcomp" else prep
    if quote.lemma not in ("quote", "cite"):
        return None
    manner = frame.child(quote, "prep")
    saying = frame.child(manner, "pcomp") if manner is not None else None
    for at in (quote, verb, *([saying] if saying is not None else [])):
        by = frame.child(at, "agent") or next((c for c in frame.kids(at) if c.dep == "prep" and c.lower == "by"), None)
        if by is not None:
            return frame.child(by, "pobj")
    passive = any(c.dep in ("auxpass", "nsubjpass") for c in frame.kids(quote)) or (quote.dep in ("acl", "relcl") and quote.tag == "VBN")
    return frame.subject(quote) if not passive else None


def _citing(frame: Frame, verb: Token, speaker: Token | None) -> Token | None:
    """ISNA in "ISNA, citing the prosecutor, reported …"."""
    subject = inverted(frame, verb) or frame.subject(verb)
    if speaker is None or subject is None or subject is speaker:
        return None
    return subject if cited(frame, verb, subject) is speaker else None


def _told(frame: Frame, verb: Token, draft: Draft) -> Token | None:
    """The outlet in "told the Wall Street Journal", "said in an interview with Reuters", "speaking on Radio Four"."""
    for c in frame.kids(verb):
        if c.dep in ("dobj", "dative") and verb.lemma in ("tell", "assure", "inform") and (is_outlet(frame, c, addressee=True) or _may_be_paper(frame, c)):
            draft.addressee = c
            return c
        if c.dep == "prep" and c.lower == "through":
            spoke = frame.child(c, "pobj")
            if spoke is not None and (spoke.lemma in source_words()["person"] or is_outlet(frame, spoke, addressee=True)):
                return spoke
        if c.dep in ("prep", "dative", "advcl", "agent"):
            found = _outlet_below(frame, c)
            if found is not None:
                return found
    return None


def _outlet_below(frame: Frame, part: Token) -> Token | None:
    """The outlet in "to X", "with X", "in an interview with X", "speaking to X"."""
    todo, steps = [part], 0
    while todo and steps < 12:
        at = todo.pop(0)
        steps += 1
        if at.dep == "pobj" and at.i > 0:
            prep = frame.head(at).lower
            if prep in ("to", "with", "by", "on", "over", "through") and is_outlet(frame, at, addressee=prep in ("to", "with")):
                return at
        todo += [c for c in frame.kids(at) if c.dep in ("prep", "pobj", "acl", "agent", "dative") and (c.dep != "acl" or c.tag in ("VBN", "VBG"))]
    return None


def _may_be_paper(frame: Frame, told: Token) -> bool:
    """Whether something told is likely a paper of an unknown name: "told the Kwanak Ilbo", no house, council or court."""
    if told.pos != "PROPN" or told.ent in ("GPE", "NORP", "DATE", "LOC", "FAC"):
        return False
    words = [t for t in frame.subtree(told) if t.i <= told.i]
    bodies = source_words()["body"] | source_words()["person"]
    return words[0].lower == "the" and len(words) > 2 and not any(t.lower in bodies for t in words) and all(t.pos in ("DET", "PROPN") for t in words)


def is_outlet(frame: Frame, head: Token, *, addressee: bool) -> bool:
    """Whether the noun phrase names a newspaper, agency, station or its staff."""
    known = source_words()
    if head.lower in known["self"]:
        return addressee and head.quote is None
    if head.pos not in ("NOUN", "PROPN"):
        return False
    if head.lemma.lower() in known["outlet"] or head.lower in known["outlet"]:
        return head.pos == "PROPN" or head.lemma.lower() not in ("network", "station", "post", "review", "press", "star", "sun", "globe", "mail", "standard", "wire", "channel") or any(c.dep in ("compound", "amod", "appos") or c.lower in ("this", "our") for c in frame.kids(head))
    if head.pos != "PROPN" or head.ent == "DATE":
        return False
    before = [t for t in frame.subtree(head) if t.i < head.i or t.pos == "PROPN"]
    if any(t.lower in known["outlet"] for t in before):
        return True
    if head.ent in ("PERSON", "GPE", "NORP"):
        return False
    return addressee and head.text.isupper() and len(head.text) > 1 and head.lower not in known["body"]


def _quoted_by(frame: Frame, speaker: Token | None) -> list[Token]:
    """The agency in "the commander, quoted by Interfax, said …", the paper in "a man who spoke to the Guardian said …"."""
    if speaker is None:
        return []
    for c in frame.kids(speaker):
        if c.dep in ("acl", "advcl") and c.lemma in ("quote", "cite") and c.tag == "VBN":
            by = frame.child(c, "agent")
            by = by or next((p for p in frame.kids(c) if p.dep == "prep" and p.lower == "in"), None)
            named = frame.child(by, "pobj") if by is not None else None
            if named is not None:
                return [frame.child(named, "poss") or named]
        if c.dep in ("acl", "relcl", "advcl") and c.lemma in ("speak", "tell", "talk", "interview", "reach"):
            told = next((o for o in frame.kids(c) if o.dep == "dobj" and is_outlet(frame, o, addressee=True)), None)
            found = told or next((f for p in frame.kids(c) if p.dep in ("prep", "agent") for f in [_outlet_below(frame, p)] if f is not None), None)
            if found is not None:
                return [found]
    return []
