"""Which statement stands in which, and on whose word we have it."""

from __future__ import annotations

from onrecord.knowledge.cues import source_words
from onrecord.reading import Token
from onrecord.spans import Span, hull, within, within_any
from onrecord.stages.statements.draft import Draft
from onrecord.stages.statements.frame import Frame
from onrecord.stages.statements.predicates import cited

_FIRST = frozenset({"i", "we", "me", "us", "my", "our"})
_FARTHEST = 400  # drafts looked back over for one that holds another


def link(frame: Frame, drafts: list[Draft]) -> None:
    """Give every draft its outer one and its chain of sources."""
    drafts.sort(key=lambda d: (d.content[0][0], -d.content[-1][1]))
    for at, draft in enumerate(drafts):
        draft.outer = _outer(drafts, at)
    for draft in drafts:
        draft.via += [t for t in _sources(frame, draft) if t not in draft.via]
    for draft in drafts:  # outer ones come first in text order, unless equal
        seen = {id(draft)}
        outer = draft.outer
        while outer is not None and id(outer) not in seen:
            seen.add(id(outer))
            if outer.speaker is not None and not _same(outer.speaker, draft.speaker):
                draft.via = [*draft.via, outer.speaker] if outer.speaker not in draft.via else draft.via
            outer = outer.outer


def _same(a: Token, b: Token | None) -> bool:
    return b is not None and (a is b or (b.lower in _FIRST) or (a.lower == b.lower))


def _outer(drafts: list[Draft], at: int) -> Draft | None:
    """The smallest statement whose content holds this one's content and cue."""
    draft = drafts[at]
    best: Draft | None = None
    best_size = 0
    pool = drafts[max(0, at - _FARTHEST) : at] + drafts[at + 1 : at + 4]
    for other in pool:
        if other is draft or not _holds(other, draft):
            continue
        size = sum(e - s for s, e in other.content)
        if best is None or size < best_size:
            best, best_size = other, size
    return best


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
    out: list[Token] = []
    for named in (_quoting(frame, verb), _citing(frame, verb, draft.speaker), _told(frame, verb, draft)):
        if named is not None and named is not draft.speaker:
            out.append(named)
    return out + _quoted_by(frame, draft.speaker)


def _quoting(frame: Frame, verb: Token) -> Token | None:
    """NBC in "NBC quoted her as saying", "she was quoted by NBC as saying"."""
    quote = verb
    if verb.lemma not in ("quote", "cite"):
        prep = frame.head(verb)
        quote = frame.head(prep) if verb.dep == "pcomp" else prep
    if quote.lemma not in ("quote", "cite"):
        return None
    by = frame.child(quote, "agent")
    if by is not None:
        return frame.child(by, "pobj")
    passive = any(c.dep in ("auxpass", "nsubjpass") for c in frame.kids(quote)) or (quote.dep in ("acl", "relcl") and quote.tag == "VBN")
    return frame.subject(quote) if not passive else None


def _citing(frame: Frame, verb: Token, speaker: Token | None) -> Token | None:
    """ISNA in "ISNA, citing the prosecutor, reported …"."""
    subject = frame.subject(verb)
    if speaker is None or subject is None or subject is speaker:
        return None
    return subject if cited(frame, verb, subject) is speaker else None


def _told(frame: Frame, verb: Token, draft: Draft) -> Token | None:
    """The outlet in "told the Wall Street Journal", "said in an interview with Reuters", "speaking on Radio Four"."""
    for c in frame.kids(verb):
        if c.dep in ("dobj", "dative") and verb.lemma in ("tell", "assure", "inform") and is_outlet(frame, c, addressee=True):
            draft.addressee = c
            return c
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


def is_outlet(frame: Frame, head: Token, *, addressee: bool) -> bool:
    """Whether the noun phrase names a newspaper, agency, station or its staff."""
    known = source_words()
    if head.lower in known["self"]:
        return addressee
    if head.pos not in ("NOUN", "PROPN"):
        return False
    if head.lemma.lower() in known["outlet"] or head.lower in known["outlet"]:
        return head.pos == "PROPN" or head.lemma.lower() not in ("network", "station", "post", "review", "press", "star", "sun", "globe", "mail", "standard", "wire", "channel") or any(c.dep in ("compound", "amod", "appos") for c in frame.kids(head))
    if head.pos != "PROPN" or head.ent in ("PERSON", "GPE", "NORP", "DATE"):
        return False
    before = [t for t in frame.subtree(head) if t.i < head.i or t.pos == "PROPN"]
    if any(t.lower in known["outlet"] for t in before):
        return True
    return addressee and head.text.isupper() and len(head.text) > 1 and head.lower not in known["body"]


def _quoted_by(frame: Frame, speaker: Token | None) -> list[Token]:
    """The agency in "the commander, quoted by Interfax, said …", the paper in "a man who spoke to the Guardian said …"."""
    if speaker is None:
        return []
    for c in frame.kids(speaker):
        if c.dep in ("acl", "advcl") and c.lemma in ("quote", "cite") and c.tag == "VBN":
            by = frame.child(c, "agent")
            named = frame.child(by, "pobj") if by is not None else None
            if named is not None:
                return [named]
        if c.dep in ("acl", "relcl", "advcl") and c.lemma in ("speak", "tell", "talk", "interview", "reach"):
            told = next((o for o in frame.kids(c) if o.dep == "dobj" and is_outlet(frame, o, addressee=True)), None)
            found = told or next((f for p in frame.kids(c) if p.dep in ("prep", "agent") for f in [_outlet_below(frame, p)] if f is not None), None)
            if found is not None:
                return [found]
    return []
