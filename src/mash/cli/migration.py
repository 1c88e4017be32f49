"""Bring a database up to date: Django's migrations, then every policy, trigger and grant."""

from typing import TYPE_CHECKING, cast

from django.core.management import call_command
from django.db import connection

from mash.foundation.visibility.apply import apply_policies

if TYPE_CHECKING:
    from psycopg import Connection


def migrate(*, verbosity: int = 1) -> None:
    """Migrate the default database, whose connection must be `mash_owner`'s.

    The policies follow at once and as a whole: until they stand, `mash_app` may not read a new table.
    """
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=0)
    connection.ensure_connection()
    # Django annotates its own wrapper loosely; underneath stands psycopg's connection.
    apply_policies(cast("Connection", connection.connection))


def install() -> None:
    """Install the lists of codes and the standards that ship and are missing, as the service `setup`.

    Apart from `migrate`, for those who fill a database of their own. The owner is bound by the policies like everybody.
    """
    from mash.foundation.kernel import Actor
    from mash.foundation.kernel.time import now
    from mash.foundation.visibility import acting
    from mash.registers.standards.actions import install_missing

    by, at = Actor.service("setup"), now()
    with acting(by, at):
        install_missing(by=by, at=at)
