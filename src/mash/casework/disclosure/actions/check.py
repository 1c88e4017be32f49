"""A second person's look, and taking a package back or giving it up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.disclosure import errors, events
from mash.casework.disclosure.actions.common import held, note, refused
from mash.casework.disclosure.models import Check, Package
from mash.casework.disclosure.queries import whole
from mash.casework.disclosure.workflow import CHECK, MAKE
from mash.casework.matters.holding import save
from mash.foundation.kernel import Actor, Refused
from mash.registers.accounts.queries import user_of


@transaction.atomic
def submit(*, by: Actor, at: datetime, package: Package, version: int) -> Package | Refused:
    """Ask a second person to look at it as it is; nothing in it changes meanwhile."""
    found = held(package, "submit", MAKE, by=by, at=at, version=version)
    if isinstance(found, Refused):
        return found
    lacks = whole(found).lacks
    if lacks:
        return refused("disclosure:package:submit", lacks[0], package=found, by=by, at=at)
    found.state = "checking"
    save(found, "state")
    note(events.SUBMITTED, found, by=by, at=at)
    return found


@transaction.atomic
def take_back(*, by: Actor, at: datetime, package: Package, version: int) -> Package | Refused:
    """Change it after all: a check that was made is of no more use."""
    found = held(package, "take-back", MAKE, by=by, at=at, version=version)
    if isinstance(found, Refused):
        return found
    found.state = "draft"
    save(found, "state")
    note(events.TAKEN_BACK, found, by=by, at=at)
    return found


@transaction.atomic
def drop(*, by: Actor, at: datetime, package: Package, version: int) -> Package | Refused:
    """Give up a package that was never sent. That it was begun stays."""
    found = held(package, "drop", MAKE, by=by, at=at, version=version)
    if isinstance(found, Refused):
        return found
    found.state = "dropped"
    save(found, "state")
    note(events.DROPPED, found, by=by, at=at)
    return found


def may_check(package: Package, by: Actor) -> bool:
    """Whether this person is a second one: neither made it nor withheld anything of it."""
    makers = {package.made_by, *package.redactions.values_list("by", flat=True)}
    return by.user not in {user_of(one) for one in makers}


@transaction.atomic
def check(
    *, by: Actor, at: datetime, package: Package, version: int, verdict: str, comment: str = ""
) -> Check | Refused:
    """A second person says that it may be sent, or what needs to be changed. Never who made or redacted it."""
    verb = "approve" if verdict == "right" else "return"
    found = held(package, verb, CHECK, by=by, at=at, version=version)
    if isinstance(found, Refused):
        return found
    if not may_check(found, by):
        return refused("disclosure:package:check", errors.own_check(), package=found, by=by, at=at)
    if verdict == "back" and not comment.strip():
        why = Refused("disclosure:check:no-comment", _("Say what needs to be changed."))
        return refused("disclosure:package:check", why, package=found, by=by, at=at)
    made = Check.objects.create(
        matter=found.matter,
        package=found,
        version=found.version,
        verdict=verdict,
        comment=comment,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    found.state = "checked" if verdict == "right" else "draft"
    save(found, "state")
    note(events.CHECKED, found, by=by, at=at, verdict=verdict)
    return made
