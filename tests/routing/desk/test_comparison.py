"""What changed between two versions is told as it was changed, and nothing else."""

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from routing.desk.comparison import compare
from routing.desk.coverage import CoverageRequest
from routing.errors import DatasetUnusable
from routing.planner import Planner

PAIRS = [("bench", "wandelen")]


@pytest.fixture(scope="module")
def changed(demo_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], str]:
    """The demo region a year on: 200 benches are gone, one has moved by a tenth of a degree of arc minute."""
    version = (demo_dataset / "current" if (demo_dataset / "current").exists() else demo_dataset).resolve()
    folder = tmp_path_factory.mktemp("later") / "version"
    shutil.copytree(version, folder)
    table = pq.read_table(folder / "places.parquet")
    rows = np.flatnonzero(np.array(table["category"].to_pylist()) == "bench")
    ids = table["place_id"].to_pylist()
    gone, moved = rows[:200], int(rows[-1])
    lat = table["lat"].to_numpy().copy()
    lat[moved] += 0.001
    table = table.set_column(table.schema.get_field_index("lat"), "lat", pa.array(lat))
    keep = np.ones(len(ids), dtype=bool)
    keep[gone] = False
    pq.write_table(table.filter(pa.array(keep)), folder / "places.parquet")
    return folder, [ids[i] for i in gone], ids[moved]


def test_a_dataset_is_like_itself(demo_dataset: Path) -> None:
    """Nothing came, went or moved, and no figure differs."""
    same = compare(demo_dataset, demo_dataset, PAIRS)
    assert (same.places, same.sections) == ((), ())
    for change in (*same.networks, *same.municipalities, *same.counts):
        assert change.difference == 0
    assert {c.subject for c in same.networks} == {"fietsen", "wandelen", "toegankelijk"}
    [coverage] = same.coverage
    assert (coverage.within_before, coverage.gap_before_m) == (coverage.within_after, coverage.gap_after_m)


def test_what_went_and_what_moved_is_told(demo_dataset: Path, changed: tuple[Path, list[str], str]) -> None:
    """The 200 benches by id, the one that moved with its metres, and how much worse benches now serve walkers."""
    folder, gone, moved = changed
    told = compare(demo_dataset, folder, PAIRS)
    assert {p.place_id for p in told.places if p.change == "removed"} == set(gone)
    [one] = [p for p in told.places if p.change == "moved"]
    assert (one.place_id, one.kind) == (moved, "bench")
    assert one.moved_m == pytest.approx(111, abs=1)
    assert next(c for c in told.counts if c.subject == "bench").difference == -200
    assert all(c.difference == 0 for c in told.networks)
    [coverage] = told.coverage
    before = Planner.open(demo_dataset).coverage().coverage(CoverageRequest("bench", "wandelen"))
    assert coverage.gap_before_m == pytest.approx(before.gap_m)
    assert coverage.gap_after_m > coverage.gap_before_m
    assert coverage.within_after is not None
    assert coverage.within_before is not None
    assert coverage.within_after < coverage.within_before


def test_a_folder_that_is_none_is_refused(demo_dataset: Path, tmp_path: Path) -> None:
    """With its name and what to do."""
    with pytest.raises(DatasetUnusable, match=r"scripts\.build"):
        compare(demo_dataset, tmp_path)
