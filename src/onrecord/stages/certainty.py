"""How sure the holder of a predicate is: a label and the words that made it so.

A predicate is judged by the signs on it (auxiliaries, negation, adverbs, adjectives, determiners, a date to come) and by those on the
way up the parse: each word above it is looked up with the place the predicate stands in ("fear" + that, "accuse" + of), and
says whether it colours it, passes on what stands on itself, or cuts it off. Of all the signs the first label of `ORDER` wins.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import cast

from onrecord.knowledge.certainty import Effect, Governor, Tables, tables
from onrecord.reading import Reading, Token
from onrecord.record import Certainty
from onrecord.spans import Span

ORDER: tuple[Certainty, ...] = ("denied", "negated", "hypothetical", "planned", "possible", "alleged")
"""Of several labels the first that fits."""

_FARTHEST = 24  # words climbed
_NOUN_PLACES = frozenset({"dobj", "obj", "nsubjpass", "attr", "oprd", "dative", "compound", "poss", "nmod", "appos"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_AUX = frozenset({"aux", "auxpass"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET"})
_LOOSE = frozenset({"planned", "hypothetical", "possible"})
_INVERTING = frozenset({"should", "had", "were"})
_TEMPORAL = frozenset({"after", "when", "once", "until", "till", "before", "as", "whenever", "while"})
_WANTING = frozenset({"want", "need", "like", "prefer", "order"})
_GRANTING = frozenset({"approve", "clear", "authorize", "authorise", "face"})
_WH = frozenset({"WP", "WRB", "WP$"})
_BEFORE = frozenset({"before", "until", "till"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A label with the words that made it so; asserted needs none."""

    label: Certainty
    cues: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Sign:
    """One word's effect. `scope`: aux and mark signs are shared between conjuncts, others stay where they are."""

    label: Certainty
    cue: Span
    shared: bool = True


def of_span(reading: Reading, span: Span) -> Judged:
    """The certainty of a predicate given by its words."""
    first = bisect_left(reading.tokens, span[0], key=lambda t: t.start)
    while first > 0 and reading.tokens[first - 1].end > span[0]:
        first -= 1
    inside: list[Token] = []
    for token in reading.tokens[first:]:
        if token.start >= span[1]:
            break
        if token.end > span[0] and token.holds is None:
            inside.append(token)
    head = _head(inside)
    return of_token(reading, head) if head is not None else Judged("asserted", ())


def _head(inside: list[Token]) -> Token | None:
    """The word of the span that the others hang on; an auxiliary stands for its verb."""
    words = [t for t in inside if t.pos != "PUNCT"] or inside
    ids = {t.i for t in words}
    head = next((t for t in words if t.head is t or t.head.i not in ids), None)
    while head is not None and (head.dep in _AUX or head.dep in ("neg", "mark", "det", "prt", "case")) and head.head is not head:
        head = head.head
    if head is not None and head.pos == "ADP" and (obj := head.child("pobj", "pcomp")) is not None and obj.i in ids:
        return obj
    return head


def of_token(reading: Reading, token: Token) -> Judged:
    """The certainty of the predicate that the word heads."""
    return _resolve(_Climb(reading).signs(token))


def _resolve(signs: list[_Sign]) -> Judged:
    for label in ORDER:
        cues = sorted({s.cue for s in signs if s.label == label})
        if cues:
            return Judged(label, tuple(cues))
    return Judged("asserted", ())


def _prefer(word: str, particle: Token | None) -> tuple[str, ...]:
    return (f"{word} {particle.lower}", word) if particle is not None else (word,)


class _Climb:
    """One predicate's way up the parse."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.tables: Tables = tables()
        self.start: Token | None = None

    # -- the climb ---------------------------------------------------------------------------------------------------

    def signs(self, token: Token) -> list[_Sign]:
        """All that colours the predicate, on it and above it."""
        if token.dep in ("advmod", "prt") and token.head.pos in ("VERB", "AUX"):
            token = token.head
        self.start = token
        signs = self.local(token)
        if token.lower in self.tables.words["falsehood"]:
            signs.append(_Sign("denied", token.span))
        if token.pos == "ADJ" and self.tables.words["adjective"].get(token.lower) == "planned":
            signs.append(_Sign("planned", token.span))
        signs += self.ahead(token)
        at = token
        conditions: list[Span] = []
        for _ in range(_FARTHEST):
            conditions += self.conditions(at)
            if at.head is at:
                break
            above = self.step(at, signs)
            if above is None:
                break
            at = above
        if conditions and (any(s.label in _LOOSE for s in signs) or (token.tag in ("VBP", "VBZ") and self.conditions(token))):
            signs.append(_Sign("hypothetical", conditions[0]))
        self.denial(token, signs)
        return signs

    def denial(self, token: Token, signs: list[_Sign]) -> None:
        """In speech, what did not happen is denied when the speaker answers a charge ("replied that no …", "insisted"), or says "never"."""
        negs = [s for s in signs if s.label == "negated"]
        if not negs or any(s.label in ("denied", "planned", "hypothetical", "possible") for s in signs):
            return
        answers, answered = self.tables.words["answer"], self.tables.words["answered"]
        speech = self.speech(token)
        if speech is None:
            return
        if speech.lemma in answers or (speech.dep == "advcl" and speech.head.lemma in answers):
            cues = negs
        else:
            cues = [s for s in negs if self.reading.text[s.cue[0] : s.cue[1]].lower() in answered]
        signs += [_Sign("denied", s.cue) for s in cues]

    def speech(self, token: Token) -> Token | None:
        """The verb of saying in whose content the word stands, in this sentence or in the frame of its quotation."""
        at = token
        for _ in range(_FARTHEST):
            if at.head is at:
                break
            if at.dep == "ccomp" and (row := self.tables.governors.get(("verb", "that"), {}).get(at.head.lemma)) and row.effect in ("said", "alleged"):
                return at.head
            at = at.head
        quote = token.sentence.quote
        if quote is None:
            return None
        k = bisect_left(self.reading.tokens, quote.inner[0], key=lambda t: t.start)
        for holder in self.reading.tokens[k : k + 3]:
            if holder.holds is quote:
                return holder.head
        return None

    def step(self, at: Token, signs: list[_Sign]) -> Token | None:
        """Add what the word above makes of `at`; the word to go on from, or None where nothing above matters."""
        dep, head = at.dep, at.head
        if dep == "conj":
            return self.conjunct(at, head, signs)
        if dep in ("xcomp", "ccomp", "acomp", "csubj", "csubjpass"):
            return self.complement(at, head, signs)
        if dep in ("pcomp", "pobj"):
            return self.prepositional(at, head, signs)
        if dep in _NOUN_PLACES:
            return self.nominal(at, head, signs)
        if dep == "nsubj":
            return self.subject(at, head, signs)
        if dep in ("advcl", "acl", "relcl"):
            return self.adjunct(at, head, signs)
        if dep in ("amod", "advmod", "nummod", "npadvmod", "quantmod"):
            return self.modifier(at, head, signs)
        if (to := self.to_of(at)) is not None:
            signs.append(_Sign("planned", to))
        return None

    def conjunct(self, at: Token, head: Token, signs: list[_Sign]) -> Token | None:
        """A conjunct shares the auxiliaries and what stands above, unless it has its own."""
        nor = next((c for c in reversed(head.children) if c.dep in ("cc", "preconj") and c.i < at.i), None)
        if nor is not None and nor.lower == "nor":
            signs.append(_Sign("negated", nor.span))
        if at.pos in ("VERB", "AUX"):
            if self.has(at, "nsubj") and self.past(at) and head.tag in ("VBZ", "VBP", "VB"):
                return None
            if self.finite(at):
                while not self.finite(head) and head.head is not head and head.pos in ("VERB", "AUX"):
                    head = head.head
            own = any(c.dep in _AUX or c.dep in _SUBJECTS for c in at.children)
            if self.finite(head) and (to := self.to_of(at)) is not None:
                signs.append(_Sign("planned", to))
            if not own and at.tag == head.tag:
                signs += [s for s in self.local(head) if s.shared]
        elif not any(c.dep in ("det", "amod", "poss") for c in at.children):
            signs += [s for s in self.local(head) if s.shared]
        return head

    def complement(self, at: Token, head: Token, signs: list[_Sign]) -> Token | None:
        if at.dep == "ccomp" and at.i < head.i and self.parted(at, head):
            if (to := self.to_of(at)) is not None:
                signs.append(_Sign("planned", to))
            return None
        place = self.clause_place(at)
        governor, cue = self.governor(head, place)
        if place == "to" and at.lemma in self.tables.words["performed"] and head.lemma in ("want", "wish", "like"):
            signs[:] = [s for s in signs if s.label not in _LOOSE]
            return None
        if governor is None and place == "that" and head.lemma in _WANTING and not self.has(at, "mark"):
            governor, cue = self.governor(head, "to")
            governor = governor if governor is not None and governor.effect == "planned" else None
            place = "to" if governor is not None else place
        if governor is None and head.lemma == "be" and (said_of := head.child("acomp", "attr", "oprd")) is not None and said_of is not at:
            governor, cue = self.governor(said_of, place)
        if place == "that" and any(c.tag in _WH and c.lower != "whether" and c.i < at.i for c in at.children):
            return None
        if any(c.lower == "whether" for c in at.children):
            signs.append(_Sign("possible", next(c.span for c in at.children if c.lower == "whether")))
        if governor is None and at.dep == "acomp" and any(s.label == "possible" and s.cue == at.span for s in signs):
            signs += [s for s in self.local(head) if s.label != "planned"]
            return head
        if governor is None:
            if at.dep == "acomp":
                governor = Governor("keep", None)
            elif place == "that":
                governor = Governor("said", None)
            elif place == "to" and any(c.lower == "have" and c.dep == "aux" for c in at.children):
                governor = Governor("keep", None)
            elif place == "to":
                governor, cue = Governor("planned", None), self.to_of(at) or cue
            else:
                governor = Governor("keep", None)
        return self.apply(governor, head, cue, signs, at if place == "that" else None)

    def prepositional(self, at: Token, prep: Token, signs: list[_Sign]) -> Token | None:
        """Under a preposition: the word above with that preposition, else the preposition's own meaning."""
        above = prep.head
        phrase = self.phrase(prep)
        own = self.tables.words["preposition"].get(phrase) if phrase else None
        if own is not None and own not in ("keep", "fact"):
            signs.append(_Sign(cast(Certainty, own), (min(prep.start, above.start if " " in phrase else prep.start), prep.end)))
            return None
        if (no := next((c for c in prep.children if c.dep == "neg" or c.lower == "not"), None)) is not None:
            signs.append(_Sign("negated", no.span))
        if prep.lower == "of" and above.lower in self.tables.words["pronoun"]:
            signs.append(_Sign("negated", above.span))
        place = f"+{prep.lower}"
        for candidate in self.candidates(above):
            governor, cue = self.governor(candidate, place)
            if governor is not None:
                return self.apply(governor, candidate, cue, signs)
        if own != "fact" and above.pos in ("VERB", "AUX") and not self.definite(at):
            signs += [s for s in self.local(above) if s.label in ("planned", "hypothetical")]
            return above if at.dep == "pobj" else None
        return None

    def candidates(self, above: Token) -> list[Token]:
        """The words that may own a preposition: the one it hangs on; the verb over that; the verb's object."""
        out = [above]
        up = above
        for _ in range(3):
            if up.dep not in ("dobj", "nsubjpass", "pobj", "prep", "agent", "advmod", "npadvmod"):
                break
            up = up.head
            out.append(up)
        if above.pos in ("VERB", "AUX"):
            out += [c for c in above.children if c.dep in ("dobj", "nsubjpass", "attr")]
        return out

    def nominal(self, at: Token, head: Token, signs: list[_Sign]) -> Token | None:
        if at.dep == "appos":
            return None
        place = "obj"
        governor, cue = self.governor(head, place)
        if governor is not None and at is self.start:
            if at.dep != "compound" and self.presupposed(at, head, governor):
                return None
            if governor.effect == "reject" and at.pos in ("PRON", "DET"):
                governor = Governor("denied", None)
        if head.pos == "VERB" and (false := self.called_false(head)) is not None:
            signs.append(_Sign("denied", false))
        if head.pos == "VERB" and (date := self.dated(head)) is not None:
            signs.append(_Sign("planned", date))
        if governor is None:
            if head.pos in ("NOUN", "PROPN"):
                return head if at.dep in ("compound", "nmod") else None
            if self.definite(at) and at.dep != "attr":
                return None
            governor = Governor("keep", None)
        if governor.effect == "negated" and (until := self.new_date(head)) is not None:
            signs.append(_Sign("planned", until))
            return None
        return self.apply(governor, head, cue, signs)

    def new_date(self, verb: Token) -> Span | None:
        """"put off to Saturday": it is still to happen."""
        for c in verb.children:
            if c.dep == "prep" and c.lower in ("to", "until", "till") and (obj := c.child("pobj")) is not None and obj.ent in ("DATE", "TIME"):
                return c.start, obj.end
        return None

    def presupposed(self, noun: Token, head: Token, governor: Governor) -> bool:
        """Whether the object is there before anything is done to it: "rejected the demand", "weighs the offer", "approved the raid"."""
        if governor.effect == "reject":
            return self.spoken(noun)
        if not self.definite(noun):
            return False
        if governor.effect == "alleged":
            return any(s.label == "negated" for s in self.local(head))
        return governor.effect == "possible" or (governor.effect == "planned" and head.lemma in _GRANTING)

    def called_false(self, head: Token) -> Span | None:
        """The word by which something is called untrue: "was an invention", "called it fiction"."""
        words = self.tables.words["falsehood"]
        for c in head.children:
            if c.dep in ("attr", "acomp", "oprd", "xcomp", "ccomp") and c.lower in words and not self.has(c, "neg"):
                return c.span
            if c.dep == "prep" and c.lower == "as" and (obj := c.child("pobj", "amod")) is not None and obj.lower in words:
                return c.start, obj.end
        return None

    def dated(self, verb: Token) -> Span | None:
        """The day for which something is called, set or fixed."""
        for c in verb.children:
            if c.dep == "prep" and c.lower == "for" and (obj := c.child("pobj")) is not None and obj.ent in ("DATE", "TIME") and obj.tag in ("NNP", "CD"):
                return c.start, obj.end
        return None

    def spoken(self, noun: Token) -> bool:
        """Whether the noun names an act that words perform: a request that is turned down was made."""
        return any(noun.lemma in self.tables.governors.get(("noun", place), {}) for place in ("that", "to", "+for"))

    def subject(self, at: Token, head: Token, signs: list[_Sign]) -> Token | None:
        """An event noun as subject: of a verb of happening it shares everything; of a copula what is said of it."""
        if not self.has(head, "neg") and (false := head.span if head.lower in self.tables.words["falsehood"] else self.called_false(head)) is not None:
            signs.append(_Sign("denied", false))
            return None
        for word in _prefer(head.lemma, head.child("prt")):
            effect = self.tables.words["happens"].get(word)
            if effect is not None:
                break
        said_of = head.child("acomp", "attr", "xcomp", "advmod", "prep") if head.lemma == "be" else None
        if said_of is not None and said_of.dep == "xcomp" and self.to_of(said_of) is not None:
            signs.append(_Sign("planned", head.span))
            return head
        if said_of is not None and said_of.lower == "due" and any(c.dep in ("prep", "pcomp") and c.lower == "to" for c in said_of.children):
            return None
        if said_of is not None:
            governor, cue = self.governor(said_of, "subj")
            doubt = [s for s in self.local(head) if s.label == "possible"]
            if governor is not None and doubt:
                signs += doubt
                return head
            if governor is not None:
                return self.apply(governor, said_of, cue, signs, stop=False) and head
        if head.lemma == "take" and (obj := head.child("dobj")) is not None and obj.lower == "place":
            effect = "keep"
        if head.lemma == "be" and said_of is not None and said_of.dep in ("acomp", "attr"):
            effect = None
        if effect is not None:
            return self.apply(Governor(effect, None), head, head.span, signs)
        if not self.definite(at) and self.to_of(head) is not None:
            return head
        if not self.definite(at):
            wanted = _LOOSE if self.has(at, "det") else ("planned", "hypothetical")
            signs += [s for s in self.local(head) if s.label in wanted]
        elif head.child("dobj") is None:
            signs += [s for s in self.local(head) if s.label == "planned"]
        return None

    def adjunct(self, at: Token, head: Token, signs: list[_Sign]) -> Token | None:
        """Adverbial, participial and relative clauses."""
        place = self.clause_place(at)
        complementizer = any(c.lower == "that" and (c.tag == "IN" or c.dep == "mark") for c in at.children)
        if (at.dep == "relcl" and not complementizer) or (at.dep == "acl" and place == "that" and not self.has(at, "mark")):
            return self.to_relative(at, signs)
        if place == "to":
            governor, cue = self.governor(head, "to")
            if governor is None:
                if head.pos in ("VERB", "AUX") and at.lemma in self.tables.words["result"]:
                    return self.apply(Governor("keep", None), head, cue, signs)
                governor = Governor("fact", None) if self.ordinal(head) else Governor("planned", None)
                cue = self.to_of(at) or cue
                self.apply(governor, head, cue, signs, stop=True)
                return None
            return self.apply(governor, head, cue, signs)
        if at.dep in ("acl", "relcl"):
            if head.lower in self.tables.words["pronoun"]:
                signs.append(_Sign("negated", head.span))
            governor, cue = self.governor(head, place)
            if governor is None and place == "that":
                for above in self.candidates(head)[1:]:
                    governor, cue = self.governor(above, place)
                    if governor is not None:
                        head = above
                        break
            return self.apply(governor, head, cue, signs, at if place == "that" else None) if governor is not None else None
        mark = next((c.lower for c in at.children if c.dep in ("mark", "advmod", "prep") and c.i < at.i), "")
        if mark == "as" and at.sentence.headline:
            return None
        if not mark and at.tag in ("VBG", "VBN"):
            signs += [s for s in self.local(head) if s.label in _LOOSE]
            return None
        if mark in _BEFORE and at.tag in ("VBZ", "VBP", "VB"):
            signs.append(_Sign("planned", next(c.span for c in at.children if c.lower == mark)))
        if mark in _TEMPORAL and (mark in _BEFORE or at.tag in ("VBZ", "VBP", "VB")):
            main = self.local(head)
            signs += [s for s in main if s.label in ("planned", "hypothetical")]
            signs += [_Sign("hypothetical", s.cue) for s in main if s.label == "possible"]
        return None

    def ordinal(self, noun: Token) -> bool:
        """"the first to land" landed."""
        return any(c.tag == "JJS" or c.lower in ("first", "last", "only", "latest", "few") for c in noun.children) or noun.lower in ("first", "last", "only", "latest")

    def to_relative(self, at: Token, signs: list[_Sign]) -> Token | None:
        to = self.to_of(at)
        if to is not None and not self.ordinal(at.head):
            signs.append(_Sign("planned", to))
        return None

    def modifier(self, at: Token, head: Token, signs: list[_Sign]) -> Token | None:
        return head if at.tag in ("VBN", "VBG", "JJ") and head.pos == "NOUN" else None

    def apply(
        self, governor: Governor, head: Token, cue: Span, signs: list[_Sign], at: Token | None = None, *, stop: bool = False
    ) -> Token | None:
        """Add what the governor and the signs on it come to; the governor to climb from, or None."""
        effect: Effect = governor.effect
        if effect == "fact" and governor.negated in (None, "fact"):
            return None
        own = self.local(head)
        negs = [s for s in own if s.label == "negated"]
        if effect == "planned" and at is not None and self.past(at):
            effect = "said"
        if effect == "keep":
            signs += own
            return None if stop else head
        if effect == "said":
            signs += negs
            return None if stop else head
        if negs and effect in ("negated", "denied", "reject"):
            effect = governor.negated or ("asserted" if effect == "negated" else "possible")
            if effect not in ("asserted", "fact", "keep", "said"):
                signs.append(_Sign(cast(Certainty, effect), cue))
            return None if stop else head
        if negs and governor.negated is not None:
            if governor.negated in ("fact", "asserted"):
                return None
            signs.append(_Sign(cast(Certainty, governor.negated), cue))
            return None if stop else head
        if effect == "fact":
            return None
        if effect == "reject":
            labels = {s.label for s in signs}
            effect = "denied" if labels & {"alleged", "possible"} else "said" if "planned" in labels else "negated"
            if effect == "said":
                return None if stop else head
        doubt = [s for s in own if s.label == "possible"]
        if effect == "planned" and (doubt or any(s.label == "possible" for s in signs)):
            signs += doubt
            return None if stop else head
        if effect == "possible" and at is not None:
            signs[:] = [s for s in signs if s.label != "planned"]
        signs.append(_Sign(effect, cue))
        signs += negs
        if effect != "alleged":
            signs += [s for s in own if s.label == "hypothetical"]
        return None if stop else head

    # -- looking up --------------------------------------------------------------------------------------------------

    def governor(self, head: Token, place: str) -> tuple[Governor | None, Span]:
        """The table's row for the word above in this place, particle verbs first, and the words that are the cue."""
        pos = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj", "ADV": "adj", "ADP": "adj"}.get(head.pos)
        if pos is None:
            return None, head.span
        by_word = self.tables.governors.get((pos, place))
        forward = head.child("advmod") if pos == "verb" and by_word is not None and place.startswith("+") else None
        if by_word is not None and forward is not None and (phrase := f"{head.lemma} {forward.lower}") in by_word:
            return by_word[phrase], (head.start, forward.end) if forward.i == head.i + 1 else head.span
        particle = head.child("prt") or (head.child("prep") if place in ("to", "obj") and pos == "verb" else None)
        if by_word is not None:
            for word in _prefer(head.lemma, particle):
                if word in by_word:
                    cue = (head.start, particle.end) if particle is not None and " " in word and particle.i == head.i + 1 else head.span
                    return by_word[word], cue
        if pos == "adj" or (pos == "verb" and head.tag == "VBN"):
            other = self.tables.governors.get(("verb" if pos == "adj" else "adj", place), {}).get(head.lower)
            if other is not None:
                return other, head.span
        return None, head.span

    def phrase(self, prep: Token) -> str:
        """The preposition with the word before it where the two are one ("in case of", "ahead of")."""
        words = self.tables.words["preposition"]
        above = prep.head
        if prep.lower == "of":
            if above.dep == "pobj":
                long = f"{above.head.lower} {above.lower} of"
                if long in words:
                    return long
                det = f"{above.head.lower} the {above.lower} of"
                if det in words:
                    return det
            if f"{above.lower} of" in words:
                return f"{above.lower} of"
        two = f"{above.lower} {prep.lower}"
        if prep.lower == "to" and two in words:
            return two
        return prep.lower if prep.lower in words else ""

    def parted(self, left: Token, right: Token) -> bool:
        """Whether a semicolon or colon stands between the two words: side by side, not one under the other."""
        first = left.sentence.tokens[0].i
        tokens = left.sentence.tokens
        return any(t.text in (";", ":", "--", "—", "–") for t in tokens[max(0, left.i - first) : max(0, right.i - first)][:60])

    def clause_place(self, at: Token) -> str:
        """Which kind of clause the predicate heads: to, ing or that."""
        if self.to_of(at) is not None:
            return "to"
        finite = any(c.dep in _AUX or c.dep in _SUBJECTS for c in at.children)
        if at.tag == "VBG" and not finite:
            return "ing"
        if at.dep == "xcomp":
            return "to" if at.tag == "VB" else "ing" if at.tag == "VBG" else "obj"
        if at.dep == "ccomp" and not self.finite(at) and not self.has(at, "mark") and at.tag != "VB":
            return "to" if at.head.lemma in _WANTING else "obj"
        return "that"

    def finite(self, at: Token) -> bool:
        """Whether the verb is past or present tense, alone or by its auxiliary."""
        return at.tag in ("VBD", "VBZ", "VBP", "MD") or any(c.dep in _AUX and c.tag in ("VBD", "VBZ", "VBP", "MD") for c in at.children)

    def past(self, at: Token) -> bool:
        """Whether the clause is told as past: no plan can be in it."""
        if any(c.dep == "aux" and (c.tag == "MD" or c.tag == "TO") for c in at.children):
            return False
        return at.tag == "VBD" or any(c.dep in _AUX and c.tag == "VBD" for c in at.children)

    def to_of(self, at: Token) -> Span | None:
        """The "to" of an infinitive."""
        for c in at.children:
            if (c.dep == "aux" and c.tag == "TO") or (c.lower == "to" and c.pos == "PART"):
                return c.span
        return None

    def has(self, at: Token, dep: str) -> bool:
        return any(c.dep == dep for c in at.children)

    def definite(self, at: Token) -> bool:
        """Whether a noun phrase points at something known: "the", "this", a possessor, a name."""
        for c in at.children:
            if c.dep == "poss" or (c.dep == "det" and c.lower in ("the", "this", "that", "these", "those", "both")):
                return True
        return at.pos == "PROPN"

    # -- on the word itself ------------------------------------------------------------------------------------------

    def local(self, token: Token) -> list[_Sign]:
        """The signs on the predicate itself."""
        if token.pos in ("NOUN", "PROPN") or (token.pos in _NOMINAL and token.dep != "ROOT"):
            return self.on_noun(token)
        return self.on_verb(token)

    def on_noun(self, token: Token) -> list[_Sign]:
        words = self.tables.words
        signs: list[_Sign] = []
        if token.lower in words["pronoun"]:
            signs.append(_Sign(cast(Certainty, words["pronoun"][token.lower]), token.span))
        for c in token.children:
            if c.dep in ("acl", "relcl"):
                self.clause_on_noun(c, signs)
            else:
                self.word_on_noun(c, token, signs)
        if token.dep == "nsubj" and any(c.lower == "any" for c in token.children) and (modal := next((c for c in token.head.children if c.tag == "MD"), None)):
            signs.append(_Sign("hypothetical", modal.span))
        future = self.future_time(token)
        if future is not None:
            signs.append(_Sign("planned", future))
        return signs

    def ahead(self, noun: Token) -> list[_Sign]:
        """"A strike is on the way", "talks are in the offing": what is still to come."""
        if noun.dep != "nsubj" or noun.head.lemma != "be":
            return []
        words = self.tables.words["ahead"]
        places = [c for c in noun.head.children if c.dep == "prep" and c.lower in ("on", "in")]
        return [_Sign("planned", (prep.start, o.end)) for prep in places for o in prep.children if o.dep == "pobj" and o.lower in words]

    def word_on_noun(self, word: Token, noun: Token, signs: list[_Sign]) -> None:
        """Determiners, adjectives and the like."""
        words = self.tables.words
        effect: Effect | None = None
        if self.not_one(word, noun) or (word.dep == "neg" and not self.not_only(word)):
            effect = "negated"
        elif word.dep in ("det", "predet", "nummod", "cc", "preconj"):
            effect = words["determiner"].get(word.lower)
        elif word.dep == "compound" and noun.sentence.headline and word.tag in ("NNS", "NNPS"):
            self.headline_verb(word, signs)
        elif word.dep in ("amod", "nmod", "compound"):
            effect = words["adjective"].get(word.lower)
        elif word.dep == "advmod":
            effect = words["adverb"].get(word.lower)
        if effect is not None and effect != "keep":
            signs.append(_Sign(cast(Certainty, effect), word.span))

    def clause_on_noun(self, clause: Token, signs: list[_Sign]) -> None:
        """Participles, adjectives and relative clauses after the noun."""
        if clause.pos == "ADJ":
            effect = self.tables.words["adjective"].get(clause.lower)
            if effect is not None and effect != "keep":
                signs.append(_Sign(cast(Certainty, effect), clause.span))
        elif clause.dep == "acl" and clause.tag == "VBN":
            self.passive_on_noun(clause, signs)
        elif clause.dep == "relcl":
            self.relative_on_noun(clause, signs)

    def headline_verb(self, noun: Token, signs: list[_Sign]) -> None:
        """"Court orders release": a verb in -s that the parser took for a noun."""
        lemma = noun.lower.removesuffix("s")
        row = self.tables.governors.get(("verb", "obj"), {}).get(lemma)
        if row is not None and row.effect in ("planned", "negated"):
            signs.append(_Sign(row.effect, noun.span))

    def passive_on_noun(self, participle: Token, signs: list[_Sign]) -> None:
        """"talks planned for May": the participle governs the noun as its object."""
        governor, cue = self.governor(participle, "obj")
        if governor is not None and governor.effect in ("planned", "negated", "alleged", "possible") and participle.lemma not in ("request", "announce"):
            signs.append(_Sign(governor.effect, cue))

    def relative_on_noun(self, verb: Token, signs: list[_Sign]) -> None:
        """"talks which will begin on Monday", "a visit that was put off": what the clause says of the noun itself."""
        for c in verb.children:
            if c.dep in ("nsubj", "nsubjpass") and c.lower in ("which", "that"):
                before = len(signs)
                if c.dep == "nsubjpass":
                    self.nominal(c, verb, signs)
                else:
                    self.subject(c, verb, signs)
                signs[before:] = [s for s in signs[before:] if s.label in ("planned", "negated", "possible")]

    def on_verb(self, token: Token) -> list[_Sign]:
        words = self.tables.words
        signs: list[_Sign] = []
        modal: _Sign | None = None
        subject: Token | None = None
        for c in token.children:
            if c.dep == "aux":
                if c.lower in words["modal"] and c.tag == "MD":
                    modal = _Sign(cast(Certainty, words["modal"][c.lower]), c.span)
                    signs.append(modal)
                if c.lower in _INVERTING and self.inverts(c, token):
                    signs.append(_Sign("hypothetical", c.span))
            elif c.dep == "neg":
                if not self.not_only(c):
                    signs.append(_Sign("negated", c.span))
            elif c.dep in ("advmod", "cc", "preconj", "npadvmod", "intj"):
                effect = words["adverb"].get(c.lower) if not self.not_only(c) else None
                if effect is not None and effect != "keep":
                    signs.append(_Sign(cast(Certainty, effect), c.span))
                elif c.dep == "advmod" and c.lower == "longer" and any(g.lower == "no" for g in c.children):
                    signs.append(_Sign("negated", c.span))
            elif c.dep == "mark":
                effect = words["mark"].get(c.lower)
                if effect is not None and effect != "keep":
                    signs.append(_Sign(cast(Certainty, effect), c.span))
            elif c.dep in ("nsubj", "nsubjpass"):
                subject = c
                self.negative_noun(c, signs)
            elif c.dep in ("dobj", "attr", "oprd", "dative"):
                self.negative_noun(c, signs)
            elif c.dep in ("parataxis", "ccomp") and all(g.dep in ("nsubj", "punct", "aux", "advmod", "npadvmod", "cc") for g in c.children):
                governor, cue = self.governor(c, "that")
                if governor is not None and governor.effect == "alleged" and self.has(c, "nsubj"):
                    signs.append(_Sign("alleged", cue))
        if modal is not None:
            signs += self.unreal(token, modal, subject)
        if token.dep == "ROOT":
            signs += self.on_root(token, subject, modal)
        if modal is None:
            signs += self.to_come(token)
            if token.dep in ("ccomp", "conj", "advcl", "acl", "relcl") and (span := self.subjunctive(token, subject)) is not None:
                signs.append(_Sign("planned", span))
        return signs

    def unreal(self, token: Token, modal: _Sign, subject: Token | None) -> list[_Sign]:
        """"would have paid", "any raid would be answered": what the modal says is not to come by itself."""
        if modal.label == "planned" and self.reading.text[modal.cue[0] : modal.cue[1]].lower() == "would" and any(c.lower == "have" and c.dep == "aux" for c in token.children):
            return [_Sign("hypothetical", modal.cue)]
        if subject is not None and (subject.lower in ("anyone", "whoever", "anybody") or any(c.lower == "any" and c.dep == "det" for c in subject.children)):
            return [_Sign("hypothetical", modal.cue)]
        return []

    def negative_noun(self, noun: Token, signs: list[_Sign]) -> None:
        if noun.lower in self.tables.words["pronoun"]:
            signs.append(_Sign("negated", noun.span, False))
            return
        for c in noun.children:
            if (c.lower in self.tables.words["determiner"] and c.dep in ("det", "neg", "preconj", "nummod")) or self.not_one(c, noun):
                signs.append(_Sign("negated", (min(c.start, *(g.start for g in c.children)), c.end) if c.children else c.span, False))
                return

    def conditions(self, token: Token) -> list[Span]:
        """The words that open the conditions under a verb."""
        if token.pos not in ("VERB", "AUX", "ADJ"):
            return []
        clauses = (c for c in token.children if c.dep in ("advcl", "prep") or (c.dep == "ccomp" and c.i < token.i and not self.has(c, "mark")))
        return [span for c in clauses if (span := self.condition(c)) is not None]

    def not_one(self, child: Token, noun: Token) -> bool:
        """"not a word", "not one shot"."""
        if child.i > noun.i or self.not_only(child):
            return False
        return child.lower == "not" or (child.dep in ("nummod", "det", "quantmod", "amod") and any(g.lower == "not" and not self.not_only(g) for g in child.children))

    def not_only(self, word: Token) -> bool:
        """"not only", "not just": no negation."""
        after = word.i + 1
        return word.lower == "not" and after < len(self.reading.tokens) and self.reading.tokens[after].lower in ("only", "just", "merely", "least")

    def condition(self, clause: Token) -> Span | None:
        """The word that makes an adverbial clause a condition."""
        if clause.lower in self.tables.words["mark"] and self.tables.words["mark"][clause.lower] == "hypothetical":
            return clause.span
        subject = False
        for c in clause.children:
            if c.dep == "mark" or (c.dep in ("advmod", "prep") and c.i < clause.i):
                if self.tables.words["mark"].get(c.lower) == "hypothetical":
                    return c.span
            elif c.dep in _SUBJECTS:
                subject = True
            elif c.dep in _AUX and c.lower in _INVERTING and not subject and self.inverts(c, clause):
                return c.span
        return None

    def inverts(self, aux: Token, clause: Token) -> bool:
        """Whether the auxiliary opens its clause before the subject ("Should they refuse, …"), which is no question."""
        before = any(c.i < aux.i and c.dep not in ("punct", "cc", "mark", "advmod", "advcl", "npadvmod") for c in clause.children)
        return not before and any(c.dep in _SUBJECTS and c.i > aux.i for c in clause.children) and not self.question(clause)

    def question(self, token: Token) -> bool:
        return any(t.text == "?" for t in token.sentence.tokens[-2:])

    def on_root(self, token: Token, subject: Token | None, modal: _Sign | None) -> list[_Sign]:
        """Questions, imperatives, and the infinitive of a headline."""
        last = token.sentence.tokens[-1]
        if last.text != "?" and len(token.sentence.tokens) > 1 and last.text in "\"'”’)":
            last = token.sentence.tokens[-2]
        if last.text == "?":
            return [_Sign("possible", last.span)]
        to = self.to_of(token)
        if to is not None:
            return [_Sign("planned", to)]
        plain = token.tag == "VB" and subject is None and modal is None and not token.sentence.headline
        if plain and not any(c.dep in _AUX for c in token.children):
            return [_Sign("planned", token.span)]
        return []

    def subjunctive(self, token: Token, subject: Token | None) -> Span | None:
        """The bare verb of "demanded that it be lifted", "urged that she resign"."""
        if subject is None or subject.i > token.i:
            return None
        aux = [c for c in token.children if c.dep in _AUX]
        if aux:
            return aux[0].span if aux[0].lower == "be" else None
        return token.span if token.tag == "VB" and token.lower in ("be", token.lemma) and self.has(token, "mark") else None

    def to_come(self, token: Token) -> list[_Sign]:
        """A present-tense verb with a date still to come: "are meeting on Monday", "opens next week"."""
        present = token.tag in ("VBZ", "VBP") or any(c.dep in _AUX and c.tag in ("VBZ", "VBP") and c.lemma == "be" for c in token.children)
        if not present:
            return []
        future = self.future_time(token) or (None if token.sentence.headline else self.calendar(token))
        return [_Sign("planned", future)] if future is not None else []

    def calendar(self, token: Token) -> Span | None:
        """A weekday or month right on the verb: with the present tense it is one to come."""
        days = self.tables.words["calendar"]
        for c in token.children:
            obj = c.child("pobj") if c.dep == "prep" and c.lower in ("on", "in", "from") else c if c.dep == "npadvmod" else None
            if obj is not None and obj.lower in days and obj.ent == "DATE" and not any(g.lower in ("every", "each", "last") for g in obj.children):
                return (c.start, obj.end) if c.i < obj.i else obj.span
        return None

    def future_time(self, token: Token) -> Span | None:
        """A time expression on the word that begins after the day of publication, or says by itself that it is to come."""
        for c in token.children:
            if c.dep in ("npadvmod", "poss", "compound", "nmod", "advmod", "nummod", "amod", "tmod"):
                found = self.is_future(c)
            elif c.dep == "prep" and (obj := c.child("pobj")) is not None:
                found = self.is_future(obj)
            else:
                found = None
            if found is not None:
                return found
        return None

    def is_future(self, token: Token) -> Span | None:
        times, published = self.reading.times, self.reading.published
        if times and published:
            k = bisect_left(times, (token.end, 0), key=lambda t: t.span) - 1
            if k >= 0 and times[k].span[1] > token.start and times[k].begin is not None and times[k].type in ("DATE", "TIME"):
                return times[k].span if cast(str, times[k].begin)[:10] > published[:10] else None
        if token.lower == "tomorrow":
            return token.span
        if token.pos in ("NOUN", "PROPN") and token.ent in ("DATE", "TIME"):
            return next(((c.start, token.end) for c in token.children if c.lower in ("next", "coming") and c.i < token.i), None)
        return None
