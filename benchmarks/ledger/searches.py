"""The side of `searching` that needs Django: builds the hub, and measures searches; prints JSON."""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import django

django.setup()

from mash.foundation.kernel import Actor  # noqa: E402 - Django is set up first
from mash.foundation.ledger import declared, queries  # noqa: E402
from mash.foundation.ledger.models import Entry  # noqa: E402
from mash.foundation.ledger.searching import Wanted  # noqa: E402
from mash.foundation.visibility import acting  # noqa: E402
from mash.registers.accounts.actions import give_seat, invite  # noqa: E402
from mash.registers.accounts.models import Seat  # noqa: E402
from mash.registers.accounts.queries import actor_of  # noqa: E402
from mash.registers.agencies.actions import set_hub  # noqa: E402

SETUP: Final = Actor.service("setup")
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
GOVERNANCE: Final = 4
"""mash.principal's number of the group of a hub's leads."""


def build() -> dict[str, object]:
    """Two hubs and the lead of one: her seat and both hubs' principals; and thirty kinds of event, the real ones."""
    with acting(SETUP, START):
        ours, other = (
            set_hub(by=SETUP, at=START, key=key, name=key, area=key, phone="01632 960100", agencies=[])
            for key in ("county", "city")
        )
        user = invite(by=SETUP, at=START, email="lead@example.org", name="Lead")
        seat = give_seat(by=SETUP, at=START, user=user, role="governance", hub=ours)
    events = [
        "cases:case:viewed", "cases:worklist:viewed", "sharing:request:viewed", "people:person:searched",
        "cases:history:viewed", "intake:contact:viewed", "people:person:viewed", "worker:message:sent",
    ]  # fmt: skip
    events += [one for one in sorted(declared()) if one not in events][: 30 - len(events)]
    return {
        "seat": seat.pk,
        "ours": ours.pk * 8 + GOVERNANCE,
        "other": other.pk * 8 + GOVERNANCE,
        "events": events,
    }


def searches(many: int, chance: random.Random) -> dict[str, Callable[[], Wanted]]:
    """Each kind of search, with a new value each time."""
    whole = timedelta(seconds=3 * many)

    def when() -> datetime:
        return START + whole * chance.random()

    def case() -> str:
        return f"M{chance.randrange(many // 20)}"

    def within(days: int, **wanted: str) -> Wanted:
        since = when()
        return replace(Wanted(**wanted), since=since, until=since + timedelta(days))  # type: ignore[arg-type] # only texts

    return {
        "everything": Wanted,
        "a person": lambda: Wanted(ref=f"P{chance.randrange(300_000)}", kind="person"),
        "the persons named most": lambda: Wanted(ref=f"P{chance.randrange(10)}"),
        "a case": lambda: Wanted(ref=case(), kind="matter"),
        "a case in a month": lambda: within(30, ref=case()),
        "a reference that is not there": lambda: Wanted(ref="P-none"),
        "what names an agency": lambda: Wanted(ref=f"agency-{chance.randrange(40)}", kind="agency"),
        "an actor, by part of the name": lambda: Wanted(actor_name=f"worker {chance.randrange(100, 390)}"),
        "actors who left long ago": lambda: Wanted(actor_name=f"worker {chance.randrange(390, 400)}"),
        "a name that a hundred share": lambda: Wanted(actor_name=f"worker {chance.randrange(1, 4)}"),
        "an agency's people": lambda: Wanted(agency=f"agency-{chance.randrange(40)}"),
        "a kind that is common": lambda: Wanted(event="cases:case:viewed"),
        "a group of kinds": lambda: Wanted(event=chance.choice(["people:", "cases:", "accounts:"])),
        "a ground, by part": lambda: Wanted(purpose=chance.choice(["s47", "consen", "S42"])),
        "a purpose given once or twice": lambda: Wanted(purpose=f"Court of {chance.randrange(16**3):03x}"),
        "a purpose that many begin with": lambda: Wanted(purpose="case"),
        "until a day long ago": lambda: Wanted(until=when()),
        "one day": lambda: within(1),
        "an actor, a kind, one week": lambda: within(
            7, actor_name=f"worker {chance.randrange(10, 100)}", event="cases:history:viewed"
        ),
        "an agency's people, a kind, a ground": lambda: Wanted(
            agency=f"agency-{chance.randrange(40)}", event="people:", purpose="s42"
        ),
        "an agency's shares": lambda: Wanted(ref=f"agency-{chance.randrange(40)}", shares=True),
        "a person's shares": lambda: Wanted(ref=f"P{chance.randrange(300_000)}", shares=True),
    }


def measure(many: int, seat: int, rounds: int) -> dict[str, tuple[float, float]]:
    """p50 and p95 in milliseconds of each, a transaction each, as the page does it."""
    chance = random.Random(7)
    lead = actor_of(Seat.objects.get(pk=seat))
    at = START + timedelta(days=1000)

    def timed(what: Callable[[], object]) -> float:
        begin = time.perf_counter()
        with acting(lead, at):
            what()
        return (time.perf_counter() - begin) * 1000

    every: dict[str, Callable[[], object]] = {
        "(one entry by its number)": lambda: Entry.objects.filter(pk=1000 + chance.randrange(1, many)).first()
    }
    for name, make in searches(many, chance).items():
        every[name] = lambda make=make: queries.search(make())  # type: ignore[misc] # bound now
    every["the hundredth page"] = lambda: queries.search(Wanted(), before=many - 4000)
    found = {}
    for name, what in every.items():
        taken = [timed(what) for _ in range(rounds + 3)][3:]
        found[name] = (statistics.median(taken), statistics.quantiles(taken, n=20)[18])
        print(f"{name}: {found[name][0]:.1f} {found[name][1]:.1f}", file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mash.config.settings")
    answer = build() if sys.argv[1] == "build" else measure(*map(int, sys.argv[2:]))
    print(json.dumps(answer))
