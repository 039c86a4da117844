"""What a spreadsheet would run instead of showing."""

from typing import Any


def harmless(value: Any) -> Any:
    """Return a cell that a spreadsheet will not run: names come from strangers."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value
