"""The call while it goes on, on one page: saved as it is typed, with who may be meant beside it; and afterwards, to read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mash.casework.calls import actions, events, queries
from mash.casework.calls.models import Call
from mash.casework.calls.rules import OPEN
from mash.casework.intake.models import Contact
from mash.foundation.kernel import Ref, Refused, public_id
from mash.foundation.ledger import append
from mash.interfaces.web.access import page
from mash.interfaces.web.autosaved import CONFLICT, Saved, is_current
from mash.interfaces.web.calls import presenters
from mash.interfaces.web.calls.forms import AttemptForm, Page, read, storable, typed_of
from mash.interfaces.web.calls.record import record
from mash.interfaces.web.calls.room import TAKE, VIEW
from mash.interfaces.web.request import HttpRequest
from mash.registers.accounts.rules import may


def find(ref: str, *, hold: bool = False) -> Call:
    """The call, or the answer that none exists, which a hidden one gets too."""
    found = queries.get(ref, hold=hold)
    if found is None:
        raise Http404
    return found


def posted(request: HttpRequest) -> Page:
    notes = storable(request.POST.get("notes", ""))
    return read(typed_of(request.POST), notes, at=request.at)


def kept(call: Call, request: HttpRequest) -> Page:
    return read(call.typed, call.notes, at=request.at)


def _current(request: HttpRequest, call: Call, *, by_itself: bool = False) -> bool:
    saved = Saved(call.version, call.page, left=call.left)
    return is_current(request.POST, saved, by_itself=by_itself)


def _save(request: HttpRequest, call: Call, typed: Page, *, left: bool) -> Call | Refused:
    return actions.save(
        by=request.actor,
        at=request.at,
        call=call,
        heard=typed.heard,
        version=call.version,
        page=request.POST.get("page", ""),
        left=left,
    )


@page("permission", TAKE, methods=["POST"])
def autosave(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep what is typed, without judging it: 204 when it is on disk, 409 when it may not be."""
    call = find(ref, hold=True)
    if call.state not in OPEN or not _current(request, call, by_itself=True):
        return HttpResponse(status=CONFLICT)
    saved = _save(request, call, posted(request), left=False)
    return HttpResponse(status=CONFLICT if isinstance(saved, Refused) else 204)


@page("permission", TAKE, methods=["POST"])
def known(request: HttpRequest, ref: str) -> HttpResponse:
    """As somebody types: who may be meant, what is known of them, and what has not been asked. Nothing is saved by it."""
    call = find(ref)
    typed = posted(request)
    return render(request, "calls/_beside.jinja", {"call": call, **_beside(request, call, typed)})


def _beside(request: HttpRequest, call: Call, typed: Page) -> dict[str, object]:
    shown, about, many = presenters.found(typed, request.at)
    if shown:
        append(
            events.SEARCHED,
            by=request.actor,
            at=request.at,
            about=[Ref("call", call.ref), *about],
            payload={"found": many},
        )
    return {
        "known": shown,
        "prompts": presenters.prompts(typed.heard),
        "danger": typed.heard.danger_now == "yes",
    }


@page("permission", VIEW, methods=["GET", "POST"])
def call(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of one call; `action` says which button was pressed. One that has ended is shown to read."""
    found = find(ref, hold=request.method == "POST")
    works = bool(may(request.actor, TAKE))
    if request.method != "POST":
        if found.state not in OPEN or not works:
            return record(request, found)
        return _page(request, found, kept(found, request))
    if "do" in request.POST:
        return record(request, found)
    typed = posted(request)
    if found.state not in OPEN:
        return _page(request, found, typed, theirs=kept(found, request), status=CONFLICT)
    if not _current(request, found):
        if request.POST.get("action") == "contact":
            # Protection waits for nothing: it is made of what is saved, and the two texts are settled after that.
            _moved(request, found, "contact", AttemptForm())
            found = find(ref)
        return _page(request, found, typed, theirs=kept(found, request), stale=True, status=CONFLICT)
    return _pressed(request, found, typed)


def _pressed(request: HttpRequest, found: Call, typed: Page) -> HttpResponse:
    """What was typed is kept first, whatever was pressed."""
    saved = _save(request, found, typed, left=True)
    if isinstance(saved, Refused):
        return _page(request, found, typed, refused=saved, status=CONFLICT)
    action = request.POST.get("action", "save")
    if action == "read":
        return redirect("calls:read", ref=found.ref)
    attempt = AttemptForm(request.POST)
    if action not in {"contact", "drop", "reached", "unreached"}:
        return _page(request, saved, typed, saved=True)
    if action in {"reached", "unreached"} and not attempt.is_valid():
        return _page(request, saved, typed, attempt=attempt)
    done = _moved(request, saved, action, attempt)
    return _page(request, saved, typed, refused=done) if done else redirect("calls:call", ref=found.ref)


def _moved(request: HttpRequest, saved: Call, action: str, attempt: AttemptForm) -> Refused | None:
    common: dict[str, Any] = {"by": request.actor, "at": request.at, "call": saved}
    done: object
    if action == "contact":
        done = actions.make_contact(**common, ends=False)
        if isinstance(done, Contact):
            text = _("Contact %(ref)s is made. The call goes on; what you note stays with it.")
            messages.success(request, text % {"ref": done.ref})
    elif action == "drop":
        done = actions.drop(**common)
    else:
        shown = request.POST.get("tried", "")
        after = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 5 else -1
        text = attempt.cleaned_data["said"]
        done = actions.try_again(**common, reached=action == "reached", text=text, after=after)
    return done if isinstance(done, Refused) else None


def _page(
    request: HttpRequest,
    found: Call,
    typed: Page,
    *,
    theirs: Page | None = None,
    stale: bool = False,
    saved: bool = False,
    refused: Refused | None = None,
    attempt: AttemptForm | None = None,
    status: int = 200,
) -> HttpResponse:
    contact = [Ref("contact", found.contact.ref)] if found.contact else []
    append(events.VIEWED, by=request.actor, at=request.at, about=[Ref("call", found.ref), *contact])
    steps = list(found.steps.all())
    return render(
        request,
        "calls/live.jinja",
        {
            "call": found,
            "wide": True,
            "state": presenters.state(found, request.at),
            "colour": presenters.COLOURS[found.state],
            "live": typed.live,
            "people": typed.people,
            "open_people": [one.heard() is not None or bool(one.errors) for one in typed.people],
            "attempt": attempt or AttemptForm(),
            "page_id": public_id(),
            "over": found.state not in OPEN,
            "stale": stale,
            "differences": presenters.differences(typed, theirs) if theirs else [],
            "saved": saved,
            "refused": refused,
            "steps": [presenters.step_words(one, request.at) for one in steps if one.kind != "notes"],
            "earlier": [one for one in steps if one.kind == "notes"],
            **_beside(request, found, typed),
        },
        status=status,
    )
