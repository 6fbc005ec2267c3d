"""Country and sector of an actor from the words of one phrase: "the former Kenyan defence minister, Amina Diallo".

The phrase is cut into its core and what hangs on it (", …", "of …", "who …"). In each piece the longest known countries, bodies
and roles are found. The head of the core decides; words before it and complements fill only what the head leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from onrecord.knowledge import bodies, countries, offices, roles
from onrecord.knowledge.bodies import Body
from onrecord.knowledge.countries import CountryWord
from onrecord.knowledge.offices import Office
from onrecord.knowledge.roles import Role
from onrecord.knowledge.words import fold
from onrecord.record import Sector

_TOKEN = re.compile(r"'s\b|'(?=\s|$)|[^\s,;:()\[\]\"“”'…—–]+(?:'(?!s\b)[^\s,;:()\[\]\"“”…—–]+)*|[,;:()\[\]—–]")
_NAME = 4  # words of a place name
_LONGEST = 60  # tokens of a phrase that are looked at
_OPENERS = frozenset(("of", "in", "from", "at", "for", "with", "to", "on", "against", "by", "near", "under", "across", "throughout", "over", "inside"))
_CLAUSES = frozenset(("who", "whom", "whose", "that", "which", "where", "and", "or", "but"))
_PLACING = frozenset(("of", "in", "from", "at", "inside", "across", "throughout", "near"))
_BREAKS = frozenset((",", ";", ":", "(", ")", "[", "]", "—", "–"))
_ARTICLES = frozenset(("the", "a", "an", "this", "that", "these", "those"))
_HONORIFICS = frozenset(("mr", "mrs", "ms", "miss", "dr", "sir", "madam", "mr.", "mrs.", "ms.", "dr."))

Lookup = Callable[[str], str | None]
"""A place name -> its country's code, or None where it does not say."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What a phrase says. `why`: the evidence, in words; `weight`: how much it counts (more is better); `open`: the
    sector is that of whoever the role is with ("its president"), where that is known."""

    country: str | None = None
    sector: Sector | None = None
    why: str = ""
    weight: int = 0
    country_why: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A known phrase in the tokens, `start` to `end`."""

    start: int
    end: int
    country: CountryWord | None = None
    body: Body | None = None
    role: Role | None = None
    stance: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the phrase: its core, or what an opener ("of", ",", "who") hangs on it."""

    opener: str
    start: int
    end: int


def tokens_of(text: str) -> list[str]:
    """The words and marks of a phrase, possessive 's apart, hyphened words whole; at most the first 60."""
    plain = text.replace("’", "'").replace("‘", "'").replace("\n", " ")
    return _TOKEN.findall(plain[:600])[:_LONGEST]


@lru_cache(maxsize=4096)
def _parts(token: str) -> tuple[str, ...]:
    """A token in small letters, cut at hyphens, for looking up roles."""
    return tuple(p for p in token.lower().replace(".", "").split("-") if p) or (token,)


def _named(tokens: Sequence[str], i: int) -> Hit | None:
    """The longest name of a country or a body that begins at the token. A country's name outranks a body's of equal length."""
    known, places = bodies.bodies(), countries.words()
    for size in range(min(7, len(tokens) - i), 0, -1):
        phrase = " ".join(tokens[i : i + size]).replace(" '", "'")
        plain = phrase.rstrip(".") if size > 1 or len(phrase) > 4 else phrase
        for form in (phrase, plain):
            if form in places:
                word = places[form][0]
                if not (word.kind == "seat" and form in known):
                    return Hit(i, i + size, country=word)
            if form in known:
                return Hit(i, i + size, body=known[form])
    return None


def _role(tokens: Sequence[str], i: int) -> Hit | None:
    """The longest role that begins at the token, hyphened words cut."""
    table, words, ends = roles.roles(), list[str](), dict[int, int]()
    for j in range(i, min(len(tokens), i + roles.longest())):
        if tokens[j] in _BREAKS:
            break
        words += _parts(tokens[j])
        ends[len(words)] = j + 1
    for size in sorted(ends, reverse=True):
        role = table.get(" ".join(words[:size]))
        if role is not None:
            return Hit(i, ends[size], role=role)
    return None


def _compound(token: str, i: int) -> Hit | None:
    """A hyphened word: "pro-Iranian" and "Iran-backed" hide their country, "Hamas-run" shows it, "ex-president" is a role."""
    head, _, tail = token.partition("-")
    kinds = roles.modifiers()
    last = token.rpartition("-")[2].lower()
    if head.lower() in kinds and kinds[head.lower()].effect == "stance" and tail:
        return Hit(i, i + 1, stance=True)
    if last in kinds and kinds[last].effect == "passive":
        return Hit(i, i + 1, stance=True)
    if last in kinds and kinds[last].effect == "held":
        inner = _named([token.rpartition("-")[0]], 0)
        return replace(inner, start=i, end=i + 1) if inner is not None else Hit(i, i + 1, stance=True)
    inner = _named([head], 0) if tail[:1].isupper() else None
    return replace(inner, start=i, end=i + 1) if inner is not None and inner.country is not None else None


def hits_of(tokens: Sequence[str]) -> list[Hit]:
    """The known phrases, left to right, none overlapping."""
    out: list[Hit] = []
    i = 0
    while i < len(tokens):
        hit = None
        if tokens[i][:1].isupper() or tokens[i][:3] in ("al-", "el-") or tokens[i][:1].isdigit() or tokens[i] in bodies.bodies():
            hit = _named(tokens, i)
        if hit is None and "-" in tokens[i]:
            hit = _compound(tokens[i], i)
        role = _role(tokens, i) if tokens[i] not in _BREAKS else None
        if role is not None and (hit is None or (role.end > hit.end and not hit.stance)):
            hit = role
        if hit is not None:
            out.append(hit)
            i = hit.end
        else:
            i += 1
    return out


def pieces_of(tokens: Sequence[str], hits: Sequence[Hit]) -> list[Piece]:
    """The phrase cut at marks, prepositions and relative words, never inside a known phrase."""
    inside = {k for h in hits for k in range(h.start + 1, h.end)}
    out: list[Piece] = []
    opener, start = "", 0
    for i, token in enumerate(tokens):
        if i not in inside and (token in _BREAKS or token in _OPENERS or token in _CLAUSES):
            if i > start or not out:
                out.append(Piece(opener, start, i))
            opener, start = token, i + 1
    out.append(Piece(opener, start, len(tokens)))
    return [p for p in out if p.end > p.start]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase with what is known in it."""

    tokens: tuple[str, ...]
    hits: tuple[Hit, ...]
    pieces: tuple[Piece, ...]

    def within(self, piece: Piece) -> list[Hit]:
        return [h for h in self.hits if piece.start <= h.start and h.end <= piece.end]

    def words(self, start: int, end: int) -> str:
        return " ".join(self.tokens[start:end]).replace(" 's", "'s")


def _titled(tokens: Sequence[str]) -> bool:
    """Whether the article belongs to a name: "The Hindu"."""
    return tokens[0] == "The" and len(tokens) > 1 and f"The {tokens[1]}" in bodies.bodies()


def read_phrase(text: str) -> Phrase:
    """The phrase taken apart."""
    tokens = tokens_of(text)
    while tokens and not _titled(tokens) and (tokens[0].lower() in _ARTICLES or tokens[0].lower() in _HONORIFICS or tokens[0] in _BREAKS):
        del tokens[0]
    while tokens and tokens[-1] in ("'s", "'", *_BREAKS):
        del tokens[-1]
    hits = hits_of(tokens)
    return Phrase(tuple(tokens), tuple(hits), tuple(pieces_of(tokens, hits)))


def head_hit(phrase: Phrase, piece: Piece) -> Hit | None:
    """The known phrase that heads a piece: it ends it, or only a proper name follows ("Foreign Minister | Andrei Kozyrev").
    A title before a name outranks a word of the name that is a title by chance ("Defence Secretary Tom King")."""
    inner = phrase.within(piece)
    for hit in reversed(inner):
        rest = phrase.tokens[hit.end : piece.end]
        if rest and (rest[0] == "'s" or not all(t[:1].isupper() or t[:3] in ("al-", "el-") or t in _PARTICLES for t in rest)):
            return None
        if rest and hit.role is None:
            return None
        if hit.role is not None and hit.start > piece.start:
            title = next((h for h in inner if h.role is not None and h.role.kind == "person" and h.end < hit.start), None)
            between = phrase.tokens[title.end : hit.start] if title is not None else ()
            if title is not None and between and all(t[:1].isupper() for t in between) and phrase.tokens[hit.start][:1].isupper():
                return title
        return hit if not hit.stance else None
    return None


_PARTICLES = frozenset(("de", "la", "del", "der", "van", "von", "bin", "ibn", "al", "el", "da", "dos", "di", "le", "du", "ben", "ould", "arap", "y", "wa"))


def _take(words: Sequence[str], effect: str) -> tuple[Sector, str] | None:
    """The nearest modifier of an effect before the head: (sector, words)."""
    table = roles.modifiers()
    low = [p for w in words for p in _parts(w)]
    for i in range(len(low) - 1, -1, -1):
        for size in (3, 2, 1):
            phrase = " ".join(low[max(0, i - size + 1) : i + 1])
            found = table.get(phrase)
            if found is not None and found.effect == effect and found.sector is not None and i - size + 1 >= 0:
                return found.sector, phrase
    return None


def _hit_country(hit: Hit) -> tuple[str, str] | None:
    if hit.country is not None:
        return hit.country.code, hit.country.word
    if hit.body is not None:
        return hit.body.country, hit.body.name
    return None


def _country_before(phrase: Phrase, piece: Piece, head: Hit) -> tuple[str, str] | None:
    """The first country or body before the head in its piece."""
    for hit in phrase.within(piece):
        if hit.end <= head.start and (found := _hit_country(hit)) is not None:
            return found
    return None


def _complements(phrase: Phrase, core: Piece) -> Iterator[Piece]:
    """What hangs on the core up to the next comma or clause."""
    for piece in phrase.pieces:
        if piece.start <= core.start:
            continue
        if piece.opener in _BREAKS or piece.opener in _CLAUSES:
            return
        yield piece


def _country_after(phrase: Phrase, core: Piece, role: Role, place: Lookup) -> tuple[str, str] | None:
    """The country in a complement: "president of Mexico", "rebels in the Ivory Coast", "spokesman for the Israeli army"."""
    for piece in _complements(phrase, core):
        if piece.opener in _PLACING or (piece.opener in ("for", "with", "on") and role.carries):
            for hit in phrase.within(piece):
                if (found := _hit_country(hit)) is not None:
                    return found
            if piece.opener != "for" and (code := _place(phrase, piece, place)) is not None:
                return code
    return None


def _leader(phrase: Phrase, core: Piece, head: Hit, day: str | None, book: offices.Holders) -> tuple[str, str] | None:
    """The country of a leader who stands before a head: "Bush administration", "Navalny's supporters"."""
    before = phrase.tokens[core.start : head.start]
    tokens = [t for t in before if t != "'s"]
    if "'s" not in before and not _follows(phrase, head):
        return None
    while tokens and not tokens[0][:1].isupper():
        del tokens[0]
    named = person_code(fold(" ".join(tokens)), "", day, book) if 0 < len(tokens) <= 4 else Coded()
    return (named.country, named.country_why) if named.country is not None else None


def _follows(phrase: Phrase, head: Hit) -> bool:
    """Whether the head may stand bare behind a leader's name, as "Bush aides" does; "Howard University", "Rice farmers" and "Michel Mayor" tell of others."""
    return phrase.tokens[head.start][:1].islower() and (head.role is None or head.role.sector in (None, "GOV", "MIL"))


def _place(phrase: Phrase, piece: Piece, place: Lookup) -> tuple[str, str] | None:
    """The country of a place name in a piece, a whole run of capitalised words: "residents of Idlib", "Sindh province"."""
    tokens = phrase.tokens
    i = piece.start
    while i < piece.end:
        j = i
        while j < piece.end and tokens[j][:1].isupper():
            j += 1
        if i < j <= i + _NAME and (code := place(" ".join(tokens[i:j]))) is not None:
            return code, " ".join(tokens[i:j])
        i = max(j, i + 1)
    return None


def _carried(phrase: Phrase, core: Piece, head: Hit) -> tuple[Sector, str] | None:
    """The sector that stands beside a head that carries one: before it ("army spokesman") or in its complement ("leader of the rebels")."""
    before = [h for h in phrase.within(core) if h.end <= head.start]
    office = head.role is not None and head.role.carries == "office"
    for hit in reversed(before):
        if office and phrase.tokens[hit.end : hit.end + 1] not in (("'s",), ("'",)):
            continue
        if hit.body is not None and hit.body.sector is not None:
            return hit.body.sector, hit.body.name
        if hit.role is not None and hit.role.sector is not None:
            return hit.role.sector, hit.role.phrase
    if not office and (taken := _take(phrase.tokens[core.start : head.start], "take")) is not None:
        return taken
    for piece in _complements(phrase, core):
        if piece.opener not in ("of", "for", "with", "from", "in", "at"):
            continue
        for hit in phrase.within(piece):
            if hit.body is not None:
                if hit.body.sector is not None:
                    return hit.body.sector, hit.body.name
                return ("GOV", hit.body.name) if hit.body.country == "IGO" else None
            if hit.role is not None and hit.role.sector is not None and piece.opener in ("of", "for", "with"):
                return hit.role.sector, hit.role.phrase
    return None


def _role_code(phrase: Phrase, core: Piece, head: Hit, day: str | None, place: Lookup, book: offices.Holders) -> Coded:
    """The code of a core that a role heads."""
    role = head.role
    if role is None:
        return Coded()
    country = (
        _country_before(phrase, core, head)
        or _country_after(phrase, core, role, place)
        or _leader(phrase, core, head, day, book)
        or _place(phrase, Piece("", core.start, head.start), place)
    )
    sector: Sector | None = role.sector
    reason, waits = role.phrase, bool(role.carries)
    before = phrase.tokens[core.start : head.start]
    if role.carries and (carried := _carried(phrase, core, head)) is not None:
        sector, reason, waits = carried[0], f"{carried[1]} {role.phrase}", False
    elif role.carries == "state" and country is not None:
        sector = "GOV"
    if (fixed := _take(before, "set")) is not None and _may_fix(fixed[0], role, sector):
        sector, reason, waits = fixed[0], f"{fixed[1]} {reason}", False
    why = f"role: {reason}" + (f" + {country[1]}" if country is not None else "")
    return Coded(country[0] if country else None, sector, why, 4 if sector or country else int(role.kind != "organization"), country[1] if country else "", waits)


def _may_fix(fixed: Sector, role: Role, sector: Sector | None) -> bool:
    """Whether a modifier sets the sector: "former" makes an official one of the elite, and no body or rebel."""
    return fixed != "ELI" or (role.kind != "organization" and (sector in _OFFICIAL or role.carries == "state"))


_OFFICIAL = frozenset(("GOV", "LEG", "JUD", "SPY", "MIL"))


def _body_code(hit: Hit) -> Coded:
    body = hit.body
    if body is None:
        return Coded()
    return Coded(body.country, body.sector, f"{body.table}: {body.name}", 5, body.name)


def _body_head(phrase: Phrase, core: Piece, head: Hit) -> Coded:
    """A body that ends the core: not where an unknown name runs into it ("Vaygach Star"); an order's national society is its country's."""
    before = phrase.tokens[head.start - 1] if head.start > core.start else ""
    if before[:1].isupper() and not any(h.end == head.start for h in phrase.hits):
        return Coded()
    coded = _body_code(head)
    nation = _country_before(phrase, core, head)
    if coded.country == "NGO" and nation is not None:
        return replace(coded, country=nation[0], why=f"{coded.why} + {nation[1]}")
    return coded


def _country_code(word: CountryWord) -> Coded:
    """A country by itself stands for its government; its people stand for nobody in particular."""
    people = word.kind == "demonym" and word.word.endswith(("s", "men", "women"))
    sector: Sector | None = None if people else "GOV"
    return Coded(word.code, sector, f"country: {word.word}" if word.kind != "capital" else f"capital: {word.word}", 5, word.word)


def _name_of(phrase: Phrase, start: int, end: int) -> str:
    words = [t for t in phrase.tokens[start:end] if t.lower() not in _HONORIFICS and t not in ("'s", "'")]
    return fold(" ".join(words))


_RANK = {"held": 0, "undated": 0, "unconfirmed": 1, "past": 2, "future": 3}


def held_by(found: Sequence[Office], day: str | None) -> Coded:
    """The code of a person by the offices he holds: on the day if he does, else as a former one; nothing when countries differ."""
    if not found:
        return Coded()
    best = min(_RANK[o.on(day)] for o in found)
    near = [o for o in found if _RANK[o.on(day)] == best]
    if len({o.country for o in near}) > 1:
        return Coded()
    office = near[-1]
    standing = office.on(day)
    why = f"office: {office.role} of {office.country} ({office.person}, {office.begin} to {office.end or '?'})"
    if standing == "future":
        return Coded(office.country, None, why + ", later", 3, office.person)
    if standing == "past":
        former: Sector = "ELI" if office.sector in _OFFICIAL else office.sector
        return Coded(office.country, former, why + ", former", 3, office.person)
    sectors = {o.sector for o in near}
    sector = office.sector if len(sectors) == 1 else ("GOV" if "GOV" in sectors else None)
    if standing == "unconfirmed":
        why += f", not confirmed since {office.seen}"
    return Coded(office.country, sector, why, 4 if standing != "unconfirmed" else 3, office.person)


def _by_title(found: Sequence[Office], title: str) -> list[Office]:
    """Those of the offices that the title fits; a title that fits none leaves nothing."""
    words = set(title.split())
    return [o for o in found if words & set(o.role.lower().replace("-", " ").split())]


def person_code(name: str, title: str, day: str | None, book: offices.Holders) -> Coded:
    """The code of a person by name: a whole name, or a surname with a title that fits, or a surname alone that means one country's."""
    whole = book.full.get(name)
    if whole is not None:
        return held_by(_by_title(whole, title) or whole, day)
    last = name.rsplit(" ", 1)[-1] if title else name
    short = book.short.get(last, ())
    if title:
        short = tuple(o for o in _by_title(short, title) if " " not in name or fold(o.person).split(" ")[0] == name.split(" ")[0])
        return held_by(short, day)
    if " " in name or name in countries.words() or len(name) < 3:
        return Coded()
    titled = tuple(o for o in short if " " in o.person and o.sector != "LEG")
    current = tuple(o for o in titled if o.on(day) in ("held", "undated", "unconfirmed"))
    past = tuple(o for o in titled if o.on(day) == "past")
    return held_by(current or past, day) if len({o.country for o in titled if o.on(day) != "future"}) == 1 or current else Coded()


def _merge(main: Coded, fill: Coded) -> Coded:
    """`main`, with what it leaves open filled from `fill`."""
    if main.country is not None and fill.country is not None and main.country != fill.country:
        return main
    country, sector = main.country or fill.country, main.sector or fill.sector
    parts = [main.why] + ([fill.why] if fill.why and (main.country is None or main.sector is None) and (fill.country or fill.sector) else [])
    return Coded(country, sector, "; ".join(p for p in parts if p), max(main.weight, fill.weight), main.country_why or fill.country_why)


def code_phrase(text: str, day: str | None, place: Lookup, book: offices.Holders) -> Coded:
    """The code of an actor from one phrase. `day`: the ISO date it has to hold on; `place`: the country of a place name."""
    phrase = read_phrase(text)
    if not phrase.pieces:
        return Coded()
    out = _core_code(phrase, phrase.pieces[0], day, place, book)
    for piece in phrase.pieces[1:]:
        if out.country is not None and out.sector is not None:
            break
        if piece.opener in (",", "(", "—", "–"):
            more = _core_code(phrase, piece, day, place, book)
            if more.weight and not (piece.opener == "," and more.why.startswith(("country", "capital"))):
                out = _merge(out, more) if out.weight >= more.weight or out.country else _merge(more, out)
    return out


def _core_code(phrase: Phrase, core: Piece, day: str | None, place: Lookup, book: offices.Holders) -> Coded:
    """The code of one piece by its head."""
    head = head_hit(phrase, core)
    inner = phrase.within(core)
    whole = _name_of(phrase, core.start, core.end)
    if head is None or head.role is not None:
        by_name = person_code(whole, "", day, book) if " " in whole and whole in book.full else Coded()
        if by_name.weight:
            return by_name
    if head is not None and head.role is not None:
        coded = _role_code(phrase, core, head, day, place, book)
        if head.end < core.end:
            title = head.role.phrase
            named = person_code(_name_of(phrase, head.end, core.end), title, day, book)
            if named.weight and (coded.country is None or named.country == coded.country):
                return _merge(replace(coded, weight=4), replace(named, sector=coded.sector or named.sector)) if coded.country is None else coded
        return coded
    if head is not None and head.body is not None:
        return _body_head(phrase, core, head)
    if head is not None and head.country is not None:
        return _bare_country(phrase, core, head)
    return _headless(phrase, core, inner, whole, day, place, book)


_WIDE = ("igos", "groups")  # bodies whose name before an unknown one says whose it is


def _ending(phrase: Phrase, core: Piece) -> Coded | None:
    """The sector of an unknown body by the last word of its name: "Larkspur Oil", "the Highland Courier"."""
    words = phrase.tokens[core.start : core.end]
    found = roles.modifiers().get(words[-1].lower()) if len(words) > 1 else None
    if found is None or found.effect != "ending" or not all(w[:1].isupper() for w in (words[0], words[-1])):
        return None
    return Coded(None, found.sector, f"name: {words[-1]}", 2)


def _bare_country(phrase: Phrase, core: Piece, head: Hit) -> Coded:
    """A country's name that ends the core; other words before it may make it something else ("Muslim Georgia" does not)."""
    word = head.country
    if word is None:
        return Coded()
    coded = _country_code(word)
    before = phrase.tokens[core.start : head.start]
    if before and before[-1][:1].isupper() and word.kind in ("adjective", "demonym") and not any(h.end == head.start for h in phrase.hits):
        return Coded()  # "Scientific American" is somebody's name
    if (taken := _take(before, "set")) is not None:
        return replace(coded, sector=taken[0], why=f"{coded.why} + {taken[1]}")
    if any(h.country is not None and h.country.code != word.code for h in phrase.within(core)):
        return replace(coded, sector=None)
    return coded


def _headless(phrase: Phrase, core: Piece, inner: Sequence[Hit], whole: str, day: str | None, place: Lookup, book: offices.Holders) -> Coded:
    """A core whose last word is not known: a person's name, an unknown body with a nationality, or a thing."""
    named = person_code(whole, "", day, book)
    if named.weight:
        return named
    tail_start = inner[-1].end if inner else core.start
    last = inner[-1] if inner else None
    tail = phrase.tokens[tail_start : tail_start + 1]
    if last is not None and last.body is not None and tail != ("'s",) and not (tail and tail[0][:1].isupper() and last.body.table not in _WIDE):
        return Coded(last.body.country, last.body.sector, f"{last.body.table}: {last.body.name}", 3, last.body.name)
    first = next((h for h in inner if h.country is not None), None)
    if first is not None and first.country is not None:
        fixed = _take(phrase.tokens[core.start : core.end], "set")
        sector = fixed if fixed is not None and fixed[0] != "ELI" else _take(phrase.tokens[core.start : core.start + 1], "take")
        after = " ".join(t.lower() for t in phrase.tokens[first.end : core.end])
        if first.country.kind in ("adjective", "demonym") or phrase.tokens[first.end : first.end + 1] == ("'s",) or (after and first.country.kind == "name"):
            return Coded(first.country.code, sector[0] if sector else None, f"modifier: {first.country.word}", 2, first.country.word)
    if any(h.body is not None for h in inner):
        return Coded()
    if (ending := _ending(phrase, core)) is not None:
        return ending
    code = place(phrase.words(core.start, core.end))
    if code is not None:
        return Coded(code, None, f"place: {phrase.words(core.start, core.end)}", 1, phrase.words(core.start, core.end))
    return Coded()
