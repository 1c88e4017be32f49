"""The hub makes a package: for whom, what goes in, what is withheld, and whom to ask first."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.disclosure import actions, rules, workflow
from mash.casework.disclosure.actions.check import may_check
from mash.casework.disclosure.models import Package
from mash.casework.disclosure.offers import offers
from mash.casework.disclosure.queries import packages_of, reasons, whole
from mash.casework.disclosure.workflow import CHECK, MAKE, SEND
from mash.foundation.kernel import Refused, Verdict
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.views.common import VIEW, Asked, load, sent, show
from mash.interfaces.web.disclosure import presenters
from mash.interfaces.web.disclosure.forms import AddressForm, ChooseForm, CoverForm, NewForm, WhyForm
from mash.interfaces.web.disclosure.views.common import find, posted_version, show_package, to_package
from mash.registers.accounts.rules import may


def _may(request: Asked, permission: str, verb: str, package: Package) -> Verdict:
    allowed = may(request.actor, permission)
    return workflow.may(verb, package.state) if allowed else allowed


@page("permission", VIEW)
def packages(request: Asked, ref: str) -> HttpResponse:
    """Every package of a case."""
    picture = load(request, ref)
    rows = presenters.package_rows(packages_of(picture.case.matter), ref)
    context = {"rows": rows, "rule": may(request.actor, MAKE)}
    return show(request, "disclosure/packages.jinja", picture, context, part="packages")


@page("permission", VIEW, methods=["GET", "POST"])
def new(request: Asked, ref: str) -> HttpResponse:
    """Begin a package."""
    picture = load(request, ref)
    matter = picture.case.matter
    agencies = {one.key: one for one in matter.hub.agencies.all()}
    form = NewForm(sent(request), agencies=[(one.key, one.name) for one in agencies.values()], at=request.at)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        agency = agencies[said["agency"]] if said["kind"] == rules.AGENCY else None
        done = actions.make(
            by=request.actor,
            at=request.at,
            matter=matter,
            agency=agency,
            recipient=said["recipient"] or (agency.name if agency else ""),
            purpose=said["purpose"],
            language=said["language"] or "en-gb",
            message=said["message"],
            terms=said["terms"],
            list_withheld=said["list_withheld"],
        )
        if not isinstance(done, Refused):
            return redirect("packages:choose", ref=ref, package=done.ref)
        refused = done
    context = {"form": form, "refused": refused, "rule": may(request.actor, MAKE)}
    return show(request, "disclosure/new.jinja", picture, context, part="packages")


@page("permission", VIEW)
def package_page(request: Asked, ref: str, package: str) -> HttpResponse:
    """One package: where it stands, what is owed, and what became of it."""
    picture, found = find(request, ref, package)
    all_of_it = whole(found)
    lacks = all_of_it.lacks if found.state in {"draft", "checking", "checked"} else []
    check_rule = _may(request, CHECK, "approve", found)
    if check_rule and not may_check(found, request.actor):
        check_rule = Refused("disclosure:check:own", _("Somebody else checks what you made or changed."))
    send_rule = _may(request, SEND, "send", found)
    if send_rule and found.state == "draft" and all_of_it.needs_check:
        send_rule = Refused(
            "disclosure:package:unchecked", _("A second person has to check this package first.")
        )
    context = {
        "purpose": presenters.purpose(found.purpose, request.at),
        "numbers": all_of_it.numbers,
        "needs_check": all_of_it.needs_check,
        "address": all_of_it.protected_address,
        "lacks": lacks,
        "consents": presenters.consents_shown(all_of_it),
        "checks": list(found.checks.all()),
        "deliveries": presenters.delivery_rows(found.deliveries.all()),
        "corrections": list(found.corrections.all()),
        "recall": getattr(found, "recall", None),
        "content": getattr(found, "content", None),
        "bases": [one.share for one in found.bases.select_related("share")],
        "change_rule": _may(request, MAKE, "change", found),
        "submit_rule": lacks[0] if lacks else _may(request, MAKE, "submit", found),
        "back_rule": _may(request, MAKE, "take-back", found),
        "check_rule": check_rule,
        "send_rule": lacks[0] if lacks and send_rule else send_rule,
        "recall_rule": _may(request, SEND, "recall", found),
    }
    return show_package(request, "disclosure/package.jinja", picture, found, context)


@page("permission", VIEW, methods=["GET", "POST"])
def cover(request: Asked, ref: str, package: str) -> HttpResponse:
    """The hub's own words, the terms, and whether what was withheld is listed."""
    picture, found = find(request, ref, package)
    initial = {"message": found.message, "terms": found.terms, "list_withheld": found.list_withheld}
    form = CoverForm(sent(request), at=request.at, initial=initial)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.change(
            by=request.actor,
            at=request.at,
            package=found,
            version=posted_version(request),
            **form.cleaned_data,
        )
        if not isinstance(done, Refused):
            return to_package(found)
        refused = done
    context = {
        "form": form,
        "heading": _("Words and terms"),
        "button": _("Save"),
        "refused": refused,
        "rule": _may(request, MAKE, "change", found),
    }
    return show_package(request, "disclosure/form.jinja", picture, found, context)


@page("permission", VIEW, methods=["GET", "POST"])
def choose(request: Asked, ref: str, package: str) -> HttpResponse:
    """What goes in, of all that this reader sees of the case."""
    picture, found = find(request, ref, package)
    offered = offers(found.matter, at=request.at)
    allowed = [
        one
        for one in offered
        if rules.may_choose(
            family_may_know=one.family_may_know, current=True, recipient_kind=found.recipient_kind
        )
    ]
    chosen = [f"{one.kind}:{one.source_ref}" for one in found.passages.exclude(kind="address")]
    form = ChooseForm(
        sent(request),
        offered=[(one, presenters.hint_of(one, found)) for one in allowed],
        initial={"keys": chosen},
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.choose(
            by=request.actor,
            at=request.at,
            package=found,
            version=posted_version(request),
            keys=form.cleaned_data["keys"],
        )
        if not isinstance(done, Refused):
            return redirect("packages:redact", ref=ref, package=package)
        refused = done
    context = {
        "form": form,
        "refused": refused,
        "not_offered": [one for one in offered if one not in allowed],
        "protected": any(
            one.kind == "address" for one in offers(found.matter, at=request.at, addresses=True)
        ),
        "rule": _may(request, MAKE, "change", found),
    }
    return show_package(request, "disclosure/choose.jinja", picture, found, context)


@page("permission", VIEW, methods=["GET", "POST"])
def address(request: Asked, ref: str, package: str) -> HttpResponse:
    """Put a protected address in, the first of two times that somebody says so."""
    picture, found = find(request, ref, package)
    offered = [one for one in offers(found.matter, at=request.at, addresses=True) if one.kind == "address"]
    chosen = [f"{one.kind}:{one.source_ref}" for one in found.passages.filter(kind="address")]
    form = AddressForm(sent(request), offered=offered, initial={"keys": chosen})
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.choose_addresses(
            by=request.actor,
            at=request.at,
            package=found,
            version=posted_version(request),
            keys=form.cleaned_data["keys"],
            sure=form.cleaned_data["sure"],
        )
        if not isinstance(done, Refused):
            return to_package(found)
        refused = done
    context = {
        "form": form,
        "heading": _("Protected addresses"),
        "lead": [
            _(
                "A protected address goes into no package unless somebody chooses it here and says so again when it is sent."
            ),
        ],
        "button": _("Save"),
        "refused": refused,
        "rule": _may(request, MAKE, "change", found),
    }
    return show_package(request, "disclosure/form.jinja", picture, found, context)


@page("permission", VIEW, methods=["GET", "POST"])
def redact(request: Asked, ref: str, package: str) -> HttpResponse:
    """Withhold paragraphs, each for a coded reason; what stays is counted beside them."""
    picture, found = find(request, ref, package)
    all_of_it = whole(found)
    known = reasons(at=request.at)
    typed: dict[tuple[int, int], str] | None = None
    refused: Refused | None = None
    if request.method == "POST":
        typed = _typed(request)
        done = actions.redact(
            by=request.actor,
            at=request.at,
            package=found,
            version=posted_version(request),
            withheld=typed,
        )
        if not isinstance(done, Refused):
            if request.POST.get("action") == "preview":
                return redirect("packages:preview", ref=ref, package=package)
            return redirect("packages:redact", ref=ref, package=package)
        refused = done
    context = {
        "passages": presenters.passages_shown(all_of_it, typed=typed),
        "reasons": known,
        "numbers": all_of_it.numbers,
        "by_reason": [(known.get(code, code), count) for code, count in all_of_it.withheld_by_reason],
        "refused": refused,
        "rule": _may(request, MAKE, "change", found),
    }
    return show_package(request, "disclosure/redact.jinja", picture, found, context)


def _typed(request: Asked) -> dict[tuple[int, int], str]:
    """The fields `p-<passage>-<paragraph>` that say a reason."""
    found: dict[tuple[int, int], str] = {}
    for name, reason in request.POST.items():
        parts = name.split("-")
        numbers = [int(one) for one in parts[1:] if one.isascii() and one.isdigit() and len(one) < 12]
        if parts[0] == "p" and len(parts) == 3 and len(numbers) == 2 and reason:
            found[numbers[0], numbers[1]] = str(reason)
    return found


@page("permission", VIEW, methods=["GET", "POST"])
def ask(request: Asked, ref: str, package: str, item: str) -> HttpResponse:
    """Ask the agency that supplied an item whether it may be passed on."""
    picture, found = find(request, ref, package)
    passage = (
        found.passages.select_related("item__request__agency").filter(kind="item", source_ref=item).first()
    )
    if passage is None or passage.item is None:
        raise Http404
    form = WhyForm(sent(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.ask_consent(
            by=request.actor, at=request.at, package=found, passage=passage, why=form.cleaned_data["why"]
        )
        if not isinstance(done, Refused):
            return to_package(found)
        refused = done
    context = {
        "form": form,
        "heading": _("Ask %(agency)s") % {"agency": passage.item.request.agency.name},
        "lead": [passage.source, passage.text],
        "button": _("Ask them"),
        "refused": refused,
        "rule": _may(request, MAKE, "change", found),
    }
    return show_package(request, "disclosure/form.jinja", picture, found, context)


__all__ = ["address", "ask", "choose", "cover", "new", "package_page", "packages", "redact"]
