"""Pages that only read: the overview, the history, and who has looked."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.cases import events
from mash.casework.cases.queries import Picture
from mash.casework.cases.queries.candidates import who_they_may_be
from mash.casework.cases.queries.looks import who_has_looked
from mash.casework.disagreements.queries import of_matter
from mash.foundation.kernel import Ref
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import mail, presenters
from mash.interfaces.web.cases.earlier import history_shown
from mash.interfaces.web.cases.gaps import gaps_shown
from mash.interfaces.web.cases.views.common import VIEW, Asked, in_history, load, show
from mash.oversight.retention.queries import on_hold
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import label

DISAGREEMENTS = "disagreements:disagreement:view"


@page("permission", VIEW)
def overview(request: Asked, ref: str) -> HttpResponse:
    """The picture on one page."""
    picture = load(request, ref)
    at = request.at
    may_be = who_they_may_be(picture.subjects)
    disagreed = of_matter(picture.case.matter_id) if may(request.actor, DISAGREEMENTS) else []
    running = [one for one in picture.clocks if one.stopped_at is None and not one.replaced]
    context = {
        "contacts": [
            {
                "kind": kind_of(picture, one.pk) or one.get_kind_display(),
                "received": one.received_at,
                "danger": one.danger_now == "yes",
                "worry": one.worry,
                "ref": one.ref,
                "told": mail.told_of(one, picture.files),
                "further": mail.further_of(picture, one),
            }
            for one in picture.contacts
        ],
        "gaps": gaps_shown(picture),
        "subjects": presenters.subjects_shown(picture, at, may_be),
        "history": history_shown(picture.history, at),
        "requests": presenters.requests_shown(picture, at),
        "decisions": decisions_shown(picture),
        "disagreements": disagreed,
        "may_disagree": bool(may(request.actor, "disagreements:disagreement:work")),
        "tells_schools": bool(may(request.actor, "encompass:notice:work")),
        "clocks": [presenters.clock_shown(one, picture, at) for one in running],
        "happened": [
            {"title": TITLES.get(one.kind, one.text), "at": one.at, "by": one.who, "text": one.text}
            if one.kind in TITLES
            else {"title": one.text, "at": one.at, "by": one.who}
            for one in picture.timeline
        ],
        "may_restrict": may(request.actor, "cases:case:restrict"),
        "holds": [label("retention-hold", one.kind, at=at) for one in on_hold(ref)],
    }
    about = [
        *(Ref("contact", one.ref) for one in picture.contacts),
        *(Ref("request", one.ref) for one in picture.requests),
        *(Ref("disagreement", one.ref) for one in disagreed),
        *in_history(picture),
        *(ref for some in may_be.values() for each in some for ref in each.refs),
    ]
    return show(request, "cases/case.jinja", picture, context, part="overview", about=about)


TITLES: dict[str, str | Promise] = {
    "note": gettext_lazy("Note"),
    "worker-safety": gettext_lazy("Worker safety"),
    "attention": gettext_lazy("Looked at again"),
}


def kind_of(picture: Picture, contact: int) -> str:
    """What the contact was last classified as, in words; empty where it was not."""
    found = [one for one in picture.classifications if one.contact_id == contact]
    return found[-1].get_kind_display() if found else ""


def decisions_shown(picture: Picture) -> list[dict[str, Any]]:
    """Each decision with its texts under the standard's own labels, newest first."""
    names = {one.pk: presenters.name_of(one) for one in picture.subjects}
    labels = {each.code: each.label for each in picture.standard.minimum("decision")}
    return [
        {
            "name": names.get(one.subject_id, ""),
            "words": presenters.decision_words(one),
            "decision": one,
            "considered": [(labels.get(code, code), text) for code, text in one.considered.items()],
            "waits": picture.case.matter.hub.two_person_rule
            and not one.immediate_protection
            and one.confirmed_at is None,
            "outcome": label("referral-outcome", one.outcome, at=one.at),
        }
        for one in reversed(picture.decisions)
    ]


@page("permission", VIEW)
def history(request: Asked, ref: str) -> HttpResponse:
    """Everything held about these people and their household; that it was on the screen is recorded."""
    picture = load(request, ref)
    context = {
        "unidentified": any(one.person_id is None for one in picture.subjects),
        "history": history_shown(picture.history, request.at),
    }
    return show(request, "cases/history.jinja", picture, context, part="history", history=True)


@page("permission", VIEW)
def looks(request: Asked, ref: str) -> HttpResponse:
    """Who has looked at this case, and who did what."""
    picture = load(request, ref)
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1
    found, more = who_has_looked(ref, page=max(1, number))
    context = {"looks": found, "number": number, "more": more, "columns": _("Who has looked")}
    return show(request, "cases/looks.jinja", picture, context, part="looks", event=events.LOG_VIEWED)
