"""How much a stretch is used: seeded loops from the settlements, as the planner would plan them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from routing.planner import Planner

LOOPS = 500
SEED = 1


@dataclass(frozen=True, eq=False)
class Use:
    """How many loops run over each edge.

    Attributes
    ----------
    mode
        Of the loops.
    loops
        How many there are; fewer than asked where some start gives none.
    passes
        ``int32[k]``, loops over each edge, each counted once.
    """

    mode: str
    loops: int
    passes: npt.NDArray[np.int32]


def expected_use(
    planner: "Planner", mode: str, *, loops: int = LOOPS, seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Use:  # fmt: skip
    """Plan the loops: half a minute to some minutes, for the command line or a background task.

    Parameters
    ----------
    planner
        The dataset's.
    mode, loops, seed
        The same give the same.
    progress
        Called with how many are done, of how many.
    """
    raise NotImplementedError


def use_file(version: Path, mode: str) -> Path:
    """Where the use of a dataset's version is kept: beside the version, which itself never changes."""
    raise NotImplementedError


def load_use(version: Path, mode: str, n_edges: int) -> Use | None:
    """Use that was worked out before, None where it was not (or the file does not fit)."""
    raise NotImplementedError


def save_use(version: Path, use: Use) -> bool:
    """Keep it for the next process; False where the folder cannot be written."""
    raise NotImplementedError
