"""Every channel of a desk from its own facts, over some weeks, a quarter or a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.counted import Shown, as_file
from mash.interfaces.web.demand.presenters import CHANNEL_WORDS, DASH, count, length
from mash.interfaces.web.demand.room import VIEW, Period, Place, period_of, periods, place, rooms
from mash.interfaces.web.desk.lists import query
from mash.interfaces.web.mailbox.presenters import REASONS
from mash.interfaces.web.request import HttpRequest
from mash.oversight.demand import events
from mash.oversight.demand.queries.channels import Bulk, Channels, Mail, Telephone
from mash.oversight.demand.queries.channels import channels as channels_of
from mash.oversight.demand.rules import Spread
from mash.registers.standards.queries import label


def _tables(request: HttpRequest, where: Place, when: Period) -> list[Shown]:
    found = channels_of(where.desk, since=when.since, until=when.until, at=request.at)
    return [
        _contacts(found),
        _kinds(found, request.at),
        _telephone(found.telephone, when.days, request.at),
        _mail(found.mail),
        _bulk(found.bulk),
        _advice(found),
    ]


def _rows(title: str, what: str, said: Mapping[str, str]) -> Shown:
    """A table of two columns: what is counted, and the figure."""
    return Shown(title, [what, _("Figure")], [[name, figure] for name, figure in said.items()])


def _contacts(found: Channels) -> Shown:
    head = [
        _("Channel"),
        _("Contacts"),
        _("Until first rated, middle"),
        _("Until first rated, nine of ten within"),
        _("Came while closed"),
        _("Not rated now"),
        _("Oldest of them"),
        _("People typed in by the hub afterwards"),
    ]
    return Shown(
        _("Contacts"),
        head,
        [
            [
                str(CHANNEL_WORDS[one.channel]),
                count(one.came),
                *_two(one.to_rating),
                count(one.closed),
                count(one.waiting),
                _when(one.oldest),
                count(one.added),
            ]
            for one in found.contacts
        ],
    )


def _two(spread: Spread | None) -> list[str]:
    return [DASH, DASH] if spread is None else [length(spread.median), length(spread.p90)]


def _when(at: datetime | None) -> str:
    return uk_datetime(at) if at else DASH


def _kinds(found: Channels, at: datetime) -> Shown:
    return Shown(
        _("What they turned out to be"),
        [_("Recorded as"), *(str(CHANNEL_WORDS[one.channel]) for one in found.contacts)],
        [
            [
                label("contact-kind", kind, at=at) if kind else _("Not recorded"),
                *(count(one.kinds[kind]) for one in found.contacts),
            ]
            for kind in found.by_kind
        ],
    )


def _telephone(one: Telephone | None, days: int, at: datetime) -> Shown:
    title = _("Telephone")
    if one is None:
        return Shown(title, [], [])
    calls = one.calls
    known = ngettext(
        "Offered, of %(known)s of %(num)s day of which a switch or a person tells",
        "Offered, of %(known)s of %(num)s days of which a switch or a person tells",
        days,
    ) % {"known": one.days_known, "num": days}
    return _rows(
        title,
        _("Calls"),
        {
            known: count(calls.offered if calls else None),
            _("Answered of these"): count(calls.answered if calls else None),
            _("Abandoned of these"): count(calls.abandoned if calls else None),
            _("Taken and noted"): count(one.taken),
            _("Time on call, middle"): length(one.on_call.median),
            _("Time on call, nine of ten within"): length(one.on_call.p90),
            _("The line dropped"): count(one.dropped),
            _("Called back and reached"): count(one.reached),
            **{
                _("Nothing came of it: %(outcome)s") % {"outcome": label("call-outcome", code, at=at)}: count(
                    many
                )
                for code, many in sorted(one.nothing.items(), key=lambda pair: (-pair[1], pair[0]))
            },
        },
    )


def _mail(one: Mail | None) -> Shown:
    title = _("Email")
    if one is None:
        return Shown(title, [], [])
    return _rows(
        title,
        _("Messages"),
        {
            _("Received"): count(one.received),
            _("Became a contact"): count(one.contacts),
            _("Joined to a contact"): count(one.joined),
            _("Set aside, and a person is to look"): count(one.aside),
            _("Not for us"): count(one.not_for_us),
            **{
                _("Set aside or not for us: %(reason)s") % {"reason": REASONS.get(code, code)}: count(many)
                for code, many in sorted(one.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
            },
            _("Age when settled, middle"): length(one.age.median),
            _("Age when settled, nine of ten within"): length(one.age.p90),
            _("Waiting now, whenever they came"): count(one.waiting),
            _("Oldest of them"): _when(one.oldest),
        },
    )


def _bulk(one: Bulk | None) -> Shown:
    title = _("Bulk")
    if one is None:
        return Shown(title, [], [])
    return _rows(
        title,
        _("Notifications"),
        {
            _("Rows received"): count(one.rows),
            _("Taken in"): count(one.taken),
            _("Rejected"): count(one.rejected),
            _("Repeats of what was sent before"): count(one.repeats),
            _("Waiting to be taken in"): count(one.waiting),
            _("Age when taken in, middle"): length(one.age.median),
            _("Age when taken in, nine of ten within"): length(one.age.p90),
            _("Put right by hand"): count(one.put_right),
        },
    )


def _advice(found: Channels) -> Shown:
    one, title = found.advice, _("Advice")
    if one is None:
        return Shown(title, [], [])
    return _rows(
        title,
        _("Questions"),
        {
            _("Asked"): count(one.asked),
            _("A referral was advised"): count(one.advised),
            _("A contact came of it"): count(one.referred),
        },
    )


@page("permission", VIEW, unlogged="counts alone: nobody and no reference stands on it")
def channels(request: HttpRequest) -> HttpResponse:
    """The tables of the channels."""
    when = period_of(request)
    where = place(request, days=str(when.days))
    return render(
        request,
        "demand/channels.jinja",
        {
            "rooms": rooms(request, "channels", where.desk),
            "where": where,
            "when": when,
            "periods": periods(when, where.desk),
            "tables": _tables(request, where, when),
            "csv": reverse("demand:channels_csv") + query(desk=where.desk.key, days=str(when.days)),
        },
    )


@page("permission", VIEW)
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same tables as a file."""
    when, where = period_of(request), place(request)
    tables = [one for one in _tables(request, where, when) if one.rows]
    payload = {"page": "channels", "rows": sum(len(one.rows) for one in tables)}
    append(events.EXPORTED, by=request.actor, at=request.at, about=[], payload=payload)
    return as_file(tables, f"channels-{where.desk.key}-{when.days}-days.csv")
