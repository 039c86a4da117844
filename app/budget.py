"""Marks calls that cost much, so that :mod:`app.operations.limits` can bound them; the calls need not know how."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "rondje_budget"


class Budget(StrEnum):
    """What a costly call is spent on; each has a limit of its own per client."""

    TOURS = "tours"
    """Planning."""
    FILES = "files"
    """Printed tours, pictures, reports."""
    MATCHING = "matching"
    """Traces put on the network, tables compared."""
    COVERAGE = "coverage"
    """Gaps, proposals and what follows from them."""
    MESSAGES = "messages"
    """What strangers leave behind: reports from the field."""
    SIGN_IN = "sign-in"
    """Attempts to sign in."""


def costs(budget: Budget) -> Callable[[View], View]:
    """Mark a view as costly."""

    def _mark(view: View) -> View:
        setattr(view, _MARK, budget)
        return view

    return _mark


def budget_of(view: Callable[..., Any]) -> Budget | None:
    """Return what a view is marked with."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Budget) else None
