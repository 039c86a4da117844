"""File names that every system takes."""

import re
import unicodedata


def plain_name(text: str) -> str:
    """Return a text as a file name without ending: plain ASCII, words joined by hyphens, not endless."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or "rondje"
