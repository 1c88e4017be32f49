"""The pytest plugin that names the tests' settings before Django reads them.

It overrides whatever the shell holds, so that a test never meets a real database. The databases themselves are made
when the first test asks for one: see `tests/conftest.py`.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

STATE = "MASH_TEST_STATE"
"""The variable by which the processes of one test run share its temporary state folder."""

_made_here = STATE not in os.environ
if _made_here:
    _folder = Path(tempfile.mkdtemp(prefix="mash-tests-"))
    _folder.chmod(0o711)  # PostgreSQL's own user has to pass through when the tests run as root
    os.environ[STATE] = str(_folder)

os.environ.update(
    MASH_ENV="test",
    MASH_STATE=os.environ[STATE],
    MASH_SECRET_KEY="the tests' key signs nothing that lasts",  # noqa: S106 - no secret: it guards nothing
    MASH_FILE_KEY="dGhlIHRlc3RzJyBrZXkgc2VhbHMgbm8gc2VjcmV0ISE=",
    MASH_DATABASE_URL="postgresql://mash_app@/no_database_yet?host=/nowhere",
    MASH_OWNER_DATABASE_URL="postgresql://mash_owner@/no_database_yet?host=/nowhere",
    MASH_BASE_URL="http://127.0.0.1:8000",
    MASH_MAIL="memory",
    MASH_CLAMD="",
)


def state_folder() -> Path:
    """The temporary state folder that all processes of this test run share."""
    return Path(os.environ[STATE])


def pytest_unconfigure(config: pytest.Config) -> None:
    """At the end of the whole run, stop its PostgreSQL and delete its folder."""
    del config
    if not _made_here:
        return
    folder = state_folder()
    if (folder / "secrets.json").exists():
        from mash.cli.postgres import Cluster

        Cluster(folder).destroy()
    shutil.rmtree(folder, ignore_errors=True)
