"""Feeds: RSS and Atom by feedparser, JSON Feed, and OPML lists of feeds."""

from __future__ import annotations

import calendar
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from onrecord.errors import InputError
from onrecord.intake.metadata import iso
from onrecord.intake.text import clean
from onrecord.reading import Report

_ITEMS = 5_000  # a feed has at most


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed. `html` is what the feed gives of the report, `full` whether that claims to be all of it; `key` tells it from others."""

    key: str
    title: str | None
    url: str | None
    published: str | None
    html: str
    full: bool
    outlet: str | None

    def report(self) -> Report:
        """The report as far as the feed gives it: headline first, then the entry's own words."""
        body = fragment_text(self.html)
        text = "\n".join(part for part in (self.title, body) if part)
        return Report(text, self.title, self.published, self.url, self.outlet, "metadata" if self.published else None)


def fragment_text(html: str) -> str:
    """The words of a piece of HTML (or of plain text), one paragraph a line."""
    from lxml.html import fragment_fromstring

    if "<" not in html and "&" not in html:
        return "\n".join(line for raw in clean(html).split("\n") if (line := " ".join(raw.split())))
    try:
        tree = fragment_fromstring(clean(html), create_parent="div")
    except Exception:  # lxml raises several kinds over hostile fragments
        return ""
    for gone in tree.xpath(".//script | .//style | .//figcaption | .//iframe | .//form"):
        gone.drop_tree()
    for block in tree.iter("p", "div", "br", "li", "h1", "h2", "h3", "h4", "blockquote", "tr", "ul", "ol"):
        block.tail = "\n" + (block.tail or "")
        block.text = ("\n" if block.tag != "br" else "") + (block.text or "")
    return "\n".join(line for raw in tree.text_content().split("\n") if (line := " ".join(raw.split())))


def read_feed(data: bytes, *, url: str | None = None, name: str | None = None) -> list[Item]:
    """The items of a feed, as they stand. Raises `InputError` when it is none."""
    called = name or url or "the feed"
    if data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return list(_json_items(data, called))
    import feedparser

    refuse_entities(data, called)
    try:
        parsed = feedparser.parse(data, response_headers={"content-location": url} if url else None, sanitize_html=False)
    except Exception as error:  # feedparser raises several kinds over hostile feeds
        raise InputError(f"{called}: the feed is broken ({type(error).__name__}: {error})") from error
    if not parsed.entries and not parsed.version:
        reason = parsed.get("bozo_exception")
        raise InputError(f"{called}: this is no RSS or Atom feed" + (f" ({reason})" if reason else "") + ": give the address of the feed itself")
    outlet = " ".join(str(parsed.feed.get("title", "")).split()) or None
    return [_item(entry, outlet, url) for entry in parsed.entries[:_ITEMS]]


def _item(entry: Any, outlet: str | None, base: str | None) -> Item:
    contents = [str(c.get("value") or "") for c in entry.get("content") or []]
    summary = str(entry.get("summary") or "")
    html = max([*contents, summary], key=len, default="")
    link = entry.get("link") or next((e.get("href") for e in entry.get("links", []) if e.get("href")), None)
    link = urljoin(base, link) if base and link else link
    title = fragment_text(str(entry.get("title") or "")).replace("\n", " ").strip() or None
    source = entry.get("source", {}).get("title") if isinstance(entry.get("source"), dict) else None
    key = entry.get("id") or link or f"{title} {dict.get(entry, 'published', '')}"
    return Item(str(key), title, link, _moment(entry), html, bool(contents), source or outlet)


def _moment(entry: Any) -> str | None:
    """When the entry says it was published, as written where that has a zone, else in UTC."""
    for name in ("published", "created", "updated"):
        parsed, raw = dict.get(entry, f"{name}_parsed"), str(dict.get(entry, name, ""))  # dict's own: feedparser's would take one for the other
        if parsed:
            written = iso(raw)
            if written is not None and (len(written) > 10 or len(raw.strip()) == 10) and raw.strip()[:4].isdigit():
                return written
            try:
                return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
            except (OverflowError, ValueError, OSError):
                continue
    return None


def _json_items(data: bytes, called: str) -> Iterator[Item]:
    try:
        feed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{called}: not JSON: {error}") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise InputError(f"{called}: JSON, but no JSON Feed (it has no list of items)")
    outlet = feed.get("title") if isinstance(feed.get("title"), str) else None
    for entry in feed["items"][:_ITEMS]:
        if isinstance(entry, dict):
            texts = {k: v for k, v in entry.items() if isinstance(v, str)}
            content = texts.get("content_html") or texts.get("content_text") or ""
            url = texts.get("url") or texts.get("external_url")
            published = iso(texts["date_published"]) if "date_published" in texts else None
            key = str(entry.get("id") or url or texts.get("title", ""))
            yield Item(key, texts.get("title"), url, published, content or texts.get("summary", ""), bool(content), outlet)


def read_opml(data: bytes, *, name: str = "the OPML file") -> list[str]:
    """The addresses of the feeds of an OPML list, each once, in order. Raises `InputError`."""
    tree = parse_xml(data, name)
    urls = [o.get("xmlUrl") or o.get("xmlurl") or "" for o in tree.iter("outline")]
    return list(dict.fromkeys(u.strip() for u in urls if urlsplit(u.strip()).scheme in ("http", "https")))


def refuse_entities(data: bytes, called: str) -> None:
    """XML that declares entities can open files and grow without end: no feed needs it."""
    head = data[:200_000].replace(b"\0", b"")
    if b"<!ENTITY" in head or b"<!entity" in head:
        raise InputError(f"{called}: it declares XML entities, which are refused: remove the DOCTYPE")


def parse_xml(data: bytes, called: str) -> Any:
    """The root of XML without entities or outside references. Raises `InputError` with the place."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise InputError(f"{called}: it declares XML entities, which are refused: remove the DOCTYPE") from error
    except (ParseError, ValueError, LookupError, UnicodeError, RecursionError) as error:
        raise InputError(f"{called}: not well-formed XML: {error}") from error
