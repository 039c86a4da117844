"""From a file or a kept tour to a matched tour that can be kept; shared by the call, the pages and the command line."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from app.dataset import Dataset
from app.errors import FileRefused
from app.imports import Notice, place, read
from app.languages import mark
from app.planning import Planned
from app.presenter.record import Asked, Record, record, tour_id
from routing.errors import BadRequest

if TYPE_CHECKING:
    from routing.closures import Closure
    from routing.matching import MatchResult, Stretch


_TOO_LONG = mark("The route in this file is longer than 500 km. Cut it into days.")
_LASTING = ("made_round", "on_network")


@dataclass(frozen=True)
class Wish:
    """What to make of a file.

    Attributes
    ----------
    mode
        How it is travelled.
    loop
        Come back to the start by another way.
    network
        ``junctions``: along the numbered node network.
    """

    mode: str
    loop: bool = False
    network: str = "free"


def match_file(
    dataset: Dataset,
    data: bytes,
    most_bytes: int,
    wish: Wish,
    language: str,
    closures: "Sequence[Closure]" = (),
) -> Planned:
    """Make a tour of a file.

    Raises
    ------
    FileRefused
        If it cannot be read, lies elsewhere or is too long.
    """
    title = (dataset.manifest.get("title") or {}).get(language) or dataset.manifest["region"]
    placed = place(read(data, most_bytes), dataset.bbox, str(title))
    return _match(dataset, placed.coordinates, wish, placed.notices, closures)


def match_again(dataset: Dataset, kept: Record, wish: Wish, closures: "Sequence[Closure]" = ()) -> Planned:
    """Make another tour of one that was made of a file; the file itself was not kept.

    Raises
    ------
    FileRefused
        If its line is too long.
    """
    line = np.array(kept["coordinates"], dtype=np.float64)
    before = kept.get("matched") or {
        "share": 1.0,
        "trace_m": kept["length_m"],
        "unmatched": [],
        "remarks": [],
    }
    return _match(dataset, line, wish, (), closures, before)


def _match(
    dataset: Dataset,
    line: npt.NDArray[np.float64],
    wish: Wish,
    notices: Sequence[Notice],
    closures: "Sequence[Closure]",
    before: Mapping[str, Any] | None = None,
) -> Planned:
    from routing.matching import MatchRequest  # noqa: PLC0415 - it compiles searches

    asked_of_planner = MatchRequest(wish.mode, line, wish.loop, wish.network, tuple(closures))  # type: ignore[arg-type]
    try:
        found = dataset.planner.match(asked_of_planner)
    except BadRequest as error:
        if error.field != "coordinates":
            raise
        raise FileRefused(_TOO_LONG) from error
    digest = hashlib.sha256(np.round(line, 6).tobytes()).hexdigest()
    asked = Asked("match", {"mode": wish.mode, "loop": wish.loop, "network": wish.network, "line": digest})
    if found.tour is None:
        return Planned(asked, (), found.reason)
    kept = dict(record(found.tour, dataset, asked)) | {"matched": _matched(found, wish, notices, before)}
    return Planned(asked, ((tour_id(kept, dataset, asked, 0), kept),), None)


def _matched(
    found: "MatchResult", wish: Wish, notices: Sequence[Notice], before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What is kept of how a tour was made; of one made of another tour, what that one said of the file still holds."""
    remarks: list[Mapping[str, Any]] = [{"code": n.code, "values": dict(n.values)} for n in notices]
    remarks += [entry for entry in before["remarks"] if entry["code"] in _LASTING] if before else []
    remarks += [{"code": code, "values": {}} for code in _done(found, wish)]
    known = [entry["code"] for entry in remarks]
    share = found.matched_share * (before["share"] if before else 1.0)
    return {
        # rounded down: what is not all of it must not read as all of it
        "share": int(share * 10_000) / 10_000,
        "trace_m": before["trace_m"] if before else round(found.trace_m, 1),
        "unmatched": before["unmatched"] if before else [_stretch(stretch) for stretch in found.unmatched],
        "remarks": [entry for i, entry in enumerate(remarks) if entry["code"] not in known[:i]],
    }


def _stretch(stretch: "Stretch") -> dict[str, Any]:
    return {
        "kind": stretch.kind,
        "from_m": round(stretch.from_m, 1),
        "to_m": round(stretch.to_m, 1),
        "from": [round(value, 6) for value in stretch.from_lonlat],
        "to": [round(value, 6) for value in stretch.to_lonlat],
    }


def _done(found: "MatchResult", wish: Wish) -> list[str]:
    """What was done to the line, and what could not be."""
    done: list[str] = list(found.remarks)
    if wish.loop and not {"already_round", "no_way_back"} & set(done):
        done.append("made_round")
    if wish.network == "junctions" and "no_network" not in done:
        done.append("on_network")
    return done
