"""A real server on a dataset, in a process of its own, for as long as a test module needs it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60


@contextmanager
def serving(dataset: Path, folder: Path) -> Iterator[str]:
    """Serve a dataset by gunicorn; gives the server's address.

    Parameters
    ----------
    dataset
        What ``scripts.build --out`` made.
    folder
        Where the database and the log go.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "RONDJE_DATA": str(dataset),
        "DATABASE_URL": f"sqlite:///{folder / 'tours.sqlite'}",
        "RONDJE_WORKERS": "1",
    }
    environment.pop("PORT", None)
    command = [sys.executable, "-m", "gunicorn", "--config", "app/gunicorn.py"]
    command += ["--bind", f"127.0.0.1:{port}", "app:create_app()"]
    log = folder / "server.log"
    with (
        log.open("w") as output,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        ) as server,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    last = time.monotonic() + PATIENCE_S
    while time.monotonic() < last and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return
        except urllib.error.HTTPError as refused:
            refused.close()
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the server did not get ready:\n{log.read_text()[-4000:]}")
