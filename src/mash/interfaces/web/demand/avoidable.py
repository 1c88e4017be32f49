"""What a better answer earlier would have spared: by kind, channel and sender, and what is behind each figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.calls.models import Call
from mash.casework.consultations.rules import shown as small
from mash.casework.consultations.rules import withheld
from mash.casework.intake.models import Contact
from mash.casework.mailbox.models import Further
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_datetime
from mash.interfaces.web.consultations.presenters import count_words
from mash.interfaces.web.counted import Shown, as_file
from mash.interfaces.web.demand.presenters import CHANNEL_WORDS, DASH, listed, sender_words, share
from mash.interfaces.web.demand.room import VIEW, Period, Place, period_of, periods, place, rooms
from mash.interfaces.web.desk.lists import query
from mash.interfaces.web.request import HttpRequest
from mash.oversight.demand import events
from mash.oversight.demand.actions.elsewhere import PLACES
from mash.oversight.demand.queries.board import CHANNELS
from mash.oversight.demand.queries.duplicates import duplicates
from mash.oversight.demand.queries.marks import Marked, Sender, marked, senders_in, totals
from mash.oversight.demand.things import KINDS
from mash.registers.standards.queries import choices, label

ROWS: Final = 50
MOST_SENDERS: Final = 50
ALL: Final = "all"
MISDIRECTED: Final = "misdirected"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its words, how many are marked of how many that came, and where the figure leads."""

    words: str
    marked: int
    came: int
    href: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it, of one desk and time."""

    came: int
    marked: int
    kinds: list[Line]
    channels: list[Line]
    senders: list[Line]
    elsewhere: list[Line]
    sent_by: list[Line]
    again: list[Line]


def _picture(request: HttpRequest, where: Place, when: Period) -> Picture:
    desk = where.desk
    time: dict[str, Any] = {"since": when.since, "until": when.until}
    came = totals(desk.pk, **time)
    found = marked(desk.pk, **time)
    spared = [one for one in found if one.kinds]
    away = [one for one in found if one.elsewhere]
    whole = came.total()
    by_channel, by_sender, names = Counter[str](), Counter[str](), senders_in(came)
    for (channel, sender), many in came.items():
        by_channel[channel] += many
        by_sender[sender.key] += many
    for one in found:
        names.setdefault(one.sender.key, one.sender)
    of_kind = Counter(kind for one in spared for kind in one.kinds)
    spared_by = Counter(one.sender.key for one in spared)
    codes = dict(choices(KINDS, at=request.at))
    # A kind that is not offered any more stays where something was marked so.
    known = [*codes, *(one for one in of_kind if one not in codes)]
    twice = duplicates(desk, **time)

    def leads(kind: str = ALL, **more: str) -> str:
        address = reverse("demand:list", kwargs={"kind": kind})
        return address + query(desk=desk.key, days=str(when.days), **more)

    def ask(sender: Sender) -> str:
        """Of an agency alone: the public is not asked to come less."""
        if not sender.agency:
            return ""
        address = reverse("demand:sender", kwargs={"sender": sender.key})
        return address + query(desk=desk.key, days=str(when.days))

    return Picture(
        came=whole,
        marked=len(spared),
        kinds=[Line(label(KINDS, one, at=request.at), of_kind[one], whole, leads(one)) for one in known],
        channels=[
            Line(
                str(CHANNEL_WORDS[one]),
                sum(each.channel == one for each in spared),
                by_channel[one],
                leads(channel=one),
            )
            for one in CHANNELS
        ],
        senders=[
            Line(sender_words(names[key]), spared_by[key], by_sender[key], leads(sender=key), ask(names[key]))
            for key in sorted(names, key=lambda one: (-spared_by[one], -by_sender[one], one))[:MOST_SENDERS]
        ],
        elsewhere=[
            Line(label(PLACES, code, at=request.at), many, whole, leads(MISDIRECTED, elsewhere=code))
            for code, many in Counter(one.elsewhere for one in away).most_common()
        ],
        sent_by=[
            Line(sender_words(names[key]), many, by_sender[key], leads(MISDIRECTED, sender=key))
            for key, many in Counter(one.sender.key for one in away).most_common(MOST_SENDERS)
        ],
        again=[
            Line(
                _("Marked: told again, with nothing new"),
                of_kind["nothing-new"],
                whole,
                leads("nothing-new"),
            ),
            Line(_("Contacts joined with an earlier one about the same incident"), twice.joined, whole),
            *([] if twice.mail is None else [Line(_("Email that had come before"), twice.mail, 0)]),
            Line(_("Notifications that had been sent before"), twice.notifications, 0),
        ],
    )


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `with_came` shows how many came beside what is marked of them, `with_share` the share."""

    title: str
    first: str
    marked: str
    lines: list[Line]
    with_came: bool = False
    with_share: bool = True

    @property
    def head(self) -> list[str]:
        came_ = [_("All that came")] if self.with_came else []
        return [self.first, self.marked, *came_, *([_("Share")] if self.with_share else [])]

    def cells(self, one: Line, marked: object, came: str, of_all: str) -> list[object]:
        came_ = [came] if self.with_came else []
        return [one.words, marked, *came_, *([of_all] if self.with_share else [])]


def _tables(found: Picture) -> list[Table]:
    spared, mistaken = _("Would have been spared"), _("Sent by mistake")
    return [
        Table(_("For what reason"), _("Reason"), spared, found.kinds),
        Table(_("By which channel"), _("Channel"), spared, found.channels, with_came=True),
        Table(_("By which sender"), _("Sender"), spared, found.senders, with_came=True),
        Table(
            _("Sent to the hub by mistake: where it belongs"),
            _("Where it belongs"),
            mistaken,
            found.elsewhere,
        ),
        Table(_("Sent to the hub by mistake: by whom"), _("Sender"), mistaken, found.sent_by, with_came=True),
        Table(_("The same again"), _("What"), _("How many"), found.again, with_share=False),
    ]


@page("permission", VIEW, unlogged="counts alone: nobody and no reference stands on it")
def avoidable(request: HttpRequest) -> HttpResponse:
    """The figures, each leading to the things behind it."""
    when = period_of(request)
    where = place(request, days=str(when.days))
    found = _picture(request, where, when)
    tables = []
    for one in _tables(found):
        rows = [
            one.cells(
                line,
                {"href": line.href, "text": str(line.marked)}
                if line.href and line.marked
                else str(line.marked),
                str(line.came),
                share(line.marked, line.came),
            )
            for line in one.lines
        ]
        heads: list[dict[str, object]] = [
            {"text": text, "numeric": number > 0} for number, text in enumerate(one.head)
        ]
        if one.lines is found.senders:
            heads.append({"text": _("For the sender")})
            for row, line in zip(rows, one.lines, strict=True):
                row.append({"href": line.ask, "text": _("What to ask of them")} if line.ask else DASH)
        tables.append({"title": one.title, "columns": heads, "rows": rows})
    return render(
        request,
        "demand/avoidable.jinja",
        {
            "rooms": rooms(request, "avoidable", where.desk),
            "where": where,
            "when": when,
            "periods": periods(when, where.desk),
            "found": found,
            "share": share(found.marked, found.came),
            "tables": tables,
            "most": MOST_SENDERS,
            "csv": reverse("demand:avoidable_csv") + query(desk=where.desk.key, days=str(when.days)),
        },
    )


@page("permission", VIEW)
def as_csv(request: HttpRequest) -> HttpResponse:
    """The figures as a file, for the board: small counts are left out."""
    when, where = period_of(request), place(request)
    tables = []
    for one in _tables(_picture(request, where, when)):
        # Beside what is not marked of the same: in a row neither tells the other, nor does a sum of them.
        kept = withheld([[line.marked, max(line.came - line.marked, 0)] for line in one.lines])
        rows = []
        for line, (figure, rest) in zip(one.lines, kept, strict=True):
            hides = figure is None or (rest is None and one.with_share)
            of_all = DASH if hides else share(line.marked, line.came)
            cells = one.cells(
                line, count_words(None if hides else line.marked), count_words(small(line.came)), of_all
            )
            rows.append([str(cell) for cell in cells])
        tables.append(Shown(one.title, one.head, rows))
    payload = {"page": "avoidable", "rows": sum(len(one.rows) for one in tables)}
    append(events.EXPORTED, by=request.actor, at=request.at, about=[], payload=payload)
    return as_file(tables, f"what-could-have-been-spared-{where.desk.key}-{when.days}-days.csv")


@page("permission", VIEW)
def listed_things(request: HttpRequest, kind: str) -> HttpResponse:
    """What is behind a figure: the latest first."""
    when = period_of(request)
    where = place(request, days=str(when.days))
    known = {code for code, _words in choices(KINDS, at=request.at)}
    said = {name: request.GET.get(name, "") for name in ("channel", "sender", "elsewhere")}
    found = marked(where.desk.pk, since=when.since, until=when.until)
    some = [
        one
        for one in found
        if (one.elsewhere if kind == MISDIRECTED else one.kinds if kind == ALL else kind in one.kinds)
        and said["channel"] in {"", one.channel}
        and said["sender"] in {"", one.sender.key}
        and said["elsewhere"] in {"", one.elsewhere}
    ]
    if kind not in known | {ALL, MISDIRECTED} and not some:
        raise Http404
    shown = Paginator(sorted(some, key=lambda one: (one.at, one.pk), reverse=True), ROWS).get_page(
        request.GET.get("page")
    )
    rows, about = _rows(list(shown.object_list), request)
    append(
        events.LISTED,
        by=request.actor,
        at=request.at,
        about=about,
        payload={"kind": kind, "shown": len(rows)},
    )
    return render(
        request,
        "demand/list.jinja",
        {
            "rooms": rooms(request, "avoidable", where.desk),
            "where": where,
            "when": when,
            "heading": _title(kind, request),
            "rows": rows,
            "shown": shown,
            "base": query(desk=where.desk.key, days=str(when.days), **said),
            "back": reverse("demand:avoidable") + query(desk=where.desk.key, days=str(when.days)),
        },
    )


def _title(kind: str, request: HttpRequest) -> str:
    if kind == MISDIRECTED:
        return _("Sent to the hub by mistake")
    return _("All that could have been spared") if kind == ALL else label(KINDS, kind, at=request.at)


def _rows(some: Iterable[Marked], request: HttpRequest) -> tuple[list[list[object]], list[Ref]]:
    """Each thing as a row, and what the ledger names; three statements."""
    numbers: dict[str, list[int]] = {"contact": [], "mail": [], "call": []}
    held = list(some)
    for one in held:
        numbers[one.thing].append(one.pk)
    refs: dict[tuple[str, int], tuple[str, str, Ref]] = {}
    for each in Contact.objects.filter(pk__in=numbers["contact"]).select_related("matter"):
        address = reverse("cases:contacts", kwargs={"ref": each.matter.ref}) + f"#marks-contact-{each.ref}"
        refs["contact", each.pk] = (each.ref, address, Ref("contact", each.ref))
    for mail in Further.objects.filter(pk__in=numbers["mail"]).select_related("matter", "contact"):
        address = reverse("cases:contacts", kwargs={"ref": mail.matter.ref}) + f"#marks-mail-{mail.public_id}"
        refs["mail", mail.pk] = (
            _("A later message on %(ref)s") % {"ref": mail.contact.ref},
            address,
            Ref("mail", mail.message),
        )
    for call in Call.objects.filter(pk__in=numbers["call"]):
        refs["call", call.pk] = (
            call.ref,
            reverse("calls:call", kwargs={"ref": call.ref}),
            Ref("call", call.ref),
        )
    rows: list[list[object]] = []
    for one in held:
        ref, address, _about = refs[one.thing, one.pk]
        rows.append(
            [
                {"href": address, "text": ref},
                str(CHANNEL_WORDS[one.channel]),
                uk_datetime(one.at),
                sender_words(one.sender),
                listed(
                    [
                        *(label(KINDS, each, at=request.at) for each in one.kinds),
                        *([label(PLACES, one.elsewhere, at=request.at)] if one.elsewhere else []),
                    ]
                ),
            ]
        )
    return rows, [about for _ref, _address, about in refs.values()]
