"""Opening a dataset, and changing it while the server runs."""

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.dataset import Dataset
from app.errors import DatasetRefused, NoDataset
from tests.app.conftest import close, make_app, parts
from tests.app.tiny import START, SquarePlanner, point_to, write_dataset


def in_use(app: Flask) -> str:
    """The version that answers."""
    return str(app.test_client().get("/api/v1/region").get_json()["dataset"])


def test_new_dataset_is_taken_without_a_restart(data: Path, tmp_path: Path) -> None:
    """Requests notice within moments that ``current`` has moved, and none fails meanwhile."""
    app = make_app(data, tmp_path, RONDJE_DATASET_CHECK_S=0.01)
    assert in_use(app) == "v1"
    write_dataset(data, "v2")
    seen = []
    for _ in range(500):
        seen.append(in_use(app))
        if seen[-1] == "v2":
            break
        time.sleep(0.01)
    assert seen[-1] == "v2"
    assert set(seen) <= {"v1", "v2"}
    close(app)


def _truncate(version: Path) -> None:
    path = version / "networks.parquet"
    path.write_bytes(path.read_bytes()[:100])


def _flip(version: Path) -> None:
    content = bytearray((version / "basemap.pmtiles").read_bytes())
    content[5000] ^= 1
    (version / "basemap.pmtiles").write_bytes(content)


def _remove(version: Path) -> None:
    (version / "places.parquet").unlink()


def _break_graph(version: Path) -> None:
    manifest = json.loads((version / "manifest.json").read_text())
    (version / "manifest.json").write_text(json.dumps(manifest | {"unusable": True}))


def _cut_manifest(version: Path) -> None:
    (version / "manifest.json").write_text('{"format": 1')


@pytest.mark.parametrize("damage", [_truncate, _flip, _remove, _break_graph, _cut_manifest])
def test_damaged_dataset_is_refused_and_the_old_one_stays(
    app: Flask, data: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever is wrong with the new version, the old one goes on answering, and the log says why, once."""
    damage(write_dataset(data, "v2"))
    with caplog.at_level(logging.ERROR):
        parts(app).datasets.refresh()
        parts(app).datasets.refresh()
    assert in_use(app) == "v1"
    assert (
        app.test_client().post("/api/v1/tours", json={"mode": "fietsen", "start": START}).status_code == 200
    )
    assert len([entry for entry in caplog.records if "refused" in entry.message]) == 1


def test_good_dataset_after_a_bad_one_is_taken(app: Flask, data: Path) -> None:
    """A refused version does not block the next."""
    _remove(write_dataset(data, "v2"))
    parts(app).datasets.refresh()
    write_dataset(data, "v3")
    parts(app).datasets.refresh()
    assert in_use(app) == "v3"


def test_version_in_the_making_is_not_taken(app: Flask, data: Path) -> None:
    """A folder beside ``current`` is nobody's business."""
    write_dataset(data, "v2", point=False)
    parts(app).datasets.refresh()
    assert in_use(app) == "v1"
    point_to(data, "v2")
    parts(app).datasets.refresh()
    assert in_use(app) == "v2"


def test_base_map_survives_the_cleaning_of_its_folder(app: Flask, data: Path) -> None:
    """A version that is removed while it is in use still gives its map."""
    before = app.test_client().get("/tiles/basemap.pmtiles").data
    (data / "v1" / "basemap.pmtiles").unlink()
    assert app.test_client().get("/tiles/basemap.pmtiles").data == before


def test_app_starts_without_a_dataset_and_takes_one_later(tmp_path: Path) -> None:
    """A fresh server says that it is not ready and how to get ready; a dataset makes it so."""
    app = make_app(tmp_path / "data", tmp_path)
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    answer = client.post("/api/v1/tours", json={"mode": "fietsen"})
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert "make data" in answer.get_json()["detail"]
    write_dataset(tmp_path / "data")
    parts(app).datasets.refresh()
    assert client.get("/readyz").status_code == 200
    close(app)


def test_dataset_folder_may_be_one_version(data: Path) -> None:
    """``--data`` takes the folder of one version as well as the one with ``current``."""
    assert Dataset.open(data / "v1", SquarePlanner.open).version == "v1"
    assert Dataset.open(data, SquarePlanner.open).version == "v1"


def test_folder_without_a_dataset_says_how_to_make_one(tmp_path: Path) -> None:
    """The complaint names the command."""
    with pytest.raises(NoDataset, match=r"scripts\.build"):
        Dataset.open(tmp_path, SquarePlanner.open)


def test_base_map_that_is_none_is_refused(data: Path) -> None:
    """A file that is no PMTiles file is not served as one."""
    (data / "v1" / "basemap.pmtiles").write_bytes(b"<html>not found</html>")
    with pytest.raises(DatasetRefused, match="PMTiles"):
        Dataset.open(data, SquarePlanner.open)
