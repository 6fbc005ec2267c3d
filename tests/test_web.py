"""The server as clients meet it: a real server on a real archive; every page in its three forms, guards, and hostile reports."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

import onrecord
from conftest import sound
from onrecord.joins.archive import Archive
from onrecord.web.app import PER_MINUTE, create_app

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["/", "/reports", "/incidents", "/stories", "/dyad", "/events", "/quotes", "/actors", "/actor?name=Colombia", "/map", "/search?q=toll", "/docs", "/judgements", "/recodes"]
HOSTILE = "<script>alert('x')</script> {{ 7*7 }} {% raw %} '; DROP TABLE reports; -- \u202eأخبار 😀"


def serve(app: object) -> tuple[uvicorn.Server, str]:
    """A server of its own thread on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))  # type: ignore[arg-type]
    threading.Thread(target=server.run, daemon=True).start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.05)
    return server, f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def sample(reader: onrecord.Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the sample reports and of one hostile report."""
    path = tmp_path_factory.mktemp("web") / "sample.db"
    rows = [json.loads(line) for line in (ROOT / "examples" / "reports.jsonl").read_text("utf-8").splitlines()]
    reports = [onrecord.Report(**row) for row in rows]
    reports.append(onrecord.Report(f"{HOSTILE}\nIran rejected the offer on Monday, the minister {HOSTILE} said.", published="2021-05-04", publisher=HOSTILE, url="javascript:alert(1)"))
    with Archive(path) as archive:
        archive.add([sound(r) for r in reader.read_many(reports)])
        archive.join()
    return path


@pytest.fixture(scope="session")
def site(sample: Path, reader: onrecord.Reader) -> Iterator[str]:
    """The address of a server over the sample archive."""
    with Archive(sample) as archive:
        server, address = serve(create_app(archive, reader=reader))
        yield address
        server.should_exit = True
        time.sleep(0.2)


@pytest.fixture
def client(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, headers={"Accept": "text/html"}, timeout=60) as found:
        yield found


def links(client: httpx.Client) -> list[str]:
    """One page of each kind that has an id in its address."""
    out = []
    for page, kind in (("/reports", "report"), ("/incidents", "incident"), ("/stories", "story")):
        out += re.findall(rf'href="(/{kind}/[^"#]+)"', client.get(page).text)[:3]
    return out


def test_every_page_answers_and_holds_no_markup_of_a_report(client: httpx.Client) -> None:
    for page in [*PAGES, *links(client), *re.findall(r'href="(/report/[^"#]+)"', client.get("/reports").text)]:
        answer = client.get(page)
        assert answer.status_code == 200, (page, answer.text[:300])
        assert "<script>alert" not in answer.text, page
        assert "49" not in re.findall(r"\{\{ 7\*7 \}\}|>49<", answer.text), page
        assert 'href="javascript:' not in answer.text, page
        assert len(answer.content) < 300_000, page
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert not re.search(r"<script(?! src=\"/static/)|<style|style=|onclick=", answer.text), page


def test_the_same_data_as_json(client: httpx.Client) -> None:
    for page in [p for p in PAGES if p not in ("/", "/docs")]:
        path, _, query = page.partition("?")
        answer = client.get(f"{path}.json?{query}")
        assert answer.status_code == 200, page
        assert isinstance(answer.json(), dict), page
    report = links(client)[0]
    record = client.get(report + ".json").json()["record"]
    sound(onrecord.from_json(json.dumps(record)))


def test_tables_as_csv_without_formulas(client: httpx.Client) -> None:
    for page in ("/reports", "/events", "/quotes", "/actors", "/stories", "/map"):
        answer = client.get(page + ".csv")
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv"), page
        assert not re.search(r'(^|,)"?[=@]', answer.text, re.MULTILINE), page


def test_charts_can_be_downloaded(client: httpx.Client) -> None:
    drawn = client.get("/dyad.svg").text
    assert drawn.startswith("<svg") and "<title>" in drawn
    assert set(re.findall(r'xlink:href="(.{10})', drawn)) == {"/incident/"}, "marks lead to this server's pages"
    assert client.get("/map.png").content.startswith(b"\x89PNG")
    assert client.get("/dyad.vl.json").json()["$schema"].startswith("https://vega.github.io/schema/vega-lite/")


def test_paging_by_cursor(client: httpx.Client) -> None:
    first = client.get("/events.json").json()
    second = client.get("/events.json", params={"cursor": first["next"]}).json()
    assert first["next"] and not {r["id"] for r in first["rows"]} & {r["id"] for r in second["rows"]}


def test_an_etag_saves_the_way(client: httpx.Client) -> None:
    tag = client.get("/reports.json").headers["etag"]
    assert client.get("/reports.json", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/report/none.json", "/incident/none%23V1.json", "/story/none.json", "/nowhere"])
def test_what_is_not_there_is_said_in_one_shape(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert set(answer.json()) == {"status", "message"}


def test_wrong_parameters_are_refused(client: httpx.Client) -> None:
    for path in ("/events.json?publisher=%00", "/map.json?w=181", "/events.json?since=yesterday", "/events.json?cursor=x", "/dyad.json?source=usa'", "/dyad.json?rule=none", "/reports.json?as_of=whenever"):
        assert client.get(path).status_code == 422, path


def test_reading_over_http(client: httpx.Client) -> None:
    answer = client.post("/read", json={"text": "Iran rejected the plan on Monday, its minister told Reuters.", "published": "2021-05-04"})
    assert answer.status_code == 200
    sound(onrecord.from_json(json.dumps(answer.json()["record"])))
    assert client.post("/read", json={"text": "  "}).status_code == 422
    assert client.post("/read", content=b"{" + b" " * 3_000_000).status_code == 413


def test_the_box_reads_a_text_and_keeps_nothing(client: httpx.Client) -> None:
    before = len(client.get("/reports.json").json()["rows"])
    form = client.get("/").text
    csrf = re.findall(r'name="csrf" value="(\w+)"', form)[0]
    page = client.post("/check", data={"csrf": csrf, "text": "Kenya sent troops to Somalia on Monday, the minister said."})
    assert page.status_code == 200 and "Who said what" in page.text
    assert len(client.get("/reports.json").json()["rows"]) == before


def test_a_form_from_elsewhere_is_refused(client: httpx.Client) -> None:
    client.get("/")
    assert client.post("/check", data={"csrf": "0" * 64, "text": "Kenya sent troops."}).status_code == 403
    assert client.post("/judge", data={"csrf": "0" * 64, "act": "accept", "author": "x", "left": "a", "right": "b"}).status_code == 403


@pytest.mark.parametrize("address", ["http://127.0.0.1/x", "http://localhost:9/", "http://[::1]/", "http://169.254.169.254/latest", "file:///etc/passwd", "http://10.0.0.1/"])
def test_private_addresses_are_not_fetched(client: httpx.Client, address: str) -> None:
    csrf = re.findall(r'name="csrf" value="(\w+)"', client.get("/").text)[0]
    answer = client.post("/check", data={"csrf": csrf, "address": address})
    assert answer.status_code == 422, answer.text


def test_a_verdict_parts_an_incident_and_can_be_undone(client: httpx.Client) -> None:
    joined = next((r["incident"] for r in client.get("/incidents.json").json()["rows"] if len(r["incident"]["events"]) > 1), None)
    assert joined is not None, "the samples tell some happening twice"
    left, right = joined["events"][:2]
    csrf = re.findall(r'name="csrf" value="(\w+)"', client.get("/").text)[0]
    done = client.post("/judge", data={"csrf": csrf, "act": "reject", "kind": "incident", "left": left, "right": right, "author": "A. Tester", "back": "/judgements"})
    assert done.status_code == 303
    page = client.get("/judgements").text
    assert "A. Tester" in page
    number = re.findall(r'name="number" value="(\d+)"', page)[0]
    assert client.post("/judge", data={"csrf": csrf, "act": "undo", "number": number, "author": "A. Tester"}).status_code == 303
    assert "undone" in client.get("/judgements").text


def test_decisions_over_http(client: httpx.Client) -> None:
    event = client.get("/events.json").json()["rows"][0]
    said = {"datum": event["id"], "field": "certainty", "value": "possible", "author": "B. Tester", "note": "the words say so"}
    number = client.post("/recode.json", json=said).json()["number"]
    again = client.get("/report/" + event["report"] + ".json").json()["decisions"]
    assert [(r["datum"], r["value"], r["author"]) for r in again] == [(event["id"], "possible", "B. Tester")]
    assert "B. Tester" in client.get("/report/" + event["report"]).text
    assert client.post("/undo.json", json={"number": number, "author": "B. Tester", "recode": True}).json() == {"undone": True}
    assert client.get("/report/" + event["report"] + ".json").json()["decisions"] == []
    assert client.post("/recode.json", json={**said, "value": "sure"}).status_code == 422
    assert client.post("/judge.json", json={"verdict": "same", "left": event["id"], "right": event["id"], "author": "B. Tester"}).status_code == 422


def test_other_sites_and_other_names_are_refused(client: httpx.Client) -> None:
    said = {"number": 1, "author": "x"}
    assert client.post("/undo.json", json=said, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert client.get("/reports.json", headers={"Host": "elsewhere.example"}).status_code == 400
    assert client.post("/read", content=iter([b"{}"])).status_code == 411


def test_the_docs_name_every_address(client: httpx.Client) -> None:
    page = (ROOT / "docs" / "http.md").read_text("utf-8")
    for path, item in client.get("/openapi.json").json()["paths"].items():
        assert f"`{path}`" in page or f"`POST {path}`" in page, path
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                assert f"`{parameter['name']}`" in page or parameter["in"] == "path", (path, parameter["name"])


def tried(operation: schemathesis.APIOperation) -> None:
    """A few requests of one operation: two that fit its declaration and two that do not."""
    for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):

        @settings(max_examples=2, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
        @given(case=operation.as_strategy(generation_mode=mode))
        def probe(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=[not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance], timeout=30)

        probe()


def test_every_operation_answers_as_declared(sample: Path, reader: onrecord.Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few made-up requests of each operation of the OpenAPI document, right and wrong ones, on a copy of the archive."""
    monkeypatch.setattr("onrecord.web.app.PER_MINUTE", 1000)
    with Archive(sample) as original:
        copy = original.backup(tmp_path / "copy.db")
    with Archive(copy) as archive:
        server, address = serve(create_app(archive, reader=reader))
        try:
            schema = schemathesis.openapi.from_url(address + "/openapi.json")
            for found in schema.get_all_operations():
                tried(found.ok())
        finally:
            server.should_exit = True


def test_a_token_guards_all(sample: Path) -> None:
    with Archive(sample) as archive:
        server, address = serve(create_app(archive, token="open sesame"))
        try:
            assert httpx.get(address + "/reports.json").status_code == 401
            assert httpx.get(address + "/reports.json", headers={"Authorization": "Bearer open sesame"}).status_code == 200
            assert httpx.post(address + "/login", data={"token": "wrong"}).status_code == 401
        finally:
            server.should_exit = True


def test_reading_has_a_rate(sample: Path, reader: onrecord.Reader) -> None:
    with Archive(sample) as archive:
        server, address = serve(create_app(archive, reader=reader))
        try:
            codes = [httpx.post(address + "/read", json={"text": "Kenya sent troops."}).status_code for _ in range(PER_MINUTE + 1)]
            assert codes == [200] * PER_MINUTE + [429]
        finally:
            server.should_exit = True
