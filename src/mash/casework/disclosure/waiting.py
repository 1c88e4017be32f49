"""What of packages waits: to be finished, checked and sent at a hub; to be acknowledged or agreed to at an agency."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from mash.casework.disclosure.models import Consent, Delivery, Package
from mash.casework.disclosure.workflow import CHECK, MAKE, SEND
from mash.casework.matters.tasks import Task
from mash.foundation.kernel import Actor, Ref
from mash.registers.accounts.rules import may


def waits_for(by: Actor, _at: datetime) -> Iterator[Task]:
    """A package in the making waits for who makes it, a check for somebody else, what is checked for who may send."""
    if by.role == "researcher":
        yield from _at_agency(by)
        return
    wanted = Q(pk__in=())
    if may(by, MAKE):
        wanted |= Q(state="draft", made_by=str(by))
    if may(by, CHECK):
        wanted |= Q(state="checking") & ~Q(made_by=str(by))
    if may(by, SEND):
        wanted |= Q(state="checked")
    says = {
        "draft": _("Finish a package"),
        "checking": _("Check a package, as the second person"),
        "checked": _("Send a package that is checked"),
    }
    for one in Package.objects.filter(wanted, matter__hub__key=by.hub).select_related("matter"):
        yield Task(
            what=says[one.state],
            link=f"/cases/{one.matter.ref}/packages/{one.ref}/",
            ref=one.ref,
            about=(Ref("package", one.ref),),
            since=one.made_at,
        )


def _at_agency(by: Actor) -> Iterator[Task]:
    for asked in Consent.objects.filter(agency__key=by.agency, answered_at__isnull=True):
        yield Task(
            what=_("Say whether something that you supplied may be passed on"),
            link=f"/packages/consents/{asked.ref}/",
            ref=asked.ref,
            about=(Ref("request", asked.request_ref),),
            since=asked.asked_at,
        )
    came = Delivery.objects.filter(
        agency__key=by.agency, channel="page", acknowledged_at__isnull=True, recalled_at__isnull=True
    )
    for one in came:
        yield Task(
            what=_("Read a package, and say that you have it"),
            link=f"/packages/{one.ref}/",
            ref=one.ref,
            about=(Ref("package", one.ref),),
            since=one.sent_at,
        )
