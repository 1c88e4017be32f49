"""The part that needs Django, in a process of its own: `python -m benchmarks.intake.side`, JSON in and out.

Reads `{"first": 1, "calls": 100, "patience": 60}` and prints the seconds from each call's receipt until its contact's case is on the
screener's worklist and the worker has weighed its people.
"""

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from benchmarks.intake.rows import notification  # noqa: E402 - Django is set up first
from benchmarks.pages.world import World  # noqa: E402
from mash.casework.cases.queries.worklist import worklist  # noqa: E402
from mash.casework.intake.models import Contact  # noqa: E402
from mash.casework.notifications import actions, work  # noqa: E402
from mash.casework.notifications.models import Batch, Row, Sent  # noqa: E402
from mash.casework.notifications.permissions import CONSOLE  # noqa: E402
from mash.foundation.kernel import Actor  # noqa: E402
from mash.foundation.kernel.time import now  # noqa: E402
from mash.foundation.outbox.models import Event  # noqa: E402
from mash.foundation.visibility import acting, as_service  # noqa: E402

WHO = "county-screener"


def one_call(number: int, source_key: str, by: Actor, patience: float) -> float:
    """Seconds until what one call brought is weighed and on the list; given up after `patience` seconds."""
    source = work.find_source(source_key, by=CONSOLE, at=now())
    if source is None:
        raise SystemExit(f"There is no source {source_key}.")
    reference, incident, grade, summary, forename, surname, born, *_ = notification(number)
    item = {
        "reference": reference, "incident": incident, "grade": grade, "summary": summary,
        "people": [{"role": "child", "forename": forename, "surname": surname, "dob": "-".join(born.split("/")[::-1])}],
    }  # fmt: skip
    begun = time.perf_counter()
    at = now()
    with acting(CONSOLE, at):
        batch = work.keep_call(
            [item],
            by=CONSOLE,
            at=at,
            source=source,
            body=str(number).encode(),
            key=f"call-{number}",
            declared=1,
        )
        if not isinstance(batch, Batch):
            raise SystemExit(batch.sentence)
    with acting(CONSOLE, at):
        actions.take_some(by=CONSOLE, at=at, source=source)
    with acting(CONSOLE, at), as_service("notifications"):
        contact = Sent.objects.get(row=Row.objects.get(batch=batch)).contact
    while time.perf_counter() - begun < patience:
        with acting(Actor.service("worker"), at):
            weighed = Event.objects.filter(
                name="intake:contact:received", ids__contact=contact, handled_at__isnull=False
            ).exists()
        if weighed:
            break
        time.sleep(0.01)
    else:
        raise SystemExit("The worker does not weigh.")
    with acting(by, at):
        matter = Contact.objects.get(ref=contact).matter
        found = worklist(desk=matter.desk_id, at=at, queue="new", user=None)
        if not found.cases:
            raise SystemExit("The worklist is empty.")
    return time.perf_counter() - begun


def main() -> None:
    said = json.loads(sys.stdin.read())
    by = World.found().actors[WHO]
    took = [
        one_call(number, said["source"], by, said["patience"])
        for number in range(said["first"], said["first"] + said["calls"])
    ]
    json.dump(took, sys.stdout)


if __name__ == "__main__":
    main()
