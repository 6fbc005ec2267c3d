"""Charts as Vega-Lite specifications, made with Altair and rendered on the server."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd
import vl_convert as vlc

from onrecord.archive.rows import IncidentRow, SeriesRow
from onrecord.knowledge import DATA
from onrecord.web.data import Placed

_COOPERATION, _CONFLICT = "#1f6f43", "#b3261e"
_WIDTH = 760
_SHAPES = {"point": "circle", "region": "square", "country": "diamond"}


def dyad(series: Sequence[SeriesRow], incidents: Sequence[IncidentRow], *, title: str) -> dict[str, Any]:
    """Cooperation above the line and conflict below it, a bar a period; under it a dot for each incident, larger the more independent sources tell it."""
    bars = pd.DataFrame(
        [
            {"period": s.period, "what": what, "count": sign * (verbal + material)}
            for s in series
            for what, sign, verbal, material in (
                ("cooperation", 1, s.verbal_cooperation, s.material_cooperation),
                ("conflict", -1, s.verbal_conflict, s.material_conflict),
            )
        ],
        columns=["period", "what", "count"],
    )
    dots = pd.DataFrame(
        [
            {"day": i.day, "type": i.type, "side": "cooperation" if i.quad <= 2 else "conflict", "sources": i.sources, "state": i.state, "what": i.what, "href": address(i.id)}
            for i in incidents
            if i.day
        ],
        columns=["day", "type", "side", "sources", "state", "what", "href"],
    )
    colour = alt.Scale(domain=["cooperation", "conflict"], range=[_COOPERATION, _CONFLICT])
    above = (
        alt.Chart(bars, title=title, width=_WIDTH, height=200)
        .mark_bar()
        .encode(
            x=alt.X("period:O", title=None, axis=alt.Axis(labelAngle=-45)),
            y=alt.Y("count:Q", title="conflict   |   cooperation"),
            color=alt.Color("what:N", scale=colour, title=None),
            tooltip=["period:O", "what:N", "count:Q"],
        )
    )
    below = (
        alt.Chart(dots, width=_WIDTH, height=140)
        .mark_point(filled=True, opacity=0.75)
        .encode(
            x=alt.X("day:T", title=None),
            y=alt.Y("type:N", title=None),
            shape=alt.Shape("side:N", legend=None),
            color=alt.Color("side:N", scale=colour, legend=None),
            size=_sources([60, 500]),
            tooltip=["what:N", "type:N", "day:T", "state:N", "sources:Q"],
            href="href:N",
        )
    )
    return _spec(alt.vconcat(above, below))


def _sources(area: list[int]) -> alt.Size:
    """Area by independent sources."""
    legend = alt.Legend(title=["independent", "sources"], values=[1, 2, 4, 8], format="d")
    return alt.Size("sources:Q", scale=alt.Scale(range=area, domain=[1, 8], clamp=True), legend=legend)


def world(incidents: Sequence[Placed], *, title: str) -> dict[str, Any]:
    """Incidents on an outline of the world. The sign tells how precise the place is: a circle a point, a square a region, a diamond a country."""
    land = alt.Chart(alt.InlineData(values=_land())).mark_geoshape(fill="#dedad0", stroke="#a9a69d", strokeWidth=0.4)
    rows = pd.DataFrame(
        [
            {"lat": i.lat, "lon": i.lon, "precision": i.precision, "sources": i.sources, "side": "cooperation" if i.quad <= 2 else "conflict", "what": i.what, "place": i.place, "day": i.day, "href": address(i.id)}
            for i in incidents
        ],
        columns=["lat", "lon", "precision", "sources", "side", "what", "place", "day", "href"],
    )
    dots = (
        alt.Chart(rows)
        .mark_point(filled=True, opacity=0.7)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            shape=alt.Shape("precision:N", scale=alt.Scale(domain=list(_SHAPES), range=list(_SHAPES.values())), title="precision"),
            color=alt.Color("side:N", scale=alt.Scale(domain=["cooperation", "conflict"], range=[_COOPERATION, _CONFLICT]), title=None),
            size=_sources([50, 400]),
            tooltip=["what:N", "place:N", "day:T", "precision:N"],
            href="href:N",
        )
    )
    return _spec(alt.layer(land, dots, title=title).project("equalEarth").properties(width=_WIDTH + 140, height=430))


@lru_cache(maxsize=1)
def _land() -> Any:
    """The outline as GeoJSON, unpacked from TopoJSON (Natural Earth, see data/SOURCES.md)."""
    topology = json.loads((DATA / "land-110m.json").read_text("utf-8"))
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append([x * kx + dx, y * ky + dy])
        arcs.append(points)

    def ring(indices: list[int]) -> list[list[float]]:
        out: list[list[float]] = []
        for index in indices:
            points = arcs[index] if index >= 0 else arcs[~index][::-1]
            out += points[1:] if out else points
        return out

    polygons = [[ring(r) for r in polygon] for geometry in topology["objects"]["land"]["geometries"] for polygon in geometry["arcs"]]
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": polygons}, "properties": {}}


def address(incident: str) -> str:
    """The page of an incident, relative to the server."""
    from urllib.parse import quote

    return f"/incident/{quote(incident, safe='')}"


def _spec(chart: Any) -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict()
    spec["padding"] = {"left": 8, "top": 8, "bottom": 8, "right": 32}  # fonts of the screen can be wider than those the legend was measured with
    return spec


def svg(spec: dict[str, Any]) -> str:
    """The chart as SVG."""
    return _linked(str(vlc.vegalite_to_svg(spec, vl_version=_version(spec))))


_MARK = re.compile(r'(<path aria-label="([^"]*)"[^>]*)></path>|(<path aria-label="([^"]*)"[^>]*)/>')
_ELSEWHERE = re.compile(r'<a xlink:href="[^"]*?(/incident/[^"/]*)"')


def _linked(drawn: str) -> str:
    """The drawing as it stands in a page: links lead to this server's own pages, and what a mark stands for is shown when one points at it."""

    def titled(found: re.Match[str]) -> str:
        opened, label = found[1] or found[3], (found[2] or found[4] or "").partition("; href:")[0]
        return f"{opened}><title>{label}</title></path>"

    return _MARK.sub(titled, _ELSEWHERE.sub(r'<a target="_top" xlink:href="\1"', drawn))


def png(spec: dict[str, Any]) -> bytes:
    """The chart as PNG at twice the screen's resolution."""
    return bytes(vlc.vegalite_to_png(spec, vl_version=_version(spec), scale=2))


def _version(spec: dict[str, Any]) -> str:
    wanted = str(spec["$schema"]).rsplit("/v", 1)[-1].removesuffix(".json")
    known = vlc.get_vegalite_versions()
    return next((v for v in sorted(known, reverse=True) if wanted.startswith(v)), known[-1])
