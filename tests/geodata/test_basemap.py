"""The base map: its layers and zooms, that nothing needed is missing, and that no tile is too large."""

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata import open_dataset
from geodata.areas import read_areas
from geodata.basemap import write_basemap
from geodata.basemap_ground import landcover_patches
from geodata.basemap_layers import settlement_rank
from geodata.basemap_tiles import MAX_TILE_BYTES
from geodata.errors import BuildError
from geodata.places import read_places
from geodata.pmtiles import tile_id, write_pmtiles
from geodata.regions import load_region
from geodata.tables import edge_table, network_table
from tests.geodata.osm_drawing import LON_STEP, Drawing
from tests.geodata.tile_archive import TileArchive, tile_of

LAYERS = {
    "landcover", "nature", "water", "waterway", "boundary", "roads", "railway", "networks", "junctions", "buildings",
    "places", "pois",
}  # fmt: skip
FIRST_ZOOM = {
    "landcover": 6, "nature": 6, "boundary": 6, "waterway": 9, "railway": 9, "networks": 8, "junctions": 10,
    "buildings": 14, "pois": 10,
}  # fmt: skip
DATA = Path(__file__).parents[3] / "shared" / "data"
REGION = load_region("drenthe")

VILLAGE = Drawing("""
    A-----------------B
    |   V   P   H     |
    |    1--2--3--4   |
    |    5--6--7--8   |
    |      EF   KL    |
    |      GI   MN    |
    C-----------------D
""")
WAYS = [
    ("ABDCA", {"natural": "heath", "name": "Veld", "leisure": "nature_reserve"}),
    ("EFIGE", {"building": "yes"}),
    ("KLNMK", {"natural": "water", "water": "pond"}),
    ("12", {"highway": "residential", "surface": "asphalt", "name": "Brink"}),
    ("23", {"highway": "residential", "surface": "asphalt", "name": "Brink"}),
    ("34", {"highway": "track", "surface": "sand"}),
    ("56", {"highway": "motorway", "ref": "A28"}),
    ("78", {"waterway": "river", "name": "Aa"}),
    ("67", {"railway": "rail"}),
]
NODES = {
    "V": {"place": "village", "name": "Rolde", "population": "4000"},
    "H": {"historic": "archaeological_site", "site_type": "megalith", "name": "Hunebed D17"},
    "P": {"amenity": "bench"},
    "1": {"rwn_ref": "11"},
    "3": {"rwn_ref": "12"},
}
RELATIONS = [
    (
        {
            "type": "route",
            "route": "hiking",
            "network": "rwn",
            "network:type": "node_network",
            "ref": "11-12",
        },
        [("w4", ""), ("w5", "")],
    ),
    (
        {"type": "boundary", "boundary": "administrative", "admin_level": "4", "name": "Drenthe"},
        [("w1", "outer")],
    ),
]


def draw(folder, ways=WAYS, nodes=None, relations=RELATIONS, name="map.pmtiles", drawing=VILLAGE):
    """Base map of a drawing."""
    nodes = NODES if nodes is None else nodes
    drawn = drawing.networks(folder, ways, nodes, relations)
    path = drawing.write(folder, ways, nodes, relations)
    areas = read_areas(path, REGION)
    out = folder / name
    write_basemap(
        out,
        extract=path,
        edges=edge_table(drawn.tables),
        networks=network_table(drawn.tables, drawn.networks),
        areas=areas,
        places=read_places(path, REGION, areas),
        region=REGION,
    )
    return out


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """A village's base map."""
    return TileArchive(draw(tmp_path_factory.mktemp("village")))


def rows(archive, layer, zoom, *columns):
    """What a layer's features say on a zoom; one that lies in two tiles counts once."""
    table = archive.features(layer, zoom)
    return set(table[list(columns)].fillna("").itertuples(index=False, name=None))


def test_all_layers_are_there(village):
    """Every layer that a map style asks for, on zooms 6 to 14, with name and attribution."""
    assert village.layer_names() == LAYERS
    assert (village.min_zoom, village.max_zoom) == (6, 14)
    about = json.loads(village.metadata)
    assert "OpenStreetMap" in about["attribution"]
    assert {layer["id"] for layer in about["vector_layers"]} == LAYERS
    west, south, east, north = village.bounds
    assert west <= VILLAGE.at["A"][0] + 1e-4
    assert east >= VILLAGE.at["B"][0] - 1e-4
    assert south < north


def test_attributes_are_those_that_styles_use(village):
    """Classes, surfaces, names, numbers and ids come through; pieces of a street are one line."""
    assert rows(village, "roads", 14, "class", "surface", "name") == {
        ("motorway", "unknown", ""),
        ("residential", "sealed", "Brink"),
        ("track", "unsealed", ""),
    }
    assert rows(village, "junctions", 12, "network", "ref") == {("rwn", "11"), ("rwn", "12")}
    assert rows(village, "networks", 13, "network", "ref") == {("rwn", "11-12")}
    assert rows(village, "networks", 8, "network") == {("rwn",)}
    assert rows(village, "water", 14, "class") == {("pond",)}
    assert rows(village, "nature", 13, "class", "name") == {("reserve", "Veld")}
    assert rows(village, "landcover", 13, "class") == {("heath",)}
    assert rows(village, "boundary", 9, "level", "name") == {("province", "Drenthe")}
    assert rows(village, "places", 12, "kind", "name", "rank") == {("village", "Rolde", 2)}
    assert rows(village, "pois", 10, "group", "category", "name", "place_id") == {
        ("attraction", "hunebed", "Hunebed D17", f"n{ord('H')}")
    }
    assert {"hunebed", "bench"} <= set(village.features("pois", 13)["category"])


def test_layers_begin_at_their_zoom(village):
    """Far out the big things only, near by all."""
    layers = {layer["id"]: layer["minzoom"] for layer in json.loads(village.metadata)["vector_layers"]}
    # a small field of heath, a pond: drawn as soon as they can be seen
    small = {"landcover", "nature", "water"}
    assert {name: zoom for name, zoom in layers.items() if name in FIRST_ZOOM and name not in small} == {
        name: zoom for name, zoom in FIRST_ZOOM.items() if name not in small
    }
    assert layers["places"] <= 7
    assert village.features("roads", 7)["class"].tolist() == ["motorway"]


def test_same_data_same_bytes(tmp_path):
    """Drawing twice gives the same file, so that a dataset's checksums mean something."""
    first, second = (draw(tmp_path, name=name) for name in ("one.pmtiles", "two.pmtiles"))
    assert first.read_bytes() == second.read_bytes()


def test_ways_alone_make_a_map_too(tmp_path):
    """An extract without areas, places and networks gives a map of its roads."""
    archive = TileArchive(draw(tmp_path, [("12", {"highway": "path"})], nodes={}, relations=[]))
    assert archive.layer_names() == {"roads"}


def test_failing_tool_is_told(tmp_path, monkeypatch):
    """When tiles can't be cut, the error says by what, and no half file is left."""
    monkeypatch.setattr("geodata.basemap_tiles._COMMON", ("--no-such-option",))
    with pytest.raises(BuildError, match="tippecanoe"):
        draw(tmp_path)
    assert not (tmp_path / "map.pmtiles").exists()
    assert not list(tmp_path.glob(".basemap-*"))


def test_crowded_tile_is_thinned_but_keeps_the_guide(tmp_path, monkeypatch):
    """Where a tile would be too large, small ground goes first; junctions, networks and names stay."""
    monkeypatch.setattr("geodata.basemap_tiles.MAX_TILE_BYTES", 5_000)
    rng = np.random.default_rng(1)
    crowd = Drawing("")
    crowd.at.update(VILLAGE.at)
    ways = list(WAYS)
    (west, north), (east, south) = VILLAGE.at["A"], VILLAGE.at["D"]
    for i in range(900):
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        letters = [chr(0x4E00 + 4 * i + corner) for corner in range(4)]
        side = rng.uniform(3e-5, 2e-4)
        for letter, (dx, dy) in zip(letters, [(0, 0), (1, 0), (1.1, 1), (0, 1)], strict=True):
            crowd.at[letter] = (x + dx * side, y + dy * side)
        ways.append(("".join([*letters, letters[0]]), {"building": "yes"}))
    archive = TileArchive(draw(tmp_path, ways, drawing=crowd))
    assert max(size for sizes in archive.sizes().values() for size in sizes) <= 5_000
    assert sorted(archive.features("junctions", 14)["ref"].unique()) == ["11", "12"]
    assert archive.features("networks", 14)["ref"].unique().tolist() == ["11-12"]
    assert archive.features("places", 14)["name"].tolist() == ["Rolde"]


def test_parcels_grow_together_far_out(tmp_path):
    """Two fields with a ditch between them are one patch on a small scale, and a lake is no land."""
    drawing = Drawing("""
        A--------B E--------F



        C--------D G--------H
    """)
    for west, east in ("BE", "DG"):
        drawing.at[east] = (drawing.at[west][0] + 0.1 * LON_STEP, drawing.at[west][1])
    field = {"landuse": "farmland"}
    path = drawing.write(tmp_path, [("ABDCA", field), ("EFHGE", field)])
    areas = read_areas(path, REGION)
    patches, words, sizes = landcover_patches(areas, REGION.crs)
    assert words.tolist() == ["field"]
    assert sizes.tolist() == pytest.approx([areas["area_m2"].sum()], rel=0.15)
    lake = drawing.write(tmp_path, [("ABDCA", {"natural": "water"})])
    assert len(landcover_patches(read_areas(lake, REGION), REGION.crs)[0]) == 0
    assert all(patch.is_valid for patch in patches)


def test_rank_of_settlements():
    """Big towns come first; where there is no town, the largest villages take the place of one."""
    places = open_table(
        [("town", 68_000), ("town", 20_000), ("village", 5_000), ("village", 200), ("hamlet", np.nan)]
    )
    assert settlement_rank(places).tolist() == [1, 2, 2, 4, 4]
    villages = open_table([("village", 100 * i) for i in range(20, 0, -1)])
    assert settlement_rank(villages).tolist() == [2, 2, 2, *[3] * 8, *[4] * 9]


def open_table(rows):
    """A table of settlements."""
    return pd.DataFrame(rows, columns=["category", "population"]).astype({"population": float})


def test_archive_of_many_tiles_has_leaves(tmp_path):
    """Tens of thousands of tiles don't fit the root directory; each is found again all the same."""
    rng = np.random.default_rng(2)
    tiles = {
        (14, int(x), int(y)): gzip.compress(rng.bytes(int(rng.integers(1, 40))), mtime=0)
        for x, y in rng.integers(8000, 8300, (30_000, 2))
    }
    tiles |= {(9, x, 100): gzip.compress(b"sea", mtime=0) for x in range(200, 240)}
    write_pmtiles(tmp_path / "many.pmtiles", tiles, (5.0, 50.0, 7.0, 53.0), {"name": "many"})
    archive = TileArchive(tmp_path / "many.pmtiles")
    assert archive.tiles() == tiles
    assert archive.addressed == len(tiles)
    assert archive.contents <= archive.entries <= archive.addressed


def test_numbers_of_tiles():
    """Numbers follow the specification's examples, and back."""
    known = {
        (0, 0, 0): 0,
        (1, 0, 0): 1,
        (1, 0, 1): 2,
        (1, 1, 1): 3,
        (1, 1, 0): 4,
        (2, 0, 0): 5,
        (12, 3423, 1763): 19078479,
    }
    assert {tile: tile_id(tile) for tile in known} == known
    assert all(tile_of(number) == tile for tile, number in known.items())


@pytest.mark.parametrize("name", ["drenthe_dataset", "liechtenstein_dataset", "demo_dataset"])
def test_whole_regions(name, request):
    """On whole regions no tile is over the limit, all zooms are there, and every junction is on the map."""
    dataset = open_dataset(request.getfixturevalue(name))
    archive = TileArchive(dataset.path / "basemap.pmtiles")
    sizes = archive.sizes()
    assert sorted(sizes) == list(range(6, 15))
    assert max(size for each in sizes.values() for size in each) <= MAX_TILE_BYTES
    networks = dataset.networks
    junctions = networks[networks["kind"] == "junction"]
    if len(junctions):
        for zoom in (10, 12, 14):
            found = archive.features("junctions", zoom).to_crs("EPSG:4326")
            shown = {(row.network, row.ref) for row in found.itertuples()}
            assert shown == set(zip(junctions["network"], junctions["ref"], strict=True))
            assert len(found) >= len(junctions)


@pytest.mark.real
@pytest.mark.skipif(not DATA.is_dir(), reason="the real extracts are not here")
def test_province_far_out(drenthe_dataset):
    """On the whole province at once one sees its border, its reserves, its towns; from zoom 8 its networks."""
    archive = TileArchive(open_dataset(drenthe_dataset).path / "basemap.pmtiles")
    assert {"Assen", "Emmen"} <= set(archive.features("places", 6)["name"])
    assert {"Hoogeveen", "Meppel"} <= set(archive.features("places", 7)["name"])
    assert "Dwingelderveld" in set(archive.features("nature", 7)["name"])
    assert "province" in set(archive.features("boundary", 6)["level"])
    net = archive.features("networks", 8)
    # the map's plane stretches lengths by 1 / cos(latitude)
    length_km = net.geometry.length.groupby(net["network"]).sum() * np.cos(np.radians(52.85)) / 1000
    assert length_km["rcn"] == pytest.approx(2967, rel=0.1)
    assert length_km["rwn"] == pytest.approx(6019, rel=0.1)
