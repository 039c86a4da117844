"""OGC API - Features: what GIS loads is what the dataset holds, page by page, and follows it when it changes."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pyogrio
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.ogc.kinds import layer_kinds
from tests.app.conftest import close, parts
from tests.app.desk.conftest import token_of
from tests.browser.server import serving


def rows(app: Flask, file: str, column: str, *values: str) -> int:
    """How many rows of one of the dataset's files have some values."""
    table = pq.read_table(parts(app).datasets.current().folder / file, columns=[column])
    return sum(value in values for value in table[column].to_pylist())


def test_what_is_there_is_listed(visitor: FlaskClient, desk_app: Flask) -> None:
    """Networks, places, areas, events, gaps and proposals; no link leads to a page of another host or to nothing."""
    answer = visitor.get("/ogc/collections").get_json()
    names = {layer["id"] for layer in answer["collections"]}
    assert {
        "junctions",
        "sections",
        "routes",
        "places",
        "areas",
        "events",
        "closures",
        "field-reports",
    } <= names
    assert {"gaps-toilet-wandelen", "sites-toilet-wandelen"} <= names
    assert names == set(layer_kinds(parts(desk_app).datasets.current()))
    for where in (
        "/ogc",
        "/ogc/conformance",
        "/ogc/openapi",
        "/ogc/collections/places",
        "/ogc/collections/places/queryables",
    ):
        told = visitor.get(where)
        assert told.status_code == 200
        for link in links_in(told.get_json()):
            if link.startswith("http://localhost"):
                assert visitor.get(link.removeprefix("http://localhost")).status_code == 200, link


def links_in(told: Any) -> Iterator[str]:
    """Every address in an answer."""
    if isinstance(told, dict):
        if "rel" in told and isinstance(told.get("href"), str):
            yield told["href"]
        for value in told.values():
            yield from links_in(value)
    elif isinstance(told, list):
        for value in told:
            yield from links_in(value)


def test_pages_hold_everything_once(visitor: FlaskClient, desk_app: Flask) -> None:
    """Going from page to page by the links gives each feature once, as many as the file has."""
    ids: list[str] = []
    where = "/ogc/collections/junctions/items?limit=100"
    while where:
        page = visitor.get(where).get_json()
        ids += [feature["id"] for feature in page["features"]]
        where = next((link["href"] for link in page["links"] if link["rel"] == "next"), "").removeprefix(
            "http://localhost"
        )
    assert len(ids) == len(set(ids)) == rows(desk_app, "networks.parquet", "kind", "junction")
    one = visitor.get(f"/ogc/collections/junctions/items/{ids[5]}").get_json()
    assert one["id"] == ids[5]


def test_a_box_and_a_column_choose(visitor: FlaskClient, desk_app: Flask) -> None:
    """Only what lies in the box, only what has the value."""
    west, south, east, north = parts(desk_app).datasets.current().bbox
    middle = (west + east) / 2
    half = visitor.get(
        f"/ogc/collections/places/items?bbox={west},{south},{middle},{north}&limit=5000"
    ).get_json()
    assert 0 < half["numberMatched"] < rows(desk_app, "places.parquet", "group", *groups(desk_app))
    assert all(feature["geometry"]["coordinates"][0] <= middle for feature in half["features"])
    toilets = visitor.get("/ogc/collections/facilities/items?category=toilet").get_json()
    assert toilets["numberMatched"] == rows(desk_app, "places.parquet", "category", "toilet")


def groups(app: Flask) -> set[str]:
    """Groups of places of the dataset."""
    folder = parts(app).datasets.current().folder
    return set(pq.read_table(folder / "places.parquet", columns=["group"])["group"].to_pylist())


def test_gaps_are_those_of_the_desk(visitor: FlaskClient) -> None:
    """The same metres as the coverage itself tells."""
    told = visitor.get("/ogc/collections/gaps-toilet-wandelen/items?limit=10000").get_json()
    summary = visitor.get("/api/v1/coverage?facility=toilet&mode=wandelen").get_json()["summary"]
    metres = sum(feature["properties"]["length_m"] for feature in told["features"])
    assert told["numberMatched"] == len(summary["gaps"])
    assert metres == pytest.approx(summary["gap_m"], abs=len(told["features"]))


def test_a_closure_is_there_at_once(visitor: FlaskClient, officer: FlaskClient, desk_app: Flask) -> None:
    """What an officer closes is a feature the next moment, and none when it is open again."""
    graph = parts(desk_app).datasets.current().planner.graph
    drawn = {"type": "LineString", "coordinates": graph.edge_points(int(graph.edge_length.argmax())).tolist()}
    token = {"X-CSRFToken": token_of(officer)}
    made = officer.post("/api/v1/closures", json={"geometry": drawn}, headers=token).get_json()
    items = "/ogc/collections/closures/items"
    assert [f["id"] for f in visitor.get(items).get_json()["features"]] == [made["id"]]
    officer.delete(f"/api/v1/closures/{made['id']}", headers=token)
    assert visitor.get(items).get_json()["features"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ogc/collections/nope", 404),
        ("/ogc/collections/nope/items", 404),
        ("/ogc/collections/places/items/nope", 404),
        ("/ogc/collections/places/items?bbox=1,2,3", 400),
        ("/ogc/collections/places/items?limit=0", 400),
        ("/ogc/collections/places/items?offset=-1", 400),
        ("/ogc/collections/places/items?colour=red", 400),
        ("/ogc/collections/places/items?filter=name%3D'x'", 400),
        ("/ogc/collections/places/items?f=exe", 404),
    ],
)
def test_what_cannot_be_meant_is_refused(visitor: FlaskClient, path: str, status: int) -> None:
    """With the status of the standard, never with a fault of ours."""
    assert visitor.get(path, headers={"Accept": "application/json"}).status_code == status


def test_layers_follow_the_dataset(demo_dataset: Path, tmp_path: Path) -> None:
    """When another version is in use, the next request is answered from it."""
    from app import create_app  # noqa: PLC0415

    version = (demo_dataset / "current").resolve()
    data = tmp_path / "data"
    shutil.copytree(version, data / version.name, copy_function=shutil.copy)
    (data / "current").symlink_to(version.name)
    app = create_app({"RONDJE_DATA": data, "DATABASE_URL": f"sqlite:///{tmp_path / 'kept.sqlite'}"})
    client = app.test_client()
    items = "/ogc/collections/facilities/items"
    before = client.get(items).get_json()["numberMatched"]
    newer = data / "newer"
    shutil.copytree(data / version.name, newer, copy_function=shutil.copy)
    table = pq.read_table(newer / "places.parquet")
    toilet = [word == "toilet" for word in table["category"].to_pylist()]
    pq.write_table(table.filter([not t for t in toilet]), newer / "places.parquet")
    change_manifest(newer)
    (data / "next").symlink_to("newer")
    (data / "next").replace(data / "current")
    parts(app).datasets.refresh()
    after = client.get(items).get_json()["numberMatched"]
    close(app)
    assert before - after == sum(toilet) > 0


def change_manifest(folder: Path) -> None:
    """Give a changed version its own name, and the checksum that its places have now."""
    import hashlib  # noqa: PLC0415
    import json  # noqa: PLC0415

    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["version"] = "newer"
    if "places.parquet" in manifest.get("files", {}):
        digest = hashlib.sha256((folder / "places.parquet").read_bytes()).hexdigest()
        manifest["files"]["places.parquet"] = digest
    path.write_text(json.dumps(manifest))


def test_gdal_loads_every_kind_of_layer(demo_dataset: Path, tmp_path: Path, desk_app: Flask) -> None:
    """A GIS's own reader gets networks, areas, places and gaps from a real server, all of them, where they lie."""
    with serving(demo_dataset, tmp_path) as address:
        source = f"OAPIF:{address}/ogc"
        for layer, file, column, values in (
            ("sections", "networks.parquet", "kind", ("section",)),
            ("facilities", "places.parquet", "group", ("facility",)),
        ):
            table = pyogrio.read_dataframe(source, layer=layer)
            assert len(table) == rows(desk_app, file, column, *values), layer
        gaps = pyogrio.read_dataframe(source, layer="gaps-toilet-wandelen")
        west, south, east, north = parts(desk_app).datasets.current().bbox
        assert len(gaps)
        assert set(gaps["facility"]) == {"toilet"}
        assert (gaps.total_bounds[:2] >= [west - 0.1, south - 0.1]).all()
        assert (gaps.total_bounds[2:] <= [east + 0.1, north + 0.1]).all()
