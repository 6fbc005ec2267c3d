"""Fetching pages and feeds: politely, bounded, and never from the inside of somebody's network.

Every address is resolved once, refused when it is private, loopback or otherwise not public, and the connection goes to the very address
that was checked. Redirects are followed by hand and checked the same way. robots.txt is obeyed.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from onrecord.errors import InputError

AGENT = "onrecord/0.1 (puts news reports on record; obeys robots.txt)"
_PAGE_BYTES = 10_000_000
_ROBOTS_BYTES = 500_000
_REDIRECTS = 5
_SECONDS = 30.0  # for a whole fetch
_TIMEOUT = httpx.Timeout(10.0)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `status` 304: not changed since the tag that was sent; `data` is then empty."""

    url: str
    data: bytes
    content_type: str
    charset: str | None
    etag: str | None
    modified: str | None
    status: int


@dataclass(slots=True)
class Fetcher:
    """Fetches over HTTP. `allow_private` is for tests and for a reader's own network; `delay` seconds lie between two fetches of a host."""

    allow_private: bool = False
    delay: float = 1.0
    limit: int = _PAGE_BYTES
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def fetch(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        """The answer at an address. Raises `InputError` naming the address, the reason and the way out."""
        headers = {k: v for k, v in (("If-None-Match", etag), ("If-Modified-Since", modified)) if v}
        at = url
        for _ in range(_REDIRECTS + 1):
            self._check_robots(at)
            self._wait(at)
            answer = self._once(at, headers, self.limit)
            if answer.status not in (301, 302, 303, 307, 308):
                return _good(answer, url)
            at = urljoin(at, answer.data.decode("latin-1"))
        raise InputError(f"{url}: more than {_REDIRECTS} redirects: give the final address")

    def _check_robots(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"{url}: not an http or https address")
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._read_robots(site)
        if not self._robots[site].can_fetch(AGENT, url):
            raise InputError(f"{url}: the site's robots.txt asks robots not to read this: save the page from a browser and give the file")

    def _read_robots(self, site: str) -> RobotFileParser:
        """The site's rules; none where there is no file, all closed where the server refuses (401, 403) or fails, as RFC 9309 says."""
        rules = RobotFileParser()
        answer = self._once(f"{site}/robots.txt", {}, _ROBOTS_BYTES, cut=True)
        if answer.status in (301, 302, 303, 307, 308):
            answer = self._once(urljoin(f"{site}/robots.txt", answer.data.decode("latin-1")), {}, _ROBOTS_BYTES, cut=True)
        if answer.status >= 500:
            rules.parse(["User-agent: *", "Disallow: /"])
        elif answer.status == 200:
            rules.parse(answer.data.decode("utf-8", "replace").splitlines())
        else:
            rules.parse([])
        return rules

    def _wait(self, url: str) -> None:
        """Keep the host's pause: our own, or a longer one that its robots.txt asks for."""
        parts = urlsplit(url)
        asked = self._robots[f"{parts.scheme}://{parts.netloc}"].crawl_delay(AGENT)
        pause = max(self.delay, min(float(asked or 0), 30.0))
        host, now = parts.netloc, self.clock()
        if host in self._last and (left := self._last[host] + pause - now) > 0:
            self.sleep(left)
        self._last[host] = self.clock()

    def _once(self, url: str, headers: dict[str, str], limit: int, *, cut: bool = False) -> Fetched:
        parts = urlsplit(url)
        address = self._resolve(url)
        host = parts.hostname or ""
        netloc = f"[{address}]" if ":" in address else address
        try:
            port = parts.port
        except ValueError as error:
            raise InputError(f"{url}: no such port") from error
        pinned = parts._replace(netloc=f"{netloc}:{port}" if port else netloc, fragment="").geturl()
        sent = {"User-Agent": AGENT, "Accept": "text/html,application/xhtml+xml,application/xml,*/*;q=0.8", "Accept-Encoding": "gzip, deflate", "Host": parts.netloc.rsplit("@", 1)[-1], **headers}
        deadline = self.clock() + _SECONDS
        try:
            with httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client:
                request = client.build_request("GET", pinned, headers=sent, extensions={"sni_hostname": host})
                response = client.send(request, stream=True)
                try:
                    if response.is_redirect:
                        return _fetched(url, response, response.headers.get("location", "").encode("latin-1", "replace"))
                    return _fetched(url, response, self._body(url, response, limit, deadline, cut=cut))
                finally:
                    response.close()
        except httpx.TimeoutException as error:
            raise InputError(f"{url}: no answer in time: try again later") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, UnicodeError, ValueError) as error:
            raise InputError(f"{url}: could not be fetched: {error}") from error

    def _body(self, url: str, response: httpx.Response, limit: int, deadline: float, *, cut: bool) -> bytes:
        parts: list[bytes] = []
        size = 0
        for chunk in response.iter_bytes(65_536):
            size += len(chunk)
            parts.append(chunk)
            if size > limit:
                if cut:
                    break
                raise InputError(f"{url}: longer than {limit:,} bytes: save the report's text to a file")
            if self.clock() > deadline:
                raise InputError(f"{url}: the answer took more than {_SECONDS:.0f} seconds: try again later")
        return b"".join(parts)

    def _resolve(self, url: str) -> str:
        """The checked address of the host. Raises for a host that has an address inside a network."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"{url}: not an http or https address")
        try:
            found = socket.getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise InputError(f"{url}: no such host {parts.hostname}") from error
        addresses = [str(info[4][0]).split("%")[0] for info in found]
        if not self.allow_private:
            for address in addresses:
                if not _public(address):
                    raise InputError(f"{url}: {parts.hostname} is an address inside a network ({address}); only public addresses are fetched")
        return next((a for a in addresses if ":" not in a), addresses[0])


def _public(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (mapped is None or mapped.is_global)


def _fetched(url: str, response: httpx.Response, data: bytes) -> Fetched:
    kind = response.headers.get("content-type", "")
    return Fetched(url, data, kind.split(";")[0].strip().lower(), response.charset_encoding, response.headers.get("etag"), response.headers.get("last-modified"), response.status_code)


_REASONS = {401: "asks for a password", 402: "asks for payment", 403: "refuses robots or readers", 404: "has no such page", 410: "has taken the page away", 429: "asks to come back later",
            451: "may not show the page for legal reasons"}  # fmt: skip


def _good(answer: Fetched, url: str) -> Fetched:
    if answer.status in (200, 203, 304):
        return answer
    reason = _REASONS.get(answer.status, "failed" if answer.status >= 500 else "gave no page")
    raise InputError(f"{url}: the server {reason} (HTTP {answer.status}): save the page from a browser and give the file")
