"""Files that people bring: what can be read is read, the rest is refused with a reason, within bounds."""

import time
import tracemalloc
from contextlib import suppress

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from app.errors import FileRefused
from app.imports import found as limits
from app.imports import place, read
from app.imports.archive import MOST_ENTRIES
from tests.app import brought_files as files
from tests.app.brought_files import LINE, near

MOST = 20 * 1024 * 1024
BBOX = (6.0, 52.5, 7.1, 53.3)


def taken(data: bytes, **more: object):
    """The trace of a file in the region."""
    return place(read(data, MOST), BBOX, "Drenthe", **more)


def refused(data: bytes) -> str:
    """Why a file is not taken."""
    with pytest.raises(FileRefused) as told:
        taken(data)
    return str(told.value)


@pytest.mark.parametrize(
    "data",
    [
        files.gpx(),
        files.gpx(version="1.0"),
        files.gpx(tag="rte"),
        files.gpx(tag="wpt"),
        files.gpx().replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + files.gpx(),
        b"\r\n  " + files.gpx(),
        files.gpx().decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        files.gpx().decode().encode("utf-16"),
        files.gpx().decode().replace("UTF-8", "UTF-16").encode("utf-16-le"),
        files.gpx().replace(b"Ommetje", "Caf\xe9".encode("latin-1")),
        files.gpx().replace(b"UTF-8", b"ISO-8859-1").replace(b"Ommetje", b"Caf\xe9"),
        files.gpx().replace(b"<gpx ", b"<!DOCTYPE gpx><gpx "),
        files.gpx().replace(b"52.9\"", b"52,9\""),
        files.kml(),
        files.tcx(),
        files.geojson(),
        b"\xef\xbb\xbf" + files.geojson(),
        files.zipped(walk_gpx=files.gpx(), readme_txt=b"hello"),
        files.zipped(doc_kml=files.kml(), other_kml=files.kml([(0, 0), (1, 1)])),
        files.zipped(walk_kmz=files.zipped(doc_kml=files.kml())),
    ],
)  # fmt: skip
def test_a_file_that_can_be_read_is_read(data):
    """Old and new GPX, routes and waypoints, KML, TCX, GeoJSON, archives; BOM, UTF-16, Windows lines, no times."""
    assert near(taken(data).coordinates)


def test_a_fit_file_is_read():
    """What a watch keeps, to the precision of its format."""
    assert near(taken(files.fit()).coordinates)
    assert near(taken(files.zipped(ride_fit=files.fit())).coordinates)


def test_points_that_garmin_puts_between_are_part_of_the_route():
    """A route for a device has its decision points as rtept, the way between in an extension."""
    data = b"""<gpx xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxx="http://www.garmin.com/xmlschemas/GpxExtensions/v3">
      <rte><rtept lon="6.5" lat="52.9"><extensions><gpxx:RoutePointExtension><gpxx:rpt lon="6.505" lat="52.9"/>
      <gpxx:rpt lon="6.51" lat="52.904"/></gpxx:RoutePointExtension></extensions></rtept>
      <rtept lon="6.515" lat="52.91"/></rte></gpx>"""
    assert near(taken(data).coordinates)


def test_a_google_track_is_read():
    """Phones write their tracks as coordinates of an extension."""
    coords = "".join(f"<gx:coord>{lon} {lat} 3</gx:coord>" for lon, lat in LINE)
    data = f'<kml xmlns:gx="http://www.google.com/kml/ext/2.2"><gx:Track>{coords}</gx:Track></kml>'.encode()
    assert near(taken(data).coordinates)


def test_swapped_coordinates_are_put_right():
    """Latitude and longitude the wrong way round is seen from where the points lie, mended, and told."""
    placed = taken(files.gpx([(lat, lon) for lon, lat in LINE]))
    assert near(placed.coordinates)
    assert [notice.code for notice in placed.notices] == ["swapped"]


def test_points_without_a_fix_are_left_out():
    """Before it sees a satellite, a receiver is off Africa."""
    placed = taken(files.gpx([(0.0, 0.0), *LINE]))
    assert near(placed.coordinates)
    assert [(n.code, n.values) for n in placed.notices] == [("no_fix", {"count": 1})]


def test_stages_are_joined_and_of_several_journeys_the_longest_is_taken():
    """Two tracks that go on from each other are one journey; another one elsewhere is not added to it."""
    one, two = files.gpx(LINE[:2]), files.gpx([LINE[1], *LINE[2:]])
    parts = one.replace(b"</gpx>\n", two[two.index(b"<trk>") :])
    placed = taken(parts)
    assert len(placed.coordinates) == 5
    assert placed.notices == ()
    far = files.gpx([(6.9, 52.6), (6.901, 52.6)])
    placed = taken(files.gpx().replace(b"</gpx>\n", far[far.index(b"<trk>") :]))
    assert near(placed.coordinates)
    assert [n.code for n in placed.notices] == ["several"]


def test_what_lies_elsewhere_is_told():
    """A route at sea is refused with where it lies; one that leaves the region is taken, told how much is outside."""
    why = refused(files.gpx([(3.0, 55.0), (3.1, 55.1)]))
    assert "None of the 2 points lies in Drenthe" in why
    assert "55.050, 3.050" in why
    placed = taken(files.gpx([*LINE, (9.0, 52.9)]))
    assert [(n.code, n.values) for n in placed.notices] == [("outside", {"count": 1, "total": 5})]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (files.gpx().replace(b'lat="52.904"', b'lat="NaN"'), "Point 3 of this file has no usable position: “NaN”"),
        (files.gpx().replace(b'lat="52.904"', b'lat="inf"'), "Point 3"),
        (files.gpx().replace(b'lat="52.904"', b""), "Point 3"),
        (files.geojson().replace(b"52.904", b"null"), "Point 3"),
        (files.geojson().replace(b"52.904", b"NaN"), "no JSON"),
        (files.gpx([*LINE, (6.5, 99.0)]), "Point 5 of this file is not on earth"),
        (files.gpx()[:-40], "breaks off or is damaged at line"),
        (files.gpx([LINE[0]]), "no line"),
        (b"<gpx></gpx>", "no line"),
        (b"", "empty"),
        (b"hello", "no GPX"),
        (b"<html><body>sign in</body></html>", "no GPX"),
        (b'{"type": "Topology"}', "no GeoJSON"),
        (b'{"type": ["LineString"], "coordinates": 3}', "no GeoJSON"),
        (b'{"type": "LineString", "coordinates": {"a": 1}}', "no GeoJSON"),
        (b"[" * 100_000, "no JSON"),
        (b"<gpx>" + b"<a>" * 1000, "nested deeper"),
        (files.zipped(readme_txt=b"hello"), "There is no GPX"),
        (files.zipped(a_gpx=files.gpx(), b_gpx=files.gpx()), "2 routes"),
        (files.zipped(a_zip=files.zipped(b_gpx=files.gpx())), "There is no GPX"),
        (files.zipped(a_gpx=files.gpx())[:60], "archive is damaged"),
        (b"PK\x03\x04" + b"PK\x01\x02" * (MOST_ENTRIES + 1), "too many files"),
        (files.zipped(a_gpx=files.gpx() + b" " * (MOST + 1)), "longer than 20 MB"),
        (files.fit()[:80], "FIT file is damaged"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(data, why):
    """Each refusal names the row or the line, and what to do."""
    assert why in refused(data)


LAUGHS = '<!DOCTYPE gpx [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        LAUGHS,
        '<!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE gpx [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>',
    ],
)
def test_entities_are_refused_before_they_do_anything(head):
    """A billion laughs, a file of the server, an address to fetch: refused at the declaration."""
    began = time.process_time()
    assert "entities" in refused(files.gpx(head=head).replace(b"Ommetje", b"&a;"))
    assert time.process_time() - began < 5


def test_nothing_outside_is_fetched(monkeypatch):
    """A document type that names an address is passed over: no connection is made, no file opened."""
    import socket  # noqa: PLC0415

    def no_connection(*_: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket.socket, "connect", no_connection)
    head = '<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/gpx.dtd">'
    assert near(taken(files.gpx(head=head)).coordinates)


def test_a_large_file_stays_small_in_memory():
    """A large GPX is read as a stream: what is kept is the points, not a tree of elements."""
    data = files.gpx([(6.5 + i * 1e-6, 52.9) for i in range(30_000)])
    tracemalloc.start()
    try:
        assert len(read(data, MOST).tracks[0]) == 30_000
        assert tracemalloc.get_traced_memory()[1] < 3 * len(data)
    finally:
        tracemalloc.stop()


def test_too_many_points_and_too_much_time_are_refused(monkeypatch):
    """The number of points is bounded, and so is the time that reading may take."""
    monkeypatch.setattr(limits, "MOST_POINTS", 3)
    assert "more than 3 points" in refused(files.gpx())
    monkeypatch.setattr(limits, "MOST_POINTS", 10**6)
    monkeypatch.setattr(limits, "LONGEST_S", 0.0)
    monkeypatch.setattr(limits, "CHECK_EVERY", 1)
    assert "takes too long" in refused(files.gpx())


SAMPLES = {
    "gpx": files.gpx(), "rte": files.gpx(tag="rte"), "kml": files.kml(), "tcx": files.tcx(), "geojson": files.geojson(),
    "fit": files.fit(), "zip": files.zipped(a_gpx=files.gpx()),
}  # fmt: skip
edits = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.one_of(
            st.binary(max_size=6),
            st.sampled_from(
                [b"<", b"&", b"]]>", b"\x00", b"NaN", b"1e999", b"-", b"<!--", b"<![CDATA[", b'"', b"{", b","]
            ),
        ),
        st.integers(0, 12),
    ),
    max_size=4,
)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
@given(changes=edits, cut=st.floats(0.2, 1))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_files_are_read_or_refused(kind, changes, cut):
    """Whatever happens to a file on its way: a trace with finite numbers in the region, or a reason."""
    data = bytearray(SAMPLES[kind])
    for at, new, gone in changes:
        spot = int(at * len(data))
        data[spot : spot + gone] = new
    data = bytes(data[: int(cut * len(data))] if cut < 0.9 else data)
    try:
        line = taken(data).coordinates
    except FileRefused:
        return
    assert np.isfinite(line).all()
    assert (np.abs(line) <= [180, 90]).all()
    assert len(line) >= 1


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_noise_is_read_or_refused(data):
    """Bytes of no meaning are refused, with a reason."""
    for head in (b"", b"<gpx>", b"PK\x03\x04", b"\x0e\x10\xd9\x07\x10\x00\x00\x00.FIT", b"[", b'{"type":'):
        with suppress(FileRefused):
            taken(head + data)
