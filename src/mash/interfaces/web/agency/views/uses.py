"""Who used what the agency answered, and for what."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mash.casework.access import queries
from mash.casework.access.events import USES_VIEWED
from mash.casework.sharing.models import Request
from mash.foundation.kernel import Ref
from mash.foundation.kernel.ids import read_reference
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.roles import ROLES

WHAT = {
    "cases:case:viewed": gettext_lazy("read it with the case"),
    "cases:history:viewed": gettext_lazy("read it with the case and its history"),
    "cases:decision:made": gettext_lazy("decided with it on record"),
    "cases:protection:started": gettext_lazy("started immediate protection with it on record"),
    "disclosure:package:sent": gettext_lazy("sent it on to another agency in a package"),
    "disclosure:package:given": gettext_lazy("gave it to the family or the adult in a package"),
    "disclosure:package:opened": gettext_lazy("read it in a package that they were sent"),
}


@page("permission", "sharing:request:view")
def uses(request: HttpRequest) -> HttpResponse:
    """By day, hub and role: who read the agency's answers or decided with them, for which request and why."""
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 else 1
    number = max(1, number)
    wanted = read_reference(request.GET.get("request", "")).replace("\x00", "")
    found, more = queries.uses_of_answers(at=request.at, request=wanted, page=number)
    grounds = dict(Request.GROUNDS)
    if found:
        about = {Ref("request", one.request) for one in found}
        payload = {"agency": request.actor.agency, "shown": len(found)}
        append(USES_VIEWED, by=request.actor, at=request.at, about=about, payload=payload)
    rows = [
        [
            uk_date(one.day),
            one.hub or "-",
            str(ROLES[one.role].title) if one.role in ROLES else one.role,
            str(WHAT[one.event])
            + (_(", by break-glass") if one.broken else "")
            + (_(" (%(n)d times)") % {"n": one.times} if one.times > 1 else ""),
            {"href": reverse("agency:request", args=[one.request]), "text": one.request},
            one.purpose,
            _(grounds.get(one.ground, one.ground)),
        ]
        for one in found
    ]
    return render(
        request,
        "agency/uses.jinja",
        {
            "rows": rows,
            "number": number,
            "more": more,
            "days": queries.USES_SHOWN,
            "wanted": wanted,
            "query": f"request={quote(wanted)}&" if wanted else "",
        },
    )
