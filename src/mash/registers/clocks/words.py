"""A clock in words for the page: "2 working hours left", "overdue by 1 working day"."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .rules import Clock, Status, working_days_between

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def in_words(clock: Clock, at: datetime) -> str:
    """What the page says beside the clock. Amounts are whole and rounded down, the safe way for time left."""
    status = clock.status(at)
    if status is Status.MET:
        return _("done in time")
    late = clock.breached(at)
    amount = elapsed_words(abs(clock.remaining(at))) if clock.counts_elapsed else _working_words(clock, at)
    if status is Status.BREACHED:
        return _("done late by %(amount)s") % {"amount": amount} if amount else _("done late")
    if late:
        return _("overdue by %(amount)s") % {"amount": amount} if amount else _("overdue")
    return _("%(amount)s left") % {"amount": amount} if amount else _("due now")


def elapsed_words(amount: timedelta) -> str:
    """Two days and more in days, an hour and more in hours, else minutes; empty under a minute."""
    if amount >= 2 * DAY:
        return ngettext("%(n)d day", "%(n)d days", amount // DAY) % {"n": amount // DAY}
    if amount >= HOUR:
        return ngettext("%(n)d hour", "%(n)d hours", amount // HOUR) % {"n": amount // HOUR}
    n = amount // MINUTE
    return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n} if n else ""


def _working_words(clock: Clock, at: datetime) -> str:
    days = abs(working_days_between(clock.calendar, clock.as_at(at), clock.due))
    if days >= 1:
        n = int(days)
        return ngettext("%(n)d working day", "%(n)d working days", n) % {"n": n}
    amount = abs(clock.remaining(at))
    if amount >= HOUR:
        n = amount // HOUR
        return ngettext("%(n)d working hour", "%(n)d working hours", n) % {"n": n}
    n = amount // MINUTE
    return ngettext("%(n)d working minute", "%(n)d working minutes", n) % {"n": n} if n else ""
