"""From an extract to a published dataset, and what a failure leaves behind."""

import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest

from geodata import open_dataset
from geodata.build import build_dataset
from geodata.errors import BuildError, DatasetError, ExtractError, GeodataError
from geodata.extract import file_sha256
from geodata.publish import new_version
from geodata.regions import load_region
from tests.geodata.osm_drawing import Drawing

PATH = {"highway": "path", "name": "Heidepad"}
SECTION = {"type": "route", "route": "hiking", "network": "rwn", "network:type": "node_network", "ref": "1-2"}


@pytest.fixture
def extract(tmp_path):
    """A small extract with one walking section."""
    nodes = {"A": {"rwn_ref": "1"}, "C": {"rwn_ref": "2"}}
    drawing = Drawing("""
        A-B-C
          D
    """)
    return drawing.write(tmp_path, [("ABC", PATH), ("BD", PATH)], nodes, [(SECTION, [("w1", "")])])


@pytest.fixture
def blank_map(monkeypatch):
    """Skip drawing the base map, where it is not what the test is about: it takes most of a small build's time."""
    monkeypatch.setattr("geodata.build.write_basemap", lambda out, **_: out.touch())


@pytest.fixture
def region():
    """Any real region."""
    return load_region("drenthe")


def test_published_dataset_is_whole(extract, region, tmp_path):
    """Every file is in the manifest with its checksum, tables and columns fit each other, current points there."""
    result = build_dataset(extract, region, tmp_path / "out")
    assert (tmp_path / "out" / "current").resolve() == result.folder.resolve()
    dataset = open_dataset(tmp_path / "out")
    files = {p.relative_to(dataset.path).as_posix() for p in dataset.path.rglob("*") if p.is_file()}
    assert set(dataset.manifest["files"]) == files - {"manifest.json"}
    assert all(file_sha256(dataset.path / name) == sum_ for name, sum_ in dataset.manifest["files"].items())
    edges = dataset.edges
    assert len(edges) == len(dataset.column("edge_length")) == dataset.manifest["counts"]["edges"] == 3
    assert edges.geometry.to_crs("EPSG:28992").length.tolist() == pytest.approx(
        edges["length_m"].tolist(), rel=1e-3
    )
    assert set(edges["name"]) == {"Heidepad"}
    kinds = dataset.networks["kind"].value_counts()
    assert kinds.to_dict() == {"junction": 2, "section": 1}
    assert dataset.texts("junction_refs") == ["1", "2"]
    assert dataset.manifest["extract"]["sha256"] == file_sha256(extract)
    assert dataset.version.endswith(file_sha256(extract)[:8])
    assert list(dataset.manifest["attribution"]) == list(region.attribution)


def test_every_column_of_the_contract_is_there(extract, region, blank_map, tmp_path):
    """Each ``.npy`` and list that docs/dataset.md names for graph/ exists."""
    folder = build_dataset(extract, region, tmp_path / "out").folder / "graph"
    contract = Path(__file__).parents[2] / "docs" / "dataset.md"
    section = contract.read_text(encoding="utf-8").split("## graph/")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    names = [name.strip().strip("`") for row in rows for name in row.split(",")]
    assert len(names) > 50
    missing = [n for n in names if not n.endswith("*") and not (folder / f"{n}.npy").exists()]
    assert not missing
    for name in ("names", "junction_refs", "routes", "municipalities", "closures", "grid"):
        assert (folder / f"{name}.json").exists(), name


@pytest.mark.parametrize("table", ["areas", "entrances", "places"])
def test_every_column_of_a_table_is_described(extract, region, blank_map, tmp_path, table):
    """docs/dataset.md names each column of the tables of areas, entrances and places."""
    dataset = open_dataset(build_dataset(extract, region, tmp_path / "out").folder)
    contract = (Path(__file__).parents[2] / "docs" / "dataset.md").read_text(encoding="utf-8")
    section = contract.split(f"## {table}.parquet")[1].split("\n## ")[0]
    assert [name for name in dataset.table(table).columns if f"`{name}`" not in section] == []


def test_same_extract_same_columns(extract, region, blank_map, tmp_path):
    """Two builds of a file differ in their version and moment only."""
    first = build_dataset(extract, region, tmp_path / "a").manifest["files"]
    second = build_dataset(extract, region, tmp_path / "b").manifest["files"]
    assert {n: s for n, s in first.items() if n.startswith("graph/")} == {
        n: s for n, s in second.items() if n.startswith("graph/")
    }


def test_second_build_moves_the_pointer(extract, region, blank_map, tmp_path):
    """Two builds within a second are two versions; an open dataset stays the one that it was."""
    first = build_dataset(extract, region, tmp_path / "out")
    opened = open_dataset(tmp_path / "out")
    second = build_dataset(extract, region, tmp_path / "out")
    assert first.folder != second.folder
    assert open_dataset(tmp_path / "out").version == second.manifest["version"]
    assert opened.path == first.folder.resolve()
    assert opened.edges is not None


def broken_files(folder: Path, extract: Path) -> dict[str, bytes]:
    """Names and contents that are no extract."""
    real = Path(__file__).parents[3] / "shared" / "data" / "liechtenstein.osm.pbf"
    found = {
        "empty.osm.pbf": b"",
        "text.osm.pbf": b"this is a letter, not a map\n" * 50,
        "truncated.osm": extract.read_bytes()[:-40],
        "noise.osm.gz": bytes(range(256)) * 10,
        "no_way.osm": b'<osm version="0.6"><node id="1" lat="53" lon="6.5"/></osm>',
        "letter.txt": b"hello",
    }
    if real.exists():
        found["truncated.osm.pbf"] = real.read_bytes()[:700_000]
    return found


def test_bad_files_leave_everything_as_it_was(extract, region, blank_map, tmp_path):
    """An empty, truncated, foreign or wayless file gets words, no folder is left, current does not move."""
    out = tmp_path / "out"
    good = build_dataset(extract, region, out)
    before = sorted(out.iterdir())
    for name, content in broken_files(tmp_path, extract).items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ExtractError, match=name):
            build_dataset(path, region, out)
    with pytest.raises(ExtractError, match="no such file"):
        build_dataset(tmp_path / "nowhere.osm.pbf", region, out)
    assert sorted(out.iterdir()) == before
    assert open_dataset(out).version == good.manifest["version"]


@pytest.mark.parametrize("broken", ["save", "fsync", "rename", "replace", "write_text"])
def test_full_disk_leaves_everything_as_it_was(extract, region, blank_map, tmp_path, monkeypatch, broken):
    """Whichever step the disk refuses, the old dataset stays current and nothing half-made is left."""
    out = tmp_path / "out"
    good = build_dataset(extract, region, out)
    before = sorted(p.name for p in out.iterdir())

    def refuse(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    where = {"save": np, "fsync": os, "rename": Path, "replace": os, "write_text": Path}[broken]
    with monkeypatch.context() as patch:
        patch.setattr(where, broken, refuse)
        with pytest.raises(BuildError, match="No space left on device"):
            build_dataset(extract, region, out)
    assert sorted(p.name for p in out.iterdir()) == before
    assert open_dataset(out).version == good.manifest["version"]


def test_real_full_disk(extract, region, tmp_path):
    """The kernel's own "no space left" (a device that is always full) reaches the user in words."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with (
        pytest.raises(BuildError, match="make room"),
        new_version(tmp_path / "out", "0" * 64),
        Path("/dev/full").open("w", encoding="utf-8") as full,
    ):
        full.write("x" * 100_000)
    assert list((tmp_path / "out").iterdir()) == []


def test_no_room_while_reading(extract, region, tmp_path, monkeypatch):
    """A full temporary folder is told as such, and not as a fault of the extract."""

    def refuse(*_args):
        raise RuntimeError("Write failed: No space left on device")

    monkeypatch.setattr("geodata.extract.write_lines", refuse)
    with pytest.raises(ExtractError, match="no room"):
        build_dataset(extract, region, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_leftovers_of_killed_builds_go(extract, region, blank_map, tmp_path):
    """What a build that was killed days ago left is removed; one that may still be running is not touched."""
    out = tmp_path / "out"
    for name in (".building-old", ".building-new"):
        (out / name).mkdir(parents=True)
    os.utime(out / ".building-old", (0, 0))
    build_dataset(extract, region, out)
    assert [p.name for p in out.glob(".building-*")] == [".building-new"]


def test_out_that_is_a_file(extract, region, tmp_path):
    """``--out`` naming a file is refused in words."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(BuildError, match="choose another --out"):
        build_dataset(extract, region, tmp_path / "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_opening_what_is_no_dataset(tmp_path):
    """An empty folder, another format, a damaged manifest: each is told apart from a dataset."""
    with pytest.raises(DatasetError, match=r"scripts\.build"):
        open_dataset(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 99}), encoding="utf-8")
    with pytest.raises(DatasetError, match="format 99"):
        open_dataset(tmp_path)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"manifest\.json"):
        open_dataset(tmp_path)


def test_opened_dataset_names_what_is_missing(extract, region, blank_map, tmp_path):
    """A column or table that isn't there is named, never a bare traceback of the reader."""
    dataset = open_dataset(build_dataset(extract, region, tmp_path / "out").folder)
    (dataset.path / "graph" / "head.npy").unlink()
    with pytest.raises(DatasetError, match=r"head\.npy"):
        dataset.column("head")
    with pytest.raises(DatasetError, match="no table"):
        dataset.table("secrets")
    (dataset.path / "edges.parquet").write_bytes(b"")
    with pytest.raises(GeodataError, match=r"edges\.parquet"):
        _ = dataset.edges
