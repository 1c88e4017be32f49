"""Django in this process, with the environment that a command chose."""

import os
from collections.abc import Mapping

from mash.cli.errors import UserError


def set_up(environment: Mapping[str, str]) -> None:
    """Load Django with these variables; only once a process, before anything imports a model."""
    os.environ.clear()
    os.environ.update(environment)
    import django

    django.setup()


def refuse_unless_demo() -> None:
    """Raise `UserError` when this is not the demo: its secrets may be shown, nobody else's."""
    if os.environ.get("MASH_ENV") != "demo":
        raise UserError("This command shows the demo's secrets and works in the demo alone.")
