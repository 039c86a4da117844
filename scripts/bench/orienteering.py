"""The solver against the best scores known on instances of the literature."""

import argparse
import time
from pathlib import Path
from typing import Any

from routing.orienteering import Parameters, Problem, solve
from scripts.bench.instances import read_instances

HELP = "the solver against the best scores known"
TRIAL = 500
"""Iterations from which the speed on an instance is told."""
FILLED = 1.0
"""Part of the time left that the iterations are chosen to fill; they get faster as the search cools."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench orienteering``."""
    parser.add_argument("--instances", type=Path, required=True, help="folder with op/, optw/, reference.csv")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--time-limit-s", type=float, default=1.0, help="seconds for each instance")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Solve each within the time limit on one thread; every tour is recounted from the instance itself."""
    if not args.time_limit_s > 0:
        raise ValueError("--time-limit-s must be more than 0")
    found: list[dict[str, Any]] = []
    for instance in read_instances(args.instances):
        began = time.perf_counter()
        visits, iterations = _solved(instance.problem(), args.seed, args.time_limit_s)
        seconds = time.perf_counter() - began
        score = instance.score(visits)
        found.append(
            {
                "kind": instance.kind,
                "file": instance.file,
                "score": score,
                "best_known": instance.best_known,
                "gap": (instance.best_known - score) / instance.best_known,
                "seconds": round(seconds, 3),
                "iterations": iterations,
            }
        )
    gaps: dict[str, list[float]] = {}
    for row in found:
        gaps.setdefault(row["kind"], []).append(row["gap"])
    return {
        "instances": found,
        "mean_gap": {kind: sum(values) / len(values) for kind, values in gaps.items()},
        "worst_gap": {kind: max(values) for kind, values in gaps.items()},
    }


def _solved(problem: Problem, seed: int, limit_s: float) -> tuple[tuple[int, ...], int]:
    """Visits of the best tour found within the limit, and the iterations of the search."""
    began = time.perf_counter()
    trial = solve(problem, Parameters(iterations=TRIAL, seed=seed, time_limit_s=limit_s))
    spent = time.perf_counter() - began
    left = limit_s - spent
    iterations = int(trial.iterations / spent * FILLED * left)
    best = trial.solutions[:1]
    if iterations > 0:
        result = solve(problem, Parameters(iterations=iterations, seed=seed, time_limit_s=left))
        best = max(best, result.solutions[:1], key=lambda s: s[0].prize if s else -1.0)
    return (best[0].visits if best else ()), iterations
