"""What minutes say, as data for the page and the PDF: the whole for the hub, and for each invited agency its own copy.

A copy has what is for everybody, what is about people whom the agency was told of, the annexes it is named for, its own
view and actions, and every dissent about those people beside the decision. It has no rationale of a decision, which may
rest on what another agency disclosed, and nobody else's actions.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from mash.casework.roundtables import people, rules
from mash.casework.roundtables.models import Action, Entry, Hypothesis, Invitation, Meeting, Outcome, View
from mash.casework.roundtables.queries import moment, on_day, places
from mash.registers.people.rules import name
from mash.registers.standards.queries import codes, label

type Section = dict[str, Any]

HEADINGS: Final = "round-table-heading"


def whole(meeting: Meeting, *, approved_by: str, at: datetime) -> dict[str, Any]:
    """The minutes with everything, as the hub keeps them."""
    with translation.override("en-gb"):
        return _compose(meeting, None, approved_by=approved_by, at=at)


def copy_for(meeting: Meeting, invitation: Invitation, *, approved_by: str, at: datetime) -> dict[str, Any]:
    """The minutes as one invited agency gets them."""
    with translation.override("en-gb"):
        return _compose(meeting, invitation, approved_by=approved_by, at=at)


def _compose(
    meeting: Meeting, invitation: Invitation | None, *, approved_by: str, at: datetime
) -> dict[str, Any]:
    names = {
        one.pk: name(one.subject.record.said) for one in meeting.persons.select_related("subject__record")
    }
    told = set(names) if invitation is None else set(invitation.shown.values_list("person_id", flat=True))
    called = list(Invitation.objects.filter(meeting=meeting, withdrawn_at__isnull=True).order_by("pk"))
    kind = label(people.KINDS, meeting.kind, at=meeting.called_at)
    sections = [
        _attendance(called),
        _contributions(called, invitation),
        *_entries(meeting, invitation, names, told, at=at),
        *([_hypotheses(meeting)] if invitation is None else []),
        *_views(meeting, invitation, names, told),
        *_outcomes(meeting, names, told, whole=invitation is None),
        _actions(meeting, invitation),
    ]
    return {
        "service": meeting.hub.name,
        "title": kind,
        "reference": meeting.ref,
        "phone": meeting.hub.phone,
        "facts": [
            {"label": _("About"), "value": ", ".join(names[one] for one in sorted(told))},
            {"label": _("Held"), "value": moment(meeting.began_at)},
            {"label": _("Chair"), "value": meeting.chair_name},
            {"label": _("Minutes taken by"), "value": meeting.minute_taker_name},
            {"label": _("Approved"), "value": f"{approved_by}, {moment(at)}"},
            {"label": _("For"), "value": invitation.name if invitation else meeting.hub.name},
            {"label": _("Quorum"), "value": quorum_words(meeting, called, at=at)},
        ],
        "sections": [one for one in sections if one["paragraphs"]],
    }


def quorum_words(meeting: Meeting, called: Iterable[Invitation], *, at: datetime) -> str:
    """Whether the quorum was there, who wrote instead, and why it went on without it."""
    found = rules.present(meeting.seats, places(list(called)))
    wrote = ", ".join(label(people.SEATS, one, at=at) for one in sorted(found.written))
    apart = f" {_('In writing, counted apart:')} {wrote}." if wrote else ""
    if found.reached:
        return _("Reached.") + apart
    empty = ", ".join(label(people.SEATS, one, at=at) for one in found.empty)
    why = f" {_('It went on because:')} {meeting.without_quorum}" if meeting.without_quorum else ""
    return f"{_('Not reached. Missing:')} {empty}.{apart}{why}"


def _attendance(called: Iterable[Invitation]) -> Section:
    lines = []
    for one in called:
        who = f"{one.name} ({one.came_name})" if one.came_name else one.name
        lines.append(f"{who}: {one.get_came_display() if one.came else _('not recorded')}")
    return {"heading": _("Who was there"), "paragraphs": ["\n".join(lines)] if lines else []}


def _contributions(called: Iterable[Invitation], invitation: Invitation | None) -> Section:
    """What was contributed in writing, for the hub; for an agency its own."""
    mine = [one for one in called if one.contribution and (invitation is None or one.pk == invitation.pk)]
    return {
        "heading": _("What was contributed in writing"),
        "paragraphs": [f"{one.name}: {one.contribution}" for one in mine],
    }


def _entries(
    meeting: Meeting, invitation: Invitation | None, names: dict[int, str], told: set[int], *, at: datetime
) -> list[Section]:
    found = list(Entry.objects.filter(meeting=meeting).order_by("pk"))
    headings = {one.code: one.label for one in codes(HEADINGS, at=at)}
    for one in found:
        # A heading may have ended since: what was written under it stays, under the words of its time.
        if one.heading not in headings:
            headings[one.heading] = label(HEADINGS, one.heading, at=one.at)
    sections = []
    for heading, words in headings.items():
        said = []
        for one in found:
            piece = rules.Piece(one.audience, frozenset(one.named), one.person_id)
            if one.heading != heading or (
                invitation is not None and not rules.goes_to(piece, invitation=invitation.pk, told=told)
            ):
                continue
            about = f"{names[one.person_id]}: " if one.person_id else ""
            kept = f" [{one.get_audience_display()}]" if one.audience != "everyone" else ""
            said.append(f"{about}{one.text}{kept}")
        sections.append({"heading": words, "paragraphs": said})
    return sections


def hypothesis_words(one: Hypothesis) -> str:
    """A hypothesis in one text, as the minutes have it."""
    with translation.override("en-gb"):
        return _supposed(one)


def _supposed(one: Hypothesis) -> str:
    parts = [
        f"{one.text} ({one.get_state_display()})",
        f"{_('For:')} {one.speaks_for}" if one.speaks_for else "",
        f"{_('Against:')} {one.speaks_against}" if one.speaks_against else "",
        f"{_('Review:')} {one.review}" if one.review else "",
    ]
    return "\n".join(filter(None, parts))


def _hypotheses(meeting: Meeting) -> Section:
    said = [_supposed(one) for one in Hypothesis.objects.filter(meeting=meeting)]
    return {"heading": _("What may be going on"), "paragraphs": said}


def view_words(one: View, names: dict[int, str]) -> str:
    """One view or dissent, with whose it is and how it came into the minutes."""
    about = f" ({names[one.person_id]})" if one.person_id in names else ""
    level = f" {_('Level %(level)s.') % {'level': one.level}}" if one.level else ""
    read = f" {_('As said by %(name)s.') % {'name': one.said_by}}" if one.said_by else ""
    return f"{one.invitation.name}{about}:{level} “{one.text}”{read}"


def _views(
    meeting: Meeting, invitation: Invitation | None, names: dict[int, str], told: set[int]
) -> list[Section]:
    found = list(View.objects.filter(meeting=meeting).select_related("invitation"))
    mine = [one for one in found if invitation is None or one.invitation_id == invitation.pk]
    dissents = [
        one
        for one in found
        if one.kind == "dissent" and (one in mine or one.person_id is None or one.person_id in told)
    ]
    return [
        {
            "heading": _("Views"),
            "paragraphs": [view_words(one, names) for one in mine if one.kind == "view"],
        },
        {"heading": _("Who does not agree"), "paragraphs": [view_words(one, names) for one in dissents]},
    ]


def outcome_words(one: Outcome, meeting: Meeting) -> str:
    """What was decided: at this table, before it and upheld, or nothing yet."""
    if one.decision is None:
        return _("Nothing is decided yet")
    route = label("route", one.decision.route, at=one.decision.at)
    before = meeting.began_at is not None and one.decision.at < meeting.began_at
    return f"{route} ({_('decided before, upheld')})" if before else route


def _outcomes(meeting: Meeting, names: dict[int, str], told: set[int], *, whole: bool) -> list[Section]:
    said = []
    for one in Outcome.objects.filter(meeting=meeting).select_related("decision"):
        if one.person_id not in told:
            continue
        decision = one.decision
        why = decision.rationale if decision else one.none_yet
        parts = [
            f"{names[one.person_id]}: {outcome_words(one, meeting)}",
            f"{_('Decided by')} {decision.by_name}, {moment(decision.at)}" if decision else "",
            f"{_('Why:')} {why}" if whole else "",
            f"{_('Who tells them:')} {one.tells}",
            f"{_('How safely:')} {one.safely}",
            f"{_('If the plan does not work:')} {one.contingency}",
            f"{_('Looked at again:')} {on_day(one.review_on)}" if one.review_on else "",
        ]
        said.append("\n".join(filter(None, parts)))
    return [{"heading": _("What was decided"), "paragraphs": said}]


def _actions(meeting: Meeting, invitation: Invitation | None) -> Section:
    found = Action.objects.filter(meeting=meeting).select_related("agency")
    mine = [one for one in found if invitation is None or one.agency_id == invitation.agency_id]
    said = [
        f"{one.what}\n{one.owner}, {one.agency.name if one.agency else meeting.hub.name}, "
        f"{_('by')} {on_day(one.due_on)}"
        for one in mine
    ]
    return {"heading": _("Who does what, by when"), "paragraphs": said}
