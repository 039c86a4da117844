"""What comes round runs as our own commands, and a failure of one is told."""

import logging
from pathlib import Path

import pytest

from scripts import worker


def test_work_that_comes_round() -> None:
    """Newer data, the use of the network, and each feed."""
    work = worker.work_of("drenthe", Path("data"), ["https://example.org/a.ics"])
    assert list(work) == ["data", "use", "feed 1"]
    assert work["feed 1"][-1] == "https://example.org/a.ics"


def test_failure_is_told_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """A command that fails leaves its words in the log and its exit code."""
    with caplog.at_level(logging.INFO, "rondje.worker"):
        assert worker.do(["scripts.refresh", "--region", "nowhere"]) == 2
        assert worker.do(["scripts.refresh", "--help"]) == 0
    assert "nowhere" in caplog.text
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]
