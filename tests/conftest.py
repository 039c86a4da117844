"""Datasets that many tests read: each built once per run, whatever the number of test processes."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from geodata.demo import generate

# How long a test takes says something of the machine, not of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]
EXTRACTS = ROOT.parent / "shared" / "data"
DEMO_SCALE = 0.05


@pytest.fixture(scope="session")
def drenthe_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province; the made-up region where the province's extract is not there."""
    return _built("drenthe", tmp_path_factory)


@pytest.fixture(scope="session")
def liechtenstein_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole country with every tag; the made-up region where its extract is not there."""
    return _built("liechtenstein", tmp_path_factory)


@pytest.fixture(scope="session")
def demo_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up region."""
    return _built("demo", tmp_path_factory)


def _built(name: str, factory: pytest.TempPathFactory) -> Path:
    extract = EXTRACTS / f"{name}.osm.pbf"
    if not extract.exists():
        name = "demo"
    # Each test process has a folder of its own below one that they share.
    base = factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / "datasets"
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        out = folder / name
        if not (out / "current").exists():
            _build(name, extract, folder, out)
    return out


def _build(name: str, extract: Path, folder: Path, out: Path) -> None:
    if name == "demo":
        extract = folder / "demo.osm.pbf"
        generate(extract, scale=DEMO_SCALE, seed=1)
    command = [sys.executable, "-m", "scripts.build", "--osm", extract, "--region", name, "--out", out]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"the dataset {name} could not be built: {done.stderr}")
