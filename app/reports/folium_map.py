"""A report's map as one file that works without a network: gaps to tap on, facilities, the network under them."""

import folium
import numpy as np
import shapely

from app.errors import AssetMissing
from app.exports.html import safe, stand_alone
from app.exports.page import MapScripts
from app.languages import kilometres
from app.presenter import demo_label
from app.reports.content import Report
from app.reports.pdf import facility_points, gap_cells, gap_head
from app.reports.picture import FACILITY, GAP
from app.reports.words import texts

_NETWORK = {"color": "#7d9a86", "weight": 1.2, "opacity": 0.7, "interactive": False}
# About 10 m: a province's gaps stay a file of a few megabytes.
_TOLERANCE = 1e-4
_MOST_LINES = 4000
_TOLD = 1500
"""So many of the longest gaps tell about themselves when tapped."""


def write_map(report: Report, scripts: MapScripts | None) -> bytes:
    """Write the map.

    Raises
    ------
    AssetMissing
        If it was given no Leaflet.
    """
    if scripts is None:
        raise AssetMissing("the stand-alone map needs Leaflet; run: make setup")
    words = texts(report.language)
    chart = folium.Map(tiles=None, control_scale=True, prefer_canvas=True)
    chart.default_js, chart.default_css = [], []
    shapes = [row.stretch.geometry for row in report.gaps]
    west, south, east, north = shapely.total_bounds(np.array(shapes)) if shapes else report.dataset.bbox
    chart.fit_bounds([[south, west], [north, east]])
    _draw_network(chart, report, (float(west), float(south), float(east), float(north)))
    head = gap_head(words)
    thin = shapely.simplify(np.array(shapes, dtype=object), _TOLERANCE)
    for number, (row, shape) in enumerate(zip(report.gaps, thin, strict=True)):
        lines = [
            [(lat, lon) for lon, lat in shapely.get_coordinates(part)] for part in shapely.get_parts(shape)
        ]
        cells = zip(head, gap_cells(report, row, words), strict=True)
        told = "<br>".join(f"{safe(name)}: {safe(cell)}" for name, cell in cells if cell)
        tooltip = folium.Tooltip(told) if number < _TOLD else None
        folium.PolyLine(lines, color=GAP, weight=4, opacity=0.85, tooltip=tooltip).add_to(chart)  # type: ignore[no-untyped-call]
    for lon, lat in facility_points(report.dataset.planner.coverage(), report.query.facility).tolist():
        folium.CircleMarker(
            (lat, lon), radius=5, color="#fff", weight=1, fill=True, fill_color=FACILITY, fill_opacity=1
        ).add_to(chart)
    gap = f"{words['gap']}: {kilometres(report.language, report.share.gap_m)}"
    figures = [f"{report.norm} · {report.within} {words['within']}", report.unknown or gap]
    demo = demo_label(report.language) if report.dataset.demo else ""
    page = stand_alone(
        chart.get_root().render(), report.title, figures, demo, report.attribution, scripts, report.language
    )
    return page.encode("utf-8")


def _draw_network(chart: folium.Map, report: Report, box: tuple[float, float, float, float]) -> None:
    layer = report.dataset.networks
    shapes = layer.geometry[layer.within(report.query.mode, box)]
    lines = shapely.get_parts(shapely.simplify(shapes[shapely.get_dimensions(shapes) == 1], _TOLERANCE))[
        :_MOST_LINES
    ]
    drawn = [[(lat, lon) for lon, lat in shapely.get_coordinates(line)] for line in lines]
    if drawn:
        folium.PolyLine(drawn, **_NETWORK).add_to(chart)  # type: ignore[no-untyped-call]
