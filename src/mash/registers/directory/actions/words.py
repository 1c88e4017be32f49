"""The words and the period that ship: installed where a county has none, and never changed afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Hub
from mash.registers.directory import events
from mash.registers.directory.models import CheckPeriod, Term
from mash.registers.directory.rules import local_day

FROM: Final = date(2020, 4, 1)
SHIPPED: Final = {
    "purpose": {
        "request": "Request for information",
        "urgent": "Urgent help",
        "strategy": "Strategy discussion",
        "round-table": "Invitation to a round table",
        "package": "Package of information",
        "disagreement": "Disagreement",
        "complaint": "Complaint",
        "media": "Press and media",
    },
    "heard": {
        "not-in-service": "The number or address does not exist",
        "no-answer": "Nobody answers when they should",
        "wrong-place": "Somebody else answers",
        "moved": "They say they are no longer the right people",
        "bounced": "The message came back",
        "other": "Something else",
    },
}
PERIOD_SET: Final = "directory:period:set"
PERIOD: Final = 183
SOURCE: Final = "Comes with this system: no published source. Set your own."


@transaction.atomic
def install_words(*, by: Actor, at: datetime) -> None:
    """Install the words that a county never had, and the period where it has none. Done again it does nothing."""
    added = 0
    for name, words in SHIPPED.items():
        known = set(Term.objects.filter(list=name).values_list("code", flat=True))
        new = [
            Term(list=name, code=code, label=label, place=place, from_day=FROM)
            for place, (code, label) in enumerate(words.items(), 1)
            if code not in known
        ]
        Term.objects.bulk_create(new)
        added += len(new)
    if not CheckPeriod.objects.exists():
        CheckPeriod.objects.create(days=PERIOD, from_day=FROM, source=SOURCE)
        added += 1
    if added:
        append(events.WORDS_INSTALLED, by=by, at=at, about=[], payload={"added": added})


@transaction.atomic
def set_check_period(*, by: Actor, at: datetime, hub: Hub, days: int) -> CheckPeriod | Refused:
    """After how many days a hub's entries are checked again, from today on; said again today, the later holds."""
    about = [Ref("hub", hub.key)]
    allowed = may(by, PERIOD_SET)
    if allowed and by.hub != hub.key:
        allowed = Refused("directory:period:other-hub", _("This is set by each hub for itself."))
    if allowed and not 1 <= days <= 1_000:
        allowed = Refused("directory:period:days", _("Enter a number of days from 1 to 1000"))
    if isinstance(allowed, Refused):
        return refuse(PERIOD_SET, allowed, by=by, at=at, about=about)
    day = local_day(at)
    made = CheckPeriod.objects.create(hub=hub, days=days, from_day=day, source=by.name)
    append(
        events.PERIOD_SET,
        by=by,
        at=at,
        about=about,
        payload={"hub": hub.key, "days": days, "from": day.isoformat()},
    )
    return made
