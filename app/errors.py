"""What can go wrong on the web side, as one family.

AppError
├── NoDataset          no dataset is loaded; nothing can be answered yet
├── DatasetRefused     a dataset folder is incomplete or damaged
├── StorageUnavailable the database cannot be read or written
├── AssetMissing       a file of the built front end is not there
├── TooBusy            too much costly work at once; the error says when to come again
├── NoDay              a calendar is asked of a tour that has no day
├── FileRefused        a file that somebody brought cannot be read, or not with a clear conscience
└── InvalidInput       values that a client sent, each with its field's name
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class AppError(Exception):
    """Base of everything that this package raises on purpose."""


class NoDataset(AppError):
    """No dataset is loaded."""


class DatasetRefused(AppError):
    """The folder cannot be used as a dataset; the message says which file and why."""


class StorageUnavailable(AppError):
    """The database cannot be reached, read or written."""


class AssetMissing(AppError):
    """A file of the front end is missing; the message says how to make it."""


class TooBusy(AppError):
    """Too much is asked at once.

    Attributes
    ----------
    again_in_s
        Seconds after which it is worth to ask again.
    """

    def __init__(self, again_in_s: int) -> None:
        super().__init__(f"too busy; ask again in {again_in_s} s")
        self.again_in_s = again_in_s


class NoDay(AppError):
    """A tour without a date cannot stand in a calendar."""


class FileRefused(AppError):
    """A file cannot be taken.

    Parameters
    ----------
    text
        English text that says why and what to do, as in the catalogue.
    values
        What stands in the text's braces.
    syntax
        Whether it is not even what it was said to be, such as JSON.
    """

    def __init__(
        self, text: str, values: Mapping[str, str | int] | None = None, *, syntax: bool = False
    ) -> None:
        super().__init__(text.format(**(values or {})))
        self.syntax = syntax
        self.text = text
        self.values = dict(values or {})


@dataclass(frozen=True)
class FieldError:
    """One bad value.

    Attributes
    ----------
    field
        Name of the field or parameter; ``start.0`` is the first number of ``start``.
    message
        What is wrong and what would be right.
    """

    field: str
    message: str


class InvalidInput(AppError):
    """One or more values cannot be meant so."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = tuple(errors)
