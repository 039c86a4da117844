"""What the API tells about the region: the dataset, themes, places, the node network."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient

from app.networks import NetworkLayer
from geodata.vocabulary import MODES
from tests.app.conftest import parts


def names(client: FlaskClient, query: str) -> list[str]:
    """Names of the places found, in order."""
    return [
        place["properties"]["name"] for place in client.get(f"/api/v1/places?{query}").get_json()["features"]
    ]


def test_region_tells_the_dataset(client: FlaskClient) -> None:
    """Name, bounds, version, age, whom to thank, size, and that it is no demo."""
    assert client.get("/api/v1/region", headers={"Accept-Language": "en"}).get_json() == {
        "name": "tiny",
        "title": "Tiny",
        "bbox": [6.0, 52.0, 7.0, 53.0],
        "dataset": "v1",
        "extract_timestamp": "2026-10-01T00:00:00Z",
        "attribution": ["© OpenStreetMap contributors (ODbL)", "Natuur & Co"],
        "counts": {"nodes": 4},
        "demo": False,
    }


def test_themes_have_names_in_three_languages(client: FlaskClient) -> None:
    """Every theme of the interface is there, named in nl, en and de, with modes that exist."""
    themes = {theme["name"]: theme for theme in client.get("/api/v1/themes").get_json()["themes"]}
    assert themes.keys() == {
        "heide", "bos", "water", "hunebedden", "erfgoed", "cultuur", "herinnering", "veen", "streekproduct",
        "familie", "stilte",
    }  # fmt: skip
    for theme in themes.values():
        assert all(
            theme["title"][language] and theme["description"][language] for language in ("nl", "en", "de")
        )
        assert set(theme["modes"]) <= set(MODES)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("assen", "Assen"),
        ("ASS", "Assen"),
        ("rolde", "Rolde"),
        ("nieuw rolde", "Nieuw-Rolde"),
        ("een", "Eén"),
        ("Eén", "Eén"),
        ("d17", "Hunebed D17"),
        ("kerkstraat", "Kerkstraat"),
    ],
)
def test_place_is_found_as_people_type_it(client: FlaskClient, typed: str, first: str) -> None:
    """Capitals, accents, hyphens and unfinished words make no difference, and the likeliest comes first."""
    assert names(client, f"q={typed}")[0] == first


def test_street_is_found_by_its_town(client: FlaskClient) -> None:
    """Of two streets of one name the town tells which is meant."""
    found = client.get("/api/v1/places?q=kerkstr+rol").get_json()["features"]
    assert [place["properties"]["settlement"] for place in found] == ["Rolde"]


def test_name_in_the_language_of_the_reader(client: FlaskClient) -> None:
    """A name with an English form is found by it and shown so to English readers."""
    assert names(client, "q=dwingeld+heath&lang=en") == ["Dwingeld Heath"]
    assert names(client, "q=dwingeld+heath&lang=nl") == ["Dwingelderveld"]


def test_places_by_area_and_kind(client: FlaskClient) -> None:
    """A box gives what lies in it, groups and categories narrow it, limit cuts it."""
    box = "bbox=6.6,52.9,6.7,53"
    assert set(names(client, box)) >= {"Rolde", "Nieuw-Rolde", "Hunebed D17"}
    assert set(names(client, f"{box}&category=settlement")) == {"Rolde", "Nieuw-Rolde"}
    assert names(client, f"{box}&category=hunebed,village") == ["Rolde", "Hunebed D17"]
    assert len(names(client, f"{box}&limit=1")) == 1
    assert names(client, "category=bench") == [""]
    assert names(client, "category=toilet") == []
    # holiday parks are a kind of place, also where there is none
    assert names(client, "category=holiday_park") == []


def kinds(network: dict[str, Any]) -> list[tuple[str, str]]:
    """Kind and ref of each feature."""
    return [(f["properties"]["kind"], f["properties"]["ref"]) for f in network["features"]]


def test_node_network_of_a_mode(client: FlaskClient) -> None:
    """Cyclists get the cycle network with its sections, walkers and wheelchairs the walking network."""
    cycle = client.get("/api/v1/junctions?mode=fietsen").get_json()
    assert kinds(cycle) == [("junction", "12"), ("junction", "45"), ("section", "12-45")]
    section = cycle["features"][2]
    assert section["geometry"]["type"] == "LineString"
    assert (section["properties"]["from_ref"], section["properties"]["length_m"]) == ("12", 7123.4)
    for mode in ("wandelen", "toegankelijk"):
        assert kinds(client.get(f"/api/v1/junctions?mode={mode}").get_json()) == [("junction", "7")]


def test_node_network_by_area(client: FlaskClient) -> None:
    """A box cuts the network to what touches it."""
    found = client.get("/api/v1/junctions?mode=fietsen&bbox=6.49,52.49,6.51,52.51").get_json()
    assert kinds(found) == [("junction", "12"), ("section", "12-45")]


def test_too_much_network_is_refused_with_advice(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An area with more than a browser can draw is 422, and says to ask for less."""
    monkeypatch.setattr("app.api.v1._MAX_FEATURES", 2)
    answer = client.get("/api/v1/junctions?lang=en")
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == [
        {"field": "bbox", "detail": "too much for one answer; ask for a smaller area"}
    ]


def test_nearest_settlement_names_a_tour(app: Flask) -> None:
    """A tour is named after the village that it starts at."""
    assert parts(app).datasets.current().places.settlement_near(6.641, 52.981) == "Rolde"


def test_network_shapes_of_every_kind(tmp_path: Path) -> None:
    """A section in two pieces is a bundle of lines, one without a line has none, and its neighbours are untouched."""
    shapes = [
        shapely.LineString([(6.1, 52), (6.2, 52)]),
        shapely.MultiLineString([[(6.3, 52), (6.4, 52)], [(6.5, 52), (6.6, 52.0000004)]]),
        shapely.LineString(),
        shapely.Point(6.7, 52),
    ]
    base = {
        "network": "rcn",
        "ref": "",
        "from_ref": "",
        "to_ref": "",
        "length_m": float("nan"),
        "status": "broken",
    }
    rows = [base | {"kind": "section", "osm_id": i, "geometry": shape.wkb} for i, shape in enumerate(shapes)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "networks.parquet")
    layer = NetworkLayer.load(tmp_path / "networks.parquet")
    found = layer.features(np.arange(4), (6.0, 51.0, 6.01, 51.01))
    assert [feature["geometry"] for feature in found] == [
        {"type": "LineString", "coordinates": [[6.1, 52.0], [6.2, 52.0]]},
        {"type": "MultiLineString", "coordinates": [[[6.3, 52.0], [6.4, 52.0]], [[6.5, 52.0], [6.6, 52.0]]]},
        None,
        {"type": "Point", "coordinates": [6.7, 52.0]},
    ]
    assert found[0]["properties"]["length_m"] is None
