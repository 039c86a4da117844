"""From a tour's link to the tour."""

import re
from dataclasses import replace

from werkzeug.exceptions import NotFound

from app.languages import mark
from app.notices import with_notices
from app.services import services
from app.storage import KeptTour

_ID = re.compile(r"[a-z2-7]{20}")


def find_tour(tour_id: str) -> KeptTour:
    """Return the tour of a link, with what its walker should know today.

    Raises
    ------
    NotFound
        If no tour was kept under it.
    """
    # What cannot be an id never reaches the database.
    kept = services().storage.find(tour_id) if _ID.fullmatch(tour_id) else None
    if kept is None:
        raise NotFound(mark("There is no tour with this link; plan it again."))
    return replace(kept, record=with_notices(kept.record))
