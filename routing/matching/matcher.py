"""Map matching: from a trace to the walk that it most likely was.

A hidden Markov model: a state is a point on an arc near a point of the trace; one is the likelier the nearer it lies,
and a step from one to the next the likelier the less the way between them differs from the straight line between the
two points. Ways are looked for within bounds; what lies off all ways is left out, and the ways around it joined.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import MODE_BIT
from routing.costs import edge_factor
from routing.graph import RoutingGraph
from routing.matching import kernels
from routing.matching.pieces import Piece, Step, written_out
from routing.matching.states import StateFinder, States
from routing.matching.traces import FloatArray, Trace, prepare
from routing.profiles import profile


@dataclass(frozen=True)
class Tuning:
    """Numbers of the model.

    Attributes
    ----------
    reach_m
        How far from the trace a way may lie.
    noise_m
        How far points usually lie from where they were, at least and at most; between, as the trace has it.
    beta_m, beta_share
        By how much a way usually differs from the straight line: so many metres, and this part of the line.
    turn
        What turning round costs; 1 is as unlikely as a way that is ``beta_m`` too long.
    strange_cost, strange_factor
        What a point on a way that the mode may not use costs, and how much longer such ways count.
    bound_m, bound_factor
        Ways longer than ``bound_m + bound_factor × line`` are not looked for.
    spur_m
        Going to and fro by less than this is an error of the trace.
    least_m
        Distance of points that are used.
    dearest
        Ways count as at most so many times their length, however much the mode shuns them.
    """

    reach_m: float = 50.0
    noise_m: tuple[float, float] = (1.5, 16.0)
    beta_m: float = 7.0
    beta_share: float = 0.15
    turn: float = 4.0
    strange_cost: float = 0.7
    strange_factor: float = 1.6
    bound_m: float = 250.0
    bound_factor: float = 3.0
    spur_m: float = 30.0
    least_m: float = 10.0
    dearest: float = 3.0


BACK_M = 20.0
"""Going back on an arc by less than this is standing still."""
PRUNE = 60.0
MAX_SKIP = 3


@dataclass(frozen=True, eq=False)
class Matched:
    """What a trace was found to be.

    Attributes
    ----------
    trace
        The trace as it was used.
    pieces
        Walks of the stretches that hang together, in travel order.
    """

    trace: Trace
    pieces: tuple[Piece, ...]


class Matcher:
    """Matches traces on one graph.

    Parameters
    ----------
    graph
        The dataset's.
    """

    def __init__(self, graph: RoutingGraph) -> None:
        self.graph = graph
        self.finder = StateFinder(graph)
        arcs = graph.edge_arcs[graph.arc_edge]
        self.reverse = np.where(graph.arc_forward, arcs[:, 1], arcs[:, 0]).astype(np.int32)
        self._strange: dict[str, npt.NDArray[np.bool_]] = {}
        self._factor: dict[str, FloatArray] = {}

    def strange(self, mode: str) -> npt.NDArray[np.bool_]:
        """Arcs that a mode may not use."""
        if mode not in self._strange:
            self._strange[mode] = (self.graph.arc_modes & MODE_BIT[mode]) == 0
        return self._strange[mode]

    def _weight(self, mode: str, tuned: Tuning) -> FloatArray:
        """Metres of each arc as they count: more where the mode shuns it."""
        # Of two ways side by side people take the better one.
        g = self.graph
        if mode not in self._factor:
            self._factor[mode] = edge_factor(g, profile(mode))[g.arc_edge]
        factor = np.minimum(self._factor[mode], tuned.dearest)
        return np.asarray(g.arc_length * np.where(self.strange(mode), tuned.strange_factor * factor, factor))

    def match(
        self,
        coordinates: npt.ArrayLike,
        mode: str,
        tuning: Tuning | None = None,
        only: npt.NDArray[np.bool_] | None = None,
    ) -> Matched:
        """Match a trace.

        Parameters
        ----------
        coordinates
            ``(n, 2)`` lon, lat, finite.
        mode
            Whose ways are likelier; others are taken where the trace leaves no doubt.
        tuning
            Numbers of the model.
        only
            Edges that count, ``bool[k]``; all unless given.
        """
        g = self.graph
        tuned = tuning or Tuning()
        trace = prepare(g, coordinates, least_m=tuned.least_m)
        strange = self.strange(mode)
        usable = np.ones(g.n_edges, dtype=np.uint8) if only is None else only.astype(np.uint8)
        states = self.finder.find(
            trace, usable, strange, reach_m=tuned.reach_m, noise_m=tuned.noise_m,
            strange_cost=tuned.strange_cost,
        )  # fmt: skip
        weight = self._weight(mode, tuned)
        if only is not None:
            weight = np.where(only[g.arc_edge], weight, np.inf)
        steps = self._steps(trace, states, weight, tuned)
        pieces = tuple(self._piece(trace, states, weight, tuned, chosen) for chosen in steps)
        return Matched(trace, pieces)

    def _steps(
        self, trace: Trace, states: States, weight: FloatArray, tuned: Tuning
    ) -> list[list[tuple[int, int]]]:
        """Likeliest states: per piece the trace's points used, each with its state."""
        g = self.graph
        count = len(states.arc)
        came_from = np.empty(count, dtype=np.int32)
        score = np.empty(count)
        previous = np.empty(len(trace.x), dtype=np.int32)
        kernels.likeliest(
            g.indptr, g.head, g.tail, weight, g.arc_length, self.reverse, trace.x, trace.y,
            states.indptr, states.arc, states.pos_m, states.emission,
            tuned.beta_m, tuned.beta_share, tuned.turn, tuned.bound_m, tuned.bound_factor, BACK_M, PRUNE, MAX_SKIP,
            came_from, score, previous,
        )  # fmt: skip
        found: list[list[tuple[int, int]]] = []
        point = len(trace.x) - 1
        while point >= 0:
            if previous[point] == -2:
                point -= 1
                continue
            a, b = int(states.indptr[point]), int(states.indptr[point + 1])
            state = a + int(np.argmin(score[a:b]))
            chosen = [(point, state)]
            while previous[point] >= 0:
                point, state = int(previous[point]), int(came_from[state])
                chosen.append((point, state))
            found.append(chosen[::-1])
            point -= 1
        return found[::-1]

    def _piece(
        self,
        trace: Trace,
        states: States,
        weight: FloatArray,
        tuned: Tuning,
        chosen: Sequence[tuple[int, int]],
    ) -> Piece:
        """The walk over chosen states."""
        g = self.graph
        point = np.array([p for p, _ in chosen])
        state = np.array([s for _, s in chosen])
        arc, pos = states.arc[state], states.pos_m[state]
        straight = np.hypot(np.diff(trace.x[point]), np.diff(trace.y[point]))
        direct = (arc[1:] == arc[:-1]) & (pos[1:] >= pos[:-1] - BACK_M)
        turned = arc[1:] == self.reverse[arc[:-1]]
        start = np.where(direct | turned, -1, g.head[arc[:-1]]).astype(np.int32)
        ptr, arcs = kernels.legs(
            g.indptr, g.head, g.tail, weight, start, g.tail[arc[1:]].astype(np.int32),
            np.minimum(tuned.bound_m + tuned.bound_factor * straight, kernels.FARTHEST_M),
        )  # fmt: skip
        steps = [
            Step(bool(direct[i]), bool(turned[i]), arcs[ptr[i] : ptr[i + 1]]) for i in range(len(direct))
        ]
        return written_out(g, self.reverse, arc, pos, steps, point, trace.at_m[point], tuned.spur_m)
