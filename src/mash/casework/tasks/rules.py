"""Whether a task may be given, and be said to be done. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict

OWNERS: Final = frozenset({"screener", "decider", "chair", "minutes", "practitioner", "manager"})
"""Roles at a hub to whom a task may be given."""
SEES_ALL: Final = OWNERS - {"practitioner"}
"""Of them those who see their hub's open cases; a practitioner sees the cases that they were given."""


def may_give(*, what: str, due_on: date, today: date, at_hub: bool, sees: bool) -> Verdict:
    """Whether it may be given: to somebody who is at the hub, and who sees the case that it is on."""
    if not what.strip():
        return Refused("tasks:task:what", _("Say what is to be done."))
    if due_on < today:
        return Refused("tasks:task:due", _("Enter a day that has not passed."))
    if not at_hub:
        return Refused("tasks:task:owner", _("Choose somebody who works at this hub."))
    if not sees:
        return Refused(
            "tasks:task:hidden",
            _("This person does not have this case. Choose another, or give it to them first."),
        )
    return ALLOWED


def sent_already() -> Refused:
    return Refused("tasks:task:sent", _("This form was sent already. Open a new one."))


def may_finish(*, done: bool, mine: bool, text: str) -> Verdict:
    """Whether whoever asks may say that it is done: whose it is, or who made it."""
    if not mine:
        return Refused(
            "tasks:task:not-yours", _("Whoever has this task, or who made it, says that it is done.")
        )
    if done:
        return Refused(
            "tasks:task:done-already",
            _("It is recorded as done already. What you typed is still in the form."),
        )
    return ALLOWED if text.strip() else Refused("tasks:task:text", _("Say what was done."))
