"""How gunicorn serves the app: one process loads the dataset, the workers share its memory.

``PORT`` (default 8000) is what hosting platforms set, and then the server listens on all addresses;
``RONDJE_WORKERS`` (default: the cores) and ``RONDJE_THREADS`` (default 4) say how many requests run at once.
"""

import os
import shutil
import tempfile

bind = f"0.0.0.0:{os.environ['PORT']}" if os.environ.get("PORT") else "127.0.0.1:8000"
workers = int(os.environ.get("RONDJE_WORKERS") or os.cpu_count() or 1)
# The searches release the interpreter lock, so that threads of one worker do run beside each other.
threads = int(os.environ.get("RONDJE_THREADS") or 4)
worker_class = "gthread"
# Loaded before the fork: the memory-mapped graph and the place index exist once.
preload_app = True
timeout = 60
graceful_timeout = 30
keepalive = 5
limit_request_line = 8190
# Nothing here is steered while it runs, so there is no socket for it either.
control_socket_disable = True
# The app writes a line per request itself, without who asked.
accesslog = None
# Through this folder the workers' figures add up; it must be known before the app is imported.
_FIGURES = os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="rondje-figures-"))


def child_exit(_server: object, worker: object) -> None:
    """Forget what a worker that ended counted as going on."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

    mark_process_dead(worker.pid)  # type: ignore[attr-defined, no-untyped-call]


def on_exit(_server: object) -> None:
    """Remove the figures of this server."""
    shutil.rmtree(_FIGURES, ignore_errors=True)
