"""What forces sent against what became of it, day by day; rejected rows are put right here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.notifications import actions, events, problems, queries
from mash.casework.notifications.models import Row
from mash.casework.notifications.permissions import PUT_RIGHT, RECONCILE, may_put_right
from mash.casework.notifications.queries import Reconciliation
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.notifications.forms import CellsForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may

SHOWN: Final = 100
_DAYS: Final = 14


def _figures(found: Reconciliation) -> list[Any]:
    declared = "" if found.declared is None else found.declared
    adds_up = _("Yes") if found.adds_up and not found.waiting else _("Not yet") if found.adds_up else _("No")
    return [
        declared,
        found.sent,
        found.received,
        found.duplicates,
        found.rejected,
        found.waiting,
        adds_up,
    ]


@page("permission", RECONCILE)
def days(request: HttpRequest) -> HttpResponse:
    """Each source's last fourteen days."""
    today = request.at.astimezone(queries.LONDON).date()
    found = queries.by_day(today - timedelta(days=_DAYS - 1), today)
    rows = [
        [
            {
                "href": reverse("notifications:day", args=[source.key, day.isoformat()]),
                "text": f"{source}, {uk_date(day)}",
            },
            *_figures(one),
        ]
        for source, day, one in found
    ]
    return render(request, "notifications/days.jinja", {"rows": rows})


@page("permission", RECONCILE)
def day(request: HttpRequest, source: str, day: str) -> HttpResponse:
    """One day of one source: its sum, its files and calls, and the rows that were rejected."""
    found = queries.sources().filter(key=source).first()
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    batches = list(queries.of_a_day(found, wanted)) if found else []
    if found is None or not batches:
        raise Http404
    total = queries.reconcile(batches)
    rejected = list(queries.rejected_in(batches).select_related("batch")[:SHOWN])
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[found.ref],
        payload={"source": found.key, "rows": total.sent},
    )
    return render(
        request,
        "notifications/day.jinja",
        {
            "source": found,
            "day": wanted,
            "total": total,
            "figures": _figures(total),
            "batches": batches,
            "reasons": [
                [column, problems.sentence(code), count]
                for code, column, count in queries.reasons_of(batches)
            ],
            "rejected": [_rejected(one, link=bool(may(request.actor, PUT_RIGHT))) for one in rejected],
            "shown": SHOWN,
        },
    )


def _rejected(row: Row, *, link: bool) -> list[Any]:
    name = row.reference or _("Row %(number)d") % {"number": row.number}
    first = {"href": reverse("notifications:row", args=[row.public_id]), "text": name} if link else name
    return [first, row.batch.file_name or _("API"), row.number, row.column, problems.sentence(row.code)]


@page("permission", PUT_RIGHT, methods=["GET", "POST"])
def row(request: HttpRequest, notification: str) -> HttpResponse:
    """One row as it was sent; a rejected one is put right and tried again."""
    held = queries.get_row(notification)
    if held is None:
        raise Http404
    found, sent = held
    columns = found.batch.mapping.get("columns", {})
    form = CellsForm(request.POST or None, cells=sent.cells_now, columns=columns)
    open_now = found.state == Row.State.REJECTED and bool(may_put_right(request.actor, found.source))
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        done = actions.put_right(
            by=request.actor,
            at=request.at,
            row=found,
            cells=form.cells(),
            version=int(version) if version.isascii() and version.isdecimal() else 0,
        )
        if not isinstance(done, Refused):
            return redirect("notifications:row", notification=notification)
        form.add_error(None, done.sentence)
    about = [found.ref]
    if sent.matter is not None:
        about.append(Ref("matter", sent.matter.ref))
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=about,
        payload={"source": found.source.key, "batch": found.batch.public_id, "rows": 1},
    )
    facts = [{"key": name, "prose": cell} for name, cell in sent.cells.items() if cell]
    changed = [{"key": name, "prose": cell} for name, cell in (sent.put_right or {}).items()]
    return render(
        request,
        "notifications/row.jinja",
        {
            "row": found,
            "back": reverse(
                "notifications:day",
                args=[found.source.key, found.batch.at.astimezone(queries.LONDON).date().isoformat()],
            ),
            "why": problems.sentence(found.code) if found.code else "",
            "noted": [[column, problems.sentence(code)] for code, column in found.noted],
            "form": form if open_now else None,
            "facts": facts,
            "changed": changed,
            "case": sent.matter.ref if sent.matter else "",
        },
    )
