"""Settings: none is needed, a wrong one is told."""

from pathlib import Path

import pytest

from app.settings import ROOT, SettingInvalid, Settings


def test_no_setting_is_needed() -> None:
    """A fresh clone finds its dataset and its database below itself."""
    settings = Settings.read({})
    assert settings == Settings()
    assert settings.data_dir == ROOT / "geodata" / "data" / "datasets" / "default"
    assert settings.database_url == f"sqlite:///{ROOT}/instance/rondje.sqlite"


def test_settings_by_their_names(tmp_path: Path) -> None:
    """Each name sets its part; an empty one is as good as none."""
    settings = Settings.read(
        {
            "RONDJE_DATA": str(tmp_path),
            "DATABASE_URL": "postgres://u:p@db/rondje",
            "RONDJE_PUBLIC_URL": "https://rondje.example.nl/",
            "RONDJE_MAX_BODY_BYTES": "2000",
            "RONDJE_DATASET_CHECK_S": "",
        }
    )
    assert settings.data_dir == tmp_path
    assert settings.database_url == "postgresql+psycopg://u:p@db/rondje"
    assert settings.public_url == "https://rondje.example.nl"
    assert (settings.max_body_bytes, settings.dataset_check_s) == (2000, 1.0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RONDJE_MAX_BODY_BYTES", "lots"),
        ("RONDJE_MAX_BODY_BYTES", "-1"),
        ("RONDJE_DATASET_CHECK_S", "nan"),
        ("RONDJE_PUBLIC_URL", "javascript:alert(1)"),
    ],
)
def test_wrong_setting_is_named(name: str, value: str) -> None:
    """The complaint names the setting and shows the value."""
    with pytest.raises(SettingInvalid, match=name):
        Settings.read({name: value})
