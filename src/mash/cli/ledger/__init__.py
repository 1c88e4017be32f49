"""The commands of `./mash ledger`: each is one small module here, found by its name; `_` stands for `-`."""

import importlib
import pkgutil
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from mash.cli import Command

_SHARED = {"asking"}  # modules here that are no command


def every_subcommand() -> "dict[str, Command]":
    """Every command of `./mash ledger` by its name, in alphabetical order."""
    names = sorted(room.name for room in pkgutil.iter_modules(__path__) if room.name not in _SHARED)
    return {
        name.replace("_", "-"): cast("Command", importlib.import_module(f"{__name__}.{name}"))
        for name in names
    }
