"""What a manager writes in a draft, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused
from mash.interfaces.web.access import page
from mash.interfaces.web.components.words import uk_date
from mash.interfaces.web.request import HttpRequest
from mash.interfaces.web.standards import presenters
from mash.interfaces.web.standards.forms import LINE_FORMS, HeadForm, LineForm, published
from mash.interfaces.web.standards.views import NOBODY, keeps, load
from mash.registers.standards import actions, words
from mash.registers.standards.actions.keep import DRAFT, HEAD, head_of
from mash.registers.standards.documents import mark
from mash.registers.standards.models import PracticeStandard
from mash.registers.standards.queries import rows_of

_STALE = "standards:stale"


def _draft(request: HttpRequest, key: str, version: str) -> PracticeStandard:
    found = load(key, version)
    if found.state != PracticeStandard.State.DRAFT or not keeps(request, found):
        raise Http404
    return found


def _seen(request: HttpRequest, now: Mapping[str, Any] | None) -> str:
    """The mark of what the page showed; of what is there now when it does not say."""
    return request.POST.get("seen", "") if "seen" in request.POST else mark(now)


@page("permission", DRAFT, methods=["GET", "POST"], unlogged=NOBODY)
def head(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """What a draft says besides its lines."""
    one = _draft(request, key, version)
    now = head_of(one)
    form = HeadForm(request.POST or None, initial=now)
    refused: Refused | None = None
    stale: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = actions.set_head(
            by=request.actor, at=request.at, standard=one, said=said, seen=_seen(request, now)
        )
        if not isinstance(done, Refused):
            return redirect(presenters.at_version("version", one))
        refused = done
        if done.code == _STALE:
            stale = [
                (str(form.fields[name].label), _text(now[name]), _text(said[name]))
                for name in HEAD
                if now[name] != said[name]
            ]
    return _form(request, one, form, refused, _("What it says besides its lines"), now=now, stale=stale)


def _text(value: Any) -> str:
    return uk_date(value) if hasattr(value, "year") else str(value)


@page("permission", DRAFT, methods=["GET", "POST"], unlogged=NOBODY)
def new(request: HttpRequest, key: str, version: str, part: str) -> HttpResponse:
    """A line more."""
    one = _draft(request, key, version)
    if part not in presenters.PARTS:
        raise Http404
    return _line(request, one, presenters.PARTS[part], None)


@page("permission", DRAFT, methods=["GET", "POST"], unlogged=NOBODY)
def line(request: HttpRequest, key: str, version: str, part: str, line: str) -> HttpResponse:
    """One line of a draft, said otherwise or taken out."""
    one = _draft(request, key, version)
    if part not in presenters.PARTS:
        raise Http404
    lines = rows_of(one, presenters.PARTS[part])
    found = next((each for each in lines if presenters.line_name(each) == line), None)
    if found is None:
        if request.method == "POST" and request.POST.get("do") == "remove":
            return redirect(presenters.at_version("version", one) + f"#{part}")  # pressed twice
        if request.method == "POST":
            return _gone(request, one, presenters.PARTS[part])
        raise Http404
    return _line(request, one, presenters.PARTS[part], found)


_NEW: dict[str, dict[str, Any]] = {
    "timescale": {
        "rating": "",
        "unit": "working_days",
        "day_rule": "by_close",
        "calendar": "desk",
        "starts_from": "contact",
        "warn_percent": 75,
        "basis": "local",
    },
    "minimum": {"of": "decision", "severity": "expected", "quantity": 1},
    "decision_role": {},
    "quorum": {"basis": "local"},
}


def _gone(request: HttpRequest, one: PracticeStandard, part: str) -> HttpResponse:
    """A colleague took the line out while it was written: the text stands in a new line's form."""
    form = LINE_FORMS[part](request.POST, at=request.at, population=one.population)
    form.is_valid()
    refused = Refused(
        _STALE,
        _(
            "A colleague has taken this line out since you opened it. Your text is below: to add it again, send it."
        ),
    )
    return _form(
        request,
        one,
        form,
        refused,
        _heading(part, ""),
        now=None,
        action=presenters.at_version("new", one, presenters.PART_OF[part]),
    )


def _heading(part: str, name: str) -> str:
    return f"{words.PARTS[part]}: {name}" if name else str(words.PARTS[part])


def _line(
    request: HttpRequest, one: PracticeStandard, part: str, key: tuple[str, ...] | None
) -> HttpResponse:
    by, at = request.actor, request.at
    now = rows_of(one, part)[key] if key else None
    initial = dict(now or _NEW[part])
    if part == "timescale":
        initial["rating"] = initial["rating"] or "any"
    removes = key is not None and request.POST.get("do") == "remove"
    form = LINE_FORMS[part](
        None if removes else request.POST or None, at=at, population=one.population, initial=initial
    )
    refused: Refused | None = None
    stale: list[tuple[str, str, str]] = []
    if request.method == "POST" and (removes or form.is_valid()):
        seen = _seen(request, now)
        done = (
            actions.remove_line(by=by, at=at, standard=one, part=part, key=key or (), seen=seen)
            if removes
            else actions.set_line(by=by, at=at, standard=one, part=part, key=key, said=form.said(), seen=seen)
        )
        if not isinstance(done, Refused):
            return redirect(presenters.at_version("version", one) + f"#{presenters.PART_OF[part]}")
        refused = _at_field(form, done, removes=removes)
        if done.code == _STALE and now and not removes:
            stale = _both(form, now)
    name = words.name(part, key, presenters.line_of(one, part, key), at=at) if key else ""
    said = published(key[0] if key else "", one.population, at=at) if part == "timescale" else []
    return _form(
        request,
        one,
        form,
        refused,
        _heading(part, name),
        now=now,
        stale=stale,
        removes=key is not None,
        published=said,
    )


def _at_field(form: LineForm, refused: Refused, *, removes: bool) -> Refused | None:
    """What the law's floors refuse stands beside the field that it is about."""
    prefix, _sep, name = refused.code.rpartition(":")
    if prefix == "standards:floor" and not removes and name in form.fields and form.is_bound:
        form.add_error(name, refused.sentence)
        return None
    return refused


def _both(form: LineForm, now: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    said = form.said()
    return [
        (str(field.label), _shown(now[name]), _shown(said[name]))
        for name, field in form.fields.items()
        if name in now and now[name] != said.get(name)
    ]


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _form(
    request: HttpRequest,
    one: PracticeStandard,
    form: LineForm | HeadForm,
    refused: Refused | None,
    heading: str,
    *,
    now: Mapping[str, Any] | None,
    stale: list[tuple[str, str, str]] | None = None,
    **more: Any,
) -> HttpResponse:
    # Whoever was shown both texts has seen what is there now; whoever was not keeps what they saw.
    seen = mark(now) if stale or (refused is not None and refused.code == _STALE) else _seen(request, now)
    context = {
        "version": one,
        "title": presenters.title(one),
        "heading": heading,
        "form": form,
        "button": _("Save"),
        "refused": refused,
        "stale": stale,
        "seen": seen,
        **more,
    }
    return render(request, "standards/form.jinja", context)
