"""KML 2.2: the line, the junctions and the stops, each with a style of its own; nothing is fetched from elsewhere."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from app.exports.page import Page
from app.exports.texts import clean, heading, summary
from app.languages import kilometres, mark, translate
from app.presenter.record import Record
from app.presenter.words import word

_NAMESPACE, _ATOM = "http://www.opengis.net/kml/2.2", "http://www.w3.org/2005/Atom"
# Colours are aabbggrr.
_LINE = ("line", "ff7a23b4", 5)
_POINTS = {"junction": ("ff476b2f", 0.8), "stop": ("ff004b7a", 1.0), "start": ("ff304a1e", 1.2)}


def write(record: Record, page: Page) -> bytes:
    """Write a tour as KML."""
    language = page.language
    root = ET.Element("kml", {"xmlns": _NAMESPACE, "xmlns:atom": _ATOM})
    document = ET.SubElement(root, "Document")
    _text(document, "name", heading(record, language))
    _text(document, "open", "1")
    _text(ET.SubElement(document, "atom:author"), "atom:name", "Rondje")
    if page.url:
        ET.SubElement(document, "atom:link", {"href": clean(page.url)})
    _text(document, "description", summary(record, language))
    _styles(document)
    _line(document, record, language)
    _point(document, record["coordinates"][0], translate(language, mark("Start")), "start")
    _junctions(document, record, language)
    _stops(document, record, language)
    ET.indent(root, " ")
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _styles(document: ET.Element) -> None:
    name, colour, width = _LINE
    line = ET.SubElement(ET.SubElement(document, "Style", {"id": name}), "LineStyle")
    _text(line, "color", colour)
    _text(line, "width", str(width))
    for name, (colour, scale) in _POINTS.items():
        icon = ET.SubElement(ET.SubElement(document, "Style", {"id": name}), "IconStyle")
        _text(icon, "color", colour)
        _text(icon, "scale", str(scale))


def _line(document: ET.Element, record: Record, language: str) -> None:
    placemark = ET.SubElement(document, "Placemark")
    _text(placemark, "name", heading(record, language))
    _text(placemark, "styleUrl", f"#{_LINE[0]}")
    line = ET.SubElement(placemark, "LineString")
    _text(line, "tessellate", "1")
    _text(line, "coordinates", " ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in record["coordinates"]))


def _junctions(document: ET.Element, record: Record, language: str) -> None:
    if not record["junctions"]:
        return
    folder = ET.SubElement(document, "Folder")
    _text(folder, "name", translate(language, mark("Junctions")))
    for junction in record["junctions"]:
        where = kilometres(language, junction["at_m"])
        _point(folder, (junction["lon"], junction["lat"]), clean(junction["ref"]), "junction", where)


def _stops(document: ET.Element, record: Record, language: str) -> None:
    if not record["stops"]:
        return
    folder = ET.SubElement(document, "Folder")
    _text(folder, "name", translate(language, mark("Stops")))
    for stop in record["stops"]:
        what = word(language, "category", stop["kind"])
        name = clean(stop["name"] or what)
        _point(folder, (stop["lon"], stop["lat"]), name, "stop", _about(stop, what, language))


def _about(stop: Mapping[str, Any], what: str, language: str) -> str:
    parts = [what, kilometres(language, stop["at_m"]), (stop["arrive"] or "")[11:16], stop["url"]]
    return clean(", ".join(part for part in parts if part))


def _point(
    parent: ET.Element, lonlat: tuple[float, float], name: str, style: str, description: str = ""
) -> None:
    placemark = ET.SubElement(parent, "Placemark")
    _text(placemark, "name", name)
    if description:
        _text(placemark, "description", description)
    _text(placemark, "styleUrl", f"#{style}")
    _text(ET.SubElement(placemark, "Point"), "coordinates", f"{lonlat[0]:.6f},{lonlat[1]:.6f}")


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
