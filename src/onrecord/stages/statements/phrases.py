"""Sources named by a phrase: "according to police", "in the view of the minister", "by the army's account"."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.knowledge.cues import Cue, source_words
from onrecord.reading import Token
from onrecord.stages.statements.draft import Draft
from onrecord.stages.statements.frame import Frame
from onrecord.stages.statements.predicates import cited, cue_spans

_TOPS = ("ROOT", "relcl", "parataxis")


def find(frame: Frame) -> Iterator[Draft]:
    """A statement for each phrase that names whose words a clause is."""
    for token in frame.reading.tokens:
        if token.lower in frame.cues.phrases:
            draft = _phrase(frame, token)
        elif token.pos == "NOUN" and token.dep == "pobj" and token.head.dep == "prep":
            draft = _possessive(frame, token)
        else:
            continue
        if draft is not None:
            yield draft


def _phrase(frame: Frame, first: Token) -> Draft | None:
    words = first.sentence.tokens[frame.at[first.i] :][:8]
    for cue in frame.cues.phrases[first.lower]:
        n = len(cue.words)
        if tuple(t.lower for t in words[:n]) == cue.words and len(words) > n:
            source = _source_after(frame, words[n - 1], words[n:])
            if source is None or source.lemma in source_words()["measure"]:
                return None
            return _draft(frame, words[:n], source, cue)
    return None


def _source_after(frame: Frame, last: Token, following: list[Token]) -> Token | None:
    pobj = frame.child(last, "pobj")
    if pobj is not None:
        return pobj
    at = following[0]
    while frame.head(at) is not at and frame.head(at).i > last.i and frame.head(at).pos in ("NOUN", "PROPN", "PRON"):
        at = frame.head(at)
    return at if at.pos in ("NOUN", "PROPN", "PRON", "NUM") else None


def _possessive(frame: Frame, noun: Token) -> Draft | None:
    prep = frame.head(noun)
    words = [t for t in frame.kids(noun) if t.lower == "own"]
    key = " ".join([prep.lower, *(w.lower for w in words), noun.lower])
    cue = frame.cues.possessive.get(key)
    source = frame.child(noun, "poss")
    if cue is None or source is None:
        return None
    return _draft(frame, [prep, *words, noun], source, cue)


def _draft(frame: Frame, words: list[Token], source: Token, cue: Cue) -> Draft | None:
    name = frame.noun_phrase(source)
    below = _up_to_comma(frame, source)
    phrase = {t.i for t in (*words, *below)}
    content = _clause(frame, words[0], words, phrase)
    pieces = [p for p in frame.pieces(content, words[0].quote) if any(c.isalpha() for c in frame.reading.words(p))]
    if not pieces or not name:
        return None
    named = cited(frame, source, frame.head(words[0])) or source
    span = frame.name_span(named)
    if named is source and below[-1].end < span[1]:
        span = (span[0], below[-1].end)
    return Draft(
        words[0], cue, cue_spans(words), named, span, pieces, words[0].quote, words[0].sentence, "phrase-" + cue.cls, cue.act, cue.certainty,
        via=[source] if named is not source else [],
    )  # fmt: skip


def _up_to_comma(frame: Frame, source: Token) -> list[Token]:
    """The words below the source; only those before the first comma where no comma closes what follows it: what the parser took for
    an apposition in "According to NPR, former President Smith has …" is the subject."""
    tokens = frame.subtree(source)
    after = frame.after(tokens[-1])
    comma = next((k for k, t in enumerate(tokens) if t.text == "," and t.i > source.i), None)
    if comma is None or after is None or after.pos == "PUNCT":
        return tokens
    return tokens[:comma]


def _clause(frame: Frame, first: Token, words: list[Token], phrase: set[int]) -> list[Token]:
    """The clause whose words the phrase is about: what follows where it opens the sentence, else the clause it hangs in."""
    tokens = first.sentence.tokens
    before = [t for t in tokens[: frame.at[first.i]] if t.pos not in ("PUNCT", "CCONJ", "ADV", "SCONJ", "NUM")]
    if not before:
        rest = [t for t in tokens[frame.at[first.i] :] if t.i not in phrase]
        return _until_break(frame, rest)
    joined = _conjunct_after(frame, first, phrase)
    if joined is not None:
        return [t for t in frame.subtree(joined) if t.i not in phrase]
    top = frame.head(first)
    while frame.head(top) is not top and top.dep not in _TOPS and not (top.dep == "conj" and frame.own_subject(top) is not None):
        top = frame.head(top)
    out = [t for t in frame.subtree(top) if t.i not in phrase]
    if top.dep == "relcl":
        return out
    return [t for t in _before_conjunct(frame, top, out, first) if t.lower not in ("but", "and") or t.i != out[0].i]


def _conjunct_after(frame: Frame, first: Token, phrase: set[int]) -> Token | None:
    """The verb in "returned the bodies and, according to one account, supplied maps": the phrase is about it alone."""
    before = frame.before(first)
    joined = before is not None and before.text == "," and (frame.before(before) or before).pos == "CCONJ"
    if not joined:
        return None
    rest = first.sentence.tokens[frame.at[first.i] :]
    return next((t for t in rest[:40] if t.i not in phrase and t.dep == "conj" and t.tag[:1] == "V"), None)


def _until_break(frame: Frame, tokens: list[Token]) -> list[Token]:
    """Up to a semicolon."""
    out: list[Token] = []
    for token in tokens:
        if token.text == ";" and out:
            break
        out.append(token)
    return out


def _before_conjunct(frame: Frame, top: Token, tokens: list[Token], first: Token) -> list[Token]:
    """Without clauses joined to the one with the phrase that have a subject of their own and stand after it."""
    later = [c for c in frame.kids(top) if c.dep in ("conj", "parataxis", "advcl") and c.i > first.i and frame.own_subject(c) is not None]
    gone = {t.i for c in later for t in frame.subtree(c)}
    return [t for t in tokens if t.i not in gone]
