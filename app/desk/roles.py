"""Who may do what on the desk: reading is open to all, changing what others see is for officers.

Refusing is done in one place for the whole site (:mod:`app.access`, :mod:`app.accounts.signing_in`); a form or call
that changes something also needs the form token, as ``csrf_token`` in a form or as ``X-CSRFToken`` beside JSON.
"""

from app.access import requires as requires_role

__all__ = ["requires_role"]
