"""The desk's command line says what the desk knows, in text and as JSON."""

import json
from pathlib import Path

import numpy as np
import pytest

from routing.desk.context import contexts
from routing.desk.coverage import CoverageRequest
from routing.desk.use import expected_use, load_use, save_use, use_file
from routing.planner import Planner
from scripts.desk import main


def said(capsys: pytest.CaptureFixture[str], *words: str) -> object:
    """What a command prints as JSON."""
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_health_and_routes(demo_dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Features with properties, as the API gives them; and a line for each in text."""
    told = said(capsys, "health", "--mode", "fietsen", "--data", str(demo_dataset))
    assert {"kind", "severity", "action", "values"} <= set(told["features"][0]["properties"])  # type: ignore[index]
    assert main(["health", "--mode", "fietsen", "--data", str(demo_dataset)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(told["features"])  # type: ignore[index]
    routes = said(capsys, "routes", "--data", str(demo_dataset))
    assert all(f["properties"]["length_m"] > 0 for f in routes["features"])  # type: ignore[index]


def test_where_to_go_and_look(demo_dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As many as asked, in rank, each with evidence and whom it concerns."""
    words = ("look", "--facility", "toilet", "--mode", "wandelen", "--norm-m", "3000", "--most", "4")
    looks = said(capsys, *words, "--data", str(demo_dataset))
    assert isinstance(looks, list)
    assert [look["rank"] for look in looks] == [1, 2, 3, 4][: len(looks)]
    assert all(0 <= look["evidence"]["absent"] <= 1 and "people" in look["context"] for look in looks)


def test_a_dataset_beside_itself(demo_dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing changed."""
    told = said(capsys, "compare", "--before", str(demo_dataset), "--data", str(demo_dataset))
    assert told["places"] == []  # type: ignore[index]
    assert told["sections"] == []  # type: ignore[index]


@pytest.mark.parametrize(
    "words",
    [("health", "--mode", "fietsen"), ("routes",), ("look", "--facility", "toilet", "--mode", "wandelen")],
)
def test_a_folder_without_a_dataset_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """Exit 2, no traceback."""
    assert main([*words, "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_use_is_the_same_each_time_and_outlives_the_process(demo_dataset: Path, tmp_path: Path) -> None:
    """Seeded loops give the same ways again; kept beside the version they are read back, and stretches know them."""
    planner = Planner.open(demo_dataset)
    done: list[tuple[int, int]] = []
    use = expected_use(planner, "wandelen", loops=6, progress=lambda n, of: done.append((n, of)))
    again = expected_use(planner, "wandelen", loops=6)
    assert use.loops == 6
    assert done[-1] == (6, 6)
    np.testing.assert_array_equal(use.edge, again.edge)
    n_edges = planner.graph.n_edges
    version = tmp_path / "20260101T000000Z-abc"
    version.mkdir()
    assert load_use(version, "wandelen", n_edges) is None
    assert save_use(version, use, n_edges)
    kept = load_use(version, "wandelen", n_edges)
    assert kept is not None
    np.testing.assert_array_equal(kept.passes(n_edges), use.passes(n_edges))
    assert load_use(version, "wandelen", n_edges + 1) is None
    use_file(version, "wandelen").write_bytes(b"broken")
    assert load_use(version, "wandelen", n_edges) is None
    desk = planner.coverage()
    found = desk.coverage(CoverageRequest("toilet", "wandelen", 3000))
    assert {c.expected_use for c in contexts(desk, "wandelen", found.gaps[:3])} == {None}
    assert desk.expected_use("wandelen") is None
    desk.use["wandelen"] = use
    for gap, context in zip(found.gaps[:40], contexts(desk, "wandelen", found.gaps[:40]), strict=True):
        loops = [set(use.edge[a:b].tolist()) for a, b in zip(use.indptr[:-1], use.indptr[1:], strict=True)]
        assert context.expected_use == sum(bool(loop & set(gap.edges.tolist())) for loop in loops)
        assert context.use_loops == 6
