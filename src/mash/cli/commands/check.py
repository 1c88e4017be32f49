"""`mash check`."""

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from mash.cli import project
from mash.cli.environment import OFFLINE, PRODUCTION

HELP = "Check everything that needs no running system; changes nothing and reports every failure."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", metavar="NAME", help="one check alone")


def run(options: argparse.Namespace) -> int:
    """Exit status 1 when anything is wrong. Each check is a process of its own, so that one cannot hide another."""
    root = project.root()
    failed = {}
    every = checks()
    if options.only and options.only not in every:
        print(f"There is no check {options.only}; there are: {', '.join(every)}")
        return 2
    for name, (command, environment) in every.items():
        if options.only in (None, name):
            done = _quietly(command, environment, root)
            print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", flush=True)
            if done.returncode != 0:
                failed[name] = done.stdout
    for name, output in failed.items():
        print(f"\n--- {name} ---\n{output.strip()}")
    return 1 if failed else 0


def checks() -> dict[str, tuple[list[str], Mapping[str, str]]]:
    """Each check by name: its command and the environment it runs in."""
    from mash.cli.inspection import OWN

    programs = Path(sys.executable).parent
    manage = [sys.executable, "-W", "ignore", "-m", "django"]
    own = {name: ([sys.executable, "-c", _OWN_CHECK, name], OFFLINE) for name in OWN}
    return {
        "format": ([str(programs / "ruff"), "format", "--check", "."], OFFLINE),
        "lint": ([str(programs / "ruff"), "check", "."], OFFLINE),
        "types": ([str(programs / "mypy")], OFFLINE),
        "imports": ([str(programs / "lint-imports")], OFFLINE),
        "migrations": ([*manage, "makemigrations", "--check", "--dry-run"], OFFLINE),
        "deploy": ([*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        **own,
    }


_OWN_CHECK = """
import sys
from mash.cli.inspection import OWN
problems = OWN[sys.argv[1]]()
print(*problems, sep="\\n")
sys.exit(bool(problems))
"""


def _quietly(
    command: list[str], environment: Mapping[str, str], root: Path
) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "mash.config.settings"}
    return subprocess.run(
        command,
        cwd=root,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
