"""Who may do what: the one place where pages and calls of the desk ask for a role.

There are no accounts yet, so everybody may; whoever adds them makes :func:`requires_role` refuse, and nothing else has
to change. Until then the desk is to be kept behind the web server's own sign-in where others must not write.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

ROLES = ("officer",)


def requires_role(role: str) -> Callable[[Callable[Arguments, Answer]], Callable[Arguments, Answer]]:
    """Mark a view as one for people of a role.

    Parameters
    ----------
    role
        One of :data:`ROLES`.
    """
    if role not in ROLES:
        raise ValueError(f"no role {role!r}")

    def marked(view: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
        view.required_role = role  # type: ignore[attr-defined]
        return view

    return marked
