"""An instance of its own for the drill, which kills what it started."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.drills.killing import Running

from mash.cli.postgres import Cluster


@pytest.fixture
def running() -> Iterator[Running]:
    folder = Path(tempfile.mkdtemp(prefix="mash-drill-"))
    folder.chmod(0o711)  # PostgreSQL's own user has to pass through when the tests run as root
    made = Running(folder)
    yield made
    made.stop()
    Cluster(folder).destroy()
    shutil.rmtree(folder)
