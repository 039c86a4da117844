"""Who may do what on the desk: reading is open to all, changing what others see is for officers.

Refusing is done in one place for the whole site (:mod:`app.access`, :mod:`app.accounts.signing_in`); a form or call
that changes something also needs the form token, as ``csrf_token`` in a form or as ``X-CSRFToken`` beside JSON.
"""

from app.access import Role, may
from app.access import requires as requires_role

__all__ = ["may_change", "requires_role"]


def may_change() -> bool:
    """Whether whoever asks may change what others see."""
    from app.accounts.signing_in import signed_in  # noqa: PLC0415 - only where pages are shown

    account = signed_in()
    return account is not None and may(account.role, Role.OFFICER)
