"""What is done on pathways, each in a form of its own page: begin, take a step, take it back, consider somebody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.cases.actions.decide import decider_of
from mash.casework.cases.queries import Picture
from mash.casework.cases.rules import floor
from mash.casework.matters.models import Subject
from mash.casework.pathways import actions, events, queries, rules
from mash.casework.pathways.models import Pathway
from mash.casework.pathways.rules import StepSaid
from mash.casework.pathways.workflow import KINDS, kind_for_route
from mash.casework.roundtables.models import Meeting
from mash.foundation.kernel import Ref, Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.presenters import name_of
from mash.interfaces.web.cases.views.common import Asked, load, sent, show, subject_at, version
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.pathways import presenters
from mash.interfaces.web.pathways.forms import BeginForm, ConsiderForm, StepForm, TakeBackForm
from mash.interfaces.web.pathways.one import VIEW, WORK, Found, find
from mash.registers.accounts.rules import may

HERE = "hub"
CHANGED = rules.changed().code
# Refusals of a step that are about one of its answers, and which.
AT_FIELD = {"pathways:step:test": "needs"}


def _page(
    request: Asked, picture: Picture, context: dict[str, Any], about: Iterable[Ref], back: str
) -> HttpResponse:
    return show(
        request,
        "pathways/form.jinja",
        picture,
        {"back": back, **context},
        part="pathway",
        tab="overview",
        about=about,
        event=events.VIEWED,
    )


def _address(found: Found) -> str:
    return reverse("pathways:one", args=[found.picture.case.matter.ref, found.pathway.ref])


def _version(request: Asked, found: Found, refused: Refused | None) -> int:
    """The version that the form carries: the one that was sent, until its sender has read what is new."""
    posted = request.method == "POST" and not (refused is not None and refused.code == CHANGED)
    return version(request) if posted else found.pathway.version


@page("permission", WORK, methods=["GET", "POST"])
def begin(request: Asked, ref: str, place: int) -> HttpResponse:
    """Begin a pathway for somebody of the case, or record one that was begun elsewhere."""
    picture = load(request, ref)
    subject, case, at = subject_at(picture, place), picture.case, request.at
    kinds = rules.kinds_for(queries.age_of(subject, at), case.desk.population)
    decision = picture.decision_for(subject)
    decided = kind_for_route(decision.route) if decision else None
    floor_of = {"s47": floor("s47", decider_of(request.actor), authority=case.desk.authority.key)}
    if decided is not None:
        floor_of.pop(decided.key, None)
    form = BeginForm(
        sent(request),
        kinds=kinds,
        refused={
            key: _("Here: %(why)s") % {"why": each.sentence}
            for key, each in floor_of.items()
            if isinstance(each, Refused)
        },
        at=at,
        initial={
            "kind": decided.key if decided in kinds and decided else "",
            "where": request.GET.get("where", HERE),
        },
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = actions.begin(
            by=request.actor,
            at=at,
            case=case,
            subject=subject,
            kind=said["kind"],
            decision=decision if decided is not None and decided.key == said["kind"] else None,
            where=said["where"],
            who=said["who"],
            began_at=form.began_at(),
        )
        if isinstance(done, Pathway):
            messages.success(request, _("The pathway is begun."))
            return redirect("pathways:one", ref=ref, pathway=done.ref)
        refused = done
    context = {
        "heading": _("Begin a pathway: %(name)s") % {"name": name_of(subject)},
        "form": form,
        "shown": [("kind", False), ("where", False), ("who", False), ("day", False), ("time", False)],
        "button": _("Begin it"),
        "rule": may(request.actor, WORK),
        "refused": refused,
        "lead": _led(subject, decided.title if decided else "", at),
    }
    return _page(request, picture, context, [], reverse("cases:case", args=[ref]))


def _led(subject: Subject, decided: object, at: Any) -> list[str]:
    lead = [_("What was decided for them means: %(kind)s.") % {"kind": decided}] if decided else []
    if queries.age_of(subject, at) == "not-known":
        lead.append(_("Their age is not known, so what is offered is that of the desk."))
    return lead


@page("permission", VIEW, methods=["GET", "POST"])
def step(request: Asked, ref: str, pathway: str, verb: str) -> HttpResponse:
    """One step, with what its workflow asks. Sent from an older page it shows what is new and keeps what was typed."""
    found, at = find(request, ref, pathway), request.at
    kind = KINDS[found.pathway.kind]
    move = next((one for one in kind.moves if one.verb == verb), None)
    if move is None:
        raise Http404
    form = StepForm(sent(request), move=move, at=at, meetings=_meetings(request, found, verb))
    refused: Refused | None = None
    stale: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        said = StepSaid(verb=verb, facts=form.facts())
        done = actions.step(
            by=request.actor, at=at, pathway=found.pathway, said=said, version=version(request)
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The step is recorded."))
            return redirect(_address(found))
        refused = done
        found = find(request, ref, pathway)
        if done.code == CHANGED:
            stale = presenters.both(found.pathway, found.last, said, at)
        elif AT_FIELD.get(done.code, "") in form.fields:
            form.add_error(AT_FIELD[done.code], done.sentence)
            refused = None
    open_now = kind.move(verb, found.pathway.state) is not None
    context = {
        "heading": str(move.title),
        "caption": found.title,
        "form": form,
        "shown": form.shown,
        "button": _("Record the step"),
        "rule": found.may(move) if open_now else _not_now(),
        "refused": refused,
        "stale": stale,
        "version": _version(request, found, refused),
    }
    return _page(request, found.picture, context, found.refs, _address(found))


def _not_now() -> str:
    return _("This step cannot be taken from where the pathway stands.")


def _meetings(request: Asked, found: Found, verb: str) -> list[tuple[str, str]]:
    """The round tables of the case that began, for a step that may name one."""
    move = next(one for one in KINDS[found.pathway.kind].moves if one.verb == verb)
    if not any(one.type == "meeting" for one in move.asks) or not may(
        request.actor, "roundtables:meeting:view"
    ):
        return []
    held = Meeting.objects.filter(matter_id=found.pathway.matter_id, began_at__isnull=False)
    return [(one.ref, f"{one.ref}, {uk_datetime(one.began_at)}") for one in held.order_by("-began_at", "-pk")]


@page("permission", VIEW, methods=["GET", "POST"])
def take_back(request: Asked, ref: str, pathway: str) -> HttpResponse:
    """Take back the last step, which the page names by its place: sent twice it is once."""
    found = find(request, ref, pathway)
    taken = list(found.pathway.steps.all())
    last = found.last
    typed = request.POST.get("wrong", "")
    place = taken.index(last) if last in taken else 0
    if request.method == "POST":
        if not (typed.isascii() and typed.isdigit() and len(typed) < 6 and int(typed) < len(taken)):
            raise Http404
        place = int(typed)
    wrong = taken[place]
    form = TakeBackForm(sent(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.take_back(
            by=request.actor,
            at=request.at,
            pathway=found.pathway,
            wrong=wrong.pk,
            reason=form.cleaned_data["reason"],
            version=version(request),
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The step is taken back. It stays on record."))
            return redirect(_address(found))
        refused = done
        found = find(request, ref, pathway)
    move = KINDS[found.pathway.kind].move(wrong.verb, wrong.source)
    fits = found.last is not None and found.last.pk == wrong.pk and move is not None
    rule = may(request.actor, move.permission) if move is not None and fits else rules.not_last()
    context = {
        "heading": _("Take back: %(step)s") % {"step": presenters.step_title(found.pathway, wrong.verb)},
        "caption": found.title,
        "lead": [
            _("The pathway stands then where it stood before, and its clocks run on as they did."),
            *(f"{key}: {value}" for key, value in presenters.facts(found.pathway, wrong)),
        ],
        "form": form,
        "shown": [("reason", False)],
        "hidden": {"wrong": str(place)},
        "button": _("Take it back"),
        "rule": rule,
        "refused": refused,
        "version": _version(request, found, refused),
    }
    return _page(request, found.picture, context, found.refs, _address(found))


@page("permission", WORK, methods=["GET", "POST"])
def consider(request: Asked, ref: str, pathway: str, person: str) -> HttpResponse:
    """Somebody else of the household: what was made of them, and why."""
    found = find(request, ref, pathway)
    other = next((one for one in found.others if one.person.public_id == person), None)
    if other is None:
        raise Http404
    form = ConsiderForm(
        sent(request),
        at=request.at,
        initial={"outcome": other.said.outcome, "reason": other.said.reason} if other.said else {},
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.consider(
            by=request.actor,
            at=request.at,
            pathway=found.pathway,
            person=other.person,
            outcome=form.cleaned_data["outcome"],
            reason=form.cleaned_data["reason"],
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded."))
            return redirect(_address(found))
        refused = done
    context = {
        "heading": _("Consider %(name)s") % {"name": f"{other.person}, {presenters.AGES[other.age]}"},
        "caption": found.title,
        "lead": [_("They are in this case or its household, and the pathway is not theirs.")],
        "form": form,
        "shown": [("outcome", False), ("reason", False)],
        "button": _("Record it"),
        "rule": may(request.actor, WORK),
        "refused": refused,
    }
    return _page(request, found.picture, context, found.refs, _address(found))
