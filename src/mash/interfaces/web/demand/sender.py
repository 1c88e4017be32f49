"""What the hub would ask of one sender: figures of what that sender sent, and nobody's name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.counted import Shown, as_file
from mash.interfaces.web.demand.presenters import ASKS, CHANNEL_WORDS, sender_words, share
from mash.interfaces.web.demand.room import VIEW, Period, Place, period_of, periods, place, rooms
from mash.interfaces.web.desk.lists import query
from mash.interfaces.web.request import HttpRequest
from mash.oversight.demand import events
from mash.oversight.demand.actions.elsewhere import PLACES
from mash.oversight.demand.queries.board import CHANNELS
from mash.oversight.demand.queries.marks import marked, senders_in, totals
from mash.oversight.demand.things import KINDS
from mash.registers.standards.queries import label


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said to one sender."""

    name: str
    came: int
    marked: int
    asks: list[str | Promise]
    tables: list[Shown]


def _letter(request: HttpRequest, where: Place, when: Period, key: str) -> Letter:
    """Raises Http404 where nothing came from such an agency, as far as the asker sees."""
    time = {"since": when.since, "until": when.until}
    came = totals(where.desk.pk, **time)
    of_them = senders_in(came).get(key)
    if of_them is None or not of_them.agency:
        raise Http404
    some = [one for one in marked(where.desk.pk, **time) if one.sender.key == key]
    kinds = Counter(kind for one in some for kind in one.kinds)
    away = Counter(one.elsewhere for one in some if one.elsewhere)
    asked = list(kinds)
    if away and "belongs-elsewhere" not in kinds:
        asked.append("belongs-elsewhere")
    by_channel = Counter[str]()
    for (channel, one_spelling), many in came.items():
        if one_spelling.key == key:
            by_channel[channel] += many
    whole = by_channel.total()
    return Letter(
        name=sender_words(of_them),
        came=whole,
        marked=sum(bool(one.kinds) for one in some),
        asks=[words for code, words in ASKS.items() if code in asked],
        tables=[
            Shown(
                _("What you sent us"),
                [_("Channel"), _("How many")],
                [[str(CHANNEL_WORDS[one]), str(by_channel[one])] for one in CHANNELS if by_channel[one]],
            ),
            Shown(
                _("What a better answer earlier would have spared"),
                [_("Reason"), _("How many"), _("Share of what you sent")],
                [
                    [label(KINDS, code, at=request.at), str(many), share(many, whole)]
                    for code, many in kinds.most_common()
                ],
            ),
            Shown(
                _("What belonged elsewhere"),
                [_("Where it belongs"), _("How many"), _("Share of what you sent")],
                [
                    [label(PLACES, code, at=request.at), str(many), share(many, whole)]
                    for code, many in away.most_common()
                ],
            ),
        ],
    )


def _recorded(request: HttpRequest, key: str, when: Period, *, file: bool) -> None:
    payload = {"sender": key, "days": when.days, "file": file}
    append(events.ASKED_OF, by=request.actor, at=request.at, about=[], payload=payload)


@page("permission", VIEW)
def sender(request: HttpRequest, sender: str) -> HttpResponse:
    """A page to print."""
    when = period_of(request)
    where = place(request, days=str(when.days))
    found = _letter(request, where, when, sender)
    _recorded(request, sender, when, file=False)
    said = query(desk=where.desk.key, days=str(when.days))
    return render(
        request,
        "demand/sender.jinja",
        {
            "rooms": rooms(request, "avoidable", where.desk),
            "where": where,
            "when": when,
            "periods": periods(when, where.desk),
            "letter": found,
            "share": share(found.marked, found.came),
            "back": reverse("demand:avoidable") + said,
            "csv": reverse("demand:sender_csv", kwargs={"sender": sender}) + said,
        },
    )


@page("permission", VIEW)
def as_csv(request: HttpRequest, sender: str) -> HttpResponse:
    """The same figures as a file. They are the sender's own, and so are small ones."""
    when, where = period_of(request), place(request)
    found = _letter(request, where, when, sender)
    _recorded(request, sender, when, file=True)
    return as_file([one for one in found.tables if one.rows], f"what-we-would-ask-{when.days}-days.csv")
