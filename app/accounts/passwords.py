"""Passwords: argon2 hashes, and what a password must be."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LENGTH = 12
MOST_LENGTH = 200

_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """Return the hash to keep."""
    return _HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one of a hash. Without a hash it takes as long, and is not."""
    try:
        return _HASHER.verify(kept or _nobody(), password[:MOST_LENGTH]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def weakness(password: str, email: str, name: str) -> str | None:
    """Return what is wrong with a password: ``short``, ``long``, ``simple``; None where nothing is."""
    if len(password) < LEAST_LENGTH:
        return "short"
    if len(password) > MOST_LENGTH:
        return "long"
    lower = password.lower()
    own = [word for word in (email.partition("@")[0], name.lower()) if len(word) > 3]
    if len(set(password)) < 5 or any(word in lower for word in own):
        return "simple"
    return None


@cache
def _nobody() -> str:
    # So that an unknown address takes as long to refuse as a known one.
    return hashed("nobody has this password")
