"""The demo region is a valid extract with everything that the pipeline reads, and says that it is made up."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely

from geodata import open_dataset
from geodata.demo import PROVINCE_NAME, DemoRegionError, DemoSummary, Village, demo_events, generate

DRENTHE = Path(__file__).parents[3] / "shared" / "data" / "drenthe.osm.pbf"
SCALE = 0.02


@dataclass
class Extract:
    """A small demo region, read back."""

    summary: DemoSummary
    nodes: dict[int, tuple[float, float]]
    ways: dict[int, tuple[dict[str, str], list[int]]]
    relations: dict[int, tuple[dict[str, str], list[tuple[str, int, str]]]]
    node_tags: dict[int, dict[str, str]]
    ids: dict[str, list[int]]

    def tagged(self) -> list[dict[str, str]]:
        """Tags of everything."""
        return [
            *self.node_tags.values(),
            *(t for t, _ in self.ways.values()),
            *(t for t, _ in self.relations.values()),
        ]


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Extract:
    path = tmp_path_factory.mktemp("demo") / "demo.osm.pbf"
    read = Extract(generate(path, scale=SCALE), {}, {}, {}, {}, {"n": [], "w": [], "r": []})
    for element in osmium.FileProcessor(str(path)):
        read.ids[element.type_str()].append(element.id)
        if element.is_node():
            assert element.location.valid()
            read.nodes[element.id] = (element.lon, element.lat)
            if len(element.tags):
                read.node_tags[element.id] = dict(element.tags)
        elif element.is_way():
            read.ways[element.id] = (dict(element.tags), [node.ref for node in element.nodes])
        else:
            members = [(m.type, m.ref, m.role) for m in element.members]
            read.relations[element.id] = (dict(element.tags), members)
    return read


def test_same_seed_gives_the_same_bytes(extract: Extract, tmp_path: Path) -> None:
    """Equal seeds give equal files, other seeds other ones."""
    digests = []
    for name, seed in (("again.osm.pbf", 1), ("other.osm.pbf", 2)):
        generate(tmp_path / name, scale=SCALE, seed=seed)
        digests.append(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert digests[0] == hashlib.sha256(extract.summary.path.read_bytes()).hexdigest() != digests[1]


def test_ids_are_sorted_and_references_resolve(extract: Extract) -> None:
    """Elements come sorted by type and id, and all that ways and relations name is there."""
    for ids in extract.ids.values():
        assert ids == sorted(set(ids))
    assert all(ref in extract.nodes for _, refs in extract.ways.values() for ref in refs)
    missing = {
        relation
        for relation, (_, members) in extract.relations.items()
        for kind, ref, _ in members
        if ref not in {"n": extract.nodes, "w": extract.ways, "r": extract.relations}[kind]
    }
    assert missing <= set(extract.summary.broken_sections)


def test_summary_counts_what_is_in_the_file(extract: Extract) -> None:
    """The summary tells the truth about sizes, and the file grows with the scale as promised."""
    summary = extract.summary
    assert (summary.nodes, summary.ways, summary.relations) == tuple(len(ids) for ids in extract.ids.values())
    assert summary.buildings == sum("building" in tags for tags, _ in extract.ways.values())
    assert summary.buildings >= 200_000 * SCALE
    ends = [n for t, refs in extract.ways.values() if "highway" in t for n in (refs[0], refs[-1])]
    uses = Counter(n for t, refs in extract.ways.values() if "highway" in t for n in refs)
    graph_nodes = len(set(ends) | {n for n, used in uses.items() if used > 1})
    assert graph_nodes >= 100_000 * SCALE
    assert summary.graph_nodes == pytest.approx(graph_nodes, rel=0.05)


def test_says_that_it_is_made_up(extract: Extract) -> None:
    """Header, province and borders say that this is no real place."""
    header = osmium.io.Reader(str(extract.summary.path)).header()
    assert header.get("generator") == "rondje demo region"
    assert header.get("osmosis_replication_timestamp")
    borders = [t for t, _ in extract.relations.values() if t.get("boundary") == "administrative"]
    assert all("not a real place" in tags["source"] for tags in borders)
    assert PROVINCE_NAME in {tags["name"] for tags in borders}


@pytest.mark.real
@pytest.mark.skipif(not DRENTHE.exists(), reason="the extract of Drenthe is not here")
def test_no_settlement_has_a_real_name(tmp_path: Path) -> None:
    """No settlement bears the name of one in the real province."""
    generate(tmp_path / "demo.osm.pbf", scale=0.05, seed=5)

    def names(path: Path) -> set[str]:
        places = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(
            osmium.filter.KeyFilter("place")
        )
        return {node.tags["name"].lower() for node in places}

    made = names(tmp_path / "demo.osm.pbf")
    assert len(made) > 10
    assert not made & names(DRENTHE)


def test_municipalities_tile_the_province(extract: Extract) -> None:
    """The municipalities cover the province, without overlaps, each a closed area."""
    areas: dict[str, shapely.Geometry] = {}
    factory = osmium.geom.WKBFactory()
    for area in osmium.FileProcessor(str(extract.summary.path)).with_areas():
        if area.is_area() and area.tags.get("boundary") == "administrative":
            areas[area.tags["name"]] = shapely.from_wkb(factory.create_multipolygon(area))
    province = areas.pop(PROVINCE_NAME)
    assert len(areas) >= 2
    assert shapely.union_all(list(areas.values())).symmetric_difference(province).area < 1e-6 * province.area
    assert sum(area.area for area in areas.values()) == pytest.approx(province.area, rel=1e-6)


def test_every_area_closes(extract: Extract) -> None:
    """Every closed way and multipolygon can be assembled into an area."""
    broken = [
        (area.orig_id(), dict(area.tags))
        for area in osmium.FileProcessor(str(extract.summary.path)).with_areas()
        if area.is_area() and area.num_rings()[0] == 0
    ]
    assert not broken


WANTED = """
highway=residential highway=living_street highway=unclassified highway=tertiary highway=primary highway=trunk
highway=track highway=path highway=footway highway=cycleway highway=service highway=bridleway highway=steps
bicycle=use_sidepath bicycle=no cyclestreet=yes oneway=yes oneway:bicycle=no moped=no tracktype=grade3 width=2 lit=yes
smoothness=bad surface=sand surface=asphalt access=private access=permissive motor_vehicle=destination incline=8%
barrier=gate barrier=bollard barrier=cattle_grid barrier=stile dog=leashed wheelchair=yes route=ferry bridge=yes
foot:conditional landuse=forest leaf_type=needleleaved leaf_type=broadleaved natural=heath natural=sand
wetland=bog landuse=farmland landuse=meadow landuse=residential natural=water landuse=village_green waterway=canal
waterway=stream railway=rail boundary=protected_area boundary=national_park admin_level=8 admin_level=4
place=town place=village place=hamlet historic=archaeological_site tourism=museum man_made=windmill
amenity=place_of_worship historic=manor historic=memorial tourism=artwork tourism=viewpoint leisure=playground
amenity=restaurant amenity=cafe tourism=hotel tourism=camp_site leisure=resort amenity=bench leisure=picnic_table
amenity=toilets amenity=drinking_water amenity=shelter amenity=bicycle_repair_station amenity=charging_station
amenity=parking information=board cuisine opening_hours check_date survey:date name:en name:de building=house
network=rcn network=rwn network=ncn network=nwn rcn_ref rwn_ref
"""


def test_carries_every_kind_of_tag(extract: Extract) -> None:
    """Even a small region has one of everything that the pipeline reads."""
    found = {
        word for tags in extract.tagged() for key, value in tags.items() for word in (key, f"{key}={value}")
    }
    assert not set(WANTED.split()) - found


def test_sections_join_their_junctions_but_for_the_broken_ones(extract: Extract) -> None:
    """The ways of a section form one path between two nodes with its numbers; only the listed ones do not."""
    faulty = set()
    for relation, (tags, members) in extract.relations.items():
        if tags.get("network:type") != "node_network":
            continue
        loose: Counter[int] = Counter()
        for _, way, _ in members:
            if way in extract.ways:
                refs = extract.ways[way][1]
                loose.update((refs[0], refs[-1]))
        key = f"{tags['network']}_ref"
        ends = [n for n, used in loose.items() if used % 2]
        numbers = sorted(extract.node_tags.get(n, {}).get(key, "?") for n in ends)
        if numbers != sorted(tags["ref"].split("-")):
            faulty.add(relation)
    assert faulty == set(extract.summary.broken_sections)
    assert len(faulty) >= 3


def test_crossing_ways_share_a_node_or_a_bridge(extract: Extract) -> None:
    """Where two ways cross without a common node, one of them is a bridge; winding may break that once in a while."""
    pieces, owners = [], []
    for tags, refs in extract.ways.values():
        if tags.get("highway") and not tags.get("bridge"):
            for a, b in pairwise(refs):
                pieces.append((extract.nodes[a], extract.nodes[b]))
                owners.append((a, b))
    lines = np.asarray(shapely.linestrings(pieces))
    one, other = shapely.STRtree(lines).query(lines, predicate="crosses")
    bad = [
        (i, j)
        for i, j in zip(one.tolist(), other.tolist(), strict=True)
        if not set(owners[i]) & set(owners[j])
    ]
    assert len(bad) / 2 <= 0.001 * len(extract.ways)


def test_the_dataset_has_an_agenda(demo_dataset: Path) -> None:
    """A built demo region has about a dozen dated events at its own villages, some of them only expected."""
    dataset = open_dataset(demo_dataset)
    events = dataset.events
    assert 10 <= len(events) <= 20
    assert events["event_id"].is_unique
    assert set(events["certain"]) == {True, False}
    assert not events["all_day"].any()
    assert set(events["rrule"]) == {""}
    assert (events["start"] < events["end"]).all()
    assert events["start"].str.startswith("2027").all()
    assert set(events["start"].str[-6:]) == {"+01:00", "+02:00"}
    at = dataset.places.set_index("place_id").loc[events["place_id"]]
    assert set(at["group"]) == {"settlement"}
    assert at["lon"].tolist() == events["lon"].tolist()
    assert all(name in venue for name, venue in zip(at["name"], events["venue"], strict=True))


def test_an_agenda_without_villages_is_empty() -> None:
    """Nothing happens where nobody lives, and the same villages always get the same events."""
    assert demo_events([]) == []
    only = Village("n1", "Demodorp", 4.1, 53.2)
    assert demo_events([only]) == demo_events([only])
    assert {event["lon"] for event in demo_events([only])} == {4.1}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [({"scale": 0}, "scale"), ({"scale": float("nan")}, "scale"), ({"seed": -1}, "seed")],
)
def test_bad_requests_are_refused(arguments: dict[str, float], word: str, tmp_path: Path) -> None:
    """A scale or seed that makes no region is an error that says what to give."""
    with pytest.raises(DemoRegionError, match=word):
        generate(tmp_path / "demo.osm.pbf", **arguments)
    with pytest.raises(DemoRegionError, match=r"\.osm\.pbf"):
        generate(tmp_path / "demo.txt", scale=SCALE)
