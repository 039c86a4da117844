"""The agenda's command line: imports with a report, and what editors do, with a history."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scripts.events import main
from tests.app.agenda.conftest import _SEED, calendar
from tests.app.agenda.test_importing import ALL_DAY, WEEKLY
from tests.app.tiny import write_dataset


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny dataset with a seed, and an empty database."""
    version = write_dataset(tmp_path / "data")
    pq.write_table(pa.Table.from_pylist([_SEED]), version / "events.parquet")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'agenda.sqlite'}")
    return tmp_path / "data"


def run(data: Path, *arguments: str) -> int:
    command, *rest = arguments
    return main([command, "--data", str(data), "--who", "anna", *rest])


def test_an_import_reports_and_can_be_tried_first(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dry run tells and writes nothing; the real one writes; refused rows are told; JSON has all of it."""
    path = tmp_path / "agenda.ics"
    path.write_text(calendar(WEEKLY, ALL_DAY, "UID:x\nSUMMARY:Nergens\nDTSTART:20270501T100000"))
    assert run(data, "import", str(path), "--dry-run") == 0
    told = capsys.readouterr().out
    assert "2 new, 0 changed, 0 unchanged, 1 refused (dry run: nothing was written)" in told
    assert "refused  event 3: Nergens: no place of this region" in told
    assert run(data, "import", str(path), "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["new"], report["refused"], report["rows"][2]["code"]) == (2, 1, "no_place")
    assert run(data, "import", str(path)) == 0
    assert "0 new, 0 changed, 2 unchanged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("import", "nowhere.ics"), "nowhere.ics"),
        (("import", "http://127.0.0.1:9/x.ics"), "private network"),
        (("show", "nothing"), "no event is called"),
        (("add", "--title", "X"), "no beginning"),
        (("add", "--title", "X", "--start", "2027-05-01", "--settlement", "Nergens"), "no place"),
        (("add", "--title", "X", "--start", "2027-05-01", "--at", "2.35,48.85"), "outside the region"),
        (("cancel", "ganzenmarkt", "--date", "2027-11-09"), "is not on"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    """Exit 2, one line, no traceback."""
    assert run(data, *arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("events: ")
    assert told in error
    assert error.count("\n") == 1


def test_the_desk_adds_edits_duplicates_and_cancels(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What an editor does is in the list at once, and in the history with who did it."""
    add = (
        "--title",
        "Brinkconcert",
        "--start",
        "2027-06-01T20:00",
        "--settlement",
        "Rolde",
        "--uid",
        "brink",
    )
    assert run(data, "add", *add) == 0
    assert run(data, "edit", "brink", "--title", "Concert op de brink", "--price", "€ 5") == 0
    assert run(data, "duplicate", "ganzenmarkt", "--start", "2027-11-15") == 0
    assert run(data, "cancel", "ganzenmarkt", "--date", "2028-11-13") == 0
    capsys.readouterr()
    assert run(data, "list", "--from", "2027-06-01", "--to", "2027-06-01") == 0
    assert "Concert op de brink, Rolde" in capsys.readouterr().out
    assert run(data, "list", "--from", "2027-11-01", "--to", "2027-11-30") == 0
    told = capsys.readouterr().out
    assert "maandag 15 november 2027" in told
    assert "confirm" not in told
    assert run(data, "list", "--from", "2028-11-01", "--to", "2028-11-30") == 0
    assert "cancelled" in capsys.readouterr().out
    assert run(data, "history", "--json") == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert [(c["what"], c["who"]) for c in changes] == [
        ("cancelled", "anna"), ("added", "anna"), ("changed", "anna"), ("added", "anna"),
    ]  # fmt: skip
    assert changes[2]["values"] == {"title_nl": ["Brinkconcert", "Concert op de brink"], "price": ["", "€ 5"]}


def test_an_import_leaves_an_editors_work_alone(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was corrected at the desk stays so when the feed is read again; the rest follows the feed."""
    path = tmp_path / "agenda.ics"
    path.write_text(calendar(ALL_DAY))
    assert run(data, "import", str(path)) == 0
    assert run(data, "edit", "fair@x", "--title", "Kermis Assen") == 0
    path.write_text(calendar(ALL_DAY.replace("Kermis", "KERMIS!!!") + "URL:https://example.org/kermis\n"))
    capsys.readouterr()
    assert run(data, "import", str(path), "--json") == 0
    assert json.loads(capsys.readouterr().out)["rows"][0]["fields"] == ["url"]
    assert run(data, "show", "fair@x") == 0
    told = capsys.readouterr().out
    assert "Kermis Assen" in told
    assert "https://example.org/kermis" in told


def test_the_agenda_is_written_to_files(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a calendar that can be imported again, and as GeoJSON of some days."""
    out = tmp_path / "out.ics"
    assert run(data, "export", str(out)) == 0
    assert b"UID:ganzenmarkt" in out.read_bytes()
    days = tmp_path / "out.geojson"
    assert run(data, "export", str(days), "--from", "2027-11-01", "--to", "2027-11-30") == 0
    (feature,) = json.loads(days.read_bytes())["features"]
    assert feature["id"] == "ganzenmarkt.20271108"
    assert run(data, "export", str(tmp_path / "out.txt")) == 2
