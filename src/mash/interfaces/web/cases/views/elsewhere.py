"""A contact that was sent to the hub by mistake: where it belongs, who took it, and what its sender is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.cases.queries import Picture
from mash.casework.intake.models import Contact
from mash.foundation.kernel import Ref, Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.views.common import VIEW, Asked, show
from mash.interfaces.web.cases.views.joining import contact_of
from mash.interfaces.web.demand.forms import ElsewhereForm
from mash.oversight.demand.actions import send_elsewhere
from mash.oversight.demand.actions.elsewhere import CLASSIFY, PLACES, is_reached, taken_by_somebody
from mash.oversight.demand.models import Misdirected
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import choices, codes, label


@page("permission", VIEW, methods=["GET", "POST"])
def elsewhere(request: Asked, ref: str, contact: str) -> HttpResponse:
    """Record it, in one step with the answer to the sender."""
    picture, found = contact_of(request, ref, contact)
    form = form_for(request, found, request.POST if request.method == "POST" else None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = send_elsewhere(
            by=request.actor,
            at=request.at,
            contact=found,
            elsewhere=said["elsewhere"],
            elsewhere_words=said["elsewhere_words"],
            passed_on=said["how"] == "passed-on",
            taken_by=said["taken_by"],
            words=said["words"],
            withheld=said["withheld"],
            rationale=said["rationale"],
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded. The case goes on to its decision as every other."))
            return redirect("cases:contacts", ref=ref)
        refused = done
    return asked(request, picture, found, form, refused=refused)


def form_for(request: Asked, contact: Contact, data: Any = None, *, rationale: str = "") -> ElsewhereForm:
    """The form for one contact; `rationale` is a reason that was given already."""
    places = codes(PLACES, at=request.at)
    form = ElsewhereForm(
        data,
        initial={"rationale": rationale},
        taken=taken_by_somebody(contact, at=request.at),
        reached=is_reached(contact, withheld=""),
        named=[one.code for one in places if one.attributes.get("words") is True],
    )
    form.offer("elsewhere", choices(PLACES, at=request.at))
    return form


def asked(
    request: Asked, picture: Picture, contact: Contact, form: ElsewhereForm, *, refused: Refused | None = None
) -> HttpResponse:
    """The page that asks."""
    return show(
        request,
        "cases/elsewhere.jinja",
        picture,
        {
            "contact": contact,
            "referrer": contact.referrer,
            "form": form,
            "taken": form.taken,
            "professional": form.reached,
            "anonymous": contact.referrer.klass == "anonymous",
            "rule": may(request.actor, CLASSIFY),
            "refused": refused,
        },
        part="contacts",
        about=[Ref("contact", contact.ref)],
    )


def told(one: Misdirected) -> Sequence[str]:
    """What is recorded of a contact that belongs elsewhere, in sentences."""
    place = label(PLACES, one.elsewhere, at=one.at)
    where = f"{place}: {one.elsewhere_words}" if one.elsewhere_words else place
    how = (
        _("Passed on by the hub, and taken by %(who)s.") % {"who": one.taken_by}
        if one.passed_on and one.taken_by
        else _("Passed on by the hub.")
        if one.passed_on
        else _("The sender was told to send it there.")
    )
    return [_("It belongs elsewhere: %(where)s.") % {"where": where}, how]
