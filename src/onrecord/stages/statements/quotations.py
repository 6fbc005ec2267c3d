"""Whole quotations: whose they are, and which statement they go on with."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from onrecord.reading import Quote, Sentence, Token
from onrecord.spans import within_any
from onrecord.stages.statements.draft import Draft
from onrecord.stages.statements.frame import Frame, is_mark
from onrecord.stages.statements.predicates import cue_of, inverted, speaker_of
from onrecord.stages.statements.predicates import cue_spans as cue_spans_of


class Quotations:
    """Lays every quotation parsed apart to a speaker, in text order; `drafts` are those found so far and grow."""

    def __init__(self, frame: Frame, drafts: list[Draft]) -> None:
        self.frame = frame
        self.drafts = drafts
        self.by_cue = {d.cue.i: d for d in drafts if d.cue is not None}
        self.of_quote: dict[int, Draft] = {}
        spans = [c for d in drafts if d.rule.startswith("phrase") for c in d.content]
        self.in_phrase = {id(q) for q in frame.reading.quotes if q.own and spans and within_any(q.span, spans)}
        self.quote_ends = {q.span[1] for q in frame.reading.quotes if q.own}
        self.taken = {id(q) for q in self._covered()}

    def _covered(self) -> list[Quote]:
        """Quotations that stand whole in the content of a statement of their own level."""
        owns = [q for q in self.frame.reading.quotes if q.own]
        starts = [q.span[0] for q in owns]
        out: list[Quote] = []
        for draft in self.drafts:
            if draft.rule.startswith("phrase"):
                continue
            for start, end in draft.content:
                for quote in owns[bisect_left(starts, start) : bisect_left(starts, end)]:
                    if quote.parent is draft.level and quote.span[1] <= end:
                        out.append(quote)
                        self.of_quote[id(quote)] = draft
        return out

    def run(self) -> None:
        holders = [t for t in self.frame.reading.tokens if t.holds is not None]
        bare: list[Token] = []
        for holder in holders:
            quote = holder.holds
            if quote is None or id(quote) in self.taken:
                continue
            if quote.continues is not None and id(quote.continues) in self.of_quote:
                self._append(self.of_quote[id(quote.continues)], quote)
            elif id(quote) in self.in_phrase and not self._cue_near(holder):
                self.taken.add(id(quote))
            elif not self._by_cue(holder, quote) and not self._by_colon(holder, quote) and not self._by_dash(holder, quote):
                bare.append(holder)
        self._bare(bare)

    def _append(self, draft: Draft, quote: Quote) -> None:
        draft.content = sorted([*draft.content, quote.span])
        self.of_quote[id(quote)] = draft
        self.taken.add(id(quote))

    # With a cue in the sentence

    def _by_cue(self, holder: Token, quote: Quote) -> bool:
        verb = self._cue_near(holder)
        if verb is None:
            return False
        if verb.i in self.by_cue:
            self._append(self.by_cue[verb.i], quote)
            return True
        fit = cue_of(self.frame, verb)
        speaker = speaker_of(self.frame, verb, fit[0]) if fit is not None else self.frame.subject(verb)
        if speaker is not None and (speaker.holds is not None or is_mark(speaker)):
            speaker = self._beside(verb, speaker)
        words = fit[1] if fit is not None else [verb]
        rule = "quotation" if fit is not None else "quotation-verb"
        draft = self._new(verb, words, speaker, quote, rule, holder.sentence)
        if fit is not None:
            draft.certainty = fit[0].certainty if fit[0].certainty != "planned" else "asserted"
        return True

    def _beside(self, verb: Token, wrong: Token) -> Token | None:
        """The name after or before a verb whose subject the parser took for the quotation itself."""
        for c in self.frame.kids(verb):
            if c.dep in ("nsubj", "dobj", "attr", "npadvmod", "appos", "dep") and c.holds is None and c is not wrong and c.pos in ("PROPN", "NOUN", "PRON"):
                return c
        return None

    def _new(self, cue: Token | None, words: Sequence[Token], speaker: Token | None, quote: Quote, rule: str, sentence: Sentence) -> Draft:
        span = self.frame.name_span(speaker) if speaker is not None else None
        draft = Draft(cue, None, cue_spans_of(words), speaker, span, [quote.span], quote.parent, sentence, rule)
        self.drafts.append(draft)
        if cue is not None:
            self.by_cue[cue.i] = draft
        self.of_quote[id(quote)] = draft
        self.taken.add(id(quote))
        return draft

    def _cue_near(self, holder: Token) -> Token | None:
        """The verb that the quotation hangs on: one it is below, else the nearest that can take it, after it where it opens the
        sentence and before it elsewhere."""
        tokens = holder.sentence.tokens
        at = self.frame.at[holder.i]
        above = next((a for a in self.frame.ancestors(holder) if self._takes(a)), None)
        opens = all(t.pos == "PUNCT" or is_mark(t) or t.holds is not None or t.pos == "CCONJ" for t in tokens[:at])
        after = self._first(tokens[at + 1 :], holder)
        before = self._first(reversed(tokens[:at]), holder)
        if opens:
            return after or self._next_sentence(holder)
        if self._after_colon(holder):
            words = [t for t in tokens[max(0, at - 5) : at] if t.pos != "PUNCT" and not is_mark(t)]
            last = words[-1] if words else None
            if last is not None and self._takes(last) and self.frame.subject(last) is not None:
                return last
        if self._after_colon(holder) or self._comma_before(holder):
            return before or after or above
        if above is not None:
            return above
        return before or after

    def _comma_before(self, holder: Token) -> bool:
        text = self.frame.reading.text
        quote = holder.holds
        return quote is not None and text[: quote.span[0]].rstrip()[-1:] == ","

    def _after_colon(self, holder: Token) -> bool:
        text = self.frame.reading.text
        quote = holder.holds
        return quote is not None and text[max(0, quote.span[0] - 4) : quote.span[0]].rstrip()[-1:] == ":"

    def _takes(self, token: Token) -> bool:
        if token.tag[:1] != "V" or self._is_aimed(token) or self.frame.lemma(token) not in self.frame.cues.verbs or token.dep in ("aux", "auxpass"):
            return False
        fit = cue_of(self.frame, token)
        return fit is not None and "q" in fit[0].flags and fit[0].cls != "know"

    def _is_aimed(self, token: Token) -> bool:
        """Whether the verb is an infinitive that takes no quotation: "an offer to attack"; "he likes to say" does."""
        if not self.frame.is_infinitive(token):
            return False
        return token.dep != "xcomp" or not any(c.holds is not None for c in self.frame.kids(self.frame.head(token)))

    def _first(self, tokens: Iterable[Token], holder: Token) -> Token | None:
        relative: Token | None = None
        for token in tokens:
            if self._takes(token) and (self.frame.subject(token) is not None or inverted(self.frame, token) is not None):
                if not self._in_relative(token, holder):
                    return token
                relative = relative or token
        return relative

    def _in_relative(self, token: Token, holder: Token) -> bool:
        """Whether the verb stands in a relative clause that does not hold the quotation."""
        if any(at.dep in ("relcl", "acl") for at in (token, *self.frame.ancestors(token))):
            return all(a is not token for a in self.frame.ancestors(holder))
        return False

    def _next_sentence(self, holder: Token) -> Token | None:
        """The verb that opens what the parser cut off as a sentence of its own: "“Go!” | said the man."."""
        sentences = self.frame.reading.sentences
        quote = holder.holds
        if quote is None:
            return None
        text = self.frame.reading.text
        rest = text[quote.span[1] : quote.span[1] + 3].lstrip()
        if not rest or (holder.sentence.tokens[-1].start > quote.span[1] and not rest[0].islower()):
            return None
        at = bisect_left(sentences, quote.span[1], key=lambda s: s.span[0])
        following = sentences[at] if at < len(sentences) else None
        if following is None or following.quote is not quote.parent or following.paragraph != holder.sentence.paragraph:
            return None
        if following.span[0] - quote.span[1] > 2 or not (rest[0].islower() or self._names_after(following, text[quote.span[1] - 2])):
            return None
        return self._first(following.tokens[:16], holder)

    def _names_after(self, following: Sentence, last: str) -> bool:
        """Whether the sentence after a quotation only names its speaker: "“For fish!” Ruth Yapao, a vendor, told the Tribune."."""
        root = following.root
        if not self._takes(root) or last not in ",?!…" or self.frame.at[root.i] > 12:
            return False
        return root.i not in self.by_cue and not any(c.dep in ("ccomp", "xcomp") or c.holds is not None for c in self.frame.kids(root))

    # Without one

    def _by_colon(self, holder: Token, quote: Quote) -> bool:
        """"The senator rounded on them: “…”", "Mehmet Kaya, shopkeeper: “…”"."""
        if not self._after_colon(holder):
            return False
        root = holder.sentence.root
        subject = self.frame.subject(root) if root.tag[:1] == "V" or root.pos == "AUX" else None
        if subject is None:
            subject = next((t for t in holder.sentence.tokens if t.i < holder.i and t.pos in ("PROPN", "NOUN", "PRON") and t.dep in ("ROOT", "nsubj", "npadvmod", "dep", "nmod", "advmod")), None)
        if subject is None or subject.i > holder.i or subject.pos not in ("PROPN", "NOUN", "PRON"):
            return False
        self._new(None, [], subject, quote, "colon", holder.sentence)
        return True

    def _by_dash(self, holder: Token, quote: Quote) -> bool:
        """"“Never again.” — Ana Ruiz, teacher"."""
        text = self.frame.reading.text
        line_end = text.find("\n", quote.span[1])
        rest = text[quote.span[1] : line_end if line_end >= 0 else len(text)]
        stripped = rest.lstrip()
        if not stripped[:1] or stripped[0] not in "—–-" or len(rest) > 120:
            return False
        name = next((t for t in holder.sentence.tokens if t.start > quote.span[1] and t.pos == "PROPN" and t.dep not in ("compound",)), None)
        if name is None:
            at = bisect_left(self.frame.reading.tokens, quote.span[1], key=lambda t: t.start)
            name = next((t for t in self.frame.reading.tokens[at : at + 8] if t.pos == "PROPN" and t.dep != "compound"), None)
        if name is None:
            return False
        self._new(None, [], name, quote, "dash-name", holder.sentence)
        return True

    def _bare(self, holders: Sequence[Token]) -> None:
        """Quotations with no word about who speaks: the last speaker of the paragraph goes on, else the next one named in it."""
        ordered = sorted((d for d in self.drafts if d.act == "speech"), key=lambda d: d.end)
        for holder in holders:
            quote = holder.holds
            if quote is None or not self._alone(holder):
                continue
            here = [d for d in ordered if d.sentence.paragraph == holder.sentence.paragraph and d.level is quote.parent and d.speaker is not None]
            last = next((d for d in reversed(here) if d.end <= quote.span[0] + 1), None)
            if last is not None:
                if self._adjacent(last, quote) and self._quoted(last):
                    self._append(last, quote)
                else:
                    ordered.append(self._go_on(last, holder, quote, "bare-same-paragraph"))
                continue
            source = next((d for d in here if d.start >= quote.span[1]), None)
            if source is None and quote.parent is None:
                source = next((d for d in reversed(ordered) if d.level is None and d.sentence.paragraph == holder.sentence.paragraph - 1 and d.speaker is not None), None)
            if source is not None:
                ordered.append(self._go_on(source, holder, quote, "bare-near"))
        return

    def _adjacent(self, draft: Draft, quote: Quote) -> bool:
        """Whether nothing but the end of the statement's sentence stands between it and the quotation."""
        between = self.frame.reading.text[max(draft.end, draft.sentence.span[1]) : quote.span[0]]
        return not any(c.isalpha() for c in between)

    def _quoted(self, draft: Draft) -> bool:
        """Whether the statement ends with a quotation of whole clauses."""
        return draft.content[-1][1] in self.quote_ends

    def _go_on(self, source: Draft, holder: Token, quote: Quote, rule: str) -> Draft:
        draft = self._new(None, [], source.speaker, quote, rule, holder.sentence)
        draft.speaker_span = None
        draft.via = list(source.via)
        return draft

    def _alone(self, holder: Token) -> bool:
        """Whether the quotation makes up its sentence."""
        return all(t.pos == "PUNCT" or is_mark(t) or t.holds is not None or t.pos == "CCONJ" for t in holder.sentence.tokens)
