"""A team and its posts; a post with who fills it, who stands in, and how it is reached."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.directory import presenters
from mash.interfaces.web.directory.forms import EndForm, HolderForm, PostForm, StandInForm, TeamForm, put
from mash.interfaces.web.directory.room import KEEP, VIEW, may_keep, rooms, whose
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.models import Seat
from mash.registers.directory import actions
from mash.registers.directory.models import Post, StandIn, Team
from mash.registers.directory.queries.entries import as_post, posts_of
from mash.registers.directory.queries.terms import labels
from mash.registers.directory.rules import local_day

PUBLIC = "how agencies are reached: nobody that a case is about stands on it"
DONE: dict[str, str | Promise] = {
    "post": gettext_lazy("The post is added."),
    "end": gettext_lazy("Its last day is recorded."),
    "holder": gettext_lazy("Who fills it is recorded."),
    "stand-in": gettext_lazy("Who stands in is recorded."),
    "no-stand-in": gettext_lazy("Nobody stands in any more."),
}


@page("permission", KEEP, methods=["GET", "POST"], unlogged=PUBLIC)
def new(request: HttpRequest) -> HttpResponse:
    """Add a team of an agency, or of the hub."""
    here, by = whose(request), request.actor
    agencies = {one.key: one for one in here.agencies if by.role != "researcher" or one.key == by.agency}
    owners = [(f"agency:{one.key}", one.name) for one in agencies.values()]
    if by.hub:
        owners.insert(0, (f"hub:{here.hub.key}", here.hub.name))
    form = TeamForm(
        request.POST if request.method == "POST" else None,
        owners=owners,
        initial={"owner": owners[0][0] if len(owners) == 1 else ""},
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        kind, _colon, key = form.cleaned_data["owner"].partition(":")
        done = actions.add_team(
            by=by,
            at=request.at,
            name=form.cleaned_data["name"],
            town=form.cleaned_data["town"],
            agency=agencies.get(key) if kind == "agency" else None,
            hub=here.hub if kind == "hub" else None,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The team is added. Now add its posts."))
            return redirect("directory:team", ref=done.public_id)
        refused = None if put(form, done.code, done.sentence) else done
    return render(
        request,
        "directory/new.jinja",
        {
            "rooms": rooms(request, "new"),
            "form": form,
            "refused": refused,
            "heading": _("Add a team"),
            "names": ["owner", "name", "town"],
            "back": reverse("directory:search"),
            "button": _("Add the team"),
        },
    )


@page("permission", VIEW, methods=["GET", "POST"], unlogged=PUBLIC)
def team(request: HttpRequest, ref: str) -> HttpResponse:
    """A team: its posts, and every way to reach them."""
    found = Team.objects.select_related("agency", "hub").filter(public_id=ref).first()
    if found is None:
        raise Http404
    keeps, at = may_keep(request, found), request.at
    verb = _verb(request, {"post", "end"}, keeps=keeps)
    forms: dict[str, Any] = {
        "post": PostForm(request.POST if verb == "post" else None, prefix="post"),
        "end": EndForm(request.POST if verb == "end" else None, prefix="end"),
    }
    refused: Refused | None = None
    if verb and forms[verb].is_valid():
        said = forms[verb].cleaned_data
        common: dict[str, Any] = {"by": request.actor, "at": at, "team": found}
        done: Any = (
            actions.add_post(**common, title=said["title"])
            if verb == "post"
            else actions.end_team(**common, until_day=said["until_day"])
        )
        if not isinstance(done, Refused):
            messages.success(request, str(DONE[verb]))
            return (
                redirect("directory:post", ref=done.public_id)
                if verb == "post"
                else redirect("directory:team", ref=ref)
            )
        refused = None if put(forms[verb], done.code, done.sentence) else done
    said_for = labels("purpose")
    posts = [as_post(one, at=at) for one in posts_of(Q(team=found), at=at)]
    return render(
        request,
        "directory/team.jinja",
        {
            "team": found,
            "owner": found.agency or found.hub,
            "posts": [
                {
                    "title": one.title,
                    "holder": one.holder,
                    "href": reverse("directory:post", args=[one.ref]),
                    "rows": [presenters.way_row(one, way, said_for)[1:] for way in one.ways],
                }
                for one in posts
            ],
            "keeps": keeps,
            "forms": forms,
            "verb": verb,
            "refused": refused,
            "ended": found.until_day,
        },
    )


def _verb(request: HttpRequest, known: set[str], *, keeps: bool) -> str:
    """What is to be done. Who may not keep the entry finds nothing to do here."""
    if request.method != "POST":
        return ""
    verb = request.POST.get("do", "")
    if verb not in known or not keeps:
        raise Http404
    return verb


@page("permission", VIEW, methods=["GET", "POST"], unlogged=PUBLIC)
def post(request: HttpRequest, ref: str) -> HttpResponse:
    """A post: who fills it, who stands in, how it is reached."""
    at = request.at
    found = Post.objects.select_related("team__agency", "team__hub").filter(public_id=ref).first()
    if found is None:
        raise Http404
    keeps = may_keep(request, found.team)
    verb = _verb(request, {"holder", "stand-in", "no-stand-in", "end"}, keeps=keeps)
    day = local_day(at)
    holding = found.holdings.filter(
        Q(until_day__isnull=True) | Q(until_day__gte=day), from_day__lte=day
    ).first()
    seats = _seats(found, request) if keeps else []
    others = _others(found, request) if keeps else []
    forms: dict[str, Any] = {
        "holder": HolderForm(
            request.POST if verb == "holder" else None,
            seats=[
                (str(one.pk), f"{one.user.name} ({one.job_title})" if one.job_title else one.user.name)
                for one in seats
            ],
            initial={
                "name": holding.name if holding else "",
                "seat": str(holding.seat_id or "") if holding else "",
            },
            prefix="holder",
        ),
        "stand-in": StandInForm(
            request.POST if verb == "stand-in" else None,
            posts=[(one.public_id, f"{one.title} ({one.team.name})") for one in others],
            prefix="stand-in",
        ),
        "end": EndForm(request.POST if verb == "end" else None, prefix="end"),
    }
    refused: Refused | None = None
    done = _do(request, found, verb, forms, seats=seats, others=others) if verb else None
    if done is not None and not isinstance(done, Refused):
        messages.success(request, str(DONE[verb]))
        return redirect("directory:post", ref=ref)
    if isinstance(done, Refused):
        refused = None if verb in forms and put(forms[verb], done.code, done.sentence) else done
    read = next((as_post(one, at=at) for one in posts_of(Q(pk=found.pk), at=at)), None)
    stands = found.stand_ins.filter(until_day__gte=day).select_related("other").order_by("from_day", "pk")
    return render(
        request,
        "directory/post.jinja",
        {
            "post": found,
            "owner": found.team.agency or found.team.hub,
            "holder": holding,
            "rows": [presenters.way_row(read, way, labels("purpose"))[1:] for way in read.ways]
            if read
            else [],
            "stands": [
                {
                    "pk": one.pk,
                    "words": _("%(post)s, %(first)s to %(last)s")
                    % {
                        "post": one.other.title,
                        "first": uk_date(one.from_day),
                        "last": uk_date(one.until_day),
                    },
                    "why": one.why,
                }
                for one in stands
            ],
            "keeps": keeps and read is not None,
            "forms": forms,
            "verb": verb,
            "refused": refused,
        },
    )


def _do(
    request: HttpRequest,
    found: Post,
    verb: str,
    forms: dict[str, Any],
    *,
    seats: list[Seat],
    others: list[Post],
) -> object | None:
    """Do what was asked; None where a form is not filled in rightly."""
    common: dict[str, Any] = {"by": request.actor, "at": request.at}
    if verb == "no-stand-in":
        typed = request.POST.get("which", "")
        standing = (
            StandIn.objects.filter(post=found, pk=int(typed)).first()
            if typed.isascii() and typed.isdigit() and len(typed) < 10
            else None
        )
        if standing is None:
            raise Http404
        return actions.end_stand_in(**common, standing=standing)
    form = forms[verb]
    if not form.is_valid():
        return None
    said = form.cleaned_data
    if verb == "holder":
        seat = next((one for one in seats if str(one.pk) == said["seat"]), None)
        return actions.set_holder(
            **common, post=found, name=said["name"] or (seat.user.name if seat else ""), seat=seat
        )
    if verb == "stand-in":
        other = next(one for one in others if one.public_id == said["other"])
        return actions.stand_in(
            **common,
            post=found,
            other=other,
            from_day=said["from_day"],
            until_day=said["until_day"],
            why=said["why"],
        )
    return actions.end_post(**common, post=found, until_day=said["until_day"])


def _seats(post: Post, request: HttpRequest) -> list[Seat]:
    """The accounts that may be written to for this post: of the agency's own people, or of the hub's."""
    at, team = request.at, post.team
    whom = Q(agency=team.agency, role="researcher") if team.agency else Q(hub=team.hub)
    found = Seat.objects.filter(whom, from_at__lte=at, user__is_active=True).exclude(until_at__lte=at)
    return list(found.select_related("user").order_by("user__name", "pk"))


def _others(post: Post, request: HttpRequest) -> list[Post]:
    """The other posts of the same agency."""
    owner = Q(team__agency=post.team.agency) if post.team.agency else Q(team__hub=post.team.hub)
    return [one for one in posts_of(owner, at=request.at) if one.pk != post.pk]
