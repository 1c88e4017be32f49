"""One entry of the minutes, or one hypothesis, to be changed: saved as it is typed, and where two meet both texts are shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.roundtables import actions, events, queries
from mash.casework.roundtables.actions import WRITE, Supposed
from mash.casework.roundtables.actions.common import refs
from mash.casework.roundtables.models import Entry, Hypothesis, Invitation, Meeting
from mash.foundation.kernel import Refused, public_id
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.autosaved import CONFLICT, Saved, is_current
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.roundtables.forms import EntryForm, HypothesisForm
from mash.interfaces.web.roundtables.ground import common, posted_version, refused_of
from mash.interfaces.web.roundtables.meeting import of_the_hub, people_at
from mash.interfaces.web.roundtables.minutes import DONE, Named, entry_form, entry_said


@dataclass(frozen=True, slots=True)
class _Open:
    """An entry at its place, held where something is to be saved, with its form."""

    meeting: Meeting
    entry: Entry
    named: Named
    called: list[Invitation]
    form: EntryForm

    @classmethod
    def of(cls, request: HttpRequest, ref: str, place: int) -> _Open:
        """Raises Http404 where there is no such entry for whoever asks."""
        found, _matter = of_the_hub(request, ref)
        numbers = list(Entry.objects.filter(meeting=found).values_list("pk", flat=True))
        if not 0 < place <= len(numbers):
            raise Http404
        rows = Entry.objects.filter(pk=numbers[place - 1])
        if request.method == "POST":
            rows.select_for_update().first()
        one = rows.select_related("meeting").get()
        named, called = people_at(found), queries.invited(found)
        keys = {each.pk: each.agency.key for each in called if each.agency}
        form = entry_form(
            request.POST if request.method == "POST" else None,
            request=request,
            named=named,
            called=called,
            initial={
                "heading": one.heading,
                "text": one.text,
                "audience": one.audience,
                "person": next(
                    (f"{at}" for at, (who, _n) in enumerate(named) if who.pk == one.person_id), ""
                ),
                "named": [keys[each] for each in one.named if each in keys],
            },
        )
        return cls(found, one, named, called, form)

    def is_current(self, request: HttpRequest, *, by_itself: bool = False) -> bool:
        """Whether the page that sent it has seen the latest, or has saved it itself."""
        saved = Saved(self.entry.version, self.entry.page, left=self.entry.left)
        return is_current(request.POST, saved, by_itself=by_itself)

    def save(self, request: HttpRequest, *, left: bool) -> Entry | Refused:
        """Save what was typed; a page that has not seen the latest is refused."""
        current = self.is_current(request, by_itself=not left)
        return actions.rewrite(
            **common(request),
            entry=self.entry,
            said=entry_said(self.form, self.named, self.called),
            version=self.entry.version if current else -1,
            page=request.POST.get("page", "")[:20],
            left=left,
        )


@page("permission", WRITE, methods=["POST"])
def autosave(request: HttpRequest, ref: str, place: int) -> HttpResponse:
    """Keep what is typed in an entry: 204 when it is on disk, 409 when it may not be or is not whole."""
    opened = _Open.of(request, ref, place)
    # Asked again and again while a page stands open: no refusal is recorded of what only waits for its button.
    if not (opened.is_current(request, by_itself=True) and opened.form.is_valid()):
        return HttpResponse(status=CONFLICT)
    saved = opened.save(request, left=False)
    return HttpResponse(status=CONFLICT if isinstance(saved, Refused) else 204)


@page("permission", WRITE, methods=["GET", "POST"])
def entry(request: HttpRequest, ref: str, place: int) -> HttpResponse:
    """One entry to be changed. Where a colleague saved it meanwhile both texts are shown, and nothing typed is lost."""
    opened = _Open.of(request, ref, place)
    form, done = opened.form, None
    if request.method == "POST" and form.is_valid():
        done = opened.save(request, left=True)
        if not isinstance(done, Refused):
            messages.success(request, str(DONE["write"]))
            return redirect("roundtables:minutes", ref=ref)
    stale = [(_("What was said"), opened.entry.text, form["text"].value() or "")] if _is_stale(done) else []
    append(events.VIEWED, by=request.actor, at=request.at, about=refs(opened.meeting))
    return render(
        request,
        "roundtables/entry.jinja",
        {
            "one": opened.meeting,
            "entry": opened.entry,
            "place": place,
            "page": public_id(),
            "form": form,
            "refused": refused_of(done),
            "stale": stale,
            "formers": list(opened.entry.formers.order_by("-pk")),
        },
    )


def _is_stale(done: object) -> bool:
    return isinstance(done, Refused) and done.code == "roundtables:meeting:changed"


@page("permission", WRITE, methods=["GET", "POST"])
def hypothesis(request: HttpRequest, ref: str, place: int) -> HttpResponse:
    """One hypothesis to be looked at again."""
    found, _matter = of_the_hub(request, ref)
    rows = list(Hypothesis.objects.filter(meeting=found).select_related("meeting"))
    if not 0 < place <= len(rows):
        raise Http404
    one = rows[place - 1]
    fields = ("text", "speaks_for", "speaks_against", "state", "review")
    form = HypothesisForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(one, name) for name in fields},
    )
    done: object = None
    if request.method == "POST" and form.is_valid():
        done = actions.suppose(
            **common(request),
            meeting=found,
            said=Supposed(**form.cleaned_data),
            hypothesis=one,
            version=posted_version(request),
        )
        if not isinstance(done, Refused):
            messages.success(request, str(DONE["suppose"]))
            return redirect("roundtables:minutes", ref=ref)
    stale = [
        (str(form.fields[name].label), getattr(one, name), form[name].value() or "")
        for name in fields
        if name != "state" and _is_stale(done) and getattr(one, name) != (form[name].value() or "")
    ]
    append(events.VIEWED, by=request.actor, at=request.at, about=refs(found))
    return render(
        request,
        "roundtables/hypothesis.jinja",
        {
            "one": found,
            "row": one,
            "form": form,
            "refused": refused_of(done),
            "stale": stale,
            "formers": list(one.formers.order_by("-pk")),
        },
    )
