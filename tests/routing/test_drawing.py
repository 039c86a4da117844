"""The drawing helper itself: what a map says is what the graph is."""

import numpy as np
import pytest

from tests.routing.drawing import draw


def test_letters_are_joined_by_the_lines_between_them():
    """Every line of the map is one edge, with its bends."""
    drawn = draw(r"""
        A---B
        |    \
        C--+  D
           |
           E
    """)
    assert sorted("".join(sorted(pair)) for pair in drawn.ends) == ["AB", "AC", "BD", "CE"]
    assert len(drawn.graph.edge_points(drawn.edge("CE"))) == 3


def test_a_character_is_a_hundred_metres():
    """Lengths follow from the map, diagonals being longer."""
    drawn = draw(r"""
        A---B
             \
              C
    """)
    assert drawn.graph.edge_length[drawn.edge("AB")] == pytest.approx(400, rel=0.001)
    assert drawn.graph.edge_length[drawn.edge("BC")] == pytest.approx(200 * np.sqrt(2), rel=0.001)


def test_options_choose_the_direction_and_who_may_use_it():
    """``oneway`` opens the edge from the first letter to the second only."""
    drawn = draw("A---B---C", {"BA": {"oneway": True, "surface": "sand"}, "BC": {"modes": ["wandelen"]}})
    assert drawn.arc("BA") >= 0
    assert drawn.arc("AB") == -1
    assert drawn.graph.arc_modes[drawn.arc("CB")] == 2


def test_walks_are_read_as_letters():
    """A walk over whole edges and the letters it passes are the same thing."""
    drawn = draw("A---B---C")
    assert drawn.letters(drawn.walk("ABCBA")) == "ABCBA"
