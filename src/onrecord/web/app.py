"""The server: routes, manners and guards. One page, three forms: HTML, `.json` with the same data, `.csv` for tables."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Depends, FastAPI, Form, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, select_autoescape
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException as StarletteHTTPException

from onrecord.archive.rows import ClaimRow, JudgementRow, Voice
from onrecord.errors import InputError, OnrecordError
from onrecord.joins.archive import Archive
from onrecord.reader import Reader
from onrecord.reading import Report
from onrecord.record import Record
from onrecord.record_json import from_dict, to_dict
from onrecord.view import html as view
from onrecord.view.layout import WORDS
from onrecord.web import charts, data
from onrecord.web.data import PAGE

HERE = Path(__file__).resolve().parent
LARGEST = 2_000_000
"""Bytes a request may have."""
PER_MINUTE = 20
"""Reports one client may have read in a minute."""
CACHED = 4_000_000  # bytes up to which an answer gets an ETag
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; object-src 'self'; frame-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


class Problem(BaseModel):
    """The one shape of every error."""

    status: int
    message: str


class ReadIn(BaseModel):
    """A report to read."""

    text: str = Field(min_length=1, max_length=LARGEST)
    published: str | None = Field(default=None, max_length=40)
    title: str | None = Field(default=None, max_length=500)
    url: str | None = Field(default=None, max_length=2000)
    publisher: str | None = Field(default=None, max_length=200)


class ReadOut(BaseModel):
    """A record, and the ledgers of incidents that the archive knows of it."""

    record: dict[str, Any]
    kept: bool
    known: list[ClaimRow]


class AddOut(BaseModel):
    """What came of adding a report."""

    id: str
    outcome: str
    version: int


Kind = Literal["dispatch", "utterance", "incident", "story"]
Item = Annotated[str, Field(min_length=1, max_length=100)]
Author = Annotated[str, Field(min_length=1, max_length=100)]
Note = Annotated[str | None, Field(max_length=1000)]


class JudgeIn(BaseModel):
    """A person's verdict on two items."""

    verdict: Literal["same", "different"]
    kind: Kind = "incident"
    left: Item
    right: Item
    author: Author
    note: Note = None


class GroupIn(BaseModel):
    """Items to be split from the rest of their cluster, or clusters (each by any item of it) to be merged."""

    kind: Kind = "incident"
    items: list[Item] = Field(min_length=1, max_length=20)
    author: Author
    note: Note = None


class RecodeIn(BaseModel):
    """A field of a datum coded otherwise; null empties it."""

    datum: Item
    field: Literal["type", "mode", "certainty", "actors", "recipients", "place", "time", "country", "sector", "name"]
    value: Annotated[str | None, Field(max_length=200)] = None
    author: Author
    note: Note = None


class UndoIn(BaseModel):
    """A verdict, or with `recode` a recoding, by its number."""

    number: int = Field(ge=1, le=2**31 - 1)
    author: Author
    recode: bool = False


class RecodeOut(BaseModel):
    """The number to undo a recoding by."""

    number: int


class UndoOut(BaseModel):
    """Whether there was such a standing decision."""

    undone: bool


class Csv(PlainTextResponse):
    """A table."""

    media_type = "text/csv"


class Svg(Response):
    """A chart."""

    media_type = "image/svg+xml"


class Png(Response):
    """A chart at twice the screen's resolution."""

    media_type = "image/png"


ERRORS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (400, 401, 403, 404, 405, 411, 413, 422, 429)}
LOCAL = ("127.0.0.1", "localhost", "[::1]")


def environment() -> Environment:
    """Templates of the pages, beside those of the report view; autoescape is always on."""
    loader = ChoiceLoader([FileSystemLoader(HERE / "templates"), FileSystemLoader(view.STATIC.parent / "templates")])
    env = Environment(loader=loader, autoescape=select_autoescape(default=True, default_for_string=True), trim_blocks=True, lstrip_blocks=True)
    env.globals |= {"certainty_words": WORDS}
    env.filters["path"] = lambda value: quote(str(value), safe="")
    env.filters["narrowed"] = lambda query: [(k, v) for k, v in query.items() if k not in ("q", "as_of", "cursor")]
    env.filters["by_source"] = _by_source
    env.filters["names"] = lambda sides: ", ".join(s.name for s in sides)
    return env


def _errors_are_json(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document, in which errors of tables and charts too are declared as JSON."""
    for item in document["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if status in map(str, ERRORS) and "content" in response:
                    response["content"] = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return document


def _by_source(voices: Sequence[Voice]) -> list[list[Voice]]:
    """Voices of reporters folded by independent source; who speaks by name stands alone."""
    groups: dict[tuple[str, str], list[Voice]] = defaultdict(list)
    for v in voices:
        groups[(v.source, v.who or "")].append(v)
    return list(groups.values())


def citation(claim: ClaimRow, address: str) -> str:
    """An incident as a note to be copied: whose words, where, since when, and where it is kept."""
    i = claim.incident
    told = [f"{v.who or 'the reporter'} ({v.publisher or 'outlet not known'}, {v.since or 'n.d.'}): “{v.words}”" for v in (*claim.asserts, *claim.denies, *claim.reports)[:2]]
    head = f"{i.type}{', ' + i.mode if i.mode else ''}, {i.day or 'day not known'}{', ' + i.place if i.place else ''}. {claim.state}."
    return "\n".join([head, *told, f"onrecord, incident {i.id}, {address}"])


def create_app(archive: Archive, *, token: str | None = None, reader: Reader | None = None) -> FastAPI:
    """The application over an archive. `token`: what every client must show (a bearer token, or once in the page)."""
    app = FastAPI(title="onrecord", version="1", docs_url=None, redoc_url=None, openapi_url="/openapi.json", responses=ERRORS)
    app.state.archive, app.state.token, app.state.secret = archive, token, secrets.token_hex(16)
    app.state.reader, app.state.seen, app.state.templates = reader, defaultdict(deque), environment()
    _guards(app)
    _errors(app)
    _pages(app)
    _charts(app)
    _reading(app)
    _corrections(app)
    declared = app.openapi
    app.openapi = lambda: _errors_are_json(declared())  # type: ignore[method-assign]
    app.mount("/static/view", StaticFiles(directory=view.STATIC), name="view")
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    return app


# manners and guards


def _guards(app: FastAPI) -> None:
    @app.middleware("http")
    async def guard(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        refused = _refused(request)
        response: Response = _problem(request, *refused) if refused is not None else await call(request)
        response = await _tagged(request, response)
        drawn = request.url.path.endswith(".svg")
        response.headers["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'") if drawn else POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        return response


def _refused(request: Request) -> tuple[int, str] | None:
    """Why a request is not even looked at, as a status and a message."""
    length, host = request.headers.get("content-length") or "0", request.headers.get("host", "")
    if "transfer-encoding" in request.headers:
        return 411, "say the length of the request: Content-Length"
    if not length.isdigit() or int(length) > LARGEST:
        return 413, f"a request may have {LARGEST:,} bytes"
    if request.app.state.token is None and host.rpartition(":")[0] not in LOCAL and host not in LOCAL:
        return 400, "this server answers to its own machine only: http://127.0.0.1; with a --token it answers to any name"
    origin = request.headers.get("origin")
    if request.method != "GET" and origin is not None and urlsplit(origin).netloc != host:
        return 403, "another site may not write here"
    if "\0" in request.url.path or "%00" in request.url.query:
        return 422, "a parameter has a null character"
    if not _allowed(request):
        return 401, "show the token: Authorization: Bearer …, or open /login"
    return None


def _allowed(request: Request) -> bool:
    token = request.app.state.token
    if token is None or request.url.path.startswith(("/static/", "/login")):
        return True
    shown = request.headers.get("authorization", "").removeprefix("Bearer ") or request.cookies.get("token", "")
    return hmac.compare_digest(shown.encode(), str(token).encode())


async def _tagged(request: Request, response: Response) -> Response:
    """The answer with an ETag, or 304 when the client has it."""
    if request.method != "GET" or response.status_code != 200 or not hasattr(response, "body_iterator"):
        return response
    parts = [part async for part in response.body_iterator]
    body = b"".join(p if isinstance(p, bytes) else str(p).encode() for p in parts)
    headers = {k: v for k, v in response.headers.items() if k.lower() != "content-length"}
    if len(body) <= CACHED:
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        headers.setdefault("Cache-Control", "no-cache")
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers={"ETag": headers["ETag"]})
    return Response(body, response.status_code, headers)


def _csrf(request: Request) -> str:
    secret = str(request.app.state.secret)
    return hmac.new(secret.encode(), request.cookies.get("session", "").encode(), "sha256").hexdigest()


def _same_site(request: Request, csrf: str) -> None:
    if not request.cookies.get("session") or not hmac.compare_digest(csrf.encode(), _csrf(request).encode()):
        raise HTTPException(403, "the form is out of date: open the page again and send it once more")


def _rate(request: Request) -> None:
    seen = request.app.state.seen[request.client.host if request.client else ""]
    at = time.monotonic()
    while seen and seen[0] < at - 60:
        seen.popleft()
    if len(seen) >= PER_MINUTE:
        raise HTTPException(429, f"{PER_MINUTE} reports a minute: wait a little")
    seen.append(at)


def _errors(app: FastAPI) -> None:
    @app.exception_handler(StarletteHTTPException)
    async def http(request: Request, error: StarletteHTTPException) -> Response:
        answer = _problem(request, error.status_code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return _problem(request, 422, f"{'.'.join(str(p) for p in first['loc'])}: {first['msg']}")

    @app.exception_handler(OnrecordError)
    async def ours(request: Request, error: OnrecordError) -> Response:
        return _problem(request, 422, str(error))


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.endswith((".json", ".csv"))


def _problem(request: Request, status: int, message: str) -> Response:
    if _wants_page(request):
        return _render(request, "problem.html", {"status": status, "message": message}, status)
    return JSONResponse(Problem(status=status, message=message).model_dump(), status)


def _render(request: Request, template: str, context: dict[str, Any], status: int = 200) -> HTMLResponse:
    fresh = None if request.cookies.get("session") else secrets.token_hex(16)
    if fresh is not None:
        request.cookies["session"] = fresh
    query = {k: v for k, v in request.query_params.items() if k != "cursor" and v}
    shared = {
        "request": request, "path": request.url.path, "query": query, "csrf": _csrf(request), "archive_name": request.app.state.archive.name,
        "as_of": request.query_params.get("as_of"), "with_query": lambda **more: "?" + urlencode({**query, **{k: v for k, v in more.items() if v}}),
        "without": lambda name: "?" + urlencode({k: v for k, v in query.items() if k != name}),
        "twin": lambda ending: request.url.path.rstrip("/") + ending + ("?" + urlencode(query) if query else ""),
    }  # fmt: skip
    response = HTMLResponse(request.app.state.templates.get_template(template).render(**shared, **context), status)
    if fresh is not None:
        response.set_cookie("session", fresh, httponly=True, samesite="strict")
    return response


# pages


def _publish(app: FastAPI, path: str, load: Callable[..., Any], template: str, *, table: bool = False, extra: Callable[[Any], dict[str, Any]] | None = None) -> None:
    """One page at its address as HTML, at `.json` with the same data, and at `.csv` where it is a table."""
    name = load.__name__
    app.get(path + ".json", name=f"{name}.json", operation_id=name)(load)
    if table:

        def as_csv(answer: Any = Depends(load)) -> Response:
            return Csv(_csv(answer.rows))

        app.get(path + ".csv", name=f"{name}.csv", operation_id=f"{name}_csv", response_class=Csv, description=load.__doc__)(as_csv)

    def as_page(request: Request, answer: Any = Depends(load)) -> Response:
        return _render(request, template, {"answer": answer, **(extra(answer) if extra else {})})

    app.get(path, name=name, include_in_schema=False, response_class=HTMLResponse)(as_page)


def _csv(rows: list[Any]) -> str:
    """Rows as CSV; a cell that a spreadsheet could take for a formula is led by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    names = [f.name for f in fields(rows[0])] if rows and is_dataclass(rows[0]) else []
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(getattr(row, n)) for n in names])
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(str(getattr(v, "name", v)) for v in value)
    text = str(value)
    return "'" + text if text[:1] in "=+-@\t\r" and not isinstance(value, int | float) else text


def _pages(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    def home(request: Request) -> Response:
        archive: Archive = request.app.state.archive
        return _render(request, "home.html", {"reports": archive.reports(limit=12), "stories": archive.stories(limit=6)})

    @app.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        operations = [(m.upper(), p, o) for p, item in sorted(app.openapi()["paths"].items()) for m, o in item.items()]
        return _render(request, "docs.html", {"operations": operations})

    @app.get("/login", include_in_schema=False)
    def login(request: Request) -> Response:
        return _render(request, "login.html", {})

    @app.post("/login", include_in_schema=False)
    def logged_in(request: Request, token: Annotated[str, Form(max_length=200)]) -> Response:
        if not hmac.compare_digest(token.encode(), str(request.app.state.token or "").encode()):
            raise HTTPException(401, "this is not the token that the server was started with")
        response = RedirectResponse("/", 303)
        response.set_cookie("token", token, httponly=True, samesite="strict")
        return response

    _publish(app, "/reports", data.reports, "reports.html", table=True)
    _publish(app, "/report/{id}", data.report, "report.html", extra=_report_context)
    _publish(app, "/events", data.events, "events.html", table=True)
    _publish(app, "/quotes", data.quotes, "quotes.html", table=True)
    _publish(app, "/incidents", data.claims, "incidents.html", extra=lambda a: {"rows": a.rows})
    _publish(app, "/incident/{id}", data.claim, "incident.html", extra=lambda a: {"citation": citation(a, charts.address(a.incident.id))})
    _publish(app, "/stories", data.stories, "stories.html", table=True)
    _publish(app, "/story/{id}", data.story, "story.html")
    _publish(app, "/dyad", data.dyad, "dyad.html", extra=lambda a: {"chart": bool(a.series or a.incidents), "first": a.incidents[:PAGE]})
    _publish(app, "/actors", data.actors, "actors.html", table=True)
    _publish(app, "/actor", data.actor, "actor.html")
    _publish(app, "/map", data.places, "map.html", table=True)
    _publish(app, "/search", data.search, "search.html")


def _report_context(answer: data.ReportAnswer) -> dict[str, Any]:
    decided: dict[str, list[Any]] = defaultdict(list)
    for row in answer.decisions:
        decided[row.datum.partition("#")[2]].append(row)
    return {**view.report_context(from_dict(answer.record)), "decided": decided}


# charts


def _dyad_spec(answer: data.DyadAnswer) -> dict[str, Any]:
    title = f"{answer.source or 'anyone'} and {answer.target or 'anyone'}: {answer.rule}, by {answer.by}"
    return charts.dyad(answer.series, answer.incidents, title=title)


def _map_spec(answer: data.Rows[Any]) -> dict[str, Any]:
    return charts.world(answer.rows, title="Incidents whose place is told")


def _charts(app: FastAPI) -> None:
    for path, load, spec in (("/dyad", data.dyad, _dyad_spec), ("/map", data.places, _map_spec)):
        _chart(app, path, load, spec)


def _chart(app: FastAPI, path: str, load: Callable[..., Any], spec: Callable[[Any], dict[str, Any]]) -> None:
    def as_spec(answer: Any = Depends(load)) -> dict[str, Any]:
        return spec(answer)

    def as_svg(answer: Any = Depends(load)) -> Response:
        return Svg(charts.svg(spec(answer)))

    def as_png(answer: Any = Depends(load)) -> Response:
        return Png(charts.png(spec(answer)))

    name = path.strip("/")
    app.get(path + ".vl.json", operation_id=f"{name}_spec")(as_spec)
    app.get(path + ".svg", operation_id=f"{name}_svg", response_class=Svg)(as_svg)
    app.get(path + ".png", operation_id=f"{name}_png", response_class=Png)(as_png)


# reading


def _reader(request: Request) -> Reader:
    if request.app.state.reader is None:
        request.app.state.reader = Reader()
    reader: Reader = request.app.state.reader
    return reader


def _read(request: Request, report: Report) -> Record:
    _rate(request)
    return _reader(request).read(report)


def _reading(app: FastAPI) -> None:
    @app.post("/read", operation_id="read")
    def read(request: Request, report: ReadIn) -> ReadOut:
        """Read a report without keeping it: its record, and what the archive knows of it."""
        record = _read(request, Report(**report.model_dump(), source="the text"))
        archive: Archive = request.app.state.archive
        return ReadOut(record=to_dict(record), kept=archive.has(record.document.id), known=archive.check(record))

    @app.post("/add", operation_id="add")
    def add(request: Request, report: ReadIn) -> AddOut:
        """Read a report and keep it."""
        return _add(request, Report(**report.model_dump(), source="the text"))

    @app.post("/check", include_in_schema=False)
    def check(
        request: Request, csrf: Annotated[str, Form()], text: Annotated[str, Form(max_length=LARGEST)] = "", address: Annotated[str, Form(max_length=2000)] = "",
        published: Annotated[str, Form(max_length=40)] = "", keep: Annotated[str, Form(max_length=5)] = "",
    ) -> Response:  # fmt: skip
        """The box of the home page: a text or an address, read at once."""
        _same_site(request, csrf)
        report = _fetched(address) if address.strip() else Report(text.replace("\r\n", "\n").replace("\r", "\n"), source="the text")
        report.published = report.published or published or None
        if keep:
            return RedirectResponse(f"/report/{quote(_add(request, report).id, safe='')}", 303)
        record = _read(request, report)
        archive: Archive = request.app.state.archive
        same = archive.reports(ids=[record.document.id])
        return _render(request, "check.html", {**view.report_context(record), "same": same, "known": archive.check(record)})


def _fetched(address: str) -> Report:
    """The report at an address; private and loopback addresses are refused by the fetcher."""
    from onrecord.intake.sources import reports_from

    if not address.strip().lower().startswith(("http://", "https://")):
        raise InputError(f"{address[:200]}: not an address: it begins with http:// or https://")
    found = next(iter(reports_from(address.strip())), None)
    if found is None:
        raise InputError(f"{address[:200]}: there is no report at this address")
    if isinstance(found, InputError):
        raise found
    return found


def _add(request: Request, report: Report) -> AddOut:
    archive: Archive = request.app.state.archive
    summary = archive.add(_read(request, report), origin="web")
    if summary.failed:
        raise InputError(summary.failed[0][1])
    archive.join()
    done = summary.outcomes[0]
    return AddOut(id=done.report, outcome=done.outcome, version=done.version)


# corrections


def _corrections(app: FastAPI) -> None:
    @app.post("/judge", include_in_schema=False)
    def judge(
        request: Request, csrf: Annotated[str, Form()], act: Annotated[str, Form(pattern="^(accept|reject|split|merge|recode|undo|undo-recode)$")], author: Annotated[str, Form(min_length=1, max_length=100)],
        kind: Annotated[str, Form(max_length=20)] = "incident", left: Annotated[str, Form(max_length=100)] = "", right: Annotated[str, Form(max_length=100)] = "",
        field: Annotated[str, Form(max_length=20)] = "", value: Annotated[str, Form(max_length=100)] = "", number: Annotated[int, Form()] = 0,
        note: Annotated[str, Form(max_length=1000)] = "", back: Annotated[str, Form(max_length=500)] = "/",
    ) -> Response:  # fmt: skip
        """A person's verdict on a join, or a datum coded otherwise; all can be undone."""
        _same_site(request, csrf)
        archive: Archive = request.app.state.archive
        if act in ("accept", "reject"):
            (archive.accept if act == "accept" else archive.reject)(kind, left, right, author=author, note=note or None)
        elif act in ("split", "merge"):
            items = [i for i in (left, right) if i]
            (archive.split if act == "split" else archive.merge)(kind, items, author=author, note=note or None)
        elif act == "recode":
            archive.recode(left, field, value or None, author=author, note=note or None)
            archive.join()
        else:
            archive.undo(number, author=author, recode=act == "undo-recode")
            archive.join()
        return RedirectResponse(back if back.startswith("/") and not back.startswith("//") else "/", 303)

    _publish(app, "/judgements", data.judgements, "judgements.html", extra=lambda a: {"rows": a.rows})
    _publish(app, "/recodes", data.recodes, "recodes.html")

    @app.post("/judge.json", operation_id="judge")
    def judge_json(request: Request, given: JudgeIn) -> JudgementRow:
        """A person's verdict that two items are the same, or different; it outranks the machine's."""
        archive: Archive = request.app.state.archive
        return archive.judge(given.verdict, given.kind, given.left, given.right, author=given.author, note=given.note)

    @app.post("/merge.json", operation_id="merge")
    def merge_json(request: Request, given: GroupIn) -> list[JudgementRow]:
        """The clusters are one."""
        archive: Archive = request.app.state.archive
        return archive.merge(given.kind, given.items, author=given.author, note=given.note)

    @app.post("/split.json", operation_id="split")
    def split_json(request: Request, given: GroupIn) -> list[JudgementRow]:
        """The items are not the same as the rest of their cluster."""
        archive: Archive = request.app.state.archive
        return archive.split(given.kind, given.items, author=given.author, note=given.note)

    @app.post("/recode.json", operation_id="recode")
    def recode_json(request: Request, given: RecodeIn) -> RecodeOut:
        """Code a datum otherwise; the record itself stays as the machine read it."""
        archive: Archive = request.app.state.archive
        number = archive.recode(given.datum, given.field, given.value, author=given.author, note=given.note)
        archive.join()
        return RecodeOut(number=number)

    @app.post("/undo.json", operation_id="undo")
    def undo_json(request: Request, given: UndoIn) -> UndoOut:
        """Undo a person's decision."""
        archive: Archive = request.app.state.archive
        undone = archive.undo(given.number, author=given.author, recode=given.recode)
        archive.join()
        return UndoOut(undone=undone)
