"""Reading extracts: every format, every character, and files in the wrong order."""

import gzip

import numpy as np
import osmium
import pytest

from geodata.errors import ExtractError
from geodata.extract import read_extract
from tests.geodata.osm_drawing import Drawing

PATH = {"highway": "path"}
ODD_NAMES = ["Jan's laan, 2=3 @ 50%", "Straße 't Höltien", "道 🚲", 'a "b" <c> & d', " spaced  out "]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_arrive_as_they_were_written(tmp_path, name):
    """Commas, quotes, percent signs, other scripts: a street's name is what OpenStreetMap has."""
    extract = read_extract(Drawing("A-B").write(tmp_path, [("AB", PATH | {"name": name})]))
    assert extract.names == [name]


def test_roles_and_tags_of_relations_arrive_whole(tmp_path):
    """A member's role and a route's tags keep their odd characters too."""
    tags = {
        "type": "route",
        "route": "foot",
        "network": "lwn",
        "name": "Rondje, 5 km @ zee",
        "operator": "A=B%",
    }
    path = Drawing("A-B").write(
        tmp_path, [("AB", PATH)], None, [(tags, [("w1", "main, north"), ("n65", "")])]
    )
    route = read_extract(path).routes[0]
    assert route.tags == tags
    assert route.members == [("w", 1, "main, north"), ("n", 65, "")]


def test_formats_say_the_same(tmp_path):
    """The same data as .osm, .osm.gz and .osm.pbf gives the same columns."""
    nodes = {"B": {"barrier": "gate"}, "C": {"rcn_ref": "7"}}
    plain = Drawing("A-B-C").write(tmp_path, [("ABC", PATH)], nodes)
    packed = tmp_path / "packed.osm.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    binary = tmp_path / "binary.osm.pbf"
    with osmium.SimpleWriter(str(binary)) as writer:
        for thing in osmium.FileProcessor(str(plain)):
            writer.add(thing)
    first, *others = (read_extract(path) for path in (plain, packed, binary))
    assert first.ways.ref.tolist() == [65, 66, 67]
    for other in others:
        assert other.ways.ref.tolist() == first.ways.ref.tolist()
        assert np.array_equal(other.ways.lon, first.ways.lon)
        assert other.barriers == first.barriers
        assert other.junctions == first.junctions


def test_file_in_the_wrong_order_is_told(tmp_path):
    """Ways before their nodes can't be read in one stream: the message says what to do."""
    path = tmp_path / "unsorted.osm"
    path.write_text(
        '<osm version="0.6"><way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>'
        '<node id="1" version="1" lon="6.5" lat="53"/><node id="2" version="1" lon="6.6" lat="53"/></osm>',
        encoding="utf-8",
    )
    with pytest.raises(ExtractError, match="osmium sort"):
        read_extract(path)


def test_ways_that_mean_the_same_share_one_kind(tmp_path):
    """Tags that no rule looks at make no new kind, so a country has a few hundred."""
    ways = [("AB", PATH | {"note": "x"}), ("BC", PATH | {"source": "y"}), ("AC", {"highway": "steps"})]
    extract = read_extract(Drawing("A-B-C").write(tmp_path, ways))
    assert extract.ways.kind.tolist() == [0, 0, 1]
    assert len(extract.kinds) == 2
