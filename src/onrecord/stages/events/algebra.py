"""Which type: what stands above and around a predicate changes its class (docs/method.md gives the manual's table)."""

from __future__ import annotations

from onrecord.knowledge.frames import MODES, mode_by_words
from onrecord.reading import Token
from onrecord.record import EventType
from onrecord.stages.events import clauses
from onrecord.stages.events.triggers import Candidate, near_words

COOPERATION: frozenset[EventType] = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID"})
YIELDING: frozenset[EventType] = frozenset({"CONCEDE", "RETREAT"})
HARM: frozenset[EventType] = frozenset({"SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "PROTEST", "THREATEN", "REJECT"})
_WILL = frozenset({"will", "would", "shall", "'ll", "wo", "’ll", "can", "ca", "’d", "'d"})


def decide(found: list[Candidate], by_head: dict[int, Candidate]) -> list[Candidate]:
    """The candidates that stay, each with its final type and mode. `by_head`: the sentence's candidates by token index."""
    out = []
    for candidate in found:
        below = _below(candidate, by_head)
        if not _only_wounds(candidate, by_head) and _settle(candidate, below):
            out.append(candidate)
    return out


def _only_wounds(c: Candidate, by_head: dict[int, Candidate]) -> bool:
    """Whether the word only adds the injured to a deed that kills: "killed three and wounded five" is one event."""
    if c.frame.pos != "v" or c.head.lemma not in ("wound", "injure", "hurt") or c.head.dep not in ("conj", "advcl", "ccomp", "dep"):
        return False
    other = by_head.get(c.head.head.i)
    return other is not None and other.type == "ASSAULT"


def _below(candidate: Candidate, by_head: dict[int, Candidate]) -> Candidate | None:
    """The act that is promised, demanded, refused."""
    for token in clauses.complements(candidate.head):
        if token.i in by_head and by_head[token.i] is not candidate:
            return by_head[token.i]
    return None


def _settle(c: Candidate, below: Candidate | None) -> bool:
    """Set type and mode; False when the word tells no event here."""
    act = c.frame.act
    c.rule = f"{c.type}:{c.frame.pos}:{act or 'plain'}:{'+' if c.frame.weight >= 3 else '-'}"
    handler = _HANDLERS.get(act)
    if handler is not None and not handler(c, below):
        return False
    if c.head.lemma == "call" and c.type == "CONSULT" and c.head.child("oprd", "attr", "ccomp", "acomp") is not None:
        return False
    if c.type in COOPERATION | YIELDING and _will_not(c.head):
        _refused(c)
    if c.mode is None or (c.mode == "change" and below is None):
        c.mode = mode_by_words(c.type, near_words(c.head, c.frame.pos == "n") | {c.head.lower}) or c.mode
    return True


def _promise(c: Candidate, below: Candidate | None) -> bool:
    if below is None:
        return True
    if below.type in YIELDING and not _two_sides(c.head):
        c.type = "CONCEDE"
    elif below.type in ("ASSAULT", "SANCTION", "COERCE") and c.head.lemma in ("promise", "pledge", "vow", "swear"):
        c.type, c.mode = "THREATEN", _threat_mode(below)
    return True


def _vow(c: Candidate, below: Candidate | None) -> bool:
    if below is not None and below.type in COOPERATION:
        c.type, c.mode = "AGREE", None
    elif below is not None and below.type in YIELDING:
        c.type, c.mode = "CONCEDE", None
    else:
        c.mode = c.mode or _threat_mode(below)
    return True


def _threat(c: Candidate, below: Candidate | None) -> bool:
    c.mode = c.mode or _threat_mode(below)
    return True


def _demand(c: Candidate, below: Candidate | None) -> bool:
    c.mode = _what(below) or c.mode
    return True


def _tell_to(c: Candidate, below: Candidate | None) -> bool:
    return _demand(c, below)


def _want(c: Candidate, below: Candidate | None) -> bool:
    """Only wanting another to do something is a request."""
    for child in c.head.children:
        if child.dep in ("ccomp", "xcomp") and child.child("nsubj", "nsubjpass") is not None:
            return _demand(c, below)
    return False


def _insist(c: Candidate, below: Candidate | None) -> bool:
    """Insisting that something be done is a demand; insisting that it is so is not."""
    for child in c.head.children:
        if child.dep == "ccomp" and (child.tag == "VB" or any(a.lower in ("must", "should") for a in child.children if a.dep == "aux")):
            return _demand(c, below)
    return False


def _refuse(c: Candidate, below: Candidate | None) -> bool:
    c.mode = c.mode or _what(below) or "change"
    if c.type == "REJECT" and below is not None and below.type == "REQUEST":
        c.mode = "change"
    return True


def _announce(c: Candidate, below: Candidate | None) -> bool:
    """Announcing one's own deed to come: harm is a threat, cooperation a promise; the word of saying alone is nothing."""
    if below is None or below.head.dep not in ("ccomp", "conj") or not any(a.lower in _WILL for a in below.head.children if a.dep == "aux"):
        return False
    if below.head.child("neg") is not None or not _same_subject(c.head, below.head):
        return False
    if below.type in HARM:
        c.type, c.mode = "THREATEN", _threat_mode(below)
        return below.type not in ("PROTEST", "REJECT", "THREATEN")
    if c.head.lemma not in ("announce", "declare", "confirm"):
        return False
    c.type, c.mode = ("CONCEDE", None) if below.type in YIELDING else ("AGREE", None)
    return below.type in COOPERATION | YIELDING


def _same_subject(above: Token, below: Token) -> bool:
    """Whether the lower clause is about the speaker: a pronoun, or the same word."""
    first, second = above.child("nsubj"), below.child("nsubj")
    return first is not None and second is not None and ((second.tag == "PRP" and second.lower != "you") or second.lower == first.lower)


def _nothing(c: Candidate, below: Candidate | None) -> bool:
    return False


def _allege(c: Candidate, below: Candidate | None) -> bool:
    return (below is not None and below.type in HARM) or c.head.lemma in ("allege", "charge")


def _label(c: Candidate, below: Candidate | None) -> bool:
    return any(ch.dep in ("oprd", "attr", "acomp") for ch in c.head.children) and c.head.lower != "called"


def _fail_agree(c: Candidate, below: Candidate | None) -> bool:
    return below is not None and below.type in ("AGREE", "CONSULT", "SUPPORT")


def _order_to_pay(c: Candidate, below: Candidate | None) -> bool:
    return any(t.lemma in ("pay", "compensate", "return", "refund") for t in clauses.complements(c.head))


_HANDLERS = {
    "promise": _promise, "vow": _vow, "threat": _threat, "demand": _demand, "tellto": _tell_to, "want": _want, "insist": _insist, "refuse": _refuse,
    "announce": _announce, "decide": _nothing, "intend": _nothing, "consider": _nothing, "future": _nothing, "must": _nothing,
    "allege": _allege, "label": _label, "failagree": _fail_agree, "orderpay": _order_to_pay,
}  # fmt: skip


def _threat_mode(below: Candidate | None) -> str | None:
    if below is None:
        return None
    if below.type == "ASSAULT":
        return "violence"
    if below.type == "COERCE":
        return "arrest" if below.mode == "arrest" else "expel" if below.mode == "deport" else "restrict"
    if below.type == "SANCTION":
        return "expel" if below.mode == "expel" else "relations"
    if below.type == "MOBILIZE":
        return "violence"
    return "relations" if below.type in COOPERATION else "restrict" if below.type == "REJECT" else None


def _what(below: Candidate | None) -> str | None:
    """What is asked for or refused, as REQUEST and REJECT name it."""
    if below is None:
        return None
    if below.type in ("AID", "COOPERATE", "SUPPORT"):
        return "assist"
    if below.type in ("CONSULT", "AGREE"):
        return "meet" if below.type == "CONSULT" else "change"
    return "yield" if below.type in YIELDING else "change"


def _will_not(verb: Token) -> bool:
    """Whether the verb is refused: "will not sign", "would not meet"."""
    if verb.child("neg") is None:
        return False
    return any(c.dep == "aux" and c.lower in _WILL for c in verb.children)


def _refused(c: Candidate) -> None:
    mode = _what(c)
    c.type, c.mode, c.refusal = "REJECT", mode if mode in MODES["REJECT"] else "change", True
    c.rule = "REJECT:v:will-not:+"


def _two_sides(verb: Token) -> bool:
    """Whether the subject names two sides: "Seoul and Tokyo agreed"."""
    return any(len(clauses.fellows(s)) > 1 or s.lower in ("both", "sides", "they") for s in clauses.subjects(verb))
