"""Agreements as everybody reads them, and what a lead does to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.agreements import presenters
from mash.interfaces.web.agreements.forms import DayForm, SignForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.agreements import actions, events
from mash.registers.agreements.models import Signatory, Version
from mash.registers.agreements.queries import agreements, get_version, today
from mash.registers.agreements.words import Names

VIEW = "agreements:agreement:view"
DRAFT = actions.DRAFT
SIGN = actions.SIGN


@page("permission", VIEW)
def every(request: HttpRequest) -> HttpResponse:
    """Every agreement with where it stands, and what lapses soon."""
    found = agreements()
    day = today(request.at)
    return render(
        request,
        "agreements/agreements.jinja",
        {
            "rows": presenters.rows(found, day),
            "asks": bool(may(request.actor, "agreements:agreement:ask-what-if")),
            "warnings": presenters.warnings(found, day, Names.read(at=request.at)),
        },
    )


def load(key: str, number: int) -> Version:
    """The version, or 404."""
    found = get_version(key, number)
    if found is None:
        raise Http404
    return found


def looked(request: HttpRequest, version: Version) -> None:
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[Ref("agreement", version.agreement.key)],
        payload={"agreement": version.agreement.key, "version": version.number},
    )


@page("permission", VIEW, methods=["GET", "POST"])
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version: its head, its terms, its parties and its clauses; and what may be done with it now."""
    found = load(key, number)
    day = today(request.at)
    drafts = bool(may(request.actor, DRAFT))
    do = request.POST.get("do", "")
    dated = {
        "agree": DayForm(request.POST if do == "agree" else None, prefix="agree", label=_("In force from")),
        "review": DayForm(
            request.POST if do == "review" else None,
            prefix="review",
            label=_("Reviewed; to be reviewed again by"),
        ),
    }
    refused: Refused | None = None
    if request.method == "POST":
        if not drafts:
            raise Http404
        form = dated.get(do)
        if form is None or form.is_valid():
            done = _step(request, found, do, form)
            if isinstance(done, Version):
                return redirect(presenters.at_version("version", done))
            refused = done
    looked(request, found)
    edits = drafts and found.state == Version.State.DRAFT
    signs = bool(may(request.actor, SIGN)) and found.state in {Version.State.SIGNING, Version.State.AGREED}
    names = Names.read(at=request.at)
    return render(
        request,
        "agreements/version.jinja",
        {
            "version": found,
            "title": _("%(title)s, version %(number)d")
            % {"title": found.agreement.title, "number": found.number},
            "facts": presenters.facts(found, day),
            "terms": presenters.terms(found),
            "signatories": presenters.signatories(found, day, signs=signs),
            "clauses": presenters.clauses(found, names, edits=edits),
            "drafts": drafts,
            "edits": edits,
            "refused": refused,
            "agree": dated["agree"],
            "review": dated["review"],
            "form_in_error": dated.get(do),
        },
    )


def _step(request: HttpRequest, found: Version, do: str, form: DayForm | None) -> Version | Refused:
    by, at = request.actor, request.at
    if form is not None:
        day = form.cleaned_data["day"]
        if do == "agree":
            return actions.agree(by=by, at=at, version=found, starts=day)
        return actions.review(by=by, at=at, version=found, review_by=day)
    steps = {"draft": actions.draft_next, "lay-open": actions.lay_open, "drop": actions.drop}
    if do not in steps:
        return Refused("agreements:not-now", _("Choose what to do with this version."))
    return steps[do](by=by, at=at, version=found)


@page("permission", VIEW)
def changes(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What differs from the version before, part by part."""
    found = load(key, number)
    looked(request, found)
    return render(
        request,
        "agreements/changes.jinja",
        {"version": found, "differences": presenters.compared(found, Names.read(at=request.at))},
    )


@page("permission", SIGN, methods=["GET", "POST"])
def signature(request: HttpRequest, key: str, number: int, agency: str) -> HttpResponse:
    """An agency signs, or its signature on paper is recorded; or it leaves."""
    found = load(key, number)
    line = next((one for one in found.signatories.all() if one.agency.key == agency), None)
    if line is None or found.state not in {Version.State.SIGNING, Version.State.AGREED}:
        raise Http404
    day = today(request.at)
    bound = line.signed_on is not None and (line.ends is None or day < line.ends)
    form: Any = (
        DayForm(request.POST or None, label=_("It is bound no more from"))
        if bound
        else SignForm(request.POST or None)
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = _sign(request, found, line, form.cleaned_data, leaves=bound)
        if not isinstance(done, Refused):
            messages.success(request, _("Recorded."))
            return redirect(presenters.at_version("version", found))
        refused = done
    looked(request, found)
    return render(
        request,
        "agreements/signature.jinja",
        {"version": found, "line": line, "bound": bound, "form": form, "refused": refused},
    )


def _sign(
    request: HttpRequest, found: Version, line: Signatory, said: dict[str, Any], *, leaves: bool
) -> Signatory | Refused:
    by, at = request.actor, request.at
    if leaves:
        return actions.leave(by=by, at=at, version=found, agency=line.agency, ends=said["day"])
    return actions.sign(
        by=by,
        at=at,
        version=found,
        agency=line.agency,
        name=said["name"],
        post=said["post"],
        signed_on=said["signed_on"],
        ends=said["ends"],
        paper=said["paper"],
    )
