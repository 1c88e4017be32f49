"""The commands of `./mash`: each is one small module in `commands/`, found by its name; those of `./mash people` and
`./mash ledger` are modules of those packages.

A command module has `HELP` (a sentence), `arguments(parser)` and `run(options) -> int`, the exit status. With
`PASSES_ON = True` it also receives what argparse does not know, in `options.rest`.
"""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Protocol, cast

from mash.cli.errors import UserError


class Command(Protocol):
    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, options: argparse.Namespace) -> int: ...


def commands_of(package: ModuleType) -> dict[str, Command]:
    """The commands of a package by their names, in alphabetical order: `-` stands for `_`, and a last `_` for nothing."""
    found = {}
    for room in sorted(each.name for each in pkgutil.iter_modules(package.__path__)):
        module = importlib.import_module(f"{package.__name__}.{room}")
        if hasattr(module, "HELP"):
            found[room.rstrip("_").replace("_", "-")] = cast("Command", module)
    return found


def every_command() -> dict[str, Command]:
    """Every command of `./mash`."""
    from mash.cli import commands

    return commands_of(commands)


def nest(parser: argparse.ArgumentParser, package: ModuleType) -> None:
    """Let the commands of a package follow the parser's own; `run_nested` runs the one that was chosen."""
    choices = parser.add_subparsers(dest="nested_command", metavar="COMMAND", required=True)
    for name, command in commands_of(package).items():
        room = choices.add_parser(name, help=command.HELP, description=command.HELP, allow_abbrev=False)
        command.arguments(room)
        room.set_defaults(nested=command)


def run_nested(options: argparse.Namespace) -> int:
    return int(options.nested.run(options))


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="mash", description="The open system for Multi-Agency Safeguarding Hubs.", allow_abbrev=False
    )
    choices = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in every_command().items():
        room = choices.add_parser(
            name, help=command.HELP, description=command.HELP, allow_abbrev=False, add_help=name != "manage"
        )
        command.arguments(room)
        room.set_defaults(chosen=command)
    return top


READER_GONE = 141
"""What a shell sees of a program that SIGPIPE ended: 128 and the signal's number."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; what a person can put right is one sentence on stderr.

    Whoever reads the output may stop, as `head` does: that ends the command without a word.
    """
    try:
        try:
            return _run(arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at its end: into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE


def _run(arguments: Sequence[str] | None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words == ["help"]:
        words = ["--help"]
    top = parser()
    options, rest = top.parse_known_args(words)
    if rest and not getattr(options.chosen, "PASSES_ON", False):
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    try:
        return int(options.chosen.run(options))
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
