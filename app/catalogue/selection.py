"""Which tours of the batch are worth showing: good ones, and ones that differ.

A tour's score says how good it is among those of its theme, mode and length; then tours are taken best first, each only
if it shares less than half of its way with every one taken before, and no village, theme or mode takes more than its
part. Worth showing is a loop only, near its length, that serves its theme at all.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from geodata.degrees import METRES_PER_DEGREE

# Two tours are alike where more than this part of the shorter one lies in cells that both pass.
_MOST_SHARED = 0.5
_CELL_M = 150.0
_MOST_ERROR = 0.1

Result = Mapping[str, Any]


@dataclass(frozen=True)
class Chosen:
    """A tour of the catalogue: the result of its task, and its score from 0 to 1."""

    result: Result
    score: float


def select(results: Iterable[Result], most: int) -> list[Chosen]:
    """Return at most so many tours, best first."""
    worthy = [result for result in results if _is_worthy(result)]
    scores = _scores(worthy)
    # The key breaks ties, so that the same batch always gives the same catalogue.
    order = sorted(range(len(worthy)), key=lambda i: (-scores[i], worthy[i]["tour"]["id"]))
    groups = len({_group(result) for result in worthy}) or 1
    villages = len({_village(result) for result in worthy}) or 1
    most_of_group = math.ceil(1.5 * most / groups)
    most_of_village = max(2, math.ceil(3 * most / villages))
    taken: list[Chosen] = []
    passed: dict[tuple[int, int], list[int]] = defaultdict(list)
    sizes: list[int] = []
    of_group: Counter[tuple[str, str]] = Counter()
    of_village: Counter[str] = Counter()
    for i in order:
        result = worthy[i]
        if of_group[_group(result)] >= most_of_group or of_village[_village(result)] >= most_of_village:
            continue
        cells = cells_of(result["tour"]["record"]["coordinates"])
        shared = Counter(number for cell in cells for number in passed[cell])
        if any(count > _MOST_SHARED * min(len(cells), sizes[number]) for number, count in shared.items()):
            continue
        for cell in cells:
            passed[cell].append(len(taken))
        sizes.append(len(cells))
        of_group[_group(result)] += 1
        of_village[_village(result)] += 1
        taken.append(Chosen(result, round(scores[i], 4)))
        if len(taken) == most:
            break
    return taken


def cells_of(coordinates: Sequence[Sequence[float]]) -> set[tuple[int, int]]:
    """Return the squares of about 150 m that a line passes."""
    lat0 = coordinates[0][1]
    # One scale for a whole region: cells of two tours must be the same cells.
    scale = METRES_PER_DEGREE * math.cos(math.radians(round(lat0)))
    found = set()
    for (lon0, lat0), (lon1, lat1) in pairwise(coordinates):
        x0, y0, x1, y1 = (
            lon0 * scale,
            lat0 * METRES_PER_DEGREE,
            lon1 * scale,
            lat1 * METRES_PER_DEGREE,
        )
        steps = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / (_CELL_M / 2)))
        for step in range(steps + 1):
            share = step / steps
            found.add(
                (
                    math.floor((x0 + share * (x1 - x0)) / _CELL_M),
                    math.floor((y0 + share * (y1 - y0)) / _CELL_M),
                )
            )
    return found


def _is_worthy(result: Result) -> bool:
    record = result["tour"]["record"]
    served = record["themes"].get(result["task"]["theme"], {"metres": 0, "stops": 0})
    error = record["length_error"]
    return bool(
        record["class"] == "loop"
        and record["complete"]
        and (error is None or abs(error) <= _MOST_ERROR)
        and (served["metres"] > 0 or served["stops"] > 0)
    )


def _scores(results: Sequence[Result]) -> list[float]:
    by_group: dict[tuple[str, str], list[float]] = defaultdict(list)
    served = [_served(result) for result in results]
    for result, value in zip(results, served, strict=True):
        by_group[_group(result)].append(value)
    ranks = {group: sorted(values) for group, values in by_group.items()}
    return [
        0.7 * _rank(ranks[_group(result)], value) + 0.3 * _calm(result["tour"]["record"])
        for result, value in zip(results, served, strict=True)
    ]


def _rank(values: Sequence[float], value: float) -> float:
    # Themes are not worth the same number of metres; what counts is how a tour stands among those of its theme.
    below = sum(other < value for other in values)
    return below / max(1, len(values) - 1)


def _served(result: Result) -> float:
    record = result["tour"]["record"]
    served = record["themes"][result["task"]["theme"]]
    per_km = 1000 / max(record["length_m"], 1000)
    # A place is worth as much as half a kilometre along what the theme rewards.
    return float((served["metres"] / 1000 + 0.5 * served["stops"]) * per_km)


def _calm(record: Mapping[str, Any]) -> float:
    stress = record["traffic_stress"]
    known = sum(metres for name, metres in stress.items() if name != "unknown")
    busy = (stress.get("high", 0.0) + 0.5 * stress.get("moderate", 0.0)) / known if known else 0.5
    repeated = record["repeated_m"] / max(record["length_m"], 1.0)
    return float(max(0.0, 1 - busy - 4 * repeated))


def _group(result: Result) -> tuple[str, str]:
    return result["task"]["mode"], result["task"]["theme"]


def _village(result: Result) -> str:
    return str(result["task"]["village"]["place_id"])
