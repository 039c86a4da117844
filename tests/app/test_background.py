"""Another host's map is drawn on, and its host asked, only where one is configured."""

from pathlib import Path

import pytest
from flask import Flask

from app.settings import SettingInvalid
from tests.app.conftest import close, make_app, parts, write_front_end
from tests.app.test_pages import page_data

TILES = "https://tiles.example.org/map/{z}/{x}/{y}.png"


def opened(app: Flask) -> tuple[str, dict[str, object]]:
    """The content security policy of the planner's page, and what its script is told."""
    write_front_end(parts(app).settings.static_dir)
    answer = app.test_client().get("/")
    close(app)
    return answer.headers["Content-Security-Policy"], page_data(answer.get_data(as_text=True))


def test_nobody_else_is_asked_unless_it_is_configured(data: Path, tmp_path: Path) -> None:
    """By default a page may load from its own host alone."""
    policy, page = opened(make_app(data, tmp_path))
    assert "http" not in policy
    assert page["background"] is None


def test_a_configured_map_is_allowed_and_credited(data: Path, tmp_path: Path) -> None:
    """Its host, and no other, is in the policy; whom it is from is told to the page."""
    policy, page = opened(
        make_app(data, tmp_path, RONDJE_BACKGROUND=TILES, RONDJE_BACKGROUND_CREDIT="Kadaster")
    )
    assert "connect-src 'self' https://tiles.example.org;" in policy
    assert "script-src 'self' 'nonce-" in policy
    assert page["background"] == {"tiles": TILES, "attribution": "Kadaster"}


@pytest.mark.parametrize(
    "address", ["http://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org/map.png", "{z}{x}{y}"]
)
def test_what_is_no_map_is_refused_at_the_start(data: Path, tmp_path: Path, address: str) -> None:
    """A wrong address is told when the server starts, not by an empty map."""
    with pytest.raises(SettingInvalid, match="RONDJE_BACKGROUND"):
        make_app(data, tmp_path, RONDJE_BACKGROUND=address)


def test_the_page_knows_which_modes_have_a_node_network(data: Path, tmp_path: Path) -> None:
    """Planning by junctions is offered where there are any."""
    _, page = opened(make_app(data, tmp_path))
    assert "fietsen" in page["node_networks"]  # type: ignore[operator]
