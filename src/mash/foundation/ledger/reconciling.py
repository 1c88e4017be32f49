"""Hold the log against what happened: what the database changed, what the web server showed, what was sent.

Three witnesses that do not know of each other: triggers note each table that a transaction changed, the web server
writes a line for each answer into a file, and messages carry the time at which they left. What they know and the log
does not is a finding.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

from mash.foundation.kernel import Actor
from mash.foundation.ledger import findings
from mash.foundation.ledger.models import Finding

GRACE: Final = timedelta(minutes=2)
"""What is younger may still be under way."""
KEPT: Final = timedelta(days=35)
"""How long the web server's lines, and the database's notes, are kept: longer than a month's holidays."""

UNLOGGED: Final[Mapping[str, str]] = {
    "cases_presence": "who has a case open just now, for the others who open it; opening it is an entry",
    "feeds_incoming": "rows of a file that waits to be let in; beginning, letting in and taking in are entries",
    "feeds_rowproblem": "what was odd about such rows",
    "feeds_run": "how far such a file is read; each step that somebody takes with it is an entry",
    "intake_draft": "what somebody types before they send it, saved every few seconds; sending it is an entry",
    "outbox_event": "handed to its consumers, whose work has entries of its own",
    "sharing_underway": "what an agency writes before it sends it, saved every few seconds; sending it is an entry",
    "outbox_message": "an attempt to send; what leaves, and what is given up, has an entry",
}
"""Tables that change without an entry, each with its reason."""


type Problems = dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of the web server: `owes` says that the answer shows a record, so that an entry names it."""

    request: str
    route: str
    at: datetime
    owes: bool


def reconcile(*, folder: Path, by: Actor, at: datetime) -> list[Finding]:
    """Compare, keep what differs as findings, and return those that are open.

    In a transaction in which the sequencer acts. Notes that the log bears out are forgotten after a while; what was
    explained is not found again.
    """
    findings.note("changed-unlogged", _changes(at), by=by, at=at)
    shown, unasked, missing = _answers(folder, at)
    findings.note("shown-unlogged", shown, by=by, at=at)
    findings.note("entry-unasked", unasked, by=by, at=at)
    findings.note("log-missing", missing, by=by, at=at)
    findings.note("sent-unlogged", _messages(at), by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM ledger_change c WHERE c.at < %s AND (c."table" = ANY(%s)
                 OR EXISTS (SELECT FROM ledger_entry e WHERE e."transaction" = c."transaction"))""",
            [at - KEPT, list(UNLOGGED)],
        )
    return list(Finding.objects.filter(ended=None).order_by("since"))


def _changes(at: datetime) -> Problems:
    """By table: transactions that changed it and appended nothing."""
    known = findings.explained("changed-unlogged")
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c."table", count(DISTINCT c."transaction"), min(c."transaction") FROM ledger_change c
                 LEFT JOIN unnest(%s::text[], %s::timestamptz[]) AS known (subject, until) ON known.subject = c."table"
                WHERE c.at < %s AND c."table" <> ALL(%s) AND c.at > coalesce(known.until, '-infinity')
                  AND NOT EXISTS (SELECT FROM ledger_entry e WHERE e."transaction" = c."transaction")
                GROUP BY c."table" """,
            [list(known), list(known.values()), at - GRACE, list(UNLOGGED)],
        )
        return {table: {"count": many, "transaction": first} for table, many, first in cursor.fetchall()}


def _answers(folder: Path, at: datetime) -> tuple[Problems, Problems, Problems]:
    """(answers without an entry by route, entries without an answer, days without lines): day by day, for room's sake."""
    shown, strangers, missing = Counter[str](), list[int](), dict[str, dict[str, object]]()
    first: dict[str, str] = {}
    explained = {
        kind: findings.explained(kind) for kind in ("shown-unlogged", "entry-unasked", "log-missing")
    }
    for day in _days(at):
        end = day + timedelta(days=1)
        lines = list(_lines(folder, day))
        entered = _entered(day - GRACE, min(end + GRACE, at))
        for one in lines:
            known = explained["shown-unlogged"].get(one.route, day)
            if one.owes and one.request not in entered and known <= one.at < at - GRACE:
                shown[one.route] += 1
                first.setdefault(one.route, one.request)
        mine = {request: said for request, said in entered.items() if day <= said[1] < min(end, at - GRACE)}
        if mine and not lines:
            if day.date().isoformat() not in explained["log-missing"]:
                missing[day.date().isoformat()] = {}
            continue
        # What is answered about midnight may have its line on the next day.
        answered = {one.request for one in (*lines, *_until(end + GRACE, _lines(folder, end)))}
        known = explained["entry-unasked"].get("", day)
        strangers += [
            number for request, (number, last) in mine.items() if request not in answered and last >= known
        ]
    return (
        {route: {"count": many, "request": first[route]} for route, many in shown.items()},
        {"": {"count": len(strangers), "entry": min(strangers)}} if strangers else {},
        missing,
    )


def _days(at: datetime) -> Iterator[datetime]:
    """The beginning (UTC) of each day that is compared."""
    day = (at - KEPT).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    while day <= at:
        yield day
        day += timedelta(days=1)


def _entered(since: datetime, until: datetime) -> dict[str, tuple[int, datetime]]:
    """By request: its first entry of that time, and when its last one was recorded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT request, min(id), max(recorded) FROM ledger_entry"
            " WHERE request <> '' AND recorded >= %s AND recorded < %s GROUP BY request",
            [since, until],
        )
        return {request: (number, last) for request, number, last in cursor.fetchall()}


def _messages(at: datetime) -> Problems:
    """Messages that left and of which no entry says so."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*), min(m.id) FROM mash.sent_messages(%s) AS m
                WHERE m.sent_at > %s AND NOT EXISTS (SELECT FROM ledger_mention n JOIN ledger_entry e ON e.id = n.entry_id
                                   WHERE n.kind = 'message' AND n.ref = m.id::text AND e.event = 'worker:message:sent')""",
            [at - GRACE, findings.explained("sent-unlogged").get("", at - 1000 * KEPT)],
        )
        many, first = cursor.fetchone()
    return {"": {"count": many, "message": first}} if many else {}


def _lines(folder: Path, day: datetime) -> Iterator[Answered]:
    """The web server's lines of one day; none where there is no file."""
    try:
        with file_of(folder, day).open(encoding="utf-8") as lines:
            yield from (one for line in lines if (one := _read(line)) is not None)
    except FileNotFoundError:
        return


def _until(end: datetime, lines: Iterable[Answered]) -> Iterator[Answered]:
    return takewhile(lambda one: one.at < end, lines)


def _read(line: str) -> Answered | None:
    """A line that a kill cut short is no line."""
    try:
        said: Any = json.loads(line)
        return Answered(
            said["request"], said["route"], datetime.fromisoformat(said["at"]), bool(said["owes"])
        )
    except (ValueError, KeyError, TypeError):
        return None


def access_folder() -> Path:
    """Where the web server's lines are kept: MASH_ACCESS_LOG, or `access` in the state folder."""
    return Path(settings.MASH_ACCESS_LOG or settings.MASH_STATE / "access")


def file_of(folder: Path, at: datetime) -> Path:
    """Where the web server's lines of that day stand."""
    return folder / f"access-{at.astimezone(UTC):%Y-%m-%d}.ndjson"


def forget(folder: Path, at: datetime) -> None:
    """Remove the lines that are older than is compared."""
    for file in folder.glob("access-*.ndjson"):
        if file < file_of(folder, at - KEPT):
            file.unlink(missing_ok=True)
