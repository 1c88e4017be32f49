"""Which forces send to which desk: recorded, changed, given a secret and ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.notifications import actions, events, queries
from mash.casework.notifications.models import Source, Terms
from mash.casework.notifications.permissions import AGREE, RECONCILE, may_agree, may_send
from mash.foundation.kernel import Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.interfaces.web.notifications.forms import SecretForm, SourceForm, TermsForm, whole
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency, Desk

_UPLOADS: Final = 20


@page("permission", RECONCILE)
def every(request: HttpRequest) -> HttpResponse:
    """Every source that is recorded."""
    rows = [
        [
            {"href": reverse("notifications:source", args=[one.key]), "text": one.title},
            one.agency.name,
            one.desk.name,
            _("In force") if one.in_force(request.at) else _("Ended"),
        ]
        for one in queries.sources()
    ]
    return render(
        request, "notifications/sources.jinja", {"rows": rows, "agrees": bool(may(request.actor, AGREE))}
    )


@page("permission", AGREE, methods=["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Record that a force sends its notifications to a desk of the hub."""
    agencies = Agency.objects.filter(hubs__key=request.actor.hub, kind="police")
    desks = Desk.objects.select_related("hub").filter(hub__key=request.actor.hub)
    form = SourceForm(
        request.POST or None,
        agencies=list(agencies.values_list("key", "name")),
        desks=list(desks.values_list("key", "name")),
        initial={"expects": "none", "dates": "dmy"},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = _record(
            request, said, agency=agencies.get(key=said["agency"]), desk=desks.get(key=said["desk"])
        )
        if isinstance(made, Source):
            return redirect("notifications:source", source=made.key)
        form.add_error("key" if made.code == "notifications:key-taken" else None, made.sentence)
    return render(request, "notifications/record.jinja", {"form": form})


@transaction.atomic
def _record(request: HttpRequest, said: dict[str, Any], *, agency: Agency, desk: Desk) -> Source | Refused:
    by, at = request.actor, request.at
    made = actions.record_source(by=by, at=at, key=said["key"], title=said["title"], agency=agency, desk=desk)
    if isinstance(made, Refused):
        return made
    agreed = actions.change_source(by=by, at=at, source=made, number=0, **_terms(said))
    return agreed if isinstance(agreed, Refused) else made


def _terms(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("title", "expects", "expected_by", "dates", "roles")}


def found(key: str) -> Source:
    """The source of an address."""
    one = queries.sources().filter(key=key).first()
    if one is None:
        raise Http404
    return one


@page("permission", RECONCILE, methods=["GET", "POST"])
def source(request: HttpRequest, source: str) -> HttpResponse:
    """One source: what is agreed, its secrets, what its columns are, and the files handed over."""
    one = found(source)
    refused: Refused | None = None
    if request.method == "POST":
        ended = (
            actions.end_source(by=request.actor, at=request.at, source=one)
            if request.POST.get("do") == "end"
            else Refused("notifications:choose", _("Choose what to do with the source."))
        )
        if not isinstance(ended, Refused):
            return redirect("notifications:source", source=source)
        refused = ended
    agrees = bool(may_agree(request.actor, one.agency, one.desk))
    terms = queries.terms_of(one)
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[one.ref],
        payload={"source": one.key, "rows": 0},
    )
    return render(
        request,
        "notifications/source.jinja",
        {
            "source": one,
            "refused": refused,
            "facts": _facts(one, terms[0] if terms else None),
            "terms": [[one.number, uk_datetime(one.from_at), one.title, _expected(one)] for one in terms],
            "secrets": [
                [uk_datetime(made), uk_datetime(ended) if ended else _("Counts")]
                for made, ended in queries.secrets_made(one)
            ]
            if agrees
            else [],
            "mappings": [
                [one.number, uk_datetime(one.at), one.by_name, len(one.mapping.get("columns", {}))]
                for one in one.mappings.order_by("-number")
            ],
            "uploads": [
                [
                    {"href": reverse("notifications:file", args=[one.public_id]), "text": one.file_name},
                    uk_datetime(one.at),
                    one.by_name,
                    one.get_state_display(),
                ]
                for one in queries.uploads_of(one)[:_UPLOADS]
            ],
            "agrees": agrees,
            "in_force": one.in_force(request.at),
            "sends": bool(may_send(request.actor, one)) and one.in_force(request.at),
        },
    )


def _expected(terms: Terms) -> str:
    if not terms.expects or terms.expected_by is None:
        return _("On no day in particular")
    return _("%(days)s, by %(time)s") % {
        "days": terms.get_expects_display(),
        "time": f"{terms.expected_by:%H:%M}",
    }


def _facts(source: Source, terms: Terms | None) -> list[dict[str, object]]:
    facts: list[dict[str, object]] = [
        {"key": _("Force"), "value": source.agency.name},
        {"key": _("Desk"), "value": source.desk.name},
        {"key": _("Short name"), "value": source.key},
        {"key": _("Agreed since"), "value": uk_date(source.from_at.date())},
    ]
    if source.until_at is not None:
        facts.append({"key": _("Ended"), "value": uk_datetime(source.until_at)})
    if terms is not None:
        facts += [
            {"key": _("Something must come"), "value": _expected(terms)},
            {"key": _("Days are written"), "value": terms.get_dates_display()},
            {
                "key": _("The force’s words for roles"),
                "value": ", ".join(f"{word} = {role}" for word, role in terms.roles.items()),
            },
        ]
    return facts


@page("permission", AGREE, methods=["GET", "POST"])
def change(request: HttpRequest, source: str) -> HttpResponse:
    """Agree other terms with a force; those before stay beside them."""
    one = found(source)
    if not may_agree(request.actor, one.agency, one.desk):
        raise Http404
    latest = next(iter(queries.terms_of(one)), None)
    form = TermsForm(
        request.POST or None,
        initial={
            "title": one.title,
            "expects": (latest.expects if latest else "") or "none",
            "expected_by": f"{latest.expected_by:%H:%M}" if latest and latest.expected_by else "",
            "dates": latest.dates if latest else "dmy",
            "roles": "\n".join(f"{word} = {role}" for word, role in latest.roles.items()) if latest else "",
            "number": str(latest.number if latest else 0),
        },
    )
    if request.method == "POST" and form.is_valid():
        done = actions.change_source(
            by=request.actor,
            at=request.at,
            source=one,
            number=form.cleaned_data["number"],
            **_terms(form.cleaned_data),
        )
        if not isinstance(done, Refused):
            return redirect("notifications:source", source=source)
        form.add_error(None, done.sentence)
    return render(request, "notifications/change.jinja", {"form": form, "source": one})


@page("permission", AGREE, methods=["GET", "POST"])
def secret(request: HttpRequest, source: str) -> HttpResponse:
    """Make a new secret for the force's system, shown on this answer alone."""
    one = found(source)
    if not may_agree(request.actor, one.agency, one.desk):
        raise Http404
    form = SecretForm(
        request.POST or None, initial={"overlap": "24", "known": str(len(queries.secrets_made(one)))}
    )
    made = ""
    if request.method == "POST" and form.is_valid():
        done = actions.make_secret(
            by=request.actor,
            at=request.at,
            source=one,
            overlap=timedelta(hours=int(form.cleaned_data["overlap"])),
            known=whole(form.cleaned_data["known"]),
        )
        if isinstance(done, Refused):
            form.add_error(None, done.sentence)
        else:
            made = done
    return render(request, "notifications/secret.jinja", {"form": form, "source": one, "secret": made})
