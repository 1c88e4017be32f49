"""What the desk's mailboxes brought today, and what a person has to settle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.intake.models import Contact
from mash.casework.mailbox import events, queries
from mash.casework.mailbox.actions import judge
from mash.casework.mailbox.actions.judge import JUDGE
from mash.casework.mailbox.models import Message
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.mailbox import presenters
from mash.interfaces.web.mailbox.forms import JudgeForm
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk

ROWS: Final = 50


def _listed(request: HttpRequest, shown: Iterable[Message]) -> None:
    about = [Ref("mail", one.public_id) for one in shown]
    if about:
        append(events.LISTED, by=request.actor, at=request.at, about=about, payload={"shown": len(about)})


@page("permission", JUDGE)
def today(request: HttpRequest) -> HttpResponse:
    """Every message of today accounted for, and what waits for a person, the oldest first."""
    desks = queries.desks_screened()
    names = dict(Desk.objects.filter(pk__in=desks).values_list("key", "name"))
    shown = Paginator(queries.set_aside(), ROWS).get_page(request.GET.get("page"))
    _listed(request, shown.object_list)
    return render(
        request,
        "mailbox/today.jinja",
        {
            "rooms": presenters.rooms("today"),
            "today": presenters.figures(
                queries.tallies(desks=desks, since=presenters.midnight(request.at)), names
            ),
            "ever": presenters.figures(queries.tallies(desks=desks), names),
            "watches": [
                (one, str(presenters.FAILURES.get(one.failure, one.failure))) for one in queries.watches()
            ],
            "shown": shown,
            "rows": presenters.rows(shown.object_list),
        },
    )


@page("permission", JUDGE)
def refused(request: HttpRequest) -> HttpResponse:
    """What was not for us, the latest first: a machine may have been wrong."""
    shown = Paginator(queries.refused(), ROWS).get_page(request.GET.get("page"))
    _listed(request, shown.object_list)
    return render(
        request,
        "mailbox/refused.jinja",
        {
            "rooms": presenters.rooms("refused"),
            "shown": shown,
            "rows": presenters.rows(shown.object_list),
        },
    )


@page("permission", JUDGE, methods=["GET", "POST"])
def message(request: HttpRequest, mail: str) -> HttpResponse:
    """One message as text, and what a person makes of it."""
    found = Message.objects.select_related("desk").filter(public_id=mail).first()
    if found is None:
        raise Http404
    form = JudgeForm(request.POST if request.method == "POST" else None)
    done: Message | Refused | None = None
    if request.method == "POST" and form.is_valid():
        done = judge(by=request.actor, at=request.at, message=found, **form.cleaned_data)
        if isinstance(done, Message):
            contact = Contact.objects.select_related("matter").filter(ref=done.contact).first()
            if contact is not None:
                messages.success(request, _("It is a contact now."))
                return redirect("cases:case", ref=contact.matter.ref)
            messages.success(request, _("It is recorded."))
            return redirect("mailbox:today")
    append(events.VIEWED, by=request.actor, at=request.at, about=[Ref("mail", found.public_id)])
    return render(
        request,
        "mailbox/message.jinja",
        {
            "rooms": presenters.rooms(""),
            "it": found,
            "sender": presenters.sender(found),
            "reason": presenters.reason(found),
            "says": queries.shown(found),
            "open": found.state == Message.State.ASIDE or bool(found.file),
            "form": form,
            "rule": may(request.actor, JUDGE),
            "refused": done if isinstance(done, Refused) else None,
        },
    )
