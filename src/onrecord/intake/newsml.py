"""NewsML-G2 and NITF: the news agencies' own XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onrecord.errors import InputError
from onrecord.intake.feed import fragment_text, parse_xml
from onrecord.intake.metadata import iso
from onrecord.reading import Report

_BLOCKS = ("p", "hl2", "li", "h2", "h3", "h4", "pre", "blockquote")
_NO_TEXT = ("media", "figure", "figcaption", "script", "style")


def read_newsml(data: bytes, *, name: str = "the file") -> Iterator[Report | InputError]:
    """The reports of a NewsML-G2 or NITF document. A withheld item ("canceled", "withheld") and one without text give an `InputError`."""
    root = parse_xml(data, name)
    if _tag(root) == "nitf":
        yield _nitf(root, name)
        return
    items = [e for e in root.iter() if _tag(e) == "newsItem"]
    if not items:
        found = [e for e in root.iter() if _tag(e) == "nitf"]
        yield from (_nitf(e, f"{name}: item {i}") for i, e in enumerate(found, 1))
        if not found:
            yield InputError(f"{name}: XML, but neither a feed, OPML, NewsML-G2 nor NITF (its root is <{_tag(root)}>)")
    for number, item in enumerate(items, 1):
        yield _news_item(item, f"{name}: item {number}" if len(items) > 1 else name)


def _news_item(item: Any, called: str) -> Report | InputError:
    status = next((e.get("qcode", "") for e in item.iter() if _tag(e) == "pubStatus"), "stat:usable")
    if status.rsplit(":", 1)[-1] not in ("usable", ""):
        return InputError(f"{called}: the agency marks it as {status.rsplit(':', 1)[-1]}, not to be used")
    content = next((e for e in item.iter() if _tag(e) == "contentSet"), None)
    lines = list(_content_lines(content)) if content is not None else []
    headline = _first(item, "headline") or (_first(content, "hl1", "h1", "title") if content is not None else None) or _first(item, "title")
    if not any(line for line in lines):
        return InputError(f"{called}: it has no text of its own (a picture, a video, or a list)")
    published = next((iso(_words(e)) for name in ("contentCreated", "firstCreated", "versionCreated", "contentModified", "sent") for e in item.iter() if _tag(e) == name and _words(e)), None)
    outlet = _first_name(item, "provider") or _first_name(item, "creditline", "copyrightHolder", "infoSource")
    url = next((e.get("href") for e in item.iter() if _tag(e) == "link" and str(e.get("rel", "")).endswith("canonical") and e.get("href")), None)
    return _report(headline, lines, published, url, outlet)


def _content_lines(content: Any) -> Iterator[str]:
    for part in content:
        kind = _tag(part)
        if kind == "inlineXML":
            body = next((e for e in part.iter() if _tag(e) in ("body.content", "body", "nitf")), part)
            yield from _block_lines(body)
        elif kind == "inlineData":
            yield from fragment_text(_words(part, keep=True)).split("\n")


def _nitf(root: Any, called: str) -> Report | InputError:
    body = next((e for e in root.iter() if _tag(e) == "body.content"), None)
    lines = list(_block_lines(body)) if body is not None else []
    if not lines:
        return InputError(f"{called}: NITF without text in <body.content>")
    headline = _first(root, "hl1", "hedline", "title")
    issued = next((e.get("norm") for name in ("date.issue", "date.release", "story.date") for e in root.iter() if _tag(e) == name and e.get("norm")), None)
    pubdata = next((e for e in root.iter() if _tag(e) == "pubdata"), None)
    outlet = pubdata.get("name") if pubdata is not None else None
    url = pubdata.get("ex-ref") if pubdata is not None else None
    dateline = _first(root, "dateline")
    if dateline and lines and not lines[0].startswith(dateline[:12]):
        lines[0] = f"{dateline} - {lines[0]}"
    published = iso(issued) if issued else iso(pubdata.get("date.publication", "")) if pubdata is not None else None
    return _report(headline, lines, published, url, outlet)


def _report(headline: str | None, lines: list[str], published: str | None, url: str | None, outlet: str | None) -> Report:
    kept = [line for line in lines if line and line != headline]
    return Report("\n".join([headline, *kept] if headline else kept), headline, published, url, outlet, "metadata" if published else None)


def _block_lines(body: Any) -> Iterator[str]:
    if _tag(body) in _NO_TEXT:
        return
    inner = [e for e in body if _tag(e) in _BLOCKS or any(_tag(d) in _BLOCKS for d in e.iter())]
    if _tag(body) in _BLOCKS or not inner:
        if words := _words(body):
            yield words
        return
    for child in inner:
        yield from _block_lines(child)


def _tag(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _words(element: Any, *, keep: bool = False) -> str:
    text = "".join(element.itertext())
    return text if keep else " ".join(text.split())


def _first(root: Any, *names: str) -> str | None:
    return next((w for name in names for e in root.iter() if _tag(e) == name and (w := _words(e))), None)


def _first_name(root: Any, *names: str) -> str | None:
    for name in names:
        for e in root.iter():
            if _tag(e) == name:
                inner = next((_words(d) for d in e.iter() if _tag(d) == "name" and _words(d)), None)
                if found := inner or e.get("literal") or _words(e) or None:
                    return str(found)
    return None
