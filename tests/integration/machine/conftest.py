"""Machines of their own for these tests: they kill what they start."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mash.cli.postgres import Cluster


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A state folder that PostgreSQL's own user can reach; deleted with everything in it."""
    folder = Path(tempfile.mkdtemp(prefix="mash-machine-"))
    folder.chmod(0o711)
    yield folder
    if (folder / "secrets.json").exists():
        Cluster(folder).destroy()
    shutil.rmtree(folder)


@pytest.fixture
def state() -> Iterator[Path]:
    with reachable_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def durable() -> Iterator[Cluster]:
    """A started PostgreSQL as the demo has it, fsync and all; who stops it starts it again."""
    with reachable_folder() as folder:
        made = Cluster(folder)
        made.start()
        yield made
        made.stop()


@pytest.fixture
def clean_environment(monkeypatch) -> None:
    """No settings of the tests: what a person's shell has."""
    for name in [name for name in os.environ if name.startswith(("MASH_", "DJANGO_"))]:
        monkeypatch.delenv(name)
