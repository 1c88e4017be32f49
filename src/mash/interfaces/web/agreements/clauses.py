"""What a lead writes in a draft."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.agreements import presenters
from mash.interfaces.web.agreements.forms import ClauseForm, HeadForm
from mash.interfaces.web.agreements.views import DRAFT, load, looked
from mash.interfaces.web.request import HttpRequest
from mash.registers.agencies.models import Agency
from mash.registers.agreements import actions
from mash.registers.agreements.models import Clause, Version


def _draft(key: str, number: int) -> Version:
    found = load(key, number)
    if found.state != Version.State.DRAFT:
        raise Http404
    return found


def _edition(request: HttpRequest, version: Version) -> int:
    """Which edition of the draft the page was made from; that of now when it does not say."""
    said = request.POST.get("edition", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else version.edition


@page("permission", DRAFT, methods=["GET", "POST"])
def head(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What a draft says besides its clauses."""
    version = _draft(key, number)
    form = HeadForm(request.POST or None, initial=HeadForm.initial_of(version))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = actions.set_head(
            by=request.actor,
            at=request.at,
            version=version,
            edition=_edition(request, version),
            purpose=said["purpose"],
            review_by=said["review_by"],
            joint=said["joint"] == "yes",
            terms=form.terms(version.terms),
            agencies=list(Agency.objects.filter(key__in=said["agencies"])),
        )
        if not isinstance(done, Refused):
            return redirect(presenters.at_version("version", version))
        refused = done
    looked(request, version)
    return _form(request, version, form, refused, _("What the agreement says besides its clauses"))


@page("permission", DRAFT, methods=["GET", "POST"])
def new(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A clause more."""
    version = _draft(key, number)
    return _clause(request, version, "", {"number": _next(version), "effect": "permit", "mode": "content"})


@page("permission", DRAFT, methods=["GET", "POST"])
def clause(request: HttpRequest, key: str, number: int, clause: str) -> HttpResponse:
    """One clause of a draft, changed or taken out."""
    version = _draft(key, number)
    found = next((one for one in version.clauses.all() if one.number == clause), None)
    if found is None:
        raise Http404
    return _clause(request, version, clause, {name: getattr(found, name) for name in Clause.SAYS})


def _next(version: Version) -> str:
    numbers = [
        int(one.number) for one in version.clauses.all() if one.number.isascii() and one.number.isdigit()
    ]
    return str(max(numbers, default=0) + 1)


def _clause(request: HttpRequest, version: Version, number: str, initial: dict[str, Any]) -> HttpResponse:
    by, at, edition = request.actor, request.at, _edition(request, version)
    removes = bool(number) and request.POST.get("do") == "remove"
    form = ClauseForm(None if removes else request.POST or None, at=at, initial=initial)
    refused: Refused | None = None
    if request.method == "POST" and (removes or form.is_valid()):
        done = (
            actions.remove_clause(by=by, at=at, version=version, edition=edition, number=number)
            if removes
            else actions.set_clause(
                by=by, at=at, version=version, edition=edition, number=number, said=form.cleaned_data
            )
        )
        if not isinstance(done, Refused):
            return redirect(presenters.at_version("version", version))
        refused = done
    looked(request, version)
    heading = _("Clause %(number)s") % {"number": number} if number else _("A new clause")
    return _form(request, version, form, refused, heading, removes=bool(number))


def _form(
    request: HttpRequest,
    version: Version,
    form: ClauseForm | HeadForm,
    refused: Refused | None,
    heading: str,
    *,
    removes: bool = False,
) -> HttpResponse:
    # A page that was refused as stale keeps its edition: only whoever opens the draft again has seen the changes.
    context = {
        "version": version,
        "form": form,
        "refused": refused,
        "heading": heading,
        "edition": _edition(request, version),
        "removes": removes,
    }
    return render(request, "agreements/draft.jinja", context)
