"""Collects the pages of a paged answer: each feature once, and an end to it whatever the server does."""

from dataclasses import dataclass, field
from typing import Any

from geodata.errors import ServiceError
from geodata.services.fetching import Answer, Limits

Feature = dict[str, Any]


@dataclass
class Collected:
    """Features so far, in order of coming.

    Parameters
    ----------
    address
        What is read, for messages.
    limits
        See :class:`geodata.services.fetching.Limits`.
    """

    address: str
    limits: Limits
    features: list[Feature] = field(default_factory=list)
    pages: int = 0
    _seen: set[str] = field(default_factory=set)

    def take(self, features: list[Feature]) -> int:
        """Take a page; returns how many of its features are new.

        Raises
        ------
        ServiceError
            When there are more pages or features than is sensible.
        """
        self.pages += 1
        new = [feature for feature in features if self._is_new(feature)]
        self.features += new
        if self.pages >= self.limits.pages or len(self.features) > self.limits.features:
            raise ServiceError(
                f"{self.address}: no end after {self.pages} pages and {len(self.features)} features; "
                "ask for a smaller area, or give a file with --nature PATH"
            )
        return len(new)

    def _is_new(self, feature: Feature) -> bool:
        """Whether a feature has not come before; one without id always counts as new."""
        name = feature.get("id")
        if name is None:
            return True
        before = len(self._seen)
        self._seen.add(str(name))
        return len(self._seen) > before

    def refuse_loss(self, matched: object) -> None:
        """Refuse an answer that ended before all that matched had come.

        Raises
        ------
        ServiceError
            If the server counted more than it sent.
        """
        if isinstance(matched, int) and matched > len(self.features):
            raise ServiceError(
                f"{self.address}: {len(self.features)} of {matched} features came; try again, "
                "or give a file with --nature PATH"
            )


def feature_page(answer: Answer) -> dict[str, Any]:
    """A page of features as a GeoJSON object.

    Raises
    ------
    ValueError
        If the answer is something else.
    """
    content = answer.json()
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        raise ValueError(f"no FeatureCollection: {answer.text[:120]!r}")  # noqa: TRY004 (broken, as JSON may be)
    if not all(isinstance(feature, dict) for feature in content["features"]):
        raise ValueError("a feature that is no object")
    return content
