"""What of cases waits for somebody: clocks, looks again, confirmations, the hub's say in a disagreement, what is under seal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from mash.casework.cases.models import Case, Decision, HiddenMatch
from mash.casework.disagreements.queries import unheard
from mash.casework.matters.tasks import Task
from mash.foundation.kernel import Actor, Ref
from mash.registers.accounts.models import Seat
from mash.registers.accounts.rules import may
from mash.registers.standards.words import step

CONFIRM: Final = "cases:decision:confirm"
DISAGREE: Final = "disagreements:disagreement:work"


def waits_for(by: Actor, at: datetime) -> Iterator[Task]:
    """For whoever has cases, and for whoever confirms. Of what is under seal that it waits, and nothing of it."""
    if by.user is None or not may(by, "cases:case:view"):
        return
    mine = Case.objects.filter(worker_id=by.user, closed_at__isnull=True)
    due = Q(warns_at__lte=at) | Q(due_at__lte=at) | ~Q(attention="")
    for case in mine.filter(due).select_related("matter"):
        yield from _of_case(case, at)
    if may(by, DISAGREE):
        yield from _disagreements(by)
    if may(by, CONFIRM):
        yield from _confirmations(by)
    if by.cleared and HiddenMatch.objects.filter(matter__hub__key=by.hub, cleared_at__isnull=True).exists():
        yield Task(what=_("Look at what waits under seal"), link="/desk/sealed")


def _of_case(case: Case, at: datetime) -> Iterator[Task]:
    ref = case.matter.ref
    about = (Ref("matter", ref),)
    if case.attention:
        yield Task(
            what=_("Look at your case again: something came in, or somebody asks you to"),
            link=f"/cases/{ref}/attention",
            ref=ref,
            about=about,
            since=case.received_at,
        )
    if case.due_at is not None and (case.due_at <= at or (case.warns_at is not None and case.warns_at <= at)):
        yield Task(
            what=_("Your case: %(step)s") % {"step": step(case.due_step)},
            link=f"/cases/{ref}/",
            ref=ref,
            about=about,
            since=case.received_at,
            due=case.due_at,
        )


def _disagreements(by: Actor) -> Iterator[Task]:
    for one in unheard("hub").filter(matter__case__worker_id=by.user):
        yield Task(
            what=_("Say the hub’s view in a disagreement on your case"),
            link=f"/disagreements/{one.ref}",
            ref=one.ref,
            about=(Ref("disagreement", one.ref),),
            since=one.opened_at,
            due=one.due_at,
        )


def _confirmations(by: Actor) -> Iterator[Task]:
    """Decisions that wait for a second person, where the hub asks for two; never the reader's own, from whichever seat."""
    own = [
        f"seat:{number}" for number in Seat.objects.filter(user_id=by.user or 0).values_list("pk", flat=True)
    ]
    found = Decision.objects.filter(
        matter__hub__key=by.hub,
        matter__hub__two_person_rule=True,
        matter__case__closed_at__isnull=True,
        immediate_protection=False,
        confirmed_at__isnull=True,
    ).exclude(by__in=own)
    for one in found.select_related("matter"):
        yield Task(
            what=_("Confirm a decision, as the second person"),
            link=f"/cases/{one.matter.ref}/confirm",
            ref=one.matter.ref,
            about=(Ref("matter", one.matter.ref),),
            since=one.at,
        )
