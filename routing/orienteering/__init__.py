"""Orienteering: which locations to visit, in which order, to collect most within a budget. Knows nothing of maps.

A problem is a matrix of costs, prizes and perhaps windows; :func:`solve` searches by simulated annealing in a compiled
kernel, with a seed, for a number of iterations.
"""

from routing.orienteering.problem import Parameters, Problem, Result, Solution
from routing.orienteering.solve import solve

__all__ = ["Parameters", "Problem", "Result", "Solution", "solve"]
