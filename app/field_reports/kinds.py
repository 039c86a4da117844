"""What can be reported, in plain English to be translated where it is shown."""

from collections.abc import Mapping

from app.languages import mark

KINDS: Mapping[str, str] = {
    "path_closed": mark("path closed"),
    "path_blocked": mark("path blocked, such as by a fallen tree"),
    "path_bad": mark("path in bad condition"),
    "sign_missing": mark("sign missing or wrong"),
    "bench_broken": mark("bench broken"),
    "facility_broken": mark("facility broken or closed"),
    "litter": mark("litter or damage"),
    "other": mark("something else"),
}
"""Kind → what it is called; also the order of the form."""

NEAR_M = 60.0
"""A tour that comes this near to a reported place is warned."""
MOST_WAITING = 500
"""With more that nobody has looked at, no further ones are taken: the form is open to everybody."""
MOST_NOTE = 500
"""Letters of a note."""
