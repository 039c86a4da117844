"""The systemd units that the documentation offers are ones that systemd takes."""

import shutil
import subprocess
from pathlib import Path

import pytest

from app.settings import ROOT


@pytest.mark.parametrize("name", ["rondje.service", "rondje-refresh.service", "rondje-refresh.timer"])
def test_unit_is_valid(name: str, tmp_path: Path) -> None:
    """No unknown setting, no program that is not there, once the paths are those of this checkout."""
    binary = shutil.which("systemd-analyze")
    if binary is None:
        pytest.skip("systemd is not installed")
    for source in (ROOT / "docs" / "deploy").glob("rondje*"):
        text = source.read_text().replace("/srv/rondje", str(ROOT)).replace("User=rondje", "User=root")
        text = text.replace("EnvironmentFile=/etc/rondje.env", f"EnvironmentFile=-{tmp_path}/env")
        (tmp_path / source.name).write_text(text)
    done = subprocess.run(
        [binary, "verify", "--man=no", tmp_path / name], capture_output=True, text=True, check=False
    )
    told = [line for line in done.stderr.splitlines() if str(tmp_path) in line or name in line]
    assert (done.returncode, told) == (0, [])
