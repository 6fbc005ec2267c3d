"""Check the way in against a folder of real pages with `expected.yaml` (pages, feeds, archives): python tools/check_ingest.py FOLDER"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from onrecord.errors import InputError
from onrecord.intake.sources import reports_from
from onrecord.reading import Report


def _reports(path: Path) -> list[Report]:
    return [r for r in reports_from(str(path)) if not isinstance(r, InputError)]


def _page(folder: Path, want: dict[str, Any]) -> Iterator[str]:
    found = _reports(folder / want["file"])
    if len(found) != 1:
        yield f"{len(found)} reports, not one"
        return
    (report,) = found
    if report.title not in (want["title"], want.get("title_also")):
        yield f"title {report.title!r}"
    if (report.published or "")[:10] not in (want["published"] or "", want.get("published_also")):
        yield f"published {report.published!r}"
    if want.get("url") and report.url != want["url"]:
        yield f"url {report.url!r}"
    yield from (f"misses {words!r}" for words in want["must"] if words not in report.text)
    yield from (f"holds {words!r}" for words in want["must_not"] if words in report.text)


def _feed(folder: Path, want: dict[str, Any]) -> Iterator[str]:
    found = _reports(folder / want["file"])
    if [r.title for r in found] != [i["title"] for i in want["items"]]:
        yield f"titles {[r.title for r in found]}"
        return
    for report, item in zip(found, want["items"], strict=True):
        yield from (f"{item['title']}: {name} {getattr(report, name)!r}" for name in ("published", "url") if name in item and getattr(report, name) != item[name])


def _archive(folder: Path, want: dict[str, Any]) -> Iterator[str]:
    found, count = _reports(folder / want["file"]), want.get("html_responses", 0)
    if len(found) != count:
        yield f"{len(found)} reports, not {count}"


def main(folder: Path) -> int:
    expected = yaml.safe_load((folder / "expected.yaml").read_text("utf-8"))
    wrong = 0
    for kind, check in (("pages", _page), ("feeds", _feed), ("archives", _archive)):
        for want in expected[kind]:
            faults = list(check(folder, want))
            wrong += bool(faults)
            print("wrong" if faults else "right", want["file"], *faults, sep="  ")
    print(f"{wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
