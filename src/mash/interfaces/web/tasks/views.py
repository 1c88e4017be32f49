"""All that waits for the reader in one list, and the tasks that people give each other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.matters.models import Matter
from mash.casework.matters.tasks import Task, end_of, tasks_of
from mash.casework.tasks import actions, events, queries
from mash.casework.tasks.actions import WORK, refs
from mash.casework.tasks.models import Todo
from mash.foundation.kernel import Ref, Refused, public_id
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_date, uk_datetime
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.tasks.forms import FinishForm, GiveForm
from mash.registers.accounts.models import User
from mash.registers.accounts.roles import ROLES
from mash.registers.accounts.rules import may

VIEW: Final = "tasks:list:view"
ROWS: Final = 50
LATELY: Final = 10


def due_words(one: Task) -> str:
    """By when, as a day or a time; "" where nothing sets one."""
    if one.due is None:
        return ""
    return uk_date(one.due - timedelta(seconds=1)) if one.whole_day else uk_datetime(one.due)


def _row(one: Task) -> list[object]:
    return [{"href": one.link, "text": one.what}, one.ref, due_words(one), uk_date(one.since)]


def _lists(found: list[Task], at: datetime) -> list[dict[str, object]]:
    """One page of the list, parted by when it is due."""
    tonight = end_of(queries.today(at))
    parts: dict[str, list[list[object]]] = {
        _("Overdue"): [_row(one) for one in found if one.due and one.due <= at],
        _("Due today"): [_row(one) for one in found if one.due and at < one.due <= tonight],
        _("Later"): [_row(one) for one in found if one.due and one.due > tonight],
        _("No time is set"): [_row(one) for one in found if one.due is None],
    }
    return [{"title": title, "rows": rows} for title, rows in parts.items() if rows]


def _given(one: Todo) -> list[object]:
    return [
        {"href": reverse("tasks:one", args=[one.ref]), "text": one.what},
        one.matter.ref if one.matter else one.ref,
        one.owner_name,
        uk_date(one.done_at or one.due_on),
    ]


@page("permission", VIEW)
def mine(request: HttpRequest) -> HttpResponse:
    """What is due first stands first; the ledger names all that is shown."""
    by, at = request.actor, request.at
    shown = Paginator(tasks_of(by, at), ROWS).get_page(request.GET.get("page"))
    found = list(shown.object_list)
    works = bool(may(by, WORK))
    given = list(queries.given_away(by)[:ROWS]) if works else []
    done = list(queries.done_lately(by)[:LATELY]) if works else []
    about = dict.fromkeys(
        [*(ref for one in found for ref in one.about), *(ref for one in (*given, *done) for ref in refs(one))]
    )
    append(events.LISTED, by=by, at=at, about=list(about), payload={"shown": len(about)})
    return render(
        request,
        "tasks/list.jinja",
        {
            "lists": _lists(found, at),
            "given": [_given(one) for one in given],
            "done": [_given(one) for one in done],
            "shown": shown,
            "may_give": works,
        },
    )


@page("permission", WORK, methods=["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A task on no case."""
    return _new(request, None)


@page("permission", WORK, methods=["GET", "POST"])
def new_on_case(request: HttpRequest, ref: str) -> HttpResponse:
    """A task on a case."""
    matter = Matter.objects.select_related("hub").filter(ref=ref).first()
    if matter is None:
        raise Http404
    return _new(request, matter)


def _owners(request: HttpRequest) -> list[tuple[str, str]]:
    """The reader first, then the others at their hub, each once."""
    by = request.actor
    found: dict[str, str] = {str(by.user): _("%(name)s (you)") % {"name": by.name}}
    for one in queries.seats_at(by.hub, at=request.at):
        found.setdefault(str(one.user_id), f"{one.user.name} ({ROLES[one.role].title})")
    return list(found.items())


def _new(request: HttpRequest, matter: Matter | None) -> HttpResponse:
    by, at = request.actor, request.at
    posted = request.POST if request.method == "POST" else None
    form = GiveForm(
        posted, owners=_owners(request), on_case=matter is not None, initial={"once": public_id()}
    )
    refused: Refused | None = None
    if posted is not None and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        done = actions.give(
            by=by,
            at=at,
            once=said["once"],
            owner=User.objects.get(pk=int(said["owner"])),
            what=said["what"],
            due_on=said["due_on"],
            matter=matter,
        )
        if isinstance(done, Todo):
            messages.success(request, _("The task is given: %(name)s.") % {"name": done.owner_name})
            return redirect("cases:case", ref=matter.ref) if matter else redirect("tasks:list")
        refused = done
    if matter is not None:
        append(events.VIEWED, by=by, at=at, about=[Ref("matter", matter.ref)])
    return render(
        request,
        "tasks/new.jinja",
        {
            "form": form,
            "refused": refused,
            "case": matter.ref if matter else "",
            "back": reverse("cases:case", args=[matter.ref]) if matter else reverse("tasks:list"),
        },
    )


@page("permission", WORK, methods=["GET", "POST"])
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """One task, and the form that says what was done."""
    by, at = request.actor, request.at
    found = queries.get(ref)
    if found is None:
        raise Http404
    form = FinishForm(request.POST if request.method == "POST" else None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = actions.finish(by=by, at=at, todo=found, text=form.cleaned_data["text"])
        if isinstance(done, Todo):
            messages.success(request, _("It is recorded as done."))
            return redirect("tasks:list")
        refused, found = done, queries.get(ref) or found
    append(events.VIEWED, by=by, at=at, about=refs(found))
    mine = by.user in {found.owner_id, found.made_by_id}
    late = found.done_at is None and found.due_on < queries.today(at)
    return render(
        request,
        "tasks/one.jinja",
        {
            "one": found,
            "form": form if mine and (found.done_at is None or refused) else None,
            "refused": refused,
            "late": late,
            "case_href": reverse("cases:case", args=[found.matter.ref]) if found.matter else "",
        },
    )
