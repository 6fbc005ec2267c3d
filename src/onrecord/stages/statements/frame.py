"""The parse as this stage sees it: repaired links, clauses, noun phrases and the stretches of text that they cover.

The small parser hangs a finite verb under an infinitive ("urged both sides to spare civilians and accused …") and a trailing "adding
that …" under the content before it. `Frame` moves such verbs, for this stage alone: tokens belong to the parser and are not changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.knowledge.cues import Cues, lemmas, source_words
from onrecord.reading import Quote, Reading, Token
from onrecord.spans import Span, strip

SUBJECTS = ("nsubj", "nsubjpass")
_FINITE = ("VBD", "VBZ", "VBP")
_PEOPLE = frozenset({"he", "she", "they", "we", "i", "you", "who"})
_SHIFTED = frozenset({"had", "would", "could", "might"})
_WHO = frozenset({"who", "which", "that", "whom"})
_TRIM_LEFT = " \t,;:–—-\u00a0"
_TRIM_RIGHT = " \t,;:–—-\u00a0"
_RIGHT_OF_NAME = frozenset({"prep", "appos", "flat", "cc", "conj", "nummod", "nmod", "compound", "case", "punct", "amod", "npadvmod", "poss"})


class Frame:
    """One reading's links, with the repairs."""

    def __init__(self, reading: Reading, cues: Cues) -> None:
        self.reading = reading
        self.cues = cues
        self._lemmas = lemmas()
        self._ends = {q.span[0]: q.span[1] for q in reading.quotes}
        self._starts = {q.span[1]: q.span[0] for q in reading.quotes}
        self._head: dict[int, Token] = {}
        self._kids: dict[int, list[Token]] = {}
        self.at = {token.i: k for sentence in reading.sentences for k, token in enumerate(sentence.tokens)}
        for token in reading.tokens:
            if token.dep in ("conj", "advcl", "ccomp", "xcomp", "acl") and token.tag[:1] == "V":
                self._repair(token)
                if token.dep == "ccomp" and token.head.i > token.i and token.tag in _FINITE:
                    self._give_back(token.head, token)
            elif token.dep == "parataxis" and token.tag in _FINITE:
                self._give_back(token, token.head)
                self._take_along(token, token.head)

    def _give_back(self, aside: Token, host: Token) -> None:
        """To "believed" its clause in "He believed, the elder said, that only foreigners were heard", hung under "said"."""
        if self.lemma(host) not in self.cues.verbs:
            near = next((c for c in host.children if c.dep == "acomp" and c.lower in self.cues.adjectives), None)
            if near is None:
                return
            host = near
        if any(c.dep in ("ccomp", "xcomp") for c in self.kids(host)):
            return
        for c in self.kids(aside):
            if c.dep in ("ccomp", "xcomp") and c.i > aside.i and (self.is_infinitive(c) or any(m.dep == "mark" for m in c.children)):
                self._move(c, host)
                return

    def _take_along(self, aside: Token, host: Token) -> None:
        """To "argued" the verb in "The terms were too generous, the fund argued, and asked for a cut": terms do not ask."""
        subject = next((c for c in host.children if c.dep in SUBJECTS), None)
        if self.lemma(aside) not in self.cues.verbs or subject is None or _is_somebody(subject):
            return
        for c in self.kids(host):
            if c.dep == "conj" and c.i > aside.i and c.tag in _FINITE and self.lemma(c) in self.cues.verbs and self.own_subject(c) is None:
                self._move(c, aside)

    def _repair(self, token: Token) -> None:
        if token.dep == "conj" and token.tag in _FINITE and self._is_bare(token.head):
            self._move(token, self._finite_above(token.head))
        elif token.dep == "conj" and (token.tag in _FINITE or token.tag == "VBN"):
            self._move(token, self._said_beside(token))
        elif token.tag == "VBG" and token.dep in ("advcl", "conj", "acl") and token.lemma in self.cues.verbs and self._after_comma(token):
            above = self._speaking_above(token)
            if above is not None:
                self._move(token, above)

    def _is_bare(self, verb: Token) -> bool:
        """Whether the verb form is one that no finite verb is joined to."""
        if self.is_infinitive(verb):
            return True
        return verb.tag in ("VBN", "VBG") and not any(c.dep in ("aux", "auxpass") for c in verb.children) and verb.dep in ("acl", "advcl", "pcomp", "amod", "xcomp")

    def _said_beside(self, token: Token) -> Token | None:
        """The cue in "said the terms were too generous and asked for a cut", where the parser joined "asked" to "were": a verb without
        a subject in another tense than the clause it was joined to, or a cue where that clause is about a thing."""
        clause = token.head
        above = clause.head
        if clause.dep != "ccomp" or self.lemma(above) not in self.cues.verbs or above.i > clause.i or above.tag not in _FINITE:
            return None
        if any(c.dep in SUBJECTS for c in token.children):
            return None
        helpers = {c.lower for c in token.children if c.dep in ("aux", "auxpass")}
        shifted = any(c.lower in _SHIFTED for c in clause.children if c.dep in ("aux", "auxpass"))
        if token.tag == "VBN" or helpers:
            past = shifted or clause.tag == "VBD"
            return above if past and above.tag == "VBD" and helpers & {"has", "have"} else None
        if shifted and token.tag == "VBD" and above.tag == "VBD" and (self.lemma(token) in self.cues.verbs or not any(c.lower == "had" for c in clause.children)):
            return above
        subject = next((c for c in clause.children if c.dep in SUBJECTS), None)
        if self.lemma(clause) in self.cues.verbs or self.lemma(token) not in self.cues.verbs or subject is None:
            return None
        return None if _is_somebody(subject) else above

    def _after_comma(self, token: Token) -> bool:
        before = self.before(token)
        if before is not None and before.pos in ("ADV", "CCONJ"):
            before = self.before(before)
        return before is not None and before.text == ","

    def before(self, token: Token) -> Token | None:
        """The word before, in the same sentence."""
        at = self.at[token.i]
        return token.sentence.tokens[at - 1] if at else None

    def after(self, token: Token) -> Token | None:
        """The word after, in the same sentence."""
        at = self.at[token.i] + 1
        return token.sentence.tokens[at] if at < len(token.sentence.tokens) else None

    def _finite_above(self, token: Token) -> Token | None:
        return next((a for a in token.ancestors() if a.tag in _FINITE), None)

    def _speaking_above(self, token: Token) -> Token | None:
        """The nearest verb of saying above whose content the participle was hung under."""
        below = token.head
        if below.lemma in self.cues.verbs and below.dep not in ("ccomp", "xcomp"):
            return None
        for above in below.ancestors():
            if below.dep in ("ccomp", "xcomp") and above.lemma in self.cues.verbs and self.cues.verbs[above.lemma][-1].act == "speech":
                return above
            below = above
        return None

    def _move(self, token: Token, head: Token | None) -> None:
        if head is None or head is token.head or head is token:
            return
        self._kids[token.head.i] = [c for c in self.kids(token.head) if c is not token]
        self._kids[head.i] = sorted([*self.kids(head), token], key=lambda t: t.i)
        self._head[token.i] = head

    def tokens_between(self, a: Token, b: Token) -> list[Token]:
        """The words of the sentence between two of its words."""
        if a.sentence is not b.sentence:
            return []
        return a.sentence.tokens[self.at[a.i] + 1 : self.at[b.i]]

    def lemma(self, token: Token) -> str:
        """The lemma, with the parser's wrong ones put right ("hoped" is no form of "hop")."""
        return self._lemmas.get(token.lower, token.lemma)

    def head(self, token: Token) -> Token:
        return self._head.get(token.i, token.head)

    def moved(self, token: Token) -> bool:
        return token.i in self._head

    def kids(self, token: Token) -> list[Token]:
        return self._kids.get(token.i, token.children)

    def child(self, token: Token, *deps: str) -> Token | None:
        return next((c for c in self.kids(token) if c.dep in deps), None)

    def subtree(self, token: Token, skip: Iterable[Token] = ()) -> list[Token]:
        """The token and all below it, without the subtrees of `skip`, in text order."""
        skipped = {t.i for t in skip}
        out, todo, seen = [], [token], set(skipped)
        while todo:
            at = todo.pop()
            if at.i in seen:
                continue
            seen.add(at.i)
            out.append(at)
            todo += self.kids(at)
        out.sort(key=lambda t: t.i)
        return out

    def ancestors(self, token: Token) -> Iterable[Token]:
        seen: set[int] = set()
        while self.head(token) is not token and token.i not in seen:
            seen.add(token.i)
            token = self.head(token)
            yield token

    @staticmethod
    def is_infinitive(token: Token) -> bool:
        return token.tag == "VB" and any(c.tag == "TO" for c in token.children)

    def subject(self, verb: Token) -> Token | None:
        """Who does what the verb says: its own subject, that of the verb it is joined to or hangs on, or the noun it describes."""
        seen: set[int] = set()
        at = verb
        while at.i not in seen:
            seen.add(at.i)
            own = self.own_subject(at)
            if own is not None:
                behind = self._behind(own, at)
                if behind is not own:
                    return self._writer(behind) or self._author(behind, at)
                return self._author(own, at)
            head, dep = self.head(at), at.dep
            if head is at:
                return None
            if dep in ("acl", "relcl") and head.pos in ("NOUN", "PROPN", "PRON", "NUM") and not self.moved(at):
                return self._writer(head) or self._behind(head, at)
            if dep == "xcomp" and self.is_infinitive(at):
                controller = self.child(head, "dobj")
                if controller is not None and controller.i < at.i:
                    return controller
            if dep == "pcomp" and head.pos in ("ADP", "SCONJ"):
                head = self.head(head)
                named = self.cues.verbs.get(head.lemma)
                if named and "quote" in named[-1].flags:
                    return self.child(head, "nsubjpass") or self.child(head, "dobj") or self._only_quoted(head)
                at = head
                continue
            if dep in ("conj", "xcomp", "advcl", "ccomp", "parataxis", "dep", "aux", "auxpass", "pcomp", "prep", "attr", "acomp") or self.moved(at):
                if dep in ("ccomp", "parataxis", "advcl") and at.tag in _FINITE and not self.moved(at):
                    return None
                at = head
                continue
            return None
        return None

    def _writer(self, text: Token) -> Token | None:
        """Whose message it is in "posted a message denying the attack"."""
        if text.lemma not in self.cues.nouns or text.pos != "NOUN":
            return None
        poss = self.child(text, "poss")
        if poss is not None:
            return poss
        verb = self.head(text)
        if text.dep == "pobj":
            verb = self.head(verb)
        return self.subject(verb) if text.dep in ("dobj", "pobj") and verb.tag[:1] == "V" and verb.i < text.i else None

    def _author(self, subject: Token, verb: Token) -> Token:
        """The newspaper in "the newspaper's report says"."""
        if subject.pos != "NOUN" or subject.lemma not in source_words()["text"]:
            return subject
        poss = self.child(subject, "poss")
        if poss is None:
            return subject
        if poss.lower == "whose":
            clause = next((a for a in (verb, *self.ancestors(verb)) if a.dep in ("relcl", "acl")), None)
            return self.head(clause) if clause is not None else subject
        return poss

    def _only_quoted(self, verb: Token) -> Token | None:
        if verb.dep in ("acl", "relcl"):
            return self.head(verb)
        return self.subject(verb)

    def own_subject(self, verb: Token) -> Token | None:
        found = [c for c in self.kids(verb) if c.dep in SUBJECTS]
        if found:
            return found[-1]
        below = next((s for c in self.kids(verb) if c.dep == "aux" for s in self.kids(c) if s.dep in SUBJECTS), None)
        return below or self._swallowed(verb)

    def _swallowed(self, verb: Token) -> Token | None:
        """The spokeswoman in "Asked about the letter, a spokeswoman said …", whom the parser took for an apposition to the letter."""
        opening = next((c for c in self.kids(verb) if c.dep == "csubj" and c.tag == "VBN"), None)
        if opening is None:
            return None
        return next((t for t in self.subtree(opening) if t.dep == "appos" and (self.before(self.subtree(t)[0]) or t).text == ","), None)

    def _behind(self, subject: Token, verb: Token) -> Token:
        """The noun behind a relative pronoun."""
        if subject.lower in _WHO and subject.pos == "PRON" and subject.tag in ("WP", "WDT"):
            at = verb
            for _ in range(8):
                if at.dep in ("relcl", "acl"):
                    return self.head(at)
                if self.head(at) is at:
                    break
                at = self.head(at)
        return subject

    def noun_phrase(self, head: Token) -> list[Token]:
        """The words that name somebody: title, name, "of …", apposition; no relative clause."""
        limit = head.i
        out = [head]
        for c in self.kids(head):
            if c.i < head.i:
                if c.dep not in ("punct", "preconj", "relcl", "acl", "cc"):
                    out += self.subtree(c)
            elif c.dep in _RIGHT_OF_NAME:
                part = self._without_clauses(c)
                out += part
                limit = max(limit, part[-1].i)
        out = sorted({t.i: t for t in out}.values(), key=lambda t: t.i)
        while out and out[-1] is not head and (out[-1].pos in ("PUNCT", "CCONJ") or out[-1].dep in ("punct", "cc")):
            out.pop()
        return out

    def _without_clauses(self, token: Token) -> list[Token]:
        out, todo = [], [token]
        while todo:
            at = todo.pop()
            out.append(at)
            todo += [c for c in self.kids(at) if c.dep not in ("relcl", "acl", "advcl", "ccomp")]
        out.sort(key=lambda t: t.i)
        return out

    def name_span(self, head: Token) -> Span:
        """From the first to the last word of the phrase that names somebody, a possessive ending left out."""
        tokens = self.noun_phrase(head)
        run = self._run_around(tokens, head)
        if run[-1].tag == "POS":
            run = run[:-1] or [head]
        start, end = run[0].start, run[-1].end
        if head.holds is None and self.reading.text[start:end].strip():
            return strip(self.reading.text, (start, end)) or head.span
        return head.span

    def _run_around(self, tokens: list[Token], head: Token) -> list[Token]:
        """The longest run of neighbours with the head in it, a comma bridged."""
        first = last = tokens.index(head)
        while first > 0 and self.at[tokens[first].i] - self.at[tokens[first - 1].i] <= 2:
            first -= 1
        while last + 1 < len(tokens) and self.at[tokens[last + 1].i] - self.at[tokens[last].i] <= 2:
            last += 1
        return tokens[first : last + 1]

    def pieces(self, tokens: Sequence[Token], level: Quote | None) -> list[Span]:
        """The stretches of text that the tokens cover: runs that only punctuation interrupts are one, quotations are whole,
        "that" and commas at the edges are left out."""
        out: list[Span] = []
        for run in self._runs(tokens):
            span = self._run_span(run, level)
            if span is not None:
                out.append(span)
        return out

    def _runs(self, tokens: Sequence[Token]) -> list[list[Token]]:
        """Runs of neighbouring tokens of a sentence; a gap of punctuation alone does not part them."""
        out: list[list[Token]] = []
        for token in tokens:
            if out and self._near(out[-1][-1], token):
                out[-1].append(token)
            else:
                out.append([token])
        return out

    def _near(self, a: Token, b: Token) -> bool:
        if a.sentence is not b.sentence:
            return False
        between = a.sentence.tokens[self.at[a.i] + 1 : self.at[b.i]]
        return all(t.pos == "PUNCT" and t.holds is None for t in between)

    def _run_span(self, run: list[Token], level: Quote | None) -> Span | None:
        while run and ((run[0].dep == "mark" and run[0].lower == "that") or (run[0].pos == "PUNCT" and run[0].text not in _QUOTES and run[0].holds is None)):
            run = run[1:]
        while run and _is_loose(run[-1]):
            run = run[:-1]
        if not run or all(t.pos in ("PUNCT", "CCONJ") and t.holds is None for t in run):
            return None
        start, end = edge(run[0], level)[0], edge(run[-1], level)[1]
        start, end = self._lone_marks(run, start, end)
        end = self._with_fragment(run[-1], end, level)
        return strip(self.reading.text, (start, end))

    def _with_fragment(self, last: Token, end: int, level: Quote | None) -> int:
        """The end, moved behind a quoted fragment that follows at once: the parser cut "certificates “stamped in three places”"."""
        following = self.after(last)
        if following is None or not is_mark(following) or last.quote is not level or following.start - last.end > 1:
            return end
        inside = self.after(following)
        quote = inside.quote if inside is not None else None
        while quote is not None and quote.parent is not level:
            quote = quote.parent
        if quote is None or quote is level or quote.own or quote.span[0] != following.start:
            return end
        return max(end, quote.span[1])

    def _lone_marks(self, run: list[Token], start: int, end: int) -> Span:
        """Without a quotation mark at an edge whose partner stands outside."""
        text = self.reading.text
        if run[0].text in _QUOTES and run[0].quote is None and len(run) > 1 and self._ends.get(run[0].start, end + 1) > end:
            start = run[1].start if run[1].holds is None else start
        if run[-1].text in _QUOTES and run[-1].quote is None and len(run) > 1 and self._starts.get(run[-1].end, -1) < start:
            end = run[-2].end
        while start < end and text[start] in _TRIM_LEFT:
            start += 1
        while end > start and text[end - 1] in _TRIM_RIGHT:
            end -= 1
        return start, end


_QUOTES = frozenset("\"'“”‘’«»„") | {"''", "``"}


def _is_somebody(token: Token) -> bool:
    return token.ent in ("PERSON", "ORG", "GPE", "NORP") or token.lower in _PEOPLE


def _is_loose(token: Token) -> bool:
    """Whether the word is nothing at the end of a content: a comma, an "and"."""
    if token.holds is not None or token.text in _QUOTES or token.text in ("?", "!", ")"):
        return False
    return token.pos == "PUNCT" or token.lower in ("and", "but", "or")


def is_mark(token: Token) -> bool:
    return token.text in _QUOTES


def edge(token: Token, level: Quote | None) -> Span:
    """The token's span, or that of the outermost quotation below `level` that it stands in or holds."""
    quote = token.holds or token.quote
    best = token.span if token.holds is None else token.holds.span
    while quote is not None and quote is not level:
        best = (min(best[0], quote.span[0]), max(best[1], quote.span[1]))
        quote = quote.parent
    return best
