"""`mash worker`."""

import argparse

from mash.cli.loading import set_up
from mash.cli.translations import compile_all

HELP = "Run the jobs: messages, sweeps, purges. `mash demo` has its own."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=2, help="jobs at once (default: 2)")


def run(options: argparse.Namespace) -> int:
    import os

    compile_all()
    set_up({"DJANGO_SETTINGS_MODULE": "mash.config.settings", **os.environ})
    from django.core.management import call_command

    call_command(
        "procrastinate", "worker", "--concurrency", str(options.concurrency), "--delete-jobs", "successful"
    )
    return 0
