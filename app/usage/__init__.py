"""What the site brings: how often was planned and taken along, by day, village, theme, tour and event.

Counted is what was asked, never who asked: no address, no cookie, no time of day.
"""

from app.usage.counting import downloaded, planned, viewed

__all__ = ["downloaded", "planned", "viewed"]
