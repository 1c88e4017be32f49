"""How long a case is kept, in words. No name is in any of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.foundation.kernel import Actor
from mash.interfaces.web.components.words import uk_date
from mash.oversight.retention import queries
from mash.oversight.retention.models import Disposal, Due, Hold
from mash.oversight.retention.rules import Kept, Schedule
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import label

OPEN_WORK = {
    "case": gettext_lazy("The case is open"),
    "attention": gettext_lazy("Something new has come in that nobody has looked at"),
    "closing": gettext_lazy("Somebody has asked to close it"),
    "request": gettext_lazy("An agency has not answered"),
    "share-review": gettext_lazy("Something shared without a clause is not reviewed"),
    "hand-over": gettext_lazy("A hand-over is not answered"),
    "disagreement": gettext_lazy("A disagreement with an agency is open"),
    "pathway": gettext_lazy("A pathway of somebody in it is open"),
    "round-table": gettext_lazy("A round table is to be, or its minutes are not approved"),
    "round-table-action": gettext_lazy("An action of a round table is not done"),
    "notice": gettext_lazy("What another area or team told of somebody has not ended"),
    "update": gettext_lazy("Somebody has not read what came in on it"),
    "package": gettext_lazy("A package is being made of it"),
    "rights": gettext_lazy("Somebody has asked what is held about one of its people, or objects to it"),
    "glass-review": gettext_lazy("A break-glass is not reviewed"),
    "question": gettext_lazy("A national register has not answered"),
}
"""What work keeps a case, by the code under which a table's own rules name it."""
BELONGS = {
    "": gettext_lazy("This case"),
    "person": gettext_lazy("The same person"),
    "family": gettext_lazy("Somebody of the family or household"),
    "likely": gettext_lazy("Likely the same person, not identified yet"),
}


def rooms(here: str) -> list[dict[str, object]]:
    """The pages of the room; `here` is the route that is open."""
    words = {
        "due": _("Due"),
        "holds": _("On hold"),
        "disposals": _("Disposed of"),
        "classes": _("How long cases are kept"),
    }
    return [
        {"text": text, "href": reverse(f"retention:{name}"), "current": name == here}
        for name, text in words.items()
    ]


def due_rows(rows: Iterable[Due], at: datetime) -> list[list[object]]:
    """Reference, class, the last day of its own period, and since when it is on the list."""
    return [
        [
            {"href": reverse("retention:case", args=[one.reference]), "text": one.reference},
            label("retention-class", one.klass, at=at),
            uk_date(one.keep_until),
            uk_date(one.found_at),
        ]
        for one in rows
    ]


def kept_rows(found: Schedule) -> list[list[object]]:
    """The case itself and each of its family that the reader may know of: what keeps it, from when until when."""
    return [_kept_row(how, one) for how, one in (("", found.own), *found.family)]


def _kept_row(how: str, kept: Kept) -> list[object]:
    return [
        {"href": reverse("retention:case", args=[kept.facts.ref]), "text": kept.facts.ref},
        str(BELONGS[how]),
        kept.period.label if kept.period else _("None yet"),
        uk_date(kept.since) if kept.since else "-",
        uk_date(kept.until) if kept.until else _("Open: kept"),
        ", ".join(reasons(kept)) or "-",
    ]


def reasons(kept: Kept) -> list[str]:
    """What keeps one case besides its period."""
    said = [str(OPEN_WORK.get(code, code)) for code in kept.facts.open_work]
    return [*said, _("It is on hold")] if kept.facts.held else said


def clock_words(kept: Kept) -> str:
    """Which class, which clock, and how an uncertain birth was read."""
    if kept.period is None:
        return _("No period runs while the case is open.")
    if kept.period.clock == "birth":
        return _(
            "%(label)s: %(years)d years from the birth of the youngest child, read as %(since)s at the latest. A birth that is not "
            "known, or known in part, is read as late as it may have been."
        ) % {"label": kept.period.label, "years": kept.period.years, "since": uk_date(kept.since)}
    return _("%(label)s: %(years)d years from %(since)s, when it was last closed or added to.") % {
        "label": kept.period.label,
        "years": kept.period.years,
        "since": uk_date(kept.since),
    }


def standing(found: Schedule, listed: Due | None, today: date) -> str:
    """Where the case stands, in one sentence that says no more than its reader may know."""
    if listed is not None and found.due(today):
        return _("It is due: its own period is over, and so is everybody’s in its family.")
    if found.until is not None and found.until >= today:
        return _("It is kept until the end of %(day)s.") % {"day": uk_date(found.until)}
    if found.due(today):
        return _("It is not on the list. The review of every night puts it there when nothing keeps it.")
    return _("It is kept: not everything in it or in its family is closed, or it is on hold.")


def hold_shown(hold: Hold, by: Actor, at: datetime) -> dict[str, object]:
    """One hold with the steps that its reader may take next."""
    places = bool(may(by, "retention:hold:place")) and hold.lifted_at is None
    return {
        "it": hold,
        "kind": label("retention-hold", hold.kind, at=at),
        "href": reverse("retention:case", args=[hold.reference]),
        "may_see": places and hold.seen_at is None and hold.placed_by_user != by.user,
        "may_ask": places and hold.lift_asked_at is None,
        "may_agree": places and hold.lift_asked_at is not None and hold.lift_asked_by_user != by.user,
        "waits_for_another": places and hold.lift_asked_at is not None and hold.lift_asked_by_user == by.user,
    }


def figures(disposal: Disposal, at: datetime) -> list[dict[str, object]]:
    """What a later return needs of a case that has gone: days, codes and counts."""
    said = disposal.figures
    if not said:
        return []

    def day(name: str) -> str:
        return uk_date(datetime.fromisoformat(said[name])) if said.get(name) else ""

    return [
        {"key": _("Received"), "value": day("received_at")},
        {"key": _("Closed"), "value": day("closed_at")},
        {"key": _("Level of need"), "value": said.get("level") or _("None")},
        {
            "key": _("Decided"),
            "value": ", ".join(label("route", one, at=at) for one in said.get("routes", [])) or _("Nothing"),
        },
        {"key": _("People"), "value": said.get("people")},
        {
            "key": _("Requests to agencies"),
            "value": _("%(sent)d, of which %(answered)d were answered")
            % {"sent": said.get("requests", 0), "answered": said.get("answered", 0)},
        },
        {"key": _("Decisions to share"), "value": str(said.get("shares", 0))},
    ]


def classes(at: datetime) -> list[list[object]]:
    """The classes in force: for whom, how long, from when, and where the figure comes from."""
    clocks = {
        "closed": _("from the day it was last closed or added to"),
        "birth": _("from the birth of the youngest child"),
    }
    populations = {"children": _("Children"), "adults": _("Adults")}
    return [
        [
            one.label,
            ", ".join(populations[each] for each in sorted(one.populations)) or _("All"),
            _("%(years)d years %(clock)s") % {"years": one.years, "clock": clocks[one.clock]},
            ", ".join(
                [label("route", each, at=at) for each in sorted(one.routes)]
                + [label("contact-kind", each, at=at) for each in sorted(one.kinds)]
            )
            or _("Every case"),
            one.authority,
        ]
        for one in queries.periods(at=at)
    ]
