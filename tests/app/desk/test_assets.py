"""Officers' own lists: every file that they bring is read or refused in plain words, and matched to the map."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dataset import Dataset
from app.desk.asset_files import Asset, kind_of, read_assets
from app.desk.asset_matching import NEAR_M, match_assets, mutual_pairs
from app.errors import InvalidInput
from tests.app.conftest import parts
from tests.app.desk.conftest import token_of

RD = "EPSG:28992"
POINTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


@given(POINTS, POINTS, st.integers(1, 30))
@settings(max_examples=150, deadline=None)
def test_pairs_are_a_matching_that_leaves_nobody_near(a: list[Any], b: list[Any], near: int) -> None:
    """No two entries share a facility, no pair is too far apart, and what is left on both sides is too far apart."""
    ours, theirs = np.array(a, dtype=float).reshape(-1, 2), np.array(b, dtype=float).reshape(-1, 2)
    pairs = mutual_pairs(ours, theirs, np.arange(len(ours)), np.arange(len(theirs)), near)
    left, right = [i for i, _, _ in pairs], [j for _, j, _ in pairs]
    assert len(set(left)) == len(left)
    assert len(set(right)) == len(right)
    for i, j, metres in pairs:
        assert metres == pytest.approx(float(np.hypot(*(ours[i] - theirs[j]))))
        assert metres <= near
    for i in set(range(len(ours))) - set(left):
        for j in set(range(len(theirs))) - set(right):
            assert np.hypot(*(ours[i] - theirs[j])) > near


@given(POINTS, POINTS)
@settings(max_examples=60, deadline=None)
def test_the_nearest_pair_of_all_is_always_one(a: list[Any], b: list[Any]) -> None:
    """Whatever else is paired, nobody is nearer to somebody else than the nearest pair."""
    ours, theirs = np.array(a, dtype=float).reshape(-1, 2), np.array(b, dtype=float).reshape(-1, 2)
    pairs = mutual_pairs(ours, theirs, np.arange(len(ours)), np.arange(len(theirs)), 1000)
    assert len(pairs) == min(len(ours), len(theirs))
    if pairs:
        away = np.hypot(*(ours[:, None, :] - theirs[None, :, :]).transpose(2, 0, 1))
        assert min(metres for _, _, metres in pairs) == pytest.approx(float(away.min()))


@pytest.fixture(scope="module")
def dataset(desk_app: Flask) -> Dataset:
    """The made-up region."""
    return parts(desk_app).datasets.current()


def benches(dataset: Dataset) -> list[Asset]:
    """An officer's list: the map's own benches, each a few metres off, without every fifth, with one more."""
    rows = dataset.places.search(kinds={"bench"}, limit=40)
    listed = [
        Asset(f"A{i}", "bench", "bank", row["name"], (row["lon"] + 4e-5, row["lat"] - 4e-5))
        for i, row in enumerate(rows)
        if i % 5
    ]
    return [*listed, Asset("new", "bench", "bank", "", (dataset.bbox[0] + 1e-3, dataset.bbox[1] + 1e-3))]


def test_differences_are_told_both_ways(dataset: Dataset) -> None:
    """Entries find the benches they were taken from; what each side lacks is listed, whatever its kind is called."""
    listed = benches(dataset)
    found = match_assets(dataset, listed)
    assert [asset.asset_id for asset in found.only_listed] == ["new"]
    assert len(found.matched) == len(listed) - 1
    assert max(pair.apart_m for pair in found.matched) <= NEAR_M
    told = {facility.place_id for facility in found.only_mapped}
    matched = {pair.facility.place_id for pair in found.matched}
    assert told.isdisjoint(matched)
    assert {facility.kind for facility in found.only_mapped} <= {"bench"}


def test_another_kind_is_told_as_that(dataset: Dataset) -> None:
    """What stands where the list has something else is no absence but a difference of kind."""
    (toilet,) = dataset.places.search(kinds={"toilet"}, limit=1)
    listed = [Asset("1", "bench", "bank", "", (toilet["lon"], toilet["lat"]))]
    near = {
        f["category"]
        for f in dataset.places.search(
            bbox=(toilet["lon"] - 1e-3, toilet["lat"] - 1e-3, toilet["lon"] + 1e-3, toilet["lat"] + 1e-3),
            kinds={"bench"},
        )
    }
    found = match_assets(dataset, listed, 5.0)
    if not near:
        assert [pair.facility.kind for pair in found.other_kind] == ["toilet"]
        assert found.only_listed == []


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Bankje", "bench"), ("Zitbank", "bench"), ("zit bank", "bench"), ("Picknicktafels", "picnic_table"),
        ("WC", "toilet"), ("Drinkwater", "drinking_water"), ("Schutzhütte", "shelter"), ("Standbeeld", ""),
    ],
)  # fmt: skip
def test_words_of_a_list_are_understood(word: str, kind: str) -> None:
    """Dutch, English or German, plural or misspelt; what is none of ours stays unknown."""
    assert kind_of(word) == kind


CSV = "nummer;soort;naam;lengtegraad;breedtegraad\n1;Bank;Café;6,5;52,9\n2;Toilet;;6.6;52.8\n3;Bank;;;\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_dutch_csv_is_read(encoding: str) -> None:
    """Semicolons, decimal commas and old encodings, as an office's spreadsheet writes them."""
    found = read_assets(CSV.encode(encoding), "lijst.csv", RD, "", "nl")
    assert [asset.kind for asset in found.assets] == ["bench", "toilet"]
    assert found.assets[0].name == "Café"
    assert found.assets[0].lonlat == pytest.approx((6.5, 52.9))
    assert found.unplaced == 1


def test_national_coordinates_are_read() -> None:
    """Metres of the national grid end up where they lie (the church of Amersfoort is its origin)."""
    found = read_assets(b"x,y\n155000,463000\n155010,463000\n", "rd.csv", RD, "bench", "nl")
    assert found.assets[0].lonlat == pytest.approx((5.3872, 52.1552), abs=1e-3)


def shapes() -> gpd.GeoDataFrame:
    """A list as a GIS has it: points and an outline, in metres."""
    places = [shapely.Point(155000, 463000), shapely.box(155100, 463100, 155110, 463110)]
    return gpd.GeoDataFrame({"soort": ["Bank", "WC"], "naam": ["a", "b"]}, geometry=places, crs=RD)


def test_gis_files_are_read(tmp_path: Path) -> None:
    """GeoPackage and zipped Shapefile, in whatever coordinates; an outline counts as a point in it."""
    shapes().to_file(tmp_path / "list.gpkg", driver="GPKG", engine="pyogrio")
    found = read_assets((tmp_path / "list.gpkg").read_bytes(), "x.gpkg", RD, "", "en")
    assert [asset.kind for asset in found.assets] == ["bench", "toilet"]
    points = shapes().set_geometry(shapes().geometry.centroid)
    points.to_file(tmp_path / "list.shp", engine="pyogrio")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("list.[sdp][hbr]*"):
            archive.write(part, f"../../{part.name}")  # names are ours, whatever they say
    again = read_assets(packed.getvalue(), "x.zip", RD, "", "en")
    assert [asset.lonlat for asset in again.assets] == [
        pytest.approx(asset.lonlat, abs=1e-6) for asset in found.assets
    ]


def bomb() -> bytes:
    """A small archive that would unpack to far too much."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending in (".shp", ".shx", ".dbf"):
            archive.writestr(f"a{ending}", b"\0" * 40_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(b"<OGRVRTDataSource/>", "list.gpkg", id="another format in disguise"),
        pytest.param(b"SQLite format 3\0" + b"\0" * 200, "list.gpkg", id="damaged database"),
        pytest.param(b"PK\x03\x04rest", "list.zip", id="damaged archive"),
        pytest.param(b"", "list.csv", id="nothing"),
        pytest.param(b"a,b\n1,2\n", "list.csv", id="no place"),
        pytest.param(b"lon,lat\nx,y\n", "list.csv", id="no numbers"),
        pytest.param(b"\0\1\2" * 100, "list.csv", id="no text"),
        pytest.param(b"lon,lat\n" + b"6,52\n" * 50_002, "list.csv", id="too many lines"),
        pytest.param(bomb(), "list.zip", id="unpacks to too much"),
        pytest.param(b"a" * (20 * 1024 * 1024 + 1), "list.csv", id="too large"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused(content: bytes, name: str) -> None:
    """In one sentence that says what to send instead."""
    with pytest.raises(InvalidInput) as refused:
        read_assets(content, name, RD, "bench", "en")
    assert refused.value.errors[0].field == "file"


def test_officers_compare_on_the_page(visitor: FlaskClient, officer: FlaskClient) -> None:
    """The page shows the differences, gives them as a file, and is not for visitors."""
    data = {"csrf_token": token_of(officer), "near_m": "30", "kind": "", "as": "page"}
    sent = lambda: {"file": (BytesIO(CSV.encode()), "lijst.csv")}  # noqa: E731
    shown = officer.post("/desk/assets?lang=en", data=data | sent(), content_type="multipart/form-data")
    assert shown.status_code == 200
    assert "only in your list" in shown.get_data(as_text=True)
    file = officer.post(
        "/desk/assets", data=data | {"as": "xlsx"} | sent(), content_type="multipart/form-data"
    )
    assert file.get_data().startswith(b"PK")
    none = officer.post("/desk/assets?lang=en", data=data, content_type="multipart/form-data")
    assert none.status_code == 422
    assert "choose a file" in none.get_data(as_text=True)
    assert visitor.post("/desk/assets", data=data | sent()).status_code == 401
