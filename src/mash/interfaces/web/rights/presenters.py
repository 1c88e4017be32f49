"""Requests and their clocks in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.components.words import uk_date
from mash.oversight.rights import rules
from mash.oversight.rights.actions.common import clock_of
from mash.oversight.rights.models import RightsRequest

STATE_COLOURS = {
    "received": "yellow",
    "open": "blue",
    "checking": "purple",
    "checked": "turquoise",
    "answered": "green",
    "refused": "grey",
    "withdrawn": "grey",
}


@dataclass(frozen=True, slots=True)
class ClockShown:
    """Where the clock stands, in a sentence; `kind` is over, soon or time, as other clocks."""

    words: str
    kind: str
    due: str
    notice: str


def clock_shown(request: RightsRequest, at: datetime) -> ClockShown:
    today = at.astimezone(LONDON).date()
    found = clock_of(request)
    notice = uk_date(found.notice_by) if found.notice_by else ""
    if request.closed_at is not None:
        ended = request.closed_at.astimezone(LONDON).date()
        late = request.due_on is not None and ended > request.due_on
        return ClockShown(
            _("Ended late") if late else _("Ended in time"), "over" if late else "time", "", notice
        )
    if found.on is None:
        words = (
            _("It has not begun: they are still to show who they are")
            if found.why == "identity"
            else _("It stands: they are asked which information they mean")
        )
        return ClockShown(words, "time", "", notice)
    return ClockShown(*_left(found.on, today), uk_date(found.on), notice)


def _left(due: date, today: date) -> tuple[str, str]:
    days = (due - today).days
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}, "over"
    if days == 0:
        return _("Due today"), "soon"
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}, "soon" if days <= 7 else "time"


def row(request: RightsRequest, at: datetime) -> list[object]:
    """A line of the list: no name of anybody in it."""
    clock = clock_shown(request, at)
    return [
        {"href": reverse("rights:request", args=[request.ref]), "text": request.ref},
        request.get_kind_display().partition(":")[0],
        request.get_route_display(),
        request.handler_name,
        clock.words + (f" ({clock.due})" if clock.due else ""),
        request.get_state_display(),
    ]


def about_words(request: RightsRequest) -> str:
    said = request.about
    born = said.get("born", "")
    text = f"{said.get('given_name', '')} {said.get('family_name', '')}".strip()
    return f"{text}, {uk_date(date.fromisoformat(born))}" if born else text


def rooms(here: str) -> list[dict[str, object]]:
    words = {"requests": _("Being worked on"), "closed": _("Ended")}
    return [
        {"text": text, "href": reverse(f"rights:{name}"), "current": name == here}
        for name, text in words.items()
    ]


def next_steps(request: RightsRequest) -> list[tuple[str, str]]:
    """What may be done now as (step, words)."""
    state, access = request.state, request.kind == "access"
    begun, timed = state in {"received", "open"}, request.route not in rules.OWN_CLOCK
    reads = state == "open" and request.searched_at is not None
    waiting = request.pauses.filter(until__isnull=True).exists()
    offered = (
        ("identity", state == "received", _("Settle who asks, and begin")),
        ("person", state == "open", _("Say who is meant")),
        (
            "assess",
            state == "open" and bool(rules.questions(request.kind, request.route)),
            _("Weigh the request"),
        ),
        ("opinion", state == "open" and access, _("Record a health professional’s opinion")),
        ("note", reads and request.kind == "rectification", _("Put a note beside a record")),
        ("restrict", reads and not access, _("Restrict processing")),
        ("clarified", begun and timed and waiting, _("They have said which information they mean")),
        ("clarify", begun and timed and not waiting, _("Ask which information they mean")),
        ("extend", begun and timed and request.extended_on is None, _("Extend the time by two months")),
        ("refuse", begun, _("Refuse the request")),
        ("withdraw", state in rules.OPEN, _("They take it back")),
        ("lift", not access, _("Lift a restriction")),
    )
    return [(step, words) for step, allowed, words in offered if allowed]
