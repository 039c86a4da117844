"""What may be asked about coverage; apart, so that checking a request compiles no searches."""

NORM_RANGE_M = (50.0, 100_000.0)
"""Norms outside are typing errors."""
CANDIDATES = ("rest_places", "junctions", "entrances", "parking", "anywhere")
"""What stands already where a facility could be added; ``anywhere`` is every place where ways meet or change."""
MAX_SITES = 500
MAX_ADDED = 1000
