"""`mash openapi`."""

import argparse
import os

from mash.cli.environment import OFFLINE
from mash.cli.loading import set_up
from mash.cli.printing import show

HELP = "Print the API's schema (OpenAPI, as JSON)."


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(options: argparse.Namespace) -> int:
    del options
    set_up({**os.environ, **OFFLINE, "DJANGO_SETTINGS_MODULE": "mash.config.settings"})
    from mash.interfaces.api import schema

    show(schema(), as_json=True)
    return 0
