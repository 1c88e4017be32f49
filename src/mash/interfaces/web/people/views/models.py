"""The versions of the model that records are compared by: what each has learnt, and who put it in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.people import charts, words
from mash.interfaces.web.people.forms import LONDON, ApproveForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.people.clusters.arrivals import approve_model
from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.models import MatchModel

APPROVE = "people:model:approve"


@page("permission", APPROVE)
def versions(request: HttpRequest) -> HttpResponse:
    """Every version, the latest first. No person stands on these pages."""
    found = list(MatchModel.objects.defer("body").order_by("-made_at", "-pk"))
    names = words.names(actor for one in found for actor in (one.made_by, one.approved_by) if actor)
    force = model_in_force(request.at)
    rows = [
        {
            "pk": one.pk,
            "version": one.version,
            "made": one.made_at,
            "by": names.get(one.made_by, ""),
            "approved": names.get(one.approved_by, ""),
            "from": one.in_force_from,
            "state": _state(one, force, request),
        }
        for one in found
    ]
    return render(request, "people/models.jinja", {"rows": rows})


def _state(one: MatchModel, force: MatchModel | None, request: HttpRequest) -> str:
    if force is not None and one.pk == force.pk:
        return _("In force")
    if one.in_force_from is None:
        return _("Waits for approval")
    return _("Comes into force later") if one.in_force_from > request.at else _("Was in force")


@page("permission", APPROVE, methods=["GET", "POST"])
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version: its numbers, its levels as a picture and as a table, and its approval by another person."""
    found = MatchModel.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    form = ApproveForm(
        request.POST if request.method == "POST" else None,
        today=request.at.astimezone(LONDON).date(),
        initial={"day": request.at.astimezone(LONDON).date()},
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = approve_model(
            by=request.actor, at=request.at, model=found, in_force_from=form.when(request.at)
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The version is approved."))
            return redirect("people:model", number=number)
        refused = done
        found.refresh_from_db()
    body = found.body if isinstance(found.body, Mapping) else {}
    levels = charts.levels_of(body)
    names = words.names(one for one in (found.made_by, found.approved_by) if one)
    context = {
        "model": found,
        "state": _state(found, model_in_force(request.at), request),
        "facts": _facts(found, body, names),
        "levels": [
            [one.field, one.words, *(charts.shares(each) for each in (one.same, one.household, one.strangers)), f"{one.bits:+.1f}"]
            for one in levels
        ],
        "chart": charts.chart_of(levels) if levels else None,
        "calibration": [
            [f"{float(said):.2f}", f"{float(is_so):.2f}"] for said, is_so, *_rest in body.get("calibration") or []
        ],
        "form": form,
        "refused": refused,
    }  # fmt: skip
    return render(request, "people/model.jinja", context)


def _facts(one: MatchModel, body: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, str]]:
    expected = body.get("expected") or {}
    rows = [
        (_("Made"), _("%(when)s, by %(who)s") % {"when": uk_datetime(one.made_at), "who": names.get(one.made_by, "")}),
        (_("Approved"), _("%(when)s, by %(who)s") % {"when": uk_datetime(one.approved_at), "who": names.get(one.approved_by, "")}
         if one.approved_at else _("Not yet")),
        (_("In force from"), uk_datetime(one.in_force_from) if one.in_force_from else ""),
        (_("Trained on"), _("%(n)s records") % {"n": f"{body['records']:,}"} if body.get("records") else ""),
        (_("The machine joins from"), _("%(bits).1f bits") % {"bits": one.automatic}),
        (_("Joined by the machine from"), words.percent(float(body["automatic"])) if "automatic" in body else ""),
        (_("Shown for review from"), words.percent(float(body["review"])) if "review" in body else ""),
        (_("Pairs expected of one person"), f"{expected['same']:,.0f}" if "same" in expected else ""),
        (_("Pairs expected of one household"), f"{expected['household']:,.0f}" if "household" in expected else ""),
    ]  # fmt: skip
    report = body.get("report") or {}
    rows += [
        (str(key).replace("_", " ").capitalize(), f"{value:,.4g}" if isinstance(value, float) else str(value))
        for key, value in report.items()
        if isinstance(value, int | float | str)
    ]
    return [{"key": key, "value": value} for key, value in rows if value]
