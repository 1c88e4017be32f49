"""`mash serve`."""

import argparse
import os
import sys

from mash.cli.translations import compile_all

HELP = (
    "Serve the pages against the database that MASH_DATABASE_URL names (for production; add `mash worker`)."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bind", help="address:port or unix:/path (default: MASH_BIND or 127.0.0.1:8000)")


def run(options: argparse.Namespace) -> int:
    from mash.config.environment import load

    load()  # a missing setting explains itself here, once, and not from every web process
    compile_all()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:mash.config.gunicorn"]
    if options.bind:
        command += ["-b", options.bind]
    os.execv(command[0], command)  # noqa: S606 - gunicorn takes this process's place, without a shell
