"""A throw-away PostgreSQL with MASH's tables, two hubs and some cases, for what needs a database."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from benchmarks.pages.__main__ import MODEL, Bench
from mash.cli.postgres import Cluster

PLAIN = """
    CREATE TABLE plain_entry (LIKE ledger_entry INCLUDING ALL);
    CREATE TABLE plain_mention (LIKE ledger_mention INCLUDING ALL);
    GRANT INSERT, SELECT ON plain_entry, plain_mention TO mash_app;"""
"""The same columns, defaults and indexes: no function, no policies, no triggers, no foreign key."""
TRUE_TIMES = {"track_commit_timestamp": "on"}
"""PostgreSQL keeps when each transaction committed: the time from commit to leaf is read, not guessed."""


@contextmanager
def place() -> Iterator[Bench]:
    """Everything durable as in the demo (fsync on); deleted afterwards."""
    state = Path(tempfile.mkdtemp(prefix="mash-bench-"))
    state.chmod(0o711)
    cluster = Cluster(state)
    cluster.start(options=TRUE_TIMES)
    try:
        bench = Bench(cluster, datetime.now(UTC).replace(microsecond=0))
        cluster.create_database(MODEL)
        migrate = [sys.executable, "-m", "mash.cli", "migrate"]
        subprocess.run(
            migrate, env=bench.environment(MODEL, owner=True), check=True, stdout=subprocess.DEVNULL
        )
        played = [sys.executable, "-m", "benchmarks.ledger.writing", "world"]
        subprocess.run(played, env=environment(bench), check=True)
        with supreme(bench) as connection:
            connection.execute(PLAIN)
            connection.execute("VACUUM (ANALYZE)")
        yield bench
    finally:
        cluster.destroy()
        shutil.rmtree(state, ignore_errors=True)


def supreme(bench: Bench, database: str = MODEL) -> psycopg.Connection[tuple[object, ...]]:
    """As the superuser, whom no policy keeps from counting; each statement commits."""
    connection: psycopg.Connection[tuple[object, ...]] = bench.cluster.connect(
        "mash_super", database, autocommit=True
    )
    return connection


def environment(bench: Bench, database: str = MODEL) -> dict[str, str]:
    """What a process needs to work on this database as the application does; no witness is asked."""
    return {**bench.environment(database), "MASH_LOG_WITNESSES": ""}
