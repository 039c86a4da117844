"""Valhalla and OSRM beside us, through the shared script; everything is None where they are not there."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.bench.yardstick import metres, middle_and_p95, repeated_share


@dataclass(frozen=True)
class Peers:
    """The shared peers script, and a Python that has what it needs."""

    script: Path
    python: Path | None

    @property
    def there(self) -> bool:
        """Whether they can be run."""
        return self.python is not None and Path(self.python).exists() and self.script.exists()

    def build(self, extract: Path, folder: Path) -> dict[str, Any] | None:
        """Build both; seconds and memory."""
        return self._run("build", str(extract), "--dir", str(folder))

    def write_pairs(self, extract: Path, n: int, out: Path) -> bool:
        """Write random pairs of points on bicycle ways; False where that can't be done."""
        if out.exists():
            return True
        try:
            return self._run("pairs", str(extract), "--n", str(n), "--out", str(out)) is not None
        except subprocess.CalledProcessError:
            return False

    def paths(self, folder: Path, pairs: Path) -> dict[str, Any] | None:
        """Times and lengths A to B."""
        return self._run("paths", "--dir", str(folder), "--pairs", str(pairs))

    def loops(self, folder: Path, starts: Path, km: float) -> dict[str, Any] | None:
        """The usual round-trip recipe, by bicycle, judged with our yardstick."""
        out = folder / "loops.geojson"
        answer = self._run(
            "loops", "--dir", str(folder), "--starts", str(starts), "--km", str(km), "--out", str(out)
        )
        if answer is None:
            return None
        lines = [
            f["geometry"]["coordinates"] for f in json.loads(out.read_text(encoding="utf-8"))["features"]
        ]
        errors = [_length(line) / (1000 * km) - 1 for line in lines]
        return {
            **answer,
            "length_error": middle_and_p95(errors),
            "repeated_share": middle_and_p95([repeated_share(line) for line in lines]),
        }

    def _run(self, *words: str) -> dict[str, Any] | None:
        if not self.there:
            return None
        path = f"{Path(str(self.python)).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        done = subprocess.run(
            [str(self.python), str(self.script), *words],
            check=True, capture_output=True, text=True, env={**os.environ, "PATH": path},
        )  # fmt: skip
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


def _length(line: list[list[float]]) -> float:
    xy = metres(line)
    return float(((xy[1:] - xy[:-1]) ** 2).sum(axis=1).__pow__(0.5).sum())
