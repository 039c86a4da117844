"""Accounts of editors and officers, invitations to make one, and who did what."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.storage.base import METADATA, Database, UtcDateTime

INVITATION_DAYS = 7
_FREE_FAILURES = 5
_LONGEST_LOCK_S = 900

USERS = sa.Table(
    "users",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", sa.String(254), nullable=False, unique=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("password", sa.String(200), nullable=False),
    # Rises when sessions must end: a new password, a changed role, a blocked account.
    sa.Column("epoch", sa.Integer, nullable=False, default=1),
    sa.Column("active", sa.Boolean, nullable=False, default=True),
    sa.Column("failures", sa.Integer, nullable=False, default=0),
    sa.Column("locked_until", UtcDateTime),
    sa.Column("totp_secret", sa.String(64)),
    sa.Column("totp_step", sa.Integer, nullable=False, default=0),
    sa.Column("created", UtcDateTime, nullable=False),
)
INVITATIONS = sa.Table(
    "invitations",
    METADATA,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("expires", UtcDateTime, nullable=False),
)
AUDIT = sa.Table(
    "audit",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("who", sa.String(254), nullable=False),
    sa.Column("action", sa.String(60), nullable=False),
    sa.Column("subject", sa.String(254), nullable=False),
    sa.Column("details", sa.JSON, nullable=False),
)


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in; fields as the columns of the table."""

    id: int
    email: str
    name: str
    role: str
    password: str
    epoch: int
    active: bool
    failures: int
    locked_until: datetime | None
    totp_secret: str | None
    totp_step: int
    created: datetime

    def is_locked(self, now: datetime) -> bool:
        """Whether it must wait after failed attempts."""
        return self.locked_until is not None and self.locked_until > now


@dataclass(frozen=True)
class Invitation:
    """A link that makes an account, or gives one a new password."""

    email: str
    role: str
    expires: datetime


@dataclass(frozen=True)
class Deed:
    """A line of the audit log."""

    at: datetime
    who: str
    action: str
    subject: str
    details: Mapping[str, Any]


class AccountStore:
    """The kept accounts.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_id(self, number: int) -> Account | None:
        """Return an account."""
        return self._one(USERS.c.id == number)

    def by_email(self, email: str) -> Account | None:
        """Return the account of an address, however it is written."""
        return self._one(USERS.c.email == normal_email(email))

    def all(self) -> list[Account]:
        """Return all accounts by address."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(USERS).order_by(USERS.c.email)).all()
        return [Account(**row._mapping) for row in rows]

    def invite(self, email: str, role: str, now: datetime | None = None) -> str:
        """Make an invitation and return its token, which is kept nowhere; an earlier one of the address ends."""
        token = secrets.token_urlsafe(32)
        expires = (now or datetime.now(UTC)) + timedelta(days=INVITATION_DAYS)
        row = {"token_hash": _hash(token), "email": normal_email(email), "role": role, "expires": expires}
        with self._database.writing() as connection:
            connection.execute(sa.delete(INVITATIONS).where(INVITATIONS.c.email == row["email"]))
            connection.execute(sa.insert(INVITATIONS), row)
        return token

    def invitation(self, token: str, now: datetime | None = None) -> Invitation | None:
        """Return the invitation of a token, None where it is unknown, used or too old."""
        wanted = sa.select(INVITATIONS).where(INVITATIONS.c.token_hash == _hash(token))
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None or row.expires <= (now or datetime.now(UTC)):
            return None
        return Invitation(row.email, row.role, row.expires)

    def accept(self, token: str, name: str, password_hash: str) -> Account | None:
        """Make the account of an invitation, or give it its new password; None where the token is worth nothing.

        An invitation is used once: of two that come at the same moment, one makes the account.
        """
        invitation = self.invitation(token)
        if invitation is None:
            return None
        with self._database.writing() as connection:
            used = connection.execute(
                sa.delete(INVITATIONS).where(INVITATIONS.c.token_hash == _hash(token))
            ).rowcount
            if not used:
                return None
            same = USERS.c.email == invitation.email
            values = {"name": name, "role": invitation.role, "password": password_hash}
            known = connection.execute(sa.select(USERS.c.id).where(same)).one_or_none()
            if known is None:
                fresh = values | {"email": invitation.email, "created": datetime.now(UTC)}
                connection.execute(sa.insert(USERS), fresh)
            else:
                again = values | {
                    "epoch": USERS.c.epoch + 1,
                    "failures": 0,
                    "locked_until": None,
                    "active": True,
                }
                connection.execute(sa.update(USERS).where(same).values(**again))
        return self.by_email(invitation.email)

    def change(self, number: int, *, ends_sessions: bool = False, **values: Any) -> None:
        """Change columns of an account."""
        if ends_sessions:
            values["epoch"] = USERS.c.epoch + 1
        with self._database.writing() as connection:
            connection.execute(sa.update(USERS).where(USERS.c.id == number).values(**values))

    def failed(self, account: Account, now: datetime) -> None:
        """Count a failed attempt; from the sixth on each makes the next wait longer, up to a quarter of an hour."""
        with self._database.writing() as connection:
            mine = USERS.c.id == account.id
            failures = connection.scalar(sa.select(USERS.c.failures).where(mine)) or 0
            wait_s = min(2.0 ** max(0, failures + 1 - _FREE_FAILURES), _LONGEST_LOCK_S)
            until = now + timedelta(seconds=wait_s) if failures + 1 >= _FREE_FAILURES else None
            connection.execute(sa.update(USERS).where(mine).values(failures=failures + 1, locked_until=until))

    def use_code(self, number: int, step: int) -> bool:
        """Use up the time step of a second factor's code; False where it, or a later one, was used before."""
        with self._database.writing() as connection:
            fresh = sa.update(USERS).where(USERS.c.id == number, USERS.c.totp_step < step)
            return connection.execute(fresh.values(totp_step=step)).rowcount == 1

    def note(self, who: str, action: str, subject: str, details: Mapping[str, Any] | None = None) -> None:
        """Write a line into the audit log."""
        row = {
            "at": datetime.now(UTC),
            "who": who,
            "action": action,
            "subject": subject[:254],
            "details": dict(details or {}),
        }
        with self._database.writing() as connection:
            connection.execute(sa.insert(AUDIT), row)

    def deeds(self, most: int = 200) -> Sequence[Deed]:
        """Return the audit log, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(AUDIT).order_by(AUDIT.c.id.desc()).limit(most)).all()
        return [Deed(row.at, row.who, row.action, row.subject, row.details) for row in rows]

    def _one(self, condition: sa.ColumnElement[bool]) -> Account | None:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(USERS).where(condition)).one_or_none()
        return None if row is None else Account(**row._mapping)


def normal_email(text: str) -> str:
    """Return an address as it is kept: without spaces around, in small letters."""
    return text.strip().lower()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
