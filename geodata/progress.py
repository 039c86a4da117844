"""Stages of a long piece of work: a bar on a terminal, nothing elsewhere, and the seconds that each took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Stages:
    """Tells where the work is, and keeps the time.

    Parameters
    ----------
    total
        Number of stages to come.
    shown
        Show a bar; by default when standard error is a terminal.
    """

    def __init__(self, total: int, shown: bool | None = None) -> None:
        self.seconds: dict[str, float] = {}
        visible = sys.stderr.isatty() if shown is None else shown
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=Console(stderr=True), disable=not visible, transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    @contextmanager
    def stage(self, name: str, words: str) -> Iterator[None]:
        """One stage: ``name`` in the seconds, ``words`` on the terminal."""
        self._progress.update(self._task, description=words)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 3)
        self._progress.advance(self._task)
