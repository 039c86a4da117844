"""``python -m scripts.plan``: a tour without a server."""

import json
import re
import subprocess
import sys
from pathlib import Path

import gpxpy
import pandas as pd
import pytest

from app.dataset import Dataset
from scripts import plan
from tests.app.tiny import LAKE, START, SquarePlanner, write_dataset

ROOT = Path(__file__).resolve().parents[2]
AT = f"{START[0]},{START[1]}"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny dataset, planned on by squares."""
    write_dataset(tmp_path / "data")
    monkeypatch.setattr("app.dataset._real_planner", lambda: SquarePlanner.open)
    return tmp_path / "data"


def run(data: Path, *arguments: str) -> int:
    """Run the command on a dataset."""
    try:
        return plan.main(["--data", str(data), *arguments])
    except SystemExit as stop:
        return int(stop.code or 0)


def test_summary_says_what_the_tour_is(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Length, time, class, surface, junctions, reasons and warnings stand in a few lines."""
    assert run(data, "--mode", "fietsen", "--start", AT, "--km", "7", "--theme", "heide", "--lang", "en") == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.splitlines() == [
        "Round trip (cycling), 7.0 km near Nieuw-Rolde",
        "  7.0 km · 27 min · loop · +0.0 % from the asked length",
        "  Ridden or walked twice: 0 m",
        "  Surface: asphalt 86 %, surface unknown 14 %",
        "  Landscape: landscape unknown 51 %, heath 49 %",
        "  Junctions: 12 – 45",
        "  heide: 3.4 km heath, Hunebed D17",
        "  ! Of 1.0 km the surface is not known.",
    ]


def test_json_is_the_answer_of_the_api(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``--json`` prints the FeatureCollection, one line, and nothing else."""
    assert run(data, "--mode", "fietsen", "--start", AT, "--km", "7", "--alternatives", "2", "--json") == 0
    printed = capsys.readouterr().out
    answer = json.loads(printed)
    assert answer["type"] == "FeatureCollection"
    assert len(answer["features"]) == 2
    assert printed.count("\n") == 1


def test_files_hold_the_tours(data: Path, tmp_path: Path) -> None:
    """GeoJSON has all alternatives, best first; GPX the first."""
    gpx, geojson = tmp_path / "a.gpx", tmp_path / "a.geojson"
    wish = ("--mode", "fietsen", "--start", AT, "--km", "7", "--alternatives", "3")
    assert run(data, *wish, "--gpx", str(gpx), "--geojson", str(geojson)) == 0
    features = json.loads(geojson.read_bytes())["features"]
    assert len(features) == 3
    line = [[p.longitude, p.latitude] for p in gpxpy.parse(gpx.read_text()).tracks[0].segments[0].points]
    assert line == features[0]["geometry"]["coordinates"]


def test_every_option_reaches_the_planner(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed is what is asked."""
    opened = Dataset.open(data)
    monkeypatch.setattr(Dataset, "open", lambda *_: opened)
    wish = (
        "--mode wandelen --start 6.5,52.5 --end 6.6,52.6 --km 12 --theme heide=0.5 --theme bos --via 6.55,52.55 "
        "--via 6.56,52.56 --network junctions --date 2027-05-15 --depart 10:00 --audience family --avoid steps "
        "--avoid busy --dog --need toilet=5000 --need horeca=0.4-0.6 --alternatives 2 --seed 9"
    )
    assert run(data, *wish.split()) == 0
    request = opened.planner.requests[-1]  # type: ignore[attr-defined]
    assert (request.mode, request.start, request.end, request.distance_m) == (
        "wandelen",
        (6.5, 52.5),
        (6.6, 52.6),
        12000,
    )
    assert request.themes == {"bos": 1.0, "heide": 0.5}
    assert request.via == ((6.55, 52.55), (6.56, 52.56))
    assert (str(request.date), str(request.depart)) == ("2027-05-15", "10:00:00")
    assert (request.network, request.audience, request.avoid) == ("junctions", "family", {"steps", "busy"})
    assert [(n.kind, n.every_m, n.from_share, n.to_share) for n in request.needs] == [
        ("toilet", 5000, None, None), ("horeca", None, 0.4, 0.6),
    ]  # fmt: skip
    assert (request.dog, request.alternatives, request.seed) == (True, 2, 9)


def test_no_tour_is_no_error(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From a lake: exit 0, the reason in words, no file."""
    file = tmp_path / "a.gpx"
    wish = (
        "--mode",
        "fietsen",
        "--start",
        f"{LAKE[0]},{LAKE[1]}",
        "--km",
        "7",
        "--gpx",
        str(file),
        "--lang",
        "en",
    )
    assert run(data, *wish) == 0
    assert "more than 2 km from any usable way" in capsys.readouterr().out
    assert not file.exists()
    assert run(data, *wish, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["features"], answer["reason"]) == ([], "start_too_far")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("--km 7", "--mode"),
        ("--mode vliegen --km 7", "vliegen"),
        ("--mode fietsen --km 0", "--km"),
        ("--mode fietsen --km -1", "--km"),
        ("--mode fietsen --km 10000", "--km"),
        ("--mode fietsen --km NaN", "--km"),
        ("--mode fietsen --km inf", "--km"),
        ("--mode fietsen --km ver", "--km"),
        ("--mode fietsen --km 7 --minutes 60", "--km"),
        ("--mode fietsen --start 6.5", "--start"),
        ("--mode fietsen --start a,b", "--start"),
        ("--mode fietsen --start -70.5,4.2 --km 7", "--start"),
        ("--mode fietsen --start 4.9,52.37 --km 7", "--start"),
        ("--mode fietsen --start 1e999,5 --km 7", "--start"),
        ("--mode fietsen --theme bergen", "--theme"),
        ("--mode fietsen --theme heide=x", "--theme"),
        ("--mode fietsen --theme heide=-1", "--theme"),
        ("--mode fietsen --date 2027-02-30", "--date"),
        ("--mode fietsen --depart 25:00", "--depart"),
        ("--mode fietsen --avoid cows", "--avoid"),
        ("--mode fietsen --need toilet", "--need"),
        ("--mode fietsen --need horeca=0.6-0.4", "--need"),
        ("--mode fietsen --event nope", "--event"),
        ("--mode fietsen --alternatives 0", "--alternatives"),
        ("--mode fietsen --seed -1", "--seed"),
        ("--mode fietsen --lang fr", "--lang"),
        ("--mode fietsen --km 7 --gpx /nowhere/at/all/a.gpx", "/nowhere/at/all/a.gpx"),
        ("--mode fietsen --colour red", "--colour"),
    ],
)
def test_bad_input_is_one_clear_line(
    data: Path, arguments: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2 and one line that names the option; nothing on stdout."""
    assert run(data, *arguments.split()) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert told in printed.err


def test_folder_without_a_dataset(tmp_path: Path) -> None:
    """As people run it: exit 2, one line that says how to make a dataset, no traceback."""
    command = [
        sys.executable,
        "-m",
        "scripts.plan",
        "--data",
        str(tmp_path),
        "--mode",
        "fietsen",
        "--km",
        "7",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "scripts.build" in done.stderr


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    """``--help`` shows what the interface promises."""
    with pytest.raises(SystemExit) as stop:
        plan.main(["--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    options = set(re.findall(r"--([a-z]+)", text))
    assert options >= {
        "data", "mode", "start", "km", "end", "theme", "via", "network", "date", "depart", "audience", "alternatives",
        "seed", "gpx", "geojson", "html", "pdf", "json", "avoid", "dog", "need", "event", "lang",
    }  # fmt: skip


def test_event_of_the_agenda_is_reached_in_time(
    demo_dataset: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A tour to a market day of the demo region tells when one arrives there; on another day it is refused."""
    events = pd.read_parquet(demo_dataset / "current" / "events.parquet").set_index("event_id")
    market, elsewhere = events.loc["demo-01"], events.loc["demo-02"]
    day, at = market["start"][:10], f"{elsewhere['lon']},{elsewhere['lat']}"
    wish = ("--mode", "fietsen", "--start", at, "--km", "20", "--event", "demo-01")
    assert run(demo_dataset, *wish, "--date", day, "--depart", "10:00") == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if market["title"] in line]
    assert market["start"][11:16] <= line.split()[0] <= market["end"][11:16]
    assert run(demo_dataset, *wish, "--date", "2027-05-16") == 2
    assert capsys.readouterr().err.startswith("plan: --event.0: is on 2027-05-15")
