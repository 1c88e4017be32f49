"""What is on the table: what agencies answered on the case and what was sent, each as its reader may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.http import Http404
from django.urls import reverse

from mash.casework.disclosure.models import Delivery
from mash.casework.roundtables.models import Meeting
from mash.casework.sharing.models import Answer, Request
from mash.foundation.kernel import Actor, Ref, Refused
from mash.interfaces.web.components.forms import GovForm
from mash.interfaces.web.request import HttpRequest

HUB_ONLY: Final = frozenset({"researcher"})


def is_agency(by: Actor) -> bool:
    return by.role == "researcher"


def on_the_table(meeting: Meeting, by: Actor) -> tuple[list[dict[str, Any]], list[Ref]]:
    """By request: who was asked, and what was answered of whom. The database says what the reader sees of it."""
    requests = list(
        Request.objects.filter(matter_id=meeting.matter_id)
        .select_related("agency")
        .order_by("agency__name", "pk")
    )
    answers: dict[int, list[Answer]] = {}
    found = Answer.objects.filter(request_id__in=[one.pk for one in requests], superseded_by__isnull=True)
    for one in found.select_related("about").prefetch_related("items"):
        answers.setdefault(one.request_id, []).append(one)
    shown = [
        {
            "agency": one.agency.name,
            "ref": one.ref,
            "href": reverse("agency:request", args=[one.ref]) if is_agency(by) else "",
            "state": one.get_state_display(),
            "answers": [
                {
                    "name": str(each.about.given.get("name", "")),
                    "held": each.get_held_display(),
                    "items": [(item.happened_on, item.text) for item in each.items.all()],
                }
                for each in answers.get(one.pk, [])
            ],
        }
        for one in requests
    ]
    return shown, [Ref("request", one.ref) for one in requests]


def packages_for(meeting: Meeting) -> list[str]:
    """The references of packages that came to the reader's agency from this case."""
    rows = Delivery.objects.filter(matter_id=meeting.matter_id, channel="page").order_by("pk")
    return list(dict.fromkeys(rows.values_list("ref", flat=True)))


def posted_version(request: HttpRequest) -> int:
    """The version that the page showed; -1 where it was tampered with, which is stale."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def verb_of(request: HttpRequest, verbs: object) -> str:
    """What was asked for; "" where the page is only opened. Raises Http404 for what there is not."""
    if request.method != "POST":
        return ""
    verb = request.POST.get("do", "")
    if verb not in verbs:  # type: ignore[operator] # any container of words
        raise Http404
    return verb


def refused_of(done: object) -> Refused | None:
    return done if isinstance(done, Refused) else None


def said_at(form: GovForm, field: str, done: object) -> Refused | None:
    """A refusal of the page; one that is about whether the family knows is said at its field instead."""
    found = refused_of(done)
    if found is None or not found.code.startswith("sharing:openness:"):
        return found
    form.add_error(field, found.sentence)
    return None


type Doing = Callable[[dict[str, Any]], object]


def common(request: HttpRequest) -> dict[str, Any]:
    at: datetime = request.at
    return {"by": request.actor, "at": at}
