"""Quotation marks: which passages stand between them, how they nest, which go on over paragraphs.

Nesting is kept by a stack, a paragraph at a time. Marks known: “ ”, " ", « », „ “, ‘ ’, ' ', '' ''. An apostrophe is told from a
closing single mark by what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.reading import Quote
from onrecord.spans import Span

_OPENING = {"“": "”", "«": "»", "„": "“", "‘": "’", '"': '"', "'": "'", "''": "''", "``": "''"}
_MARK = re.compile(r"''|``|[“”«»„‘’\"']")
_BEFORE_OPENING = set(" \t([{“‘\"'—–-/«„\u00a0\u200e\u200f")
_LONGEST_SINGLE = 2_000  # characters that a passage in straight single marks may have
_FRAGMENT_WORDS = 4  # a capitalised quotation of fewer words, without punctuation, is a name or a title
_WORD = re.compile(r"\w+")
_ENDS = ",.!?…"


def paragraphs(text: str) -> Iterator[Span]:
    """The lines that hold more than white space, without it at their ends."""
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        stripped = line.strip()
        if stripped:
            start = match.start() + len(line) - len(line.lstrip())
            yield start, start + len(stripped)


def find_quotes(text: str) -> list[Quote]:
    """Every quotation of the text, outer before inner, in text order."""
    out: list[Quote] = []
    left_open: Quote | None = None
    for span in paragraphs(text):
        found = _in_paragraph(text, span)
        if found and left_open is not None and found[0].span[0] == span[0] and _same_mark(text, found[0], left_open):
            found[0].continues = left_open
        unclosed = next((q for q in found if not q.closed and q.parent is None), None)
        if unclosed is not None and not _is_kept(text, unclosed, span):
            found = [q for q in found if q is not unclosed]
            for quote in found:
                quote.parent = None if quote.parent is unclosed else quote.parent
            unclosed = None
        left_open = unclosed
        out += found
    for quote in out:
        quote.own = _is_own(text, quote, out)
    return out


def _same_mark(text: str, a: Quote, b: Quote) -> bool:
    return text[a.span[0]] == text[b.span[0]]


def _is_kept(text: str, quote: Quote, paragraph: Span) -> bool:
    """Whether a quotation left open is one: the next paragraph goes on with the mark, or a curly mark opened it."""
    following = text[paragraph[1] :].lstrip()
    return following.startswith(text[quote.span[0]]) or text[quote.span[0]] in "“«„"


def _in_paragraph(text: str, paragraph: Span) -> list[Quote]:
    start, end = paragraph
    stack: list[tuple[str, int, int]] = []  # closing mark wanted, index in `found`, end of the opening mark
    found: list[Quote] = []
    closers: dict[str, int] = {}
    for match in _MARK.finditer(text, start, end):
        mark, at = match.group(), match.start()
        closes = next((k for k in range(len(stack) - 1, -1, -1) if stack[k][0] == mark), None)
        if closes is not None and _may_close(text, match, end):
            del stack[closes + 1 :]
            _, index, _ = stack.pop()
            found[index].span = (found[index].span[0], match.end())
            found[index].inner = (found[index].inner[0], at)
            found[index].closed = True
        elif mark in _OPENING and _may_open(text, match, paragraph, closers):
            parent = found[stack[-1][1]] if stack else None
            stack.append((_OPENING[mark], len(found), match.end()))
            found.append(Quote((at, end), (match.end(), end), parent, mark in "‘'", closed=False))
    return [q for q in found if text[q.inner[0] : q.inner[1]].strip() and (q.closed or not q.single)]


def _may_open(text: str, match: re.Match[str], paragraph: Span, closers: dict[str, int]) -> bool:
    mark, at = match.group(), match.start()
    before = text[at - 1] if at > paragraph[0] else " "
    after = text[match.end()] if match.end() < paragraph[1] else " "
    if mark in "‘'":
        if before not in _BEFORE_OPENING or after.isspace() or after.isdigit():
            return False
        return mark == "‘" or _closes_later(text, match.end(), paragraph[1])
    inches = mark == '"' and before.isdigit() and not after.isalnum()
    return not inches


def _closes_later(text: str, start: int, end: int) -> bool:
    end = min(end, start + _LONGEST_SINGLE)
    return re.compile(r"(?<=[\w.,!?…;])'(?!\w)").search(text, start, end) is not None


def _may_close(text: str, match: re.Match[str], end: int) -> bool:
    mark, at = match.group(), match.start()
    if mark not in "’'":
        return True
    after = text[match.end()] if match.end() < end else " "
    if after.isalnum():
        return False
    possessive = text[at - 1] in "sS" and after == " " and text[match.end() + 1 : match.end() + 2].islower()
    if possessive:
        rest = text[match.end() : min(end, match.end() + _LONGEST_SINGLE)]
        reopened = rest.find("‘") if mark == "’" else -1
        later = re.search(r"(?<=[\w.,!?…;])" + mark + r"(?!\w)", rest)
        return later is None or -1 < reopened < later.start()
    return True


def _is_own(text: str, quote: Quote, quotes: list[Quote]) -> bool:
    """Whether the passage is made of whole clauses, so that it is parsed apart from the sentence around it."""
    inner = text[quote.inner[0] : quote.inner[1]].strip()
    words = _WORD.findall(inner)
    if not words:
        return False
    before = text[: quote.span[0]].rstrip(" \t")[-1:]
    opens_line = before in ("", "\n")
    after = text[quote.span[1] : quote.span[1] + 1]
    ended = inner[-1] in _ENDS or not quote.closed
    if words[0][0].islower():
        return before in ",:—–" and ended and len(words) > _FRAGMENT_WORDS and before != ""
    if quote.continues is not None or not quote.closed:
        return True
    if ended and inner[-1] != ",":
        return True
    if inner[-1] == ",":
        return opens_line or before in ".,:?!”\"'’—–;" or len(words) > _FRAGMENT_WORDS
    capitals = sum(w[0].isupper() or len(w) < 4 for w in words)
    if capitals == len(words) and len(words) < 8:
        return False
    return len(words) >= _FRAGMENT_WORDS and (opens_line or before in ",:" or after in ".,;?!" or before.isalpha())
