"""The buttons beside what came: a better answer earlier would have spared this. One press each, and one to take it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mash.foundation.kernel import Actor, Refused
from mash.interfaces.web.access import page, refusal
from mash.interfaces.web.request import HttpRequest
from mash.oversight.demand.actions import end_mark, set_mark
from mash.oversight.demand.queries.marks import standing
from mash.oversight.demand.things import KINDS, Thing, find
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import choices, label

SET: Final = "demand:mark:set"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the buttons beside one thing say: `standing` and `offered` are pairs of code and words."""

    thing: str
    words: str
    place: str
    standing: list[tuple[str, str]]
    offered: list[tuple[str, str]]
    may: bool


def shown(things: Iterable[Thing], *, by: Actor, at: datetime) -> dict[str, Shown]:
    """The buttons beside each of these things, by `kind:ref`; one statement for them all."""
    held = list(things)
    allowed = bool(may(by, SET))
    kinds = choices(KINDS, at=at) if allowed else []
    marks = standing(held)
    found = {}
    for one in held:
        codes = [mark.kind for mark in marks.get((one.kind, one.ref), [])]
        found[f"{one.kind}:{one.ref}"] = Shown(
            thing=f"{one.kind}:{one.ref}",
            words=_words(one),
            place=_place(one),
            standing=[(code, label(KINDS, code, at=at)) for code in codes],
            offered=[pair for pair in kinds if pair[0] not in codes] if one.over else [],
            may=allowed,
        )
    return found


def _words(one: Thing) -> str:
    names = {"contact": _("contact %(ref)s"), "mail": _("the further message"), "call": _("call %(ref)s")}
    return names[one.kind] % {"ref": one.ref}


def _place(one: Thing) -> str:
    return f"marks-{one.kind}-{one.ref}"


def _back(one: Thing) -> str:
    """Where the buttons stand."""
    if one.matter is not None:
        return reverse("cases:contacts", kwargs={"ref": one.matter.ref}) + f"#{_place(one)}"
    return reverse("calls:call", kwargs={"ref": one.ref}) + f"#{_place(one)}"


def _thing(request: HttpRequest) -> Thing:
    kind, _colon, ref = request.POST.get("thing", "").partition(":")
    found = find(kind, ref) if ref.isascii() and "\x00" not in ref else None
    if found is None:
        raise Http404
    return found


@page("permission", SET, methods=["POST"])
def mark(request: HttpRequest) -> HttpResponse:
    """Set one mark; a second press of the same button changes nothing."""
    thing = _thing(request)
    done = set_mark(by=request.actor, at=request.at, thing=thing, kind=request.POST.get("kind", ""))
    if isinstance(done, Refused):
        return refusal(request, SET, done)
    messages.success(
        request,
        _("It is recorded: a better answer earlier would have spared this (%(kind)s).")
        % {"kind": label(KINDS, done.kind, at=request.at)},
    )
    return redirect(_back(thing))


@page("permission", SET, methods=["POST"])
def unmark(request: HttpRequest) -> HttpResponse:
    """Take a mark back, whoever set it; one that is gone already is gone."""
    thing = _thing(request)
    done = end_mark(by=request.actor, at=request.at, thing=thing, kind=request.POST.get("kind", ""))
    if isinstance(done, Refused):
        return refusal(request, SET, done)
    messages.success(request, _("It is taken back."))
    return redirect(_back(thing))
