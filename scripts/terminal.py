"""What the command lines share: complaints in one line, and a sign of life while a person waits."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

BAD_INPUT = 2


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line, with the name of the command."""

    def error(self, message: str) -> NoReturn:
        """Leave with the complaint."""
        command = self.prog.rpartition(".")[2]
        self.exit(BAD_INPUT, f"{command}: {message}\n")


@contextmanager
def busy(what: str, *, quiet: bool) -> Iterator[None]:
    """Show that something is going on, on a terminal and unless asked to be quiet."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


@contextmanager
def counted(what: str, total: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Show how far a batch is, on a terminal and unless asked to be quiet; gives what is told of work done."""
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as progress:
        bar = progress.add_task(what, total=total)
        yield lambda count: progress.update(bar, advance=count)
