"""Who keeps an entry, and when it is to be checked again. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Actor, Refused, Verdict


def may_keep(by: Actor, *, agency: str, hub: str, hubs_of_agency: Collection[str]) -> Verdict:
    """Whether this actor keeps an entry of that agency, or of that hub where `agency` is "".

    An agency's own people keep theirs; a hub's people keep their hub's and those of the agencies that work with it.
    """
    if by.kind == "service" and by.key == "setup":
        return ALLOWED
    if agency and by.role == "researcher" and by.agency == agency:
        return ALLOWED
    if by.hub and (by.hub in hubs_of_agency if agency else by.hub == hub):
        return ALLOWED
    return Refused(
        "directory:entry:other", _("This entry is kept by the agency itself and by the hubs it works with.")
    )


def ended_twice() -> Refused:
    return Refused(
        "directory:entry:ended",
        _("This entry has been taken out meanwhile. Nothing that you wrote was saved."),
    )


def corrected() -> Refused:
    return Refused(
        "directory:way:corrected",
        _(
            "Somebody else has put this entry right meanwhile. Read what stands there now; what you typed is still in the form."
        ),
    )


def unchanged() -> Refused:
    return Refused(
        "directory:way:unchanged",
        _(
            "Nothing here is other than what stands there already. If you tried it and it is right, go back and choose “I tried it: it is right”."
        ),
    )


def check_due(*, checked_at: datetime, days: int) -> datetime:
    """From when an entry last checked, or written down, then is to be checked again."""
    return checked_at + timedelta(days=days)


def may_stand_in(
    *,
    post: int,
    other: int,
    same_owner: bool,
    from_day: date,
    until_day: date,
    taken: Collection[tuple[date, date]],
) -> Verdict:
    """Whether one post may stand in for another on these days: one of the same agency, and one at a time."""
    if post == other:
        return Refused("directory:stand-in:other", _("Choose another post than this one"))
    if not same_owner:
        return Refused("directory:stand-in:other", _("Choose a post of the same agency"))
    if until_day < from_day:
        return Refused("directory:stand-in:until_day", _("The last day must be on or after the first day"))
    if any(first <= until_day and from_day <= last for first, last in taken):
        return Refused(
            "directory:stand-in:from_day",
            _("Somebody stands in on some of these days already. End that first."),
        )
    return ALLOWED
