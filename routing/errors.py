"""What can go wrong in planning, as one family.

A tour that cannot be made is a *result* (``TourResult.reason``), never one of these.

RoutingError
├── DatasetUnusable    the dataset's files are missing or do not fit each other
├── BadProblem         a solver was given numbers that do not fit each other
└── BadRequest         the request cannot be meant so; carries the field's name
"""


class RoutingError(Exception):
    """Base of everything that this package raises on purpose."""


class DatasetUnusable(RoutingError):
    """The dataset cannot be used; the message says which file and why."""


class BadProblem(RoutingError):
    """The numbers given to a solver make no problem; the message names the one to mend."""


class BadRequest(RoutingError):
    """A value that no dataset could answer.

    Parameters
    ----------
    field
        Name of the field as in the request body, e.g. ``"distance_km"``.
    message
        What is wrong and what would be right.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message
