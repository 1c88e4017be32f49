"""Standards as everybody in a hub reads them, and what may be done with one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.standards import presenters
from mash.interfaces.web.standards.forms import ApproversForm, DayForm, JudgeForm
from mash.registers.accounts.rules import may
from mash.registers.standards import actions, queries
from mash.registers.standards.actions.keep import DRAFT
from mash.registers.standards.actions.settle import APPROVE
from mash.registers.standards.models import PracticeStandard

VIEW = "standards:standard:view"
NOBODY = "a practice standard says nothing of anybody"
State = PracticeStandard.State


@page("permission", VIEW, unlogged=NOBODY)
def every(request: HttpRequest) -> HttpResponse:
    """Every version that is, was or will be in force, and what is under way."""
    found = list(queries.versions())
    day = request.at.astimezone(LONDON).date()
    now = [one for one in found if one.state == State.IN_FORCE and not (one.valid_to and one.valid_to <= day)]
    under_way = [one for one in found if one.state in {State.DRAFT, State.OPEN}]
    past = [one for one in found if one not in now and one not in under_way]
    return render(
        request,
        "standards/list.jinja",
        {
            "now": presenters.rows(now, day),
            "under_way": presenters.rows(under_way, day),
            "counts": bool(may(request.actor, "standards:deviation:view")),
            "past": presenters.rows(past, day),
        },
    )


def load(key: str, version: str) -> PracticeStandard:
    """The version, or 404."""
    found = queries.get_version(key, version)
    if found is None:
        raise Http404
    return found


def keeps(request: HttpRequest, one: PracticeStandard) -> bool:
    """Whether whoever asks may change this version."""
    return bool(may(request.actor, DRAFT)) and bool(one.hub) and one.hub == request.actor.hub


@page("permission", VIEW, methods=["GET", "POST"], unlogged=NOBODY)
def version(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """One version, to read and to print, with what may be done with it now."""
    one = load(key, version)
    day = request.at.astimezone(LONDON).date()
    mine = next(
        (each for each in one.approvals.all() if each.user_id == request.actor.user and not each.verdict),
        None,
    )
    judges = one.state == State.OPEN and mine is not None and bool(may(request.actor, APPROVE))
    do = request.POST.get("do", "")
    judge = JudgeForm(request.POST if do == "judge" else None)
    starts = DayForm(request.POST if do == "in-force" else None, initial={"day": max(one.valid_from, day)})
    forms: dict[str, Any] = {"judge": judge, "in-force": starts}
    refused: Refused | None = None
    if request.method == "POST":
        form = forms.get(do)
        if form is None or form.is_valid():
            done = _step(request, one, do, form.cleaned_data if form else {})
            if not isinstance(done, Refused):
                return redirect(presenters.at_version("version", done))
            refused = done
    edits = keeps(request, one) and one.state == State.DRAFT
    drafts = bool(may(request.actor, DRAFT)) and one.hub in {"", request.actor.hub}
    return render(
        request,
        "standards/version.jinja",
        {
            "version": one,
            "title": presenters.title(one),
            "facts": presenters.facts(one, day),
            "parts": presenters.parts(one, at=request.at, edits=edits),
            "approvals": presenters.approvals(one),
            "keeps": keeps(request, one),
            "edits": edits,
            "drafts": drafts and one.state in {State.IN_FORCE, State.DRAFT, State.DROPPED} and not edits,
            "tries": bool(may(request.actor, DRAFT)),
            "judge": judge if judges else None,
            "starts": starts,
            "form_in_error": forms.get(do),
            "refused": refused,
        },
    )


def _step(
    request: HttpRequest, one: PracticeStandard, do: str, said: dict[str, Any]
) -> PracticeStandard | Refused:
    by, at = request.actor, request.at
    if do == "judge":
        done = actions.judge(by=by, at=at, standard=one, verdict=said["verdict"], reason=said["reason"])
        if isinstance(done, Refused):
            return done
        messages.success(request, _("What you said is recorded."))
        return one
    if do == "in-force":
        return actions.bring_into_force(by=by, at=at, standard=one, starts=said["day"])
    if do == "draft":
        return actions.draft_next(by=by, at=at, standard=one, hub=by.hub, starts=at.astimezone(LONDON).date())
    if do == "drop":
        return actions.drop(by=by, at=at, standard=one)
    return Refused("standards:not-now", _("Choose what to do with this version."))


@page("permission", VIEW, unlogged=NOBODY)
def compare(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """What is new, gone and changed against another version: the one it was drafted from, unless another is chosen."""
    one = load(key, version)
    others = [each for each in queries.versions() if each.pk != one.pk and each.population == one.population]
    chosen = request.GET.get("with", "")
    other = next((each for each in others if f"{each.key}:{each.version}" == chosen), None)
    other = other or one.drafted_from or next(iter(others), None)
    whole = queries.get_version(other.key, other.version) if other else None
    return render(
        request,
        "standards/compare.jinja",
        {
            "version": one,
            "title": presenters.title(one),
            "other": whole,
            "other_title": presenters.title(whole) if whole else "",
            "choices": [
                (
                    f"{each.key}:{each.version}",
                    presenters.title(each),
                    whole is not None and each.pk == whole.pk,
                )
                for each in others
            ],
            "parts": presenters.differences(whole, one, at=request.at) if whole else [],
        },
    )


@page("permission", DRAFT, methods=["GET", "POST"], unlogged=NOBODY)
def approvers(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """Lay a draft open: its text is fixed, and those named say what they think of it."""
    one = load(key, version)
    if not keeps(request, one):
        raise Http404
    if one.state == State.OPEN and request.method == "POST":
        return redirect(presenters.at_version("version", one))  # pressed twice
    if one.state != State.DRAFT:
        raise Http404
    seats = [seat for seat in queries.approvers(one.hub, at=request.at) if seat.user_id != request.actor.user]
    form = ApproversForm(request.POST or None, seats=seats)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.lay_open(
            by=request.actor,
            at=request.at,
            standard=one,
            users=[int(user) for user in form.cleaned_data["users"]],
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is open for approval. Nobody can change its text any more."))
            return redirect(presenters.at_version("version", one))
        refused = done
    return render(
        request,
        "standards/form.jinja",
        {
            "version": one,
            "title": presenters.title(one),
            "heading": _("Lay it open for approval"),
            "lead": [
                _(
                    "From then on nobody can change its text. Everybody named has to approve it before it can come into force."
                ),
                _("At least %(least)d people approve it.")
                % {"least": queries.least_approvers(at=request.at)},
            ],
            "form": form,
            "button": _("Lay it open"),
            "refused": refused,
        },
    )
