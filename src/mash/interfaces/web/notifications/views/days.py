"""What forces sent against what became of it, day by day; rejected rows are put right here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.notifications import actions, events, problems, queries
from mash.casework.notifications.days import LONDON, STATES, Figures
from mash.casework.notifications.models import Row, Source
from mash.casework.notifications.permissions import PUT_RIGHT, RECONCILE, may_put_right, side_of
from mash.casework.notifications.queries import Reconciliation
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.interfaces.web.notifications.forms import CellsForm, DeclareForm, DifferenceForm, whole
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
    """Each source's last fourteen days: what came, what should have, and who signed it off."""
    today = request.at.astimezone(LONDON).date()
    found = queries.by_day(today - timedelta(days=_DAYS - 1), today, request.at)
    rows = [
        [
            {
                "href": reverse("notifications:day", args=[one.source.key, one.day.isoformat()]),
                "text": f"{one.source}, {uk_date(one.day)}",
            },
            *_figures(one.total),
            STATES[one.state],
        ]
        for one in found
    ]
    missing = [one for one in found if one.state == "missing"]
    return render(
        request,
        "notifications/days.jinja",
        {
            "rows": rows,
            "missing": [f"{one.source}, {uk_date(one.day)}" for one in missing],
        },
    )


@page("permission", RECONCILE, methods=["GET", "POST"])
def day(request: HttpRequest, source: str, day: str) -> HttpResponse:
    """One day of one source: its sum, its files and calls, the rows that were rejected, and its sign-off."""
    found = queries.sources().filter(key=source).first()
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    batches = list(queries.of_a_day(found, wanted)) if found else []
    # That a force sends is no secret; what is agreed with it is seen by its hub and itself, a day on which nothing came too.
    if found is None or not (batches or queries.terms_of(found)):
        raise Http404
    form, refused = _sign(request, found, wanted)
    if request.method == "POST" and form is None and refused is None:
        return redirect("notifications:day", source=source, day=day)
    one = queries.one_day(found, wanted, request.at)
    total = one.total
    rejected = list(queries.rejected_in(batches).select_related("batch")[:SHOWN])
    append(
        events.VIEWED,
        by=request.actor,
        at=request.at,
        about=[found.ref],
        payload={"source": found.key, "rows": total.sent},
    )
    side = side_of(request.actor, found)
    return render(
        request,
        "notifications/day.jinja",
        {
            "source": found,
            "day": wanted,
            "total": total,
            "figures": _figures(total),
            "state": STATES[one.state],
            "missing": one.state == "missing",
            "refused": refused,
            "signed": [
                [
                    word.get_side_display(),
                    word.by_name,
                    uk_datetime(word.at),
                    _("Signed off") if word.agrees else word.difference,
                ]
                for word in one.signed
            ],
            "side": side,
            "declare": (form if isinstance(form, DeclareForm) else DeclareForm()) if side else None,
            "differ": (form if isinstance(form, DifferenceForm) else DifferenceForm()) if side else None,
            "seen": total.figures.as_json(),
            "batches": batches,
            "reasons": [
                [column, problems.sentence(code), count]
                for code, column, count in queries.reasons_of(batches)
            ],
            "rejected": [_rejected(one, link=bool(may(request.actor, PUT_RIGHT))) for one in rejected],
            "shown": SHOWN,
        },
    )


def _sign(
    request: HttpRequest, source: Source, day: date
) -> tuple[DeclareForm | DifferenceForm | None, Refused | None]:
    """Do what was pressed: the form that it does not fit, or the refusal; neither where it was done or nothing was."""
    if request.method != "POST":
        return None, None
    by, at, do = request.actor, request.at, request.POST.get("do", "")
    if do == "declare":
        number = DeclareForm(request.POST)
        if not number.is_valid():
            return number, None
        declared = actions.declare_number(
            by=by, at=at, source=source, day=day, number=number.cleaned_data["number"]
        )
        return None, declared if isinstance(declared, Refused) else None
    difference = DifferenceForm(request.POST) if do == "differ" else None
    if difference is not None and not difference.is_valid():
        return difference, None
    if do not in {"agree", "differ"}:
        return None, Refused("notifications:choose", _("Choose what to do with the day."))
    signed = actions.sign_off(
        by=by,
        at=at,
        source=source,
        day=day,
        seen=_seen(request),
        agrees=do == "agree",
        difference=difference.cleaned_data["difference"] if difference is not None else "",
    )
    return difference if isinstance(signed, Refused) else None, signed if isinstance(
        signed, Refused
    ) else None


def _seen(request: HttpRequest) -> Figures:
    """The figures that the page showed, as it carried them along."""
    said = {name: request.POST.get(f"seen_{name}", "") for name in Figures.__dataclass_fields__}
    declared = said.pop("declared")
    return Figures(
        declared=whole(declared) if declared else None, **{name: whole(text) for name, text in said.items()}
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
                args=[found.source.key, found.batch.at.astimezone(LONDON).date().isoformat()],
            ),
            "why": problems.sentence(found.code) if found.code else "",
            "noted": [[column, problems.sentence(code)] for code, column in found.noted],
            "form": form if open_now else None,
            "facts": facts,
            "changed": changed,
            "case": sent.matter.ref if sent.matter else "",
        },
    )
