"""Names in the text: runs of capitalised words, cut into country, title and name proper, with the evidence of their kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.reading import Reading, Sentence, Token
from onrecord.spans import Span
from onrecord.stages.people import lexicon as lex
from onrecord.stages.people.drafts import Draft

_NAME_TAGS = frozenset(["NNP", "NNPS"])
_OTHER_TAGS = frozenset(["NN", "NNS", "JJ", "JJR", "VBN", "VBG", "FW"])
_ENTS = frozenset(["PERSON", "ORG", "GPE", "LOC", "NORP", "FAC"])
_THINGS = frozenset(["EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "PRODUCT"])
_TIMES = frozenset(["DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"])
_KIND_OF_ENT = {"PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "group"}
_KIND_OF_NOUN = {"role": "person", "group": "organization", "body": "organization", "outlet": "outlet", "state": "country", "place": "place"}
_DATELINE = 3  # tokens from the start of a sentence within which a place with a mark behind it says where the report was filed
_DATELINE_MARKS = frozenset([",", "(", "-", "–", "—", ":", "--"])
_OLDEST = 112  # years
_LONGEST = 12  # words of one name
_LEFT = frozenset(["compound", "amod", "nmod", "det", "poss", "nummod", "punct", "advmod", "case"])
_BREAKS = frozenset(["–", "—", ":", ";", "(", ")", "-", "--"])
_TITLE_CASE = 0.6  # share of capitalised words from which a headline counts as set in title case


def find_names(reading: Reading) -> tuple[list[Draft], set[int]]:
    """The name drafts in text order, and the indices of the tokens that belong to one."""
    drafts: list[Draft] = []
    known: set[str] = set()
    late: list[Sentence] = []
    for sentence in reading.sentences:
        if sentence.headline:
            late.append(sentence)
            continue
        drafts += _in_sentence(reading, sentence, None)
    for draft in drafts:
        known.update(draft.words)
    for sentence in late:
        drafts += _in_sentence(reading, sentence, known)
    drafts.sort(key=lambda d: (d.span[0], -d.span[1]))
    taken = {t.i for d in drafts for t in _tokens_of(reading, d)}
    return drafts, taken


def _tokens_of(reading: Reading, draft: Draft) -> Iterator[Token]:
    i = draft.head.i
    while i > 0 and reading.tokens[i - 1].start >= draft.span[0]:
        i -= 1
    while i < len(reading.tokens) and reading.tokens[i].start < draft.span[1]:
        yield reading.tokens[i]
        i += 1


def _title_case(sentence: Sentence) -> bool:
    words = [t for t in sentence.tokens if len(t.text) > 3 and t.text.isalpha()]
    return sum(t.text[0].isupper() for t in words) >= _TITLE_CASE * len(words) if len(words) > 3 else False


def _in_sentence(reading: Reading, sentence: Sentence, known: set[str] | None) -> Iterator[Draft]:
    for run in runs(sentence, known):
        yield from cut(reading, run)


def runs(sentence: Sentence, known: set[str] | None) -> Iterator[list[Token]]:
    """Maximal runs of name words. `known`: in a headline set in title case, the name words of the body; else None."""
    tokens = sentence.tokens
    i, count = 0, len(tokens)
    first = next((t.i for t in tokens if t.text[0].isalnum()), -1)
    while i < count:
        if not _is_name(tokens[i], first, known):
            i += 1
            continue
        end = i + 1
        while end < count and end - i < _LONGEST:
            step = _step(tokens, i, end, first, known)
            if not step:
                break
            end += step
        yield tokens[i:end]
        i = end


def _is_name(token: Token, first: int, known: set[str] | None) -> bool:
    if token.holds is not None or not token.text[0].isupper() or token.tag in ("PRP", "PRP$", "DT", "IN", "CC", "MD", "WP", "WRB"):
        return False
    if token.lower in lex.DATES and (token.ent in _TIMES or token.ent != "PERSON"):
        return False
    if known is not None and token.lower in known and token.lower not in lex.JOINS:
        return True
    if known is not None and _title_case(token.sentence):
        return token.ent in _ENTS or lex.country_word(token.text) is not None
    if token.ent in _TIMES and not (token.tag in _NAME_TAGS and lex.country_word(token.text)):
        return False
    if token.tag in _NAME_TAGS:
        return True
    if lex.country_word(token.text) is not None:
        return True
    if token.ent in _ENTS and token.tag in _OTHER_TAGS:
        return token.i != first or token.tag != "VBG"
    return token.i != first and token.tag in _OTHER_TAGS and not _after_stop(token)


def _after_stop(token: Token) -> bool:
    """Whether a capital is due to the word's place: after a colon or a mark."""
    tokens = token.sentence.tokens
    at = token.i - tokens[0].i
    if not 0 < at < len(tokens) or tokens[at] is not token:
        return True
    return not tokens[at - 1].text[-1].isalnum()


def _step(tokens: Sequence[Token], start: int, at: int, first: int, known: set[str] | None) -> int:
    """How many tokens from `at` on the run that began at `start` takes in; 0 when it ends."""
    token, before = tokens[at], tokens[at - 1]
    if _is_name(token, first, known):
        return 0 if _apart(before, token) else 1
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None:
        return 0
    if token.text in ("-", "–") and token.start == before.end and after.start == token.end:
        return 2 if after.text[0].isupper() or after.pos == "PROPN" else 0
    name_next = _is_name(after, first, known)
    if token.text == "&":
        return 2 if name_next else 0
    join = lex.JOINS.get(token.lower)
    if join is not None and token.lower not in ("of", "y") and name_next and before.ent == after.ent:
        return 2
    if join is not None and token.text in ("al", "el", "ul") and after.text == "-" and at + 2 < len(tokens):
        return 3 if tokens[at + 2].text[0].isupper() else 0
    if token.lower in ("of", "for") and _is_body(before):
        return _of(tokens, at, first, known)
    if token.lower == "and" and name_next and not _personal(after):
        return _and(tokens, start, at)
    return 0


def _and(tokens: Sequence[Token], start: int, at: int) -> int:
    """Whether "and" stands within a body's name: "Ministry of Health and Welfare", "Food and Agriculture Organization"."""
    after = tokens[at + 1]
    run = tokens[start:at]
    if any(t.lower in ("of", "for") for t in run):
        conjunct = after.head if after.dep == "compound" else after
        return 2 if conjunct.dep == "conj" and conjunct.head in run else 0
    last = at + 1
    while last + 1 < len(tokens) and tokens[last + 1].tag in _NAME_TAGS and last - at < _LONGEST:
        last += 1
    same = run[-1].head is tokens[last] and after.head is run[-1] and last > at + 1
    return 2 if same and _is_body(tokens[last]) else 0


def _of(tokens: Sequence[Token], at: int, first: int, known: set[str] | None) -> int:
    step = 1
    if at + step < len(tokens) and tokens[at + step].lower == "the":
        step += 1
    if at + step < len(tokens) and _is_name(tokens[at + step], first, known) and not _personal(tokens[at + step]):
        return step + 1
    return 0


def _is_body(token: Token) -> bool:
    word = token.lower
    if word in lex.TITLES or word in lex.ROLES:
        return False
    return word in lex.BODIES or word in lex.OUTLETS or word in lex.STATES or word in lex.PLACES or (word.endswith("s") and word[:-1] in lex.BODIES)


def _personal(token: Token) -> bool:
    return token.lower in lex.TITLES or token.lower in lex.GIVEN


def _apart(before: Token, token: Token) -> bool:
    """Whether two neighbouring name words belong to different names."""
    if token.start > before.end + 2:
        return True
    if token.ent_begins and token.lower not in lex.BODIES and before.ent and token.ent and before.ent != token.ent:
        return before.ent in ("GPE", "NORP", "ORG") and token.ent == "PERSON" and token.head is not before and before.head is not token and before.head is not token.head
    return False


def cut(reading: Reading, run: list[Token]) -> Iterator[Draft]:
    """The drafts of one run: a country at its head, a name after its titles, countries within an organisation's name."""
    while run and run[-1].lower in lex.JOINS and run[-1].text[0].islower():
        run = run[:-1]
    if not run:
        return
    split = _person_after_office(run)
    if split:
        yield from cut(reading, run[:split])
        yield _name(reading, run[split:])
        return
    lead = _country_at(run, 0)
    if lead == len(run):
        yield _country(reading, run)
        return
    if len(run) == 1 and lex.noun(run[0].lower, run[0].lower) is not None and run[0].ent != "PERSON":
        return  # "The Ministry", "Police": a nominal set in capitals
    body = _body_at(run)
    titles = [k for k, t in enumerate(run) if t.lower.rstrip(".") in lex.TITLES or _is_role_before_name(run, k)]
    if titles == [len(run) - 1] and len(run) > 1 and not lead and all(t.ent == "ORG" for t in run):
        titles = []  # "Falcon Air": a word that is a title before a name, and ends one
    if body is None and titles and not (titles[-1] == len(run) - 1 and run[0].lower in lex.GIVEN and len(run) > 2 and 0 not in titles):
        last = titles[-1]
        begin = titles[0]
        while last + 1 < len(run) and run[last + 1].text == "-":
            last += 2
        if begin > 0:
            yield from _before_title(reading, run[:begin])
        if last + 1 < len(run):
            core = run[last + 1 :]
            yield _name(reading, core, titles=run[begin : last + 1])
        return
    if len(run) == 1 and len(run[0].text) == 1:
        return
    if lead and (run[lead].lower in lex.GIVEN or (run[lead].ent == "PERSON" and run[lead - 1].ent != "PERSON")) and body is None:
        yield _country(reading, run[:lead])
        yield _name(reading, run[lead:])
        return
    yield _name(reading, run)
    if len(run) > 1 and (run[0].lower not in lex.GIVEN or body is not None):
        yield from _nested(reading, run)


def _is_role_before_name(run: list[Token], k: int) -> bool:
    """A role in capitals with a person's name behind it: "Administrator Jim Bridenstine", "Republican President Novak"."""
    if k + 1 >= len(run) or run[k].lower not in lex.ROLES or run[k].lower in lex.GIVEN or run[k].ent == "PERSON":
        return False
    after = run[k + 1]
    return after.lower in lex.GIVEN or (after.ent == "PERSON" and after.ent_begins)


def _person_after_office(run: list[Token]) -> int:
    """Where a person's name begins behind an office with "for" or "of" in it ("State for Defence Ada Novak"), or 0."""
    joined = next((k for k, t in enumerate(run) if t.lower in ("for", "of")), len(run))
    for k in range(1, len(run) - 1):
        if run[k].lower in lex.GIVEN and (k > joined + 1 or (run[k - 1].lower in lex.BODIES and run[k - 1].lower not in lex.TITLES)):
            return 0 if _is_body(run[-1]) else k
    return 0


def _before_title(reading: Reading, part: list[Token]) -> Iterator[Draft]:
    """What stands before a title: a country, an office or body ("White House", "UN", "Iranian Foreign")."""
    while part and part[-1].text in ("-", "–"):
        part = part[:-1]
    if not part:
        return
    lead = _country_at(part, 0)
    if lead:
        yield _country(reading, part[:lead])
        part = part[lead:]
    if part and (part[-1].ent in ("ORG", "GPE", "NORP") or lex.noun(part[-1].lower, part[-1].lower) or part[-1].text.isupper()):
        yield _name(reading, part)


def _country_at(run: list[Token], at: int) -> int:
    """How many tokens from `at` name a country, the longest first; 0 when none does."""
    for length in range(min(5, len(run) - at), 0, -1):
        part = run[at : at + length]
        if lex.country_word(" ".join(t.text for t in part)) is not None:
            return length
    return 0


def _body_at(run: list[Token]) -> int | None:
    """The index of the word that makes the run an organisation's name, or None."""
    for k, token in enumerate(run):
        if token.lower in ("of", "for") and k:
            return k - 1 if _is_body(run[k - 1]) else None
    last = len(run) - 1
    word = run[last].lower
    if last and _is_body(run[last]) and word not in lex.SUFFIXES and not (run[0].lower in lex.GIVEN and len(run) == 2 and lex.OUTLETS.get(word) is None):
        return last
    return None


def _nested(reading: Reading, run: list[Token]) -> Iterator[Draft]:
    at = 0
    while at < len(run):
        length = _country_at(run, at)
        if length and length < len(run):
            yield _country(reading, run[at : at + length])
        at += max(1, length)


def _span(run: Sequence[Token]) -> Span:
    return run[0].start, run[-1].end


def _head(run: Sequence[Token]) -> Token:
    """The word of the run that stands for it in the tree: the last whose head lies outside; before an of-phrase."""
    inside = {t.i for t in run}
    tops = [t for t in run if t.head is t or t.head.i not in inside]
    return next((t for t in reversed(tops) if t.pos in ("PROPN", "NOUN")), tops[-1] if tops else run[-1])


def key(run: Sequence[Token]) -> tuple[str, ...]:
    """The words by which a name is compared: lower case, without stops and hyphens."""
    return tuple(w for w in (t.lower.replace(".", "") for t in run) if w and w not in ("-", "–", "&", "the"))


def _with_article(reading: Reading, run: Sequence[Token]) -> Span:
    start, end = _span(run)
    i = run[0].i
    if i > 0 and reading.tokens[i - 1].lower == "the" and reading.tokens[i - 1].sentence is run[0].sentence:
        start = reading.tokens[i - 1].start
    return start, end


def _country(reading: Reading, run: list[Token]) -> Draft:
    text = " ".join(t.text for t in run)
    word = lex.country_word(text)
    head = _head(run)
    draft = Draft(_span(run), head, "name", key(run), text)
    draft.country = word.code if word else None
    people = word is not None and word.kind == "demonym" and head.tag in ("NNS", "NNPS") and head.dep not in ("compound", "amod", "nmod")
    draft.plural = people
    if people or (word is not None and word.kind == "demonym" and _has_article(head)):
        draft.form, draft.words, draft.modifiers = "nominal", (head.lower,), frozenset([text.lower()])
        draft.vote("group" if people else "person", 5)
        draft.person = not people
        draft.span = noun_span(head)
        draft.country = None
    else:
        draft.span = _with_article(reading, run) if head.dep not in ("compound", "amod", "nmod", "poss") or head is not run[-1] else _span(run)
        draft.vote("country", 10)
    return draft


def _has_article(head: Token) -> bool:
    return any(c.dep == "det" and c.lower in ("a", "an") for c in head.children) and head.tag in ("NN", "NNP")


def _name(reading: Reading, core: list[Token], titles: Sequence[Token] = ()) -> Draft:
    head = _head(core)
    draft = Draft(_with_article(reading, core), head, "name", key(core), " ".join(t.text for t in core))
    draft.text = reading.words(_span(core))
    if titles:
        draft.span = _span(core)
        draft.vote("person", 6)
        for title in titles:
            word = lex.TITLES.get(title.lower.rstrip("."))
            if word is not None and word.gender:
                draft.gender = word.gender
        draft.modifiers = frozenset(t.lower.rstrip(".") for t in titles)
        draft.outer = _outer(titles[0], head, core)
    else:
        _premodifier(draft, head, core)
    _vote_by_neighbours(draft, head)
    _vote_by_words(draft, core)
    _vote_by_ent(draft, core)
    return draft


def _outer(first: Token, head: Token, core: Sequence[Token]) -> Span | None:
    """The whole phrase of a titled name: "US President Donald Trump"."""
    start = first.start
    for child in head.children:
        if child.i >= first.i or child.dep not in _LEFT or child.dep == "punct":
            continue
        start = min(start, left_edge(child).start)
    return (start, core[-1].end) if start < core[0].start else None


def _premodifier(draft: Draft, head: Token, core: Sequence[Token]) -> None:
    """A noun in small letters that says what the name is: "spokesman James Hewitt", "the newspaper Le Monde"."""
    for child in reversed(head.children):
        if child.i >= core[0].i or child.dep not in ("compound", "nmod", "amod") or child.text[0].isupper():
            continue
        found = lex.noun(child.lemma.lower(), child.lower)
        if found is not None and child.tag in ("NN", "JJ"):
            draft.outer = _outer(child, head, core)
            draft.vote(_KIND_OF_NOUN[found[0]], 5)
            draft.sort = found[1].sort if found[0] == "body" else ""
            return


def _vote_by_neighbours(draft: Draft, head: Token) -> None:
    """What an apposition, an age or a relative pronoun says of the name."""
    nouns = [c for c in head.children if c.dep == "appos" and c.i > head.i]
    if head.dep == "appos" and head.head is not head:
        nouns.append(head.head)
    for noun in nouns:
        found = lex.noun(noun.lemma.lower(), noun.lower) if noun.pos in ("NOUN", "PROPN") else None
        if found is not None and noun.tag in ("NN", "NNP") and noun.i not in (t.i for t in head.children if t.dep == "compound"):
            draft.vote(_KIND_OF_NOUN[found[0]], 4 if noun.tag == "NN" else 3)
    for child in head.children:
        if child.i > head.i and child.text.isdigit() and 9 < int(child.text[:4]) < _OLDEST and child.dep in ("appos", "nummod", "npadvmod"):
            draft.vote("person", 4)
        elif child.dep == "relcl" and any(t.lower in ("who", "whom") for t in child.children):
            draft.vote("person", 2)


def left_edge(token: Token) -> Token:
    """The first word below the token, reached by first children only."""
    while token.children and token.children[0].i < token.i:
        token = token.children[0]
    return token


def noun_span(head: Token) -> Span:
    """A noun phrase from its left modifiers to its head."""
    start = head.start
    for child in reversed(head.children):
        if child.i >= head.i:
            continue
        if child.dep not in _LEFT or child.holds is not None or child.text in _BREAKS or (child.ent in _TIMES and child.dep != "nummod"):
            break
        if child.dep != "punct":
            start = left_edge(child).start
    return start, head.end


def _vote_by_words(draft: Draft, core: Sequence[Token]) -> None:
    known = lex.body(draft.text)
    if known is not None and (len(core) > 1 or lex.GIVEN.get(core[0].lower) is None):
        draft.vote(known.kind, 5)
    elif lex.seat_word(draft.text) is not None:
        draft.vote("organization", 8)
    last = core[-1].lower.rstrip(".")
    at = _body_at(list(core))
    if at is not None:
        word = core[at].lower
        if word in lex.OUTLETS:
            draft.vote("outlet", 6)
        elif word in lex.BODIES or (word.endswith("s") and word[:-1] in lex.BODIES):
            draft.vote("organization", 6)
            draft.sort = (lex.BODIES.get(word) or lex.BODIES[word[:-1]]).sort
        else:
            draft.vote("place", 4)
        return
    if len(core) > 1 and core[0].lower in lex.BODIES and core[0].lower not in lex.GIVEN:
        draft.vote("organization", 3)
    given = lex.GIVEN.get(core[0].lower)
    if given is None and "-" in [t.text for t in core[:2]]:
        given = lex.GIVEN.get("".join(t.lower for t in core[:3]))
    if len(core) > 1 and given is not None and not draft.votes.get("organization"):
        draft.vote("person", 5)
        draft.gender = draft.gender or given or None
    elif len(core) > 1 and last in lex.SUFFIXES:
        draft.vote("person", 4)
    elif len(core) == 1 and core[0].text.isupper() and 2 <= len(core[0].text.replace(".", "")) <= 6:
        draft.vote("organization", 2.5)
    elif len(core) == 1 and given is not None:
        draft.vote("person", 1.2)
    capital = lex.capital_word(" ".join(t.text for t in core))
    if capital is not None and acts(draft.head):
        draft.vote("country", 6)
        draft.country = capital.code
    elif capital is not None:
        draft.vote("place", 6)


def acts(head: Token) -> bool:
    """Whether the name of a capital stands for its government here: "Moscow rejected", "talks with Ankara"; not "in Moscow"."""
    if head.sentence.headline:
        return not (head.dep == "pobj" and head.head.lower in lex.PLACE_PREPOSITIONS)
    tokens = head.sentence.tokens
    after = head.i - tokens[0].i + 1
    if head.sentence.quote is None and head.i - tokens[0].i < _DATELINE and after < len(tokens) and tokens[after].text in _DATELINE_MARKS:
        return False
    for _ in range(3):
        if head.dep != "conj" or head.head is head:
            break
        head = head.head
    above = head.head
    if head.dep == "nsubj":
        return above.lemma not in ("be", "lie", "remain")
    if head.dep in ("dobj", "dative"):
        return above.lemma not in lex.PLACE_VERBS
    if head.dep == "pobj":
        return above.lower in ("by", "with", "between", "against")
    return head.dep == "poss" and lex.noun(above.lemma.lower(), above.lower) is None


def _vote_by_ent(draft: Draft, core: Sequence[Token]) -> None:
    ent = draft.head.ent or core[-1].ent
    if ent in _THINGS:
        draft.vote("thing", 1.5)
    kind = _KIND_OF_ENT.get(ent)
    if kind is not None:
        whole = core[0].ent_begins and all(t.ent == ent for t in core)
        draft.vote(kind, (2.0 if whole else 1.0) * (0.5 if len(core) == 1 and ent == "ORG" else 1.0))
    if draft.head.dep in ("nsubj", "nsubjpass") and draft.head.head.lemma in ("say", "tell", "add", "argue"):
        draft.vote("person", 0.8)
        draft.vote("organization", 0.5)
    if draft.head.dep == "pobj" and draft.head.head.lower == "in":
        draft.vote("place", 0.8)
