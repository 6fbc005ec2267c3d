"""Statements: who said or thought what, by which words, on whose word.

Verbs, nouns and adjectives are looked up in a table and their content is read off the parse (`predicates`); phrases such as "according
to" name a source for a clause (`phrases`); turns and headlines are known by their form (`lines`); what is left of the quotations is laid
to the verb beside them or to the last speaker (`quotations`); then statements are nested and their chains read (`chains`)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from onrecord.knowledge.cues import cues, rule_confidence
from onrecord.reading import Reading, Statement
from onrecord.record import SpeechKind
from onrecord.spans import Span, hull
from onrecord.stages.statements import chains, lines, phrases, predicates
from onrecord.stages.statements.draft import Draft
from onrecord.stages.statements.frame import Frame
from onrecord.stages.statements.quotations import Quotations

_UNKNOWN_RULE = 0.5  # confidence of a rule that was not measured


def run(reading: Reading) -> None:
    """Fill `reading.statements`."""
    frame = Frame(reading, cues())
    turns = list(lines.find(frame))
    drafts = _distinct([*turns, *predicates.find(frame), *phrases.find(frame)])
    Quotations(frame, drafts).run()
    drafts = [d for d in drafts if d.content]
    chains.link(frame, drafts)
    reading.statements = _made(reading, drafts)


def _distinct(drafts: list[Draft]) -> list[Draft]:
    """Without a second statement of the same content by the same speaker, or by nobody."""
    named = {tuple(d.content) for d in drafts if d.speaker is not None}
    seen: set[tuple[tuple[Span, ...], int]] = set()
    out: list[Draft] = []
    for draft in drafts:
        key = (tuple(draft.content), draft.speaker.i if draft.speaker is not None else -1)
        if key not in seen and (draft.speaker is not None or key[0] not in named):
            seen.add(key)
            out.append(draft)
    return _without_doubles(out)


def _without_doubles(drafts: list[Draft]) -> list[Draft]:
    """Without quoted fragments that the content of a fuller statement of the same level holds."""
    full = sorted((c, id(d.level)) for d in drafts if d.rule != "fragment" for c in d.content)
    starts = [c for c, _ in full]

    def held(draft: Draft) -> bool:
        for start, end in draft.content:
            at = bisect_right(starts, (start, 10**12))
            if not any(c[0] <= start and end <= c[1] and level == id(draft.level) for c, level in full[max(0, at - 12) : at]):
                return False
        return True

    return [d for d in drafts if d.rule != "fragment" or not held(d)]


def _made(reading: Reading, drafts: list[Draft]) -> list[Statement]:
    starts = [q.span[0] for q in reading.quotes]
    for draft in drafts:
        draft.made = _statement(reading, draft, starts)
    for draft in drafts:
        if draft.made is not None and draft.outer is not None:
            draft.made.outer = draft.outer.made
    return [d.made for d in drafts if d.made is not None]


def _statement(reading: Reading, draft: Draft, starts: list[int]) -> Statement:
    via = tuple(dict.fromkeys(draft.via))
    return Statement(
        draft.speaker, draft.speaker_span, via, draft.addressee, tuple(sorted(draft.cue_spans)), tuple(sorted(draft.content)), _kind(reading, draft, starts),
        draft.act, draft.certainty, None, draft.rule, rule_confidence().get(draft.rule, _UNKNOWN_RULE), draft.cue,
    )  # fmt: skip


def _kind(reading: Reading, draft: Draft, starts: list[int]) -> SpeechKind:
    """Direct when every word of the content stands in quotation marks of its own, mixed when some do, or when they are only a
    fragment of the reporter's clause. A turn of an interview is direct without marks."""
    if draft.rule == "turn":
        return "direct"
    quoted = total = 0
    span = hull(draft.content)
    here = reading.quotes[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]
    own = [q for q in here if q.parent is draft.level and q.span[1] <= span[1] + 1]
    marks = [q.span for q in own]
    for start, end in draft.content:
        total += _letters(reading, (start, end))
        quoted += sum(_letters(reading, (max(start, a), min(end, b))) for a, b in marks if a < end and start < b)
    if not quoted:
        return "indirect"
    return "direct" if quoted == total and any(q.own for q in own) else "mixed"


def _letters(reading: Reading, span: Span) -> int:
    return sum(c.isalnum() for c in reading.text[span[0] : span[1]])
