"""The directory in the demo: teams, posts and hours, one who stands in, one number reported wrong, and stale entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel import Actor, seeded
from mash.foundation.visibility import acting
from mash.registers.accounts.models import Seat
from mash.registers.agencies.models import Hub
from mash.registers.directory import actions
from mash.registers.directory.models import Post, Team, Way
from mash.registers.directory.rules import WaySaid, local_day

OFFICE: Final = "Mon to Thu 08:30-17:00\nFri 08:30-16:30"
MANAGER: Final = "manager.county"
WRITTEN: Final = timedelta(days=290)
CHECKED: Final = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Row:
    """One post of an agency, with the ways to reach it: kind, value, when, purposes, order and note."""

    agency: str
    team: str
    town: str
    post: str
    ways: tuple[tuple[str, str, str, tuple[str, ...], int, str], ...]
    holder: str = ""
    stale: bool = False


ROWS: Final = (
    Row("health", "Safeguarding nurses", "Marlstead", "Named nurse on duty", (
        ("phone", "01632 960 371", "hours", ("request", "strategy", "urgent"), 1, "Say the reference first; the line is shared."),
        ("email", "safeguarding.nurses@health.example.org", "always", ("package", "request"), 2, ""),
    ), holder="Beatrix Holloway"),
    Row("health", "Safeguarding nurses", "Marlstead", "Deputy named nurse", (
        ("phone", "01632 960 372", "hours", ("round-table", "complaint"), 1, ""),
    )),
    Row("health", "Out-of-hours coordinator", "Osterby", "Coordinator on duty", (
        ("phone", "01632 960 373", "outside", (), 3, "Urgent help only; requests are read in the morning."),
    )),
    Row("police", "Public protection unit", "Osterby", "Researcher on duty", (
        ("phone", "01632 960 301", "hours", ("request", "strategy"), 1, ""),
        ("email", "ppu.mash@police.example.org", "always", ("request", "package", "round-table"), 2, ""),
    )),
    Row("police", "Force control room", "Osterby", "Duty inspector", (
        ("phone", "01632 960 302", "outside", ("urgent", "strategy"), 1, "In danger now: 999, not this number."),
        ("phone", "101", "always", (), 5, ""),
    )),
    Row("mental-health", "Crisis team", "Marlstead", "Clinician on duty", (
        ("phone", "01632 960 381", "always", ("urgent", "request"), 1, ""),
    ), stale=True),
    Row("housing", "Neighbourhoods", "Quillbridge", "Safeguarding officer", (
        ("phone", "01632 960 331", "hours", (), 1, ""),
        ("letter", "1 Wharf Street, Quillbridge ZZ3 1AA", "always", ("complaint",), 4, ""),
    ), stale=True),
    Row("domestic-abuse-service", "Advocates", "Harrowick", "Advocate on duty", (
        ("text", "07700 900 361", "hours", ("request", "urgent"), 1, "Never say the name of the service to whoever answers."),
    )),
    Row("education-county", "Education safeguarding", "Osterby", "Duty officer", (
        ("phone", "01632 960 321", "hours", ("request", "round-table", "package"), 1, "Term time only; in the holidays the switchboard."),
    )),
)  # fmt: skip
HUB: Final = Row("", "The county’s front door", "Osterby", "Hub duty officer", (
    ("phone", "01632 960 100", "hours", (), 1, ""),
    ("phone", "01632 960 109", "outside", ("urgent",), 1, ""),
))  # fmt: skip


def play(*, stage: Stage) -> None:
    """Play what is not there yet: written in the spring, checked lately but for the stale, one wrong since this morning."""
    with acting(stage.actors[MANAGER], stage.until):
        if Team.objects.exists():
            return
    with seeded(Random(f"{stage.seed}:directory")):
        _play(stage)


def _play(stage: Stage) -> None:
    manager, until = stage.actors[MANAGER], stage.until
    posts: dict[str, Post] = {}
    for row in ROWS:
        posts[row.post] = _written(row, stage, by=_keeper(row, stage), at=until - WRITTEN)
    _written(HUB, stage, by=manager, at=until - WRITTEN)
    fresh = [posts[row.post] for row in ROWS if not row.stale]
    at = until - CHECKED
    with settled(at=at, send=False), acting(manager, at):
        for way in Way.objects.filter(post__in=fresh).order_by("pk"):
            must(actions.check_way(by=manager, at=at, way=way))
    day = local_day(until)
    with settled(at=until, send=False), acting(manager, until):
        must(
            actions.stand_in(
                by=manager,
                at=until,
                post=posts["Named nurse on duty"],
                other=posts["Deputy named nurse"],
                from_day=day,
                until_day=day + timedelta(days=9),
                why="Leave",
            )
        )
    by, at = stage.actors["screener.county-children"], until - timedelta(hours=3)
    with settled(at=at, send=False), acting(by, at):
        wrong = Way.objects.get(post=posts["Safeguarding officer"], kind="phone")
        must(
            actions.report_wrong(
                by=by, at=at, way=wrong, heard="not-in-service", words="The tone for no such number."
            )
        )


def _keeper(row: Row, stage: Stage) -> Actor:
    return stage.actors.get(f"researcher.{row.agency}", stage.actors[MANAGER])


def _written(row: Row, stage: Stage, *, by: Actor, at: datetime) -> Post:
    """The team, the post, who fills it, and how it is reached."""
    with settled(at=at, send=False), acting(by, at):
        agency = stage.agencies.get(row.agency)
        team = must(
            actions.add_team(
                by=by,
                at=at,
                name=row.team,
                town=row.town,
                agency=agency,
                hub=None if agency else Hub.objects.get(key="county"),
            )
        )
        post = must(actions.add_post(by=by, at=at, team=team, title=row.post))
        seat = (
            Seat.objects.filter(role="researcher", agency=agency).order_by("pk").first() if agency else None
        )
        if row.holder or seat:
            must(
                actions.set_holder(
                    by=by, at=at, post=post, name=row.holder or _name(seat), seat=None if row.holder else seat
                )
            )
        for kind, value, when, purposes, place, note in row.ways:
            said = WaySaid(
                kind=kind,
                value=value,
                when=when,
                hours="" if when == "always" else OFFICE,
                purposes=purposes,
                place=place,
                note=note,
                from_day=local_day(at),
            )
            must(actions.add_way(by=by, at=at, post=post, said=said))
        return post


def _name(seat: Seat | None) -> str:
    return seat.user.name if seat else ""
