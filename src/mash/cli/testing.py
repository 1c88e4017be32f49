"""The pytest plugin that names the tests' settings before Django reads them.

It overrides whatever the shell holds, so that a test never meets a real database. The databases themselves are made
when the first test asks for one: see `tests/conftest.py`.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from mash.cli.environment import OFFLINE

STATE = "MASH_TEST_STATE"
"""The variable by which the processes of one test run share its temporary state folder."""

_made_here = STATE not in os.environ
if _made_here:
    _folder = Path(tempfile.mkdtemp(prefix="mash-tests-"))
    _folder.chmod(0o711)  # PostgreSQL's own user has to pass through when the tests run as root
    os.environ[STATE] = str(_folder)

os.environ.update(OFFLINE | {"MASH_STATE": os.environ[STATE]})


def state_folder() -> Path:
    """The temporary state folder that all processes of this test run share."""
    return Path(os.environ[STATE])


def _clean_up() -> None:
    """Stop the run's PostgreSQL and delete its folder, however the run ends."""
    folder = state_folder()
    if (folder / "secrets.json").exists():
        from mash.cli.postgres import Cluster

        Cluster(folder).destroy()
    shutil.rmtree(folder, ignore_errors=True)


if _made_here:
    atexit.register(_clean_up)
