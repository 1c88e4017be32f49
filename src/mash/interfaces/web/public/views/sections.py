"""The pages of questions: one section, a list of people, what may be added, and saving as it is typed."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.casework.intake.actions.drafts import AlreadySentError, change_draft
from mash.casework.intake.vault import Answers
from mash.foundation.kernel import public_id
from mash.interfaces.web.access import page as access
from mash.interfaces.web.public import reading
from mash.interfaces.web.public.display import sections_for_display
from mash.interfaces.web.public.forms import OPTIONAL, URGENT, Section, section
from mash.interfaces.web.public.holding import Holding, holding, page, take, unsent
from mash.interfaces.web.request import HttpRequest

ITEM_LENGTH = 8


def _found(held: Holding, key: str, *, many: bool) -> Section:
    found = section(key, held.facts)
    if found is None or found.many != many:
        raise Http404
    return found


def _names(one: Section) -> list[str]:
    return list(one.form.base_fields)


def _back(held: Holding, one: Section) -> str:
    """Where "Back" leads."""
    if one not in URGENT:
        return reverse("public:tasks", kwargs={"ref": held.ref})
    place = URGENT.index(one)
    if place == 0:
        return reverse("public:start")
    return reverse("public:section", kwargs={"ref": held.ref, "key": URGENT[place - 1].key})


def _onward(held: Holding, one: Section, answers: Answers) -> HttpResponseBase:
    """The next page of the urgent path that is not answered, then the check; optional pages lead to their list."""
    if one not in URGENT:
        return redirect("public:tasks", ref=held.ref)
    facts = reading.facts_of(answers, population=held.facts.population, at=held.facts.at)
    gap = reading.first_gap(answers, facts)
    if gap is not None:
        return redirect("public:section", ref=held.ref, key=gap.key)
    return redirect("public:check", ref=held.ref)


@access("holder", methods=["GET", "POST"])
@holding
@unsent
def one_section(request: HttpRequest, held: Holding, key: str) -> HttpResponseBase:
    """One page of questions. What is posted is kept, right or wrong; what is wrong is said at its field."""
    found = section(key, held.facts)
    if found is not None and found.many:
        return _listed(request, held, found)
    found = _found(held, key, many=False)
    if request.method == "POST":
        form = reading.bound(found, held.facts, request.POST)
        raw = reading.raw_from(request.POST, _names(found))

        def change(answers: Answers) -> None:
            answers.setdefault("sections", {})[key] = raw
            held.answers.update(answers)

        change_draft(by=held.by, at=request.at, change=change)
        if form.is_valid():
            return _onward(held, found, held.answers)
    else:
        form = reading.shown(found, held.facts, held.answers.get("sections", {}).get(key, {}))
    return render(
        request,
        "public/section.jinja",
        page(
            held.hub,
            form=form,
            section=found,
            ref=held.ref,
            back=_back(held, found),
            save=reverse("public:save", kwargs={"ref": held.ref, "key": key}),
            urgent=found in URGENT,
            danger=_danger(held.answers),
        ),
    )


def _danger(answers: Answers) -> bool:
    return bool(answers.get("sections", {}).get("worry", {}).get("danger") == ["yes"])


def _listed(request: HttpRequest, held: Holding, found: Section) -> HttpResponseBase:
    """A list to add to: POST adds an empty item and opens it."""
    items = held.answers.get("items", {}).get(found.key, [])
    if request.method == "POST":
        if len(items) >= reading.MOST_ITEMS:
            return redirect("public:section", ref=held.ref, key=found.key)
        number = public_id(ITEM_LENGTH)

        def change(answers: Answers) -> None:
            of_key = answers.setdefault("items", {}).setdefault(found.key, [])
            # One that was added and left empty is used again: a double click adds one.
            empty = next((item for item in of_key if not item["raw"]), None)
            nonlocal number
            if empty is not None:
                number = empty["id"]
            else:
                of_key.append({"id": number, "raw": {}})

        change_draft(by=held.by, at=request.at, change=change)
        return redirect("public:item", ref=held.ref, key=found.key, item=number)
    read = reading.read(held.answers, held.facts)
    shown = sections_for_display(
        {found.key: read.items.get(found.key, [])}, held.facts.population, at=request.at
    )
    filled = [item for item in items if item["raw"]]
    cards = [
        {
            "title": f"{found.one} {number}",
            "rows": [
                {"key": row.label, "value": row.value}
                for row in (shown[number - 1].rows if number <= len(shown) else [])
            ],
            "change": reverse("public:item", kwargs={"ref": held.ref, "key": found.key, "item": item["id"]}),
            "remove": reverse(
                "public:remove", kwargs={"ref": held.ref, "key": found.key, "item": item["id"]}
            ),
        }
        for number, item in enumerate(filled, 1)
    ]
    return render(
        request,
        "public/list.jinja",
        page(held.hub, section=found, cards=cards, ref=held.ref, full=len(items) >= reading.MOST_ITEMS),
    )


@access("holder", methods=["GET", "POST"])
@holding
@unsent
def one_item(request: HttpRequest, held: Holding, key: str, item: str) -> HttpResponseBase:
    """One person or professional of a list."""
    found = _found(held, key, many=True)
    raw = _item(held.answers, key, item)
    if raw is None:
        raise Http404
    if request.method == "POST":
        form = reading.bound(found, held.facts, request.POST)
        posted = reading.raw_from(request.POST, _names(found))
        change_draft(by=held.by, at=request.at, change=lambda answers: _set_item(answers, key, item, posted))
        if form.is_valid():
            return redirect("public:section", ref=held.ref, key=key)
    else:
        form = reading.shown(found, held.facts, raw)
    return render(
        request,
        "public/section.jinja",
        page(
            held.hub,
            form=form,
            section=found,
            ref=held.ref,
            urgent=False,
            back=reverse("public:section", kwargs={"ref": held.ref, "key": key}),
            title=found.one,
            save=reverse("public:save-item", kwargs={"ref": held.ref, "key": key, "item": item}),
        ),
    )


def _item(answers: Answers, key: str, item: str) -> reading.Raw | None:
    items = answers.get("items", {}).get(key, [])
    return next((one["raw"] for one in items if one["id"] == item), None)


def _set_item(answers: Answers, key: str, item: str, raw: reading.Raw) -> None:
    for one in answers.get("items", {}).get(key, []):
        if one["id"] == item:
            one["raw"] = raw


@access("holder", methods=["GET", "POST"])
@holding
@unsent
def remove_item(request: HttpRequest, held: Holding, key: str, item: str) -> HttpResponseBase:
    """Ask, then take an item out of its list."""
    found = _found(held, key, many=True)
    if request.method == "POST":

        def change(answers: Answers) -> None:
            of_key = answers.get("items", {}).get(key, [])
            of_key[:] = [one for one in of_key if one["id"] != item]

        change_draft(by=held.by, at=request.at, change=change)
        return redirect("public:section", ref=held.ref, key=key)
    if _item(held.answers, key, item) is None:
        raise Http404
    back = reverse("public:section", kwargs={"ref": held.ref, "key": key})
    return render(request, "public/remove.jinja", page(held.hub, what=found.one, back=back))


@access("holder", methods=["POST"])
def save(request: HttpRequest, ref: str, key: str, item: str = "") -> HttpResponseBase:
    """Keep a page half-typed: 204 when it is on disk, 401 when this session holds no such form."""
    held = take(request, ref)
    if held is None:
        return JsonResponse({"error": _("This form is not open here any more.")}, status=401)
    found = _found(held, key, many=bool(item))
    raw = reading.raw_from(request.POST, _names(found))

    def change(answers: Answers) -> None:
        if item:
            _set_item(answers, key, item, raw)
        else:
            answers.setdefault("sections", {})[key] = raw

    try:
        change_draft(by=held.by, at=request.at, change=change)
    except AlreadySentError:
        return JsonResponse({"error": _("This form was sent already.")}, status=409)
    return HttpResponse(status=204)


@access("holder", methods=["GET"])
@holding
@unsent
def tasks(request: HttpRequest, held: Holding) -> HttpResponseBase:
    """What may be added. All of it is optional: the form can be sent without."""
    read = reading.read(held.answers, held.facts)
    groups: dict[str, list[dict[str, str]]] = {}
    for one in OPTIONAL:
        if not one.shown(held.facts):
            continue
        state = (
            "wrong" if one.key in read.wrong else "done" if reading.has_answers(one, held.answers) else "open"
        )
        groups.setdefault(str(one.group), []).append(
            {
                "title": str(one.title),
                "hint": str(one.hint),
                "state": state,
                "href": reverse("public:section", kwargs={"ref": held.ref, "key": one.key}),
            }
        )
    gap = reading.first_gap(held.answers, held.facts)
    return render(
        request,
        "public/tasks.jinja",
        page(held.hub, groups=groups, ref=held.ref, gap=gap, danger=_danger(held.answers)),
    )
