"""The server: routes, manners and guards. One page, three forms: HTML, `.json` with the same data, `.csv` for tables."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, FastAPI, Form, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, select_autoescape
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException as StarletteHTTPException

from onrecord.archive.rows import ClaimRow
from onrecord.errors import InputError, OnrecordError
from onrecord.joins.archive import Archive
from onrecord.reader import Reader
from onrecord.reading import Report
from onrecord.record import Record
from onrecord.record_json import from_dict, to_dict
from onrecord.view import html as view
from onrecord.view.layout import WORDS
from onrecord.web import charts, data

HERE = Path(__file__).resolve().parent
LARGEST = 2_000_000
"""Bytes a request may have."""
PER_MINUTE = 20
"""Reports one client may have read in a minute."""
CACHED = 4_000_000  # bytes up to which an answer gets an ETag
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


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


ERRORS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (400, 401, 403, 404, 413, 422, 429)}


def environment() -> Environment:
    """Templates of the pages, beside those of the report view; autoescape is always on."""
    loader = ChoiceLoader([FileSystemLoader(HERE / "templates"), FileSystemLoader(view.STATIC.parent / "templates")])
    env = Environment(loader=loader, autoescape=select_autoescape(default=True, default_for_string=True), trim_blocks=True, lstrip_blocks=True)
    env.globals |= {"certainty_words": WORDS}
    env.filters["path"] = lambda value: quote(str(value), safe="")
    env.filters["names"] = lambda sides: ", ".join(s.name for s in sides)
    return env


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
    app.mount("/static/view", StaticFiles(directory=view.STATIC), name="view")
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    return app


# manners and guards


def _guards(app: FastAPI) -> None:
    @app.middleware("http")
    async def guard(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        if int(request.headers.get("content-length") or 0) > LARGEST:
            response: Response = _problem(request, 413, f"a request may have {LARGEST:,} bytes")
        elif not _allowed(request):
            response = _problem(request, 401, "show the token: Authorization: Bearer …, or open /login")
        else:
            response = await call(request)
        response = await _tagged(request, response)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


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
        return _problem(request, error.status_code, str(error.detail))

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
            return PlainTextResponse(_csv(answer.rows), media_type="text/csv")

        app.get(path + ".csv", name=f"{name}.csv", operation_id=f"{name}_csv", response_class=PlainTextResponse)(as_csv)

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
    _publish(app, "/incident/{id}", data.claim, "incident.html")
    _publish(app, "/stories", data.stories, "stories.html", table=True)
    _publish(app, "/story/{id}", data.story, "story.html")
    _publish(app, "/dyad", data.dyad, "dyad.html", extra=lambda a: {"chart": charts.svg(_dyad_spec(a)) if a.series or a.incidents else None})
    _publish(app, "/actors", data.actors, "actors.html", table=True)
    _publish(app, "/actor", data.actor, "actor.html")
    _publish(app, "/map", data.places, "map.html", table=True)
    _publish(app, "/search", data.search, "search.html")


def _report_context(answer: data.ReportAnswer) -> dict[str, Any]:
    return view.report_context(from_dict(answer.record))


# charts


def _dyad_spec(answer: data.DyadAnswer) -> dict[str, Any]:
    title = f"{answer.source or 'anyone'} and {answer.target or 'anyone'}: {answer.rule}, by {answer.by}"
    return charts.dyad(answer.series, answer.incidents, title=title)


def _map_spec(answer: data.Rows[Any]) -> dict[str, Any]:
    return charts.world([(r, "point" if r.place and r.place_country else "country") for r in answer.rows], title="Incidents whose place is told")


def _charts(app: FastAPI) -> None:
    for path, load, spec in (("/dyad", data.dyad, _dyad_spec), ("/map", data.places, _map_spec)):
        _chart(app, path, load, spec)


def _chart(app: FastAPI, path: str, load: Callable[..., Any], spec: Callable[[Any], dict[str, Any]]) -> None:
    def as_spec(answer: Any = Depends(load)) -> dict[str, Any]:
        return spec(answer)

    def as_svg(answer: Any = Depends(load)) -> Response:
        return Response(charts.svg(spec(answer)), media_type="image/svg+xml")

    def as_png(answer: Any = Depends(load)) -> Response:
        return Response(charts.png(spec(answer)), media_type="image/png")

    name = path.strip("/")
    app.get(path + ".vl.json", operation_id=f"{name}_spec")(as_spec)
    app.get(path + ".svg", operation_id=f"{name}_svg", response_class=Response)(as_svg)
    app.get(path + ".png", operation_id=f"{name}_png", response_class=Response)(as_png)


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
        request: Request, csrf: Annotated[str, Form()], act: Annotated[str, Form(pattern="^(accept|reject|recode|undo|undo-recode)$")], author: Annotated[str, Form(min_length=1, max_length=100)],
        kind: Annotated[str, Form(max_length=20)] = "incident", left: Annotated[str, Form(max_length=100)] = "", right: Annotated[str, Form(max_length=100)] = "",
        field: Annotated[str, Form(max_length=20)] = "", value: Annotated[str, Form(max_length=100)] = "", number: Annotated[int, Form()] = 0,
        note: Annotated[str, Form(max_length=1000)] = "", back: Annotated[str, Form(max_length=500)] = "/",
    ) -> Response:  # fmt: skip
        """A person's verdict on a join, or a datum coded otherwise; all can be undone."""
        _same_site(request, csrf)
        archive: Archive = request.app.state.archive
        if act in ("accept", "reject"):
            (archive.accept if act == "accept" else archive.reject)(kind, left, right, author=author, note=note or None)
        elif act == "recode":
            archive.recode(left, field, value or None, author=author, note=note or None)
        else:
            archive.undo(number, author=author, recode=act == "undo-recode")
        return RedirectResponse(back if back.startswith("/") and not back.startswith("//") else "/", 303)

    @app.get("/judgements", include_in_schema=False)
    def judgements(request: Request, person: bool = True) -> Response:
        archive: Archive = request.app.state.archive
        return _render(request, "judgements.html", {"rows": archive.judgements(person=person, undone=True, limit=200)})
