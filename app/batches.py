"""Batches: many independent tasks spread over the processes of this machine, or over a Dask cluster.

A task leaves a file; one whose file is there and was made of the same things is not done again. So a batch that was
cut off goes on where it stopped, and a task that two workers do at once leaves one and the same file.
"""

import json
import logging
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.canonical import to_json
from app.dataset import Dataset

Values = dict[str, Any]
Work = Callable[[str, str, Sequence[Values]], None]

# A worker gets a few at a time, so that one that is slow to start still finds something to do.
_TOGETHER = 12


def spread(
    work: Work,
    data: Path,
    out: Path,
    tasks: Sequence[Values],
    scheduler: str | None,
    done: Callable[[int], None],
) -> None:
    """Do tasks, in any order.

    Parameters
    ----------
    work
        A function of a module, called with the dataset's folder, the folder for results, and some tasks.
    data, out
        Those folders; where a cluster works, the same paths on each of its machines.
    tasks
        Plain values.
    scheduler
        Address of a Dask scheduler; None works with as many processes as this machine has cores.
    done
        Is told how many tasks have been done since it was last called.
    """
    if not tasks:
        return
    # Here and not at the top: it takes a second to come in.
    from dask.distributed import Client, LocalCluster, as_completed  # noqa: PLC0415

    together = max(1, min(_TOGETHER, len(tasks) // (2 * (os.cpu_count() or 1))))
    chunks = [list(tasks[i : i + together]) for i in range(0, len(tasks), together)]
    cluster = None
    if scheduler is None:
        cluster = LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=min(os.cpu_count() or 1, len(chunks)),
            threads_per_worker=1,
            dashboard_address=None,
            # A worker that is slow to leave is not worth a line to whoever waits.
            silence_logs=logging.ERROR,
        )
    with Client(cluster or scheduler) as client:  # type: ignore[no-untyped-call]
        futures = {
            client.submit(work, str(data), str(out), chunk, pure=False, retries=2): len(chunk)
            for chunk in chunks
        }
        for future in as_completed(futures):  # type: ignore[no-untyped-call]
            future.result()
            done(futures[future])
    if cluster is not None:
        cluster.close()


def is_done(path: Path, made_of: str) -> bool:
    """Whether a task's file is there and was made of this."""
    try:
        with path.open("rb") as file:
            head = file.read(4000)
    except OSError:
        return False
    # What it was made of stands first in the file, so that a look needs not read all of it.
    return head.startswith(to_json({"made_of": made_of})[:-1])


def read_result(path: Path) -> Values:
    """Return what a task left."""
    result: Values = json.loads(path.read_bytes())
    return result


def write_result(path: Path, made_of: str, result: Values) -> None:
    """Leave what came of a task; no reader ever sees half of it."""
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(to_json({"made_of": made_of} | result))
    part.replace(path)


@lru_cache(maxsize=1)
def dataset_at(folder: str) -> Dataset:
    """Return the dataset of a folder, opened once in a process."""
    dataset = Dataset.open(Path(folder))
    dataset.planner.warm()
    return dataset
