"""The search on the province: everything that it is known for is found."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from app.places import PlaceIndex
from app.search import fold

pytestmark = pytest.mark.real

# Two of the fifty-four numbers stand for no tomb that is still there.
HUNEBEDDEN = [f"D{number}" for number in range(1, 55) if number not in (33, 48)]


@pytest.fixture(scope="module")
def province(drenthe_dataset: Path) -> Path:
    """The province's dataset; the made-up region has none of its names."""
    folder = drenthe_dataset / "current"
    if json.loads((folder / "manifest.json").read_text())["demo"]:
        pytest.skip("the made-up region has no such names")
    return folder


@pytest.fixture(scope="module")
def index(province: Path) -> PlaceIndex:
    """Its index."""
    return PlaceIndex.load(province)


def test_all_protected_areas_are_found(province: Path, index: PlaceIndex) -> None:
    """Each of the 24 Natura 2000 areas is first by its name, without accents, unfinished, and with a letter missing."""
    table = pq.read_table(province / "areas.parquet", columns=["class", "name"]).to_pylist()
    names = {row["name"] for row in table if row["class"] == "natura2000"}
    assert len(names) == 24
    for name in names:
        plain = fold(name)
        for typed in (name, plain, name.upper(), plain[:-2], plain[:4] + plain[5:]):
            found = index.search(typed, limit=3)
            assert (found[0]["name"], found[0]["group"]) == (name, "area"), typed


def test_all_hunebedden_are_found(index: PlaceIndex) -> None:
    """Each of the 52 is first by its number alone, with a space in it, and after the word, misspelt or not."""
    assert len(HUNEBEDDEN) == 52
    for ref in HUNEBEDDEN:
        for typed in (ref, ref.lower(), f"hunebed {ref}", f"hunebed d {ref[1:]}", f"hunnebed {ref}"):
            found = index.search(typed, limit=3)
            assert (found[0]["ref"], found[0]["category"]) == (ref, "hunebed"), typed


def test_settlements_are_found_with_a_slip(index: PlaceIndex) -> None:
    """Nearly every town and village is among the first five with two letters swapped, or one left out.

    Not all: what is left of a few is the beginning of more than five other names.
    """
    missed: list[str] = []
    tried = 0
    for place in index.search(kinds={"town", "village"}, limit=500):
        name = place["name"]
        if len(fold(name).replace(" ", "")) < 5 or " " in name:
            continue
        for typed in (name[:2] + name[3] + name[2] + name[4:], name[:3] + name[4:]):
            tried += 1
            if name not in [found["name"] for found in index.search(typed, limit=5)]:
                missed.append(f"{typed} for {name}")
    assert tried > 200
    assert len(missed) <= tried / 50, missed
