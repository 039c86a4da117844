"""The catalogue's part of a batch: what a worker does with a task, and what came of all."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app import batches
from app.catalogue.tasks import Task, fingerprint
from app.dataset import Dataset
from app.planning import plan_tours
from routing.errors import BadRequest


def run(
    data: Path, out: Path, tasks: Sequence[Task], scheduler: str | None, done: Callable[[int], None]
) -> None:
    """Do those tasks that are not done yet; parameters as in :func:`app.batches.spread`."""
    out.mkdir(parents=True, exist_ok=True)
    version = Dataset.open(data).version
    still = [task.as_json() for task in tasks if not is_done(out, task, version)]
    done(len(tasks) - len(still))
    batches.spread(do, data, out, still, scheduler, done)


def do(data: str, out: str, tasks: Sequence[dict[str, Any]]) -> None:
    """Plan tasks in this process and leave their tours; what a worker runs."""
    dataset = batches.dataset_at(data)
    for values in tasks:
        task = Task.from_json(values)
        if is_done(Path(out), task, dataset.version):
            continue
        body = task.body()
        try:
            tours = plan_tours(dataset, body).tours
        except BadRequest:
            # A village beyond what the ways of the extract reach: one tour less, not the end of the batch.
            tours = ()
        result: dict[str, Any] = {
            "task": values,
            "dataset": dataset.version,
            "request": body.canonical(),
            "tour": None,
        }
        if tours:
            tour_id, record = tours[0]
            result["tour"] = {"id": tour_id, "record": record}
        batches.write_result(_path(Path(out), task), fingerprint(task, dataset.version), result)


def is_done(out: Path, task: Task, version: str) -> bool:
    """Whether a result of the task on this version of the dataset is there."""
    return batches.is_done(_path(out, task), fingerprint(task, version))


def results(out: Path, tasks: Sequence[Task], version: str) -> Iterator[dict[str, Any]]:
    """Give the results that hold a tour."""
    for task in tasks:
        if not is_done(out, task, version):
            continue
        result = batches.read_result(_path(out, task))
        if result["tour"] is not None:
            yield result


def _path(out: Path, task: Task) -> Path:
    return out / f"{task.key}.json"
