"""Fetching and watching, against a real server: politeness, limits, refusals, memory."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from news_markup import HEADLINE, PARAGRAPHS, SKELETONS
from onrecord.errors import InputError
from onrecord.intake.fetch import Fetcher
from onrecord.intake.sources import reports_from
from onrecord.intake.watching import Watch
from onrecord.reading import Report

Answer = tuple[int, dict[str, str], bytes]


class Site:
    """A site whose answers a test lays down; it keeps what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[dict[str, str]], Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {k.lower(): v for k, v in self.headers.items()}
                site.asked.append((self.path, headers))
                answer = site.answers.get(self.path)
                status, sent, body = answer(headers) if answer else (404, {}, b"")
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **sent}.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    return

            def log_message(self, format: str, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def put(self, path: str, body: bytes | str, status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = lambda _: (status, {k.replace("_", "-"): v for k, v in headers.items()}, data)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()
    made.thread.join()


def _fetcher(**options: object) -> Fetcher:
    return Fetcher(allow_private=True, delay=0.0, **options)  # type: ignore[arg-type]


def test_a_page(site: Site) -> None:
    site.put("/a", SKELETONS["blocks"](), Content_Type="text/html; charset=utf-8")
    (report,) = reports_from(f"{site.url}/a", fetch=_fetcher())
    assert isinstance(report, Report)
    assert report.text == "\n".join((HEADLINE, *PARAGRAPHS))
    assert report.url == f"{site.url}/a"
    assert site.paths() == ["/robots.txt", "/a"]
    assert all(h["user-agent"].startswith("onrecord/") and h["host"] == site.url.removeprefix("http://") for _, h in site.asked)


def test_robots_are_obeyed(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private\nCrawl-delay: 7\n")
    site.put("/open", "words")
    waits: list[float] = []
    fetcher = _fetcher(sleep=waits.append, clock=lambda: 0.0)
    with pytest.raises(InputError, match=r"robots\.txt"):
        fetcher.fetch(f"{site.url}/private/a")
    fetcher.fetch(f"{site.url}/open")
    fetcher.fetch(f"{site.url}/open")
    assert waits == [7.0]
    assert site.paths() == ["/robots.txt", "/open", "/open"]


def test_robots_that_fail_close_the_site(site: Site) -> None:
    site.put("/robots.txt", "", 503)
    with pytest.raises(InputError, match=r"robots\.txt"):
        _fetcher().fetch(f"{site.url}/a")


@pytest.mark.parametrize(("status", "reason"), [(404, "no such page"), (403, "refuses"), (402, "payment"), (451, "legal"), (429, "later"), (500, "failed")])
def test_refusals_have_reasons(site: Site, status: int, reason: str) -> None:
    site.put("/a", "x", status)
    with pytest.raises(InputError, match=f"{reason}.*HTTP {status}"):
        _fetcher().fetch(f"{site.url}/a")


def test_redirects_and_their_end(site: Site) -> None:
    site.put("/a", "", 301, Location="/b")
    site.put("/b", "words")
    site.put("/loop", "", 302, Location="/loop")
    assert _fetcher().fetch(f"{site.url}/a").url == f"{site.url}/b"
    with pytest.raises(InputError, match="redirects"):
        _fetcher().fetch(f"{site.url}/loop")


def test_size_limit_and_bombs(site: Site) -> None:
    site.put("/big", b"x" * 300_000)
    site.put("/bomb", gzip.compress(b"0" * 30_000_000), Content_Encoding="gzip")
    for path in ("/big", "/bomb"):
        with pytest.raises(InputError, match="longer than"):
            _fetcher(limit=200_000).fetch(site.url + path)


def test_no_address_inside_a_network(site: Site) -> None:
    for url in (site.url, "http://localhost/", "http://127.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/", "http://2130706433/"):
        with pytest.raises(InputError, match=r"inside a network|no such host"):
            Fetcher().fetch(url)
    for url in ("ftp://a.example/", "file:///etc/passwd", "http:///x", "http://a.example:99999/"):
        with pytest.raises(InputError):
            Fetcher().fetch(url)
    assert site.asked == []


def test_no_redirect_into_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A public page that leads to a private address: the redirect is refused though the first address was good."""
    fetcher = Fetcher(delay=0.0)
    real = Fetcher._once

    def once(self: Fetcher, url: str, headers: dict[str, str], limit: int, *, cut: bool = False) -> object:
        from onrecord.intake.fetch import Fetched

        if "public.example" in url:
            return Fetched(url, b"http://127.0.0.1:1/secret", "", None, None, None, 200 if "robots" in url else 302)
        return real(self, url, headers, limit, cut=cut)

    monkeypatch.setattr(Fetcher, "_once", once)
    with pytest.raises(InputError, match="inside a network"):
        fetcher.fetch("http://public.example/a")


def test_the_checked_address_is_the_one_that_is_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves anew to another address between check and use gains nothing: it is resolved once."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, *args: object, **kwargs: object) -> object:
        asked.append(host)
        return real("127.0.0.1" if host == "paper.example" else host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.put("/a", "words")
    port = site.server.server_port
    assert _fetcher().fetch(f"http://paper.example:{port}/a").data == b"words"
    assert asked.count("paper.example") == 2  # robots.txt and the page, each once
    assert site.asked[-1][1]["host"] == f"paper.example:{port}"


# watching

FEED = "<?xml version='1.0'?><rss version='2.0'><channel><title>The Courier</title>{}</channel></rss>"


def _item(number: int) -> str:
    return f"<item><guid>{number}</guid><title>Report number {number}</title><description>{PARAGRAPHS[0]}</description></item>"


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def _watch(site: Site, state: Path, clock: Time, *paths: str) -> tuple[Watch, list[Report | InputError]]:
    return Watch([site.url + p for p in paths], state, _fetcher(), 900.0, clock), []


def test_watch_reads_nothing_twice(site: Site, tmp_path: Path) -> None:
    clock, state = Time(), tmp_path / "watch.json"
    site.put("/f", FEED.format(_item(1) + _item(2)), ETag='"one"')
    watch, kept = _watch(site, state, clock, "/f")
    assert watch.poll(kept.append) == 2
    assert watch.poll(kept.append) == 0  # not due yet
    assert site.paths().count("/f") == 1
    clock.now += 901
    site.answers["/f"] = lambda headers: (304, {}, b"") if headers.get("if-none-match") == '"one"' else (500, {}, b"")
    assert watch.poll(kept.append) == 0
    clock.now += 901
    site.put("/f", FEED.format(_item(1) + _item(2) + _item(3)))
    again, later = _watch(site, state, clock, "/f")  # started anew
    assert again.poll(later.append) == 1
    assert [r.title for r in later if isinstance(r, Report)] == ["Report number 3"]


def test_watch_that_is_killed_goes_on(site: Site, tmp_path: Path) -> None:
    clock, state = Time(), tmp_path / "watch.json"
    site.put("/f", FEED.format("".join(map(_item, range(5)))))
    watch, _ = _watch(site, state, clock, "/f")
    kept: list[str | None] = []

    def keep(found: Report | InputError) -> None:
        if len(kept) == 3:
            raise KeyboardInterrupt
        kept.append(found.title if isinstance(found, Report) else None)

    with pytest.raises(KeyboardInterrupt):
        watch.poll(keep)
    again, later = _watch(site, state, clock, "/f")
    again.poll(later.append)
    assert kept + [r.title for r in later if isinstance(r, Report)] == [f"Report number {n}" for n in range(5)]


def test_watch_survives_broken_feeds(site: Site, tmp_path: Path) -> None:
    clock = Time()
    site.put("/good", FEED.format(_item(1)))
    site.put("/bad", "no feed at all")
    watch, kept = _watch(site, tmp_path / "w.json", clock, "/bad", "/gone", "/good")
    assert watch.poll(kept.append) == 1
    assert sorted(type(k).__name__ for k in kept) == ["InputError", "InputError", "Report"]
    feeds = {f["url"]: f for f in json.loads((tmp_path / "w.json").read_text())["feeds"]}
    assert feeds[f"{site.url}/bad"]["due"] == clock.now + 1800  # backs off
    clock.now += 1801
    watch.poll(kept.append)
    feeds = {f["url"]: f for f in json.loads((tmp_path / "w.json").read_text())["feeds"]}
    assert feeds[f"{site.url}/bad"]["due"] == clock.now + 3600


def test_feed_that_only_announces_has_its_pages_fetched(site: Site, tmp_path: Path) -> None:
    site.put("/f", FEED.format(f"<item><title>{HEADLINE}</title><link>{site.url}/p</link></item><item><title>Gone</title><link>{site.url}/gone</link></item>"))
    site.put("/p", SKELETONS["captions"](), Content_Type="text/html")
    found = list(reports_from(f"{site.url}/f", fetch=_fetcher()))
    assert isinstance(found[0], Report)
    assert found[0].text == "\n".join((HEADLINE, *PARAGRAPHS))
    assert found[0].publisher == "The Courier"
    assert isinstance(found[1], InputError)


def test_broken_memory_of_a_watch(site: Site, tmp_path: Path) -> None:
    (tmp_path / "w.json").write_text("{")
    with pytest.raises(InputError, match="remove it"):
        Watch([site.url], tmp_path / "w.json", _fetcher())


@pytest.mark.slow
def test_the_command_adds_what_is_new(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from onrecord.cli.main import run
    from onrecord.joins.archive import Archive

    site.put("/f", FEED.format(_item(1)))
    archive = str(tmp_path / "a.db")
    command = ["watch", f"{site.url}/f", "--once", "--allow-private", "--archive", archive]
    assert run(command) == 0
    assert run(command) == 0
    with Archive(archive) as kept:
        (row,) = kept.reports()
    assert row.title == "Report number 1"
    assert "added: Report number 1" in capsys.readouterr().err
    assert run(["watch", f"{site.url}/f", "--once", "--archive", str(tmp_path / "b.db")]) == 1  # an address inside a network
