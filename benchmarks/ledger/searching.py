"""`python -m benchmarks.ledger.searching [ENTRIES ...] [--rounds N]`: the first page of each search of the log.

Entries and what they name are written directly, by the superuser of a throw-away PostgreSQL: 400 actors of 40 agencies,
300,000 persons, a case for twenty entries, 30 kinds of event, all of them skewed; nine of ten entries are for the hub
whose lead searches. The searches are the application's own, in its role and under its policies.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import psycopg

from mash.cli.environment import Databases, for_instance
from mash.cli.postgres import Cluster

MODEL: Final = "bench_model"
IN_A_HURRY: Final = {"fsync": "off", "max_wal_size": "8GB", "maintenance_work_mem": "512MB"}
STEP_SECONDS: Final = 3
"""Ten million entries are nearly a year."""

_ENTRIES: Final = """
INSERT INTO ledger_entry (id, at, recorded, request, transaction, actor, actor_name, actor_role, event, purpose, payload,
                          visible_to)
SELECT 1000 + n, at, at + interval '50 ms', md5(n::text), n, 'seat:' || 1000 + who, 'Worker ' || who || ' of ' || md5(who::text),
       CASE WHEN who %% 4 = 0 THEN 'researcher:agency-' || who %% 40 ELSE 'screener:agency-' || who %% 40 END,
       (%(events)s::text[])[1 + floor(30 * power(r2, 3))::int],
       CASE WHEN r3 < 0.06 THEN (ARRAY['below-s47', 's47', 's17', 's42', 'consent'])[1 + floor(r3 * 83)::int]
            WHEN r3 < 0.07 THEN 'case ' || n / 20 WHEN r3 < 0.0701 THEN 'Court of ' || md5(n::text) ELSE '' END,
       '{"part": "page", "shown": 3}',
       CASE WHEN r4 < 0.8 THEN ARRAY[%(ours)s::int] WHEN r4 < 0.9 THEN ARRAY[%(ours)s::int, %(other)s::int]
            ELSE ARRAY[%(other)s::int] END
  FROM (SELECT n, timestamptz '2026-01-01' + n * interval '1 second' * %(step)s AS at,
               -- The last ten left when a tenth of all this had happened.
               CASE WHEN n < %(many)s / 10 AND n %% 1000 < 10 THEN 390 + n %% 10 ELSE floor(390 * power(r1, 3))::int END AS who,
               r2, r3, r4
          FROM (SELECT n, random() AS r1, random() AS r2, random() AS r3, random() AS r4
                  FROM generate_series(1, %(many)s::bigint) AS n) AS drawn) AS made
"""
_MENTIONS: Final = """
INSERT INTO ledger_mention (entry_id, at, kind, ref, visible_to)
SELECT e.id, e.at, named.kind, named.ref, e.visible_to
  FROM (SELECT id, at, visible_to, random() AS r1, random() AS r2, random() AS r3 FROM ledger_entry) AS e
  CROSS JOIN LATERAL (VALUES
    ('matter', 'M' || floor(%(many)s / 20 * r1)::int), ('person', 'P' || floor(300000 * power(r2, 2))::int),
    ('agency', CASE WHEN r3 < 0.06 THEN 'agency-' || floor(40 * power(r3 / 0.06, 3))::int END)) AS named (kind, ref)
 WHERE named.ref IS NOT NULL
"""
_TERMS: Final = """
INSERT INTO ledger_term (kind, value, name, role, visible_to)
SELECT 'actor', actor, actor_name, actor_role, ARRAY[%(ours)s::int, %(other)s::int] FROM ledger_entry GROUP BY 2, 3, 4
UNION ALL
SELECT 'purpose', purpose, '', '', ARRAY[%(ours)s::int, %(other)s::int] FROM ledger_entry WHERE purpose <> '' GROUP BY 2
"""


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def environment(cluster: Cluster, database: str, *, owner: bool = False) -> dict[str, str]:
    urls = Databases(cluster.dsn("mash_app", database), cluster.dsn("mash_owner", database))
    found = for_instance(cluster.state, urls, side="owner" if owner else "app")
    return {**found, "MASH_MAIL": "memory", "DJANGO_SETTINGS_MODULE": "mash.config.settings"}


def side(cluster: Cluster, database: str, *words: str) -> Any:
    """What the side with Django prints."""
    command = [sys.executable, "-m", "benchmarks.ledger.searches", *words]
    done = subprocess.run(
        command, env=environment(cluster, database), stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{words[0]} failed")
    return json.loads(done.stdout)


def fill(connection: psycopg.Connection[Any], world: dict[str, Any], many: int) -> None:
    """Write the entries, without their indexes until they are all there."""
    said = {**world, "many": many, "step": STEP_SECONDS}
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('ledger_entry', 'ledger_mention')"
        " AND indexname NOT LIKE '%%\\_pkey'"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    connection.execute("ALTER TABLE ledger_mention DISABLE TRIGGER ALL")
    connection.execute("SELECT setseed(0.5)")
    for statement in (_ENTRIES, _MENTIONS, _TERMS):
        connection.execute(statement, said)
    connection.execute("ALTER TABLE ledger_mention ENABLE TRIGGER ALL")
    for _, definition in indexes:
        connection.execute(definition)
    connection.execute("VACUUM (ANALYZE) ledger_entry, ledger_mention, ledger_term")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("entries", type=int, nargs="*", default=[10_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=40, help="searches of each kind")
    options = parser.parse_args()
    found: dict[int, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder))
        cluster.start(options=IN_A_HURRY)
        try:
            cluster.create_database(MODEL)
            command = [sys.executable, "-m", "mash.cli", "migrate"]
            subprocess.run(
                command, env=environment(cluster, MODEL, owner=True), check=True, stdout=subprocess.DEVNULL
            )
            world = side(cluster, MODEL, "build")
            for many in options.entries:
                database = f"bench_{many}"
                cluster.create_database(database, template=MODEL)
                begin = time.perf_counter()
                with cluster.connect("mash_super", database, autocommit=True) as connection:
                    fill(connection, world, many)
                say(f"{many:,} entries written in {time.perf_counter() - begin:.0f} s")
                found[many] = side(
                    cluster, database, "measure", str(many), str(world["seat"]), str(options.rounds)
                )
                cluster.drop_database(database)
        finally:
            cluster.stop()
            cluster.destroy()
    print(table(found))


def table(found: dict[int, dict[str, list[float]]]) -> str:
    """p50 and p95 in milliseconds at each size, and the power with which p50 grows from the one before."""
    sizes = sorted(found)
    heads = [f"{size:,}: p50 | p95" for size in sizes] + [f"to {size:,}" for size in sizes[1:]]
    lines = ["| Search, first page (ms) | " + " | ".join(heads) + " |"]
    lines.append("|---|" + "---:|" * (2 * len(sizes) + len(sizes) - 1))
    for name in found[sizes[0]]:
        cells = [f"{number:.1f}" for size in sizes for number in found[size][name]]
        for small, large in pairwise(sizes):
            cells.append(
                f"n^{math.log(found[large][name][0] / found[small][name][0]) / math.log(large / small):.2f}"
            )
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
