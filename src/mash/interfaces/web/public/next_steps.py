"""What happens next, and when, as the standard in force promises it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mash.registers.clocks.rules import Timescale, Unit
from mash.registers.standards.errors import NoStandardError
from mash.registers.standards.queries import standard_for
from mash.registers.standards.rules import Step


def in_words(timescale: Timescale) -> str:
    """`1 working day`, `4 working hours`, `30 minutes`."""
    n = timescale.amount
    match timescale.unit:
        case Unit.WORKING_DAYS:
            return ngettext("%(n)d working day", "%(n)d working days", n) % {"n": n}
        case Unit.CALENDAR_DAYS:
            return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}
    hours, rest = divmod(n, 60)
    if rest or not hours:
        if timescale.unit is Unit.WORKING_MINUTES:
            return ngettext("%(n)d working minute", "%(n)d working minutes", n) % {"n": n}
        return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}
    if timescale.unit is Unit.WORKING_MINUTES:
        return ngettext("%(n)d working hour", "%(n)d working hours", hours) % {"n": hours}
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


def next_steps(*, population: str, hub: str, at: datetime) -> list[str]:
    """Sentences for the confirmation and the copy, with the standard's own times; without a standard, no times."""
    try:
        standard = standard_for(population, hub=hub, at=at)
    except NoStandardError:
        return [_("A worker of the hub reads what you sent and decides what to do next.")]

    def within(step: Step, rating: str = "") -> str:
        timing = standard.timing(step, rating)
        return in_words(timing.timescale) if timing else ""

    said = []
    if rated := within(Step.RATE):
        said.append(
            _("A worker reads what you sent and rates how urgent it is, within %(time)s.") % {"time": rated}
        )
    if urgent := within(Step.DECIDE, "red"):
        said.append(_("If it is most urgent, the hub decides within %(time)s.") % {"time": urgent})
    if least := within(Step.DECIDE, "green"):
        said.append(_("If it is less urgent, the hub decides within %(time)s.") % {"time": least})
    said.append(_("We may contact you, in the way that you said is safe."))
    if told := within(Step.FEEDBACK):
        said.append(
            _("You can read our answer with your reference, within %(time)s of the decision.")
            % {"time": told}
        )
    return said
