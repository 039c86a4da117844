"""Tours on paper."""

import dataclasses
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pypdf
import pytest
import shapely
from flask.testing import FlaskClient

from app.dataset import Dataset
from app.errors import NoDataset
from app.exports import EXPORTS, Page
from app.exports.booklet import folded_order
from app.exports.map_picture import draw
from app.exports.map_picture_frame import along, overview
from app.exports.map_picture_ground import _waterway_table
from app.presenter import Asked, record
from app.presenter.record import Record
from routing.types import JunctionPass, TourRequest
from tests.app.tiny import HOSTILE_NAME, START, SquarePlanner, square, write_dataset

URL = "https://rondje.example/tour/abc"


@pytest.fixture
def dataset(data: Path) -> Dataset:
    """The tiny dataset, opened."""
    return Dataset.open(data, SquarePlanner.open)


def kept(dataset: Dataset, **changes: Any) -> Record:
    """A tour as it is kept."""
    request = TourRequest(mode="fietsen", themes={"heide": 1.0}, distance_m=7000)
    tour = dataclasses.replace(square(request, (6.5, 52.5), 0), **changes)
    return record(tour, dataset, Asked("tour", {}))


def printed(dataset: Dataset, tour: Record, **settings: Any) -> pypdf.PdfReader:
    """The tour's PDF, read back."""
    page = Page("abc", **({"language": "nl", "url": URL, "dataset": dataset} | settings))
    return pypdf.PdfReader(io.BytesIO(EXPORTS["pdf"].write(tour, page)))


def words(pages: Any) -> str:
    """All text of pages, spaces made one."""
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def descriptions(element: Any) -> list[str]:
    """What a screen reader says for the pictures below an element of the structure."""
    element = element.get_object()
    if isinstance(element, list):
        return [text for child in element for text in descriptions(child)]
    if not isinstance(element, dict):
        return []
    own = [str(element["/Alt"])] if "/Alt" in element else []
    return own + (descriptions(element["/K"]) if "/K" in element else [])


def test_first_page_tells_what_a_rider_needs(dataset: Dataset) -> None:
    """Title, length, the numbers to follow in order, warnings, emergency number, thanks and the data's date."""
    junctions = tuple(
        JunctionPass(ref, n, (6.5, 52.5), 10.0 * n) for n, ref in enumerate(["12", "45", "45", "07"])
    )
    reader = printed(dataset, kept(dataset, junctions=junctions))
    first = words(reader.pages[:1])
    for told in ("Rondje fietsen", "7,0 km", "27 min", "112", "OpenStreetMap", "Natuur & Co", "2026-10-01"):
        assert told in first
    assert "12→45→07" in first.replace(" ", "")
    assert URL in str([note.get_object() for note in reader.pages[0]["/Annots"]])


def test_every_decision_stop_and_facility_is_in_words(dataset: Dataset) -> None:
    """Who cannot read the map can follow the text: turns with their kilometres, stops, facilities with gaps."""
    last = words(printed(dataset, kept(dataset)).pages[1:])
    assert "Linksaf bij knooppunt 45" in last
    assert "Je bent er" in last
    assert "3,0 km" in last
    assert HOSTILE_NAME.replace("\u0001", "")[:20] in last


def test_it_is_accessible(dataset: Dataset) -> None:
    """Tagged, with a title and a language, declared PDF/UA, every font inside; each picture is described."""
    reader = printed(dataset, kept(dataset), language="de")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert reader.metadata is not None
    assert "Runde" in (reader.metadata.title or "")
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    fonts = [
        below.get_object()["/FontDescriptor"].get_object()
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
        for below in font.get_object()["/DescendantFonts"]
    ]
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
    told = descriptions(root["/StructTreeRoot"])
    assert any("ganzen Runde" in text for text in told)
    assert any("QR-Code" in text for text in told)


def test_same_tour_same_bytes(dataset: Dataset) -> None:
    """Printing again gives the same file, and no large one."""
    page = Page("abc", "nl", url=URL, dataset=dataset)
    once, again = (EXPORTS["pdf"].write(kept(dataset), page) for _ in range(2))
    assert once == again
    assert len(once) < 3_000_000


def test_demo_is_labelled_on_every_page(tmp_path: Path) -> None:
    """A sheet of a made-up region says so wherever it is opened."""
    write_dataset(tmp_path, demo=True)
    made_up = Dataset.open(tmp_path, SquarePlanner.open)
    pages = printed(made_up, kept(made_up)).pages
    assert len(pages) >= 3
    assert all("demo, geen echte plek" in words([page]) for page in pages)


def test_size_is_asked_in_the_address(client: FlaskClient) -> None:
    """The download is A4, or A5 on wish; another size is refused."""
    wish = {"mode": "fietsen", "start": START, "distance_km": 7}
    tour = client.post("/api/v1/tours", json=wish).get_json()["features"][0]
    link = f"/api/v1/tours/{tour['id']}.pdf"
    for query, width_mm in (("", 210), ("?size=a5&lang=en", 148)):
        answer = client.get(link + query)
        assert answer.content_type == "application/pdf"
        assert answer.headers["Content-Disposition"].endswith('.pdf"')
        width_pt = float(pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].mediabox.width)
        assert width_pt == pytest.approx(width_mm / 25.4 * 72, abs=0.5)
    assert client.get(f"{link}?size=a3").status_code == 422


def test_maps_follow_the_line() -> None:
    """The pieces of a line follow each other without a hole, and each lies wholly on its map."""
    line = ring()
    pieces = along(line, 182, 240, 25_000, 8)
    assert 1 < len(pieces) <= 8
    assert [first for _, first, _ in pieces] == [0, *(last for _, _, last in pieces[:-1])]
    assert pieces[-1][2] == len(line) - 1
    for frame, first, last in pieces:
        assert all(frame.holds(x, y, 5) for x, y in frame.place(line[first : last + 1]).tolist())


def test_without_a_dataset_it_says_so(dataset: Dataset) -> None:
    """There is nothing to draw maps of."""
    with pytest.raises(NoDataset, match="dataset"):
        EXPORTS["pdf"].write(kept(dataset), Page("abc", "nl"))


def ring() -> Any:
    """A wide ring of 100 points."""
    turn = np.linspace(0, 2 * np.pi, 100)
    return np.column_stack([6.5 + 0.08 * np.cos(turn), 52.5 + 0.05 * np.sin(turn)])


def test_country_of_the_dataset_is_on_the_map(demo_dataset: Path) -> None:
    """Ways, areas, the network and names of a real build are drawn, and the picture stays small."""
    made_up = Dataset.open(demo_dataset, SquarePlanner.open)
    west, south, east, north = made_up.bbox
    middle = ((west + east) / 2, (south + north) / 2)
    request = TourRequest(mode="fietsen", themes={}, distance_m=7000)
    tour = record(square(request, middle, 0), made_up, Asked("tour", {}))
    frame = overview(np.array(tour["coordinates"]), 120, 120)
    svg, _ = draw(made_up, tour, frame, detail=True)
    inks = set(re.findall(r'stroke="(#\w+)"', svg))
    assert {"#86307a", "#2b7a5b", "#d8d1c3"} <= inks
    assert re.search(r'fill="#\w+" fill-rule="evenodd"', svg)
    assert len(re.findall("<text", svg)) > 3
    assert len(svg) < 1_000_000


@pytest.mark.parametrize("count", range(1, 25))
def test_folded_sheets_read_in_order(count: int) -> None:
    """Folding the printed stack once puts every page in its place: leaf by leaf, front and back, each once."""
    sides = folded_order(count)
    assert len(sides) % 2 == 0
    leaves: list[int | None] = []
    sheets = list(zip(sides[::2], sides[1::2], strict=True))
    # Opened from the cover: right half and its back of each sheet, outermost first, then the left halves back out.
    for front, back in sheets:
        leaves += [front[1], back[0]]
    for front, back in reversed(sheets):
        leaves += [back[1], front[0]]
    assert [page for page in leaves if page is not None] == list(range(1, count + 1))
    # Only the end is empty.
    assert leaves[count:] == [None] * (len(leaves) - count)


def test_booklet_holds_the_pages_of_the_small_size(dataset: Dataset) -> None:
    """A4 sheets lying down, cover at the right of the first, all words of the A5 pages, tagged, fonts inside."""
    small = printed(dataset, kept(dataset), size="a5")
    booklet = printed(dataset, kept(dataset), size="a5-booklet")
    wide, high = (float(edge) for edge in booklet.pages[0].mediabox[2:])
    assert (round(wide), round(high)) == (842, 595)
    assert len(booklet.pages) == -(-len(small.pages) // 4) * 2
    for told in words(small.pages).split():
        assert told in words(booklet.pages)
    assert words(small.pages[:1]).split()[0] in words(booklet.pages[:1])
    root = booklet.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "Pagina 1 van" in " ".join(descriptions(root["/StructTreeRoot"]))


def test_booklet_is_the_same_bytes_again(dataset: Dataset) -> None:
    """Like every other file of a tour."""
    page = Page("abc", language="nl", url=URL, dataset=dataset, size="a5-booklet")
    tour = kept(dataset)
    assert EXPORTS["pdf"].write(tour, page) == EXPORTS["pdf"].write(tour, page)


def test_map_draws_waterways_of_its_scale(dataset: Dataset) -> None:
    """A river is on every map, a ditch on large ones only; a dataset without the table gives a map all the same."""
    record_ = kept(dataset)
    line = np.array(record_["coordinates"])
    frame = overview(line, 100, 100)
    without, _ = draw(dataset, record_, frame, detail=False)
    lon, lat = line[0]
    river = shapely.LineString([(lon - 0.1, lat - 0.1), (lon + 0.1, lat + 0.1)])
    for word, shown in (("river", True), ("ditch", frame.scale <= 30_000)):
        table = {"class": [word], "name": ["Aa"], "way": [1], "geometry": [river.wkb]}
        pq.write_table(pa.table(table), dataset.folder / "waterways.parquet")
        _waterway_table.cache_clear()
        drawn, _ = draw(dataset, record_, frame, detail=False)
        assert (drawn != without) == shown
