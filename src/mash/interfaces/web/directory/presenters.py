"""Ways to reach somebody in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.foundation.kernel.time import LONDON
from mash.interfaces.web.components.words import uk_date, uk_time
from mash.registers.agencies.models import Agency, Hub
from mash.registers.directory import rules
from mash.registers.directory.models import Way
from mash.registers.directory.queries.entries import entries_of
from mash.registers.directory.rules import Entries, Post, Reached

KINDS: Final[Mapping[str, str | Promise]] = {
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("Secure email"),
    "text": gettext_lazy("Text message"),
    "portal": gettext_lazy("Web portal"),
    "letter": gettext_lazy("Address for letters"),
}
BASES: Final[Mapping[str, str | Promise]] = {
    "hours": gettext_lazy("open now"),
    "outside": gettext_lazy("out of hours"),
    "always": gettext_lazy("at any time"),
    "switchboard": gettext_lazy("the agency’s switchboard"),
    "nobody": gettext_lazy("the hub’s own number: nobody is known to be reached for this now"),
}


def moment_words(moment: datetime, at: datetime) -> str:
    """A time near now: "5:00pm", "8:30am tomorrow", with its day, or the end of a day where that is midnight."""
    local, today = moment.astimezone(LONDON), at.astimezone(LONDON).date()
    if (local.hour, local.minute) == (0, 0):
        before = local.date() - timedelta(days=1)
        return (
            _("the end of today") if before == today else _("the end of %(day)s") % {"day": uk_date(before)}
        )
    if local.date() == today:
        return uk_time(moment)
    if local.date() == today + timedelta(days=1):
        return _("%(time)s tomorrow") % {"time": uk_time(moment)}
    return _("%(time)s on %(day)s") % {"time": uk_time(moment), "day": uk_date(moment)}


def who_words(one: Reached) -> str:
    """The post with its holder and team, and for whom it stands in."""
    if one.post is None:
        return ""
    who = f"{one.post.title} ({one.post.holder})" if one.post.holder else one.post.title
    if one.instead_of is not None:
        return _("%(who)s, standing in for %(post)s until %(day)s") % {
            "who": who,
            "post": one.instead_of.title,
            "day": uk_date(one.stands_until),
        }
    return who


def why_words(one: Reached, at: datetime) -> str:
    """Why it is given: its hours, and until when."""
    why = str(BASES[one.basis])
    if one.until is not None:
        why = _("%(why)s until %(moment)s") % {"why": why, "moment": moment_words(one.until, at)}
    if one.wrong_at is not None:
        why = _("reported wrong on %(day)s; %(why)s") % {"day": uk_date(one.wrong_at), "why": why}
    return why


def line(one: Reached, at: datetime) -> str:
    """One way in a line: who, the number, and why."""
    who = who_words(one)
    return f"{who}: {one.value}, {why_words(one, at)}" if who else f"{one.value}, {why_words(one, at)}"


def outlook_words(entries: Entries, *, what: str, at: datetime) -> str:
    """Whom to try first now, and who comes then: "Named nurse on duty: 01632 960 171 until 17:00, then ...".

    The hub's own number has digits only of now: it has another for out of hours.
    """
    found = rules.outlook(entries, what=what, at=at)
    parts = []
    for place, (_since, one) in enumerate(found):
        who = who_words(one) or str(BASES[one.basis])
        until = found[place + 1][0] if place + 1 < len(found) else None
        said = f"{who}: {one.value}"
        if place and one.basis == "nobody":
            said = _("the hub’s own number: nobody is known to be reached for this")
        if until is not None:
            said = _("%(said)s until %(moment)s") % {"said": said, "moment": moment_words(until, at)}
        parts.append(said if not place else _("then %(said)s") % {"said": said})
    return "; ".join(parts)


def reach_rows(entries: Entries, *, what: str, at: datetime) -> list[dict[str, Any]]:
    """Each way in the order in which to try them, as the pages show it."""
    return [
        {
            "who": who_words(one),
            "team": one.post.team if one.post else "",
            "kind": KINDS[one.kind],
            "value": one.value,
            "why": why_words(one, at),
            "note": one.way.note if one.way else "",
            "languages": one.way.languages if one.way else "",
            "wrong": one.wrong_at,
            "report": reverse("directory:wrong", args=[one.way.ref]) if one.way else "",
            "dial": f"tel:{rules.phone_digits(one.value)}"
            if one.kind == "phone" and rules.phone_digits(one.value)
            else "",
        }
        for one in rules.reach(entries, what=what, at=at)
    ]


def agencies_now(
    agencies: Iterable[Agency], *, hub: Hub, what: str, at: datetime
) -> dict[str, dict[str, Any]]:
    """For each agency with an entry, by its key: the line that says whom to reach now and then, and every way."""
    return {
        key: {"line": outlook_words(one, what=what, at=at), "rows": reach_rows(one, what=what, at=at)}
        for key, one in entries_of(agencies, hub=hub, at=at, known_only=True).items()
    }


def when_words(way: Way | rules.Way) -> str:
    """When it is answered, in a line."""
    if way.when == "always":
        return _("At any time")
    hours = way.hours if isinstance(way, rules.Way) else rules.restored(way.hours)
    text = rules.write(hours).replace("\n", "; ")
    if way.when == "outside":
        return (
            _("Outside %(hours)s, and on bank holidays") % {"hours": text}
            if not way.bank_holidays
            else _("Outside %(hours)s") % {"hours": text}
        )
    return _("%(hours)s, bank holidays too") % {"hours": text} if way.bank_holidays else text


def purposes_words(purposes: Iterable[str], labels: Mapping[str, str]) -> str:
    """For what, in words; nothing said is for everything."""
    return ", ".join(labels.get(one, one) for one in sorted(purposes)) or _("Everything")


def known_words(
    *, wrong_at: datetime | None, checked_at: datetime | None, written_at: datetime | None
) -> str:
    """The last thing known of an entry; one that nobody has checked was only written down."""
    if wrong_at is not None:
        return _("Reported wrong on %(day)s") % {"day": uk_date(wrong_at)}
    if checked_at is not None:
        return _("Checked %(day)s") % {"day": uk_date(checked_at)}
    return _("Written down %(day)s") % {"day": uk_date(written_at)}


def way_row(post: Post, one: rules.Way, labels: Mapping[str, str], *, reports: bool = True) -> list[object]:
    """One way in a table of a team: where it leads, when, for what, and what is known of it."""
    checked = known_words(wrong_at=one.wrong_at, checked_at=one.checked_at, written_at=one.written_at)
    until = _("until %(day)s") % {"day": uk_date(one.until_day)} if one.until_day else ""
    value = f"{KINDS[one.kind]}: {one.value}"
    return [
        f"{post.title} ({post.holder})" if post.holder else post.title,
        {"href": reverse("directory:way", args=[one.ref]), "text": value} if reports else value,
        when_words(one) + (f", {until}" if until else ""),
        purposes_words(one.purposes, labels),
        ". ".join(
            filter(
                None, (one.note, _("Languages: %(said)s") % {"said": one.languages} if one.languages else "")
            )
        )
        or "-",
        checked,
    ]
