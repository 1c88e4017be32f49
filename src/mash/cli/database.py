"""Django on the database at hand, for a command that reads or changes it."""

import contextlib
from collections.abc import Iterator

from mash.cli import instance
from mash.cli.environment import for_instance
from mash.cli.loading import set_up
from mash.cli.state import default_folder


@contextlib.contextmanager
def database() -> Iterator[None]:
    """As the application: on the named server's database, a running instance's or the state folder's own."""
    with instance.databases(default_folder()) as found:
        set_up(for_instance(default_folder(), found))
        yield
