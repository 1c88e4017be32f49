"""What the search found, grouped by who supplied it, and one passage paragraph by paragraph."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.rights.forms import MarkForm
from mash.interfaces.web.rights.views.shared import WORK, find, saw, version
from mash.oversight.rights import actions
from mash.oversight.rights.actions import MarkSaid
from mash.oversight.rights.models import RightsRequest
from mash.oversight.rights.queries.draft import Draft, Piece, draft_of
from mash.oversight.rights.queries.gather import HUB, KINDS, PUBLIC
from mash.registers.agencies.models import Agency
from mash.registers.standards.queries import label


def _names() -> dict[str, str]:
    names = dict(Agency.objects.values_list("key", "name"))
    return {HUB: _("The hub"), PUBLIC: _("Whoever reported it"), **names}


def _groups(draft: Draft) -> list[dict[str, object]]:
    """By source: the hub's own first, then each supplier; whether it is to be asked, and was."""
    names = _names()
    found = sorted(draft.pieces, key=lambda one: (one.found.agency not in {HUB, PUBLIC}, one.found.agency))
    return [
        {
            "key": key,
            "name": names.get(key, key),
            "pieces": list(pieces),
            "may_ask": any(one.found.asked_in and one.source is None for one in pieces),
        }
        for key, grouped in groupby(found, key=lambda one: one.found.agency)
        for pieces in [list(grouped)]
    ]


def _act(request: HttpRequest, one: RightsRequest) -> object:
    common = {"by": request.actor, "at": request.at, "request": one}
    if "search" in request.POST:
        return actions.search(**common)  # type: ignore[arg-type] # what every action takes
    if "take-back" in request.POST:
        chosen = one.consultations.filter(public_id=request.POST["take-back"]).first()
        if chosen is None:
            raise Http404
        return actions.withdraw_consultation(**common, consultation=chosen)  # type: ignore[arg-type]
    agency = request.POST.get("consult", "")
    rows = [
        piece.row for piece in draft_of(one).pieces if piece.found.agency == agency and piece.found.asked_in
    ]
    return actions.consult(**common, agency=agency, passages=rows)  # type: ignore[arg-type]


@page("permission", WORK, methods=["GET", "POST"])
def found(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything found, by source; POST searches, asks a source, or takes a question back."""
    one = find(ref)
    refused: Refused | None = None
    if request.method == "POST":
        done = _act(request, one)
        if not isinstance(done, Refused):
            messages.success(request, _("It is done."))
            return redirect("rights:found", ref=ref)
        refused = done
        one = find(ref)
    draft = draft_of(one)
    saw(request, one, (piece.found.matter for piece in draft.pieces), len(draft.pieces))
    return render(
        request,
        "rights/found.jinja",
        {
            "one": one,
            "refused": refused,
            "groups": _groups(draft),
            "kinds": {key: _(text) for key, text in KINDS.items()},
            "changed": draft.changed if one.searched_at else 0,
            "undecided": sum(piece.undecided for piece in draft.pieces),
            "consultations": one.consultations.select_related("agency"),
            "mine": one.handler_id == request.actor.user and one.state == "open",
        },
    )


def _piece(draft: Draft, public_id: str) -> tuple[Piece, Piece | None]:
    """The passage, and the next one on the way through."""
    pieces = [piece for group in _groups(draft) for piece in group["pieces"]]  # type: ignore[attr-defined] # a list
    for place, piece in enumerate(pieces):
        if piece.row.public_id == public_id:
            return piece, pieces[place + 1] if place + 1 < len(pieces) else None
    raise Http404


@page("permission", WORK, methods=["GET", "POST"])
def passage(request: HttpRequest, ref: str, passage: str) -> HttpResponse:
    """One passage: of each paragraph, whom it is about and whether it is given."""
    one = find(ref)
    piece, following = _piece(draft_of(one), passage)
    names = _names()
    sources = [("", _("Not said")), (piece.found.agency, names.get(piece.found.agency, piece.found.agency))]
    sources += [(key, names[key]) for key in (HUB, PUBLIC) if key != piece.found.agency]
    forms = []
    for each in piece.paragraphs:
        mark = each.mark
        initial = {
            "third_party": each.third_party,
            "source": mark.source if mark else piece.found.agency,
            "exemption": each.exemption,
            "reasonable": each.reasonable,
            "reason": mark.reason if mark else "",
        }
        data = request.POST if request.method == "POST" else None
        forms.append(
            MarkForm(
                data,
                prefix=f"p{each.number}",
                initial=initial,
                at=request.at,
                regime=one.regime,
                sources=sources,
            )
        )
    refused: Refused | None = None
    if request.method == "POST" and all(form.is_valid() for form in forms):
        said = [MarkSaid(number, **form.cleaned_data) for number, form in enumerate(forms)]
        done = actions.mark(
            by=request.actor,
            at=request.at,
            request=one,
            passage=piece.row,
            said=said,
            version=version(request),
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is recorded."))
            if "next" in request.POST and following:
                return redirect("rights:passage", ref=ref, passage=following.row.public_id)
            return redirect("rights:found", ref=ref)
        refused = done
    saw(request, one, [piece.found.matter], 1)
    source = piece.source
    return render(
        request,
        "rights/passage.jinja",
        {
            "one": one,
            "piece": piece,
            "pairs": list(zip(piece.paragraphs, forms, strict=True)),
            "forms": forms,
            "refused": refused,
            "following": following,
            "source": source,
            "source_why": label("rights-exemption", source.exemption, at=request.at)
            if source and source.exemption
            else "",
            "editing": one.state == "open",
        },
    )
