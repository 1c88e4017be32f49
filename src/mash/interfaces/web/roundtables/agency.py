"""The meeting for an agency that is invited: whom it is told of, its own answers, view, actions and copy of the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mash.casework.roundtables import actions, composing, events
from mash.casework.roundtables.actions.common import refs
from mash.casework.roundtables.models import Action, Copy, Correction, Invitation, Meeting, Shown, View
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.roundtables import presenters
from mash.interfaces.web.roundtables.forms import AnswerForm, CorrectForm, FinishForm, ViewForm
from mash.interfaces.web.roundtables.ground import (
    actions_offered,
    common,
    on_the_table,
    packages_for,
    posted_version,
    refused_of,
    verb_of,
)

DONE: dict[str, str | Promise] = {
    "answer": gettext_lazy("Your answer is recorded."),
    "say": gettext_lazy("It is recorded in your own words."),
    "finish": gettext_lazy("It is recorded as done."),
    "acknowledge": gettext_lazy("You have acknowledged your copy."),
    "correct": gettext_lazy("Your correction is added for the hub to read."),
}


@dataclass(frozen=True, slots=True)
class Ours:
    """What of a meeting is one agency's: its invitation, whom it is told of, its actions and its copy."""

    meeting: Meeting
    invitation: Invitation
    told: list[Shown]
    owned: list[Action]
    offered: dict[str, Action]
    copy: Copy | None

    @classmethod
    def of(cls, meeting: Meeting, agency: str, *, chosen: str = "") -> Ours:
        """Raises Http404 where the agency is not invited."""
        rows = Invitation.objects.select_related("agency", "meeting")
        mine = rows.filter(meeting=meeting, agency__key=agency, withdrawn_at__isnull=True).first()
        if mine is None:
            raise Http404
        seen = Action.objects.filter(meeting=meeting).select_related("meeting", "agency")
        owned = list(seen)
        return cls(
            meeting,
            mine,
            list(mine.shown.all()),
            owned,
            actions_offered(owned, seen, chosen),
            Copy.objects.select_related("agency", "meeting").filter(meeting=meeting).first(),
        )


def shown(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The whole of what the agency may see of it on one page."""
    at = request.at
    ours = Ours.of(meeting, request.actor.agency, chosen=request.POST.get("finish-which", ""))
    verb = verb_of(request, DONE)
    forms = _forms(request, verb, ours)
    done: object = None
    if verb and (verb not in forms or forms[verb].is_valid()):
        done = _do(request, verb, forms, ours)
        if not isinstance(done, Refused):
            messages.success(request, str(DONE[verb]))
            return redirect("roundtables:one", ref=meeting.ref)
        ours = Ours.of(meeting, request.actor.agency)
    table, asked = on_the_table(meeting, request.actor)
    packages = packages_for(meeting)
    append(
        events.VIEWED,
        by=request.actor,
        at=at,
        about=[*refs(meeting), *asked, *(Ref("package", one) for one in packages)],
    )
    views = View.objects.filter(meeting=meeting).select_related("invitation")
    names = {one.person_id: str(one.given.get("name", "")) for one in ours.told}
    return render(
        request,
        "roundtables/agency.jinja",
        {
            "one": meeting,
            "mine": ours.invitation,
            "kind": presenters.kind(meeting),
            "state": presenters.state(meeting),
            "colour": presenters.COLOURS[meeting.state],
            "facts": presenters.facts(meeting),
            "told_rows": [
                [one.given.get(key, "") or "-" for key in ("name", "role", "date_of_birth")]
                for one in ours.told
            ],
            "table": table,
            "packages": packages,
            "views": [
                {"kind": one.get_kind_display(), "words": composing.view_words(one, names), "at": one.at}
                for one in views
            ],
            "actions": presenters.action_rows(ours.owned, at),
            "copy": ours.copy,
            "corrections": list(Correction.objects.filter(meeting=meeting)),
            "forms": forms,
            "verb": verb,
            "refused": refused_of(done),
            "may_answer": meeting.state in {"called", "sitting"},
            "may_say": meeting.state in {"called", "sitting", "ended"},
            "may_finish": any(one.done_at is None for one in ours.owned),
        },
    )


def _forms(request: HttpRequest, verb: str, ours: Ours) -> dict[str, Any]:
    mine = ours.invitation

    def data(which: str) -> Any:
        return request.POST if verb == which else None

    said = {"says": mine.says, "substitute": mine.substitute, "contribution": mine.contribution}
    return {
        "answer": AnswerForm(data("answer"), prefix="answer", initial=said),
        "say": ViewForm(
            data("say"),
            people=[(f"{one.person_id}", str(one.given.get("name", ""))) for one in ours.told],
            prefix="say",
        ),
        "finish": FinishForm(
            data("finish"),
            actions=[(key, one.what) for key, one in ours.offered.items()],
            prefix="finish",
        ),
        "correct": CorrectForm(data("correct"), prefix="correct"),
    }


def _do(request: HttpRequest, verb: str, forms: dict[str, Any], ours: Ours) -> object:
    base = common(request)
    said: dict[str, Any] = forms[verb].cleaned_data if verb in forms else {}
    match verb:
        case "answer":
            return actions.answer(
                **base,
                invitation=ours.invitation,
                says=said["says"],
                substitute=said["substitute"],
                contribution=said["contribution"],
                version=posted_version(request),
            )
        case "say":
            return actions.say(
                **base,
                invitation=ours.invitation,
                kind=said["kind"],
                level=int(said["level"]) if said["level"] else None,
                about=int(said["person"]) if said["person"] else None,
                text=said["text"],
            )
        case "finish":
            return actions.finish(**base, action=ours.offered[said["which"]], evidence=said["evidence"])
        case "correct":
            return actions.correct(**base, meeting=ours.meeting, text=said["text"])
    if ours.copy is None:
        raise Http404
    return actions.acknowledge(**base, copy=ours.copy)
