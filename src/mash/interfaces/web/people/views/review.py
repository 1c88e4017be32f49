"""The queue of pairs: one at a time side by side, the next by itself, and the safe ones together."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mash.foundation.kernel import Ref, Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.cases import words as case_words
from mash.interfaces.web.people import presenters, words
from mash.interfaces.web.people.forms import LONDON, AlikeForm, NoteForm
from mash.interfaces.web.people.views.shared import REVIEW, homes_of, refs, shown
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency
from mash.registers.people.models import Address
from mash.registers.people.review import actions, events, outcomes
from mash.registers.people.review import queries as review
from mash.registers.people.review.queries import Pair, Permitted, Side
from mash.registers.people.review.why import reasons_between
from mash.registers.people.watch.actions import APPROVE
from mash.registers.people.watch.queries import unanswered
from mash.registers.people.watch.rules import wilson


@page("permission", REVIEW, methods=["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """The pair at which a look helps most. An answer leads to the next one."""
    refused: Refused | None = None
    form = NoteForm(request.POST if request.method == "POST" else None)
    stayed: tuple[str, str] | None = None
    if request.method == "POST" and form.is_valid():
        a, b = request.POST.get("a", ""), request.POST.get("b", "")
        done = actions.decide(
            by=request.actor,
            at=request.at,
            a=a,
            b=b,
            answer=request.POST.get("answer", ""),
            reason=form.cleaned_data["reason"],
        )
        if not isinstance(done, Refused):
            messages.success(
                request,
                _("Recorded: %(answer)s. Here is the next pair.")
                % {"answer": done.get_answer_display().lower()},
            )
            return redirect(f"{request.path}#pair")
        refused, stayed = done, (a, b)
    waiting = review.queue(request.actor, request.at)
    pair = next((one for one in waiting if stayed and {one.a.record, one.b.record} == set(stayed)), None)
    note = ""
    if (
        stayed and pair is None
    ):  # what was typed was about that pair and stays to be read, not to be sent with another
        note, form = form["reason"].value() or "", NoteForm()
    pair = pair or next(iter(waiting), None)
    extra = review.permitted(pair) if pair else {}
    shown(
        request,
        refs([pair.a.person, pair.b.person] if pair else []),
        [Ref("record", record) for record in extra],
        event=events.SHOWN,
        pairs=1 if pair else 0,
        supplied=len(extra),
    )
    midnight = request.at.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    context = {
        "pair": _shown(pair, extra, request) if pair else None,
        "waiting": len(waiting),
        "most": review.SHORT_LIST,
        "progress": outcomes.progress(request.actor, request.at, midnight),
        "form": form,
        "note": note,
        "refused": refused,
        "asking": unanswered(request.at) if may(request.actor, APPROVE) else None,
    }
    return render(request, "people/review.jinja", context)


def _shown(pair: Pair, extra: Mapping[str, Permitted], request: HttpRequest) -> dict[str, object]:
    homes = homes_of([pair.a.person, pair.b.person])
    sides = [_values(side, extra, homes, request) for side in (pair.a, pair.b)]
    agencies = dict(Agency.objects.filter(key__in=[pair.a.agency, pair.b.agency]).values_list("key", "name"))
    left, right = (values or {} for values, _unread in sides)
    return {
        "a": pair.a,
        "b": pair.b,
        "titles": [_title(side, agencies) for side in (pair.a, pair.b)],
        "lines": presenters.beside(left, right, unread=sides[0][1] | sides[1][1]),
        "unread": [title for title, (values, _unread) in zip("AB", sides, strict=True) if values is None],
        "limited": [title for title, (values, unread) in zip("AB", sides, strict=True) if values is not None and unread],
        "kind": words.KINDS[pair.kind],
        "too_much": words.too_much(pair.extent) if pair.extent else "",
        "likely": words.likely(pair.probability) if pair.probability is not None else "",
        "model": pair.model,
        "reasons": case_words.reasons(reasons_between(*pair.numbers)),
        "together": pair.together,
    }  # fmt: skip


def _values(
    side: Side, extra: Mapping[str, Permitted], homes: dict[int, list[Address]], request: HttpRequest
) -> tuple[dict[str, str] | None, frozenset[str]]:
    """What this side says, as far as the asker reads it, and the labels that are not read.

    The record itself; the person whom it stands for; or as much as the agreement with its agency shows to a reviewer.
    """
    if side.said is not None:
        return presenters.said_of(side.said, request.at), frozenset()
    if side.record in extra:
        found = extra[side.record]
        return presenters.said_of(found.said, request.at), presenters.labels_unread(found.groups)
    if side.founds:
        return presenters.own(side.person, homes[side.person.pk], request.at), frozenset()
    return None, presenters.labels_unread(())


def _title(side: Side, agencies: dict[str, str]) -> str:
    who = agencies.get(side.agency, side.agency) or _("The public")
    return _("%(agency)s, list of people") % {"agency": who} if side.fed else who


@page("permission", REVIEW, methods=["GET", "POST"])
def alike(request: HttpRequest) -> HttpResponse:
    """Pairs with the same NHS number and date of birth, said to be one person together."""
    pairs = review.alike(request.actor, request.at)
    choices = [(f"{one.a.record} {one.b.record}", _one_line(one)) for one in pairs]
    form = AlikeForm(request.POST if request.method == "POST" else None, pairs=choices)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        chosen = [(a, b) for a, _space, b in (one.partition(" ") for one in form.cleaned_data["pair"])]
        done = actions.decide_alike(by=request.actor, at=request.at, pairs=chosen)
        if not isinstance(done, Refused):
            messages.success(
                request,
                ngettext("%(n)d pair is one person now.", "%(n)d pairs are one person each now.", done)
                % {"n": done},
            )
            return redirect("people:alike")
        refused = done
    people = [side.person for one in pairs for side in (one.a, one.b)]
    shown(request, refs(people), event=events.SHOWN, pairs=len(pairs))
    return render(request, "people/alike.jinja", {"form": form, "pairs": pairs, "refused": refused})


def _one_line(pair: Pair) -> str:
    one, other = (
        ", ".join((str(side.person), presenters.born_words(side.person))) for side in (pair.a, pair.b)
    )
    number = case_words.spaced(pair.a.person.nhs_number)
    return _("%(one)s, and %(other)s: both %(number)s") % {"one": one, "other": other, "number": number}


@page("permission", REVIEW)
def disagreements(request: HttpRequest) -> HttpResponse:
    """How reviewing went by week, and where a second look said otherwise: the first stands until somebody undoes it."""
    found = outcomes.disagreements()
    weeks = outcomes.weeks(request.at)
    shown(request, refs(each for one in found for each in (one.person_a, one.person_b)))
    looks, differ = sum(one.second_looks for one in weeks), sum(one.differing for one in weeks)
    low, high = wilson(differ, looks)
    context = {
        "rows": found,
        "weeks": weeks,
        "looks": looks,
        "differ": differ,
        "between": f"{low:.0%}–{high:.0%}",
    }
    return render(request, "people/disagreements.jinja", context)
