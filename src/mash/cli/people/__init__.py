"""The commands of `./mash people`: each is one small module here, found by its name.

A module has `HELP`, `arguments(parser)` and `run(options) -> int`, as the commands above it. A trailing underscore
is not part of the name, so that `import_.py` is `./mash people import`.
"""

import contextlib
import importlib
import pkgutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from mash.cli import instance
from mash.cli.environment import for_instance
from mash.cli.loading import set_up
from mash.cli.state import default_folder

if TYPE_CHECKING:
    from mash.cli import Command

_SHARED = {"files"}  # modules here that are no command


def every_subcommand() -> "dict[str, Command]":
    """Every command of `./mash people` by its name, in alphabetical order."""
    names = sorted(room.name for room in pkgutil.iter_modules(__path__) if room.name not in _SHARED)
    return {
        name.rstrip("_"): cast("Command", importlib.import_module(f"{__name__}.{name}")) for name in names
    }


@contextlib.contextmanager
def database() -> Iterator[None]:
    """Django on the database at hand, as the application: the named server's, a running instance's or the folder's own."""
    with instance.databases(default_folder()) as found:
        set_up(for_instance(default_folder(), found))
        yield
