"""Absent or unmapped: the evidence tells them apart where the answer is known."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import rankdata

from routing.desk.coverage import CoverageDesk, CoverageRequest
from routing.desk.evidence import Evidence, evidence, go_and_look
from routing.errors import BadRequest
from routing.planner import Planner

TUNED_ON = ("Vaduz", "Balzers", "Mauren", "Gamprin", "Planken")
"""Municipalities that the model's numbers were chosen on."""
HELD_BACK = ("Triesenberg", "Schaan", "Triesen", "Schellenberg", "Eschen", "Ruggell")
DRAWS = 12


@pytest.fixture(scope="module")
def desk(liechtenstein_dataset: Path) -> CoverageDesk:
    """A whole country with its edits and surveys."""
    officers = Planner.open(liechtenstein_dataset).coverage()
    if not set(TUNED_ON + HELD_BACK) <= set(officers.graph.municipalities):
        pytest.skip("the country's extract is not here")
    return officers


def benches(desk: CoverageDesk) -> dict[str, list[str]]:
    """Ids of the benches of each municipality."""
    found: dict[str, list[str]] = {}
    for row in np.flatnonzero(desk.kinds["bench"]).tolist():
        found.setdefault(str(desk.records.municipality[row]), []).append(desk.places.place_id[row])
    return found


def draws(
    desk: CoverageDesk, names: tuple[str, ...], count: int
) -> Iterator[tuple[set[str], set[str], tuple[str, ...]]]:
    """Two municipalities that lose all benches, two that lose half of theirs, and the ids that go."""
    ids = benches(desk)
    rng = np.random.default_rng(7)
    for _ in range(count):
        drawn = [str(name) for name in rng.permutation(names)[:4]]
        gone = [i for name in drawn[:2] for i in ids[name]]
        for name in drawn[2:]:
            gone += rng.permutation(ids[name])[: round(len(ids[name]) / 2)].tolist()
        yield set(drawn[:2]), set(drawn[2:]), tuple(gone)


def area_under_curve(score: np.ndarray, positive: np.ndarray) -> float:
    """Chance that a stretch where benches are absent scores higher than one where they are unmapped."""
    ranks, n = rankdata(score), int(positive.sum())
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(positive) - n)))


@pytest.mark.real
def test_unmapped_is_told_from_absent(desk: CoverageDesk) -> None:
    """All benches of two municipalities deleted, half of those of two others: told apart on ones not tuned on."""
    curves, sure = [], []
    for unmapped, absent, gone in draws(desk, HELD_BACK, DRAWS):
        gaps = desk.coverage(CoverageRequest("bench", "wandelen", removed=gone)).gaps
        there = [gap for gap in gaps if gap.municipality in unmapped | absent]
        told = evidence(desk, "bench", "wandelen", there, gone)
        truth = np.array([gap.municipality in absent for gap in there])
        curves.append(area_under_curve(np.array([e.absent for e in told]), truth))
        sure += [(e.verdict, bool(t)) for e, t in zip(told, truth, strict=True) if e.verdict != "unclear"]
    assert np.mean(curves) >= 0.9
    assert min(curves) >= 0.8
    right = [verdict == ("absent" if truth else "unmapped") for verdict, truth in sure]
    assert len(right) > 100
    assert np.mean(right) >= 0.85


@pytest.mark.real
def test_go_and_look_lists_what_may_be_there(desk: CoverageDesk) -> None:
    """Where all benches were deleted comes before where half were; what is known to lack them is not listed."""
    unmapped, absent, gone = next(draws(desk, HELD_BACK, 1))
    gaps = desk.coverage(CoverageRequest("bench", "wandelen", removed=gone)).gaps
    there = [gap for gap in gaps if gap.municipality in unmapped | absent]
    told = evidence(desk, "bench", "wandelen", there, gone)
    looks = go_and_look(there, told, 20)
    assert [look.rank for look in looks] == list(range(1, len(looks) + 1))
    assert all(there[look.row] is look.stretch for look in looks)
    assert all(look.evidence.verdict != "absent" for look in looks)
    assert sum(look.stretch.municipality in unmapped for look in looks) > len(looks) / 2
    worth = [(1 - look.evidence.absent) * look.stretch.length_m for look in looks]
    assert worth == sorted(worth, reverse=True)


@pytest.mark.real
def test_evidence_counts_what_is_there(desk: CoverageDesk) -> None:
    """As many benches are told around a stretch as a plain look round the middles of its ways counts."""
    g, p = desk.graph, desk.places
    gaps = desk.coverage(CoverageRequest("bench", "wandelen")).gaps[:10]
    told = evidence(desk, "bench", "wandelen", gaps)
    x, y = g.project(p.lon, p.lat)
    for gap, e in zip(gaps, told, strict=True):
        least = most = 0.0
        for edge, metres in zip(gap.edges.tolist(), gap.metres.tolist(), strict=True):
            u, v = g.edge_u[edge], g.edge_v[edge]
            away = np.hypot(x - (g.node_x[u] + g.node_x[v]) / 2, y - (g.node_y[u] + g.node_y[v]) / 2)
            name = [*g.municipalities, ""][g.edge_municipality[edge]]
            mine = desk.kinds["bench"] & (desk.records.municipality == name)
            least += metres * (mine & (away <= 0.8 * e.within_m)).sum() / gap.length_m
            most += metres * (mine & (away <= 1.2 * e.within_m)).sum() / gap.length_m
        assert least - 0.6 <= e.mapped <= most + 0.6
    assert any(e.last_edit >= "2020" for e in told)
    assert sum(e.recent for e in told) >= sum(e.surveyed for e in told)


def test_a_kind_that_nobody_recorded_is_unclear_everywhere(desk: CoverageDesk) -> None:
    """Without a record nothing is claimed; a kind that there is not is refused by name."""
    gaps = desk.coverage(CoverageRequest("bench", "wandelen")).gaps[:2]
    kinds, desk.kinds = desk.kinds, {}
    try:
        assert {e.verdict for e in evidence(desk, "bench", "wandelen", gaps)} == {"unclear"}
    finally:
        desk.kinds = kinds
    with pytest.raises(BadRequest) as error:
        evidence(desk, "fountain", "wandelen", gaps)
    assert error.value.field == "facility"
    assert evidence(desk, "bench", "wandelen", []) == []
    assert go_and_look([], []) == []
    assert isinstance(evidence(desk, "bench", "wandelen", gaps)[0], Evidence)
