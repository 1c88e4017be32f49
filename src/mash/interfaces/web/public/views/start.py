"""The first page: what this is, whom it is about, and where."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mash.casework.intake.actions.drafts import start_draft
from mash.interfaces.web.access import page as access
from mash.interfaces.web.components.forms import GovForm, RadiosField
from mash.interfaces.web.public.holding import hold, page
from mash.interfaces.web.public.limits import may_start_form
from mash.interfaces.web.public.reading import raw_of
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.models import Seat, User
from mash.registers.agencies.models import Desk

NOT_SURE = "not-sure"


class StartForm(GovForm):
    """A child or an adult, and the area."""

    population = RadiosField(
        label=_("Who are you worried about?"),
        choices=[
            ("children", _("A child or a young person under 18, or a baby not born yet")),
            ("adults", _("An adult")),
        ],
        missing=_("Select whether it is a child or an adult."),
    )
    area = RadiosField(
        label=_("Where does the person live or stay?"),
        divider_before=NOT_SURE,
        missing=_("Select the area, or say that you are not sure."),
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [*areas, (NOT_SURE, _("I am not sure"))]
        if len(areas) == 1:
            field.initial = areas[0][0]


def _areas() -> dict[str, str]:
    desks = Desk.objects.select_related("hub").order_by("hub__name")
    return {desk.hub.key: desk.hub.area for desk in desks}


def _hub_for(population: str, area: str) -> tuple[str, bool] | None:
    """The hub that takes it, and whether the sender did not know; the first that has the desk where unsure."""
    hubs = list(
        Desk.objects.filter(population=population).order_by("hub__name").values_list("hub__key", flat=True)
    )
    if not hubs:
        return None
    return (area, False) if area in hubs else (hubs[0], True)


def _known(user: User, seat: Seat | None) -> dict[str, str]:
    """What a signed-in person need not type again."""
    agency = seat.agency or (seat.hub if seat else None) if seat else None
    return {
        "klass": "professional",
        "name": user.name,
        "role": seat.job_title if seat else "",
        "agency": agency.name if agency else "",
        "phone": user.phone,
        "email": user.email,
    }


@access("public", methods=["GET", "POST"])
def start(request: HttpRequest) -> HttpResponseBase:
    """Say what this is; on POST start a form, kept from here on."""
    areas = _areas()
    form = StartForm(request.POST if request.method == "POST" else None, areas=list(areas.items()))
    if request.method == "POST" and form.is_valid():
        population = form.cleaned_data["population"]
        found = _hub_for(population, form.cleaned_data["area"])
        if found is None:
            form.add_error("population", _("This form cannot take it here. Telephone the duty team."))
        elif not may_start_form(request):
            return render(request, "public/too_many.jinja", page(found[0]), status=429)
        else:
            return _begin(request, population, *found)
    return render(request, "public/start.jinja", page(None, form=form))


def _begin(request: HttpRequest, population: str, hub: str, not_sure: bool) -> HttpResponseBase:
    answers: dict[str, Any] = {"hub": hub, "area_not_sure": not_sure, "sections": {}, "items": {}}
    if request.actor.kind == "seat" and isinstance(request.user, User):
        seat = Seat.objects.select_related("agency", "hub").filter(pk=int(request.actor.key)).first()
        answers["sections"]["you"] = raw_of(_known(request.user, seat))
    draft = start_draft(
        by=request.actor,
        at=request.at,
        population=population,
        answers=answers,
        language="cy" if (get_language() or "").startswith("cy") else "en-gb",
    )
    hold(request, ref=draft.ref, draft=draft.public_id)
    return redirect("public:section", ref=draft.ref, key="person")
