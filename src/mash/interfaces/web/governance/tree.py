"""Where the log stands, what its checks found, and its tree for whoever verifies it."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.foundation.ledger import append, findings
from mash.foundation.ledger.events import STANDING_VIEWED
from mash.foundation.ledger.models import Finding
from mash.foundation.ledger.proof import standing
from mash.interfaces.web.access import page
from mash.interfaces.web.components.forms import GovForm, TextAreaField
from mash.interfaces.web.governance import presenters
from mash.interfaces.web.request import HttpRequest

_BIGGEST: Final = 2**63 - 1
RECENT: Final = 20
"""Findings that have ended, shown at most."""


class ExplainForm(GovForm):
    """What an owner found out."""

    why = TextAreaField(
        label=gettext_lazy("What happened, and what was done about it"),
        help_text=gettext_lazy("No names of people whom a case is about"),
        max_length=1000,
    )


@page("permission", "ledger:tree:view")
def log(request: HttpRequest) -> HttpResponse:
    """Sizes, signatures, witnesses, and what the checks found, the open ones first."""
    found = standing.standing()
    append(STANDING_VIEWED, by=request.actor, at=request.at, about=[], payload={"size": found.size})
    ended = Finding.objects.exclude(ended=None).order_by("-ended")[:RECENT]
    return render(
        request,
        "governance/log.jinja",
        {
            "log": found,
            "rooms": presenters.rooms("log"),
            "open": [(one, reverse("governance:finding", args=[one["number"]])) for one in found.findings],
            "ended": [(one, findings.sentence(one)) for one in ended],
        },
    )


@page(
    "permission",
    "ledger:finding:own",
    methods=["GET", "POST"],
    unlogged="a check of the log itself: nobody whom a case is about",
)
def finding(request: HttpRequest, number: int) -> HttpResponse:
    """One finding: take it, or explain what happened."""
    one = Finding.objects.filter(pk=min(number, _BIGGEST)).first()
    if one is None:
        raise Http404
    kind = findings.KINDS[one.kind]
    form = ExplainForm(request.POST if request.POST.get("action") == "explain" else None)
    if request.method == "POST" and request.POST.get("action") == "take":
        if findings.take(one.pk, by=request.actor, at=request.at):
            messages.success(request, _("You look into it now."))
        return redirect("governance:finding", number=one.pk)
    if request.method == "POST" and form.is_valid():
        if findings.explain(one.pk, form.cleaned_data["why"], by=request.actor, at=request.at):
            messages.success(request, _("It is explained. The checks count from here on."))
        return redirect("governance:log")
    return render(
        request,
        "governance/finding.jinja",
        {
            "finding": one,
            "sentence": findings.sentence(one),
            "advice": kind.advice,
            "explains": kind.happened and one.ended is None,
            "form": form,
        },
    )
