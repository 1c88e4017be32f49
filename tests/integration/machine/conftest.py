"""Machines of their own for these tests: they kill what they start."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mash.cli.postgres import Cluster


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="mash-machine-"))
    folder.chmod(0o711)
    yield folder
    if (folder / "secrets.json").exists():
        Cluster(folder).destroy()
    shutil.rmtree(folder)


@pytest.fixture
def state() -> Iterator[Path]:
    """A state folder that PostgreSQL's own user can reach; deleted with everything in it."""
    with _folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def reachable_folder() -> Iterator[Path]:
    """The same for all tests of a module."""
    with _folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def durable(reachable_folder) -> Iterator[Cluster]:
    """A started PostgreSQL as the demo has it, fsync and all; who stops it starts it again."""
    made = Cluster(reachable_folder)
    made.start()
    yield made
    made.stop()
