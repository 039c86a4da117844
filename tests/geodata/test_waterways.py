"""Waterways as one row per water."""

import geopandas as gpd
import shapely

from geodata.waterways import waterway_table


def lines(*rows: tuple[str, str, str, bool, list[tuple[float, float]]]) -> gpd.GeoDataFrame:
    """Lines as they are read: kind, class, name, covered, points in metres; ways are numbered from 10 down."""
    table = [
        {"kind": kind, "class": word, "way": 10 - i, "name": name, "covered": covered}
        for i, (kind, word, name, covered, _) in enumerate(rows)
    ]
    shapes = [shapely.LineString(points) for *_, points in rows]
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:28992")


def test_pieces_of_one_water_are_one_row() -> None:
    """A canal cut by a lock is one; its namesake far off, a brook of its name and a nameless ditch are others."""
    table = waterway_table(
        lines(
            ("waterway", "canal", "Vaart", False, [(0, 0), (1000, 0)]),
            ("waterway", "canal", "Vaart", False, [(1900, 0), (3000, 0)]),
            ("waterway", "canal", "Vaart", False, [(9000, 0), (9100, 0)]),
            ("waterway", "stream", "Vaart", False, [(0, 10), (50, 10)]),
            ("waterway", "ditch", "", False, [(0, 20), (50, 20)]),
            ("waterway", "ditch", "", False, [(50, 20), (90, 20)]),
        ),
        "EPSG:28992",
    )
    told = list(zip(table["class"], table["name"], table["way"], table["length_m"], strict=True))
    assert told == [
        ("canal", "Vaart", 8, 100.0),
        ("canal", "Vaart", 9, 2100.0),
        ("ditch", "", 5, 40.0),
        ("ditch", "", 6, 50.0),
        ("stream", "Vaart", 7, 50.0),
    ]
    assert table.geometry[1].geom_type == "MultiLineString"


def test_only_what_is_seen_of_waters_is_told() -> None:
    """Culverts, roads and lines without points are no waterways; without any the table is empty but whole."""
    read = lines(
        ("waterway", "river", "Aa", True, [(0, 0), (10, 0)]),
        ("road", "primary", "Weg", False, [(0, 0), (10, 0)]),
        ("waterway", "river", "Aa", False, [(0, 0), (10, 0)]),
    )
    assert len(waterway_table(read, "EPSG:28992")) == 1
    read.loc[2, "geometry"] = shapely.LineString()
    empty = waterway_table(read, "EPSG:28992")
    assert len(empty) == 0
    assert list(empty.columns) == ["way", "class", "name", "length_m", "geometry"]
