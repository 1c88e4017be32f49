"""The next case for me, and the cases that I am offered."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.allocation import actions, events, queries
from mash.casework.allocation.models import Offer
from mash.foundation.kernel import Ref, Refused, public_id
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.allocation.forms import DeclineForm
from mash.interfaces.web.desk import lists
from mash.interfaces.web.desk import presenters as desk_words
from mash.interfaces.web.request import HttpRequest
from mash.registers.standards.queries import choices, label


@page("permission", "cases:case:claim", methods=["POST"])
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the most urgent case of the desk that nobody has, and open it."""
    desks = lists.desks_of(request.actor)
    wanted = request.POST.get("desk", "")
    desk = next((one for one in desks if one.key == wanted), lists.chosen_desk(request, desks))
    once = request.POST.get("once", "")[:16]
    done = actions.take_next(by=request.actor, at=request.at, desk=desk, once=once)
    if isinstance(done, Refused):
        messages.warning(request, done.sentence)
        return redirect(f"{reverse('desk:worklist')}?desk={desk.key}")
    messages.success(request, _("%(ref)s is yours.") % {"ref": done.matter.ref})
    return redirect("cases:case", ref=done.matter.ref)


@page("permission", "allocation:offer:answer", methods=["GET", "POST"])
def offered(request: HttpRequest) -> HttpResponse:
    """What one is offered, by when it is to be answered; the ledger names what is shown."""
    by, at = request.actor, request.at
    user = by.user or 0
    verb = request.POST.get("do", "") if request.method == "POST" else ""
    which = request.POST.get("which", "")
    refused: Refused | None = None
    wrong: tuple[str, DeclineForm] | None = None
    reasons = choices("offer-declined", at=at)
    if request.method == "POST":
        found = Offer.objects.select_related("matter").filter(ref=which, user=user).first()
        if found is None or verb not in {"take", "decline"}:
            raise Http404
        form = DeclineForm(
            request.POST if verb == "decline" else None, reasons=reasons, auto_id=f"{which}_%s"
        )
        if verb == "take" or form.is_valid():
            said = form.cleaned_data if verb == "decline" else {"why": "", "words": ""}
            done = actions.answer(
                by=by, at=at, offer=found, takes=verb == "take", reason=said["why"], words=said["words"]
            )
            if not isinstance(done, Refused):
                if verb == "take":
                    return redirect("cases:case", ref=found.matter.ref)
                messages.success(request, _("It is recorded that you decline it."))
                return redirect("allocation:offered")
            if done.code == "allocation:giving:words":
                form.add_error("words", done.sentence)
            else:
                refused = done
        wrong = (which, form)
    rows = queries.offers_to(user, at=at)
    cases = [one.matter.case for one in rows]
    asked = queries.asks(cases, at=at)
    shown = {
        one.ref: one
        for desk in {one.desk.key for one in cases}
        for one in desk_words.rows([c for c in cases if c.desk.key == desk], desk=desk, at=at, user=user)
    }
    append(
        events.LISTED,
        by=by,
        at=at,
        about=[each for one in rows for each in (Ref("offer", one.ref), Ref("matter", one.matter.ref))],
        payload={"shown": len(rows)},
    )
    forms = {
        one.ref: wrong[1]
        if wrong and wrong[0] == one.ref
        else DeclineForm(reasons=reasons, auto_id=f"{one.ref}_%s")
        for one in rows
    }
    return render(
        request,
        "allocation/offered.jinja",
        {
            "offers": [
                {
                    "ref": one.ref,
                    "row": shown[one.matter.ref],
                    "due": one.due_at,
                    "by": one.by_name,
                    "asks": ", ".join(label("competence", code, at=at) for code in asked[one.matter_id]),
                    "open": wrong is not None and wrong[0] == one.ref and verb == "decline",
                }
                for one in rows
            ],
            "forms": forms,
            "wrong": [wrong[1]] if wrong and verb == "decline" else [],
            "refused": refused,
            "once": public_id(),
        },
    )
