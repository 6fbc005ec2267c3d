"""Every way in: files of all kinds, archives, feeds, tables; each failure named by input and place, the rest read."""

from __future__ import annotations

import gzip
import io
import json
import mailbox
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from news_markup import DAY, HEADLINE, PARAGRAPHS, SKELETONS
from onrecord.errors import InputError
from onrecord.intake.documents import joined_lines
from onrecord.intake.feed import fragment_text, read_feed, read_opml
from onrecord.intake.sources import reports_from
from onrecord.intake.text import clean, decode
from onrecord.reading import Report

DATA = Path(__file__).parent / "data"
WANTED = "\n".join((HEADLINE, *PARAGRAPHS))


def _read(path: Path, **options: object) -> tuple[list[Report], list[str]]:
    found = list(reports_from(str(path), **options))  # type: ignore[arg-type]
    return [f for f in found if isinstance(f, Report)], [str(f) for f in found if isinstance(f, InputError)]


# plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
def test_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = "Café owners “will not pay”, says naïve minister\nThe talks went on.\n"
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    (report,), errors = _read(tmp_path / "a.txt")
    assert (report.text, errors) == (text, [])
    assert report.source == str(tmp_path / "a.txt")


def test_line_ends_and_control_characters() -> None:
    assert clean("a\r\nb\rc\u2028d\x00e\x07f\ufeffg\th") == "a\nb\nc\ndefg\th"


def test_binary_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(bytes(range(256)) * 40)
    reports, errors = _read(tmp_path / "a.txt")
    assert reports == []
    assert "binary" in errors[0]
    assert str(tmp_path / "a.txt") in errors[0]
    with pytest.raises(InputError, match="binary"):
        decode(b"\x00\x01\x02" * 1000)


@pytest.mark.parametrize("content", [b"", b" \n \n", b"\xef\xbb\xbf"])
def test_empty_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert "empty" in _read(tmp_path / "a.txt")[1][0]


def test_missing_file(tmp_path: Path) -> None:
    assert _read(tmp_path / "none.txt")[1] == [f"{tmp_path / 'none.txt'}: no such file or folder"]


# folders and archives


def test_folder_in_order_without_links_that_lead_out(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("secret words stand here")
    folder = tmp_path / "in"
    (folder / "b").mkdir(parents=True)
    (folder / "a.txt").write_text("First report.")
    (folder / "b" / "c.html").write_text(SKELETONS["drupal"]())
    (folder / "b" / "picture.jpg").write_bytes(b"\xff\xd8")
    (folder / "z.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "y").symlink_to(tmp_path)
    (folder / ".hidden").write_text("x")
    reports, errors = _read(folder)
    assert [r.text for r in reports] == ["First report.", WANTED]
    assert errors == []


def _zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_zip(tmp_path: Path) -> None:
    inner = _zipped({"deep.txt": b"A report in a ZIP in a ZIP."})
    (tmp_path / "a.zip").write_bytes(
        _zipped({"a.txt": b"One report.", "b/c.html": SKELETONS["amp"]().encode(), "../../etc/evil.txt": b"x", "/abs.txt": b"x", "bomb.txt": b"0" * 50_000_000, "in.zip": inner})
    )
    reports, errors = _read(tmp_path / "a.zip")
    assert [r.text for r in reports] == ["One report.", WANTED, "A report in a ZIP in a ZIP."]
    assert [e.rsplit(": ", 2)[-2 if "bomb" in e else -1] for e in errors][:2] == ["refused", "refused"]
    assert any("decompression bomb" in e for e in errors)
    assert all(str(tmp_path / "a.zip") + "!" in e for e in errors)


def test_zip_in_zip_without_end(tmp_path: Path) -> None:
    data = _zipped({"a.txt": b"The end."})
    for _ in range(12):
        data = _zipped({"in.zip": data})
    (tmp_path / "a.zip").write_bytes(data)
    reports, errors = _read(tmp_path / "a.zip")
    assert reports == []
    assert "ZIP in a ZIP" in errors[0]


@pytest.mark.parametrize("cut", [10, 60, 100])
def test_broken_zip(tmp_path: Path, cut: int) -> None:
    (tmp_path / "a.zip").write_bytes(_zipped({"a.txt": b"One report." * 20})[:-cut])
    reports, errors = _read(tmp_path / "a.zip")
    assert reports == []
    assert len(errors) == 1


def test_gzip(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": "One report."}).encode()))
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"Another report."))
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(b"Another report." * 500)[:-20])
    (tmp_path / "d.txt.gz").write_bytes(gzip.compress(b"0" * 70_000_000))
    bent = bytearray(gzip.compress(b"Another report, of other words." * 9))
    bent[12:20] = b"\xff" * 8
    (tmp_path / "e.txt.gz").write_bytes(bent)
    reports, errors = _read(tmp_path)
    assert [r.text for r in reports] == ["One report.", "Another report."]
    assert len(errors) == 3


# tables


def test_jsonl(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": "One.", "published": "2025-03-03", "publisher": "P", "url": "https://a.example/1", "title": "T"}), "", "{not json", '"a string"', '{"title": "no text"}',
        json.dumps({"text": "Two.", "published": "yesterday"}), json.dumps({"text": 5}), json.dumps({"text": "Three.", "published": 20250304}),
    ]  # fmt: skip
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines))
    reports, errors = _read(path)
    assert [(r.text, r.published) for r in reports] == [("One.", "2025-03-03"), ("Three.", "2025-03-04")]
    assert (reports[0].publisher, reports[0].url, reports[0].title, reports[0].source) == ("P", "https://a.example/1", "T", f"{path}:1")
    assert [e.split(": ")[0] for e in errors] == [f"{path}:{n}" for n in (3, 4, 5, 6, 7)]


def test_jsonl_keeps_the_text_as_it_is(tmp_path: Path) -> None:
    text = "A\r\nB\u2028C 😀 é e\u0301"
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text}))
    assert _read(tmp_path / "a.jsonl")[0][0].text == text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(tmp_path: Path, delimiter: str) -> None:
    rows = [["Headline", "body", "date", "outlet"], ["T", '"A text, with; commas\nand lines"', "2025-03-03", "P"], ["short", "row"], ["T2", "Two words", "", ""]]
    (tmp_path / "a.csv").write_text("\n".join(delimiter.join(r) for r in rows))
    reports, errors = _read(tmp_path / "a.csv")
    assert [(r.text, r.title, r.published, r.publisher) for r in reports] == [("A text, with; commas\nand lines", "T", "2025-03-03", "P"), ("Two words", "T2", None, None)]
    assert len(errors) == 1
    assert "2 cells where the header has 4" in errors[0]


def test_csv_with_columns_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\nOne report.,2025-03-03\n")
    assert "no column 'text'" in _read(tmp_path / "a.csv")[1][0]
    assert _read(tmp_path / "a.csv", columns={"text": "x", "published": "y"})[0][0].published == "2025-03-03"


# feeds

RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Courier</title>
<item><title>{HEADLINE}</title><link>https://courier.example/1</link><guid>1</guid><pubDate>Mon, 03 Mar 2025 07:40:00 +0100</pubDate>
<description><![CDATA[<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>]]></description></item>
<item><title>Only a link</title><link>https://courier.example/2</link></item></channel></rss>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Courier</title><entry><id>a</id><title>{HEADLINE}</title>
<link href="https://courier.example/1"/><published>2025-03-03T07:40:00+01:00</published><content type="html">&lt;p&gt;{PARAGRAPHS[0]}&lt;/p&gt;</content></entry></feed>"""
JSON_FEED = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "The Courier", "items": [
    {"id": "1", "url": "https://courier.example/1", "title": HEADLINE, "content_html": f"<p>{PARAGRAPHS[0]}</p>", "date_published": "2025-03-03T07:40:00+01:00"}]})  # fmt: skip


@pytest.mark.parametrize("feed", [RSS, ATOM, JSON_FEED])
def test_feeds(tmp_path: Path, feed: str) -> None:
    (tmp_path / "feed.xml").write_text(feed)
    reports, _ = _read(tmp_path / "feed.xml")
    first = reports[0]
    assert (first.title, first.url, first.publisher, first.published_from) == (HEADLINE, "https://courier.example/1", "The Courier", "metadata")
    assert first.published in ("2025-03-03T06:40:00+00:00", "2025-03-03T07:40:00+01:00")
    assert first.text.split("\n")[:2] == [HEADLINE, PARAGRAPHS[0]]


def test_broken_feeds(tmp_path: Path) -> None:
    assert len(read_feed(RSS[:-30].encode())) == 2
    for bad in (b"<rss><channel/></rss>", b"<html>no feed</html>", b"{}", b"{"):
        with pytest.raises(InputError):
            items = read_feed(bad)
            if not items:
                raise InputError("empty")


def test_feeds_that_break_the_parser() -> None:
    """Found by fuzzing: a character beyond Unicode, an entry with an empty content element, half a surrogate pair."""
    for data in (RSS.replace("Only a link", "&#x110000;").encode(), ATOM.replace(">&lt;p", "/><x>&lt;p").encode(), JSON_FEED.replace("<p>", "\\ud800").encode()):
        try:
            texts = [item.report().text for item in read_feed(data)]
        except InputError:
            continue
        assert all(text.encode() or True for text in texts)


def test_fragments() -> None:
    assert fragment_text("<p>A <b>bold</b> word.</p><p>B<br>C &amp; D</p><script>x()</script>") == "A bold word.\nB\nC & D"
    assert fragment_text("plain & simple") == "plain & simple"


def test_opml() -> None:
    data = b"<opml><body><outline text='a'><outline xmlUrl='https://a.example/f'/><outline xmlUrl='https://a.example/f'/><outline xmlUrl='file:///etc/passwd'/></outline></body></opml>"
    assert read_opml(data) == ["https://a.example/f"]


BOMB = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
XXE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("prologue", [BOMB, XXE])
@pytest.mark.parametrize("body", ["<rss><channel><item><title>&b;&x;</title></item></channel></rss>", "<newsItem><p>&b;</p></newsItem>", "<opml><outline text='&b;'/></opml>"])
def test_entities_are_refused(tmp_path: Path, prologue: str, body: str) -> None:
    (tmp_path / "a.xml").write_text(prologue + body)
    reports, errors = _read(tmp_path / "a.xml")
    assert reports == []
    assert "entities" in errors[0]


# the agencies' XML


def _newsml(status: str = "stat:usable") -> str:
    paragraphs = "".join(f"<p>{p.replace('&', '&amp;')}</p>" for p in PARAGRAPHS)
    return f"""<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="urn:x:1" version="1"><itemMeta><provider><name>Seldon Wire</name></provider>
<versionCreated>2025-03-03T07:40:00+01:00</versionCreated><pubStatus qcode="{status}"/></itemMeta><contentMeta><contentCreated>2025-03-03T07:00:00+01:00</contentCreated><headline>{HEADLINE}</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>{paragraphs}</body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"""


def test_newsml(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(_newsml())
    (report,), _ = _read(tmp_path / "a.xml")
    assert (report.text, report.publisher, report.published) == (WANTED, "Seldon Wire", "2025-03-03T07:00:00+01:00")


def test_newsml_that_is_withheld(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(_newsml("stat:canceled"))
    assert "canceled" in _read(tmp_path / "a.xml")[1][0]


def test_nitf(tmp_path: Path) -> None:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS[1:])
    (tmp_path / "a.xml").write_text(
        f"<nitf><head><title>{HEADLINE}</title><docdata><date.issue norm='20250303T074000+0100'/></docdata><pubdata name='The Courier'/></head><body><body.head><hedline><hl1>{HEADLINE}</hl1></hedline>"
        f"<dateline>PORT SELDON</dateline></body.head><body.content><block>{body}</block></body.content></body></nitf>"
    )
    (report,), _ = _read(tmp_path / "a.xml")
    assert report.text.startswith(f"{HEADLINE}\nPORT SELDON - {PARAGRAPHS[1]}\n")
    assert (report.publisher, report.published) == ("The Courier", "2025-03-03T07:40:00+01:00")


def test_other_xml(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<catalog><book/></catalog>")
    (tmp_path / "b.xml").write_text("<newsItem><p>not closed")
    assert ["root is <catalog>" in e or "not well-formed" in e for e in _read(tmp_path)[1]] == [True, True]


# WARC


def _record(url: str, status: str, kind: str, body: bytes, extra: str = "") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{extra}\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Date: 2025-03-05T10:00:00Z\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def _warc(gz: bool = True, chunked: bool = False) -> bytes:
    page = SKELETONS["captions"]().encode()
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page) if chunked else page
    undated = f"<html><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</article></body></html>".encode()
    records = [
        _record("https://courier.example/0", "200 OK", "text/html; charset=utf-8", body, "Transfer-Encoding: chunked\r\n" if chunked else ""),
        _record("https://courier.example/1", "404 Not Found", "text/html", page), _record("https://courier.example/2", "200 OK", "text/plain", b"words"),
        _record("https://courier.example/3", "200 OK", "image/png", b"\x89PNG"), _record("https://courier.example/4", "200 OK", "text/html", undated),
    ]  # fmt: skip
    return b"".join(gzip.compress(r) if gz else r for r in records)


@pytest.mark.parametrize(("gz", "chunked"), [(True, False), (False, False), (True, True)])
def test_warc(tmp_path: Path, gz: bool, chunked: bool) -> None:
    path = tmp_path / ("a.warc.gz" if gz else "a.warc")
    path.write_bytes(_warc(gz, chunked))
    reports, errors = _read(path)
    assert [r.text for r in reports] == [WANTED, WANTED]
    assert [(r.published, r.published_from, r.url) for r in reports] == [(DAY, "metadata", "https://courier.example/0"), ("2025-03-05", "capture", "https://courier.example/4")]
    assert errors == []


def test_truncated_warc(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(_warc()[:-700])
    (tmp_path / "b.warc").write_bytes(b"no warc at all, just words\r\n")
    reports, errors = _read(tmp_path)
    assert [r.text for r in reports] == [WANTED]
    assert any("b.warc" in e for e in errors)


# mail and PDF


def test_mailbox(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "a.mbox")
    box.add(f"From: Seldon Wire <desk@wire.example>\nSubject: {HEADLINE}\nDate: Mon, 03 Mar 2025 07:40:00 +0100\n\nDockers at the country's largest harbour went back to work on Monday after\ntheir union signed.\n\nSecond paragraph.\n-- \nThe desk\n")
    box.add("From: a\nSubject: empty\n\n\n")
    box.close()
    reports, errors = _read(tmp_path / "a.mbox")
    assert reports[0].text == f"{HEADLINE}\nDockers at the country's largest harbour went back to work on Monday after their union signed.\nSecond paragraph."
    assert (reports[0].published, reports[0].publisher) == ("2025-03-03T07:40:00+01:00", "Seldon Wire")
    assert len(errors) == 1
    assert "message 2" in errors[0]


def test_lines_that_were_wrapped() -> None:
    wrapped = "Dockers at the country's largest har-\nbour went back to work on Monday.\n3\n\nSecond para."
    assert joined_lines(wrapped) == "Dockers at the country's largest harbour went back to work on Monday.\nSecond para."


def test_broken_pdf(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\nnothing of the kind")
    reports, errors = _read(tmp_path / "a.pdf")
    assert reports == []
    assert "a.pdf" in errors[0]


def test_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, wanted in ((b"One report.\r\nTwo lines.", ["One report.\nTwo lines."]), (b'{"text": "A"}\n{"text": "B"}\n', ["A", "B"]), (SKELETONS["amp"]().encode(), [WANTED])):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
        assert [r.text for r in _good(reports_from("-"))] == wanted


def _good(found: Iterator[Report | InputError]) -> Iterator[Report]:
    return (f for f in found if isinstance(f, Report))
