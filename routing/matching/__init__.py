"""Map matching: a whole trace becomes a tour on the network."""

from routing.matching.journeys import Journey, Traveller
from routing.matching.matcher import Matched, Matcher, Tuning
from routing.matching.model import MatchRequest, MatchResult, Remark, Stretch
from routing.matching.tours import MAX_POINTS, check_match, matched_tour

__all__ = [
    "MAX_POINTS", "Journey", "MatchRequest", "MatchResult", "Matched", "Matcher", "Remark", "Stretch", "Traveller",
    "Tuning", "check_match", "matched_tour",
]  # fmt: skip
