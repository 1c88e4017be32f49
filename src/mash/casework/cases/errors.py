"""What can go wrong with a case, apart from refusals."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.cases.models import Case
from mash.foundation.kernel import Refused


def stale() -> Refused:
    return Refused(
        "cases:case:stale",
        _("A colleague has changed this case since you opened it. Both versions are below."),
    )


def read_only() -> Refused:
    return Refused(
        "cases:case:read-only",
        _("You have this case to read. It is changed by those who work on the hub’s cases."),
    )


def taken(case: Case) -> Refused:
    """Somebody else has the case; whoever may read it may know who."""
    name = case.worker.name if case.worker else ""
    return Refused("cases:case:taken", _("%(name)s has it open already.") % {"name": name})


def look_first() -> Refused:
    return Refused(
        "cases:rating:look-first",
        _(
            "The same people or home came up before, as often as needs a look: look at what came before, then rate."
        ),
    )


WHY_NOT: dict[str, str | Promise] = {
    "danger": gettext_lazy("nobody has said that there is no danger now"),
    "attention": gettext_lazy("something new has come in that nobody has looked at"),
    "not-identified": gettext_lazy(
        "too little is known of somebody in it to find what came before: identify them first"
    ),
    "open-case": gettext_lazy("somebody works on a case of these people or their home"),
    "repeats": gettext_lazy("these people or their home came up so often that it needs a look"),
    "elsewhere": gettext_lazy("another hub holds something about somebody in it"),
    "not-seen": gettext_lazy("you have not looked at what came before"),
    "kind": gettext_lazy("it is another kind of contact"),
    "channel": gettext_lazy("it came another way"),
    "source": gettext_lazy("it came from another source"),
    "grade": gettext_lazy("the force graded it otherwise"),
    "children": gettext_lazy("there is, or may be, a child in it"),
    "quiet": gettext_lazy("something came before too lately"),
}
"""Why a contact is in no safe class, by the codes of safe.why_not."""


def not_safe(codes: Iterable[str]) -> Refused:
    return Refused(
        "cases:routing:not-safe",
        _("It is not in this class: %(why)s.") % {"why": "; ".join(str(WHY_NOT[one]) for one in codes)},
    )


def each_a_reason() -> Refused:
    return Refused("cases:routing:no-rationale", _("Give a reason for each person we are worried about."))
