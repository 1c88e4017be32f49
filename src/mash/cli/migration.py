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
