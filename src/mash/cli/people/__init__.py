"""The commands of `./mash people`: each is one small module here, found by its name.

A module has `HELP`, `arguments(parser)` and `run(options) -> int`, as the commands above it. A trailing underscore
is not part of the name, so that `import_.py` is `./mash people import`.
"""

import importlib
import pkgutil
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from mash.cli import Command

_SHARED = {"files"}  # modules here that are no command


def every_subcommand() -> "dict[str, Command]":
    """Every command of `./mash people` by its name, in alphabetical order."""
    names = sorted(room.name for room in pkgutil.iter_modules(__path__) if room.name not in _SHARED)
    return {
        name.rstrip("_"): cast("Command", importlib.import_module(f"{__name__}.{name}")) for name in names
    }
