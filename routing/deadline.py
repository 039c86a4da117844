"""The clock as a safety net: a request that takes too long ends with the best found so far, and says so."""

import math
import time


class Deadline:
    """A moment after which nothing more is tried.

    Ask :meth:`passed` only where something would be tried otherwise: a yes marks the search as cut short.

    Parameters
    ----------
    limit_s
        Seconds from now.
    """

    def __init__(self, limit_s: float = math.inf) -> None:
        self._end = time.monotonic() + limit_s
        self.cut = False
        """Whether something was left undone."""

    @property
    def left_s(self) -> float:
        """Seconds until the moment, never less than 0."""
        return max(0.0, self._end - time.monotonic())

    def passed(self) -> bool:
        """Whether it is too late for more."""
        late = time.monotonic() > self._end
        self.cut |= late
        return late
