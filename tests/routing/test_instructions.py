"""Turns as somebody on the way sees them: one for each corner, none for a crook in the line."""

import numpy as np
import pytest

from routing.instructions import forks, instructions
from routing.types import Instruction, JunctionPass
from tests.routing import drawing


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A character of the map is 10 m instead of 100."""
    for name in ("LON_STEP", "LAT_STEP"):
        monkeypatch.setattr(drawing, name, getattr(drawing, name) / 10)


def told(text: str, letters: str, numbers: dict[str, str] | None = None) -> list[tuple[str, int]]:
    """Sign and metre of each instruction on a way through a map, rounded to 10 m."""
    drawn = drawing.draw(text)
    walk = drawn.walk(letters)
    g = drawn.graph
    ends = np.cumsum(walk.lengths(g))
    junctions = tuple(
        JunctionPass(ref, 1, (0.0, 0.0), float(ends[letters.index(letter) - 1]))
        for letter, ref in (numbers or {}).items()
    )
    steps = instructions(g, walk, junctions, forks(g, 1))
    return [(step.sign, round(step.at_m, -1)) for step in steps if isinstance(step, Instruction)]


CROSSING = """
      C
      |
A-----B-----D
      |
      E
"""


@pytest.mark.parametrize(
    ("way", "signs"),
    [
        ("ABC", ["depart", "left", "arrive"]),
        ("ABE", ["depart", "right", "arrive"]),
        ("ABD", ["depart", "arrive"]),
        ("CBD", ["depart", "left", "arrive"]),
    ],
)
def test_a_crossing(way: str, signs: list[str]) -> None:
    """Left is left and right is right from every side; straight on needs no word."""
    assert [sign for sign, _ in told(CROSSING, way)] == signs


def test_a_number_is_told_even_straight_on() -> None:
    """A junction that one rides straight over is still what one looks for."""
    assert [sign for sign, _ in told(CROSSING, "ABD", {"B": "45"})] == ["depart", "junction", "arrive"]


@pytest.mark.usefixtures("small")
def test_two_corners_of_one_crossing_are_one_turn() -> None:
    """A way that leaves a crossing 20 m farther is one turn, told once where it begins."""
    text = """
      X
      |
A-----B-C-----Z
      | |
      Y |
        |
        D
"""
    assert told(text, "ABCD") == [("depart", 0), ("right", 60), ("arrive", 120)]


@pytest.mark.usefixtures("small")
def test_a_jog_is_no_turn() -> None:
    """Ten metres to the side and on as before: nobody turns there."""
    text = """
  X     Y
  |     |
A-B-----C
        |
        D--------E
        |
        Z
"""
    signs = [sign for sign, _ in told(text, "ABCDE")]
    assert signs == ["depart", "arrive"]


def test_real_tours_do_not_stutter(drenthe_dataset: object) -> None:
    """On the real network no two turns follow each other within ten metres, and there are some."""
    from pathlib import Path  # noqa: PLC0415

    from routing import Planner, TourRequest  # noqa: PLC0415

    planner = Planner.open(Path(str(drenthe_dataset)))
    west, south, east, north = planner.manifest["bbox"]
    start = ((west + east) / 2, (south + north) / 2)
    (tour,) = planner.tours(TourRequest(mode="fietsen", start=start, distance_m=30_000)).tours
    turns = [step.at_m for step in tour.instructions if "left" in step.sign or "right" in step.sign]
    assert len(turns) >= 5
    assert min(np.diff(turns)) > 10
