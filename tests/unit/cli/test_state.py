import os
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from mash.cli import environment, state
from mash.cli.environment import Databases, NoDatabaseError

DATABASES = Databases(app="postgresql://mash_app@/m", owner="postgresql://mash_owner@/m")


@pytest.fixture(autouse=True)
def _bare_shell(monkeypatch):
    for name in [name for name in os.environ if name.startswith("MASH_")]:
        monkeypatch.delenv(name)


def test_a_secret_is_made_once_kept_and_closed_to_others(tmp_path):
    first = state.secret(tmp_path, "key")

    assert state.secret(tmp_path, "key") == first
    assert state.secret(tmp_path, "other") != first
    assert len(first) >= 43
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_the_folder_is_the_named_one_or_stands_beside_other_applications_data(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert state.default_folder() == Path("/home/ann/.local/share/mash")

    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert state.default_folder() == Path("/data/mash")

    monkeypatch.setattr("sys.platform", "darwin")
    assert state.default_folder() == Path("/home/ann/Library/Application Support/mash")

    monkeypatch.setenv("MASH_STATE", "/srv/mash")
    assert state.default_folder() == Path("/srv/mash")


def test_two_cannot_hold_one_lock(tmp_path):
    with (
        state.lock(tmp_path / "lock"),
        pytest.raises(BlockingIOError),
        state.lock(tmp_path / "lock", wait=False),
    ):
        pass
    with state.lock(tmp_path / "lock", wait=False):
        pass


def test_the_application_is_not_told_the_owners_password(tmp_path):
    found = environment.for_instance(tmp_path, DATABASES)

    assert found["MASH_DATABASE_URL"] == DATABASES.app
    assert not [name for name, value in found.items() if "mash_owner" in value]


def test_the_owner_works_on_the_same_database(tmp_path):
    assert environment.for_instance(tmp_path, DATABASES, side="owner")["MASH_DATABASE_URL"] == DATABASES.owner


def test_an_owner_that_nobody_named_is_asked_for(tmp_path):
    with pytest.raises(NoDatabaseError, match="MASH_OWNER_DATABASE_URL"):
        environment.for_instance(tmp_path, Databases("postgresql://a@/m", ""), side="owner")


def test_the_keys_stay_the_same_and_fit_what_they_are_for(tmp_path):
    first = environment.for_instance(tmp_path, DATABASES)
    second = environment.for_instance(tmp_path, DATABASES)

    assert (first["MASH_SECRET_KEY"], first["MASH_FILE_KEY"]) == (
        second["MASH_SECRET_KEY"],
        second["MASH_FILE_KEY"],
    )
    assert Fernet(first["MASH_FILE_KEY"]).encrypt(b"a draft")


def test_what_the_shell_says_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("MASH_CLAMD", "unix:/run/clamd")
    monkeypatch.setenv("MASH_BASE_URL", "https://hub.example.org")

    found = environment.for_instance(tmp_path, DATABASES, base_url="http://127.0.0.1:8001")

    assert found["MASH_CLAMD"] == "unix:/run/clamd"
    assert found["MASH_BASE_URL"] == "https://hub.example.org"


@pytest.mark.parametrize("offered", [environment.OFFLINE, environment.PRODUCTION])
def test_the_settings_for_looking_only_are_complete(offered, monkeypatch):
    from mash.config.environment import Environment

    for name, value in offered.items():
        monkeypatch.setenv(name, value)

    Fernet(Environment().file_key)
