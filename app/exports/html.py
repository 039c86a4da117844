"""A stand-alone map made with folium: one file that works without a network.

Folium's own pages fetch Leaflet and more from other hosts. Here Leaflet stands in the file, nothing else is used, and
the backdrop is drawn from our own dataset instead of a tile server. Folium draws random ids; they are numbered instead,
so that the same tour gives the same bytes.
"""

import html
import re
from collections.abc import Sequence

import folium

from app.errors import AssetMissing
from app.exports.page import MapScripts, Page
from app.languages import hours, kilometres
from app.presenter import demo_label
from app.presenter.features import bbox
from app.presenter.record import Record
from app.presenter.sentences import title
from app.presenter.words import word

_LINE = {"color": "#b4237a", "weight": 5, "opacity": 0.9}
_NETWORK = {"color": "#7d9a86", "weight": 1.5, "opacity": 0.8}
# Folium makes each marker with Leaflet's own picture first and changes it after: that would fetch a file.
_PLAIN_MARKERS = "if (L.Marker) L.Marker.mergeOptions({icon: L.divIcon()});"
_STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; display: flex; flex-direction: column; }
body > .folium-map { flex: 1; height: auto; min-height: 0; }
.leaflet-container { background: #f3f1e7; }
.rondje-number { font: 600 12px/22px system-ui, sans-serif; text-align: center; background: #fff;
  border: 1.5px solid #2f6b47; border-radius: 11px; color: #1e4a30; }
.rondje-label { font: 13px system-ui, sans-serif; color: #444; text-shadow: 0 0 3px #fff; white-space: nowrap; }
.rondje-about { padding: 8px 14px; background: #fff; }
.rondje-about h1 { font-size: 1.15rem; margin: 0; }
.rondje-about p { margin: 2px 0 0; }
.rondje-thanks { padding: 4px 14px; font-size: .75rem; background: #fff; color: #444; }
"""


def write(record: Record, page: Page) -> bytes:
    """Write a tour as a page of its own.

    Raises
    ------
    AssetMissing
        If the page was given no Leaflet.
    """
    if page.scripts is None:
        raise AssetMissing("the stand-alone map needs Leaflet; run: make setup")
    west, south, east, north = bbox(record)
    chart = folium.Map(tiles=None, control_scale=True)
    chart.default_js, chart.default_css = [], []
    chart.fit_bounds([[south, west], [north, east]])
    _draw_backdrop(chart, page)
    folium.PolyLine([(lat, lon) for lon, lat in record["coordinates"]], **_LINE).add_to(chart)  # type: ignore[no-untyped-call]
    _draw_points(chart, record, page.language)
    return _stand_alone(chart.get_root().render(), record, page.scripts, page.language).encode("utf-8")


def _draw_backdrop(chart: folium.Map, page: Page) -> None:
    shapes = [(feature["geometry"], feature["properties"]) for feature in page.backdrop]
    lines = [
        [(lat, lon) for lon, lat in shape["coordinates"]]
        for shape, _ in shapes
        if shape["type"] == "LineString"
    ]
    if lines:
        folium.PolyLine(lines, **_NETWORK).add_to(chart)  # type: ignore[no-untyped-call]
    for shape, properties in shapes:
        if shape["type"] == "Point":
            lon, lat = shape["coordinates"]
            label = f'<span class="rondje-label">{safe(properties["name"])}</span>'
            folium.Marker(
                (lat, lon), icon=folium.DivIcon(html=label, icon_size=(0, 0)), interactive=False
            ).add_to(chart)


def _draw_points(chart: folium.Map, record: Record, language: str) -> None:
    for junction in record["junctions"]:
        icon = folium.DivIcon(html=safe(junction["ref"]), icon_size=(22, 22), class_name="rondje-number")
        folium.Marker((junction["lat"], junction["lon"]), icon=icon).add_to(chart)
    for stop in record["stops"]:
        label = f"{stop['name'] or word(language, 'category', stop['kind'])}, {kilometres(language, stop['at_m'])}"
        folium.CircleMarker(
            (stop["lat"], stop["lon"]),
            radius=6,
            color="#7a4b00",
            fill=True,
            tooltip=folium.Tooltip(safe(label)),
        ).add_to(chart)
    lon, lat = record["coordinates"][0]
    folium.CircleMarker((lat, lon), radius=8, color="#1e4a30", fill=True, fill_opacity=1).add_to(chart)


def _stand_alone(page: str, record: Record, scripts: MapScripts, language: str) -> str:
    figures = f"{kilometres(language, record['length_m'])} · {hours(language, record['duration_s'])}"
    demo = demo_label(language) if record["source"]["demo"] else ""
    return stand_alone(
        page, title(language, record), [figures], demo, record["source"]["attribution"], scripts, language
    )


def stand_alone(
    page: str, heading: str, figures: Sequence[str], demo: str, attribution: Sequence[str], scripts: MapScripts,
    language: str,
) -> str:  # fmt: skip
    """Return folium's page as a file that fetches nothing and says what it shows and whom the data is from.

    Parameters
    ----------
    page
        As folium renders it.
    heading, figures
        Title, and lines below it.
    demo
        What stands on data of a made-up region; empty elsewhere.
    attribution
        Whom the data is from.
    scripts
        Leaflet.
    language
        Of the texts.
    """
    name = safe(heading)
    lines = "".join(f"<p>{safe(line)}</p>" for line in figures)
    label = f"<p><strong>{safe(demo)}</strong></p>" if demo else ""
    about = f'<div class="rondje-about"><h1>{name}</h1>{lines}{label}</div>'
    foot = f'<div class="rondje-thanks">{safe("; ".join(attribution))}</div>'
    # Pictures of controls that this map does not show; without them nothing is fetched.
    stylesheet = re.sub(r"url\([^)]*\)", "none", scripts.stylesheet)
    javascript = re.sub(r"//# sourceMappingURL=.*", "", scripts.javascript)
    script = f"<script>{javascript}\n{_PLAIN_MARKERS}</script>"
    head = f"<title>{name}</title>\n<style>{stylesheet}{_STYLE}</style>\n{script}\n"
    page = _number_ids(page)
    page = page.replace("<!DOCTYPE html>\n<html>", f'<!DOCTYPE html>\n<html lang="{language}">', 1)
    page = page.replace("<head>", f"<head>\n{head}", 1)
    page = page.replace("</body>", f"{foot}\n</body>", 1)
    return page.replace("<body>", f"<body>\n{about}", 1)


def _number_ids(page: str) -> str:
    numbers: dict[str, str] = {}
    return re.sub(
        r"\b([a-z_]+_)([0-9a-f]{32})\b", lambda m: m[1] + numbers.setdefault(m[2], str(len(numbers))), page
    )


def safe(text: str) -> str:
    """Escape for HTML, and for the JavaScript template strings that folium puts it in."""
    escaped = html.escape(text)
    return escaped.replace("`", "&#96;").replace("$", "&#36;").replace("\\", "&#92;").replace("{", "&#123;")
