"""The hub shows a package as its recipient will see it, checks it, sends it, and takes it back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.disclosure import actions, events
from mash.casework.disclosure.actions.check import may_check
from mash.casework.disclosure.actions.send import basis, powers
from mash.casework.disclosure.models import Package
from mash.casework.disclosure.queries import whole
from mash.casework.disclosure.workflow import CHECK, SEND
from mash.casework.disclosure.workflow import may as may_step
from mash.foundation.documents import Template, render
from mash.foundation.kernel import Ref, Refused, Verdict
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.views.common import VIEW, Asked, sent
from mash.interfaces.web.disclosure.forms import CheckForm, RecallForm, SendForm
from mash.interfaces.web.disclosure.views.common import find, posted_version, said, show_package, to_package
from mash.registers.accounts.rules import may
from mash.registers.agreements.words import Names


def pdf_response(pdf: bytes, ref: str) -> HttpResponse:
    """A PDF to be saved, under a name that says nothing but the reference."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{ref}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page("permission", VIEW)
def preview(request: Asked, ref: str, package: str) -> HttpResponse:
    """As the recipient will see it; `?as=pdf` prints it."""
    picture, found = find(request, ref, package)
    content = getattr(found, "content", None)
    data = content.shown if content else actions.preview(found, by=request.actor, at=request.at)
    if request.GET.get("as") == "pdf" and content is None:
        append(
            events.VIEWED,
            by=request.actor,
            at=request.at,
            about=[Ref("matter", ref), Ref("package", found.ref)],
            payload={"package": found.ref},
        )
        return pdf_response(render(Template.PACKAGE, data, language=found.language, at=request.at), found.ref)
    return show_package(
        request, "disclosure/preview.jinja", picture, found, {"data": data, "fixed": content is not None}
    )


@page("permission", VIEW, methods=["POST"])
def step(request: Asked, ref: str, package: str) -> HttpResponse:
    """A step that needs nothing typed: submit it for a check, take it back, or give it up."""
    _picture, found = find(request, ref, package)
    steps = {
        "submit": (actions.submit, _("A second person is asked to check it.")),
        "take-back": (actions.take_back, _("Taken back. You can change it.")),
        "drop": (actions.drop, _("Given up.")),
    }
    chosen = steps.get(request.POST.get("step", ""))
    if chosen is not None:
        action, sentence = chosen
        said(
            request,
            action(by=request.actor, at=request.at, package=found, version=posted_version(request)),
            sentence,
        )
    return to_package(found)


@page("permission", VIEW, methods=["GET", "POST"])
def check(request: Asked, ref: str, package: str) -> HttpResponse:
    """A second person reads it as its recipient will, beside how much is withheld, and says whether it may be sent."""
    picture, found = find(request, ref, package)
    form = CheckForm(sent(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.check(
            by=request.actor,
            at=request.at,
            package=found,
            version=posted_version(request),
            verdict=form.cleaned_data["verdict"],
            comment=form.cleaned_data["comment"],
        )
        if not isinstance(done, Refused):
            return to_package(found)
        refused = done
    rule = may(request.actor, CHECK)
    if rule:
        rule = may_step("approve", found.state)
    if rule and not may_check(found, request.actor):
        rule = Refused("disclosure:check:own", _("Somebody else checks what you made or changed."))
    context = {
        "form": form,
        "refused": refused,
        "rule": rule,
        "data": actions.preview(found, by=request.actor, at=request.at),
        "numbers": whole(found).numbers,
    }
    return show_package(request, "disclosure/check.jinja", picture, found, context)


@page("permission", VIEW, methods=["GET", "POST"])
def send(request: Asked, ref: str, package: str) -> HttpResponse:
    """Send it: once, however often the button is pressed."""
    picture, found = find(request, ref, package)
    if found.state in {"sent", "recalled"}:
        return to_package(found)
    all_of_it = whole(found)
    decided = basis(found, by=request.actor, at=request.at)
    verdict = decided.verdict(Names.read(at=request.at)) if decided.asks else None
    form = SendForm(
        sent(request),
        family=found.agency is None,
        powers=powers(found, at=request.at),
        grounded=decided.refused is not None,
        address=all_of_it.protected_address,
        initial={"channels": ["page"] if found.agency else ["pdf"]},
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.send(
            by=request.actor,
            at=request.at,
            package=found,
            version=posted_version(request),
            how=form.how,
            ground=form.ground_said,
        )
        if not isinstance(done, Refused):
            return to_package(found)
        refused = done
    rule = may(request.actor, SEND)
    if rule:
        rule = may_step("send", found.state)
    context = {
        "form": form,
        "refused": refused,
        "rule": rule,
        "why_ground": _why_ground(found, verdict),
        "numbers": all_of_it.numbers,
    }
    return show_package(request, "disclosure/send.jinja", picture, found, context)


def _why_ground(package: Package, verdict: Verdict | None) -> str:
    """Why no clause is enough, in a sentence; "" where one is."""
    if not isinstance(verdict, Refused):
        return ""
    if package.agency is None:
        return _("No agreement is made with a family: a package for one rests on a power or duty.")
    return verdict.sentence


@page("permission", VIEW)
def pdf(request: Asked, ref: str, package: str) -> HttpResponse:
    """The very bytes that were sent, to hand over."""
    _picture, found = find(request, ref, package)
    done = actions.hand_over(by=request.actor, at=request.at, package=found)
    if isinstance(done, Refused):
        said(request, done, "")
        return redirect("packages:package", ref=ref, package=package)
    return pdf_response(bytes(done.pdf), found.ref)


@page("permission", VIEW, methods=["GET", "POST"])
def recall(request: Asked, ref: str, package: str) -> HttpResponse:
    """Take back what was sent."""
    picture, found = find(request, ref, package)
    form = RecallForm(sent(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.recall(
            by=request.actor, at=request.at, package=found, reason=form.cleaned_data["reason"]
        )
        if not isinstance(done, Refused):
            return to_package(found)
        refused = done
    rule = may(request.actor, SEND)
    if rule:
        rule = may_step("recall", found.state)
    context = {
        "form": form,
        "heading": _("Recall this package"),
        "lead": [
            _(
                "Its page and its link end at once, and the recipient is told. What was read, printed or saved before cannot be unread."
            ),
        ],
        "button": _("Recall it"),
        "warning_button": True,
        "refused": refused,
        "rule": rule,
    }
    return show_package(request, "disclosure/form.jinja", picture, found, context)
