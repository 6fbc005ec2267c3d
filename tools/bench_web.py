"""How long each page takes on a large archive: p50 and p95 with eight clients against one process.

    python tools/bench_web.py 5000 [ARCHIVE|DSN]

The archive is made of generated copies of the sample reports: each with another address, day and outlet and its first line numbered,
so that no two are the same text. An archive that exists already is used as it is.
"""

from __future__ import annotations

import json
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from multiprocessing import Process
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

import httpx

import onrecord
from onrecord.joins.archive import Archive
from onrecord.record import Record

ROOT = Path(__file__).resolve().parent.parent
CLIENTS, ROUNDS = 8, 6
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    PORT = probe.getsockname()[1]
LISTS = (
    "/", "/reports", "/incidents", "/incidents?disputed=true", "/stories", "/dyad", "/dyad?source=USA&target=COL", "/events", "/quotes", "/actors",
    "/actor?name=Colombia", "/map", "/search?q=minister", "/search?q=minister+said&country=USA",
)  # fmt: skip


def copies(records: list[Record], wanted: int) -> Iterator[Record]:
    """Generated copies: other ids, days and outlets, the same data."""
    for n in range(wanted):
        record = records[n % len(records)]
        document = record.document
        day = (date(2019, 1, 1) + timedelta(days=(n * 7) % 2400)).isoformat()
        text_id, address = sha256(f"{document.text_id}/{n}".encode()).hexdigest(), f"https://outlet-{n % 40}.example/{n}"
        yield replace(record, document=replace(document, id=text_id[:16], text_id=text_id[:16], url=address, publisher=f"Outlet {n % 40}", published=day))


def filled(where: str, wanted: int) -> None:
    """The archive with that many reports, joined."""
    rows = [json.loads(line) for line in (ROOT / "examples" / "reports.jsonl").read_text("utf-8").splitlines()]
    records = list(onrecord.Reader().read_many([onrecord.Report(**row) for row in rows]))
    with Archive(where) as archive:
        begun = time.monotonic()
        archive.add(copies(records, wanted))
        print(f"added {wanted} in {time.monotonic() - begun:.0f} s", flush=True)


def served(where: str) -> None:
    """The server, in a process of its own."""
    import uvicorn

    from onrecord.web.app import create_app

    with Archive(where) as archive:
        uvicorn.run(create_app(archive), port=PORT, log_level="error")


def took(address: str) -> tuple[float, int]:
    begun = time.monotonic()
    answer = httpx.get(f"http://127.0.0.1:{PORT}{address}", headers={"Accept": "text/html"}, timeout=120)
    answer.raise_for_status()
    return time.monotonic() - begun, len(answer.content)


def measured(address: str) -> str:
    took(address)
    with ThreadPoolExecutor(CLIENTS) as pool:
        found = list(pool.map(took, [address] * (CLIENTS * ROUNDS)))
    cuts = quantiles([seconds for seconds, _ in found], n=20)
    return f"| `{address[:60]}` | {cuts[9]:.2f} | {cuts[18]:.2f} | {found[0][1] // 1000} |"


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    where = sys.argv[2] if len(sys.argv) > 2 else str(Path(tempfile.mkdtemp()) / "bench.db")
    if "://" in where or not Path(where).exists():
        filled(where, wanted)
    server = Process(target=served, args=(where,), daemon=True)
    server.start()
    for _ in range(100):
        time.sleep(0.2)
        try:
            took("/docs")
            break
        except httpx.ConnectError:
            continue
    report = httpx.get(f"http://127.0.0.1:{PORT}/reports.json", timeout=60).json()["rows"][0]["id"]
    incident = httpx.get(f"http://127.0.0.1:{PORT}/events.json", timeout=60).json()["rows"][0]["incident"]
    print("| page | p50 s | p95 s | kB |\n|---|---|---|---|")
    for address in (*LISTS, f"/report/{report}", f"/incident/{quote(incident, safe='')}"):
        print(measured(address), flush=True)
    server.terminate()


if __name__ == "__main__":
    main()
