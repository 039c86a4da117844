"""The parts that the app is made of beside planning: one line each."""

from app.accounts.part import PART as ACCOUNTS
from app.agenda.part import PART as AGENDA
from app.catalogue.pages import PART as CATALOGUE
from app.desk.part import PARTS as DESK
from app.matching.part import PART as MATCHING
from app.named_routes.pages import PART as NAMED_ROUTES
from app.part import Part
from app.plain.pages import PART as PLAIN
from app.reshaping import PART as RESHAPING
from app.sharing.part import PART as SHARING
from app.tour_page.part import PART as TOUR_PAGE
from app.usage.pages import PART as USAGE

PARTS: tuple[Part, ...] = (
    ACCOUNTS,
    USAGE,
    CATALOGUE,
    AGENDA,
    MATCHING,
    PLAIN,
    RESHAPING,
    SHARING,
    TOUR_PAGE,
    NAMED_ROUTES,
    *DESK,
)
