"""The parts that the app is made of beside planning: one line each."""

from app.accounts.part import PART as ACCOUNTS
from app.agenda.part import PART as AGENDA
from app.desk.part import PARTS as DESK
from app.part import Part
from app.reshaping import PART as RESHAPING

PARTS: tuple[Part, ...] = (ACCOUNTS, AGENDA, RESHAPING, *DESK)
