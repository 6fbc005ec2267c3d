"""Lines that name their speaker by form: turns of an interview ("NAME: …"), headlines ("Minister: we will stay", "…: police")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.knowledge.cues import source_words
from onrecord.reading import Reading, Sentence, Token
from onrecord.spans import Span, overlap, strip
from onrecord.stages.quotes import paragraphs
from onrecord.stages.statements.draft import Draft
from onrecord.stages.statements.frame import Frame

_TURN = re.compile(r"(?:\W{0,2})((?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gen|Prof|Gov)\.? )?[^\W\d_][\w.'’-]*(?: [\w.'’-]+){0,4})\s?:\s+(?=\S)")
_HEAD_LEFT = re.compile(r"([^\s:“”\"‘][^:“”\"‘]{1,60}):\s+(?=\S)")
_HEAD_RIGHT = re.compile(r"(?:\s[-–—]\s|:\s)([^:“”\"‘’]{2,40})$")


def find(frame: Frame) -> Iterator[Draft]:
    """Statements of turns and headlines, in text order."""
    reading = frame.reading
    spans = list(paragraphs(reading.text))
    by_paragraph: dict[int, list[Sentence]] = {}
    for sentence in reading.sentences:
        by_paragraph.setdefault(sentence.paragraph, []).append(sentence)
    names = _turn_names(reading, spans)
    for number, span in enumerate(spans):
        sentences = by_paragraph.get(number, [])
        if sentences and sentences[0].headline:
            yield from _headline(frame, span, sentences)
        elif len(names) > 1:
            yield from _turn(frame, span, sentences, names)


def _turn_names(reading: Reading, spans: list[Span]) -> set[str]:
    """The names that open lines in capitals, or open two lines and more: those of a transcript."""
    count: dict[str, int] = {}
    for start, end in spans:
        match = _TURN.match(reading.text, start, end)
        if match is not None and match.group(1)[0].isupper():
            count[match.group(1)] = count.get(match.group(1), 0) + 1
    return {name for name, n in count.items() if name.isupper() or n > 1}


def _turn(frame: Frame, span: Span, sentences: list[Sentence], names: set[str]) -> Iterator[Draft]:
    match = _TURN.match(frame.reading.text, *span)
    if match is None or match.group(1) not in names:
        return
    content = strip(frame.reading.text, (match.end(), span[1]))
    speaker = _head_in(sentences, match.span(1))
    if content is None or speaker is None or len(frame.reading.words(content).split()) < 1:
        return
    yield Draft(None, None, [], speaker, match.span(1), [content], None, sentences[0], "turn")


def _head_in(sentences: list[Sentence], span: Span) -> Token | None:
    """The head of the words in the span: the one whose head stands outside, the last where they all do."""
    tokens = [t for s in sentences for t in s.tokens if overlap(t.span, span) and t.holds is None and t.pos != "PUNCT"]
    inside = {t.i for t in tokens}
    outer = [t for t in tokens if t.head.i not in inside or t.head is t]
    names = [t for t in outer if t.pos in ("PROPN", "NOUN", "PRON")]
    found = names or outer or tokens
    return found[-1] if found else None


def _headline(frame: Frame, span: Span, sentences: list[Sentence]) -> Iterator[Draft]:
    text = frame.reading.text
    left = _HEAD_LEFT.match(text, *span)
    if left is not None:
        draft = _named_line(frame, sentences, left.span(1), (left.end(), span[1]), (left.end(1), left.end(1) + 1), clause=True)
        if draft is not None:
            yield draft
            return
    right = _HEAD_RIGHT.search(text, max(span[0], span[1] - 60), span[1])
    if right is not None:
        draft = _named_line(frame, sentences, right.span(1), (span[0], right.start()), None, clause=False)
        if draft is not None:
            yield draft


def _named_line(frame: Frame, sentences: list[Sentence], name: Span, content: Span, cue: Span | None, *, clause: bool) -> Draft | None:
    """A draft when the name is one (a person, a body, a role) and the rest a clause or a quotation."""
    speaker = _head_in(sentences, name)
    told = strip(frame.reading.text, content)
    span = strip(frame.reading.text, name)
    if speaker is None or told is None or span is None:
        return None
    words = [t for s in sentences for t in s.tokens if overlap(t.span, name)]
    if any(t.tag[:1] == "V" or t.pos == "AUX" for t in words) or len(words) > 8 or not _is_source(frame, speaker, words):
        return None
    if not _has_predicate(sentences, told) or (clause and _is_place(words, sentences)):
        return None
    return Draft(None, None, [cue] if cue is not None and clause else [], speaker, span, [told], None, sentences[0], "headline-colon")


def _is_source(frame: Frame, speaker: Token, words: list[Token]) -> bool:
    known = source_words()
    if speaker.lemma.lower() in known["label"] or not words[0].text[0].isalnum():
        return False
    if all(t.text[0].isupper() for t in words) and len(words) < 5:
        return True
    return any(t.ent in ("PERSON", "ORG", "GPE", "NORP") for t in words if t.i == speaker.i) or speaker.lemma.lower() in known["person"] | known["outlet"] or speaker.pos == "PROPN"


def _is_place(words: list[Token], sentences: list[Sentence]) -> bool:
    """Whether the name is only where the news is from ("Congo: drone hunts for priests") and nobody says "we" after it."""
    if not all(t.ent == "GPE" for t in words):
        return False
    return not any(t.lower in ("we", "our", "i") for s in sentences for t in s.tokens)


def _has_predicate(sentences: list[Sentence], span: Span) -> bool:
    return any((t.tag[:1] == "V" or t.pos == "AUX" or t.holds is not None) and overlap(t.span, span) for s in sentences for t in s.tokens)
