"""Apply every policy, function and trigger of `sql/` as a whole; run as the owner after each migration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import Connection

SQL = Path(__file__).parent / "sql"

_DROP_POLICIES = """
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON public.%I', found.policyname, found.tablename);
  END LOOP;
  FOR found IN
    SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgname LIKE 'visibility\\_%'
  LOOP
    EXECUTE format('DROP TRIGGER %I ON public.%I', found.tgname, found.relname);
  END LOOP;
END $$;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM mash_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM mash_app;
"""


def apply_policies(connection: Connection) -> None:
    """Drop all policies, triggers and grants of ours and make them anew, in one transaction.

    `connection` is psycopg's, signed in as `mash_owner`. Files run in the order of their names.
    """
    with connection.transaction():
        # Two instances starting at once would otherwise drop each other's policies half-way.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('mash.visibility'))")
        connection.execute(_DROP_POLICIES)
        for path in sorted(SQL.glob("*.sql")):
            connection.execute(path.read_bytes())
