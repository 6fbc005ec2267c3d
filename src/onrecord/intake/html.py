"""A saved news page: the report's own words, headline first, one paragraph a line, and what the page says of itself.

The page is cleared of boxes that are no part of the report (`data/boilerplate.csv`), trafilatura finds the article in what is left, and
lines that are furniture are dropped. A page that holds no report is refused with the reason: a paywall's stub, a consent wall, a gallery,
a live page, an error page, a list of links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from onrecord.errors import InputError
from onrecord.intake.metadata import Metadata, date_in_address, iso, read_metadata
from onrecord.intake.text import clean, decode
from onrecord.knowledge.boilerplate import load_boilerplate
from onrecord.reading import Report
from onrecord.record import PublishedFrom

LONGEST = 20_000_000
"""Bytes a page may have."""
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})|<\?xml[^>]{0,80}?encoding\s*=\s*[\"']([\w.:-]{2,30})", re.I)
_BLOCKS = frozenset(("p", "head", "item", "quote", "cell", "code", "ab"))
_LARGE = XPath("//b | //strong | //font | //big")
_CODE = XPath("//script | //style | //noscript | //template | //comment()")
_GONE = XPath("//iframe | //form | //button | //select | //svg | //object | //aside | //figcaption | //nav | //dialog")
_MARKED = XPath("//*[@class or @id or @data-component or @role or @aria-label]")
_HEADINGS = XPath("//h1")
_TITLED = XPath("//h2 | //*[contains(@class, 'head') or contains(@class, 'title')][not(*[2])]")
_SPACE = re.compile(r"[\s\u00a0]+")
_WORD = re.compile(r"\w+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_STATES = ("has-", "no-", "with-", "is-", "not-", "without-")  # classes that tell a state of the box, not its kind
_LONG_LINE = 28  # words, from which a line is prose whatever it begins with
_PROSE_LINE = 15  # words, from which a line is taken for prose and not for a link or a label
_GALLERY = 350  # words, below which a page that calls itself a gallery is one
_LABEL_LINE = 9  # words that a byline or a date above the report has at most
_BYLINE = re.compile(r"(?:By|BY|Written by|Story by|Posted by) [A-Z]|(?:Updated|Published|Posted)\b")
_RUN = 60  # characters, from which a run of text is prose
_STUB = 130  # words a paywalled page shows at most
_LEAST = 20  # words of a report
_KEPT_ROLES = frozenset(("main", "article", "document", "presentation", "heading"))


@dataclass(frozen=True, slots=True)
class Page:
    """A report with what else its page declares."""

    report: Report
    author: str | None
    language: str | None


def read_page(data: bytes | str, *, url: str | None = None, declared: str | None = None, name: str | None = None) -> Page:
    """The report of a page. `declared` is the encoding the server named, `name` what messages call the page. Raises `InputError`."""
    called = name or url or "the page"
    if len(data) > LONGEST:
        raise InputError(f"{called}: the page has {len(data):,} bytes, more than {LONGEST:,}: save the article alone")
    text = data if isinstance(data, str) else decode(data, declared or _declared(data), name=called)
    tree = _parse(clean(text), called)
    _mend_layout(tree)
    about = read_metadata(tree, url)
    headline = _headline(tree, about)
    seen = _flat(tree)
    lines = _without_furniture(_best_body(tree, about), headline, about)
    words = sum(len(_WORD.findall(line)) for line in lines)
    _refuse_kinds(about, headline, words, called)
    published, source = _published(text, about)
    _refuse_walls(about, seen, words, lines, called, dated=published is not None)
    body = "\n".join([headline, *lines] if headline else lines)
    return Page(Report(body, headline, published, about.url, about.outlet, source, called), about.author, about.language)


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _parse(text: str, called: str) -> HtmlElement:
    from trafilatura import load_html

    tree = load_html(text) if text.strip() else None
    if tree is None:
        raise InputError(f"{called}: no HTML could be read in it")
    return tree


def _flat(tree: HtmlElement) -> str:
    return _SPACE.sub(" ", tree.text_content()).lower()[:200_000]


# --- the headline


def _headline(tree: HtmlElement, about: Metadata) -> str | None:
    """The heading on the page that is most like its declared title; else the declared title without the outlet's name."""
    declared = next((t for t in (_without_outlet(t, about) for t in about.titles) if t), None)
    for path in (_HEADINGS, _TITLED, _LARGE):
        texts = [t for h in path(tree)[:60] if 2 <= len(t := _SPACE.sub(" ", h.text_content()).strip()) <= 300]
        if declared is None:
            found = next((t for t in texts if len(t.split()) >= 3), None) if path is not _LARGE else None
        else:
            found = max(texts, key=lambda t: _likeness(t, declared), default=None)
        if found is not None and (declared is None or _likeness(found, declared) >= 0.6):
            return found
    return declared


def _likeness(a: str, b: str) -> float:
    """Share of words in common (Dice)."""
    left, right = set(_WORD.findall(a.lower())), set(_WORD.findall(b.lower()))
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


_SEPARATORS = (" | ", " - ", " – ", " — ", " :: ", " » ", " • ", " · ", " / ")


def _without_outlet(title: str, about: Metadata) -> str:
    """ "MEPs back pact | News | European Parliament" → "MEPs back pact": parts after a separator that name the outlet or a section."""
    outlet = set(_WORD.findall((about.outlet or "").lower()))
    host = re.sub(r"[^a-z0-9]", "", re.sub(r"^https?://(?:www\.)?", "", about.url or "").split("/")[0].lower())
    host = host or "-"
    for _ in range(3):
        cut = max((title.rfind(s) for s in _SEPARATORS), default=-1)
        if cut <= 0:
            break
        tail = re.sub(r"^[\s|–—:»•·/-]+", "", title[cut:]).strip()
        words = set(_WORD.findall(tail.lower()))
        in_host = len(words) <= 4 and any(len(w) > 2 and w in host for w in words)
        names = bool(words) and (words <= outlet or (bool(outlet) and outlet <= words) or in_host)
        bar = title[cut : cut + 3] in (" | ", " :: ", " » ", " • ", " · ")
        if not names and not (bar and len(words) <= 5):
            break
        title = title[:cut].strip()
    return title


# --- the body


_TABLES = XPath("//table[.//p or .//br]")
_LAYOUT_TAGS = ("table", "tbody", "thead", "tr", "td", "th")
_BOXES = 500  # with double line breaks that a page may have
_LAYOUT_TEXT = 600  # characters in a cell, from which a table is layout


def _mend_layout(tree: HtmlElement) -> None:
    """Pages of the old kind: tables that lay out the page become boxes, and paragraphs parted by two line breaks become paragraphs."""
    for table in _TABLES(tree):
        if any(len(cell.text_content()) > _LAYOUT_TEXT for cell in table.iter("td")):
            for part in table.iter(*_LAYOUT_TAGS):
                part.tag = "div"
    for pre in list(tree.iter("pre")):
        if len(pre) == 0 and "\n\n" in (pre.text or ""):
            _split_pre(pre)
    for box in reversed(_broken(tree)):  # inner ones first
        if box.tag not in ("pre", "ul", "ol") and len(box.text_content()) > 200:
            _split_at_breaks(box)


def _split_pre(pre: HtmlElement) -> None:
    """A report set as plain text: blank lines part its paragraphs."""
    from lxml.html import Element

    parts, pre.text, pre.tag = re.split(r"\n\s*\n", pre.text), None, "div"
    for part in parts:
        paragraph = Element("p")
        paragraph.text = part
        pre.append(paragraph)


def _broken(tree: HtmlElement) -> list[HtmlElement]:
    """The boxes in which two line breaks stand together, in document order."""
    boxes: dict[HtmlElement, None] = {}
    for br in tree.iter("br"):
        after = br.getnext()
        if after is not None and after.tag == "br" and not (br.tail or "").strip() and len(boxes) < _BOXES:
            boxes[br.getparent()] = None
    order = {box: i for i, box in enumerate(tree.iter()) if box in boxes} if boxes else {}
    return sorted(boxes, key=lambda box: order.get(box, 0))


def _split_at_breaks(box: HtmlElement) -> None:
    from lxml.html import Element

    runs: list[HtmlElement] = [Element("p")]
    runs[0].text, box.text = box.text, None
    breaks = 0
    for child in list(box):
        tail, child.tail = child.tail, None
        box.remove(child)
        if child.tag == "br":
            breaks += 1
            if breaks == 2:
                runs.append(Element("p"))
            elif breaks == 1:
                runs[-1].append(child)
        elif isinstance(child.tag, str) and child.tag in ("p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "blockquote", "section", "article", "figure"):
            runs += [child, Element("p")]
            breaks = 0
        else:
            runs[-1].append(child)
            breaks = 0
        if tail and tail.strip():
            breaks = 0
        if tail:
            _append_text(runs[-1], tail)
    if box.tag in ("p", "font", "span", "center", "b"):
        box.tag = "div"
    for run in runs:
        if run.tag != "p" or len(run) or (run.text or "").strip():
            box.append(run)


def _append_text(element: HtmlElement, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _best_body(tree: HtmlElement, about: Metadata) -> list[str]:
    """The article as found in the cleared page; in the page as it is where clearing took most of it; the declared body where neither is much."""
    from copy import deepcopy

    cleared = _paragraphs(_cleared(deepcopy(tree)))
    if _size(cleared) < 120:
        whole = _paragraphs(tree)
        if _size(whole) > 1.6 * _size(cleared):
            cleared = whole
    declared = [_SPACE.sub(" ", p).strip() for p in re.split(r"\n+", _plain(about.body or ""))]
    declared = [p for p in declared if p]
    run_together = len(cleared) <= 2 < len(declared) and _size(declared) > 0.8 * _size(cleared)
    if _size(declared) > 80 and (run_together or _size(declared) > 1.5 * _size(cleared)):
        return declared
    return cleared


def _plain(text: str) -> str:
    """A declared body that is itself HTML, as text."""
    if "</p>" in text or "<br" in text:
        text = re.sub(r"</p>|<br\s*/?>", "\n", text)
        text = re.sub(r"<[^<>]{0,500}>", "", text)
    import html

    return html.unescape(text)


def _size(lines: list[str]) -> int:
    return sum(line.count(" ") + 1 for line in lines)


def _cleared(tree: HtmlElement) -> HtmlElement:
    """The page without boxes that are no part of a report. A box that holds most of the page's prose stays."""
    for element in _CODE(tree):
        _drop(element)
    total = max(1, _prose(tree))
    for element in _GONE(tree):
        if _prose(element) < 0.3 * total:
            _drop(element)
    tokens = load_boilerplate()["box"].tokens
    for element in _MARKED(tree):
        if element.tag in ("html", "body", "article", "main", "h1") or element.get("role") in _KEPT_ROLES:
            continue
        if not tokens.isdisjoint(_names(element)) and _prose(element) < 0.3 * total:
            _drop(element)
    return tree


def _names(element: HtmlElement) -> Iterator[str]:
    """What an element calls itself, in its parts: "c-relatedPosts__list" → related-posts, related, posts, list."""
    for name in f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''}".split()[:20]:
        if name.lower().startswith(_STATES):
            continue
        for block in re.split("__|--|_", _CAMEL.sub("-", name[:80]).lower()):
            parts = [p for p in block.split("-") if p]
            for i in range(len(parts)):
                for j in range(i + 1, min(i + 3, len(parts)) + 1):
                    yield "-".join(parts[i:j])


def _prose(element: HtmlElement) -> int:
    """Characters of text in runs long enough to be prose, whatever elements they stand in."""
    return sum(len(t) for t in element.itertext() if len(t) > _RUN)


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _paragraphs(tree: HtmlElement) -> list[str]:
    from trafilatura import bare_extraction

    found = bare_extraction(tree, include_comments=False, include_tables=False, include_images=False, include_links=False, include_formatting=False, deduplicate=False, with_metadata=False)
    body = getattr(found, "body", None)
    return [line for line in _lines(body) if line] if body is not None else []


def _lines(body: HtmlElement) -> Iterator[str]:
    """The text of blocks in order; what stands in a block between inner blocks is a line of its own."""
    parts: list[str] = []
    for event, element in _walk(body):
        if element.tag in _BLOCKS or element.tag == "lb" or element is body:
            yield _SPACE.sub(" ", "".join(parts)).strip()
            parts = []
        parts.append((element.text if event == "start" else element.tail) or "")
    yield _SPACE.sub(" ", "".join(parts)).strip()


def _walk(body: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    from lxml.etree import iterwalk

    walk: Iterator[tuple[str, HtmlElement]] = iterwalk(body, events=("start", "end"))
    return walk


def _without_furniture(lines: list[str], headline: str | None, about: Metadata) -> list[str]:
    """The lines without the headline's repeat and what stands above it, without furniture, each long line once."""
    head = next((i for i, line in enumerate(lines[:8]) if headline and _likeness(line, headline) >= 0.8 and len(line) < 2 * len(headline) + 20), None)
    furniture = load_boilerplate()["line"]
    titles = {t.lower() for t in about.titles}
    out: list[str] = []
    seen: set[str] = set()
    for line in lines[head + 1 if head is not None else 0 :]:
        low = line.lower()
        if low in titles or low in seen or not any(c.isalnum() for c in line):
            continue
        if line.count(" ") < _LONG_LINE and furniture.fits(low):
            continue
        if len(out) < 2 and line.count(" ") < _LABEL_LINE and (_BYLINE.match(line) or iso(line) is not None):
            continue
        if line.count(" ") > 5:
            seen.add(low)
        out.append(line)
    return out


# --- what is no report


def _refuse_kinds(about: Metadata, headline: str | None, words: int, called: str) -> None:
    kinds, where = load_boilerplate(), f"{headline or ''} {about.url or ''}".lower()
    if "LiveBlogPosting" in about.types:
        raise InputError(f"{called}: this is a live page with many reports in one: give the single reports")
    if about.types & {"ImageGallery", "MediaGallery"} or (words < _GALLERY and kinds["gallery"].stands_in(where)):
        raise InputError(f"{called}: this is a picture gallery, not a report")
    if about.url and urlsplit(about.url).path in ("", "/") and not urlsplit(about.url).query and not about.says_article:
        raise InputError(f"{called}: this is a site's front page, not a report: give the address of one report")
    if kinds["live"].stands_in(where):
        raise InputError(f"{called}: this is a live page with many reports in one: give the single reports")


def _refuse_walls(about: Metadata, seen: str, words: int, lines: list[str], called: str, *, dated: bool) -> None:
    kinds, shown = load_boilerplate(), "\n".join(lines).lower()
    if words < 250 and kinds["consent"].count(shown) >= 3:
        raise InputError(f"{called}: the page shows only a request for consent to cookies: save it again after answering")
    if words < 120 and (kinds["notice"].count(f"{' '.join(about.titles).lower()} {shown}") or (words < _LEAST and kinds["notice"].count(seen))):
        raise InputError(f"{called}: the server sent a notice, not a report")
    if words < _STUB and (not about.free or kinds["paywall"].count(seen)):
        raise InputError(f"{called}: only the first {words} words stand before a paywall: save the page from a subscriber's browser")
    prose = sum(len(_WORD.findall(line)) for line in lines if line.count(" ") >= _PROSE_LINE)
    if not dated and not about.says_article and prose < 0.5 * words:
        raise InputError(f"{called}: a list of links or notes, not a report: give the address of one report")
    if words < _LEAST:
        raise InputError(f"{called}: no report found in the page ({words} words of prose): give the address of one report, or its text")


def _published(text: str, about: Metadata) -> tuple[str | None, PublishedFrom | None]:
    """The declared day, or what htmldate finds shown on the page."""
    if about.published:
        return about.published, about.published_from
    from htmldate import find_date

    try:
        found = find_date(text, original_date=True, extensive_search=False, url=about.url) or find_date(text, original_date=True, url=about.url)
    except Exception:  # a library over hostile input: no date is an answer
        found = None
    if not found or (found.endswith("-01-01") and found != date_in_address(about.url)):  # a year alone, as of a copyright
        return None, None
    return found, "url" if found == date_in_address(about.url) else "metadata"
