"""The batch: tasks spread over processes of this machine, or over a Dask cluster, each result a file of its own.

A task whose file is there already and was made of the same dataset is not done again, so that a batch that was cut off
goes on where it stopped, and a task that two workers do at once leaves one and the same file.
"""

import json
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.canonical import to_json
from app.catalogue.tasks import Task, fingerprint
from app.dataset import Dataset
from app.planning import plan_tours
from routing.errors import BadRequest

_TOGETHER = 12


def run(
    data: Path, out: Path, tasks: Sequence[Task], scheduler: str | None, done: Callable[[int], None]
) -> None:
    """Do tasks.

    Parameters
    ----------
    data
        The dataset's version; where a cluster works, the same path on each of its machines.
    out
        Folder for the results; the same on each machine too.
    tasks
        What to do.
    scheduler
        Address of a Dask scheduler; None works with as many processes as this machine has cores.
    done
        Is told how many tasks have been done since it was last called.
    """
    out.mkdir(parents=True, exist_ok=True)
    version = Dataset.open(data).version
    open_tasks = [task for task in tasks if not is_done(out, task, version)]
    done(len(tasks) - len(open_tasks))
    if not open_tasks:
        return
    # Here and not at the top: it takes a second to come in.
    from dask.distributed import Client, LocalCluster, as_completed  # noqa: PLC0415

    chunks = [open_tasks[i : i + _TOGETHER] for i in range(0, len(open_tasks), _TOGETHER)]
    if scheduler is not None:
        cluster = None
    else:
        cores = min(os.cpu_count() or 1, len(chunks))
        cluster = LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=cores,
            threads_per_worker=1,
            dashboard_address=None,
            # A worker that is slow to leave is not worth a line to whoever waits.
            silence_logs=logging.ERROR,
        )
    with Client(cluster or scheduler) as client:  # type: ignore[no-untyped-call]
        futures = {
            client.submit(
                do, str(data), str(out), [task.as_json() for task in chunk], pure=False, retries=2
            ): len(chunk)
            for chunk in chunks
        }
        for future in as_completed(futures):  # type: ignore[no-untyped-call]
            future.result()
            done(futures[future])
    if cluster is not None:
        cluster.close()


def do(data: str, out: str, tasks: Sequence[dict[str, Any]]) -> None:
    """Do tasks in this process and leave their results; what a worker runs."""
    dataset = _dataset(data)
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
            "made_of": fingerprint(task, dataset.version),
            "task": values,
            "dataset": dataset.version,
            "request": body.canonical(),
            "tour": None,
        }
        if tours:
            tour_id, record = tours[0]
            result["tour"] = {"id": tour_id, "record": record}
        _write(Path(out) / f"{task.key}.json", result)


def is_done(out: Path, task: Task, version: str) -> bool:
    """Whether a result of the task on this version of the dataset is there."""
    try:
        with (out / f"{task.key}.json").open("rb") as file:
            head = file.read(4000)
    except OSError:
        return False
    # What it was made of stands first in the file, so that a look needs not read the whole tour.
    wanted = to_json({"made_of": fingerprint(task, version)})[:-1]
    return head.startswith(wanted)


def results(out: Path, tasks: Sequence[Task], version: str) -> Iterator[dict[str, Any]]:
    """Give the results that hold a tour."""
    for task in tasks:
        path = out / f"{task.key}.json"
        if not is_done(out, task, version):
            continue
        result: dict[str, Any] = json.loads(path.read_bytes())
        if result["tour"] is not None:
            yield result


def _write(path: Path, result: dict[str, Any]) -> None:
    # Under a name of this process first, then in one move: no reader ever sees half a file.
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(to_json(result))
    part.replace(path)


@lru_cache(maxsize=1)
def _dataset(folder: str) -> Dataset:
    dataset = Dataset.open(Path(folder))
    dataset.planner.warm()
    return dataset
