"""Decide for each person, protect at once, confirm as second person."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.cases import actions, rules
from mash.casework.cases.actions.decide import decider_of
from mash.casework.cases.actions.triage import may_now
from mash.casework.cases.models import Decision
from mash.casework.cases.queries import Picture
from mash.casework.cases.rules import DecisionSaid
from mash.casework.matters.models import Subject
from mash.foundation.kernel import ALLOWED, Ref, Refused, Verdict
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import presenters
from mash.interfaces.web.cases.earlier import history_shown
from mash.interfaces.web.cases.forms import DecideForm, ProtectForm
from mash.interfaces.web.cases.forms.decide import said_field
from mash.interfaces.web.cases.views.common import VIEW, Asked, back, load, sent, show, subject_at, version
from mash.interfaces.web.cases.views.read import decisions_shown
from mash.interfaces.web.cases.views.triage import STALE, changed_since
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import codes, label, label_of


@page("permission", VIEW)
def decide_first(request: Asked, ref: str) -> HttpResponse:
    """To the first person worried about who has no decision yet."""
    picture = load(request, ref)
    waiting = [one for one in picture.worried_about if picture.decision_for(one) is None]
    chosen = (waiting or picture.worried_about or picture.subjects)[:1]
    if not chosen:
        return redirect("cases:add-person", ref=ref)
    return redirect("cases:decide-for", ref=ref, place=chosen[0].place)


def may_take(picture: Picture, route: str, request: Asked) -> Verdict:
    """Whether this person may take a route at all: the law's floor, then the standard's roles."""
    reserved = rules.floor(route, decider_of(request.actor), authority=picture.case.desk.authority.key)
    if not reserved:
        return reserved
    if not picture.standard.may_decide(route, request.actor.role):
        return Refused("cases:decision:role", _("The standard does not let your role take this route."))
    return ALLOWED


@page("permission", VIEW, methods=["GET", "POST"])
def decide(request: Asked, ref: str, place: int) -> HttpResponse:
    """Decide for one person. The history stands on this very page, and that it did is recorded."""
    picture = load(request, ref)
    subject = subject_at(picture, place)
    if subject.role != "subject":
        raise Http404
    copied = _copied(picture, request)
    facts = {said_field(code): text for code, text in copied.considered.items()} if copied else None
    form = DecideForm(sent(request), picture=picture, at=request.at, initial=facts)
    refused: Refused | None = None
    stale: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        done = _decide(request, picture, subject, form)
        if not isinstance(done, Refused):
            return _recorded(request, picture, subject)
        refused = done
        if done.code == STALE:
            theirs = picture.decision_for(subject)
            stale = [
                (
                    str(_("Decision")),
                    f"{presenters.decision_words(theirs)}\n{theirs.rationale}\n{theirs.by_name}"
                    if theirs
                    else "",
                    _said_words(form, request),
                ),
                *changed_since(picture),
            ]
    routes = codes("route", at=request.at, populations=picture.case.desk.population)
    verdicts = {
        one.code: (label_of(one), may_take(picture, one.code, request))
        for one in routes
        if one.code != rules.IMMEDIATE
    }
    form.offer("route", [(code, words) for code, (words, ok) in verdicts.items() if ok])
    form.hint(
        "route",
        {
            one.code: _("Levels %(levels)s") % {"levels": ", ".join(map(str, one.attributes["levels"]))}  # type: ignore[call-overload]
            for one in routes
            if "levels" in one.attributes
        },
    )
    seen = replace(picture, looked=picture.looked | {picture.history.fingerprint})
    others = [one for one in picture.worried_about if one.pk != subject.pk]
    context = {
        "name": presenters.name_of(subject),
        "form": form,
        "refused": refused,
        "stale": stale,
        "rule": may_now(request.actor, "decide", picture.case),
        "history": history_shown(picture.history, request.at),
        "suggested": _suggested(picture, subject, request),
        "guidance": [(name, form[name].value() or ()) for name in form.guidance],
        "about": next((code for one in picture.contacts for code in one.concern_types), ""),
        "population": picture.case.desk.population,
        "may_read_guidance": bool(may(request.actor, "standards:threshold:view")),
        "not_open": [(code, words, ok) for code, (words, ok) in verdicts.items() if not ok],
        "gaps": [one for one in seen.gaps() if said_field(one.minimum.code) not in form.fields],
        "unidentified": any(one.person_id is None for one in picture.worried_about),
        "requests": presenters.requests_shown(picture, request.at),
        "before": [one for one in decisions_shown(picture) if one["decision"].subject_id == subject.pk],
        "copies": [
            (one.place, presenters.name_of(one)) for one in others if picture.decision_for(one) is not None
        ],
        "copied": presenters.name_of(copied.subject) if copied else "",
        "others": [(one.place, presenters.name_of(one)) for one in others],
    }
    about = [Ref("request", one.ref) for one in picture.requests]
    return show(request, "cases/decide.jinja", picture, context, part="decide", about=about, history=True)


def _recorded(request: Asked, picture: Picture, subject: Subject) -> HttpResponse:
    """On to the next person without a decision, whose facts may be taken over; else to the case."""
    waiting = [
        one for one in picture.worried_about if one.pk != subject.pk and picture.decision_for(one) is None
    ]
    if not waiting:
        messages.success(request, _("The decision is recorded."))
        return back(picture)
    messages.success(
        request,
        _("The decision for %(name)s is recorded. %(next)s is next.")
        % {"name": presenters.name_of(subject), "next": presenters.name_of(waiting[0])},
    )
    return redirect("cases:decide-for", ref=picture.case.matter.ref, place=waiting[0].place)


def _said_words(form: DecideForm, request: Asked) -> str:
    """What this person chose and wrote, as the page says it of a colleague's."""
    said = form.cleaned_data
    route = label("route", said["route"], at=request.at)
    chosen = _("Level %(level)s: %(route)s") % {"level": said["level"], "route": route}
    return f"{chosen}\n{said['rationale']}"


def _suggested(picture: Picture, subject: Subject, request: Asked) -> list[str]:
    """The levels that referrers and agencies suggest. Information beside the choice: nothing is preset from it."""

    def level(number: int) -> str:
        return label("level-of-need", str(number), at=request.at)

    found = [
        _("The referrer of %(ref)s suggests %(level)s.")
        % {"ref": one.ref, "level": level(one.level_suggested)}
        for one in picture.contacts
        if one.level_suggested
    ]
    return found + [
        _("%(agency)s suggests %(level)s.")
        % {"agency": one.agency.name, "level": level(each.level_suggested)}
        for one in picture.requests
        for each in picture.current_answers(one)
        if each.level_suggested and each.about.subject_id == subject.pk
    ]


def _copied(picture: Picture, request: Asked) -> Decision | None:
    """The decision whose recorded facts are taken over into an empty form; its rationale never is."""
    text = request.GET.get("copy", "")
    for one in picture.worried_about:
        if str(one.place) == text:
            found = picture.decision_for(one)
            if found is not None:
                found.subject = one
            return found
    return None


def _decide(request: Asked, picture: Picture, subject: Subject, form: DecideForm) -> Decision | Refused:
    said = form.cleaned_data
    last = picture.decision_for(subject)
    mine = last is not None and last.by == str(request.actor)
    if mine and last and (last.route, last.rationale) == (said["route"], said["rationale"]):
        return last  # the same page sent twice
    route = next(one for one in codes("route", at=request.at) if one.code == said["route"])
    outcome = said["outcome"] or str(route.attributes.get("outcome", ""))
    return actions.decide(
        by=request.actor,
        at=request.at,
        case=picture.case,
        version=version(request),
        said=DecisionSaid(
            subject=subject.pk,
            level=int(said["level"]),
            route=said["route"],
            outcome=outcome,
            rationale=said["rationale"],
            considered=form.considered,
            deviations=form.deviations,
            indicators=form.indicators,
            less=tuple(said["less"]),
        ),
    )


@page("permission", VIEW, methods=["GET", "POST"])
def protect(request: Asked, ref: str) -> HttpResponse:
    """One box and one button, from anywhere, whatever else is missing."""
    picture = load(request, ref)
    people = [(str(one.place), presenters.name_of(one)) for one in picture.worried_about or picture.subjects]
    if not people:
        messages.warning(request, _("Say first who is in danger. A description is enough."))
        return redirect("cases:add-person", ref=ref)
    form = ProtectForm(sent(request), people=people)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        subject, text = subject_at(picture, form.place), form.cleaned_data["rationale"]
        again = any(
            (one.immediate_protection, one.subject_id, one.rationale, one.by)
            == (True, subject.pk, text, str(request.actor))
            for one in picture.decisions
        )
        done = (
            None
            if again
            else actions.protect(
                by=request.actor, at=request.at, case=picture.case, subject=subject, rationale=text
            )
        )
        if not isinstance(done, Refused):
            messages.success(
                request, _("Immediate protection is recorded. What is still missing has a clock of its own.")
            )
            return back(picture)
        refused = done
    context = {
        "heading": _("Immediate protection"),
        "lead": [
            _(
                "If someone is in danger now call 999. This waits for nothing: the rest is completed afterwards."
            )
        ],
        "form": form,
        "button": _("Start immediate protection"),
        "warning_button": True,
        "rule": may_now(request.actor, "protect", picture.case),
        "refused": refused,
    }
    return show(request, "cases/form.jinja", picture, context, part="protect")


@page("permission", VIEW, methods=["GET", "POST"])
def confirm(request: Asked, ref: str) -> HttpResponse:
    """The decisions that wait for a second person, where the hub asks for two."""
    picture = load(request, ref)
    waiting = {
        str(one.pk): one
        for one in picture.decisions
        if not one.immediate_protection and one.confirmed_at is None
    }
    refused: Refused | None = None
    if request.method == "POST":
        chosen = waiting.get(request.POST.get("decision", ""))
        if chosen is None:
            return redirect("cases:confirm", ref=ref)
        done = actions.confirm(by=request.actor, at=request.at, case=picture.case, decision=chosen)
        if not isinstance(done, Refused):
            messages.success(request, _("The decision is confirmed."))
            return back(picture)
        refused = done
    two = picture.case.matter.hub.two_person_rule
    context = {
        "two": two,
        "waiting": [one for one in decisions_shown(picture) if one["waits"]],
        "refused": refused,
        "rules": {one.pk: _may_confirm(one, request) for one in waiting.values()},
    }
    return show(request, "cases/confirm.jinja", picture, context, part="decide")


def _may_confirm(decision: Decision, request: Asked) -> Verdict:
    allowed = may(request.actor, "cases:decision:confirm")
    if allowed and decision.by == str(request.actor):
        return Refused("cases:decision:same-person", _("Another person confirms your decision."))
    return allowed
