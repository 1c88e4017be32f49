"""What the actions on a package share."""

from __future__ import annotations

from datetime import datetime

from mash.casework.disclosure import errors, workflow
from mash.casework.disclosure.models import Package
from mash.casework.disclosure.queries import get_package
from mash.casework.matters.actions import read_only, works_on
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.ledger.events import Event
from mash.registers.accounts.rules import may


def about(package: Package) -> list[Ref]:
    return [Ref("matter", package.matter.ref), Ref("package", package.ref)]


def held(
    package: Package, verb: str, permission: str, *, by: Actor, at: datetime, version: int | None
) -> Package | Refused:
    """The package, held until the end, where this may be done with it now; else the refusal, which the ledger keeps.

    `version` is what the page was made from; None where it does not matter.
    """
    found = get_package(package.ref, hold=True)
    allowed = may(by, permission)
    if allowed and not works_on(found.matter):
        allowed = read_only()
    if allowed:
        allowed = workflow.may(verb, found.state)
    if allowed and version is not None and version != found.version:
        allowed = errors.stale()
    if not allowed:
        return refused(f"disclosure:package:{verb}", allowed, package=found, by=by, at=at)
    return found


def refused(action: str, why: Verdict, *, package: Package, by: Actor, at: datetime) -> Refused:
    assert isinstance(why, Refused)  # noqa: S101 - a caller's own test went before
    return refuse(action, why, by=by, at=at, about=about(package))


def note(
    event: Event, package: Package, *, by: Actor, at: datetime, refs: list[Ref] | None = None, **said: object
) -> None:
    append(
        event, by=by, at=at, about=[*about(package), *(refs or [])], payload={"package": package.ref, **said}
    )


__all__ = ["ALLOWED", "about", "held", "note", "refused"]
