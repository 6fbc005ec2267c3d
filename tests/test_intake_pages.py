"""Saved pages: the report's own words and what the page says of itself; pages that hold no report are refused with the reason."""

from __future__ import annotations

import pytest

from news_markup import DAY, HEADLINE, PARAGRAPHS, SKELETONS
from onrecord.errors import DataError, InputError
from onrecord.intake.html import read_page
from onrecord.intake.metadata import date_in_address, iso
from onrecord.knowledge.boilerplate import load_boilerplate

WANTED = "\n".join((HEADLINE, *PARAGRAPHS))


@pytest.mark.parametrize("skeleton", SKELETONS)
def test_report_in_the_markup_of_many_newsrooms(skeleton: str) -> None:
    report = read_page(SKELETONS[skeleton]().encode()).report
    assert report.text == WANTED
    assert report.title == HEADLINE
    assert (report.published or "")[:10] == DAY


def _page(body: str, head: str = "") -> str:
    return f"<html><head><title>A title of some words</title>{head}</head><body>{body}</body></html>"


LONG = "<p>" + "</p><p>".join(PARAGRAPHS) + "</p>"
REFUSED = {
    "a paywall's stub": (
        _page(f"<article><h1>A title of some words</h1><p>{PARAGRAPHS[0]}</p><div class='paywall'>Subscribe to continue reading</div></article>", "<meta name='date' content='2025-03-03'>"),
        "paywall",
    ),
    "a stub that declares itself": (
        _page(f"<article><p>{PARAGRAPHS[0]}</p></article>", '<script type="application/ld+json">{"@type":"NewsArticle","headline":"A","isAccessibleForFree":false}</script>'),
        "paywall",
    ),
    "a consent wall": (
        _page("<div><h1>We value your privacy</h1><p>We and our partners store and/or access information on a device, such as cookies, and process personal data.</p><p>You may accept all or manage options.</p></div>"),
        "consent",
    ),
    "a gallery": (_page(f"<h1>The walkout in pictures</h1>{LONG}", "<meta property='og:title' content='The walkout in pictures'>"), "gallery"),
    "a live page": (_page(LONG, '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Port walkout"}</script>'), "live page"),
    "an error page": (_page("<h1>Page not found</h1><p>The page you requested could not be found. Try the search, or go to our front page.</p>"), "notice"),
    "a list of links": (_page("<ul>" + "".join(f"<li><a href='/{i}'>{p[:60]}</a></li>" for i, p in enumerate(PARAGRAPHS * 2)) + "</ul>"), "no report|list of links"),
    "a front page": (_page(LONG, "<link rel='canonical' href='https://courier.example/'>"), "front page"),
    "nothing": ("<html></html>", "."),
}


@pytest.mark.parametrize("what", REFUSED)
def test_pages_that_hold_no_report(what: str) -> None:
    page, reason = REFUSED[what]
    with pytest.raises(InputError, match=reason) as caught:
        read_page(page.encode(), name="page.html")
    assert str(caught.value).startswith("page.html: ")


def test_near_misses_are_read() -> None:
    """A whole report on a page that also offers a subscription, and one whose words speak of cookies."""
    page = _page(f"<article><h1>{HEADLINE}</h1>{LONG}</article><div>Subscribe to continue reading our newsletters. We use cookies. Accept all</div>", "<meta name='date' content='2025-03-03'>")
    assert PARAGRAPHS[-1] in read_page(page.encode()).report.text


@pytest.mark.parametrize(
    ("declared", "encoding"), [(None, "utf-8"), ("iso-8859-1", "cp1252"), (None, "cp1252"), (None, "utf-16"), ("utf-8", "cp1252"), ("nonsense", "utf-8"), (None, "utf-8-sig")]
)
def test_encodings(declared: str | None, encoding: str) -> None:
    page = _page(f"<article><h1>Café talks — “over”</h1>{LONG}</article>", "<meta name='date' content='2025-03-03'>")
    assert "Café talks — “over”" in read_page(page.encode(encoding), declared=declared).report.text


def test_encoding_named_in_the_page() -> None:
    page = _page(f"<article><h1>Łódź strike talks fail</h1>{LONG}</article>", "<meta charset='iso-8859-2'><meta name='date' content='2025-03-03'>")
    assert "Łódź strike talks fail" in read_page(page.encode("iso-8859-2")).report.text


def test_declared_outlet_author_language() -> None:
    page = read_page(SKELETONS["blocks"]().encode(), url="https://courier.example/a")
    assert (page.report.publisher, page.author, page.language, page.report.url) == ("The Seldon Courier", "Jon Aske", "en", "https://courier.example/a")
    assert page.report.published_from == "metadata"
    assert read_page(SKELETONS["amp"]().encode()).report.published_from == "url"


def test_body_that_stands_only_in_the_metadata() -> None:
    import json

    thing = {"@type": "NewsArticle", "headline": HEADLINE, "datePublished": DAY, "articleBody": "\n\n".join(PARAGRAPHS)}
    page = f"<html><head><script type='application/ld+json'>{json.dumps(thing)}</script></head><body><div id='app'></div></body></html>"
    assert read_page(page.encode()).report.text == WANTED


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-03-03", "2025-03-03"), ("2025-03-03T07:40:00Z", "2025-03-03T07:40:00+00:00"), ("2025-03-03T07:40:00.123+0100", "2025-03-03T07:40:00+01:00"),
        ("2025-03-03 07:40:00", "2025-03-03"), ("20250303", "2025-03-03"), ("March 3, 2025 7:40 am", "2025-03-03"), ("3 March 2025", "2025-03-03"),
        ("03/04/2025", None), ("2025", None), ("soon", None), ("2025-13-40", None), ("1204-01-01", None), ("", None),
    ],
)  # fmt: skip
def test_dates(written: str, read: str | None) -> None:
    assert iso(written) == read


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2025/03/03/x", "2025-03-03"), ("https://a.example/news/2025-03-03-x.html", "2025-03-03"), ("https://a.example/en/press/20250303IPR1/x", "2025-03-03"),
        ("https://a.example/2025/mar/03/x", "2025-03-03"), ("https://a.example/x-1234567890", None), ("https://a.example/2025/x", None), ("https://a.example/2025/02/31/x", None), (None, None),
    ],
)  # fmt: skip
def test_date_in_an_address(url: str | None, day: str | None) -> None:
    assert date_in_address(url) == day


@pytest.mark.parametrize(
    ("title", "address", "headline"),
    [
        ("Port walkout ends - Courier News", "https://www.thecourier.example/a", "Port walkout ends"),
        ("Port walkout ends | World | The Courier", "https://a.example/a", "Port walkout ends"),
        ("Port walkout ends – lives lost", "https://a.example/a", "Port walkout ends – lives lost"),
        ("Olive growers strike - and win", "https://a.example/olive-growers", "Olive growers strike - and win"),
        ("Police show photos of the weekend raid", "https://a.example/photos-of-raid", "Police show photos of the weekend raid"),
    ],
)
def test_titles(title: str, address: str, headline: str) -> None:
    """The outlet's name goes, the rest of a headline stays; words that only look like a gallery's or a live page's are no such."""
    page = f"<html><head><title>{title}</title><meta name='date' content='2025-03-03'></head><body><article>{LONG}</article></body></html>"
    assert read_page(page.encode(), url=address).report.title == headline


def test_words_of_furniture_end_at_a_word() -> None:
    line = load_boilerplate()["line"]
    assert line.fits("watch: the gates open")
    assert line.fits("share this article")
    assert not line.fits("watchdogs said the port was late")
    assert not line.fits("shares in the port fell")


def test_bad_row_of_furniture(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    from onrecord.knowledge import boilerplate

    folder = Path(str(tmp_path))
    (folder / "boilerplate.csv").write_text("what,how,words,note\nlines,is,share,x\n")
    monkeypatch.setattr(boilerplate, "DATA", folder)
    boilerplate.load_boilerplate.cache_clear()
    try:
        with pytest.raises(DataError, match=r"boilerplate\.csv:2: .*did you mean line"):
            load_boilerplate()
    finally:
        boilerplate.load_boilerplate.cache_clear()
