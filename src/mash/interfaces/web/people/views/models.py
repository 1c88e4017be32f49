"""The versions of the model that records are compared by: what each has learnt, and who put it in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.people import charts, watching, words
from mash.interfaces.web.people.charts import Level
from mash.interfaces.web.people.forms import LONDON, ApproveForm, LookForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.people.clusters.arrivals import approve_model
from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.models import MatchModel
from mash.registers.people.watch import queries as watch
from mash.registers.people.watch.actions import answer_look
from mash.registers.people.watch.models import Look
from mash.registers.people.watch.rules import Counted

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
    return render(request, "people/models.jinja", {"rows": rows, "asking": watch.unanswered(request.at)})


def _state(one: MatchModel, force: MatchModel | None, request: HttpRequest) -> str:
    if force is not None and one.pk == force.pk:
        return _("In force")
    if one.in_force_from is None:
        return _("Waits for approval")
    return _("Comes into force later") if one.in_force_from > request.at else _("Was in force")


@page("permission", APPROVE, methods=["GET", "POST"])
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version: whether it fits, whom it serves, what it changes, what it learnt, and its approval by another person."""
    found = _model_or_404(number)
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
    return _page(request, found, form=form, refused=refused)


@page("permission", APPROVE, methods=["POST"])
def answer(request: HttpRequest, number: int, look: str) -> HttpResponse:
    """Say what one made of a look that asks."""
    found = _model_or_404(number)
    asked = Look.objects.filter(model=found, public_id=look).first()
    if asked is None:
        raise Http404
    form, refused = LookForm(request.POST), None
    if form.is_valid():
        done = answer_look(by=request.actor, at=request.at, look=asked, answer=form.cleaned_data["answer"])
        if not isinstance(done, Refused):
            messages.success(request, _("Your answer is recorded."))
            return redirect("people:model", number=number)
        refused = done
    return _page(request, found, answering=form, refused=refused)


def _model_or_404(number: int) -> MatchModel:
    found = MatchModel.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    found: MatchModel,
    *,
    form: ApproveForm | None = None,
    answering: LookForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    body = found.body if isinstance(found.body, Mapping) else {}
    levels = charts.levels_of(body)
    force = model_in_force(request.at)
    looks = watch.looks_of(found)
    kept = watch.trained(found)
    counted = looks[0].counted if looks else kept.counted if kept else None
    names = words.names(
        actor for actor in (found.made_by, found.approved_by, *(one.answered_by for one in looks)) if actor
    )
    form = form or ApproveForm(
        today=request.at.astimezone(LONDON).date(), initial={"day": request.at.astimezone(LONDON).date()}
    )
    drawn, calibration = watching.calibration(watching.tenths(counted, body))
    context = {
        "model": found,
        "state": _state(found, force, request),
        "facts": _facts(found, body, names),
        "levels": [
            [one.field, one.words, *(charts.shares(each) for each in (one.same, one.household, one.strangers)), f"{one.bits:+.1f}"]
            for one in levels
        ],
        "chart": charts.chart_of(levels) if levels else None,
        "looked": _looked(looks, names),
        "compared": _compared(found, force, body, levels, counted),
        "counted_at": looks[0].at if looks else kept.at if kept else None,
        "fairness": (fair := watching.fairness(counted) if counted else None),
        "fairness_chart": charts.intervals_chart(fair.drawn) if fair and fair.drawn else None,
        "calibration": calibration,
        "calibration_chart": charts.intervals_chart(drawn) if drawn else None,
        "form": form,
        "answering": answering or LookForm(),
        "refused": refused,
    }  # fmt: skip
    return render(request, "people/model.jinja", context)


def _looked(looks: Sequence[Look], names: Mapping[str, str]) -> dict[str, Any] | None:
    """The latest look in words, the one that asks, and those before."""
    if not looks:
        return None
    latest = looks[0]
    found = watch.findings_of(latest)
    asking = next((one for one in looks if one.asks), None)
    return {
        "at": latest.at,
        "since": latest.since,
        "new": latest.counted["new"]["records"],
        "records": latest.counted["all"]["records"],
        "summary": watching.summary(found),
        "findings": watching.findings(found),
        "chart": charts.moved_chart(drawn) if (drawn := watching.moved(found)) else None,
        "asking": asking if asking and asking.answered_at is None else None,
        "asked": watching.summary(watch.findings_of(asking)) if asking else "",
        "rows": [
            [
                uk_datetime(one.at),
                f"{one.counted['new']['records']:,}",
                watching.summary(watch.findings_of(one)),
                _answer(one, names),
            ]
            for one in looks
        ],
    }


def _answer(one: Look, names: Mapping[str, str]) -> str:
    if not one.asks:
        return _("None needed")
    if one.answered_at is None:
        return _("Waits for an answer")
    return _("%(who)s, %(when)s: %(said)s") % {
        "who": names.get(one.answered_by, ""),
        "when": uk_datetime(one.answered_at),
        "said": one.answer,
    }


def _compared(
    found: MatchModel,
    force: MatchModel | None,
    body: Mapping[str, Any],
    levels: Sequence[Level],
    counted: Counted | None,
) -> dict[str, Any] | None:
    """What this version would change, for one that is not in force while another is."""
    if force is None or force.pk == found.pk or not levels or not isinstance(force.body, Mapping):
        return None
    now = charts.levels_of(force.body)
    looks = watch.looks_of(force, limit=1)
    trained = watch.trained(force)
    looked = looks[0].counted if looks else trained.counted if trained else None
    return {
        "version": force.version,
        "pk": force.pk,
        "fields": watching.changes(now, levels) if now else [],
        "numbers": watching.numbers(force.body, body, looked, counted),
        "fits": watching.summary(watch.findings_of(looks[0])) if looks else "",
    }


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
