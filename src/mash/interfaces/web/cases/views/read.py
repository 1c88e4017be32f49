"""Pages that only read: the overview, the history, and who has looked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.cases import events
from mash.casework.cases.queries import Picture
from mash.casework.cases.queries.candidates import who_they_may_be
from mash.casework.cases.queries.looks import who_has_looked
from mash.casework.intake.models import Contact
from mash.casework.joining.queries import around
from mash.casework.roundtables.models import Meeting
from mash.casework.updates import queries as updates
from mash.foundation.kernel import Ref
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import mail, presenters
from mash.interfaces.web.cases.around import around_case
from mash.interfaces.web.cases.before import repeats_in, repeats_shown
from mash.interfaces.web.cases.earlier import history_shown
from mash.interfaces.web.cases.gaps import checks_shown, gaps_shown
from mash.interfaces.web.cases.views.common import VIEW, Asked, in_history, load, persons_of, show
from mash.interfaces.web.cases.views.joining import refs_near, suggestions_shown
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.handover import presenters as handed_over
from mash.interfaces.web.pathways import presenters as paths
from mash.interfaces.web.roundtables import presenters as tables
from mash.interfaces.web.updates import presenters as updated
from mash.registers.accounts.rules import may
from mash.registers.standards import words as standards
from mash.registers.standards.queries import label

HAND_OVERS = "handover:handover:view"
DISAGREEMENTS = "disagreements:disagreement:view"
PATHWAYS = "pathways:pathway:view"
ROUND_TABLES = "roundtables:meeting:view"
RECOGNISE = "updates:update:recognise"


@page("permission", VIEW)
def overview(request: Asked, ref: str) -> HttpResponse:
    """The picture on one page."""
    picture = load(request, ref)
    at = request.at
    may_be = who_they_may_be(picture.subjects)
    near = around(picture.contacts, at=at)
    joined = near.joined if len(near.joined) > len(picture.contacts) else ()
    candidates = [each.person.pk for some in may_be.values() for each in some if not each.household]
    beside = around_case(picture.case, [*persons_of(picture), *candidates])
    disagreed = beside.disagreements if may(request.actor, DISAGREEMENTS) else []
    handed = beside.handovers if may(request.actor, HAND_OVERS) else []
    sits = beside.meetings if may(request.actor, ROUND_TABLES) else []
    follows = beside.pathways if may(request.actor, PATHWAYS) else []
    came = beside.updates
    suggested: list[updates.Suggested] = []
    waiting: list[updates.Waiting] = []
    if may(request.actor, RECOGNISE):
        texts = [one.worry for one in picture.contacts]
        suggested, waiting = updates.beside(
            picture.case, beside.desks, may_be=may_be, texts=texts, decided=beside.decided
        )
    running = [one for one in picture.clocks if one.stopped_at is None and not one.replaced]
    repeats = repeats_in(picture, at)
    context = {
        "repeats": repeats_shown(repeats, at) if repeats else None,
        "contacts": [
            {
                "kind": noticed(one) or kind_of(picture, one.pk) or one.get_kind_display(),
                "received": one.received_at,
                "danger": one.danger_now == "yes",
                "worry": one.worry,
                "ref": one.ref,
                "told": mail.told_of(one, picture.files),
                "further": mail.further_of(picture, one),
            }
            for one in picture.contacts
        ],
        "joined": joined,
        "suggestions": suggestions_shown(near.suggestions, at),
        "gaps": gaps_shown(picture),
        "checks": checks_shown(picture),
        "subjects": presenters.subjects_shown(picture, at, may_be),
        "history": history_shown(picture.history, at),
        "near": len(picture.not_considered) if picture.case.state != "closed" else 0,
        "requests": presenters.requests_shown(picture, at),
        "decisions": decisions_shown(picture),
        "routings": routings_shown(picture, at),
        "todos": beside.todos,
        "may_give_tasks": bool(may(request.actor, "tasks:task:work")),
        "pathways": paths.of_case(picture, follows, at) if may(request.actor, PATHWAYS) else [],
        "disagreements": disagreed,
        "handovers": [handed_over.line(one, at) for one in handed],
        "may_hand_over": bool(may(request.actor, "handover:handover:offer")),
        "meetings": [
            {"ref": one.ref, "words": f"{tables.kind(one)}, {uk_datetime(one.meets_at)}: {tables.state(one)}"}
            for one in sits
        ],
        "may_record_notice": bool(may(request.actor, "updates:notice:record")),
        "updates": [updated.line(one, picture.case.matter_id, at) for one in came],
        "suggested": [{"ref": one.case.matter.ref, "why": updated.why(one.why)} for one in suggested],
        "waiting": [
            {"ref": one.case.matter.ref, "why": updated.why(each.why)}
            for one in waiting
            for each in one.suggested
        ],
        "may_disagree": bool(may(request.actor, "disagreements:disagreement:work")),
        "tells_schools": bool(may(request.actor, "encompass:notice:work")),
        "clocks": [presenters.clock_shown(one, picture, at) for one in running],
        "happened": happened_shown(picture, sits),
        "reads_standards": bool(may(request.actor, "standards:standard:view")),
        "may_restrict": may(request.actor, "cases:case:restrict"),
        "holds": [label("retention-hold", one.kind, at=at) for one in beside.holds],
    }
    about = [
        *(Ref("contact", one.ref) for one in picture.contacts),
        *refs_near([*joined, *(one.contact for one in near.suggestions)]),
        *(Ref("request", one.ref) for one in picture.requests),
        *(Ref("task", one.ref) for one in beside.todos),
        *(Ref("disagreement", one.ref) for one in disagreed),
        *(Ref("hand-over", one.ref) for one in handed),
        *(Ref("pathway", one.ref) for one in follows),
        *(Ref("round-table", one.ref) for one in sits),
        *(Ref("update", one.ref) for one in came if one.matter_id == picture.case.matter_id or one.was),
        *(
            Ref("matter", one.ref)
            for one in [*(each.case.matter for each in suggested), *(each.case.matter for each in waiting)]
            if one.restriction == "open"
        ),
        *in_history(picture),
        *(Ref("matter", one.matter) for one in (repeats.earlier if repeats else ())),
        *(ref for some in may_be.values() for each in some for ref in each.refs),
    ]
    return show(
        request, "cases/case.jinja", picture, context, part="overview", about=about, told=beside.notices
    )


def happened_shown(picture: Picture, sits: list[Meeting]) -> list[dict[str, Any]]:
    """The case's own timeline with its round tables: when each was called, and when it began."""
    lines: list[dict[str, Any]] = [
        {"title": TITLES.get(one.kind, one.text), "at": one.at, "by": one.who, "text": one.text}
        if one.kind in TITLES
        else {"title": one.text, "at": one.at, "by": one.who}
        for one in picture.timeline
    ]
    for one in sits:
        href = reverse("roundtables:one", args=[one.ref])
        called = _("Round table called: %(kind)s") % {"kind": tables.kind(one)}
        lines.append({"title": called, "at": one.called_at, "by": one.by_name, "href": href})
        if one.began_at is not None:
            began = _("Round table began: %(kind)s") % {"kind": tables.kind(one)}
            lines.append({"title": began, "at": one.began_at, "by": one.chair_name, "href": href})
    return sorted(lines, key=lambda one: one["at"])


TITLES: dict[str, str | Promise] = {
    "note": gettext_lazy("Note"),
    "worker-safety": gettext_lazy("Worker safety"),
    "attention": gettext_lazy("Looked at again"),
}


def noticed(contact: Contact) -> str:
    """What kind of notice from another area or team made the contact, in words; empty where none did."""
    kind = (contact.content.get("notice") or {}).get("kind", "")
    return label("notice-kind", kind, at=contact.received_at) if kind else ""


def kind_of(picture: Picture, contact: int) -> str:
    """What the contact was last classified as, in words; empty where it was not."""
    found = [one for one in picture.classifications if one.contact_id == contact]
    return found[-1].get_kind_display() if found else ""


def routings_shown(picture: Picture, at: datetime) -> list[dict[str, str]]:
    """Where each person went at triage, and why; empty where the contact was rated by itself."""
    names = {one.pk: presenters.name_of(one) for one in picture.subjects}
    return [
        {
            "name": names.get(one.subject_id, ""),
            "route": label("triage-route", one.route, at=at),
            "klass": label("triage-class", one.klass, at=at),
            "rationale": one.rationale,
            "by": one.by_name,
        }
        for one in picture.routings
    ]


def decisions_shown(picture: Picture) -> list[dict[str, Any]]:
    """Each decision with its texts under the standard's own labels, newest first."""
    names = {one.pk: presenters.name_of(one) for one in picture.subjects}
    labels = {each.code: each.label for each in picture.standard.minimum("decision")}
    # Beside the level decided: what the referrers thought. The answer to them says why it is another.
    levels = [
        f"{one.ref}: {label('level-of-need', str(one.level_suggested), at=one.received_at)}"
        for one in picture.contacts
        if one.level_suggested
    ]
    return [
        {
            "name": names.get(one.subject_id, ""),
            "words": presenters.decision_words(one),
            "decision": one,
            "considered": [(labels.get(code, code), text) for code, text in one.considered.items()],
            "suggested": levels if one.level else [],
            "seen": [label("threshold-indicator", code, at=one.at) for code in one.indicators],
            "less": [label("less-considered", code, at=one.at) for code in one.less],
            "waits": picture.case.matter.hub.two_person_rule
            and not one.immediate_protection
            and one.confirmed_at is None,
            "outcome": label("referral-outcome", one.outcome, at=one.at),
            "deviations": [
                (
                    standards.step(each.code)
                    if each.kind == "timescale"
                    else labels.get(each.code, each.code),
                    each.get_kind_display(),
                    each.reason,
                )
                for each in picture.deviations
                if each.decision_id == one.pk
            ],
        }
        for one in reversed(picture.decisions)
    ]


@page("permission", VIEW)
def history(request: Asked, ref: str) -> HttpResponse:
    """Everything held about these people and their household; that it was on the screen is recorded."""
    picture = load(request, ref)
    repeats = repeats_in(picture, request.at)
    context = {
        "unidentified": any(one.person_id is None for one in picture.subjects),
        "history": history_shown(picture.history, request.at),
        "repeats": repeats_shown(repeats, request.at, worries=True) if repeats else None,
    }
    return show(
        request, "cases/history.jinja", picture, context, part="history", history=True, repeats=repeats
    )


@page("permission", VIEW)
def looks(request: Asked, ref: str) -> HttpResponse:
    """Who has looked at this case, and who did what."""
    picture = load(request, ref)
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1
    found, more = who_has_looked(ref, page=max(1, number))
    context = {"looks": found, "number": number, "more": more, "columns": _("Who has looked")}
    return show(request, "cases/looks.jinja", picture, context, part="looks", event=events.LOG_VIEWED)
