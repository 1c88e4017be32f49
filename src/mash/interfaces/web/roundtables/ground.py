"""What is on the table: what agencies answered on the case and what was sent, each as its reader may see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from mash.casework.disclosure.models import Delivery
from mash.casework.roundtables.models import Action, Invitation, Meeting
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


def actions_offered(found: Iterable[Action], seen: QuerySet[Action], chosen: str) -> dict[str, Action]:
    """The open ones of `found` by the number of each; with them the one that was `chosen` on a page opened earlier, if
    it is among those `seen`: pressed twice, or done meanwhile, it is that one still and no other.
    """
    offered = {f"{one.pk}": one for one in found if one.done_at is None}
    if chosen not in offered and chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
        offered |= {f"{one.pk}": one for one in seen.filter(pk=int(chosen))}
    return offered


@dataclass(frozen=True, slots=True)
class Was:
    """What a page showed of one invitation, as the form sends it back; of one that it did not show, nothing."""

    version: int = -1
    came: str = ""
    name: str = ""

    @classmethod
    def read(cls, typed: str) -> Was:
        version, _bar, rest = typed.partition("|")
        came, _bar, name = rest.partition("|")
        known = version.isascii() and version.isdigit() and len(version) < 10
        return cls(int(version), came, name) if known else cls()


def was_shown(request: HttpRequest) -> dict[int, Was]:
    """By the number of the invitation: what the page from which the form came showed of each."""
    sent = {key.removeprefix("was-"): key for key in request.POST if key.startswith("was-")}
    return {
        int(number): Was.read(request.POST[key])
        for number, key in sent.items()
        if number.isascii() and number.isdigit() and len(number) < 19
    }


def to_show(invited: Iterable[Invitation], request: HttpRequest, *, judged: bool) -> list[tuple[str, str]]:
    """The hidden fields that say what the page shows of each. Where a form was not whole, and so nothing was `judged`
    against what there is now, they are what it sent: what it did not show it does not undo.
    """
    now = {f"was-{one.pk}": f"{one.version}|{one.came}|{one.came_name}" for one in invited}
    return [(key, words if judged else request.POST.get(key, words)) for key, words in now.items()]


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
