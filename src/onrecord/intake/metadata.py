"""What a page says of itself: JSON-LD, OpenGraph and other metas, times, its address. No guessing from prose."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from onrecord.knowledge.boilerplate import names_of
from onrecord.record import PublishedFrom

_ARTICLE_ENDINGS = ("Article", "Posting", "Report", "Review", "Gallery")  # of schema.org types
_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]\s*(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}(?::?\d{2})?)?)?", re.I)
_URL_DATES = (
    re.compile(r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?=[/_.-]|$)"),
    re.compile(r"(?<!\d)((?:19|20)\d{2})-(\d{2})-(\d{2})(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
)
_URL_NAMED = re.compile(r"/((?:19|20)\d{2})/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(\d{1,2})(?=[/_.-]|$)", re.I)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EARLIEST = 1980
_METAS = XPath("//meta[@content]")
_SCRIPTS = XPath("//script[contains(@type, 'ld+json')]")
_TIMES = XPath("//time[@datetime] | //*[@itemprop='datePublished'][@content or @datetime]")
_LINKS = XPath("//link[@href][@rel='canonical' or @rel='amphtml' or @rel='shortlink']")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page declares. `titles` best first; `article_types` are the JSON-LD and OpenGraph types."""

    titles: tuple[str, ...]
    published: str | None
    published_from: PublishedFrom | None
    url: str | None
    outlet: str | None
    author: str | None
    language: str | None
    types: frozenset[str]
    body: str | None
    free: bool

    @property
    def says_article(self) -> bool:
        """Whether the page calls itself an article."""
        return any(t.endswith(_ARTICLE_ENDINGS[:3]) or t == "article" for t in self.types)


def read_metadata(tree: HtmlElement, url: str | None = None) -> Metadata:
    """The declared metadata of a parsed page."""
    metas = _metas(tree)
    things = list(_json_ld(tree))
    article = _article(things)
    address = url or _address(tree, metas)
    published, source = _published(tree, metas, article, address)
    return Metadata(
        titles=tuple(dict.fromkeys(t for t in map(_line, _titles(tree, metas, article)) if t)),
        published=published,
        published_from=source,
        url=address,
        outlet=_outlet(metas, article, things),
        author=_author(metas, article),
        language=_language(tree, metas, article),
        types=frozenset(_types(article)) | {metas.get("og:type", "").lower()} - {""},
        body=_text(article.get("articleBody")),
        free=str(article.get("isAccessibleForFree", "true")).lower() not in ("false", "0", "no"),
    )


def iso(value: object) -> str | None:
    """An ISO date, or date-time with its zone, from what pages and feeds write; None when it is no date of the web's age."""
    match = _ISO.match(str(value).strip())
    if match is None:
        return _loose(str(value).strip())
    year, month, day, hour, minute, second, zone = match.groups()
    if not _real(int(year), int(month), int(day)):
        return None
    iso_day = f"{year}-{month}-{day}"
    if hour is None or zone is None or int(hour) > 23 or int(minute) > 59:
        return iso_day
    offset = "+00:00" if zone.upper() in ("Z", "UTC", "GMT") else f"{zone[:3]}:{zone[3:].lstrip(':')[:2]}"
    return f"{iso_day}T{int(hour):02d}:{minute}:{second or '00'}{offset}"


def _loose(value: str) -> str | None:
    """Dates in words ("July 18, 2019 10:00 am"), never numbers alone: their order is not known."""
    if not 6 <= len(value) <= 60 or not any(m in value.lower() for m in _MONTHS) or not re.search(r"(?:19|20)\d{2}", value) or not re.search(r"(?<!\d)\d{1,2}(?!\d)", value):
        return None
    from dateutil import parser

    try:
        found = parser.parse(value, fuzzy=True, ignoretz=True, default=datetime(1, 1, 1))
    except (ValueError, OverflowError, TypeError):
        return None
    return found.date().isoformat() if _real(found.year, found.month, found.day) else None


def _real(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return _EARLIEST <= year <= 2100


def date_in_address(url: str | None) -> str | None:
    """The day in an address: `/2020/01/15/`, `2020-01-15`, `20200115`, `/2020/jan/15/`."""
    if not url:
        return None
    path = urlsplit(url).path
    if named := _URL_NAMED.search(path):
        year, month, day = int(named[1]), _MONTHS.index(named[2].lower()[:3]) + 1, int(named[3])
        return f"{year}-{month:02d}-{day:02d}" if _real(year, month, day) else None
    for pattern in _URL_DATES:
        if found := pattern.search(path):
            year, month, day = (int(part) for part in found.groups())
            if _real(year, month, day):
                return f"{year}-{month:02d}-{day:02d}"
    return None


def _metas(tree: HtmlElement) -> dict[str, str]:
    out: dict[str, str] = {}
    for meta in _METAS(tree):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        if name and meta.get("content").strip():
            out.setdefault(name.strip().lower(), meta.get("content").strip())
    return out


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in _SCRIPTS(tree):
        raw = (script.text or "").strip().removeprefix("<![CDATA[").removesuffix("]]>").strip().rstrip(";")
        try:
            data = json.loads(raw, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _things(data, depth=0)


def _things(data: Any, *, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(data, list):
        for item in data[:200]:
            yield from _things(item, depth=depth + 1)
    elif isinstance(data, dict):
        if "@type" in data:
            yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            if isinstance(data.get(key), (list, dict)):
                yield from _things(data[key], depth=depth + 1)


def _types(thing: dict[str, Any]) -> Iterator[str]:
    kind = thing.get("@type")
    for name in kind if isinstance(kind, list) else [kind]:
        if isinstance(name, str):
            yield name.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def _article(things: list[dict[str, Any]]) -> dict[str, Any]:
    """The first thing that is an article; of the rarer kinds only where no plain article stands."""
    articles = [t for t in things if any(n.endswith(_ARTICLE_ENDINGS) for n in _types(t))]
    plain = [t for t in articles if any(n.endswith(_ARTICLE_ENDINGS[:3]) for n in _types(t))]
    return next(iter(plain or articles), {})


def _titles(tree: HtmlElement, metas: dict[str, str], article: dict[str, Any]) -> Iterator[str]:
    yield _text(article.get("headline")) or ""
    yield metas.get("og:title", "")
    yield metas.get("twitter:title", "")
    yield metas.get("title", "") or metas.get("dc.title", "") or metas.get("dcterms.title", "") or metas.get("headline", "")
    yield tree.findtext(".//head/title") or tree.findtext(".//title") or ""
    yield _text(article.get("name")) or ""


def _address(tree: HtmlElement, metas: dict[str, str]) -> str | None:
    for link in _LINKS(tree):
        if link.get("rel") == "canonical" and link.get("href").startswith(("http://", "https://")):
            return str(link.get("href").strip())
    declared = metas.get("og:url", "")
    return declared if declared.startswith(("http://", "https://")) else None


def _published(tree: HtmlElement, metas: dict[str, str], article: dict[str, Any], url: str | None) -> tuple[str | None, PublishedFrom | None]:
    """The declared day; where the declared one and the address agree on the day, the more exact."""
    for value in (article.get("datePublished"), *(metas.get(name) for name in names_of("published")), article.get("dateCreated"), article.get("uploadDate")):
        if value and (found := iso(value)):
            return found, "metadata"
    times = [(t, iso(t.get("datetime") or t.get("content"))) for t in _TIMES(tree)[:50]]
    marked = [d for t, d in times if d and (t.get("itemprop") == "datePublished" or "pubdate" in t.attrib or _says_published(t))]
    if marked:
        return marked[0], "metadata"
    if in_address := date_in_address(url):
        return in_address, "url"
    if len({d[:10] for _, d in times if d}) == 1:
        return next(d for _, d in times if d), "metadata"
    for value in (article.get("dateModified"), *(metas.get(name) for name in names_of("changed"))):
        if value and (found := iso(value)):
            return found, "metadata"
    return None, None


def _says_published(time: HtmlElement) -> bool:
    words = " ".join((time.get("class") or "", time.get("id") or "", (time.getparent().get("class") or "") if time.getparent() is not None else "")).lower()
    return any(w in words for w in ("publish", "entry-date", "post-date", "posted", "article-date", "dateline", "byline"))


def _outlet(metas: dict[str, str], article: dict[str, Any], things: list[dict[str, Any]]) -> str | None:
    publisher = article.get("publisher")
    named = publisher.get("name") if isinstance(publisher, dict) else publisher if isinstance(publisher, str) else None
    sites = [t.get("name") for t in things if set(_types(t)) & {"NewsMediaOrganization", "WebSite", "Organization"}]
    for value in (named, *(metas.get(name) for name in names_of("outlet")), *sites):
        line = _line(_text(value) or "")
        if line and not line.startswith(("@", "http")) and len(line) <= 80:
            return line
    return None


def _author(metas: dict[str, str], article: dict[str, Any]) -> str | None:
    declared = article.get("author")
    people = declared if isinstance(declared, list) else [declared]
    names = [n for p in people if (n := _line(_text(p.get("name") if isinstance(p, dict) else p) or ""))]
    if names:
        return ", ".join(names)
    for name in names_of("author"):
        if (value := metas.get(name)) and not value.startswith("http"):
            return _line(value)
    return None


def _language(tree: HtmlElement, metas: dict[str, str], article: dict[str, Any]) -> str | None:
    declared = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or article.get("inLanguage") or metas.get("og:locale") or metas.get("content-language")
    if isinstance(declared, dict):
        declared = declared.get("alternateName")
    return re.split("[-_]", declared)[0].lower() or None if isinstance(declared, str) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _line(text: str) -> str:
    """One line without entities and double spaces."""
    return " ".join(html.unescape(text).replace("\u200b", "").split())
