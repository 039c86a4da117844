"""Coverage of every kind, mode and municipality as a batch: a task for each, its figures and gaps in a file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app import batches
from app.coverage import ask, find_gaps
from app.dataset import Dataset
from app.presenter.coverage import gap_features, summary
from app.presenter.features import about
from geodata.vocabulary import FACILITIES, MODES
from routing.errors import BadRequest


@dataclass(frozen=True)
class CoverageTask:
    """One kind for one mode in one municipality; None: in all of the region."""

    facility: str
    mode: str
    municipality: str | None

    @property
    def key(self) -> str:
        """A name for files."""
        where = "".join(c if c.isalnum() else "-" for c in self.municipality or "whole-region").lower()
        return f"{self.mode}-{self.facility}-{where}"


def tasks_of(dataset: Dataset) -> list[CoverageTask]:
    """Return every combination that the dataset has."""
    municipalities = [None, *sorted(dataset.planner.coverage().graph.municipalities)]
    return [
        CoverageTask(facility, mode, where)
        for where in municipalities
        for mode in MODES
        for facility in FACILITIES
    ]


def run(
    data: Path, out: Path, tasks: Sequence[CoverageTask], scheduler: str | None, done: Callable[[int], None]
) -> None:
    """Do those tasks that are not done yet; parameters as in :func:`app.batches.spread`."""
    out.mkdir(parents=True, exist_ok=True)
    version = Dataset.open(data).version
    still = [asdict(task) for task in tasks if not batches.is_done(_path(out, task), _made_of(task, version))]
    done(len(tasks) - len(still))
    batches.spread(do, data, out, still, scheduler, done)


def do(data: str, out: str, tasks: Sequence[dict[str, Any]]) -> None:
    """Measure tasks in this process and leave what was found; what a worker runs."""
    dataset = batches.dataset_at(data)
    for values in tasks:
        task = CoverageTask(**values)
        try:
            found, _ = find_gaps(dataset, ask(task.facility, task.mode, None, None, task.municipality))
        except BadRequest as error:
            result: dict[str, Any] = {"summary": None, "reason": str(error), "features": []}
        else:
            result = {"summary": summary(found, (), "en"), "features": gap_features(found.gaps)}
        content = {"type": "FeatureCollection"} | result | about(dataset)
        batches.write_result(_path(Path(out), task), _made_of(task, dataset.version), content)


def rows(out: Path, tasks: Sequence[CoverageTask]) -> Iterator[dict[str, Any]]:
    """Give a row of figures for each task that has any, for a table over all."""
    for task in tasks:
        found = batches.read_result(_path(out, task))["summary"]
        if found is not None and found["in_data"]:
            wanted = ("norm_m", "norm_type", "network_m", "within_norm_share", "gap_m", "facilities")
            yield asdict(task) | {name: found[name] for name in wanted} | {"gaps": len(found["gaps"])}


def _path(out: Path, task: CoverageTask) -> Path:
    return out / f"{task.key}.json"


def _made_of(task: CoverageTask, version: str) -> str:
    return f"{version} {task.key}"
