"""`mash test`."""

import argparse
import subprocess
import sys
from pathlib import Path

from mash.cli import project
from mash.cli.translations import compile_all

HELP = "Run the tests, browser included; what follows is passed on to pytest."
PASSES_ON = True
PROCESSES = "2"
NOT_SEARCHED = "norecursedirs=.* build dist node_modules"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--long", action="store_true", help="also the drills: kills, races, matrices, restore"
    )


def run(options: argparse.Namespace) -> int:
    """The exit status is pytest's. `-n 0` among the arguments runs in one process."""
    compile_all()
    searched = NOT_SEARCHED if options.long else f"{NOT_SEARCHED} tests/long"
    command = [sys.executable, "-m", "pytest", "-p", "mash.cli.testing", "-n", PROCESSES, "-o", searched]
    root = project.root()
    # Paths are typed from where the person stands; without any, the whole of tests/ is run.
    folder = Path.cwd() if any(Path(word.partition("::")[0]).exists() for word in options.rest) else root
    return subprocess.run([*command, "--rootdir", root, *options.rest], cwd=folder, check=False).returncode
