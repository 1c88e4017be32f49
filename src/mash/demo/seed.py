"""`python -m mash.demo.seed --first | --rest`: fill the demo's database by playing the county's year.

`--first` sets the county up, casts the personas and plays what a visitor meets first; `--rest` takes three agencies'
lists of people in, lets the machine link them, and plays what is left, newest weeks first. Both can be killed at any
moment and started again: a worry is played in one transaction, and the key under which it arrives says that it was; a
list goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mash.demo.county.worry import Worry
    from mash.demo.play import Stage

DEFAULT_REFERRALS: Final = 1_500
"""Children's referrals in the year; the other contacts come with them (about 3,600 in all). The fit's own
number is 11,159 for both hubs together, which `--referrals 11159` plays."""
FIRST_CONTACTS: Final = 120
FIRST_SECONDS: Final = 20.0
"""`--first` ends at whichever comes first: this many contacts, or this long."""
SEED: Final = "ostermarch"
BEFORE: Final = timedelta(days=7 * 365)
"""How long before the year's end the county was set up: before every contact that anybody looks back on, and before the
cases that are old enough to be disposed of."""


FROM: Final = datetime(2020, 4, 2, tzinfo=UTC)
"""The standards and code lists that come with MASH are in force from the day before."""


def founded(end: datetime) -> datetime:
    """When the county was set up whose year ends then."""
    return max(end - BEFORE, FROM)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which year is played: kept in `seed.json`, so that a restart goes on with the same one."""

    seed: str
    until: str
    referrals: int
    canaries: bool
    total: int = 0
    done: int = 0

    @property
    def end(self) -> datetime:
        return datetime.fromisoformat(self.until)


def plan_path() -> Path:
    from django.conf import settings

    return Path(settings.MASH_STATE) / "seed.json"


def kept_plan() -> Plan | None:
    """The plan of this state folder, with its progress, or None before the first."""
    path = plan_path()
    return Plan(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def keep(plan: Plan) -> None:
    partial = plan_path().with_suffix(f".partial{os.getpid()}")
    partial.write_text(json.dumps(asdict(plan)) + "\n", encoding="utf-8")
    partial.replace(plan_path())


class Seeder:
    """Plays one plan into the database at hand."""

    def __init__(self, plan: Plan) -> None:
        from mash.demo.canaries import Canaries
        from mash.demo.county.text import PLAIN
        from mash.demo.county.year import year

        self.canaries = Canaries(plan_path().with_name("canaries.json")) if plan.canaries else None
        self.marks = self.canaries or PLAIN
        self.year = year(plan.seed, until=plan.end, referrals=plan.referrals, marks=self.marks)
        self.plan = replace(plan, total=len(self.year))

    def set_up(self) -> None:
        """The county and its people; nothing that is there is changed."""
        from mash.demo import personas, world
        from mash.foundation.visibility import acting

        at = founded(self.plan.end)
        with acting(world.SETUP, at):
            seats = personas.cast_in(world.set_up(at=at), at=at, marks=self.marks)
        personas.write(seats)

    def first(self) -> None:
        """The open work of the last weeks, then the newest of the rest, as far as the time goes."""
        from mash.demo import (
            advice,
            allocation,
            calls,
            demand,
            directory,
            disagreements,
            families,
            force,
            glass,
            handover,
            hidden,
            mail,
            packages,
            pathways,
            retention,
            rights,
            roundtables,
            standards,
            tasks,
            triage,
            updates,
        )

        # Before the year's work: a case keeps the version of the day on which it came.
        standards.play(stage=self._stage()[0])
        recent = sorted(
            self.year.recent(), key=lambda each: (each.state == "closed", -each.received_at.timestamp())
        )
        self._play(recent, most=FIRST_CONTACTS, seconds=FIRST_SECONDS)
        glass.play(until=self.plan.end, marks=self.marks)
        rights.play(until=self.plan.end, marks=self.marks)
        mail.play(until=self.plan.end, marks=self.marks)
        force.play(until=self.plan.end, marks=self.marks)
        packages.play(until=self.plan.end, marks=self.marks)
        advice.play(stage=self._stage()[0])
        calls.play(stage=self._stage()[0])
        disagreements.play(stage=self._stage()[0])
        roundtables.play(stage=self._stage()[0])
        pathways.play(stage=self._stage()[0])
        handover.play(stage=self._stage()[0])
        tasks.play(stage=self._stage()[0])
        triage.play(stage=self._stage()[0])
        updates.play(stage=self._stage()[0])
        families.play(stage=self._stage()[0])
        demand.play(stage=self._stage()[0])
        directory.play(stage=self._stage()[0])
        allocation.play(stage=self._stage()[0])
        retention.play(self.year, stage=self._stage()[0], until=self.plan.end)
        hidden.hide(self.year, self._stage()[0])
        self._keep_marks()

    def rest(self) -> None:
        """The agencies' lists, so that people are found by them, then what is left of the year."""
        from mash.demo import lists

        lists.put_in_force(at=self.plan.end)
        lists.supply(self.year, at=self.plan.end)
        self._keep_marks()
        lists.link(at=self.plan.end)
        self._play(self.year)
        lists.link(at=self.plan.end)

    def _play(self, worries: Iterable[Worry], *, most: int = 0, seconds: float = 0.0) -> None:
        from mash.demo.play import draft_of, play
        from mash.demo.play.post import keep_back, settled

        keep_back()
        began = time.monotonic()
        stage, played = self._stage()
        here = 0
        for worry in worries:
            if draft_of(worry) in played:
                continue
            if (most and here >= most) or (seconds and time.monotonic() - began > seconds):
                break
            # The last two days' messages really leave, so that the demo's outbox has something in it.
            with settled(at=worry.received_at, send=self.plan.end - worry.received_at < timedelta(days=2)):
                play(worry, stage)
            played.add(draft_of(worry))
            here += 1
            if here % 25 == 0:
                self._note(len(played), here, began)
        self._note(len(played), here, began)

    def _stage(self) -> tuple[Stage, set[str]]:
        from mash.casework.intake.models import Contact
        from mash.demo.hidden import RESTRICTED
        from mash.demo.play import Stage
        from mash.foundation.kernel import Actor
        from mash.foundation.visibility import acting

        with acting(Actor.service("intake"), self.plan.end):
            stage = Stage.build(seed=self.plan.seed, until=self.plan.end, marks=self.marks)
            drafts = Contact.objects.filter(draft__startswith="demo:").values_list("draft", flat=True)
            ours = {str(draft) for draft in drafts if not str(draft).endswith(":b")}
            return stage, ours - {f"demo:{RESTRICTED}"}  # which is not of the year

    def _keep_marks(self) -> None:
        if self.canaries:
            self.canaries.write()

    def _note(self, done: int, here: int, began: float) -> None:
        self.plan = replace(self.plan, done=done)
        keep(self.plan)
        self._keep_marks()
        rate = here / max(time.monotonic() - began, 0.001)
        sys.stdout.write(f"{done} of {self.plan.total} contacts ({rate:.1f} a second)\n")
        sys.stdout.flush()


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mash.demo.seed", description=__doc__)
    part = parser.add_mutually_exclusive_group(required=True)
    part.add_argument("--first", action="store_true", help="set up, and play what a visitor meets first")
    part.add_argument("--rest", action="store_true", help="play what is left, newest weeks first")
    parser.add_argument(
        "--referrals", type=int, help=f"children's referrals in the year ({DEFAULT_REFERRALS})"
    )
    parser.add_argument("--canaries", action="store_true", help="mark every secret with a token of its class")
    parser.add_argument("--seed", default=SEED, help="another word makes another county")
    parser.add_argument("--until", type=datetime.fromisoformat, help="the year's end, aware (now)")
    return parser


def plan_for(options: argparse.Namespace) -> Plan:
    """The plan already under way in this state folder, else a new one that ends now."""
    from mash.foundation.kernel.time import LONDON, now

    kept = kept_plan()
    if kept is not None:
        if options.referrals not in {None, kept.referrals} or options.canaries not in {False, kept.canaries}:
            sys.stdout.write("This state folder has its county already; it goes on as it was begun.\n")
        return kept
    until = options.until or now().replace(second=0, microsecond=0)
    return Plan(
        seed=options.seed,
        until=until.astimezone(LONDON).isoformat(),
        referrals=DEFAULT_REFERRALS if options.referrals is None else options.referrals,
        canaries=options.canaries,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Seed the database that MASH_DATABASE_URL names; 0 when this part is done. Raises NotDemoError elsewhere."""
    options = arguments().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mash.config.settings")
    import django

    django.setup()
    from django.db import connection

    from mash.demo.personas import only_in_the_demo

    only_in_the_demo()
    if options.rest:
        os.nice(10)  # pages come first
    with connection.cursor() as cursor:
        # What a crash of the machine could lose here is played again: nobody was told that it is kept.
        cursor.execute("SET synchronous_commit = off")
    seeder = Seeder(plan_for(options))
    if options.first:
        keep(seeder.plan)
        seeder.set_up()
        seeder.first()
    else:
        seeder.rest()
    return 0


if __name__ == "__main__":
    sys.exit(main())
