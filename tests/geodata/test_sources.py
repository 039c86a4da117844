"""Where an extract comes from, and downloads that break off."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from geodata.download import download
from geodata.errors import ExtractError, SourceError
from geodata.regions import load_region
from geodata.sources import find_extract

CONTENT = bytes(range(256)) * 4000


class Server(BaseHTTPRequestHandler):
    """Serves CONTENT with ranges; ``state`` holds its faults and what it was asked."""

    state: ClassVar[dict] = {}

    def do_GET(self):
        state = self.state
        state["ranges"].append(self.headers.get("Range"))
        if self.path.endswith(".md5"):
            if not state["md5"]:
                self.send_error(404)
                return
            body = f"{state['md5']}  extract.osm.pbf\n".encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        start = 0
        if self.headers.get("Range") and self.headers.get("If-Range") == state["etag"]:
            start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        self.send_response(206 if start else 200)
        self.send_header("ETag", state["etag"])
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        end = state.pop("breaks_at", len(CONTENT))
        self.wfile.write(CONTENT[start:end])

    def log_message(self, *_args):
        pass


@pytest.fixture
def server():
    """A server on this machine and its state."""
    Server.state = {"ranges": [], "md5": hashlib.md5(CONTENT).hexdigest(), "etag": '"one"'}
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}/extract.osm.pbf", Server.state
        http.shutdown()
        thread.join()


def test_download_arrives_whole(server, tmp_path):
    """What is fetched is the server's file, checked, with nothing left beside it."""
    url, _ = server
    download(url, tmp_path / "raw" / "a.osm.pbf")
    assert [p.name for p in (tmp_path / "raw").iterdir()] == ["a.osm.pbf"]
    assert (tmp_path / "raw" / "a.osm.pbf").read_bytes() == CONTENT


def test_broken_download_goes_on_where_it_stopped(server, tmp_path):
    """The second call asks only for the rest."""
    url, state = server
    state["breaks_at"] = 300_000
    with pytest.raises(SourceError, match="--osm"):
        download(url, tmp_path / "a.osm.pbf")
    assert not (tmp_path / "a.osm.pbf").exists()
    download(url, tmp_path / "a.osm.pbf")
    assert (tmp_path / "a.osm.pbf").read_bytes() == CONTENT
    assert state["ranges"][-1] == "bytes=300000-"


def test_changed_file_is_fetched_from_the_start(server, tmp_path):
    """A part of yesterday's file is not glued to today's."""
    url, state = server
    state["breaks_at"] = 300_000
    with pytest.raises(SourceError):
        download(url, tmp_path / "a.osm.pbf")
    state["etag"] = '"two"'
    download(url, tmp_path / "a.osm.pbf")
    assert (tmp_path / "a.osm.pbf").read_bytes() == CONTENT


def test_wrong_checksum_is_thrown_away(server, tmp_path):
    """A file that doesn't fit its checksum is neither used nor kept."""
    url, state = server
    state["md5"] = "0" * 32
    with pytest.raises(SourceError, match="checksum"):
        download(url, tmp_path / "a.osm.pbf")
    assert not list(tmp_path.glob("*.pbf*"))


def test_no_network_fails_with_words(tmp_path):
    """A server that can't be reached is an error that says what to do."""
    with pytest.raises(SourceError, match="--osm PATH"):
        download("http://127.0.0.1:9/x.osm.pbf", tmp_path / "x.osm.pbf")


def no_network(url: str, target: Path) -> None:
    """Stands in for a download where there is no network."""
    raise SourceError(f"{url}: can't be fetched")


def test_order_of_sources(tmp_path, monkeypatch):
    """A given path comes before the variable, that before a raw file, that before the demo region."""
    region = load_region("drenthe")
    a, b, raw = tmp_path / "a.osm.pbf", tmp_path / "b.osm.pbf", tmp_path / "raw"
    raw.mkdir()
    for path in (a, b, raw / "drenthe-latest.osm.pbf", raw / "andere.osm.pbf"):
        path.write_bytes(b"x")
    assert find_extract(a, region, {"RONDJE_OSM": str(b)}, raw).path == a
    assert find_extract(None, region, {"RONDJE_OSM": str(b)}, raw).path == b
    assert find_extract(None, region, {}, raw).path == raw / "drenthe-latest.osm.pbf"
    (raw / "drenthe-latest.osm.pbf").unlink()
    (raw / "andere.osm.pbf").rename(raw / "liechtenstein.osm.pbf")
    monkeypatch.setattr("geodata.sources.demo_extract", lambda raw, tell: raw / "demo.osm.pbf")
    monkeypatch.setattr("geodata.sources.download", no_network)
    assert find_extract(None, region, {}, raw).how == "demo"  # another region's file is not this region's
    assert find_extract(None, load_region("demo"), {"RONDJE_OSM": str(b)}, raw).how == "demo"
    with pytest.raises(ExtractError, match="no such file"):
        find_extract(tmp_path / "none.osm.pbf", region, {}, raw)


def test_demo_region_where_nothing_can_be_had(tmp_path, monkeypatch):
    """Without extract and network the demo region is made, under its own name, and people are told."""

    def draw(target: Path) -> None:
        target.write_bytes(b"demo")

    monkeypatch.setattr("geodata.sources.download", no_network)
    monkeypatch.setattr("geodata.demo.generate", draw)
    told: list[str] = []
    source = find_extract(None, load_region("drenthe"), {}, tmp_path / "raw", told.append)
    assert (source.region.name, source.region.demo) == ("demo", True)
    assert source.path.read_bytes() == b"demo"
    assert any("can't be fetched" in words for words in told)
    assert any("not a real place" in words for words in told)
