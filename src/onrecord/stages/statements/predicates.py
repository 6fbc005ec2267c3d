"""Statements that a verb, noun or adjective lays to its subject: "said that …", "the claim that …", "is confident that …"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.knowledge.cues import Cue, source_words
from onrecord.reading import Quote, Token
from onrecord.spans import Span, hull
from onrecord.stages.statements.draft import Draft
from onrecord.stages.statements.frame import Frame, edge, is_mark

_CLAUSES = ("ccomp", "xcomp")
_AS_CLASSES = frozenset({"say", "report", "tell", "write"})
_LIGHT_OBJECT = ("dobj", "attr", "nsubjpass", "oprd")


def find(frame: Frame) -> Iterator[Draft]:
    """Every statement with a verb, noun or adjective for its cue, in text order of the cues."""
    cues = frame.cues
    for token in frame.reading.tokens:
        draft = None
        if token.tag == "VBN" and token.lower in cues.adjectives and any(c.dep == "auxpass" for c in token.children):
            draft = _adjective(frame, token, cues.adjectives[token.lower])
            if draft is not None:
                yield draft
                continue
        if token.pos in ("VERB", "AUX") or token.tag[:2] == "VB":
            if frame.lemma(token) in cues.verbs and token.dep not in ("aux", "auxpass"):
                draft = _verb(frame, token)
        elif token.pos == "NOUN" and token.lemma in cues.nouns:
            draft = _noun(frame, token, cues.nouns[token.lemma])
        elif token.pos in ("ADJ", "VERB") and token.lower in cues.adjectives:
            draft = _adjective(frame, token, cues.adjectives[token.lower])
        if draft is None and token.tag == "VBN" and token.lower in cues.adjectives:
            draft = _adjective(frame, token, cues.adjectives[token.lower])
        if draft is not None:
            yield draft


# Which row fits

def cue_of(frame: Frame, verb: Token) -> tuple[Cue, list[Token]] | None:
    """The row whose words stand with the verb, longest first, and those words."""
    for cue in frame.cues.verbs.get(frame.lemma(verb), ()):
        words = _with(frame, verb, cue.words[1:])
        if words is not None:
            return cue, [verb, *words]
    return None


def _with(frame: Frame, verb: Token, wanted: Sequence[str]) -> list[Token] | None:
    found: list[Token] = []
    for word in wanted:
        hit = next((c for t in (verb, *found) for c in frame.kids(t) if c.lower == word), None)
        if hit is None:
            return None
        found.append(hit)
    return found


# Verbs

def _verb(frame: Frame, verb: Token) -> Draft | None:
    fit = cue_of(frame, verb)
    if fit is None:
        return None
    cue, words = fit
    if _is_asked(frame, verb) or ("would-to" in cue.flags and not any(c.lower in ("would", "'d", "should") for c in verb.children)):
        return None
    found = _content(frame, verb, cue)
    if found is None:
        return None
    content, rule, extra = found
    if not content:
        return None
    speaker = speaker_of(frame, verb, cue)
    if speaker is not None and not _can_speak(speaker, cue, rule):
        return None
    if speaker is not None and _is_own_report(speaker, verb, content, frame) and cue.cls not in ("believe", "doubt"):
        return None
    if speaker is None and not _may_lack_speaker(frame, verb, cue, rule):
        return None
    return _draft(frame, verb, cue, [*words, *extra], speaker, content, rule)


def _is_own_report(speaker: Token, verb: Token, content: list[Span], frame: Frame) -> bool:
    """Whether somebody quoted speaks of his own saying and thinking without quoting: "“I think that …”" adds no source."""
    if speaker.lower not in ("i", "we") or verb.quote is None:
        return False
    return not any(c in "“\"‘'" for start, end in content for c in frame.reading.text[start:start + 1] + frame.reading.text[end - 1 : end])


def _draft(frame: Frame, head: Token, cue: Cue, words: Sequence[Token], speaker: Token | None, content: list[Span], rule: str) -> Draft:
    span = frame.name_span(speaker) if speaker is not None else None
    if span is not None:
        content = [c for piece in content for c in _without(piece, span, frame)]
    certainty = "asserted" if rule == "after-colon" and cue.certainty == "denied" else cue.certainty  # what is said against the other
    return Draft(head, cue, cue_spans(words), speaker, span, content, head.quote, head.sentence, rule, cue.act, certainty)


def _without(piece: Span, name: Span, frame: Frame) -> list[Span]:
    """The piece as it is, unless the words that name the speaker stand at its edge."""
    if piece[0] < name[0] and name[1] <= piece[1] and piece[1] - name[1] < 2:
        from onrecord.spans import strip

        cut = strip(frame.reading.text, (piece[0], name[0]))
        return [cut] if cut else []
    return [piece]


def cue_spans(words: Sequence[Token]) -> list[Span]:
    out: list[Span] = []
    for token in sorted(set(words), key=lambda t: t.i):
        if out and token.start - out[-1][1] <= 1:
            out[-1] = (out[-1][0], token.end)
        else:
            out.append(token.span)
    return out


def _passive(frame: Frame, verb: Token) -> bool:
    if verb.tag != "VBN":
        return False
    if any(c.dep in ("auxpass", "nsubjpass", "agent") for c in frame.kids(verb)):
        return True
    if verb.dep == "acl":
        return not _looks_finite(frame, verb)
    return verb.dep == "advcl" and not any(c.dep == "aux" for c in frame.kids(verb))


def _looks_finite(frame: Frame, verb: Token) -> bool:
    """Whether the parser took a past tense for a participle: "William Conley, a judge, ordered that …"."""
    before = frame.before(verb)
    named = frame.head(verb).pos == "PROPN" and before is not None and before.text == ","
    return named and any(c.dep == "ccomp" and frame.child(c, "mark") is not None for c in frame.kids(verb))


def _is_asked(frame: Frame, verb: Token) -> bool:
    """Whether "asked" is what was done to somebody: "Asked whether he would go, he shrugged"."""
    return verb.lower == "asked" and verb.dep in ("acl", "advcl", "relcl") and frame.own_subject(verb) is None


def _agent(frame: Frame, verb: Token) -> Token | None:
    by = frame.child(verb, "agent")
    return frame.child(by, "pobj") if by is not None else None


def speaker_of(frame: Frame, verb: Token, cue: Cue) -> Token | None:
    """Who speaks or thinks, or None where the words name no one."""
    if _passive(frame, verb):
        return frame.subject(verb) if "quote" in cue.flags else _agent(frame, verb)
    subject = inverted(frame, verb) or frame.subject(verb)
    if subject is None:
        return None
    if "quote" in cue.flags:
        return frame.child(verb, "dobj")
    citing = cited(frame, verb, subject)
    if citing is not None:
        return citing
    if subject.lower in ("it", "there") and subject.dep == "expl":
        return None
    return subject


def inverted(frame: Frame, verb: Token) -> Token | None:
    """The spokesman in "…, announced the spokesman", whom the parser took for an object."""
    if frame.own_subject(verb) is not None or verb.tag not in ("VBD", "VBZ", "VBP"):
        return None
    if verb.dep == "conj":
        before = frame.before(verb)
        if before is None or before.text != ",":
            return None
    elif not any((c.dep == "ccomp" or c.holds is not None) and c.i < verb.i for c in frame.kids(verb)):
        return None
    return next((c for c in frame.kids(verb) if c.dep in ("dobj", "attr", "oprd", "npadvmod") and c.i > verb.i and c.holds is None and c.ent not in ("DATE", "TIME") and verb.lemma != "tell"), None)


def cited(frame: Frame, *holders: Token) -> Token | None:
    """The prosecutor in "ISNA, citing the prosecutor, reported …" and in "ISNA, which cited the prosecutor": the participle or relative
    clause stands with the verb or with its subject."""
    for holder in holders:
        for c in frame.kids(holder):
            citing = (c.dep in ("advcl", "acl") and c.tag == "VBG") or (c.dep == "relcl" and c.tag in ("VBD", "VBZ", "VBP"))
            if citing and frame.lemma(c) in ("cite", "quote"):
                named = frame.child(c, "dobj")
                if named is not None and (named.ent in ("PERSON", "ORG", "NORP", "GPE") or named.lemma in source_words()["person"]):
                    return _issuer(frame, named)
    return None


def _issuer(frame: Frame, named: Token) -> Token:
    """The navy in "citing a communiqué of the navy"."""
    if named.pos == "NOUN" and named.lemma in source_words()["text"]:
        prep = next((c for c in frame.kids(named) if c.dep == "prep" and c.lower in ("of", "by", "from")), None)
        issuer = frame.child(prep, "pobj") if prep is not None else None
        return issuer or frame.child(named, "poss") or named
    return named


def _can_speak(speaker: Token, cue: Cue, rule: str) -> bool:
    """Whether the subject is one that can say or think; a thing can only show."""
    if speaker.lower in source_words()["anyone"]:
        return False
    if cue.act == "attitude" and speaker.quote is not None and speaker.pos == "NOUN" and not speaker.ent:
        return speaker.lemma in source_words()["person"]
    if cue.cls == "show":
        return speaker.lemma in source_words()["text"]
    if cue.cls == "suggest" and speaker.pos == "NOUN" and not speaker.ent:
        known = source_words()
        if speaker.lemma not in known["person"] | known["text"] | known["outlet"] and any(speaker.lemma.endswith(t) for t in known["thing"]):
            return False
    if speaker.pos in ("NUM", "SYM", "ADJ", "ADV") and speaker.lemma not in ("one",) and speaker.ent not in ("PERSON", "ORG", "GPE"):
        return speaker.tag == "CD" or speaker.pos == "ADJ"
    return speaker.lower not in ("what", "this", "there", "which", "that")


def _may_lack_speaker(frame: Frame, verb: Token, cue: Cue, rule: str) -> bool:
    """"It was reported that …" names no one and is a statement; "to say that …" and "accused of theft" are none."""
    if _passive(frame, verb):
        return (rule in ("passive-clause", "passive-infinitive", "parenthesis") and "pass" in cue.flags) or (rule == "clause" and cue.act == "speech")
    return False


Found = tuple[list[Span], str, list[Token]]


def _content(frame: Frame, verb: Token, cue: Cue) -> Found | None:
    """What is said, the rule that found it, and further words of the cue."""
    for rule in (_quoted_source, _colon, _clause, _parenthesis, _as_clause, _small_clause, _prepositional, _object, _fragment):
        found = rule(frame, verb, cue)
        if found is not None:
            return found
    return None


def _quoted_source(frame: Frame, verb: Token, cue: Cue) -> Found | None:
    """Nothing: "quoted him as saying …" is the statement of "saying", unless what is said stands before."""
    if any(c.dep == "ccomp" and c.i < verb.i for c in frame.kids(verb)):
        return None
    return ([], "none", []) if "quote" in cue.flags and any(c.dep == "prep" and c.lower == "as" for c in frame.kids(verb)) else None


def _colon(frame: Frame, verb: Token, cue: Cue) -> Found | None:
    """"disputes this: the prisoner never received a blow", "told us: the president threatened her"."""
    if cue.act != "speech" or cue.cls in ("show", "judge") or not (frame.head(verb) is verb or verb.dep in ("conj", "ccomp", "parataxis", "pcomp", "dep")):
        return None
    tokens = verb.sentence.tokens
    at = next((k for k in range(frame.at[verb.i] + 1, min(len(tokens), frame.at[verb.i] + 30)) if tokens[k].text == ":"), None)
    if at is None or at + 2 >= len(tokens) or any(t.tag in ("VBD", "VBZ", "VBP") for t in tokens[frame.at[verb.i] + 1 : at]):
        return None
    told = tokens[at + 1 :]
    if told[0].holds is not None or is_mark(told[0]) or not any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in told):
        return None
    return frame.pieces(told, verb.quote), "after-colon", []


def _clause(frame: Frame, verb: Token, cue: Cue) -> Found | None:
    """The clause after the verb: finite, infinitive or gerund as the row allows."""
    rights = [c for c in frame.kids(verb) if c.dep in _CLAUSES and c.i > verb.i and c.holds is None]
    if not rights:
        rights = [c for c in frame.kids(verb) if c.dep == "advcl" and c.i > verb.i and frame.is_infinitive(c) and "to" in cue.flags and _right_after(frame, verb, c)]
    if not rights and "that" in cue.flags:
        rights = [c for c in frame.kids(verb) if c.dep == "conj" and c.i > verb.i and _is_unjoined(frame, verb, c)]
    noted = _in_notice(frame, verb)
    rights = rights or noted or _under_preposition(frame, verb, cue)
    asked = _asks(frame, verb, cue)
    for comp in rights:
        shape = _shape(frame, comp)
        if comp.lower in cue.words or _runs_on(frame, verb, comp) or (cue.cls == "react" and any(c.lower == "what" for c in frame.kids(comp))):
            continue
        if shape == "small":
            if "sc" in cue.flags:
                return frame.pieces(frame.subtree(comp), verb.quote), "small-clause", []
            if "that" not in cue.flags:
                continue
            shape = "that"
        if shape == "to" and "pass" in cue.flags and _passive(frame, verb):
            return _raised(frame, verb, comp, cue)
        if shape == "ing" and frame.own_subject(comp) is not None and "that" in cue.flags:
            shape = "that"
        if shape not in cue.flags and not (shape == "to" and asked):
            continue
        if shape == "that" and _is_split(frame, verb, comp):
            return None
        tokens = _clause_tokens(frame, verb, comp, cue, shape)
        if noted and comp is not noted[0] and shape == "that":
            tokens = frame.subtree(noted[0]) + tokens
        pieces = frame.pieces(tokens, verb.quote)
        if not pieces:
            continue
        return pieces, {"that": "clause", "to": "infinitive", "ing": "gerund"}[shape], []
    return None


def _is_unjoined(frame: Frame, verb: Token, clause: Token) -> bool:
    """Whether a clause that the parser joined to the cue follows without "and" or comma: "indicated on Twitter the girl was ill"."""
    if frame.own_subject(clause) is None or any(c.dep == "cc" for c in frame.kids(verb)):
        return False
    before = frame.before(frame.subtree(clause)[0])
    return before is not None and before.pos not in ("PUNCT", "CCONJ")


def _runs_on(frame: Frame, verb: Token, comp: Token) -> bool:
    """Whether a comma alone stands between: "Washington asked, the court stamped"."""
    if frame.child(comp, "mark") is not None:
        return False
    first = frame.subtree(comp)[0]
    if any(t.holds is not None for t in frame.tokens_between(verb, first)):
        return True
    comma = frame.before(first)
    return comma is not None and comma.text == "," and frame.before(comma) is verb and first.lower not in ("that", "to") and frame.own_subject(verb) is not None and comp.dep == "ccomp"


def _asks(frame: Frame, verb: Token, cue: Cue) -> bool:
    """Whether the verb stands with a preposition that lets an infinitive follow: "called on ministers to resign"."""
    return any("to" in after and any(c.dep in ("prep", "dative", "mark") and c.lower == prep for c in frame.kids(verb)) for prep, after in cue.preps.items())


def _in_notice(frame: Frame, verb: Token) -> list[Token]:
    """The clause that the parser hung on the noun in "said in a notice that …"."""
    for prep in (c for c in frame.kids(verb) if c.dep == "prep" and c.i > verb.i):
        noun = frame.child(prep, "pobj")
        if noun is not None:
            for c in frame.kids(noun):
                mark = frame.child(c, "mark") if c.dep in ("acl", "ccomp") else None
                if mark is not None and mark.lower == "that":
                    return [c]
    return []


def _is_split(frame: Frame, verb: Token, comp: Token) -> bool:
    """Whether the cue stands in the middle of the clause: "The minister, it was said, might go"."""
    if frame.own_subject(comp) is not None or frame.child(comp, "mark") is not None:
        return False
    group = _group(frame, verb, comp)
    return _set_off(frame, group) and frame.at[group[0].i] > 1


def _right_after(frame: Frame, verb: Token, comp: Token) -> bool:
    first = frame.subtree(comp)[0]
    before = frame.before(first)
    return before is verb or (before is not None and before.pos in ("NOUN", "PROPN", "PRON", "ADV"))


def _under_preposition(frame: Frame, verb: Token, cue: Cue) -> list[Token]:
    """The infinitive in "called on ministers to use …", "appealed to both sides to stop", "called for X to resign"."""
    out: list[Token] = []
    for c in frame.kids(verb):
        if c.dep in ("prep", "dative") and "to" in cue.preps.get(c.lower, ()):
            out += [k for k in frame.kids(c) if k.dep in ("pcomp", "ccomp", "xcomp")]
            noun = frame.child(c, "pobj")
            out += [k for k in frame.kids(noun) if frame.is_infinitive(k)] if noun is not None else []
    return out


def _shape(frame: Frame, comp: Token) -> str:
    if any(c.tag == "TO" for c in frame.kids(comp)) or frame.is_infinitive(comp):
        return "to"
    aux = {c.tag for c in frame.kids(comp) if c.dep in ("aux", "auxpass")}
    if comp.tag == "VBG" and not aux - {"VBG"}:
        return "ing"
    if aux & {"VBG"} and not aux & {"VBD", "VBZ", "VBP", "MD"}:
        return "ing"
    if comp.tag[:1] != "V" and comp.pos != "AUX" and not aux & {"VBD", "VBZ", "VBP", "MD", "VB"}:
        return "small"
    if comp.tag == "VBN" and not aux:
        return "small"
    return "that"


def _clause_tokens(frame: Frame, verb: Token, comp: Token, cue: Cue, shape: str) -> list[Token]:
    skip = [c for c in frame.kids(comp) if _leaves(frame, c)]
    tokens = frame.subtree(comp, skip)
    if shape == "to" and cue.act == "speech":  # whom one urges is spoken to, not spoken of
        subject = frame.own_subject(comp)
        if subject is not None and subject.i < comp.i:
            left = {t.i for t in frame.subtree(subject)}
            tokens = [t for t in tokens if t.i not in left]
    for other in frame.kids(verb):
        if other.dep == "conj" and other.i > comp.i and _goes_on(frame, verb, other):
            tokens += [t for t in frame.tokens_between(tokens[-1], other) if t.lower in ("and", "or", "but")] + frame.subtree(other)
    first = comp if shape != "that" else None
    tokens = [t for t in tokens if t.i > verb.i]
    tokens.sort(key=lambda t: t.i)
    return tokens if first is None or first in tokens else [*tokens, first]


def _goes_on(frame: Frame, verb: Token, other: Token) -> bool:
    """Whether a clause that the parser joined to the cue belongs to what is said: it has its own subject, is no cue itself, and no
    comma parts it ("said the ship was late and the crew were tired"), or it is shifted back as reported speech is."""
    if frame.own_subject(other) is None or other.lemma in frame.cues.verbs:
        return False
    first = frame.subtree(other)[0]
    before = frame.before(first)
    if before is not None and before.pos == "CCONJ":
        before = frame.before(before)
    if before is None or before.text != ",":
        return True
    return any(c.lower in ("would", "had") for c in frame.kids(other) if c.dep in ("aux", "auxpass"))


def _leaves(frame: Frame, token: Token) -> bool:
    """Whether a part of a clause is the reporter's again: ", while Ethiopia insists …", ", according to …", "; the army …"."""
    if token.dep == "advcl" and token.tag[:1] == "V":
        mark = frame.child(token, "mark")
        return mark is not None and mark.lower in ("while", "whereas", "although", "though") and token.lemma in frame.cues.verbs
    return token.dep == "prep" and token.lower == "according"


def _raised(frame: Frame, verb: Token, comp: Token, cue: Cue) -> Found | None:
    """"The minister is said to have left": the subject and the infinitive are the content."""
    subject = frame.own_subject(verb)
    tokens = frame.subtree(comp)
    if subject is None or subject.lower == "it" or cue.act == "attitude":
        return None
    if subject.tag in ("WDT", "WP"):
        return frame.pieces(tokens, verb.quote), "passive-infinitive", []
    return [*frame.pieces(frame.subtree(subject), verb.quote), *frame.pieces(tokens, verb.quote)], "passive-infinitive", []


def _parenthesis(frame: Frame, verb: Token, cue: Cue) -> Found | None:
    """"Its men stopped the group, it said, before the line was crossed", "The town had fallen, said the minister"."""
    if not _may_be_aside(cue) or _answers(frame, verb) or (verb.tag == "VBN" and not _passive(frame, verb)):
        return None
    left = next((c for c in frame.kids(verb) if c.dep == "ccomp" and c.i < verb.i and c.holds is None), None)
    host = frame.head(verb)
    right = next((c for c in frame.kids(verb) if c.dep == "ccomp" and c.i > verb.i and c.holds is None and _is_split(frame, verb, c)), None)
    if left is None and right is not None:
        return _split(frame, verb, right)
    if left is None and not ((verb.dep in ("parataxis", "ccomp", "advcl") or (verb.dep == "conj" and inverted(frame, verb) is not None)) and host is not verb and verb.tag in ("VBD", "VBZ", "VBP", "VBN") and not frame.child(verb, "mark")):
        return None
    group = _group(frame, verb, left)
    if (left is None and not _set_off(frame, group)) or not _after_comma(frame, group):
        return None
    top = left if left is not None else host
    inside = {t.i for t in group}
    tokens = [t for t in frame.subtree(top, [verb] if top is not verb else []) if t.i not in inside]
    tokens += [t for c in frame.kids(verb) if c is not left and c.i not in inside and c.dep in ("npadvmod", "advmod", "prep", "advcl", "ccomp", "conj", "dep") and not _is_cue(frame, c) and frame.lemma(c) not in ("cite", "quote") for t in frame.subtree(c) if t.i not in inside]
    tokens = sorted({t.i: t for t in tokens}.values(), key=lambda t: t.i)
    pieces = frame.pieces(_within_semicolons(frame, tokens, group), verb.quote)
    return (pieces, "parenthesis", []) if pieces else None


def _answers(frame: Frame, verb: Token) -> bool:
    """Whether the verb goes on from what stands before: "…, to which the porter replied"."""
    return any(c.dep == "prep" and any(k.tag in ("WDT", "WP") for k in frame.kids(c)) for c in frame.kids(verb))


def _may_be_aside(cue: Cue) -> bool:
    """Whether the cue can stand between commas: "he said", "it believes", "she fears"; not "they laughed", "he wants"."""
    if cue.cls == "quote":
        return True
    return "that" in cue.flags and cue.cls != "manner" and (cue.act == "speech" or cue.cls in ("believe", "fear", "hope", "doubt"))


def _within_semicolons(frame: Frame, tokens: list[Token], group: list[Token]) -> list[Token]:
    """The tokens between the semicolons around the cue."""
    around = group[0].sentence.tokens
    first, last = frame.at[group[0].i], frame.at[group[-1].i]
    low = next((k for k in range(first, -1, -1) if around[k].text == ";"), -1)
    high = next((k for k in range(last, len(around)) if around[k].text == ";"), len(around))
    return [t for t in tokens if low < frame.at[t.i] < high]


def _split(frame: Frame, verb: Token, right: Token) -> Found | None:
    """Both sides of a cue in the middle of a clause."""
    group = _group(frame, verb, right)
    tokens = group[0].sentence.tokens
    first = frame.at[group[0].i]
    start = max((k + 1 for k in range(first) if tokens[k].text == ";"), default=0)
    pieces = frame.pieces(tokens[start:first], verb.quote) + frame.pieces(frame.subtree(right), verb.quote)
    return pieces, "parenthesis", []


def _after_comma(frame: Frame, group: list[Token]) -> bool:
    """Whether a comma, a dash or the end of a quotation stands before the cue; a colon or semicolon parts two clauses."""
    before = frame.before(group[0])
    return before is None or before.text in (",", "-", "–", "—", "?", "!", "(") or is_mark(before) or before.holds is not None


def _is_cue(frame: Frame, token: Token) -> bool:
    return token.lemma in frame.cues.verbs and token.tag[:1] == "V"


def _set_off(frame: Frame, group: list[Token]) -> bool:
    before, after = frame.before(group[0]), frame.after(group[-1])
    return before is not None and before.pos == "PUNCT" and (after is None or after.pos == "PUNCT")


def _group(frame: Frame, verb: Token, content: Token | None) -> list[Token]:
    """The words of "the minister said on Tuesday": subject, verb and what stands with them up to the next comma."""
    subject = frame.own_subject(verb)
    out = {verb.i: verb}
    for c in frame.kids(verb):
        if c is content:
            continue
        if c is subject or c.dep in ("aux", "auxpass", "neg", "prt", "dative", "dobj", "agent", "expl") or (c.dep in ("advmod", "npadvmod", "prep") and (content is None or _beside(frame, c, out))):
            out |= {t.i: t for t in frame.subtree(c)}
    return sorted(out.values(), key=lambda t: t.i)


def _beside(frame: Frame, part: Token, group: dict[int, Token]) -> bool:
    tokens = frame.subtree(part)
    before, after = frame.before(tokens[0]), frame.after(tokens[-1])
    return (before is not None and before.i in group) or (after is not None and after.i in group)


def _as_clause(frame: Frame, verb: Token, cue: Cue) -> Found | None:
    """"The talks, as the minister put it, were dead": what the clause hangs on is the content."""
    mark = next((c for c in frame.kids(verb) if c.dep in ("mark", "advmod") and c.lower == "as" and c.i < verb.i), None)
    if mark is None or verb.dep not in ("advcl", "ccomp", "parataxis") or cue.cls not in _AS_CLASSES or frame.own_subject(verb) is None:
        return None
    tokens = frame.subtree(verb)
    if verb.tag == "VBG" or (frame.before(tokens[0]) or verb).text == "as" or any(c.dep in ("prep", "dobj") and c.lower not in ("it", "in", "to") for c in frame.kids(verb)):
        return None
    own = {t.i for t in tokens}
    before = frame.before(tokens[0])
    if before is not None and before.pos != "PUNCT":
        return None
    if before is None or before.text in (":", ";"):
        told = [t for t in verb.sentence.tokens[frame.at[tokens[0].i] :] if t.i not in own]
    else:
        told = [t for t in frame.subtree(frame.head(verb)) if t.i not in own]
    pieces = frame.pieces(told, verb.quote)
    return (pieces, "as-clause", []) if pieces else None


def _small_clause(frame: Frame, verb: Token, cue: Cue) -> Found | None:
    """"called the plan a farce", "described the plan as a farce", "put the dead at forty"."""
    if "sc" not in cue.flags and not cue.small:
        return None
    obj = frame.child(verb, "dobj") or (frame.own_subject(verb) if _passive(frame, verb) else None)
    what = frame.child(verb, "oprd") if "sc" in cue.flags else None
    if what is None:
        what = _as_phrase(frame, verb, obj, cue.small | ({"as"} if "sc" in cue.flags else set()))
    if (obj is not None and obj.lower.endswith(("self", "selves"))) or (what is not None and what.pos == "ADV"):
        return None
    if what is None:
        if "sc" in cue.flags and obj is not None and obj.i > verb.i and _has_quote_inside(frame, obj, verb):
            return frame.pieces(frame.subtree(obj), verb.quote), "small-clause", []
        return None
    tokens = frame.subtree(what)
    if obj is not None and verb.i < obj.i < what.i:
        tokens = frame.subtree(obj, [what]) + tokens
    elif obj is None or obj.lower in ("what", "which", "that", "whom") or obj.i < verb.i:
        tokens = [t for t in tokens if not (t is what and t.dep == "prep")]
    tokens = sorted({t.i: t for t in tokens}.values(), key=lambda t: t.i)
    pieces = frame.pieces(tokens, verb.quote)
    if len(pieces) > 1:
        pieces = [hull(pieces)] if pieces[-1][0] - pieces[0][1] < 60 else pieces
    return pieces, "small-clause", []


def _as_phrase(frame: Frame, verb: Token, obj: Token | None, wanted: set[str] | frozenset[str]) -> Token | None:
    for at in (verb, obj):
        for c in frame.kids(at) if at is not None else ():
            if c.dep == "prep" and c.lower in wanted and c.i > verb.i and any(k.dep in ("pobj", "pcomp", "amod") for k in frame.kids(c)):
                return c
    return None


def _has_quote_inside(frame: Frame, obj: Token, verb: Token) -> bool:
    tokens = frame.subtree(obj)
    return tokens[0].quote is verb.quote and any(below(t.quote, verb.quote) or t.holds is not None for t in tokens)


def below(quote: Quote | None, level: Quote | None) -> bool:
    """Whether the quotation stands deeper than the level."""
    return quote is not None and quote is not level


def _prepositional(frame: Frame, verb: Token, cue: Cue) -> Found | None:
    """"accused of opening fire", "warned of a famine", "spoke of “a mistake”"."""
    for prep in (c for c in frame.kids(verb) if c.dep == "prep" and c.lower in cue.preps and c.i > verb.i):
        after = cue.preps[prep.lower]
        gerund = frame.child(prep, "pcomp")
        if gerund is not None and "ing" in after:
            tokens = frame.subtree(prep)
            obj = frame.child(verb, "dobj")
            if obj is not None and prep.i > obj.i > verb.i and cue.cls != "react":
                tokens = frame.subtree(obj) + tokens
            return frame.pieces(tokens, verb.quote), "preposition-gerund", []
        noun = frame.child(prep, "pobj")
        if noun is not None and "np" in after and (verb.tag != "VBG" or _quoted_within(frame, noun, verb)):
            return frame.pieces(frame.subtree(noun), verb.quote), "preposition-noun", [prep]
    return None


def _object(frame: Frame, verb: Token, cue: Cue) -> Found | None:
    """"denied any part in it", "claimed responsibility for the attack", "rejected the claim that …"."""
    if ("np" not in cue.flags and not cue.nps) or inverted(frame, verb) is not None:
        return None
    obj = frame.child(verb, "dobj")
    if obj is None or obj.i < verb.i or obj.holds is not None:
        return None
    clause = next((c for c in frame.kids(obj) if c.dep in ("acl", "ccomp", "relcl") and frame.child(c, "mark") is not None and c.i > obj.i), None)
    wanted = "np" in cue.flags or obj.lemma in cue.nps or ("quoted" in cue.nps and _quoted_within(frame, obj, verb))
    if clause is not None and wanted:
        return frame.pieces(frame.subtree(clause), verb.quote), "object-clause", []
    if not wanted:
        return None
    tokens = frame.subtree(obj)
    tail = next((c for c in frame.kids(verb) if c.dep == "prep" and frame.before(c) is tokens[-1]), None)
    if tail is not None and not any(t.ent in ("DATE", "TIME") for t in frame.kids(tail)):
        tokens += frame.subtree(tail)
    return frame.pieces(tokens, verb.quote), "object", []


def _quoted_within(frame: Frame, token: Token, verb: Token) -> bool:
    return any(below(t.quote, verb.quote) for t in frame.subtree(token))


def _fragment(frame: Frame, verb: Token, cue: Cue) -> Found | None:
    """Quoted words below a verb of saying, no other verb between: "welcomed “an act of patience”"."""
    if "q" not in cue.flags or cue.act != "speech":
        return None
    inner = [t for t in _own_words(frame, verb) if below(t.quote, verb.quote) and t.i > verb.i]
    if not inner:
        return None
    spans = sorted({edge(t, verb.quote) for t in inner})
    return spans[:1] if len(spans) == 1 else [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)], "fragment", []


def _own_words(frame: Frame, verb: Token) -> Iterator[Token]:
    """The words below a verb, not entering other verbs' clauses outside quotations."""
    todo = [c for c in frame.kids(verb) if c.dep not in (*("nsubj", "nsubjpass", "csubj", "conj", "advcl", "parataxis"),)]
    while todo:
        at = todo.pop()
        if at.holds is None:
            yield at
        todo += [c for c in frame.kids(at) if c.dep not in ("relcl", "advcl") and not (c.tag[:1] == "V" and not below(c.quote, verb.quote) and c.dep != "pcomp")]


# Nouns and adjectives

def _noun(frame: Frame, noun: Token, cue: Cue) -> Draft | None:
    """"the army's complaint that …", "a promise to pay", "his fear is that …"."""
    if noun.dep == "appos" or any(c.lower in ("no", "any", "never", "neither") for c in frame.kids(noun)):
        return None
    comp = next((c for c in frame.kids(noun) if c.dep in ("acl", "ccomp", "relcl") and c.i > noun.i and _noun_frame(frame, c, cue)), None)
    rule = "noun"
    if comp is None:
        verb = frame.head(noun)
        if noun.dep == "nsubj" and verb.lemma == "be":
            comp = next((c for c in frame.kids(verb) if c.dep == "ccomp" and c.i > verb.i and ("that" in cue.flags)), None)
            rule = "noun-is"
    if comp is None:
        return None
    above = frame.head(frame.head(noun)) if noun.dep == "pobj" else None
    if above is not None and above.lemma in frame.cues.verbs and "that" in frame.cues.verbs[above.lemma][-1].flags:
        return None
    speaker = _noun_source(frame, noun, cue)
    pieces = frame.pieces(frame.subtree(comp), noun.quote)
    if not pieces:
        return None
    if speaker is None and not (cue.act == "speech" and "that" in cue.flags and _shape(frame, comp) == "that"):
        return None
    draft = _draft(frame, noun, cue, [noun], speaker, pieces, rule if speaker is not None else rule + "-unsourced")
    verb = frame.head(noun)
    if noun.dep == "dobj" and frame.lemma(verb) in source_words()["relay"]:
        relays = frame.subject(verb)
        draft.via = [relays] if relays is not None and relays is not speaker else []
    return draft


def _noun_frame(frame: Frame, comp: Token, cue: Cue) -> bool:
    if frame.is_infinitive(comp):
        return "to" in cue.flags
    mark = frame.child(comp, "mark")
    return "that" in cue.flags and mark is not None and mark.lower in ("that", "whether")


def _noun_source(frame: Frame, noun: Token, cue: Cue) -> Token | None:
    poss = frame.child(noun, "poss")
    if poss is not None:
        return poss
    for c in frame.kids(noun):
        if c.dep in ("prep", "agent") and c.lower in ("of", "by", "from", "among"):
            named = frame.child(c, "pobj")
            if named is not None:
                return named
    verb = frame.head(noun)
    if noun.dep in _LIGHT_OBJECT and verb.tag[:1] == "V" and verb.lemma not in ("reject", "deny", "dismiss", "dispute", "hear", "receive", "face", "refute", "repeat", "fuel", "quash"):
        return frame.subject(verb) if noun.dep != "nsubjpass" else _agent(frame, verb)
    if noun.dep == "pobj" and verb.dep == "prep" and verb.lower in ("in", "with") and frame.head(verb).tag[:1] == "V":
        return frame.subject(frame.head(verb))
    return None


def _adjective(frame: Frame, word: Token, cue: Cue) -> Draft | None:
    """"is confident that …", "are afraid to …"."""
    be = frame.head(word) if word.dep in ("acomp", "oprd", "amod", "attr") else word
    comp = next((c for t in (word, be) for c in frame.kids(t) if c.dep in ("ccomp", "xcomp") and c.i > word.i), None)
    content: list[Span] = []
    if comp is not None and _shape(frame, comp) in cue.flags:
        content = frame.pieces(frame.subtree(comp), word.quote)
    elif "np" in cue.preps.get("of", ()):
        prep = next((c for c in frame.kids(word) if c.dep == "prep" and c.lower == "of"), None)
        content = frame.pieces(frame.subtree(prep), word.quote) if prep is not None else []
    if not content:
        return None
    speaker = frame.subject(be) if be is not word else frame.own_subject(word) or frame.subject(word)
    if speaker is None or speaker.lower in ("it", "there", "this", "that", "what"):
        return None
    copula = [be] if be is not word and be.lemma in ("be", "remain", "feel", "seem", "become") else [c for c in frame.kids(word) if c.dep in ("auxpass", "aux") and c.lemma == "be"]
    return _draft(frame, word, cue, [*copula[:1], word], speaker, content, "adjective")


__all__ = ["below", "cited", "cue_of", "cue_spans", "find", "inverted", "is_mark", "speaker_of"]
