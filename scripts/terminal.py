"""What the command lines share: complaints in one line, and a sign of life while a person waits."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from rich.console import Console

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
