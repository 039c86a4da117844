"""Region files are complete, and bad ones are told apart."""

import ast
import re
from pathlib import Path

import pyproj
import pytest

from geodata.errors import RegionError
from geodata.regions import load_region, read_region, region_names

PACKAGE = Path(__file__).parents[2] / "geodata"


@pytest.mark.parametrize("name", ["drenthe", "liechtenstein", "demo"])
def test_region_files_are_complete(name):
    """Every region has titles in three languages, a metric CRS, attribution and sourced norms."""
    region = load_region(name)
    assert set(region.title) == {"nl", "en", "de"}
    assert pyproj.CRS(region.crs).axis_info[0].unit_name == "metre"
    assert region.attribution
    assert all(norm.source and norm.kind for norm in region.norms)
    assert {norm.facility for norm in region.norms} > {"toilet", "bench", "drinking_water", "shelter"}
    assert region.demo == (name == "demo")


def test_unknown_region_lists_the_known():
    """A misspelt region is answered with the names that exist."""
    with pytest.raises(RegionError, match="demo, drenthe, liechtenstein"):
        load_region("../drente")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('crs = "EPSG:28992"', ""), "crs"),
        (('"spacing"', '"nearby"'), "nearby"),
        (("centre = [", "centre = "), "demo"),
    ],
)
def test_damaged_region_files_are_refused(tmp_path, change, words):
    """A missing fact, an unknown word, broken TOML: the message names it."""
    text = (PACKAGE / "regions" / "demo.toml").read_text(encoding="utf-8")
    (tmp_path / "demo.toml").write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(RegionError, match=words):
        read_region(tmp_path / "demo.toml")


def test_no_code_names_a_region():
    """Region facts are data: no string in geodata or routing is or holds a region's name."""
    names = re.compile("|".join(name for name in region_names() if name != "demo"))
    for package in (PACKAGE, PACKAGE.parent / "routing"):
        for path in package.rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            prose = {
                id(node.value)
                for node in ast.walk(tree)
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
                    assert not names.search(node.value.lower()), f"{path.name}:{node.lineno}"
