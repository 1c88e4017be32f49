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
EVERYWHERE = ["-o", "norecursedirs=.* *.egg-info build node_modules"]
"""Overrides pyproject.toml, which keeps tests/long out of the ordinary run."""

STEADY = ["--hypothesis-profile", "ci"]
"""The same examples in every run, so that a change is judged by what it changed; `--long` and pytest look for new ones."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--long", action="store_true", help="also the drills: kills, races, matrices, restore"
    )


def run(options: argparse.Namespace) -> int:
    """The exit status is pytest's. `-n 0` among the arguments runs in one process."""
    compile_all()
    # In the folders' order the browser's long modules come first, and no process waits for them at the end.
    spread = ["-n", PROCESSES, "--dist", "loadscope", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", *spread]
    command += EVERYWHERE if options.long else STEADY
    root = project.root()
    # Paths are typed from where the person stands; without any, the whole of tests/ is run.
    folder = Path.cwd() if any(Path(word.partition("::")[0]).exists() for word in options.rest) else root
    return subprocess.run([*command, "--rootdir", root, *options.rest], cwd=folder, check=False).returncode
