"""One process that works on the ledger: `python -m benchmarks.ledger.writing WORD`, started by the other modules.

`world` plays what the entries are about, `root` recomputes the root, `pages` asks for pages; `write` and `grow` do one
round for each line that they read. What they found is written as lines of JSON.
"""

from __future__ import annotations

import json
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from multiprocessing import get_context
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks.pages.households import models  # noqa: E402
from benchmarks.pages.play import play  # noqa: E402
from benchmarks.pages.tickets import session_of  # noqa: E402
from benchmarks.pages.world import World, build  # noqa: E402
from mash.casework.cases.events import VIEWED  # noqa: E402
from mash.casework.cases.models import Case  # noqa: E402
from mash.foundation.kernel import Actor, Ref  # noqa: E402
from mash.foundation.kernel.time import now  # noqa: E402
from mash.foundation.ledger import append  # noqa: E402
from mash.foundation.ledger.proof import tree  # noqa: E402
from mash.foundation.ledger.proof.checkpoints import SEQUENCER  # noqa: E402
from mash.foundation.ledger.proof.sequencing import sequence  # noqa: E402
from mash.foundation.visibility import acting  # noqa: E402
from mash_tlog.merkle import inclusion_proof  # noqa: E402

HOUSEHOLDS = 6
WARM, TURNS = 5, 100
GROUPS, IN_A_GROUP, PROOFS = 8, 64, 100
WHO = "county-screener"
PAYLOAD = {"part": "picture"}
APPEND = "SELECT mash.append("
PLAIN = """
    WITH new AS (
      INSERT INTO plain_entry (event, actor, actor_name, actor_role, at, purpose, payload, visible_to)
        VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, '{12}') RETURNING id, at),
    named AS (
      INSERT INTO plain_mention (entry_id, at, kind, ref, visible_to)
        SELECT new.id, new.at, k, r, '{12}' FROM new, unnest(%s::text[], %s::text[]) AS n (k, r))
    SELECT id FROM new"""
"""The rows that `mash.append` writes, of the same values, without the function."""


def as_it_is(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    return execute(sql, params, many, context)


def plainly(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Writes into the plain tables where `append` writes into the ledger."""
    return execute(PLAIN if sql.startswith(APPEND) else sql, params, many, context)


WAYS = {"ledger": as_it_is, "plain": plainly}


def write() -> None:
    """For each line, such as `ledger 8 10`: that many processes append in that way for so many seconds."""
    by = World.found().actors[WHO]
    with acting(by, now()):
        matters = list(Case.objects.order_by("pk").values_list("matter__ref", flat=True)[:50])
    for line in sys.stdin:
        how, writers, seconds = line.split()
        connection.close()
        with get_context("fork").Pool(int(writers)) as pool:
            said = [(how, by, matters, float(seconds))] * int(writers)
            print(json.dumps(pool.starmap(append_until_the_end, said, chunksize=1)), flush=True)


def append_until_the_end(how: str, by: Actor, matters: Sequence[str], seconds: float) -> dict[str, object]:
    """Entries that name a case and three people, as a page of a case makes them, each in a transaction of its own."""
    connection.ensure_connection()
    worked, begun = time.process_time(), time.perf_counter()
    took, place = [], 0
    while (before := time.perf_counter()) < begun + seconds:
        place += 1
        about = [Ref("matter", matters[place % len(matters)])]
        about += [Ref("person", f"{place * 7919 % 1_000_003 + one:016d}") for one in range(3)]
        at = now()
        with acting(by, at), connection.execute_wrapper(WAYS[how]):
            append(VIEWED, by=by, at=at, about=about, payload=PAYLOAD)
        took.append((time.perf_counter() - before) * 1000)
    connection.close()
    return {
        "took": took,
        "seconds": time.perf_counter() - begun,
        "processor": time.process_time() - worked,
    }


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word by word."""
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + naive_root(leaves[:half]) + naive_root(leaves[half:])).digest()


def root() -> dict[str, object]:
    """The root out of the stored tiles, and out of the leaves alone."""
    with acting(SEQUENCER, now()):
        size = tree.size()
        leaves = [b"\x01" + mac for mac in tree.leaf_macs(0, size)]
        return {"size": size, "tiles": tree.root(size).hex(), "leaves": naive_root(leaves).hex()}


def world() -> None:
    """Two hubs, and some households as their work has left them."""
    today = datetime.now(UTC).replace(microsecond=0)
    made = build(today)
    for one in models(today)[:HOUSEHOLDS]:
        play(one, made)


def grow() -> None:
    """For each line: milliseconds of an append with its sequencing, of proofs of leaves at random, and of the root."""
    by = World.found().actors[WHO]
    for _line in sys.stdin:
        took: dict[str, list[float]] = {"append": [], "proof": [], "root": []}
        for _group in range(GROUPS):
            before = time.perf_counter()
            for place in range(IN_A_GROUP):
                at = now()
                about = [Ref("matter", f"{place * 7919:016d}")]
                with acting(by, at):
                    append(VIEWED, by=by, at=at, about=about, payload=PAYLOAD)
            with acting(SEQUENCER, now()):
                sequence()
            took["append"].append((time.perf_counter() - before) * 1000 / IN_A_GROUP)
        with acting(SEQUENCER, now()):
            size = tree.size()
            for _proof in range(PROOFS):
                index = secrets.randbelow(size)
                before = time.perf_counter()
                inclusion_proof(index, size, tree.nodes(size))
                took["proof"].append((time.perf_counter() - before) * 1000)
                before = time.perf_counter()
                tree.root(size)
                took["root"].append((time.perf_counter() - before) * 1000)
        print(json.dumps(took), flush=True)


def pages() -> dict[str, dict[str, list[float]]]:
    """Milliseconds of pages that write one entry, in both ways by turns: two answers of one page stand side by side."""
    by = World.found().actors[WHO]
    client = Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={session_of(by)}"})
    with acting(by, now()):
        ref = Case.objects.order_by("pk").values_list("matter__ref", flat=True)[0]
    paths = {"worklist": reverse("desk:worklist"), "case": reverse("cases:case", kwargs={"ref": ref})}
    took: dict[str, dict[str, list[float]]] = {page: {way: [] for way in WAYS} for page in paths}
    for place in range(WARM + TURNS):
        for page, path in paths.items():
            for way in sorted(WAYS, reverse=bool(place % 2)):
                with connection.execute_wrapper(WAYS[way]):
                    before = time.perf_counter()
                    answer = client.get(path)
                    spent = (time.perf_counter() - before) * 1000
                if answer.status_code != HTTPStatus.OK:
                    raise SystemExit(f"The page {page} answered {answer.status_code}.")
                if place >= WARM:
                    took[page][way].append(spent)
    return took


WORDS: dict[str, Callable[[], object]] = {
    "write": write,
    "root": root,
    "world": world,
    "grow": grow,
    "pages": pages,
}

if __name__ == "__main__":
    said = WORDS[sys.argv[1]]()
    if said:
        json.dump(said, sys.stdout)
