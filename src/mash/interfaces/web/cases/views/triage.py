"""Take the case, rate it, write a note, say that one has looked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.cases import actions
from mash.casework.cases.queries import Picture
from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.cases.before import repeats_in, repeats_shown
from mash.interfaces.web.cases.forms import NoteForm, RateForm, ReasonForm
from mash.interfaces.web.cases.views.common import VIEW, Asked, back, load, sent, show, version
from mash.interfaces.web.components.words import uk_datetime
from mash.registers.accounts.rules import may

STALE = "cases:case:stale"


@page("permission", VIEW, methods=["POST"])
def claim(request: Asked, ref: str) -> HttpResponse:
    """Take the case, or take it over."""
    picture = load(request, ref)
    if picture.case.worker_id != request.actor.user:
        done = actions.claim(by=request.actor, at=request.at, case=picture.case)
        if isinstance(done, Refused):
            messages.warning(request, done.sentence)
    return back(picture)


@page("permission", VIEW, methods=["GET", "POST"])
def rate(request: Asked, ref: str) -> HttpResponse:
    """Rate with a reason. A stale save is refused with both versions on the page."""
    picture = load(request, ref)
    form = RateForm(sent(request))
    refused: Refused | None = None
    stale: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        last = picture.ratings[-1] if picture.ratings else None
        mine = last is not None and last.by == str(request.actor)
        if mine and last and (last.rating, last.rationale) == (said["rating"], said["rationale"]):
            return back(picture)
        done = actions.rate(
            by=request.actor, at=request.at, case=picture.case, version=version(request), **said
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The rating is saved."))
            return back(picture)
        refused = done
        if done.code == STALE:
            stale = [
                (
                    str(_("Rating")),
                    last.get_rating_display() if last else _("Not rated"),
                    str(dict(form.fields["rating"].choices)[said["rating"]]),  # type: ignore[attr-defined] # a choice field
                ),
                (str(_("Reason")), f"{last.rationale}\n{last.by_name}" if last else "", said["rationale"]),
            ]
            stale += changed_since(picture)
    found = repeats_in(picture, request.at)
    before = found if found and found.forces_look else None
    context: dict[str, Any] = {
        "heading": _("Rate the case"),
        "repeats": repeats_shown(before, request.at, worries=True) if before else None,
        "form": form,
        "button": _("Save the rating"),
        "rule": may(request.actor, "cases:case:rate"),
        "refused": refused,
        "stale": stale,
        "now": [
            (f"{one.get_rating_display()}, {one.by_name}", one.rationale) for one in reversed(picture.ratings)
        ],
    }
    return show(request, "cases/form.jinja", picture, context, part="rate", repeats=before)


def changed_since(picture: Picture) -> list[tuple[str, str, str]]:
    """What stands in the case now that the reader of an older page may not have seen: its last three events."""
    lines = [f"{one.text} ({one.who})" for one in picture.timeline[-3:]]
    return [(_("Last in the case"), "\n".join(lines), "")]


@page("permission", VIEW, methods=["GET", "POST"])
def notes(request: Asked, ref: str) -> HttpResponse:
    """The notes, and a new one; an instruction for visitors' safety stands on every page of the case."""
    picture = load(request, ref)
    form = NoteForm(sent(request))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        last = picture.notes[-1] if picture.notes else None
        said = form.cleaned_data
        again = last is not None and (last.by, last.kind, last.text) == (
            str(request.actor),
            said["kind"],
            said["text"],
        )
        done = last if again else actions.note(by=request.actor, at=request.at, case=picture.case, **said)
        if not isinstance(done, Refused):
            return redirect("cases:notes", ref=ref)
        refused = done
    context = {
        "heading": _("Notes"),
        "form": form,
        "button": _("Add the note"),
        "rule": may(request.actor, "cases:note:add"),
        "refused": refused,
        "now": [
            (f"{one.get_kind_display()}, {one.by_name}, {uk_datetime(one.at)}", one.text)
            for one in reversed(picture.notes)
        ],
    }
    return show(request, "cases/form.jinja", picture, context, part="notes")


@page("permission", VIEW, methods=["GET", "POST"])
def attention(request: Asked, ref: str) -> HttpResponse:
    """Say what one made of what asked for attention; the decision stands unless a new one is made."""
    picture = load(request, ref)
    form = ReasonForm(sent(request))
    refused: Refused | None = None
    if not picture.case.attention:
        return back(picture)
    if request.method == "POST" and form.is_valid():
        done = actions.clear_attention(
            by=request.actor, at=request.at, case=picture.case, reason=form.cleaned_data["reason"]
        )
        if not isinstance(done, Refused):
            return back(picture)
        refused = done
    context = {
        "heading": _("Something new has come in"),
        "lead": [
            _(
                "Say what you made of it. If it changes what should happen, open the case again or decide anew."
            )
        ],
        "form": form,
        "button": _("I have looked"),
        "rule": may(request.actor, "cases:attention:clear"),
        "refused": refused,
    }
    return show(request, "cases/form.jinja", picture, context, part="overview")
