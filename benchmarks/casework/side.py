"""The part that needs Django, in a process of its own: `python -m benchmarks.casework.side`; prints what it took as JSON."""

from __future__ import annotations

import json
import sys
import time
from datetime import time as at_clock
from datetime import timedelta

import django

django.setup()

from mash.foundation.kernel import Actor  # noqa: E402 - Django is set up first
from mash.foundation.kernel.time import LONDON, now  # noqa: E402
from mash.foundation.visibility import acting  # noqa: E402
from mash.interfaces.worker import recounting  # noqa: E402
from mash.registers.agencies.models import Desk  # noqa: E402
from mash.registers.clocks.actions import set_calendar  # noqa: E402
from mash.registers.clocks.models import Recount  # noqa: E402
from mash.registers.clocks.rules import office_hours  # noqa: E402

SETUP = Actor.service("setup")
DESK = "county-children"


def main() -> None:
    at = now()
    with acting(SETUP, at):
        set_calendar(
            by=SETUP,
            at=at,
            key=DESK,
            title=Desk.objects.get(key=DESK).name,
            weekly=office_hours(at_clock(8), at_clock(16)),
            from_day=at.astimezone(LONDON).date() - timedelta(days=7),
        )
    steps, begun = [], time.perf_counter()
    while True:
        before = time.perf_counter()
        if recounting.step(at) is None:
            break
        steps.append(time.perf_counter() - before)
    seconds = time.perf_counter() - begun
    with acting(SETUP, at):
        done = Recount.objects.get()
        found = {
            "looked_at": done.looked_at,
            "moved": done.later + done.earlier,
            "seconds": seconds,
            "steps": len(steps),
            "longest": max(steps),
        }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
