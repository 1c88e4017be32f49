"""What the hub would ask of one sender: figures of what that sender sent, and nobody's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mash.casework.consultations.rules import SMALL, withheld
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.consultations.presenters import count_words
from mash.interfaces.web.counted import Shown, as_file
from mash.interfaces.web.demand.presenters import ASKS, CHANNEL_WORDS, DASH, sender_words, share
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
    """What is said to one sender: counts in words, of which small ones are left out. Where too little came nothing is said."""

    name: str
    enough: bool
    came: str = ""
    marked: str = ""
    share: str = ""
    asks: list[str | Promise] = field(default_factory=list)
    tables: list[Shown] = field(default_factory=list)


def _letter(request: HttpRequest, where: Place, when: Period, key: str) -> Letter:
    """The letter leaves the hub: it counts nothing that is kept to named people, and tells no small count.

    Raises Http404 where nothing came from such an agency, as far as the asker sees.
    """
    time: dict[str, Any] = {"since": when.since, "until": when.until}
    of_them = senders_in(totals(where.desk.pk, **time)).get(key)
    if of_them is None or not of_them.agency:
        raise Http404
    came = totals(where.desk.pk, leaves=True, **time)
    some = [one for one in marked(where.desk.pk, leaves=True, **time) if one.sender.key == key]
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
    if whole < SMALL:
        return Letter(sender_words(of_them), enough=False)
    channels = [one for one in CHANNELS if by_channel[one]]
    ((all_marked, all_share),) = _beside([sum(bool(one.kinds) for one in some)], whole)
    return Letter(
        name=sender_words(of_them),
        enough=True,
        came=str(whole),
        marked=all_marked,
        share=all_share,
        asks=[words for code, words in ASKS.items() if code in asked],
        tables=[
            Shown(
                _("What you sent us"),
                [_("Channel"), _("How many")],
                [
                    [str(CHANNEL_WORDS[one]), count_words(figure)]
                    for one, figure in zip(
                        channels, withheld([[by_channel[one] for one in channels]])[0], strict=True
                    )
                ],
            ),
            Shown(
                _("What a better answer earlier would have spared"),
                [_("Reason"), _("How many"), _("Share of what you sent")],
                _counted(KINDS, kinds, whole, request),
            ),
            Shown(
                _("What belonged elsewhere"),
                [_("Where it belongs"), _("How many"), _("Share of what you sent")],
                _counted(PLACES, away, whole, request),
            ),
        ],
    )


def _counted(codes: str, counts: Counter[str], whole: int, request: HttpRequest) -> list[list[str]]:
    said = counts.most_common()
    figures = _beside([many for _code, many in said], whole)
    return [
        [label(codes, code, at=request.at), *each] for (code, _many), each in zip(said, figures, strict=True)
    ]


def _beside(counts: Iterable[int], whole: int) -> list[tuple[str, str]]:
    """Each count and its share in words, where neither it nor the rest of the whole is a small one."""
    held = list(counts)
    kept = withheld([[many, max(whole - many, 0)] for many in held])
    return [
        (count_words(None), DASH) if None in both else (count_words(many), share(many, whole))
        for many, both in zip(held, kept, strict=True)
    ]


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
            "small": SMALL,
            "back": reverse("demand:avoidable") + said,
            "csv": reverse("demand:sender_csv", kwargs={"sender": sender}) + said,
        },
    )


@page("permission", VIEW)
def as_csv(request: HttpRequest, sender: str) -> HttpResponse:
    """The same figures as a file."""
    when, where = period_of(request), place(request)
    found = _letter(request, where, when, sender)
    if not found.enough:
        raise Http404
    _recorded(request, sender, when, file=True)
    return as_file([one for one in found.tables if one.rows], f"what-we-would-ask-{when.days}-days.csv")
