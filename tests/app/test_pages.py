"""Everything outside the API: the base map, static files, headers, compression."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.app.conftest import close, make_app, parts

TILES = "/tiles/basemap.pmtiles"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tiles(data: Path) -> bytes:
    """Content of the base map."""
    return (data / "v1" / "basemap.pmtiles").read_bytes()


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [
        ("bytes=0-126", 0, 127),
        ("bytes=100-", 100, None),
        ("bytes=-50", -50, None),
        ("bytes=5000-999999", 5000, None),
    ],
)
def test_range_of_the_base_map(
    client: FlaskClient, tiles: bytes, header: str, start: int, stop: int | None
) -> None:
    """A map reads the ranges that it needs, and learns the size and the version of the whole."""
    answer = client.get(TILES, headers={"Range": header})
    assert answer.status_code == 206
    assert answer.data == tiles[start:stop]
    assert answer.headers["Content-Range"].endswith(f"/{len(tiles)}")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["ETag"]


@pytest.mark.parametrize("header", ["bytes=99999999-", "bytes=5-1", "lines=1-2", "bytes=0-1,5-6"])
def test_range_that_is_none(client: FlaskClient, tiles: bytes, header: str) -> None:
    """A range outside the file is 416 with the size; one that says nothing is the whole file or 416."""
    answer = client.get(TILES, headers={"Range": header})
    assert answer.status_code in (200, 416)
    if answer.status_code == 416:
        assert answer.headers["Content-Range"] == f"bytes */{len(tiles)}"
        assert answer.content_type == "application/problem+json"
    else:
        assert answer.data == tiles


def test_whole_base_map_and_its_version(client: FlaskClient, tiles: bytes) -> None:
    """Without a range the whole file comes; with the version already there, nothing does."""
    answer = client.get(TILES)
    assert (answer.status_code, answer.data, answer.headers["Accept-Ranges"]) == (200, tiles, "bytes")
    assert client.get(TILES, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    head = client.head(TILES)
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(tiles)))


def test_range_of_another_version_is_the_whole_file(client: FlaskClient, tiles: bytes) -> None:
    """A range with the ETag of an old version does not mix two maps."""
    answer = client.get(TILES, headers={"Range": "bytes=0-9", "If-Range": '"old"'})
    assert (answer.status_code, answer.data) == (200, tiles)
    etag = answer.headers["ETag"]
    assert client.get(TILES, headers={"Range": "bytes=0-9", "If-Range": etag}).status_code == 206


@pytest.fixture
def built(app: Flask) -> Path:
    """A front end with one hashed file and one plain one."""
    folder = parts(app).settings.static_dir
    folder.mkdir()
    (folder / "planner-1A2B3C4D.js").write_text("let x = 1;\n" * 500)
    (folder / "robots.txt").write_text("User-agent: *\n")
    (folder / "manifest.json").write_text(
        json.dumps({"planner.js": "planner-1A2B3C4D.js", "robots.txt": "robots.txt"})
    )
    return folder


def test_hashed_file_is_kept_for_ever(client: FlaskClient, built: Path) -> None:
    """A file whose name holds its content's hash is never asked for again; another is."""
    control = client.get("/static/planner-1A2B3C4D.js").headers["Cache-Control"]
    assert "immutable" in control
    assert "max-age=31536000" in control
    assert "immutable" not in client.get("/static/robots.txt").headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["nope.js", "../settings.py", "..%2fsettings.py", "%00", "/etc/passwd"])
def test_no_file_outside_the_front_end(client: FlaskClient, built: Path, path: str) -> None:
    """Nothing outside the folder is served."""
    assert client.get(f"/static/{path}").status_code in (308, 404)


def test_prebuilt_compression_is_used(client: FlaskClient, built: Path) -> None:
    """The Brotli copy that the build left beside a file is what a browser gets that takes it."""
    (built / "planner-1A2B3C4D.js.br").write_bytes(brotli.compress(b"made by the build"))
    answer = client.get("/static/planner-1A2B3C4D.js", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert brotli.decompress(answer.data) == b"made by the build"
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("br, gzip", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None), ("zstd", None)],
)
def test_answers_are_compressed_as_accepted(client: FlaskClient, accepted: str, encoding: str | None) -> None:
    """JSON comes compressed to who takes it, the same content for all."""
    plain = client.get("/api/v1/openapi.json").data
    answer = client.get("/api/v1/openapi.json", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert unpack(answer.data) == plain
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/api/v1/docs", "/api/v1/region", "/api/v1/nope", "/healthz", TILES])
def test_nothing_may_come_from_another_host(client: FlaskClient, path: str) -> None:
    """The policy of every answer allows this server only, and no inline script without the request's own word."""
    headers = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert all("http" not in sources and "*" not in sources for sources in policy.values())
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_word_for_inline_scripts_is_new_each_time(client: FlaskClient) -> None:
    """What marks our own inline style cannot be guessed from the page before."""
    policies = {client.get("/api/v1/docs").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_ready_needs_the_database(data: Path, tmp_path: Path) -> None:
    """A server that cannot keep tours says that it is not ready, and planning says to try again."""
    (tmp_path / "file").write_text("in the way")
    app = make_app(data, tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / 'file' / 'tours.sqlite'}")
    client = app.test_client()
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    answer = client.post("/api/v1/tours", json={"mode": "fietsen", "start": [6.5, 52.5]})
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    close(app)


def test_page_of_an_unknown_tour_is_not_found(client: FlaskClient) -> None:
    """A link that leads nowhere is 404, on the pages as in the API."""
    assert client.get("/tours/aaaaaaaaaaaaaaaaaaaa").status_code == 404


@pytest.mark.parametrize(
    ("path", "told"), [("/tours/aaaaaaaaaaaaaaaaaaaa", "geen rondje"), ("/nope", "bestaat niet")]
)
def test_dead_link_is_a_page_for_people(client: FlaskClient, path: str, told: str) -> None:
    """A browser gets a page in its language with a way on; a program gets the problem."""
    answer = client.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert told in text
    assert 'href="/?lang=nl"' in text
    assert client.get(path).content_type == "application/problem+json"
    assert client.get(path, headers={"Accept": "application/json"}).content_type == "application/problem+json"


def page_data(text: str) -> dict[str, Any]:
    """What the server wrote for the page's script."""
    found = re.search(r'<script type="application/json" id="page">(.*?)</script>', text, re.DOTALL)
    assert found
    content: dict[str, Any] = json.loads(found[1])
    return content


@pytest.mark.usefixtures("front_end")
def test_planner_page_knows_the_region(client: FlaskClient) -> None:
    """The first page has the region, its themes and the words in the language of the browser."""
    text = client.get("/", headers={"Accept-Language": "de"}).get_data(as_text=True)
    page = page_data(text)
    assert '<html lang="de"' in text
    assert (page["lang"], page["region"]["title"], page["tour"]) == ("de", "Winzig", None)
    assert page["words"]["surface"]["asphalt"] == "Asphalt"
    assert {"name": "fietsen", "title": "Radfahren", "min_km": 2, "max_km": 200} in page["modes"]
    assert len(page["themes"]) == 11


@pytest.mark.usefixtures("front_end")
def test_tour_page_shows_the_tour_with_any_name_in_it(client: FlaskClient) -> None:
    """A tour's own page has the tour, and a hostile place name in it does not break out of the page's data."""
    wish = {"mode": "fietsen", "start": [6.5, 52.5], "distance_km": 7, "themes": {"heide": 1}}
    tour = client.post("/api/v1/tours", json=wish).get_json()["features"][0]
    text = client.get(f"/tours/{tour['id']}").get_data(as_text=True)
    assert page_data(text)["tour"] == tour
    assert tour["properties"]["title"] in text
    assert text.count("</script>") == text.count("<script")


def test_page_without_a_front_end_says_what_to_do(client: FlaskClient) -> None:
    """A server whose front end was never built says how to build it."""
    answer = client.get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.get_json()["detail"]
