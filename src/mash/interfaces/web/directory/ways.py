"""One way to reach a post: written down, checked, put right beside, taken out, and reported wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.interfaces.web.directory.forms import EndForm, WayForm, WrongForm, filled, put
from mash.interfaces.web.directory.presenters import KINDS, purposes_words, when_words
from mash.interfaces.web.directory.room import KEEP, REPORT, VIEW, may_keep
from mash.interfaces.web.directory.teams import PUBLIC
from mash.interfaces.web.request import HttpRequest
from mash.registers.directory import actions
from mash.registers.directory.models import Post, Way
from mash.registers.directory.queries.entries import live_ways
from mash.registers.directory.queries.terms import labels, terms
from mash.registers.directory.rules import local_day

NAMES = [
    "kind",
    "value",
    "purposes",
    "when",
    "hours",
    "bank_holidays",
    "place",
    "note",
    "languages",
    "until_day",
]
DONE: dict[str, str | Promise] = {
    "check": gettext_lazy("It is recorded as right today."),
    "end": gettext_lazy("Its last day is recorded."),
}


def _form(request: HttpRequest, **kwargs: Any) -> WayForm:
    return WayForm(
        request.POST if request.method == "POST" else None,
        purposes=[(one.code, one.label) for one in terms("purpose", at=request.at)],
        **kwargs,
    )


@page("permission", KEEP, methods=["GET", "POST"], unlogged=PUBLIC)
def new(request: HttpRequest, ref: str) -> HttpResponse:
    """Write down a way to reach a post."""
    found = Post.objects.select_related("team__agency", "team__hub").filter(public_id=ref).first()
    if found is None or not may_keep(request, found.team):
        raise Http404
    form = _form(request, initial={"place": "1"})
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.said(from_day=local_day(request.at))
        done = actions.add_way(by=request.actor, at=request.at, post=found, said=said)
        if not isinstance(done, Refused):
            messages.success(request, _("It is added."))
            return redirect("directory:post", ref=ref)
        refused = None if put(form, done.code, done.sentence) else done
    return _written(
        request,
        form,
        refused,
        found,
        heading=_("Add a way to reach them"),
        back=reverse("directory:post", args=[ref]),
    )


def _written(
    request: HttpRequest,
    form: WayForm,
    refused: Refused | None,
    post: Post,
    *,
    heading: str,
    back: str,
    **more: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "refused": refused,
        "caption": f"{post.title}, {post.team.name}",
        "heading": heading,
        "names": NAMES,
        "back": back,
        "button": _("Save"),
        **more,
    }
    return render(request, "directory/new.jinja", context)


def _way(ref: str) -> Way:
    found = (
        Way.objects.select_related("post__team__agency", "post__team__hub", "corrects")
        .filter(public_id=ref)
        .first()
    )
    if found is None:
        raise Http404
    return found


@page("permission", VIEW, methods=["GET", "POST"], unlogged=PUBLIC)
def way(request: HttpRequest, ref: str) -> HttpResponse:
    """One way: what it says, when it was checked, what was reported, and what stood here before."""
    found = _way(ref)
    keeps = may_keep(request, found.post.team)
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and (verb not in DONE or not keeps):
        raise Http404
    form = EndForm(request.POST if verb == "end" else None, prefix="end")
    done: object | None = None
    if verb == "check":
        done = actions.check_way(by=request.actor, at=request.at, way=found)
    elif verb == "end" and form.is_valid():
        done = actions.end_way(
            by=request.actor, at=request.at, way=found, until_day=form.cleaned_data["until_day"]
        )
    if done is not None and not isinstance(done, Refused):
        messages.success(request, str(DONE[verb]))
        return redirect("directory:way", ref=ref)
    refused = (
        done
        if isinstance(done, Refused) and not (verb == "end" and put(form, done.code, done.sentence))
        else None
    )
    live = live_ways().filter(pk=found.pk).first()
    over = found.until_day is not None and found.until_day < local_day(request.at)
    after = Way.objects.filter(corrects=found).first()
    heard = labels("heard")
    return render(
        request,
        "directory/way.jinja",
        {
            "way": found,
            "owner": found.post.team.agency or found.post.team.hub,
            "kind": KINDS[found.kind],
            "when": when_words(found),
            "purposes": purposes_words(found.purposes, labels("purpose")),
            "wrong_at": live.wrong_at if live else None,  # type: ignore[attr-defined] # annotated
            "checked": found.checks.order_by("at", "pk").last(),
            "after": after.public_id if after else "",
            "before": found.corrects,
            "reports": [
                [
                    uk_datetime(one.at),
                    heard.get(one.heard, one.heard),
                    one.words or "-",
                    one.by_name,
                    f"{one.get_settled_display()}, {uk_date(one.settled_at)}, {one.settled_by_name}"
                    if one.settled
                    else (_("Taken out") if over else _("Waits")),
                ]
                for one in found.wrongs.all()
            ],
            "keeps": keeps and live is not None and not over,
            "over": over,
            "form": form,
            "verb": verb,
            "refused": refused,
        },
    )


@page("permission", KEEP, methods=["GET", "POST"], unlogged=PUBLIC)
def correct(request: HttpRequest, ref: str) -> HttpResponse:
    """Write what is right beside what was not."""
    found = _way(ref)
    if not may_keep(request, found.post.team):
        raise Http404
    form = _form(request, initial=filled(found))
    refused: Refused | None = None
    theirs: Way | None = None
    if request.method == "POST" and form.is_valid():
        said = form.said(from_day=local_day(request.at))
        done = actions.correct_way(by=request.actor, at=request.at, way=found, said=said)
        if not isinstance(done, Refused):
            messages.success(request, _("It is put right."))
            return redirect("directory:way", ref=done.public_id)
        refused = None if put(form, done.code, done.sentence) else done
        theirs = Way.objects.filter(corrects=found).first()
    more = (
        {
            "theirs": {
                "ref": theirs.public_id,
                "value": theirs.value,
                "when": when_words(theirs),
                "by": theirs.by_name,
            }
        }
        if theirs
        else {}
    )
    return _written(
        request,
        form,
        refused,
        found.post,
        heading=_("Put it right"),
        back=reverse("directory:way", args=[ref]),
        **more,
    )


@page("permission", REPORT, methods=["GET", "POST"], unlogged=PUBLIC)
def wrong(request: HttpRequest, ref: str) -> HttpResponse:
    """It is wrong: what was heard."""
    found = _way(ref)
    form = WrongForm(
        request.POST if request.method == "POST" else None,
        heard=[(one.code, one.label) for one in terms("heard", at=request.at)],
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.report_wrong(
            by=request.actor,
            at=request.at,
            way=found,
            heard=form.cleaned_data["heard"],
            words=form.cleaned_data["words"],
        )
        if not isinstance(done, Refused):
            messages.success(
                request, _("Whoever keeps this entry is told. Until it is put right, it is shown last.")
            )
            return redirect("directory:way", ref=ref)
        refused = None if put(form, done.code, done.sentence) else done
    return render(
        request,
        "directory/new.jinja",
        {
            "form": form,
            "refused": refused,
            "caption": f"{KINDS[found.kind]}: {found.value}, {found.post.title}",
            "heading": _("Report it as wrong"),
            "names": ["heard", "words"],
            "back": reverse("directory:way", args=[ref]),
            "button": _("Report it"),
        },
    )
