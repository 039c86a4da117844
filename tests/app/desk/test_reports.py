"""Reports say what the coverage says, in every format, for every part of the region."""

import csv
import re
import zipfile
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pyogrio
import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.dataset import Dataset
from app.desk.parks import AROUND_M, NEAR_M, parks
from app.reports.content import ReportQuery, make_report
from app.reports.figures import norm_figures
from app.reports.scope import area_names, route_names
from tests.app.conftest import parts

QUERY = "facility=toilet&mode=wandelen&lang=nl"


@pytest.fixture
def dataset(desk_app: Flask) -> Dataset:
    """The made-up region."""
    return parts(desk_app).datasets.current()


def test_every_format_holds_every_gap(visitor: FlaskClient, dataset: Dataset, tmp_path: Path) -> None:
    """CSV, XLSX and GeoPackage have one line per gap, and the same metres; each names what it is about."""
    report = make_report(dataset, ReportQuery(facility="toilet", mode="wandelen"), "nl")
    metres = sum(round(row.stretch.length_m, 1) for row in report.gaps)
    assert metres == pytest.approx(report.share.gap_m, abs=len(report.gaps))
    text = visitor.get(f"/desk/report.csv?{QUERY}").get_data().decode("utf-8-sig")
    lines = list(csv.DictReader(StringIO(text)))
    assert sum(float(line["length_m"]) for line in lines) == pytest.approx(metres)
    assert len(lines) == len(report.gaps)

    path = tmp_path / "report.gpkg"
    path.write_bytes(visitor.get(f"/desk/report.gpkg?{QUERY}").get_data())
    layers = {name for name, _ in pyogrio.list_layers(path)}
    assert layers == {"gaps", "worst", "off_network"}
    gaps = pyogrio.read_dataframe(path, layer="gaps")
    assert gaps["length_m"].sum() == pytest.approx(metres)
    assert set(gaps["facility"]) == {"toilet"}

    book = visitor.get(f"/desk/report.xlsx?{QUERY}").get_data()
    assert len(rows_of(book, 2)) == len(report.gaps) + 1
    answer = visitor.get(f"/desk/report.csv?{QUERY}")
    assert 'filename="toilet-wandelen-' in answer.headers["Content-Disposition"]


def rows_of(book: bytes, sheet: int) -> list[Any]:
    """Rows of a sheet of a workbook."""
    with zipfile.ZipFile(BytesIO(book)) as archive:
        tree = ET.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))
    return tree.findall(".//{*}sheetData/{*}row")


def test_the_printed_report_is_tagged_and_tells_the_share(visitor: FlaskClient, dataset: Dataset) -> None:
    """The PDF can be read aloud, says the figures, and is the same file every time."""
    report = make_report(dataset, ReportQuery(facility="toilet", mode="wandelen"), "nl")
    written = visitor.get(f"/desk/report.pdf?{QUERY}").get_data()
    read = pypdf.PdfReader(BytesIO(written))
    text = "\n".join(page.extract_text() for page in read.pages)
    assert report.within in text
    assert "Langste leemten" in text
    root: Any = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    assert visitor.get(f"/desk/report.pdf?{QUERY}").get_data() == written


def test_municipalities_add_up(dataset: Dataset) -> None:
    """Over all municipalities and what lies in none, network and gaps are those of the whole, for every norm."""
    for each in norm_figures(dataset):
        shares = each.municipalities.values()
        assert sum(share.network_m for share in shares) == pytest.approx(each.whole.network_m, rel=1e-9)
        assert sum(share.gap_m for share in shares) == pytest.approx(each.whole.gap_m, abs=1e-3)


def test_a_municipality_alone_has_the_same_figures(dataset: Dataset) -> None:
    """Its report and its line of the overview agree."""
    figures = next(
        f for f in norm_figures(dataset) if (f.norm.facility, f.norm.mode) == ("toilet", "wandelen")
    )
    name = max(figures.municipalities, key=lambda n: figures.municipalities[n].network_m if n else 0.0)
    alone = make_report(dataset, ReportQuery(facility="toilet", mode="wandelen", municipality=name), "nl")
    assert alone.share.network_m == pytest.approx(figures.municipalities[name].network_m)
    assert alone.share.gap_m == pytest.approx(figures.municipalities[name].gap_m)


def test_an_area_and_a_route_have_reports_of_their_own(dataset: Dataset) -> None:
    """Their gaps are part of the whole, and no longer than their network."""
    whole = make_report(dataset, ReportQuery(facility="toilet", mode="wandelen"), "nl")
    for kind, names in (("area", area_names(dataset)), ("route", route_names(dataset))):
        assert names, kind
        report = make_report(
            dataset,
            ReportQuery.model_validate({"facility": "toilet", "mode": "wandelen", kind: names[0]}),
            "nl",
        )
        assert 0 <= report.share.gap_m <= report.share.network_m <= whole.share.network_m
        assert sum(row.stretch.length_m for row in report.gaps) == pytest.approx(report.share.gap_m, abs=0.01)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("municipality=Atlantis", "municipality"),
        ("area=Atlantis", "area"),
        ("route=Atlantis", "route"),
        ("facility=castle", "facility"),
        ("norm_m=1", "norm_m"),
    ],
)
def test_what_is_not_there_is_named(visitor: FlaskClient, query: str, field: str) -> None:
    """A report of nowhere is refused with the field's name; a format that is none is not found."""
    answer = visitor.get(f"/desk/report.csv?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]
    assert visitor.get("/desk/report.docx").status_code == 404


def test_names_run_nothing_in_a_spreadsheet() -> None:
    """What begins like a formula is written as text."""
    from app.desk.listing import Sheet, write_listing  # noqa: PLC0415

    sheet = Sheet("x", {"name": "Name"}, [{"name": '=HYPERLINK("http://x")'}, {"name": "@SUM(1)"}])
    assert b"\"'=HYPERLINK" in write_listing("csv", [sheet], [])
    with zipfile.ZipFile(BytesIO(write_listing("xlsx", [sheet], []))) as archive:
        written = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in written


def test_the_stand_alone_map_fetches_nothing(dataset: Dataset) -> None:
    """It holds its gaps, says whom the data is from, and loads no part from elsewhere."""
    from app.exports.page import MapScripts  # noqa: PLC0415
    from app.reports.folium_map import write_map  # noqa: PLC0415

    report = make_report(dataset, ReportQuery(facility="toilet", mode="wandelen"), "en")
    page = write_map(report, MapScripts("/* Leaflet */", "/* style */")).decode()
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]*", page) == []
    assert page.count("L.polyline") >= len(report.gaps)
    assert dataset.manifest["attribution"][0] in page


def test_a_park_counts_what_is_near(dataset: Dataset) -> None:
    """Facilities within one and five kilometres, counted again by another way of measuring."""
    from pyproj import Geod  # noqa: PLC0415

    desk, found = dataset.planner.coverage(), parks(dataset)
    assert found
    park = found[0]
    for kind, mask in desk.kinds.items():
        lon, lat = desk.places.lon[mask], desk.places.lat[mask]
        _, _, away = Geod(ellps="WGS84").inv(
            [park.lonlat[0]] * len(lon), [park.lonlat[1]] * len(lat), lon, lat
        )
        for reach, counted in ((NEAR_M, park.near), (AROUND_M, park.around)):
            # Measured on a ball here and on the earth's own shape there: what lies on the edge may be either.
            assert (away <= reach * 0.995).sum() <= counted[kind] <= (away <= reach * 1.005).sum()


def test_a_park_tells_the_distance_along_the_ways(dataset: Dataset) -> None:
    """A norm is met when the nearest facility, along the ways, is within it; a kind nobody recorded is no lack."""
    for park in parks(dataset)[:5]:
        for missing in park.missing:
            if missing.nearest_m is not None:
                assert missing.met == (missing.nearest_m <= missing.limit_m)
        assert {m.facility for m in park.missing if m.met is not None} <= set(
            dataset.planner.coverage().kinds
        )


def test_lists_come_as_files(visitor: FlaskClient, tmp_path: Path) -> None:
    """Health, routes and parks as GeoPackage, with a shape for each row of the CSV."""
    for name in ("health", "routes", "parks"):
        table = visitor.get(f"/desk/{name}.csv").get_data().decode("utf-8-sig")
        path = tmp_path / f"{name}.gpkg"
        path.write_bytes(visitor.get(f"/desk/{name}.gpkg").get_data())
        assert len(pyogrio.read_dataframe(path)) == len(list(csv.DictReader(StringIO(table))))
