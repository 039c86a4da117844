"""Who may do what: views say which role they need, one hook refuses everyone else.

Reading is open to all: what the desk shows follows from open data. Changing what others see needs a role.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """What somebody who signs in is there for."""

    EDITOR = "editor"
    """Keeps the agenda."""
    OFFICER = "officer"
    """Closes ways, moderates reports, compares own data."""
    ADMIN = "admin"
    """All of it, and who else may."""


def requires(role: str) -> Callable[[View], View]:
    """Mark a view as one for people of a role; admins may see it too.

    Parameters
    ----------
    role
        One of :class:`Role`; the empty text asks for any account.
    """
    needed = Role(role) if role else ""

    def _mark(view: View) -> View:
        view.required_role = needed  # type: ignore[attr-defined]
        return view

    return _mark


def needed_role(view: Callable[..., Any]) -> str | None:
    """Return the role that a view asks for: None where it is open, the empty text where any account will do."""
    found = getattr(view, "required_role", None)
    return None if found is None else str(found)


def may(role: str, needed: str) -> bool:
    """Whether somebody of a role may do what needs another."""
    return needed in ("", role) or role == Role.ADMIN
