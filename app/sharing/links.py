"""Short links: the beginning of a tour's id, as long as it takes to mean that tour and no older one.

Nothing is written down for them. A tour that is planned later may begin alike; the link still means the one that was
there first, and the later one gets a longer link.
"""

import re
from typing import Any

from flask import url_for
from werkzeug.exceptions import NotFound

from app.address import site_address
from app.languages import mark
from app.services import services

_SHORTEST = 8
_SHORT = re.compile(rf"[a-z2-7]{{{_SHORTEST},20}}")


def short_of(tour_id: str) -> str:
    """Return the last part of a tour's short link."""
    alike = services().storage.beginning_with(tour_id[:_SHORTEST])
    older = alike[: alike.index(tour_id)] if tour_id in alike else alike
    size = _SHORTEST
    while any(other.startswith(tour_id[:size]) for other in older):
        size += 1
    return tour_id[:size]


def tour_of(short: str) -> str:
    """Return the id of the tour that a short link means.

    Raises
    ------
    NotFound
        If it means none.
    """
    # As somebody copies it from paper.
    found = short.lower()
    alike = services().storage.beginning_with(found) if _SHORT.fullmatch(found) else []
    if not alike:
        raise NotFound(mark("There is no tour with this link; plan it again."))
    return alike[0]


def address(endpoint: str, **values: Any) -> str:
    """Return the public address of a page."""
    return site_address() + url_for(endpoint, **values)
