"""Who may have one case: the list with its reasons, from which a named person gives or offers it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.allocation import actions, events, queries
from mash.casework.allocation.actions.offers import OFFER
from mash.casework.cases.models import Case
from mash.casework.cases.queries.picture import get_case
from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.allocation import presenters
from mash.interfaces.web.allocation.forms import GiveForm
from mash.interfaces.web.desk import presenters as desk_words
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.models import User
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import choices, label

# In which field a refusal is said.
FIELDS = {
    "allocation:giving:why": "why",
    "allocation:giving:words": "words",
    "allocation:case:not-here": "worker",
    "allocation:offer:not-here": "worker",
}


@page("permission", "cases:case:assign", methods=["GET", "POST"])
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """Who is proposed and why; what a card's form on the board sends comes here too."""
    by, at = request.actor, request.at
    try:
        case = get_case(ref)
    except Case.DoesNotExist:
        raise Http404 from None
    ranked = queries.ranked(case, at=at)
    verb = request.POST.get("do", "give") if request.method == "POST" else ""
    if verb not in {"", "give", "offer"}:
        raise Http404
    form = GiveForm(
        request.POST if verb else None,
        people=presenters.people(ranked),
        reasons=choices("allocation-reason", at=at),
        initial={"worker": str(ranked[0].user) if ranked and case.worker_id is None else ""},
    )
    form.hint("worker", presenters.hints(ranked, at))
    refused: Refused | None = None
    if verb and form.is_valid():
        said = form.cleaned_data
        worker = User.objects.get(pk=int(said["worker"]))
        done: object | Refused
        if verb == "offer":
            done = actions.offer(by=by, at=at, case=case, user=worker)
        else:
            done = actions.give(
                by=by,
                at=at,
                case=case,
                worker=worker,
                reason=said["why"],
                words=said["words"],
                version=_version(request),
            )
        if not isinstance(done, Refused):
            told = (
                _("%(ref)s is offered to %(name)s.")
                if verb == "offer"
                else _("%(ref)s is with %(name)s now.")
            )
            messages.success(request, told % {"ref": ref, "name": worker.name})
            if request.POST.get("board"):
                return redirect(f"{reverse('allocation:board')}?desk={case.desk.key}")
            return redirect("allocation:one", ref=ref)
        if done.code in FIELDS:
            form.add_error(FIELDS[done.code], done.sentence)
        else:
            refused = done
        case = get_case(ref)
        ranked = queries.ranked(case, at=at)
    append(events.VIEWED, by=by, at=at, about=[Ref("matter", ref)], payload={"shown": len(ranked)})
    asked = queries.asks([case], at=at)[case.matter_id]
    offer = queries.open_offer(case)
    held = {code for one in ranked for code, _until in one.held}
    return render(
        request,
        "allocation/one.jinja",
        {
            "ref": ref,
            "row": desk_words.rows([case], desk=case.desk.key, at=at, user=by.user)[0],
            "desk": case.desk,
            "version": case.version,
            "closed": case.closed_at is not None,
            "form": form,
            "refused": refused,
            "people": len(ranked),
            "close": [each.name for each in queries.candidates(case, at=at) if each.close],
            "asked": [
                {"name": label("competence", code, at=at), "why": label("competence-asked", why, at=at)}
                for code, why in asked.items()
            ],
            "nobody_holds": [label("competence", code, at=at) for code in asked if code not in held],
            "offer": offer,
            "may_offer": bool(may(by, OFFER)) and case.worker_id is None and offer is None,
            "givings": presenters.givings(queries.givings(case), at),
            "wishes": [
                f"{each.user.name if each.user else ''}: {each.get_whose_display()}. {each.words} ({each.by_name})"
                for each in queries.wishes(case)
            ],
            "named_only": case.matter.restriction != "open",
        },
    )


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
