"""Rows into the waiting room, batch by batch, and what they would change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F

from mash.foundation.kernel.ids import public_ids
from mash.foundation.visibility import as_service
from mash.registers.people.feeds.mapping import Outcome
from mash.registers.people.feeds.models import RowProblem, Run
from mash.registers.people.feeds.problems import is_aside

BATCH: Final = 5_000
"""Rows that are held in memory and committed together; a kill costs at most so many, read again."""
_JSON: Final = json.JSONEncoder(ensure_ascii=False)

# One JSON text for a batch: an array a column would be quoted cell by cell.
_KEEP = """
INSERT INTO feeds_incoming (run_id, number, record, key, digest, said, deleted, fate)
SELECT %(run)s, number, record, key, digest, said, deleted, ''
  FROM jsonb_to_recordset(%(rows)s::jsonb)
    AS row(number bigint, record text, key text, digest text, said jsonb, deleted boolean)
ON CONFLICT (run_id, key) DO NOTHING RETURNING number
"""


@transaction.atomic
def keep_batch(*, run: Run, outcomes: Sequence[Outcome], read_to: int) -> None:
    """Keep what a batch of rows says, and what was odd about them. `read_to` is the number of its last row.

    A number that the file had before is not kept again: its row stands aside.
    """
    good = [one for one in outcomes if one.said is not None or one.deleted]
    with as_service("feeds"):
        kept = _insert(run, good)
        twice = [one for one in good if one.number not in kept]
        found = [
            RowProblem(
                run=run,
                number=one.number,
                key=one.key,
                code=problem.code,
                aside=is_aside(problem.code),
                column=problem.column[:210],
                value=problem.value,
            )
            for one in outcomes
            for problem in one.problems
        ] + [
            RowProblem(
                run=run,
                number=one.number,
                key=one.key,
                code="twice",
                aside=True,
                value=_JSON.encode(one.said),
            )
            for one in twice
        ]
        RowProblem.objects.bulk_create(found, batch_size=1_000)
        Run.objects.filter(pk=run.pk).update(
            read_to=read_to,
            rows=F("rows") + len(outcomes),
            aside=F("aside") + len(outcomes) - len(kept),
            noted=F("noted") + sum(bool(one.problems) for one in good if one.number in kept),
            unreadable=F("unreadable")
            + sum(not one.key for one in outcomes if one.said is None and not one.deleted),
        )


def _insert(run: Run, good: Sequence[Outcome]) -> set[int]:
    if not good:
        return set()
    rows = [
        {
            "number": one.number,
            "record": record,
            "key": one.key,
            "digest": one.digest,
            "said": one.said,
            "deleted": one.deleted,
        }
        for one, record in zip(good, public_ids(len(good)), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"run": run.pk, "rows": _JSON.encode(rows)})
        return {number for (number,) in cursor.fetchall()}


# The feed's own records are compared by digest; a number that another feed of the agency supplies is not touched.
_OTHERS = """
WITH taken AS (
  DELETE FROM feeds_incoming i USING people_record r
   WHERE i.run_id = %(run)s AND r.agency = %(agency)s AND r.key = i.key AND r.key <> '' AND r.live
     AND r.source <> %(source)s
  RETURNING i.number, i.key, i.said)
INSERT INTO feeds_rowproblem (run_id, number, key, code, aside, "column", value)
SELECT %(run)s, number, key, 'other-feed', true, '', coalesce(said::text, '') FROM taken
"""
_FATES = """
UPDATE feeds_incoming i
   SET fate = CASE WHEN i.deleted THEN CASE WHEN r.id IS NULL THEN 'same' ELSE 'gone' END
                   WHEN r.id IS NULL THEN 'new' WHEN r.digest = i.digest THEN 'same' ELSE 'changed' END
  FROM feeds_incoming j LEFT JOIN people_record r
    ON r.agency = %(agency)s AND r.key = j.key AND r.key <> '' AND r.live
 WHERE i.run_id = %(run)s AND j.id = i.id
"""
# Whose row stands aside is not missing: the agency still speaks of them.
_MISSING = """
INSERT INTO feeds_incoming (run_id, number, record, key, digest, said, deleted, fate)
SELECT %(run)s, -row_number() OVER (ORDER BY r.id), '', r.key, '', NULL, true, 'gone'
  FROM people_record r
 WHERE r.agency = %(agency)s AND r.source = %(source)s AND r.live AND r.key <> ''
   AND NOT EXISTS (SELECT FROM feeds_incoming i WHERE i.run_id = %(run)s AND i.key = r.key)
   AND NOT EXISTS (SELECT FROM feeds_rowproblem p WHERE p.run_id = %(run)s AND p.aside AND p.key = r.key)
"""
_COUNT = """
SELECT count(*) FILTER (WHERE fate = 'new'), count(*) FILTER (WHERE fate = 'changed'),
       count(*) FILTER (WHERE fate = 'same'), count(*) FILTER (WHERE fate = 'gone'),
       (SELECT count(*) FROM people_record r
         WHERE r.agency = %(agency)s AND r.source = %(source)s AND r.live AND r.key <> '')
  FROM feeds_incoming WHERE run_id = %(run)s
"""


@transaction.atomic
def compare(*, run: Run) -> Run:
    """Say of each row what it would change, and count; changes nothing in the index."""
    feed = run.feed
    facts: dict[str, Any] = {"run": run.pk, "agency": feed.agency.key, "source": str(feed.ref)}
    with as_service("feeds"), connection.cursor() as cursor:
        cursor.execute(_OTHERS, facts)
        others = cursor.rowcount
        cursor.execute(_FATES, facts)
        if run.mode == "snapshot":
            # Rows that came a moment ago have no statistics: left to itself the planner would compare each with each.
            cursor.execute("SET LOCAL enable_nestloop = off")
            cursor.execute(_MISSING, facts)
            cursor.execute("SET LOCAL enable_nestloop = on")
        cursor.execute(_COUNT, facts)
        new, changed, same, gone, live = cursor.fetchone()
        run.refresh_from_db()
        run.new, run.changed, run.same, run.gone, run.live_before = new, changed, same, gone, live
        run.aside += others
        run.state = Run.State.COMPARED
        run.save()
    return run
