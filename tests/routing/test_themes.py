"""The themes and profiles as files: complete, and about things that exist."""

import numpy as np
import pytest

from geodata.vocabulary import LANDCOVER, MODES
from routing.profiles import profile
from routing.themes import LANGUAGES, beauty_along, themes
from tests.routing.drawing import draw

NAMES = {
    "heide", "bos", "water", "hunebedden", "erfgoed", "cultuur", "herinnering", "veen", "streekproduct", "familie",
    "stilte",
}  # fmt: skip


def test_there_are_the_eleven_themes():
    """The names that clients write are the names of the files."""
    assert set(themes()) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_theme_is_complete(name):
    """A name and a text in three languages, a picture, modes, places and what is rewarded along the way."""
    theme = themes()[name]
    for texts in (theme.title, theme.text):
        assert set(texts) == set(LANGUAGES)
        assert all(text.strip() == text and len(text) > 2 for text in texts.values())
    assert all(text.endswith(".") for text in theme.text.values())
    assert theme.icon.isidentifier()
    assert theme.modes
    assert set(theme.modes) <= set(MODES)
    assert theme.places
    assert all(prize > 0 for prize in theme.places.values())
    assert all(metres > 0 for metres in theme.near.values())
    rewards = [*theme.landcover.values(), *theme.stress.values(), *theme.noise.values(), *theme.lit.values()]
    assert all(0 < reward <= 1 for reward in rewards)
    assert 0 <= theme.protected <= 1


def test_pictures_and_names_differ():
    """No two themes look the same in a list."""
    assert len({theme.icon for theme in themes().values()}) == len(NAMES)
    for language in LANGUAGES:
        assert len({theme.title[language] for theme in themes().values()}) == len(NAMES)


@pytest.mark.parametrize(
    ("name", "cover"), [("heide", "heath"), ("bos", "forest"), ("water", "water"), ("veen", "bog")]
)
def test_nature_themes_reward_their_landscape_most(name, cover):
    """Along an edge that is all heath the heath theme gives full marks, and nothing else gives more."""
    drawn = draw("A--B", {"AB": {"landcover": {cover: 100}}})
    own = beauty_along(drawn.graph, themes()[name])[0]
    others = [
        beauty_along(draw("A--B", {"AB": {"landcover": {word: 100}}}).graph, themes()[name])[0]
        for word in LANDCOVER
    ]
    assert own == 1
    assert max(others) <= own


@pytest.mark.parametrize("name", sorted(NAMES))
def test_beauty_is_a_share(name):
    """Everything at once is still at most 1, and nothing is nothing."""
    rich = {
        "landcover": {"heath": 100, "forest": 100, "water": 100, "bog": 100}, "protected": 100, "stress": "car_free",
        "noise": "beyond_500m", "lit": "no",
    }  # fmt: skip
    drawn = draw("A--B--C", {"AB": rich})
    beauty = beauty_along(drawn.graph, themes()[name])
    assert 0 <= beauty[drawn.edge("AB")] <= 1
    assert beauty[drawn.edge("BC")] == 0


@pytest.mark.parametrize("mode", MODES)
def test_profiles_are_sensible(mode):
    """Every factor and speed is a positive number, the speed is a person's, the length lies in the mode's range."""
    p = profile(mode)
    for table in (
        p.way_class,
        p.surface,
        p.smoothness,
        p.stress,
        p.wheelchair,
        p.speed_surface,
        p.speed_class,
    ):
        assert np.isfinite(table).all()
        assert (table > 0).all()
    assert (p.speed_surface <= 1).all()
    assert (p.speed_class <= 1).all()
    assert 1 < p.speed_ms < 8
    assert 1000 <= p.default_distance_m <= 60_000


def test_an_unknown_profile_names_those_there_are():
    """A mistake in a mode's name is answered with the names."""
    with pytest.raises(ValueError, match="fietsen, wandelen, toegankelijk"):
        profile("paardrijden")
