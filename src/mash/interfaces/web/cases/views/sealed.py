"""Sealed material of one case, for cleared people: read it, rely on it for a decision, protect workers from it.

To everybody else these pages do not exist; they exist for each case, so that opening one says nothing.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mash.casework.cases import actions
from mash.casework.cases.queries import Picture
from mash.casework.cases.queries.sealed import Sealed, matches_in, sealed_in
from mash.casework.cases.rules import AnnexSaid
from mash.casework.sharing import events as sharing
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import presenters
from mash.interfaces.web.cases.forms.sealed import AnnexForm, InstructionForm, MatchForm
from mash.interfaces.web.cases.sealed_words import annexes_shown, answers_shown, item_words
from mash.interfaces.web.cases.views.common import VIEW, Asked, back, load, sent, show
from mash.registers.accounts.rules import is_custodian, may

RELY = "cases:sealed:rely"


def _page(
    request: Asked, template: str, picture: Picture, sealed: Sealed, context: dict[str, Any]
) -> HttpResponse:
    """A page with sealed material on it. Its own entry names that and nothing else; the case's says what any page says."""
    if sealed.refs:
        append(
            sharing.SEALED_VIEWED,
            by=request.actor,
            at=request.at,
            about=sealed.refs,
            payload={"shown": len(sealed.items)},
        )
    return show(request, template, picture, context, part="overview", tab="sealed")


@page("permission", VIEW, cleared=True)
def sealed(request: Asked, ref: str) -> HttpResponse:
    """Everything under seal in this case, and what was made of it."""
    picture = load(request, ref)
    found = sealed_in(picture.case.matter)
    context = {
        "standing": answers_shown(found.standing, request.at),
        "before": answers_shown(found.before, request.at),
        "annexes": annexes_shown(found.annexes),
        "instructions": found.instructions,
        "items": len(found.items),
        "may_rely": _may_rely(request, picture),
        "may_instruct": may(request.actor, RELY),
    }
    return _page(request, "cases/sealed.jinja", picture, found, context)


def _mine(request: Asked, picture: Picture) -> dict[str, Any]:
    """The reader's own decisions by their number, in words."""
    names = {one.pk: presenters.name_of(one) for one in picture.subjects}
    return {
        str(one.pk): (one, f"{names.get(one.subject_id, '')}: {presenters.decision_words(one)}")
        for one in reversed(picture.decisions)
        if one.by == str(request.actor)
    }


def _may_rely(request: Asked, picture: Picture) -> Verdict:
    allowed = may(request.actor, RELY)
    if allowed and not _mine(request, picture):
        return Refused(
            "cases:sealed:not-yours", _("Decide first: whoever made the decision says what it rests on.")
        )
    return allowed


@page("permission", VIEW, methods=["GET", "POST"], cleared=True)
def annex(request: Asked, ref: str) -> HttpResponse:
    """The sealed annex of one of the reader's own decisions. Its open rationale stays as it was written."""
    picture = load(request, ref)
    found, mine = sealed_in(picture.case.matter), _mine(request, picture)
    if not found.items or not mine:
        return redirect("cases:sealed", ref=ref)
    form = AnnexForm(
        sent(request),
        decisions=[(key, words) for key, (_row, words) in mine.items()],
        items=[(one.public_id, item_words(one)) for one in found.items],
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = actions.rely(
            by=request.actor,
            at=request.at,
            decision=mine[said["decision"]][0],
            said=AnnexSaid(
                items=tuple(said["items"]),
                text=said["text"],
                stands_without=said["stands_without"] == "yes",
                originators_view=said["originators_view"],
                gist=said["gist"],
            ),
        )
        if not isinstance(done, Refused):
            messages.success(
                request, _("The sealed annex is kept. The decision shows nothing of it to others.")
            )
            return redirect("cases:sealed", ref=ref)
        refused = done
    context = {
        "heading": _("What a decision rests on, under seal"),
        "lead": [
            _(
                "The open rationale of the decision stays as it is. Only cleared people read what you write here."
            )
        ],
        "form": form,
        "button": _("Keep the sealed annex"),
        "rule": may(request.actor, RELY),
        "refused": refused,
    }
    return _page(request, "cases/form.jinja", picture, found, context)


@page("permission", VIEW, methods=["GET", "POST"], cleared=True)
def instruction(request: Asked, ref: str) -> HttpResponse:
    """An instruction to every visitor, from a sealed item, that says nothing of where it comes from."""
    picture = load(request, ref)
    found = sealed_in(picture.case.matter)
    if not found.items:
        return redirect("cases:sealed", ref=ref)
    items = {one.public_id: one for one in found.items}
    form = InstructionForm(sent(request), items=[(key, item_words(one)) for key, one in items.items()])
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = actions.instruct(
            by=request.actor, at=request.at, case=picture.case, item=items[said["item"]], text=said["text"]
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The instruction stands on every page of the case."))
            return back(picture)
        refused = done
    context = {
        "heading": _("Tell every visitor what to do"),
        "lead": [
            _(
                "Everybody who opens the case reads this, in your name. Say what to do, and nothing of how you know."
            ),
        ],
        "form": form,
        "button": _("Show it to everybody"),
        "rule": may(request.actor, RELY),
        "refused": refused,
    }
    return _page(request, "cases/form.jinja", picture, found, context)


@page("permission", VIEW, methods=["GET", "POST"], cleared=True)
def matches(request: Asked, ref: str) -> HttpResponse:
    """Somebody in this case may be in a record that its workers cannot see: a custodian says whether it matters."""
    picture = load(request, ref)
    found = sealed_in(picture.case.matter)
    waiting = matches_in(picture.case.matter)
    if not waiting:
        return redirect("cases:sealed", ref=ref)
    form = MatchForm(sent(request), initial={"shown": " ".join(one.public_id for one in waiting)})
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        # What came after the page was opened was not looked at.
        shown = set(str(said["shown"]).split())
        done: list[Verdict] = [
            actions.clear_match(
                by=request.actor, at=request.at, match=one, outcome=said["outcome"], said=said["said"]
            )
            for one in waiting
            if one.public_id in shown
        ]
        changed = Refused("cases:hidden:changed", _("What waits here has changed: look at it again."))
        refused = next((one for one in done if isinstance(one, Refused)), None if done else changed)
        if refused is None:
            messages.success(request, _("It is recorded."))
            return redirect("desk:sealed")
    append(
        sharing.SEALED_VIEWED,
        by=request.actor,
        at=request.at,
        about=[Ref("sealed", one.public_id) for one in waiting],
        payload={"shown": len(waiting)},
    )
    context = {
        "heading": _("Somebody here may be in a hidden record"),
        "lead": [
            _("The contact %(contact)s may be about somebody in %(hidden)s (%(hub)s, %(phone)s).")
            % {"contact": one.contact, "hidden": one.hidden, "hub": one.hidden_hub, "phone": one.hidden_phone}
            for one in waiting
        ]
        + [_("Speak to those who are named there. Whoever works on this case does not know of it.")],
        "form": form,
        "button": _("I have looked"),
        "rule": may_clear(request.actor),
        "refused": refused,
    }
    return _page(request, "cases/form.jinja", picture, found, context)


def may_clear(by: Actor) -> Verdict:
    return (
        ALLOWED
        if is_custodian(by)
        else Refused("cases:hidden:not-custodian", _("A cleared decision maker or manager does this."))
    )
