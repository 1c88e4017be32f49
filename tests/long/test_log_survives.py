"""Kill -9 of the web processes, the worker, the sequencer and PostgreSQL at any moment: the log stays whole.

No action that was acknowledged lacks its entry, no entry its action; each entry that was committed is a leaf, once; the
log verifies; and within 30 seconds of each kill forms get through and their entries come into the tree. 100 kills, or MASH_KILLS.
"""

import os
import random
import subprocess
import sys
from collections.abc import Callable

import pytest
from tests.integration.drills.killing import TARGETS, Running, drill, until

pytestmark = pytest.mark.long
KILLS = int(os.environ.get("MASH_KILLS", "100"))
KINDS = (*TARGETS, "sequencer")

NEWEST = "SELECT coalesce(max(id), 0) FROM ledger_entry"
SEALED = "SELECT count(*) FROM ledger_seal WHERE entry_id = %s"
WAITING = "SELECT count(*) FROM ledger_waiting"
WITHOUT_LEAF = """
    SELECT e.id FROM ledger_entry e LEFT JOIN ledger_seal s ON s.entry_id = e.id
      LEFT JOIN ledger_leaf l ON l.index = s.leaf WHERE l.index IS NULL"""
LEAVES = """
    SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM ledger_leaf),
           (SELECT max(index) + 1 FROM ledger_leaf)"""
WITHOUT_ACTION = """
    SELECT m.entry_id FROM ledger_mention m
     WHERE m.kind = 'contact' AND NOT EXISTS (SELECT FROM intake_contact c WHERE c.ref = m.ref)
        OR m.kind = 'matter' AND NOT EXISTS (SELECT FROM matters_matter t WHERE t.ref = m.ref)"""


def test_a_hundred_kills_leave_the_log_whole(running):
    drill(running, kills=KILLS, seed=random.randrange(10**6), kinds=KINDS, back=sequenced_again(running))

    until("every entry is in the tree", lambda: one(running, WAITING) == 0)
    judge_log(running)


def sequenced_again(running: Running) -> Callable[[str], None]:
    """Wait, after a kill, until an entry that was committed since is a leaf."""

    def wait(kind: str) -> None:
        newest = one(running, NEWEST)
        until(f"entries come into the tree after {kind}", lambda: one(running, SEALED, newest) == 1)

    return wait


def one(running: Running, statement: str, *values: object) -> int:
    with running.connect() as connection:
        return connection.execute(statement, values).fetchone()[0]


def judge_log(running: Running) -> None:
    with running.connect() as connection:
        assert connection.execute(WITHOUT_LEAF).fetchall() == []
        entries, leaves, size = connection.execute(LEAVES).fetchone()
        assert entries == leaves == size
        assert connection.execute(WITHOUT_ACTION).fetchall() == []
    unsaid = {name: value for name, value in os.environ.items() if not name.startswith("MASH_")}
    verified = subprocess.run(
        [sys.executable, "-m", "mash.cli", "ledger", "verify"],
        env={**unsaid, "MASH_STATE": str(running.state)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
