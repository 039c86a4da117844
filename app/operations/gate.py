"""A gate for costly work: so many at once, so many waiting, and a word for the rest when to come again.

Without it, ten people who plan at once would make each other and everyone who only reads wait; with it, those in turn
are as fast as alone, and the one too many hears at once that it is busy.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import TooBusy


class Gate:
    """Lets a bounded number through at once, in the order that the threads came as far as the system grants it.

    Parameters
    ----------
    at_once
        How many work at the same time.
    waiting
        How many may wait; one more is refused at once.
    wait_s
        How long one waits at most.
    """

    def __init__(self, at_once: int, waiting: int, wait_s: float) -> None:
        self._at_once = at_once
        self._waiting_most = waiting
        self._wait_s = wait_s
        self._free = threading.Semaphore(at_once)
        self._lock = threading.Lock()
        self._inside = 0
        self._waiting = 0
        # A running mean of how long the work takes: what to tell those who are sent away.
        self._work_s = 1.0

    @property
    def inside(self) -> int:
        """How many work now."""
        return self._inside

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return self._waiting

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it.

        Raises
        ------
        TooBusy
            If too many wait already, or the wait was too long.
        """
        self._enter()
        began = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                self._work_s += 0.1 * (time.monotonic() - began - self._work_s)
            self._free.release()

    def _enter(self) -> None:
        if not self._free.acquire(blocking=False):
            with self._lock:
                if self._waiting >= self._waiting_most:
                    raise TooBusy(self._again_in_s())
                self._waiting += 1
            try:
                came = self._free.acquire(timeout=self._wait_s)
            finally:
                with self._lock:
                    self._waiting -= 1
            if not came:
                raise TooBusy(self._again_in_s())
        with self._lock:
            self._inside += 1

    def _again_in_s(self) -> int:
        ahead = self._waiting + self._inside
        return max(1, min(60, round(self._work_s * ahead / self._at_once)))
