"""The benchmarks' figures: the yardstick agrees with the shared one, and each command prints what it promises."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scripts.bench import junctions
from scripts.bench.report import Run, page
from scripts.bench.yardstick import middle_and_p95, repeated_share

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "bench"


def bench(*words: str) -> dict:
    """Run a benchmark as a person would."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench", *words, "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def line_of(steps: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A line at 52.9° N from steps in metres east and north."""
    x, y = np.cumsum(np.array(steps), axis=0).T
    return [(6.5 + a / 67_240, 52.9 + b / 111_280) for a, b in zip(x, y, strict=True)]


def test_repeated_share_of_lines_with_known_answers():
    """A square repeats nothing, a ride out and home all of it, a stick with a square its stick, both ways counted."""
    square = [(0, 0), (3000, 0), (0, 3000), (-3000, 0), (0, -3000)]
    assert repeated_share(line_of(square)) == 0
    assert repeated_share(line_of([(0, 0), (3000, 0), (-3000, 0)])) > 0.9
    stick = line_of([(0, 0), (2000, 0), (2000, 0), (0, 2000), (-2000, 0), (0, -2000), (-2000, 0)])
    assert repeated_share(stick) == pytest.approx(4000 / 12_000, abs=0.03)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared yardstick is not there")
def test_repeated_share_is_what_the_shared_yardstick_says():
    """On random crooked rings and sticks both count the same, to a sample or two."""
    spec = importlib.util.spec_from_file_location("measure", SHARED / "measure.py")
    assert spec is not None
    assert spec.loader is not None
    measure = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(measure)
    rng = np.random.default_rng(5)
    for _ in range(12):
        there = [(float(a), float(b)) for a, b in rng.uniform(-900, 900, (14, 2))]
        line = line_of([(0, 0), *there, *[(-a, -b) for a, b in reversed(there[6:])]])
        theirs = measure.measure(line)["repeated_share"]
        assert repeated_share(line) == pytest.approx(theirs, abs=0.01)


def test_middle_and_p95_drop_signs():
    """Errors count by their size; no values give no figures."""
    assert middle_and_p95([-0.2, 0.1, 0.1]) == {"median": 0.1, "p95": 0.2}
    assert middle_and_p95([]) == {"median": None, "p95": None}


def test_tours_and_paths_print_what_they_promise(demo_dataset, tmp_path):
    """The figures that the interface names, on a small region."""
    tours = bench("tours", "--data", str(demo_dataset), "--km", "12", "--n", "6", "--theme", "heide",
                  "--geojson", str(tmp_path / "tours.geojson"))  # fmt: skip
    assert {"n", "median_ms", "p95_ms", "length_error", "repeated_share", "classes", "theme"} <= set(tours)
    assert tours["n"] == 6 == sum(tours["classes"].values())
    lines = json.loads((tmp_path / "tours.geojson").read_text())["features"]
    assert all(f["geometry"]["type"] == "LineString" for f in lines)
    pairs = [[f["geometry"]["coordinates"][0], f["geometry"]["coordinates"][len(f) // 2]] for f in lines]
    (tmp_path / "pairs.json").write_text(json.dumps(pairs))
    paths = bench("paths", "--data", str(demo_dataset), "--pairs", str(tmp_path / "pairs.json"))
    assert {"n", "median_ms", "p95_ms", "no_route", "length_m"} <= set(paths)
    assert len(paths["length_m"]) == len(pairs) == paths["n"] + paths["no_route"]


def test_matching_prints_what_comes_back(demo_dataset):
    """Shares on the same edges, beside them, near them, each at least the one before; and the time for 100 km."""
    figures = bench("match", "--data", str(demo_dataset), "--km", "8", "--n", "3")
    assert figures["n"] == 3
    shares = [figures[name]["mean"] for name in ("same_edges", "same_or_twin_edges", "within_13_m")]
    assert 0.9 < shares[0] <= shares[1] <= 1
    assert shares[2] > 0.95
    assert figures["ms_per_100_km"]["median"] > 0


def test_the_desks_times(demo_dataset):
    """Each figure that the desk must keep to is there, for both questions."""
    figures = bench("coverage", "--data", str(demo_dataset), "--n", "1", "--sites", "2")
    for question in ("toilet wandelen", "drinking_water fietsen"):
        told = figures[question]
        for name in ("search_ms", "gaps_ms", "what_if_ms", "sites_ms", "contexts_ms", "evidence_ms"):
            assert told[name] > 0
    assert figures["every_kind_and_mode_s"] > 0
    assert set(figures["health_ms"]) == {"fietsen", "wandelen", "toegankelijk"}


def test_the_approach_is_taken_off_both_ends():
    """Of a tour that rides out and home the same way, only what is repeated between counts."""
    ring = [*[(0, 100)] * 20, *[(100, 0)] * 20, *[(0, -100)] * 20]
    stick = line_of([(0, 0), *[(100, 0)] * 20, *ring, *[(-100, 0)] * 40])
    assert repeated_share(stick) > 0.2
    tour = type("Line", (), {"coordinates": np.round(np.array(stick), 9)})()
    assert junctions._beyond_the_approach(tour) < 0.02


def test_a_dataset_that_is_not_there_is_one_clear_line(tmp_path):
    """No traceback for a wrong folder."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench", "tours", "--data", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "scripts.build" in done.stderr


def test_the_page_says_what_missed():
    """A figure over its limit is marked as not reached."""
    share = {"median": 0.002, "p95": 0.009}
    tours = {
        "median_ms": 900.0,
        "p95_ms": 1000.0,
        "length_error": share,
        "repeated_share": share,
        "classes": {"loop": 3},
    }
    region = {
        "build": {"wall_s": 25.0, "graph_s": 2.0, "peak_mib": 300},
        "load": {"open_s": 0.3, "ready_s": 0.2, "private_mib_each": 9, "master_mib": 300,
                 "largest_request_mib": 40},
        "paths": {"median_ms": 2.0, "p95_ms": 4.0, "no_route": 0, "n": 3},
        "peer_paths": None, "peer_loops": None,
        "tours_asked": {"mode": "fietsen", "km": 35.0, "themes": ("heide",)},
        "tours_one": tours, "tours_three": tours, "tours_themed": tours,
        "match": [{"n": 3, "km": 100.0, "mode": "fietsen", "ms_per_100_km": {"median": 90.0, "p95": 2000.0}}
                  | {name: {"mean": 0.971, "p5": 0.9} for name in ("same_edges", "same_or_twin_edges", "within_13_m")}],
    }  # fmt: skip
    text = page(Run({"commit": "abc", "machine": "m", "date": "d", "drenthe": region}, 3))
    build = next(line for line in text.splitlines() if "25.0 s" in line)
    assert "**no**" in build
    assert "0.2 %" in text
    matched = next(line for line in text.splitlines() if "3 × 100 km fietsen" in line)
    assert "97.1 %" in matched
    assert matched.count("**no**") == 2
