"""Every parser of outside input, fed with broken input: it gives reports or an `InputError`, never anything else, and stays quick."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news_markup import SKELETONS
from onrecord.errors import InputError, OnrecordError
from onrecord.export.pack import read_pack
from onrecord.intake.feed import fragment_text, read_feed, read_opml
from onrecord.intake.html import read_page
from onrecord.intake.metadata import date_in_address, iso
from onrecord.intake.newsml import read_newsml
from onrecord.intake.sources import _document
from onrecord.intake.tables import read_csv, read_jsonl
from onrecord.intake.text import clean, decode
from onrecord.intake.warc import read_warc
from onrecord.reading import Report

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], derandomize=True)
MORE = settings(FEW, max_examples=150)
PAGES = [f().encode() for f in SKELETONS.values()]
RSS = b"<?xml version='1.0'?><rss version='2.0'><channel><title>C</title><item><title>T</title><link>http://a.example</link><pubDate>Mon, 03 Mar 2025 07:40:00 +0100</pubDate><description>&lt;p&gt;x&lt;/p&gt;</description></item></channel></rss>"
NEWSML = b"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'><contentMeta><headline>H</headline></contentMeta><contentSet><inlineXML><html><body><p>Words stand here.</p></body></html></inlineXML></contentSet></newsItem>"
WARC = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2025-03-05T10:00:00Z\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: application/http\r\nContent-Length: 60\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html></html>\r\n\r\n"


@st.composite
def broken(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A good input with a few bytes changed, cut out, doubled or put in."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        what = draw(st.integers(0, 3))
        if what == 0:
            data[at : at + 1] = draw(st.binary(min_size=1, max_size=8))
        elif what == 1:
            del data[at : at + draw(st.integers(1, 200))]
        elif what == 2:
            data[at:at] = data[at : at + draw(st.integers(1, 200))] * draw(st.integers(1, 3))
        else:
            data[at:at] = draw(st.sampled_from([b"<", b">", b"<![CDATA[", b"<!--", b"&#x110000;", b"&#0;", b"\x00", b"\xff\xfe", b"<script>", b"{", b'"', b"<!DOCTYPE x [", b"]]>"]))
    return bytes(data)


@FEW
@given(broken(PAGES))
def test_pages(data: bytes) -> None:
    try:
        report = read_page(data).report
    except InputError:
        return
    assert report.text.strip()
    assert "\x00" not in report.text
    assert report.text == clean(report.text)


@MORE
@given(broken([RSS, json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "title": [], "content_html": "<p>x"}]}).encode()]))
def test_feeds(data: bytes) -> None:
    try:
        for item in read_feed(data):
            item.report()
    except InputError:
        return


@MORE
@given(broken([NEWSML, NEWSML.replace(b"newsItem", b"nitf")]))
def test_agency_xml(data: bytes) -> None:
    try:
        assert all(isinstance(r, Report | InputError) for r in read_newsml(data))
        read_opml(data)
    except InputError:
        return


@MORE
@given(broken([WARC, WARC * 2]))
def test_warc(data: bytes) -> None:
    assert all(isinstance(r, Report | InputError) for r in read_warc(io.BytesIO(data), name="w"))


@MORE
@given(broken([b'{"text": "Words.", "published": "2025-03-03"}\n{"text": "More."}\n']))
def test_jsonl(data: bytes) -> None:
    assert all(isinstance(r, Report | InputError) for r in read_jsonl(io.BytesIO(data), name="j"))


@MORE
@given(broken([b'text,title,published\n"Words, words",T,2025-03-03\nMore,,\n']))
def test_csv(data: bytes) -> None:
    assert all(isinstance(r, Report | InputError) for r in read_csv(io.StringIO(data.decode("utf-8", "replace"), newline=""), name="c"))


@MORE
@given(st.binary(max_size=300) | broken([RSS, NEWSML, WARC, b"%PDF-1.4\n%%EOF", b"PK\x03\x04", b"\x1f\x8b", *PAGES[:2]]), st.sampled_from(["", ".txt", ".html", ".xml", ".csv", ".jsonl", ".json", ".eml", ".zip"]))
def test_any_document(data: bytes, ending: str) -> None:
    assert all(isinstance(r, Report | InputError) for r in _document(data, "d", ending, None, None))


@MORE
@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "hex", "idna", "rot13", "unicode_escape", "", "\x00"]))
def test_decoding(data: bytes, declared: str | None) -> None:
    try:
        assert isinstance(decode(data, declared), str)
    except InputError:
        return


@MORE
@given(st.text(max_size=80))
def test_dates_and_fragments(text: str) -> None:
    found = iso(text)
    assert found is None or iso(found) == found
    date_in_address("http://a.example/" + text)
    fragment_text(text)
    fragment_text(f"<p>{text}</p><br>")


def test_packs(tmp_path: Path) -> None:
    from onrecord.export import export
    from test_export import RECORD

    export([RECORD], tmp_path / "p.zip", format="pack")
    good = (tmp_path / "p.zip").read_bytes()

    @FEW
    @given(broken([good]))
    def check(data: bytes) -> None:
        (tmp_path / "q.zip").write_bytes(data)
        try:
            for found in read_pack(tmp_path / "q.zip"):
                assert isinstance(found, tuple | OnrecordError)
        except InputError:
            return

    check()


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 20_000, b"<p>" + b"a " * 500_000, b"<br>" * 10_000, b"<a href='x'>" * 10_000, b"<!--" * 50_000, b"<table><tr><td>" * 5_000,
        b"<script type='application/ld+json'>" + b"[" * 50_000 + b"</script><p>x</p>", b"<div class='" + b"a-" * 200_000 + b"'>x</div>", b"<p>word</p>" * 10_000,
    ],
)  # fmt: skip
@pytest.mark.timeout(20)
def test_monstrous_pages_end_soon(page: bytes) -> None:
    try:
        read_page(page)
    except InputError:
        return
