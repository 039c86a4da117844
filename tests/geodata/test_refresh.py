"""A newer dataset takes the place of the old one only when there is one, and when it can be trusted."""

import gzip
import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import osmium
import pytest

from geodata.errors import SourceError
from geodata.refresh import apply_diffs, falls, fetch_whole, prune
from scripts import refresh

SQUARE = """n1 v1 dV x6.50 y52.80
n2 v1 dV x6.51 y52.80
n3 v1 dV x6.51 y52.81
n4 v1 dV x6.50 y52.81
w1 v1 dV Thighway=residential,surface=asphalt Nn1,n2,n3,n4,n1
w2 v1 dV Thighway=cycleway Nn1,n3
"""
CHANGE = """<osmChange version="0.6"><delete><way id="1" version="2"/></delete>
<create><node id="9" version="1" lon="6.52" lat="52.82" timestamp="2026-01-02T00:00:00Z"/></create></osmChange>"""


def write_pbf(path: Path, text: str, header: osmium.io.Header | None = None) -> None:
    """An extract from lines of OPL."""
    plain = path.with_suffix(".opl")
    plain.write_text(text)
    with osmium.SimpleWriter(str(path), header=header or osmium.io.Header(), overwrite=True) as writer:
        for thing in osmium.FileProcessor(str(plain)):
            writer.add(thing)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server on this machine, and the folder that it shows."""
    folder = tmp_path / "site"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    thread.join()
    server.server_close()


def test_extract_is_fetched_when_it_is_newer(site: tuple[str, Path], tmp_path: Path) -> None:
    """The first time and after a change it comes, in between it does not."""
    url, folder = site
    write_pbf(folder / "r.osm.pbf", SQUARE)
    target = tmp_path / "r.osm.pbf"
    assert fetch_whole(f"{url}/r.osm.pbf", target)
    assert not fetch_whole(f"{url}/r.osm.pbf", target)
    write_pbf(folder / "r.osm.pbf", SQUARE + "n5 v1 dV x6.6 y52.9\n")
    assert fetch_whole(f"{url}/r.osm.pbf", target)
    with pytest.raises(SourceError, match="try again later"):
        fetch_whole(f"{url}/gone.osm.pbf", target)


def test_changes_bring_an_extract_forward(site: tuple[str, Path], tmp_path: Path) -> None:
    """A deleted way is gone, a new node there; asked again, nothing has changed."""
    url, folder = site
    (folder / "000" / "000").mkdir(parents=True)
    for place in (folder / "state.txt", folder / "000" / "000" / "002.state.txt"):
        place.write_text("sequenceNumber=2\ntimestamp=2026-01-02T00\\:00\\:00Z\n")
    (folder / "000" / "000" / "002.osc.gz").write_bytes(gzip.compress(CHANGE.encode()))
    header = osmium.io.Header()
    header.set("osmosis_replication_base_url", url)
    header.set("osmosis_replication_sequence_number", "1")
    header.set("osmosis_replication_timestamp", "2026-01-01T00:00:00Z")
    target = tmp_path / "r.osm.pbf"
    write_pbf(target, SQUARE, header)
    assert apply_diffs(target)
    ids = [(thing.type_str(), thing.id) for thing in osmium.FileProcessor(str(target))]
    assert ("n", 9) in ids
    assert ("w", 1) not in ids
    assert ("w", 2) in ids
    assert not apply_diffs(target)


def test_extract_that_knows_no_changes_is_told(tmp_path: Path) -> None:
    """Without an address or a date the message says what to give."""
    target = tmp_path / "r.osm.pbf"
    write_pbf(target, SQUARE)
    with pytest.raises(SourceError, match="--diffs URL"):
        apply_diffs(target)


def test_only_a_large_fall_counts() -> None:
    """Five per cent less is the world, more is a broken extract; a new kind or a rise is neither."""
    before = {"length_m": 1000, "places": 200, "routes": 0}
    assert falls(before, {"length_m": 950, "places": 500, "routes": 3}) == []
    assert [fall.what for fall in falls(before, {"length_m": 949, "routes": 3})] == ["length_m", "places"]


def run(*arguments: str, out: Path, extract: Path) -> int:
    """The command on an extract that somebody else keeps."""
    return refresh.main(["--region", "demo", "--osm", str(extract), "--out", str(out), "--json", *arguments])


def test_dataset_that_fell_is_not_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Half of the ways gone: the old version stays in use and the message says what fell; accepted, it goes in."""
    extract, out = tmp_path / "r.osm.pbf", tmp_path / "data"
    write_pbf(extract, SQUARE)
    assert run(out=out, extract=extract) == 0
    first = (out / "current").resolve()
    write_pbf(extract, SQUARE.replace("Nn1,n2,n3,n4,n1", "Nn1,n2"))
    assert run(out=out, extract=extract) == refresh.NOT_TRUSTED
    assert "length_m" in capsys.readouterr().err
    assert (out / "current").resolve() == first
    assert run("--accept-fall", out=out, extract=extract) == 0
    assert (out / "current").resolve() != first


def test_old_versions_go(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As many stay as asked, the one in use among them whatever its age."""
    extract, out = tmp_path / "r.osm.pbf", tmp_path / "data"
    write_pbf(extract, SQUARE)
    for _ in range(3):
        assert run("--keep", "2", out=out, extract=extract) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    versions = [folder for folder in out.iterdir() if not folder.is_symlink()]
    assert len(versions) == 2
    assert len(last["removed"]) == 1
    assert prune(out, 1)
    assert (out / "current" / "manifest.json").is_file()
